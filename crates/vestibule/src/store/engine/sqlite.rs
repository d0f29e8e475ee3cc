//! SQLite: its connections, and statements over them.
//!
//! A statement runs on the thread that asks for it. Handing it to a thread of its own and back costs more than
//! most statements do (`docs/decisions/0015-sqlite-on-the-spot.md`); the runtime has threads to spare for those
//! that take longer ([`AT_ONCE`]). Nothing here waits for a lock while it holds a thread: who finds the file
//! locked by another process sleeps and asks again.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, Value as Held, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, ToSql};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use uuid::Uuid;

use super::open::{ACQUIRE_TIMEOUT, STATEMENTS_CACHED};
use crate::fault::Fault;
use crate::store::value::Value;

/// How many look at once, beside the one who writes.
const READERS: usize = 4;
/// How many threads of the runtime may stand in SQLite at one moment.
pub const AT_ONCE: usize = READERS + 1;
/// How long a statement waits by itself for another process; a whole wait is many of these, with a sleep between.
const BUSY_TIMEOUT: Duration = Duration::from_millis(20);
/// How long another process (a backup, the command line) may hold the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// One writer and a few readers on one file.
#[derive(Clone)]
pub(super) struct Pools {
    read: Arc<Shelf>,
    write: Arc<Shelf>,
}

/// Connections of one kind: those that nobody uses at the moment, and the right to use one.
struct Shelf {
    path: PathBuf,
    reads_only: bool,
    idle: Mutex<Vec<Connection>>,
    places: Arc<Semaphore>,
    size: u32,
}

/// A connection in use. Dropped, it goes back.
pub(super) struct Lent {
    /// There until it is dropped.
    connection: Option<Connection>,
    shelf: Arc<Shelf>,
    // After the connection has gone back: a field is dropped after `drop` has run.
    _place: OwnedSemaphorePermit,
}

/// A transaction. Dropped without `commit`, nothing of it has happened.
pub(super) struct Transaction {
    lent: Lent,
}

/// One row of an answer.
pub(in crate::store) struct Row {
    columns: Arc<[String]>,
    cells: Vec<Held>,
}

impl Pools {
    /// Makes a connection of each kind, so that what is wrong with the file is known at once.
    pub(super) fn open(path: &Path) -> Result<Pools, Fault> {
        let shelf = |size: u32, reads_only| {
            let places = Arc::new(Semaphore::new(size as usize));
            Arc::new(Shelf { path: path.to_owned(), reads_only, idle: Mutex::default(), places, size })
        };
        let pools = Pools { write: shelf(1, false), read: shelf(READERS as u32, true) };
        for shelf in [&pools.write, &pools.read] {
            let first = shelf.connect()?;
            shelf.put_back(first);
        }
        Ok(pools)
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.read.path
    }

    /// A connection to look with.
    pub(super) async fn read(&self) -> Result<Lent, Fault> {
        Shelf::lend(&self.read).await
    }

    /// Begins a transaction, which is the only one that writes from here on.
    pub(super) async fn begin(&self) -> Result<Transaction, Fault> {
        let lent = Shelf::lend(&self.write).await?;
        let give_up = Instant::now() + PATIENCE;
        loop {
            match lent.connection().and_then(|connection| Ok(connection.execute_batch("begin immediate")?)) {
                Ok(()) => return Ok(Transaction { lent }),
                // Another process holds the file. Nobody else is held up by our waiting for it.
                Err(Fault::Busy { .. }) if Instant::now() < give_up => {
                    tokio::time::sleep(BUSY_TIMEOUT).await;
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    /// Lends no more, and closes what is there once what is running is done.
    pub(super) async fn close(&self) {
        for shelf in [&self.read, &self.write] {
            // Closed meanwhile by somebody else is as good.
            if let Ok(all) = shelf.places.acquire_many(shelf.size).await {
                shelf.idle().clear();
                all.forget();
            }
            shelf.places.close();
        }
    }
}

impl Shelf {
    async fn lend(shelf: &Arc<Shelf>) -> Result<Lent, Fault> {
        let place = Arc::clone(&shelf.places).acquire_owned();
        let place = match tokio::time::timeout(ACQUIRE_TIMEOUT, place).await {
            Ok(Ok(place)) => place,
            Ok(Err(_)) => return Err(Fault::broken("the database is closed")),
            Err(_) => return Err(Fault::Busy { retry_after_seconds: 2 }),
        };
        let idle = shelf.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => shelf.connect()?,
        };
        Ok(Lent { connection: Some(connection), shelf: Arc::clone(shelf), _place: place })
    }

    fn connect(&self) -> Result<Connection, Fault> {
        // The file is there (`open.rs` made it), and one connection is used by one thread at a time.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(
            // FULL: NORMAL would survive a killed process but not a power cut; an answered "saved" survives both.
            // secure_delete: what is erased (letters, addresses of strangers) does not stay behind in free pages.
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
             pragma trusted_schema = off; pragma secure_delete = fast;",
        )?;
        if self.reads_only {
            // A reader that writes is a bug; SQLite refuses it.
            connection.execute_batch("pragma query_only = on;")?;
        } else {
            connection.busy_timeout(BUSY_TIMEOUT)?;
        }
        connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
        Ok(connection)
    }

    fn put_back(&self, connection: Connection) {
        self.idle().push(connection);
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lent {
    fn connection(&self) -> Result<&Connection, Fault> {
        self.connection.as_ref().ok_or_else(|| Fault::broken("a statement was run outside of its connection"))
    }

    /// All rows of a statement.
    pub(super) fn fetch(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        let mut statement = self.bound(sql, values)?;
        let columns: Arc<[String]> = statement.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = statement.raw_query();
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let cells = (0..columns.len()).map(|at| row.get_ref(at).map(Held::try_from));
            let cells = cells.map(|cell| cell?.map_err(|error| unreadable(&error)));
            all.push(Row { columns: Arc::clone(&columns), cells: cells.collect::<Result<_, Fault>>()? });
        }
        Ok(all)
    }

    /// Runs a statement and says how many rows it changed.
    pub(super) fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        Ok(self.bound(sql, values)?.raw_execute()? as u64)
    }

    /// Prepares a statement without running it.
    pub(super) fn prepare(&self, sql: &str) -> Result<(), Fault> {
        Ok(self.connection()?.prepare(sql).map(drop)?)
    }

    /// `$2` is a name to SQLite, and its parameters are numbered by when they come first.
    fn bound(&self, sql: &str, values: &[Value]) -> Result<CachedStatement<'_>, Fault> {
        let mut statement = self.connection()?.prepare_cached(sql)?;
        for at in 1..=statement.parameter_count() {
            let number = statement.parameter_name(at).and_then(|name| name.strip_prefix('$')?.parse().ok());
            let value = number.and_then(|number: usize| values.get(number.checked_sub(1)?));
            let value = value.ok_or_else(|| Fault::broken(format!("a value is missing for: {sql}")))?;
            statement.raw_bind_parameter(at, value)?;
        }
        Ok(statement)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // One that is still in a transaction could not be rolled back: it is closed, which does it.
        if let Some(connection) = self.connection.take().filter(Connection::is_autocommit) {
            self.shelf.put_back(connection);
        }
    }
}

impl Transaction {
    /// Its connection.
    pub(super) const fn link(&self) -> &Lent {
        &self.lent
    }

