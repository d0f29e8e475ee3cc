//! `vestibule demo`: everything in one process with nothing to set up, for who wants to look at it.
//!
//! On this machine only, with its own inbox and a clock that can be moved. Never in here: what the demo's
//! pages do (`dev`), how requests are served (`serve`).

use std::collections::HashSet;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use proofs::secret::{KeyRing, Sealer};
use tokio::net::TcpListener;

use crate::app::{App, Clock, Counts, Shared, random};
use crate::config::{MailSettings, Settings};
use crate::dev;
use crate::fault::Fault;
use crate::hash_pool::HashPool;
use crate::jobs;
use crate::mail::Transport;
use crate::mail::inbox::Inbox;
use crate::serve;
use crate::store::{DatabaseUrl, Store, meta, organization};
use crate::words::words;

/// How many hashes may wait.
const LINE: usize = 4_096;
/// How often mail that became due by itself is looked for, and how many of these make a round of all jobs.
const TICK: Duration = Duration::from_secs(1);
const TICKS_A_ROUND: u32 = 30;

/// Runs until it is told to stop. `Err` is a sentence for whoever started it.
pub async fn run(listen: SocketAddr, data_dir: Option<PathBuf>) -> Result<(), String> {
    if !listen.ip().is_loopback() {
        return Err(said("demo-only-loopback", &[("listen", &listen.to_string())]));
    }
    let place = Place::prepare(data_dir)?;
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        said("demo-taken", &[("listen", &listen.to_string()), ("why", &error.to_string())])
    })?;
    let port = listener.local_addr().map_err(|error| error.to_string())?.port();
    let listen = SocketAddr::new(listen.ip(), port);
    let store = open(&place).await?;
    let app = Arc::new(app(store, &place, listen)?);
    let broke = |fault: Fault| fault.to_string();
    dev::carry_on(&app).await.map_err(broke)?;
    dev::cast::begin_all(&app).await.map_err(broke)?;
    tell(&app, &place);
    let jobs = tokio::spawn(keep_going(Arc::clone(&app)));
    let served = serve::run(Arc::clone(&app), listener).await;
    jobs.abort();
    app.store.close().await;
    served.map_err(broke)
}

/// Where the demo's files are; a directory of its own goes away with it.
struct Place {
    directory: PathBuf,
    kept: bool,
}

impl Place {
    fn prepare(data_dir: Option<PathBuf>) -> Result<Place, String> {
        let kept = data_dir.is_some();
        let directory = data_dir.unwrap_or_else(|| {
            let name = u64::from_ne_bytes(random());
            std::env::temp_dir().join(format!("vestibule-demo-{name:016x}"))
        });
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(kept);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(&directory) {
            Ok(()) => Ok(Place { directory, kept }),
            Err(error) => Err(unusable(&directory, &error)),
        }
    }

    fn database(&self) -> PathBuf {
        self.directory.join("vestibule.db")
    }

    fn key_file(&self) -> PathBuf {
        self.directory.join("vestibule.keys")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.kept {
            // Whoever cleans up the temporary directory takes what is left.
            let _ = std::fs::remove_dir_all(&self.directory);
        }
    }
}

/// Opens the database; one that is not a demo's is left as it was found.
async fn open(place: &Place) -> Result<Store, String> {
    let broke = |fault: Fault| unusable(&place.directory, &fault);
    let store = Store::open(&DatabaseUrl::file(place.database())).await.map_err(broke)?;
    let is_new = store.schema().await.map_err(broke)?.applied == 0;
    if !is_new && !is_demo(&store).await.map_err(broke)? {
        return Err(said("demo-real", &[("directory", &place.directory.display().to_string())]));
    }
    store.migrate().await.map_err(broke)?;
    let mut write = store.write().await.map_err(broke)?;
    meta::add(&mut write, "kind", "demo").await.map_err(broke)?;
    write.commit().await.map_err(broke)?;
    Ok(store)
}

/// A database without a word about itself is a demo's that was stopped at once, if nothing is in it.
async fn is_demo(store: &Store) -> Result<bool, Fault> {
    let mut read = store.read();
    match meta::find(&mut read, "kind").await? {
        Some(kind) => Ok(kind == "demo"),
        None => Ok(organization::any_list(&mut read, "", 1).await?.is_empty()),
    }
}

fn app(store: Store, place: &Place, listen: SocketAddr) -> Result<App, String> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    Ok(App {
        store,
        sealer: Sealer::new(keys(&place.key_file())?),
        hash_pool: HashPool::new(threads, LINE).map_err(|error| error.to_string())?,
        clock: Clock::movable(),
        transport: Transport::Inbox(Arc::new(Inbox::default())),
        settings: settings(place, listen),
        refused_passwords: HashSet::new(),
        demo: true,
        counts: Counts::default(),
    })
}

/// The keys of a kept demo, or new ones.
fn keys(path: &Path) -> Result<KeyRing, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => KeyRing::parse(&text).map_err(|flaw| unusable(path, &format!("{flaw:?}"))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let ring = KeyRing::generate(random());
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let written = options.open(path).and_then(|mut file| file.write_all(ring.print().as_bytes()));
            written.map_err(|error| unusable(path, &error))?;
            Ok(ring)
        }
        Err(error) => Err(unusable(path, &error)),
    }
}

fn settings(place: &Place, listen: SocketAddr) -> Settings {
    Settings {
        listen,
        base_url: format!("http://localhost:{}", listen.port()),
        database: format!("sqlite:{}", place.database().display()),
        key_file: place.key_file(),
        product: "Vestibule demo".to_owned(),
        support_address: "support@vestibule.example".to_owned(),
        trusted_proxies: Vec::new(),
        mail: MailSettings {
            from: "Vestibule demo <login@vestibule.example>".to_owned(),
            host: "localhost".to_owned(),
            port: 25,
            security: "none".to_owned(),
            username: None,
            password: None,
            timeout_seconds: 20,
        },
        password_list: None,
        hash_threads: 0,
        journal_days: 400,
        log_json: false,
    }
}

/// What became due by itself, between requests.
async fn keep_going(app: Shared) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for count in 1_u32.. {
        ticks.tick().await;
        let mut done = dev::deliver(&app).await;
        if done.is_ok() && count.is_multiple_of(TICKS_A_ROUND) {
            done = jobs::run_due(&app).await;
        }
        if let Err(fault) = done {
            tracing::warn!(%fault, "what became due was not done; it is tried again");
        }
    }
}

fn tell(app: &App, place: &Place) {
    let address = app.settings.base_url.as_str();
    let directory = place.directory.display().to_string();
    let values = [("address", address), ("directory", directory.as_str())];
    let kept = if place.kept { "demo-try-kept" } else { "demo-try-gone" };
    let mut out = std::io::stdout().lock();
    // Whoever does not listen misses nothing that is needed.
    let _ = writeln!(out, "{}", said("demo-ready", &values));
    for key in ["demo-try-cast", "demo-try-door", "demo-try-mail", "demo-try-clock", kept] {
        let _ = writeln!(out, "  {}", said(key, &values));
    }
    let _ = out.flush();
}

fn unusable(path: &Path, why: &dyn std::fmt::Display) -> String {
    said("demo-directory", &[("directory", &path.display().to_string()), ("why", &why.to_string())])
}

fn said(key: &str, values: &[(&str, &str)]) -> String {
    words().plain(key, values)
}
