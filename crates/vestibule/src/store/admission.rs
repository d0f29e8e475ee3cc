//! What an organization makes of what its provider says of people: whether who is new becomes a member, which names its
//! claims have, and which of its groups are admins here; whose word somebody's role is, and where members are written to.
//!
//! A connection without a row has none of it. Never in here: who is let in.

use rules::{Instant, Role};
use uuid::Uuid;

use super::membership::MemberAddressRow;
use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// What a connection makes of people.
    pub struct AdmissionRow {
        /// Which connection.
        pub connection_id: Uuid,
        /// Whose.
        pub organization_id: Uuid,
        /// Whoever is new at an address of the organization's domains becomes a member by coming.
        pub newcomers: bool,
        /// The claim that is the address; else the protocol's own.
        pub claim_address: Option<String>,
        /// The claim that is the first name.
        pub claim_first_name: Option<String>,
        /// The claim that is the last name.
        pub claim_last_name: Option<String>,
        /// The claim that has the groups.
        pub claim_groups: Option<String>,
        /// The groups whose people are admins, one a line; none: roles are given here.
        pub admin_groups: String,
        /// The groups count for those as well whose role was given here.
        pub over_hand: bool,
        /// When it was changed.
        pub changed_at: Instant,
    }
}

macro_rules! columns {
    () => {
        "connection_id, organization_id, newcomers, claim_address, claim_first_name, claim_last_name, claim_groups,
        admin_groups, over_hand, changed_at"
    };
}

statements! {
    FIND = concat!("select ", columns!(), " from admissions where connection_id = $1");
    SET = concat!("insert into admissions (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (connection_id) do update set newcomers = $3, claim_address = $4, claim_first_name = $5,
        claim_last_name = $6, claim_groups = $7, admin_groups = $8, over_hand = $9, changed_at = $10");
    LIST_PRIMARY_ADDRESSES = "select m.user_id, a.address as address from memberships m
        join addresses a on a.user_id = m.user_id and a.is_primary
        where m.organization_id = $1 and m.joined_at is not null and m.deactivated_at is null
        order by m.sort_name, m.user_id";
    LIST_CONTACT_ADDRESSES = "select m.user_id, coalesce(m.contact, a.address) as address from memberships m
        join addresses a on a.user_id = m.user_id and a.is_primary
        where m.organization_id = $1 and m.joined_at is not null and m.deactivated_at is null
        order by m.sort_name, m.user_id";
    SET_PROVIDERS_ROLE = "update memberships set role = $3, role_by = 'provider'
        where organization_id = $1 and user_id = $2 and role <> $3";
    FIND_ROLE_BY = "select max(role_by) as value from memberships where organization_id = $1 and user_id = $2";
}

impl AdmissionRow {
    /// The groups whose people are admins.
    pub fn admins(&self) -> Vec<String> {
        self.admin_groups.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }
}

impl Default for AdmissionRow {
    fn default() -> AdmissionRow {
        AdmissionRow {
            connection_id: Uuid::nil(),
            organization_id: Uuid::nil(),
            newcomers: false,
            claim_address: None,
            claim_first_name: None,
            claim_last_name: None,
            claim_groups: None,
            admin_groups: String::new(),
            over_hand: false,
            changed_at: Instant(0),
        }
    }
}

/// That of a connection.
pub async fn find(read: &mut Read, connection_id: Uuid) -> Result<Option<AdmissionRow>, Fault> {
    read.one(FIND, values![connection_id]).await
}

/// Puts it in place of what was.
pub async fn set(write: &mut Write, row: &AdmissionRow) -> Result<(), Fault> {
    let values = values![
        row.connection_id,
        row.organization_id,
        row.newcomers,
        row.claim_address,
        row.claim_first_name,
        row.claim_last_name,
        row.claim_groups,
        row.admin_groups,
        row.over_hand,
        row.changed_at,
    ];
    write.run(SET, values).await.map(drop)
}

/// The address that each member signs in with.
pub async fn list_primary_addresses(
    read: &mut Read,
    organization_id: Uuid,
) -> Result<Vec<MemberAddressRow>, Fault> {
    read.list(LIST_PRIMARY_ADDRESSES, values![organization_id]).await
}

/// Where each member is written to about the organization: the contact address, where there is one.
pub async fn list_contact_addresses(
    read: &mut Read,
    organization_id: Uuid,
) -> Result<Vec<MemberAddressRow>, Fault> {
    read.list(LIST_CONTACT_ADDRESSES, values![organization_id]).await
}

/// Another role, by the word of the organization's provider; false where it is so already.
pub async fn set_providers_role(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    role: Role,
) -> Result<bool, Fault> {
    write.change(SET_PROVIDERS_ROLE, values![organization_id, user_id, role]).await
}

/// Whose word the role is, `hand` or `provider`; nothing for that of the invitation.
pub async fn find_role_by(
    read: &mut Read,
    organization_id: Uuid,
    user_id: Uuid,
) -> Result<Option<String>, Fault> {
    read.value(FIND_ROLE_BY, values![organization_id, user_id]).await
}
