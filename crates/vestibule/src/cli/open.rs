//! Opens an installation for one command: the app, the word to others that somebody works with the keys, and
//! who the operator is to the flows.
//!
//! Never in here: what a command does.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use rules::people::ActorSecond;

use super::key_file::Presence;
use super::start::{self, Parts};
use crate::app::{App, Shared};
use crate::config::Settings;
use crate::fault::Fault;
use crate::flows::Actor;
use crate::store::{DatabaseUrl, Kind};
use crate::visit::Visit;

/// An app for one command, and the word to others that somebody works with the keys.
pub struct Open {
    /// The app.
    pub app: Shared,
    _presence: Presence,
}

impl Open {
    /// Opens what is there. A mistyped path must not look like an empty installation, so only those that
    /// begin one make the database.
    pub async fn new(settings: Settings, makes: bool) -> Result<Open, Fault> {
        Open::with(Parts::real(settings), makes).await
    }

    /// The same in order to look something up, and nothing else.
    pub async fn to_look(settings: Settings) -> Result<Open, Fault> {
        Open::with(Parts { only_looks: true, ..Parts::real(settings) }, false).await
    }

    async fn with(parts: Parts, makes: bool) -> Result<Open, Fault> {
        let settings = &parts.settings;
        if !makes && let Some(path) = missing_file(settings) {
            return Err(Fault::broken(format!(
                "there is no database at {path}; correct `database`, or make one with `vestibule migrate`"
            )));
        }
        let Some(presence) = Presence::share(&settings.key_file)? else {
            return Err(Fault::broken(
                "the keys are being changed or a backup is being restored; try again then",
            ));
        };
        Ok(Open { app: start::build(parts).await?, _presence: presence })
    }
}

/// The file of a SQLite database that does not exist.
pub fn missing_file(settings: &Settings) -> Option<String> {
    let path = sqlite_path(settings)?;
    (!path.exists()).then(|| path.display().to_string())
}

/// Where the SQLite database is; `None` for PostgreSQL and for what is no address.
pub fn sqlite_path(settings: &Settings) -> Option<PathBuf> {
    let url = DatabaseUrl::parse(&settings.database).ok().filter(|url| url.kind() == Kind::Sqlite)?;
    url.to_string().strip_prefix("sqlite:").map(PathBuf::from)
}

/// The operator's visit: from this machine, at the command line.
pub fn visit(app: &App) -> Visit {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    Visit::without_browser(app.now(), here, "The command line".to_owned(), app.new_id())
}

/// The operator acts in the product's name.
pub fn operator(app: &App) -> Actor {
    Actor { id: None, name: app.settings.product.clone(), support: false, second: ActorSecond::None }
}
