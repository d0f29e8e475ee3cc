//! `/org/SLUG/support`: what this organization lets the support desk do in an admin's place, for how long; and what
//! support may do anyway.
//!
//! Never in here: what a grant lets support do (`rules::support`).

use axum::extract::State;
use axum::http::StatusCode;
use rules::Span;
use rules::support::GrantAct;

use crate::app::Shared;
use crate::fault::Fault;
use crate::flows::support::grants;
use crate::store::grant::{self, GrantRow};
use crate::store::{Read, user};
use crate::views::Section;
use crate::views::support::{GrantLine, GrantsPage};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to};
use crate::web::entry::{Asked, Fields};
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// How long a grant can last, by the word in the form.
const LENGTHS: [(&str, Span); 5] = [
    ("1-hour", Span::hours(1)),
    ("8-hours", Span::hours(8)),
    ("1-day", Span::days(1)),
    ("3-days", Span::days(3)),
    ("7-days", Span::days(7)),
];
/// How many grants are told.
const TOLD: i64 = 10;

/// How it stands.
pub async fn show(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    let organization = &admin.organization;
    let zone = organization.zone.as_str();
    let own = admin.frame(&app, Section::Grants, asked.get("word")).await?;
    let mut read = app.store.read();
    let live = grant::find_live(&mut read, organization.id, visit.now).await?;
    let mut before = Vec::new();
    for row in grant::list(&mut read, organization.id, TOLD).await? {
        if live.as_ref().is_none_or(|live| live.id != row.id) {
            before.push(line(&mut read, &row, &visit, zone).await?);
        }
    }
    let live = match &live {
        Some(row) => Some(line(&mut read, row, &visit, zone).await?),
        None => None,
    };
    Ok(page(&GrantsPage {
        page: own,
        organization: admin.named(),
        live,
        before,
        lengths: LENGTHS
            .map(|(word, _)| (word.to_owned(), words().plain(&format!("grant-for-{word}"), &[])))
            .to_vec(),
    }))
}

async fn line(read: &mut Read, row: &GrantRow, visit: &Visit, zone: &str) -> Result<GrantLine, Fault> {
    let by = user::find(read, row.given_by).await?;
    let said = |at| when::said(at, visit.now, zone);
    // It ended by itself where nobody did.
    let end = row.ended_at.map_or(row.until, |ended| ended.min(row.until));
    Ok(GrantLine {
        by: by.map(|row| proofs::full_name(&row.first_name, &row.last_name)).unwrap_or_default(),
        from: said(row.given_at),
        until: said(end),
    })
}

/// Grants it for so long.
pub async fn give(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    let wanted = fields.get("length");
    let lasts = LENGTHS.iter().find(|(word, _)| *word == wanted).map_or(Span::hours(1), |(_, span)| *span);
    change(app, visit, admin, GrantAct::Give(lasts), "grant-given").await
}

/// Ends it.
pub async fn end(State(app): State<Shared>, visit: Visit, admin: Admin) -> Answer {
    change(app, visit, admin, GrantAct::End, "grant-ended").await
}

async fn change(app: Shared, visit: Visit, admin: Admin, act: GrantAct, word: &str) -> Answer {
    let actor = admin.actor(&app, &visit).await?;
    match grants::change(&app, &visit, &admin.organization, &actor, act).await? {
        Ok(_) => Ok(to(&format!("/org/{}/support?word={word}", admin.organization.slug))),
        // The role was taken away meanwhile.
        Err(_) => {
            let mut response = answer::not_an_admin(&app, &visit, &admin.signed_in).await;
            *response.status_mut() = StatusCode::FORBIDDEN;
            Ok(response)
        }
    }
}
