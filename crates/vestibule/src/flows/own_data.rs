//! What is kept about a user, for that user: everything that names them or was written down about what they did.
//!
//! Reads only. Never in it: a secret, a hash, a code, the text of a mail, or what an organization or support wrote
//! for itself. Where to go next: `SECURITY.md`, which says how long each of it is kept.

use rules::{Instant, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::fault::Fault;
use crate::store::journal::JournalRow;
use crate::store::membership::MembershipWithOrganization;
use crate::store::outbox::OutboxRow;
use crate::store::{
    Read, address, connection, device, factor, identity, journal, membership, outbox, recovery, session, user,
};
use crate::visit::Visit;
use crate::when;

/// More attempts and mails than anybody has within what the journal and the outbox are kept for.
const MOST: i64 = 10_000;

/// All of it, as one JSON value with times as RFC 3339 says them.
pub async fn collect(app: &App, visit: &Visit, id: Uuid) -> Result<Value, Fault> {
    let mut read = app.store.read();
    let doors = membership::list_with_organizations(&mut read, id).await?;
    let journal = journal::list_for_user(&mut read, id, MOST).await?;
    let mails = outbox::list_for_user(&mut read, id, MOST).await?;
    Ok(json!({
        "made_at": time(visit.now),
        "made_by": app.settings.product,
        "user": person(&mut read, id).await?,
        "addresses": addresses(&mut read, id).await?,
        "organizations": doors.iter().map(organization).collect::<Vec<_>>(),
        "contact_addresses": contacts(&mut read, id, &doors).await?,
        "sign_ons": identities(&mut read, id, &doors).await?,
        "second_factors": factors(&mut read, id).await?,
        "recovery_codes_left": recovery::count_left(&mut read, id).await?,
        "browsers": devices(&mut read, id).await?,
        "sessions": sessions(&mut read, id, visit.now).await?,
        "attempts": journal.iter().map(attempt).collect::<Vec<_>>(),
        "mails": mails.iter().map(mail).collect::<Vec<_>>(),
    }))
}

fn time(at: Instant) -> String {
    when::rfc3339(at)
}

fn maybe(at: Option<Instant>) -> Option<String> {
    at.map(time)
}

async fn person(read: &mut Read, id: Uuid) -> Result<Value, Fault> {
    let row = user::get(read, id).await?;
    Ok(json!({
        "id": row.id.to_string(),
        "first_name": row.first_name,
        "last_name": row.last_name,
        "since": time(row.created_at),
        "password_set_at": maybe(row.password_at),
        "recovery_codes_saved_at": maybe(row.codes_saved_at),
    }))
}

async fn addresses(read: &mut Read, id: Uuid) -> Result<Vec<Value>, Fault> {
    let rows = address::list_for_user(read, id).await?;
    let one = |row: address::AddressRow| json!({ "address": row.shown, "mails_go_here": row.is_primary, "since": time(row.added_at), "held_until": maybe(row.held_until) });
    Ok(rows.into_iter().map(one).collect())
}

/// What organizations write as their contact address, where it is another one.
async fn contacts(
    read: &mut Read,
    id: Uuid,
    doors: &[MembershipWithOrganization],
) -> Result<Vec<Value>, Fault> {
    let rows = membership::list_contacts(read, id).await?;
    let one = |row: membership::ContactRow| {
        let door = doors.iter().find(|door| door.membership.organization_id == row.organization_id);
        json!({ "organization": door.map(|door| &door.slug), "address": row.contact, "before": row.contact_before })
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Who the user is, or was lately, to the providers of organizations.
async fn identities(
    read: &mut Read,
    id: Uuid,
    doors: &[MembershipWithOrganization],
) -> Result<Vec<Value>, Fault> {
    let mut all = Vec::new();
    for row in identity::any_list_of_user(read, id).await? {
        let door = doors.iter().find(|door| door.membership.organization_id == row.organization_id);
        let connection = connection::any_find(read, row.connection_id).await?;
        all.push(json!({
            "organization": door.map(|door| &door.slug),
            "called": connection.map(|row| row.name),
            "key_there": row.subject,
            "since": time(row.linked_at),
            "last_used_at": time(row.last_used_at),
            "ended_at": maybe(row.ended_at),
        }));
    }
    Ok(all)
}

fn organization(row: &MembershipWithOrganization) -> Value {
    let membership = &row.membership;
    json!({
        "name": row.name,
        "slug": row.slug,
        "called_here": proofs::full_name(&membership.first_name, &membership.last_name),
        "role": if membership.role == Role::Admin { "admin" } else { "member" },
        "invited_at": maybe(membership.invited_at),
        "joined_at": maybe(membership.joined_at),
        "deactivated_at": maybe(membership.deactivated_at),
        "last_active_at": maybe(membership.last_active_at),
    })
}

async fn factors(read: &mut Read, id: Uuid) -> Result<Vec<Value>, Fault> {
    let rows = factor::list_for_user(read, id, Instant(0)).await?;
    let one = |row: factor::FactorRow| {
        json!({
            "name": row.name,
            "kind": if row.kind == "passkey" { "passkey" } else { "authenticator app" },
            "added_at": time(row.created_at),
            "last_used_at": maybe(row.last_used_at),
            "ended_at": maybe(row.ended_at),
        })
    };
    Ok(rows.into_iter().filter(|row| row.confirmed_at.is_some()).map(one).collect())
}

async fn devices(read: &mut Read, id: Uuid) -> Result<Vec<Value>, Fault> {
    let rows = device::list_for_user(read, id).await?;
    let one = |row: device::DeviceRow| {
        json!({
            "browser": row.browser,
            "first_seen": time(row.first_seen),
            "last_seen": time(row.last_seen),
            "spared_second_factor_until": maybe(row.remembered_until),
        })
    };
    Ok(rows.into_iter().map(one).collect())
}

async fn sessions(read: &mut Read, id: Uuid, now: Instant) -> Result<Vec<Value>, Fault> {
    let rows = session::list_for_user(read, id, now).await?;
    let one = |row: session::SessionRow| {
        json!({
            "began_at": time(row.created_at),
            "last_used_at": time(row.last_used_at),
            "password_given_at": maybe(row.password_at),
            "second_factor_given_at": maybe(row.second_at),
        })
    };
    Ok(rows.into_iter().map(one).collect())
}

fn attempt(row: &JournalRow) -> Value {
    json!({
        "reference": row.reference,
        "at": time(row.at),
        "what": row.act,
        "verdict": row.verdict,
        "cause": row.cause,
        "browser": row.browser,
        "network": row.network,
    })
}

fn mail(row: &OutboxRow) -> Value {
    json!({
        "at": time(row.created_at),
        "kind": row.kind,
        "domain": row.domain,
        "state": row.state,
        "settled_at": maybe(row.settled_at),
        "reference": row.reference,
    })
}
