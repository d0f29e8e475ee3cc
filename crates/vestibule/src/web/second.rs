//! `/sign-in/second`: a code from an app or from the recovery sheet, after the first factor.

use axum::extract::State;
use axum::response::Response;
use rules::Span;

use super::answer::{self, Answer, door_page, page};
use super::entry::{Asked, Fields};
use super::refusal;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Guessing, Knock, Who, subject};
use crate::step::Step;
use crate::views::second::{Entry, SecondPage};
use crate::visit::Visit;
use crate::words::words;

/// The code's page.
pub async fn show(State(app): State<Shared>, visit: Visit, asked: Asked) -> Answer {
    match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) => Ok(second_page(&app, &visit, &step, None).await?),
        Err(stale) => Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    }
}

async fn second_page(
    app: &App,
    visit: &Visit,
    step: &Step,
    error: Option<String>,
) -> Result<Response, Fault> {
    // The page names the user's own entries: only after the first factor.
    let Some(user) = step.user.filter(|_| step.proofs().known().is_some()) else {
        return Ok(answer::to("/sign-in"));
    };
    let knock = Knock::new(app, visit, "second-page", step.clone(), Guessing::Second);
    let (subject, facts) = knock.look(&Who::User(user)).await?;
    let doors = subject.doors.iter().map(subject::door).filter(|door| door.usable());
    let remember = doors.filter_map(|door| door.policy.remember_device).min();
    let refusal =
        step.refusal.as_ref().and_then(|refused| refusal::told(app, visit, step, Some(&subject), refused));
    let last_admin = super::wait::last_admin(app, visit, step, &subject, &facts);
    let view = SecondPage {
        page: door_page(app, subject.speaking_door(step.wanted)),
        s: step.seal(app, visit),
        address: subject.address.clone(),
        // What the user calls their own is not for whoever only has a provider's word.
        authenticators: subject
            .authenticators()
            .filter(|_| step.visits().is_none())
            .map(|factor| Entry { name: factor.name.clone(), label: factor.label.clone() })
            .collect(),
        passkey: super::passkey::second(app, visit, step, &subject),
        never: subject.live_factors().next().is_none() && subject.codes_left() == 0,
        codes_left: u32::try_from(subject.codes_left()).unwrap_or(0),
        remember_days: remember.filter(|_| !step.just_saved).map(days),
        error,
        refusal,
        ask_help: Some("/help-me".to_owned()),
        last_admin,
    };
    Ok(answer::showing(page(&view), step.refusal.as_ref(), visit.now))
}

fn days(span: Span) -> u32 {
    u32::try_from(span.as_seconds() / 86_400).unwrap_or(0).max(1)
}

/// A code was typed.
pub async fn submit(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    let Some(user) = step.user else { return Ok(answer::to("/sign-in")) };
    let typed = fields.get("code");
    if typed.trim().is_empty() {
        let step = Step { refusal: None, ..step };
        return Ok(second_page(&app, &visit, &step, Some(words().plain("code-empty", &[]))).await?);
    }
    let remember = fields.ticked("remember");
    let outcome = flows::factor::second(&app, &visit, user, step.clone(), typed, remember).await?;
    super::setup::begin_if_next(&app, &visit, &step, &outcome).await?;
    Ok(answer::outcome(&app, &visit, &step, &outcome, back(&outcome)))
}

/// A wrong code is said above the same form; whoever lost the first proof, or may not enter, sees the refusal's page.
pub(super) fn back(outcome: &flows::Outcome) -> &'static str {
    use rules::{Cause, Verdict};
    match &outcome.verdict {
        Verdict::Refused(
            Cause::CodeWrong
            | Cause::CodeReplayed
            | Cause::CodeFromOldEntry
            | Cause::CodeClockOff { .. }
            | Cause::RecoveryCodeSpent
            | Cause::KitCodeSpent
            | Cause::PasskeyUnknown
            | Cause::PasskeyWrong
            | Cause::AuthenticatorUnreadable
            | Cause::FactorElsewhere
            | Cause::GuessesSlowed { .. },
        ) => "/sign-in/second",
        Verdict::Refused(_) | Verdict::SignedIn(_) | Verdict::Challenge(_) | Verdict::Done(_) => {
            "/sign-in/refused"
        }
    }
}
