//! What happens without anybody knocking: letters leave the outbox, lists of invitations are sent, and what has served
//! its time is removed.
//!
//! Every job can be killed at any moment and begun again: what it does is leased, conditional or repeatable.
//! Never in here: a decision about a person. Where to go next: `outbox.rs`, `import.rs`, `sweep.rs`, `reseal.rs`.

use std::time::Duration;

use rules::{Instant, Span};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{App, Counts, Shared};
use crate::fault::Fault;

pub mod outbox;
pub mod import;
pub mod sweep;
pub mod reseal;

/// How often sweeping is worth a look.
const SWEEP_EVERY: Span = Span::minutes(10);
/// How long to leave a job alone after a fault: the database may be restarting.
const AFTER_FAULT: Duration = Duration::from_secs(5);

/// Starts the jobs. They end soon after `stop` turns true: what is being sent is settled first.
pub fn spawn(app: Shared, stop: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let letters = tokio::spawn(outbox::run(app.clone(), stopped(stop.clone())));
        let lists = tokio::spawn(import::run(app.clone(), stopped(stop.clone())));
        let sweeps = tokio::spawn(sweep_for_ever(app, stop));
        for job in [letters, lists, sweeps] {
            if let Err(broken) = job.await {
                tracing::error!(%broken, "a job has ended; restart to begin it again");
            }
        }
    })
}

/// Everything that has become due, once: for a clock that was moved.
pub async fn run_due(app: &App) -> Result<(), Fault> {
    while import::work_due(app).await? {
        outbox::deliver_due(app).await?;
    }
    outbox::deliver_due(app).await?;
    sweep::all(app).await
}

async fn sweep_for_ever(app: Shared, stop: watch::Receiver<bool>) {
    let mut stopped = std::pin::pin!(stopped(stop));
    let mut swept_at: Option<Instant> = None;
    loop {
        let now = app.now();
        if swept_at.is_none_or(|at| now.since(at) >= SWEEP_EVERY) {
            swept_at = Some(now);
            if let Err(fault) = sweep::all(&app).await {
                report(&app, "sweeping", &fault);
            }
        }
        tokio::select! {
            () = &mut stopped => return,
            () = tokio::time::sleep(AFTER_FAULT) => {}
        }
    }
}

/// Ends when somebody says stop, or when nobody can say it any more.
async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that whoever could stop us is gone, which is a stop too.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// A job's fault is printed once, here, and counted.
fn report(app: &App, job: &str, fault: &Fault) {
    Counts::add(&app.counts.faults);
    tracing::error!(%fault, job, "a job did not come to its end; it is tried again");
}
