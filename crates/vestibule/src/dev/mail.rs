//! `/dev/mail`: what people got, and what became of what they did not get.
//!
//! The same as data in `/dev/mail.json`, of what arrived. Never in here: a delivery.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderName};
use axum::response::{IntoResponse, Response};
use rules::Instant;
use uuid::Uuid;

use super::{Answer, letters};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::mail::delivery;
use crate::mail::inbox::Kept;
use crate::store::outbox::{self, OutboxRow};
use crate::store::{organization, people};
use crate::views::dev::{MailLine, MailPage, MailsPage};
use crate::views::message::MessagePage;
use crate::views::{Link, Section, Tone};
use crate::web::answer;
use crate::web::entry::Asked;
use crate::when;
use crate::words::words;

/// The HTML of a mail may show itself and lead to its links, and nothing else.
const POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; \
    default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";
/// How many mails stand on one page of the list.
const SHOWN: usize = 40;
/// How many characters of a mail stand in the list.
const START: usize = 120;
/// How many organizations, people and letters are looked through for what did not arrive.
const LOOKED_THROUGH: i64 = 200;

/// A letter that did not arrive, and to whom it goes.
struct Missing {
    row: OutboxRow,
    to: String,
    subject: String,
}

/// `GET /dev/mail.json`
pub async fn list(State(app): State<Shared>, asked: Asked) -> Answer {
    Ok(Json(newest_first(&app, asked.get("to"))?).into_response())
}

/// `GET /dev/mail`
pub async fn show(State(app): State<Shared>, asked: Asked) -> Answer {
    let to = asked.get("to").trim().to_owned();
    let now = app.now();
    let mut lines: Vec<(Instant, MailLine)> = Vec::new();
    for missing in missing(&app).await? {
        if to.is_empty() || missing.to.eq_ignore_ascii_case(&to) {
            lines.push((missing.row.created_at, missing_line(&missing, now)));
        }
    }
    let kept = newest_first(&app, &to)?;
    lines.extend(kept.iter().map(|kept| (sent_at(kept), kept_line(kept, now))));
    lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let from: usize = asked.get("from").parse().unwrap_or(0);
    let next = from.saturating_add(SHOWN);
    let older = (lines.len() > next).then(|| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("to", &to)
            .append_pair("from", &next.to_string())
            .finish();
        format!("/dev/mail?{query}")
    });
    let mails = lines.into_iter().skip(from).take(SHOWN).map(|(_, line)| line).collect();
    Ok(answer::page(&MailsPage {
        page: super::page(&app, Section::Inbox),
        bar: super::bar(&app)?,
        to,
        mails,
        older,
    }))
}

/// `GET /dev/mail/{id}`
pub async fn show_one(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    if let Some(kept) = super::inbox(&app)?.find(&id) {
        return Ok(answer::page(&kept_page(&app, kept)?));
    }
    let row = match id.parse::<Uuid>() {
        Ok(id) => outbox::find(&mut app.store.read(), id).await?,
        Err(_) => None,
    };
    match row.and_then(|row| known(&app, row)) {
        Some(missing) => Ok(answer::page(&missing_page(&app, missing)?)),
        None => Ok(not_found(&app)),
    }
}

/// `GET /dev/mail/{id}/html`
pub async fn show_html(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let Some(kept) = super::inbox(&app)?.find(&id) else { return Ok(not_found(&app)) };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (HeaderName::from_static("content-security-policy"), POLICY),
    ];
    Ok((headers, kept.html).into_response())
}

/// By the time at which they were written: what was held back arrives late, and is no news. Within one second
/// the order of arrival stays.
fn newest_first(app: &App, to: &str) -> Result<Vec<Kept>, Fault> {
    let to = to.trim();
    let mut mails = super::inbox(app)?.list((!to.is_empty()).then_some(to));
    mails.sort_by_key(|kept| std::cmp::Reverse(sent_at(kept)));
    Ok(mails)
}

fn not_found(app: &App) -> Response {
    answer::page_with(StatusCode::NOT_FOUND, &MessagePage::not_found(super::page(app, Section::Inbox)))
}

