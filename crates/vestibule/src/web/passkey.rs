//! Passkeys: the questions that a page's script asks for, and the answers that it sends: at the door, as the second
//! factor, a new one (`/setup/passkey`), and a test from the account.
//!
//! Never in here: what an answer is worth. Where to go next: `flows/passkey.rs`, `assets/passkey.js`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use proofs::address::Address;
use rules::verdict::Done;
use rules::{Cause, Facts, Verdict};
use uuid::Uuid;

use super::answer::{self, Answer, page, to, to_step};
use super::entry::{Asked, Fields};
use super::second::back;
use super::setup::{self, page_of, step_of};
use super::who::{MaybeSignedIn, SignedIn};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::passkey::{self as flow, Added};
use crate::flows::{Guessing, Knock, Subject, Who, subject};
use crate::step::Step;
use crate::views::Field;
use crate::views::account::Passkey;
use crate::views::passkey::{NewPasskeyPage, PasskeyForm};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// Where a passkey is made.
pub(super) const PATH: &str = "/setup/passkey";

fn form(app: &App, what: &'static str, action: &'static str, s: String) -> Option<PasskeyForm> {
    let site = app.passkeys.as_ref()?;
    Some(PasskeyForm {
        what,
        action,
        label: words().plain(&format!("passkey-{what}"), &[]),
        s,
        id: String::new(),
        host: site.name().to_owned(),
        filled: false,
    })
}

/// The form of the login page: the same for everybody.
pub(super) fn at_the_door(app: &App, s: &str) -> Option<PasskeyForm> {
    form(app, "door", "/sign-in/passkey", s.to_owned())
}

/// The form beside the code's field, for whoever has a passkey.
pub(super) fn second(app: &App, visit: &Visit, step: &Step, subject: &Subject) -> Option<PasskeyForm> {
    subject.passkeys().find(|row| flow::answers_here(app, row))?;
    let only = subject.authenticators().next().is_none();
    let form = form(app, "second", "/sign-in/second/passkey", step.seal(app, visit))?;
    Some(PasskeyForm { filled: only, ..form })
}

/// Where a passkey is set up instead of an app, for whoever may.
pub(super) fn instead(app: &App, visit: &Visit, step: &Step, subject: &Subject) -> Option<String> {
    app.passkeys.as_ref()?;
    let door = subject.speaking_door(step.wanted).map(|row| subject::knowing(subject, row, None, visit));
    let may = door.is_none_or(|door| door.policy.passkeys_for_setup || door.has_second());
    may.then(|| format!("{PATH}?s={}", Step { refusal: None, ..step.clone() }.seal(app, visit)))
}

/// The passkeys in the account.
pub(super) fn list(
    app: &App,
    subject: &Subject,
    facts: &Facts,
    visit: &Visit,
    zone: &str,
) -> Option<Vec<Passkey>> {
    let kept = super::account::kept(subject, facts);
    let used = |at, browser: &Option<String>| {
        let time = when::said(at, visit.now, zone);
        match browser {
            Some(browser) => words().plain("passkey-used-in", &[("time", &time), ("browser", browser)]),
            None => words().plain("factor-used", &[("time", &time)]),
        }
    };
    let one = |row: &crate::store::factor::FactorRow| {
        let kind = match (flow::answers_here(app, row), flow::synced(row)) {
            (false, _) => words().plain("passkey-of-another-name", &[("host", &row.label)]),
            (true, true) => words().plain("passkey-synced", &[]),
            (true, false) => words().plain("passkey-bound", &[]),
        };
        let used = row.last_used_at.map(|at| used(at, &row.last_used_in));
        let used = used.unwrap_or_else(|| words().plain("factor-never-used", &[]));
        let test = form(app, "test", "/account/passkey/test", String::new())?;
        Some(Passkey {
            id: row.id.to_string(),
            name: row.name.clone(),
            line: format!("{kind} · {used}"),
            test: PasskeyForm { id: row.id.to_string(), ..test },
            marks: super::account::marks(subject, row),
            kept: kept.clone(),
        })
    };
    app.passkeys.as_ref().map(|_| subject.passkeys().filter_map(one).collect())
}

