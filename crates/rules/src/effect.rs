//! What the shell must carry out, all of it in one transaction.
//!
//! Effects name roles ("this ticket", "the organization wanted"), never ids or secrets: the shell knows
//! which, and makes the values.

pub use crate::act::Act;
use crate::facts::{OrganizationKey, TicketKind, Worth};
use crate::words::{Instant, Role};

/// One thing to carry out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// One more failed guess in this lane.
    CountGuess,
    /// A success: this lane, and no other, starts again at nothing.
    ClearLane,
    /// The mailbox was proved and the secret replaced: guesses at the old password count no more, in any lane.
    ClearPasswordLanes,
    /// The authenticator's code has been used: neither it nor an earlier one is accepted again.
    SpendCode,
    /// The recovery code has been used.
    SpendRecoveryCode,
    /// The code of the kit, or the operator's, has been used.
    SpendStandIn,
    /// The passkey has answered: its question is spent, its counter moves forward.
    SpendPasskey,
    /// The password was used together with a second factor: it is worth more than a mailbox from now on.
    PasswordIsOwn,
    /// Save the new password.
    SavePassword(Worth),
    /// The presented ticket has done its work.
    SpendThisTicket,
    /// Every other ticket of the user has lost its worth.
    SpendOtherTickets,
    /// No browser is spared the second factor any more.
    ForgetRemembered,
    /// A new session with the decision's proofs, in this browser.
    StartSession,
    /// The present session takes over the decision's proofs, under a new token.
    RaiseSession,
    /// The present session is in this organization now.
    EnterDoor(OrganizationKey),
    /// This session ends.
    EndThisSession,
    /// All other sessions of the user end.
    EndOtherSessions,
    /// The sessions that the change came from end, and those that were opened with an added factor; never this one.
    EndSessionsOfChange,
    /// This browser has signed in: it is a known device.
    KnowDevice,
    /// This browser is spared the second factor until then.
    RememberDevice(Instant),
    /// The invitation is accepted.
    Join(OrganizationKey),
    /// Something about who the user is at the organization's provider.
    Identity(OnIdentity, OrganizationKey),
    /// The invitation is open until then.
    RenewInvitation(OrganizationKey, Instant),
    /// The pending authenticator has proved to work.
    ConfirmAuthenticator(Adding),
    /// The new passkey counts.
    AddPasskey(Adding),
    /// The named factor does not count any more.
    EndFactor,
    /// The named factor does not count in that organization any more.
    EndFactorIn(OrganizationKey),
    /// The factor that was removed counts again where it did.
    RestoreFactor,
    /// That organization vouches for the factor that was given.
    VouchFactor(OrganizationKey),
    /// Every organization of the user has vouched for the factor that was given: it is the user's own.
    FactorIsOwn,
    /// This browser asks for live help there; an earlier request of the user there gives way to it.
    OpenHelp(OrganizationKey),
    /// The mailbox was proved in the browser that asked: the admins see the request.
    HelpReaches(OrganizationKey),
    /// The open request for live help has come to this end.
    CloseHelp(OrganizationKey, HelpEnd),
    /// The pass for that organization has been used.
    SpendPass(OrganizationKey),
    /// Every pass and every request for live help of the user has lost its worth.
    SpendPasses,
    /// The last admin's waiting period begins in this browser and is over then.
    StartWait(OrganizationKey, Instant),
    /// It is stopped.
    StopWait(OrganizationKey),
    /// It has done its work, or the admin is in with a second factor.
    EndWait(OrganizationKey),
    /// Ten new recovery codes, beside the saved ones until they are saved themselves.
    MakeCodes,
    /// The newest recovery codes count, and older ones no more.
    CodesSaved,
    /// Something about the change of address that is under way, or that somebody did not make.
    Address(OnAddress),
    /// The recovery codes of the change count no more; the next sign-in with a second factor makes new ones.
    EndCodes,
    /// A new ticket, to go out with the next [`Effect::Mail`], or for the next page in this browser.
    IssueTicket(TicketKind),
    /// A mail to the subject's mailbox (or, where said, to others).
    Mail(Mail),
    /// A line in the list of what members ask of their admins.
    Request(OrganizationKey),
    /// An act on a membership by an admin.
    Membership(MembershipChange),
    /// A line in the audit log.
    Audit(Act),
}

/// What a new factor inherits from what let it be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Adding {
    /// Where it counts.
    pub holds: Holds,
    /// A pass, a kit or the operator stands behind it.
    pub by_pass: bool,
}

/// Where a new factor counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holds {
    /// In every organization of the user: it is their own.
    Everywhere,
    /// Where the second factor counts that was given for it.
    AsGiven,
    /// In this organization, which vouches for it.
    Only(OrganizationKey),
}

