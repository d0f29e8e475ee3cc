//! Statuses for people who look at a list. Derived on the way out, never stored, never decided on.

use crate::facts::{Account, Door, Lane};
use crate::throttle::{self, Lanes};
use crate::words::Instant;

/// What an admin's list says of a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Gets in with what they have.
    Active,
    /// Will be asked for a new password.
    PasswordExpired,
    /// Will be asked to set up a second factor.
    NoFactor,
    /// Too many wrong passwords: in a new browser, none is looked at before the mailbox is proved.
    Locked,
    /// The last mail to them did not arrive.
    MailBouncing,
    /// Has not answered the invitation yet.
    InvitePending,
    /// Did not answer it in time.
    InviteExpired,
    /// Switched off.
    Deactivated,
}

impl Status {
    /// All of them, in the order of the list's filter.
    pub const ALL: [Status; 8] = [
        Status::Active,
        Status::PasswordExpired,
        Status::NoFactor,
        Status::Locked,
        Status::MailBouncing,
        Status::InvitePending,
        Status::InviteExpired,
        Status::Deactivated,
    ];

    /// The permanent name.
    pub const fn code(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::PasswordExpired => "password-expired",
            Status::NoFactor => "no-factor",
            Status::Locked => "locked",
            Status::MailBouncing => "mail-bouncing",
            Status::InvitePending => "invite-pending",
            Status::InviteExpired => "invite-expired",
            Status::Deactivated => "deactivated",
        }
    }
}

/// What a list knows of somebody beside the account and the membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// The strangers' lane of passwords at their address.
    pub lane: Lane,
    /// The last mail of this organization to them was refused, or given up.
    pub mail_failed: bool,
}

/// The one status that matters most to an admin: what keeps somebody out before what only might.
pub fn of(account: &Account, door: &Door, marks: &Marks, now: Instant) -> Status {
    if door.deactivated {
        return Status::Deactivated;
    }
    if !door.joined {
        // An invitation that did not arrive is answered by nobody, however long it is open.
        return match (marks.mail_failed, door.waiting(now)) {
            (true, _) => Status::MailBouncing,
            (false, true) => Status::InvitePending,
            (false, false) => Status::InviteExpired,
        };
    }
    if throttle::lane(&marks.lane, now) == Lanes::Shut {
        return Status::Locked;
    }
    if let (Some(password), Some(most)) = (account.password, door.policy.password_max_age)
        && now >= password.set_at.plus(most)
    {
        return Status::PasswordExpired;
    }
    if door.demands_second() && !account.has_second() {
        return Status::NoFactor;
    }
    if marks.mail_failed { Status::MailBouncing } else { Status::Active }
}
