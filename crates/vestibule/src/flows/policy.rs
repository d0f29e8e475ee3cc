//! An organization's policy: proposed, tried on everybody, and saved as it was tried, with a line in the audit log, a
//! mail to every admin, and a request for everybody who would have no way in.
//!
//! The console and the command line end here, under one rule (`rules::policy`). Where to go next: `trial.rs`.

use rules::people::ActorSecond;
use rules::policy::{self, Accepted, Objection, Policy};
use rules::trial::InForce;
use uuid::Uuid;

use super::apply::Actor;
use super::audit::Author;
use super::letters::organization::{About, tell};
use super::run::Knock;
use super::subject::Guessing;
use super::trial::{self, Change, Trial};
use super::{kit, policy_text};
use crate::app::{App, random};
use crate::fault::Fault;
use crate::said;
use crate::step::{LASTS, Step};
use crate::store::audit::AuditRow;
use crate::store::organization::{self, OrganizationRow};
use crate::store::request::RequestRow;
use crate::store::{Read, Write, audit, membership, request};
use crate::visit::Visit;
use crate::words::words;

/// A sealed proposal is as long inside as every other.
const SIZE: usize = 160;

/// A policy that an admin wants, and the one that it was tried against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The policy.
    pub policy: Policy,
    /// The mark of what was in force.
    pub instead_of: String,
}

impl Proposal {
    /// In place of what is in force.
    pub fn instead_of(app: &App, row: &OrganizationRow, policy: Policy) -> Proposal {
        Proposal { policy, instead_of: mark(app, row) }
    }

    /// Sealed for this browser, this admin and this organization: what was tried is what is saved.
    pub fn seal(&self, app: &App, visit: &Visit, admin: Uuid, organization: Uuid) -> String {
        let plain = format!("{} {} {}", visit.now.0, self.instead_of, policy_text::write_short(&self.policy));
        let about = about(visit, admin, organization);
        app.sealer.seal_text(&about.each_ref().map(String::as_str), random(), plain.as_bytes(), SIZE)
    }

    /// Opens what was sealed for the same three, of late.
    pub fn open(app: &App, visit: &Visit, admin: Uuid, organization: Uuid, sealed: &str) -> Option<Proposal> {
        let about = about(visit, admin, organization);
        let plain = app.sealer.open_text(&about.each_ref().map(String::as_str), sealed).ok()?;
        let text = String::from_utf8(plain).ok()?;
        let mut parts = text.splitn(3, ' ');
        let at: i64 = parts.next()?.parse().ok()?;
        let (instead_of, policy) = (parts.next()?.to_owned(), policy_text::read_short(parts.next()?)?);
        let fresh = visit.keeps_cookies && at <= visit.now.0 && visit.now.0 - at < LASTS.0;
        fresh.then_some(Proposal { policy, instead_of })
    }

    /// Whether what is in force is still what it was tried against.
    pub fn stands(&self, app: &App, row: &OrganizationRow) -> bool {
        self.instead_of == mark(app, row)
    }
}

fn about(visit: &Visit, admin: Uuid, organization: Uuid) -> [String; 4] {
    ["policy".to_owned(), visit.device.to_string(), admin.to_string(), organization.to_string()]
}

/// A policy and its demand, in a few letters.
fn mark(app: &App, row: &OrganizationRow) -> String {
    let text = format!("{} {}", row.policy, row.demand_since.is_some());
    let hash = app.sealer.keyed_hash("a policy in force", text.as_bytes());
    data_encoding::BASE64URL_NOPAD.encode(&hash[..12])
}

/// What is in force in this organization.
pub fn in_force(row: &OrganizationRow) -> InForce {
    InForce { policy: policy_text::read(&row.policy), demand: row.demand_since.is_some() }
}

/// Tries a policy: what it would do, and what speaks against it.
pub async fn try_out(
    app: &App,
    visit: &Visit,
    row: &OrganizationRow,
    wanted: Policy,
) -> Result<(Trial, Result<Accepted, Objection>), Fault> {
    let accepted = judged(&mut app.store.read(), visit, row, wanted).await?;
    let before = in_force(row);
    // What cannot be saved is tried all the same: whoever has to change it wants to see it whole.
    let demand = match &accepted {
        Ok(accepted) => accepted.demand_since.is_some(),
        Err(_) => before.demand && wanted.second_factor,
    };
    let change = Change { before, after: InForce { policy: wanted, demand } };
    let tried = trial::run(app, row, &change, visit.now).await?;
    let accepted = accepted.and_then(|accepted| policy::keeps_an_admin(tried.admins).map(|()| accepted));
    Ok((tried, accepted))
}

