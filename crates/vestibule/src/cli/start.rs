//! From settings to an app that can serve: database, keys, hashing threads, the way out for mail.
//!
//! Refuses rather than serves wrongly, and each refusal says what to do. Tests and the demo build their app
//! with the same [`build`], with another clock and transport. Never in here: listening, jobs.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use data_encoding::HEXLOWER;
use proofs::passkey::Site;
use proofs::secret::Sealer;

use super::key_file;
use crate::app::{App, Clock, Counts, Shared, random};
use crate::config::{MailSettings, Settings};
use crate::fault::Fault;
use crate::hash_pool::HashPool;
use crate::mail::Transport;
use crate::mail::smtp::{self, Security, Smtp};
use crate::outside::fetch::Fetch;
use crate::outside::names::Names;
use crate::store::{DatabaseUrl, Store, meta, organization};

/// The longest that the line in front of the hashing threads may be.
const HASH_QUEUE: usize = 400;
/// Where the database says whether it belongs to a demo.
pub const KIND: &str = "kind";
/// Where the database says which keys it was used with: a hash that only they make.
const KEY_CHECK: &str = "key_check";
/// Where the database says since when it exists.
const CREATED_AT: &str = "created_at";

/// What an app is built of.
pub struct Parts {
    /// What was set.
    pub settings: Settings,
    /// The time.
    pub clock: Clock,
    /// How mail leaves; `None` for the mail server in the settings.
    pub transport: Option<Transport>,
    /// The side door is open, and the database is one for play.
    pub demo: bool,
    /// Who is asked for the texts of a domain; `None` for the name servers in the settings.
    pub names: Option<Names>,
    /// Something is only looked up: a demo's database will do as well, because nobody is let in.
    pub only_looks: bool,
    /// Go on with new keys although the database was used with others.
    pub accept_lost_keys: bool,
}

impl Parts {
    /// The real thing.
    pub fn real(settings: Settings) -> Parts {
        Parts {
            settings,
            clock: Clock::real(),
            transport: None,
            demo: false,
            names: None,
            only_looks: false,
            accept_lost_keys: false,
        }
    }
}

/// The real thing, from settings.
pub async fn start(settings: Settings) -> Result<Shared, Fault> {
    build(Parts::real(settings)).await
}

/// Opens and migrates the database, reads or makes the keys, and puts the parts together.
pub async fn build(parts: Parts) -> Result<Shared, Fault> {
    let Parts { settings, clock, transport, demo, names, only_looks, accept_lost_keys } = parts;
    // What can be told without touching the disk comes first.
    let transport = match transport {
        Some(transport) => transport,
        None => Transport::Smtp(Arc::new(Smtp::new(mail_server(&settings))?)),
    };
    let refused_passwords = match &settings.password_list {
        Some(path) => read_passwords(path)?,
        None => HashSet::new(),
    };
    let store = Store::open(&DatabaseUrl::parse(&settings.database)?).await?;
    if demo && store.holds_others_tables().await? {
        return Err(Fault::broken(
            "this database holds tables of something else, and a demo begins in an empty one; make one and name it",
        ));
    }
    store.migrate().await?;
    let of_a_demo = only_looks && meta::find(&mut store.read(), KIND).await?.as_deref() == Some("demo");
    settle_kind(&store, demo || of_a_demo, &clock).await?;
    let sealer = unlock(&store, &settings.key_file, accept_lost_keys).await?;
    let hash_pool = HashPool::new(threads(&settings), HASH_QUEUE)
        .map_err(|error| Fault::broken(format!("the hashing threads do not start: {error}")))?;
    let counts = Counts::default();
    let fetch = Fetch::new(settings.sso_private_network);
    let names = names.unwrap_or_else(|| Names::World(settings.dns.clone()));
    let passkeys = Site::at(&settings.base_url, &settings.product);
    Ok(Arc::new(App {
        passkeys,
        fetch,
        names,
        store,
        sealer,
        hash_pool,
        clock,
        transport,
        settings,
        refused_passwords,
        demo,
        counts,
    }))
}

