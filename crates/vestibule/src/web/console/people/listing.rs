//! The people whom a list shows: searched for and narrowed down by the database, and each status as the rules derive it.
//!
//! A status is no column. Statements narrow down, so that few are looked at for nothing; who has it, the rules say, and a
//! test compares both. Only looks. Where to go next: `../people.rs`.

use std::collections::HashSet;
use std::sync::Arc;

use rules::facts::{Account, Door, Lane, Password, SignOn, Worth};
use rules::status::{self, Marks, Status};
use rules::throttle::MOST_GUESSES;
use rules::{Instant, Role};

use crate::app::App;
use crate::fault::Fault;
use crate::flows::policy_text;
use crate::store::organization::OrganizationRow;
use crate::store::people::{self, After, MayBe, PersonRow, Wanted};
use crate::store::{Read, guess};
use crate::visit::Visit;
use crate::web::entry::Asked;

/// How many are looked at together, and how often before a page is shown as far as it is.
const LOOKED_AT: usize = 60;
const LOOKS: usize = 100;
/// Shut lanes that are looked at; each took somebody a hundred wrong passwords.
const MOST_SHUT: i64 = 10_000;

/// What was asked for, as it stands in the address.
pub struct Listing<'a> {
    app: &'a App,
    /// Whose people.
    pub organization: &'a OrganizationRow,
    visit: &'a Visit,
    /// What was searched for.
    pub search: String,
    /// The role, if it is one.
    pub role: Option<Role>,
    /// The status, if it is one.
    pub status: Option<Status>,
    shut: Shut,
}

/// The keys of the lanes of passwords that are shut; the same for all organizations.
pub type Shut = Arc<HashSet<Vec<u8>>>;

/// Where in the list to begin, and which way to go.
#[derive(Clone, Debug)]
pub enum Place {
    /// After this person, or at the beginning.
    After(Option<After>),
    /// Before this person.
    Before(After),
}

/// Some of the people, in order.
pub struct Found {
    /// Each with their status.
    pub people: Vec<(PersonRow, Status)>,
    /// There are more in the direction that was gone.
    pub more: bool,
}

/// The keys of the lanes of passwords that are shut: usually none.
pub async fn shut(read: &mut Read) -> Result<Shut, Fault> {
    Ok(Arc::new(guess::any_list_shut(read, MOST_SHUT).await?.into_iter().collect()))
}

