//! Brings a database to the shape that this program knows, one numbered step after the other.
//!
//! Each step is one transaction and is remembered in `migrations`. Two processes that start at once take
//! turns: SQLite has one writer, PostgreSQL is asked for a lock. A database that is newer than the program
//! is left alone. To change the shape, add the next file in `migrations/` and a line to `MIGRATIONS`; never
//! change a step that was released. Expand first, contract a release later.

use super::engine::{Store, Write};
use super::url::Kind;
use super::value::{statements, values};
use crate::fault::Fault;

/// One step: its name, and its text in both spellings (the same text where they agree).
struct Migration {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

impl Migration {
    /// One whose text is the same for both.
    const fn alike(name: &'static str, text: &'static str) -> Migration {
        Migration { name, sqlite: text, postgres: text }
    }
}

const MIGRATIONS: &[Migration] = &[
    Migration::alike("front_door", include_str!("../../migrations/0001_front_door.sql")),
    Migration::alike("ways_back", include_str!("../../migrations/0002_ways_back.sql")),
    Migration::alike("logo", include_str!("../../migrations/0003_logo.sql")),
    Migration::alike("support", include_str!("../../migrations/0004_support.sql")),
    Migration::alike("imports", include_str!("../../migrations/0005_imports.sql")),
    Migration::alike("article", include_str!("../../migrations/0006_article.sql")),
    Migration::alike("console", include_str!("../../migrations/0007_console.sql")),
    Migration::alike("people_list", include_str!("../../migrations/0008_people_list.sql")),
    Migration::alike("erase", include_str!("../../migrations/0009_erase.sql")),
    Migration::alike("address", include_str!("../../migrations/0010_address.sql")),
    Migration::alike("locked", include_str!("../../migrations/0011_locked.sql")),
    Migration::alike("sso", include_str!("../../migrations/0012_sso.sql")),
    Migration::alike("begun-in", include_str!("../../migrations/0013_begun_in.sql")),
    Migration::alike("sign-on", include_str!("../../migrations/0014_sign_on.sql")),
    Migration::alike("provider_sessions", include_str!("../../migrations/0015_provider_sessions.sql")),
    Migration::alike("setup_links", include_str!("../../migrations/0016_setup_links.sql")),
    Migration::alike("admissions", include_str!("../../migrations/0017_admissions.sql")),
    Migration::alike("saml", include_str!("../../migrations/0018_saml.sql")),
];

/// How far a database is, and how far this program knows to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// The last step that the database has taken; 0 for an empty one.
    pub applied: i64,
    /// The last step that this program knows.
    pub known: i64,
}

const KNOWN: i64 = MIGRATIONS.len() as i64;

const MAKE_TABLE: &str =
    "create table if not exists migrations (number bigint primary key, name text not null)";
/// Any number will do, as long as nobody else in the same database uses it.
const LOCK_POSTGRES: &str = "select pg_advisory_xact_lock(8061523694210)";

/// Tables and views of anybody else, where there is none of ours that nobody else would have. What belongs to
/// an extension is the server's own.
const OTHERS_SQLITE: &str = "select count(*) as value from sqlite_master
    where type in ('table', 'view') and name <> 'migrations'
    and not exists (select 1 from sqlite_master where name = 'recovery_sets')";
const OTHERS_POSTGRES: &str = "select count(*) as value from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relname <> 'migrations'
    and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
    and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    and to_regclass('recovery_sets') is null";

statements! {
    APPLIED = "select max(number) as value from migrations";
    ADD = "insert into migrations (number, name) values ($1, $2)";
}

impl Store {
    /// Takes every step that is missing; does nothing where none is. A newer database is a fault.
    pub async fn migrate(&self) -> Result<Schema, Fault> {
        loop {
            let mut write = self.write().await?;
            let applied = prepare(&mut write).await?;
            let Some(next) = usize::try_from(applied).ok().and_then(|done| MIGRATIONS.get(done)) else {
                let schema = Schema { applied, known: KNOWN };
                refuse_newer(schema)?;
                write.commit().await?;
                return Ok(schema);
            };
            write.run_script(spelled(next, write.kind())).await?;
            write.run(ADD, values![applied + 1, next.name]).await?;
            write.commit().await?;
        }
    }

    /// Whether the database is neither empty nor one of ours.
    pub async fn holds_others_tables(&self) -> Result<bool, Fault> {
        let sql = match self.kind() {
            Kind::Sqlite => OTHERS_SQLITE,
            Kind::Postgres => OTHERS_POSTGRES,
        };
        Ok(self.read().value::<i64>(sql, values![]).await? > 0)
    }

    /// How far the database is. A newer one than this program is a fault.
    pub async fn schema(&self) -> Result<Schema, Fault> {
        let mut write = self.write().await?;
        let applied = prepare(&mut write).await?;
        write.commit().await?;
        let schema = Schema { applied, known: KNOWN };
        refuse_newer(schema)?;
        Ok(schema)
    }
}

/// Waits for its turn and says which step was the last.
async fn prepare(write: &mut Write) -> Result<i64, Fault> {
    if write.kind() == Kind::Postgres {
        // Who waits here waits for another process's migration, which may take its time.
        write.run_script("set local lock_timeout = 0".to_owned()).await?;
        write.run_script(LOCK_POSTGRES.to_owned()).await?;
    }
    write.run_script(MAKE_TABLE.to_owned()).await?;
    Ok(write.value::<Option<i64>>(APPLIED, values![]).await?.unwrap_or(0))
}

fn refuse_newer(schema: Schema) -> Result<(), Fault> {
    if schema.applied <= schema.known {
        return Ok(());
    }
    Err(Fault::broken(format!(
        "the database is at migration {} and this program knows {}: it was used by a newer version of \
         Vestibule; run that version, or put back the backup that was made before",
        schema.applied, schema.known
    )))
}

/// The text of a step in the words of one database.
fn spelled(migration: &Migration, kind: Kind) -> String {
    let (text, id, bytes, sorted) = match kind {
        Kind::Sqlite => (migration.sqlite, "blob", "blob", "text"),
        Kind::Postgres => (migration.postgres, "uuid", "bytea", "text collate \"C\""),
    };
    text.replace("{{id}}", id).replace("{{bytes}}", bytes).replace("{{sorted}}", sorted)
}
