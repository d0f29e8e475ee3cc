//! Works through the lists of people that admins have sent.
//!
//! Never in here: what becomes of a row (`flows/import/sending.rs`).

use std::time::Duration;

use super::{AFTER_FAULT, report};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::import::sending::{self, Sent};
use crate::store::import;

/// How often it is worth a look whether a list is due.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Lists that are worked on by turns.
const BY_TURNS: i64 = 20;

/// Sends some rows of each list that is due; whether there may be more to do at once.
pub async fn work_due(app: &App) -> Result<bool, Fault> {
    let due = import::any_list_due(&mut app.store.read(), app.now(), BY_TURNS).await?;
    let mut more = false;
    for row in due {
        match sending::some(app, &row).await {
            Ok(sent) => more |= sent == Sent::Some,
            // One list that cannot be sent now must not hold up the others; its turn comes again.
            Err(fault) => report(app, "sending a list of invitations", &fault),
        }
    }
    Ok(more)
}

/// Looks every second and works until `stop`.
pub async fn run(app: Shared, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    loop {
        let pause = match work_due(&app).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => LOOK_EVERY,
            Err(fault) => {
                report(&app, "sending lists of invitations", &fault);
                AFTER_FAULT
            }
        };
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}
