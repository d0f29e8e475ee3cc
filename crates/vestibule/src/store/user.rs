//! Users: one set of credentials each, in any number of organizations.
//!
//! Invariant: whoever changes what a decision about a user looks at first calls `advance_revision` with the
//! revision that was decided on; whoever loses that race decides again. Addresses, factors, recovery codes
//! and sessions have files of their own.

use rules::Instant;
use uuid::Uuid;

use super::engine::Row;
use super::value::{FromRow, rows, statements, values};
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

/// A user and their primary address in its normal form.
#[derive(Clone, Debug, PartialEq)]
pub struct UserWithAddress {
    /// The user.
    pub user: UserRow,
    /// The address, if there is one.
    pub address: Option<String>,
    /// Since when it is the one that mails go to.
    pub address_since: Option<Instant>,
}

impl FromRow for UserWithAddress {
    fn from_row(row: &Row) -> Result<Self, Fault> {
        Ok(UserWithAddress {
            user: UserRow::from_row(row)?,
            address: row.get("address")?,
            address_since: row.get("address_since")?,
        })
    }
}

/// A user, and where mails go to.
macro_rules! with_address {
    () => {
        "select u.id, u.revision, u.first_name, u.last_name, u.password_hash, u.password_at, u.password_worth,
        u.remember_epoch, u.created_at, u.codes_saved_at, a.address,
        coalesce(a.mails_since, a.added_at) as address_since"
    };
}

statements! {
    ADD = "insert into users (id, revision, first_name, last_name, password_hash, password_at, password_worth,
        remember_epoch, created_at, codes_saved_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    FIND_WITH_ADDRESS = concat!(
        with_address!(),
        " from users u left join addresses a on a.user_id = u.id and a.is_primary where u.id = $1"
    );
    FIND_BY_ADDRESS = concat!(
        with_address!(),
        " from addresses t join users u on u.id = t.user_id
        left join addresses a on a.user_id = u.id and a.is_primary where t.address = $1 and t.held_until is null"
    );
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

/// The user with that id, with their primary address.
pub async fn find_with_address(read: &mut Read, id: Uuid) -> Result<Option<UserWithAddress>, Fault> {
    read.one(FIND_WITH_ADDRESS, values![id]).await
}

/// The user who has that address, primary or not, with their primary address. One that is only held signs nobody in.
pub async fn find_by_address(read: &mut Read, address: &str) -> Result<Option<UserWithAddress>, Fault> {
    read.one(FIND_BY_ADDRESS, values![address]).await
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
