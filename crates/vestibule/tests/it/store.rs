//! The store, the same on SQLite and on PostgreSQL.
//!
//! Each test gets a database of its own, migrated and empty. What flows make of the store is told in the
//! stories; here stands only what the two databases could disagree about, and what must hold under
//! concurrency.

use std::collections::HashSet;
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
                super::$story(&super::on_sqlite().await).await.expect("the store does not break");
            })*
        }
        mod postgresql {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let Some(world) = super::on_postgres().await else { return };
                super::$story(&world).await.expect("the store does not break");
            })*
        }
    };
}

on_both! {
    every_statement_prepares
    the_schema_is_the_one_that_was_reviewed
    two_can_migrate_at_once
    a_newer_database_is_left_alone
    a_dropped_write_has_not_happened
    a_write_sees_itself_and_others_do_not
    an_abandoned_request_leaves_nothing_behind
    a_restarted_server_is_not_noticed
    what_is_unique_says_so_without_a_fault
    a_ticket_is_spent_once
    a_ticket_is_found_by_its_link_and_by_its_code
    a_revision_moves_once
    a_step_is_spent_forward_only
    a_recovery_code_is_spent_once_in_any_order
    a_letter_goes_to_one_worker
    a_settled_letter_is_erased
    a_cap_holds_under_pressure
    guesses_are_counted_and_cleared_by_lane
    people_come_in_pages
    people_are_found_by_what_was_typed
    a_session_comes_with_its_user
    ended_sessions_say_why
    devices_are_remembered_and_forgotten
    the_journal_forgets_networks_first
    the_audit_log_comes_in_pages
    an_open_request_is_asked_once
    old_passwords_are_trimmed
    text_with_nul_is_kept_without_it
    a_backup_is_a_whole_database
}

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

async fn every_statement_prepares(world: &World) -> Result<(), Fault> {
    assert_eq!(world.store.list_unprepared().await, Vec::<String>::new());
    assert_eq!(world.store.kind(), world.url.kind());
    world.store.ping().await
}

/// Both databases have the shape of `migrations/schema.txt`, which `VESTIBULE_REWRITE=1` writes anew.
async fn the_schema_is_the_one_that_was_reviewed(world: &World) -> Result<(), Fault> {
    use sqlx::{Connection, Row};
    let mut lines: Vec<String> = match world.url.kind() {
        Kind::Sqlite => {
            let mut other = sqlx::SqliteConnection::connect(&world.url.to_string()).await?;
            let rows = sqlx::query(SHAPE_SQLITE).fetch_all(&mut other).await?;
            rows.iter().map(|row| row.get("line")).collect()
        }
        Kind::Postgres => {
            let mut other = sqlx::PgConnection::connect(&world.url.to_string()).await?;
            let rows = sqlx::query(SHAPE_POSTGRES).fetch_all(&mut other).await?;
            rows.iter().map(|row| row.get("line")).collect()
        }
    };
    lines.sort();
    let shape = lines.join("\n") + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/schema.txt");
    if std::env::var("VESTIBULE_REWRITE").is_ok_and(|word| word == "1") && world.url.kind() == Kind::Sqlite {
        std::fs::write(path, &shape).expect("the schema's text can be written");
    }
    assert_eq!(shape, std::fs::read_to_string(path).expect("the schema's text is checked in"));
    Ok(())
}

/// Ids and bytes are both blobs for SQLite, so they are both called bytes here.
const SHAPE_SQLITE: &str = "select 'column ' || t.name || '.' || c.name || ' '
    || case c.type when 'BLOB' then 'bytes' else lower(c.type) end
    || case when c.\"notnull\" = 1 or c.pk > 0 then ' not null' else '' end as line
    from sqlite_master t join pragma_table_info(t.name) c where t.type = 'table'
    union all select 'index ' || name || ' on ' || tbl_name from sqlite_master
    where type = 'index' and name not like 'sqlite_%'";

const SHAPE_POSTGRES: &str = "select 'column ' || table_name || '.' || column_name || ' '
    || case data_type when 'uuid' then 'bytes' when 'bytea' then 'bytes' else data_type end
    || case is_nullable when 'NO' then ' not null' else '' end as line
    from information_schema.columns where table_schema = 'public'
    union all select 'index ' || i.indexname || ' on ' || i.tablename from pg_indexes i
    where i.schemaname = 'public' and i.indexname not like '%_pkey' and i.indexname not like '%_key'";

async fn two_can_migrate_at_once(world: &World) -> Result<(), Fault> {
    let (one, other) = match world.url.kind() {
        Kind::Sqlite => {
            let directory = world.directory.as_ref().expect("SQLite has a directory");
            let fresh = DatabaseUrl::file(directory.join("fresh.db"));
            (Store::open(&fresh).await?, Store::open(&fresh).await?)
        }
        Kind::Postgres => {
            let fresh = postgres::database().expect("there is a server, for this test has a database");
            (Store::open(&fresh).await?, Store::open(&fresh).await?)
        }
    };
    let (first, second) = tokio::join!(one.migrate(), other.migrate());
    assert_eq!(first?, second?);
    let schema = one.schema().await?;
    assert_eq!(schema.applied, schema.known);
    Ok(())
}

