//! Causes and remedies in words, for each kind of reader. The sentences stand in `words/en/causes.ftl`.
//!
//! Never in here: who may know a cause.

pub mod audit;
pub mod policy;
pub mod prospect;

use rules::cause::{PasswordFlaw, SsoFlaw};
use rules::{Cause, Instant, Remedy, Span};
use uuid::Uuid;

use crate::subject::Subject;
use crate::when;
use crate::words::words;

/// A cause, said to the person concerned. Without a subject the sentence names nobody.
pub fn cause(cause: &Cause, subject: Option<&Subject>, wanted: Option<Uuid>, now: Instant) -> String {
    let values = values(cause, subject, wanted, now);
    plain(&format!("cause-{}", cause.code()), &values)
}

/// A cause, said to an admin, support or the operator.
pub fn cause_for_admin(cause: &Cause, subject: &Subject, now: Instant) -> String {
    let values = values(cause, Some(subject), None, now);
    plain(&format!("cause-{}-admin", cause.code()), &values)
}

/// The same where no subject is known any more.
pub fn cause_for_operator(cause: &Cause, now: Instant) -> String {
    plain(&format!("cause-{}-admin", cause.code()), &values(cause, None, None, now))
}

fn plain(key: &str, values: &[(&str, String)]) -> String {
    let lent: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words().plain(key, &lent)
}

fn values(
    cause: &Cause,
    subject: Option<&Subject>,
    wanted: Option<Uuid>,
    now: Instant,
) -> Vec<(&'static str, String)> {
    let zone = subject.map_or("UTC", |subject| subject.zone(wanted));
    let door = subject.and_then(|subject| subject.speaking_door(wanted));
    let fallback = words().plain("your-organization", &[]);
    let mut values = vec![("organization", door.map_or(fallback, |door| door.name.clone()))];
    values.extend(data(cause, subject, |at| when::said(at, now, zone)));
    values
}

/// What a cause's sentence is filled in with.
fn data(
    cause: &Cause,
    subject: Option<&Subject>,
    time: impl Fn(Instant) -> String,
) -> Vec<(&'static str, String)> {
    match cause {
        Cause::GuessesSlowed { until } => slowed(until.map(time)),
        Cause::CodeFromOldEntry => vec![("entries", entries(subject))],
        Cause::CodeClockOff { seconds } => {
            let direction = if *seconds > 0 { "ahead" } else { "behind" };
            [amount(*seconds), vec![("direction", direction.to_owned())]].concat()
        }
        Cause::Sso(SsoFlaw::Expired { seconds } | SsoFlaw::NotYetValid { seconds }) => amount(*seconds),
        Cause::TicketSpent { at } | Cause::AddressHeld { until: at } => vec![("time", time(*at))],
        Cause::WaitNotOver { until } | Cause::MailsCapped { until } => vec![("time", time(*until))],
        Cause::PasswordRule(PasswordFlaw::TooShort { have, need }) => {
            vec![("have", have.to_string()), ("need", need.to_string())]
        }
        Cause::PasswordRule(PasswordFlaw::TooLong { most }) => vec![("most", most.to_string())],
        Cause::PasswordTooSoon { until } => {
            let set = subject.and_then(|subject| subject.user.as_ref()).and_then(|user| user.password_at);
            let set = set.unwrap_or(*until);
            vec![("time", time(*until)), ("set", time(set)), ("span", when::span(until.since(set)))]
        }
        Cause::PasswordRule(PasswordFlaw::Listed | PasswordFlaw::Expected)
        | Cause::AddressUnknown
        | Cause::PasswordWrong
        | Cause::PasswordNotSet
        | Cause::InvitationPending
        | Cause::InvitationExpired
        | Cause::Deactivated
        | Cause::NotAMember
        | Cause::OrganizationSuspended
        | Cause::CodeWrong
        | Cause::CodeReplayed
        | Cause::RecoveryCodeSpent
        | Cause::AuthenticatorUnreadable
        | Cause::KitCodeSpent
        | Cause::PasskeyUnknown
        | Cause::PasskeyWrong
        | Cause::PasskeyUnverified
        | Cause::FactorElsewhere
        | Cause::NobodyToHelp
        | Cause::HelpClosed
        | Cause::HelpCodeWrong
        | Cause::OwnRequest
        | Cause::PassMissing
        | Cause::PasswordByMail
        | Cause::WaitStopped
        | Cause::MailedCodeWrong
        | Cause::MailedCodeTooOld
        | Cause::TicketExpired
        | Cause::TicketUnknown
        | Cause::PasswordReused
        | Cause::ProofMissing
        | Cause::SessionEnded
        | Cause::NotAnAdmin
        | Cause::LastAdmin
        | Cause::FactorDemanded
        | Cause::AddressTaken
        | Cause::NobodyThere
        | Cause::NotSupport
        | Cause::Sso(_)
        | Cause::OnlyVisiting
        | Cause::SsoRequired
        | Cause::SupportNeedsGrant => vec![],
    }
}

