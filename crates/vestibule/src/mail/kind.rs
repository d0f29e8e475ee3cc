//! The kinds of mail that leave this house, and the word each has in the outbox and in the words.
//!
//! Never in here: a sentence. Where to go next: `kinds.rs`, which writes a letter of each kind.

use rules::Span;
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $word:literal,)*) => {
        /// What a mail is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// Every kind there is.
            pub const ALL: &[Kind] = &[$(Kind::$kind),*];

            /// The word in the outbox, in the words' keys and in the metrics.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Kind::$kind => $word,)*
                }
            }
        }
    };
}

kinds! {
    /// An invitation to somebody new.
    Welcome = "welcome",
    /// An invitation to somebody who has an account.
    Join = "join",
    /// A reset that was asked for.
    Reset = "reset",
    /// A reset was asked for, but the organization's people come through its provider.
    ResetThroughSso = "reset-through-sso",
    /// A reset was asked for, but the invitation is still open.
    ResetInvited = "reset-invited",
    /// A reset was asked for, but the organization switched the account off.
    ResetSwitchedOff = "reset-switched-off",
    /// A reset was asked for an address that nobody has.
    ResetUnknown = "reset-unknown",
    /// A reset was asked for by somebody who belongs to no organization any more.
    ResetNoOrganization = "reset-no-organization",
    /// An admin started a reset.
    AdminReset = "admin-reset",
    /// The code that proves a mailbox.
    MailboxCode = "mailbox-code",
    /// What happened and what helps, mailed on request.
    Answer = "answer",
    /// The password was changed.
    PasswordChanged = "password-changed",
    /// A second factor was added.
    FactorAdded = "factor-added",
    /// A second factor was removed.
    FactorRemoved = "factor-removed",
    /// One more organization vouched for a factor.
    FactorVouched = "factor-vouched",
    /// To the admins: somebody asks for live help.
    HelpAsked = "help-asked",
    /// An admin confirmed the reader's request.
    HelpConfirmed = "help-confirmed",
    /// An admin declined it.
    HelpDeclined = "help-declined",
    /// An admin gave the reader a pass in advance.
    PassGiven = "pass-given",
    /// An admin took it back.
    PassWithdrawn = "pass-withdrawn",
    /// To all admins: a code stood in for a second factor.
    StandIn = "stand-in",
    /// To everybody concerned: the last admin's wait began.
    WaitStarted = "wait-started",
    /// To the same: it was stopped.
    WaitStopped = "wait-stopped",
    /// To all admins: a recovery kit was made.
    KitMade = "kit-made",
    /// To all admins: it has proved to work.
    KitTried = "kit-tried",
    /// To all admins: the policy was changed.
    PolicyChanged = "policy-changed",
    /// An organization's provider opens that organization for the reader from now on.
    IdentityLinked = "identity-linked",
    /// To every member: the organization's sign-on opens it for them.
    SignOnAnnounced = "sign-on-announced",
    /// To all admins: somebody became a member by coming through a connection.
    Newcomer = "newcomer",
    /// To all admins: a connection was added, changed, switched or removed.
    ConnectionChanged = "connection-changed",
    /// To all admins: the secret of a connection ends.
    SecretEnds = "secret-ends",
    /// To all admins: people have to come through the provider.
    SignOnRequired = "sign-on-required",
    /// To all admins: people may choose again.
    SignOnOptional = "sign-on-optional",
    /// To all admins: the door beside the provider is open.
    SideDoorOpened = "side-door-opened",
    /// To all admins: it is shut.
    SideDoorShut = "side-door-shut",
    /// To all admins: the provider does not answer.
    ProviderDown = "provider-down",
    /// To all admins: support may act in an admin's place for a while.
    GrantGiven = "grant-given",
    /// To all admins: it may not any more.
    GrantEnded = "grant-ended",
    /// To all admins and the user: the operator gave out a code.
    OperatorCode = "operator-code",
    /// A new set of recovery codes was made.
    RecoveryCodesMade = "recovery-codes-made",
    /// A recovery code was used.
    RecoveryCodeUsed = "recovery-code-used",
    /// The reader is in one more organization.
    Joined = "joined",
    /// To the inviter: it was accepted.
    InvitationAccepted = "invitation-accepted",
    /// To the admins: somebody set up a first second factor.
    FirstFactor = "first-factor",
    /// The reader's role was changed.
    RoleChanged = "role-changed",
    /// The reader's membership was switched off.
    SwitchedOff = "switched-off",
    /// The reader's membership was switched on again.
    SwitchedOn = "switched-on",
    /// The reader was removed from an organization.
    Removed = "removed",
    /// An admin waived the minimum age of the password.
    Waived = "waived",
    /// An admin took that back.
    WaiverEnded = "waiver-ended",
    /// An admin asks for a new password.
    MustChange = "must-change",
    /// An admin took that back.
    DemandEnded = "demand-ended",
    /// The reader's sessions in an organization were ended.
    SessionsEnded = "sessions-ended",
    /// To the other admins: one of them, or somebody who became one, was acted on.
    AdminActedOn = "admin-acted-on",
    /// To the mailbox that mails go to now: they shall go to another one.
    AddressOld = "address-old",
    /// To that other one: it has to be proved.
    AddressNew = "address-new",
    /// To the same, where its owner has an account already.
    AddressBelongs = "address-belongs",
    /// To the same, where whoever had it until lately can take it back.
    AddressHeld = "address-held",
    /// Notice to the old mailbox: the address was changed.
    AddressChanged = "address-changed",
    /// To the old one, where a reset was asked for at it.
    AddressWasHere = "address-was-here",
    /// Notice to the new one.
    AddressIsHere = "address-is-here",
    /// Notice to the old one: it is the address again.
    AddressPutBack = "address-put-back",
    /// Notice to the one that it had been changed to.
    AddressGone = "address-gone",
    /// To the person: an admin wrote another contact address for them.
    ContactSet = "contact-set",
    /// To the admins: a member asks for help.
    Request = "request",
    /// To every address: the account will be erased.
    ErasureAsked = "erasure-asked",
    /// To the same: it will not.
    ErasureWithdrawn = "erasure-withdrawn",
    /// To the same: it is held by being an only admin.
    ErasureHeld = "erasure-held",
    /// To the same: it is done.
    Erased = "erased",
    /// To the admins of the person's organizations.
    ErasureToAdmins = "erasure-to-admins",
}

impl Kind {
    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    /// The key of one of this kind's sentences.
    pub(super) fn key(self, part: &str) -> String {
        format!("mail-{}-{part}", self.word())
    }

    /// How long it is worth trying to deliver. What carries a ticket or answers a question is stale after a
    /// day, and an address that nobody has may not stay in the outbox any longer than that.
    pub const fn worth_trying(self) -> Span {
        let passing = matches!(
            self,
            Kind::Welcome
                | Kind::Join
                | Kind::Reset
                | Kind::ResetThroughSso
                | Kind::ResetInvited
                | Kind::ResetSwitchedOff
                | Kind::ResetUnknown
                | Kind::ResetNoOrganization
                | Kind::AdminReset
                | Kind::MailboxCode
                | Kind::HelpAsked
                | Kind::Erased
                | Kind::AddressOld
                | Kind::AddressNew
                | Kind::AddressBelongs
                | Kind::AddressHeld
                | Kind::AddressWasHere
                | Kind::Answer
        );
        if passing { Span::hours(24) } else { Span::days(3) }
    }
}