async fn a_newer_database_is_left_alone(world: &World) -> Result<(), Fault> {
    use sqlx::{Connection, Executor};
    let newer = "insert into migrations (number, name) values (999, 'from the future')";
    match world.url.kind() {
        Kind::Sqlite => {
            let mut other = sqlx::SqliteConnection::connect(&world.url.to_string()).await?;
            other.execute(newer).await?;
        }
        Kind::Postgres => {
            let mut other = sqlx::PgConnection::connect(&world.url.to_string()).await?;
            other.execute(newer).await?;
        }
    }
    let fault = world.store.migrate().await.expect_err("a newer database is refused");
    assert!(fault.to_string().contains("newer version"), "{fault}");
    Ok(())
}

async fn a_dropped_write_has_not_happened(world: &World) -> Result<(), Fault> {
    for _ in 0..20 {
        let mut write = world.store.write().await?;
        assert!(meta::add(&mut write, "kind", "demo").await?);
        drop(write);
    }
    assert_eq!(meta::find(&mut world.store.read(), "kind").await?, None);
    Ok(())
}

async fn an_abandoned_request_leaves_nothing_behind(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    for round in 0..150 {
        let store = world.store.clone();
        let request = tokio::spawn(async move {
            let mut write = store.write().await?;
            user::advance_revision(&mut write, id(2), 0).await?;
            meta::set(&mut write, "left", "behind").await?;
            people::list(&mut store.read(), id(1), None, None, 10).await?;
            meta::find(&mut write, "left").await?;
            std::future::pending::<Result<(), Fault>>().await
        });
        for _ in 0..round {
            tokio::task::yield_now().await;
        }
        request.abort();
        let _ = request.await;
    }
    let mut write = world.store.write().await?;
    assert_eq!(meta::find(&mut write, "left").await?, None);
    assert_eq!(user::get(&mut write, id(2)).await?.revision, 0);
    write.commit().await
}

async fn a_restarted_server_is_not_noticed(world: &World) -> Result<(), Fault> {
    use sqlx::{Connection, Executor};
    ada(&world.store).await?;
    let mut reads = Vec::new();
    for _ in 0..3 {
        let mut read = world.store.read();
        assert!(user::find(&mut read, id(2)).await?.is_some());
        reads.push(read);
    }
    if world.url.kind() == Kind::Postgres {
        let mut other = sqlx::PgConnection::connect(&world.url.to_string()).await?;
        let end_all = "select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()";
        other.execute(end_all).await?;
    }
    for read in &mut reads {
        assert!(user::find(read, id(2)).await?.is_some(), "one that was held");
    }
    drop(reads);
    let mut write = world.store.write().await?;
    assert!(user::advance_revision(&mut write, id(2), 0).await?);
    write.commit().await
}

async fn a_write_sees_itself_and_others_do_not(world: &World) -> Result<(), Fault> {
    let mut write = world.store.write().await?;
    meta::set(&mut write, "kind", "real").await?;
    assert_eq!(meta::find(&mut write, "kind").await?.as_deref(), Some("real"));
    assert_eq!(meta::find(&mut world.store.read(), "kind").await?, None);
    write.commit().await?;
    let mut write = world.store.write().await?;
    assert!(!meta::add(&mut write, "kind", "demo").await?);
    meta::set(&mut write, "other", "word").await?;
    meta::set(&mut write, "other", "words").await?;
    write.commit().await?;
    let mut read = world.store.read();
    assert_eq!(meta::find(&mut read, "kind").await?.as_deref(), Some("real"));
    assert_eq!(meta::find(&mut read, "other").await?.as_deref(), Some("words"));
    Ok(())
}

async fn what_is_unique_says_so_without_a_fault(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    user::add(&mut write, &a_user(3)).await?;
    assert!(!address::add(&mut write, &an_address(3, "ada@acme.example")).await?);
    assert!(!address::add(&mut write, &an_address(2, "ada@other.example")).await?, "one is primary");
    let second = address::AddressRow { is_primary: false, ..an_address(2, "ada@other.example") };
    assert!(address::add(&mut write, &second).await?);
    let taken = organization::OrganizationRow { id: id(9), ..an_organization(1) };
    assert!(!organization::add(&mut write, &taken).await?);
    let again = a_membership(1, 2, "Ada", "Byron");
    assert!(!membership::add(&mut write, &again, "ada@acme.example").await?);
    // The transaction goes on after each of them.
    write.commit().await?;
    let mut read = world.store.read();
    let found = address::find(&mut read, "ada@acme.example").await?.expect("it was added");
    assert_eq!((found.user_id, found.shown.as_str()), (id(2), "Ada@acme.example"));
    assert_eq!(address::find_primary(&mut read, id(2)).await?, Some(found));
    assert_eq!(address::list_for_user(&mut read, id(2)).await?.len(), 2);
    assert_eq!(organization::list_for_user(&mut read, id(2)).await?, vec![an_organization(1)]);
    assert_eq!(organization::any_list(&mut read, "", 10).await?.len(), 1);
    assert_eq!(organization::any_list(&mut read, "org-1", 10).await?.len(), 0);
    let memberships = membership::list_with_organizations(&mut read, id(2)).await?;
    assert_eq!(memberships.len(), 1);
    assert_eq!(memberships[0].membership, again);
    assert_eq!(memberships[0].slug, "org-1");
    Ok(())
}

