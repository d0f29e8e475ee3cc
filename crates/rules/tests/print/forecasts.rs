//! The tables about forecasts: what signing in now would ask for and how it ends, and what a trial of a policy says.

use rules::Span;
use rules::facts::{Account, Door, Facts, Lane, Pass, PassKind, Password, Worth};
use rules::forecast::{End, Forecast, Has, Way, at_the_door, forecast};
use rules::people::ActorSecond;
use rules::policy::{self, Admins, Objection, Policy};
use rules::trial::{InForce, Member, fate};

use super::Table;
use super::doors::{PLAIN, WITH_SECOND, memberships, yes};
use crate::world::every::{NOBODY, owned};
use crate::world::facts::{A, NOW, ago, plain_door};
use crate::world::run::{LAX, MFA, STRICT_MFA};

fn accounts() -> [(&'static str, Account); 6] {
    let old = Some(Password { set_at: ago(Span::days(90)), worth: Worth::Own });
    let unreadable = Account { authenticators: 0, unreadable: 1, recovery_codes: 0, ..WITH_SECOND };
    [
        ("no password", Account { password: None, ..PLAIN }),
        ("password", PLAIN),
        ("old password", Account { password: old, ..PLAIN }),
        ("with second", WITH_SECOND),
        ("unreadable", unreadable.clone()),
        ("unreadable, codes", Account { recovery_codes: 9, ..unreadable }),
    ]
}

fn said(forecast: &Forecast) -> String {
    let asked: Vec<&str> = forecast.asked.iter().map(|challenge| challenge.code()).collect();
    let end = match forecast.end {
        End::SignedIn => "in".to_owned(),
        End::Refused(cause) => format!("no: {}", cause.code()),
        End::Stuck(challenge) => format!("stuck at {}", challenge.code()),
    };
    if asked.is_empty() { end } else { format!("{}: {end}", asked.join(", ")) }
}

fn facts(account: Account, door: Option<Door>) -> Facts {
    let doors = door.into_iter().collect();
    at_the_door(&owned(Facts { account: Some(account), doors, ..NOBODY }), A)
}

pub fn forecasts() -> Table {
    let mut table = Table::default();
    for (name, policy) in [("no rules", LAX), ("second factors", MFA), ("all rules", STRICT_MFA)] {
        let heading = format!("An organization with {name}, for somebody who gives what they have");
        table.said(&heading, &["account", "A", "with the password", "by mail"]);
        for (account_name, account) in accounts() {
            for (door_name, door) in memberships(policy) {
                let facts = facts(account.clone(), door);
                let has = Has::everything(&facts, A);
                let [one, other] =
                    [Way::Password, Way::Mailbox].map(|way| said(&forecast(&facts, has, way, NOW)));
                table.line(&[account_name, door_name, &one, &other]);
            }
        }
    }
    lanes(&mut table);
    lost(&mut table);
    trials(&mut table);
    saving(&mut table);
    table
}

fn lanes(table: &mut Table) {
    table.said("After failed guesses by strangers", &["failed", "with the password", "by mail"]);
    for failed in [4, 20, 100] {
        let lane = Lane { failed, last_at: NOW };
        let facts = Facts { lane, ..facts(PLAIN, Some(plain_door(A, LAX))) };
        let has = Has::everything(&facts, A);
        let [one, other] = [Way::Password, Way::Mailbox].map(|way| said(&forecast(&facts, has, way, NOW)));
        table.line(&[&failed.to_string(), &one, &other]);
    }
}

fn lost(table: &mut Table) {
    table.said(
        "For somebody who has lost something, with or without a pass in advance",
        &["knows the password", "phone", "codes", "worth", "pass", "with the password", "by mail"],
    );
    let pass = Pass { kind: PassKind::Advance, until: NOW.plus(Span::hours(1)), here: false };
    for (password, second, codes) in [
        (true, true, true),
        (true, false, true),
        (true, false, false),
        (false, true, true),
        (false, false, false),
    ] {
        for (worth_name, worth) in [("own", Worth::Own), ("mailbox", Worth::Mailbox)] {
            for pass in [None, Some(pass)] {
                let known = Some(Password { set_at: ago(Span::days(2)), worth });
                let account = Account { password: known, ..WITH_SECOND };
                let facts = facts(account, Some(Door { pass, ..plain_door(A, MFA) }));
                let has = Has { password, second, codes };
                let [one, other] =
                    [Way::Password, Way::Mailbox].map(|way| said(&forecast(&facts, has, way, NOW)));
                let cells = [yes(password), yes(second), yes(codes), worth_name, yes(pass.is_some())];
                table.line(&[&cells[..], &[&one, &other]].concat());
            }
        }
    }
}

fn trials(table: &mut Table) {
    table.said(
        "A policy is tried on somebody who has joined",
        &["before", "after", "account", "remembered", "what becomes of them"],
    );
    let spares = Policy { remember_device: Some(Span::days(30)), ..LAX };
    let expires = Policy { password_max_age: Some(Span::days(60)), ..LAX };
    for (before_name, before, after_name, after) in [
        ("no rules", LAX, "second factors", MFA),
        ("second factors", MFA, "no rules", LAX),
        ("no rules", LAX, "expiry", expires),
        ("expiry", expires, "all rules", STRICT_MFA),
        ("browsers spared", spares, "no rules", LAX),
    ] {
        for (account_name, account) in accounts() {
            for remembered in [false, true] {
                let facts = facts(account.clone(), Some(plain_door(A, before)));
                let remembered_until = remembered.then(|| NOW.plus(Span::days(1)));
                let member = Member { has: Has::everything(&facts, A), facts, remembered_until };
                let in_force = |policy: Policy| InForce { policy, demand: policy.second_factor };
                let fate = fate(&member, &in_force(before), &in_force(after), NOW);
                let told = [
                    (fate.sets_up, "sets up a factor"),
                    (fate.new_password, "new password"),
                    (fate.asked_again, "asked again"),
                    (fate.shut_out, "SHUT OUT"),
                    (fate.stuck_before, "stuck as it is"),
                ];
                let told: Vec<&str> = told.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
                let told = if told.is_empty() { "-".to_owned() } else { told.join(", ") };
                table.line(&[before_name, after_name, account_name, yes(remembered), &told]);
            }
        }
    }
}

fn saving(table: &mut Table) {
    table.said("Who saves a policy", &["admin", "second factor", "answer"]);
    let answer =
        |answer: Result<(), Objection>| answer.map_or_else(|no| format!("no: {no:?}"), |()| "yes".into());
    for by_admin in [true, false] {
        for second in [ActorSecond::None, ActorSecond::Old, ActorSecond::Recent] {
            let may = policy::may_save(by_admin, second);
            table.line(&[yes(by_admin), &format!("{second:?}"), &answer(may)]);
        }
    }
    table.said("Admins who have a way in", &["before", "after", "answer"]);
    for (before, after) in [(0, 0), (1, 1), (1, 0), (2, 1), (2, 0)] {
        let keeps = policy::keeps_an_admin(Admins { before, after });
        table.line(&[&before.to_string(), &after.to_string(), &answer(keeps)]);
    }
}
