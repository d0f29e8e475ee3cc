//! What the person just did, with what the proofs say of it. Nothing here is a secret any more: a
//! password has become "right" or "wrong" before it gets here.

use crate::cause::PasswordFlaw;

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attempt {
    /// A password was typed at the door.
    Password(PasswordEvidence),
    /// Somebody signed in wants to enter `Facts::wanted`.
    Enter,
    /// A code for the second factor was typed.
    Second {
        /// What the proofs say of the code.
        evidence: CodeEvidence,
        /// The person asked to be spared the second factor in this browser.
        remember: bool,
    },
    /// A mail with a code was asked for, to prove the mailbox in this browser.
    AskMailboxCode,
    /// The first code of a new authenticator app was typed.
    ConfirmAuthenticator(CodeEvidence),
    /// New recovery codes were asked for.
    MakeCodes,
    /// The person says that the recovery codes are put away.
    CodesSaved,
    /// One authenticator app shall not count any more.
    EndAuthenticator,
    /// A reset was asked for at the door, for `Facts::account`.
    AskReset,
    /// A mailed link was opened.
    OpenTicket,
    /// A mailed code was typed on the page that asked for it.
    TypeCode(MailedEvidence),
    /// A new password was chosen.
    SavePassword(Save),
    /// An invitation to `Facts::wanted` was accepted by somebody who is signed in or on the way.
    Join,
    /// The next mail was asked for in place of `Facts::ticket`.
    AskTicketAgain,
    /// Sessions of the own account shall end.
    EndSessions(Which),
    /// "Send this to my admin."
    AskAdmin,
    /// "Mail me the answer."
    AskAnswer,
}

/// What the proofs say of a typed password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PasswordEvidence {
    /// It is the account's password.
    Right,
    /// It is not, or there is none to compare with.
    Wrong,
}

/// What the proofs say of a typed second-factor code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeEvidence {
    /// An authenticator app's code of now.
    Right,
    /// An unused recovery code.
    RecoveryRight,
    /// A recovery code that was used before.
    RecoverySpent,
    /// This code, or a later one, was used already.
    Replayed,
    /// Right for an entry that has been replaced or was never finished.
    OldEntry,
    /// Right for a clock that is off by so many seconds; positive when the phone is ahead.
    ClockOff(i64),
    /// None of these.
    Wrong,
}

/// What the proofs say of a typed code from a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailedEvidence {
    /// It belongs to a ticket that this page asked for, and is younger than ten minutes.
    Right,
    /// It belongs to a ticket that this page asked for, and is too old to be typed.
    TooOld,
    /// It belongs to none.
    Wrong,
}

/// A new password, and how it came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Save {
    /// What entitles the person to set one.
    pub by: SaveBy,
    /// What is wrong with the new password, if anything.
    pub flaw: Option<PasswordFlaw>,
    /// It is the present password, or one of those that may not come back.
    pub reused: bool,
    /// The person wants the other sessions to go on.
    pub keep_sessions: bool,
}

/// What entitles a person to set a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SaveBy {
    /// The ticket in `Facts::ticket`.
    Ticket,
    /// On the way in, because an organization wants a new one.
    Demand,
    /// From within a session, with the present password typed again.
    Choice(PasswordEvidence),
}

/// Which of the own sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Which {
    /// This one: signing out.
    This,
    /// All but this one.
    Others,
    /// All of them: signing out everywhere.
    All,
}
