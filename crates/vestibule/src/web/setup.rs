//! Setting up an authenticator app, on the way in or from one's account; and the code that proves the mailbox
//! before a first second factor. Where to go next: `codes.rs`, for the recovery codes that come after it.

use axum::extract::State;
use axum::response::Response;
use rules::verdict::{Challenge, Done};
use rules::{Cause, Verdict};

use super::answer::{self, Answer, door_page, page, to, to_step};
use super::entry::{Asked, Fields};
use super::help_me;
use super::old_factors;
use super::refusal;
use super::who::MaybeSignedIn;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Subject, Who, subject};
use crate::said;
use crate::sheet;
use crate::step::{Step, read_cause};
use crate::store::membership::MembershipWithOrganization as Door;
use crate::views::invite::MailboxPage;
use crate::views::setup::{AuthenticatorPage, BeginPage};
use crate::views::{Field, Page, Refusal, Way};
use crate::visit::Visit;
use crate::words::words;

/// Where an authenticator is set up.
const PATH: &str = "/setup/authenticator";

/// The step of this page: the sealed one, or that of the session, for whoever comes from their account.
#[expect(clippy::result_large_err, reason = "the error is the answer itself, made once a request")]
pub(super) fn step_of(
    app: &App,
    visit: &Visit,
    sealed: &str,
    reader: &MaybeSignedIn,
) -> Result<Step, Response> {
    match (Step::open(app, visit, sealed), &reader.0) {
        (Ok(step), _) if step.user.is_some() => Ok(step),
        (_, Some(reader)) => {
            Ok(Step { next: Some("/account".to_owned()), ask: Some(app.new_id()), ..reader.step() })
        }
        (Ok(_), None) => Err(to("/sign-in")),
        (Err(stale), None) => Err(answer::lost(app, visit, stale, "/sign-in")),
    }
}

/// The page of this step: before the door, or within the session that the step belongs to.
pub(super) async fn page_of(
    app: &App,
    step: &Step,
    reader: &MaybeSignedIn,
    door: Option<&Door>,
) -> Result<Page, Fault> {
    let within = reader.0.as_ref().filter(|reader| Some(reader.row.session.id) == step.session);
    let user = match within {
        Some(reader) => answer::own_page(app, reader).await?.user,
        None => None,
    };
    Ok(Page { user, ..door_page(app, door) })
}

/// What was refused just now, said for its field.
fn field_error(step: &Step, visit: &Visit) -> Option<String> {
    let cause = read_cause(&step.refusal.as_ref()?.cause)?;
    Some(said::cause(&cause, None, None, visit.now))
}

/// What belongs to it: the reference and what else can be done. The next mail is one of this page's.
fn beside(app: &App, visit: &Visit, step: &Step, subject: &Subject, next_mail: &str) -> Option<Refusal> {
    let refused = step.refusal.as_ref()?;
    let mut refusal = refusal::told(app, visit, step, Some(subject), refused)?;
    for way in &mut refusal.remedies {
        if let (true, Way::Post { action, .. }) = (way.code == "send-next", &mut way.way) {
            *action = next_mail.to_owned();
        }
    }
    Some(refusal)
}

/// The code that proves the mailbox.
pub async fn show_mailbox(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    asked: Asked,
) -> Answer {
    let step = match step_of(&app, &visit, asked.get("s"), &reader) {
        Ok(step) => step,
        Err(response) => return Ok(response),
    };
    let error = field_error(&step, &visit);
    Ok(mailbox_page(&app, &visit, &step, &reader, error).await?)
}

