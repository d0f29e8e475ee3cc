//! The support desk: an organization of its own, whose members look at cases, send the mails that fit and hand cases
//! over. Everything that they look at or do stands in the audit log of whoever it concerns.
//!
//! Never in here: what support may do (`rules::support`). Where to go next: `support/deeds.rs` for what it does by
//! itself, `support/grants.rs` for what organizations let it do, `people.rs` for what it then does in an admin's place.

pub mod deeds;
pub mod grants;

use rules::policy::Policy;
use rules::{Cause, Instant, Span};
use uuid::Uuid;

use super::audit::Author;
use super::hands::Actor;
pub use super::hands::Supporter;
use super::organization::audit_operator;
use super::policy_text;
use super::subject::{self, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::store::audit::AuditRow;
use crate::store::organization::OrganizationRow;
use crate::store::{Read, Write, audit, counter, membership, organization, stuck};
use crate::visit::Visit;
use crate::words::words;

/// The names in paths that the desk can have, the best first. Nobody else gets them.
pub const SLUGS: [&str; 3] = ["support", "support-desk", "vestibule-support"];

/// What the desk demands: a second factor at each sign-in, from the first day on, and short sessions.
const POLICY: Policy = Policy {
    second_factor: true,
    remember_device: None,
    session_idle: Span::hours(1),
    session_absolute: Span::hours(12),
    session_visit: Span::hours(12),
    invitation_life: Span::days(7),
    ..Policy::DEFAULT
};

/// How long one look at somebody counts as the same look.
const ONE_LOOK: Span = Span::hours(1);

/// The desk; made when it is first asked for.
pub async fn desk(app: &App, visit: &Visit) -> Result<OrganizationRow, Fault> {
    let mut write = app.store.write().await?;
    if let Some(row) = organization::find_desk(&mut write).await? {
        return Ok(row);
    }
    for slug in SLUGS {
        let row = OrganizationRow {
            id: app.new_id(),
            slug: slug.to_owned(),
            name: words().plain("support-desk-name", &[("product", &app.settings.product)]),
            accent: None,
            zone: "UTC".to_owned(),
            suspended_at: None,
            policy: policy_text::write(&POLICY),
            // The operator is the rescue, so that the demand need not wait for one.
            demand_since: Some(visit.now),
            created_at: visit.now,
            sign_on_since: None,
        };
        if organization::add(&mut write, &row).await? {
            organization::set_desk(&mut write, row.id).await?;
            audit_operator(&mut write, app, visit, row.id, "organization-made", None).await?;
            write.commit().await?;
            return Ok(row);
        }
    }
    Err(Fault::broken("every name that the support desk could have is an organization's"))
}

/// Whether that organization is the desk.
pub async fn is_desk(read: &mut Read, organization_id: Uuid) -> Result<bool, Fault> {
    Ok(organization::find_desk(read).await?.is_some_and(|desk| desk.id == organization_id))
}

/// Whether somebody works at the desk at this moment.
pub(super) async fn works_there(read: &mut Read, user_id: Uuid) -> Result<bool, Fault> {
    let Some(desk) = organization::find_desk(read).await?.filter(|desk| desk.suspended_at.is_none()) else {
        return Ok(false);
    };
    let row = membership::find(read, desk.id, user_id).await?;
    Ok(row.is_some_and(|row| row.joined_at.is_some() && row.deactivated_at.is_none()))
}

/// Lets a session in at the desk, or says why not.
pub async fn enter(
    app: &App,
    visit: &Visit,
    step: &Step,
    name: String,
) -> Result<Result<Supporter, Cause>, Fault> {
    let mut read = app.store.read();
    let (Some(id), Some(desk)) = (step.user, organization::find_desk(&mut read).await?) else {
        return Ok(Err(Cause::NotSupport));
    };
    let member = step.wanted == Some(desk.id) && works_there(&mut read, id).await?;
    let subject = subject::load(&mut read, &Who::User(id), step, visit).await?;
    // A factor that was ended since then, or that another organization stands behind, is none here.
    let lives = |given: Uuid| subject.live_factors().any(|factor| factor.id == given);
    let second = step.second_at.is_some()
        && subject.holds(&step.given, desk.id)
        && step.given.factor.is_none_or(lives);
    Ok(rules::support::enter(member, second).map(|()| Supporter { id, name, desk: desk.id }))
}

impl Supporter {
    /// Who acts in an admin's place.
    pub fn in_an_admins_place(&self) -> Actor {
        let name = words().plain("support-acting-name", &[("name", &self.name)]);
        Actor { id: Some(self.id), name, support: true, second: rules::people::ActorSecond::None }
    }
}

/// What was looked at.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Whose case or page, if it is somebody's.
    pub subject: Option<Uuid>,
    /// The organizations that it concerns; none where it concerns nobody's.
    pub organizations: Vec<Uuid>,
    /// The case, if it was one.
    pub reference: Option<String>,
}

/// Writes down what was looked at, in the audit log of each organization that it concerns, once an hour. Nothing is
/// shown before this is written.
pub async fn looked(app: &App, visit: &Visit, who: &Supporter, at: &Looked) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    let mut organizations = at.organizations.clone();
    organizations.sort_unstable();
    organizations.dedup();
    if organizations.is_empty() {
        organizations.push(who.desk);
    }
    for organization_id in organizations {
        let subject = at.subject.unwrap_or_default();
        let about = [who.id, organization_id, subject].map(|id| *id.as_bytes()).concat();
        // Somebody's page and their cases are one look; a case of nobody is one of its own.
        let case = at.reference.as_deref().filter(|_| at.subject.is_none()).unwrap_or_default();
        let key = app.sealer.keyed_hash("support looked", &[about.as_slice(), case.as_bytes()].concat());
        let since = Instant(visit.now.0 - ONE_LOOK.0);
        if counter::take(&mut write, &key, since, visit.now, 1).await? {
            let after = at.reference.as_deref().map(|reference| ("reference", reference));
            line(&mut write, app, visit, who, organization_id, "support-looked", at.subject, after).await?;
        }
    }
    if let (Some(user), Some(_)) = (at.subject, &at.reference) {
        stuck::set_support(&mut write, user, visit.now).await?;
    }
    write.commit().await
}

/// Writes down that somebody searched, and by what kind of thing, in the desk's own audit log.
pub async fn searched(app: &App, visit: &Visit, who: &Supporter, by: &str) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    line(&mut write, app, visit, who, who.desk, "support-searched", None, Some(("by", by))).await?;
    write.commit().await
}

/// A line of the audit log about what support did.
#[expect(clippy::too_many_arguments, reason = "each is a column")]
async fn line(
    write: &mut Write,
    app: &App,
    visit: &Visit,
    who: &Supporter,
    organization_id: Uuid,
    act: &str,
    subject_id: Option<Uuid>,
    after: Option<(&str, &str)>,
) -> Result<(), Fault> {
    let row = AuditRow {
        subject_id,
        after: after.map(|(name, value)| serde_json::json!({ name: value }).to_string()),
        ..Author::support(who.id, visit).line(app, organization_id, act)
    };
    audit::add(write, &row).await
}
