//! The tables about doors: signing in, invitations, and an admin's acts.

use rules::attempt::{Attempt, PasswordEvidence};
use rules::facts::{Account, Door, Facts, Password, Proofs, TicketKind, Worth};
use rules::people::{AdminAct, By, Scene};
use rules::policy::Policy;
use rules::{Role, Span};

use super::Table;
use crate::world::every::{NOBODY, UNPROVED, decide};
use crate::world::facts::{A, B, NOW, ago, plain_door, ticket};
use crate::world::law::lanes;
use crate::world::run::{LAX, MFA, STRICT};
use crate::world::state::Mailed;
use crate::world::support;

/// An account with a settled password of its own and nothing else.
pub const PLAIN: Account = Account {
    password: Some(Password { set_at: ago(Span::days(2)), worth: Worth::Own }),
    authenticators: 0,
    unreadable: 0,
    passkeys: 0,
    recovery_codes: 0,
    codes_saved: false,
};
/// The same with an authenticator and its codes put away.
pub const WITH_SECOND: Account = Account { authenticators: 1, recovery_codes: 9, codes_saved: true, ..PLAIN };
/// The password was given.
pub const GAVE_PASSWORD: Proofs = Proofs { password: Some(NOW), ..UNPROVED };

/// Accounts by name.
pub fn accounts() -> [(&'static str, Option<Account>); 5] {
    [
        ("nobody", None),
        ("no password", Some(Account { password: None, ..PLAIN })),
        ("password", Some(PLAIN)),
        ("with second", Some(WITH_SECOND)),
        ("codes unsaved", Some(Account { codes_saved: false, ..WITH_SECOND })),
    ]
}

/// Memberships of A by name.
pub fn memberships(policy: Policy) -> [(&'static str, Option<Door>); 9] {
    let joined = plain_door(A, policy);
    let invited = Door { joined: false, invited_until: Some(NOW.plus(Span::days(1))), ..joined.clone() };
    [
        ("none", None),
        ("invited", Some(invited.clone())),
        ("invited, over", Some(Door { invited_until: Some(NOW), ..invited.clone() })),
        ("invited, off", Some(Door { deactivated: true, ..invited.clone() })),
        ("invited, suspended", Some(Door { suspended: true, ..invited })),
        ("joined", Some(joined.clone())),
        ("demanded", Some(Door { change_demanded_at: Some(ago(Span::seconds(1))), ..joined.clone() })),
        ("off", Some(Door { deactivated: true, ..joined.clone() })),
        ("suspended", Some(Door { suspended: true, ..joined })),
    ]
}

/// `yes` or nothing.
pub const fn yes(fact: bool) -> &'static str {
    if fact { "yes" } else { "" }
}

pub fn sign_in() -> Table {
    let mut table = Table::default();
    table.block("A password at the door of an organization without rules", &["account", "A", "typed"]);
    for (account_name, account) in accounts() {
        for (door_name, door) in memberships(LAX) {
            for (typed, evidence) in [("right", PasswordEvidence::Right), ("wrong", PasswordEvidence::Wrong)]
            {
                let doors = door.iter().cloned().collect();
                let facts = Facts { account: account.clone(), doors, ..NOBODY };
                table.row(
                    &[account_name, door_name, typed],
                    &decide(&facts, &Attempt::Password(evidence), NOW),
                );
            }
        }
    }
    policies(&mut table);
    choices(&mut table);
    table.block(
        "A right password after failed guesses, the last one just now, five minutes or a day ago",
        &["failed", "ago"],
    );
    for lane in lanes() {
        let facts = Facts { account: Some(PLAIN), doors: vec![plain_door(A, LAX)], lane, ..NOBODY };
        let decision = decide(&facts, &Attempt::Password(PasswordEvidence::Right), NOW);
        let seconds = NOW.since(lane.last_at).as_seconds();
        table.row(&[&lane.failed.to_string(), &format!("{seconds} s")], &decision);
    }
    table
}

/// What each policy asks of somebody who has given the right password.
fn policies(table: &mut Table) {
    table.block(
        "A right password, a member of A, by A's policy",
        &["policy", "second", "expired", "remembered", "mailbox", "just saved"],
    );
    let relaxed = Policy { second_factor: false, ..Policy::DEFAULT };
    for (name, policy) in [
        ("no rules", LAX),
        ("remembers", relaxed),
        ("second", MFA),
        ("second, remembers", Policy::DEFAULT),
        ("maximum age", STRICT),
    ] {
        for bits in 0..32_u8 {
            let [second, expired, remembered, mailbox, just_saved] =
                [1, 2, 4, 8, 16].map(|bit| bits & bit != 0);
            let mut account = if second { WITH_SECOND } else { PLAIN };
            if let (true, Some(password)) = (expired, &mut account.password) {
                password.set_at = ago(Span::days(60));
            }
            let facts = Facts {
                account: Some(account),
                doors: vec![plain_door(A, policy)],
                remembered_until: remembered.then(|| NOW.plus(Span::days(1))),
                proofs: Proofs { mailbox: mailbox.then_some(NOW), just_saved, ..UNPROVED },
                ..NOBODY
            };
            let decision = decide(&facts, &Attempt::Password(PasswordEvidence::Right), NOW);
            let cells = [second, expired, remembered, mailbox, just_saved].map(yes);
            table.row(&[&[name][..], &cells].concat(), &decision);
        }
    }
}

/// Which door opens, for whoever has A and B.
fn choices(table: &mut Table) {
    table.block("Which door, for a right password and within a session", &["how", "wanted", "A", "B"]);
    for (how, in_session) in [("password", false), ("session", true)] {
        for (name, wanted) in [("", None), ("A", Some(A)), ("B", Some(B))] {
            for (door_name, door) in memberships(LAX) {
                for in_b in [false, true] {
                    let b = in_b.then(|| plain_door(B, LAX));
                    let doors = door.iter().cloned().chain(b).collect();
                    let proofs = if in_session { GAVE_PASSWORD } else { UNPROVED };
                    let facts = Facts { account: Some(PLAIN), doors, wanted, in_session, proofs, ..NOBODY };
                    let attempt =
                        if in_session { Attempt::Enter } else { Attempt::Password(PasswordEvidence::Right) };
                    table.row(
                        &[how, name, door_name, if in_b { "joined" } else { "none" }],
                        &decide(&facts, &attempt, NOW),
                    );
                }
            }
        }
    }
    let outside = Facts { account: Some(PLAIN), doors: vec![plain_door(A, LAX)], ..NOBODY };
    table.row(&["no session", "", "joined", "none"], &decide(&outside, &Attempt::Enter, NOW));
}

pub fn invite() -> Table {
    let mut table = Table::default();
    table.block(
        "The link of an invitation to A is opened, and the next mail asked for in its place",
        &["does", "A", "password", "ticket"],
    );
    for (does, attempt) in [("opens", Attempt::OpenTicket), ("asks again", Attempt::AskTicketAgain)] {
        for (door_name, door) in memberships(LAX) {
            for account in [Account { password: None, ..PLAIN }, PLAIN] {
                for state in [Mailed::Live, Mailed::Expired, Mailed::Spent, Mailed::None] {
                    let has = yes(account.password.is_some());
                    let doors = door.iter().cloned().collect();
                    let ticket = ticket(TicketKind::Invitation, state);
                    let facts =
                        Facts { account: Some(account.clone()), doors, wanted: Some(A), ticket, ..NOBODY };
                    table.row(&[does, door_name, has, &format!("{state:?}")], &decide(&facts, &attempt, NOW));
                }
            }
        }
    }
    table.block(
        "An invitation to A is accepted",
        &["A", "second", "password given", "second given", "session"],
    );
    for (door_name, door) in memberships(Policy::DEFAULT) {
        for (account, bits) in [(PLAIN, 0..4_u8), (WITH_SECOND, 0..8)] {
            for bits in bits {
                let [password, in_session, second] = [1, 2, 4].map(|bit| bits & bit != 0);
                let proofs =
                    Proofs { password: password.then_some(NOW), second: second.then_some(NOW), ..UNPROVED };
                let doors = door.iter().cloned().collect();
                let has_second = account.has_second();
                let facts = Facts {
                    account: Some(account.clone()),
                    doors,
                    wanted: Some(A),
                    in_session,
                    proofs,
                    ..NOBODY
                };
                let cells = [has_second, password, second, in_session].map(yes);
                table.row(&[&[door_name][..], &cells].concat(), &decide(&facts, &Attempt::Join, NOW));
            }
        }
    }
    table
}

pub fn people() -> Table {
    let mut table = Table::default();
    table.block("An admin's act on a membership of A", &["act", "A", "role", "admins"]);
    let acts = [
        AdminAct::Invite(Role::Member),
        AdminAct::InviteListed(Role::Member),
        AdminAct::SendReset,
        AdminAct::Waive,
        AdminAct::EndWaiver,
        AdminAct::DemandChange,
        AdminAct::EndDemand,
        AdminAct::Deactivate,
        AdminAct::Reactivate,
        AdminAct::Remove,
        AdminAct::SetRole(Role::Admin),
        AdminAct::SetRole(Role::Member),
        AdminAct::EndSessions,
        AdminAct::SetContact,
        AdminAct::PutContactBack,
    ];
    let scene = |door| support::scene(By::Admin, door);
    for act in acts {
        let word = format!("{act:?}");
        for (door_name, door) in memberships(LAX) {
            table.row(
                &[&word, door_name, "member", "2"],
                &rules::people::decide(&scene(door.clone()), act, NOW),
            );
            if let (Some(door), "joined" | "off") = (door, door_name) {
                for admins in [1, 2] {
                    let scene = Scene { admins, ..scene(Some(Door { role: Role::Admin, ..door.clone() })) };
                    let count = admins.to_string();
                    table.row(&[&word, door_name, "admin", &count], &rules::people::decide(&scene, act, NOW));
                }
            }
        }
    }
    table.block("The same by somebody who is no admin", &["act", "A", "by"]);
    for act in acts {
        let scene = Scene { by: By::Nobody, ..scene(Some(plain_door(A, LAX))) };
        table.row(&[&format!("{act:?}"), "joined", "a member"], &rules::people::decide(&scene, act, NOW));
    }
    table.block("The same while the caps on mails are reached", &["act", "A", "by"]);
    for (door_name, door) in memberships(LAX) {
        for act in [
            AdminAct::Invite(Role::Member),
            AdminAct::InviteListed(Role::Member),
            AdminAct::SendReset,
            AdminAct::Deactivate,
        ] {
            let scene = Scene { mails_until: Some(NOW.plus(Span::hours(1))), ..scene(door.clone()) };
            table
                .row(&[&format!("{act:?}"), door_name, "an admin"], &rules::people::decide(&scene, act, NOW));
        }
    }
    table.block("A contact address that stands there, or was written lately", &["act", "A", "by"]);
    for (name, contact_same, contact_at) in [
        ("joined, the same", true, None),
        ("joined, written a day ago", false, Some(ago(Span::days(1)))),
        ("joined, written a week ago", false, Some(ago(Span::days(7)))),
    ] {
        for act in [AdminAct::SetContact, AdminAct::PutContactBack] {
            let scene = Scene { contact_same, contact_at, ..scene(Some(plain_door(A, LAX))) };
            table.row(&[&format!("{act:?}"), name, "an admin"], &rules::people::decide(&scene, act, NOW));
        }
    }
    table.block("The same while the address is held for whoever had it until lately", &["act", "A", "by"]);
    for act in [AdminAct::Invite(Role::Member), AdminAct::InviteListed(Role::Member)] {
        let scene = Scene { held_until: Some(NOW.plus(Span::days(3))), ..scene(None) };
        table.row(&[&format!("{act:?}"), "none", "an admin"], &rules::people::decide(&scene, act, NOW));
    }
    table.block("An invitation to somebody without a password", &["act", "A", "by"]);
    let new = Scene { has_password: false, ..scene(None) };
    table.row(
        &["Invite(Member)", "none", "an admin"],
        &rules::people::decide(&new, AdminAct::Invite(Role::Member), NOW),
    );
    table
}