/// What waits or was refused, of everybody who is in some organization.
async fn missing(app: &App) -> Result<Vec<Missing>, Fault> {
    let mut read = app.store.read();
    let mut found = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for house in organization::any_list(&mut read, "", LOOKED_THROUGH).await? {
        for person in
            people::list(&mut read, house.id, &people::Wanted::EVERYBODY, None, false, LOOKED_THROUGH).await?
        {
            if !seen.insert(person.user_id) {
                continue;
            }
            let rows = outbox::list_for_user(&mut read, person.user_id, LOOKED_THROUGH).await?;
            found.extend(
                rows.into_iter().filter(|row| row.state != "accepted").filter_map(|row| known(app, row)),
            );
        }
    }
    Ok(found)
}

fn known(app: &App, row: OutboxRow) -> Option<Missing> {
    let to = letters::address_of(app, &row)?;
    // The letter itself is erased once it is settled; its kind stays.
    let subject = letters::open(app, &row).map_or_else(|| row.kind.clone(), |(_, letter)| letter.subject);
    Some(Missing { row, to, subject })
}

fn fate(row: &OutboxRow, now: Instant) -> (Tone, String) {
    let reply = row.reply.as_deref().unwrap_or_default();
    let meaning =
        if reply.is_empty() { String::new() } else { words().plain(delivery::explain(reply).key(), &[]) };
    let next = when::said(row.next_at, now, "UTC");
    let values = [("meaning", meaning.as_str()), ("reply", reply), ("next", next.as_str())];
    match row.state.as_str() {
        "queued" if reply.is_empty() => (Tone::Plain, words().plain("dev-fate-queued", &values)),
        "queued" => (Tone::Warn, words().plain("dev-fate-held", &values)),
        "refused" => (Tone::Bad, words().plain("dev-fate-refused", &values)),
        "expired" => (Tone::Bad, words().plain("dev-fate-expired", &values)),
        _ => (Tone::Good, words().plain("dev-fate-arrived", &values)),
    }
}

fn missing_line(missing: &Missing, now: Instant) -> MailLine {
    MailLine {
        href: format!("/dev/mail/{}", missing.row.id),
        to: missing.to.clone(),
        subject: missing.subject.clone(),
        at: when::said(missing.row.created_at, now, "UTC"),
        start: String::new(),
        fate: Some(fate(&missing.row, now)),
    }
}

fn kept_line(kept: &Kept, now: Instant) -> MailLine {
    let start: Vec<&str> = kept.text.split_whitespace().collect();
    MailLine {
        href: format!("/dev/mail/{}", kept.id),
        to: kept.to.clone(),
        subject: kept.subject.clone(),
        at: when::said(sent_at(kept), now, "UTC"),
        start: start.join(" ").chars().take(START).collect(),
        fate: None,
    }
}

fn missing_page(app: &App, missing: Missing) -> Result<MailPage, Fault> {
    let now = app.now();
    let fate = fate(&missing.row, now);
    // A letter that was delivered and is no longer in the inbox has gone out of it.
    let text = if missing.row.state == "accepted" { "dev-gone" } else { "dev-not-there" };
    Ok(MailPage {
        page: super::page(app, Section::Inbox),
        bar: super::bar(app)?,
        from: app.sender().address,
        to: missing.to,
        subject: missing.subject,
        at: when::said(missing.row.created_at, now, "UTC"),
        text: words().plain(text, &[]),
        links: Vec::new(),
        code: None,
        html_href: None,
        fate,
    })
}

fn kept_page(app: &App, kept: Kept) -> Result<MailPage, Fault> {
    let html_href = (!kept.html.is_empty()).then(|| format!("/dev/mail/{}/html", kept.id));
    Ok(MailPage {
        page: super::page(app, Section::Inbox),
        bar: super::bar(app)?,
        at: when::said(sent_at(&kept), app.now(), "UTC"),
        links: kept.links.into_iter().map(|href| Link { label: href.clone(), href }).collect(),
        code: kept.code.as_deref().map(proofs::ticket::shown_code),
        html_href,
        fate: (Tone::Good, words().plain("dev-fate-arrived", &[])),
        from: kept.from,
        to: kept.to,
        subject: kept.subject,
        text: kept.text,
    })
}

fn sent_at(kept: &Kept) -> Instant {
    when::parse_rfc3339(&kept.at).unwrap_or(Instant(0))
}
