//! A change of what is an organization's own, by one of its admins: one transaction, a line in the audit log for each
//! thing that was done.
//!
//! Two admins who change something at once do it one after the other. Never in here: which changes there are.

use uuid::Uuid;

use super::apply::Actor;
use super::audit::Author;
use super::people::is_admin;
use crate::app::App;
use crate::fault::Fault;
use crate::store::audit::AuditRow;
use crate::store::organization::{self, OrganizationRow};
use crate::store::{Write, audit};
use crate::visit::Visit;

/// One that has begun.
pub(super) struct Change<'a> {
    app: &'a App,
    visit: &'a Visit,
    organization: Uuid,
    admin: Option<Uuid>,
    pub(super) write: Write,
}

impl<'a> Change<'a> {
    /// Begins one; `None` where whoever acts is no admin any more. The operator, who has no id, is at the machine itself.
    pub(super) async fn begin(
        app: &'a App,
        visit: &'a Visit,
        organization: &OrganizationRow,
        actor: &Actor,
    ) -> Result<Option<Change<'a>>, Fault> {
        let mut write = app.store.write().await?;
        organization::lock(&mut write, organization.id).await?;
        let may = match actor.id {
            Some(admin) => is_admin(&mut write, organization.id, admin).await?,
            None => true,
        };
        let change = Change { app, visit, organization: organization.id, admin: actor.id, write };
        Ok(may.then_some(change))
    }

    /// A line about it.
    pub(super) async fn line(
        &mut self,
        act: &str,
        before: Option<&str>,
        after: Option<&str>,
    ) -> Result<(), Fault> {
        self.line_about(None, act, before, after).await
    }

    /// A line about it and this user.
    pub(super) async fn line_about(
        &mut self,
        subject_id: Option<Uuid>,
        act: &str,
        before: Option<&str>,
        after: Option<&str>,
    ) -> Result<(), Fault> {
        let line = Author::of(self.admin, self.visit).line(self.app, self.organization, act);
        let (before, after) = (before.map(str::to_owned), after.map(str::to_owned));
        audit::add(&mut self.write, &AuditRow { subject_id, before, after, ..line }).await
    }
}
