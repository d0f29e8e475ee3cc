//! From the password to the door: what is still asked of somebody on the way in.
//!
//! Sign-in proves the person; each organization's policy then judges entry into that organization alone.

use crate::attempt::PasswordEvidence;
use crate::cause::Cause;
use crate::effect::{Act, Effect, HelpEnd};
use crate::facts::{Door, Facts, OwnWay, Proofs};
use crate::sso;
use crate::throttle;
use crate::verdict::{Challenge, Decision, Verdict, Why};
use crate::words::{Instant, Span};

/// How long the steps of one sign-in may take, and how fresh a proof of the mailbox must be for a first factor.
pub const STEPS_LAST: Span = Span::hours(1);

/// A password was typed at the door.
pub fn password(facts: &Facts, evidence: PasswordEvidence, now: Instant) -> Decision {
    if let Some(cause) = throttle::door(&facts.lane, facts.network_until, now).refuses() {
        return Decision::refused(cause, vec![], facts.proofs);
    }
    let right = evidence == PasswordEvidence::Right;
    match &facts.account {
        Some(account) if account.password.is_some() && right => {
            let proofs = Proofs { password: Some(now), ..facts.proofs };
            onward(facts, proofs, vec![Effect::ClearLane], now)
        }
        _ => Decision::refused(why_not(facts, now), vec![Effect::CountGuess], facts.proofs),
    }
}

/// The cause of a failed password, for those who may know it.
fn why_not(facts: &Facts, now: Instant) -> Cause {
    let Some(account) = &facts.account else { return Cause::AddressUnknown };
    if account.password.is_some() {
        return Cause::PasswordWrong;
    }
    if facts.doors.iter().any(|door| door.waiting(now)) {
        Cause::InvitationPending
    } else if facts.doors.iter().any(|door| door.invited_until.is_some() && !door.joined) {
        Cause::InvitationExpired
    } else {
        Cause::PasswordNotSet
    }
}

/// Somebody signed in wants to enter the wanted organization.
pub fn enter(facts: &Facts, now: Instant) -> Decision {
    if facts.visiting.is_some() {
        return sso::enter(facts, now);
    }
    if !facts.in_session {
        return Decision::refused(Cause::SessionEnded, vec![], facts.proofs);
    }
    onward(facts, facts.proofs, vec![], now)
}

/// What comes next for somebody with these proofs: the one place that says who is in.
pub fn onward(facts: &Facts, proofs: Proofs, mut effects: Vec<Effect>, now: Instant) -> Decision {
    if let Some(visiting) = facts.visiting {
        return sso::onward(facts, visiting.organization, proofs, effects, now);
    }
    if facts.in_session && proofs != facts.proofs {
        // At once, whatever comes next: a page that is closed in the middle must not cost the proof.
        effects.push(Effect::RaiseSession);
    }
    let Some(account) = &facts.account else {
        return Decision::refused(Cause::ProofMissing, effects, proofs);
    };
    if proofs.first().is_none() {
        return challenge(Challenge::Password, effects, proofs);
    }
    let door = match choose(facts, now) {
        Chosen::One(door) => Some(door),
        Chosen::Several => None,
        Chosen::Waiting(door) => return before_joining(facts, door, proofs, effects, now),
        Chosen::None(cause) => return Decision::refused(cause, effects, proofs),
    };
    if let Some(owed) = owed(facts, door, proofs, now) {
        return challenge(owed, effects, proofs);
    }
    if let Some(door) = door {
        if let Some(why) = wants_new_password(facts, door, now).filter(|_| proofs.password.is_some()) {
            return challenge(Challenge::NewPassword(door.organization, why), effects, proofs);
        }
        if door.demands_second() && !door.has_second() {
            return first_factor(facts, proofs, effects, now);
        }
    }
    // Recovery codes hold everywhere, so only what holds everywhere makes them.
    if account.has_second() && !account.codes_saved && proofs.second.is_some() && !proofs.standing.only_here {
        return save_codes(proofs, effects);
    }
    signed_in(facts, door, proofs, effects)
}

