//! Live help: a person who can use none of their factors asks from the page where they are stuck, and an admin
//! who hears eight characters from them confirms that very browser (`people.rs` has the admin's side).
//!
//! Invariant: nothing reaches an admin before the mailbox is proved in the browser that asks.

use crate::cause::Cause;
use crate::effect::{Act, Effect, HelpEnd, Mail};
use crate::factor;
use crate::facts::{Door, Facts, Proofs};
use crate::sign_in;
use crate::verdict::{Decision, Done};
use crate::words::{Instant, Span};

/// How long a request for live help stays open. Its eight characters change every ten minutes meanwhile.
pub const LASTS: Span = Span::hours(24);

/// "I can't use any of these."
pub fn ask(facts: &Facts, now: Instant) -> Decision {
    let Some(door) = sign_in::wanted_door(facts).filter(|door| door.usable()) else {
        return Decision::refused(Cause::NotAMember, vec![], facts.proofs);
    };
    if facts.proofs.known().is_none() {
        return Decision::refused(Cause::ProofMissing, vec![], facts.proofs);
    }
    if !sign_in::second_missing(facts, Some(door), facts.proofs, now) {
        // There is nothing to be helped with: on to the door.
        return sign_in::onward(facts, facts.proofs, vec![], now);
    }
    if door.other_admins == 0 {
        return Decision::refused(Cause::NobodyToHelp, vec![], facts.proofs);
    }
    let open_here = door.help.filter(|help| help.here && now < help.until);
    if open_here.is_some_and(|help| help.reached) {
        return Decision::done(Done::HelpAsked, vec![], facts.proofs);
    }
    let proved = sign_in::mailbox_fresh(&facts.proofs, now);
    // Whoever knows the password alone must not take the owner's request out of the admins' list.
    let elsewhere = door.help.is_some_and(|help| !help.here && help.reached && now < help.until);
    let stays = open_here.is_some() || (elsewhere && !proved);
    let effects = if stays { vec![] } else { vec![Effect::OpenHelp(door.organization)] };
    if proved {
        reach(facts, door, facts.proofs, effects)
    } else {
        let mut asked = factor::prove_mailbox(facts);
        asked.effects.splice(0..0, effects);
        asked
    }
}

/// The request of this browser that waits for the mailbox, if there is one.
pub(crate) fn waiting_for_mailbox(facts: &Facts, now: Instant) -> Option<&Door> {
    let door = sign_in::wanted_door(facts)?;
    let help = door.help?;
    let missing = sign_in::second_missing(facts, Some(door), facts.proofs, now);
    (help.here && !help.reached && now < help.until && missing).then_some(door)
}

/// The mailbox is proved in the browser that asks: the admins see the request.
pub(crate) fn reach(facts: &Facts, door: &Door, proofs: Proofs, mut effects: Vec<Effect>) -> Decision {
    if facts.within() && proofs != facts.proofs {
        effects.push(Effect::RaiseSession);
    }
    effects.extend([Effect::HelpReaches(door.organization), Effect::Audit(Act::HelpAsked)]);
    // The line in the list stands either way; the admins' mailboxes are not for pressing a button often.
    if facts.mail_fits {
        effects.push(Effect::Mail(Mail::HelpToAdmins));
    }
    Decision::done(Done::HelpAsked, effects, proofs)
}

/// The person takes the request back.
pub fn withdraw(facts: &Facts) -> Decision {
    let open = sign_in::wanted_door(facts).filter(|door| door.help.is_some_and(|help| help.here));
    match open {
        Some(door) => {
            let effects = vec![Effect::CloseHelp(door.organization, HelpEnd::Withdrawn)];
            Decision::done(Done::HelpWithdrawn, effects, facts.proofs)
        }
        None => Decision::done(Done::AlreadySo, vec![], facts.proofs),
    }
}
