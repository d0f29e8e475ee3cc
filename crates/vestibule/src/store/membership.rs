//! Memberships: who belongs to which organization, as what, since when.
//!
//! Facts are kept apart (invited, joined, deactivated); a status such as "invite pending" is derived by
//! `rules` and never stored. The admin's list of people is in `people.rs`.

use rules::{Instant, Role};
use uuid::Uuid;

use super::engine::Row;
use super::value::{FromRow, rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// An address of a member.
    pub struct MemberAddressRow {
        /// Whose.
        pub user_id: Uuid,
        /// The address in its normal form.
        pub address: String,
    }

    /// What an organization writes as somebody's contact address.
    pub struct ContactRow {
        /// The organization.
        pub organization_id: Uuid,
        /// The address, as it was typed; `None` where it is the one that signs in.
        pub contact: Option<String>,
        /// The one of before.
        pub contact_before: Option<String>,
        /// When it was written, as long as the one of before can be put back.
        pub contact_at: Option<Instant>,
    }

    /// How many others could help, in one organization of a user.
    pub struct OtherAdminsRow {
        /// The organization.
        pub organization_id: Uuid,
        /// How many admins but the user.
        pub others: i64,
    }
}

rows! {
    /// A user in an organization.
    pub struct MembershipRow {
        /// The organization.
        pub organization_id: Uuid,
        /// The user.
        pub user_id: Uuid,
        /// First name, as this organization writes it.
        pub first_name: String,
        /// Last name, as this organization writes it.
        pub last_name: String,
        /// What the user may do there.
        pub role: Role,
        /// When they were last invited.
        pub invited_at: Option<Instant>,
        /// By whom.
        pub invited_by: Option<Uuid>,
        /// Until when the invitation holds.
        pub invite_expires_at: Option<Instant>,
        /// When they first got in.
        pub joined_at: Option<Instant>,
        /// Since when they are switched off.
        pub deactivated_at: Option<Instant>,
        /// Until when an admin waived what the policy would demand.
        pub waived_until: Option<Instant>,
        /// An admin wants a new password by the next entry; satisfied by one set later.
        pub change_demanded_at: Option<Instant>,
        /// When they were last seen in this organization.
        pub last_active_at: Option<Instant>,
    }

    /// An admin and how to reach them.
    pub struct AdminRow {
        /// Who.
        pub user_id: Uuid,
        /// First name.
        pub first_name: String,
        /// Last name.
        pub last_name: String,
        /// Their primary address, as typed.
        pub address: String,
        /// Whether they have a second factor that works.
        pub has_factor: bool,
    }
}

/// A membership with what its organization demands.
#[derive(Clone, Debug, PartialEq)]
pub struct MembershipWithOrganization {
    /// The membership.
    pub membership: MembershipRow,
    /// The organization's short name.
    pub slug: String,
    /// The organization's name.
    pub name: String,
    /// Its colour.
    pub accent: Option<String>,
    /// The name of its logo.
    pub logo: Option<String>,
    /// Its IANA time zone.
    pub zone: String,
    /// Its policy, as JSON.
    pub policy: String,
    /// Since when it demands second factors.
    pub demand_since: Option<Instant>,
    /// Since when people have to come through the organization's provider.
    pub sign_on_since: Option<Instant>,
    /// Since when nobody gets in.
    pub suspended_at: Option<Instant>,
}

impl FromRow for MembershipWithOrganization {
    fn from_row(row: &Row) -> Result<Self, Fault> {
        Ok(MembershipWithOrganization {
            membership: MembershipRow::from_row(row)?,
            slug: row.get("slug")?,
            name: row.get("name")?,
            accent: row.get("accent")?,
            logo: row.get("logo")?,
            zone: row.get("zone")?,
            policy: row.get("policy")?,
            demand_since: row.get("demand_since")?,
            sign_on_since: row.get("sign_on_since")?,
            suspended_at: row.get("suspended_at")?,
        })
    }
}

macro_rules! columns {
    () => {
        "m.organization_id, m.user_id, m.first_name, m.last_name, m.role, m.invited_at, m.invited_by,
        m.invite_expires_at, m.joined_at, m.deactivated_at, m.waived_until, m.change_demanded_at,
        m.last_active_at"
    };
}

