//! What members ask of their admins: taken on by one of them, declined with a reason, or settled. Each is told to the
//! other admins by the list, and a no to the person by mail.
//!
//! Never in here: what helps somebody (`people.rs`), live help's yes and no (`help.rs`).

use rules::Span;
use uuid::Uuid;

use super::apply::Actor;
use super::audit::Author;
use super::letters;
use super::people::is_admin;
use super::run::Knock;
use super::subject::{self, Guessing, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::store::audit::AuditRow;
use crate::store::organization::OrganizationRow;
use crate::store::request::{Ending, RequestRow};
use crate::store::{Write, audit, help, request};
use crate::visit::Visit;

/// How long a request stays open; whoever still needs it asks again.
pub const LASTS: Span = Span::days(14);

/// Which kind of request comes of this attempt.
pub(super) fn kind(knock: &Knock<'_>) -> &'static str {
    match knock.step.session {
        _ if knock.act == "not-me" => "not-me",
        Some(_) => "wish",
        None => "way-in",
    }
}

/// A new one, open.
pub(super) fn open(app: &App, visit: &Visit, organization_id: Uuid, user_id: Uuid, kind: &str) -> RequestRow {
    // "This wasn't me" waits until somebody has looked.
    let until = (kind != "not-me").then(|| visit.now.plus(LASTS));
    RequestRow {
        id: app.new_id(),
        organization_id,
        user_id,
        at: visit.now,
        reference: None,
        about: String::new(),
        closed_at: None,
        closed_by: None,
        kind: kind.to_owned(),
        taken_by: None,
        taken_at: None,
        until,
        ended_as: None,
        reason: None,
    }
}

/// What became of an admin's wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// It is done.
    Done,
    /// Somebody else was first.
    Late,
    /// The actor is no admin any more.
    NotAnAdmin,
}

/// Which request: an ordinary one, or one for live help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// An ordinary one.
    Ordinary(Uuid),
    /// One for live help.
    Live(Uuid),
}

/// An admin takes it on, or takes it over from the one they saw there.
pub async fn take(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    which: Which,
    from: Option<Uuid>,
) -> Result<Came, Fault> {
    let mut write = app.store.write().await?;
    let Some(by) = admin(&mut write, organization, actor).await? else { return Ok(Came::NotAnAdmin) };
    let (here, now) = (organization.id, visit.now);
    let (taken, subject) = match which {
        Which::Ordinary(id) => {
            let subject = request::find(&mut write, here, id).await?.map(|row| row.user_id);
            (request::take(&mut write, here, id, by, now, from).await?, subject)
        }
        Which::Live(id) => {
            let subject = help::find(&mut write, here, id).await?.map(|row| row.user_id);
            (help::take(&mut write, here, id, by, now, from).await?, subject)
        }
    };
    if !taken {
        return Ok(Came::Late);
    }
    let line = Author::of(Some(by), visit).line(app, here, "request-taken");
    audit::add(&mut write, &AuditRow { subject_id: subject, ..line }).await?;
    write.commit().await?;
    Ok(Came::Done)
}

/// It is settled.
pub async fn settle(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    id: Uuid,
) -> Result<Came, Fault> {
    end(app, visit, organization, actor, id, None).await
}

/// No, and why; the person is told by mail.
pub async fn decline(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    id: Uuid,
    reason: &str,
) -> Result<Came, Fault> {
    end(app, visit, organization, actor, id, Some(reason)).await
}

async fn end(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    id: Uuid,
    declined: Option<&str>,
) -> Result<Came, Fault> {
    let mut write = app.store.write().await?;
    let Some(by) = admin(&mut write, organization, actor).await? else { return Ok(Came::NotAnAdmin) };
    let Some(row) = request::find(&mut write, organization.id, id).await? else { return Ok(Came::Late) };
    let (ended_as, act) = match declined {
        Some(_) => ("declined", "request-declined"),
        None => ("settled", "request-settled"),
    };
    let reason = declined.filter(|reason| !reason.is_empty());
    let ending = Ending { at: visit.now, by: Some(by), ended_as, reason };
    if !request::close(&mut write, organization.id, id, &ending).await? {
        return Ok(Came::Late);
    }
    let line = Author::of(Some(by), visit).line(app, organization.id, act);
    let line = AuditRow { subject_id: Some(row.user_id), after: reason.map(str::to_owned), ..line };
    audit::add(&mut write, &line).await?;
    if let Some(reason) = declined {
        let step = Step { wanted: Some(organization.id), ..Step::default() };
        let knock = Knock::new(app, visit, "admin-asked", step, Guessing::Second);
        let subject = subject::load(&mut write, &Who::User(row.user_id), &knock.step, visit).await?;
        letters::request::declined(&mut write, &knock, organization, &subject, &actor.name, reason).await?;
    }
    write.commit().await?;
    Ok(Came::Done)
}

async fn admin(
    write: &mut Write,
    organization: &OrganizationRow,
    actor: &Actor,
) -> Result<Option<Uuid>, Fault> {
    let Some(id) = actor.id else { return Ok(None) };
    Ok(is_admin(write, organization.id, id).await?.then_some(id))
}