async fn mailbox_page(
    app: &App,
    visit: &Visit,
    step: &Step,
    reader: &MaybeSignedIn,
    error: Option<String>,
) -> Result<Response, Fault> {
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let subject = subject::load(&mut app.store.read(), &Who::User(user), step, visit).await?;
    let door = subject.speaking_door(step.wanted);
    let shown = Step { refusal: None, ..step.clone() };
    let organization = door.map_or("", |door| door.name.as_str());
    let mut view = MailboxPage {
        page: page_of(app, step, reader, door).await?,
        s: shown.seal(app, visit),
        address: subject.address.clone(),
        why: match step.next.as_deref() {
            Some(super::wait::PATH) => words().plain("why-mailbox-wait", &[]),
            _ => words().plain("why-mailbox-first-factor", &[("organization", organization)]),
        },
        error,
        beside: beside(app, visit, step, &subject, "/mailbox/again"),
    };
    let word = step.word.as_deref().filter(|word| *word == "sent-again");
    view.page.notice = word.and_then(|_| answer::notice(crate::views::Tone::Good, "notice-sent-again"));
    Ok(answer::showing(page(&view), step.refusal.as_ref(), visit.now))
}

/// The code was typed.
pub async fn submit_mailbox(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let step = match step_of(&app, &visit, fields.get("s"), &reader) {
        Ok(step) => Step { refusal: None, word: None, ..step },
        Err(response) => return Ok(response),
    };
    if fields.get("code").trim().is_empty() {
        return Ok(mailbox_page(&app, &visit, &step, &reader, Some(words().plain("code-empty", &[]))).await?);
    }
    let (outcome, after) = flows::reset::type_code(&app, &visit, step.clone(), fields.get("code")).await?;
    let next = Step { ticket: None, wanted: step.wanted, ..after };
    if let Some(user) = next.user.filter(|_| super::wait::goes_on(&step, &outcome)) {
        return Ok(super::wait::begin(&app, &visit, user, answer::next_step(&next, &outcome)).await?);
    }
    begin_if_next(&app, &visit, &next, &outcome).await?;
    if let Some(path) = came_to_add(&app, &visit, &next, &outcome).await? {
        let next = Step { next: None, ..answer::next_step(&next, &outcome) };
        return Ok(answer::with_session(&app, &visit, &outcome, to_step(&app, &visit, path, &next)));
    }
    let came_for_help = next.next.as_deref() == Some(help_me::PATH);
    if came_for_help && outcome.verdict == Verdict::Challenge(Challenge::SecondFactor) {
        return help_me::asked(&app, &visit, answer::next_step(&next, &outcome)).await;
    }
    let back = match outcome.verdict {
        Verdict::Done(Done::HelpAsked) => help_me::PATH,
        Verdict::Done(_) | Verdict::Refused(_) | Verdict::Challenge(_) | Verdict::SignedIn(_) => "/mailbox",
    };
    Ok(answer::outcome(&app, &visit, &next, &outcome, back))
}

/// The mail again.
pub async fn mailbox_again(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let step = match step_of(&app, &visit, fields.get("s"), &reader) {
        Ok(step) => Step { refusal: None, ..step },
        Err(response) => return Ok(response),
    };
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let outcome = flows::factor::ask_mailbox_code(&app, &visit, user, step.clone()).await?;
    if let Verdict::Refused(_) = outcome.verdict {
        return Ok(answer::outcome(&app, &visit, &step, &outcome, "/sign-in/refused"));
    }
    Ok(to_step(&app, &visit, "/mailbox", &Step { word: Some("sent-again".to_owned()), ..step }))
}

/// The new authenticator's page.
pub async fn show_authenticator(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    asked: Asked,
) -> Answer {
    let step = match step_of(&app, &visit, asked.get("s"), &reader) {
        Ok(step) => step,
        Err(response) => return Ok(response),
    };
    let error = field_error(&step, &visit);
    Ok(authenticator_page(&app, &visit, &step, &reader, error, None).await?)
}

