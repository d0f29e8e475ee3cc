//! `/org/SLUG/invite`: first name, last name, address, role.

use axum::extract::State;
use axum::response::Response;
use proofs::address::Address;
use proofs::name::{NameFlaw, person_name};
use rules::{Cause, Role, Verdict};

use super::person;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::people::{self, Invitation};
use crate::flows::{Outcome, Who, policy_text, subject};
use crate::step::{Step, read_cause};
use crate::views::people::InviteFormPage;
use crate::views::{Field, Refusal, Section};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to};
use crate::web::entry::{Asked, Fields};
use crate::web::refusal;
use crate::web::sign_in::address_error;
use crate::web::who::Admin;
use crate::words::words;

/// Back to the form, with what was typed and why it was not sent.
fn refused(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    outcome: &Outcome,
    cause: &Cause,
    fields: &Fields,
) -> Response {
    let refusal = Some(answer::refused(outcome, cause, visit));
    let step = Step { refusal, ..admin.signed_in.step() };
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["first_name", "last_name", "email"] {
        query.append_pair(name, fields.get(name));
    }
    query.append_pair("s", &step.seal(app, visit));
    let back = to(&format!("/org/{}/invite?{}", admin.organization.slug, query.finish()));
    answer::refer(back, outcome.reference.as_str())
}

/// The form.
pub async fn show(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    let form = Form {
        first_name: Field::of(asked.get("first_name")),
        last_name: Field::of(asked.get("last_name")),
        email: Field::of(asked.get("email")),
        role: "member".to_owned(),
    };
    let step = Step::open(&app, &visit, asked.get("s")).unwrap_or_default();
    let refused = step.refusal.as_ref();
    let refusal = match refused {
        Some(refused) => {
            // Times are said in the admin's own zone.
            let own = Who::User(admin.signed_in.user());
            let own = subject::load(&mut app.store.read(), &own, &step, &visit).await?;
            match read_cause(&refused.cause) {
                // Whom it is about is not this admin: what helps is an admin's to do.
                Some(Cause::AddressHeld { .. }) => {
                    let organization = &admin.organization;
                    person::refusal(refused, Some(&own), &visit, organization)
                }
                _ => refusal::told(&app, &visit, &step, Some(&own), refused),
            }
        }
        None => None,
    };
    Ok(answer::showing(form_page(&app, &admin, form, refusal).await?, refused, visit.now))
}

struct Form {
    first_name: Field,
    last_name: Field,
    email: Field,
    role: String,
}

async fn form_page(
    app: &App,
    admin: &Admin,
    form: Form,
    refusal: Option<Refusal>,
) -> Result<Response, Fault> {
    let organization = &admin.organization;
    let life = policy_text::read(&organization.policy).invitation_life;
    let own = admin.frame(app, Section::People, "").await?;
    Ok(page(&InviteFormPage {
        page: own,
        organization: admin.named(),
        s: String::new(),
        first_name: form.first_name,
        last_name: form.last_name,
        email: form.email,
        role: form.role,
        refusal,
        good_for_days: u32::try_from(life.as_seconds() / 86_400).unwrap_or(0).max(1),
    }))
}

pub(super) fn name(typed: &str) -> Result<String, Field> {
    person_name(typed).map_err(|flaw| {
        let key = match flaw {
            NameFlaw::Empty => "name-empty",
            NameFlaw::TooLong => "name-too-long",
        };
        Field::wrong(typed, words().plain(key, &[]))
    })
}

/// Invites. Somebody invited before, or a member already, is as welcome: it looks like the success it is.
pub async fn submit(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    let (first, last) = (name(fields.get("first_name")), name(fields.get("last_name")));
    let address = Address::parse(fields.get("email"));
    let role = Role::parse(fields.get("role")).unwrap_or(Role::Member);
    let (Ok(first_name), Ok(last_name), Ok(address)) = (&first, &last, &address) else {
        let kept = |part: Result<String, Field>| part.map_or_else(|field| field, Field::of);
        let email = match address {
            Ok(_) => Field::of(fields.get("email")),
            Err(flaw) => Field::wrong(fields.get("email"), address_error(flaw)),
        };
        let form =
            Form { first_name: kept(first), last_name: kept(last), email, role: role.word().to_owned() };
        return Ok(form_page(&app, &admin, form, None).await?);
    };
    let invitation = Invitation {
        first_name: first_name.clone(),
        last_name: last_name.clone(),
        address: address.clone(),
        role,
    };
    let actor = admin.actor(&app, &visit).await?;
    let outcome = people::invite(&app, &visit, &admin.organization, &actor, &invitation).await?;
    if let Verdict::Refused(cause) = &outcome.verdict {
        return Ok(refused(&app, &visit, &admin, &outcome, cause, &fields));
    }
    let word = match outcome.verdict {
        rules::Verdict::Done(rules::Done::AlreadySo) => "already-member",
        _ => "invited",
    };
    Ok(to(&format!("/org/{}/people?word={word}", admin.organization.slug)))
}
