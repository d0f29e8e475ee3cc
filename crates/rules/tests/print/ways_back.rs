//! The tables about ways back: passkeys, live help, passes, the kit and the last admin's wait.

use rules::attempt::{Attempt, CodeEvidence, PasskeyEvidence};
use rules::facts::{
    Account, Door, Facts, Help, Lane, Pass, PassKind, Password, Proofs, Standing, Wait, Worth,
};
use rules::people::{ActorSecond, AdminAct, By, HelpEvidence, Scene};
use rules::{Instant, Role, Span, decide};

use super::Table;
use super::doors::{GAVE_PASSWORD, PLAIN, WITH_SECOND, memberships, yes};
use crate::world::every::{NOBODY, UNPROVED};
use crate::world::facts::{A, B, NOW, ago, plain_door};
use crate::world::run::{LAX, MFA};

const BY_MAIL: Account =
    Account { password: Some(Password { set_at: ago(Span::days(2)), worth: Worth::Mailbox }), ..WITH_SECOND };
const LATER: Instant = NOW.plus(Span::hours(1));
const WITH_MAILBOX: Proofs = Proofs { mailbox: Some(NOW), ..GAVE_PASSWORD };
const VOUCHED: Standing = Standing { only_here: true, by_pass: true };

/// A member of A with a second factor that was not given.
fn stuck(account: Account, proofs: Proofs) -> Facts {
    let door = Door { factors: 1, ..plain_door(A, MFA) };
    Facts { account: Some(account), doors: vec![door], wanted: Some(A), proofs, ..NOBODY }
}

pub fn passkeys() -> Table {
    let mut table = Table::default();
    table.block("A passkey answers", &["account", "answer", "after the password", "counts in"]);
    for (name, account) in [("with second", WITH_SECOND), ("password by mail", BY_MAIL)] {
        for (answer, evidence) in [
            ("right, verified", PasskeyEvidence::Right { verified: true }),
            ("right", PasskeyEvidence::Right { verified: false }),
            ("unknown", PasskeyEvidence::Unknown),
            ("wrong", PasskeyEvidence::Wrong),
        ] {
            for (given, proofs) in [(false, UNPROVED), (true, GAVE_PASSWORD)] {
                for (place, presented, second_holds) in
                    [("all", Standing::default(), true), ("A", VOUCHED, true), ("B", VOUCHED, false)]
                {
                    let mut facts = Facts { presented, ..stuck(account.clone(), proofs) };
                    facts.doors[0].second_holds = second_holds;
                    facts.doors.push(Door { second_holds: !second_holds, ..plain_door(B, LAX) });
                    let decision = decide(&facts, &Attempt::Passkey(evidence), NOW);
                    table.row(&[name, answer, yes(given), place], &decision);
                }
            }
        }
    }
    table.block("A passkey is added", &["account", "passkeys", "proved"]);
    for (name, account) in [("password", PLAIN), ("with second", WITH_SECOND)] {
        for (first, passkeys_for_setup) in [("may be first", true), ("never first", false)] {
            for (proved, proofs) in [
                ("password", GAVE_PASSWORD),
                ("mailbox", WITH_MAILBOX),
                ("second", Proofs { second: Some(NOW), ..GAVE_PASSWORD }),
            ] {
                let mut facts = stuck(account.clone(), proofs);
                facts.doors[0].policy.passkeys_for_setup = passkeys_for_setup;
                facts.doors[0].factors = u8::from(account.has_second());
                facts.doors[0].second_holds = proofs.second.is_some();
                table.row(&[name, first, proved], &decide(&facts, &Attempt::AddPasskey, NOW));
            }
        }
    }
    table
}

pub fn help() -> Table {
    let mut table = Table::default();
    asked(&mut table);
    passes(&mut table);
    stand_ins(&mut table);
    one_organizations(&mut table);
    admins(&mut table);
    waits(&mut table);
    table
}

