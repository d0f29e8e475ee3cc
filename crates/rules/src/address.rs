//! Another address for one's account: where mails go to and resets with them, so that both mailboxes and a factor
//! prove it. What is asked for and not done changes nothing.
//!
//! Invariant: a mailbox counts once. The old one is proved here already, so that a password which came through it
//! is no further proof, and neither is a second factor that one organization vouched for. Where to go next:
//! `undo.rs`, which takes it back for a week.

use crate::cause::Cause;
use crate::effect::{Act, Effect, Mail, Mailbox, OnAddress};
use crate::factor;
use crate::facts::{Facts, Worth};
use crate::throttle;
use crate::undo;
use crate::verdict::{Challenge, Decision, Done, Verdict};
use crate::words::{Instant, Span};

/// How long a change that was begun, and the links of its mails, wait to be gone on with.
pub const LASTS: Span = Span::days(1);
/// How long the old address is held for whoever had it: as long as the change can be taken back.
pub const HELD: Span = undo::LASTS;

/// A change of address that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wish {
    /// Until when it can be gone on with.
    pub until: Instant,
    /// It was begun in this very browser: its page is the one that asked for the codes.
    pub here: bool,
    /// The mailbox that mails go to now was proved for it.
    pub old_proved: bool,
    /// The mailbox that they shall go to was proved for it.
    pub new_proved: bool,
    /// Somebody else has the new address, or had it until lately.
    pub taken: bool,
}

/// What the person does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Types a new address.
    Ask {
        /// It is the address that mails go to already.
        own: bool,
        /// Until when no further mail of this kind fits under the account's cap, if it does not now.
        mails_until: Option<Instant>,
    },
    /// Wants the mails once more.
    AskAgain {
        /// As above.
        mails_until: Option<Instant>,
    },
    /// Types a code, or says "this mailbox is mine" on the page of a link.
    Prove(Proof),
    /// Says "change it".
    Change {
        /// The last change that was under way is done.
        done: bool,
    },
    /// Leaves it as it was.
    Withdraw,
}

/// What stands behind the proof of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Proof {
    /// The code of a mail to this mailbox, younger than ten minutes.
    Code(Mailbox),
    /// A code of this change that is too old to be typed.
    CodeTooOld,
    /// Some other code.
    CodeWrong,
    /// The link of a mail to this mailbox, opened in a session of this user.
    Link(Mailbox),
}

/// What happens when the user of `facts` does this about `wish`, the change that is under way.
pub fn decide(facts: &Facts, wish: Option<&Wish>, deed: Deed, now: Instant) -> Decision {
    let outcome = match deed {
        _ if !facts.in_session || facts.account.is_none() => Err(Verdict::Refused(Cause::SessionEnded)),
        Deed::Ask { own, mails_until } => ask(facts, own, mails_until, now),
        Deed::AskAgain { mails_until } => ask_again(wish, mails_until, now),
        Deed::Prove(proof) => return prove(facts, wish, proof, now),
        // Twice, or in two tabs: the person is where they wanted to be.
        Deed::Change { done: true } if wish.is_none() => Ok((Done::AlreadySo, vec![])),
        Deed::Change { .. } => change(facts, wish, now),
        Deed::Withdraw if wish.is_none() => Ok((Done::AlreadySo, vec![])),
        Deed::Withdraw => Ok((Done::AddressWithdrawn, vec![Effect::Address(OnAddress::End)])),
    };
    match outcome {
        Ok((done, effects)) => Decision::done(done, effects, facts.proofs),
        Err(verdict) => Decision { verdict, effects: vec![], proofs: facts.proofs },
    }
}

type Outcome = Result<(Done, Vec<Effect>), Verdict>;

/// What is owed before the address can be changed, over and above the two mailboxes.
///
/// # Errors
/// What to ask for, or why what was given is not enough.
pub fn owed(facts: &Facts, now: Instant) -> Result<(), Verdict> {
    let Some(account) = &facts.account else { return Err(Verdict::Challenge(Challenge::Password)) };
    if account.has_second() {
        if !factor::recent(&facts.proofs, facts.in_session, now) {
            return Err(Verdict::Challenge(Challenge::SecondFactor));
        }
        // What one organization vouched for changes nothing that is the user's own.
        return match facts.proofs.standing.only_here {
            true => Err(Verdict::Refused(Cause::FactorElsewhere)),
            false => Ok(()),
        };
    }
    match account.password.map(|password| password.worth) {
        // It came through the old mailbox, which is proved anyway: a first second factor is what is missing.
        None | Some(Worth::Mailbox) => Err(Verdict::Challenge(Challenge::SetUpFactor)),
        Some(Worth::Own) => {
            let typed = facts.proofs.password.is_some_and(|at| now.since(at) < factor::RECENT);
            if typed { Ok(()) } else { Err(Verdict::Challenge(Challenge::Password)) }
        }
    }
}

