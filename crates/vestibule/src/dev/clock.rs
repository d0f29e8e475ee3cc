//! `/dev/clock`: tells the demo's time and moves it. What has become due by then happens before the answer.
//!
//! It never runs backwards, not even over a restart. Never in here: another clock.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use rules::{Instant, Span};

use super::Answer;
use super::asked::{Wanted, wants_page};
use crate::app::{App, Clock, Shared};
use crate::fault::Fault;
use crate::jobs;
use crate::store::meta;
use crate::views::Section;
use crate::views::dev::ClockPage;
use crate::web::answer;
use crate::web::entry::Asked;
use crate::when;
use crate::words::words;

/// Where it is written down how far the clock is ahead of the machine's, in microseconds.
const AHEAD: &str = "demo_clock_ahead";
/// 1 January 9000: what is written with a year of five digits cannot be read back everywhere.
const END_OF_TIME: Instant = Instant(221_845_392_000_000_000);

/// Why the clock was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    Nothing,
    Unreadable,
    Backwards,
    TooFar,
}

impl Refused {
    const fn key(self) -> &'static str {
        match self {
            Refused::Nothing => "dev-clock-nothing",
            Refused::Unreadable => "dev-clock-unreadable",
            Refused::Backwards => "dev-clock-backwards",
            Refused::TooFar => "dev-clock-too-far",
        }
    }
}

/// `GET /dev/clock`
pub async fn show(State(app): State<Shared>, headers: HeaderMap, asked: Asked) -> Answer {
    if asked.get("format") == "json" || !wants_page(&headers) {
        return Ok(told(&app));
    }
    Ok(answer::page(&page(&app, None)?))
}

/// `POST /dev/clock`
pub async fn submit(State(app): State<Shared>, wanted: Wanted) -> Answer {
    let now = app.now();
    let to = match asked_for(&wanted, now) {
        Ok(to) => to,
        Err(refused) => return refuse(&app, &wanted, refused),
    };
    move_to(&app, to).await?;
    if wanted.page { Ok(Redirect::to("/dev/clock").into_response()) } else { Ok(told(&app)) }
}

/// A kept demo goes on as far ahead of the machine's time as it was left.
pub async fn carry_on(app: &App) -> Result<(), Fault> {
    let ahead = meta::find(&mut app.store.read(), AHEAD).await?;
    if let Some(ahead) = ahead.and_then(|text| text.parse().ok()) {
        app.clock.advance(Span(ahead));
    }
    Ok(())
}

fn asked_for(wanted: &Wanted, now: Instant) -> Result<Instant, Refused> {
    let to = match (wanted.get("advance"), wanted.get("set")) {
        (Some(seconds), _) => {
            let seconds: f64 = seconds.parse().map_err(|_| Refused::Unreadable)?;
            if !seconds.is_finite() {
                return Err(Refused::Unreadable);
            }
            // Whatever does not fit saturates, and is too far.
            now.plus(Span((seconds * 1e6) as i64))
        }
        (None, Some(set)) => when::parse_rfc3339(set).ok_or(Refused::Unreadable)?,
        (None, None) => return Err(Refused::Nothing),
    };
    match to {
        to if to < now => Err(Refused::Backwards),
        to if to >= END_OF_TIME => Err(Refused::TooFar),
        to => Ok(to),
    }
}

async fn move_to(app: &App, to: Instant) -> Result<(), Fault> {
    app.clock.advance(to.since(app.now()));
    // In this order it comes out a little too far ahead rather than behind.
    let machine = Clock::real().now();
    let ahead = app.now().since(machine);
    let mut write = app.store.write().await?;
    meta::set(&mut write, AHEAD, &ahead.0.to_string()).await?;
    write.commit().await?;
    jobs::run_due(app).await?;
    super::deliver(app, true).await
}

fn refuse(app: &App, wanted: &Wanted, refused: Refused) -> Answer {
    if !wanted.page {
        return Ok(super::told(StatusCode::BAD_REQUEST, refused.key()));
    }
    let error = words().plain(refused.key(), &[]);
    Ok(answer::page_with(StatusCode::BAD_REQUEST, &page(app, Some(error))?))
}

fn told(app: &App) -> Response {
    Json(serde_json::json!({ "now": when::rfc3339(app.now()) })).into_response()
}

fn page(app: &App, error: Option<String>) -> Result<ClockPage, Fault> {
    let now = app.now();
    Ok(ClockPage {
        page: super::page(app, Section::Clock),
        bar: super::bar(app)?,
        now: when::in_full(now, "UTC"),
        now_rfc3339: when::rfc3339(Instant(now.0 - now.0.rem_euclid(1_000_000))),
        error,
    })
}
