//! The audit log's lines: who did what to whom, in every organization that it concerns.
//!
//! Never in here: what may be done. Where to go next: `apply.rs`, which calls this.

use rules::effect::Act;
use uuid::Uuid;

use super::hands::{Actor, Hands};
use super::run::Knock;
use super::subject::Subject;
use crate::fault::Fault;
use crate::store::audit::AuditRow;
use crate::store::{Write, audit};

/// Writes a line into the audit log of every organization that the act concerns.
pub async fn audit(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    act: Act,
    hands: &Hands,
    change: Option<(String, String)>,
) -> Result<(), Fault> {
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
            before: change.as_ref().map(|(before, _)| before.clone()),
            after: change.as_ref().map(|(_, after)| after.clone()),
            network: Some(knock.visit.network_text()),
        };
        audit::add(write, &row).await?;
    }
    Ok(())
}