/// What is still owed at this door (or, before the choice, by this account): the second factor, where there
/// is one that counts; and the password, where a passkey stood in for it that does not count here.
fn owed(facts: &Facts, door: Option<&Door>, proofs: Proofs, now: Instant) -> Option<Challenge> {
    if second_missing(facts, door, proofs, now) && !spared(facts, door, proofs, now) {
        return Some(Challenge::SecondFactor);
    }
    let elsewhere = door.is_some_and(|door| !door.second_holds);
    (proofs.password.is_none() && elsewhere).then_some(Challenge::Password)
}

/// Whether a second factor is owed and not given: what one organization vouched for counts for nothing at the
/// door of another.
pub(crate) fn second_missing(facts: &Facts, door: Option<&Door>, proofs: Proofs, now: Instant) -> bool {
    let has = match door {
        Some(door) => door.has_second() || beside_provider(facts, door, now),
        None => facts.account.as_ref().is_some_and(|account| account.has_second()),
    };
    has && !second_given(door, proofs)
}

/// Whether this is the way in beside a provider that people have to come through. A second factor opens it that was
/// there before, or live help; none is set up on the way, or the mailbox alone would be that way.
pub(crate) fn beside_provider(facts: &Facts, door: &Door, now: Instant) -> bool {
    facts.visiting.is_none() && door.own_way(now) == OwnWay::WithSecond
}

/// Whether a second factor was given that counts at this door.
pub(crate) fn second_given(door: Option<&Door>, proofs: Proofs) -> bool {
    proofs.second.is_some() && door.is_none_or(|door| door.second_holds)
}

fn challenge(challenge: Challenge, effects: Vec<Effect>, proofs: Proofs) -> Decision {
    Decision { verdict: Verdict::Challenge(challenge), effects, proofs }
}

/// Fresh codes each time: those shown before may never have been written down.
fn save_codes(proofs: Proofs, mut effects: Vec<Effect>) -> Decision {
    effects.push(Effect::MakeCodes);
    challenge(Challenge::SaveCodes, effects, proofs)
}

fn signed_in(facts: &Facts, door: Option<&Door>, proofs: Proofs, mut effects: Vec<Effect>) -> Decision {
    if !facts.in_session {
        effects.push(Effect::StartSession);
        effects.push(Effect::KnowDevice);
        effects.push(Effect::Audit(Act::SignedIn));
    }
    if let Some(door) = door {
        effects.push(Effect::EnterDoor(door.organization));
        if second_given(Some(door), proofs) {
            settle(door, &mut effects);
        }
    }
    Decision { verdict: Verdict::SignedIn(door.map(|door| door.organization)), effects, proofs }
}

/// Whoever came in with a second factor needs no help any more.
pub(crate) fn settle(door: &Door, effects: &mut Vec<Effect>) {
    if door.help.is_some() {
        effects.push(Effect::CloseHelp(door.organization, HelpEnd::CameIn));
    }
    if door.wait.is_some() {
        effects.push(Effect::EndWait(door.organization));
    }
}

enum Chosen<'facts> {
    One(&'facts Door),
    /// Several, or none that their own way opens: they are in, before any.
    Several,
    Waiting(&'facts Door),
    None(Cause),
}

/// Which door the person stands before.
fn choose(facts: &Facts, now: Instant) -> Chosen<'_> {
    if let Some(wanted) = facts.wanted {
        match facts.doors.iter().find(|door| door.organization == wanted) {
            Some(door) if (door.usable() || door.waiting(now)) && door.own_way(now) == OwnWay::Shut => {
                return Chosen::None(Cause::SsoRequired);
            }
            Some(door) if door.usable() => return Chosen::One(door),
            Some(door) if door.waiting(now) => return Chosen::Waiting(door),
            // Only this door is shut; the person is told, and the others stay open to them.
            Some(door) => return Chosen::None(shut(door)),
            None if facts.in_session => return Chosen::None(Cause::NotAMember),
            None => {}
        }
    }
    let opens = |door: &&Door| door.own_way(now) != OwnWay::Shut;
    let mut usable = facts.doors.iter().filter(|door| door.usable());
    match (usable.next(), usable.next()) {
        (Some(door), None) if opens(&door) => return Chosen::One(door),
        (Some(_), _) => return Chosen::Several,
        (None, _) => {}
    }
    match facts.doors.iter().find(|door| door.waiting(now)) {
        Some(door) if opens(&door) => Chosen::Waiting(door),
        Some(_) => Chosen::Several,
        None => Chosen::None(facts.doors.first().map_or(Cause::NotAMember, shut)),
    }
}

