//! The table about "this wasn't me".

use rules::attempt::{Attempt, UndoBy};
use rules::facts::{Account, Change, ChangeKind, Door, Facts, Lane, Proofs, Standing};
use rules::policy::Policy;
use rules::{Instant, Span, decide};

use super::Table;
use super::doors::{GAVE_PASSWORD, WITH_SECOND, yes};
use crate::world::every::{NOBODY, UNPROVED};
use crate::world::facts::{A, B, NOW, ago, plain_door};
use crate::world::run::{LAX, MFA};

const LATER: Instant = NOW.plus(Span::days(6));
const KINDS: [ChangeKind; 5] = [
    ChangeKind::FactorAdded,
    ChangeKind::FactorRemoved,
    ChangeKind::CodesMade,
    ChangeKind::PasswordChanged,
    ChangeKind::AddressChanged,
];
const ADDED: Change = Change {
    kind: ChangeKind::FactorAdded,
    until: LATER,
    spent_at: None,
    stands: true,
    others: 1,
    left_bare: vec![],
    given_with_it: false,
};

/// A member of A and B with two factors, at the page of the mail's link.
fn said(change: Change, policy: Policy) -> Facts {
    let account = Account { authenticators: 2, ..WITH_SECOND };
    let doors = [plain_door(A, policy), plain_door(B, LAX)];
    let doors = doors.map(|door| Door { factors: 2, second_holds: true, ..door });
    Facts { account: Some(account), doors: doors.to_vec(), change: Some(change), ..NOBODY }
}

pub fn undo() -> Table {
    let mut table = Table::default();
    by_mail(&mut table);
    in_a_session(&mut table);
    dead(&mut table);
    table
}

fn by_mail(table: &mut Table) {
    table.block("With the code of the mail, and nothing else", &["change", "others", "bare without it"]);
    for kind in KINDS {
        for (others, name, left_bare) in [(0, "A, B", vec![A, B]), (1, "A", vec![A]), (1, "none", vec![])] {
            if kind != ChangeKind::FactorAdded && others == 1 {
                continue;
            }
            let change = Change { kind, others, left_bare, ..ADDED };
            let decision = decide(&said(change, MFA), &Attempt::Undo(UndoBy::CodeRight), NOW);
            table.row(&[&format!("{kind:?}"), &others.to_string(), name], &decision);
        }
    }
    table.block("The code, after wrong ones just now", &["code", "failed"]);
    for by in [UndoBy::CodeRight, UndoBy::CodeWrong] {
        for failed in [0, 5, 100] {
            let facts = Facts { lane: Lane { failed, last_at: NOW }, ..said(ADDED, MFA) };
            table.row(&[&format!("{by:?}"), &failed.to_string()], &decide(&facts, &Attempt::Undo(by), NOW));
        }
    }
}

fn in_a_session(table: &mut Table) {
    table.block(
        "In a session, by a button, where A has no other factor",
        &["change", "A demands one", "second factor", "holds", "is the added one"],
    );
    for kind in KINDS {
        for (demands, policy) in [(false, LAX), (true, MFA)] {
            for (given, second) in
                [("none", None), ("old", Some(ago(Span::minutes(15)))), ("just now", Some(NOW))]
            {
                for (holds, only_here) in [("everywhere", false), ("in A", true)] {
                    for given_with_it in [false, true] {
                        let change = Change { kind, left_bare: vec![A], given_with_it, ..ADDED };
                        let standing = Standing { only_here, by_pass: only_here };
                        let proofs = Proofs { second, standing, ..GAVE_PASSWORD };
                        let facts = Facts { proofs, in_session: true, ..said(change, policy) };
                        let cells = [&format!("{kind:?}"), yes(demands), given, holds, yes(given_with_it)];
                        table.row(&cells, &decide(&facts, &Attempt::Undo(UndoBy::Session), NOW));
                    }
                }
            }
        }
    }
}

fn dead(table: &mut Table) {
    table.block("Said before, too late, or overtaken; and where mails do not fit", &["change", "state"]);
    let told = Change { spent_at: Some(ago(Span::hours(1))), ..ADDED };
    for (state, change) in [
        ("said before", told),
        ("too late", Change { until: NOW, ..ADDED }),
        ("overtaken", Change { stands: false, ..ADDED }),
        ("no mail fits", ADDED),
    ] {
        for kind in KINDS {
            let change = Change { kind, ..change.clone() };
            let facts = Facts { mail_fits: state != "no mail fits", proofs: UNPROVED, ..said(change, MFA) };
            let decision = decide(&facts, &Attempt::Undo(UndoBy::CodeRight), NOW);
            table.row(&[&format!("{kind:?}"), state], &decision);
        }
    }
    let unknown = Facts { change: None, ..said(ADDED, MFA) };
    table.row(&["none", "unknown"], &decide(&unknown, &Attempt::Undo(UndoBy::CodeRight), NOW));
    let in_one = Facts { wanted: Some(A), ..said(ADDED, MFA) };
    table.row(&["FactorAdded", "in A alone"], &decide(&in_one, &Attempt::Undo(UndoBy::CodeRight), NOW));
}
