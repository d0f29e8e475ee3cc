//! `/sign-in`: the address, the password, the one refusal page, and the choice of organization.
//!
//! For two addresses of one domain every page here is the same, byte for byte, until something is proved.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use proofs::address::{Address, AddressFlaw};
use rules::{Cause, Instant, Verdict};
use uuid::Uuid;

use super::answer::{self, Answer, door_page, page, to, to_step};
use super::entry::{Asked, Fields};
use super::passkey;
use super::refusal;
use super::sso;
use super::who::{MaybeSignedIn, SignedIn, to_the_door, was_ended_there};
use crate::app::{App, Shared};
use crate::flows;
use crate::flows::subject;
use crate::step::{Step, read_cause};
use crate::views::message::MessagePage;
use crate::views::refused::{RefusedPage, StrangerPage};
use crate::views::sign_in::{AddressPage, Choice, ChoosePage, PasswordPage, Waiting};
use crate::views::{Field, Tone};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// `/`: to the account, or to the door.
pub async fn home(State(app): State<Shared>, visit: Visit, MaybeSignedIn(reader): MaybeSignedIn) -> Answer {
    if reader.is_none() && was_ended_there(&app, &visit).await? {
        return to_the_door(&app, &visit, "/account").await;
    }
    Ok(to(if reader.is_some() { "/account" } else { "/sign-in" }))
}

/// The address.
pub async fn show(State(app): State<Shared>, visit: Visit, asked: Asked) -> Response {
    let step = Step::open(&app, &visit, asked.get("s")).unwrap_or_default();
    let mut view = AddressPage {
        page: door_page(&app, None),
        s: asked.get("s").to_owned(),
        email: Field::of(step.address.clone()),
        passkey: passkey::at_the_door(&app, asked.get("s")),
        refusal: None,
    };
    // Somebody whose session ended, or who left a page too long, is told so in one line and goes on.
    view.page.notice =
        step.word.as_deref().and_then(|word| answer::notice(Tone::Plain, &format!("notice-{word}")));
    page(&view)
}

/// What is wrong with an address, said.
pub fn address_error(flaw: AddressFlaw) -> String {
    let key = match flaw {
        AddressFlaw::Empty => "address-empty",
        AddressFlaw::NoAt => "address-no-at",
        AddressFlaw::TooLong => "address-too-long",
        AddressFlaw::Unreadable => "address-unreadable",
    };
    words().plain(key, &[])
}

/// An address was typed. Whether it has an account is nobody's business here.
pub async fn submit(State(app): State<Shared>, visit: Visit, headers: HeaderMap, fields: Fields) -> Answer {
    let before = Step::open(&app, &visit, fields.get("s")).unwrap_or_default();
    let address = match Address::parse(fields.get("email")) {
        Ok(address) => address,
        Err(flaw) => {
            // A password typed into this field must not stand on the page for whoever looks over the shoulder.
            let kept = if flaw == AddressFlaw::NoAt { String::new() } else { fields.get("email").to_owned() };
            let email = Field::wrong(kept, address_error(flaw));
            let s = fields.get("s").to_owned();
            let passkey = passkey::at_the_door(&app, &s);
            return Ok(page(&AddressPage { page: door_page(&app, None), s, email, passkey, refusal: None }));
        }
    };
    let step = Step {
        next: before.next,
        ticket: before.ticket,
        wanted: before.wanted,
        ..Step::for_address(address.as_str())
    };
    // Which ways there are is a matter of the domain alone. Who came through its provider last time goes on there.
    if let Some(row) = flows::sso::for_address(&app, &step.address).await?
        && (sso::last_way(&app, &headers) == Some(row.id) || sso::ways::is_required(&app, &row).await?)
    {
        return Ok(to_step(&app, &visit, &format!("/sso/{}/go", row.id), &step));
    }
    Ok(to_step(&app, &visit, "/sign-in/password", &step))
}

/// The password's page.
pub async fn show_password(State(app): State<Shared>, visit: Visit, asked: Asked) -> Answer {
    match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) if !step.address.is_empty() => password_page(&app, &visit, step, asked.get("s"), None).await,
        Ok(_) => Ok(to("/sign-in")),
        Err(stale) => Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    }
}

async fn password_page(app: &App, visit: &Visit, step: Step, s: &str, error: Option<String>) -> Answer {
    let through = sso::beside_password(app, visit, &step).await?;
    Ok(page(&PasswordPage {
        page: door_page(app, None),
        s: s.to_owned(),
        through,
        address: step.address,
        error,
        refusal: None,
    }))
}

/// A password was typed.
pub async fn submit_password(
    State(app): State<Shared>,
    visit: Visit,
    headers: HeaderMap,
    fields: Fields,
) -> Answer {
    let mut step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(overnight(&app, &visit, stale, &fields)),
    };
    // The hidden field is for password managers, the sealed step is what counts.
    if step.address.is_empty() {
        return Ok(to("/sign-in"));
    }
    let typed = fields.get("password");
    if typed.is_empty() {
        let s = step.seal(&app, &visit);
        return password_page(&app, &visit, step, &s, Some(words().plain("password-empty", &[]))).await;
    }
    // A new sign-in proves everything anew.
    step = Step {
        next: step.next,
        ticket: step.ticket,
        wanted: step.wanted,
        ..Step::for_address(&step.address)
    };
    step.ask = Some(app.new_id());
    let outcome = flows::sign_in::password(&app, &visit, step.clone(), typed).await?;
    let response = answer::outcome(&app, &visit, &step, &outcome, "/sign-in/refused");
    Ok(sso::forgetting_way(&app, &headers, response))
}

