//! Refusals that a page meets by looking: a mailed link that opens nothing, a page that is for others. Nothing was
//! tried that could be decided anew; that it was refused is written down all the same, so that its reference is found.
//!
//! Never in here: whether it is refused.

use rules::facts::Proofs;
use rules::{Cause, Decision, Instant, Span};

use super::apply::Hands;
use super::run::Knock;
use super::subject::{self, Guessing, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::step::{Refused, Step, write_cause};
use crate::store::counter;
use crate::visit::Visit;

/// So many looks of one network are written down in an hour, so that nobody fills the journal by opening addresses.
/// What comes beyond is in the log alone.
pub const WRITTEN_OF_A_NETWORK: i64 = 300;

async fn fits(app: &App, visit: &Visit) -> Result<bool, Fault> {
    let key = app.sealer.keyed_hash("looks of a network", &visit.network_key().to_be_bytes());
    let since = Instant(visit.now.0 - Span::hours(1).0);
    let mut write = app.store.write().await?;
    let fits = counter::take(&mut write, &key, since, visit.now, WRITTEN_OF_A_NETWORK).await?;
    write.commit().await?;
    Ok(fits)
}

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
    // Where it cannot be counted, it could not be written down either; the page is shown all the same.
    if fits(app, visit).await.unwrap_or(false) {
        let hands = Hands { only_looked: true, ..Hands::default() };
        knock.journal(&subject, &decision, "{}".to_owned(), &hands).await;
    } else {
        tracing::info!(reference = %knock.reference, act, verdict = "refused", cause = kept.as_str(), "not in the journal");
    }
    Ok(Refused { reference: knock.reference.to_string(), at: visit.now.0, cause: kept, arrived: false })
}
