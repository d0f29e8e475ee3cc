//! How connections are opened and set: the engine's front gate, and the copying of a SQLite file.
//!
//! Nothing runs a statement of the house here; that is in `engine.rs`.

use std::path::Path;
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, Executor, Postgres};

use super::{Pools, fault, sqlite};
use crate::fault::Fault;

/// How long a request waits for a connection before it is told to come back.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
const POSTGRES_CONNECTIONS: u32 = 8;
/// More than there are statements, so that each is prepared once per connection.
pub(super) const STATEMENTS_CACHED: usize = 600;

/// One writer and a few readers on one file.
pub(super) fn sqlite(path: &Path) -> Result<Pools, Fault> {
    make_private_file(path)?;
    Ok(Pools::Sqlite(sqlite::Pools::open(path)?))
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

/// Writers and readers on one server.
pub(super) async fn postgres(options: &PgConnectOptions) -> Result<Pools, Fault> {
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
        let url = crate::store::url::without_password(&options);
        Fault::broken(format!("PostgreSQL at {url} cannot be used: {error}"))
    })?;
    first.close().await.map_err(fault)?;
    // Who waits longer than this for a row is told to come back instead of piling up behind it.
    let write = pool("set lock_timeout = '5s'").connect_with(options.clone()).await.map_err(fault)?;
    // A reader that writes is a bug; PostgreSQL refuses it.
    let read = pool("set default_transaction_read_only = on").connect_with(options).await.map_err(fault)?;
    Ok(Pools::Postgres { read, write })
}

/// Copies the file as it is at one moment into a new one.
pub(super) async fn copy_sqlite(from: &Path, path: &Path) -> Result<(), Fault> {
    if path.exists() {
        return Err(Fault::broken(format!("the file {} exists already; nothing was copied", path.display())));
    }
    make_private_file(path)?;
    let Some(name) = path.to_str() else {
        return Err(Fault::broken("the name of the backup is not UTF-8"));
    };
    let (from, to) = (from.to_owned(), name.to_owned());
    let copied = tokio::task::spawn_blocking(move || sqlite::copy(&from, &to)).await;
    copied.map_err(|error| Fault::broken(format!("the backup was cut off: {error}")))??;
    std::fs::File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|error| Fault::broken(format!("the backup {} was not kept: {error}", path.display())))
}