    /// Runs several statements without binds.
    pub(super) fn run_script(&self, sql: &str) -> Result<(), Fault> {
        Ok(self.lent.connection()?.execute_batch(sql)?)
    }

    /// Makes it last.
    pub(super) fn commit(self) -> Result<(), Fault> {
        self.run_script("commit")
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        // SQLite ended it by itself where the disk was full; a commit ended it too.
        if let Some(connection) =
            self.lent.connection.as_ref().filter(|connection| !connection.is_autocommit())
            && let Err(error) = connection.execute_batch("rollback")
        {
            tracing::warn!(%error, "a transaction could not be taken back; its connection is closed");
        }
    }
}

impl Row {
    /// A column, as SQLite holds it.
    fn cell(&self, column: &str) -> Result<&Held, Fault> {
        let at = self.columns.iter().position(|name| name == column);
        let cell = at.and_then(|at| self.cells.get(at));
        cell.ok_or_else(|| Fault::broken(format!("the answer has no column {column}")))
    }

    /// A column as one of the types that both databases know; `None` where it is null.
    pub(super) fn plain<T: FromCell>(&self, column: &str) -> Result<Option<T>, Fault> {
        match self.cell(column)? {
            Held::Null => Ok(None),
            cell => match T::from_cell(cell) {
                Some(value) => Ok(Some(value)),
                None => Err(Fault::broken(format!("the column {column} holds a {}", cell.data_type()))),
            },
        }
    }
}

/// What can be read from a cell that is not null. SQLite's types belong to values and not to columns.
pub(in crate::store) trait FromCell: Sized {
    /// `None`: it is of another type.
    fn from_cell(cell: &Held) -> Option<Self>;
}

impl FromCell for i64 {
    fn from_cell(cell: &Held) -> Option<i64> {
        if let Held::Integer(number) = cell { Some(*number) } else { None }
    }
}

impl FromCell for bool {
    fn from_cell(cell: &Held) -> Option<bool> {
        i64::from_cell(cell).map(|number| number != 0)
    }
}

impl FromCell for String {
    fn from_cell(cell: &Held) -> Option<String> {
        if let Held::Text(text) = cell { Some(text.clone()) } else { None }
    }
}

impl FromCell for Vec<u8> {
    fn from_cell(cell: &Held) -> Option<Vec<u8>> {
        if let Held::Blob(bytes) = cell { Some(bytes.clone()) } else { None }
    }
}

impl FromCell for Uuid {
    fn from_cell(cell: &Held) -> Option<Uuid> {
        if let Held::Blob(bytes) = cell { Uuid::from_slice(bytes).ok() } else { None }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self {
            Value::Bool(value) => ValueRef::Integer(i64::from(*value)),
            Value::Int(Some(value)) => ValueRef::Integer(*value),
            Value::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
            Value::Id(Some(id)) => ValueRef::Blob(id.as_bytes()),
            Value::Int(None) | Value::Text(None) | Value::Bytes(None) | Value::Id(None) => ValueRef::Null,
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

fn unreadable(error: &impl std::fmt::Display) -> Fault {
    Fault::broken(format!("the database holds something that cannot be read: {error}"))
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        match error.sqlite_error_code() {
            // Another process holds the file.
            Some(ErrorCode::DatabaseBusy) => Fault::Busy { retry_after_seconds: 2 },
            _ => Fault::Sqlite(error),
        }
    }
}

/// Copies the file as it is at one moment into a new one, over a connection of its own: it may take long, and the
/// writer must not wait for it.
pub(super) fn copy(from: &Path, to: &str) -> Result<(), Fault> {
    let connection = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(PATIENCE)?;
    connection.execute("vacuum into ?1", [to])?;
    connection.close().map_err(|(_, error)| error.into())
}
