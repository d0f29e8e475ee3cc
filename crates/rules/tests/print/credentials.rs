//! The tables about credentials: the second factor, resets, and saving a password.

use rules::Span;
use rules::attempt::{Attempt, CodeEvidence, MailedEvidence, Which};
use rules::facts::{Account, Facts, Password, Proofs, TicketKind, Worth};
use rules::policy::Policy;

use super::Table;
use super::doors::{GAVE_PASSWORD, PLAIN, WITH_SECOND, accounts, memberships, yes};
use crate::world::every::{self, NOBODY, UNPROVED, decide};
use crate::world::facts::{A, B, NOW, ago, plain_door, ticket};
use crate::world::law::lanes;
use crate::world::run::{LAX, MFA};
use crate::world::state::Mailed;

const CODES: [CodeEvidence; 7] = [
    CodeEvidence::Right,
    CodeEvidence::RecoveryRight,
    CodeEvidence::RecoverySpent,
    CodeEvidence::Replayed,
    CodeEvidence::OldEntry,
    CodeEvidence::ClockOff(-90),
    CodeEvidence::Wrong,
];

/// A member of A with these proofs.
pub fn member(account: Account, policy: Policy, proofs: Proofs) -> Facts {
    every::owned(Facts { account: Some(account), doors: vec![plain_door(A, policy)], proofs, ..NOBODY })
}

pub fn second() -> Table {
    let mut table = Table::default();
    let mailed = Some(Password { set_at: ago(Span::days(2)), worth: Worth::Mailbox });
    let kinds = [
        ("authenticator", WITH_SECOND),
        ("codes unsaved", Account { codes_saved: false, ..WITH_SECOND }),
        ("password by mail", Account { password: mailed, ..WITH_SECOND }),
        ("unreadable", Account { authenticators: 0, unreadable: 1, ..WITH_SECOND }),
    ];
    table.block("A code is typed after the password", &["account", "code", "remember", "policy"]);
    for (name, account) in &kinds {
        for evidence in CODES {
            for (policy_name, policy) in [("remembers", Policy::DEFAULT), ("", MFA)] {
                let facts = member(account.clone(), policy, GAVE_PASSWORD);
                let attempt = Attempt::Second { evidence, remember: true };
                table.row(
                    &[name, &format!("{evidence:?}"), "yes", policy_name],
                    &decide(&facts, &attempt, NOW),
                );
            }
        }
    }
    let unproved = member(WITH_SECOND, MFA, UNPROVED);
    let right = Attempt::Second { evidence: CodeEvidence::Right, remember: false };
    table.row(&["no password given", "Right", "", ""], &decide(&unproved, &right, NOW));
    table.block(
        "A right code after failed ones, the last one just now, five minutes or a day ago",
        &["failed", "ago"],
    );
    for lane in lanes() {
        let facts = Facts { lane, ..member(WITH_SECOND, MFA, GAVE_PASSWORD) };
        let seconds = NOW.since(lane.last_at).as_seconds();
        table.row(&[&lane.failed.to_string(), &format!("{seconds} s")], &decide(&facts, &right, NOW));
    }
    factors(&mut table);
    table
}

/// Setting up, ending, codes: by what was proved and where.
fn factors(table: &mut Table) {
    table.block(
        "Authenticators and recovery codes in an organization that demands second factors",
        &["does", "account", "proved", "session"],
    );
    let proved = [
        ("nothing", UNPROVED),
        ("password", GAVE_PASSWORD),
        ("mailbox", Proofs { mailbox: Some(NOW), ..GAVE_PASSWORD }),
        ("mailbox, old", Proofs { mailbox: Some(ago(Span::hours(1))), ..GAVE_PASSWORD }),
        ("second", Proofs { second: Some(NOW), ..GAVE_PASSWORD }),
        ("second, 20 min old", Proofs { second: Some(ago(Span::minutes(20))), ..GAVE_PASSWORD }),
        ("second, 1 h old", Proofs { second: Some(ago(Span::hours(1))), ..GAVE_PASSWORD }),
    ];
    let two = Account { authenticators: 2, ..WITH_SECOND };
    for (does, attempt) in [
        ("sets up", Attempt::ConfirmAuthenticator(CodeEvidence::Right)),
        ("asks for the mailbox code", Attempt::AskMailboxCode),
        ("makes codes", Attempt::MakeCodes),
        ("saved codes", Attempt::CodesSaved),
        ("ends one", Attempt::EndFactor { here: false }),
    ] {
        for (name, account) in [("password", &PLAIN), ("one", &WITH_SECOND), ("two", &two)] {
            for (proof_name, proofs) in proved {
                for in_session in [false, true] {
                    let facts = Facts { in_session, ..member(account.clone(), MFA, proofs) };
                    table.row(&[does, name, proof_name, yes(in_session)], &decide(&facts, &attempt, NOW));
                }
            }
        }
    }
    table.block("The first code of a new authenticator", &["code"]);
    for evidence in CODES {
        let facts = member(PLAIN, MFA, Proofs { mailbox: Some(NOW), ..GAVE_PASSWORD });
        table
            .row(&[&format!("{evidence:?}")], &decide(&facts, &Attempt::ConfirmAuthenticator(evidence), NOW));
    }
}

