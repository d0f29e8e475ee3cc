//! The store, the same on SQLite and on PostgreSQL.
//!
//! Each test gets a database of its own, migrated and empty. What flows make of the store is told in the
//! stories; here stands only what the two databases could disagree about, and what must hold under
//! concurrency. One file for what belongs together; what they share stands here.

mod outbox;
mod people;
mod records;
mod schema;
mod sessions;
mod spending;
mod writes;

use std::path::PathBuf;

use rules::{Instant, Role};
use uuid::Uuid;
use vestibule::fault::Fault;
use vestibule::store::*;

use crate::postgres;

/// A database for one test; a SQLite file goes away with it.
struct World {
    store: Store,
    url: DatabaseUrl,
    directory: Option<PathBuf>,
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(directory) = &self.directory {
            let _ = std::fs::remove_dir_all(directory);
        }
    }
}

async fn on_sqlite() -> World {
    let directory = std::env::temp_dir().join(format!("vestibule-store-{}", Uuid::now_v7()));
    std::fs::create_dir_all(&directory).expect("the temporary directory takes a directory");
    let url = DatabaseUrl::file(directory.join("test.db"));
    World { store: opened(&url).await, url, directory: Some(directory) }
}

async fn on_postgres() -> Option<World> {
    let url = postgres::database()?;
    Some(World { store: opened(&url).await, url, directory: None })
}

/// What went wrong beside the store, as the stories of the store say it.
fn broken(error: impl std::fmt::Display) -> Fault {
    Fault::broken(error.to_string())
}

async fn opened(url: &DatabaseUrl) -> Store {
    let store = Store::open(url).await.expect("the database opens");
    store.migrate().await.expect("the database migrates");
    store
}

macro_rules! on_both {
    ($($story:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story(&crate::store::on_sqlite().await).await.expect("the store does not break");
            })*
        }
        mod postgresql {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let Some(world) = crate::store::on_postgres().await else { return };
                super::$story(&world).await.expect("the store does not break");
            })*
        }
    };
}
use on_both;

const MINUTE: i64 = 60_000_000;

fn at(minutes: i64) -> Instant {
    Instant(1_800_000_000_000_000 + minutes * MINUTE)
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn an_organization(number: u128) -> organization::OrganizationRow {
    organization::OrganizationRow {
        id: id(number),
        slug: format!("org-{number}"),
        name: format!("Organization {number}"),
        accent: None,
        zone: "Europe/Vienna".into(),
        suspended_at: None,
        policy: "{}".into(),
        demand_since: Some(at(0)),
        created_at: at(0),
        sign_on_since: None,
    }
}

fn a_user(number: u128) -> user::UserRow {
    user::UserRow {
        id: id(number),
        revision: 0,
        first_name: "Ada".into(),
        last_name: "Byron".into(),
        password_hash: Some("$argon2id$old".into()),
        password_at: Some(at(0)),
        password_worth: "own".into(),
        remember_epoch: 0,
        created_at: at(0),
        codes_saved_at: None,
    }
}

fn an_address(number: u128, address: &str) -> address::AddressRow {
    address::AddressRow {
        address: address.to_lowercase(),
        user_id: id(number),
        shown: address.into(),
        is_primary: true,
        added_at: at(0),
        held_until: None,
    }
}

fn a_membership(organization: u128, user: u128, first: &str, last: &str) -> membership::MembershipRow {
    membership::MembershipRow {
        organization_id: id(organization),
        user_id: id(user),
        first_name: first.into(),
        last_name: last.into(),
        role: Role::Member,
        invited_at: Some(at(0)),
        invited_by: None,
        invite_expires_at: Some(at(60)),
        joined_at: None,
        deactivated_at: None,
        waived_until: None,
        change_demanded_at: None,
        last_active_at: None,
    }
}

/// Organization 1 with its member 2, Ada Byron.
async fn ada(store: &Store) -> Result<(), Fault> {
    let mut write = store.write().await?;
    assert!(organization::add(&mut write, &an_organization(1)).await?);
    user::add(&mut write, &a_user(2)).await?;
    assert!(address::add(&mut write, &an_address(2, "Ada@acme.example")).await?);
    let membership = a_membership(1, 2, "Ada", "Byron");
    assert!(membership::add(&mut write, &membership, "ada@acme.example").await?);
    write.commit().await
}

/// Runs the same thing eight times at once, each in a transaction, and counts how often it said yes.
macro_rules! count_winners {
    ($store:expr, |$write:ident| $work:expr) => {{
        let racers: Vec<_> = (0..8)
            .map(|_| {
                let store = $store.clone();
                tokio::spawn(async move {
                    let mut $write = store.write().await?;
                    let won = $work.await?;
                    $write.commit().await?;
                    Ok::<bool, Fault>(won)
                })
            })
            .collect();
        let mut winners = 0;
        for racer in racers {
            winners += usize::from(racer.await.expect("a racer does not panic")?);
        }
        winners
    }};
}
use count_winners;
