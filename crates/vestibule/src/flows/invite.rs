//! Accepting an invitation: by whoever is signed in or on the way in.

use rules::Attempt;
use uuid::Uuid;

use super::run::{Knock, Outcome};
use super::subject::{Guessing, Who};
use super::{apply::Hands, proving};
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::visit::Visit;

/// Joins the organization that the step wants.
pub async fn join(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Outcome, Fault> {
    let who = Who::User(user);
    let knock = Knock::new(app, visit, "joined", step, Guessing::Second);
    let (_, facts) = knock.look(&who).await?;
    let hands = Hands { sheet: proving::sheet_if_needed(app, visit, &facts).await?, ..Hands::default() };
    knock.run(&who, &Attempt::Join, &hands).await?.ok_or(Fault::Contended)
}
