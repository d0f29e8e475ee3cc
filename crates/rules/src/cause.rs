//! Why somebody was refused: a closed set. Each cause has a permanent kebab-case name, the same in the
//! journal, the help, the log and the console, and at least one remedy for each reader (`remedy.rs`).

pub use crate::sso_flaw::SsoFlaw;
use crate::words::Instant;

/// Why the answer was no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// No account has this address.
    AddressUnknown,
    /// The account exists; the password is another.
    PasswordWrong,
    /// The account exists and has no password, nor an invitation that would set one.
    PasswordNotSet,
    /// Invited, and not set up yet.
    InvitationPending,
    /// Invited, never set up, and the invitation has run out.
    InvitationExpired,
    /// The organization has switched the membership off.
    Deactivated,
    /// The user belongs to no organization here any more.
    NotAMember,
    /// The operator has switched the organization off.
    OrganizationSuspended,
    /// Too many wrong tries in this lane; `None` until the mailbox is proved.
    GuessesSlowed {
        /// When the next try is looked at.
        until: Option<Instant>,
    },
    /// The code is none of this account's.
    CodeWrong,
    /// The code was used a moment ago.
    CodeReplayed,
    /// The code belongs to an entry that has been replaced or never finished.
    CodeFromOldEntry,
    /// The code would be right at another time.
    CodeClockOff {
        /// By how much the phone's clock is off; positive when it is ahead.
        seconds: i64,
    },
    /// This recovery code was used before.
    RecoveryCodeSpent,
    /// The authenticator's secret cannot be read: the operator's key was lost.
    AuthenticatorUnreadable,
    /// This code of the organization's recovery kit was used before.
    KitCodeSpent,
    /// The passkey is none that is known here, or it was removed.
    PasskeyUnknown,
    /// The passkey's answer does not hold.
    PasskeyWrong,
    /// The passkey did not make sure of its owner, so that it is no more than a second factor.
    PasskeyUnverified,
    /// The second factor that was given holds only for organizations that vouched for it.
    FactorElsewhere,
    /// There is no other admin of this organization who could help.
    NobodyToHelp,
    /// The request for live help is not open any more: done, declined, withdrawn or too old.
    HelpClosed,
    /// The eight characters are others than those on the page of whoever asks.
    HelpCodeWrong,
    /// Nobody confirms their own request.
    OwnRequest,
    /// There is no pass in this browser for that organization.
    PassMissing,
    /// A password that came by mail is worth the mailbox, which is not enough here.
    PasswordByMail,
    /// The last admin's waiting period was stopped by their own session.
    WaitStopped,
    /// The last admin's waiting period is not over yet.
    WaitNotOver {
        /// When it is.
        until: Instant,
    },
    /// The typed code is in none of the mails that this page asked for.
    MailedCodeWrong,
    /// The typed code is older than ten minutes; its link may still work.
    MailedCodeTooOld,
    /// The link's time is over.
    TicketExpired,
    /// The link has done its work.
    TicketSpent {
        /// When.
        at: Instant,
    },
    /// There is no such link, or it was withdrawn.
    TicketUnknown,
    /// The new password breaks a rule.
    PasswordRule(PasswordFlaw),
    /// The new password is the present one or one that may not come back yet.
    PasswordReused,
    /// The organization's minimum age; from then on it can be changed here.
    PasswordTooSoon {
        /// When the minimum age ends.
        until: Instant,
    },
    /// The step needs a proof that this browser has not given, or has given too long ago.
    ProofMissing,
    /// The session has ended.
    SessionEnded,
    /// The reader is signed in and is no admin of this organization.
    NotAnAdmin,
    /// It would leave the organization without an admin.
    LastAdmin,
    /// It would leave the user without the second factor that an organization demands.
    FactorDemanded,
    /// So many mails have gone out by this admin, for this organization or to this address that the next waits.
    MailsCapped {
        /// When it fits.
        until: Instant,
    },
    /// The address came to belong to another account before the change was done.
    AddressTaken,
    /// Whoever had this address until lately can still take it back.
    AddressHeld {
        /// Until when.
        until: Instant,
    },
    /// Nobody of that kind is in this organization.
    NobodyThere,
    /// The reader is signed in and does not work at the support desk.
    NotSupport,
    /// Support may do this in an admin's place only while the organization grants it.
    SupportNeedsGrant,
    /// The organization wants its people to come through its provider.
    SsoRequired,
    /// What came back from the organization's provider opens nothing.
    Sso(SsoFlaw),
    /// Whoever came through an organization's provider is in that one alone, and touches nothing of the user's own.
    OnlyVisiting,
}

