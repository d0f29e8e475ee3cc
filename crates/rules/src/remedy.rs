//! What each kind of reader can do about a cause. Each remedy is something a button does; a cause
//! without one for some reader does not compile.

use crate::cause::{Cause, PasswordFlaw};

/// Who reads about a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reader {
    /// The person concerned.
    User,
    /// An admin of the organization concerned.
    Admin,
    /// The support desk.
    Support,
    /// Who runs Vestibule.
    Operator,
}

impl Reader {
    /// Every kind of reader.
    pub const ALL: [Reader; 4] = [Reader::User, Reader::Admin, Reader::Support, Reader::Operator];
}

/// One thing a button or command does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Remedy {
    /// Try once more, with what was said in mind.
    TryAgain,
    /// Set a new password by mail.
    ResetByMail,
    /// Have the next link mailed to the mailbox where the last one went.
    SendNext,
    /// Have the cause and what to do mailed to the mailbox's owner.
    MailAnswer,
    /// Use a recovery code in the same field.
    UseRecoveryCode,
    /// Use a code of the organization's recovery kit in the same field.
    UseKit,
    /// Give the password, and a code where one is asked for.
    UsePassword,
    /// Use a factor from before, one that holds everywhere.
    UseOwnFactor,
    /// Ask an admin for live help: eight characters, read out.
    AskHelp,
    /// Begin the last admin's waiting period.
    StartWait,
    /// Wait until it is over; the page says when.
    Wait,
    /// Sign in from the beginning.
    SignIn,
    /// Sign in with another account.
    UseAnotherAccount,
    /// Send what happened to the organization's admins.
    AskAdmin,
    /// Write to support with what happened attached.
    ContactSupport,
    /// Choose another password on the same page.
    ChooseAnother,
    /// Set up another authenticator first.
    AddAuthenticator,
    /// Make somebody else an admin first.
    NameAnotherAdmin,
    /// Go to the own account's page.
    GoToAccount,
    /// Admin: send the invitation again.
    Reinvite,
    /// Admin: send a reset mail; nothing changes until it is used.
    SendReset,
    /// Admin: lift the minimum age for this person.
    WaiveMinimumAge,
    /// Admin: switch the membership on again.
    Reactivate,
    /// Admin: invite this address.
    Invite,
    /// Admin: look at the person's page.
    OpenPerson,
    /// Admin: confirm the request for live help with its eight characters.
    ConfirmHelp,
    /// Admin: give a pass in advance.
    GivePass,
    /// Admin: let another admin confirm it.
    AnotherAdmin,
    /// Support: have the mail sent that fits the person's state (reset, invitation, or why neither).
    SendFitting,
    /// Support: hand the case to the organization's admins, with a note.
    HandOver,
    /// Admin: let support act in an admin's place for a while.
    GiveGrant,
    /// Support or operator: look the reference up.
    LookUp,
    /// Operator: restore the key file from its backup (`vestibule keys`).
    RestoreKeys,
    /// Operator: switch the organization on again (`vestibule org resume`).
    ResumeOrganization,
    /// Operator: a code that stands in once for a second factor (`vestibule user recover`).
    RecoverUser,
    /// Operator: let somebody work at the support desk (`vestibule user support`).
    MakeSupportUser,
}

impl Remedy {
    /// The permanent name, as in `data-remedy`.
    pub const fn code(self) -> &'static str {
        match self {
            Remedy::TryAgain => "try-again",
            Remedy::ResetByMail => "reset-by-mail",
            Remedy::SendNext => "send-next",
            Remedy::MailAnswer => "mail-answer",
            Remedy::UseRecoveryCode => "use-recovery-code",
            Remedy::UseKit => "use-kit",
            Remedy::UsePassword => "use-password",
            Remedy::UseOwnFactor => "use-own-factor",
            Remedy::AskHelp => "ask-help",
            Remedy::StartWait => "start-wait",
            Remedy::Wait => "wait",
            Remedy::SignIn => "sign-in",
            Remedy::UseAnotherAccount => "use-another-account",
            Remedy::AskAdmin => "ask-admin",
            Remedy::ContactSupport => "contact-support",
            Remedy::ChooseAnother => "choose-another",
            Remedy::AddAuthenticator => "add-authenticator",
            Remedy::NameAnotherAdmin => "name-another-admin",
            Remedy::GoToAccount => "go-to-account",
            Remedy::Reinvite => "reinvite",
            Remedy::SendReset => "send-reset",
            Remedy::WaiveMinimumAge => "waive-minimum-age",
            Remedy::Reactivate => "reactivate",
            Remedy::Invite => "invite",
            Remedy::OpenPerson => "open-person",
            Remedy::ConfirmHelp => "confirm-help",
            Remedy::GivePass => "give-pass",
            Remedy::AnotherAdmin => "another-admin",
            Remedy::SendFitting => "send-fitting",
            Remedy::HandOver => "hand-over",
            Remedy::GiveGrant => "give-grant",
            Remedy::LookUp => "look-up",
            Remedy::RestoreKeys => "restore-keys",
            Remedy::ResumeOrganization => "resume-organization",
            Remedy::RecoverUser => "recover-user",
            Remedy::MakeSupportUser => "make-support-user",
        }
    }
}

/// One remedy at least, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remedies {
    /// The next step.
    pub first: Remedy,
    /// Other ways, best first.
    pub others: &'static [Remedy],
}

impl Remedies {
    /// All of them, best first.
    pub fn iter(self) -> impl Iterator<Item = Remedy> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

const fn one(first: Remedy) -> Remedies {
    Remedies { first, others: &[] }
}

const fn more(first: Remedy, others: &'static [Remedy]) -> Remedies {
    Remedies { first, others }
}

/// What `reader` can do about `cause`.
pub const fn remedies(cause: &Cause, reader: Reader) -> Remedies {
    match reader {
        Reader::User => for_user(cause),
        Reader::Admin => for_admin(cause),
        Reader::Support => for_support(cause),
        Reader::Operator => for_operator(cause),
    }
}

const fn for_user(cause: &Cause) -> Remedies {
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
    }
}

const fn for_admin(cause: &Cause) -> Remedies {
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
    }
}

/// Support has mails to send and cases to hand over. It never has a factor, a pass, a role or a secret to give.
const fn for_support(cause: &Cause) -> Remedies {
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
        Cause::NotAMember
        | Cause::NobodyToHelp
        | Cause::KitCodeSpent
        | Cause::PasswordByMail
        | Cause::WaitStopped
        | Cause::WaitNotOver { .. }
        | Cause::ProofMissing
        | Cause::SessionEnded
        | Cause::LastAdmin => more(MailAnswer, &[LookUp]),
        Cause::AddressUnknown
        | Cause::OrganizationSuspended
        | Cause::MailsCapped { .. }
        | Cause::NobodyThere
        | Cause::NotSupport => one(LookUp),
    }
}

/// The operator's tools are few: the causes that are theirs to mend name the command, the rest is looked up.
const fn for_operator(cause: &Cause) -> Remedies {
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
        | Cause::SupportNeedsGrant => one(LookUp),
    }
}