fn amount(seconds: i64) -> Vec<(&'static str, String)> {
    vec![("amount", when::span(Span::seconds(seconds.abs())))]
}

fn slowed(until: Option<String>) -> Vec<(&'static str, String)> {
    match until {
        Some(time) => {
            let sentence = words().plain("cause-guesses-slowed-until", &[("time", &time)]);
            vec![("until", sentence), ("time", time)]
        }
        None => vec![("until", words().plain("cause-guesses-slowed-shut", &[]))],
    }
}

/// "Look for the one named “ana · 23 Nov”."
fn entries(subject: Option<&Subject>) -> String {
    let labels: Vec<String> = subject
        .into_iter()
        .flat_map(|subject| subject.authenticators())
        .map(|factor| words().plain("entry-label", &[("label", &factor.label)]))
        .collect();
    if labels.is_empty() {
        return String::new();
    }
    words().plain("cause-code-from-old-entry-look", &[("labels", &labels.join(", "))])
}

/// What a remedy's button says.
pub fn remedy(remedy: Remedy) -> String {
    words().plain(&format!("remedy-{}", remedy.code()), &[])
}

/// The line beneath it, where there is one.
pub fn remedy_line(remedy: Remedy) -> Option<String> {
    let key = format!("remedy-{}-line", remedy.code());
    words().has(&key).then(|| words().plain(&key, &[]))
}

/// Both in one sentence, for mails.
pub fn remedy_in_full(remedy: Remedy) -> String {
    match remedy_line(remedy) {
        Some(line) => format!("{}. {line}", self::remedy(remedy)),
        None => format!("{}.", self::remedy(remedy)),
    }
}

/// The heading of a refusal.
pub fn heading(cause: &Cause) -> String {
    let key = match cause {
        Cause::PasswordRule(_) | Cause::PasswordReused | Cause::PasswordTooSoon { .. } => {
            "refused-heading-password"
        }
        Cause::CodeWrong
        | Cause::CodeReplayed
        | Cause::CodeFromOldEntry
        | Cause::CodeClockOff { .. }
        | Cause::RecoveryCodeSpent
        | Cause::AuthenticatorUnreadable
        | Cause::KitCodeSpent
        | Cause::FactorElsewhere
        | Cause::HelpCodeWrong
        | Cause::MailedCodeWrong
        | Cause::MailedCodeTooOld => "refused-heading-code",
        Cause::OwnRequest
        | Cause::HelpClosed
        | Cause::NotAnAdmin
        | Cause::LastAdmin
        | Cause::FactorDemanded
        | Cause::MailsCapped { .. }
        | Cause::AddressTaken
        | Cause::AddressHeld { .. }
        | Cause::NobodyThere
        | Cause::NotSupport
        | Cause::OnlyVisiting
        | Cause::SupportNeedsGrant => "refused-heading-done",
        Cause::Sso(_) => "refused-heading-sso",
        Cause::SsoRequired => "refused-heading-sso-required",
        Cause::AddressUnknown
        | Cause::PasswordWrong
        | Cause::PasswordNotSet
        | Cause::InvitationPending
        | Cause::InvitationExpired
        | Cause::Deactivated
        | Cause::NotAMember
        | Cause::OrganizationSuspended
        | Cause::GuessesSlowed { .. }
        | Cause::TicketExpired
        | Cause::TicketSpent { .. }
        | Cause::TicketUnknown
        | Cause::PasskeyUnknown
        | Cause::PasskeyWrong
        | Cause::PasskeyUnverified
        | Cause::NobodyToHelp
        | Cause::PassMissing
        | Cause::PasswordByMail
        | Cause::WaitStopped
        | Cause::WaitNotOver { .. }
        | Cause::ProofMissing
        | Cause::SessionEnded => "refused-heading",
    };
    words().plain(key, &[])
}