/// A database for play is never served as a real one, nor the other way round.
async fn settle_kind(store: &Store, demo: bool, clock: &Clock) -> Result<(), Fault> {
    let wanted = if demo { "demo" } else { "real" };
    let mut write = store.write().await?;
    if meta::add(&mut write, KIND, wanted).await? {
        meta::add(&mut write, CREATED_AT, &crate::when::rfc3339(clock.now())).await?;
        return write.commit().await;
    }
    let kind = meta::find(&mut write, KIND).await?;
    match (kind.as_deref() == Some(wanted), demo) {
        (true, _) => Ok(()),
        (false, false) => Err(Fault::broken(
            "this database belongs to a demo, whose passwords everybody knows; set `database` to another one",
        )),
        (false, true) => Err(Fault::broken(
            "this database is a real one, and the demo would let everybody in; give it another --data-dir or --database",
        )),
    }
}

/// Reads or makes the keys, and holds them against the database.
async fn unlock(store: &Store, path: &Path, accept_lost_keys: bool) -> Result<Sealer, Fault> {
    let known = meta::find(&mut store.read(), KEY_CHECK).await?;
    let used = !organization::any_list(&mut store.read(), "", 1).await?.is_empty();
    let ring = match key_file::read(path)? {
        Some(ring) => ring,
        None if used && !accept_lost_keys => return Err(Fault::broken(keys_missing(path))),
        None => key_file::make(path, random())?,
    };
    let sealer = Sealer::new(ring);
    let check = check_of(&sealer);
    match known {
        Some(known) if known == check => return Ok(sealer),
        Some(_) if used && !accept_lost_keys => return Err(Fault::broken(keys_differ(path))),
        Some(_) | None => {}
    }
    let mut write = store.write().await?;
    meta::set(&mut write, KEY_CHECK, &check).await?;
    write.commit().await?;
    Ok(sealer)
}

/// Says of the oldest key which one it is, and nothing else about it.
fn check_of(sealer: &Sealer) -> String {
    HEXLOWER.encode(&sealer.keyed_hash("key check", b"")[..16])
}

/// Whether the database was last served with these keys; `None` where it was never served.
pub async fn keys_fit(store: &Store, sealer: &Sealer) -> Result<Option<bool>, Fault> {
    let known = meta::find(&mut store.read(), KEY_CHECK).await?;
    Ok(known.map(|known| known == check_of(sealer)))
}

const LOST: &str = "put back the backup of the key file. If there is none, start once with \
    --accept-lost-keys: authenticator apps then cannot be checked any more and have to be set up again \
    (passwords and recovery codes go on working), and letters that wait are not sent";

fn keys_missing(path: &Path) -> String {
    format!(
        "the key file {} is missing, and the database was used with one (`vestibule keys check` says more); {LOST}",
        path.display()
    )
}

fn keys_differ(path: &Path) -> String {
    format!(
        "the key file {} is not the one that this database was used with (`vestibule keys check` says more); {LOST}",
        path.display()
    )
}

/// The mail server as it is set.
pub fn mail_server(settings: &Settings) -> smtp::Settings {
    let MailSettings { host, port, security, username, password, timeout_seconds, .. } =
        settings.mail.clone();
    let security = match security.as_str() {
        "tls" => Security::Tls,
        "none" => Security::None,
        // The configuration takes no fourth word.
        _starttls => Security::StartTls,
    };
    smtp::Settings {
        host,
        port,
        security,
        username,
        password,
        authority_pem: None,
        greeting: host_of(&settings.base_url).to_owned(),
        timeout: Duration::from_secs(timeout_seconds),
    }
}

/// The name in an address, without scheme and port.
pub fn host_of(base_url: &str) -> &str {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inside, _)) => inside,
        None => rest.split(':').next().unwrap_or(rest),
    }
}

/// One password a line. Compared without regard to capitals, like those that are refused anyway.
fn read_passwords(path: &Path) -> Result<HashSet<String>, Fault> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let path = path.display();
        Fault::broken(format!(
            "the list of passwords {path} cannot be read ({error}); correct `password_list`"
        ))
    })?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_lowercase).collect())
}

/// How many things this machine can do at once; one where it does not say.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn threads(settings: &Settings) -> usize {
    match settings.hash_threads {
        0 => cores(),
        count => count,
    }
}
