//! `/support/case/REFERENCE`: what was tried, what each step found, why not, which mails it caused, what came after;
//! and the remedies that support has, as buttons.

use axum::extract::{Path, State};
use proofs::Reference;
use rules::remedy::{Reader, remedies};
use rules::support::Deed;

use super::events::{self, ZONE};
use super::{AtDesk, found, person};
use crate::app::Shared;
use crate::fault::Fault;
use crate::flows::support::Looked;
use crate::flows::{Subject, Who, subject};
use crate::said;
use crate::step::{Step, read_cause};
use crate::store::journal::{self, JournalRow};
use crate::store::{Read, note, outbox};
use crate::views::support::{CasePage, Concerned, Note, Place};
use crate::views::{Remedy, Section};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, refer, to};
use crate::web::entry::Asked;
use crate::when;
use crate::words::words;

/// How many notes are shown.
pub const NOTES: i64 = 50;

/// One case.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    desk: AtDesk,
    Path(typed): Path<String>,
    asked: Asked,
) -> Answer {
    let Some(reference) = Reference::parse(&typed) else { return desk.nothing_there(&app).await };
    if typed != reference.as_str() {
        return Ok(to(&format!("/support/case/{reference}")));
    }
    let mut read = app.store.read();
    let Some(row) = journal::find(&mut read, reference.as_str()).await? else {
        desk.looks(&app, &visit, &looked(None, &row_of_nothing(&reference))).await?;
        let frame = desk.frame(&app, Section::Support, "").await?;
        return Ok(refer(page(&CasePage::unknown(frame, reference.as_str())), reference.as_str()));
    };
    let subject = match row.user_id {
        Some(id) => {
            let step = Step { wanted: row.organization_id, ..Step::default() };
            Some(subject::load(&mut read, &Who::User(id), &step, &visit).await?)
        }
        None => None,
    };
    let subject = subject.filter(|subject| subject.user.is_some());
    drop(read);
    desk.looks(&app, &visit, &looked(subject.as_ref(), &row)).await?;
    let frame = desk.frame(&app, Section::Support, asked.get("word")).await?;
    let refused = super::refused_before(&app, &visit, asked.get("s"));
    let mut read = app.store.read();
    let mut names = events::Names::default();
    let place = names.organization(&mut read, row.organization_id).await?;
    let view = CasePage {
        page: frame,
        reference: row.reference.clone(),
        known: true,
        cause: row.cause.as_deref().and_then(read_cause).map(|cause| cause.code().to_owned()),
        heading: heading(&row),
        lines: lines(&row, subject.as_ref(), &visit),
        facts: facts(&row, place, &visit),
        found: found::told(&row.evidence, &visit),
        mails: mails(&mut read, &row, &mut names, &visit).await?,
        afterwards: events::after(&mut read, &row, &visit).await?,
        ways: subject.as_ref().map_or(vec![], |subject| ways(&row, subject)),
        who: subject.as_ref().map(concerned),
        places: subject.as_ref().map_or(vec![], places),
        wanted: row.organization_id.and_then(|id| slug_of(subject.as_ref()?, id)).unwrap_or_default(),
        notes: notes(&mut read, &row, &visit).await?,
        refusal: refused.as_ref().map(|(_, refusal)| refusal.clone()),
    };
    let response = refer(page(&view), &row.reference);
    Ok(answer::showing(response, refused.as_ref().map(|(refused, _)| refused), visit.now))
}

/// A reference under which nothing is kept, as something that was looked at all the same.
fn row_of_nothing(reference: &Reference) -> JournalRow {
    JournalRow {
        reference: reference.to_string(),
        at: rules::Instant(0),
        act: String::new(),
        user_id: None,
        organization_id: None,
        address_key: None,
        verdict: String::new(),
        cause: None,
        evidence: String::new(),
        browser: String::new(),
        network: None,
        known_device: false,
        caused_by: None,
    }
}

/// Every organization of the person's, and the case's own.
pub fn looked(subject: Option<&Subject>, row: &JournalRow) -> Looked {
    let mut looked = match subject {
        Some(subject) => person::looked(subject),
        None => Looked::default(),
    };
    looked.organizations.extend(row.organization_id);
    looked.reference = Some(row.reference.clone());
    looked
}

fn heading(row: &JournalRow) -> String {
    words().plain(&format!("happened-{}", row.act), &[])
}

