//! "This wasn't me": said once, about one change to what is the user's own, by the code in the mail that told of
//! it or from a session.
//!
//! Invariant: it replaces, adds and proves no second factor, and the mailbox alone takes none away unless another
//! one still counts everywhere that it did. So neither a thief with the mailbox gets past a second factor with it,
//! nor is the owner shut out. Where to go next: `facts.rs` for what is known of the change.

use crate::attempt::UndoBy;
use crate::cause::Cause;
use crate::effect::{Act, Effect, Mail, OnAddress};
use crate::factor;
use crate::facts::{Change, ChangeKind, Facts, TicketKind};
use crate::throttle;
use crate::verdict::{Challenge, Decision, Done, Verdict};
use crate::words::{Instant, Span};

/// How long the link and the code of such a notice work: a week away is no reason to be too late.
pub const LASTS: Span = Span::days(7);

/// "This wasn't me."
pub fn undo(facts: &Facts, by: UndoBy, now: Instant) -> Decision {
    let refused = |cause, effects| Decision::refused(cause, effects, facts.proofs);
    let (Some(change), Some(_)) = (&facts.change, &facts.account) else {
        return refused(Cause::TicketUnknown, vec![]);
    };
    match (by, throttle::code_lane(&facts.lane, now).refuses()) {
        (UndoBy::Session, _) if !may_press(facts, change) => return refused(Cause::ProofMissing, vec![]),
        (UndoBy::Session, _) | (UndoBy::CodeRight, None) => {}
        (UndoBy::CodeRight | UndoBy::CodeWrong, Some(slowed)) => return refused(slowed, vec![]),
        (UndoBy::CodeWrong, None) => return refused(Cause::MailedCodeWrong, vec![Effect::CountGuess]),
    }
    if let Some(at) = change.spent_at {
        return refused(Cause::TicketSpent { at }, vec![]);
    }
    if now >= change.until {
        return refused(Cause::TicketExpired, vec![]);
    }
    let mut effects = if by == UndoBy::CodeRight { vec![Effect::ClearLane] } else { vec![] };
    if !change.stands {
        // What came later is another change, and has a mail of its own.
        return Decision::done(Done::AlreadySo, effects, facts.proofs);
    }
    // First: whoever comes second with it does nothing.
    effects.extend([Effect::SpendThisTicket, Effect::ForgetRemembered]);
    let strong = may_press(facts, change) && factor::recent(&facts.proofs, facts.in_session, now);
    let verdict = take_back(facts, change, strong, &mut effects);
    effects.extend(call_the_admins(facts));
    effects.push(Effect::Audit(Act::NotMe));
    Decision { verdict, effects, proofs: facts.proofs }
}

/// Whether a button is enough in this session, without the code: a second factor was given in it that holds
/// everywhere, and not the very one that somebody says they did not add.
pub fn may_press(facts: &Facts, change: &Change) -> bool {
    facts.in_session
        && facts.proofs.second.is_some()
        && !facts.proofs.standing.only_here
        && !change.given_with_it
}

fn take_back(facts: &Facts, change: &Change, strong: bool, effects: &mut Vec<Effect>) -> Verdict {
    match change.kind {
        ChangeKind::FactorAdded => {
            effects.push(Effect::EndSessionsOfChange);
            if !may_end(facts, change, strong) {
                return Verdict::Done(Done::AdminsCalled);
            }
            effects.extend([Effect::EndFactor, Effect::Mail(Mail::FactorRemoved)]);
        }
        ChangeKind::FactorRemoved => {
            effects.push(Effect::EndSessionsOfChange);
            if !strong {
                // Whoever has phone and mailbox would like it back.
                return Verdict::Done(Done::AdminsCalled);
            }
            effects.extend([Effect::RestoreFactor, Effect::Mail(Mail::FactorAdded)]);
        }
        // The sheet before it may be the one that was stolen, and stays what it is.
        ChangeKind::CodesMade => effects.extend([Effect::EndSessionsOfChange, Effect::EndCodes]),
        // The mailbox alone had this address before, and has no more with it than it had then. Whoever changed it may
        // have come in anew since, so that everybody is signed out.
        ChangeKind::AddressChanged => effects.extend([
            Effect::EndOtherSessions,
            Effect::Address(OnAddress::Restore),
            Effect::SpendOtherTickets,
            Effect::SpendPasses,
            Effect::Mail(Mail::AddressRestored),
            Effect::Audit(Act::AddressRestored),
        ]),
        ChangeKind::PasswordChanged => {
            effects.extend([Effect::EndOtherSessions, Effect::IssueTicket(TicketKind::Reset)]);
            return Verdict::Challenge(Challenge::NewPasswordByTicket);
        }
    }
    Verdict::Done(Done::ChangeUndone)
}

/// Whether the added factor may be ended. By the mailbox alone only where another one still stands in every
/// organization where this one counts: recovery codes are none, because without a factor nobody is asked for them.
/// With a second factor given just now, as long as no organization is left without one that it demands.
fn may_end(facts: &Facts, change: &Change, strong: bool) -> bool {
    if !strong {
        return change.others > 0 && change.left_bare.is_empty();
    }
    let left = |organization| change.left_bare.contains(organization);
    !facts.doors.iter().any(|door| door.joined && door.demands_second() && left(&door.organization))
}

/// A line in the list of every organization concerned, and as many mails as fit under the cap.
fn call_the_admins(facts: &Facts) -> Vec<Effect> {
    let concerned = facts.doors.iter().filter(|door| door.usable());
    let concerned = concerned.filter(|door| facts.wanted.is_none_or(|wanted| wanted == door.organization));
    let mut effects: Vec<Effect> = concerned.map(|door| Effect::Request(door.organization)).collect();
    if !effects.is_empty() && facts.mail_fits {
        effects.push(Effect::Mail(Mail::RequestToAdmins));
    }
    effects
}