fn a_ticket(number: u128, ask: u128) -> ticket::TicketRow {
    ticket::TicketRow {
        id: id(number),
        kind: "reset".into(),
        user_id: id(2),
        organization_id: None,
        address: "ada@acme.example".into(),
        token_hash: [number as u8; 32],
        code_hash: [7; 32],
        code_expires_at: at(10),
        expires_at: at(60),
        ask_id: Some(id(ask)),
        created_at: at(0),
        spent_at: None,
        spent_how: None,
        reference: "7F4K-Q2XP".into(),
    }
}

async fn a_ticket_is_spent_once(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    ticket::add(&mut write, &a_ticket(10, 20)).await?;
    write.commit().await?;
    let winners = count_winners!(world.store, |write| ticket::spend(&mut write, id(10), at(1), "password"));
    assert_eq!(winners, 1);
    let found = ticket::find(&mut world.store.read(), id(10)).await?.expect("a spent one stays");
    assert_eq!((found.spent_at, found.spent_how.as_deref()), (Some(at(1)), Some("password")));
    Ok(())
}

async fn a_ticket_is_found_by_its_link_and_by_its_code(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    for (number, ask) in [(10, 20), (11, 21)] {
        ticket::add(&mut write, &a_ticket(number, ask)).await?;
    }
    write.commit().await?;
    let mut read = world.store.read();
    assert_eq!(ticket::find_by_token_hash(&mut read, &[11; 32]).await?, Some(a_ticket(11, 21)));
    assert_eq!(ticket::find_for_code(&mut read, id(20), &[7; 32], at(9)).await?, Some(a_ticket(10, 20)));
    assert_eq!(ticket::find_for_code(&mut read, id(20), &[7; 32], at(10)).await?, None, "too late");
    assert_eq!(ticket::find_for_code(&mut read, id(20), &[8; 32], at(1)).await?, None, "another code");
    assert_eq!(ticket::find_for_code(&mut read, id(22), &[7; 32], at(1)).await?, None, "another page");
    assert_eq!(ticket::list_live_for_user(&mut read, id(2), at(59)).await?.len(), 2);
    drop(read);
    let mut write = world.store.write().await?;
    assert_eq!(ticket::spend_all_for_user(&mut write, id(2), at(5), "another").await?, 2);
    assert_eq!(ticket::spend_all_for_user(&mut write, id(2), at(5), "another").await?, 0);
    assert_eq!(ticket::list_live_for_user(&mut write, id(2), at(5)).await?, vec![]);
    assert_eq!(ticket::sweep(&mut write, at(61), 1).await?, 1, "no more than asked for");
    write.commit().await
}

async fn a_revision_moves_once(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    assert_eq!(count_winners!(world.store, |write| user::advance_revision(&mut write, id(2), 0)), 1);
    let mut write = world.store.write().await?;
    assert!(user::advance_revision(&mut write, id(2), 1).await?);
    user::set_password(&mut write, id(2), "$argon2id$new", at(1), "mailbox").await?;
    assert!(!user::set_password_hash_only(&mut write, id(2), "$argon2id$old", "$x").await?);
    assert!(user::set_password_hash_only(&mut write, id(2), "$argon2id$new", "$argon2id$stronger").await?);
    assert_eq!(user::advance_remember_epoch(&mut write, id(2)).await?, 1);
    write.commit().await?;
    let found = user::get(&mut world.store.read(), id(2)).await?;
    assert_eq!((found.revision, found.remember_epoch), (2, 1));
    assert_eq!(found.password_hash.as_deref(), Some("$argon2id$stronger"));
    assert_eq!((found.password_at, found.password_worth.as_str()), (Some(at(1)), "mailbox"));
    Ok(())
}

async fn a_step_is_spent_forward_only(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let row = factor::FactorRow {
        id: id(30),
        user_id: id(2),
        name: "phone".into(),
        secret: vec![0, 1, 2],
        label: "Vestibule".into(),
        created_at: at(0),
        confirmed_at: None,
        last_step: None,
        last_used_at: None,
        ended_at: None,
        kind: "totp".to_owned(),
        own: true,
        by_pass: false,
        credential_id: None,
        passkey: None,
    };
    let mut write = world.store.write().await?;
    factor::add(&mut write, &row).await?;
    assert_eq!(factor::find_pending(&mut write, id(2)).await?, Some(row));
    assert!(!factor::spend_step(&mut write, id(30), 99, at(1)).await?, "a pending one counts for nothing");
    assert!(factor::confirm(&mut write, id(30), at(1), "my phone", 100).await?);
    assert!(!factor::confirm(&mut write, id(30), at(1), "again", 101).await?);
    assert_eq!(factor::remove_pending(&mut write, id(2)).await?, 0);
    write.commit().await?;
    assert_eq!(count_winners!(world.store, |write| factor::spend_step(&mut write, id(30), 101, at(2))), 1);
    let mut write = world.store.write().await?;
    assert!(!factor::spend_step(&mut write, id(30), 100, at(2)).await?, "never backwards");
    assert!(factor::end(&mut write, id(30), at(3)).await?);
    assert!(!factor::end(&mut write, id(30), at(3)).await?);
    assert!(!factor::spend_step(&mut write, id(30), 102, at(4)).await?, "it has ended");
    assert_eq!(factor::list_for_user(&mut write, id(2), at(2)).await?.len(), 1);
    assert_eq!(factor::list_for_user(&mut write, id(2), at(3)).await?.len(), 0);
    write.commit().await
}

