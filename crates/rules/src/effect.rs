//! What the shell must carry out, all of it in one transaction.
//!
//! Effects name roles ("this ticket", "the organization wanted"), never ids or secrets: the shell knows
//! which, and makes the values.

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
    /// This browser has signed in: it is a known device.
    KnowDevice,
    /// This browser is spared the second factor until then.
    RememberDevice(Instant),
    /// The invitation is accepted.
    Join(OrganizationKey),
    /// The invitation is open until then.
    RenewInvitation(OrganizationKey, Instant),
    /// The pending authenticator has proved to work.
    ConfirmAuthenticator,
    /// The named authenticator does not count any more.
    EndAuthenticator,
    /// Ten new recovery codes, beside the saved ones until they are saved themselves.
    MakeCodes,
    /// The newest recovery codes count, and older ones no more.
    CodesSaved,
    /// A new ticket, to go out with the next [`Effect::Mail`].
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
    /// A new password is wanted by the next entry.
    ChangeDemanded,
    /// The user's sessions in this organization end.
    SessionsEnded,
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
    /// Notice: an authenticator was added.
    AuthenticatorAdded,
    /// Notice: an authenticator does not count any more.
    AuthenticatorRemoved,
    /// Notice: new recovery codes were made.
    CodesMade,
    /// Notice: a recovery code was used.
    RecoveryCodeUsed,
    /// To the admins of the organizations that demand it: somebody set up their first second factor.
    FirstFactorToAdmins,
    /// To the inviter: the invitation was accepted.
    JoinedToInviter,
    /// To the admins: somebody asks for help.
    RequestToAdmins,
    /// Notice about an admin's act on the membership.
    MembershipNotice,
    /// To the other admins: one of them was acted on.
    ActOnAdminToAdmins,
}

/// What the audit log calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// `signed-in`
    SignedIn,
    /// `password-saved`
    PasswordSaved,
    /// `authenticator-added`
    AuthenticatorAdded,
    /// `authenticator-ended`
    AuthenticatorEnded,
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
    /// `change-demanded`
    ChangeDemanded,
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
}

impl Act {
    /// The permanent name.
    pub const fn code(self) -> &'static str {
        match self {
            Act::SignedIn => "signed-in",
            Act::PasswordSaved => "password-saved",
            Act::AuthenticatorAdded => "authenticator-added",
            Act::AuthenticatorEnded => "authenticator-ended",
            Act::CodesMade => "codes-made",
            Act::RecoveryCodeUsed => "recovery-code-used",
            Act::Joined => "joined",
            Act::Invited => "invited",
            Act::ResetSent => "reset-sent",
            Act::Waived => "minimum-age-waived",
            Act::ChangeDemanded => "change-demanded",
            Act::Deactivated => "deactivated",
            Act::Reactivated => "reactivated",
            Act::Removed => "removed",
            Act::RoleChanged => "role-changed",
            Act::SessionsEnded => "sessions-ended",
        }
    }
}
