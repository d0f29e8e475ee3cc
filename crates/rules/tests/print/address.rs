//! The table about another address for one's account.

use rules::address::{Deed, Proof, Wish, decide};
use rules::effect::Mailbox;
use rules::facts::{Account, Facts, Lane, Password, Proofs, Standing, Worth};
use rules::{Instant, Span};

use super::Table;
use super::doors::{GAVE_PASSWORD, WITH_SECOND, yes};
use crate::world::every::{NOBODY, OWN};
use crate::world::facts::{A, NOW, ago, plain_door};
use crate::world::run::MFA;

const LATER: Instant = NOW.plus(Span::hours(20));
const WISH: Wish = Wish { until: LATER, here: true, old_proved: true, new_proved: true, taken: false };
const ASK: Deed = Deed::Ask { own: false, mails_until: None };

/// Signed in, with a second factor given just now.
fn within(account: Account, proofs: Proofs) -> Facts {
    Facts { account: Some(account), doors: vec![plain_door(A, MFA)], proofs, in_session: true, ..NOBODY }
}

fn given() -> Facts {
    within(WITH_SECOND, Proofs { second: Some(NOW), ..GAVE_PASSWORD })
}

pub fn address() -> Table {
    let mut table = Table::default();
    owed(&mut table);
    asked(&mut table);
    proved(&mut table);
    done(&mut table);
    table
}

fn owed(table: &mut Table) {
    table.block(
        "What is owed over and above the two mailboxes",
        &["deed", "has a second factor", "given", "holds everywhere", "password came by mail", "typed"],
    );
    for (name, deed) in [("ask", ASK), ("change", Deed::Change { done: false })] {
        for (given, second) in
            [("none", None), ("old", Some(ago(Span::minutes(15)))), ("just now", Some(NOW))]
        {
            for only_here in [false, true] {
                let standing = Standing { only_here, by_pass: only_here };
                let facts = within(WITH_SECOND, Proofs { second, standing, ..GAVE_PASSWORD });
                let cells = [name, "yes", given, yes(!only_here), "no", "just now"];
                table.row(&cells, &decide(&facts, Some(&WISH), deed, NOW));
            }
        }
        for worth in [Worth::Own, Worth::Mailbox] {
            for (typed, at) in [("just now", NOW), ("long ago", ago(Span::minutes(15)))] {
                let password = Some(Password { set_at: ago(Span::days(2)), worth });
                let account = Account { authenticators: 0, password, ..WITH_SECOND };
                let facts = within(account, Proofs { password: Some(at), standing: OWN, ..GAVE_PASSWORD });
                let cells = [name, "no", "none", "-", yes(worth == Worth::Mailbox), typed];
                table.row(&cells, &decide(&facts, Some(&WISH), deed, NOW));
            }
        }
    }
}

fn asked(table: &mut Table) {
    table.block("Asked for", &["deed", "how"]);
    let until = Some(NOW.plus(Span::hours(3)));
    let half = Wish { new_proved: false, ..WISH };
    for (deed, how, wish, facts) in [
        (ASK, "another address", None, given()),
        (ASK, "while one is under way", Some(half), given()),
        (Deed::Ask { own: true, mails_until: None }, "the address that one has", None, given()),
        (Deed::Ask { own: false, mails_until: until }, "too many mails", None, given()),
        (ASK, "the session has ended", None, Facts { in_session: false, ..given() }),
        (Deed::AskAgain { mails_until: None }, "one mailbox proved", Some(half), given()),
        (Deed::AskAgain { mails_until: None }, "both proved", Some(WISH), given()),
        (Deed::AskAgain { mails_until: until }, "too many mails", Some(half), given()),
        (Deed::AskAgain { mails_until: None }, "nothing under way", None, given()),
        (
            Deed::AskAgain { mails_until: None },
            "its time is over",
            Some(Wish { until: NOW, ..half }),
            given(),
        ),
        (Deed::Withdraw, "under way", Some(half), given()),
        (Deed::Withdraw, "nothing under way", None, given()),
    ] {
        let name = format!("{deed:?}");
        let name = name.split([' ', '{']).next().unwrap_or_default();
        table.row(&[name, how], &decide(&facts, wish.as_ref(), deed, NOW));
    }
}

fn proved(table: &mut Table) {
    table.block("A mailbox is proved", &["by", "failed before", "this browser asked", "proved before"]);
    let proofs = [
        Proof::Code(Mailbox::Old),
        Proof::Code(Mailbox::New),
        Proof::CodeTooOld,
        Proof::CodeWrong,
        Proof::Link(Mailbox::Old),
        Proof::Link(Mailbox::New),
    ];
    for proof in proofs {
        for failed in [0, 5] {
            for here in [true, false] {
                for before in [false, true] {
                    let wish = Wish { here, old_proved: before, new_proved: before, ..WISH };
                    let facts = Facts { lane: Lane { failed, last_at: NOW }, ..given() };
                    let cells = [&format!("{proof:?}"), &failed.to_string(), yes(here), yes(before)];
                    table.row(&cells, &decide(&facts, Some(&wish), Deed::Prove(proof), NOW));
                }
            }
        }
    }
}

fn done(table: &mut Table) {
    table.block("Done", &["old proved", "new proved", "somebody else has it", "time"]);
    for (old_proved, new_proved) in [(false, false), (true, false), (false, true), (true, true)] {
        for taken in [false, true] {
            for (time, until) in [("left", LATER), ("over", NOW)] {
                let wish = Wish { until, here: true, old_proved, new_proved, taken };
                let cells = [yes(old_proved), yes(new_proved), yes(taken), time];
                table.row(&cells, &decide(&given(), Some(&wish), Deed::Change { done: false }, NOW));
            }
        }
    }
    table.row(
        &["-", "-", "-", "done in another tab"],
        &decide(&given(), None, Deed::Change { done: true }, NOW),
    );
    table.row(&["-", "-", "-", "withdrawn"], &decide(&given(), None, Deed::Change { done: false }, NOW));
}
