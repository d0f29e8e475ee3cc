//! What people do about their own account beside factors and passwords: ending sessions, asking for help.

use crate::attempt::Which;
use crate::cause::Cause;
use crate::effect::{Act, Effect, Mail};
use crate::factor;
use crate::facts::Facts;
use crate::verdict::{Challenge, Decision, Done};
use crate::words::Instant;

/// Signing out, here, elsewhere or everywhere. Ending what has ended already is a success.
pub fn end_sessions(facts: &Facts, which: Which, _now: Instant) -> Decision {
    if !facts.within() {
        return Decision::done(Done::AlreadySo, vec![], facts.proofs);
    }
    let effects = match which {
        Which::This => vec![Effect::EndThisSession],
        Which::Others => vec![Effect::EndOtherSessions, Effect::Audit(Act::SessionsEnded)],
        Which::All => vec![
            Effect::EndOtherSessions,
            Effect::EndThisSession,
            Effect::ForgetRemembered,
            Effect::Audit(Act::SessionsEnded),
        ],
    };
    Decision::done(Done::SessionsEnded, effects, facts.proofs)
}

/// "Send this to my admin": nothing reaches an admin before the mailbox or the first factor is proved.
pub fn ask_admin(facts: &Facts, _now: Instant) -> Decision {
    if facts.account.is_none() || (facts.proofs.known().is_none() && facts.proofs.mailbox.is_none()) {
        return Decision::refused(Cause::ProofMissing, vec![], facts.proofs);
    }
    // The organization asked for, or every one that could do something.
    let doors =
        facts.doors.iter().filter(|door| facts.wanted.is_none_or(|wanted| wanted == door.organization));
    let mut effects: Vec<Effect> = doors.map(|door| Effect::Request(door.organization)).collect();
    if effects.is_empty() {
        return Decision::refused(Cause::NotAMember, vec![], facts.proofs);
    }
    // The line in the list stands either way; the admins' mailboxes are not for pressing a button often.
    if facts.mail_fits {
        effects.push(Effect::Mail(Mail::RequestToAdmins));
    }
    Decision::done(Done::AdminAsked, effects, facts.proofs)
}

/// "Mail me the answer": to the mailbox's owner, as far as the caps allow; the page is the same for all.
pub fn ask_answer(facts: &Facts, _now: Instant) -> Decision {
    let effects = match (facts.mail_fits, &facts.account) {
        (false, _) => vec![],
        (true, None) => vec![Effect::Mail(Mail::NoAccount)],
        (true, Some(_)) => vec![Effect::Mail(Mail::Answer)],
    };
    Decision::done(Done::Mailed, effects, facts.proofs)
}

/// What is owed before somebody takes along all that is kept about them. Whoever sits down at a browser that was left
/// open does not get it, where there is a second factor to ask for; and what one organization vouched for does not
/// get what is kept of the others.
pub fn owed_for_data(facts: &Facts, now: Instant) -> Option<Challenge> {
    let has = facts.account.as_ref().is_some_and(|account| account.has_second());
    if facts.visiting.is_some() {
        return Some(Challenge::Password);
    }
    let given = factor::recent(&facts.proofs, facts.in_session, now) && !facts.proofs.standing.only_here;
    (has && !given).then_some(Challenge::SecondFactor)
}
