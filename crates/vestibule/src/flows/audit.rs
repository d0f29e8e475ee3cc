//! The audit log's lines: who did what to whom, in every organization that it concerns.
//!
//! Never in here: what may be done. Where to go next: `apply.rs`, which calls this.

use rules::effect::{Act, Effect, MembershipChange};
use rules::{Decision, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::hands::{Actor, Hands};
use super::run::Knock;
use super::subject::Subject;
use crate::app::App;
use crate::fault::Fault;
use crate::store::audit::{AuditRow, Filter};
use crate::store::membership::MembershipRow;
use crate::store::{Write, audit};
use crate::visit::Visit;
use crate::when;

/// Writes a line into the audit log of every organization that the act concerns.
pub async fn audit(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    decision: &Decision,
    act: Act,
    hands: &Hands,
) -> Result<(), Fault> {
    let change = changed(knock, subject, decision, act);
    let organizations: Vec<Uuid> = match knock.step.wanted {
        Some(wanted) => vec![wanted],
        None => subject
            .doors
            .iter()
            .filter(|door| door.membership.joined_at.is_some() || hands.supporter.is_some())
            .map(|door| door.membership.organization_id)
            .collect(),
    };
    let subject_id = subject.user.as_ref().map(|user| user.id);
    // What support does for somebody who belongs nowhere stands in the desk's own log.
    let own = hands.supporter.as_ref().filter(|_| organizations.is_empty()).map(|supporter| supporter.desk);
    for organization_id in organizations.into_iter().chain(own) {
        let (actor, actor_id) = match (&hands.supporter, &hands.actor) {
            (Some(supporter), _) => ("support", Some(supporter.id)),
            (None, Some(Actor { id, support: true, .. })) => ("support", *id),
            (None, Some(Actor { id: Some(id), .. })) => ("admin", Some(*id)),
            (None, Some(Actor { id: None, .. })) => ("operator", None),
            (None, None) => ("user", subject_id),
        };
        let row = AuditRow {
            id: knock.app.new_id(),
            organization_id: Some(organization_id),
            at: knock.visit.now,
            actor: actor.to_owned(),
            actor_id,
            act: act.code().to_owned(),
            subject_id,
            before: change.0.clone(),
            after: change.1.clone(),
            network: Some(knock.visit.network_text()),
        };
        audit::add(write, &row).await?;
    }
    Ok(())
}

/// Who somebody was in an organization, kept with the line that they were taken out of it: their name is nowhere else
/// from then on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Was {
    /// First and last name, as the organization wrote it.
    pub name: String,
    /// The address.
    pub address: String,
    /// The role.
    pub role: String,
}

/// What an act changed, before and after, where a word says it.
fn changed(
    knock: &Knock<'_>,
    subject: &Subject,
    decision: &Decision,
    act: Act,
) -> (Option<String>, Option<String>) {
    let change = decision.effects.iter().find_map(|effect| match effect {
        Effect::Membership(change) => Some(*change),
        _others_change_no_membership => None,
    });
    let door = subject.door(knock.step.wanted).map(|row| &row.membership);
    let role = |role: Role| Some(role.word().to_owned());
    match (act, change) {
        (Act::RoleChanged, Some(MembershipChange::Role(to))) => {
            (door.and_then(|row| role(row.role)), role(to))
        }
        (Act::Removed, _) => (door.and_then(|row| was(row, &subject.address)), None),
        (Act::Invited, Some(MembershipChange::Invited(as_what, _))) => (None, role(as_what)),
        (
            Act::Waived | Act::PassGiven | Act::HelpConfirmed,
            Some(
                MembershipChange::Waived(until)
                | MembershipChange::PassGiven(until)
                | MembershipChange::HelpConfirmed(until),
            ),
        ) => (None, Some(when::rfc3339(until))),
        _nothing_to_compare => (None, None),
    }
}

fn was(row: &MembershipRow, address: &str) -> Option<String> {
    let was = Was {
        name: format!("{} {}", row.first_name, row.last_name).trim().to_owned(),
        address: address.to_owned(),
        role: row.role.word().to_owned(),
    };
    serde_json::to_string(&was).ok()
}

/// Reading the export is an act of its own.
pub async fn exported(
    app: &App,
    visit: &Visit,
    organization_id: Uuid,
    by: Uuid,
    filter: &Filter,
    kind: &str,
) -> Result<(), Fault> {
    let what = serde_json::json!({ "as": kind, "act": filter.act, "person": filter.person });
    let row = AuditRow {
        id: app.new_id(),
        organization_id: Some(organization_id),
        at: visit.now,
        actor: "admin".to_owned(),
        actor_id: Some(by),
        act: "audit-exported".to_owned(),
        subject_id: filter.person,
        before: None,
        after: Some(what.to_string()),
        network: Some(visit.network_text()),
    };
    let mut write = app.store.write().await?;
    audit::add(&mut write, &row).await?;
    write.commit().await
}
