//! Both databases have one shape, every statement is understood by both, and a newer database is left alone.

use uuid::Uuid;
use vestibule::fault::Fault;
use vestibule::store::*;

use super::{World, ada, broken, id, on_both, on_sqlite};
use crate::postgres;
use crate::world::beside;

on_both! {
    every_statement_prepares
    the_schema_is_the_one_that_was_reviewed
    two_can_migrate_at_once
    a_newer_database_is_left_alone
    a_backup_is_a_whole_database
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
            let other = beside(&world.url.to_string());
            let mut shape = other.prepare(SHAPE_SQLITE).expect("SQLite has a schema");
            let lines = shape.query_map([], |row| row.get("line")).expect("it can be read");
            lines.map(|line| line.expect("a line is text")).collect()
        }
        Kind::Postgres => {
            let url = world.url.to_string();
            let mut other = sqlx::PgConnection::connect(&url).await.map_err(broken)?;
            let rows = sqlx::query(SHAPE_POSTGRES).fetch_all(&mut other).await.map_err(broken)?;
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
            beside(&world.url.to_string()).execute_batch(newer).expect("a row is added");
        }
        Kind::Postgres => {
            let mut other = sqlx::PgConnection::connect(&world.url.to_string()).await.map_err(broken)?;
            other.execute(newer).await.map_err(broken)?;
        }
    }
    let fault = world.store.migrate().await.expect_err("a newer database is refused");
    assert!(fault.to_string().contains("newer version"), "{fault}");
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
    std::fs::remove_file(&target).map_err(broken)
}

/// SQLite tells how it would find things; going through a whole table is for small ones and for sweeps.
#[tokio::test]
async fn every_search_has_its_index() {
    let world = on_sqlite().await;
    let other = beside(&world.url.to_string());
    let mut scans = Vec::new();
    // The demo forgets one of a dozen people at a time; production never runs its statements.
    for (room, name, sql) in list_statements().into_iter().filter(|(room, ..)| *room != "forget") {
        let mut explain =
            other.prepare(&format!("explain query plan {sql}")).expect("SQLite explains what it prepares");
        let mut details = explain.raw_query();
        while let Some(row) = details.next().expect("SQLite explains it to the end") {
            let step: String = row.get("detail").expect("a step is text");
            if scans_a_table(&step) {
                scans.push(format!("{room}::{name}: {step}"));
            }
        }
    }
    assert_eq!(scans, Vec::<String>::new());
}

/// Spared are tables of which every row is wanted, and that stay small.
fn scans_a_table(step: &str) -> bool {
    step.starts_with("SCAN")
        && !["CONSTANT ROW", "kept", "migrations", "article_counts"].iter().any(|fine| step.contains(fine))
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
