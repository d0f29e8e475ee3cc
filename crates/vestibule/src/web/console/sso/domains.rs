//! The domains of an organization: put on the list, asked about, taken off.

use axum::extract::State;

use super::{list_page, path};
use crate::app::Shared;
use crate::flows::domain::{self as flow, Domain};
use crate::store::domain::DomainRow;
use crate::views::sso::DomainLine;
use crate::views::{Field, Tone};
use crate::visit::Visit;
use crate::web::answer::{Answer, to};
use crate::web::entry::Fields;
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// How a domain stands, and the record that it still needs.
pub(super) fn line(row: &DomainRow, visit: &Visit, zone: &str) -> DomainLine {
    let said = |at| when::said(at, visit.now, zone);
    let stand = match (row.proved_at, row.missed_since, row.asked_at) {
        (Some(_), Some(since), _) => {
            let until = when::day(since.plus(flow::MISSED_FOR), zone);
            (Tone::Warn, words().plain("sso-domain-missed", &[("time", &said(since)), ("until", &until)]))
        }
        (Some(at), None, _) => (Tone::Good, words().plain("sso-domain-proved", &[("time", &said(at))])),
        (None, _, Some(asked)) => {
            (Tone::Warn, words().plain("sso-domain-not-yet", &[("time", &said(asked))]))
        }
        (None, _, None) => (Tone::Warn, words().plain("sso-domain-to-prove", &[])),
    };
    let missing = row.proved_at.is_none() || row.missed_since.is_some();
    DomainLine { domain: row.domain.clone(), stand, record: missing.then(|| flow::record(row)) }
}

/// Puts one on the list.
pub async fn add(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    let typed = fields.get("domain");
    let actor = admin.actor(&app, &visit).await?;
    let wrong = match flow::add(&app, &visit, &admin.organization, &actor, typed).await? {
        Domain::Added | Domain::Proved => {
            return Ok(to(&format!("{}?word=domain-added#domains", path(&admin))));
        }
        Domain::Public => "sso-domain-public",
        Domain::TooMany => "sso-domain-too-many",
        Domain::NoDomain | Domain::Taken | Domain::Missing | Domain::NoAnswer | Domain::Gone => {
            "sso-domain-wrong"
        }
    };
    let field = Field::wrong(typed, words().plain(wrong, &[]));
    list_page(&app, &visit, &admin, "", field).await
}

/// Asks DNS.
pub async fn ask(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    let actor = admin.actor(&app, &visit).await?;
    let name = fields.get("domain");
    let word = match flow::ask(&app, &visit, &admin.organization, &actor, name).await? {
        Domain::Proved => "domain-proved",
        Domain::Taken => "domain-taken-missing",
        Domain::NoAnswer => "domain-no-answer-missing",
        Domain::Missing => "domain-missing",
        Domain::Added | Domain::NoDomain | Domain::Public | Domain::TooMany | Domain::Gone => "",
    };
    Ok(to(&format!("{}?word={word}#domains", path(&admin))))
}

/// Takes one off the list.
pub async fn remove(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    let actor = admin.actor(&app, &visit).await?;
    flow::remove(&app, &visit, &admin.organization, &actor, fields.get("domain")).await?;
    Ok(to(&format!("{}?word=domain-removed#domains", path(&admin))))
}
