//! Grants: what an organization lets support do in an admin's place, for a while. One at a time; it ends by itself.
//!
//! Never in here: what a grant lets support do (`rules::support`).

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A grant.
    pub struct GrantRow {
        /// Its id.
        pub id: Uuid,
        /// Whose.
        pub organization_id: Uuid,
        /// Which admin gave it.
        pub given_by: Uuid,
        /// When.
        pub given_at: Instant,
        /// Until when it holds.
        pub until: Instant,
        /// When it was ended before that, or another one took its place.
        pub ended_at: Option<Instant>,
        /// By whom.
        pub ended_by: Option<Uuid>,
    }
}

macro_rules! columns {
    () => {
        "id, organization_id, given_by, given_at, until, ended_at, ended_by"
    };
}

statements! {
    ADD = concat!("insert into grants (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing");
    FIND_LIVE = concat!("select ", columns!(), " from grants
        where organization_id = $1 and ended_at is null and until > $2");
    LIST = concat!("select ", columns!(), " from grants where organization_id = $1 order by given_at desc, id desc limit $2");
    END = "update grants set ended_at = $2, ended_by = $3 where organization_id = $1 and ended_at is null";
    SWEEP = "delete from grants where given_at < $1";
}

/// Adds one; false where another one is open.
pub async fn add(write: &mut Write, row: &GrantRow) -> Result<bool, Fault> {
    let values = values![
        row.id,
        row.organization_id,
        row.given_by,
        row.given_at,
        row.until,
        row.ended_at,
        row.ended_by,
    ];
    write.change(ADD, values).await
}

/// The one that holds at this moment.
pub async fn find_live(
    read: &mut Read,
    organization_id: Uuid,
    now: Instant,
) -> Result<Option<GrantRow>, Fault> {
    read.one(FIND_LIVE, values![organization_id, now]).await
}

/// The organization's grants, the newest first.
pub async fn list(read: &mut Read, organization_id: Uuid, limit: i64) -> Result<Vec<GrantRow>, Fault> {
    read.list(LIST, values![organization_id, limit]).await
}

/// Ends the one that is open; false where there is none.
pub async fn end(
    write: &mut Write,
    organization_id: Uuid,
    at: Instant,
    by: Option<Uuid>,
) -> Result<bool, Fault> {
    write.change(END, values![organization_id, at, by]).await
}

/// Forgets grants that were given before that moment; returns how many.
pub async fn sweep(write: &mut Write, given_before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP, values![given_before]).await
}
