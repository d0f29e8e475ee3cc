//! The only place that knows that there are two databases: pools and transactions here, connections,
//! binds and rows in `engine/link.rs` and `engine/sqlite.rs`, how they are opened in `engine/open.rs`.
//!
//! Statements are `&'static str` with `$1, $2 …` and run on both as they are. Nothing here knows what a
//! user or a ticket is. What is bound and read is in `value.rs`, the migrations in `migrate.rs`.
//!
//! Reads and writes have pools of their own: on SQLite because there is one writer, on PostgreSQL so
//! that requests that hold a `Read` and want a `Write` cannot starve each other.

mod link;
mod open;
mod sqlite;

use std::ops::{Deref, DerefMut};
use std::path::Path;

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPool;
use sqlx::{AssertSqlSafe, Connection, Executor, Postgres, SqlSafeStr, Transaction};

use super::url::{DatabaseUrl, Kind, Place};
use super::value::{Field, FromRow, Value};
use crate::fault::Fault;
use link::{Link, fault, is_dead, no_transaction};

pub(super) use link::Row;
pub use sqlite::AT_ONCE as SQLITE_AT_ONCE;

/// The open database. Cloning shares the pools.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
}

#[derive(Clone)]
enum Pools {
    Sqlite(sqlite::Pools),
    Postgres { read: PgPool, write: PgPool },
}

/// Looks; each statement sees what is committed at its moment. Takes a connection at its first statement
/// and keeps it until dropped, so do not hold one while hashing or while talking to the network.
pub struct Read {
    pools: Pools,
    link: Link,
}

/// A transaction that looks and writes. Dropped without `commit`, nothing of it has happened.
pub struct Write {
    read: Read,
}

impl Store {
    /// Opens the database and makes one connection, so that a wrong address is known at once.
    pub async fn open(url: &DatabaseUrl) -> Result<Store, Fault> {
        let pools = match &url.0 {
            Place::Sqlite(path) => open::sqlite(path)?,
            Place::Postgres(options) => open::postgres(options).await?,
        };
        Ok(Store { pools })
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        match self.pools {
            Pools::Sqlite(_) => Kind::Sqlite,
            Pools::Postgres { .. } => Kind::Postgres,
        }
    }

    /// A place to look from; cheap, no connection is taken yet.
    pub fn read(&self) -> Read {
        Read { pools: self.pools.clone(), link: Link::Idle }
    }

    /// Begins a transaction. On SQLite it is the only writer from here on (`begin immediate`).
    pub async fn write(&self) -> Result<Write, Fault> {
        let link = match &self.pools {
            Pools::Sqlite(pools) => Link::SqliteWrite(pools.begin().await?),
            Pools::Postgres { write, .. } => Link::PostgresWrite(begin_postgres(write).await.map_err(fault)?),
        };
        Ok(Write { read: Read { pools: self.pools.clone(), link } })
    }

    /// Closes the pools after what is running is done; SQLite then folds its log into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite(pools) => pools.close().await,
            Pools::Postgres { read, write } => {
                read.close().await;
                write.close().await;
            }
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), Fault> {
        self.read().all("select 1 as one", Vec::new()).await.map(drop)
    }

    /// Prepares a statement without running it; says what the database has against it.
    pub(super) async fn prepare(&self, sql: &'static str) -> Result<(), Fault> {
        match &self.pools {
            Pools::Sqlite(pools) => pools.read().await?.prepare(sql),
            Pools::Postgres { read, .. } => read
                .acquire()
                .await
                .map_err(fault)?
                .prepare(sql.into_sql_str())
                .await
                .map(drop)
                .map_err(fault),
        }
    }

    /// Copies a SQLite database, as it is at one moment, into a new file, while it is in use.
    /// For PostgreSQL this is a fault that says which command does it.
    pub async fn backup_to(&self, path: &Path) -> Result<(), Fault> {
        match &self.pools {
            Pools::Sqlite(pools) => open::copy_sqlite(pools.path(), path).await,
            Pools::Postgres { read, .. } => Err(Fault::broken(format!(
                "PostgreSQL has its own backup; run: pg_dump --format=custom --file='{}' '{}'",
                path.display(),
                super::url::without_password(&read.connect_options())
            ))),
        }
    }
}

