//! The journal: what happened, for diagnosis. A reference leads to one entry.
//!
//! Never in it: a secret, or what a stranger typed as an address (only its keyed hash). It refers to nothing,
//! so that an entry can be written beside a transaction and outlive what it is about. Who changed what is in
//! `audit.rs`.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// An entry.
    pub struct JournalRow {
        /// What is shown to people, and leads here.
        pub reference: String,
        /// When.
        pub at: Instant,
        /// What was tried.
        pub act: String,
        /// By whom, if that is known.
        pub user_id: Option<Uuid>,
        /// Where, if that is known.
        pub organization_id: Option<Uuid>,
        /// Keyed hash of the address that was typed.
        pub address_key: Option<[u8; 32]>,
        /// How it ended.
        pub verdict: String,
        /// Why not, by the cause's kebab-case name.
        pub cause: Option<String>,
        /// What was seen, as JSON, without secrets.
        pub evidence: String,
        /// The browser, in words.
        pub browser: String,
        /// The network address; kept for 90 days.
        pub network: Option<String>,
        /// Whether the browser was known for this user.
        pub known_device: bool,
        /// The entries or acts that brought this one about.
        pub caused_by: Option<String>,
    }
}

macro_rules! columns {
    () => {
        "reference, at, act, user_id, organization_id, address_key, verdict, cause, evidence, browser, network,
        known_device, caused_by"
    };
}

/// A page of a timeline: older than a place in it, and not older than a moment.
macro_rules! page {
    () => {
        " and at <= $2 and (at < $2 or reference > $3) and at >= $4 order by at desc, reference limit $5"
    };
}

/// A place in a timeline that goes from the newest to the oldest: what comes after it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The moment of the last entry that was shown, or one that nothing is newer than.
    pub at: Instant,
    /// Its reference; empty for the first page.
    pub reference: String,
}

