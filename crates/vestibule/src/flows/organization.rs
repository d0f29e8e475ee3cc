//! Organizations: made and changed by the operator's command line until their console exists.

use rules::people::ActorSecond;
use rules::policy::{Objection, Policy};
use uuid::Uuid;

use super::apply::Actor;
use super::audit::Author;
use super::policy::{self, Proposal, Saved};
use super::{policy_text, support};
use crate::app::App;
use crate::fault::Fault;
use crate::store::audit::AuditRow;
use crate::store::organization::{self, OrganizationRow};
use crate::store::{Write, audit};
use crate::visit::Visit;
use crate::words::words;

/// How often a policy is tried again because somebody else changed it.
const TRIES: usize = 4;

/// What an organization is called and looks like.
pub struct Look {
    /// Its name in paths: small letters, digits and hyphens.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its colour, six hex digits.
    pub accent: Option<String>,
    /// Its time zone, like `Europe/Lisbon`.
    pub zone: String,
}

/// Makes an organization with the default policy; `None` if the slug is taken, or kept for the support desk.
pub async fn add(app: &App, visit: &Visit, look: &Look) -> Result<Option<OrganizationRow>, Fault> {
    if support::SLUGS.contains(&look.slug.as_str()) {
        return Ok(None);
    }
    let row = OrganizationRow {
        id: app.new_id(),
        slug: look.slug.clone(),
        name: look.name.clone(),
        accent: look.accent.clone(),
        zone: look.zone.clone(),
        suspended_at: None,
        policy: policy_text::write(&Policy::DEFAULT),
        demand_since: None,
        created_at: visit.now,
        sign_on_since: None,
    };
    let mut write = app.store.write().await?;
    let added = organization::add(&mut write, &row).await?;
    if added {
        audit_operator(&mut write, app, visit, row.id, "organization-made", None).await?;
    }
    write.commit().await?;
    Ok(added.then_some(row))
}

/// Saves a policy for the operator, or says why not.
pub async fn set_policy(
    app: &App,
    visit: &Visit,
    id: Uuid,
    wanted: Policy,
) -> Result<Result<(), Objection>, Fault> {
    let operator = Actor {
        id: None,
        name: words().plain("actor-operator", &[]),
        support: false,
        second: ActorSecond::Recent,
    };
    for _ in 0..TRIES {
        let Some(row) = organization::find(&mut app.store.read(), id).await? else {
            return Err(Fault::broken("there is no such organization any more"));
        };
        let proposal = Proposal::instead_of(app, &row, wanted);
        match policy::save(app, visit, &operator, id, &proposal).await? {
            Saved::Done(_) => return Ok(Ok(())),
            Saved::No(objection) => return Ok(Err(objection)),
            Saved::Changed => {}
        }
    }
    Err(Fault::Contended)
}

/// Switches an organization off or on again.
pub async fn set_suspended(app: &App, visit: &Visit, id: Uuid, suspended: bool) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    organization::set_suspended(&mut write, id, suspended.then_some(visit.now)).await?;
    let act = if suspended { "organization-suspended" } else { "organization-resumed" };
    audit_operator(&mut write, app, visit, id, act, None).await?;
    write.commit().await
}

/// A line of the audit log about what the operator did to an organization.
pub(super) async fn audit_operator(
    write: &mut Write,
    app: &App,
    visit: &Visit,
    organization: Uuid,
    act: &str,
    change: Option<(String, String)>,
) -> Result<(), Fault> {
    let (before, after) = change.unzip();
    let row = AuditRow { before, after, ..Author::of(None, visit).line(app, organization, act) };
    audit::add(write, &row).await
}