fn a_set(number: u128, minutes: i64) -> recovery::RecoverySetRow {
    recovery::RecoverySetRow {
        id: id(number),
        user_id: id(2),
        salt: vec![1; 16],
        created_at: at(minutes),
        saved_at: None,
        ended_at: None,
    }
}

async fn a_recovery_code_is_spent_once_in_any_order(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let hashes: Vec<[u8; 32]> = (1..=10).map(|number| [number; 32]).collect();
    let mut write = world.store.write().await?;
    recovery::add_set(&mut write, &a_set(40, 0), &hashes).await?;
    assert!(recovery::set_saved(&mut write, id(40), at(1)).await?);
    recovery::add_set(&mut write, &a_set(41, 5), &hashes).await?;
    write.commit().await?;
    let (set, codes) = recovery::current_set(&mut world.store.read(), id(2)).await?.expect("a set");
    assert_eq!(set.id, id(40), "the old one counts until the new one is saved");
    assert_eq!(codes.iter().map(|code| code.position).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    assert_eq!(codes[6].hash, [7; 32]);
    assert_eq!(count_winners!(world.store, |write| recovery::spend(&mut write, id(40), 7, at(2))), 1);
    let mut write = world.store.write().await?;
    assert!(recovery::spend(&mut write, id(40), 1, at(2)).await?);
    assert_eq!(recovery::count_left(&mut write, id(2)).await?, 8);
    let unsaved = recovery::find_unsaved_set(&mut write, id(2)).await?.expect("the new set");
    assert_eq!(unsaved.0.id, id(41));
    assert!(recovery::set_saved(&mut write, id(41), at(6)).await?);
    assert_eq!(recovery::end_other_sets(&mut write, id(2), id(41), at(6)).await?, 1);
    assert!(!recovery::spend(&mut write, id(40), 2, at(7)).await?, "its set has ended");
    assert_eq!(recovery::count_left(&mut write, id(2)).await?, 10);
    write.commit().await
}

fn a_letter(number: u128, user: Option<u128>) -> outbox::OutboxRow {
    outbox::OutboxRow {
        id: id(number),
        created_at: at(0),
        organization_id: None,
        user_id: user.map(id),
        kind: "reset".into(),
        domain: "acme.example".into(),
        to_sealed: Some(vec![1, 2, 3]),
        letter_sealed: Some(vec![4, 5, 6]),
        message_id: format!("{number}@vestibule.example"),
        state: "queued".into(),
        attempts: 0,
        next_at: at(0),
        lease_until: None,
        lease_by: None,
        host: None,
        reply: None,
        settled_at: None,
        reference: None,
        ask_id: Some(id(500)),
    }
}

async fn a_letter_goes_to_one_worker(world: &World) -> Result<(), Fault> {
    let mut write = world.store.write().await?;
    for number in 100..140 {
        outbox::add(&mut write, &a_letter(number, None)).await?;
    }
    write.commit().await?;
    let workers: Vec<_> = (0..4).map(|worker| tokio::spawn(take_all(world.store.clone(), worker))).collect();
    let (mut count, mut seen) = (0, HashSet::new());
    for worker in workers {
        let taken = worker.await.expect("a worker does not panic")?;
        count += taken.len();
        seen.extend(taken);
    }
    assert_eq!((count, seen.len()), (40, 40), "each letter once, and none left");
    // A dead worker's lease runs out.
    let mut write = world.store.write().await?;
    let later = outbox::lease(&mut write, at(5), at(10), "later", 3).await?;
    assert_eq!(later.len(), 3);
    assert_eq!((later[0].attempts, later[0].lease_by.as_deref()), (2, Some("later")));
    assert_eq!(outbox::next_due(&mut write).await?, Some(at(5)));
    write.commit().await
}

/// Leases five at a time until nothing is left.
async fn take_all(store: Store, worker: usize) -> Result<Vec<Uuid>, Fault> {
    let mut taken = Vec::new();
    // On PostgreSQL a worker that lost a race for five can come back with none while others are left.
    let mut empty = 0;
    while empty < 10 {
        let mut write = store.write().await?;
        let rows = outbox::lease(&mut write, at(0), at(5), &format!("worker {worker}"), 5).await?;
        write.commit().await?;
        empty = if rows.is_empty() { empty + 1 } else { 0 };
        taken.extend(rows.into_iter().map(|row| row.id));
    }
    Ok(taken)
}

async fn a_settled_letter_is_erased(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    for (number, user) in [(100, None), (101, Some(2)), (102, None), (103, None), (104, Some(2))] {
        // What a page asked for does not count for the weather.
        let ask_id = (number > 102).then(|| id(500));
        outbox::add(&mut write, &outbox::OutboxRow { ask_id, ..a_letter(number, user) }).await?;
    }
    assert!(outbox::settle_accepted(&mut write, id(100), Some("mx1"), "250 ok", at(1)).await?);
    assert!(!outbox::settle_accepted(&mut write, id(100), Some("mx1"), "250 ok", at(1)).await?);
    assert!(outbox::settle_refused(&mut write, id(101), None, "550 no", at(2)).await?);
    assert!(outbox::retry(&mut write, id(102), at(9), "451 later").await?);
    write.commit().await?;
    let mut read = world.store.read();
    let stranger = outbox::find(&mut read, id(100)).await?.expect("it stays");
    assert_eq!(
        (stranger.to_sealed, stranger.letter_sealed, stranger.state.as_str()),
        (None, None, "accepted")
    );
    let known = outbox::find(&mut read, id(101)).await?.expect("it stays");
    assert_eq!(
        (known.to_sealed.is_some(), known.letter_sealed, known.state.as_str()),
        (true, None, "refused")
    );
    let weather = outbox::weather(&mut read, "acme.example").await?;
    assert_eq!((weather.last_accepted_at, weather.last_refused_at), (Some(at(1)), Some(at(2))));
    assert_eq!(weather.oldest_queued_at, Some(at(0)));
    let elsewhere = outbox::weather(&mut read, "other.example").await?;
    assert_eq!((elsewhere.last_accepted_at, elsewhere.oldest_queued_at), (None, None));
    assert_eq!(outbox::queue_depth(&mut read).await?.count, 3);
    assert_eq!(outbox::find_by_ask(&mut read, id(500)).await?.map(|row| row.id), Some(id(104)));
    assert_eq!(outbox::list_for_user(&mut read, id(2), 10).await?.len(), 2);
    drop(read);
    let mut write = world.store.write().await?;
    assert_eq!(outbox::sweep_strangers(&mut write, at(1), at(1440)).await?, 2);
    assert_eq!(outbox::expire_older_than(&mut write, at(1), at(1440)).await?, 1);
    assert_eq!(outbox::queue_depth(&mut write).await?, outbox::QueueDepth { count: 0, oldest_at: None });
    assert_eq!(outbox::next_due(&mut write).await?, None);
    assert_eq!(outbox::sweep(&mut write, at(1441), 100).await?, 5);
    write.commit().await
}

async fn a_cap_holds_under_pressure(world: &World) -> Result<(), Fault> {
    let takes: Vec<_> = (0..10).map(|_| tokio::spawn(take_one(world.store.clone(), at(0)))).collect();
    let mut granted = 0;
    for take in takes {
        granted += usize::from(take.await.expect("a taker does not panic")?);
    }
    assert_eq!(granted, 3);
    assert!(!take_one(world.store.clone(), at(60)).await?, "the window is not over");
    assert!(take_one(world.store.clone(), at(61)).await?, "a new window");
    let counter = counter::peek(&mut world.store.read(), b"key").await?.expect("a window");
    assert_eq!((counter.started_at, counter.count), (at(61), 1));
    let mut write = world.store.write().await?;
    assert!(!counter::take(&mut write, b"other", at(0), at(1), 0).await?, "nothing is allowed");
    assert_eq!(counter::sweep(&mut write, at(62)).await?, 1);
    write.commit().await
}

/// Three an hour.
async fn take_one(store: Store, now: Instant) -> Result<bool, Fault> {
    let mut write = store.write().await?;
    let granted = counter::take(&mut write, b"key", Instant(now.0 - 60 * MINUTE), now, 3).await?;
    write.commit().await?;
    Ok(granted)
}

async fn guesses_are_counted_and_cleared_by_lane(world: &World) -> Result<(), Fault> {
    let mut write = world.store.write().await?;
    assert_eq!(guess::count(&mut write, b"ada", "stranger", at(1)).await?, 1);
    assert_eq!(guess::count(&mut write, b"ada", "stranger", at(2)).await?, 2);
    assert_eq!(guess::count(&mut write, b"ada", "device", at(3)).await?, 1);
    guess::clear(&mut write, b"ada", "device").await?;
    assert_eq!(guess::find(&mut write, b"ada", "device").await?, None);
    let row = guess::find(&mut write, b"ada", "stranger").await?.expect("the other lane stays");
    assert_eq!((row.failed, row.last_at), (2, at(2)));
    assert_eq!(guess::sweep(&mut write, at(3)).await?, 1);
    write.commit().await
}

async fn a_crowd(store: &Store) -> Result<(), Fault> {
    ada(store).await?;
    let mut write = store.write().await?;
    for (number, first, last) in [
        (3, "Zoë", "Ähn"),
        (4, "bob", "abel"),
        (5, "Bob", "Abel"),
        (6, "Per%cent", "Under_score"),
        (7, "Cleo", "Zweig"),
    ] {
        user::add(&mut write, &a_user(number)).await?;
        let address = format!("user{number}@acme.example");
        address::add(&mut write, &an_address(number, &address)).await?;
        membership::add(&mut write, &a_membership(1, number, first, last), &address).await?;
    }
    write.commit().await
}

async fn people_come_in_pages(world: &World) -> Result<(), Fault> {
    a_crowd(&world.store).await?;
    let mut read = world.store.read();
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = people::list(&mut read, id(1), None, after.as_ref(), 2).await?;
        let Some(last) = page.last() else { break };
        after = Some(people::After { sort_name: last.sort_name.clone(), user_id: last.user_id });
        seen.extend(page.iter().map(|person| person.user_id.as_u128()));
    }
    assert_eq!(seen, [4, 5, 2, 6, 7, 3], "by last name, first name and id, byte by byte");
    assert_eq!(people::count(&mut read, id(1), None).await?, 6);
    assert_eq!(people::list(&mut read, id(9), None, None, 10).await?, vec![], "another organization");
    Ok(())
}

