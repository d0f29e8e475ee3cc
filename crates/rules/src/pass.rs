//! Passes: an admin's permission to add one factor that holds for their organization, and what else lets a
//! person add one there.
//!
//! Invariant: a pass adds, and never removes. A reset, a pass given in advance and the last admin's wait never add
//! up to more than the mailbox: the latter two need a password that did not come from it.

use crate::cause::Cause;
use crate::effect::{Act, Adding, Effect, Holds, Mail};
use crate::factor;
use crate::facts::{Door, Facts, PassKind, Proofs, Worth};
use crate::sign_in;
use crate::verdict::{Challenge, Decision, Verdict};
use crate::wait;
use crate::words::{Instant, Span};

/// How long the browser that asked for live help may use its pass.
pub const LIVE_LASTS: Span = Span::hours(1);
/// How long a pass given in advance can be used.
pub const ADVANCE_LASTS: Span = Span::hours(24);

/// What lets this person add a factor at a door that asks for one they cannot give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// An admin's pass.
    Pass,
    /// The waiting period of the last admin is over.
    Wait,
    /// There is a pass given in advance, and the mailbox has to be proved in this browser first.
    ProveMailbox,
}

/// What lets this person add a factor at that door, if anything does.
pub fn grant(facts: &Facts, door: &Door, now: Instant) -> Option<Grant> {
    if !door.usable() || facts.proofs.known().is_none() {
        return None;
    }
    if wait::is_over(facts, door, now) {
        return Some(Grant::Wait);
    }
    let pass = door.pass.filter(|pass| now < pass.until)?;
    match pass.kind {
        PassKind::Live => pass.here.then_some(Grant::Pass),
        PassKind::Advance if !own_password_given(facts) => None,
        PassKind::Advance if sign_in::mailbox_fresh(&facts.proofs, now) => Some(Grant::Pass),
        PassKind::Advance => Some(Grant::ProveMailbox),
    }
}

/// Whether a password was given that is worth more than the mailbox.
pub(crate) fn own_password_given(facts: &Facts) -> bool {
    let password = facts.account.as_ref().and_then(|account| account.password);
    facts.proofs.password.is_some() && password.is_some_and(|password| password.worth == Worth::Own)
}

/// What is spent when a factor is added by a grant.
pub(crate) fn spend(facts: &Facts, door: &Door, now: Instant) -> Effect {
    match grant(facts, door, now) {
        Some(Grant::Wait) => Effect::EndWait(door.organization),
        Some(Grant::Pass | Grant::ProveMailbox) | None => Effect::SpendPass(door.organization),
    }
}

/// The factor that was given holds for one organization; with a pass of another, it holds there too.
pub fn extend(facts: &Facts, now: Instant) -> Decision {
    let Some(door) = sign_in::wanted_door(facts).filter(|door| door.usable()) else {
        return Decision::refused(Cause::NotAMember, vec![], facts.proofs);
    };
    let holds = sign_in::second_given(Some(door), facts.proofs);
    if holds && !facts.proofs.standing.only_here {
        return sign_in::onward(facts, facts.proofs, vec![], now);
    }
    let a_factor = facts.proofs.second.is_some() && !facts.proofs.by_recovery_code;
    match grant(facts, door, now) {
        Some(Grant::Pass | Grant::Wait) if a_factor => {}
        Some(Grant::ProveMailbox) => return factor::prove_mailbox(facts),
        Some(Grant::Pass | Grant::Wait) => {
            let verdict = Verdict::Challenge(Challenge::SetUpFactor);
            return Decision { verdict, effects: vec![], proofs: facts.proofs };
        }
        None => return Decision::refused(Cause::PassMissing, vec![], facts.proofs),
    }
    let organization = door.organization;
    let mut effects = vec![
        spend(facts, door, now),
        Effect::VouchFactor(organization),
        Effect::Mail(Mail::FactorVouched),
        Effect::Audit(Act::FactorVouched),
    ];
    let mut after = facts.clone();
    for door in after.doors.iter_mut().filter(|door| door.organization == organization && !holds) {
        door.factors = door.factors.saturating_add(1);
        door.second_holds = true;
    }
    let proofs = own_by_now(&after, facts.proofs, &mut effects);
    sign_in::onward(&after, proofs, effects, now)
}

/// Once all of the user's organizations have vouched for a factor, it is the user's own. Only where one has just
/// vouched: to leave an organization, or to be taken out of it, must not widen what another one's word is worth.
pub(crate) fn own_by_now(after: &Facts, mut proofs: Proofs, effects: &mut Vec<Effect>) -> Proofs {
    let mut joined = after.doors.iter().filter(|door| door.joined).peekable();
    if proofs.standing.only_here && joined.peek().is_some() && joined.all(|door| door.second_holds) {
        effects.push(Effect::FactorIsOwn);
        proofs.standing.only_here = false;
    }
    proofs
}

/// Where a factor counts that is added by a grant at that door.
pub(crate) fn adding(door: &Door) -> Adding {
    Adding { holds: Holds::Only(door.organization), by_pass: true }
}
