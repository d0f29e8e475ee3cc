//! The subject of an attempt, as the store knows it, and plain questions about it.
//!
//! Data only: it is filled by `flows/subject.rs`, and read by flows, by pages, and by `said`, which puts it into
//! words. Never in here: a decision, a read of the store.

use uuid::Uuid;

use crate::app::App;
use crate::store::device::DeviceRow;
use crate::store::factor::FactorRow;
use crate::store::membership::MembershipWithOrganization;
use crate::store::recovery::{RecoveryCodeRow, RecoverySetRow};
use crate::store::ticket::TicketRow;
use crate::store::user::UserRow;

/// The subject, as the store knows it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The user; `None` for an unknown address.
    pub user: Option<UserRow>,
    /// Where mails go: the user's primary address, or what was typed.
    pub address: String,
    /// The authenticator apps, ended ones of the last year included.
    pub factors: Vec<FactorRow>,
    /// The sheets of recovery codes that count.
    pub sheets: Vec<(RecoverySetRow, Vec<RecoveryCodeRow>)>,
    /// The memberships with their organizations.
    pub doors: Vec<MembershipWithOrganization>,
    /// The ticket that was presented.
    pub ticket: Option<TicketRow>,
    /// This browser, if it has signed in as this user before.
    pub device: Option<DeviceRow>,
}

/// Which guesses count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guessing {
    /// Passwords.
    Password,
    /// Second factors.
    Second,
    /// Codes from mails.
    Mailed,
    /// Codes from mails, typed by somebody who has given the password: strangers do not fill this lane.
    MailedToOwner,
}

impl Guessing {
    const fn word(self) -> &'static str {
        match self {
            Guessing::Password => "password",
            Guessing::Second => "second",
            Guessing::Mailed => "mailed",
            Guessing::MailedToOwner => "mailed-to-owner",
        }
    }
}

impl Subject {
    /// The key and the name of the lane that this browser is in. A known device has a lane of its own.
    pub fn lane(&self, app: &App, guessing: Guessing) -> ([u8; 32], String) {
        let key = app.address_key(&self.address);
        match &self.device {
            Some(device) => (key, format!("{}:{}", guessing.word(), device.id)),
            None => (key, guessing.word().to_owned()),
        }
    }

    /// The zone in which this person is told the time: that of the organization wanted, or of the first.
    pub fn zone(&self, wanted: Option<Uuid>) -> &str {
        let door = self.door(wanted).or_else(|| self.doors.first());
        door.map_or("UTC", |door| door.zone.as_str())
    }

    /// The membership in that organization.
    pub fn door(&self, organization: Option<Uuid>) -> Option<&MembershipWithOrganization> {
        let organization = organization?;
        self.doors.iter().find(|door| door.membership.organization_id == organization)
    }

    /// The membership that speaks for the user where none is named.
    pub fn speaking_door(&self, wanted: Option<Uuid>) -> Option<&MembershipWithOrganization> {
        self.door(wanted)
            .or_else(|| self.doors.iter().find(|door| door.membership.joined_at.is_some()))
            .or_else(|| self.doors.first())
    }

    /// The authenticators that count.
    pub fn authenticators(&self) -> impl Iterator<Item = &FactorRow> {
        self.factors.iter().filter(|factor| factor.confirmed_at.is_some() && factor.ended_at.is_none())
    }

    /// Recovery codes that are unused.
    pub fn codes_left(&self) -> usize {
        self.sheets.iter().flat_map(|(_, codes)| codes).filter(|code| code.spent_at.is_none()).count()
    }

    /// First and last name.
    pub fn name(&self) -> String {
        let user = self.user.as_ref();
        let own = user.map(|user| format!("{} {}", user.first_name, user.last_name)).unwrap_or_default();
        own.trim().to_owned()
    }
}
