//! Statuses for people who look at a list. Derived on the way out, never stored, never decided on.

use crate::facts::{Account, Door};
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
    /// Has not answered the invitation yet.
    InvitePending,
    /// Did not answer it in time.
    InviteExpired,
    /// Switched off.
    Deactivated,
}

impl Status {
    /// The permanent name.
    pub const fn code(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::PasswordExpired => "password-expired",
            Status::NoFactor => "no-factor",
            Status::InvitePending => "invite-pending",
            Status::InviteExpired => "invite-expired",
            Status::Deactivated => "deactivated",
        }
    }
}

/// The one status that matters most to an admin.
pub fn of(account: &Account, door: &Door, now: Instant) -> Status {
    if door.deactivated {
        return Status::Deactivated;
    }
    if !door.joined {
        return if door.waiting(now) { Status::InvitePending } else { Status::InviteExpired };
    }
    if let (Some(password), Some(most)) = (account.password, door.policy.password_max_age)
        && now >= password.set_at.plus(most)
    {
        return Status::PasswordExpired;
    }
    if door.demands_second() && !account.has_second() { Status::NoFactor } else { Status::Active }
}
