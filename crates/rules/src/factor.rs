//! The second factor: giving it, setting up the first one, adding, ending, and the recovery codes.
//!
//! Invariant: nothing that proves only a mailbox ever counts as a second factor; `Proofs::second` is set in this
//! file and `passkey.rs` alone, by a code or an answer that was right.

use crate::attempt::CodeEvidence;
use crate::cause::Cause;
use crate::effect::{Act, Adding, Effect, Holds, Mail};
use crate::facts::{Account, Door, Facts, Proofs, Standing, Worth};
use crate::pass::{self, Grant};
use crate::sign_in::{self, STEPS_LAST};
use crate::throttle;
use crate::verdict::{Challenge, Decision, Done, Verdict};
use crate::wait;
use crate::words::{Instant, Role, Span};

/// How long a second factor counts as just given, for what is dangerous.
pub const RECENT: Span = Span::minutes(15);

/// A code for the second factor was typed, after the first.
pub fn second(facts: &Facts, evidence: CodeEvidence, remember: bool, now: Instant) -> Decision {
    let Some(account) = &facts.account else {
        return missing(facts);
    };
    if facts.proofs.known().is_none() {
        return missing(facts);
    }
    if let Some(refused) = slowed(facts, now) {
        return refused;
    }
    if let Some(cause) = flaw(facts, account, evidence) {
        return Decision::refused(cause, vec![Effect::CountGuess], facts.proofs);
    }
    let by_recovery_code = evidence != CodeEvidence::Right;
    let stands_in = matches!(evidence, CodeEvidence::KitRight | CodeEvidence::OperatorRight);
    if !stands_in && sign_in::counts_elsewhere(facts, now) {
        return Decision::refused(Cause::FactorElsewhere, vec![], facts.proofs);
    }
    let standing = standing(facts, evidence);
    let proofs = Proofs { second: Some(now), standing, by_recovery_code, ..facts.proofs };
    let mut effects = vec![Effect::ClearLane];
    effects.extend(spent(evidence));
    effects.extend(password_is_own(facts, proofs));
    // What holds for one organization must not spare the second factor of another.
    if remember
        && !standing.only_here
        && facts.visiting.is_none()
        && let Some(until) = remember_until(facts, now)
    {
        effects.push(Effect::RememberDevice(until));
    }
    sign_in::onward(facts, proofs, effects, now)
}

/// A code of a kit, or the operator's, stands in once and for one organization.
fn standing(facts: &Facts, evidence: CodeEvidence) -> Standing {
    match evidence {
        CodeEvidence::KitRight | CodeEvidence::OperatorRight => Standing { only_here: true, by_pass: true },
        CodeEvidence::Right
        | CodeEvidence::RecoveryRight
        | CodeEvidence::RecoverySpent
        | CodeEvidence::KitSpent
        | CodeEvidence::Replayed
        | CodeEvidence::OldEntry
        | CodeEvidence::ClockOff(_)
        | CodeEvidence::Wrong => facts.presented,
    }
}

fn spent(evidence: CodeEvidence) -> Vec<Effect> {
    match evidence {
        CodeEvidence::RecoveryRight => vec![
            Effect::SpendRecoveryCode,
            Effect::Mail(Mail::RecoveryCodeUsed),
            Effect::Audit(Act::RecoveryCodeUsed),
        ],
        CodeEvidence::KitRight => {
            vec![Effect::SpendStandIn, Effect::Mail(Mail::StandInToAdmins), Effect::Audit(Act::KitCodeUsed)]
        }
        CodeEvidence::OperatorRight => vec![
            Effect::SpendStandIn,
            Effect::Mail(Mail::StandInToAdmins),
            Effect::Audit(Act::OperatorCodeUsed),
        ],
        CodeEvidence::Right
        | CodeEvidence::RecoverySpent
        | CodeEvidence::KitSpent
        | CodeEvidence::Replayed
        | CodeEvidence::OldEntry
        | CodeEvidence::ClockOff(_)
        | CodeEvidence::Wrong => vec![Effect::SpendCode],
    }
}