async fn authenticator_page(
    app: &App,
    visit: &Visit,
    step: &Step,
    reader: &MaybeSignedIn,
    error: Option<String>,
    name: Option<Field>,
) -> Result<Response, Fault> {
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let pending = match flows::pending::find(app, visit, user, step.clone()).await? {
        Ok(Some(pending)) => pending,
        Ok(None) => return begin_page(app, visit, user, step, reader, false).await,
        Err(Challenge::ProveMailbox) => return begin_page(app, visit, user, step, reader, true).await,
        Err(challenge) => return missing(app, visit, user, step, challenge, PATH).await,
    };
    let subject = subject::load(&mut app.store.read(), &Who::User(user), step, visit).await?;
    let door = subject.speaking_door(step.wanted);
    let uri = proofs::totp::otpauth(&pending.issuer, &pending.label, &pending.secret);
    let shown = Step { refusal: None, ..step.clone() };
    let view = AuthenticatorPage {
        page: page_of(app, step, reader, door).await?,
        s: shown.seal(app, visit),
        why: why(step, door),
        qr_svg: sheet::qr_svg(&uri),
        key: pending.secret.base32(),
        uri,
        passkey: super::passkey::instead(app, visit, step, &subject),
        label: format!("{}: {}", pending.issuer, pending.label),
        name: name.unwrap_or_else(|| Field::of(pending.name)),
        error,
        beside: beside(app, visit, step, &subject, "/mailbox/again"),
    };
    Ok(answer::showing(page(&view), step.refusal.as_ref(), visit.now))
}

/// Why an authenticator is asked for, on the way in.
fn why(step: &Step, door: Option<&Door>) -> Option<String> {
    let organization = step.session.is_none().then(|| door.map_or("", |door| door.name.as_str()))?;
    Some(words().plain("why-authenticator", &[("organization", organization)]))
}

/// Before there is a key: the button that makes one, or has the mailbox proved first.
async fn begin_page(
    app: &App,
    visit: &Visit,
    user: uuid::Uuid,
    step: &Step,
    reader: &MaybeSignedIn,
    by_mailbox: bool,
) -> Result<Response, Fault> {
    let subject = subject::load(&mut app.store.read(), &Who::User(user), step, visit).await?;
    let door = subject.speaking_door(step.wanted);
    Ok(page(&BeginPage {
        page: page_of(app, step, reader, door).await?,
        s: Step { refusal: None, ..step.clone() }.seal(app, visit),
        why: why(step, door),
        passkey: super::passkey::instead(app, visit, step, &subject).filter(|_| !by_mailbox),
        mailbox: by_mailbox.then(|| subject.address.clone()),
    }))
}

/// The button: makes the key, or asks for what has to be proved first.
pub async fn begin(State(app): State<Shared>, visit: Visit, reader: MaybeSignedIn, fields: Fields) -> Answer {
    let step = match step_of(&app, &visit, fields.get("s"), &reader) {
        Ok(step) => Step { refusal: None, word: None, ..step },
        Err(response) => return Ok(response),
    };
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    match flows::pending::begin(&app, &visit, user, step.clone()).await? {
        Ok(()) => Ok(to_step(&app, &visit, PATH, &step)),
        Err(challenge) => Ok(missing(&app, &visit, user, &step, challenge, PATH).await?),
    }
}

/// Whoever proves something in order to add an authenticator finds its key on the next page, and not one more
/// button.
pub(super) async fn begin_if_next(
    app: &App,
    visit: &Visit,
    step: &Step,
    outcome: &flows::Outcome,
) -> Result<(), Fault> {
    if let (Verdict::SignedIn(_), Some(PATH), Some(user)) =
        (&outcome.verdict, step.next.as_deref(), step.user)
    {
        let next = answer::next_step(step, outcome);
        // What is still missing is asked for by the page.
        let _missing = flows::pending::begin(app, visit, user, next).await?;
    }
    Ok(())
}