/// What is done about an identity: a user at a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OnIdentity {
    /// The provider's subject is this user from now on.
    Link,
    /// It is so already, and was used: what the provider says of the address is contact data of that membership.
    Use,
    /// The provider knows this user under another name: the admins are asked whether it is the same person.
    Propose,
    /// Their groups there give them this role here.
    Role(Role),
}

/// What is done about a change of address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OnAddress {
    /// It begins; an earlier one that was not done gives way to it.
    Open,
    /// A new link and code for each mailbox that is not proved yet, to go out with the next [`Effect::Mail`].
    IssueCodes,
    /// This mailbox is proved for it.
    Prove(Mailbox),
    /// It ends, undone.
    End,
    /// The new address is the user's, and the old one is held for as long as the change can be taken back.
    Change,
    /// The address of before is the user's again, and those that came after it are nobody's.
    Restore,
}

/// One of the two mailboxes of a change of address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mailbox {
    /// The one that mails go to now.
    Old,
    /// The one that they shall go to.
    New,
}

/// What became of a request for live help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HelpEnd {
    /// An admin typed its eight characters: the browser that asked has a pass.
    Confirmed,
    /// An admin said no.
    Declined,
    /// The person took it back.
    Withdrawn,
    /// The person came in meanwhile.
    CameIn,
}

impl HelpEnd {
    /// The permanent name.
    pub const fn code(self) -> &'static str {
        match self {
            HelpEnd::Confirmed => "confirmed",
            HelpEnd::Declined => "declined",
            HelpEnd::Withdrawn => "withdrawn",
            HelpEnd::CameIn => "came-in",
        }
    }
}

/// What an admin's act changes of a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MembershipChange {
    /// Created, with an open invitation.
    Invited(Role, Instant),
    /// Switched off.
    Deactivated,
    /// Switched on again.
    Reactivated,
    /// Gone.
    Removed,
    /// Another role.
    Role(Role),
    /// The minimum age does not hold until then.
    Waived(Instant),
    /// The minimum age holds again.
    WaiverEnded,
    /// A new password is wanted by the next entry.
    ChangeDemanded,
    /// It is not wanted any more.
    DemandEnded,
    /// The user's sessions in this organization end.
    SessionsEnded,
    /// The browser that asked for live help has a pass until then.
    HelpConfirmed(Instant),
    /// The request for live help was declined.
    HelpDeclined,
    /// A wrong guess at the eight characters of the request.
    HelpGuessed,
    /// The user has a pass in advance until then.
    PassGiven(Instant),
    /// No pass of this organization is worth anything any more.
    PassWithdrawn,
    /// The organization writes another contact address for the person.
    ContactSet,
    /// It writes the one of before again.
    ContactPutBack,
}

/// Which mail. What it says in full is the mail room's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mail {
    /// "You are invited", with link and code.
    Welcome,
    /// "Join with the account you have", with link.
    WelcomeKnown,
    /// "Here is your link and code."
    Reset,
    /// "Your organization has switched your account off; these are its admins."
    SwitchedOff,
    /// "You belong to no organization here any more."
    NoMembership,
    /// "There is no account for this address."
    NoAccount,
    /// "An admin sent you this reset; nothing changes until you use it."
    AdminSentReset,
    /// "Here is the code that proves your mailbox."
    MailboxCode,
    /// "This is what happened, and what to do."
    Answer,
    /// Notice: the password was changed.
    PasswordChanged,
    /// Notice: an authenticator or a passkey was added.
    FactorAdded,
    /// Notice: an authenticator or a passkey does not count any more, anywhere or in one organization.
    FactorRemoved,
    /// Notice: an organization vouched for a factor that another one stood behind.
    FactorVouched,
    /// Notice: new recovery codes were made.
    CodesMade,
    /// Notice: a recovery code was used.
    RecoveryCodeUsed,
    /// To each mailbox that a change of address still has to prove: link and code.
    AddressCodes,
    /// Notice to both mailboxes: the address was changed.
    AddressChanged,
    /// Notice to both mailboxes: the change was taken back.
    AddressRestored,
    /// To the admins of the organizations that demand it: somebody set up their first second factor.
    FirstFactorToAdmins,
    /// To the inviter: the invitation was accepted.
    JoinedToInviter,
    /// To the subject: an organization's provider opens that organization for them from now on.
    IdentityLinked,
    /// To the admins: somebody asks for help.
    RequestToAdmins,
    /// To the admins: somebody who can use none of their second factors asks for live help.
    HelpToAdmins,
    /// To all admins: a code of the organization's kit, or of the operator's, stood in for a second factor.
    StandInToAdmins,
    /// To everybody concerned, and outside the domain where an address is known: the last admin's wait began.
    WaitStarted,
    /// To the same and to the operator: it was stopped.
    WaitStopped,
    /// Notice about an admin's act on the membership.
    MembershipNotice,
    /// To the other admins: one of them was acted on.
    ActOnAdminToAdmins,
}
