//! Who there is: organizations with their policies, and people with what they know and carry.
//!
//! Laid down as rows, at a time long before the story. Never in here: a page.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use proofs::address::Address;
use proofs::password::Buffer;
use proofs::totp::{Secret, step_at};
use rules::people::ActorSecond;
use rules::policy::Policy;
use rules::{Instant, Role, Span};
use uuid::Uuid;
use vestibule::flows::people::{self, Invitation};
use vestibule::flows::subject::seal_secret;
use vestibule::flows::{Actor, policy_text};
use vestibule::store::address::AddressRow;
use vestibule::store::factor::FactorRow;
use vestibule::store::membership::MembershipRow;
use vestibule::store::organization::OrganizationRow;
use vestibule::store::recovery::RecoverySetRow;
use vestibule::store::user::UserRow;
use vestibule::store::{address, factor, membership, organization, recovery, user};
use vestibule::visit::Visit;

use super::{NOW, World};

/// What everybody's password is, unless a story says otherwise.
pub const PASSWORD: &str = "seven herons over still water";
/// What it becomes.
pub const ANOTHER: &str = "nine kettles on a cold stove";

/// Asks for a password and nothing else.
pub const OPEN: Policy = Policy { second_factor: false, ..Policy::DEFAULT };
/// Asks for a second factor.
pub const ASKS_FOR_SECOND: Policy = Policy::DEFAULT;
/// Everything that an organization can ask of passwords.
pub const STRICT: Policy = Policy {
    second_factor: false,
    password_max_age: Some(Span::days(90)),
    password_min_age: Some(Span::hours(3)),
    password_history: 5,
    remember_device: None,
    ..Policy::DEFAULT
};

/// Somebody.
#[derive(Clone, Debug)]
pub struct Person {
    /// The user's id.
    pub id: Uuid,
    /// The address.
    pub email: String,
    /// What they believe their password to be.
    pub password: String,
    /// The key in their app.
    pub key: [u8; 20],
    /// Their sheet of recovery codes.
    pub sheet: Vec<String>,
}

impl Person {
    /// What their app shows now.
    pub fn code(&self, world: &World) -> String {
        code_at(&self.key, world.app.now())
    }
}

/// What an app with that key shows.
pub fn code_at(key: &[u8; 20], now: Instant) -> String {
    Secret::from_bytes(*key).code(step_at(now))
}

fn before(span: Span) -> Instant {
    Instant(NOW.0 - span.0)
}

/// Hashing takes its time, so each password is hashed once for all tests.
fn hash_of(password: &str) -> String {
    static KNOWN: OnceLock<Mutex<HashMap<String, String>>> = OnceLock::new();
    let mut known =
        KNOWN.get_or_init(Mutex::default).lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let hash = || proofs::password::hash(&mut Buffer::new(), password, [7; 16]);
    known.entry(password.to_owned()).or_insert_with(hash).clone()
}

/// The same sheet for everybody, hashed once.
fn sheet() -> &'static (Vec<String>, Vec<[u8; 32]>) {
    static SHEET: OnceLock<(Vec<String>, Vec<[u8; 32]>)> = OnceLock::new();
    SHEET.get_or_init(|| {
        let codes = proofs::recovery::make(std::array::from_fn(|place| (place * 37 % 251) as u8)).to_vec();
        let mut buffer = Buffer::new();
        let plain = codes.iter().filter_map(|code| proofs::recovery::normalize(code));
        let hashes =
            plain.map(|code| proofs::password::raw_hash(&mut buffer, code.as_bytes(), [9; 16])).collect();
        (codes, hashes)
    })
}

/// Whoever did something before the story.
pub fn visit(now: Instant) -> Visit {
    Visit {
        now,
        network: [198, 51, 100, 7].into(),
        browser: "Safari on macOS".to_owned(),
        device: Uuid::from_u128(77),
        device_cookie: Uuid::nil(),
        inside_app: false,
        keeps_cookies: false,
        known_mark: None,
        session_token: None,
    }
}

impl World {
    /// An organization with that policy, in force.
    pub async fn organization(&self, slug: &str, policy: Policy) -> Uuid {
        let row = OrganizationRow {
            id: self.app.new_id(),
            slug: slug.to_owned(),
            name: format!("{}{}", slug[..1].to_uppercase(), &slug[1..]),
            accent: None,
            zone: "Europe/Lisbon".to_owned(),
            suspended_at: None,
            policy: policy_text::write(&policy),
            demand_since: policy.second_factor.then_some(before(Span::days(300))),
            created_at: before(Span::days(300)),
            sign_on_since: None,
        };
        let mut write = self.app.store.write().await.unwrap();
        assert!(organization::add(&mut write, &row).await.unwrap());
        write.commit().await.unwrap();
        row.id
    }

    /// A user who is nowhere yet, with the password.
    pub async fn user(&self, email: &str) -> Person {
        self.user_since(email, Some(Span::days(20))).await
    }

