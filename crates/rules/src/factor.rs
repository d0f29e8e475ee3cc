//! The second factor: giving it, setting up the first one, adding, ending, and the recovery codes.
//!
//! Invariant: nothing that proves only a mailbox ever counts as a second factor; `Proofs::second` is set
//! in this file alone, by a code that was right.

use crate::attempt::CodeEvidence;
use crate::cause::Cause;
use crate::effect::{Act, Effect, Mail};
use crate::facts::{Account, Facts, Proofs, Worth};
use crate::sign_in::{self, STEPS_LAST};
use crate::throttle::{self, Lanes};
use crate::verdict::{Challenge, Decision, Done, Verdict};
use crate::words::{Instant, Span};

/// How long a second factor counts as just given, for what is dangerous.
pub const RECENT: Span = Span::minutes(15);

/// A code for the second factor was typed, after the first.
pub fn second(facts: &Facts, evidence: CodeEvidence, remember: bool, now: Instant) -> Decision {
    let Some(account) = &facts.account else {
        return missing(facts);
    };
    if facts.proofs.password.is_none() {
        return missing(facts);
    }
    if let Some(refused) = slowed(facts, now) {
        return refused;
    }
    if let Some(cause) = flaw(account, evidence) {
        return Decision::refused(cause, vec![Effect::CountGuess], facts.proofs);
    }
    let by_recovery_code = evidence == CodeEvidence::RecoveryRight;
    let proofs = Proofs { second: Some(now), by_recovery_code, ..facts.proofs };
    let mut effects = vec![Effect::ClearLane];
    if by_recovery_code {
        effects.extend([
            Effect::SpendRecoveryCode,
            Effect::Mail(Mail::RecoveryCodeUsed),
            Effect::Audit(Act::RecoveryCodeUsed),
        ]);
    } else {
        effects.push(Effect::SpendCode);
    }
    if account.password.is_some_and(|password| password.worth == Worth::Mailbox) {
        effects.push(Effect::PasswordIsOwn);
    }
    if remember && let Some(until) = remember_until(facts, now) {
        effects.push(Effect::RememberDevice(until));
    }
    sign_in::onward(facts, proofs, effects, now)
}

/// The causes are told after the first factor only, which [`second`] has made sure of; none is accepted.
fn flaw(account: &Account, evidence: CodeEvidence) -> Option<Cause> {
    match evidence {
        CodeEvidence::Right | CodeEvidence::RecoveryRight => None,
        CodeEvidence::RecoverySpent => Some(Cause::RecoveryCodeSpent),
        CodeEvidence::Replayed => Some(Cause::CodeReplayed),
        CodeEvidence::OldEntry => Some(Cause::CodeFromOldEntry),
        CodeEvidence::ClockOff(seconds) => Some(Cause::CodeClockOff { seconds }),
        CodeEvidence::Wrong if account.authenticators == 0 && account.unreadable > 0 => {
            Some(Cause::AuthenticatorUnreadable)
        }
        CodeEvidence::Wrong => Some(Cause::CodeWrong),
    }
}

fn remember_until(facts: &Facts, now: Instant) -> Option<Instant> {
    let spans =
        facts.doors.iter().filter(|door| door.usable()).filter_map(|door| door.policy.remember_device);
    spans.min().map(|span| now.plus(span))
}

fn slowed(facts: &Facts, now: Instant) -> Option<Decision> {
    let until = match throttle::code_lane(&facts.lane, now) {
        Lanes::Open => return None,
        Lanes::SlowUntil(until) => Some(until),
        Lanes::Shut => None,
    };
    Some(Decision::refused(Cause::GuessesSlowed { until }, vec![], facts.proofs))
}

fn missing(facts: &Facts) -> Decision {
    Decision::refused(Cause::ProofMissing, vec![], facts.proofs)
}

/// The mail with the code that proves the mailbox shall go out again.
pub fn ask_mailbox_code(facts: &Facts, _now: Instant) -> Decision {
    if facts.account.is_none() || facts.proofs.password.is_none() {
        return missing(facts);
    }
    Decision::done(Done::Mailed, sign_in::mailbox_code(facts), facts.proofs)
}

/// Whether this person may add an authenticator now, and what is asked for if not.
pub fn may_add(facts: &Facts, now: Instant) -> Result<(), Challenge> {
    let Some(account) = &facts.account else { return Err(Challenge::Password) };
    if facts.proofs.password.is_none() {
        return Err(Challenge::Password);
    }
    if account.has_second() {
        return if recent(&facts.proofs, facts.in_session, now) {
            Ok(())
        } else {
            Err(Challenge::SecondFactor)
        };
    }
    if sign_in::mailbox_fresh(&facts.proofs, now) { Ok(()) } else { Err(Challenge::ProveMailbox) }
}

