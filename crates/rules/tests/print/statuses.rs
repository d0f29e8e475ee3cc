//! What an admin's list says of a membership, for every combination of what it knows.

use rules::facts::{Account, Door, Lane, Password, Worth};
use rules::policy::Policy;
use rules::status::{self, Marks};
use rules::throttle::MOST_GUESSES;
use rules::{Instant, Span};

use super::Table;
use super::doors::{memberships, yes};
use crate::world::facts::NOW;

const AGES: Span = Span::days(90);
const STRICT: Policy = Policy { password_max_age: Some(AGES), second_factor: true, ..Policy::DEFAULT };

fn account(password: &str, second: bool) -> Account {
    let set_at = match password {
        "fresh" => Some(NOW),
        "expired" => Some(Instant(NOW.0 - AGES.0)),
        _ => None,
    };
    Account {
        password: set_at.map(|set_at| Password { set_at, worth: Worth::Own }),
        authenticators: u8::from(second),
        unreadable: 0,
        passkeys: 0,
        recovery_codes: 0,
        codes_saved: true,
    }
}

pub fn statuses() -> Table {
    let mut table = Table::default();
    table.said(
        "What a list says where passwords expire and second factors are demanded",
        &["A", "password", "second factor", "lane", "last mail", "status"],
    );
    for (name, door) in memberships(STRICT) {
        let Some(door) = door else { continue };
        for password in ["none", "fresh", "expired"] {
            for second in [false, true] {
                for (lane, failed) in [("open", 0), ("slow", MOST_GUESSES - 1), ("shut", MOST_GUESSES)] {
                    for mail_failed in [false, true] {
                        let marks = Marks { lane: Lane { failed, last_at: NOW }, mail_failed };
                        let door = Door { demand_in_force: true, ..door.clone() };
                        let said = status::of(&account(password, second), &door, &marks, NOW);
                        let mail = if mail_failed { "failed" } else { "" };
                        table.line(&[name, password, yes(second), lane, mail, said.code()]);
                    }
                }
            }
        }
    }
    table
}
