//! Hashes of passwords that a user had before, for organizations that forbid to take one again.
//!
//! Only as many are kept as the strictest policy asks for: `trim` after each `add`.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A password of before.
    pub struct PasswordHistoryRow {
        /// Whose it was.
        pub user_id: Uuid,
        /// When it was set.
        pub set_at: Instant,
        /// Its hash (PHC string).
        pub hash: String,
    }
}

statements! {
    ADD = "insert into password_history (user_id, set_at, hash) values ($1, $2, $3)";
    LIST = "select user_id, set_at, hash from password_history where user_id = $1
        order by set_at desc limit $2";
    TRIM = "delete from password_history where user_id = $1 and set_at < (
        select min(kept.set_at) from (select h.set_at from password_history h where h.user_id = $1
        order by h.set_at desc limit $2) kept)";
    CLEAR = "delete from password_history where user_id = $1";
}

/// Remembers a hash.
pub async fn add(write: &mut Write, user_id: Uuid, set_at: Instant, hash: &str) -> Result<(), Fault> {
    write.run(ADD, values![user_id, set_at, hash]).await.map(drop)
}

/// The newest ones first.
pub async fn list(read: &mut Read, user_id: Uuid, limit: i64) -> Result<Vec<PasswordHistoryRow>, Fault> {
    read.list(LIST, values![user_id, limit]).await
}

/// Keeps the newest so many and forgets the others.
pub async fn trim(write: &mut Write, user_id: Uuid, keep: i64) -> Result<u64, Fault> {
    if keep < 1 {
        return write.run(CLEAR, values![user_id]).await;
    }
    write.run(TRIM, values![user_id, keep]).await
}