statements! {
    ADD = "insert into memberships (organization_id, user_id, first_name, last_name, role, invited_at,
        invited_by, invite_expires_at, joined_at, deactivated_at, waived_until, change_demanded_at, last_active_at,
        sort_name, search)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing";
    FIND = concat!("select ", columns!(), " from memberships m where m.organization_id = $1 and m.user_id = $2");
    LIST_WITH_ORGANIZATIONS = concat!("select ", columns!(), ", o.slug, o.name, o.accent, o.zone, o.policy,
        o.demand_since, o.sign_on_since, o.suspended_at, l.name as logo
        from memberships m join organizations o on o.id = m.organization_id
        left join logos l on l.organization_id = m.organization_id
        where m.user_id = $1 order by o.slug");
    LIST_ADMINS = "select m.user_id, m.first_name, m.last_name, a.shown as address,
        exists (select 1 from factors f where f.user_id = m.user_id and f.confirmed_at is not null
            and f.ended_at is null) as has_factor
        from memberships m join addresses a on a.user_id = m.user_id and a.is_primary
        where m.organization_id = $1 and m.role = 'admin' and m.joined_at is not null
        and m.deactivated_at is null order by m.sort_name, m.user_id";
    LIST_OTHER_ADMINS = "select m.organization_id, (select count(*) from memberships o
        where o.organization_id = m.organization_id and o.role = 'admin' and o.joined_at is not null
        and o.deactivated_at is null and o.user_id <> $1) as others from memberships m where m.user_id = $1";
    LIST_JOINED_ADDRESSES = "select m.user_id, a.address as address from memberships m
        join addresses a on a.user_id = m.user_id
        where m.organization_id = $1 and m.joined_at is not null and m.deactivated_at is null
        and (a.is_primary or m.role = 'admin') order by m.sort_name, m.user_id, a.address";
    COUNT_ADMINS = "select count(*) as value from memberships where organization_id = $1 and role = 'admin'
        and joined_at is not null and deactivated_at is null";
    COUNT_ADMINISTERED = "select count(*) as value from memberships m join organizations o on o.id = m.organization_id
        where m.user_id = $1 and m.role = 'admin' and m.joined_at is not null and m.deactivated_at is null
        and o.suspended_at is null";
    SET_ROLE = "update memberships set role = $3, role_by = 'hand' where organization_id = $1 and user_id = $2";
    SET_NAME = "update memberships set first_name = $3, last_name = $4, sort_name = $5, search = $6
        where organization_id = $1 and user_id = $2";
    FIND_CONTACT = "select organization_id, contact, contact_before, contact_at from memberships
        where organization_id = $1 and user_id = $2";
    LIST_CONTACTS = "select organization_id, contact, contact_before, contact_at from memberships
        where user_id = $1 and contact is not null";
    SET_CONTACT = "update memberships set contact = $3, contact_before = $4, contact_at = $5
        where organization_id = $1 and user_id = $2";
    SET_SEARCH = "update memberships set search = $3 where organization_id = $1 and user_id = $2";
    SET_DEACTIVATED = "update memberships set deactivated_at = $3 where organization_id = $1 and user_id = $2";
    SET_JOINED = "update memberships set joined_at = $3
        where organization_id = $1 and user_id = $2 and joined_at is null";
    SET_INVITED = "update memberships set invited_by = $3, invited_at = $4, invite_expires_at = $5
        where organization_id = $1 and user_id = $2";
    SET_WAIVED_UNTIL = "update memberships set waived_until = $3 where organization_id = $1 and user_id = $2";
    SET_CHANGE_DEMANDED = "update memberships set change_demanded_at = $3
        where organization_id = $1 and user_id = $2";
    TOUCH_LAST_ACTIVE = "update memberships set last_active_at = $3
        where organization_id = $1 and user_id = $2 and (last_active_at is null or last_active_at < $3)";
    REMOVE = "delete from memberships where organization_id = $1 and user_id = $2";
}

/// Lower-cased "last first", by which people are put in order.
fn sort_name(first_name: &str, last_name: &str) -> String {
    format!("{last_name} {first_name}").trim().to_lowercase()
}

/// Lower-cased names and address, in which people are looked for.
fn search_text(first_name: &str, last_name: &str, address: &str) -> String {
    format!("{first_name} {last_name} {address}").trim().to_lowercase()
}

/// Adds one; false where the user is in the organization already. The address is what they are found by.
pub async fn add(write: &mut Write, row: &MembershipRow, address: &str) -> Result<bool, Fault> {
    let values = values![
        row.organization_id,
        row.user_id,
        row.first_name,
        row.last_name,
        row.role,
        row.invited_at,
        row.invited_by,
        row.invite_expires_at,
        row.joined_at,
        row.deactivated_at,
        row.waived_until,
        row.change_demanded_at,
        row.last_active_at,
        sort_name(&row.first_name, &row.last_name),
        search_text(&row.first_name, &row.last_name, address),
    ];
    write.change(ADD, values).await
}

/// One user in one organization.
pub async fn find(
    read: &mut Read,
    organization_id: Uuid,
    user_id: Uuid,
) -> Result<Option<MembershipRow>, Fault> {
    read.one(FIND, values![organization_id, user_id]).await
}

/// Every membership of a user, with its organization, in one query.
pub async fn list_with_organizations(
    read: &mut Read,
    user_id: Uuid,
) -> Result<Vec<MembershipWithOrganization>, Fault> {
    read.list(LIST_WITH_ORGANIZATIONS, values![user_id]).await
}

