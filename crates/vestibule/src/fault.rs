//! Something on our side broke. The only `Err` in this crate: `?` always means *we* broke.
//!
//! A fault is never shown to a person; the edge prints it once, with a reference. What the person did
//! wrong is a `Cause`, a `Flaw` or a form error, and none of those is a fault.

use std::fmt;

/// What broke, for the operator's log.
#[derive(Debug)]
pub enum Fault {
    /// PostgreSQL did not do what was asked of it.
    Postgres(sqlx::Error),
    /// SQLite did not.
    Sqlite(rusqlite::Error),
    /// Too much is going on to take this on now; come back after so many seconds.
    Busy {
        /// When it is worth coming back.
        retry_after_seconds: u32,
    },
    /// The subject changed under us more often than we are willing to try again.
    Contended,
    /// Anything else, in words for the operator.
    Broken(String),
}

impl Fault {
    /// A fault in words for the operator.
    pub fn broken(words: impl Into<String>) -> Fault {
        Fault::Broken(words.into())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Postgres(error) => write!(out, "the database: {error}"),
            Fault::Sqlite(error) => write!(out, "the database: {error}"),
            Fault::Busy { retry_after_seconds } => write!(out, "busy for about {retry_after_seconds} s"),
            Fault::Contended => write!(out, "the same account was changed by too many at once"),
            Fault::Broken(words) => out.write_str(words),
        }
    }
}

impl std::error::Error for Fault {}
