//! `vestibule serve`: the app, its jobs, and the door, until somebody says stop.
//!
//! Never in here: what a request gets (`crate::serve`, `crate::web`).

use std::io::Write as _;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::key_file::Presence;
use super::start::{self, Parts};
use crate::config::Settings;
use crate::fault::Fault;
use crate::{flows, jobs, serve};

/// Serves until SIGTERM or SIGINT; what was accepted is answered first.
pub async fn run(settings: Settings, accept_lost_keys: bool) -> Result<(), Fault> {
    let Some(_presence) = Presence::share(&settings.key_file)? else {
        return Err(Fault::broken(
            "the keys are being changed or a backup is being restored; start again when that is done",
        ));
    };
    let app = start::build(Parts { accept_lost_keys, ..Parts::real(settings) }).await?;
    // Before anybody is let in: a backup may have brought somebody back.
    let again = flows::erase::again(&app).await?;
    if again > 0 {
        tracing::info!(again, "users whom a backup brought back were erased again");
    }
    let (stop, stopped) = stop_signal()?;
    let listen = app.settings.listen;
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        Fault::broken(format!("connections cannot be taken on {listen} ({error}); change `listen`"))
    })?;
    let listening = listener.local_addr().unwrap_or(listen);
    // Whoever does not listen misses nothing that is needed.
    let _ =
        writeln!(std::io::stdout(), "Vestibule is at {} (listening on {listening})", app.settings.base_url);
    let jobs = jobs::spawn(app.clone(), stopped.clone());
    let served = serve::run(app.clone(), listener, wait_for(stopped)).await;
    // Where serving ended by itself, the jobs have to be told.
    stop.send_replace(true);
    if let Err(broken) = jobs.await {
        tracing::error!(%broken, "the jobs did not end cleanly");
    }
    app.store.close().await;
    served
}

/// Turns true at the first SIGTERM or SIGINT; a second one ends the process the usual way.
pub fn stop_signal() -> Result<(watch::Sender<bool>, watch::Receiver<bool>), Fault> {
    let broken = |error| Fault::broken(format!("signals cannot be waited for: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(broken)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(broken)?;
    let (stop, stopped) = watch::channel(false);
    let said = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: what was accepted is answered first");
        said.send_replace(true);
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        std::process::exit(130);
    });
    Ok((stop, stopped))
}

/// Ends when stop was said.
pub async fn wait_for(mut stopped: watch::Receiver<bool>) {
    // An error means that nobody can say it any more, which is a stop too.
    let _ = stopped.wait_for(|stop| *stop).await;
}
