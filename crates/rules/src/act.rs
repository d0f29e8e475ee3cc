//! What the audit log calls what was done: permanent names.
//!
//! Never in here: a sentence for people.

/// What the audit log calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// `signed-in`
    SignedIn,
    /// `signed-in-by-sso`
    SignedInBySso,
    /// `identity-linked`
    IdentityLinked,
    /// `password-saved`
    PasswordSaved,
    /// `factor-added`
    FactorAdded,
    /// `factor-ended`
    FactorEnded,
    /// `factor-ended-here`
    FactorEndedHere,
    /// `factor-vouched`
    FactorVouched,
    /// `kit-code-used`
    KitCodeUsed,
    /// `operator-code-used`
    OperatorCodeUsed,
    /// `help-asked`
    HelpAsked,
    /// `help-confirmed`
    HelpConfirmed,
    /// `help-declined`
    HelpDeclined,
    /// `pass-given`
    PassGiven,
    /// `pass-withdrawn`
    PassWithdrawn,
    /// `wait-started`
    WaitStarted,
    /// `wait-stopped`
    WaitStopped,
    /// `codes-made`
    CodesMade,
    /// `recovery-code-used`
    RecoveryCodeUsed,
    /// `joined`
    Joined,
    /// `invited`
    Invited,
    /// `reset-sent`
    ResetSent,
    /// `minimum-age-waived`
    Waived,
    /// `waiver-ended`
    WaiverEnded,
    /// `change-demanded`
    ChangeDemanded,
    /// `demand-ended`
    DemandEnded,
    /// `deactivated`
    Deactivated,
    /// `reactivated`
    Reactivated,
    /// `removed`
    Removed,
    /// `role-changed`
    RoleChanged,
    /// `sessions-ended`
    SessionsEnded,
    /// `not-me`
    NotMe,
    /// `contact-set`
    ContactSet,
    /// `contact-put-back`
    ContactPutBack,
    /// `address-changed`
    AddressChanged,
    /// `address-restored`
    AddressRestored,
    /// `support-mailed`
    SupportMailed,
    /// `support-handed-over`
    SupportHandedOver,
}

impl Act {
    /// The permanent name.
    pub const fn code(self) -> &'static str {
        match self {
            Act::SignedIn => "signed-in",
            Act::SignedInBySso => "signed-in-by-sso",
            Act::IdentityLinked => "identity-linked",
            Act::PasswordSaved => "password-saved",
            Act::FactorAdded => "factor-added",
            Act::FactorEnded => "factor-ended",
            Act::FactorEndedHere => "factor-ended-here",
            Act::FactorVouched => "factor-vouched",
            Act::KitCodeUsed => "kit-code-used",
            Act::OperatorCodeUsed => "operator-code-used",
            Act::HelpAsked => "help-asked",
            Act::HelpConfirmed => "help-confirmed",
            Act::HelpDeclined => "help-declined",
            Act::PassGiven => "pass-given",
            Act::PassWithdrawn => "pass-withdrawn",
            Act::WaitStarted => "wait-started",
            Act::WaitStopped => "wait-stopped",
            Act::CodesMade => "codes-made",
            Act::RecoveryCodeUsed => "recovery-code-used",
            Act::Joined => "joined",
            Act::Invited => "invited",
            Act::ResetSent => "reset-sent",
            Act::Waived => "minimum-age-waived",
            Act::WaiverEnded => "waiver-ended",
            Act::ChangeDemanded => "change-demanded",
            Act::DemandEnded => "demand-ended",
            Act::Deactivated => "deactivated",
            Act::Reactivated => "reactivated",
            Act::Removed => "removed",
            Act::RoleChanged => "role-changed",
            Act::SessionsEnded => "sessions-ended",
            Act::NotMe => "not-me",
            Act::ContactSet => "contact-set",
            Act::ContactPutBack => "contact-put-back",
            Act::AddressChanged => "address-changed",
            Act::AddressRestored => "address-restored",
            Act::SupportMailed => "support-mailed",
            Act::SupportHandedOver => "support-handed-over",
        }
    }
}