/// Connections are not tested before use, so after a restart of the server the pool is full of dead
/// ones. Nothing has been written yet, so each may fail once before a new one is made.
async fn begin_postgres(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut left = pool.size();
    loop {
        match pool.begin().await {
            Err(error) if is_dead(&error) && left > 0 => left -= 1,
            other => return other,
        }
    }
}

/// A connection that answered just now.
async fn acquire_living(pool: &PgPool) -> Result<PoolConnection<Postgres>, sqlx::Error> {
    let mut left = pool.size() + 1;
    loop {
        let mut connection = pool.acquire().await?;
        match connection.ping().await {
            Ok(()) => return Ok(connection),
            Err(error) if left == 0 => return Err(error),
            Err(_) => connection.close_on_drop(),
        }
        left -= 1;
    }
}

impl Read {
    /// All rows of a statement.
    pub(super) async fn all(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, Fault> {
        if matches!(self.link, Link::SqliteWrite(_) | Link::PostgresWrite(_)) {
            return self.link.fetch(sql, &values).await;
        }
        if matches!(self.link, Link::Idle) {
            self.link = self.pools.acquire().await?;
        }
        match self.link.fetch(sql, &values).await {
            Err(Fault::Postgres(error)) if is_dead(&error) => {
                self.link.discard();
                self.link = self.pools.acquire_living().await?;
                self.link.fetch(sql, &values).await
            }
            other => other,
        }
    }

    /// All rows, as structs.
    pub(super) async fn list<T: FromRow>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<T>, Fault> {
        self.all(sql, values).await?.iter().map(T::from_row).collect()
    }

    /// The first row, if there is one.
    pub(super) async fn first(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<Row>, Fault> {
        Ok(self.all(sql, values).await?.into_iter().next())
    }

    /// The first row as a struct, if there is one.
    pub(super) async fn one<T: FromRow>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<T>, Fault> {
        self.first(sql, values).await?.as_ref().map(T::from_row).transpose()
    }

    /// The one value of a statement that always gives a row with a column `value`.
    pub(super) async fn value<T: Field>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<T, Fault> {
        match self.first(sql, values).await? {
            Some(row) => row.get("value"),
            None => Err(Fault::broken(format!("no row came from: {sql}"))),
        }
    }
}

impl Write {
    /// Runs a statement and says how many rows it changed.
    pub(super) async fn run(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64, Fault> {
        self.read.link.execute(sql, &values).await
    }

    /// Runs a statement that changes one row or none, and says whether it did.
    pub(super) async fn change(&mut self, sql: &'static str, values: Vec<Value>) -> Result<bool, Fault> {
        Ok(self.run(sql, values).await? > 0)
    }

    /// Runs several statements without binds: a migration.
    pub(super) async fn run_script(&mut self, sql: String) -> Result<(), Fault> {
        match &mut self.read.link {
            Link::SqliteWrite(tx) => tx.run_script(&sql),
            Link::PostgresWrite(tx) => {
                let script = sqlx::raw_sql(AssertSqlSafe(sql));
                script.execute(&mut **tx).await.map(drop).map_err(fault)
            }
            _ => Err(no_transaction()),
        }
    }

    /// Makes everything that was written last. A fault here may mean either; ask again.
    pub async fn commit(mut self) -> Result<(), Fault> {
        match std::mem::replace(&mut self.read.link, Link::Idle) {
            Link::SqliteWrite(tx) => tx.commit(),
            Link::PostgresWrite(tx) => tx.commit().await.map_err(fault),
            _ => Err(no_transaction()),
        }
    }

    /// Which database it is.
    pub(super) fn kind(&self) -> Kind {
        match self.read.pools {
            Pools::Sqlite(_) => Kind::Sqlite,
            Pools::Postgres { .. } => Kind::Postgres,
        }
    }
}

impl Deref for Write {
    type Target = Read;
    fn deref(&self) -> &Read {
        &self.read
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}

impl Pools {
    async fn acquire(&self) -> Result<Link, Fault> {
        Ok(match self {
            Pools::Sqlite(pools) => Link::Sqlite(pools.read().await?),
            Pools::Postgres { read, .. } => Link::Postgres(read.acquire().await.map_err(fault)?),
        })
    }

    async fn acquire_living(&self) -> Result<Link, Fault> {
        Ok(match self {
            Pools::Sqlite(pools) => Link::Sqlite(pools.read().await?),
            Pools::Postgres { read, .. } => Link::Postgres(acquire_living(read).await.map_err(fault)?),
        })
    }
}
