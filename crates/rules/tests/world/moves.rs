//! Everything that somebody can do in the world, with its name in plain words for a story.

use std::fmt;

use rules::attempt::{CodeEvidence, MailedEvidence, PasswordEvidence, Which};
use rules::facts::TicketKind;
use rules::people::AdminAct;

use super::undo::NotMe;

/// Where a sign-in leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    A,
    B,
    Anywhere,
}

/// A new password that is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum New {
    Good,
    TooShort,
    Reused,
}

/// How a ticket is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Link,
    TypedCode,
}

/// What whoever sits at the browser does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    TypePassword(PasswordEvidence, Aim),
    TypeSecond(CodeEvidence, bool),
    /// Types the code of the factor that an organization vouched for.
    TypeVouched(bool),
    SetUp(CodeEvidence),
    AskMailboxCode,
    TypeMailboxCode(MailedEvidence),
    SaveDemanded(New),
    SaveByChoice(PasswordEvidence, New),
    /// Opens an invitation, to accept it with the account one has.
    OpenInvitation,
    /// Opens a reset or an invitation and sets a password.
    SaveByTicket(TicketKind, By, New, Aim),
    AcceptInvitation,
    AskReset,
    AskAgain(TicketKind),
    Enter(Aim),
    MakeCodes,
    PutCodesAway,
    /// Takes away what is the person's own, or what was vouched for; everywhere, or in A alone.
    EndFactor {
        here: bool,
    },
    AskHelp,
    WithdrawHelp,
    ExtendFactor,
    StartWait,
    StopWait,
    SignOut(Which),
    AskAdmin,
    /// Says "this wasn't me" with the code of the mail that told of it.
    NotMe(NotMe),
    LeavePage,
}

/// What strangers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nuisance {
    GuessSome,
    GuessAHundred,
    GuessCodes,
    FillTheMailbox,
    /// Reads the mailbox, and says there that something was not the person's.
    SaysNotMe(NotMe),
}

/// What happens to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    ForgetsPassword,
    LosesPhone,
    LosesCodes,
    LosesVouchedPhone,
    LosesKit,
    KeyIsLost,
    AnotherBrowser,
    PasswordAges,
}

/// Waiting until the next boundary. A longer wait is past all shorter ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wait {
    QuarterHour,
    Hour,
    Day,
    ThreeDays,
    TwoMonths,
}

/// What the operator does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Suspends,
    Resumes,
    /// `vestibule user recover`
    GivesCode,
}

/// What the person does somewhere else while a thief sits at the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    ChangesPassword,
    ResetsByMail,
    SetsUpAuthenticator,
    EndsAuthenticator,
    GivesSecond,
    StopsWait,
}

/// One move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Here(Deed),
    Admin(AdminAct),
    Stranger(Nuisance),
    Life(Life),
    Wait(Wait),
    Operator(Operator),
    Elsewhere(Elsewhere),
}

impl Deed {
    /// Whether something is typed that is not right.
    pub const fn is_mistyped(self) -> bool {
        match self {
            Deed::TypePassword(evidence, _) | Deed::SaveByChoice(evidence, _) => {
                matches!(evidence, PasswordEvidence::Wrong)
            }
            Deed::TypeSecond(evidence, _) | Deed::SetUp(evidence) => !matches!(
                evidence,
                CodeEvidence::Right
                    | CodeEvidence::RecoveryRight
                    | CodeEvidence::KitRight
                    | CodeEvidence::OperatorRight
            ),
            Deed::TypeMailboxCode(evidence) => !matches!(evidence, MailedEvidence::Right),
            Deed::AskMailboxCode
            | Deed::SaveDemanded(_)
            | Deed::OpenInvitation
            | Deed::SaveByTicket(_, _, _, _)
            | Deed::AcceptInvitation
            | Deed::AskReset
            | Deed::AskAgain(_)
            | Deed::Enter(_)
            | Deed::MakeCodes
            | Deed::PutCodesAway
            | Deed::TypeVouched(_)
            | Deed::EndFactor { .. }
            | Deed::AskHelp
            | Deed::WithdrawHelp
            | Deed::ExtendFactor
            | Deed::StartWait
            | Deed::StopWait
            | Deed::SignOut(_)
            | Deed::AskAdmin
            | Deed::NotMe(_)
            | Deed::LeavePage => false,
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Deed::TypePassword(evidence, aim) => write!(out, "types the {evidence:?} password, for {aim:?}"),
            Deed::TypeSecond(evidence, true) => write!(out, "types a code ({evidence:?}), to be remembered"),
            Deed::TypeSecond(evidence, false) => write!(out, "types a code ({evidence:?})"),
            Deed::SetUp(evidence) => write!(out, "sets up an authenticator (first code: {evidence:?})"),
            Deed::AskMailboxCode => write!(out, "asks for the mailbox code again"),
            Deed::TypeMailboxCode(evidence) => write!(out, "types the mailbox code ({evidence:?})"),
            Deed::SaveDemanded(new) => write!(out, "saves the new password that is demanded ({new:?})"),
            Deed::SaveByChoice(evidence, new) => {
                write!(out, "changes the password ({new:?}; the present one: {evidence:?})")
            }
            Deed::OpenInvitation => write!(out, "opens the invitation"),
            Deed::SaveByTicket(kind, by, new, aim) => {
                write!(out, "saves a password by the {by:?} of the {kind:?} mail ({new:?}), for {aim:?}")
            }
            Deed::AcceptInvitation => write!(out, "accepts the invitation"),
            Deed::AskReset => write!(out, "asks for a reset"),
            Deed::AskAgain(kind) => write!(out, "asks for the next mail in place of the {kind:?} mail"),
            Deed::Enter(aim) => write!(out, "enters {aim:?}"),
            Deed::MakeCodes => write!(out, "asks for new recovery codes"),
            Deed::PutCodesAway => write!(out, "puts the recovery codes away"),
            Deed::TypeVouched(true) => write!(out, "types a code of the vouched factor, to be remembered"),
            Deed::TypeVouched(false) => write!(out, "types a code of the vouched factor"),
            Deed::EndFactor { here: true } => write!(out, "ends a factor in A"),
            Deed::EndFactor { here: false } => write!(out, "ends a factor"),
            Deed::AskHelp => write!(out, "asks for live help"),
            Deed::WithdrawHelp => write!(out, "takes the request for live help back"),
            Deed::ExtendFactor => write!(out, "lets the factor hold in A too"),
            Deed::StartWait => write!(out, "begins the last admin's wait"),
            Deed::StopWait => write!(out, "stops the last admin's wait"),
            Deed::SignOut(which) => write!(out, "signs out ({which:?})"),
            Deed::AskAdmin => write!(out, "asks the admin"),
            Deed::NotMe(what) => write!(out, "says that something ({what:?}) was not theirs"),
            Deed::LeavePage => write!(out, "closes the page"),
        }
    }
}

impl fmt::Display for Move {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Move::Here(deed) => write!(out, "at the browser: {deed}"),
            Move::Admin(act) => write!(out, "A's admin: {act:?}"),
            Move::Stranger(nuisance) => write!(out, "a stranger: {nuisance:?}"),
            Move::Life(life) => write!(out, "it happens: {life:?}"),
            Move::Wait(wait) => write!(out, "waits: {wait:?}"),
            Move::Operator(operator) => write!(out, "the operator: {operator:?}"),
            Move::Elsewhere(elsewhere) => write!(out, "the person, elsewhere: {elsewhere:?}"),
        }
    }
}
