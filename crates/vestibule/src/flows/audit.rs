//! The audit log's lines: who did what to whom, in every organization that it concerns.
//!
//! Never in here: what may be done. Where to go next: `apply.rs`, which calls this.

use rules::effect::{Act, Effect, MembershipChange};
use rules::{Decision, Instant, Role};
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

/// Who a line is about to be written for: who acted, when, and from where.
#[derive(Clone, Debug)]
pub(super) struct Author {
    pub(super) word: &'static str,
    pub(super) id: Option<Uuid>,
    pub(super) at: Instant,
    /// Where the operator works is nobody's.
    pub(super) network: Option<String>,
}

impl Author {
    /// An admin, or the operator where there is none.
    pub(super) fn of(admin: Option<Uuid>, visit: &Visit) -> Author {
        let network = admin.map(|_| visit.network_text());
        Author { word: if admin.is_some() { "admin" } else { "operator" }, id: admin, at: visit.now, network }
    }

    /// Somebody about what is their own.
    pub(super) fn user(id: Uuid, visit: &Visit) -> Author {
        Author { word: "user", id: Some(id), at: visit.now, network: Some(visit.network_text()) }
    }

    /// Somebody without an account, by the link that this admin made.
    pub(super) fn by_link_of(admin: Uuid, visit: &Visit) -> Author {
        Author { word: "it-person", id: Some(admin), at: visit.now, network: Some(visit.network_text()) }
    }

    /// Somebody at the support desk.
    pub(super) fn support(id: Uuid, visit: &Visit) -> Author {
        Author { word: "support", id: Some(id), at: visit.now, network: Some(visit.network_text()) }
    }

    /// Their line about something of an organization; about whom, and what changed, is the caller's to add.
    pub(super) fn line(self, app: &App, organization: Uuid, act: &str) -> AuditRow {
        AuditRow {
            id: app.new_id(),
            organization_id: Some(organization),
            at: self.at,
            actor: self.word.to_owned(),
            actor_id: self.id,
            act: act.to_owned(),
            subject_id: None,
            before: None,
            after: None,
            network: self.network,
        }
    }
}

/// Writes a line into the audit log of every organization that the act concerns.
pub async fn audit(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    decision: &Decision,
    act: Act,
    hands: &Hands,
) -> Result<(), Fault> {
    let change = match act {
        // The organizations know the address that they invited.
        Act::AddressChanged | Act::AddressRestored => addresses(subject, act, hands),
        Act::ContactSet | Act::ContactPutBack => {
            let contact = hands.contact.clone();
            contact.map_or((None, None), |contact| (contact.before, contact.after))
        }
        _others_change_no_address => changed(knock, subject, decision, act),
    };
    // The address is the same in all of them.
    let everywhere = matches!(act, Act::AddressChanged | Act::AddressRestored);
    let organizations: Vec<Uuid> = match knock.step.wanted.filter(|_| !everywhere) {
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
        let (word, id) = match (&hands.supporter, &hands.actor) {
            (Some(supporter), _) => ("support", Some(supporter.id)),
            (None, Some(Actor { id, support: true, .. })) => ("support", *id),
            (None, Some(Actor { id: Some(id), .. })) => ("admin", Some(*id)),
            (None, Some(Actor { id: None, .. })) => ("operator", None),
            (None, None) => ("user", subject_id),
        };
        let author = Author { word, id, at: knock.visit.now, network: Some(knock.visit.network_text()) };
        let row = AuditRow {
            subject_id,
            before: change.0.clone(),
            after: change.1.clone(),
            ..author.line(knock.app, organization_id, act.code())
        };
        audit::add(write, &row).await?;
    }
    Ok(())
}

/// From which address to which.
fn addresses(subject: &Subject, act: Act, hands: &Hands) -> (Option<String>, Option<String>) {
    let to = match act {
        Act::AddressRestored => subject.undo.as_ref().map(|undo| undo.address.clone()),
        _it_is_changed => hands.address.as_ref().map(|moving| moving.normal.clone()),
    };
    (Some(subject.address.clone()), to)
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
        name: proofs::full_name(&row.first_name, &row.last_name),
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
        subject_id: filter.person,
        after: Some(what.to_string()),
        ..Author::of(Some(by), visit).line(app, organization_id, "audit-exported")
    };
    let mut write = app.store.write().await?;
    audit::add(&mut write, &row).await?;
    write.commit().await
}
