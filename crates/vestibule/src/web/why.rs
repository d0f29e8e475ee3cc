//! `/why/REFERENCE`: what happened, as much as the reader has proved. To a stranger every reference is alike.

use axum::extract::{Path, State};
use axum::response::Response;
use proofs::Reference;
use rules::remedy::{Reader as Kind, remedies};
use uuid::Uuid;

use super::answer::{self, Answer, door_page, page};
use super::console::person;
use super::help;
use super::refusal;
use super::who::{MaybeSignedIn, SignedIn};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{Who, subject};
use crate::happening;
use crate::said;
use crate::step::{Refused, Step, read_cause};
use crate::store::journal::{self, JournalRow};
use crate::store::outbox;
use crate::views::why::{Reader, WhyPage};
use crate::views::{Happening, Refusal, Remedy};
use crate::visit::Visit;
use crate::when;

/// How much stands around one entry.
const AROUND: i64 = 8;

/// What happened.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    MaybeSignedIn(reader): MaybeSignedIn,
    Path(text): Path<String>,
) -> Answer {
    let Some(reference) = Reference::parse(&text) else {
        return help::not_found(State(app), MaybeSignedIn(reader)).await;
    };
    let Some(reader) = reader else { return Ok(stranger(&app, &visit, &reference)) };
    if reader.organization().is_some_and(|organization| organization.desk) {
        // Whoever works at the desk sees the whole case, and that they looked stands in the audit log.
        return Ok(answer::to(&format!("/support/case/{reference}")));
    }
    let told = told(&app, &visit, &reader, &reference).await?;
    let own = answer::own_page(&app, &reader).await?;
    let view = WhyPage { page: own, reference: reference.to_string(), reader: told };
    Ok(answer::refer(page(&view), reference.as_str()))
}

fn stranger(app: &App, visit: &Visit, reference: &Reference) -> Response {
    let next = format!("/why/{reference}");
    let step = Step { next: Some(next), ..Step::default() };
    // Whoever presses it types the address first; the answer goes to that mailbox alone.
    let asked = Step { word: Some(reference.to_string()), ..Step::default() };
    let reader = Reader::Stranger {
        s: asked.seal(app, visit),
        sign_in: format!("/sign-in?s={}", step.seal(app, visit)),
    };
    let view = WhyPage { page: door_page(app, None), reference: reference.to_string(), reader };
    answer::refer(page(&view), reference.as_str())
}

async fn told(app: &App, visit: &Visit, reader: &SignedIn, reference: &Reference) -> Result<Reader, Fault> {
    let row = journal::find(&mut app.store.read(), reference.as_str()).await?;
    let Some(row) = row else { return Ok(Reader::Other) };
    // Whoever came through a provider is told of its organization alone.
    let theirs = reader.visits().is_none_or(|visits| row.organization_id == Some(visits));
    if row.user_id == Some(reader.user()) && theirs {
        return owner(app, visit, reader, &row).await;
    }
    let current = reader.organization().filter(|organization| reader.administers(&organization.slug));
    match (current, row.user_id) {
        (Some(organization), Some(user)) => {
            admin(app, visit, organization.id, &organization.slug, user, &row).await
        }
        _ => Ok(Reader::Other),
    }
}

async fn owner(app: &App, visit: &Visit, reader: &SignedIn, row: &JournalRow) -> Result<Reader, Fault> {
    let step = reader.step();
    let subject = subject::load(&mut app.store.read(), &Who::User(reader.user()), &step, visit).await?;
    let zone = subject.zone(step.wanted);
    let mut around = journal::list_for_user(&mut app.store.read(), reader.user(), AROUND).await?;
    around.retain(|other| other.reference != row.reference);
    if let Some(visits) = reader.visits() {
        around.retain(|other| other.organization_id == Some(visits));
    }
    let happenings: Vec<Happening> = around.iter().map(|row| happening::of(row, visit.now, zone)).collect();
    let refused = row.cause.clone().map(|cause| Refused {
        reference: row.reference.clone(),
        at: row.at.0,
        cause,
        arrived: false,
    });
    let refusal = refused.and_then(|refused| refusal::told(app, visit, &step, Some(&subject), &refused));
    Ok(match refusal {
        Some(refusal) => {
            Reader::Owner { refusal: refusal::elsewhere(refusal, app, visit, &step), happenings }
        }
        None => Reader::Happened { happenings: vec![happening::of(row, visit.now, zone)] },
    })
}

/// An admin sees what happened to a member of their own organization, and nothing of anybody else.
async fn admin(
    app: &App,
    visit: &Visit,
    organization: Uuid,
    slug: &str,
    user: Uuid,
    row: &JournalRow,
) -> Result<Reader, Fault> {
    let step = Step { wanted: Some(organization), ..Step::default() };
    let subject = subject::load(&mut app.store.read(), &Who::User(user), &step, visit).await?;
    let Some(door) = subject.door(Some(organization)) else { return Ok(Reader::Other) };
    // What the user did in another organization is not this admin's business; what they were refused at the
    // door, before one was chosen, is that of each which they have joined, and of none that has merely invited them.
    let since = match row.organization_id {
        Some(there) if there == organization => door.membership.joined_at.or(door.membership.invited_at),
        Some(_) => None,
        None => door.membership.joined_at.filter(|_| row.cause.is_some()),
    };
    if since.is_none_or(|since| row.at < since) {
        return Ok(Reader::Other);
    }
    let person = proofs::full_name(&door.membership.first_name, &door.membership.last_name);
    let href = format!("/org/{slug}/people/{user}");
    let zone = door.zone.as_str();
    let happened = happening::of(row, visit.now, zone);
    let mut evidence = vec![("act".to_owned(), row.act.clone()), ("browser".to_owned(), row.browser.clone())];
    evidence.extend(row.network.clone().map(|network| ("network".to_owned(), network)));
    let mail = outbox::find_by_reference(&mut app.store.read(), &row.reference).await?;
    evidence.extend(mail.map(|mail| ("mail".to_owned(), super::reset::fate(&mail, visit, zone).1)));
    let Some(cause) = row.cause.as_deref().and_then(read_cause) else {
        return Ok(Reader::Happened { happenings: vec![happened] });
    };
    let button = |way: rules::Remedy| {
        let place = person::place_of(way, slug, &href, &row.reference);
        Remedy::link(way.code(), said::remedy(way), place)
    };
    let refusal = Refusal {
        reference: row.reference.clone(),
        at: when::said(row.at, visit.now, zone),
        cause: Some(cause.code().to_owned()),
        heading: said::heading(&cause),
        lines: vec![said::cause_for_admin(&cause, &subject, visit.now)],
        remedies: remedies(&cause, Kind::Admin).iter().map(button).collect(),
    };
    Ok(Reader::Admin { refusal, person, href, evidence, happenings: vec![happened] })
}
