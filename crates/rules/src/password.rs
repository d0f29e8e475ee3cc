//! Setting a password: by a ticket, because an organization wants one, or by choice.
//!
//! The figures are SP 800-63B-4's; minimum ages and expiry exist only for organizations that must.

use crate::attempt::{PasswordEvidence, Save, SaveBy};
use crate::cause::Cause;
use crate::effect::{Act, Effect, Mail};
use crate::factor;
use crate::facts::{Facts, Proofs, TicketKind, Worth};
use crate::invite;
use crate::sign_in;
use crate::throttle;
use crate::verdict::{Decision, Done};
use crate::words::{Instant, Span};

/// Characters needed where the password is the only factor. SP 800-63B-4 §3.1.1.1.
pub const LENGTH_ALONE: u32 = 15;
/// Characters needed where a second factor is given with it. SP 800-63B-4 §3.1.1.1.
pub const LENGTH_WITH_SECOND: u32 = 8;
/// Characters read at most; the standard asks for at least 64.
pub const LENGTH_MOST: u32 = 1024;

/// How many characters a new password of this person needs.
pub fn least_length(facts: &Facts) -> u32 {
    let has = facts.account.as_ref().is_some_and(|account| account.has_second());
    // Only where every door asks for a second factor is the password never alone.
    let mut doors =
        facts.doors.iter().filter(|door| door.usable() || door.invited_until.is_some()).peekable();
    let demanded = doors.peek().is_some() && doors.all(|door| door.demands_second());
    if has || demanded { LENGTH_WITH_SECOND } else { LENGTH_ALONE }
}

/// How many earlier passwords must not come back, over all organizations of this person.
pub fn history(facts: &Facts) -> u8 {
    facts.doors.iter().filter(|door| door.joined).map(|door| door.policy.password_history).max().unwrap_or(0)
}

/// When the password may be changed by choice, if that is still to come: the latest of all organizations'.
pub fn too_soon(facts: &Facts, now: Instant) -> Option<Instant> {
    let password = facts.account.as_ref()?.password?;
    let ends = facts.doors.iter().filter(|door| door.usable()).filter_map(|door| {
        let waived = door.waived_until.is_some_and(|until| now < until);
        let least = door.policy.password_min_age.filter(|_| !waived)?;
        // A minimum age without an end would be a dead end; nothing holds longer than a week.
        Some(password.set_at.plus(least.min(Span::days(7))))
    });
    ends.max().filter(|until| now < *until)
}

/// A new password was chosen.
pub fn save(facts: &Facts, save: &Save, now: Instant) -> Decision {
    if facts.account.is_none() {
        return refused(facts, Cause::ProofMissing);
    }
    if let Some(cause) = not_entitled(facts, save.by, now) {
        let count =
            matches!(save.by, SaveBy::Choice(PasswordEvidence::Wrong)) && cause == Cause::PasswordWrong;
        let effects = if count { vec![Effect::CountGuess] } else { vec![] };
        return Decision::refused(cause, effects, facts.proofs);
    }
    if let Some(flaw) = save.flaw {
        return refused(facts, Cause::PasswordRule(flaw));
    }
    if save.reused {
        return refused(facts, Cause::PasswordReused);
    }
    let worth = worth(facts, save.by);
    // This ticket first: whoever comes second with it saves nothing.
    let mut effects = if save.by == SaveBy::Ticket { vec![Effect::SpendThisTicket] } else { vec![] };
    effects.extend([
        Effect::SavePassword(worth),
        Effect::SpendOtherTickets,
        Effect::SpendPasses,
        Effect::ForgetRemembered,
    ]);
    if !save.keep_sessions {
        effects.push(Effect::EndOtherSessions);
    }
    effects.extend([Effect::Mail(Mail::PasswordChanged), Effect::Audit(Act::PasswordSaved)]);
    match save.by {
        SaveBy::Ticket => by_ticket(facts, effects, worth, now),
        SaveBy::Demand => {
            let proofs = Proofs { password: Some(now), just_saved: true, ..facts.proofs };
            sign_in::onward(&saved(facts, worth, now), proofs, effects, now)
        }
        SaveBy::Choice(_) => {
            effects.push(Effect::ClearLane);
            Decision::done(Done::PasswordSaved, effects, facts.proofs)
        }
    }
}

fn refused(facts: &Facts, cause: Cause) -> Decision {
    Decision::refused(cause, vec![], facts.proofs)
}

