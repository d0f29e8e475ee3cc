//! `/password/choose`: a new password, with a ticket or because an organization wants one; and the live check.

use axum::extract::State;
use axum::response::{IntoResponse, Json, Response};
use rules::attempt::SaveBy;
use rules::{Cause, Verdict};

use super::answer::{self, Answer, door_page, page, to};
use super::entry::{Asked, Fields};
use super::refusal;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Guessing, Knock, Who, proving};
use crate::said;
use crate::step::{Step, read_cause};
use crate::views::PasswordRules;
use crate::views::reset::ChoosePasswordPage;
use crate::visit::Visit;
use crate::words::words;

/// The page.
pub async fn show(State(app): State<Shared>, visit: Visit, asked: Asked) -> Answer {
    match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) => Ok(choose_page(&app, &visit, &step).await?),
        Err(stale) => Ok(answer::lost(&app, &visit, stale, "/reset")),
    }
}

async fn choose_page(app: &App, visit: &Visit, step: &Step) -> Result<Response, Fault> {
    let Some(user) = step.user else { return Ok(to("/reset")) };
    let knock = Knock::new(app, visit, "password-page", step.clone(), Guessing::Mailed);
    let (subject, facts) = knock.look(&Who::User(user)).await?;
    let refused = step.refusal.as_ref();
    let cause = refused.and_then(|refused| read_cause(&refused.cause));
    let error = cause.as_ref().map(|cause| said::cause(cause, Some(&subject), step.wanted, visit.now));
    let door = subject.speaking_door(step.wanted);
    let shown = Step { refusal: None, ..step.clone() };
    let view = ChoosePasswordPage {
        page: door_page(app, door),
        s: shown.seal(app, visit),
        address: subject.address.clone(),
        why: why(step, door.map_or("", |door| door.name.as_str())),
        rules: rules_for(&facts),
        second_follows: facts.account.as_ref().is_some_and(|account| account.has_second())
            && step.second_at.is_none(),
        offer_keep_sessions: facts.account.as_ref().is_some_and(|account| account.password.is_some()),
        error,
        beside: refused.and_then(|refused| refusal::told(app, visit, step, Some(&subject), refused)),
    };
    Ok(answer::showing(page(&view), refused, visit.now))
}

/// Why an organization wants a new password, said.
pub fn why(step: &Step, organization: &str) -> Option<String> {
    let word = step.word.as_deref().filter(|word| matches!(*word, "expired" | "demanded"))?;
    Some(words().plain(&format!("why-password-{word}"), &[("organization", organization)]))
}

/// How long the password has to be, and why.
pub fn rules_for(facts: &rules::Facts) -> PasswordRules {
    let minimum = rules::password::least_length(facts);
    PasswordRules { minimum, beside_second: minimum < rules::password::LENGTH_ALONE }
}

/// A new password was chosen.
pub async fn submit(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => Step { refusal: None, ..step },
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/reset")),
    };
    let Some(user) = step.user else { return Ok(to("/reset")) };
    let by = if step.ticket.is_some() { SaveBy::Ticket } else { SaveBy::Demand };
    let (new, keep) = (fields.get("new_password"), fields.ticked("keep_sessions"));
    let outcome = flows::reset::save(&app, &visit, user, step.clone(), by, new, keep).await?;
    if let (Verdict::Refused(Cause::ProofMissing), Some(_)) = (&outcome.verdict, step.session) {
        // The page was left open in a session for too long: there, the present password is typed as well.
        let response = answer::to_step(&app, &visit, "/account/password", &step);
        return Ok(answer::refer(response, outcome.reference.as_str()));
    }
    let mut response = answer::outcome(&app, &visit, &step, &outcome, back(&outcome.verdict));
    if let Verdict::Refused(_) = outcome.verdict {
        response = answer::refer(response, outcome.reference.as_str());
    }
    Ok(response)
}

fn back(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Refused(Cause::PasswordRule(_) | Cause::PasswordReused) => "/password/choose",
        Verdict::Refused(Cause::TicketSpent { .. } | Cause::TicketExpired | Cause::TicketUnknown) => {
            "/ticket"
        }
        Verdict::Refused(_) | Verdict::SignedIn(_) | Verdict::Challenge(_) | Verdict::Done(_) => {
            "/sign-in/refused"
        }
    }
}

/// The live check: the very same that the server makes when the password is saved. Costs no hash.
pub async fn check(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    let step = Step::open(&app, &visit, fields.get("s")).unwrap_or_default();
    let new = fields.get("new_password");
    let flaw = match step.user {
        Some(user) => {
            let knock = Knock::new(&app, &visit, "password-check", step, Guessing::Mailed);
            let (subject, facts) = knock.look(&Who::User(user)).await?;
            proving::flaw(&app, &subject, &facts, new)
        }
        None => proving::flaw_among(
            &app,
            new,
            rules::password::LENGTH_ALONE,
            std::slice::from_ref(&app.settings.product),
        ),
    };
    let (ok, text) = match flaw {
        None => (true, words().plain("password-good", &[])),
        Some(flaw) => (false, said::cause(&Cause::PasswordRule(flaw), None, None, visit.now)),
    };
    Ok(Json(serde_json::json!({ "ok": ok, "text": text })).into_response())
}