async fn people_are_found_by_what_was_typed(world: &World) -> Result<(), Fault> {
    a_crowd(&world.store).await?;
    let mut read = world.store.read();
    for (typed, found) in [("zoë", 1), (" BOB ", 2), ("%", 1), ("_", 1), ("!", 0), ("user7@", 1), ("", 6)] {
        assert_eq!(people::count(&mut read, id(1), Some(typed)).await?, found, "{typed:?}");
        let page = people::list(&mut read, id(1), Some(typed), None, 10).await?;
        assert_eq!(page.len() as i64, found, "{typed:?}");
    }
    drop(read);
    let mut write = world.store.write().await?;
    membership::set_name(&mut write, id(1), id(7), "Cléo", "Zweig", "cleo@acme.example").await?;
    membership::set_role(&mut write, id(1), id(7), Role::Admin).await?;
    assert_eq!(membership::count_admins(&mut write, id(1)).await?, 0, "invited is not joined");
    assert!(membership::set_joined(&mut write, id(1), id(7), at(3)).await?);
    assert!(!membership::set_joined(&mut write, id(1), id(7), at(4)).await?);
    membership::touch_last_active(&mut write, id(1), id(7), at(5)).await?;
    membership::touch_last_active(&mut write, id(1), id(7), at(4)).await?;
    let letter = outbox::OutboxRow { organization_id: Some(id(1)), ..a_letter(100, Some(7)) };
    outbox::add(&mut write, &letter).await?;
    write.commit().await?;
    let mut read = world.store.read();
    let cleo = people::find(&mut read, id(1), id(7)).await?.expect("Cleo");
    assert_eq!((cleo.role, cleo.joined_at, cleo.last_active_at), (Role::Admin, Some(at(3)), Some(at(5))));
    assert_eq!((cleo.has_password, cleo.has_factor), (true, false));
    assert_eq!(cleo.last_mail_state.as_deref(), Some("queued"));
    let admins = membership::list_admins(&mut read, id(1)).await?;
    assert_eq!(admins.len(), 1);
    assert_eq!((admins[0].address.as_str(), admins[0].has_factor), ("user7@acme.example", false));
    Ok(())
}