/// The admins who have joined and are not switched off.
pub async fn list_admins(read: &mut Read, organization_id: Uuid) -> Result<Vec<AdminRow>, Fault> {
    read.list(LIST_ADMINS, values![organization_id]).await
}

/// For each of the user's organizations, how many other admins have joined and are not switched off.
pub async fn list_other_admins(read: &mut Read, user_id: Uuid) -> Result<Vec<OtherAdminsRow>, Fault> {
    read.list(LIST_OTHER_ADMINS, values![user_id]).await
}

/// The addresses of all who have joined and are not switched off: of admins every one that is known.
pub async fn list_joined_addresses(
    read: &mut Read,
    organization_id: Uuid,
) -> Result<Vec<MemberAddressRow>, Fault> {
    read.list(LIST_JOINED_ADDRESSES, values![organization_id]).await
}

/// How many admins have joined and are not switched off.
pub async fn count_admins(read: &mut Read, organization_id: Uuid) -> Result<i64, Fault> {
    read.value(COUNT_ADMINS, values![organization_id]).await
}

/// How many organizations that can be entered the user administers.
pub async fn count_administered(read: &mut Read, user_id: Uuid) -> Result<i64, Fault> {
    read.value(COUNT_ADMINISTERED, values![user_id]).await
}

/// What the user may do from now on; false where there is no such membership.
pub async fn set_role(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    role: Role,
) -> Result<bool, Fault> {
    write.change(SET_ROLE, values![organization_id, user_id, role]).await
}

/// The name as this organization writes it; the address is what they are found by.
pub async fn set_name(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    first_name: &str,
    last_name: &str,
    address: &str,
) -> Result<bool, Fault> {
    let (order, search) = (sort_name(first_name, last_name), search_text(first_name, last_name, address));
    write.change(SET_NAME, values![organization_id, user_id, first_name, last_name, order, search]).await
}

/// What the organization writes as the person's contact address, and wrote before.
pub async fn find_contact(
    read: &mut Read,
    organization_id: Uuid,
    user_id: Uuid,
) -> Result<Option<ContactRow>, Fault> {
    read.one(FIND_CONTACT, values![organization_id, user_id]).await
}

/// What each organization of a user writes as their contact address, where it is not the one that signs in.
pub async fn list_contacts(read: &mut Read, user_id: Uuid) -> Result<Vec<ContactRow>, Fault> {
    read.list(LIST_CONTACTS, values![user_id]).await
}

/// Writes it, with the one of before and since when; false where there is no such membership.
pub async fn set_contact(write: &mut Write, user_id: Uuid, row: &ContactRow) -> Result<bool, Fault> {
    let values = values![row.organization_id, user_id, row.contact, row.contact_before, row.contact_at];
    write.change(SET_CONTACT, values).await
}

/// The user has another address: by it they are found from now on, beside the names that the organization gave them.
pub async fn set_found_by(write: &mut Write, row: &MembershipRow, address: &str) -> Result<(), Fault> {
    let contact = find_contact(write, row.organization_id, row.user_id).await?.and_then(|row| row.contact);
    let by = format!("{address} {}", contact.unwrap_or_default());
    let search = search_text(&row.first_name, &row.last_name, &by);
    write.run(SET_SEARCH, values![row.organization_id, row.user_id, search]).await.map(drop)
}

/// Switches the user off in this organization, or with `None` on again.
pub async fn set_deactivated(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Option<Instant>,
) -> Result<bool, Fault> {
    write.change(SET_DEACTIVATED, values![organization_id, user_id, at]).await
}

/// Remembers the first time they got in; false where they had joined before.
pub async fn set_joined(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(SET_JOINED, values![organization_id, user_id, at]).await
}

/// Remembers the newest invitation: by whom, when, and until when it holds.
pub async fn set_invited(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    by: Option<Uuid>,
    at: Instant,
    expires_at: Instant,
) -> Result<bool, Fault> {
    write.change(SET_INVITED, values![organization_id, user_id, by, at, expires_at]).await
}

/// Until when the policy's demand is waived for this user; `None` takes a waiver back.
pub async fn set_waived_until(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    until: Option<Instant>,
) -> Result<bool, Fault> {
    write.change(SET_WAIVED_UNTIL, values![organization_id, user_id, until]).await
}

/// An admin wants a new password by the next entry, or with `None` does not any more.
pub async fn set_change_demanded(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Option<Instant>,
) -> Result<bool, Fault> {
    write.change(SET_CHANGE_DEMANDED, values![organization_id, user_id, at]).await
}

/// Remembers that they were seen; never moves backwards.
pub async fn touch_last_active(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Instant,
) -> Result<(), Fault> {
    write.run(TOUCH_LAST_ACTIVE, values![organization_id, user_id, at]).await.map(drop)
}

/// Ends the membership for good; false where there was none.
pub async fn remove(write: &mut Write, organization_id: Uuid, user_id: Uuid) -> Result<bool, Fault> {
    write.change(REMOVE, values![organization_id, user_id]).await
}