pub fn reset() -> Table {
    let mut table = Table::default();
    table.block("A reset is asked for: the page is the same, the mail is not", &["account", "A", "B", "cap"]);
    for (name, account) in accounts() {
        for (door_name, door) in memberships(LAX) {
            for (b_name, in_b, mail_fits) in
                [("none", false, true), ("joined", true, true), ("none", false, false)]
            {
                if account.is_none() && (door.is_some() || in_b) {
                    continue;
                }
                let doors = door.iter().cloned().chain(in_b.then(|| plain_door(B, LAX))).collect();
                let facts = Facts { account: account.clone(), doors, mail_fits, ..NOBODY };
                let cap = if mail_fits { "" } else { "full" };
                table.row(&[name, door_name, b_name, cap], &decide(&facts, &Attempt::AskReset, NOW));
            }
        }
    }
    tickets(&mut table);
    asks(&mut table);
    table
}

fn tickets(table: &mut Table) {
    table.block("A ticket is presented by a member of A who has a password", &["does", "ticket", "is"]);
    for (does, attempt) in [
        ("opens the link", Attempt::OpenTicket),
        ("types the code", Attempt::TypeCode(MailedEvidence::Right)),
        ("types an old code", Attempt::TypeCode(MailedEvidence::TooOld)),
        ("types a wrong code", Attempt::TypeCode(MailedEvidence::Wrong)),
        ("asks for the next", Attempt::AskTicketAgain),
    ] {
        for present in every::tickets() {
            let kind = present.map_or("none".to_owned(), |ticket| format!("{:?}", ticket.kind));
            let state = present.map_or("", |ticket| match (ticket.spent_at, ticket.live(NOW)) {
                (Some(_), _) => "spent",
                (None, true) => "live",
                (None, false) => "expired",
            });
            let facts = Facts { ticket: present, wanted: Some(A), ..member(PLAIN, LAX, UNPROVED) };
            table.row(&[does, &kind, state], &decide(&facts, &attempt, NOW));
        }
    }
    let proving =
        Facts { ticket: ticket(TicketKind::Mailbox, Mailed::Live), ..member(PLAIN, MFA, GAVE_PASSWORD) };
    let decision = decide(&proving, &Attempt::TypeCode(MailedEvidence::Right), NOW);
    table.row(&["types the code, on the way in", "Mailbox", "live"], &decision);
}

/// What else can be asked for.
fn asks(table: &mut Table) {
    table.block("Asking for help, and ending sessions", &["does", "account", "A", "proved"]);
    for (does, attempt) in [
        ("asks the admin", Attempt::AskAdmin),
        ("asks for the answer", Attempt::AskAnswer),
        ("signs out everywhere", Attempt::EndSessions(Which::All)),
    ] {
        for (name, account) in [("nobody", None), ("password", Some(PLAIN))] {
            for (door_name, door) in [("none", None), ("joined", Some(plain_door(A, LAX)))] {
                for (proved, proofs, in_session) in [
                    ("nothing", UNPROVED, false),
                    ("password", GAVE_PASSWORD, false),
                    ("session", GAVE_PASSWORD, true),
                ] {
                    if account.is_none() && (door.is_some() || in_session || proofs.password.is_some()) {
                        continue;
                    }
                    let doors = door.iter().cloned().collect();
                    let facts = Facts { account: account.clone(), doors, proofs, in_session, ..NOBODY };
                    table.row(&[does, name, door_name, proved], &decide(&facts, &attempt, NOW));
                }
            }
        }
    }
}
