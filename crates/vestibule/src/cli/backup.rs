//! `vestibule migrate`, `backup` and `restore`.
//!
//! The key file is not in a backup, on purpose: who finds the one alone reads nothing that is sealed. Never in
//! here: how SQLite copies itself (`store`).

use std::fs;
use std::path::{Path, PathBuf};

use super::key_file::{self, Presence};
use super::open::sqlite_path;
use super::{Said, erase};
use crate::app::Clock;
use crate::config::Settings;
use crate::fault::Fault;
use crate::store::{DatabaseUrl, Store, meta};

/// Brings the database to the shape that this program knows.
pub async fn migrate(settings: &Settings) -> Result<Said, Fault> {
    let store = Store::open(&DatabaseUrl::parse(&settings.database)?).await?;
    let before = store.schema().await?;
    let after = store.migrate().await?;
    store.close().await;
    Ok(Said::Done(match after.applied - before.applied {
        0 => format!("The database is at step {} already.", after.applied),
        steps => format!("The database has taken {steps} steps and is at step {}.", after.applied),
    }))
}

/// Copies a SQLite database while it is in use.
pub async fn backup(settings: &Settings, file: &Path) -> Result<Said, Fault> {
    let url = DatabaseUrl::parse(&settings.database)?;
    if let Some(path) = sqlite_path(settings).filter(|path| !path.exists()) {
        let path = path.display();
        return Ok(Said::Refused(format!("there is no database at {path}; correct `database`")));
    }
    if file.exists() {
        let file = file.display();
        return Ok(Said::Refused(format!("{file} exists already and is left alone; name a new file")));
    }
    let store = Store::open(&url).await?;
    let copied = store.backup_to(file).await;
    store.close().await;
    copied?;
    Ok(Said::Done(format!(
        "The database is copied to {}.\nThe keys are not in it: keep a copy of {} in another place.",
        file.display(),
        settings.key_file.display()
    )))
}

/// Puts a backup of a SQLite database back.
pub async fn restore(settings: &Settings, file: &Path, force: bool) -> Result<Said, Fault> {
    let Some(target) = sqlite_path(settings) else {
        return Ok(Said::Refused(format!(
            "PostgreSQL restores itself: stop Vestibule, then run `pg_restore --clean --if-exists --dbname='{}' \
             '{}'`",
            DatabaseUrl::parse(&settings.database)?,
            file.display()
        )));
    };
    let Some(_alone) = Presence::alone(&settings.key_file)? else {
        return Ok(Said::Refused("Vestibule is running; stop it, then restore".to_owned()));
    };
    if target.exists() && !force {
        return Ok(Said::Refused(format!(
            "there is a database at {}; add --force to move it aside first",
            target.display()
        )));
    }
    if !file.is_file() {
        return Ok(Said::Refused(format!("there is no backup at {}", file.display())));
    }
    // Copied first, and looked at: what is there is moved only for something that works.
    let fresh = ending(&target, ".restoring");
    if let Err(fault) = copy(file, &fresh).await {
        remove_with_logs(&fresh);
        return Ok(Said::Refused(format!("{} is no backup of Vestibule: {fault}", file.display())));
    }
    let erased = match target.exists() {
        true => {
            erase::carry_over(&DatabaseUrl::file(&target), &DatabaseUrl::file(&fresh), Clock::real().now())
                .await
        }
        false => Ok(0),
    };
    let aside = move_aside(&target)?;
    for log in ["-wal", "-shm"] {
        let from = ending(&fresh, log);
        if from.exists() {
            fs::rename(&from, ending(&target, log))
                .map_err(|error| broken("put in place", &target, &error))?;
        }
    }
    fs::rename(&fresh, &target).map_err(|error| broken("put in place", &target, &error))?;
    key_file::keep_directory(&target)?;
    let moved = aside.map(|aside| format!(" What was there is now {}.", aside.display())).unwrap_or_default();
    let gone = match erased {
        Ok(0) => String::new(),
        Ok(_) => {
            "\nWhoever was erased since that backup is erased again when `vestibule serve` starts.".to_owned()
        }
        Err(fault) => format!(
            "\nWhoever was erased since that backup is back, because the database that was here does not tell who that \
             was ({fault}); `vestibule user erased --again FILE` takes a list from elsewhere."
        ),
    };
    Ok(Said::Done(format!("{} is in place.{moved}{gone}\nNext: vestibule doctor", target.display())))
}

/// Reads it to the end the way a backup is made, so that a damaged or foreign file is found out. Opening a
/// database writes beside it, so that is done with a copy: the backup may be on a medium that takes nothing.
async fn copy(from: &Path, to: &Path) -> Result<(), Fault> {
    let looked_at = ending(to, ".copy");
    remove_with_logs(&looked_at);
    remove_with_logs(to);
    fs::copy(from, &looked_at).map_err(|error| broken("copied", from, &error))?;
    fs::set_permissions(&looked_at, std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .map_err(|error| broken("made private", &looked_at, &error))?;
    let read = read_through(&looked_at, to).await;
    remove_with_logs(&looked_at);
    read
}

async fn read_through(from: &Path, to: &Path) -> Result<(), Fault> {
    let store = Store::open(&DatabaseUrl::file(from)).await?;
    let read = async {
        let kind = meta::find(&mut store.read(), super::start::KIND).await?;
        if kind.as_deref() != Some("real") {
            return Err(Fault::broken("it was never served as a real database"));
        }
        store.schema().await?;
        store.backup_to(to).await
    };
    let read = read.await;
    store.close().await;
    read
}

/// Moves a database and its logs to a name that says when.
fn move_aside(target: &Path) -> Result<Option<PathBuf>, Fault> {
    if !target.exists() {
        return Ok(None);
    }
    let stamp: String =
        crate::when::rfc3339(Clock::real().now()).chars().filter(char::is_ascii_digit).collect();
    let aside = ending(target, &format!(".before-{stamp}"));
    // The logs first: a database whose log was left behind would take in the wrong one.
    for log in ["-wal", "-shm", ""] {
        let from = ending(target, log);
        if from.exists() {
            fs::rename(&from, ending(&aside, log)).map_err(|error| broken("moved aside", &from, &error))?;
        }
    }
    Ok(Some(aside))
}

fn remove_with_logs(path: &Path) {
    for log in ["", "-wal", "-shm"] {
        // It may not be there; that is what is wanted.
        let _ = fs::remove_file(ending(path, log));
    }
}

fn broken(what: &str, path: &Path, error: &std::io::Error) -> Fault {
    Fault::broken(format!("{} cannot be {what}: {error}", path.display()))
}

fn ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
