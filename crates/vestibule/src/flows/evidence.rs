//! What each step of an attempt found, for the journal: small words and numbers, never what was typed.
//!
//! Never in here: a secret, an address. Where to go next: `happening.rs`, which says it to people.

use rules::Attempt;
use rules::attempt::{
    Arrival, CodeEvidence, MailedEvidence, PasskeyEvidence, PasswordEvidence, SaidAddress, SaveBy, UndoBy,
};
use rules::facts::Facts;
use serde_json::{Map, Value, json};

/// The evidence of an attempt as JSON.
pub fn of(attempt: &Attempt, facts: &Facts) -> String {
    let mut found = Map::new();
    if let Some((what, word)) = step(attempt) {
        found.insert(what.to_owned(), word);
    }
    if let Some(account) = &facts.account {
        found.insert("authenticators".to_owned(), json!(account.authenticators));
        found.insert("recovery-codes".to_owned(), json!(account.recovery_codes));
        if account.unreadable > 0 {
            found.insert("unreadable".to_owned(), json!(account.unreadable));
        }
    }
    found.insert("failed-before".to_owned(), json!(facts.lane.failed));
    if facts.network_until > rules::Instant(0) {
        // For whoever asks why many are slowed at once: a network of many, or a proxy that is not trusted.
        found.insert("network-until".to_owned(), json!(facts.network_until.0));
    }
    let proofs = facts.proofs;
    let given = [
        ("password", proofs.password),
        ("mailbox", proofs.mailbox),
        ("second-factor", proofs.second),
        ("provider", proofs.vouched),
    ];
    let given: Vec<&str> = given.iter().filter(|(_, at)| at.is_some()).map(|(what, _)| *what).collect();
    found.insert("proved-before".to_owned(), json!(given));
    Value::Object(found).to_string()
}

/// What the proofs said of what was brought.
fn step(attempt: &Attempt) -> Option<(&'static str, Value)> {
    let password = |evidence: &PasswordEvidence| match evidence {
        PasswordEvidence::Right => "right",
        PasswordEvidence::Wrong => "wrong",
    };
    match attempt {
        Attempt::Password(evidence) => Some(("password", json!(password(evidence)))),
        Attempt::Second { evidence, .. } | Attempt::ConfirmAuthenticator(evidence) => {
            Some(("code", code(evidence)))
        }
        Attempt::Passkey(evidence) => Some(("passkey", passkey(evidence))),
        Attempt::Arrive(arrival) => Some(("provider", provider(arrival))),
        Attempt::TypeCode(evidence) => Some((
            "mailed-code",
            json!(match evidence {
                MailedEvidence::Right => "right",
                MailedEvidence::TooOld => "too-old",
                MailedEvidence::Wrong => "wrong",
            }),
        )),
        Attempt::SavePassword(save) => Some((
            "saved-by",
            json!(match &save.by {
                SaveBy::Ticket => "ticket",
                SaveBy::Demand => "demand",
                SaveBy::Choice(evidence) => password(evidence),
            }),
        )),
        Attempt::Undo(by) => Some((
            "mailed-code",
            json!(match by {
                UndoBy::CodeRight => "right",
                UndoBy::CodeWrong => "wrong",
                UndoBy::Session => "in a session",
            }),
        )),
        Attempt::Enter
        | Attempt::AskMailboxCode
        | Attempt::MakeCodes
        | Attempt::CodesSaved
        | Attempt::AddPasskey
        | Attempt::EndFactor { .. }
        | Attempt::AskHelp
        | Attempt::WithdrawHelp
        | Attempt::ExtendFactor
        | Attempt::StartWait
        | Attempt::StopWait
        | Attempt::AskReset
        | Attempt::OpenTicket
        | Attempt::Join
        | Attempt::AskTicketAgain
        | Attempt::EndSessions(_)
        | Attempt::AskAdmin
        | Attempt::AskAnswer => None,
    }
}

/// What the provider's word was worth; what it said stands in `arrivals`, for its organization's admins.
fn provider(arrival: &Arrival) -> Value {
    match &arrival.said {
        Err(flaw) => json!(flaw.code()),
        Ok(said) => json!({
            "linked": said.linked,
            "address": match said.address {
                SaidAddress::None => "none",
                SaidAddress::Unverified => "unverified",
                SaidAddress::Verified => "verified",
            },
            "domain-proved": said.domain_proved,
            "second-factor": said.second,
        }),
    }
}

fn passkey(evidence: &PasskeyEvidence) -> Value {
    json!(match evidence {
        PasskeyEvidence::Right { verified: true } => "right, verified",
        PasskeyEvidence::Right { verified: false } => "right",
        PasskeyEvidence::Unknown => "unknown",
        PasskeyEvidence::Wrong => "wrong",
    })
}

fn code(evidence: &CodeEvidence) -> Value {
    match evidence {
        CodeEvidence::Right => json!("right"),
        CodeEvidence::RecoveryRight => json!("recovery-right"),
        CodeEvidence::RecoverySpent => json!("recovery-spent"),
        CodeEvidence::KitRight => json!("kit-right"),
        CodeEvidence::KitSpent => json!("kit-spent"),
        CodeEvidence::OperatorRight => json!("operator-right"),
        CodeEvidence::Replayed => json!("replayed"),
        CodeEvidence::OldEntry => json!("old-entry"),
        CodeEvidence::ClockOff(seconds) => json!({ "clock-off-seconds": seconds }),
        CodeEvidence::Wrong => json!("wrong"),
    }
}
