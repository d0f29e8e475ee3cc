//! Identities carried out: a provider's subject becomes a user of ours, is used, or is put before an admin; and the
//! admin's answer.
//!
//! Never in here: whether two may be linked (`rules::sso`). Where to go next: `sso.rs`, where they come from.

use rules::Role;
use rules::effect::OnIdentity;
use uuid::Uuid;

use super::apply::{self, Actor};
use super::audit::Author;
use super::change::Change;
use super::hands::{Arrived, Hands};
use super::letters;
use super::request::{self, Came};
use super::run::Knock;
use super::subject::Subject;
use crate::app::App;
use crate::fault::Fault;
use crate::store::audit::AuditRow;
use crate::store::identity::{self, IdentityRow, ProposalRow};
use crate::store::membership::{self, ContactRow};
use crate::store::organization::{self, OrganizationRow};
use crate::store::request::RequestRow;
use crate::store::{Write, admission, audit, connection, session};
use crate::visit::Visit;
use crate::words::words;

fn who<'a>(subject: &Subject, hands: &'a Hands) -> Result<(Uuid, &'a Arrived), Fault> {
    let user = subject.user.as_ref().map(|user| user.id);
    user.zip(hands.arrived.as_ref()).ok_or_else(|| Fault::broken("nobody came through a provider"))
}

/// Carries out what is decided of an identity; false where somebody else was faster.
pub(super) async fn carry_out(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    what: OnIdentity,
    hands: &Hands,
) -> Result<bool, Fault> {
    match what {
        OnIdentity::Link => link(write, knock, subject, hands).await,
        OnIdentity::Use => use_one(write, knock, subject, hands).await,
        OnIdentity::Propose => propose(write, knock, subject, hands).await.map(|()| true),
        OnIdentity::Role(role) => give_role(write, knock, subject, role, hands).await,
    }
}

/// The subject is this user from now on; false where either is linked otherwise by now.
async fn link(write: &mut Write, knock: &Knock<'_>, subject: &Subject, hands: &Hands) -> Result<bool, Fault> {
    let (user_id, arrived) = who(subject, hands)?;
    let row = IdentityRow {
        id: knock.app.new_id(),
        organization_id: arrived.organization,
        connection_id: arrived.connection,
        subject: arrived.subject.clone(),
        user_id,
        linked_at: knock.visit.now,
        last_used_at: knock.visit.now,
        ended_at: None,
    };
    identity::add(write, &row).await
}

/// It was used; false where it is this user's no more. An address that the provider changed is contact data of that
/// membership, and nothing else.
async fn use_one(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    hands: &Hands,
) -> Result<bool, Fault> {
    let (user_id, arrived) = who(subject, hands)?;
    let now = knock.visit.now;
    let linked = identity::use_one(write, arrived.connection, &arrived.subject, user_id, now).await?;
    if let Some(address) = arrived.address.as_deref().filter(|_| linked) {
        contact(write, knock, subject, arrived.organization, address).await?;
    }
    Ok(linked)
}

async fn contact(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    organization: Uuid,
    address: &str,
) -> Result<(), Fault> {
    let Some(door) = subject.door(Some(organization)) else { return Ok(()) };
    let user_id = door.membership.user_id;
    let before = membership::find_contact(write, organization, user_id).await?.and_then(|row| row.contact);
    // Where it is the one that signs in, nothing has to be written beside it.
    let after = Some(address.to_owned()).filter(|address| *address != subject.address);
    if before == after {
        return Ok(());
    }
    let row = ContactRow {
        organization_id: organization,
        contact: after.clone(),
        contact_before: before.clone(),
        contact_at: Some(knock.visit.now),
    };
    membership::set_contact(write, user_id, &row).await?;
    membership::set_found_by(write, &door.membership, &subject.address).await?;
    let author = Author { word: "provider", id: None, at: knock.visit.now, network: None };
    let line = author.line(knock.app, organization, "contact-set");
    audit::add(write, &AuditRow { subject_id: Some(user_id), before, after, ..line }).await
}

