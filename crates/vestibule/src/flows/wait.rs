//! The last admin's waiting period: begun from the page where they are stuck, stopped from a session of theirs.
//!
//! Never in here: who may (`rules::wait`). Where to go next: `pending.rs`, for the factor that is added at its end.

use rules::Attempt;
use uuid::Uuid;

use super::run::{Knock, Outcome};
use super::subject::{Guessing, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::visit::Visit;

/// Begins it, in this browser.
pub async fn start(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Outcome, Fault> {
    let knock = Knock::new(app, visit, "wait-started", step, Guessing::Second);
    knock.simply(&Who::User(user), &Attempt::StartWait).await
}

/// "This isn't me": stops it, from a session.
pub async fn stop(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Outcome, Fault> {
    let knock = Knock::new(app, visit, "wait-stopped", step, Guessing::Second);
    knock.simply(&Who::User(user), &Attempt::StopWait).await
}