/// Whether the second factor that is presented counts at other doors only: it is right, and no way in here.
pub(crate) fn counts_elsewhere(facts: &Facts, now: Instant) -> bool {
    match choose(facts, now) {
        Chosen::One(door) | Chosen::Waiting(door) => !door.second_holds,
        Chosen::Several | Chosen::None(_) => false,
    }
}

/// The door that something is about: the one wanted, or the only one.
pub fn wanted_door(facts: &Facts) -> Option<&Door> {
    match facts.wanted {
        Some(wanted) => facts.doors.iter().find(|door| door.organization == wanted),
        None => {
            let mut usable = facts.doors.iter().filter(|door| door.usable());
            usable.next().filter(|_| usable.next().is_none())
        }
    }
}

pub(crate) fn shut(door: &Door) -> Cause {
    if door.suspended {
        Cause::OrganizationSuspended
    } else if door.deactivated {
        Cause::Deactivated
    } else {
        Cause::InvitationExpired
    }
}

/// An invitation is all that waits: the person is proved first, then asked whether to accept.
fn before_joining(
    facts: &Facts,
    door: &Door,
    proofs: Proofs,
    effects: Vec<Effect>,
    now: Instant,
) -> Decision {
    if let Some(owed) = owed(facts, Some(door), proofs, now) {
        return challenge(owed, effects, proofs);
    }
    challenge(Challenge::AcceptInvitation(door.organization), effects, proofs)
}

/// Whether this browser is spared the second factor: only where the organization (or, before the choice,
/// every one of them) allows it, and never on the way from a saved password.
pub(crate) fn spared(facts: &Facts, door: Option<&Door>, proofs: Proofs, now: Instant) -> bool {
    let remembered = facts.remembered_until.is_some_and(|until| now < until);
    if !remembered || proofs.just_saved || door.is_some_and(|door| beside_provider(facts, door, now)) {
        return false;
    }
    match door {
        Some(door) => door.policy.remember_device.is_some(),
        None => {
            facts.doors.iter().filter(|door| door.usable()).all(|door| door.policy.remember_device.is_some())
        }
    }
}

/// Whether any organization that this person can enter wants a new password first.
pub fn wanted_somewhere(facts: &Facts, now: Instant) -> bool {
    facts.doors.iter().any(|door| door.usable() && wants_new_password(facts, door, now).is_some())
}

/// Whether the organization wants a new password before it lets this person in.
pub fn wants_new_password(facts: &Facts, door: &Door, now: Instant) -> Option<Why> {
    let password = facts.account.as_ref()?.password?;
    if door.change_demanded_at.is_some_and(|demanded| password.set_at <= demanded) {
        return Some(Why::Demanded);
    }
    let most = door.policy.password_max_age?;
    (now >= password.set_at.plus(most)).then_some(Why::Expired)
}

/// The first second factor of somebody who never had one: first factor and mailbox.
fn first_factor(facts: &Facts, proofs: Proofs, effects: Vec<Effect>, now: Instant) -> Decision {
    if mailbox_fresh(&proofs, now) {
        return challenge(Challenge::SetUpFactor, effects, proofs);
    }
    let mut effects = effects;
    effects.extend(mailbox_code(facts));
    challenge(Challenge::ProveMailbox, effects, proofs)
}

/// The mail with the code that proves the mailbox, as far as its cap allows.
pub fn mailbox_code(facts: &Facts) -> Vec<Effect> {
    mailbox_mail(facts.mail_fits)
}

pub(crate) fn mailbox_mail(fits: bool) -> Vec<Effect> {
    use crate::effect::Mail;
    use crate::facts::TicketKind;
    if fits {
        vec![Effect::IssueTicket(TicketKind::Mailbox), Effect::Mail(Mail::MailboxCode)]
    } else {
        vec![]
    }
}

/// Whether the mailbox was proved in these very steps.
pub fn mailbox_fresh(proofs: &Proofs, now: Instant) -> bool {
    proofs.mailbox.is_some_and(|at| now.since(at) < STEPS_LAST)
}
