//! Invitations: opened any number of times, accepted once, renewed with a click, and never a failure for
//! somebody who is in already.

use crate::cause::Cause;
use crate::effect::{Act, Effect, Mail};
use crate::facts::{Door, Facts, OwnWay, Ticket, TicketKind};
use crate::sign_in;
use crate::verdict::{Challenge, Decision, Done, Verdict};
use crate::words::Instant;

fn wanted(facts: &Facts) -> Option<&Door> {
    facts.doors.iter().find(|door| Some(door.organization) == facts.wanted)
}

/// The link of an invitation was opened.
pub fn open(facts: &Facts, ticket: Ticket, now: Instant) -> Decision {
    let answer = |verdict| Decision { verdict, effects: vec![], proofs: facts.proofs };
    let Some(door) = wanted(facts) else { return answer(Verdict::Refused(Cause::TicketUnknown)) };
    if door.usable() {
        // Success looks like success: they are where they wanted to be.
        return answer(Verdict::Done(Done::AlreadySo));
    }
    if door.deactivated || door.suspended {
        return answer(Verdict::Refused(if door.suspended {
            Cause::OrganizationSuspended
        } else {
            Cause::Deactivated
        }));
    }
    // A re-invitation keeps earlier mails good, so the invitation's own end counts beside the link's.
    if !ticket.live(now) || !door.waiting(now) {
        return answer(Verdict::Refused(Cause::InvitationExpired));
    }
    if door.own_way(now) == OwnWay::Shut {
        return answer(Verdict::Refused(Cause::SsoRequired));
    }
    let has_password = facts.account.as_ref().is_some_and(|account| account.password.is_some());
    if has_password {
        return answer(Verdict::Challenge(Challenge::AcceptInvitation(door.organization)));
    }
    answer(Verdict::Challenge(Challenge::NewPasswordByTicket))
}

/// Somebody proved accepts the invitation to the wanted organization.
pub fn join(facts: &Facts, now: Instant) -> Decision {
    let Some(door) = wanted(facts) else {
        return Decision::refused(Cause::TicketUnknown, vec![], facts.proofs);
    };
    if facts.proofs.first().is_none() {
        return Decision {
            verdict: Verdict::Challenge(Challenge::Password),
            effects: vec![],
            proofs: facts.proofs,
        };
    }
    if !door.usable() && !door.waiting(now) {
        let cause = match (door.suspended, door.deactivated) {
            (true, _) => Cause::OrganizationSuspended,
            (_, true) => Cause::Deactivated,
            _ => Cause::InvitationExpired,
        };
        return Decision::refused(cause, vec![], facts.proofs);
    }
    if door.own_way(now) == OwnWay::Shut {
        return Decision::refused(Cause::SsoRequired, vec![], facts.proofs);
    }
    let asked = !facts.in_session && !sign_in::spared(facts, Some(door), facts.proofs, now);
    if sign_in::second_missing(facts, Some(door), facts.proofs, now) && asked {
        return sign_in::onward(facts, facts.proofs, vec![], now);
    }
    let mut after = facts.clone();
    let mut effects = vec![];
    accept(&mut after, &mut effects, now);
    sign_in::onward(&after, facts.proofs, effects, now)
}

/// Accepts the invitation in `after`, and adds what that takes to `effects`.
pub fn accept(after: &mut Facts, effects: &mut Vec<Effect>, now: Instant) {
    let wanted = after.wanted;
    let Some(door) = after.doors.iter_mut().find(|door| Some(door.organization) == wanted) else { return };
    if !door.waiting(now) {
        return;
    }
    door.joined = true;
    effects.extend([
        Effect::Join(door.organization),
        Effect::Audit(Act::Joined),
        Effect::Mail(Mail::JoinedToInviter),
    ]);
}

/// The next mail, in place of a ticket that ran out or was used: to the same mailbox, saying what is so now. Without a
/// ticket it is the invitation that is wanted: a provider's word may not accept it, its mailbox may.
pub fn ask_again(facts: &Facts, now: Instant) -> Decision {
    if facts.ticket.is_none() && !wanted(facts).is_some_and(renewable) {
        return Decision::refused(Cause::TicketUnknown, vec![], facts.proofs);
    }
    if !facts.mail_fits {
        return Decision::done(Done::Mailed, vec![], facts.proofs);
    }
    let invitation = facts.ticket.is_none_or(|ticket| ticket.kind == TicketKind::Invitation);
    let has_password = facts.account.as_ref().is_some_and(|account| account.password.is_some());
    let effects = match wanted(facts) {
        Some(door) if invitation && renewable(door) => renew(door, has_password, now),
        _ => crate::reset::truth(facts, now),
    };
    Decision::done(Done::Mailed, effects, facts.proofs)
}

/// What goes out to somebody who asked for a reset, if an invitation is what keeps this account out: the
/// welcome mail again, or, where there is a password that may be forgotten, a reset that leads to the
/// invitation.
pub fn renewal(facts: &Facts, has_password: bool, now: Instant) -> Option<Vec<Effect>> {
    let door = facts.doors.iter().find(|door| renewable(door))?;
    if !has_password {
        return Some(renew(door, has_password, now));
    }
    // An invitation never replaces a password, so it would be no way back for whoever forgot theirs.
    Some(vec![renewed(door, now), Effect::IssueTicket(TicketKind::Reset), Effect::Mail(Mail::Reset)])
}

/// Whether this is an invitation, open or run out: the organization still wants this person, and only time has passed.
fn renewable(door: &Door) -> bool {
    !door.joined && !door.deactivated && !door.suspended && door.invited_until.is_some()
}

fn renew(door: &Door, has_password: bool, now: Instant) -> Vec<Effect> {
    let mail = if has_password { Mail::WelcomeKnown } else { Mail::Welcome };
    vec![renewed(door, now), Effect::IssueTicket(TicketKind::Invitation), Effect::Mail(mail)]
}

fn renewed(door: &Door, now: Instant) -> Effect {
    Effect::RenewInvitation(door.organization, now.plus(door.policy.invitation_life))
}
