//! Requests for live help: a browser that asks, and what became of it.
//!
//! One open request per user and organization: a new one takes the place of the old. The eight characters are not
//! here: they are derived (`flows/help.rs`).

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A request for live help.
    pub struct HelpRow {
        /// Its id.
        pub id: Uuid,
        /// Whose admins are asked.
        pub organization_id: Uuid,
        /// Who asks.
        pub user_id: Uuid,
        /// The browser that asks, and the only one that a yes holds for.
        pub device_id: Uuid,
        /// When.
        pub asked_at: Instant,
        /// Until when it is open.
        pub until: Instant,
        /// When the mailbox was proved in that browser; admins see it from then on.
        pub reached_at: Option<Instant>,
        /// The browser, in words.
        pub browser: String,
        /// The network address it came from.
        pub network: String,
        /// Under which it is found again.
        pub reference: String,
        /// When it was closed.
        pub closed_at: Option<Instant>,
        /// As what: a code of `rules::effect::HelpEnd`, or `replaced`.
        pub ended_as: Option<String>,
        /// By which admin.
        pub closed_by: Option<Uuid>,
        /// What the admin wrote when declining.
        pub reason: Option<String>,
        /// Which admin has taken it on.
        pub taken_by: Option<Uuid>,
    }
}

macro_rules! columns {
    () => {
        "id, organization_id, user_id, device_id, asked_at, until, reached_at, browser, network, reference,
        closed_at, ended_as, closed_by, reason, taken_by"
    };
}

statements! {
    ADD = concat!("insert into helps (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
    FIND = concat!("select ", columns!(), " from helps where organization_id = $1 and id = $2");
    FIND_OPEN = concat!("select ", columns!(), " from helps
        where organization_id = $1 and user_id = $2 and closed_at is null");
    LATEST_IN = concat!("select ", columns!(), " from helps where user_id = $1 and organization_id = $2
        and device_id = $3 order by asked_at desc, id desc limit 1");
    LIST_OPEN_FOR_USER = concat!("select ", columns!(), " from helps where user_id = $1 and closed_at is null");
    LIST_REACHED = concat!("select ", columns!(), " from helps where organization_id = $1
        and closed_at is null and reached_at is not null and until > $2 order by asked_at, id limit $3");
    COUNT_REACHED = "select count(*) as value from helps where organization_id = $1
        and closed_at is null and reached_at is not null and until > $2";
    REACH = "update helps set reached_at = $3 where organization_id = $1 and user_id = $2
        and closed_at is null and reached_at is null";
    CLOSE = "update helps set closed_at = $3, ended_as = $4, closed_by = $5, reason = $6
        where organization_id = $1 and user_id = $2 and closed_at is null";
    TAKE = "update helps set taken_by = $3, taken_at = $4
        where organization_id = $1 and id = $2 and closed_at is null and (taken_by is null or taken_by = $5)";
    CLOSE_ALL = "update helps set closed_at = $2, ended_as = $3 where user_id = $1 and closed_at is null";
    SWEEP = "delete from helps where asked_at < $1";
}

/// Adds one.
pub async fn add(write: &mut Write, row: &HelpRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.organization_id,
        row.user_id,
        row.device_id,
        row.asked_at,
        row.until,
        row.reached_at,
        row.browser,
        row.network,
        row.reference,
        row.closed_at,
        row.ended_as,
        row.closed_by,
        row.reason,
        row.taken_by,
    ];
    write.run(ADD, values).await.map(drop)
}

/// One of this organization's.
pub async fn find(read: &mut Read, organization_id: Uuid, id: Uuid) -> Result<Option<HelpRow>, Fault> {
    read.one(FIND, values![organization_id, id]).await
}

/// The open one of this user, reached or not, in time or not.
pub async fn find_open(
    read: &mut Read,
    organization_id: Uuid,
    user_id: Uuid,
) -> Result<Option<HelpRow>, Fault> {
    read.one(FIND_OPEN, values![organization_id, user_id]).await
}

/// The newest one of this user from this browser, whatever became of it.
pub async fn latest_in(
    read: &mut Read,
    user_id: Uuid,
    organization_id: Uuid,
    device_id: Uuid,
) -> Result<Option<HelpRow>, Fault> {
    read.one(LATEST_IN, values![user_id, organization_id, device_id]).await
}

/// The open ones of this user, in all organizations.
pub async fn list_open_for_user(read: &mut Read, user_id: Uuid) -> Result<Vec<HelpRow>, Fault> {
    read.list(LIST_OPEN_FOR_USER, values![user_id]).await
}

/// What an organization's admins see, the oldest first.
pub async fn list_reached(
    read: &mut Read,
    organization_id: Uuid,
    now: Instant,
    limit: i64,
) -> Result<Vec<HelpRow>, Fault> {
    read.list(LIST_REACHED, values![organization_id, now, limit]).await
}

/// How many they see.
pub async fn count_reached(read: &mut Read, organization_id: Uuid, now: Instant) -> Result<i64, Fault> {
    read.value(COUNT_REACHED, values![organization_id, now]).await
}

/// The mailbox was proved in the browser that asks; false where there is nothing to reach.
pub async fn reach(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(REACH, values![organization_id, user_id, at]).await
}

/// Closes the open one; false where somebody was first.
pub async fn close(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Instant,
    ended_as: &str,
    by: Option<Uuid>,
    reason: Option<&str>,
) -> Result<bool, Fault> {
    write.change(CLOSE, values![organization_id, user_id, at, ended_as, by, reason]).await
}

/// Somebody takes it on: where nobody has, or where it is taken over from whom they saw there.
pub async fn take(
    write: &mut Write,
    organization_id: Uuid,
    id: Uuid,
    by: Uuid,
    at: Instant,
    from: Option<Uuid>,
) -> Result<bool, Fault> {
    write.change(TAKE, values![organization_id, id, by, at, from.unwrap_or(by)]).await
}

/// Closes all open ones of a user; returns how many.
pub async fn close_all(write: &mut Write, user_id: Uuid, at: Instant, ended_as: &str) -> Result<u64, Fault> {
    write.run(CLOSE_ALL, values![user_id, at, ended_as]).await
}

/// Forgets those that were asked for before that moment.
pub async fn sweep(write: &mut Write, asked_before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP, values![asked_before]).await
}