fn a_session(number: u8) -> session::SessionRow {
    session::SessionRow {
        token_hash: [number; 32],
        id: id(number.into()),
        user_id: id(2),
        device_id: id(70),
        created_at: at(0),
        last_used_at: at(0),
        password_at: Some(at(0)),
        mailbox_at: None,
        second_at: None,
        second_kind: None,
        organization_id: Some(id(1)),
        browser: "Firefox on Linux".into(),
        network: "192.0.2.1".into(),
        expires_at: at(600),
        ended_at: None,
        ended_why: None,
    }
}

async fn a_session_comes_with_its_user(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    session::add(&mut write, &a_session(50)).await?;
    write.commit().await?;
    let found = session::find_with_user(&mut world.store.read(), &[50; 32]).await?.expect("the session");
    assert_eq!(found.session, a_session(50));
    assert_eq!((found.first_name.as_str(), found.address.as_str()), ("Ada", "ada@acme.example"));
    let organization = found.organization.expect("the current organization");
    assert_eq!(
        (organization.id, organization.slug.as_str(), organization.role),
        (id(1), "org-1", Role::Member)
    );
    let mut write = world.store.write().await?;
    let proved = session::Proved {
        second_at: Some(at(2)),
        second_kind: Some("totp".into()),
        ..session::Proved::default()
    };
    assert!(session::add_proof(&mut write, id(50), &proved).await?);
    assert!(session::set_token_hash(&mut write, id(50), &[51; 32]).await?);
    assert!(membership::remove(&mut write, id(1), id(2)).await?);
    session::touch(&mut write, id(50), at(3)).await?;
    write.commit().await?;
    let mut read = world.store.read();
    assert_eq!(session::find_with_user(&mut read, &[50; 32]).await?, None, "the old cookie");
    let found = session::find_with_user(&mut read, &[51; 32]).await?.expect("the session");
    assert_eq!(found.organization, None, "no longer a member");
    assert_eq!((found.session.password_at, found.session.second_at), (Some(at(0)), Some(at(2))));
    assert_eq!(found.session.last_used_at, at(3));
    Ok(())
}

