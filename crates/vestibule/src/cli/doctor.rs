//! `vestibule doctor`: looks at what operators get wrong, and names for each fault the remedy.
//!
//! It looks and changes nothing: no database and no key file comes from it, no mail is sent. Where to go next:
//! docs/operate.md, which says more about each remedy.

use std::fmt::Write;
use std::time::Duration;

use proofs::secret::Sealer;
use rules::{Instant, Span};
use serde::Serialize;

use super::{Said, key_file, missing_file, start};
use crate::app::{Clock, random};
use crate::config::{Settings, Unworkable};
use crate::fault::Fault;
use crate::hash_pool::{HashPool, SourceKey};
use crate::jobs::reseal;
use crate::mail::smtp::Smtp;
use crate::store::{DatabaseUrl, Store, audit, meta, outbox};
use crate::when;

/// A letter that waits longer than this waits for something.
const LETTER_WAITS: Span = Span::minutes(15);
/// A hash that takes longer makes people wait at the door.
const HASH_SLOW: Span = Span(500_000);
/// Before this day nobody had this program.
const FIRST_DAY: Instant = Instant(1_735_689_600_000_000);
/// How far clocks may be apart.
const SKEW: Span = Span::minutes(1);

/// What was looked at, how it is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// `ok`, `note` or `fault`.
    pub state: &'static str,
    /// How it is.
    pub said: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

fn ok(check: &'static str, said: impl Into<String>) -> Finding {
    Finding { check, state: "ok", said: said.into(), remedy: None }
}

fn note(check: &'static str, said: impl Into<String>, remedy: impl Into<String>) -> Finding {
    Finding { check, state: "note", said: said.into(), remedy: Some(remedy.into()) }
}

fn fault(check: &'static str, said: impl Into<String>, remedy: impl Into<String>) -> Finding {
    Finding { check, state: "fault", said: said.into(), remedy: Some(remedy.into()) }
}

/// Where the settings themselves cannot work there is nothing more to look at.
pub fn of_unworkable(unworkable: &Unworkable, json: bool) -> Said {
    printed(&[fault("configuration", unworkable.place.clone(), unworkable.remedy.clone())], json)
}

/// Looks at everything.
pub async fn run(settings: &Settings, json: bool) -> Result<Said, Fault> {
    Ok(printed(&examine(settings).await, json))
}

/// Everything there is to find.
pub async fn examine(settings: &Settings) -> Vec<Finding> {
    let mut all = vec![ok("configuration", "understood")];
    let sealer = keys(settings, &mut all);
    match opened(settings).await {
        Ok(store) => {
            database(&store, &mut all).await;
            if let Some(sealer) = sealer {
                all.push(or_fault("keys", sealed(&store, &sealer, settings).await));
            }
            all.push(or_fault("outbox", waiting(&store).await));
            all.push(or_fault("clock", clock(&store).await));
            store.close().await;
        }
        Err(finding) => all.push(finding),
    }
    all.push(proxies(settings));
    all.push(name(settings).await);
    all.push(door(settings).await);
    all.push(mail(settings).await);
    all.push(hashing().await);
    all
}

fn or_fault(check: &'static str, found: Result<Finding, Fault>) -> Finding {
    found
        .unwrap_or_else(|broken| fault(check, broken.to_string(), "run `vestibule migrate`, then look again"))
}

fn printed(all: &[Finding], json: bool) -> Said {
    let well = all.iter().all(|finding| finding.state != "fault");
    let text = if json {
        serde_json::to_string_pretty(all).unwrap_or_default()
    } else {
        let mut text = String::new();
        for Finding { check, state, said, remedy } in all {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{state:<6} {check:<14} {said}");
            if let Some(remedy) = remedy {
                let _ = writeln!(text, "{:21} → {remedy}", "");
            }
        }
        text
    };
    if well { Said::Done(text) } else { Said::Unwell(text) }
}

