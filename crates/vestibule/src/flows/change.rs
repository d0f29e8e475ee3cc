//! A change of what is an organization's own, by one of its admins or by a link that one of them made: one transaction, a line in the audit log for each
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
use crate::store::setup_link::{self, SetupLinkRow};
use crate::store::{Write, audit};
use crate::visit::Visit;

/// One that has begun.
pub(super) struct Change<'a> {
    pub(super) app: &'a App,
    pub(super) visit: &'a Visit,
    organization: Uuid,
    author: Author,
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
        let author = Author::of(actor.id, visit);
        let change = Change { app, visit, organization: organization.id, author, write };
        Ok(may.then_some(change))
    }

    /// Begins one by a link; `None` where that does not hold any more.
    pub(super) async fn by_link(
        app: &'a App,
        visit: &'a Visit,
        organization: &OrganizationRow,
        link: &SetupLinkRow,
    ) -> Result<Option<Change<'a>>, Fault> {
        let mut write = app.store.write().await?;
        organization::lock(&mut write, organization.id).await?;
        let still = setup_link::any_find(&mut write, link.id).await?;
        let still = still.is_some_and(|row| row.ended_at.is_none() && visit.now < row.expires_at);
        let author = Author::by_link_of(link.made_by, visit);
        let change = Change { app, visit, organization: organization.id, author, write };
        Ok(still.then_some(change))
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
        let line = self.author.clone().line(self.app, self.organization, act);
        let (before, after) = (before.map(str::to_owned), after.map(str::to_owned));
        audit::add(&mut self.write, &AuditRow { subject_id, before, after, ..line }).await
    }
}
