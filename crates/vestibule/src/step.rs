//! The state that a step needs, sealed into its page and bound to the browser it was made for.
//!
//! It travels in the page and not in a cookie, so that another tab cannot overwrite it. It is worth nothing
//! in another browser, nor a while later. Never in here: what a step means.

use rules::facts::{Proofs, Standing};
use rules::{Cause, Instant, Span};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::{App, random};
use crate::visit::Visit;

/// How long a page may be left open and still go on where it was.
pub const LASTS: Span = Span::hours(12);
/// All sealed steps have this size inside, so that their length tells nothing.
const SIZE: usize = 1024;

/// What travels.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Step {
    /// The address as understood.
    #[serde(default, rename = "a", skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// The user, once something of theirs is proved.
    #[serde(default, rename = "u", skip_serializing_if = "Option::is_none")]
    pub user: Option<Uuid>,
    /// The organization wanted.
    #[serde(default, rename = "o", skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Uuid>,
    /// The path wanted.
    #[serde(default, rename = "n", skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// When the password was proved.
    #[serde(default, rename = "p", skip_serializing_if = "Option::is_none")]
    pub password_at: Option<i64>,
    /// When the mailbox was proved.
    #[serde(default, rename = "m", skip_serializing_if = "Option::is_none")]
    pub mailbox_at: Option<i64>,
    /// When the second factor was proved.
    #[serde(default, rename = "f", skip_serializing_if = "Option::is_none")]
    pub second_at: Option<i64>,
    /// The second factor was a recovery code.
    #[serde(default, rename = "r", skip_serializing_if = "std::ops::Not::not")]
    pub by_recovery_code: bool,
    /// What that second factor was.
    #[serde(default, rename = "g", skip_serializing_if = "Given::is_nothing")]
    pub given: Given,
    /// When a passkey signed in with nothing else.
    #[serde(default, rename = "y", skip_serializing_if = "Option::is_none")]
    pub passkey_at: Option<i64>,
    /// The password was saved on the way.
    #[serde(default, rename = "j", skip_serializing_if = "std::ops::Not::not")]
    pub just_saved: bool,
    /// When the password that was proved was set: another one, saved since, takes the proof away.
    #[serde(default, rename = "e", skip_serializing_if = "Option::is_none")]
    pub password_set_at: Option<i64>,
    /// The one organization whose provider vouches for the person, or is asked to.
    #[serde(default, rename = "v", skip_serializing_if = "Option::is_none")]
    pub visiting: Option<Uuid>,
    /// Through which connection.
    #[serde(default, rename = "l", skip_serializing_if = "Option::is_none")]
    pub connection: Option<Uuid>,
    /// When it did.
    #[serde(default, rename = "b", skip_serializing_if = "Option::is_none")]
    pub vouched_at: Option<i64>,
    /// The provider's own second factor was taken.
    #[serde(default, rename = "q", skip_serializing_if = "std::ops::Not::not")]
    pub vouched_second: bool,
    /// What stands for the provider's own session.
    #[serde(default, rename = "vs", skip_serializing_if = "Option::is_none")]
    pub vouched_session: Option<Uuid>,
    /// The session that was open in this browser when somebody went to the provider: what comes back may take its place.
    #[serde(default, rename = "bs", skip_serializing_if = "Option::is_none")]
    pub beside: Option<Uuid>,
    /// An admin only wants to see what the provider says.
    #[serde(default, rename = "ry", skip_serializing_if = "std::ops::Not::not")]
    pub rehearsal: bool,
    /// The link by which somebody sets a connection up, or tries it.
    #[serde(default, rename = "sl", skip_serializing_if = "Option::is_none")]
    pub setup_link: Option<Uuid>,
    /// The steps belong to a session rather than to a sign-in.
    #[serde(default, rename = "i", skip_serializing_if = "Option::is_none")]
    pub session: Option<Uuid>,
    /// The ticket presented.
    #[serde(default, rename = "t", skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Uuid>,
    /// The change that somebody says they did not make.
    #[serde(default, rename = "d", skip_serializing_if = "Option::is_none")]
    pub undo: Option<Uuid>,
    /// The erasure that a mail announced.
    #[serde(default, rename = "z", skip_serializing_if = "Option::is_none")]
    pub erasure: Option<Uuid>,
    /// The page that asked for a mail.
    #[serde(default, rename = "k", skip_serializing_if = "Option::is_none")]
    pub ask: Option<Uuid>,
    /// What was refused just now.
    #[serde(default, rename = "x", skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refused>,
    /// The seed of recovery codes to show once.
    #[serde(default, rename = "c", skip_serializing_if = "Option::is_none")]
    pub codes: Option<String>,
    /// The sheet that these codes stand on: pressing "saved" puts this one away, and no other.
    #[serde(default, rename = "h", skip_serializing_if = "Option::is_none")]
    pub sheet: Option<Uuid>,
    /// A word for the page: why it stands here, or what was just done.
    #[serde(default, rename = "w", skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// When it was sealed.
    #[serde(default, rename = "s")]
    pub sealed_at: i64,
}

