//! Facts of every kind, reachable or not, for laws that need no story.

use rules::attempt::{
    Attempt, CodeEvidence, MailedEvidence, PasskeyEvidence, PasswordEvidence, Save, SaveBy, Which,
};
use rules::facts::{Account, Door, Facts, Lane, Password, Proofs, Standing, Ticket, TicketKind, Worth};
use rules::policy::Policy;
use rules::{Decision, Instant, Span};

use super::facts::{A, B, NOW, ago, plain_door, ticket};
use super::run::{LAX, STRICT_MFA};
use super::state::Mailed;

/// Nothing proved.
pub const UNPROVED: Proofs = Proofs {
    password: None,
    passkey: None,
    mailbox: None,
    second: None,
    standing: OWN,
    by_recovery_code: false,
    just_saved: false,
    vouched: None,
    vouched_second: false,
};

/// A second factor of the user's own.
pub const OWN: Standing = Standing { only_here: false, by_pass: false };

/// Nobody, at the door, with nothing.
pub const NOBODY: Facts = Facts {
    account: None,
    doors: vec![],
    wanted: None,
    lane: Lane { failed: 0, last_at: Instant(0) },
    network_until: Instant(0),
    proofs: UNPROVED,
    in_session: false,
    visiting: None,
    remembered_until: None,
    ticket: None,
    change: None,
    mail_fits: true,
    presented: OWN,
};

/// The same facts with doors that know of the account's factors: all are the user's own and count everywhere.
pub fn owned(mut facts: Facts) -> Facts {
    let factors = facts
        .account
        .as_ref()
        .map_or(0, |account| account.authenticators + account.unreadable + account.passkeys);
    for door in &mut facts.doors {
        (door.factors, door.second_holds) = (factors, true);
    }
    facts
}

/// The decision about an account whose factors are all its own and count everywhere.
pub fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
    rules::decide(&owned(facts.clone()), attempt, now)
}

/// Every kind of account, and none.
pub fn accounts() -> Vec<Option<Account>> {
    let password = |age, worth| Some(Password { set_at: ago(age), worth });
    let passwords = [
        None,
        password(Span::days(2), Worth::Own),
        password(Span::minutes(1), Worth::Mailbox),
        password(Span::days(90), Worth::Own),
    ];
    let mut all = vec![None];
    for password in passwords {
        for (authenticators, unreadable) in [(0, 0), (1, 0), (0, 1), (2, 1)] {
            for (recovery_codes, codes_saved) in [(0, false), (9, true)] {
                let passkeys = 0;
                all.push(Some(Account {
                    password,
                    authenticators,
                    unreadable,
                    passkeys,
                    recovery_codes,
                    codes_saved,
                }));
            }
        }
    }
    all
}

/// Every kind of membership of A under three policies, beside none or one of B.
pub fn memberships() -> Vec<Vec<Door>> {
    let mut all = vec![];
    for policy in [LAX, Policy::DEFAULT, STRICT_MFA] {
        let joined = plain_door(A, policy);
        let invited = Door { joined: false, invited_until: Some(NOW.plus(Span::days(1))), ..joined.clone() };
        for a in [
            None,
            Some(Door { invited_until: Some(ago(Span::days(1))), ..invited.clone() }),
            Some(Door { deactivated: true, ..invited.clone() }),
            Some(Door { suspended: true, ..invited.clone() }),
            Some(invited),
            Some(Door { change_demanded_at: Some(ago(Span::seconds(1))), ..joined.clone() }),
            Some(Door { deactivated: true, ..joined.clone() }),
            Some(Door { suspended: true, ..joined.clone() }),
            Some(joined),
        ] {
            for b in [None, Some(plain_door(B, LAX))] {
                all.push(a.iter().cloned().chain(b).collect());
            }
        }
    }
    all
}

