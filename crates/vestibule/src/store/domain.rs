//! Domains: what an organization says is its own, and what it has shown by a record of its DNS.
//!
//! A proved domain is one organization's. Never in here: which domains nobody can have, what DNS says.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A domain.
    pub struct DomainRow {
        /// Who says that it is theirs.
        pub organization_id: Uuid,
        /// The domain in its normal form.
        pub domain: String,
        /// What its record has to say.
        pub token: String,
        /// When it was added.
        pub added_at: Instant,
        /// When DNS was asked last.
        pub asked_at: Option<Instant>,
        /// When it was proved.
        pub proved_at: Option<Instant>,
        /// Since when its record is gone.
        pub missed_since: Option<Instant>,
    }
}

macro_rules! columns {
    () => {
        "organization_id, domain, token, added_at, asked_at, proved_at, missed_since"
    };
}

statements! {
    ADD = concat!("insert into domains (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing");
    FIND = concat!("select ", columns!(), " from domains where organization_id = $1 and domain = $2");
    ANY_FIND_PROVED = concat!("select ", columns!(), " from domains where domain = $1 and proved_at is not null");
    LIST = concat!("select ", columns!(), " from domains where organization_id = $1 order by domain");
    SET_PROVED = "update domains set proved_at = coalesce(proved_at, $3), asked_at = $3, missed_since = null
        where organization_id = $1 and domain = $2 and not exists (select 1 from domains other
        where other.domain = $2 and other.organization_id <> $1 and other.proved_at is not null)";
    SET_MISSED = "update domains set asked_at = $3, missed_since = coalesce(missed_since, $3)
        where organization_id = $1 and domain = $2";
    SET_ASKED = "update domains set asked_at = $3 where organization_id = $1 and domain = $2";
    SET_LOST = "update domains set proved_at = null where organization_id = $1 and domain = $2";
    REMOVE = "delete from domains where organization_id = $1 and domain = $2";
    ANY_LIST_TO_ASK = concat!("select ", columns!(), " from domains
        where proved_at is not null and asked_at < $1 order by asked_at limit $2");
}

/// Adds one; false where the organization has it on its list.
pub async fn add(write: &mut Write, row: &DomainRow) -> Result<bool, Fault> {
    let values = values![
        row.organization_id,
        row.domain,
        row.token,
        row.added_at,
        row.asked_at,
        row.proved_at,
        row.missed_since,
    ];
    write.change(ADD, values).await
}

/// One of this organization's.
pub async fn find(read: &mut Read, organization_id: Uuid, domain: &str) -> Result<Option<DomainRow>, Fault> {
    read.one(FIND, values![organization_id, domain]).await
}

/// Whoever has proved it.
pub async fn any_find_proved(read: &mut Read, domain: &str) -> Result<Option<DomainRow>, Fault> {
    read.one(ANY_FIND_PROVED, values![domain]).await
}

/// All of this organization's.
pub async fn list(read: &mut Read, organization_id: Uuid) -> Result<Vec<DomainRow>, Fault> {
    read.list(LIST, values![organization_id]).await
}

/// Its record is there; false where another organization has proved it before.
pub async fn set_proved(
    write: &mut Write,
    organization_id: Uuid,
    domain: &str,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(SET_PROVED, values![organization_id, domain, at]).await
}

/// Its record is not there.
pub async fn set_missed(
    write: &mut Write,
    organization_id: Uuid,
    domain: &str,
    at: Instant,
) -> Result<(), Fault> {
    write.run(SET_MISSED, values![organization_id, domain, at]).await.map(drop)
}

/// DNS was asked and did not answer.
pub async fn set_asked(
    write: &mut Write,
    organization_id: Uuid,
    domain: &str,
    at: Instant,
) -> Result<(), Fault> {
    write.run(SET_ASKED, values![organization_id, domain, at]).await.map(drop)
}

/// Its record has been missing for so long that it counts as proved no more.
pub async fn set_lost(write: &mut Write, organization_id: Uuid, domain: &str) -> Result<(), Fault> {
    write.run(SET_LOST, values![organization_id, domain]).await.map(drop)
}

/// Takes it off the list.
pub async fn remove(write: &mut Write, organization_id: Uuid, domain: &str) -> Result<(), Fault> {
    write.run(REMOVE, values![organization_id, domain]).await.map(drop)
}

/// Proved ones that DNS was not asked about since that moment.
pub async fn any_list_to_ask(read: &mut Read, before: Instant, limit: i64) -> Result<Vec<DomainRow>, Fault> {
    read.list(ANY_LIST_TO_ASK, values![before, limit]).await
}
