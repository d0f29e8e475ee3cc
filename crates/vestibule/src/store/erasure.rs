//! Erasures that were asked for and wait for their time, and the ids of those who were erased.
//!
//! An id of somebody who is gone leads to nobody; it is kept so that a backup that is put back can be told whom it
//! would bring back. Never in here: what is erased (`erase.rs`), whether it may be (`rules::erase`).

use rules::Instant;
use uuid::{Builder, Uuid};

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// An erasure that somebody asked for.
    pub struct ErasureRow {
        /// Its id.
        pub id: Uuid,
        /// Whose data.
        pub user_id: Uuid,
        /// When it was asked for.
        pub asked_at: Instant,
        /// When it is carried out.
        pub due_at: Instant,
        /// The browser it was asked in, in words.
        pub browser: String,
        /// The network address it was asked from.
        pub network: String,
        /// The reference in its mails.
        pub reference: String,
        /// SHA-256 of the token in the link of its mails.
        pub token_hash: [u8; 32],
        /// Keyed hash of the code in them.
        pub code_hash: [u8; 32],
        /// Since when it is held because an organization would be left without an admin.
        pub held_at: Option<Instant>,
        /// When it was withdrawn.
        pub withdrawn_at: Option<Instant>,
    }
}

macro_rules! columns {
    () => {
        "id, user_id, asked_at, due_at, browser, network, reference, token_hash, code_hash, held_at, withdrawn_at"
    };
}

statements! {
    ADD = concat!("insert into erasures (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing");
    FIND = concat!("select ", columns!(), " from erasures where id = $1");
    FIND_OPEN = concat!("select ", columns!(), " from erasures where user_id = $1 and withdrawn_at is null");
    FIND_BY_TOKEN_HASH = concat!("select ", columns!(), " from erasures where token_hash = $1");
    ANY_LIST_DUE = concat!("select ", columns!(), " from erasures
        where withdrawn_at is null and due_at <= $1 and (due_at, id) > ($2, $3) order by due_at, id limit $4");
    WITHDRAW = "update erasures set withdrawn_at = $2 where id = $1 and withdrawn_at is null";
    SET_HELD = "update erasures set held_at = $2 where id = $1 and held_at is null";
    SWEEP = "delete from erasures where withdrawn_at < $1";
    ADD_ERASED = "insert into erased (user_id, at) values ($1, $2) on conflict (user_id) do update set at = excluded.at";
    ANY_LIST_ERASED = "select user_id as value from erased where user_id > $1 order by user_id limit $2";
    ANY_LIST_SINCE = "select user_id as value from erased where at >= $1";
    ANY_LIST_BROUGHT_BACK = "select e.user_id as value from erased e join users u on u.id = e.user_id
        where e.user_id > $1 order by e.user_id limit $2";
}

/// Adds one; false where one waits already.
pub async fn add(write: &mut Write, row: &ErasureRow) -> Result<bool, Fault> {
    let values = values![
        row.id,
        row.user_id,
        row.asked_at,
        row.due_at,
        row.browser,
        row.network,
        row.reference,
        row.token_hash,
        row.code_hash,
        row.held_at,
        row.withdrawn_at,
    ];
    write.change(ADD, values).await
}

/// By id.
pub async fn find(read: &mut Read, id: Uuid) -> Result<Option<ErasureRow>, Fault> {
    read.one(FIND, values![id]).await
}

/// The one that waits for this user.
pub async fn find_open(read: &mut Read, user_id: Uuid) -> Result<Option<ErasureRow>, Fault> {
    read.one(FIND_OPEN, values![user_id]).await
}

/// By the hash of the token in the link of its mails.
pub async fn find_by_token_hash(read: &mut Read, token_hash: &[u8; 32]) -> Result<Option<ErasureRow>, Fault> {
    read.one(FIND_BY_TOKEN_HASH, values![*token_hash]).await
}

/// Those whose time has come, the oldest first, after that one.
pub async fn any_list_due(
    read: &mut Read,
    now: Instant,
    after: Option<&ErasureRow>,
    limit: i64,
) -> Result<Vec<ErasureRow>, Fault> {
    let (due_at, id) = after.map_or((Instant(i64::MIN), Uuid::nil()), |row| (row.due_at, row.id));
    read.list(ANY_LIST_DUE, values![now, due_at, id, limit]).await
}

/// Withdraws it; false where somebody was first.
pub async fn withdraw(write: &mut Write, id: Uuid, at: Instant) -> Result<bool, Fault> {
    write.change(WITHDRAW, values![id, at]).await
}

/// It is held; false where it was held before.
pub async fn set_held(write: &mut Write, id: Uuid, at: Instant) -> Result<bool, Fault> {
    write.change(SET_HELD, values![id, at]).await
}

/// Forgets those that were withdrawn before that moment.
pub async fn sweep(write: &mut Write, withdrawn_before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP, values![withdrawn_before]).await
}

/// Remembers that this id was erased.
pub async fn add_erased(write: &mut Write, user_id: Uuid, at: Instant) -> Result<(), Fault> {
    write.run(ADD_ERASED, values![user_id, at]).await.map(drop)
}

/// The ids that were erased, in their order after that one.
pub async fn any_list_erased(read: &mut Read, after: Uuid, limit: i64) -> Result<Vec<Uuid>, Fault> {
    read.all(ANY_LIST_ERASED, values![after, limit]).await?.iter().map(|row| row.get("value")).collect()
}

/// The ids that were erased since that moment.
pub async fn any_list_since(read: &mut Read, since: Instant) -> Result<Vec<Uuid>, Fault> {
    read.all(ANY_LIST_SINCE, values![since]).await?.iter().map(|row| row.get("value")).collect()
}

/// Users who were erased and are there again: a backup brought them back.
pub async fn any_list_brought_back(read: &mut Read, after: Uuid, limit: i64) -> Result<Vec<Uuid>, Fault> {
    read.all(ANY_LIST_BROUGHT_BACK, values![after, limit]).await?.iter().map(|row| row.get("value")).collect()
}

/// What stands in the place of somebody who was erased, in one organization's audit log: random, the same in all lines
/// of that log, and another one in every other. Ids of users are of version 7, so that these are known by their version.
pub fn mark(random: [u8; 16]) -> Uuid {
    Builder::from_custom_bytes(random).into_uuid()
}

/// Whether an id stands for somebody who was erased.
pub fn is_mark(id: Uuid) -> bool {
    id.is_nil() || id.get_version_num() == 8
}