fn lines(row: &JournalRow, subject: Option<&Subject>, visit: &Visit) -> Vec<String> {
    let Some(cause) = row.cause.as_deref().and_then(read_cause) else {
        return vec![words().plain("support-not-refused", &[])];
    };
    vec![match subject {
        Some(subject) => said::cause_for_admin(&cause, subject, visit.now),
        None => said::cause_for_operator(&cause, visit.now),
    }]
}

fn facts(row: &JournalRow, place: Option<String>, visit: &Visit) -> Vec<(String, String)> {
    let label = |key: &str| words().plain(key, &[]);
    let browser = if row.known_device { "support-browser-known" } else { "support-browser-new" };
    let mut all = vec![
        (label("support-when"), when::said(row.at, visit.now, ZONE)),
        (label("support-verdict"), row.verdict.replace('-', " ")),
        (label("support-browser"), words().plain(browser, &[("browser", &row.browser)])),
    ];
    all.extend(row.network.clone().map(|network| (label("support-network"), network)));
    all.extend(place.map(|place| (label("support-organization"), place)));
    all.extend(row.caused_by.clone().map(|other| (label("support-caused-by"), other)));
    all
}

async fn mails(
    read: &mut Read,
    row: &JournalRow,
    names: &mut events::Names,
    visit: &Visit,
) -> Result<Vec<crate::views::support::Event>, Fault> {
    let mut all = Vec::new();
    for mail in outbox::list_by_reference(read, &row.reference).await? {
        let place = names.organization(read, mail.organization_id).await?;
        all.push(crate::views::support::Event { case: None, ..events::mail(&mail, place, visit) });
    }
    Ok(all)
}

async fn notes(read: &mut Read, row: &JournalRow, visit: &Visit) -> Result<Vec<Note>, Fault> {
    let rows = match row.user_id {
        Some(user) => note::any_list_for_user(read, user, NOTES).await?,
        None => note::any_list_for_reference(read, &row.reference, NOTES).await?,
    };
    Ok(rows.into_iter().map(|row| person::note(row, visit)).collect())
}

/// The person, as a link.
pub fn concerned(subject: &Subject) -> Concerned {
    let id = subject.user.as_ref().map(|user| user.id.to_string()).unwrap_or_default();
    Concerned { name: subject.name(), address: subject.address.clone(), id }
}

/// The organizations to whose admins a case can be handed.
pub fn places(subject: &Subject) -> Vec<Place> {
    let doors = subject.doors.iter();
    doors.map(|door| Place { slug: door.slug.clone(), name: door.name.clone() }).collect()
}

fn slug_of(subject: &Subject, organization: uuid::Uuid) -> Option<String> {
    subject.door(Some(organization)).map(|door| door.slug.clone())
}

/// The remedies that support has, best first; each is a button, or leads to the form beside it.
fn ways(row: &JournalRow, subject: &Subject) -> Vec<Remedy> {
    let Some(cause) = row.cause.as_deref().and_then(read_cause) else { return vec![] };
    let id = subject.user.as_ref().map(|user| user.id.to_string()).unwrap_or_default();
    let there = format!("/support/people/{id}");
    remedies(&cause, Reader::Support)
        .iter()
        .filter_map(|way| {
            let label = said::remedy(way);
            let explained = said::remedy_line(way);
            let button = |act: &str| {
                let post = Remedy::post(way.code(), label.clone(), format!("{there}/{act}"), "");
                post.with("reference", row.reference.clone())
            };
            let remedy = match way {
                rules::Remedy::SendFitting => button(word_of(Deed::SendFitting)),
                rules::Remedy::MailAnswer => {
                    let label = words().plain("support-send-answer", &[]);
                    Remedy { label, ..button(word_of(Deed::SendAnswer)) }
                }
                rules::Remedy::HandOver if subject.doors.is_empty() => return None,
                rules::Remedy::HandOver => Remedy::link(way.code(), label, "#hand-over"),
                _looked_up => {
                    Remedy::link(way.code(), words().plain("support-open-person", &[]), there.clone())
                }
            };
            Some(Remedy { explanation: explained, ..remedy })
        })
        .collect()
}

/// The last part of the path that does it.
pub const fn word_of(deed: Deed) -> &'static str {
    match deed {
        Deed::SendFitting => "send-fitting",
        Deed::SendAnswer => "send-answer",
        Deed::HandOver(_) => "hand-over",
    }
}
