//! `/org/SLUG/people/ID/contact`: the address that this organization writes for somebody, in its own lists.
//!
//! Invariant: it signs nobody in and gets no mail of ours; no other organization sees it. Where to go next:
//! `person.rs`, whose act puts the one of before back.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use proofs::address::Address;
use rules::Verdict;
use rules::people::CONTACT_UNDO;
use uuid::Uuid;

use super::people;
use super::person;
use crate::app::{App, Shared};
use crate::flows::{self, Who, subject};
use crate::step::Step;
use crate::store::{membership, people as store_people};
use crate::views::message::MessagePage;
use crate::views::people::contact::{ContactPage, PutBack};
use crate::views::{Field, Section};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to};
use crate::web::entry::{Asked, Fields};
use crate::web::sign_in::address_error;
use crate::web::who::Admin;
use crate::when;

/// What stands there, and what another one would do.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, Uuid)>,
    asked: Asked,
) -> Answer {
    let step = Step::open(&app, &visit, asked.get("s")).unwrap_or_default();
    contact_page(&app, &visit, &admin, id, &step, None).await
}

async fn contact_page(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    id: Uuid,
    step: &Step,
    typed: Option<Field>,
) -> Answer {
    let organization = &admin.organization;
    let mut read = app.store.read();
    let frame = admin.frame(app, Section::People, "").await?;
    let row = store_people::find(&mut read, organization.id, id).await?;
    let written = membership::find_contact(&mut read, organization.id, id).await?;
    let (Some(row), Some(written)) = (row, written) else {
        return Ok(answer::page_with(StatusCode::NOT_FOUND, &MessagePage::not_found(frame)));
    };
    let status = people::listing::status_of(&row, organization, visit, false);
    let shown = people::person(&row, status, organization, visit);
    let put_back = written.contact_at.filter(|at| visit.now.since(*at) < CONTACT_UNDO).map(|at| PutBack {
        at: when::said(at, visit.now, &organization.zone),
        before: written.contact_before.clone().unwrap_or_else(|| row.address.clone()),
    });
    let refusal = match &step.refusal {
        Some(refused) => {
            let about = Step { wanted: Some(organization.id), ..Step::default() };
            let subject = subject::load(&mut read, &Who::User(id), &about, visit).await?;
            person::refusal(refused, Some(&subject), visit, organization)
        }
        None => None,
    };
    let view = ContactPage {
        page: frame,
        organization: admin.named(),
        email: typed.unwrap_or_else(|| Field::of(row.contact.clone().unwrap_or_default())),
        person: shown,
        put_back,
        refusal,
    };
    Ok(answer::showing(page(&view), step.refusal.as_ref(), visit.now))
}

/// Another one, or none, was typed.
pub async fn submit(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((slug, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Answer {
    let written = fields.get("email").trim();
    let typed = match Address::parse(written) {
        _ if written.is_empty() => None,
        Ok(address) => Some(address.shown().to_owned()),
        Err(flaw) => {
            let field = Field::wrong(written, address_error(flaw));
            return contact_page(&app, &visit, &admin, id, &Step::default(), Some(field)).await;
        }
    };
    let actor = admin.actor(&app, &visit).await?;
    let outcome = flows::people::set_contact(&app, &visit, &admin.organization, &actor, id, typed).await?;
    let back = format!("/org/{slug}/people/{id}");
    Ok(match &outcome.verdict {
        Verdict::Refused(cause) => {
            let step = Step { refusal: Some(answer::refused(&outcome, cause, &visit)), ..Step::default() };
            let response = answer::to_step(&app, &visit, &back, &step);
            answer::refer(response, outcome.reference.as_str())
        }
        Verdict::Done(rules::Done::AlreadySo) => to(&format!("{back}?word=contact-same")),
        Verdict::Done(_) | Verdict::SignedIn(_) | Verdict::Challenge(_) => {
            to(&format!("{back}?word=done-contact"))
        }
    })
}