/// Whoever proved the mailbox in order to add a factor goes on to the page where it is added: with a pass given in
/// advance, not back to the code that they cannot give; and to the passkey, where that was chosen.
async fn came_to_add(
    app: &App,
    visit: &Visit,
    step: &Step,
    outcome: &flows::Outcome,
) -> Result<Option<&'static str>, Fault> {
    let path = match (step.next.as_deref(), &outcome.verdict) {
        (Some(PATH), Verdict::Challenge(Challenge::SecondFactor)) => PATH,
        (
            Some(super::passkey::PATH),
            Verdict::Challenge(Challenge::SecondFactor | Challenge::SetUpFactor),
        ) => super::passkey::PATH,
        _ => return Ok(None),
    };
    let Some(user) = step.user else { return Ok(None) };
    let next = answer::next_step(step, outcome);
    let may = match path {
        PATH => flows::pending::begin(app, visit, user, next).await?.is_ok(),
        _passkey => flows::passkey::may_add(app, visit, user, next).await?,
    };
    Ok(may.then_some(path))
}

/// Whoever came in by a pass is asked which of the old ones are gone.
pub(super) fn after_a_pass(step: Step, outcome: &flows::Outcome) -> Step {
    let came_in = matches!(outcome.verdict, Verdict::SignedIn(_));
    let asked = came_in && outcome.proofs.standing.by_pass;
    if asked { Step { next: Some(old_factors::PATH.to_owned()), ..step } } else { step }
}

/// What has to be proved first: a second factor that is too old, or the mailbox.
pub(super) async fn missing(
    app: &App,
    visit: &Visit,
    user: uuid::Uuid,
    step: &Step,
    challenge: Challenge,
    path: &str,
) -> Result<Response, Fault> {
    let next = Step { next: Some(path.to_owned()), refusal: None, ..step.clone() };
    match challenge {
        Challenge::SecondFactor => Ok(to_step(app, visit, "/sign-in/second", &next)),
        Challenge::ProveMailbox => {
            let asked = Step { ask: Some(app.new_id()), ..next };
            flows::factor::ask_mailbox_code(app, visit, user, asked.clone()).await?;
            Ok(to_step(app, visit, "/mailbox", &asked))
        }
        Challenge::Password
        | Challenge::NewPassword(..)
        | Challenge::NewPasswordByTicket
        | Challenge::SetUpFactor
        | Challenge::SaveCodes
        | Challenge::AcceptInvitation(_) => Ok(to("/sign-in")),
    }
}

/// The first code of the new entry was typed.
pub async fn submit_authenticator(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let step = match step_of(&app, &visit, fields.get("s"), &reader) {
        Ok(step) => Step { refusal: None, ..step },
        Err(response) => return Ok(response),
    };
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let name = proofs::name::person_name(fields.get("name")).unwrap_or_else(|_| "Phone".to_owned());
    if fields.get("code").trim().is_empty() {
        let error = Some(words().plain("code-empty", &[]));
        return Ok(authenticator_page(&app, &visit, &step, &reader, error, Some(Field::of(name))).await?);
    }
    let outcome = flows::factor::confirm(&app, &visit, user, step.clone(), fields.get("code"), &name).await?;
    let step = after_a_pass(step, &outcome);
    match outcome.verdict {
        Verdict::Done(Done::FactorAdded) => {
            // Where there was one before, it may have done its work.
            Ok(answer::with_session(&app, &visit, &outcome, to("/account/new-phone")))
        }
        Verdict::Challenge(Challenge::SecondFactor) if step.session.is_some() => {
            // The page was open for long: back to it with what was typed, once a second factor is given.
            flows::pending::keep_name(&app, &visit, user, &name).await?;
            Ok(missing(&app, &visit, user, &step, Challenge::SecondFactor, PATH).await?)
        }
        Verdict::Refused(Cause::ProofMissing | Cause::SessionEnded | Cause::WaitNotOver { .. }) => {
            Ok(answer::outcome(&app, &visit, &step, &outcome, "/sign-in/refused"))
        }
        Verdict::Refused(_) | Verdict::SignedIn(_) | Verdict::Challenge(_) | Verdict::Done(_) => {
            Ok(answer::outcome(&app, &visit, &step, &outcome, PATH))
        }
    }
}