/// Their groups at the provider give them another role here; false where they would leave nobody who administers, which
/// is decided anew.
async fn give_role(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    role: Role,
    hands: &Hands,
) -> Result<bool, Fault> {
    let (user_id, arrived) = who(subject, hands)?;
    let organization = arrived.organization;
    // Two admins who come at once are lowered one after the other, or each would count the other one.
    organization::lock(write, organization).await?;
    if role == Role::Member && membership::count_admins(write, organization).await? <= 1 {
        return Ok(false);
    }
    let before = membership::find(write, organization, user_id).await?.map(|row| row.role);
    if !admission::set_providers_role(write, organization, user_id, role).await? {
        return Ok(true);
    }
    apply::settle_demand(write, organization, knock.visit.now).await?;
    let author = Author { word: "provider", id: None, at: knock.visit.now, network: None };
    let line = AuditRow {
        subject_id: Some(user_id),
        before: before.map(|role| role.word().to_owned()),
        after: Some(role.word().to_owned()),
        ..author.line(knock.app, organization, "role-changed")
    };
    audit::add(write, &line).await?;
    let row = connection::any_find(write, arrived.connection).await?;
    let through = row.map_or(String::new(), |row| row.name);
    letters::role::tell(write, knock, subject, organization, &through, role).await.map(|()| true)
}

/// A new name of somebody who is known: the admins see it, on the connection's page and among the requests.
async fn propose(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    hands: &Hands,
) -> Result<(), Fault> {
    let (user_id, arrived) = who(subject, hands)?;
    let row = ProposalRow {
        id: knock.app.new_id(),
        organization_id: arrived.organization,
        connection_id: arrived.connection,
        user_id,
        subject: arrived.subject.clone(),
        reference: knock.reference.to_string(),
        at: knock.visit.now,
        closed_at: None,
        closed_as: None,
        closed_by: None,
    };
    identity::propose(write, &row).await?;
    let kind = "way-in";
    if crate::store::request::find_open(write, arrived.organization, user_id, kind).await?.is_some() {
        return Ok(());
    }
    let row = RequestRow {
        reference: Some(knock.reference.to_string()),
        about: words().plain("sso-proposal-about", &[]),
        ..request::open(knock.app, knock.visit, arrived.organization, user_id, kind)
    };
    crate::store::request::add(write, &row).await.map(drop)
}

/// An admin says whether the new name, as their page showed it, belongs to the same person. A yes ends what came by the
/// old name.
pub async fn answer(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    (id, subject): (Uuid, &str),
    yes: bool,
) -> Result<Came, Fault> {
    let Some(by) = actor.id else { return Ok(Came::NotAnAdmin) };
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else {
        return Ok(Came::NotAnAdmin);
    };
    let found = identity::find_proposal(&mut change.write, organization.id, id).await?;
    let Some(row) = found.filter(|row| row.closed_at.is_none() && row.subject == subject) else {
        return Ok(Came::Late);
    };
    // Nobody confirms a name for themselves: whoever holds their session would hold it for good.
    if row.user_id == by && yes {
        return Ok(Came::NotAnAdmin);
    }
    let (closed_as, act) =
        if yes { ("confirmed", "identity-confirmed") } else { ("declined", "identity-declined") };
    identity::close_proposal(&mut change.write, id, visit.now, closed_as, Some(by)).await?;
    if yes {
        identity::end_of_user(&mut change.write, row.connection_id, row.user_id, visit.now).await?;
        let linked = IdentityRow {
            id: app.new_id(),
            organization_id: organization.id,
            connection_id: row.connection_id,
            subject: row.subject.clone(),
            user_id: row.user_id,
            linked_at: visit.now,
            last_used_at: visit.now,
            ended_at: None,
        };
        if !identity::add(&mut change.write, &linked).await? {
            // The name is somebody else's by now: nothing of this is done.
            return Ok(Came::Late);
        }
        let (connection, user) = (row.connection_id, row.user_id);
        session::end_of_identity(&mut change.write, connection, user, visit.now, "identity-changed").await?;
    }
    change.line_about(Some(row.user_id), act, None, Some(&row.subject)).await?;
    change.write.commit().await?;
    Ok(Came::Done)
}