fn ask(facts: &Facts, own: bool, mails_until: Option<Instant>, now: Instant) -> Outcome {
    owed(facts, now)?;
    if own {
        return Ok((Done::AlreadySo, vec![]));
    }
    fits(mails_until)?;
    let effects = [
        Effect::Address(OnAddress::Open),
        Effect::Address(OnAddress::IssueCodes),
        Effect::Mail(Mail::AddressCodes),
    ];
    Ok((Done::Mailed, effects.to_vec()))
}

fn ask_again(wish: Option<&Wish>, mails_until: Option<Instant>, now: Instant) -> Outcome {
    let wish = open(wish, now)?;
    if wish.old_proved && wish.new_proved {
        return Ok((Done::AlreadySo, vec![]));
    }
    fits(mails_until)?;
    Ok((Done::Mailed, vec![Effect::Address(OnAddress::IssueCodes), Effect::Mail(Mail::AddressCodes)]))
}

fn fits(mails_until: Option<Instant>) -> Result<(), Verdict> {
    mails_until.map_or(Ok(()), |until| Err(Verdict::Refused(Cause::MailsCapped { until })))
}

fn open(wish: Option<&Wish>, now: Instant) -> Result<Wish, Verdict> {
    match wish {
        None => Err(Verdict::Refused(Cause::TicketUnknown)),
        Some(wish) if now >= wish.until => Err(Verdict::Refused(Cause::TicketExpired)),
        Some(wish) => Ok(*wish),
    }
}

/// Guesses are counted before anybody looks at them, per account; a link is no guess.
fn prove(facts: &Facts, wish: Option<&Wish>, proof: Proof, now: Instant) -> Decision {
    let refused = |cause, effects| Decision::refused(cause, effects, facts.proofs);
    let wish = match open(wish, now) {
        Ok(wish) => wish,
        Err(verdict) => return Decision { verdict, effects: vec![], proofs: facts.proofs },
    };
    let (mailbox, mut effects) = match (proof, throttle::code_lane(&facts.lane, now).refuses()) {
        (Proof::Link(mailbox), _) => (mailbox, vec![]),
        (_, Some(slowed)) => return refused(slowed, vec![]),
        // A code works on the page that asked for it. In another browser its link does.
        (Proof::Code(mailbox), None) if wish.here => (mailbox, vec![Effect::ClearLane]),
        (Proof::Code(_) | Proof::CodeWrong, None) => {
            return refused(Cause::MailedCodeWrong, vec![Effect::CountGuess]);
        }
        (Proof::CodeTooOld, None) => return refused(Cause::MailedCodeTooOld, vec![]),
    };
    let proved = match mailbox {
        Mailbox::Old => wish.old_proved,
        Mailbox::New => wish.new_proved,
    };
    if proved {
        return Decision::done(Done::AlreadySo, effects, facts.proofs);
    }
    effects.push(Effect::Address(OnAddress::Prove(mailbox)));
    Decision::done(Done::AddressProved, effects, facts.proofs)
}

fn change(facts: &Facts, wish: Option<&Wish>, now: Instant) -> Outcome {
    let wish = open(wish, now)?;
    if !wish.old_proved || !wish.new_proved {
        return Err(Verdict::Refused(Cause::ProofMissing));
    }
    owed(facts, now)?;
    // Whoever proved the new mailbox may know that somebody came first.
    if wish.taken {
        return Err(Verdict::Refused(Cause::AddressTaken));
    }
    let effects = vec![
        // First: of two tabs, one does it.
        Effect::Address(OnAddress::Change),
        // What went to the old mailbox opens nothing any more.
        Effect::SpendOtherTickets,
        Effect::SpendPasses,
        Effect::Mail(Mail::AddressChanged),
        Effect::Audit(Act::AddressChanged),
    ];
    Ok((Done::AddressChanged, effects))
}
