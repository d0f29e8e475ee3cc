//! What each kind of reader can do about each cause: one `match` for each of them, without a wildcard.

use super::{Remedies, Remedy, more, one};
use crate::cause::{Cause, PasswordFlaw, SsoFlaw};

pub(super) const fn for_user(cause: &Cause) -> Remedies {
    use Remedy::*;
    match cause {
        Cause::AddressUnknown => more(TryAgain, &[MailAnswer, ContactSupport]),
        Cause::PasswordWrong => more(TryAgain, &[ResetByMail, MailAnswer, AskAdmin, ContactSupport]),
        Cause::PasswordNotSet => more(ResetByMail, &[AskAdmin, ContactSupport]),
        Cause::InvitationPending | Cause::InvitationExpired => more(SendNext, &[AskAdmin, ContactSupport]),
        Cause::Deactivated => more(AskAdmin, &[UseAnotherAccount, ContactSupport]),
        // No organization's admins are theirs to ask any more.
        Cause::NotAMember => more(UseAnotherAccount, &[ContactSupport]),
        Cause::OrganizationSuspended => more(ContactSupport, &[UseAnotherAccount]),
        Cause::GuessesSlowed { .. } => more(ResetByMail, &[MailAnswer, AskAdmin]),
        Cause::CodeWrong | Cause::CodeReplayed | Cause::CodeFromOldEntry | Cause::CodeClockOff { .. } => {
            more(TryAgain, &[UseRecoveryCode, AskHelp])
        }
        Cause::RecoveryCodeSpent => more(UseRecoveryCode, &[TryAgain, AskHelp]),
        Cause::KitCodeSpent => more(UseKit, &[TryAgain, StartWait]),
        Cause::AuthenticatorUnreadable => more(UseRecoveryCode, &[AskHelp, ContactSupport]),
        Cause::PasskeyUnknown | Cause::PasskeyWrong | Cause::PasskeyUnverified => {
            more(UsePassword, &[TryAgain, MailAnswer, AskHelp])
        }
        Cause::FactorElsewhere => more(UseOwnFactor, &[AskHelp]),
        Cause::NobodyToHelp => more(UseKit, &[StartWait, ContactSupport]),
        Cause::HelpClosed | Cause::PassMissing => more(AskHelp, &[UseRecoveryCode]),
        Cause::HelpCodeWrong => one(TryAgain),
        Cause::OwnRequest => more(AskHelp, &[UseRecoveryCode]),
        // Only the last admin's wait ends so: there is nobody else to ask.
        Cause::PasswordByMail => more(UseKit, &[ContactSupport]),
        Cause::WaitStopped => more(UseKit, &[ContactSupport]),
        Cause::WaitNotOver { .. } => more(Wait, &[UseKit, UseRecoveryCode]),
        Cause::MailedCodeWrong | Cause::MailedCodeTooOld => more(TryAgain, &[SendNext]),
        Cause::TicketExpired => one(SendNext),
        Cause::TicketSpent { .. } => more(SignIn, &[SendNext]),
        Cause::TicketUnknown => more(ResetByMail, &[SignIn]),
        Cause::PasswordRule(_) | Cause::PasswordReused => one(ChooseAnother),
        Cause::PasswordTooSoon { .. } => more(ResetByMail, &[AskAdmin]),
        Cause::ProofMissing | Cause::SessionEnded => one(SignIn),
        Cause::NotAnAdmin => more(GoToAccount, &[UseAnotherAccount, AskAdmin]),
        Cause::LastAdmin => one(NameAnotherAdmin),
        Cause::MailsCapped { .. } => more(TryAgain, &[ContactSupport]),
        Cause::FactorDemanded => one(AddAuthenticator),
        Cause::AddressTaken => more(ChooseAnother, &[GoToAccount, ContactSupport]),
        Cause::AddressHeld { .. } => one(GoToAccount),
        Cause::NobodyThere => one(GoToAccount),
        Cause::NotSupport => more(GoToAccount, &[UseAnotherAccount]),
        Cause::SupportNeedsGrant => one(AskAdmin),
        Cause::OnlyVisiting => more(SignIn, &[GoToAccount]),
        Cause::SsoRequired => more(UseSso, &[AskAdmin, UseAnotherAccount]),
        Cause::Sso(flaw) => sso_for_user(*flaw),
    }
}

