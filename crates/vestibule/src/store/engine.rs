//! The only file that knows that there are two databases: pools, transactions, binds, rows.
//!
//! Statements are `&'static str` with `$1, $2 …` and run on both as they are. Nothing here knows what a
//! user or a ticket is. What is bound and read is in `value.rs`, the migrations in `migrate.rs`.
//!
//! Reads and writes have pools of their own: on SQLite because there is one writer, on PostgreSQL so
//! that requests that hold a `Read` and want a `Write` cannot starve each other.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::time::Duration;

use sqlx::pool::{PoolConnection, PoolOptions};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgRow};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteRow, SqliteSynchronous,
};
use sqlx::{
    Arguments, AssertSqlSafe, Connection, Database, Decode, Executor, Pool, Postgres, SqlSafeStr, Sqlite,
    Transaction, Type,
};

use super::url::{DatabaseUrl, Kind, Place};
use super::value::{Field, FromRow, Value};
use crate::fault::Fault;

/// How long a request waits for a connection before it is told to come back.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long SQLite waits for another process (a backup, the command line) to let go of the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 8;
/// More than there are statements, so that each is prepared once per connection.
const STATEMENTS_CACHED: usize = 300;

/// The open database. Cloning shares the pools.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
}

#[derive(Clone)]
enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool },
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

enum Link {
    Idle,
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PostgresWrite(Transaction<'static, Postgres>),
}

impl Store {
    /// Opens the database and makes one connection, so that a wrong address is known at once.
    pub async fn open(url: &DatabaseUrl) -> Result<Store, Fault> {
        let pools = match &url.0 {
            Place::Sqlite(path) => open_sqlite(path).await?,
            Place::Postgres(options) => open_postgres(options).await?,
        };
        Ok(Store { pools })
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        match self.pools {
            Pools::Sqlite { .. } => Kind::Sqlite,
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
            Pools::Sqlite { write, .. } => {
                Link::SqliteWrite(write.begin_with("begin immediate").await.map_err(fault)?)
            }
            Pools::Postgres { write, .. } => Link::PostgresWrite(begin_postgres(write).await.map_err(fault)?),
        };
        Ok(Write { read: Read { pools: self.pools.clone(), link } })
    }

    /// Closes the pools after what is running is done; SQLite then folds its log into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
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
            Pools::Sqlite { read, .. } => read
                .acquire()
                .await
                .map_err(fault)?
                .prepare(sql.into_sql_str())
                .await
                .map(drop)
                .map_err(fault),
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
            Pools::Sqlite { read, .. } => backup_sqlite(&read.connect_options(), path).await,
            Pools::Postgres { read, .. } => Err(Fault::broken(format!(
                "PostgreSQL has its own backup; run: pg_dump --format=custom --file='{}' '{}'",
                path.display(),
                super::url::without_password(&read.connect_options())
            ))),
        }
    }
}

async fn open_sqlite(path: &Path) -> Result<Pools, Fault> {
    make_private_file(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // NORMAL would survive a killed process but not a power cut; an answered "saved" survives both.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("trusted_schema", "off")
        // What is erased (letters, addresses of strangers) does not stay behind in free pages.
        .pragma("secure_delete", "fast")
        .statement_cache_capacity(STATEMENTS_CACHED);
    let pool = |size| {
        PoolOptions::<Sqlite>::new()
            .max_connections(size)
            .test_before_acquire(false)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
    };
    let write = pool(1).connect_with(options.clone()).await.map_err(fault)?;
    // A reader that writes is a bug; SQLite refuses it.
    let read = pool(SQLITE_READERS).connect_with(options.pragma("query_only", "on")).await.map_err(fault)?;
    Ok(Pools::Sqlite { read, write })
}

/// The file holds hashes and secrets, so nobody else may read it; SQLite gives its log the same rights.
///
/// Invariant: a file that exists is not opened here. Closing it would let go of the locks that SQLite holds
/// on it elsewhere in this process (POSIX advisory locks belong to the process and not to who took them).
fn make_private_file(path: &Path) -> Result<(), Fault> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Fault::broken(format!("the file {} cannot be made: {error}", path.display()))),
    }
}

