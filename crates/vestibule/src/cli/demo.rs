//! `vestibule demo`: everything in one process with nothing to set up, for who wants to look at it.
//!
//! On this machine only, with its own inbox and a clock that can be moved. Never in here: what the demo's
//! pages do (`dev`), how requests are served (`serve`), how an app is put together (`start.rs`).

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::TcpListener;

use super::serve::{stop_signal, wait_for};
use super::start::{self, Parts};
use super::{Listen, key_file};
use crate::app::{App, Clock, random};
use crate::config::{MailSettings, Settings};
use crate::fault::Fault;
use crate::mail::Transport;
use crate::mail::inbox::Inbox;
use crate::outside::names::Names;
use crate::store::{DatabaseUrl, Kind};
use crate::words::words;
use crate::{dev, jobs, serve};

/// The keys of a demo whose database outlives its files: it is found again with the same ones. They guard
/// nothing, because everybody may read every password here.
const KEYS: [u8; 32] = *b"the keys of a demo are no secret";

/// Runs until SIGTERM or SIGINT. A fault is a sentence for whoever started it.
pub async fn run(Listen { listen, data_dir, database }: Listen) -> Result<(), Fault> {
    if !listen.ip().is_loopback() {
        return Err(told("demo-only-loopback", &[("listen", &listen.to_string())]));
    }
    // From here on a signal ends it cleanly, so that the directory goes away.
    let (stop, stopped) = stop_signal()?;
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        told("demo-taken", &[("listen", &listen.to_string()), ("why", &error.to_string())])
    })?;
    // A port of 0 has become a real one.
    let listen = listener.local_addr().unwrap_or(listen);
    let place = Place::prepare(data_dir, database)?;
    let app = start::build(Parts {
        settings: settings(&place, listen),
        clock: Clock::movable(),
        transport: Some(Transport::Inbox(Arc::new(Inbox::default()))),
        demo: true,
        // Domains are proved on a board that stands in for the registrar's page.
        names: Some(Names::board()),
        only_looks: false,
        accept_lost_keys: false,
    })
    .await?;
    dev::carry_on(&app).await?;
    dev::cast::begin_all(&app).await?;
    let jobs = jobs::spawn(app.clone(), stopped.clone());
    tell(&app, &place);
    let served = serve::run(app.clone(), listener, wait_for(stopped)).await;
    // Where serving ended by itself, the jobs have to be told.
    stop.send_replace(true);
    if let Err(broken) = jobs.await {
        tracing::error!(%broken, "the jobs did not end cleanly");
    }
    app.store.close().await;
    served
}

/// Where the demo is: in a directory, which goes away with it if it is its own, or in a database elsewhere.
struct Place {
    directory: PathBuf,
    kept: bool,
    elsewhere: Option<DatabaseUrl>,
    database: String,
}

impl Place {
    fn prepare(data_dir: Option<PathBuf>, database: Option<String>) -> Result<Place, Fault> {
        let elsewhere = database.as_deref().map(elsewhere).transpose()?;
        let kept = data_dir.is_some();
        let directory = data_dir.unwrap_or_else(|| {
            let name = u64::from_ne_bytes(random());
            std::env::temp_dir().join(format!("vestibule-demo-{name:016x}"))
        });
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(kept);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&directory).map_err(|error| unusable(&directory, &error))?;
        // The name that a real installation uses in its own directory: so its database is found and refused.
        let file = directory.join("vestibule.db");
        let database = database.unwrap_or_else(|| format!("sqlite:{}", file.display()));
        let place = Place { directory, kept, elsewhere, database };
        if place.elsewhere.is_some() {
            key_file::make(&place.key_file(), KEYS)?;
        }
        Ok(place)
    }

    fn key_file(&self) -> PathBuf {
        self.directory.join("vestibule.keys")
    }
}

/// SQLite has its place in the directory; a database elsewhere is PostgreSQL.
fn elsewhere(url: &str) -> Result<DatabaseUrl, Fault> {
    DatabaseUrl::parse(url)
        .ok()
        .filter(|url| url.kind() == Kind::Postgres)
        .ok_or_else(|| told("demo-only-postgres", &[]))
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.kept {
            // Whoever cleans up the temporary directory takes what is left.
            let _ = std::fs::remove_dir_all(&self.directory);
        }
    }
}

fn settings(place: &Place, listen: SocketAddr) -> Settings {
    Settings {
        listen,
        base_url: format!("http://localhost:{}", listen.port()),
        database: place.database.clone(),
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
            dkim_selector: None,
        },
        password_list: None,
        hash_threads: 0,
        journal_days: 400,
        log_json: false,
        dns: Vec::new(),
        // The demo's own provider stands on this machine.
        sso_private_network: true,
    }
}

fn tell(app: &App, place: &Place) {
    let (kept, place) = match (&place.elsewhere, place.kept) {
        (Some(database), _) => ("demo-try-kept", database.to_string()),
        (None, true) => ("demo-try-kept", place.directory.display().to_string()),
        (None, false) => ("demo-try-gone", String::new()),
    };
    let values = [("address", app.settings.base_url.as_str()), ("place", place.as_str())];
    let mut out = std::io::stdout().lock();
    // Whoever does not listen misses nothing that is needed.
    let _ = writeln!(out, "{}", words().plain("demo-ready", &values));
    for key in ["demo-try-cast", "demo-try-door", "demo-try-mail", "demo-try-clock", kept] {
        let _ = writeln!(out, "  {}", words().plain(key, &values));
    }
    let _ = out.flush();
}

fn unusable(path: &Path, why: &dyn std::fmt::Display) -> Fault {
    told("demo-directory", &[("directory", &path.display().to_string()), ("why", &why.to_string())])
}

fn told(key: &str, values: &[(&str, &str)]) -> Fault {
    Fault::broken(words().plain(key, values))
}
