//! What is known about the subject of an attempt. Facts are independent of each other and are never
//! summed up in a stored status (`status.rs` derives those, on the way out).
//!
//! The shell fills these in from the store and from what the browser's sealed step holds.

use crate::policy::Policy;
use crate::words::{Instant, Role};

/// Everything the decision may know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The user whom the address, step, session or ticket names; `None` for an unknown address.
    pub account: Option<Account>,
    /// One for each organization that the user belongs to or is invited to.
    pub doors: Vec<Door>,
    /// The organization the person wants to enter, or that a ticket or act is about.
    pub wanted: Option<OrganizationKey>,
    /// Guesses that failed in the lane this browser is in.
    pub lane: Lane,
    /// When all wrong passwords that came from this browser's network will be forgiven, at whatever addresses they
    /// were tried; long past for a known device, which its network does not hold up.
    pub network_until: Instant,
    /// What the person at this browser has proved of this account.
    pub proofs: Proofs,
    /// Whether those proofs come from a live session of the user's own (rather than from the steps of a sign-in).
    pub in_session: bool,
    /// A provider vouches for the person, and for nothing but its own organization. Then there is no session of the
    /// user's own, so that whatever needs one refuses.
    pub visiting: Option<Visiting>,
    /// The browser may skip the second factor: until when it is remembered, if it is.
    pub remembered_until: Option<Instant>,
    /// The mailed link or code that was presented.
    pub ticket: Option<Ticket>,
    /// The change that somebody says they did not make.
    pub change: Option<Change>,
    /// What stands behind the second factor that is presented with this attempt.
    pub presented: Standing,
    /// Whether another mail to this address fits under its cap.
    pub mail_fits: bool,
}

/// An organization's id, as a number that rules can compare.
pub type OrganizationKey = u128;

/// Somebody whom an organization's provider vouched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Visiting {
    /// Whose provider that was: what it opens is that organization alone.
    pub organization: OrganizationKey,
    /// The steps belong to a live session that the provider opened (rather than to the way in).
    pub in_session: bool,
}

impl Facts {
    /// Whether the steps belong to a live session, the user's own or one that a provider opened.
    pub fn within(&self) -> bool {
        self.in_session || self.visiting.is_some_and(|visiting| visiting.in_session)
    }
}

/// A user's own credentials.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Account {
    /// The password, if one was ever set.
    pub password: Option<Password>,
    /// Authenticator apps that have proved to work and whose secret can be read.
    pub authenticators: u8,
    /// Authenticator apps whose secret cannot be read any more: the encryption key was lost.
    pub unreadable: u8,
    /// Passkeys. They do not depend on the encryption key.
    pub passkeys: u8,
    /// Recovery codes that are still unused.
    pub recovery_codes: u8,
    /// Whether the person said that the recovery codes are put away safely.
    pub codes_saved: bool,
}

impl Account {
    /// Whether this user has a second factor, wherever it counts.
    pub const fn has_second(&self) -> bool {
        self.authenticators > 0 || self.unreadable > 0 || self.passkeys > 0
    }
}

/// A password, without the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Password {
    /// When it was saved.
    pub set_at: Instant,
    /// What knowing it proves.
    pub worth: Worth,
}

/// What knowing a password proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Worth {
    /// A secret of the person's own.
    Own,
    /// No more than the mailbox through which it was set: a mailbox counts once.
    Mailbox,
}

/// One membership, with its organization's state and policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Door {
    /// Which organization.
    pub organization: OrganizationKey,
    /// What the user may do inside.
    pub role: Role,
    /// Until when the invitation is open; `None` if there is none.
    pub invited_until: Option<Instant>,
    /// The invitation was accepted.
    pub joined: bool,
    /// The organization has switched this membership off.
    pub deactivated: bool,
    /// The operator has switched the whole organization off.
    pub suspended: bool,
    /// An admin wants a new password by the next entry; satisfied by one set later than this.
    pub change_demanded_at: Option<Instant>,
    /// Until when an admin has waived the minimum age.
    pub waived_until: Option<Instant>,
    /// The demand for second factors has taken effect (there is somebody who can help).
    pub demand_in_force: bool,
    /// How many of the user's second factors count here: all their own but those ended here, and those that
    /// this organization vouched for. Unreadable ones are among them.
    pub factors: u8,
    /// The second factor that this browser gave, or presents now, counts here.
    pub second_holds: bool,
    /// How many other admins can enter, and help.
    pub other_admins: u32,
    /// The permission to add one factor that holds here.
    pub pass: Option<Pass>,
    /// The open request for live help.
    pub help: Option<Help>,
    /// The last admin's waiting period.
    pub wait: Option<Wait>,
    /// What single sign-on leaves to the user's own ways in.
    pub sign_on: SignOn,
    /// The organization's policy.
    pub policy: Policy,
}

/// What an organization's single sign-on leaves to ways in that do not go through its provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SignOn {
    /// Everything: there is none, or people choose.
    #[default]
    Free,
    /// People come through the provider.
    Required {
        /// Until when the side door is open to this member (`side_door.rs` says when it is).
        side_door: Option<Instant>,
    },
}

/// What the user's own credentials are worth at a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnWay {
    /// As much as its policy says.
    Open,
    /// They open it with a second factor, given now, that was there before: the door that does not depend on the
    /// provider.
    WithSecond,
    /// Nothing: the way in is the provider's.
    Shut,
}

