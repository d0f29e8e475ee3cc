//! One constructor per mail about a change of address.
//!
//! Never in here: a sentence (they stand in `words/en/address.ftl`), a decision. Where to go next: `kinds.rs`.

use super::clean::{line, name};
use super::kind::Kind;
use super::kinds::Way;
use super::letter::{Head, Letter};
use super::notices::Place;

/// To the mailbox that mails go to now: it shall be another one.
pub fn to_the_old(head: &Head, new: &str, way: &Way) -> Letter {
    Letter::new(Kind::AddressOld, head, &[("address", &line(new))]).way("mail-address-button", head, way)
}

/// To the one that they shall go to. Names no account: whoever reads it may be nobody's.
pub fn to_the_new(head: &Head, way: &Way) -> Letter {
    Letter::new(Kind::AddressNew, head, &[]).way("mail-address-button", head, way)
}

/// To the new one, where its owner has an account already.
pub fn belongs(head: &Head, sign_in_link: &str) -> Letter {
    Letter::new(Kind::AddressBelongs, head, &[]).button("mail-sign-in-button", sign_in_link)
}

/// To the new one, where it is held for whoever had it.
pub fn held(head: &Head, link: &str) -> Letter {
    Letter::new(Kind::AddressHeld, head, &[]).button("mail-address-stuck-button", link)
}

/// Notice to the old one, with the way to take it back.
pub fn changed_to(head: &Head, new: &str, place: &Place, not_me: &Way) -> Letter {
    let place = place.say();
    Letter::new(Kind::AddressChanged, head, &[("address", &line(new)), ("place", &place)])
        .says("mail-wasnt-me", &[])
        .way("mail-wasnt-me-button", head, not_me)
}

/// A reset was asked for at an address of before a change.
pub fn was_here(head: &Head, not_me: &Way) -> Letter {
    Letter::new(Kind::AddressWasHere, head, &[]).way("mail-wasnt-me-button", head, not_me)
}

/// Notice to the new one.
pub fn changed_here(head: &Head, old: &str, place: &Place, account_link: &str) -> Letter {
    let place = place.say();
    Letter::new(Kind::AddressIsHere, head, &[("address", &line(old)), ("place", &place)])
        .button("mail-account-button", account_link)
}

/// To the person, at their own address: an admin wrote another contact address for them.
pub fn contact(head: &Head, admin: &str, contact: &str, at: &str, account_link: &str) -> Letter {
    let (admin, contact, at) = (name(admin), line(contact), line(at));
    Letter::new(Kind::ContactSet, head, &[("admin", &admin), ("address", &contact), ("at", &at)])
        .button("mail-account-button", account_link)
}

/// Notice to the old one: it is the address again.
pub fn put_back(head: &Head, at: &str, account_link: &str) -> Letter {
    Letter::new(Kind::AddressPutBack, head, &[("at", &line(at))]).button("mail-account-button", account_link)
}

/// Notice to the one that it had been changed to.
pub fn put_back_elsewhere(head: &Head, at: &str, link: &str) -> Letter {
    Letter::new(Kind::AddressGone, head, &[("at", &line(at))]).button("mail-address-stuck-button", link)
}