async fn judged(
    read: &mut Read,
    visit: &Visit,
    row: &OrganizationRow,
    wanted: Policy,
) -> Result<Result<Accepted, Objection>, Fault> {
    let rescue = kit::rescue(read, row.id).await?;
    let before = policy_text::read(&row.policy);
    Ok(policy::decide(&before, wanted, &rescue, row.demand_since, visit.now))
}

/// What came of saving.
#[derive(Debug)]
pub enum Saved {
    /// It is in force; so many became requests.
    Done(usize),
    /// It cannot be saved.
    No(Objection),
    /// Something else is in force by now than what it was tried against: it has to be tried again.
    Changed,
}

/// Saves a policy. The trial is made again, off the transaction; in it, whoever is shut out becomes a request.
pub async fn save(
    app: &App,
    visit: &Visit,
    actor: &Actor,
    id: Uuid,
    proposal: &Proposal,
) -> Result<Saved, Fault> {
    let Some(row) = organization::find(&mut app.store.read(), id).await? else {
        return Err(Fault::broken("there is no such organization any more"));
    };
    if !proposal.stands(app, &row) {
        return Ok(Saved::Changed);
    }
    let (tried, judged_before) = try_out(app, visit, &row, proposal.policy).await?;
    let step = Step { wanted: Some(id), ..Step::default() };
    let knock = Knock::new(app, visit, "policy-changed", step, Guessing::Second);
    let mut write = app.store.write().await?;
    organization::lock(&mut write, id).await?;
    if let Err(objection) = may_save(&mut write, actor, id).await? {
        return Ok(Saved::No(objection));
    }
    let Some(row) = organization::find(&mut write, id).await?.filter(|row| proposal.stands(app, row)) else {
        return Ok(Saved::Changed);
    };
    let accepted = match judged(&mut write, visit, &row, proposal.policy).await? {
        Ok(accepted) => judged_before.map(|_| accepted),
        Err(objection) => Err(objection),
    };
    let accepted = match accepted {
        Ok(accepted) => accepted,
        Err(objection) => return Ok(Saved::No(objection)),
    };
    let after = policy_text::write(&accepted.policy);
    organization::set_policy(&mut write, id, &after).await?;
    organization::set_demand_since(&mut write, id, accepted.demand_since).await?;
    let line = Author::of(actor.id, visit).line(app, id, "policy-changed");
    let line = AuditRow { before: Some(row.policy.clone()), after: Some(after), ..line };
    audit::add(&mut write, &line).await?;
    for one in &tried.shut_out {
        ask_for(&mut write, &knock, one.user_id).await?;
    }
    let before = policy_text::read(&row.policy);
    let changes = said::policy::changes(&before, &accepted.policy);
    tell(&mut write, &knock, &row, &About::PolicyChanged { by: actor, changes: &changes }).await?;
    write.commit().await?;
    Ok(Saved::Done(tried.shut_out.len()))
}

/// Looked at again inside the transaction: somebody may have taken the role away meanwhile.
async fn may_save(
    read: &mut Read,
    actor: &Actor,
    organization: Uuid,
) -> Result<Result<(), Objection>, Fault> {
    // The operator is at the machine itself.
    let Some(id) = actor.id else { return Ok(policy::may_save(true, ActorSecond::Recent)) };
    Ok(policy::may_save(super::people::is_admin(read, organization, id).await?, actor.second))
}

/// What becomes of somebody who has no way in any more: a line in the admins' list, in the same transaction.
async fn ask_for(write: &mut Write, knock: &Knock<'_>, user_id: Uuid) -> Result<(), Fault> {
    let Some(organization_id) = knock.step.wanted else { return Ok(()) };
    if membership::find(write, organization_id, user_id).await?.is_none() {
        return Ok(());
    }
    let row = RequestRow {
        about: words().plain("policy-shut-out-request", &[]),
        ..super::request::open(knock.app, knock.visit, organization_id, user_id, "way-in")
    };
    request::add(write, &row).await.map(drop)
}
