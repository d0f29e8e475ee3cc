//! Where the database is: `sqlite:/var/lib/vestibule/vestibule.db` or `postgres://user@host/name`.
//!
//! Parsed once, at the start. A password in it is never printed: `Display` and `Debug` leave it out.
//! What a connection is set to is in `engine.rs`.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::fault::Fault;

/// Which of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One file, one process.
    Sqlite,
    /// A server, any number of processes.
    Postgres,
}

impl Kind {
    /// The word for logs and `doctor`.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Sqlite => "sqlite",
            Kind::Postgres => "postgres",
        }
    }
}

/// A database address that was understood.
#[derive(Clone)]
pub struct DatabaseUrl(pub(super) Place);

#[derive(Clone)]
pub(super) enum Place {
    Sqlite(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

impl DatabaseUrl {
    /// Understands `sqlite:PATH` and `postgres://…`; anything else is a fault that says what to write.
    /// PostgreSQL elsewhere than on this machine is spoken to over TLS unless the address says
    /// `sslmode=…` itself (ASVS 5.0 12.3.1).
    pub fn parse(url: &str) -> Result<DatabaseUrl, Fault> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.starts_with(':') || path.contains('?') {
                return Err(Fault::broken(
                    "the database address names no file: write sqlite:/var/lib/vestibule/vestibule.db",
                ));
            }
            return Ok(DatabaseUrl::file(path));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url).map_err(|error| {
                Fault::broken(format!("the PostgreSQL address is not understood: {error}"))
            })?;
            return Ok(DatabaseUrl(Place::Postgres(Box::new(with_tls(options, url)))));
        }
        Err(Fault::broken(
            "the database address must begin with sqlite: or postgres://, \
             such as sqlite:/var/lib/vestibule/vestibule.db",
        ))
    }

    /// A SQLite file.
    pub fn file(path: impl AsRef<Path>) -> DatabaseUrl {
        DatabaseUrl(Place::Sqlite(path.as_ref().to_owned()))
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        match self.0 {
            Place::Sqlite(_) => Kind::Sqlite,
            Place::Postgres(_) => Kind::Postgres,
        }
    }
}

/// TLS is demanded unless the address says otherwise or the server is on this machine.
fn with_tls(options: PgConnectOptions, url: &str) -> PgConnectOptions {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let said = query.split('&').any(|pair| pair.starts_with("sslmode=") || pair.starts_with("ssl-mode="));
    if said {
        return options;
    }
    let host = options.get_host();
    let loopback = host == "localhost"
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let here = options.get_socket().is_some() || host.starts_with('/') || loopback;
    options.ssl_mode(if here { PgSslMode::Prefer } else { PgSslMode::Require })
}

/// The address of a PostgreSQL server without its password.
pub(super) fn without_password(options: &PgConnectOptions) -> String {
    let name = options.get_database().unwrap_or(options.get_username());
    match options.get_socket() {
        Some(socket) => format!(
            "postgres:///{name}?host={}&port={}&user={}",
            socket.display(),
            options.get_port(),
            options.get_username()
        ),
        None => format!(
            "postgres://{}@{}:{}/{name}",
            options.get_username(),
            options.get_host(),
            options.get_port()
        ),
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Sqlite(path) => write!(out, "sqlite:{}", path.display()),
            Place::Postgres(options) => out.write_str(&without_password(options)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
