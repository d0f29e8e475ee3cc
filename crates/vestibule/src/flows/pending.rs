//! An authenticator on its way: its key is made by a button or by the step that leads to its page, and shown by
//! the page. Opening the page makes nothing: scanners, prefetching and reloading change nothing.
//!
//! Never in here: whether the key's first code is right (`factor.rs`).

use proofs::totp::Secret;
use rules::Instant;
use rules::verdict::Challenge;
use uuid::Uuid;

use super::run::Knock;
use super::subject::{Guessing, Subject, Who, seal_secret, secret_of};
use crate::app::{App, random};
use crate::fault::Fault;
use crate::step::Step;
use crate::store::factor::{self, FactorRow};
use crate::store::{Read, Write};
use crate::visit::Visit;
use crate::when;

/// What the page of a new authenticator shows.
pub struct Pending {
    /// The key.
    pub secret: Secret,
    /// The account name that will stand in the app.
    pub label: String,
    /// Who issues it: the organization's name, or the product's.
    pub issuer: String,
    /// What the entry is called here unless the person says otherwise.
    pub name: String,
}

fn knock<'a>(app: &'a App, visit: &'a Visit, step: Step) -> Knock<'a> {
    Knock::new(app, visit, "authenticator-begun", step, Guessing::Second)
}

/// The authenticator that is being set up, if one was begun of late. `Err` inside: what has to be proved first.
pub async fn find(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
) -> Result<Result<Option<Pending>, Challenge>, Fault> {
    let knock = knock(app, visit, step);
    let (subject, facts) = knock.look(&Who::User(user)).await?;
    if let Err(challenge) = rules::factor::may_add(&facts, visit.now) {
        return Ok(Err(challenge));
    }
    let door = subject.speaking_door(knock.step.wanted);
    let issuer = door.map_or(app.settings.product.clone(), |door| door.name.clone());
    let found = current(&mut app.store.read(), app, user, visit).await?;
    Ok(Ok(found.map(|(row, secret)| Pending { secret, label: row.label, issuer, name: row.name })))
}

/// Makes the key, or goes on with the one that was begun of late. `Err` inside: what has to be proved first.
pub async fn begin(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Result<(), Challenge>, Fault> {
    let knock = knock(app, visit, step);
    let (subject, facts) = knock.look(&Who::User(user)).await?;
    if let Err(challenge) = rules::factor::may_add(&facts, visit.now) {
        return Ok(Err(challenge));
    }
    let mut write = app.store.write().await?;
    make(&mut write, &knock, &subject).await?;
    write.commit().await.map(Ok)
}

/// The same within a transaction, for a decision that leads to the page.
pub(super) async fn make(write: &mut Write, knock: &Knock<'_>, subject: &Subject) -> Result<(), Fault> {
    let Some(user) = subject.user.as_ref().map(|user| user.id) else { return Ok(()) };
    if current(write, knock.app, user, knock.visit).await?.is_some() {
        return Ok(());
    }
    let before = Instant(knock.visit.now.0 - rules::sign_in::STEPS_LAST.0);
    factor::remove_pending(write, user, knock.visit.device, before).await?;
    let row = new_row(knock.app, knock.visit, subject, user, knock.step.wanted);
    factor::add(write, &row).await
}

/// What the person has called it before its first code was right.
pub async fn keep_name(app: &App, visit: &Visit, user: Uuid, name: &str) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    if let Some((row, _)) = current(&mut write, app, user, visit).await? {
        factor::set_name(&mut write, row.id, user, name).await?;
    }
    write.commit().await
}

/// Only what was begun in this browser and a moment ago: whoever noted an older key, or began one elsewhere with less
/// proved, must not come to share the owner's.
async fn current(
    read: &mut Read,
    app: &App,
    user: Uuid,
    visit: &Visit,
) -> Result<Option<(FactorRow, Secret)>, Fault> {
    let row = factor::find_pending(read, user, visit.device).await?;
    let row = row.filter(|row| visit.now.since(row.created_at) < rules::sign_in::STEPS_LAST);
    Ok(row.and_then(|row| secret_of(app, &row).map(|secret| (row, secret))))
}

/// The label tells several entries apart: the person and the day.
fn new_row(app: &App, visit: &Visit, subject: &Subject, user_id: Uuid, wanted: Option<Uuid>) -> FactorRow {
    let id = app.new_id();
    let secret = Secret::from_bytes(random());
    let local = subject.address.split('@').next().unwrap_or("me");
    let day = when::short_day(visit.now, subject.zone(wanted));
    let before = subject.factors.iter().filter(|factor| factor.label.ends_with(&day)).count();
    let label =
        if before == 0 { format!("{local} · {day}") } else { format!("{local} · {day} · {}", before + 1) };
    let names = subject.authenticators().count();
    let name = if names == 0 { "Phone".to_owned() } else { format!("Phone {}", names + 1) };
    let secret = seal_secret(app, id, secret.as_bytes());
    FactorRow { begun_in: Some(visit.device), ..FactorRow::app(id, user_id, name, secret, label, visit.now) }
}
