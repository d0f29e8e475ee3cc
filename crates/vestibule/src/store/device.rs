//! Devices: browsers in which a user has signed in before.
//!
//! A known device chooses a lane for guesses and may spare the second factor where the organization allows
//! that (`remembered_until`, of the user's present `remember_epoch`). It proves nothing by itself.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A browser that this user has signed in with.
    pub struct DeviceRow {
        /// The browser; several users can share one.
        pub id: Uuid,
        /// The user.
        pub user_id: Uuid,
        /// When it was first seen.
        pub first_seen: Instant,
        /// When it was last seen.
        pub last_seen: Instant,
        /// The browser, in words for the owner.
        pub browser: String,
        /// Until when it spares the second factor.
        pub remembered_until: Option<Instant>,
        /// The user's epoch when it was remembered; in any other it is forgotten.
        pub remember_epoch: i64,
    }
}

statements! {
    FIND = "select id, user_id, first_seen, last_seen, browser, remembered_until, remember_epoch
        from devices where id = $1 and user_id = $2";
    LIST_FOR_USER = "select id, user_id, first_seen, last_seen, browser, remembered_until, remember_epoch
        from devices where user_id = $1 order by last_seen desc, id";
    ADD_OR_TOUCH = "insert into devices (id, user_id, first_seen, last_seen, browser, remember_epoch)
        values ($1, $2, $3, $3, $4, 0)
        on conflict (id, user_id) do update set last_seen = excluded.last_seen, browser = excluded.browser
        where devices.last_seen <= excluded.last_seen";
    REMEMBER = "update devices set remembered_until = $3, remember_epoch = $4 where id = $1 and user_id = $2";
    FORGET = "update devices set remembered_until = null where id = $1 and user_id = $2";
    FORGET_ALL = "update devices set remembered_until = null
        where user_id = $1 and remembered_until is not null";
    SWEEP = "delete from devices where last_seen < $1";
}

/// This browser, if this user has signed in with it before.
pub async fn find(read: &mut Read, id: Uuid, user_id: Uuid) -> Result<Option<DeviceRow>, Fault> {
    read.one(FIND, values![id, user_id]).await
}

/// All of a user's, the last seen first.
pub async fn list_for_user(read: &mut Read, user_id: Uuid) -> Result<Vec<DeviceRow>, Fault> {
    read.list(LIST_FOR_USER, values![user_id]).await
}

/// Remembers that the user has signed in with it just now.
pub async fn add_or_touch(
    write: &mut Write,
    id: Uuid,
    user_id: Uuid,
    at: Instant,
    browser: &str,
) -> Result<(), Fault> {
    write.run(ADD_OR_TOUCH, values![id, user_id, at, browser]).await.map(drop)
}

/// Spares the second factor on it until then, in the user's present epoch; false where it is not known.
pub async fn remember(
    write: &mut Write,
    id: Uuid,
    user_id: Uuid,
    until: Instant,
    epoch: i64,
) -> Result<bool, Fault> {
    write.change(REMEMBER, values![id, user_id, until, epoch]).await
}

/// Asks for the second factor on this one again.
pub async fn forget(write: &mut Write, id: Uuid, user_id: Uuid) -> Result<bool, Fault> {
    write.change(FORGET, values![id, user_id]).await
}

/// Asks for the second factor on every one of the user's again; returns how many were remembered.
pub async fn forget_all(write: &mut Write, user_id: Uuid) -> Result<u64, Fault> {
    write.run(FORGET_ALL, values![user_id]).await
}

/// Forgets those that were last seen before that moment.
pub async fn sweep(write: &mut Write, last_seen_before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP, values![last_seen_before]).await
}