/// Whoever comes through a provider may have a password here as well: where the organization's own door is broken, that
/// one is not.
const fn sso_for_user(flaw: SsoFlaw) -> Remedies {
    use Remedy::*;
    match flaw {
        SsoFlaw::Expired { .. }
        | SsoFlaw::NotYetValid { .. }
        | SsoFlaw::Unasked
        | SsoFlaw::UsedTwice
        | SsoFlaw::StateLost
        | SsoFlaw::Unreachable => more(AskProviderAgain, &[UsePassword, AskAdmin]),
        SsoFlaw::Declined | SsoFlaw::ProviderSaid => {
            more(AskProviderAgain, &[SwitchAtProvider, UsePassword, AskAdmin])
        }
        SsoFlaw::AnotherPerson | SsoFlaw::NobodyHere | SsoFlaw::DomainUnproved => {
            more(SwitchAtProvider, &[AskAdmin, UsePassword])
        }
        SsoFlaw::NotAssigned => more(AskAdmin, &[SwitchAtProvider, UsePassword]),
        SsoFlaw::Audience
        | SsoFlaw::Recipient
        | SsoFlaw::Issuer
        | SsoFlaw::Unsigned
        | SsoFlaw::Key
        | SsoFlaw::Signature
        | SsoFlaw::Algorithm
        | SsoFlaw::Encrypted
        | SsoFlaw::NoSubject
        | SsoFlaw::NoAddress
        | SsoFlaw::AddressUnverified
        | SsoFlaw::SubjectChanged
        | SsoFlaw::Unreadable
        | SsoFlaw::SecretRefused => more(AskAdmin, &[UsePassword, AskProviderAgain]),
        SsoFlaw::SwitchedOff => more(UsePassword, &[AskAdmin]),
    }
}

pub(super) const fn for_admin(cause: &Cause) -> Remedies {
    use Remedy::*;
    match cause {
        Cause::AddressUnknown | Cause::NotAMember | Cause::NobodyThere => one(Invite),
        Cause::PasswordWrong | Cause::PasswordNotSet | Cause::GuessesSlowed { .. } => one(SendReset),
        Cause::InvitationPending | Cause::InvitationExpired => one(Reinvite),
        Cause::Deactivated => one(Reactivate),
        Cause::OrganizationSuspended => one(ContactSupport),
        Cause::CodeWrong
        | Cause::CodeReplayed
        | Cause::CodeFromOldEntry
        | Cause::CodeClockOff { .. }
        | Cause::RecoveryCodeSpent
        | Cause::PasskeyUnknown
        | Cause::PasskeyWrong
        | Cause::PasskeyUnverified
        | Cause::AuthenticatorUnreadable
        | Cause::FactorElsewhere => more(ConfirmHelp, &[GivePass, OpenPerson]),
        Cause::PassMissing | Cause::PasswordByMail => more(ConfirmHelp, &[OpenPerson]),
        Cause::ProofMissing
        | Cause::SessionEnded
        | Cause::FactorDemanded
        | Cause::NotAnAdmin
        | Cause::NotSupport => one(OpenPerson),
        Cause::SupportNeedsGrant => one(GiveGrant),
        Cause::HelpClosed | Cause::HelpCodeWrong => more(ConfirmHelp, &[OpenPerson]),
        Cause::OwnRequest => one(AnotherAdmin),
        Cause::KitCodeSpent | Cause::NobodyToHelp | Cause::WaitStopped | Cause::WaitNotOver { .. } => {
            more(NameAnotherAdmin, &[ContactSupport])
        }
        Cause::MailedCodeWrong
        | Cause::MailedCodeTooOld
        | Cause::TicketExpired
        | Cause::TicketSpent { .. }
        | Cause::TicketUnknown => more(SendReset, &[Reinvite]),
        Cause::PasswordRule(
            PasswordFlaw::TooShort { .. }
            | PasswordFlaw::TooLong { .. }
            | PasswordFlaw::Listed
            | PasswordFlaw::Expected,
        )
        | Cause::PasswordReused => one(SendReset),
        Cause::PasswordTooSoon { .. } => more(WaiveMinimumAge, &[SendReset]),
        Cause::LastAdmin => one(NameAnotherAdmin),
        Cause::MailsCapped { .. } => more(TryAgain, &[ContactSupport]),
        Cause::AddressTaken => one(OpenPerson),
        Cause::AddressHeld { .. } => one(Invite),
        Cause::OnlyVisiting => one(OpenPerson),
        Cause::SsoRequired => more(OpenSideDoor, &[OpenPerson]),
        Cause::Sso(flaw) => sso_for_admin(*flaw),
    }
}

const fn sso_for_admin(flaw: SsoFlaw) -> Remedies {
    use Remedy::*;
    match flaw {
        SsoFlaw::NobodyHere | SsoFlaw::DomainUnproved => more(Invite, &[MendConnection]),
        SsoFlaw::SubjectChanged => more(ConfirmIdentity, &[MendConnection]),
        SsoFlaw::Expired { .. }
        | SsoFlaw::NotYetValid { .. }
        | SsoFlaw::Audience
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
        | SsoFlaw::AnotherPerson
        | SsoFlaw::ProviderSaid
        | SsoFlaw::Unreadable
        | SsoFlaw::Unreachable
        | SsoFlaw::SecretRefused
        | SsoFlaw::SwitchedOff => one(MendConnection),
    }
}