statements! {
    ADD = concat!("insert into journal (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing");
    FIND = concat!("select ", columns!(), " from journal where reference = $1");
    LIST_FOR_USER = concat!("select ", columns!(), " from journal
        where user_id = $1 order by at desc, reference limit $2");
    LIST_FOR_ORGANIZATION = concat!("select ", columns!(), " from journal
        where organization_id = $1 order by at desc, reference limit $2");
    LIST_FOR_MEMBER = concat!(
        "select ",
        columns!(),
        " from journal
        where user_id = $2 and (organization_id = $1 or (organization_id is null and cause is not null and at >= $3))
        order by at desc, reference limit $4"
    );
    LIST_BY_ADDRESS_KEY = concat!("select ", columns!(), " from journal
        where address_key = $1 order by at desc, reference limit $2");
    ANY_TIMELINE_OF_USER = concat!("select ", columns!(), " from journal where user_id = $1", page!());
    ANY_TIMELINE_OF_ADDRESS = concat!("select ", columns!(), " from journal where address_key = $1", page!());
    TIMELINE_OF_ORGANIZATION = concat!("select ", columns!(), " from journal where organization_id = $1", page!());
    ANY_LIST_AFTER = concat!("select ", columns!(), " from journal
        where user_id = $1 and at >= $2 and reference <> $3 order by at, reference limit $4");
    SET_CAUSED_BY = "update journal set caused_by = $2 where reference = $1";
    SWEEP_NETWORK = "update journal set network = null where reference in (
        select reference from journal where network is not null and at < $1 limit $2)";
    SWEEP = "delete from journal where reference in (select reference from journal where at < $1 limit $2)";
}

/// Adds one; false where the reference is taken (make another one).
pub async fn add(write: &mut Write, row: &JournalRow) -> Result<bool, Fault> {
    let values = values![
        row.reference,
        row.at,
        row.act,
        row.user_id,
        row.organization_id,
        row.address_key,
        row.verdict,
        row.cause,
        row.evidence,
        row.browser,
        row.network,
        row.known_device,
        row.caused_by,
    ];
    write.change(ADD, values).await
}

/// By its reference.
pub async fn find(read: &mut Read, reference: &str) -> Result<Option<JournalRow>, Fault> {
    read.one(FIND, values![reference]).await
}

/// What happened to a user, in all organizations, the newest first.
pub async fn list_for_user(read: &mut Read, user_id: Uuid, limit: i64) -> Result<Vec<JournalRow>, Fault> {
    read.list(LIST_FOR_USER, values![user_id, limit]).await
}

/// What happened in an organization, the newest first.
pub async fn list_for_organization(
    read: &mut Read,
    organization_id: Uuid,
    limit: i64,
) -> Result<Vec<JournalRow>, Fault> {
    read.list(LIST_FOR_ORGANIZATION, values![organization_id, limit]).await
}

/// What happened to a user in one organization, and what they were refused since `joined_at` at the door that all of
/// theirs have in common, the newest first: what its admins may see.
pub async fn list_for_member(
    read: &mut Read,
    organization_id: Uuid,
    user_id: Uuid,
    joined_at: Option<Instant>,
    limit: i64,
) -> Result<Vec<JournalRow>, Fault> {
    let since = joined_at.unwrap_or(Instant(i64::MAX));
    read.list(LIST_FOR_MEMBER, values![organization_id, user_id, since, limit]).await
}

/// What happened with an address, known or not, the newest first.
pub async fn list_by_address_key(
    read: &mut Read,
    address_key: &[u8; 32],
    limit: i64,
) -> Result<Vec<JournalRow>, Fault> {
    read.list(LIST_BY_ADDRESS_KEY, values![*address_key, limit]).await
}

/// A page of what happened to a user, over all organizations: after that place, and not before `since`.
pub async fn any_timeline_of_user(
    read: &mut Read,
    user_id: Uuid,
    after: &Place,
    since: Instant,
    limit: i64,
) -> Result<Vec<JournalRow>, Fault> {
    read.list(ANY_TIMELINE_OF_USER, values![user_id, after.at, after.reference, since, limit]).await
}

/// The same for an address, known or not.
pub async fn any_timeline_of_address(
    read: &mut Read,
    address_key: &[u8; 32],
    after: &Place,
    since: Instant,
    limit: i64,
) -> Result<Vec<JournalRow>, Fault> {
    read.list(ANY_TIMELINE_OF_ADDRESS, values![*address_key, after.at, after.reference, since, limit]).await
}

/// The same for an organization.
pub async fn timeline_of_organization(
    read: &mut Read,
    organization_id: Uuid,
    after: &Place,
    since: Instant,
    limit: i64,
) -> Result<Vec<JournalRow>, Fault> {
    let values = values![organization_id, after.at, after.reference, since, limit];
    read.list(TIMELINE_OF_ORGANIZATION, values).await
}

/// What happened to a user since that entry, over all organizations, the oldest first.
pub async fn any_list_after(
    read: &mut Read,
    user_id: Uuid,
    entry: &JournalRow,
    limit: i64,
) -> Result<Vec<JournalRow>, Fault> {
    read.list(ANY_LIST_AFTER, values![user_id, entry.at, entry.reference, limit]).await
}

/// What brought an entry about, found out later; false where there is no such entry.
pub async fn set_caused_by(write: &mut Write, reference: &str, caused_by: &str) -> Result<bool, Fault> {
    write.change(SET_CAUSED_BY, values![reference, caused_by]).await
}

/// Forgets the network addresses of up to `limit` entries from before that moment; returns how many.
pub async fn sweep_network(write: &mut Write, before: Instant, limit: i64) -> Result<u64, Fault> {
    write.run(SWEEP_NETWORK, values![before, limit]).await
}

/// Forgets up to `limit` entries from before that moment; returns how many.
pub async fn sweep(write: &mut Write, before: Instant, limit: i64) -> Result<u64, Fault> {
    write.run(SWEEP, values![before, limit]).await
}