async fn ended_sessions_say_why(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    for number in 50..54 {
        session::add(&mut write, &a_session(number)).await?;
    }
    assert!(session::end(&mut write, id(50), at(1), "signed out").await?);
    assert!(!session::end(&mut write, id(50), at(2), "again").await?);
    assert_eq!(session::end_others(&mut write, id(2), Some(id(51)), at(2), "password changed").await?, 2);
    assert_eq!(session::list_for_user(&mut write, id(2), at(3)).await?.len(), 1);
    assert_eq!(session::leave_organization(&mut write, id(1), id(2)).await?, 1);
    assert_eq!(session::end_all(&mut write, id(2), at(4), "reset").await?, 1);
    write.commit().await?;
    let found = session::find_with_user(&mut world.store.read(), &[52; 32]).await?.expect("it stays a while");
    assert_eq!(
        (found.session.ended_at, found.session.ended_why.as_deref()),
        (Some(at(2)), Some("password changed"))
    );
    let mut write = world.store.write().await?;
    assert_eq!(session::sweep(&mut write, at(3), 100).await?, 3);
    assert_eq!(session::sweep(&mut write, at(601), 100).await?, 1);
    write.commit().await
}

async fn devices_are_remembered_and_forgotten(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    assert!(!device::remember(&mut write, id(70), id(2), at(99), 0).await?, "not known");
    device::add_or_touch(&mut write, id(70), id(2), at(1), "Firefox").await?;
    device::add_or_touch(&mut write, id(70), id(2), at(2), "Firefox 140").await?;
    assert!(device::remember(&mut write, id(70), id(2), at(99), 3).await?);
    let found = device::find(&mut write, id(70), id(2)).await?.expect("the device");
    assert_eq!((found.first_seen, found.last_seen, found.browser.as_str()), (at(1), at(2), "Firefox 140"));
    assert_eq!((found.remembered_until, found.remember_epoch), (Some(at(99)), 3));
    assert_eq!(device::forget_all(&mut write, id(2)).await?, 1);
    assert_eq!(device::list_for_user(&mut write, id(2)).await?[0].remembered_until, None);
    write.commit().await
}

async fn the_journal_forgets_networks_first(world: &World) -> Result<(), Fault> {
    let entry = |reference: &str, minutes| journal::JournalRow {
        reference: reference.into(),
        at: at(minutes),
        act: "sign-in".into(),
        user_id: Some(id(2)),
        organization_id: Some(id(1)),
        address_key: Some([9; 32]),
        verdict: "refused".into(),
        cause: Some("password-wrong".into()),
        evidence: "{\"lane\":\"stranger\"}".into(),
        browser: "Firefox".into(),
        network: Some("192.0.2.1".into()),
        known_device: true,
        caused_by: None,
    };
    let mut write = world.store.write().await?;
    for (reference, minutes) in [("A", 1), ("B", 2), ("C", 3)] {
        assert!(journal::add(&mut write, &entry(reference, minutes)).await?);
    }
    assert!(!journal::add(&mut write, &entry("A", 4)).await?, "references are unique");
    assert!(journal::set_caused_by(&mut write, "C", "A").await?);
    let newest = journal::list_for_user(&mut write, id(2), 2).await?;
    assert_eq!(newest.iter().map(|row| row.reference.as_str()).collect::<Vec<_>>(), ["C", "B"]);
    assert_eq!(journal::list_for_organization(&mut write, id(1), 9).await?.len(), 3);
    assert_eq!(journal::list_for_member(&mut write, id(1), id(2), 9).await?.len(), 3);
    assert_eq!(journal::list_for_member(&mut write, id(1), id(3), 9).await?.len(), 0);
    assert_eq!(journal::list_by_address_key(&mut write, &[9; 32], 9).await?.len(), 3);
    assert_eq!(journal::sweep_network(&mut write, at(3), 100).await?, 2);
    assert_eq!(journal::sweep_network(&mut write, at(3), 100).await?, 0);
    assert_eq!(journal::find(&mut write, "A").await?.and_then(|row| row.network), None);
    assert_eq!(
        journal::find(&mut write, "B").await?,
        Some(journal::JournalRow { network: None, ..entry("B", 2) })
    );
    assert_eq!(journal::sweep(&mut write, at(3), 1).await?, 1);
    write.commit().await
}

async fn the_audit_log_comes_in_pages(world: &World) -> Result<(), Fault> {
    let mut write = world.store.write().await?;
    for number in 1..=5 {
        let line = audit::AuditRow {
            id: id(number),
            organization_id: Some(id(1)).filter(|_| number != 5),
            at: at(7),
            actor: "Ada Byron".into(),
            actor_id: None,
            act: "policy-set".into(),
            subject_id: None,
            before: None,
            after: Some("{}".into()),
            network: None,
        };
        audit::add(&mut write, &line).await?;
    }
    write.commit().await?;
    let mut read = world.store.read();
    let first = audit::list(&mut read, id(1), 3, None).await?;
    assert_eq!(first.iter().map(|line| line.id.as_u128()).collect::<Vec<_>>(), [4, 3, 2]);
    let rest = audit::list(&mut read, id(1), 3, Some((at(7), id(2)))).await?;
    assert_eq!(rest.iter().map(|line| line.id.as_u128()).collect::<Vec<_>>(), [1]);
    assert_eq!(audit::any_list(&mut read, 9, None).await?.len(), 5);
    Ok(())
}

