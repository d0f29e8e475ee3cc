//! `/account/old-factors`: after a new authenticator by a pass, which of the old ones are gone in this organization;
//! one press each, and none has to be pressed.
//!
//! A pass adds and removes nothing: this is its owner's word. Where to go next: `account.rs`.

use axum::extract::State;
use rules::Verdict;
use uuid::Uuid;

use super::answer::{self, Answer, own_page, page, to};
use super::entry::{Asked, Fields};
use super::refusal;
use super::who::SignedIn;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Subject, Who, subject};
use crate::step::Step;
use crate::store::factor::FactorRow;
use crate::views::Tone;
use crate::views::account::{OldFactor, OldFactorsPage};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// Where a person is asked.
pub const PATH: &str = "/account/old-factors";

/// The old ones that still count here.
pub async fn show(State(app): State<Shared>, visit: Visit, signed_in: SignedIn, asked: Asked) -> Answer {
    let (Some(organization), subject) = (signed_in.organization(), load(&app, &visit, &signed_in).await?)
    else {
        return Ok(to("/account"));
    };
    let old = old(&subject, &signed_in, organization.id);
    if old.is_empty() {
        return Ok(to("/account?word=authenticator-added-here"));
    }
    let refused = Step::open(&app, &visit, asked.get("s")).ok().and_then(|step| step.refusal);
    let step = signed_in.step();
    let mut own = own_page(&app, &signed_in).await?;
    own.notice = answer::notice(Tone::Good, &format!("notice-{}", asked.get("word")));
    let zone = subject.zone(step.wanted);
    let said = |factor: &&FactorRow| OldFactor {
        id: factor.id.to_string(),
        name: factor.name.clone(),
        line: match factor.last_used_at {
            Some(at) => words().plain("factor-used", &[("time", &when::said(at, visit.now, zone))]),
            None => words().plain("factor-never-used", &[]),
        },
    };
    let view = OldFactorsPage {
        page: own,
        organization: organization.name.clone(),
        factors: old.iter().map(said).collect(),
        refusal: refused
            .as_ref()
            .and_then(|refused| refusal::told(&app, &visit, &step, Some(&subject), refused)),
    };
    Ok(answer::showing(page(&view), refused.as_ref(), visit.now))
}

async fn load(app: &App, visit: &Visit, signed_in: &SignedIn) -> Result<Subject, Fault> {
    let who = Who::User(signed_in.user());
    subject::load(&mut app.store.read(), &who, &signed_in.step(), visit).await
}

/// All that count here, but the one that this session was begun with.
fn old<'a>(subject: &'a Subject, signed_in: &SignedIn, organization: Uuid) -> Vec<&'a FactorRow> {
    let new = signed_in.row.session.second_factor_id;
    let here = subject.live_factors().filter(|factor| subject.counts(factor, organization));
    here.filter(|factor| Some(factor.id) != new).collect()
}

/// One of them is gone here; elsewhere it counts as before.
pub async fn gone(State(app): State<Shared>, visit: Visit, signed_in: SignedIn, fields: Fields) -> Answer {
    let Ok(id) = fields.get("id").parse() else { return Ok(to(PATH)) };
    let step = Step { next: Some(PATH.to_owned()), ask: Some(app.new_id()), ..signed_in.step() };
    let ended = flows::factor::end(&app, &visit, signed_in.user(), step.clone(), id, true).await?;
    Ok(match ended {
        None => to(PATH),
        Some(outcome) => match outcome.verdict {
            Verdict::Done(_) => to(&format!("{PATH}?word=factor-gone")),
            Verdict::Refused(_) | Verdict::Challenge(_) | Verdict::SignedIn(_) => {
                answer::outcome(&app, &visit, &step, &outcome, PATH)
            }
        },
    })
}
