//! What the doctor finds on our side of the door: keys, database, what waits, the clock.
//!
//! Looks and changes nothing. Where to go next: `around.rs`.

use proofs::passkey::Site;
use proofs::secret::Sealer;
use rules::{Instant, Span};

use super::{Finding, fault, note, ok};
use crate::app::Clock;
use crate::cli::{key_file, open::missing_file, start};
use crate::config::Settings;
use crate::fault::Fault;
use crate::jobs::reseal;
use crate::store::{DatabaseUrl, Store, audit, factor, meta, organization, outbox};
use crate::when;

/// A letter that waits longer than this waits for something.
const LETTER_WAITS: Span = Span::minutes(15);
/// Before this day nobody had this program.
const FIRST_DAY: Instant = Instant(1_735_689_600_000_000);
/// How far clocks may be apart.
const SKEW: Span = Span::minutes(1);

/// The key file itself; the keys in it, if they can be read.
pub(super) fn keys(settings: &Settings, all: &mut Vec<Finding>) -> Option<Sealer> {
    let path = settings.key_file.display();
    match key_file::read(&settings.key_file) {
        Err(broken) => all.push(fault("key file", broken.to_string(), "put back its backup")),
        Ok(None) => all.push(note(
            "key file",
            format!("there is no {path}"),
            "right for a new database, for which `vestibule serve` makes it; else put back its backup",
        )),
        Ok(Some(ring)) => {
            all.push(match key_file::open_to_others(&settings.key_file) {
                Some(mode) => fault(
                    "key file",
                    format!("{path} can be used by others (mode {mode:o})"),
                    format!("chmod 600 {path}"),
                ),
                None => ok("key file", format!("{path} is readable, for its owner only")),
            });
            return Some(Sealer::new(ring));
        }
    }
    None
}

pub(super) async fn opened(settings: &Settings) -> Result<Store, Finding> {
    if let Some(path) = missing_file(settings) {
        let remedy = "correct `database`, or make it with `vestibule migrate`";
        return Err(fault("database", format!("there is none at {path}"), remedy));
    }
    let store = match DatabaseUrl::parse(&settings.database) {
        Ok(url) => Store::open(&url).await,
        Err(broken) => Err(broken),
    };
    store.map_err(|broken| {
        fault("database", broken.to_string(), "start the database, or correct `database` and its rights")
    })
}

pub(super) async fn database(store: &Store, all: &mut Vec<Finding>) {
    all.push(match store.schema().await {
        Ok(schema) if schema.applied == schema.known => {
            let refused = store.list_unprepared().await;
            match refused.first() {
                None => ok("database", format!("{}, at step {}", store.kind().word(), schema.applied)),
                Some(first) => fault(
                    "database",
                    format!("its tables are not what they should be: {first}"),
                    "somebody changed them; put back a backup",
                ),
            }
        }
        Ok(schema) => fault(
            "database",
            format!("at step {} of {}", schema.applied, schema.known),
            "run `vestibule migrate` (`vestibule serve` does it too)",
        ),
        Err(broken) => fault("database", broken.to_string(), "use the version of Vestibule that fits it"),
    });
    match meta::find(&mut store.read(), start::KIND).await {
        Ok(kind) if kind.as_deref() == Some("demo") => all.push(fault(
            "database",
            "it belongs to a demo, whose passwords everybody knows",
            "set `database` to another one",
        )),
        // That it cannot be read has been said above.
        Ok(_) | Err(_) => {}
    }
}

/// What the keys open, or what their absence means for this database.
pub(super) async fn sealed(
    store: &Store,
    sealer: Option<&Sealer>,
    settings: &Settings,
) -> Result<Finding, Fault> {
    let path = settings.key_file.display();
    let Some(sealer) = sealer else {
        let used = !organization::any_list(&mut store.read(), "", 1).await?.is_empty();
        return Ok(if used {
            fault(
                "keys",
                format!("the database was used with keys, and {path} does not give them"),
                "put back its backup; if there is none, `vestibule serve` says what is lost and how to go on",
            )
        } else {
            ok("keys", "nothing is sealed yet")
        });
    };
    let fit = start::keys_fit(store, sealer).await?;
    let found = reseal::look(store, sealer).await?;
    let (factors, letters) = (found.factors, found.letters);
    if fit == Some(false) {
        return Ok(fault(
            "keys",
            format!("{path} is not the key file that this database was used with"),
            "put back the right one; `vestibule keys check` says what is lost without it",
        ));
    }
    if factors.unreadable > 0 {
        return Ok(fault(
            "keys",
            format!("authenticators that no key opens: {}", factors.unreadable),
            "put the lost key's line back into the key file. A lost encryption key costs authenticator apps only; \
             passkeys, recovery codes and admins bring everybody back",
        ));
    }
    if found.connections.unreadable > 0 {
        return Ok(fault(
            "keys",
            format!("sign-on secrets that no key opens: {}", found.connections.unreadable),
            "put the lost key's line back into the key file, or have those organizations' admins fill in new ones",
        ));
    }
    if found.older() > 0 {
        let remedy = "stop Vestibule, run `vestibule keys rotate`, start it again";
        return Ok(note("keys", "a rotation was begun and not finished; everything is readable", remedy));
    }
    Ok(ok("keys", format!("they open authenticators ({}) and letters ({})", factors.newest, letters.newest)))
}

/// Passkeys are made for one name and answer under no other.
pub(super) async fn passkeys(store: &Store, settings: &Settings) -> Result<Finding, Fault> {
    let site = Site::at(&settings.base_url, &settings.product);
    let name = site.as_ref().map_or("", Site::name);
    let found = factor::any_count_passkeys(&mut store.read(), name).await?;
    let remedy = "give base_url the name that they were made for; else their owners come in by password and code, and \
        make new ones in their accounts";
    Ok(match (&site, found.elsewhere) {
        (None, 0) => note(
            "passkeys",
            format!("{} has a number and no name, so that nobody can make one", settings.base_url),
            "give base_url a name",
        ),
        (_, 0) => ok("passkeys", format!("{} passkeys answer at {name}", found.passkeys)),
        (_, lost) => {
            fault("passkeys", format!("made for another name than ours, and useless: {lost}"), remedy)
        }
    })
}

pub(super) async fn waiting(store: &Store) -> Result<Finding, Fault> {
    let now = Clock::real().now();
    let depth = outbox::queue_depth(&mut store.read()).await?;
    let waits = depth.oldest_at.map_or(Span(0), |at| now.since(at));
    let said = match depth.count {
        0 => "no letter waits".to_owned(),
        count => format!("{count} letters wait, the oldest for {}", when::span(waits)),
    };
    Ok(if waits > LETTER_WAITS {
        let remedy = "see that `vestibule serve` runs and that the mail server takes mail (below)";
        fault("outbox", said, remedy)
    } else {
        ok("outbox", said)
    })
}

/// What was written before now must not be from later.
pub(super) async fn clock(store: &Store) -> Result<Finding, Fault> {
    let now = Clock::real().now();
    let newest = audit::any_list(&mut store.read(), 1, None).await?.first().map(|row| row.at);
    let remedy = "set the clock by NTP; codes from authenticator apps depend on it";
    Ok(match newest {
        _any if now < FIRST_DAY => fault("clock", format!("it says {}", when::rfc3339(now)), remedy),
        Some(at) if at > now.plus(SKEW) => {
            let ahead = when::span(at.since(now));
            fault("clock", format!("something in the database happened {ahead} from now"), remedy)
        }
        Some(_) | None => ok("clock", format!("it says {}", when::rfc3339(now))),
    })
}