async fn an_open_request_is_asked_once(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let row = |number| request::RequestRow {
        id: id(number),
        organization_id: id(1),
        user_id: id(2),
        at: at(1),
        reference: Some("7F4K-Q2XP".into()),
        about: "factor-lost".into(),
        closed_at: None,
        closed_by: None,
    };
    let mut write = world.store.write().await?;
    assert!(request::add(&mut write, &row(60)).await?);
    assert!(!request::add(&mut write, &row(61)).await?);
    assert_eq!(request::find_open(&mut write, id(1), id(2)).await?, Some(row(60)));
    let open = request::list_open(&mut write, id(1), 10).await?;
    assert_eq!((open.len(), open[0].address.as_str()), (1, "Ada@acme.example"));
    assert!(!request::close(&mut write, id(9), id(60), at(2), None).await?, "another organization's");
    assert!(request::close(&mut write, id(1), id(60), at(2), Some(id(2))).await?);
    assert!(!request::close(&mut write, id(1), id(60), at(2), Some(id(2))).await?);
    assert!(request::add(&mut write, &row(61)).await?, "closed, so it can be asked again");
    assert_eq!(request::close_for_user(&mut write, id(1), id(2), at(3), None).await?, 1);
    assert_eq!(request::count_open(&mut write, id(1)).await?, 0);
    write.commit().await
}

async fn old_passwords_are_trimmed(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    for minutes in 1..=5 {
        password_history::add(&mut write, id(2), at(minutes), &format!("hash {minutes}")).await?;
    }
    assert_eq!(password_history::trim(&mut write, id(2), 3).await?, 2);
    let left = password_history::list(&mut write, id(2), 2).await?;
    assert_eq!(left.iter().map(|row| row.hash.as_str()).collect::<Vec<_>>(), ["hash 5", "hash 4"]);
    assert_eq!(password_history::trim(&mut write, id(2), 9).await?, 0);
    assert_eq!(password_history::trim(&mut write, id(2), 0).await?, 3);
    write.commit().await
}

async fn text_with_nul_is_kept_without_it(world: &World) -> Result<(), Fault> {
    let mut write = world.store.write().await?;
    meta::set(&mut write, "odd", "a\0b").await?;
    write.commit().await?;
    assert_eq!(meta::find(&mut world.store.read(), "odd").await?.as_deref(), Some("a\u{fffd}b"));
    Ok(())
}

async fn a_backup_is_a_whole_database(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let target = std::env::temp_dir().join(format!("vestibule-backup-{}.db", Uuid::now_v7()));
    let made = world.store.backup_to(&target).await;
    if world.store.kind() == Kind::Postgres {
        let words = made.expect_err("PostgreSQL has its own").to_string();
        assert!(words.contains("pg_dump --format=custom"), "{words}");
        return Ok(());
    }
    made?;
    let copy = Store::open(&DatabaseUrl::file(&target)).await?;
    assert_eq!(copy.schema().await?, world.store.schema().await?);
    assert!(user::find(&mut copy.read(), id(2)).await?.is_some());
    assert!(world.store.backup_to(&target).await.is_err(), "nothing is written over");
    copy.close().await;
    std::fs::remove_file(&target).map_err(|error| Fault::broken(error.to_string()))
}

/// SQLite tells how it would find things; going through a whole table is for small ones and for sweeps.
#[tokio::test]
async fn every_search_has_its_index() {
    use sqlx::{Connection, Row};
    let world = on_sqlite().await;
    let mut other = sqlx::SqliteConnection::connect(&world.url.to_string()).await.expect("the file opens");
    let mut scans = Vec::new();
    // The demo forgets one of a dozen people at a time; production never runs its statements.
    for (room, name, sql) in list_statements().into_iter().filter(|(room, ..)| *room != "forget") {
        let explain = sqlx::query(sqlx::AssertSqlSafe(format!("explain query plan {sql}")));
        let rows = explain.fetch_all(&mut other).await.expect("SQLite explains what it prepares");
        let details = rows.iter().map(|row| row.get::<String, _>("detail"));
        scans
            .extend(details.filter(|step| scans_a_table(step)).map(|step| format!("{room}::{name}: {step}")));
    }
    assert_eq!(scans, Vec::<String>::new());
}

fn scans_a_table(step: &str) -> bool {
    step.starts_with("SCAN") && !["CONSTANT ROW", "kept", "migrations"].iter().any(|fine| step.contains(fine))
}

#[test]
fn a_database_address_is_understood_or_explained() {
    for (typed, printed) in [
        ("sqlite:/var/lib/v.db", "sqlite:/var/lib/v.db"),
        ("sqlite:///var/lib/v.db", "sqlite:/var/lib/v.db"),
        ("sqlite:v.db", "sqlite:v.db"),
        ("postgres://ada:secret@db.example/v", "postgres://ada@db.example:5432/v"),
    ] {
        let url = DatabaseUrl::parse(typed).expect("it is well-formed");
        assert_eq!(url.to_string(), printed);
        assert!(!format!("{url:?}").contains("secret"));
    }
    for typed in ["", "sqlite:", "sqlite::memory:", "mysql://x", "/var/lib/v.db", "postgres://[x/"] {
        assert!(DatabaseUrl::parse(typed).is_err(), "{typed:?}");
    }
}