/// In a session a second factor grows old; within the steps of a sign-in it holds as long as they do.
fn recent(proofs: &Proofs, in_session: bool, now: Instant) -> bool {
    let most = if in_session { RECENT } else { STEPS_LAST };
    proofs.second.is_some_and(|at| now.since(at) < most)
}

/// The first code of a new authenticator was typed.
pub fn confirm(facts: &Facts, evidence: CodeEvidence, now: Instant) -> Decision {
    if let Err(challenge) = may_add(facts, now) {
        return Decision { verdict: Verdict::Challenge(challenge), effects: vec![], proofs: facts.proofs };
    }
    if let Some(refused) = slowed(facts, now) {
        return refused;
    }
    let Some(account) = &facts.account else { return missing(facts) };
    match evidence {
        CodeEvidence::Right => {}
        CodeEvidence::ClockOff(seconds) => {
            return Decision::refused(Cause::CodeClockOff { seconds }, vec![], facts.proofs);
        }
        CodeEvidence::OldEntry => return Decision::refused(Cause::CodeFromOldEntry, vec![], facts.proofs),
        CodeEvidence::Replayed
        | CodeEvidence::RecoveryRight
        | CodeEvidence::RecoverySpent
        | CodeEvidence::Wrong => {
            return Decision::refused(Cause::CodeWrong, vec![Effect::CountGuess], facts.proofs);
        }
    }
    let first = !account.has_second();
    let mut effects = vec![
        Effect::ClearLane,
        Effect::ConfirmAuthenticator,
        Effect::Mail(Mail::AuthenticatorAdded),
        Effect::Audit(Act::AuthenticatorAdded),
    ];
    if first {
        effects.push(Effect::Mail(Mail::FirstFactorToAdmins));
        // A browser that knew the password before there was a second factor has not given one.
        effects.push(Effect::EndOtherSessions);
    }
    let proofs = Proofs { second: Some(now), by_recovery_code: false, ..facts.proofs };
    let mut after = facts.clone();
    if let Some(account) = &mut after.account {
        account.authenticators += 1;
    }
    if facts.in_session && !first {
        effects.push(Effect::RaiseSession);
        return Decision::done(Done::AuthenticatorAdded, effects, proofs);
    }
    sign_in::onward(&after, proofs, effects, now)
}

/// New recovery codes: the old ones work until the new ones are put away.
pub fn make_codes(facts: &Facts, now: Instant) -> Decision {
    let Some(account) = &facts.account else { return missing(facts) };
    if !account.has_second() {
        return Decision {
            verdict: Verdict::Challenge(Challenge::SetUpAuthenticator),
            effects: vec![],
            proofs: facts.proofs,
        };
    }
    if !recent(&facts.proofs, facts.in_session, now) {
        return Decision {
            verdict: Verdict::Challenge(Challenge::SecondFactor),
            effects: vec![],
            proofs: facts.proofs,
        };
    }
    let effects = vec![Effect::MakeCodes, Effect::Mail(Mail::CodesMade), Effect::Audit(Act::CodesMade)];
    Decision::done(Done::CodesMade, effects, facts.proofs)
}

/// The codes are put away: they count, older ones no more, and a sign-in goes on.
pub fn codes_saved(facts: &Facts, now: Instant) -> Decision {
    if facts.account.is_none() || facts.proofs.second.is_none() {
        return missing(facts);
    }
    let effects = vec![Effect::CodesSaved];
    if facts.in_session {
        return Decision::done(Done::CodesSaved, effects, facts.proofs);
    }
    let mut after = facts.clone();
    if let Some(account) = &mut after.account {
        account.codes_saved = true;
    }
    sign_in::onward(&after, facts.proofs, effects, now)
}

/// One authenticator shall not count any more. The last one stays where an organization demands a factor.
pub fn end_authenticator(facts: &Facts, now: Instant) -> Decision {
    let Some(account) = &facts.account else { return missing(facts) };
    if !facts.in_session {
        return missing(facts);
    }
    if !recent(&facts.proofs, true, now) {
        return Decision {
            verdict: Verdict::Challenge(Challenge::SecondFactor),
            effects: vec![],
            proofs: facts.proofs,
        };
    }
    let last = account.authenticators + account.unreadable <= 1;
    if last && facts.doors.iter().any(|door| door.joined && door.demands_second()) {
        return Decision::refused(Cause::FactorDemanded, vec![], facts.proofs);
    }
    let effects = vec![
        Effect::EndAuthenticator,
        Effect::ForgetRemembered,
        Effect::Mail(Mail::AuthenticatorRemoved),
        Effect::Audit(Act::AuthenticatorEnded),
    ];
    Decision::done(Done::AuthenticatorEnded, effects, facts.proofs)
}
