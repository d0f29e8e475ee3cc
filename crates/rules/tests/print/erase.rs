//! The table about the erasure of somebody's data: what asking owes, who is held by being the last admin, who
//! withdraws, and what the operator does at once.

use rules::Span;
use rules::erase::{self, Act, Asked, By, Objection, Place, Scene};
use rules::facts::{Account, Facts, Lane, Proofs, Standing};
use rules::verdict::Challenge;

use super::Table;
use super::doors::{PLAIN, WITH_SECOND};
use crate::world::every::NOBODY;
use crate::world::facts::{A, B, NOW, ago};

const FREE: Lane = Lane { failed: 0, last_at: NOW };
const MEMBER: Place = Place { organization: A, admin: false, other_admins: 0, suspended: false };
const ALONE: Place = Place { admin: true, ..MEMBER };
const ASKED: Asked = Asked { due_at: ago(Span::minutes(1)), withdrawn: false };

/// Where people are.
fn places() -> [(&'static str, Vec<Place>); 7] {
    let in_b = Place { organization: B, ..ALONE };
    [
        ("nowhere", vec![]),
        ("member", vec![MEMBER]),
        ("one of two admins", vec![Place { other_admins: 1, ..ALONE }]),
        ("only admin", vec![ALONE]),
        ("only admin, suspended", vec![Place { suspended: true, ..ALONE }]),
        ("only admin of A and B", vec![ALONE, in_b]),
        ("member of A, only admin of B", vec![MEMBER, in_b]),
    ]
}

fn answer(scene: &Scene, act: Act) -> String {
    match erase::decide(scene, act, NOW) {
        Ok(()) => "done".to_owned(),
        Err(Objection::LastAdmin(of)) => {
            let names: Vec<&str> = of.iter().map(|key| if *key == A { "A" } else { "B" }).collect();
            format!("no: last-admin of {}", names.join(", "))
        }
        Err(Objection::Owed(challenge)) => format!("first: {}", challenge.code()),
        Err(other) => format!("no: {}", other.code()),
    }
}

pub fn erase() -> Table {
    let mut table = Table::default();
    held(&mut table);
    asking(&mut table);
    withdrawing(&mut table);
    owing(&mut table);
    table
}

fn held(table: &mut Table) {
    let columns = ["is", "asks", "its time has come", "operator, at once", "even the last admin"];
    table.said("Whoever is the only admin is held", &columns);
    for (name, places) in places() {
        let asks = Scene { there: true, owed: None, places, asked: None, lane: FREE };
        let due = Scene { asked: Some(ASKED), ..asks.clone() };
        table.line(&[
            name,
            &answer(&asks, Act::Ask),
            &answer(&due, Act::CarryOut),
            &answer(&asks, Act::AtOnce { even_last_admin: false }),
            &answer(&asks, Act::AtOnce { even_last_admin: true }),
        ]);
    }
}

/// Erasures that somebody may have asked for.
fn erasures() -> [(&'static str, Option<Asked>); 4] {
    let later = Asked { due_at: NOW.plus(erase::WAIT), withdrawn: false };
    [
        ("none", None),
        ("not due", Some(later)),
        ("due", Some(ASKED)),
        ("withdrawn", Some(Asked { withdrawn: true, ..ASKED })),
    ]
}

fn asking(table: &mut Table) {
    table.said("Asking and carrying out", &["somebody", "owes", "asked before", "asks", "its time has come"]);
    for there in [true, false] {
        for (owes, owed) in [("-", None), ("second-factor", Some(Challenge::SecondFactor))] {
            for (name, asked) in erasures() {
                let scene = Scene { there, owed, places: vec![MEMBER], asked, lane: FREE };
                let (asks, due) = (answer(&scene, Act::Ask), answer(&scene, Act::CarryOut));
                table.line(&[if there { "yes" } else { "-" }, owes, name, &asks, &due]);
            }
        }
    }
}

fn withdrawing(table: &mut Table) {
    table.said("Withdrawing", &["by", "wrong before", "asked", "answer"]);
    for (name, by) in
        [("a session", By::Session), ("the right code", By::CodeRight), ("a wrong code", By::CodeWrong)]
    {
        for failed in [0, 5, 100] {
            for (state, asked) in erasures() {
                let lane = Lane { failed, last_at: NOW };
                let scene = Scene { there: true, owed: None, places: vec![ALONE], asked, lane };
                let answer = answer(&scene, Act::Withdraw(by));
                table.line(&[name, &failed.to_string(), state, &answer]);
            }
        }
    }
}

fn owing(table: &mut Table) {
    table.said("What asking owes", &["account", "in a session", "given", "owes"]);
    let old = Some(ago(rules::factor::RECENT));
    let new = Some(ago(Span::minutes(1)));
    let none = Proofs::default();
    let here = Standing { only_here: true, by_pass: true };
    let given = [
        ("nothing", none),
        ("password, before", Proofs { password: old, ..none }),
        ("password, just now", Proofs { password: new, ..none }),
        ("mailbox, just now", Proofs { mailbox: new, ..none }),
        ("second factor, before", Proofs { password: new, second: old, ..none }),
        ("second factor, just now", Proofs { password: old, second: new, ..none }),
        ("what one organization vouches for", Proofs { password: new, second: new, standing: here, ..none }),
    ];
    let accounts: [(&str, Account); 2] = [("one factor", PLAIN), ("with second", WITH_SECOND)];
    for (name, account) in accounts {
        for in_session in [true, false] {
            for (what, proofs) in given {
                let facts = Facts { account: Some(account.clone()), in_session, proofs, ..NOBODY };
                let owes = erase::owed(&facts, NOW).map_or("-", |challenge| challenge.code());
                table.line(&[name, if in_session { "yes" } else { "-" }, what, owes]);
            }
        }
    }
}
