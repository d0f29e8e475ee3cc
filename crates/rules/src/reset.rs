//! A forgotten password: the mail that always tells its mailbox the truth, and the ticket in it.
//!
//! Asking changes nothing; opening uses nothing up; only the saved password spends the ticket (`password.rs`).

use crate::attempt::MailedEvidence;
use crate::cause::Cause;
use crate::effect::{Effect, Mail};
use crate::facts::{Facts, Proofs, TicketKind};
use crate::help;
use crate::invite;
use crate::sign_in;
use crate::throttle;
use crate::verdict::{Challenge, Decision, Done, Verdict};
use crate::words::{Instant, Span};

/// How long the link of a reset works. ASVS 5.0 6.5.5.
pub const LINK_LASTS: Span = Span::hours(1);
/// How long the code works that proves a mailbox.
pub const MAILBOX_LASTS: Span = Span::hours(1);
/// How long a typed code works, on the page that asked for it.
pub const CODE_LASTS: Span = Span::minutes(10);

/// A reset was asked for. The page is the same for all; only the mailbox learns which mail it was.
pub fn ask(facts: &Facts, now: Instant) -> Decision {
    let effects = if facts.mail_fits { truth(facts, now) } else { vec![] };
    Decision::done(Done::Mailed, effects, facts.proofs)
}

/// The true mail for this account's state.
pub fn truth(facts: &Facts, now: Instant) -> Vec<Effect> {
    let Some(account) = &facts.account else { return vec![Effect::Mail(Mail::NoAccount)] };
    let usable = facts.doors.iter().any(|door| door.usable());
    if usable {
        return vec![Effect::IssueTicket(TicketKind::Reset), Effect::Mail(Mail::Reset)];
    }
    if let Some(effects) = invite::renewal(facts, account.password.is_some(), now) {
        return effects;
    }
    if facts.doors.iter().any(|door| door.deactivated || door.suspended) {
        return vec![Effect::Mail(Mail::SwitchedOff)];
    }
    vec![Effect::Mail(Mail::NoMembership)]
}

/// A mailed link was opened. Scanners do that too, so it does nothing but show the next page.
pub fn open(facts: &Facts, now: Instant) -> Decision {
    let verdict = match facts.ticket {
        None => Verdict::Refused(Cause::TicketUnknown),
        Some(ticket) => match (ticket.kind, ticket.spent_at) {
            (TicketKind::Invitation, _) => return invite::open(facts, ticket, now),
            (_, Some(at)) => Verdict::Refused(Cause::TicketSpent { at }),
            _ if !ticket.live(now) => Verdict::Refused(Cause::TicketExpired),
            (TicketKind::Reset, None) => Verdict::Challenge(Challenge::NewPasswordByTicket),
            (TicketKind::Mailbox, None) => Verdict::Challenge(Challenge::ProveMailbox),
        },
    };
    Decision { verdict, effects: vec![], proofs: facts.proofs }
}

/// A mailed code was typed on the page that asked for it.
pub fn type_code(facts: &Facts, evidence: MailedEvidence, now: Instant) -> Decision {
    if let Some(cause) = throttle::code_lane(&facts.lane, now).refuses() {
        return Decision::refused(cause, vec![], facts.proofs);
    }
    match evidence {
        MailedEvidence::Wrong => {
            Decision::refused(Cause::MailedCodeWrong, vec![Effect::CountGuess], facts.proofs)
        }
        MailedEvidence::TooOld => Decision::refused(Cause::MailedCodeTooOld, vec![], facts.proofs),
        MailedEvidence::Right => typed_right(facts, now),
    }
}

fn typed_right(facts: &Facts, now: Instant) -> Decision {
    let mut opened = open(facts, now);
    let is_mailbox = facts.ticket.is_some_and(|ticket| ticket.kind == TicketKind::Mailbox);
    match opened.verdict {
        Verdict::Challenge(_) if is_mailbox => {
            let proofs = Proofs { mailbox: Some(now), ..facts.proofs };
            let effects = vec![Effect::ClearLane, Effect::SpendThisTicket];
            match help::waiting_for_mailbox(facts, now) {
                Some(door) => help::reach(facts, door, proofs, effects),
                None => sign_in::onward(facts, proofs, effects, now),
            }
        }
        Verdict::Challenge(_) => {
            opened.effects.push(Effect::ClearLane);
            opened
        }
        Verdict::Refused(_) | Verdict::SignedIn(_) | Verdict::Done(_) => opened,
    }
}
