//! Letters about the erasure of an account: announced, withdrawn, held, done.
//!
//! Never in here: a sentence (they stand in `words/en/erase.ftl`), a decision.

use super::clean::{line, name};
use super::kind::Kind;
use super::kinds::Way;
use super::letter::{Head, Letter, Person};
use super::notices::Place;

/// What the admins are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It will be carried out.
    Asked,
    /// It will not.
    Withdrawn,
    /// It was.
    Done,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            State::Asked => "asked",
            State::Withdrawn => "withdrawn",
            State::Done => "done",
        }
    }
}

/// To every address: the account will be erased then, and how to stop it. Its page asks for the code, because scanners
/// press buttons.
pub fn asked(head: &Head, place: &Place, due: &str, stop: &Way) -> Letter {
    let (place, due) = (place.say(), line(due));
    Letter::new(Kind::ErasureAsked, head, &[("place", &place), ("due", &due)]).way(
        "mail-erasure-asked-button",
        head,
        stop,
    )
}

/// To every address: it was withdrawn.
pub fn withdrawn(head: &Head, place: &Place, account_link: &str) -> Letter {
    Letter::new(Kind::ErasureWithdrawn, head, &[("place", &place.say())])
        .button("mail-account-button", account_link)
}

/// To every address: it is held, because these organizations would be left without an admin.
pub fn held(head: &Head, organizations: &str, link: &str) -> Letter {
    Letter::new(Kind::ErasureHeld, head, &[("organizations", &line(organizations))])
        .button("mail-erasure-held-button", link)
}

/// To every address, for the last time.
pub fn done(head: &Head, at: &str, contact_link: &str) -> Letter {
    Letter::new(Kind::Erased, head, &[("at", &line(at))]).button("mail-erased-button", contact_link)
}

/// To the admins of an organization.
pub fn to_admins(head: &Head, who: &Person, state: State, due: &str, people_link: &str) -> Letter {
    let (who, address, due) = (name(&who.name), line(&who.address), line(due));
    let values = [("name", who.as_str()), ("address", &address), ("due", &due)];
    let says = format!("mail-erasure-to-admins-{}", state.word());
    Letter::new(Kind::ErasureToAdmins, head, &values)
        .says(&says, &values)
        .button("mail-erasure-to-admins-button", people_link)
}
