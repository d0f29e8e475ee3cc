//! One connection and what goes over it: a statement with its binds, rows, and what errors mean.
//!
//! When a connection is taken and given back is in `engine.rs`.

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Acquire, Arguments, Decode, Postgres, Sqlite, Transaction, Type};

use crate::fault::Fault;
use crate::store::value::{Field, Value};

/// A connection of a `Read` or the transaction of a `Write`.
pub(super) enum Link {
    Idle,
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PostgresWrite(Transaction<'static, Postgres>),
}

impl Link {
    pub(super) async fn fetch(
        &mut self,
        sql: &'static str,
        values: &[Value],
    ) -> Result<Vec<Row>, sqlx::Error> {
        match self {
            Link::Sqlite(connection) => sqlite_rows(connection, sql, values).await,
            Link::SqliteWrite(tx) => sqlite_rows(tx, sql, values).await,
            Link::Postgres(connection) => postgres_rows(connection, sql, values).await,
            Link::PostgresWrite(tx) => postgres_rows(tx, sql, values).await,
            Link::Idle => Err(no_transaction()),
        }
    }

    pub(super) async fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, sqlx::Error> {
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

    /// Runs a statement whose failure leaves the transaction as it was before it.
    pub(super) async fn try_execute(
        &mut self,
        sql: &'static str,
        values: &[Value],
    ) -> Result<(), sqlx::Error> {
        let Link::PostgresWrite(tx) = self else {
            // SQLite takes back the one statement and no more.
            return self.execute(sql, values).await.map(drop);
        };
        // PostgreSQL gives up everything since the last savepoint; dropped without commit, this one goes back.
        let mut inner = tx.begin().await?;
        sqlx::query_with(sql, postgres_arguments(values)?).execute(&mut *inner).await?;
        inner.commit().await
    }

    /// Throws a connection away instead of giving it back.
    pub(super) fn discard(&mut self) {
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
pub(in crate::store) enum Row {
    Sqlite(SqliteRow),
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
pub(super) fn is_dead(error: &sqlx::Error) -> bool {
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
pub(super) fn fault(error: sqlx::Error) -> Fault {
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

pub(super) fn no_transaction() -> sqlx::Error {
    sqlx::Error::Protocol("a statement was run outside of its connection".to_owned())
}
