//! Organizations: the customers, their look and their policy.
//!
//! The policy is JSON that only `rules` understands; here it is text. Who belongs to an organization is in
//! `membership.rs`.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// An organization.
    pub struct OrganizationRow {
        /// Its id.
        pub id: Uuid,
        /// Its short name in addresses; unique.
        pub slug: String,
        /// Its name for people.
        pub name: String,
        /// The colour of its pages, `#rrggbb`.
        pub accent: Option<String>,
        /// Its IANA time zone.
        pub zone: String,
        /// Since when nobody gets in.
        pub suspended_at: Option<Instant>,
        /// Its policy, as JSON.
        pub policy: String,
        /// Since when second factors are demanded.
        pub demand_since: Option<Instant>,
        /// When it was made.
        pub created_at: Instant,
        /// Since when people have to come through its provider.
        pub sign_on_since: Option<Instant>,
    }
}

macro_rules! columns {
    () => {
        "o.id, o.slug, o.name, o.accent, o.zone, o.suspended_at, o.policy, o.demand_since, o.created_at,
        o.sign_on_since"
    };
}

statements! {
    ADD = "insert into organizations
        (id, slug, name, accent, zone, suspended_at, policy, demand_since, created_at, sign_on_since)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing";
    FIND = concat!("select ", columns!(), " from organizations o where o.id = $1");
    FIND_BY_SLUG = concat!("select ", columns!(), " from organizations o where o.slug = $1");
    LIST_FOR_USER = concat!("select ", columns!(), " from organizations o
        join memberships m on m.organization_id = o.id where m.user_id = $1 order by o.slug");
    ANY_LIST = concat!("select ", columns!(), " from organizations o where o.slug > $1 order by o.slug limit $2");
    FIND_DESK = concat!("select ", columns!(), " from organizations o where o.desk = true");
    FIND_BY_NAME = concat!("select ", columns!(), " from organizations o where lower(o.name) = lower($1) order by o.slug limit 2");
    SET_DESK = "update organizations set desk = true where id = $1";
    LOCK = "update organizations set slug = slug where id = $1";
    SET_POLICY = "update organizations set policy = $2 where id = $1";
    SET_DEMAND_SINCE = "update organizations set demand_since = $2 where id = $1";
    SET_SUSPENDED = "update organizations set suspended_at = $2 where id = $1";
    SET_ACCENT = "update organizations set accent = $2 where id = $1";
    SET_LOOK = "update organizations set name = $2, accent = $3, zone = $4 where id = $1";
}

/// Adds one; false where the slug is taken.
pub async fn add(write: &mut Write, row: &OrganizationRow) -> Result<bool, Fault> {
    let values = values![
        row.id,
        row.slug,
        row.name,
        row.accent,
        row.zone,
        row.suspended_at,
        row.policy,
        row.demand_since,
        row.created_at,
        row.sign_on_since,
    ];
    write.change(ADD, values).await
}

/// By id.
pub async fn find(read: &mut Read, id: Uuid) -> Result<Option<OrganizationRow>, Fault> {
    read.one(FIND, values![id]).await
}

/// By the short name in an address.
pub async fn find_by_slug(read: &mut Read, slug: &str) -> Result<Option<OrganizationRow>, Fault> {
    read.one(FIND_BY_SLUG, values![slug]).await
}

/// Every organization that the user has a membership in, whatever its state.
pub async fn list_for_user(read: &mut Read, user_id: Uuid) -> Result<Vec<OrganizationRow>, Fault> {
    read.list(LIST_FOR_USER, values![user_id]).await
}

/// All organizations in the order of their slugs, after that one ("" for the first page).
pub async fn any_list(read: &mut Read, after_slug: &str, limit: i64) -> Result<Vec<OrganizationRow>, Fault> {
    read.list(ANY_LIST, values![after_slug, limit]).await
}

/// The support desk, if there is one yet.
pub async fn find_desk(read: &mut Read) -> Result<Option<OrganizationRow>, Fault> {
    read.one(FIND_DESK, values![]).await
}

/// By the name that people know, whatever its case; two where it is not the only one.
pub async fn any_list_by_name(read: &mut Read, name: &str) -> Result<Vec<OrganizationRow>, Fault> {
    read.list(FIND_BY_NAME, values![name]).await
}

/// Makes it the support desk. There is one.
pub async fn set_desk(write: &mut Write, id: Uuid) -> Result<(), Fault> {
    write.run(SET_DESK, values![id]).await.map(drop)
}

/// Puts a new policy (JSON) in place of the old one.
pub async fn set_policy(write: &mut Write, id: Uuid, policy: &str) -> Result<(), Fault> {
    write.run(SET_POLICY, values![id, policy]).await.map(drop)
}

/// Since when second factors are demanded.
pub async fn set_demand_since(write: &mut Write, id: Uuid, at: Option<Instant>) -> Result<(), Fault> {
    write.run(SET_DEMAND_SINCE, values![id, at]).await.map(drop)
}

/// Suspends the organization, or with `None` opens it again.
pub async fn set_suspended(write: &mut Write, id: Uuid, at: Option<Instant>) -> Result<(), Fault> {
    write.run(SET_SUSPENDED, values![id, at]).await.map(drop)
}

/// Its colour, or with `None` the installation's.
pub async fn set_accent(write: &mut Write, id: Uuid, accent: Option<&str>) -> Result<(), Fault> {
    write.run(SET_ACCENT, values![id, accent]).await.map(drop)
}

/// Its name, colour and time zone.
pub async fn set_look(
    write: &mut Write,
    id: Uuid,
    name: &str,
    accent: Option<&str>,
    zone: &str,
) -> Result<(), Fault> {
    write.run(SET_LOOK, values![id, name, accent, zone]).await.map(drop)
}

/// Makes others who act on the organization's people wait until this transaction is over: what they count is
/// then what stands.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<(), Fault> {
    write.run(LOCK, values![id]).await.map(drop)
}