    /// A user whose password is that old, or who has none.
    pub async fn user_since(&self, email: &str, age: Option<Span>) -> Person {
        let local = email.split('@').next().unwrap_or_default();
        let name = format!("{}{}", local[..1].to_uppercase(), &local[1..]);
        let id = self.app.new_id();
        let row = UserRow {
            id,
            revision: 0,
            first_name: name,
            last_name: "Tester".to_owned(),
            password_hash: age.map(|_| hash_of(PASSWORD)),
            password_at: age.map(before),
            password_worth: "mailbox".to_owned(),
            remember_epoch: 0,
            created_at: before(Span::days(200)),
            codes_saved_at: None,
        };
        let address = AddressRow {
            address: email.to_owned(),
            user_id: id,
            shown: email.to_owned(),
            is_primary: true,
            added_at: before(Span::days(200)),
            held_until: None,
        };
        let mut write = self.app.store.write().await.unwrap();
        user::add(&mut write, &row).await.unwrap();
        if let Some(age) = age {
            user::set_password(&mut write, id, &hash_of(PASSWORD), before(age), "mailbox").await.unwrap();
        }
        address::add(&mut write, &address).await.unwrap();
        write.commit().await.unwrap();
        let mut key = [0; 20];
        key[..16].copy_from_slice(id.as_bytes());
        Person { id, email: email.to_owned(), password: PASSWORD.to_owned(), key, sheet: vec![] }
    }

    /// Somebody who is in, as a member.
    pub async fn member(&self, email: &str, slug: &str) -> Person {
        let person = self.user(email).await;
        self.join(&person, slug, Role::Member).await;
        person
    }

    /// Somebody who is in, as an admin.
    pub async fn admin(&self, email: &str, slug: &str) -> Person {
        let person = self.user(email).await;
        self.join(&person, slug, Role::Admin).await;
        person
    }

    /// Puts somebody into an organization.
    pub async fn join(&self, person: &Person, slug: &str, role: Role) {
        let mut write = self.app.store.write().await.unwrap();
        let house = organization::find_by_slug(&mut write, slug).await.unwrap().expect("the organization");
        let names = user::get(&mut write, person.id).await.unwrap();
        let row = MembershipRow {
            organization_id: house.id,
            user_id: person.id,
            first_name: names.first_name,
            last_name: names.last_name,
            role,
            invited_at: Some(before(Span::days(180))),
            invited_by: None,
            invite_expires_at: Some(before(Span::days(150))),
            joined_at: Some(before(Span::days(179))),
            deactivated_at: None,
            waived_until: None,
            change_demanded_at: None,
            last_active_at: None,
        };
        assert!(membership::add(&mut write, &row, &person.email).await.unwrap());
        write.commit().await.unwrap();
    }

    /// Gives somebody an authenticator app and a sheet of recovery codes.
    pub async fn give_app(&self, person: &mut Person) {
        let (id, since) = (self.app.new_id(), before(Span::days(80)));
        let row = FactorRow {
            confirmed_at: Some(since),
            ..FactorRow::app(
                id,
                person.id,
                "Phone".to_owned(),
                seal_secret(&self.app, id, &person.key),
                person.email.clone(),
                since,
            )
        };
        let set = RecoverySetRow {
            id: self.app.new_id(),
            user_id: person.id,
            salt: vec![9; 16],
            created_at: since,
            saved_at: Some(since),
            ended_at: None,
            by_pass: false,
        };
        let (codes, hashes) = sheet();
        let mut write = self.app.store.write().await.unwrap();
        factor::add(&mut write, &row).await.unwrap();
        recovery::add_set(&mut write, &set, hashes).await.unwrap();
        user::set_codes_saved(&mut write, person.id, Some(since)).await.unwrap();
        user::set_worth(&mut write, person.id, "own").await.unwrap();
        write.commit().await.unwrap();
        person.sheet = codes.clone();
    }

    /// A member with an authenticator app.
    pub async fn member_with_app(&self, email: &str, slug: &str) -> Person {
        let mut person = self.member(email, slug).await;
        self.give_app(&mut person).await;
        person
    }

    /// An admin with an authenticator app.
    pub async fn admin_with_app(&self, email: &str, slug: &str) -> Person {
        let mut person = self.admin(email, slug).await;
        self.give_app(&mut person).await;
        person
    }

    /// Invites somebody, as the console does it.
    pub async fn invite(&self, email: &str, slug: &str) {
        let house = organization::find_by_slug(&mut self.app.store.read(), slug).await.unwrap();
        let actor =
            Actor { id: None, name: "The office".to_owned(), support: false, second: ActorSecond::None };
        let invitation = Invitation {
            first_name: "Noor".to_owned(),
            last_name: "Newcomer".to_owned(),
            address: Address::parse(email).expect("an address"),
            role: Role::Member,
        };
        let house = house.expect("the organization");
        people::invite(&self.app, &visit(self.app.now()), &house, &actor, &invitation).await.unwrap();
    }

    /// Switches a membership off or on.
    pub async fn set_deactivated(&self, person: &Person, organization: Uuid, off: bool) {
        let at = off.then_some(self.app.now());
        let mut write = self.app.store.write().await.unwrap();
        membership::set_deactivated(&mut write, organization, person.id, at).await.unwrap();
        write.commit().await.unwrap();
    }

    /// Takes a membership away.
    pub async fn remove(&self, person: &Person, organization: Uuid) {
        let mut write = self.app.store.write().await.unwrap();
        membership::remove(&mut write, organization, person.id).await.unwrap();
        write.commit().await.unwrap();
    }

    /// Switches an organization off.
    pub async fn suspend(&self, organization: Uuid) {
        let mut write = self.app.store.write().await.unwrap();
        organization::set_suspended(&mut write, organization, Some(self.app.now())).await.unwrap();
        write.commit().await.unwrap();
    }

    /// Changes what an organization asks for.
    pub async fn set_policy(&self, organization: Uuid, policy: Policy) {
        let mut write = self.app.store.write().await.unwrap();
        organization::set_policy(&mut write, organization, &policy_text::write(&policy)).await.unwrap();
        let since = policy.second_factor.then_some(self.app.now());
        organization::set_demand_since(&mut write, organization, since).await.unwrap();
        write.commit().await.unwrap();
    }
}
