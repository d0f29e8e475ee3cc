//! The table about the support desk: who enters it, what it does by itself, and what a grant lets it do.

use rules::facts::Facts;
use rules::people::{self, AdminAct, By, HelpEvidence};
use rules::support::{self, Deed, Grant, GrantAct, Scene};
use rules::{Cause, Decision, Span};

use super::Table;
use super::doors::{accounts, memberships};
use crate::world::every::{NOBODY, UNPROVED, owned};
use crate::world::facts::{A, B, NOW, plain_door};
use crate::world::run::LAX;
use crate::world::support::{ACTS, scene};

/// The acts that the table tells; wrong characters are a table of their own.
fn acts_told() -> impl Iterator<Item = AdminAct> {
    ACTS.into_iter().filter(|act| *act != AdminAct::ConfirmHelp(HelpEvidence::Wrong))
}

/// Grants as an act finds them.
pub fn grants() -> [(&'static str, By); 3] {
    let support = |granted_until| By::Support { granted_until };
    [("none", support(None)), ("over", support(Some(NOW))), ("live", support(Some(NOW.plus(Span::hours(1)))))]
}

pub fn support() -> Table {
    let mut table = Table::default();
    enters(&mut table);
    deeds(&mut table);
    acts(&mut table);
    at_the_desk(&mut table);
    given(&mut table);
    table
}

fn said(answer: Result<(), Cause>) -> Decision {
    match answer {
        Ok(()) => Decision::done(rules::Done::Acted, vec![], UNPROVED),
        Err(cause) => Decision::refused(cause, vec![], UNPROVED),
    }
}

fn enters(table: &mut Table) {
    table.block("A session wants to be at the desk", &["works there", "second factor counts there"]);
    for member in [false, true] {
        for second in [false, true] {
            let words = [member, second].map(|fact| if fact { "yes" } else { "-" });
            table.row(&words, &said(support::enter(member, second)));
        }
    }
}

fn deeds(table: &mut Table) {
    table.block("Support does by itself", &["deed", "account", "A"]);
    let scene = Scene { at_desk: true, theirs: true, mails_until: None };
    let deeds = [Deed::SendFitting, Deed::SendAnswer, Deed::HandOver(A), Deed::HandOver(B)];
    for deed in deeds {
        for (account_name, account) in accounts() {
            for (door_name, door) in memberships(LAX) {
                if account.is_none() && door.is_some() {
                    continue;
                }
                let facts = Facts { account: account.clone(), doors: door.into_iter().collect(), ..NOBODY };
                let decision = support::decide(&owned(facts), scene, deed, NOW);
                table.row(&[&format!("{deed:?}"), account_name, door_name], &decision);
            }
        }
    }
    table.block(
        "The same after the caps are reached, by somebody who left the desk, or with somebody else's case",
        &["deed", "why"],
    );
    let (_, account) = accounts().into_iter().next_back().expect("there are accounts");
    let facts = owned(Facts { account, doors: vec![plain_door(A, LAX)], ..NOBODY });
    for deed in deeds {
        let capped = Scene { mails_until: Some(NOW.plus(Span::hours(1))), ..scene };
        let left = Scene { at_desk: false, ..scene };
        let anothers = Scene { theirs: false, ..scene };
        for (why, scene) in [("capped", capped), ("left", left), ("another's case", anothers)] {
            table.row(&[&format!("{deed:?}"), why], &support::decide(&facts, scene, deed, NOW));
        }
    }
}

fn acts(table: &mut Table) {
    table.block("Support acts in the place of A's admin", &["act", "A", "A's grant", "on"]);
    for act in acts_told() {
        for (grant, by) in grants() {
            for (name, door) in memberships(LAX) {
                if !["none", "invited", "joined"].contains(&name) {
                    continue;
                }
                for (on, own) in [("another", false), ("themselves", true)] {
                    let scene = people::Scene { own, ..scene(by, door.clone()) };
                    let decision = people::decide(&scene, act, NOW);
                    table.row(&[&format!("{act:?}"), name, grant, on], &decision);
                }
            }
        }
    }
}

fn at_the_desk(table: &mut Table) {
    table.block("An act on a membership of the desk", &["act", "by"]);
    let (_, support) = grants()[2];
    for act in acts_told() {
        for (name, by) in [("an admin", By::Admin), ("support", support), ("the operator", By::Operator)] {
            let door = match act {
                AdminAct::Invite(_) | AdminAct::InviteListed(_) => None,
                _ => Some(plain_door(A, LAX)),
            };
            let scene = people::Scene { desk: true, ..scene(by, door) };
            table.row(&[&format!("{act:?}"), name], &people::decide(&scene, act, NOW));
        }
    }
}

fn given(table: &mut Table) {
    table.said("Who grants support more", &["act", "by", "where", "a grant is live", "answer"]);
    let (_, support) = grants()[2];
    let by = [
        ("an admin", By::Admin),
        ("nobody", By::Nobody),
        ("the operator", By::Operator),
        ("support", support),
    ];
    let acts = [
        ("give: a minute", GrantAct::Give(Span::minutes(1))),
        ("give: a day", GrantAct::Give(Span::days(1))),
        ("give: a year", GrantAct::Give(Span::days(365))),
        ("end", GrantAct::End),
    ];
    for (act_name, act) in acts {
        for (by_name, by) in by {
            for (place, desk) in [("A", false), ("the desk", true)] {
                for live in [false, true] {
                    let answer = match support::grant(by, desk, live, act, NOW) {
                        Ok(Grant::Until(until)) => {
                            format!("until {:+}h", (until.0 - NOW.0) / Span::hours(1).0)
                        }
                        Ok(Grant::Ended) => "ended".to_owned(),
                        Ok(Grant::AlreadySo) => "was so already".to_owned(),
                        Err(cause) => format!("no: {}", cause.code()),
                    };
                    table.line(&[act_name, by_name, place, if live { "yes" } else { "-" }, &answer]);
                }
            }
        }
    }
}
