//! What each kind of reader can do about a cause. Each remedy is something a button does; a cause
//! without one for some reader does not compile.

mod readers;

use crate::cause::Cause;

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
    /// Come through the organization's provider.
    UseSso,
    /// Go to the organization's provider once more.
    AskProviderAgain,
    /// Sign in at the provider as somebody else.
    SwitchAtProvider,
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
    /// Admin: look at the connection to the provider, with what it sent beside what was expected.
    MendConnection,
    /// Admin: open the door beside the provider for some hours.
    OpenSideDoor,
    /// Admin: confirm that the provider's new name belongs to the same person.
    ConfirmIdentity,
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
            Remedy::UseSso => "use-sso",
            Remedy::AskProviderAgain => "ask-provider-again",
            Remedy::SwitchAtProvider => "switch-at-provider",
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
            Remedy::MendConnection => "mend-connection",
            Remedy::OpenSideDoor => "open-side-door",
            Remedy::ConfirmIdentity => "confirm-identity",
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

pub(crate) const fn one(first: Remedy) -> Remedies {
    Remedies { first, others: &[] }
}

pub(crate) const fn more(first: Remedy, others: &'static [Remedy]) -> Remedies {
    Remedies { first, others }
}

/// What `reader` can do about `cause`.
pub const fn remedies(cause: &Cause, reader: Reader) -> Remedies {
    match reader {
        Reader::User => readers::for_user(cause),
        Reader::Admin => readers::for_admin(cause),
        Reader::Support => readers::for_support(cause),
        Reader::Operator => readers::for_operator(cause),
    }
}
