//! The subject of an attempt, as the store knows it, and plain questions about it.
//!
//! Data only: it is filled by `flows/subject.rs`, and read by flows, by pages, and by `said`, which puts it into
//! words. Never in here: a decision, a read of the store.

use rules::{Instant, Role};
use uuid::Uuid;

use crate::app::App;
use crate::step::Given;
use crate::store::device::DeviceRow;
use crate::store::factor::FactorRow;
use crate::store::help::HelpRow;
use crate::store::membership::{MembershipWithOrganization, OtherAdminsRow};
use crate::store::pass::PassRow;
use crate::store::recovery::{RecoveryCodeRow, RecoverySetRow};
use crate::store::sign_on::TraceRow;
use crate::store::ticket::TicketRow;
use crate::store::undo::UndoRow;
use crate::store::user::UserRow;
use crate::store::vouch::WordRow;
use crate::store::wait::WaitRow;
use crate::visit::Visit;

/// The subject, as the store knows it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The user; `None` for an unknown address.
    pub user: Option<UserRow>,
    /// Where mails go: the user's primary address, or what was typed.
    pub address: String,
    /// Since when mails go there.
    pub address_since: Option<Instant>,
    /// The addresses of before the present one, as long as they are held; known where the step is about such a change.
    pub held: Vec<String>,
    /// The authenticator apps, ended ones of the last year included.
    pub factors: Vec<FactorRow>,
    /// The sheets of recovery codes that count.
    pub sheets: Vec<(RecoverySetRow, Vec<RecoveryCodeRow>)>,
    /// The memberships with their organizations.
    pub doors: Vec<MembershipWithOrganization>,
    /// The ticket that was presented.
    pub ticket: Option<TicketRow>,
    /// The change that somebody may say they did not make, if the step is about one.
    pub undo: Option<UndoRow>,
    /// This browser, if it has signed in as this user before.
    pub device: Option<DeviceRow>,
    /// What helps a user back in who is asked for a second factor, in all of their organizations.
    pub ways_back: WaysBack,
}

/// What helps a user back in: empty where nobody asks them for a second factor.
#[derive(Clone, Debug, Default)]
pub struct WaysBack {
    /// What organizations say of the user's factors.
    pub words: Vec<WordRow>,
    /// Passes that are not spent.
    pub passes: Vec<PassRow>,
    /// Requests for live help that are open.
    pub helps: Vec<HelpRow>,
    /// Waiting periods of a last admin that have not ended.
    pub waits: Vec<WaitRow>,
    /// How many other admins there are, by organization.
    pub other_admins: Vec<OtherAdminsRow>,
    /// By which connections they came, in organizations whose people have to; nobody asks where they do just now.
    pub traces: Option<Vec<TraceRow>>,
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
    /// The key and the name of the lane that this browser is in. A known device has a lane of its own, and so have
    /// those whom one organization's provider vouches for: what they guess wrong slows nobody else.
    pub fn lane(&self, app: &App, guessing: Guessing, visiting: Option<Uuid>) -> ([u8; 32], String) {
        let key = app.address_key(&self.address);
        match (visiting, &self.device) {
            (Some(organization), _) => (key, format!("{}@{organization}", guessing.word())),
            (None, Some(device)) => (key, format!("{}:{}", guessing.word(), device.id)),
            (None, None) => (key, guessing.word().to_owned()),
        }
    }

    /// The key under which a wrong password is counted against the network that it comes from. A known device is
    /// not held up by its network, and adds nothing to what others there have to wait.
    pub fn network(&self, app: &App, visit: &Visit, guessing: Guessing) -> Option<[u8; 32]> {
        let counts = guessing == Guessing::Password && self.device.is_none();
        counts.then(|| app.sealer.keyed_hash("guesses of a network", &visit.network_key().to_be_bytes()))
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

    /// Whether the organization that speaks for the user wants them to come through its provider.
    pub fn comes_through_sso(&self, wanted: Option<Uuid>) -> bool {
        let door = self.speaking_door(wanted);
        door.is_some_and(|door| door.sign_on_since.is_some() && door.membership.role == Role::Member)
    }

    /// The authenticators that count.
    pub fn authenticators(&self) -> impl Iterator<Item = &FactorRow> {
        self.live_factors().filter(|factor| factor.kind == "totp")
    }

    /// Whether that factor counts in that organization: the user's own unless the person said that it is gone there,
    /// and others where the organization vouches for them.
    pub fn counts(&self, factor: &FactorRow, organization: Uuid) -> bool {
        let word = |word: &str| {
            self.ways_back.words.iter().any(|row| {
                row.factor_id == factor.id && row.organization_id == organization && row.word == word
            })
        };
        if factor.own { !word("ended") } else { word("vouched") }
    }

    /// Whether a second factor that was given counts in that organization.
    pub fn holds(&self, given: &Given, organization: Uuid) -> bool {
        match (given.organization, given.factor) {
            (Some(only), _) => only == organization,
            (None, Some(id)) => self
                .factors
                .iter()
                .find(|factor| factor.id == id)
                .is_some_and(|factor| self.counts(factor, organization)),
            (None, None) => true,
        }
    }

    /// The passkeys that count.
    pub fn passkeys(&self) -> impl Iterator<Item = &FactorRow> {
        self.live_factors().filter(|factor| factor.kind == "passkey")
    }

    /// Authenticators and passkeys that count somewhere.
    pub fn live_factors(&self) -> impl Iterator<Item = &FactorRow> {
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
