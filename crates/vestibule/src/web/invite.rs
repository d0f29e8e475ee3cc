//! `/invite`: an invitation's page. Its link works in any browser, any number of times, until it is accepted.

use axum::extract::State;
use axum::response::Response;
use rules::attempt::SaveBy;
use rules::verdict::{Challenge, Done};
use rules::{Cause, Role, Verdict};
use uuid::Uuid;

use super::answer::{self, Answer, door_page, page, to, to_step};
use super::entry::{self, Asked, Fields};
use super::password::rules_for;
use super::refusal;
use super::sso::ways::inside_app;
use super::ticket::opens_nothing;
use super::who::{MaybeSignedIn, SignedIn};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Guessing, Knock, Subject, Who};
use crate::said;
use crate::step::{Step, read_cause};
use crate::store::membership;
use crate::views::invite::{InvitePage, InviteStep};
use crate::visit::Visit;
use crate::when;

/// The invitation's page. Without a step of this browser it asks for the code in the mail.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    MaybeSignedIn(reader): MaybeSignedIn,
    asked: Asked,
) -> Answer {
    match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) if step.user.is_some() => Ok(invite_page(&app, &visit, &step, reader.as_ref()).await?),
        Ok(step) if step.ticket.is_some() => Ok(code_page(&app, &visit, &step)),
        Ok(_) => Ok(to("/sign-in")),
        Err(stale) => match asked.get("t").parse::<Uuid>() {
            Ok(ticket) => Ok(code_page(&app, &visit, &unproved(ticket))),
            Err(_) => Ok(answer::lost(&app, &visit, stale, "/sign-in")),
        },
    }
}

/// The page of a ticket that this browser has not proved: says nothing of whose it is.
fn code_page(app: &App, visit: &Visit, step: &Step) -> Response {
    // With an address it is a sign-in's refusal that was carried here, and that is not this reader's to know.
    let refused = step.refusal.as_ref().filter(|_| step.address.is_empty());
    let cause = refused.and_then(|refused| read_cause(&refused.cause));
    let error = cause.map(|cause| said::cause(&cause, None, None, visit.now));
    let shown = Step { refusal: None, ..step.clone() };
    let view = InvitePage {
        page: door_page(app, None),
        s: shown.seal(app, visit),
        organization: app.settings.product.clone(),
        inviter: None,
        as_admin: false,
        address: String::new(),
        step: InviteStep::Code { error },
        beside: refused.map(|refused| refusal::reference_only(refused, visit)),
    };
    answer::showing(page(&view), refused, visit.now)
}

/// A ticket that this browser has shown nothing of yet.
fn unproved(ticket: Uuid) -> Step {
    Step { ticket: Some(ticket), ..Step::default() }
}

/// The code of the invitation's mail was typed on its page.
pub async fn submit_code(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    let Some(ticket) = step.ticket else { return Ok(to("/sign-in")) };
    let (outcome, after) =
        flows::reset::type_invitation_code(&app, &visit, ticket, fields.get("code")).await?;
    match &outcome.verdict {
        Verdict::Refused(cause @ (Cause::MailedCodeWrong | Cause::GuessesSlowed { .. })) => {
            let refusal = Some(answer::refused(&outcome, cause, &visit));
            let step = Step { refusal, ..unproved(ticket) };
            // The ticket's id stays in the address, as on the page that the link opens.
            let page = to(&format!("/invite?t={ticket}&s={}", step.seal(&app, &visit)));
            Ok(answer::refer(page, outcome.reference.as_str()))
        }
        Verdict::Refused(_) | Verdict::Challenge(_) | Verdict::Done(_) | Verdict::SignedIn(_) => {
            Ok(to_step(&app, &visit, "/invite", &after))
        }
    }
}

async fn invite_page(
    app: &App,
    visit: &Visit,
    step: &Step,
    reader: Option<&SignedIn>,
) -> Result<Response, Fault> {
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let knock = Knock::new(app, visit, "invitation-opened", step.clone(), Guessing::Mailed);
    let (subject, facts) = knock.look(&Who::User(user)).await?;
    let verdict = match (facts.ticket, facts.proofs.password) {
        // Somebody on the way in, with nothing but an invitation before them.
        (None, Some(_)) => Verdict::Challenge(Challenge::AcceptInvitation(0)),
        _ => rules::decide(&facts, &rules::Attempt::OpenTicket, visit.now).verdict,
    };
    // What the link was refused for may have been mended since.
    let stands = matches!(verdict, Verdict::Refused(_));
    let of_link = |cause: &str| cause == Cause::InvitationExpired.code();
    let refused = step.refusal.as_ref().filter(|refused| stands || !of_link(&refused.cause));
    let cause = refused.and_then(|refused| read_cause(&refused.cause));
    let error = cause.map(|cause| said::cause(&cause, Some(&subject), step.wanted, visit.now));
    let Some(door) = subject.door(step.wanted) else { return gone(app, visit, step).await };
    let mut expired = None;
    let invite_step = match verdict {
        Verdict::Done(Done::AlreadySo) => InviteStep::Already { href: "/account".to_owned() },
        Verdict::Challenge(Challenge::NewPasswordByTicket) => match other(reader, user) {
            Some(signed_in_as) => InviteStep::OtherPerson { signed_in_as },
            None => InviteStep::ChoosePassword { rules: rules_for(&facts), error },
        },
        Verdict::Challenge(_) if facts.proofs.password.is_some() => InviteStep::Join,
        Verdict::Challenge(_) => match (other(reader, user), reader) {
            (Some(signed_in_as), _) => InviteStep::OtherPerson { signed_in_as },
            (None, Some(_)) => InviteStep::Join,
            (None, None) => InviteStep::SignInFirst { href: sign_in_first(app, visit, step) },
        },
        Verdict::Refused(Cause::InvitationExpired) => {
            if refused.is_none() {
                expired = Some(opens_nothing(app, visit, step, Cause::InvitationExpired).await?);
            }
            InviteStep::Expired { until: until(&subject, step, visit) }
        }
        Verdict::Refused(Cause::SsoRequired) => {
            let href = format!("/sso?s={}", step.seal(app, visit));
            InviteStep::ThroughSso { href, inside: inside_app(app, visit) }
        }
        Verdict::Refused(_) | Verdict::Done(_) | Verdict::SignedIn(_) => return gone(app, visit, step).await,
    };
    let shown = Step { refusal: None, ..step.clone() };
    let refused = refused.or(expired.as_ref());
    let mut beside = refused.and_then(|refused| refusal::told(app, visit, step, Some(&subject), refused));
    if let (Some(beside), InviteStep::Expired { .. } | InviteStep::ThroughSso { .. }) =
        (&mut beside, &invite_step)
    {
        // The page's own button is the remedy.
        beside.remedies.clear();
    }
    let view = InvitePage {
        page: door_page(app, Some(door)),
        s: shown.seal(app, visit),
        organization: door.name.clone(),
        inviter: inviter(app, door).await?,
        as_admin: door.membership.role == Role::Admin,
        address: subject.address.clone(),
        step: invite_step,
        beside,
    };
    Ok(answer::showing(page(&view), refused, visit.now))
}