/// A page left open for too long: the address is kept, and one line says so.
fn overnight(app: &App, visit: &Visit, stale: crate::step::Stale, fields: &Fields) -> Response {
    match (stale, Address::parse(fields.get("email"))) {
        (crate::step::Stale::Unreadable, Ok(address)) => {
            let step = Step { word: Some("left-open".to_owned()), ..Step::for_address(address.as_str()) };
            to_step(app, visit, "/sign-in", &step)
        }
        (stale, _) => answer::lost(app, visit, stale, "/sign-in"),
    }
}

/// The one refusal page. A stranger sees the reference and the ways on; somebody who gave the right password
/// is told the cause.
pub async fn show_refused(State(app): State<Shared>, visit: Visit, asked: Asked) -> Answer {
    let step = match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    let Some(refused) = step.refusal.clone() else { return Ok(to("/sign-in")) };
    if let Some(Cause::GuessesSlowed { until }) = read_cause(&refused.cause)
        && step.proofs().known().is_none()
    {
        return Ok(too_often(&app, &visit, &refused.reference, until));
    }
    let response = match step.user.filter(|_| step.proofs().known().is_some()) {
        Some(user) => known(&app, &visit, &step, user, &refused).await?,
        None => stranger(&app, &visit, &step, &refused),
    };
    Ok(answer::refer(response, &refused.reference))
}

fn stranger(app: &App, visit: &Visit, step: &Step, refused: &crate::step::Refused) -> Response {
    let again = Step { next: step.next.clone(), ..Step::for_address(&step.address) };
    page(&StrangerPage {
        page: door_page(app, None),
        s: step.seal(app, visit),
        reference: refused.reference.clone(),
        at: when::said(Instant(refused.at), visit.now, "UTC"),
        again: format!("/sign-in/password?s={}", again.seal(app, visit)),
    })
}

async fn known(
    app: &App,
    visit: &Visit,
    step: &Step,
    user: Uuid,
    refused: &crate::step::Refused,
) -> Result<Response, crate::fault::Fault> {
    let who = flows::Who::User(user);
    let subject = subject::load(&mut app.store.read(), &who, step, visit).await?;
    let Some(refusal) = refusal::told(app, visit, step, Some(&subject), refused) else {
        return Ok(to("/sign-in"));
    };
    let refusal = refusal::elsewhere(refusal, app, visit, step);
    Ok(page(&RefusedPage { page: door_page(app, subject.speaking_door(step.wanted)), refusal }))
}

/// 429: when the next try is looked at, and what can be done now. The same for every address.
fn too_often(app: &App, visit: &Visit, reference: &str, until: Option<Instant>) -> Response {
    let said = match until {
        Some(until) => when::said(until, visit.now, "UTC"),
        None => words().plain("until-mailbox-proved", &[]),
    };
    let view = MessagePage::too_often(door_page(app, None), &said);
    let view = view.referring(reference, when::said(visit.now, visit.now, "UTC"));
    let mut response = answer::page_with(StatusCode::TOO_MANY_REQUESTS, &view);
    let seconds = until.map_or(900, |until| until.since(visit.now).as_seconds().max(1));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    answer::refer(response, reference)
}

/// The choice of organization.
pub async fn show_choose(State(app): State<Shared>, visit: Visit, signed_in: SignedIn) -> Answer {
    let doors = answer::doors(&app, signed_in.user()).await?;
    let organizations = doors.iter().filter(|door| door.membership.joined_at.is_some()).map(choice).collect();
    let waiting = doors.iter().filter(|door| subject::door(door).waiting(visit.now));
    let invitations = waiting
        .map(|door| Waiting { name: door.name.clone(), slug: door.slug.clone(), inviter: None })
        .collect();
    let page_of = answer::own_page(&app, &signed_in).await?;
    Ok(page(&ChoosePage { page: page_of, s: String::new(), organizations, invitations }))
}

fn choice(door: &crate::store::membership::MembershipWithOrganization) -> Choice {
    let closed = if door.membership.deactivated_at.is_some() {
        Some(words().plain("door-deactivated", &[("organization", &door.name)]))
    } else {
        door.suspended_at.map(|_| words().plain("door-suspended", &[("organization", &door.name)]))
    };
    // Which way its door opens is judged when it is chosen: the side door may be open.
    let through = door.sign_on_since.is_some() && door.membership.role == rules::Role::Member;
    let role = format!("role-{}", door.membership.role.word());
    Choice {
        name: door.name.clone(),
        slug: door.slug.clone(),
        line: words().plain(if through { "door-through-sso" } else { &role }, &[]),
        closed,
    }
}

/// An organization was chosen: its policy judges the entry.
pub async fn submit_choose(
    State(app): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    fields: Fields,
) -> Answer {
    let doors = answer::doors(&app, signed_in.user()).await?;
    let Some(door) = doors.iter().find(|door| door.slug == fields.get("organization")) else {
        return Ok(to("/sign-in/choose"));
    };
    enter(&app, &visit, &signed_in, door.membership.organization_id, signed_in.step()).await
}

/// Goes into the organization, or to what it still asks for.
pub async fn enter(app: &App, visit: &Visit, signed_in: &SignedIn, wanted: Uuid, step: Step) -> Answer {
    let step = Step { wanted: Some(wanted), ask: Some(app.new_id()), ..step };
    let outcome = flows::sign_in::enter(app, visit, signed_in.user(), step.clone()).await?;
    if let Verdict::SignedIn(_) = outcome.verdict {
        let there = step.next.as_deref().unwrap_or("/account");
        return Ok(answer::with_session(app, visit, &outcome, to(there)));
    }
    Ok(answer::outcome(app, visit, &step, &outcome, "/sign-in/refused"))
}
