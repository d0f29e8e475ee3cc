//! Passes: an admin's permission to add one factor, for a time, and spent once.
//!
//! One open pass per user and organization: a new one takes the place of the old.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A pass.
    pub struct PassRow {
        /// Its id.
        pub id: Uuid,
        /// Which organization it holds for.
        pub organization_id: Uuid,
        /// Whose it is.
        pub user_id: Uuid,
        /// `live` or `advance`.
        pub kind: String,
        /// The browser it was given to, where it was given to one.
        pub device_id: Option<Uuid>,
        /// Which admin gave it.
        pub given_by: Option<Uuid>,
        /// When.
        pub given_at: Instant,
        /// Until when it can be used.
        pub until: Instant,
        /// When it was used, or lost its worth.
        pub spent_at: Option<Instant>,
        /// How: `used`, `replaced`, `withdrawn`, `password-saved`.
        pub spent_how: Option<String>,
    }
}

macro_rules! columns {
    () => {
        "id, organization_id, user_id, kind, device_id, given_by, given_at, until, spent_at, spent_how"
    };
}

statements! {
    ADD = concat!("insert into passes (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    LIST_OPEN_FOR_USER = concat!("select ", columns!(), " from passes where user_id = $1 and spent_at is null");
    FIND_OPEN = concat!("select ", columns!(), " from passes
        where organization_id = $1 and user_id = $2 and spent_at is null");
    SPEND = "update passes set spent_at = $3, spent_how = $4
        where organization_id = $1 and user_id = $2 and spent_at is null";
    SPEND_ALL = "update passes set spent_at = $2, spent_how = $3 where user_id = $1 and spent_at is null";
    SWEEP = "delete from passes where given_at < $1";
}

/// Adds one.
pub async fn add(write: &mut Write, row: &PassRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.organization_id,
        row.user_id,
        row.kind,
        row.device_id,
        row.given_by,
        row.given_at,
        row.until,
        row.spent_at,
        row.spent_how,
    ];
    write.run(ADD, values).await.map(drop)
}

/// Those of a user that are not spent, in time or not.
pub async fn list_open_for_user(read: &mut Read, user_id: Uuid) -> Result<Vec<PassRow>, Fault> {
    read.list(LIST_OPEN_FOR_USER, values![user_id]).await
}

/// The one of this user in this organization that is not spent.
pub async fn find_open(
    read: &mut Read,
    organization_id: Uuid,
    user_id: Uuid,
) -> Result<Option<PassRow>, Fault> {
    read.one(FIND_OPEN, values![organization_id, user_id]).await
}

/// Spends it; false where somebody was first.
pub async fn spend(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Instant,
    how: &str,
) -> Result<bool, Fault> {
    write.change(SPEND, values![organization_id, user_id, at, how]).await
}

/// Spends all of a user's; returns how many.
pub async fn spend_all(write: &mut Write, user_id: Uuid, at: Instant, how: &str) -> Result<u64, Fault> {
    write.run(SPEND_ALL, values![user_id, at, how]).await
}

/// Forgets those that were given before that moment.
pub async fn sweep(write: &mut Write, given_before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP, values![given_before]).await
}
