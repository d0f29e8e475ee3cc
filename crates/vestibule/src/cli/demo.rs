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
use crate::app::{App, Clock, random};
use crate::config::{MailSettings, Settings};
use crate::fault::Fault;
use crate::mail::Transport;
use crate::mail::inbox::Inbox;
use crate::words::words;
use crate::{dev, jobs, serve};

/// Runs until SIGTERM or SIGINT. A fault is a sentence for whoever started it.
pub async fn run(listen: SocketAddr, data_dir: Option<PathBuf>) -> Result<(), Fault> {
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
    let place = Place::prepare(data_dir)?;
    let app = start::build(Parts {
        settings: settings(&place, listen),
        clock: Clock::movable(),
        transport: Some(Transport::Inbox(Arc::new(Inbox::default()))),
        demo: true,
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

/// Where the demo's files are; a directory of its own goes away with it.
struct Place {
    directory: PathBuf,
    kept: bool,
}

impl Place {
    fn prepare(data_dir: Option<PathBuf>) -> Result<Place, Fault> {
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
    // The name that a real installation uses in its own directory: so its database is found and refused.
    let database = place.directory.join("vestibule.db");
    Settings {
        listen,
        base_url: format!("http://localhost:{}", listen.port()),
        database: format!("sqlite:{}", database.display()),
        key_file: place.directory.join("vestibule.keys"),
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

fn tell(app: &App, place: &Place) {
    let directory = place.directory.display().to_string();
    let values = [("address", app.settings.base_url.as_str()), ("directory", directory.as_str())];
    let kept = if place.kept { "demo-try-kept" } else { "demo-try-gone" };
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