/// The second factor that was given: where it counts is looked up anew each time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Which authenticator or passkey.
    #[serde(default, rename = "f", skip_serializing_if = "Option::is_none")]
    pub factor: Option<Uuid>,
    /// The one organization that a code holds for that stood in.
    #[serde(default, rename = "o", skip_serializing_if = "Option::is_none")]
    pub organization: Option<Uuid>,
    /// A pass, a kit or the operator stands behind it.
    #[serde(default, rename = "p", skip_serializing_if = "std::ops::Not::not")]
    pub by_pass: bool,
}

impl Given {
    fn is_nothing(&self) -> bool {
        *self == Given::default()
    }
}

/// A refusal on its way to the page that shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refused {
    /// The reference.
    #[serde(rename = "r")]
    pub reference: String,
    /// When.
    #[serde(rename = "t")]
    pub at: i64,
    /// The cause, as `cause_words` writes it; what a stranger may know of it is decided by the page.
    #[serde(rename = "c")]
    pub cause: String,
    /// Whether it is what a provider's answer was refused for: that is told to whoever brought the answer. What a
    /// password was refused for is told to nobody who has not proved anything.
    #[serde(rename = "p", default, skip_serializing_if = "std::ops::Not::not")]
    pub arrived: bool,
}

/// Why a sealed step could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// There is none, it is from another browser, too old, or forged.
    Unreadable,
    /// This browser does not send cookies back.
    NoCookies,
}

impl Step {
    /// A first step for an address.
    pub fn for_address(address: &str) -> Step {
        Step { address: address.to_owned(), ..Step::default() }
    }

    /// What was proved on the way.
    pub fn proofs(&self) -> Proofs {
        Proofs {
            password: self.password_at.map(Instant),
            passkey: self.passkey_at.map(Instant),
            // `flows/subject.rs` says more: it knows the factor.
            standing: Standing { only_here: self.given.organization.is_some(), by_pass: self.given.by_pass },
            mailbox: self.mailbox_at.map(Instant),
            second: self.second_at.map(Instant),
            by_recovery_code: self.by_recovery_code,
            just_saved: self.just_saved,
            vouched: self.vouched_at.map(Instant),
            vouched_second: self.vouched_second,
        }
    }

    /// Whose provider vouches for the person, if one does.
    pub fn visits(&self) -> Option<Uuid> {
        self.visiting.filter(|_| self.vouched_at.is_some())
    }

    /// The same step with these proofs.
    pub fn with_proofs(mut self, proofs: Proofs) -> Step {
        self.password_at = proofs.password.map(|at| at.0);
        self.mailbox_at = proofs.mailbox.map(|at| at.0);
        self.passkey_at = proofs.passkey.map(|at| at.0);
        self.second_at = proofs.second.map(|at| at.0);
        self.by_recovery_code = proofs.by_recovery_code;
        self.just_saved = proofs.just_saved;
        self.vouched_at = proofs.vouched.map(|at| at.0);
        self.vouched_second = proofs.vouched_second;
        self
    }

    /// The same step with a sheet of recovery codes to show.
    pub fn with_sheet(mut self, sheet: Uuid, seed: &[u8; 100]) -> Step {
        self.sheet = Some(sheet);
        self.codes = Some(data_encoding::BASE64URL_NOPAD.encode(seed));
        self
    }

    /// The seed of the codes to show.
    pub fn seed(&self) -> Option<[u8; 100]> {
        data_encoding::BASE64URL_NOPAD.decode(self.codes.as_deref()?.as_bytes()).ok()?.try_into().ok()
    }

    /// Sealed for this browser.
    pub fn seal(&self, app: &App, visit: &Visit) -> String {
        let step = Step { sealed_at: visit.now.0, ..self.clone() };
        let plain = serde_json::to_vec(&step).unwrap_or_default();
        app.sealer.seal_text(&["step", &visit.device.to_string()], random(), &plain, SIZE)
    }

    /// Opens what was sealed for this browser.
    ///
    /// # Errors
    /// Anything else than a step of ours, made for this browser, of late.
    pub fn open(app: &App, visit: &Visit, sealed: &str) -> Result<Step, Stale> {
        if !visit.keeps_cookies && !sealed.is_empty() {
            return Err(Stale::NoCookies);
        }
        let about = ["step", &visit.device.to_string()];
        let plain = app.sealer.open_text(&about, sealed).map_err(|_| Stale::Unreadable)?;
        let step: Step = serde_json::from_slice(&plain).map_err(|_| Stale::Unreadable)?;
        let fresh = visit.now.since(Instant(step.sealed_at)) < LASTS && step.sealed_at <= visit.now.0;
        if fresh { Ok(step) } else { Err(Stale::Unreadable) }
    }
}

