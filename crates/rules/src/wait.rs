//! The waiting period of an organization's last admin: for somebody whom no other admin can help, and whose
//! password is worth more than the mailbox.
//!
//! Whoever has a session with a second factor of that very admin can stop it, and nobody else; then the operator is
//! the end of the line, and so they are for a last admin whose password came by mail.

use crate::cause::Cause;
use crate::effect::{Act, Effect, Mail};
use crate::factor;
use crate::facts::{Door, Facts};
use crate::help;
use crate::pass;
use crate::sign_in;
use crate::verdict::{Decision, Done};
use crate::words::{Instant, Role, Span};

/// How long the last admin waits.
pub const LASTS: Span = Span::hours(72);
/// How long its end can be used, in the browser where it began.
pub const THEN_OPEN: Span = Span::days(7);

/// The last admin begins the wait.
pub fn start(facts: &Facts, now: Instant) -> Decision {
    let refused = |cause| Decision::refused(cause, vec![], facts.proofs);
    let Some(door) = sign_in::wanted_door(facts).filter(|door| door.usable()) else {
        return refused(Cause::NotAMember);
    };
    if facts.proofs.password.is_none() {
        return refused(Cause::ProofMissing);
    }
    if !sign_in::second_missing(facts, Some(door), facts.proofs, now) {
        return sign_in::onward(facts, facts.proofs, vec![], now);
    }
    if door.role != Role::Admin || door.other_admins > 0 {
        // Somebody can help at once.
        return help::ask(facts, now);
    }
    match door.wait.filter(|wait| now < wait.until) {
        Some(wait) if wait.stopped => return refused(Cause::WaitStopped),
        Some(wait) if wait.here => return Decision::done(Done::WaitStarted, vec![], facts.proofs),
        Some(_) | None => {}
    }
    if !pass::own_password_given(facts) {
        return refused(Cause::PasswordByMail);
    }
    if !sign_in::mailbox_fresh(&facts.proofs, now) {
        return factor::prove_mailbox(facts);
    }
    let effects = vec![
        Effect::StartWait(door.organization, now.plus(LASTS)),
        Effect::Mail(Mail::WaitStarted),
        Effect::Audit(Act::WaitStarted),
    ];
    Decision::done(Done::WaitStarted, effects, facts.proofs)
}

/// Whether the wait lets this person add a factor now.
pub(crate) fn is_over(facts: &Facts, door: &Door, now: Instant) -> bool {
    let over =
        |wait: crate::facts::Wait| wait.here && !wait.stopped && wait.ripe_at <= now && now < wait.until;
    // Another admin may have come meanwhile: then there is live help, and nobody waits for anything.
    door.wait.is_some_and(over) && door.other_admins == 0 && pass::own_password_given(facts)
}

/// When the wait of this browser is over, while it is not.
pub(crate) fn running(door: &Door, now: Instant) -> Option<Instant> {
    door.wait.filter(|wait| wait.here && !wait.stopped && now < wait.ripe_at).map(|wait| wait.ripe_at)
}

/// A session of that very admin stops it.
pub fn stop(facts: &Facts) -> Decision {
    let Some(door) = sign_in::wanted_door(facts) else {
        return Decision::refused(Cause::NotAMember, vec![], facts.proofs);
    };
    if !facts.in_session || !sign_in::second_given(Some(door), facts.proofs) {
        return Decision::refused(Cause::ProofMissing, vec![], facts.proofs);
    }
    if door.wait.is_none_or(|wait| wait.stopped) {
        return Decision::done(Done::AlreadySo, vec![], facts.proofs);
    }
    let effects = vec![
        Effect::StopWait(door.organization),
        Effect::Mail(Mail::WaitStopped),
        Effect::Audit(Act::WaitStopped),
    ];
    Decision::done(Done::WaitStopped, effects, facts.proofs)
}
