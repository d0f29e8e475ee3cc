//! `/account/password`: another password by choice, or because an organization wants one, from within a session.
//! The present one is typed again, because a session may have been open for days and left alone.
//!
//! Never in here: a password on the way in (`password.rs`).

use axum::extract::State;
use axum::response::Response;
use rules::{Cause, Verdict};
use uuid::Uuid;

use super::answer::{self, Answer, page, to};
use super::entry::{Asked, Fields};
use super::password::{rules_for, why};
use super::refusal;
use super::sign_in::enter;
use super::who::SignedIn;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Guessing, Knock, Who};
use crate::said;
use crate::step::{Step, read_cause};
use crate::views::account::ChangePasswordPage;
use crate::visit::Visit;

/// The page.
pub async fn show(State(app): State<Shared>, visit: Visit, signed_in: SignedIn, asked: Asked) -> Answer {
    let step = step_of(&app, &visit, &signed_in, asked.get("s"));
    Ok(change_page(&app, &visit, &signed_in, &step).await?)
}

/// The session's step; who comes because an organization wants a new password goes on to it afterwards.
fn step_of(app: &App, visit: &Visit, signed_in: &SignedIn, sealed: &str) -> Step {
    let own = signed_in.step();
    let Ok(asked) = Step::open(app, visit, sealed) else { return own };
    if asked.session != own.session {
        return own;
    }
    Step { word: asked.word, wanted: asked.wanted.or(own.wanted), refusal: asked.refusal, ..own }
}

/// Which organization wants the new password, if one does.
fn wanted_by(step: &Step) -> Option<Uuid> {
    step.wanted.filter(|_| why(step, "").is_some())
}

async fn change_page(app: &App, visit: &Visit, signed_in: &SignedIn, step: &Step) -> Result<Response, Fault> {
    let knock = Knock::new(app, visit, "password-page", step.clone(), Guessing::Password);
    let (subject, facts) = knock.look(&Who::User(signed_in.user())).await?;
    let refused = step.refusal.as_ref();
    let cause = refused.and_then(|refused| read_cause(&refused.cause));
    let text = cause.as_ref().map(|cause| said::cause(cause, Some(&subject), step.wanted, visit.now));
    let (mut current, mut new, mut beside, mut whole) = (None, None, None, None);
    let refusal = refused.and_then(|refused| refusal::told(app, visit, step, Some(&subject), refused));
    match cause {
        Some(Cause::PasswordWrong) => (current, beside) = (text, refusal),
        Some(Cause::PasswordRule(_) | Cause::PasswordReused) => (new, beside) = (text, refusal),
        Some(_) => whole = refusal,
        None => {}
    }
    let goes_on = wanted_by(step).map(|_| Step { refusal: None, ..step.clone() }.seal(app, visit));
    let door = subject.door(step.wanted);
    let view = ChangePasswordPage {
        page: answer::own_page(app, signed_in).await?,
        s: goes_on.unwrap_or_default(),
        address: subject.address.clone(),
        why: why(step, door.map_or("", |door| door.name.as_str())),
        rules: rules_for(&facts),
        password_error: current,
        new_password_error: new,
        beside,
        refusal: whole,
    };
    Ok(answer::showing(page(&view), refused, visit.now))
}

/// Another password was chosen.
pub async fn submit(State(app): State<Shared>, visit: Visit, signed_in: SignedIn, fields: Fields) -> Answer {
    let (current, new) = (fields.get("password"), fields.get("new_password"));
    let keep = fields.ticked("keep_sessions");
    let step = Step { refusal: None, ..step_of(&app, &visit, &signed_in, fields.get("s")) };
    let outcome =
        flows::reset::change(&app, &visit, signed_in.user(), step.clone(), current, new, keep).await?;
    if let Verdict::Refused(_) = outcome.verdict {
        return Ok(answer::outcome(&app, &visit, &step, &outcome, "/account/password"));
    }
    match wanted_by(&step) {
        Some(wanted) => {
            let step = Step { word: None, ..answer::next_step(&step, &outcome) };
            enter(&app, &visit, &signed_in, wanted, step).await
        }
        None => Ok(to("/account?word=password-saved")),
    }
}
