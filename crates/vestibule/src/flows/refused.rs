//! Refusals that a page meets by looking: a mailed link that opens nothing, a page that is for others. Nothing was
//! tried that could be decided anew; that it was refused is written down all the same, so that its reference is found.
//!
//! Never in here: whether it is refused.

use rules::facts::Proofs;
use rules::{Cause, Decision};

use super::apply::Hands;
use super::run::Knock;
use super::subject::{self, Guessing, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::step::{Refused, Step, write_cause};
use crate::visit::Visit;

/// Writes down that `who` was refused for that cause, and says under which reference it is found.
pub async fn told(
    app: &App,
    visit: &Visit,
    who: &Who,
    step: Step,
    act: &'static str,
    cause: Cause,
) -> Result<Refused, Fault> {
    let knock = Knock::new(app, visit, act, step, Guessing::Mailed);
    let subject = subject::load(&mut app.store.read(), who, &knock.step, visit).await?;
    let kept = write_cause(&cause);
    let decision = Decision::refused(cause, vec![], Proofs::default());
    let hands = Hands { only_looked: true, ..Hands::default() };
    knock.journal(&subject, &decision, "{}".to_owned(), &hands).await;
    Ok(Refused { reference: knock.reference.to_string(), at: visit.now.0, cause: kept })
}