/// Every kind of proof that a browser can hold.
pub fn proofs() -> Vec<Proofs> {
    let (recently, earlier) = (Some(ago(Span::minutes(1))), Some(ago(Span::hours(2))));
    let none = NOBODY.proofs;
    let password = Proofs { password: recently, ..none };
    vec![
        none,
        password,
        Proofs { mailbox: recently, ..password },
        Proofs { mailbox: earlier, ..password },
        Proofs { mailbox: recently, just_saved: true, ..password },
        Proofs { second: recently, ..password },
        Proofs { second: earlier, ..password },
        Proofs { second: recently, mailbox: recently, ..password },
    ]
}

/// Every ticket, and none.
pub fn tickets() -> Vec<Option<Ticket>> {
    let kinds = [TicketKind::Reset, TicketKind::Invitation, TicketKind::Mailbox];
    let states = [Mailed::Live, Mailed::Expired, Mailed::Spent];
    let all = kinds.into_iter().flat_map(|kind| states.map(|state| ticket(kind, state)));
    all.chain([None]).collect()
}

/// Shows all combinations of account, memberships, proofs, session and remembered browser.
pub fn situations(mut see: impl FnMut(&Facts)) {
    let (memberships, proofs) = (memberships(), proofs());
    for account in accounts() {
        for doors in &memberships {
            let mut facts = owned(Facts { account: account.clone(), doors: doors.clone(), ..NOBODY });
            for wanted in [None, Some(A)] {
                for proofs in &proofs {
                    for in_session in [false, true] {
                        for remembered_until in [None, Some(NOW.plus(Span::days(1)))] {
                            facts.proofs = *proofs;
                            (facts.wanted, facts.in_session) = (wanted, in_session);
                            facts.remembered_until = remembered_until;
                            see(&facts);
                        }
                    }
                }
            }
        }
    }
}

/// A new password that breaks no rule.
pub const fn save(by: SaveBy, keep_sessions: bool) -> Attempt {
    Attempt::SavePassword(Save { by, flaw: None, reused: false, keep_sessions })
}

/// Every attempt that needs no ticket.
pub fn attempts() -> Vec<Attempt> {
    let second = |evidence| Attempt::Second { evidence, remember: true };
    vec![
        Attempt::Password(PasswordEvidence::Right),
        Attempt::Password(PasswordEvidence::Wrong),
        Attempt::Enter,
        second(CodeEvidence::Right),
        second(CodeEvidence::RecoveryRight),
        second(CodeEvidence::RecoverySpent),
        second(CodeEvidence::Replayed),
        second(CodeEvidence::OldEntry),
        second(CodeEvidence::ClockOff(-120)),
        second(CodeEvidence::Wrong),
        second(CodeEvidence::KitRight),
        second(CodeEvidence::KitSpent),
        second(CodeEvidence::OperatorRight),
        Attempt::Passkey(PasskeyEvidence::Right { verified: true }),
        Attempt::Passkey(PasskeyEvidence::Right { verified: false }),
        Attempt::Passkey(PasskeyEvidence::Unknown),
        Attempt::Passkey(PasskeyEvidence::Wrong),
        Attempt::AskMailboxCode,
        Attempt::ConfirmAuthenticator(CodeEvidence::Right),
        Attempt::ConfirmAuthenticator(CodeEvidence::Wrong),
        Attempt::MakeCodes,
        Attempt::CodesSaved,
        Attempt::AddPasskey,
        Attempt::EndFactor { here: false },
        Attempt::EndFactor { here: true },
        Attempt::AskHelp,
        Attempt::WithdrawHelp,
        Attempt::ExtendFactor,
        Attempt::StartWait,
        Attempt::StopWait,
        Attempt::AskReset,
        save(SaveBy::Demand, false),
        save(SaveBy::Choice(PasswordEvidence::Right), false),
        Attempt::Join,
        Attempt::EndSessions(Which::All),
        Attempt::AskAdmin,
        Attempt::AskAnswer,
    ]
}

/// Every attempt that presents a ticket.
pub fn with_ticket() -> [Attempt; 6] {
    [
        Attempt::OpenTicket,
        Attempt::TypeCode(MailedEvidence::Right),
        Attempt::TypeCode(MailedEvidence::Wrong),
        save(SaveBy::Ticket, false),
        save(SaveBy::Ticket, true),
        Attempt::AskTicketAgain,
    ]
}