/// Who else is signed in here, if somebody else is.
fn other(reader: Option<&SignedIn>, user: Uuid) -> Option<String> {
    reader.filter(|reader| reader.user() != user).map(|reader| reader.row.address.clone())
}

/// To the door, and back to this invitation.
fn sign_in_first(app: &App, visit: &Visit, step: &Step) -> String {
    // What the step wants leads back here: a waiting invitation is what the door leads to.
    let at_door = Step { wanted: step.wanted, ticket: step.ticket, ..Step::for_address(&step.address) };
    format!("/sign-in/password?s={}", at_door.seal(app, visit))
}

fn until(subject: &Subject, step: &Step, visit: &Visit) -> String {
    let door = subject.door(step.wanted);
    let ended = door.and_then(|door| door.membership.invite_expires_at);
    let ticket = subject.ticket.as_ref().map(|ticket| ticket.expires_at);
    let at = match (ended, ticket) {
        (Some(one), Some(two)) => one.min(two),
        (one, two) => one.or(two).unwrap_or(visit.now),
    };
    when::said(at, visit.now, subject.zone(step.wanted))
}

/// Taken back, switched off or never there: the same page for all of these.
async fn gone(app: &App, visit: &Visit, step: &Step) -> Result<Response, Fault> {
    let refusal = match &step.refusal {
        Some(refused) => refused.clone(),
        None => opens_nothing(app, visit, step, Cause::TicketUnknown).await?,
    };
    Ok(to_step(app, visit, "/ticket", &Step { refusal: Some(refusal), ..step.clone() }))
}

async fn inviter(app: &App, door: &membership::MembershipWithOrganization) -> Result<Option<String>, Fault> {
    let Some(by) = door.membership.invited_by else { return Ok(None) };
    let row = membership::find(&mut app.store.read(), door.membership.organization_id, by).await?;
    Ok(row.map(|row| proofs::full_name(&row.first_name, &row.last_name)))
}

/// The first password, which accepts the invitation.
pub async fn submit_password(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => Step { refusal: None, ask: Some(app.new_id()), ..step },
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let new = fields.get("new_password");
    let outcome = flows::reset::save(&app, &visit, user, step.clone(), SaveBy::Ticket, new, false).await?;
    Ok(answer::outcome(&app, &visit, &step, &outcome, "/invite"))
}

/// Accepts: somebody signed in, or on the way in.
pub async fn join(
    State(app): State<Shared>,
    visit: Visit,
    MaybeSignedIn(reader): MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => Step { refusal: None, ..step },
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let step = match reader.filter(|reader| reader.user() == user) {
        Some(reader) => {
            Step { wanted: step.wanted, ticket: step.ticket, ask: Some(app.new_id()), ..reader.step() }
        }
        None => Step { ask: Some(app.new_id()), ..step },
    };
    joined(&app, &visit, user, step).await
}

/// Accepts an invitation from a list, by the organization's name in paths.
pub async fn join_by_slug(
    State(app): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    fields: Fields,
) -> Answer {
    let doors = answer::doors(&app, signed_in.user()).await?;
    let Some(door) = doors.iter().find(|door| door.slug == fields.get("organization")) else {
        return Ok(to("/account"));
    };
    let wanted = Some(door.membership.organization_id);
    let step = Step { wanted, ask: Some(app.new_id()), ..signed_in.step() };
    joined(&app, &visit, signed_in.user(), step).await
}

async fn joined(app: &App, visit: &Visit, user: Uuid, step: Step) -> Answer {
    let outcome = flows::invite::join(app, visit, user, step.clone()).await?;
    let step = Step { next: None, ..step };
    Ok(answer::outcome(app, visit, &step, &outcome, "/sign-in/refused"))
}

/// Signs the other person out here and goes on with the invitation.
pub async fn switch(
    State(app): State<Shared>,
    visit: Visit,
    MaybeSignedIn(reader): MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    if let Some(reader) = reader {
        let which = rules::attempt::Which::This;
        flows::account::end_sessions(&app, &visit, reader.user(), reader.step(), which).await?;
    }
    let mut response = to_step(&app, &visit, "/invite", &step);
    entry::set_cookie(&mut response, &entry::no_cookie(&app, "session").to_string());
    Ok(response)
}