/// What is wrong with a new password. SP 800-63B-4 §3.1.1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PasswordFlaw {
    /// Fewer characters than needed.
    TooShort {
        /// How many it has.
        have: u32,
        /// How many it needs.
        need: u32,
    },
    /// More characters than are read.
    TooLong {
        /// How many are read at most.
        most: u32,
    },
    /// On the list of common passwords.
    Listed,
    /// Made of the person's, the organization's or the product's name.
    Expected,
}

impl Cause {
    /// The permanent name.
    pub const fn code(&self) -> &'static str {
        match self {
            Cause::AddressUnknown => "address-unknown",
            Cause::PasswordWrong => "password-wrong",
            Cause::PasswordNotSet => "password-not-set",
            Cause::InvitationPending => "invitation-pending",
            Cause::InvitationExpired => "invitation-expired",
            Cause::Deactivated => "deactivated",
            Cause::NotAMember => "not-a-member",
            Cause::OrganizationSuspended => "organization-suspended",
            Cause::GuessesSlowed { .. } => "guesses-slowed",
            Cause::CodeWrong => "code-wrong",
            Cause::CodeReplayed => "code-replayed",
            Cause::CodeFromOldEntry => "code-from-old-entry",
            Cause::CodeClockOff { .. } => "code-clock-off",
            Cause::RecoveryCodeSpent => "recovery-code-spent",
            Cause::AuthenticatorUnreadable => "authenticator-unreadable",
            Cause::KitCodeSpent => "kit-code-spent",
            Cause::PasskeyUnknown => "passkey-unknown",
            Cause::PasskeyWrong => "passkey-wrong",
            Cause::PasskeyUnverified => "passkey-unverified",
            Cause::FactorElsewhere => "factor-elsewhere",
            Cause::NobodyToHelp => "nobody-to-help",
            Cause::HelpClosed => "help-closed",
            Cause::HelpCodeWrong => "help-code-wrong",
            Cause::OwnRequest => "own-request",
            Cause::PassMissing => "pass-missing",
            Cause::PasswordByMail => "password-by-mail",
            Cause::WaitStopped => "wait-stopped",
            Cause::WaitNotOver { .. } => "wait-not-over",
            Cause::MailedCodeWrong => "mailed-code-wrong",
            Cause::MailedCodeTooOld => "mailed-code-too-old",
            Cause::TicketExpired => "ticket-expired",
            Cause::TicketSpent { .. } => "ticket-spent",
            Cause::TicketUnknown => "ticket-unknown",
            Cause::PasswordRule(PasswordFlaw::TooShort { .. }) => "password-too-short",
            Cause::PasswordRule(PasswordFlaw::TooLong { .. }) => "password-too-long",
            Cause::PasswordRule(PasswordFlaw::Listed) => "password-listed",
            Cause::PasswordRule(PasswordFlaw::Expected) => "password-expected",
            Cause::PasswordReused => "password-reused",
            Cause::PasswordTooSoon { .. } => "password-too-soon",
            Cause::ProofMissing => "proof-missing",
            Cause::SessionEnded => "session-ended",
            Cause::NotAnAdmin => "not-an-admin",
            Cause::LastAdmin => "last-admin",
            Cause::FactorDemanded => "factor-demanded",
            Cause::MailsCapped { .. } => "mails-capped",
            Cause::AddressTaken => "address-taken",
            Cause::AddressHeld { .. } => "address-held",
            Cause::NobodyThere => "nobody-there",
            Cause::NotSupport => "not-support",
            Cause::SupportNeedsGrant => "support-needs-grant",
            Cause::SsoRequired => "sso-required",
            Cause::Sso(flaw) => flaw.code(),
            Cause::OnlyVisiting => "only-visiting",
        }
    }

    /// One of each, for tables, the help and the documents.
    pub const ALL: [Cause; 79] = [
        Cause::AddressUnknown,
        Cause::PasswordWrong,
        Cause::PasswordNotSet,
        Cause::InvitationPending,
        Cause::InvitationExpired,
        Cause::Deactivated,
        Cause::NotAMember,
        Cause::OrganizationSuspended,
        Cause::GuessesSlowed { until: None },
        Cause::CodeWrong,
        Cause::CodeReplayed,
        Cause::CodeFromOldEntry,
        Cause::CodeClockOff { seconds: 0 },
        Cause::RecoveryCodeSpent,
        Cause::AuthenticatorUnreadable,
        Cause::KitCodeSpent,
        Cause::PasskeyUnknown,
        Cause::PasskeyWrong,
        Cause::PasskeyUnverified,
        Cause::FactorElsewhere,
        Cause::NobodyToHelp,
        Cause::HelpClosed,
        Cause::HelpCodeWrong,
        Cause::OwnRequest,
        Cause::PassMissing,
        Cause::PasswordByMail,
        Cause::WaitStopped,
        Cause::WaitNotOver { until: Instant(0) },
        Cause::MailedCodeWrong,
        Cause::MailedCodeTooOld,
        Cause::TicketExpired,
        Cause::TicketSpent { at: Instant(0) },
        Cause::TicketUnknown,
        Cause::PasswordRule(PasswordFlaw::TooShort { have: 0, need: 0 }),
        Cause::PasswordRule(PasswordFlaw::TooLong { most: 0 }),
        Cause::PasswordRule(PasswordFlaw::Listed),
        Cause::PasswordRule(PasswordFlaw::Expected),
        Cause::PasswordReused,
        Cause::PasswordTooSoon { until: Instant(0) },
        Cause::ProofMissing,
        Cause::SessionEnded,
        Cause::NotAnAdmin,
        Cause::LastAdmin,
        Cause::FactorDemanded,
        Cause::MailsCapped { until: Instant(0) },
        Cause::AddressTaken,
        Cause::AddressHeld { until: Instant(0) },
        Cause::NobodyThere,
        Cause::NotSupport,
        Cause::SupportNeedsGrant,
        Cause::SsoRequired,
        Cause::Sso(SsoFlaw::ALL[0]),
        Cause::Sso(SsoFlaw::ALL[1]),
        Cause::Sso(SsoFlaw::ALL[2]),
        Cause::Sso(SsoFlaw::ALL[3]),
        Cause::Sso(SsoFlaw::ALL[4]),
        Cause::Sso(SsoFlaw::ALL[5]),
        Cause::Sso(SsoFlaw::ALL[6]),
        Cause::Sso(SsoFlaw::ALL[7]),
        Cause::Sso(SsoFlaw::ALL[8]),
        Cause::Sso(SsoFlaw::ALL[9]),
        Cause::Sso(SsoFlaw::ALL[10]),
        Cause::Sso(SsoFlaw::ALL[11]),
        Cause::Sso(SsoFlaw::ALL[12]),
        Cause::Sso(SsoFlaw::ALL[13]),
        Cause::Sso(SsoFlaw::ALL[14]),
        Cause::Sso(SsoFlaw::ALL[15]),
        Cause::Sso(SsoFlaw::ALL[16]),
        Cause::Sso(SsoFlaw::ALL[17]),
        Cause::Sso(SsoFlaw::ALL[18]),
        Cause::Sso(SsoFlaw::ALL[19]),
        Cause::Sso(SsoFlaw::ALL[20]),
        Cause::Sso(SsoFlaw::ALL[21]),
        Cause::Sso(SsoFlaw::ALL[22]),
        Cause::Sso(SsoFlaw::ALL[23]),
        Cause::Sso(SsoFlaw::ALL[24]),
        Cause::Sso(SsoFlaw::ALL[25]),
        Cause::Sso(SsoFlaw::ALL[26]),
        Cause::OnlyVisiting,
    ];
}
