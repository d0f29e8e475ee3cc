//! What would happen if one member signed in now, in a browser that nobody knows: loads their facts for one
//! organization and asks the rules. Looks, and writes nothing.
//!
//! Never in here: a judgement (`rules::forecast`). Where to go next: `trial.rs`, which asks for everybody.

use rules::facts::Facts;
use rules::forecast::{Forecast, Has, Way, at_the_door, forecast};
use uuid::Uuid;

use super::subject::{self, Guessing, Subject};
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::store::Read;
use crate::visit::Visit;

/// Both ways in.
#[derive(Clone, Debug)]
pub struct Prospect {
    /// With the password.
    pub by_password: Forecast,
    /// By a mail: a reset, or the invitation again.
    pub by_mailbox: Forecast,
    /// A passkey would do without the password.
    pub has_passkey: bool,
}

/// The prospects of somebody in one organization.
pub async fn of(
    read: &mut Read,
    app: &App,
    subject: &Subject,
    organization: Uuid,
    visit: &Visit,
) -> Result<Prospect, Fault> {
    // The admin who looks may sit at a browser that the person has used: that one is not meant.
    let subject = Subject { device: None, ..subject.clone() };
    let step = Step { wanted: Some(organization), ..Step::default() };
    let facts = subject::facts(read, app, &subject, &step, visit, Guessing::Password, None).await?;
    let here = organization.as_u128();
    let facts = at_the_door(&counting_here(facts, app, &subject, organization), here);
    let has = Has::everything(&facts, here);
    Ok(Prospect {
        by_password: forecast(&facts, has, Way::Password, visit.now),
        by_mailbox: forecast(&facts, has, Way::Mailbox, visit.now),
        has_passkey: facts.account.as_ref().is_some_and(|account| account.passkeys > 0),
    })
}

/// The factors that count in that organization, and no others.
fn counting_here(mut facts: Facts, app: &App, subject: &Subject, organization: Uuid) -> Facts {
    let Some(account) = &mut facts.account else { return facts };
    let here = || subject.live_factors().filter(|factor| subject.counts(factor, organization));
    let small = |count: usize| u8::try_from(count).unwrap_or(u8::MAX);
    let apps = here().filter(|factor| factor.kind == "totp").count();
    let readable =
        here().filter(|factor| factor.kind == "totp" && subject::secret_of(app, factor).is_some()).count();
    account.authenticators = small(readable);
    account.unreadable = small(apps - readable);
    account.passkeys = small(here().filter(|factor| factor.kind == "passkey").count());
    facts
}
