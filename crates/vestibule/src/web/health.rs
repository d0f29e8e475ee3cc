//! For machines: it lives, it can serve, and its numbers. No page, no secret, nothing about a person.

use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::app::Shared;
use crate::flows::stuck::{self, Counted, Numbers};
use crate::store::outbox;

/// Its routes.
pub fn router() -> Router<Shared> {
    Router::new().route("/healthz", get(lives)).route("/readyz", get(serves)).route("/metrics", get(metrics))
}

/// The process lives.
pub async fn lives() -> &'static str {
    "ok\n"
}

/// It can serve: the database answers.
pub async fn serves(State(app): State<Shared>) -> Response {
    match app.store.ping().await {
        Ok(()) => "ok\n".into_response(),
        Err(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "the database does not answer\n")
                .into_response()
        }
    }
}

/// Prometheus.
pub async fn metrics(State(app): State<Shared>) -> Response {
    let mut registry = Registry::with_prefix("vestibule");
    let mut add = |name: &str, help: &str, value: u64| {
        let gauge: Gauge = Gauge::default();
        gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        registry.register(name, help, gauge);
    };
    let counts = &app.counts;
    add("signed_in", "Sign-ins that ended inside", counts.signed_in.load(Ordering::Relaxed));
    add("refused", "Refusals", counts.refused.load(Ordering::Relaxed));
    add("journal_dropped", "Answers without a journal entry", counts.journal_dropped.load(Ordering::Relaxed));
    add("shed", "Requests turned away under load", counts.shed.load(Ordering::Relaxed));
    add("mails_accepted", "Mails handed over", counts.mails_accepted.load(Ordering::Relaxed));
    add("mails_refused", "Mails refused for good", counts.mails_refused.load(Ordering::Relaxed));
    add("faults", "Faults on our side", counts.faults.load(Ordering::Relaxed));
    add("hash_waiting", "Passwords waiting to be hashed", app.hash_pool.waiting() as u64);
    if let Ok(depth) = outbox::queue_depth(&mut app.store.read()).await {
        add("mails_queued", "Mails waiting to be sent", u64::try_from(depth.count).unwrap_or(0));
    }
    if let Ok(numbers) = stuck::numbers(&mut app.store.read(), app.now()).await {
        ways_in(&mut registry, &numbers);
    }
    let mut text = String::new();
    if encode(&mut text, &registry).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
        .into_response()
}

/// Who is stuck, how long it takes, and what ends it: what the product measures itself by.
fn ways_in(registry: &mut Registry, numbers: &Numbers) {
    let counted = |rows: &[Counted]| rows.iter().map(|row| (row.word.clone(), row.count)).collect::<Vec<_>>();
    let lengths = [("0.5", numbers.median), ("0.95", numbers.most)];
    let lengths =
        lengths.into_iter().filter_map(|(share, span)| Some((share.to_owned(), span?.as_seconds())));
    for (name, help, label, values) in [
        ("stuck_now", "People refused and not in since", "cause", counted(&numbers.stuck)),
        ("stuck_seconds", "From the first refusal to the sign-in, 30 days", "quantile", lengths.collect()),
        ("stuck_ended_30_days", "What ended it", "way", counted(&numbers.ended)),
    ] {
        let family: Family<Vec<(String, String)>, Gauge> = Family::default();
        for (word, value) in values {
            family.get_or_create(&vec![(label.to_owned(), word)]).set(value);
        }
        registry.register(name, help, family);
    }
    for (name, help, value) in [
        ("stuck_now_with_support", "People stuck whom support has seen to", numbers.stuck_with_support),
        ("stuck_came_in_30_days", "People refused who came in", numbers.came_in),
        ("stuck_came_in_with_support_30_days", "Of these, with support", numbers.came_in_with_support),
    ] {
        let gauge: Gauge = Gauge::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    }
}