/// Support has mails to send and cases to hand over. It never has a factor, a pass, a role or a secret to give.
pub(super) const fn for_support(cause: &Cause) -> Remedies {
    use Remedy::*;
    match cause {
        Cause::PasswordWrong
        | Cause::PasswordNotSet
        | Cause::InvitationPending
        | Cause::InvitationExpired
        | Cause::GuessesSlowed { .. }
        | Cause::MailedCodeWrong
        | Cause::MailedCodeTooOld
        | Cause::TicketExpired
        | Cause::TicketSpent { .. }
        | Cause::TicketUnknown
        | Cause::PasswordRule(_)
        | Cause::PasswordReused => more(SendFitting, &[MailAnswer, HandOver]),
        Cause::PasswordTooSoon { .. } => more(SendFitting, &[WaiveMinimumAge, HandOver]),
        Cause::Deactivated => more(HandOver, &[MailAnswer]),
        Cause::CodeWrong
        | Cause::CodeReplayed
        | Cause::CodeFromOldEntry
        | Cause::CodeClockOff { .. }
        | Cause::RecoveryCodeSpent
        | Cause::AuthenticatorUnreadable
        | Cause::PasskeyUnknown
        | Cause::PasskeyWrong
        | Cause::PasskeyUnverified
        | Cause::FactorElsewhere
        | Cause::HelpClosed
        | Cause::HelpCodeWrong
        | Cause::PassMissing
        | Cause::FactorDemanded
        | Cause::OwnRequest
        | Cause::NotAnAdmin
        | Cause::AddressTaken => more(MailAnswer, &[HandOver]),
        Cause::AddressHeld { .. } => one(LookUp),
        Cause::SupportNeedsGrant => one(HandOver),
        Cause::Sso(_) | Cause::SsoRequired => more(HandOver, &[LookUp]),
        Cause::NotAMember
        | Cause::NobodyToHelp
        | Cause::KitCodeSpent
        | Cause::PasswordByMail
        | Cause::WaitStopped
        | Cause::WaitNotOver { .. }
        | Cause::ProofMissing
        | Cause::SessionEnded
        | Cause::OnlyVisiting
        | Cause::LastAdmin => more(MailAnswer, &[LookUp]),
        Cause::AddressUnknown
        | Cause::OrganizationSuspended
        | Cause::MailsCapped { .. }
        | Cause::NobodyThere
        | Cause::NotSupport => one(LookUp),
    }
}

/// The operator's tools are few: the causes that are theirs to mend name the command, the rest is looked up.
pub(super) const fn for_operator(cause: &Cause) -> Remedies {
    use Remedy::*;
    match cause {
        Cause::AuthenticatorUnreadable => more(RestoreKeys, &[LookUp]),
        Cause::OrganizationSuspended => more(ResumeOrganization, &[LookUp]),
        Cause::NobodyToHelp
        | Cause::PasswordByMail
        | Cause::KitCodeSpent
        | Cause::WaitStopped
        | Cause::WaitNotOver { .. } => more(RecoverUser, &[LookUp]),
        Cause::NotSupport => more(MakeSupportUser, &[LookUp]),
        Cause::AddressUnknown
        | Cause::PasswordWrong
        | Cause::PasswordNotSet
        | Cause::InvitationPending
        | Cause::InvitationExpired
        | Cause::Deactivated
        | Cause::NotAMember
        | Cause::GuessesSlowed { .. }
        | Cause::CodeWrong
        | Cause::CodeReplayed
        | Cause::CodeFromOldEntry
        | Cause::CodeClockOff { .. }
        | Cause::RecoveryCodeSpent
        | Cause::PasskeyUnknown
        | Cause::PasskeyWrong
        | Cause::PasskeyUnverified
        | Cause::FactorElsewhere
        | Cause::HelpClosed
        | Cause::HelpCodeWrong
        | Cause::OwnRequest
        | Cause::PassMissing
        | Cause::MailedCodeWrong
        | Cause::MailedCodeTooOld
        | Cause::TicketExpired
        | Cause::TicketSpent { .. }
        | Cause::TicketUnknown
        | Cause::PasswordRule(_)
        | Cause::PasswordReused
        | Cause::PasswordTooSoon { .. }
        | Cause::ProofMissing
        | Cause::SessionEnded
        | Cause::NotAnAdmin
        | Cause::LastAdmin
        | Cause::FactorDemanded
        | Cause::MailsCapped { .. }
        | Cause::NobodyThere
        | Cause::AddressTaken
        | Cause::AddressHeld { .. }
        | Cause::Sso(_)
        | Cause::OnlyVisiting
        | Cause::SsoRequired
        | Cause::SupportNeedsGrant => one(LookUp),
    }
}