/// The causes that have no data. One list for both directions, without a wildcard: whoever adds a cause says here
/// whether it has any.
macro_rules! without_data {
    () => {
        Cause::AddressUnknown
            | Cause::PasswordWrong
            | Cause::PasswordNotSet
            | Cause::InvitationPending
            | Cause::InvitationExpired
            | Cause::Deactivated
            | Cause::NotAMember
            | Cause::OrganizationSuspended
            | Cause::CodeWrong
            | Cause::CodeReplayed
            | Cause::CodeFromOldEntry
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
            | Cause::SupportNeedsGrant
            | Cause::OnlyVisiting
            | Cause::SsoRequired
            | Cause::Sso(
                SsoFlaw::Audience
                    | SsoFlaw::Recipient
                    | SsoFlaw::Issuer
                    | SsoFlaw::Unsigned
                    | SsoFlaw::Key
                    | SsoFlaw::Signature
                    | SsoFlaw::Algorithm
                    | SsoFlaw::Encrypted
                    | SsoFlaw::Unasked
                    | SsoFlaw::UsedTwice
                    | SsoFlaw::StateLost
                    | SsoFlaw::NotAssigned
                    | SsoFlaw::Declined
                    | SsoFlaw::NoSubject
                    | SsoFlaw::NoAddress
                    | SsoFlaw::AddressUnverified
                    | SsoFlaw::DomainUnproved
                    | SsoFlaw::AnotherPerson
                    | SsoFlaw::NobodyHere
                    | SsoFlaw::SubjectChanged
                    | SsoFlaw::ProviderSaid
                    | SsoFlaw::Unreadable
                    | SsoFlaw::Unreachable
                    | SsoFlaw::SecretRefused
                    | SsoFlaw::SwitchedOff,
            )
            | Cause::PasswordRule(PasswordFlaw::Listed | PasswordFlaw::Expected)
    };
}

/// Writes a cause with its data, for the way to a page and for the journal.
pub fn write_cause(cause: &Cause) -> String {
    use rules::cause::{PasswordFlaw, SsoFlaw};
    let data = match cause {
        Cause::GuessesSlowed { until: Some(until) }
        | Cause::PasswordTooSoon { until }
        | Cause::MailsCapped { until }
        | Cause::AddressHeld { until }
        | Cause::WaitNotOver { until } => until.0,
        Cause::TicketSpent { at } => at.0,
        Cause::CodeClockOff { seconds }
        | Cause::Sso(SsoFlaw::Expired { seconds } | SsoFlaw::NotYetValid { seconds }) => *seconds,
        Cause::PasswordRule(PasswordFlaw::TooShort { have, need }) => {
            (i64::from(*have) << 16) | i64::from(*need)
        }
        Cause::PasswordRule(PasswordFlaw::TooLong { most }) => i64::from(*most),
        Cause::GuessesSlowed { until: None } | without_data!() => return cause.code().to_owned(),
    };
    format!("{} {data}", cause.code())
}

/// Reads it back.
pub fn read_cause(text: &str) -> Option<Cause> {
    use rules::cause::{PasswordFlaw, SsoFlaw};
    let (code, data) = text.split_once(' ').unwrap_or((text, ""));
    let known = Cause::ALL.into_iter().find(|cause| cause.code() == code)?;
    let Ok(data) = data.parse::<i64>() else { return Some(known) };
    let small = |number: i64| u32::try_from(number).unwrap_or(0);
    Some(match known {
        Cause::GuessesSlowed { .. } => Cause::GuessesSlowed { until: Some(Instant(data)) },
        Cause::PasswordTooSoon { .. } => Cause::PasswordTooSoon { until: Instant(data) },
        Cause::MailsCapped { .. } => Cause::MailsCapped { until: Instant(data) },
        Cause::AddressHeld { .. } => Cause::AddressHeld { until: Instant(data) },
        Cause::WaitNotOver { .. } => Cause::WaitNotOver { until: Instant(data) },
        Cause::TicketSpent { .. } => Cause::TicketSpent { at: Instant(data) },
        Cause::CodeClockOff { .. } => Cause::CodeClockOff { seconds: data },
        Cause::Sso(SsoFlaw::Expired { .. }) => Cause::Sso(SsoFlaw::Expired { seconds: data }),
        Cause::Sso(SsoFlaw::NotYetValid { .. }) => Cause::Sso(SsoFlaw::NotYetValid { seconds: data }),
        Cause::PasswordRule(PasswordFlaw::TooShort { .. }) => Cause::PasswordRule(PasswordFlaw::TooShort {
            have: small(data >> 16),
            need: small(data & 0xffff),
        }),
        Cause::PasswordRule(PasswordFlaw::TooLong { .. }) => {
            Cause::PasswordRule(PasswordFlaw::TooLong { most: small(data) })
        }
        without_data!() => known,
    })
}