/// The key file itself; the keys in it, if they can be read.
fn keys(settings: &Settings, all: &mut Vec<Finding>) -> Option<Sealer> {
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

async fn opened(settings: &Settings) -> Result<Store, Finding> {
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

async fn database(store: &Store, all: &mut Vec<Finding>) {
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

async fn sealed(store: &Store, sealer: &Sealer, settings: &Settings) -> Result<Finding, Fault> {
    let fit = start::keys_fit(store, sealer).await?;
    let (factors, letters) = reseal::look(store, sealer).await?;
    let path = settings.key_file.display();
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
            format!("{} authenticators cannot be opened by any key", factors.unreadable),
            "put the lost key's line back into the key file; until then recovery codes work, and admins can help",
        ));
    }
    if factors.older + letters.older > 0 {
        let remedy = "stop Vestibule, run `vestibule keys rotate`, start it again";
        return Ok(note("keys", "a rotation was begun and not finished; everything is readable", remedy));
    }
    Ok(ok("keys", format!("{} authenticators and {} parts of letters open", factors.newest, letters.newest)))
}

async fn waiting(store: &Store) -> Result<Finding, Fault> {
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
async fn clock(store: &Store) -> Result<Finding, Fault> {
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

/// TLS ends at a proxy, and without its word all visitors seem to come from one place.
fn proxies(settings: &Settings) -> Finding {
    let https = settings.base_url.starts_with("https://");
    match (https, settings.trusted_proxies.is_empty()) {
        (true, true) => fault(
            "proxy",
            "no proxy is trusted, so that all visitors seem to come from one network and share its limits",
            "set trusted_proxies to the address from which your proxy connects, like \"127.0.0.1\"",
        ),
        (true, false) if !settings.listen.ip().is_loopback() => note(
            "proxy",
            format!("connections are taken on {}, from other machines too", settings.listen),
            "see that only the proxy can reach it; set listen to 127.0.0.1 where the proxy is on this machine",
        ),
        (true, false) => ok("proxy", "its word about visitors' addresses is taken"),
        (false, _) => {
            note("proxy", format!("{} works on this machine only", settings.base_url), "fine for trying")
        }
    }
}

async fn name(settings: &Settings) -> Finding {
    let host = start::host_of(&settings.base_url);
    let looked_up = tokio::time::timeout(Duration::from_secs(5), tokio::net::lookup_host((host, 443))).await;
    match looked_up.map(|found| found.is_ok_and(|mut all| all.next().is_some())) {
        Ok(true) => ok("base URL", format!("{host} is known to DNS")),
        _unknown => note(
            "base URL",
            format!("{host} is not known to DNS on this machine"),
            "mailed links begin with base_url: see that people's machines know it",
        ),
    }
}

async fn door(settings: &Settings) -> Finding {
    let connecting = tokio::net::TcpStream::connect(settings.listen);
    match tokio::time::timeout(Duration::from_secs(2), connecting).await {
        Ok(Ok(_)) => ok("door", format!("somebody takes connections on {}", settings.listen)),
        _nobody => {
            note("door", format!("nobody takes connections on {}", settings.listen), "vestibule serve")
        }
    }
}

async fn mail(settings: &Settings) -> Finding {
    let server = format!("{}:{}", settings.mail.host, settings.mail.port);
    let tried = match Smtp::new(start::mail_server(settings)) {
        Ok(smtp) => smtp.try_out().await,
        Err(broken) => Err(broken.to_string()),
    };
    match tried {
        Ok(()) => ok("mail", format!("{server} greets us and lets us in")),
        Err(words) => fault(
            "mail",
            format!("{server}: {words}"),
            "correct mail.host, mail.port, mail.security, mail.username or mail.password; letters wait meanwhile",
        ),
    }
}

async fn hashing() -> Finding {
    let clock = Clock::real();
    let Ok(pool) = HashPool::new(1, 4) else {
        return fault("hashing", "no thread starts", "raise the limit on threads");
    };
    // The first one fetches its memory.
    let _ = pool.hash(SourceKey(0), "doctor", random()).await;
    let begun = clock.now();
    let done = pool.hash(SourceKey(0), "doctor", random()).await;
    let took = clock.now().since(begun);
    let said = format!("one password takes {} ms", took.0 / 1000);
    match done {
        Ok(_) if took < HASH_SLOW => ok("hashing", said),
        Ok(_) | Err(_) => fault("hashing", said, "give the machine faster or less busy cores"),
    }
}
