//! The decision of Vestibule: facts about the subject, what the person just did and the time go in;
//! a verdict and its effects come out.
//!
//! Never in here: I/O, a clock, randomness, async, serialization, a database, a sentence for people.
//! Read `verdict.rs` and `cause.rs` first, then `reset.rs`. The exploration in `tests/` runs the very
//! same [`decide`] over every reachable combination of facts.

pub mod words;
pub mod policy;
pub mod facts;
pub mod attempt;
mod sso_flaw;
pub mod cause;
pub mod remedy;
mod act;
pub mod effect;
pub mod verdict;
pub mod throttle;
pub mod side_door;
pub mod sign_in;
pub mod factor;
pub mod passkey;
pub mod pass;
pub mod help;
pub mod wait;
pub mod kit;
pub mod password;
pub mod undo;
pub mod address;
pub mod reset;
pub mod invite;
pub mod account;
pub mod erase;
pub mod people;
pub mod support;
pub mod session;
pub mod sso;
pub mod status;
pub mod forecast;
pub mod trial;

pub use attempt::Attempt;
pub use cause::Cause;
pub use effect::Effect;
pub use facts::Facts;
pub use remedy::{Reader, Remedy};
pub use verdict::{Challenge, Decision, Done, Verdict};
pub use words::{Instant, Role, Span};

/// The one decision: what happens when the subject of `facts` does `attempt` at `now`.
///
/// Promises: the same three always give the same answer; every refusal has a [`Cause`]; nothing is
/// changed by anything but the returned effects.
pub fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
    match facts.visiting {
        None => decided(facts, attempt, now),
        // A new arrival is about its own organization.
        Some(_) if matches!(attempt, Attempt::Arrive(_)) => decided(facts, attempt, now),
        Some(visiting) if sso::is_open_to_visitors(facts, visiting, attempt) => {
            decided(&sso::narrowed(facts, visiting), attempt, now)
        }
        Some(_) => Decision::refused(Cause::OnlyVisiting, vec![], facts.proofs),
    }
}

fn decided(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
    match attempt {
        Attempt::Arrive(arrival) => sso::arrive(facts, arrival, now),
        Attempt::Password(evidence) => sign_in::password(facts, *evidence, now),
        Attempt::Enter => sign_in::enter(facts, now),
        Attempt::Second { evidence, remember } => factor::second(facts, *evidence, *remember, now),
        Attempt::AskMailboxCode => factor::ask_mailbox_code(facts, now),
        Attempt::ConfirmAuthenticator(evidence) => factor::confirm(facts, *evidence, now),
        Attempt::MakeCodes => factor::make_codes(facts, now),
        Attempt::CodesSaved => factor::codes_saved(facts, now),
        Attempt::EndFactor { here } => factor::end(facts, *here, now),
        Attempt::Passkey(evidence) => passkey::answer(facts, *evidence, now),
        Attempt::AddPasskey => passkey::add(facts, now),
        Attempt::AskHelp => help::ask(facts, now),
        Attempt::WithdrawHelp => help::withdraw(facts),
        Attempt::ExtendFactor => pass::extend(facts, now),
        Attempt::StartWait => wait::start(facts, now),
        Attempt::StopWait => wait::stop(facts),
        Attempt::AskReset => reset::ask(facts, now),
        Attempt::OpenTicket => reset::open(facts, now),
        Attempt::TypeCode(evidence) => reset::type_code(facts, *evidence, now),
        Attempt::SavePassword(save) => password::save(facts, save, now),
        Attempt::Join => invite::join(facts, now),
        Attempt::AskTicketAgain => invite::ask_again(facts, now),
        Attempt::Undo(by) => undo::undo(facts, *by, now),
        Attempt::EndSessions(which) => account::end_sessions(facts, *which, now),
        Attempt::AskAdmin => account::ask_admin(facts, now),
        Attempt::AskAnswer => account::ask_answer(facts, now),
    }
}
