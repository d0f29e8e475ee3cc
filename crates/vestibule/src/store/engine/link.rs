//! One connection and what goes over it: a statement with its binds, rows, and what errors mean.
//!
//! When a connection is taken and given back is in `engine.rs`.

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{Arguments, Decode, Postgres, Transaction, Type};

use super::sqlite;
use crate::fault::Fault;
use crate::store::value::{Field, Value};

/// A connection of a `Read` or the transaction of a `Write`.
pub(super) enum Link {
    Idle,
    Sqlite(sqlite::Lent),
    Postgres(PoolConnection<Postgres>),
    SqliteWrite(sqlite::Transaction),
    PostgresWrite(Transaction<'static, Postgres>),
}

impl Link {
    pub(super) async fn fetch(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        match self {
            Link::Sqlite(connection) => sqlite_rows(connection, sql, values),
            Link::SqliteWrite(tx) => sqlite_rows(tx.link(), sql, values),
            Link::Postgres(connection) => postgres_rows(connection, sql, values).await,
            Link::PostgresWrite(tx) => postgres_rows(tx, sql, values).await,
            Link::Idle => Err(no_transaction()),
        }
    }

    pub(super) async fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, Fault> {
        match self {
            Link::SqliteWrite(tx) => tx.link().execute(sql, values),
            Link::PostgresWrite(tx) => {
                let query = sqlx::query_with(sql, postgres_arguments(values).map_err(fault)?);
                Ok(query.execute(&mut **tx).await.map_err(fault)?.rows_affected())
            }
            Link::Idle | Link::Sqlite(_) | Link::Postgres(_) => Err(no_transaction()),
        }
    }

    /// Throws a connection away instead of giving it back.
    pub(super) fn discard(&mut self) {
        match self {
            Link::Postgres(connection) => connection.close_on_drop(),
            Link::Idle | Link::Sqlite(_) | Link::SqliteWrite(_) | Link::PostgresWrite(_) => {}
        }
        *self = Link::Idle;
    }
}

fn sqlite_rows(connection: &sqlite::Lent, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
    Ok(connection.fetch(sql, values)?.into_iter().map(Row::Sqlite).collect())
}

async fn postgres_rows(
    connection: &mut sqlx::PgConnection,
    sql: &'static str,
    values: &[Value],
) -> Result<Vec<Row>, Fault> {
    let query = sqlx::query_with(sql, postgres_arguments(values).map_err(fault)?);
    let rows = query.fetch_all(connection).await.map_err(fault)?;
    Ok(rows.into_iter().map(Row::Postgres).collect())
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
pub(in crate::store) enum Row {
    Sqlite(sqlite::Row),
    Postgres(PgRow),
}

impl Row {
    /// A column as a field of a row struct.
    pub(in crate::store) fn get<T: Field>(&self, column: &str) -> Result<T, Fault> {
        T::field(self, column)
    }

    /// A column as one of the types that both databases know; `None` where it is null.
    pub(in crate::store) fn plain<T>(&self, column: &str) -> Result<Option<T>, Fault>
    where
        T: sqlite::FromCell + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        use sqlx::Row as _;
        match self {
            Row::Sqlite(row) => row.plain(column),
            Row::Postgres(row) => row.try_get(column).map_err(fault),
        }
    }
}

/// A connection that is gone: the server restarted, the network broke.
pub(super) fn is_dead(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        // 57P01 to 57P03: shutting down, crashed, starting up; 08…: connection exceptions.
        sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| code.starts_with("57P0") || code.starts_with("08"))
        }
        _ => false,
    }
}

/// What an error of PostgreSQL's driver means for whoever waits for the answer.
pub(super) fn fault(error: sqlx::Error) -> Fault {
    match &error {
        sqlx::Error::PoolTimedOut => Fault::Busy { retry_after_seconds: 2 },
        sqlx::Error::Database(inner) => match inner.code().as_deref() {
            // A deadlock or a conflict, of which this side was chosen to give way.
            Some("40001" | "40P01") => Fault::Contended,
            // A lock was not given in time.
            Some("55P03") => Fault::Busy { retry_after_seconds: 2 },
            _ => Fault::Postgres(error),
        },
        _ => Fault::Postgres(error),
    }
}

pub(super) fn no_transaction() -> Fault {
    Fault::broken("a statement was run outside of its connection")
}