async fn open_postgres(options: &PgConnectOptions) -> Result<Pools, Fault> {
    let options = options.clone().application_name("vestibule").statement_cache_capacity(STATEMENTS_CACHED);
    let pool = |setting: &'static str| {
        PoolOptions::<Postgres>::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .test_before_acquire(false)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(move |connection, _| {
                Box::pin(async move { connection.execute(setting).await.map(drop) })
            })
    };
    // Asked without a pool first, which would wait and then only say that nothing came.
    let first = sqlx::PgConnection::connect_with(&options).await.map_err(|error| {
        let url = super::url::without_password(&options);
        Fault::broken(format!("PostgreSQL at {url} cannot be used: {error}"))
    })?;
    first.close().await.map_err(fault)?;
    // Who waits longer than this for a row is told to come back instead of piling up behind it.
    let write = pool("set lock_timeout = '5s'").connect_with(options.clone()).await.map_err(fault)?;
    // A reader that writes is a bug; PostgreSQL refuses it.
    let read = pool("set default_transaction_read_only = on").connect_with(options).await.map_err(fault)?;
    Ok(Pools::Postgres { read, write })
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
async fn acquire_living<DB: Database>(pool: &Pool<DB>) -> Result<PoolConnection<DB>, sqlx::Error> {
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

async fn backup_sqlite(options: &SqliteConnectOptions, path: &Path) -> Result<(), Fault> {
    if path.exists() {
        return Err(Fault::broken(format!("the file {} exists already; nothing was copied", path.display())));
    }
    make_private_file(path)?;
    let Some(name) = path.to_str() else {
        return Err(Fault::broken("the name of the backup is not UTF-8"));
    };
    // A connection of its own: the copy may take long, and the writer must not wait for it.
    let mut connection = sqlx::SqliteConnection::connect_with(&options.clone().pragma("query_only", "off"))
        .await
        .map_err(fault)?;
    let copied = sqlx::query("vacuum into $1").bind(name).execute(&mut connection).await.map_err(fault);
    connection.close().await.map_err(fault)?;
    copied?;
    std::fs::File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|error| Fault::broken(format!("the backup {} was not kept: {error}", path.display())))
}

