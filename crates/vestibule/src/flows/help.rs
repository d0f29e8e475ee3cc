//! Live help: asking, taking back, and letting a factor hold in one more organization; and the eight characters
//! that bind an admin's yes to the very browser that asks.
//!
//! The characters are derived and never stored: whoever reads the database cannot read them out. Never in here:
//! whether a yes counts (`rules::people`). Where to go next: `ways_back.rs`, for the rows; `people.rs`.

use rules::people::{AdminAct, HelpEvidence};
use rules::{Attempt, Instant, Span};
use uuid::Uuid;

use super::apply::{Actor, Hands};
use super::people::{self, Answering};
use super::proving;
use super::run::{Knock, Outcome};
use super::subject::{Guessing, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::store::help::HelpRow;
use crate::store::organization::OrganizationRow;
use crate::visit::Visit;

/// How long the same characters stand on the page. Those of the window before are taken too, so that what is read
/// out stays good for ten to twenty minutes.
const WINDOW: Span = Span::minutes(10);

/// "I can't use any of these": an admin of the organization wanted is asked.
pub async fn ask(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Outcome, Fault> {
    run(app, visit, user, step, "help-asked", Attempt::AskHelp).await
}

/// The request is taken back.
pub async fn withdraw(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Outcome, Fault> {
    run(app, visit, user, step, "help-withdrawn", Attempt::WithdrawHelp).await
}

/// The factor that was just given shall hold in the organization wanted too.
pub async fn extend(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Outcome, Fault> {
    run(app, visit, user, step, "factor-extended", Attempt::ExtendFactor).await
}

async fn run(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    act: &'static str,
    attempt: Attempt,
) -> Result<Outcome, Fault> {
    let who = Who::User(user);
    let knock = Knock::new(app, visit, act, step, Guessing::Second);
    let (_, facts) = knock.look(&who).await?;
    // Whoever turns out to need no help goes on to the door, where new recovery codes may be due.
    let hands = Hands { sheet: proving::sheet_if_needed(app, visit, &facts).await?, ..Hands::default() };
    knock.run(&who, &attempt, &hands).await?.ok_or(Fault::Contended)
}

/// An admin typed what the person read out. Only that very request is answered: another one, asked for meanwhile,
/// has other characters.
pub async fn confirm(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    request: &HelpRow,
    typed: &str,
) -> Result<Outcome, Fault> {
    let act = AdminAct::ConfirmHelp(evidence(app, request.id, typed, visit.now));
    let answering = Answering { request: request.id, reason: None };
    people::answer_help(app, visit, organization, actor, request.user_id, act, answering).await
}

/// An admin says no, and why.
pub async fn decline(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    request: &HelpRow,
    reason: String,
) -> Result<Outcome, Fault> {
    let answering = Answering { request: request.id, reason: Some(reason) };
    people::answer_help(app, visit, organization, actor, request.user_id, AdminAct::DeclineHelp, answering)
        .await
}

/// The eight characters of a request, as its page shows them at that moment.
pub fn characters(app: &App, request: Uuid, now: Instant) -> String {
    in_window(app, request, window(now))
}

/// What the characters are that an admin typed: those of now, or of the window before.
fn evidence(app: &App, request: Uuid, typed: &str, now: Instant) -> HelpEvidence {
    let window = window(now);
    let good = [in_window(app, request, window), in_window(app, request, window - 1)];
    // Both are looked at, whichever fits.
    let fits = good.map(|code| proofs::ticket::is_code(typed, &code));
    if fits[0] | fits[1] { HelpEvidence::Right } else { HelpEvidence::Wrong }
}

const fn window(now: Instant) -> i64 {
    now.0.div_euclid(WINDOW.0)
}

fn in_window(app: &App, request: Uuid, window: i64) -> String {
    let mut about = request.as_bytes().to_vec();
    about.extend(window.to_be_bytes());
    let hash = app.sealer.keyed_hash("characters of live help", &about);
    let mut bytes = [0; 5];
    bytes.copy_from_slice(&hash[..5]);
    proofs::ticket::make_code(bytes)
}
