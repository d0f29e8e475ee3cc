//! What the person just did, with what the proofs say of it. Nothing here is a secret any more: a
//! password has become "right" or "wrong" before it gets here.

use crate::cause::{PasswordFlaw, SsoFlaw};
use crate::facts::OrganizationKey;
use crate::words::Role;

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attempt {
    /// A password was typed at the door.
    Password(PasswordEvidence),
    /// Somebody came back from an organization's provider.
    Arrive(Arrival),
    /// Somebody signed in wants to enter `Facts::wanted`.
    Enter,
    /// A code for the second factor was typed.
    Second {
        /// What the proofs say of the code.
        evidence: CodeEvidence,
        /// The person asked to be spared the second factor in this browser.
        remember: bool,
    },
    /// A passkey answered, with nothing else or after the password.
    Passkey(PasskeyEvidence),
    /// A mail with a code was asked for, to prove the mailbox in this browser.
    AskMailboxCode,
    /// The first code of a new authenticator app was typed.
    ConfirmAuthenticator(CodeEvidence),
    /// A new passkey was made in this browser, and its answer holds.
    AddPasskey,
    /// New recovery codes were asked for.
    MakeCodes,
    /// The person says that the recovery codes are put away.
    CodesSaved,
    /// One authenticator app or passkey shall not count any more: anywhere, or only in `Facts::wanted`.
    EndFactor {
        /// Only there.
        here: bool,
    },
    /// "I can't use any of these": live help by an admin of `Facts::wanted` is asked for.
    AskHelp,
    /// The request for live help is taken back.
    WithdrawHelp,
    /// The factor that was just given shall hold in `Facts::wanted` too, by the pass at hand.
    ExtendFactor,
    /// The last admin of `Facts::wanted` begins the waiting period.
    StartWait,
    /// It is stopped, from a session.
    StopWait,
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
    /// "This wasn't me", about `Facts::change`.
    Undo(UndoBy),
    /// Sessions of the own account shall end.
    EndSessions(Which),
    /// "Send this to my admin."
    AskAdmin,
    /// "Mail me the answer."
    AskAnswer,
}

/// What came back from an organization's provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Arrival {
    /// Whose provider it is.
    pub organization: OrganizationKey,
    /// The connection is switched on.
    pub open: bool,
    /// Whoever is new, at an address that is the organization's own, becomes a member by coming.
    pub newcomers: bool,
    /// What its message says of the person, or why it says nothing that holds.
    pub said: Result<Said, SsoFlaw>,
}

/// What a provider's message says that holds, beside what is known of it here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Said {
    /// This very subject of the connection is the user already.
    pub linked: bool,
    /// The user is another subject of this connection.
    pub other_identity: bool,
    /// What it says of the address.
    pub address: SaidAddress,
    /// The address is in a domain that the organization has proved.
    pub domain_proved: bool,
    /// It is the person whose address was typed here before, or nobody's was.
    pub as_asked: bool,
    /// It says that a second factor was given there, and the organization takes that; or takes it without being told.
    pub second: bool,
    /// The user was linked at this organization's connections before, whatever became of it.
    pub was_here: bool,
    /// What their groups there make of them, where the connection says that groups do.
    pub role: Option<SaidRole>,
}

/// What somebody's groups at a provider make of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SaidRole {
    /// The role.
    pub role: Role,
    /// Whose word the role of now is.
    pub stands_by: RoleBy,
    /// Nobody else administers the organization.
    pub last_admin: bool,
}

/// Whose word somebody's role is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoleBy {
    /// That of the invitation, or of the first arrival.
    Beginning,
    /// An admin's, who chose it for this person.
    Hand,
    /// The provider's.
    Provider,
}

/// What a provider says of somebody's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SaidAddress {
    /// Nothing that is one.
    None,
    /// One that it has not made sure of.
    Unverified,
    /// One that it vouches for.
    Verified,
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
    /// An unused code of the recovery kit of `Facts::wanted`.
    KitRight,
    /// A code of that kit that was used before.
    KitSpent,
    /// The operator's code for this user and `Facts::wanted`.
    OperatorRight,
    /// This code, or a later one, was used already.
    Replayed,
    /// Right for an entry that has been replaced or was never finished.
    OldEntry,
    /// Right for a clock that is off by so many seconds; positive when the phone is ahead.
    ClockOff(i64),
    /// None of these.
    Wrong,
}

/// What the proofs say of a passkey's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PasskeyEvidence {
    /// It is one of the account's.
    Right {
        /// It made sure of its owner, by a finger, a face or a PIN.
        verified: bool,
    },
    /// It is none that is known here, or counts no more.
    Unknown,
    /// Its answer does not hold: another site's, an old question's, or no good signature.
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

/// What stands behind "this wasn't me".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UndoBy {
    /// The code of the mail that told of the change.
    CodeRight,
    /// Some other code.
    CodeWrong,
    /// A button, in a session.
    Session,
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