fn asked(table: &mut Table) {
    table.block("Live help is asked for, or taken back", &["does", "proved", "other admins", "request"]);
    let open = |here, reached| Some(Help { until: LATER, here, reached });
    for (does, attempt) in [("asks", Attempt::AskHelp), ("takes back", Attempt::WithdrawHelp)] {
        for (proved, proofs) in
            [("nothing", UNPROVED), ("password", GAVE_PASSWORD), ("mailbox", WITH_MAILBOX)]
        {
            for other_admins in [0, 1] {
                for (request, help) in [
                    ("none", None),
                    ("elsewhere", open(false, true)),
                    ("here", open(true, false)),
                    ("here, reached", open(true, true)),
                ] {
                    let mut facts = stuck(WITH_SECOND, proofs);
                    (facts.doors[0].other_admins, facts.doors[0].help) = (other_admins, help);
                    let cells = [does, proved, &other_admins.to_string(), request];
                    table.row(&cells, &decide(&facts, &attempt, NOW));
                }
            }
        }
    }
}

fn passes(table: &mut Table) {
    table.block(
        "A new authenticator with a pass, or the factor given elsewhere made to hold here",
        &["does", "pass", "here", "password", "mailbox", "factor given"],
    );
    let sets_up = Attempt::ConfirmAuthenticator(CodeEvidence::Right);
    for (does, attempt) in [("sets up", sets_up), ("extends", Attempt::ExtendFactor)] {
        for (name, kind) in
            [("none", None), ("live", Some(PassKind::Live)), ("advance", Some(PassKind::Advance))]
        {
            for bits in 0..16_u8 {
                let [here, by_mail, mailbox, given] = [1, 2, 4, 8].map(|bit| bits & bit != 0);
                if (kind.is_none() && here) || (given && does == "sets up") {
                    continue;
                }
                let proofs = if mailbox { WITH_MAILBOX } else { GAVE_PASSWORD };
                let proofs =
                    if given { Proofs { second: Some(NOW), standing: VOUCHED, ..proofs } } else { proofs };
                let mut facts = stuck(if by_mail { BY_MAIL } else { WITH_SECOND }, proofs);
                facts.doors[0].pass = kind.map(|kind| Pass { kind, until: LATER, here });
                let b = Door { factors: 1, second_holds: given, ..plain_door(B, LAX) };
                facts.doors.push(b);
                let worth = if by_mail { "by mail" } else { "own" };
                let cells = [does, name, yes(here), worth, yes(mailbox), yes(given)];
                table.row(&cells, &decide(&facts, &attempt, NOW));
            }
        }
    }
}

fn stand_ins(table: &mut Table) {
    table.block("A code that stands in once, in A", &["code", "role", "remember"]);
    for evidence in [CodeEvidence::KitRight, CodeEvidence::KitSpent, CodeEvidence::OperatorRight] {
        for role in [Role::Member, Role::Admin] {
            for remember in [false, true] {
                let mut facts = stuck(BY_MAIL, GAVE_PASSWORD);
                facts.doors[0].role = role;
                facts.doors[0].second_holds = true;
                let attempt = Attempt::Second { evidence, remember };
                let cells = [&format!("{evidence:?}"), role.word(), yes(remember)];
                table.row(&cells.map(|cell| cell as &str), &decide(&facts, &attempt, NOW));
            }
        }
    }
}

/// What holds for A alone, in a session of somebody who is in A and B.
fn one_organizations(table: &mut Table) {
    table.block("With a factor that A vouched for, in a session", &["does", "in"]);
    let proofs = Proofs { second: Some(NOW), standing: VOUCHED, ..GAVE_PASSWORD };
    for (does, attempt) in [
        ("enters", Attempt::Enter),
        ("adds another", Attempt::ConfirmAuthenticator(CodeEvidence::Right)),
        ("makes codes", Attempt::MakeCodes),
        ("ends one everywhere", Attempt::EndFactor { here: false }),
        ("ends one here", Attempt::EndFactor { here: true }),
    ] {
        for (name, wanted) in [("A", A), ("B", B)] {
            let a = Door { factors: 2, second_holds: true, ..plain_door(A, MFA) };
            let b = Door { factors: 1, ..plain_door(B, LAX) };
            let account = Account { authenticators: 2, ..WITH_SECOND };
            let facts = Facts {
                account: Some(account),
                doors: vec![a, b],
                wanted: Some(wanted),
                proofs,
                in_session: true,
                ..NOBODY
            };
            table.row(&[does, name], &decide(&facts, &attempt, NOW));
        }
    }
}