/// Used together with a second factor that no pass made, the password is worth more than a mailbox.
pub(crate) fn password_is_own(facts: &Facts, proofs: Proofs) -> Option<Effect> {
    let password = facts.account.as_ref().and_then(|account| account.password)?;
    let by_mail = password.worth == Worth::Mailbox;
    (by_mail && proofs.password.is_some() && !proofs.standing.by_pass).then_some(Effect::PasswordIsOwn)
}

/// The causes are told after the first factor only, which [`second`] has made sure of; none is accepted.
fn flaw(facts: &Facts, account: &Account, evidence: CodeEvidence) -> Option<Cause> {
    let stands = |for_admins: bool| {
        let door = sign_in::wanted_door(facts).filter(|door| door.usable());
        door.is_some_and(|door| !for_admins || door.role == Role::Admin)
    };
    match evidence {
        CodeEvidence::Right | CodeEvidence::RecoveryRight => None,
        // A kit stands in for the second factor of an admin of its organization, and of nobody else.
        CodeEvidence::KitRight => (!stands(true)).then_some(Cause::CodeWrong),
        CodeEvidence::OperatorRight => (!stands(false)).then_some(Cause::CodeWrong),
        CodeEvidence::KitSpent => Some(Cause::KitCodeSpent),
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
    let cause = throttle::code_lane(&facts.lane, now).refuses()?;
    Some(Decision::refused(cause, vec![], facts.proofs))
}

fn missing(facts: &Facts) -> Decision {
    Decision::refused(Cause::ProofMissing, vec![], facts.proofs)
}

/// The mail with the code that proves the mailbox shall go out again.
pub fn ask_mailbox_code(facts: &Facts, _now: Instant) -> Decision {
    if facts.account.is_none() || facts.proofs.known().is_none() {
        return missing(facts);
    }
    Decision::done(Done::Mailed, sign_in::mailbox_code(facts), facts.proofs)
}

/// The mailbox has to be proved in this browser; its code goes out.
pub(crate) fn prove_mailbox(facts: &Facts) -> Decision {
    let verdict = Verdict::Challenge(Challenge::ProveMailbox);
    Decision { verdict, effects: sign_in::mailbox_code(facts), proofs: facts.proofs }
}

/// Whether this person may add a factor now, and where it will count; what is asked for if not. Whatever is added on a
/// provider's word counts in its organization, and makes no password worth more.
pub fn may_add(facts: &Facts, now: Instant) -> Result<Adding, Challenge> {
    let adding = may_add_somewhere(facts, now)?;
    Ok(match facts.visiting {
        Some(visiting) => Adding { holds: Holds::Only(visiting.organization), by_pass: true },
        None => adding,
    })
}

fn may_add_somewhere(facts: &Facts, now: Instant) -> Result<Adding, Challenge> {
    let Some(account) = &facts.account else { return Err(Challenge::Password) };
    if facts.proofs.known().is_none() {
        return Err(Challenge::Password);
    }
    let door = sign_in::wanted_door(facts);
    if recent(&facts.proofs, facts.in_session, now) && sign_in::second_given(door, facts.proofs) {
        // What a proof creates holds where the proof holds.
        let Standing { only_here, by_pass } = facts.proofs.standing;
        let holds = match door {
            // A kit's code names no factor: its organization is the one it was used for.
            Some(door) if only_here && facts.proofs.by_recovery_code => Holds::Only(door.organization),
            Some(_) | None if only_here => Holds::AsGiven,
            Some(_) | None => Holds::Everywhere,
        };
        return Ok(Adding { holds, by_pass });
    }
    if let Some(door) = door {
        match pass::grant(facts, door, now) {
            Some(Grant::Pass | Grant::Wait) => return Ok(pass::adding(door)),
            Some(Grant::ProveMailbox) => return Err(Challenge::ProveMailbox),
            None => {}
        }
    }
    let has = |door: &Door| door.has_second() || sign_in::beside_provider(facts, door, now);
    if door.map_or(account.has_second(), has) {
        return Err(Challenge::SecondFactor);
    }
    if !sign_in::mailbox_fresh(&facts.proofs, now) {
        return Err(Challenge::ProveMailbox);
    }
    match door {
        // The first one here, of somebody who has others elsewhere: those were not given.
        Some(door) if account.has_second() => {
            Ok(Adding { holds: Holds::Only(door.organization), by_pass: false })
        }
        Some(_) | None => Ok(Adding { holds: Holds::Everywhere, by_pass: false }),
    }
}

/// In a session a second factor grows old; within the steps of a sign-in it holds as long as they do.
pub fn recent(proofs: &Proofs, in_session: bool, now: Instant) -> bool {
    let most = if in_session { RECENT } else { STEPS_LAST };
    proofs.second.is_some_and(|at| now.since(at) < most)
}

/// The first code of a new authenticator was typed.
pub fn confirm(facts: &Facts, evidence: CodeEvidence, now: Instant) -> Decision {
    let adding = match may_add(facts, now) {
        Ok(adding) => adding,
        Err(challenge) => return not_yet(facts, challenge, now),
    };
    if let Some(refused) = slowed(facts, now) {
        return refused;
    }
    match evidence {
        CodeEvidence::Right => {}
        CodeEvidence::ClockOff(seconds) => {
            return Decision::refused(Cause::CodeClockOff { seconds }, vec![], facts.proofs);
        }
        CodeEvidence::OldEntry => return Decision::refused(Cause::CodeFromOldEntry, vec![], facts.proofs),
        CodeEvidence::Replayed
        | CodeEvidence::RecoveryRight
        | CodeEvidence::RecoverySpent
        | CodeEvidence::KitRight
        | CodeEvidence::KitSpent
        | CodeEvidence::OperatorRight
        | CodeEvidence::Wrong => {
            return Decision::refused(Cause::CodeWrong, vec![Effect::CountGuess], facts.proofs);
        }
    }
    let mut decision = added(facts, Effect::ConfirmAuthenticator(adding), adding, now);
    decision.effects.insert(0, Effect::ClearLane);
    decision
}

/// Something has to be proved before a factor can be added; whoever waits is told until when.
pub(crate) fn not_yet(facts: &Facts, challenge: Challenge, now: Instant) -> Decision {
    let waits = sign_in::wanted_door(facts).and_then(|door| wait::running(door, now));
    match (challenge, waits) {
        (Challenge::SecondFactor, Some(until)) => {
            Decision::refused(Cause::WaitNotOver { until }, vec![], facts.proofs)
        }
        _ => Decision { verdict: Verdict::Challenge(challenge), effects: vec![], proofs: facts.proofs },
    }
}

/// A new factor has proved to work: it is the second factor that this browser gave.
pub(crate) fn added(facts: &Facts, add: Effect, adding: Adding, now: Instant) -> Decision {
    let door = sign_in::wanted_door(facts);
    let has_second = facts.account.as_ref().is_some_and(|account| account.has_second());
    let first = !door.map_or(has_second, |door| door.has_second());
    let given = recent(&facts.proofs, facts.in_session, now) && sign_in::second_given(door, facts.proofs);
    let mut effects = vec![add, Effect::Mail(Mail::FactorAdded), Effect::Audit(Act::FactorAdded)];
    let by_grant = door.filter(|_| !given && adding.by_pass);
    if let Some(door) = by_grant.filter(|door| pass::grant(facts, door, now).is_some()) {
        // First: whoever comes second with it adds nothing.
        effects.insert(0, pass::spend(facts, door, now));
    }
    if first {
        effects.push(Effect::Mail(Mail::FirstFactorToAdmins));
    }
    let visiting = facts.visiting.is_some();
    if first && !visiting {
        // A browser that knew the password before there was a second factor has not given one.
        effects.push(Effect::EndOtherSessions);
    }
    let only_here = adding.holds != Holds::Everywhere;
    let standing = Standing { only_here, by_pass: adding.by_pass };
    let proofs = Proofs { second: Some(now), standing, by_recovery_code: false, ..facts.proofs };
    let after = with_new(facts, adding);
    // A provider's word never makes anything the user's own.
    let vouched = !matches!(adding.holds, Holds::AsGiven) && !visiting;
    let proofs = if vouched { pass::own_by_now(&after, proofs, &mut effects) } else { proofs };
    if facts.in_session && given {
        effects.push(Effect::RaiseSession);
        return Decision::done(Done::FactorAdded, effects, proofs);
    }
    sign_in::onward(&after, proofs, effects, now)
}

/// The facts as they are once the new factor counts and was given.
fn with_new(facts: &Facts, adding: Adding) -> Facts {
    let mut after = facts.clone();
    if let Some(account) = &mut after.account {
        account.authenticators = account.authenticators.saturating_add(1);
    }
    for door in &mut after.doors {
        let counts = match adding.holds {
            Holds::Everywhere => true,
            Holds::AsGiven => door.second_holds,
            Holds::Only(organization) => door.organization == organization,
        };
        door.factors = door.factors.saturating_add(u8::from(counts));
        door.second_holds = counts;
    }
    after
}

/// New recovery codes: the old ones work until the new ones are put away.
pub fn make_codes(facts: &Facts, now: Instant) -> Decision {
    let asked = |challenge| Decision {
        verdict: Verdict::Challenge(challenge),
        effects: vec![],
        proofs: facts.proofs,
    };
    let Some(account) = &facts.account else { return missing(facts) };
    if !account.has_second() {
        return asked(Challenge::SetUpFactor);
    }
    if !recent(&facts.proofs, facts.in_session, now) {
        return asked(Challenge::SecondFactor);
    }
    if facts.proofs.standing.only_here {
        return Decision::refused(Cause::FactorElsewhere, vec![], facts.proofs);
    }
    let effects = vec![Effect::MakeCodes, Effect::Mail(Mail::CodesMade), Effect::Audit(Act::CodesMade)];
    Decision::done(Done::CodesMade, effects, facts.proofs)
}

/// The codes are put away: they count, older ones no more, and a sign-in goes on.
pub fn codes_saved(facts: &Facts, now: Instant) -> Decision {
    if facts.account.is_none() || facts.proofs.second.is_none() || facts.proofs.standing.only_here {
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

/// One factor shall not count any more, anywhere or only here. The last one stays where an organization demands one.
pub fn end(facts: &Facts, here: bool, now: Instant) -> Decision {
    let Some(account) = &facts.account else { return missing(facts) };
    if !facts.in_session {
        return missing(facts);
    }
    let door = sign_in::wanted_door(facts);
    if !recent(&facts.proofs, true, now) || !sign_in::second_given(door.filter(|_| here), facts.proofs) {
        return Decision {
            verdict: Verdict::Challenge(Challenge::SecondFactor),
            effects: vec![],
            proofs: facts.proofs,
        };
    }
    let ended = match door.filter(|_| here) {
        Some(door) if door.factors <= 1 && door.demands_second() => Err(Cause::FactorDemanded),
        Some(door) => Ok((Effect::EndFactorIn(door.organization), Act::FactorEndedHere)),
        None if here => Err(Cause::NotAMember),
        // What one organization vouched for takes nothing away in another.
        None if facts.proofs.standing.only_here => Err(Cause::FactorElsewhere),
        None if last_anywhere(facts, account) => Err(Cause::FactorDemanded),
        None => Ok((Effect::EndFactor, Act::FactorEnded)),
    };
    match ended {
        Err(cause) => Decision::refused(cause, vec![], facts.proofs),
        Ok((effect, act)) => {
            let effects =
                vec![effect, Effect::ForgetRemembered, Effect::Mail(Mail::FactorRemoved), Effect::Audit(act)];
            Decision::done(Done::FactorEnded, effects, facts.proofs)
        }
    }
}

/// Whether an organization demands a factor and would be left without one.
fn last_anywhere(facts: &Facts, account: &Account) -> bool {
    let all = account.authenticators + account.unreadable + account.passkeys;
    facts.doors.iter().any(|door| door.joined && door.demands_second() && (all <= 1 || door.factors <= 1))
}