impl<'a> Listing<'a> {
    /// Reads the address.
    pub async fn asked(
        app: &'a App,
        organization: &'a OrganizationRow,
        visit: &'a Visit,
        asked: &Asked,
    ) -> Result<Listing<'a>, Fault> {
        let shut = shut(&mut app.store.read()).await?;
        Ok(Listing::of(app, organization, visit, asked, shut))
    }

    /// The same with what is known already.
    pub fn of(
        app: &'a App,
        organization: &'a OrganizationRow,
        visit: &'a Visit,
        asked: &Asked,
        shut: Shut,
    ) -> Listing<'a> {
        Listing {
            app,
            organization,
            visit,
            search: asked.get("q").trim().to_owned(),
            role: Role::parse(asked.get("role")),
            status: Status::ALL.into_iter().find(|status| status.code() == asked.get("status")),
            shut,
        }
    }

    /// The part of an address that asks for the same.
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", &self.search);
        query.append_pair("role", self.role.map_or("", Role::word));
        query.append_pair("status", self.status.map_or("", Status::code));
        query.finish()
    }

    /// `None`: nobody can have that status here.
    fn wanted(&self) -> Option<Wanted<'_>> {
        let policy = policy_text::read(&self.organization.policy);
        let oldest = policy.password_max_age.map(|most| Instant(self.visit.now.0.saturating_sub(most.0)));
        let now = self.visit.now;
        let who = match self.status {
            None => MayBe::Everybody,
            Some(Status::Active) => MayBe::Active(oldest.unwrap_or(Instant(i64::MIN))),
            Some(Status::Deactivated) => MayBe::Deactivated,
            Some(Status::InvitePending) => MayBe::InvitePending(now),
            Some(Status::InviteExpired) => MayBe::InviteExpired(now),
            Some(Status::PasswordExpired) => MayBe::PasswordExpired(oldest?),
            Some(Status::NoFactor) => {
                let demanded = policy.second_factor && self.organization.demand_since.is_some();
                demanded.then_some(MayBe::NoFactor)?
            }
            Some(Status::Locked) => MayBe::Locked,
            Some(Status::MailBouncing) => MayBe::MailBouncing,
        };
        let search = Some(self.search.as_str()).filter(|search| !search.is_empty());
        Some(Wanted { search, role: self.role, who })
    }

    /// How many there are with this search and this role, whatever their status.
    pub async fn count(&self, read: &mut Read) -> Result<i64, Fault> {
        let search = Some(self.search.as_str()).filter(|search| !search.is_empty());
        people::count(read, self.organization.id, search, self.role).await
    }

    /// Up to `most` of them from that place on.
    pub async fn some(&self, read: &mut Read, place: &Place, most: usize) -> Result<Found, Fault> {
        let mut found = match self.wanted() {
            Some(wanted) => self.narrowed(read, &wanted, place, most).await?,
            None => Found { people: vec![], more: false },
        };
        if matches!(place, Place::Before(_)) {
            found.people.reverse();
        }
        Ok(found)
    }

    async fn narrowed(
        &self,
        read: &mut Read,
        wanted: &Wanted<'_>,
        place: &Place,
        most: usize,
    ) -> Result<Found, Fault> {
        let (mut at, back) = match place {
            Place::After(after) => (after.clone(), false),
            Place::Before(before) => (Some(before.clone()), true),
        };
        let limit = if self.status.is_some() { LOOKED_AT.max(most + 1) } else { most + 1 };
        let mut people = Vec::new();
        for _ in 0..LOOKS {
            let rows =
                people::list(read, self.organization.id, wanted, at.as_ref(), back, limit as i64).await?;
            let end = rows.len() < limit;
            for row in rows {
                at = Some(After { sort_name: row.sort_name.clone(), user_id: row.user_id });
                let stands = self.status_of(&row);
                if self.status.is_some_and(|status| status != stands) {
                    continue;
                }
                // One more than fits: there is another page.
                if people.len() == most {
                    return Ok(Found { people, more: true });
                }
                people.push((row, stands));
            }
            if end {
                return Ok(Found { people, more: false });
            }
        }
        Ok(Found { more: !people.is_empty(), people })
    }

    fn is_shut(&self, address: &str) -> bool {
        !self.shut.is_empty() && self.shut.contains(self.app.address_key(address).as_slice())
    }

    fn status_of(&self, row: &PersonRow) -> Status {
        status_of(row, self.organization, self.visit, self.is_shut(&row.mailbox))
    }
}

/// The status, derived from the facts on the way out.
pub fn status_of(row: &PersonRow, organization: &OrganizationRow, visit: &Visit, shut: bool) -> Status {
    let set_at = row.password_at.filter(|_| row.has_password);
    let account = Account {
        password: set_at.map(|set_at| Password { set_at, worth: Worth::Own }),
        authenticators: u8::from(row.has_factor),
        unreadable: 0,
        passkeys: 0,
        recovery_codes: 0,
        codes_saved: true,
    };
    let door = Door {
        organization: organization.id.as_u128(),
        role: row.role,
        invited_until: row.invite_expires_at,
        joined: row.joined_at.is_some(),
        deactivated: row.deactivated_at.is_some(),
        suspended: false,
        change_demanded_at: row.change_demanded_at,
        waived_until: row.waived_until,
        demand_in_force: organization.demand_since.is_some(),
        factors: u8::from(row.has_factor),
        second_holds: false,
        other_admins: 0,
        pass: None,
        help: None,
        wait: None,
        sign_on: SignOn::Free,
        policy: policy_text::read(&organization.policy),
    };
    let marks = marks(Some(row), shut, visit);
    status::of(&account, &door, &marks, visit.now)
}

/// What a list knows of somebody beside account and membership.
pub fn marks(row: Option<&PersonRow>, shut: bool, visit: &Visit) -> Marks {
    let last_mail = row.and_then(|row| row.last_mail_state.as_deref());
    Marks {
        lane: Lane { failed: if shut { MOST_GUESSES } else { 0 }, last_at: visit.now },
        mail_failed: last_mail.is_some_and(|state| matches!(state, "refused" | "expired")),
    }
}
