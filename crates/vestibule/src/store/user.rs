//! Users: one set of credentials each, in any number of organizations.
//!
//! Invariant: whoever changes what a decision about a user looks at first calls `advance_revision` with the
//! revision that was decided on; whoever loses that race decides again. Addresses, factors, recovery codes
//! and sessions have files of their own.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A user.
    pub struct UserRow {
        /// Their id.
        pub id: Uuid,
        /// Counts the changes; see `advance_revision`.
        pub revision: i64,
        /// First name.
        pub first_name: String,
        /// Last name.
        pub last_name: String,
        /// The password's hash (PHC string); missing until one is set.
        pub password_hash: Option<String>,
        /// When the password was set.
        pub password_at: Option<Instant>,
        /// What the password is worth: `own`, or `mailbox` where it was last set through one.
        pub password_worth: String,
        /// Devices that were remembered in an earlier epoch are forgotten.
        pub remember_epoch: i64,
        /// When the user was made.
        pub created_at: Instant,
        /// When the user said that the recovery codes are kept.
        pub codes_saved_at: Option<Instant>,
    }
}

statements! {
    ADD = "insert into users (id, revision, first_name, last_name, password_hash, password_at, password_worth,
        remember_epoch, created_at, codes_saved_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    FIND = "select id, revision, first_name, last_name, password_hash, password_at, password_worth,
        remember_epoch, created_at, codes_saved_at from users where id = $1";
    ADVANCE_REVISION = "update users set revision = revision + 1 where id = $1 and revision = $2";
    SET_PASSWORD = "update users set password_hash = $2, password_at = $3, password_worth = $4 where id = $1";
    SET_PASSWORD_HASH_ONLY = "update users set password_hash = $3 where id = $1 and password_hash = $2";
    SET_WORTH = "update users set password_worth = $2 where id = $1";
    SET_NAME = "update users set first_name = $2, last_name = $3 where id = $1";
    ADVANCE_REMEMBER_EPOCH = "update users set remember_epoch = remember_epoch + 1 where id = $1
        returning remember_epoch as value";
    SET_CODES_SAVED = "update users set codes_saved_at = $2 where id = $1";
}

/// Adds a user.
pub async fn add(write: &mut Write, row: &UserRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.revision,
        row.first_name,
        row.last_name,
        row.password_hash,
        row.password_at,
        row.password_worth,
        row.remember_epoch,
        row.created_at,
        row.codes_saved_at,
    ];
    write.run(ADD, values).await.map(drop)
}

/// By id.
pub async fn find(read: &mut Read, id: Uuid) -> Result<Option<UserRow>, Fault> {
    read.one(FIND, values![id]).await
}

/// By an id that something in the database refers to: the user must exist.
pub async fn get(read: &mut Read, id: Uuid) -> Result<UserRow, Fault> {
    find(read, id).await?.ok_or_else(|| Fault::broken(format!("there is no user {id}")))
}

/// Moves the user forward, only if nobody else did since `expected` was read. The first step of every
/// change; false means: load again, decide again.
pub async fn advance_revision(write: &mut Write, id: Uuid, expected: i64) -> Result<bool, Fault> {
    write.change(ADVANCE_REVISION, values![id, expected]).await
}

/// Saves a new password and what it is worth (`own` or `mailbox`); it need not be changed any more.
pub async fn set_password(
    write: &mut Write,
    id: Uuid,
    hash: &str,
    at: Instant,
    worth: &str,
) -> Result<(), Fault> {
    write.run(SET_PASSWORD, values![id, hash, at, worth]).await.map(drop)
}

/// Saves the same password hashed anew, unless another one was set meanwhile: then false.
pub async fn set_password_hash_only(
    write: &mut Write,
    id: Uuid,
    old_hash: &str,
    new_hash: &str,
) -> Result<bool, Fault> {
    write.change(SET_PASSWORD_HASH_ONLY, values![id, old_hash, new_hash]).await
}

/// What the password is worth from now on: `own` or `mailbox`.
pub async fn set_worth(write: &mut Write, id: Uuid, worth: &str) -> Result<(), Fault> {
    write.run(SET_WORTH, values![id, worth]).await.map(drop)
}

/// The user's own name; the names that organizations use are in their memberships.
pub async fn set_name(write: &mut Write, id: Uuid, first_name: &str, last_name: &str) -> Result<(), Fault> {
    write.run(SET_NAME, values![id, first_name, last_name]).await.map(drop)
}

/// Forgets every remembered device at once; returns the new epoch.
pub async fn advance_remember_epoch(write: &mut Write, id: Uuid) -> Result<i64, Fault> {
    write.value(ADVANCE_REMEMBER_EPOCH, values![id]).await
}

/// When the user said that the recovery codes are kept.
pub async fn set_codes_saved(write: &mut Write, id: Uuid, at: Option<Instant>) -> Result<(), Fault> {
    write.run(SET_CODES_SAVED, values![id, at]).await.map(drop)
}
