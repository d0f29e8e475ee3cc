//! The last admin's waiting period: begun in one browser, stopped or used up, one at a time.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A waiting period.
    pub struct WaitRow {
        /// Its id.
        pub id: Uuid,
        /// Of which organization.
        pub organization_id: Uuid,
        /// Who waits.
        pub user_id: Uuid,
        /// The browser where it began, and the only one that its end holds for.
        pub device_id: Uuid,
        /// When it began.
        pub started_at: Instant,
        /// When it is over.
        pub ripe_at: Instant,
        /// Until when its end can be used.
        pub until: Instant,
        /// When a session of that very admin stopped it.
        pub stopped_at: Option<Instant>,
        /// When it had done its work.
        pub ended_at: Option<Instant>,
        /// The browser, in words.
        pub browser: String,
        /// The network address it came from.
        pub network: String,
        /// Under which it is found again.
        pub reference: String,
    }
}

macro_rules! columns {
    () => {
        "id, organization_id, user_id, device_id, started_at, ripe_at, until, stopped_at, ended_at, browser,
        network, reference"
    };
}

statements! {
    ADD = concat!("insert into waits (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
    LIST_OPEN_FOR_USER = concat!("select ", columns!(), " from waits
        where organization_id in (select organization_id from memberships where user_id = $1)
        and user_id = $1 and ended_at is null");
    FIND_OPEN = concat!("select ", columns!(), " from waits
        where organization_id = $1 and user_id = $2 and ended_at is null");
    STOP = "update waits set stopped_at = $3
        where organization_id = $1 and user_id = $2 and ended_at is null and stopped_at is null";
    END = "update waits set ended_at = $3 where organization_id = $1 and user_id = $2 and ended_at is null";
    SWEEP = "delete from waits where started_at < $1";
}

/// Adds one.
pub async fn add(write: &mut Write, row: &WaitRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.organization_id,
        row.user_id,
        row.device_id,
        row.started_at,
        row.ripe_at,
        row.until,
        row.stopped_at,
        row.ended_at,
        row.browser,
        row.network,
        row.reference,
    ];
    write.run(ADD, values).await.map(drop)
}

/// Those of a user that have not ended, in all organizations.
pub async fn list_open_for_user(read: &mut Read, user_id: Uuid) -> Result<Vec<WaitRow>, Fault> {
    read.list(LIST_OPEN_FOR_USER, values![user_id]).await
}

/// The one of this user in this organization that has not ended.
pub async fn find_open(
    read: &mut Read,
    organization_id: Uuid,
    user_id: Uuid,
) -> Result<Option<WaitRow>, Fault> {
    read.one(FIND_OPEN, values![organization_id, user_id]).await
}

/// Stops it; false where there is nothing to stop.
pub async fn stop(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(STOP, values![organization_id, user_id, at]).await
}

/// Ends it; false where that was done before.
pub async fn end(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(END, values![organization_id, user_id, at]).await
}

/// Forgets those that began before that moment.
pub async fn sweep(write: &mut Write, started_before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP, values![started_before]).await
}