/// A question, for a script of ours. What cannot be asked any more is said by the page.
pub async fn ask(State(app): State<Shared>, visit: Visit, reader: MaybeSignedIn, fields: Fields) -> Answer {
    let s = fields.get("s");
    let asked = match fields.get("what") {
        "door" => flow::ask_at_the_door(&app, &visit),
        "second" => match Step::open(&app, &visit, s).ok().and_then(|step| step.user.map(|id| (step, id))) {
            Some((step, user)) => flow::ask_second(&app, &visit, user, step).await?,
            None => None,
        },
        "new" => match step_of(&app, &visit, s, &reader).ok().and_then(|step| step.user.map(|id| (step, id)))
        {
            Some((step, user)) => flow::ask_new(&app, &visit, user, step).await?,
            None => None,
        },
        "test" => match (&reader.0, fields.get("id").parse()) {
            (Some(reader), Ok(id)) => flow::ask_test(&app, &visit, reader.user(), reader.step(), id).await?,
            _ => None,
        },
        _ => None,
    };
    Ok(match asked {
        Some(asked) => Json(asked).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

/// A passkey answered at the door.
pub async fn submit(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    if !visit.keeps_cookies {
        return Ok(answer::lost(&app, &visit, crate::step::Stale::NoCookies, "/sign-in"));
    }
    let before = Step::open(&app, &visit, fields.get("s")).unwrap_or_default();
    // What was typed beside it is kept for the page that may follow; whose passkey it is says the passkey.
    let typed = Address::parse(fields.get("email")).map(|address| address.as_str().to_owned());
    let step = Step {
        next: before.next,
        ticket: before.ticket,
        wanted: before.wanted,
        ask: Some(app.new_id()),
        ..Step::for_address(&typed.unwrap_or_default())
    };
    let (question, given) = (fields.get("question"), fields.get("answer"));
    let outcome = flow::at_the_door(&app, &visit, step.clone(), question, given).await?;
    let known = outcome.proofs.first().is_some();
    let step = match known {
        true => Step { address: outcome.subject.address.clone(), ..step },
        false => step,
    };
    Ok(answer::outcome(&app, &visit, &step, &outcome, "/sign-in/refused"))
}

/// A passkey answered after the first factor.
pub async fn submit_second(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let (question, given) = (fields.get("question"), fields.get("answer"));
    let outcome = flow::second(&app, &visit, user, step.clone(), question, given).await?;
    setup::begin_if_next(&app, &visit, &step, &outcome).await?;
    Ok(answer::outcome(&app, &visit, &step, &outcome, back(&outcome)))
}

/// The page for a new passkey.
pub async fn show_new(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    asked: Asked,
) -> Answer {
    match step_of(&app, &visit, asked.get("s"), &reader) {
        Ok(step) => {
            let said = ["passkey-already", "passkey-not-held"];
            let error = step.word.as_deref().filter(|word| said.contains(word));
            let error = error.map(|word| words().plain(word, &[]));
            Ok(new_page(&app, &visit, &step, &reader, error).await?)
        }
        Err(response) => Ok(response),
    }
}

async fn new_page(
    app: &App,
    visit: &Visit,
    step: &Step,
    reader: &MaybeSignedIn,
    error: Option<String>,
) -> Result<Response, Fault> {
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let knock = Knock::new(app, visit, "passkey-added", step.clone(), Guessing::Second);
    let (subject, facts) = knock.look(&Who::User(user)).await?;
    if let Err(challenge) = rules::factor::may_add(&facts, visit.now) {
        return setup::missing(app, visit, user, step, challenge, PATH).await;
    }
    let shown = Step { refusal: None, word: None, ..step.clone() }.seal(app, visit);
    let app_page = format!("/setup/authenticator?s={shown}");
    let Some(passkey) =
        form(app, "new", PATH, shown.clone()).filter(|_| rules::passkey::may_be_first(&facts))
    else {
        return Ok(to(&app_page));
    };
    let door = subject.speaking_door(step.wanted);
    let why = step.session.is_none().then(|| door.map_or("", |door| door.name.as_str()));
    let why = why.map(|name| words().plain("why-passkey", &[("organization", name)]));
    Ok(page(&NewPasskeyPage {
        page: page_of(app, step, reader, door).await?,
        s: shown,
        why,
        passkey: PasskeyForm { filled: true, ..passkey },
        name: Field::of(String::new()),
        error,
        app: app_page,
    }))
}

/// A new passkey was made.
pub async fn submit_new(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let step = match step_of(&app, &visit, fields.get("s"), &reader) {
        Ok(step) => Step { refusal: None, word: None, ..step },
        Err(response) => return Ok(response),
    };
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let name = proofs::name::person_name(fields.get("name")).ok();
    let brought = (fields.get("question"), fields.get("answer"));
    let again = |word: &str| {
        let step = Step { word: Some(word.to_owned()), ..step.clone() };
        Ok(to_step(&app, &visit, PATH, &step))
    };
    let outcome = match flow::add(&app, &visit, user, step.clone(), brought, name).await? {
        Added::AlreadyHere => return again("passkey-already"),
        Added::NotHeld => return again("passkey-not-held"),
        Added::Decided(outcome) => outcome,
    };
    let step = setup::after_a_pass(step, &outcome);
    match outcome.verdict {
        Verdict::Done(Done::FactorAdded) => {
            Ok(answer::with_session(&app, &visit, &outcome, to("/account?word=passkey-added")))
        }
        Verdict::Refused(Cause::ProofMissing | Cause::SessionEnded) => {
            Ok(answer::outcome(&app, &visit, &step, &outcome, "/sign-in/refused"))
        }
        Verdict::Refused(_) | Verdict::SignedIn(_) | Verdict::Challenge(_) | Verdict::Done(_) => {
            Ok(answer::outcome(&app, &visit, &step, &outcome, PATH))
        }
    }
}

/// A passkey was tried.
pub async fn test(State(app): State<Shared>, visit: Visit, signed_in: SignedIn, fields: Fields) -> Answer {
    let (question, given) = (fields.get("question"), fields.get("answer"));
    let works = flow::test(&app, &visit, signed_in.user(), signed_in.step(), question, given).await?;
    Ok(to(if works { "/account?word=passkey-works" } else { "/account?word=passkey-does-not-work" }))
}

/// Which page told about a factor that was ended.
pub(super) fn ended_word(subject: &Subject, id: Uuid) -> &'static str {
    match subject.passkeys().any(|row| row.id == id) {
        true => "passkey-ended",
        false => "authenticator-ended",
    }
}