fn admins(table: &mut Table) {
    table.block("An admin helps", &["act", "A", "request", "actor's second factor", "own"]);
    let reached = Help { until: LATER, here: false, reached: true };
    let requests = [
        ("none", None),
        ("unproved", Some(Help { reached: false, ..reached })),
        ("open", Some(reached)),
        ("too old", Some(Help { until: NOW, ..reached })),
    ];
    for act in [
        AdminAct::ConfirmHelp(HelpEvidence::Right),
        AdminAct::ConfirmHelp(HelpEvidence::Wrong),
        AdminAct::DeclineHelp,
        AdminAct::GivePass,
        AdminAct::WithdrawPass,
    ] {
        for (door_name, door) in memberships(MFA) {
            if !["invited", "joined", "off"].contains(&door_name) {
                continue;
            }
            for (request, help) in requests {
                for actor_second in [ActorSecond::Recent, ActorSecond::Old, ActorSecond::None] {
                    for own in [false, true] {
                        let pass = Some(Pass { kind: PassKind::Advance, until: LATER, here: false });
                        let door = door.clone().map(|door| Door { factors: 1, help, pass, ..door });
                        let decision = rules::people::decide(&scene(door, own, actor_second), act, NOW);
                        let second = format!("{actor_second:?}");
                        table.row(&[&format!("{act:?}"), door_name, request, &second, yes(own)], &decision);
                    }
                }
            }
        }
    }
    table.block("The eight characters after wrong ones, just now", &["failed"]);
    for failed in [0, 5, 99, 100] {
        let door = Door { factors: 1, help: Some(reached), ..plain_door(A, MFA) };
        let lane = Lane { failed, last_at: NOW };
        let scene = Scene { lane, ..scene(Some(door), false, ActorSecond::Recent) };
        let right = AdminAct::ConfirmHelp(HelpEvidence::Right);
        table.row(&[&failed.to_string()], &rules::people::decide(&scene, right, NOW));
    }
}

const fn scene(door: Option<Door>, own: bool, actor_second: ActorSecond) -> Scene {
    Scene {
        by: By::Admin,
        desk: false,
        door,
        has_password: true,
        admins: 2,
        invitation_life: Span::days(30),
        own,
        actor_second,
        lane: Lane { failed: 0, last_at: NOW },
        contact_same: false,
        contact_at: None,
        held_until: None,
        mails_until: None,
    }
}

fn waits(table: &mut Table) {
    table.block("The last admin's wait", &["does", "role", "other admins", "password", "mailbox", "wait"]);
    let wait = |ripe_at, here, stopped| Some(Wait { ripe_at, until: LATER, here, stopped });
    let waits = [
        ("none", None),
        ("running", wait(LATER, true, false)),
        ("running elsewhere", wait(LATER, false, false)),
        ("over", wait(NOW, true, false)),
        ("over elsewhere", wait(NOW, false, false)),
        ("stopped", wait(NOW, true, true)),
    ];
    for (does, attempt) in
        [("begins", Attempt::StartWait), ("sets up", Attempt::ConfirmAuthenticator(CodeEvidence::Right))]
    {
        for (role, other_admins) in [(Role::Member, 1), (Role::Admin, 1), (Role::Admin, 0)] {
            for (worth, account) in [("own", WITH_SECOND), ("by mail", BY_MAIL)] {
                for (mailbox, proofs) in [(false, GAVE_PASSWORD), (true, WITH_MAILBOX)] {
                    for (name, wait) in waits {
                        let mut facts = stuck(account.clone(), proofs);
                        let door = &mut facts.doors[0];
                        (door.role, door.other_admins, door.wait) = (role, other_admins, wait);
                        let others = other_admins.to_string();
                        let cells = [does, role.word(), &others, worth, yes(mailbox), name];
                        table.row(&cells, &decide(&facts, &attempt, NOW));
                    }
                }
            }
        }
    }
    table.block("The wait is stopped", &["second given", "session", "wait"]);
    for (given, in_session) in [(false, false), (false, true), (true, true)] {
        for (name, wait) in waits {
            let second = given.then_some(NOW);
            let mut facts = Facts { in_session, ..stuck(WITH_SECOND, Proofs { second, ..GAVE_PASSWORD }) };
            (facts.doors[0].wait, facts.doors[0].second_holds) = (wait, true);
            table.row(&[yes(given), yes(in_session), name], &decide(&facts, &Attempt::StopWait, NOW));
        }
    }
}
