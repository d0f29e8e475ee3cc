//! The table about saving a password: by a ticket, because it is demanded, or by choice.

use rules::Span;
use rules::attempt::{Attempt, PasswordEvidence, Save, SaveBy};
use rules::cause::PasswordFlaw;
use rules::facts::{Account, Door, Facts, Password, Proofs, TicketKind};

use super::Table;
use super::credentials::member;
use super::doors::{GAVE_PASSWORD, PLAIN, WITH_SECOND, accounts, memberships, yes};
use crate::world::every::{NOBODY, UNPROVED, decide};
use crate::world::facts::{A, NOW, ago, plain_door, ticket};
use crate::world::run::{LAX, MFA, STRICT};
use crate::world::state::Mailed;

const GOOD: Save = Save { by: SaveBy::Ticket, flaw: None, reused: false, keep_sessions: false };

pub fn password() -> Table {
    let mut table = Table::default();
    table.block("A password is saved by a ticket", &["account", "A", "ticket", "is"]);
    for (name, account) in accounts() {
        for (door_name, door) in memberships(MFA) {
            for kind in [TicketKind::Reset, TicketKind::Invitation] {
                for state in [Mailed::Live, Mailed::Expired, Mailed::Spent] {
                    // A dead ticket is a dead ticket, whoever comes with it.
                    if account.is_none() || (state != Mailed::Live && door_name != "joined") {
                        continue;
                    }
                    let doors = door.iter().cloned().collect();
                    let ticket = ticket(kind, state);
                    let facts = Facts { account: account.clone(), doors, wanted: Some(A), ticket, ..NOBODY };
                    let cells = [name, door_name, &format!("{kind:?}"), &format!("{state:?}")];
                    table.row(&cells, &decide(&facts, &Attempt::SavePassword(GOOD), NOW));
                }
            }
        }
    }
    flaws(&mut table);
    by_choice(&mut table);
    table
}

fn flaws(table: &mut Table) {
    table.block("A password that is not good enough", &["flaw"]);
    let facts = Facts { ticket: ticket(TicketKind::Reset, Mailed::Live), ..member(PLAIN, LAX, UNPROVED) };
    for flaw in [
        PasswordFlaw::TooShort { have: 8, need: 15 },
        PasswordFlaw::TooLong { most: 1024 },
        PasswordFlaw::Listed,
        PasswordFlaw::Expected,
    ] {
        let save = Save { flaw: Some(flaw), ..GOOD };
        table.row(&[&format!("{flaw:?}")], &decide(&facts, &Attempt::SavePassword(save), NOW));
    }
    table.row(&["reused"], &decide(&facts, &Attempt::SavePassword(Save { reused: true, ..GOOD }), NOW));
}

fn by_choice(table: &mut Table) {
    table.block(
        "A password is saved because it is demanded, or by choice",
        &["how", "second", "given", "session", "A", "age"],
    );
    let joined = plain_door(A, STRICT);
    let demanded = Door { change_demanded_at: Some(ago(Span::seconds(1))), ..joined.clone() };
    let waived = Door { waived_until: Some(NOW.plus(Span::hours(1))), ..joined.clone() };
    for (how, by) in [
        ("demanded", SaveBy::Demand),
        ("chosen", SaveBy::Choice(PasswordEvidence::Right)),
        ("chosen, present one wrong", SaveBy::Choice(PasswordEvidence::Wrong)),
    ] {
        for (door_name, door) in [("minimum age", &joined), ("demanded", &demanded), ("waived", &waived)] {
            for (age_name, age) in
                [("1 min", Span::minutes(1)), ("2 d", Span::days(2)), ("60 d", Span::days(60))]
            {
                for bits in 0..8_u8 {
                    let [has_second, second, in_session] = [1, 2, 4].map(|bit| bits & bit != 0);
                    let given_nothing = second && !has_second;
                    if given_nothing || (by == SaveBy::Demand && in_session) {
                        continue;
                    }
                    let account = if has_second { WITH_SECOND } else { PLAIN };
                    let password = account.password.map(|password| Password { set_at: ago(age), ..password });
                    let facts = Facts {
                        account: Some(Account { password, ..account }),
                        doors: vec![door.clone()],
                        in_session,
                        proofs: Proofs { second: second.then_some(NOW), ..GAVE_PASSWORD },
                        ..NOBODY
                    };
                    let cells = [how, yes(has_second), yes(second), yes(in_session), door_name, age_name];
                    let save = Attempt::SavePassword(Save { by, ..GOOD });
                    table.row(&cells, &decide(&facts, &save, NOW));
                }
            }
        }
    }
}