impl Door {
    /// What the user's own credentials are worth here at `now`. Admins always keep a way that does not depend on the
    /// provider: somebody has to be able to mend it.
    pub fn own_way(&self, now: Instant) -> OwnWay {
        match self.sign_on {
            SignOn::Free => OwnWay::Open,
            SignOn::Required { .. } if !self.joined => OwnWay::Shut,
            SignOn::Required { .. } if self.role == Role::Admin => OwnWay::WithSecond,
            SignOn::Required { side_door: Some(until) } if now < until => OwnWay::WithSecond,
            SignOn::Required { .. } => OwnWay::Shut,
        }
    }
    /// Whether this door can be entered at all, once its policy is met.
    pub const fn usable(&self) -> bool {
        self.joined && !self.deactivated && !self.suspended
    }
    /// Whether an invitation waits here that can be accepted at `now`.
    pub fn waiting(&self, now: Instant) -> bool {
        !self.joined
            && !self.deactivated
            && !self.suspended
            && self.invited_until.is_some_and(|until| now < until)
    }
    /// Whether a second factor of this user counts here.
    pub const fn has_second(&self) -> bool {
        self.factors > 0
    }
    /// Whether a second factor is demanded of everybody who enters.
    pub const fn demands_second(&self) -> bool {
        self.policy.second_factor && self.demand_in_force
    }
}

/// Guesses that failed in a row in one lane, and the last of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lane {
    /// How many failed since the last success in this lane.
    pub failed: u32,
    /// When the last one failed.
    pub last_at: Instant,
}

/// What the person at one browser has proved, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Proofs {
    /// The password was right.
    pub password: Option<Instant>,
    /// A passkey that had made sure of its owner signed in with nothing else.
    pub passkey: Option<Instant>,
    /// A ticket from the mailbox was presented.
    pub mailbox: Option<Instant>,
    /// A second factor was right.
    pub second: Option<Instant>,
    /// What stands behind that second factor.
    pub standing: Standing,
    /// The second factor was a code that works once: there may be no device in hand.
    pub by_recovery_code: bool,
    /// The password was saved on the way in: a remembered browser spares nothing then.
    pub just_saved: bool,
    /// An organization's provider vouched for the person (`Facts::visiting` says whose).
    pub vouched: Option<Instant>,
    /// It asked for a second factor, and its organization takes that one.
    pub vouched_second: bool,
}

impl Proofs {
    /// When the first factor was given: the password, or a passkey in its place.
    pub fn first(&self) -> Option<Instant> {
        self.password.or(self.passkey)
    }
    /// When it was proved who this is: by a first factor, or by a provider's word.
    pub fn known(&self) -> Option<Instant> {
        self.first().or(self.vouched)
    }
}

/// What stands behind a second factor. The default is one of the user's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Standing {
    /// It holds only where `Door::second_holds` says so: what one organization vouched for opens no other.
    pub only_here: bool,
    /// A pass, a kit or the operator stands behind it: it never makes a password worth more than it was.
    pub by_pass: bool,
}

/// The permission to add one factor that holds for one organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pass {
    /// How it came about.
    pub kind: PassKind,
    /// Until when it can be used.
    pub until: Instant,
    /// It was given to this very browser.
    pub here: bool,
}

/// How a pass came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PassKind {
    /// By live help: bound to the browser that asked.
    Live,
    /// Given in advance: worth nothing with a password that came by mail.
    Advance,
}

/// An open request for live help: a browser that asked, and eight characters on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Help {
    /// Until when it is open.
    pub until: Instant,
    /// This very browser asked.
    pub here: bool,
    /// The mailbox was proved in the browser that asked: the admins have been told.
    pub reached: bool,
}

/// The waiting period of an organization's last admin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wait {
    /// When it is over.
    pub ripe_at: Instant,
    /// Until when its end can be used.
    pub until: Instant,
    /// It was begun in this very browser.
    pub here: bool,
    /// A session of that very admin with a second factor stopped it: the operator is the end of the line.
    pub stopped: bool,
}

/// What a mailed link or typed code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// What it is for.
    pub kind: TicketKind,
    /// Until when its link works.
    pub until: Instant,
    /// It has done its work, at that moment.
    pub spent_at: Option<Instant>,
}

impl Ticket {
    /// Whether the link still does something at `now`.
    pub fn live(&self, now: Instant) -> bool {
        self.spent_at.is_none() && now < self.until
    }
}

/// A change to what is the user's own, as the notice about it knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    /// What was changed.
    pub kind: ChangeKind,
    /// Until when "this wasn't me" can be said about it.
    pub until: Instant,
    /// It was said, at that moment.
    pub spent_at: Option<Instant>,
    /// It is still so: nothing was changed again since.
    pub stands: bool,
    /// How many other second factors of the user count that can be given: readable authenticators and passkeys.
    pub others: u8,
    /// The organizations in which the added factor is the only one that counts.
    pub left_bare: Vec<OrganizationKey>,
    /// The second factor that this session gave is the one that was added.
    pub given_with_it: bool,
}

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// An authenticator or a passkey was added.
    FactorAdded,
    /// An authenticator or a passkey was removed, anywhere or in one organization.
    FactorRemoved,
    /// New recovery codes were made.
    CodesMade,
    /// The password was changed.
    PasswordChanged,
    /// The address was changed.
    AddressChanged,
}

/// What a ticket is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TicketKind {
    /// To set a new password: the link lives an hour (ASVS 5.0 6.5.5).
    Reset,
    /// To join `Facts::wanted`.
    Invitation,
    /// To prove the mailbox in the browser that asked; it sets nothing.
    Mailbox,
}
