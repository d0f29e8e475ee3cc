//! Whoever is invited and not known yet: the user, their address and the membership, before it is decided whether they
//! may be.
//!
//! Never in here: that decision. What may not be invited is dropped with its transaction (`people.rs`).

use rules::{Instant, Role};
use uuid::Uuid;

use super::Invitation;
use crate::app::App;
use crate::fault::Fault;
use crate::flows::apply::Actor;
use crate::flows::support;
use crate::store::address::AddressRow;
use crate::store::membership::MembershipRow;
use crate::store::user::UserRow;
use crate::store::{Write, address, membership, user};
use crate::visit::Visit;

/// Who has the address, or somebody new; and until when it is held for somebody else, if it is.
pub(in crate::flows) async fn find_or_add_user(
    write: &mut Write,
    app: &App,
    visit: &Visit,
    invitation: &Invitation,
) -> Result<(Uuid, Option<Instant>), Fault> {
    address::free(write, invitation.address.as_str(), visit.now).await?;
    let known = address::find(write, invitation.address.as_str()).await?;
    // One that is held is not the address of whoever had it; nor is it anybody else's yet.
    let held_until = match known {
        Some(row) if row.held_until.is_none() => return Ok((row.user_id, None)),
        held => held.and_then(|row| row.held_until),
    };
    let id = app.new_id();
    let row = UserRow {
        id,
        revision: 0,
        first_name: invitation.first_name.clone(),
        last_name: invitation.last_name.clone(),
        password_hash: None,
        password_at: None,
        password_worth: "mailbox".to_owned(),
        remember_epoch: 0,
        created_at: visit.now,
        codes_saved_at: None,
    };
    user::add(write, &row).await?;
    let address = AddressRow {
        address: invitation.address.as_str().to_owned(),
        user_id: id,
        shown: invitation.address.shown().to_owned(),
        is_primary: true,
        added_at: visit.now,
        held_until: None,
    };
    if held_until.is_none() {
        address::add(write, &address).await?;
    }
    Ok((id, held_until))
}

/// The names are the membership's own: an admin never learns what the user is called elsewhere.
pub(in crate::flows) async fn add_membership(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    invitation: &Invitation,
    actor: &Actor,
    visit: &Visit,
) -> Result<(), Fault> {
    // The desk has no admins, whatever was asked for.
    let desk = support::is_desk(write, organization_id).await?;
    let row = MembershipRow {
        organization_id,
        user_id,
        first_name: invitation.first_name.clone(),
        last_name: invitation.last_name.clone(),
        role: if desk { Role::Member } else { invitation.role },
        invited_at: Some(visit.now),
        invited_by: actor.id,
        invite_expires_at: Some(visit.now),
        joined_at: None,
        deactivated_at: None,
        waived_until: None,
        change_demanded_at: None,
        last_active_at: None,
    };
    membership::add(write, &row, invitation.address.as_str()).await.map(drop)
}