impl Read {
    /// All rows of a statement.
    pub(super) async fn all(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, Fault> {
        if matches!(self.link, Link::SqliteWrite(_) | Link::PostgresWrite(_)) {
            return self.link.fetch(sql, &values).await.map_err(fault);
        }
        if matches!(self.link, Link::Idle) {
            self.link = self.pools.acquire().await.map_err(fault)?;
        }
        match self.link.fetch(sql, &values).await {
            Err(error) if is_dead(&error) => {
                self.link.discard();
                self.link = self.pools.acquire_living().await.map_err(fault)?;
                self.link.fetch(sql, &values).await.map_err(fault)
            }
            other => other.map_err(fault),
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
        self.read.link.execute(sql, &values).await.map_err(fault)
    }

    /// Runs a statement that changes one row or none, and says whether it did.
    pub(super) async fn change(&mut self, sql: &'static str, values: Vec<Value>) -> Result<bool, Fault> {
        Ok(self.run(sql, values).await? > 0)
    }

    /// Runs several statements without binds: a migration.
    pub(super) async fn run_script(&mut self, sql: String) -> Result<(), Fault> {
        let script = sqlx::raw_sql(AssertSqlSafe(sql));
        match &mut self.read.link {
            Link::SqliteWrite(tx) => script.execute(&mut **tx).await.map(drop).map_err(fault),
            Link::PostgresWrite(tx) => script.execute(&mut **tx).await.map(drop).map_err(fault),
            _ => Err(no_transaction().into()),
        }
    }

    /// Makes everything that was written last. A fault here may mean either; ask again.
    pub async fn commit(mut self) -> Result<(), Fault> {
        match std::mem::replace(&mut self.read.link, Link::Idle) {
            Link::SqliteWrite(tx) => tx.commit().await.map_err(fault),
            Link::PostgresWrite(tx) => tx.commit().await.map_err(fault),
            _ => Err(no_transaction().into()),
        }
    }

    /// Which database it is.
    pub(super) fn kind(&self) -> Kind {
        match self.read.pools {
            Pools::Sqlite { .. } => Kind::Sqlite,
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
    async fn acquire(&self) -> Result<Link, sqlx::Error> {
        Ok(match self {
            Pools::Sqlite { read, .. } => Link::Sqlite(read.acquire().await?),
            Pools::Postgres { read, .. } => Link::Postgres(read.acquire().await?),
        })
    }

    async fn acquire_living(&self) -> Result<Link, sqlx::Error> {
        Ok(match self {
            Pools::Sqlite { read, .. } => Link::Sqlite(acquire_living(read).await?),
            Pools::Postgres { read, .. } => Link::Postgres(acquire_living(read).await?),
        })
    }
}

impl Link {
    async fn fetch(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, sqlx::Error> {
        match self {
            Link::Sqlite(connection) => sqlite_rows(connection, sql, values).await,
            Link::SqliteWrite(tx) => sqlite_rows(tx, sql, values).await,
            Link::Postgres(connection) => postgres_rows(connection, sql, values).await,
            Link::PostgresWrite(tx) => postgres_rows(tx, sql, values).await,
            Link::Idle => Err(no_transaction()),
        }
    }

    async fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, sqlx::Error> {
        match self {
            Link::SqliteWrite(tx) => {
                let query = sqlx::query_with(sql, sqlite_arguments(values)?);
                Ok(query.execute(&mut **tx).await?.rows_affected())
            }
            Link::PostgresWrite(tx) => {
                let query = sqlx::query_with(sql, postgres_arguments(values)?);
                Ok(query.execute(&mut **tx).await?.rows_affected())
            }
            Link::Idle | Link::Sqlite(_) | Link::Postgres(_) => Err(no_transaction()),
        }
    }

    /// Throws a connection away instead of giving it back.
    fn discard(&mut self) {
        match self {
            Link::Sqlite(connection) => connection.close_on_drop(),
            Link::Postgres(connection) => connection.close_on_drop(),
            Link::Idle | Link::SqliteWrite(_) | Link::PostgresWrite(_) => {}
        }
        *self = Link::Idle;
    }
}

async fn sqlite_rows(
    connection: &mut sqlx::SqliteConnection,
    sql: &'static str,
    values: &[Value],
) -> Result<Vec<Row>, sqlx::Error> {
    let rows = sqlx::query_with(sql, sqlite_arguments(values)?).fetch_all(connection).await?;
    Ok(rows.into_iter().map(Row::Sqlite).collect())
}

async fn postgres_rows(
    connection: &mut sqlx::PgConnection,
    sql: &'static str,
    values: &[Value],
) -> Result<Vec<Row>, sqlx::Error> {
    let rows = sqlx::query_with(sql, postgres_arguments(values)?).fetch_all(connection).await?;
    Ok(rows.into_iter().map(Row::Postgres).collect())
}

fn sqlite_arguments(values: &[Value]) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value.clone() {
            Value::Bool(value) => arguments.add(value),
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
            Value::Id(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn postgres_arguments(values: &[Value]) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value.clone() {
            Value::Bool(value) => arguments.add(value),
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
            Value::Id(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// One row of an answer.
pub(super) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// A column as a field of a row struct.
    pub(super) fn get<T: Field>(&self, column: &str) -> Result<T, Fault> {
        T::field(self, column)
    }

    /// A column as one of the types that both databases know; `None` where it is null.
    pub(super) fn plain<T>(&self, column: &str) -> Result<Option<T>, Fault>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        use sqlx::Row as _;
        match self {
            // SQLite's types belong to values and not to columns, so they are not compared.
            Row::Sqlite(row) => row.try_get_unchecked(column).map_err(fault),
            Row::Postgres(row) => row.try_get(column).map_err(fault),
        }
    }
}

/// A connection that is gone: the server restarted, the network broke, the worker died.
fn is_dead(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => true,
        // 57P01 to 57P03: shutting down, crashed, starting up; 08…: connection exceptions.
        sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| code.starts_with("57P0") || code.starts_with("08"))
        }
        _ => false,
    }
}

/// What an error of the driver means for whoever waits for the answer.
fn fault(error: sqlx::Error) -> Fault {
    match &error {
        sqlx::Error::PoolTimedOut => Fault::Busy { retry_after_seconds: 2 },
        sqlx::Error::Database(inner) => match inner.code().as_deref() {
            // PostgreSQL: a deadlock or a conflict, of which this side was chosen to give way.
            Some("40001" | "40P01") => Fault::Contended,
            // PostgreSQL: a lock was not given in time. SQLite: another process holds the file.
            Some("55P03" | "5" | "261" | "517") => Fault::Busy { retry_after_seconds: 2 },
            _ => Fault::Store(error),
        },
        _ => Fault::Store(error),
    }
}

fn no_transaction() -> sqlx::Error {
    sqlx::Error::Protocol("a statement was run outside of its connection".to_owned())
}
