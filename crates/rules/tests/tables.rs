//! Truth tables: what is decided for every relevant combination of facts, as text that is checked in and
//! read as a diff. `UPDATE_TABLES=1 cargo test -p rules --test tables` writes them anew.
//!
//! A changed table travels with its rule. The rows are made in `print/`.

mod print;
mod world;

use std::collections::BTreeSet;

use print::{
    Table, address, credentials, doors, erase, forecasts, kits, passwords, sso, statuses, support, undo,
    ways_back,
};
use rules::cause::Cause;
use rules::remedy::{self, Reader};

/// Causes that no decision of `rules` gives, with the reason.
const ELSEWHERE: [(&str, &str); 0] = [];

fn tables() -> [(&'static str, Table); 16] {
    [
        ("sign_in.txt", doors::sign_in()),
        ("second.txt", credentials::second()),
        ("reset.txt", credentials::reset()),
        ("password.txt", passwords::password()),
        ("invite.txt", doors::invite()),
        ("people.txt", doors::people()),
        ("passkeys.txt", ways_back::passkeys()),
        ("help.txt", ways_back::help()),
        ("kit.txt", kits::kit()),
        ("undo.txt", undo::undo()),
        ("erase.txt", erase::erase()),
        ("address.txt", address::address()),
        ("forecast.txt", forecasts::forecasts()),
        ("status.txt", statuses::statuses()),
        ("support.txt", support::support()),
        ("sso.txt", sso::sso()),
    ]
}

#[test]
fn the_tables_are_as_they_were_read() {
    for (name, table) in tables() {
        table.compare(name);
    }
}

#[test]
fn every_cause_is_reached() {
    let reached: BTreeSet<&str> = tables().iter().flat_map(|(_, table)| table.causes.clone()).collect();
    for cause in Cause::ALL {
        let named = ELSEWHERE.iter().any(|(code, _)| *code == cause.code());
        let is = reached.contains(cause.code());
        assert_ne!(
            is,
            named,
            "{}: no row ends with it, or it is named as an exception for nothing",
            cause.code()
        );
    }
}

#[test]
fn causes_have_one_name_each() {
    let names: BTreeSet<&str> = Cause::ALL.iter().map(Cause::code).collect();
    assert_eq!(names.len(), Cause::ALL.len());
    for name in names {
        assert!(name.chars().all(|char| char.is_ascii_lowercase() || char == '-'), "{name}");
    }
}

#[test]
fn every_reader_can_do_something_about_every_cause_and_nothing_twice() {
    for cause in Cause::ALL {
        for reader in Reader::ALL {
            let codes: Vec<&str> =
                remedy::remedies(&cause, reader).iter().map(|remedy| remedy.code()).collect();
            let unique: BTreeSet<&str> = codes.iter().copied().collect();
            assert!(
                !codes.is_empty() && codes.len() == unique.len(),
                "{} for {reader:?}: {codes:?}",
                cause.code()
            );
        }
    }
}
