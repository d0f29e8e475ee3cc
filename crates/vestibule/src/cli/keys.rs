//! `vestibule keys …`: shows which keys there are, checks what they open, adds one and seals anew with it.
//!
//! A rotation first adds the key to the file, in one step, and then seals row by row; the old keys stay. So it
//! can be killed anywhere, everything stays readable, and the same command finishes it. Never in here: a key.

use clap::Subcommand;
use proofs::secret::Sealer;

use super::Said;
use super::key_file::{self, Presence};
use super::open::missing_file;
use super::start;
use crate::app::random;
use crate::config::Settings;
use crate::fault::Fault;
use crate::jobs::reseal::{self, Found};
use crate::store::{DatabaseUrl, Store};

/// What to do with the keys.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Act {
    /// Show which keys there are, never the keys themselves
    Show,
    /// Try what is sealed in the database with the keys
    Check,
    /// Add a key and seal everything anew with it (stop Vestibule first)
    Rotate,
}

/// Does it.
pub async fn run(settings: Settings, act: Act) -> Result<Said, Fault> {
    match act {
        Act::Show => show(&settings),
        Act::Check => check(settings).await,
        Act::Rotate => rotate(settings).await,
    }
}

fn missing(settings: &Settings) -> Said {
    Said::Refused(format!(
        "there is no key file {}; correct `key_file`, or put back its backup (`vestibule serve` makes one for a \
         new database)",
        settings.key_file.display()
    ))
}

fn show(settings: &Settings) -> Result<Said, Fault> {
    let Some(ring) = key_file::read(&settings.key_file)? else { return Ok(missing(settings)) };
    let file = settings.key_file.display();
    // The ring's Debug prints the numbers of the keys and nothing else.
    Ok(Said::Done(format!("{file} holds the keys {ring:?}; number {} seals.", ring.active())))
}

async fn check(settings: Settings) -> Result<Said, Fault> {
    let Some(ring) = key_file::read(&settings.key_file)? else { return Ok(missing(&settings)) };
    if let Some(path) = missing_file(&settings) {
        return Ok(Said::Refused(format!("there is no database at {path}; correct `database`")));
    }
    let store = Store::open(&DatabaseUrl::parse(&settings.database)?).await?;
    let sealer = Sealer::new(ring);
    let fit = start::keys_fit(&store, &sealer).await?;
    let found = reseal::look(&store, &sealer).await?;
    store.close().await;
    let counts = [
        counted("authenticators", found.factors),
        counted("letters", found.letters),
        counted("sign-on secrets", found.connections),
    ];
    let text = counts.join("\n");
    Ok(if fit == Some(false) {
        Said::Unwell(format!("{text}\n{} {LOST}", settings.key_file.display()))
    } else if found.factors.unreadable + found.connections.unreadable > 0 {
        Said::Unwell(format!("{text}\n{UNREADABLE}"))
    } else {
        Said::Done(text)
    })
}

const LOST: &str = "is not the key file that this database was used with. Put back the right one. What is lost \
    without it: authenticator apps have to be set up again, letters that wait are not sent, and wrong guesses are \
    counted anew. Passwords and recovery codes do not depend on it";
const UNREADABLE: &str = "Whoever has only an unreadable authenticator gets in with a recovery code, or with an \
    admin's help, and sets up a new one. A sign-on secret that no key opens is made anew at the provider. Should the lost key turn up, put its line back into the key file";

fn counted(what: &str, found: Found) -> String {
    format!(
        "{what}: {} under the newest key, {} under older ones, {} that no key opens",
        found.newest, found.older, found.unreadable
    )
}

/// Adds a key unless an earlier rotation is unfinished, and seals everything anew.
pub async fn rotate(settings: Settings) -> Result<Said, Fault> {
    // A process that read the file before would not open what is sealed from now on.
    let Some(alone) = Presence::alone(&settings.key_file)? else {
        return Ok(Said::Refused(
            "Vestibule is running and would not open what a new key seals; stop it, rotate, start it again"
                .to_owned(),
        ));
    };
    let Some(mut ring) = key_file::read(&settings.key_file)? else { return Ok(missing(&settings)) };
    let path = settings.key_file.clone();
    let app = start::start(settings.clone()).await?;
    let unfinished = reseal::look(&app.store, &app.sealer).await?.older() > 0;
    let app = if unfinished {
        app
    } else {
        ring.add_key(random());
        key_file::replace(&path, &ring)?;
        app.store.close().await;
        start::start(settings).await?
    };
    let found = reseal::all(&app.store, &app.sealer).await?;
    app.store.close().await;
    drop(alone);
    let begun = if unfinished { "A rotation begun earlier is finished: key" } else { "Key" };
    Ok(Said::Done(format!(
        "{begun} {} seals from now on. Sealed anew: {} authenticators, {} parts of letters, {} sign-on secrets.\n\
         Copy {} to where its backup is; the older keys in it are still needed.",
        ring.active(),
        found.factors.older,
        found.letters.older,
        found.connections.older,
        path.display()
    )))
}