fn by_ticket(facts: &Facts, mut effects: Vec<Effect>, worth: Worth, now: Instant) -> Decision {
    // Whoever saves a password by mail has shut the door on whoever guessed at the old one.
    effects.push(Effect::ClearPasswordLanes);
    let proofs = Proofs { password: Some(now), mailbox: Some(now), just_saved: true, ..facts.proofs };
    let mut after = saved(facts, worth, now);
    if facts.ticket.is_some_and(|ticket| ticket.kind == TicketKind::Invitation) {
        invite::accept(&mut after, &mut effects, now);
    }
    sign_in::onward(&after, proofs, effects, now)
}

/// The facts as they are once the password is saved.
fn saved(facts: &Facts, worth: Worth, now: Instant) -> Facts {
    let mut after = facts.clone();
    if let Some(account) = &mut after.account {
        account.password = Some(crate::facts::Password { set_at: now, worth });
    }
    after
}

/// A password is worth what let its owner set it: through a mailbox, that mailbox; within a session or
/// steps, their proofs, of which a factor that a pass stands behind makes it worth no more than it was.
fn worth(facts: &Facts, by: SaveBy) -> Worth {
    let before = facts.account.as_ref().and_then(|account| account.password);
    match by {
        SaveBy::Ticket => Worth::Mailbox,
        SaveBy::Demand | SaveBy::Choice(_)
            if facts.proofs.second.is_some() && !facts.proofs.standing.by_pass =>
        {
            Worth::Own
        }
        SaveBy::Demand | SaveBy::Choice(_) => before.map_or(Worth::Mailbox, |password| password.worth),
    }
}

fn not_entitled(facts: &Facts, by: SaveBy, now: Instant) -> Option<Cause> {
    match by {
        SaveBy::Ticket => match facts.ticket {
            None => Some(Cause::TicketUnknown),
            Some(Ticket { kind: TicketKind::Mailbox, .. }) => Some(Cause::TicketUnknown),
            Some(Ticket { spent_at: Some(at), .. }) => Some(Cause::TicketSpent { at }),
            Some(ticket) if !ticket.live(now) => Some(Cause::TicketExpired),
            // An invitation sets a first password; it never replaces one.
            Some(Ticket { kind: TicketKind::Invitation, .. }) if has_password(facts) => {
                Some(Cause::TicketUnknown)
            }
            Some(_) => None,
        },
        SaveBy::Demand => demand_missing(facts, now),
        SaveBy::Choice(evidence) => choice_missing(facts, evidence, now),
    }
}

use crate::facts::Ticket;

fn has_password(facts: &Facts) -> bool {
    facts.account.as_ref().is_some_and(|account| account.password.is_some())
}

/// Whether the password was typed so lately that it need not be typed again to be replaced. In a session it grows
/// old, as a second factor does; within the steps of a sign-in it holds as long as they do.
pub fn typed_of_late(proofs: &Proofs, in_session: bool, now: Instant) -> bool {
    proofs.password.is_some_and(|at| !in_session || now.since(at) < factor::RECENT)
}

/// On the way in: the password was given, and the second factor where there is one; and some organization
/// does want a new password.
fn demand_missing(facts: &Facts, now: Instant) -> Option<Cause> {
    // A browser that one organization remembers is not spared by another's demand.
    let wanted = facts.doors.iter().any(|door| {
        door.usable()
            && sign_in::wants_new_password(facts, door, now).is_some()
            && (!sign_in::second_missing(facts, Some(door), facts.proofs, now)
                || sign_in::spared(facts, Some(door), facts.proofs, now))
    });
    let typed = typed_of_late(&facts.proofs, facts.in_session, now);
    (!typed || !wanted).then_some(Cause::ProofMissing)
}

fn choice_missing(facts: &Facts, evidence: PasswordEvidence, now: Instant) -> Option<Cause> {
    if !facts.in_session {
        return Some(Cause::SessionEnded);
    }
    let slowed = throttle::lane(&facts.lane, now).refuses();
    if slowed.is_some() {
        return slowed;
    }
    if evidence == PasswordEvidence::Wrong {
        return Some(Cause::PasswordWrong);
    }
    // A password that an organization wants replaced is never too young to be replaced.
    let wanted = sign_in::wanted_somewhere(facts, now);
    too_soon(facts, now).filter(|_| !wanted).map(|until| Cause::PasswordTooSoon { until })
}
