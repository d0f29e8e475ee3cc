//! What stands behind "this wasn't me" in a notice: one change, by whom and from where, and the hashes of its link and
//! its code.
//!
//! Spent once, by saying so; a saved password spends none of them, because whoever changed the password may be the
//! one whom it is said about. Whether it still holds is judged by `rules`, so spent and expired ones are found too.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A change that somebody may say they did not make.
    pub struct UndoRow {
        /// Its id.
        pub id: Uuid,
        /// Whose account was changed.
        pub user_id: Uuid,
        /// The one organization that the change was about, if it was about one.
        pub organization_id: Option<Uuid>,
        /// `factor-added`, `factor-removed`, `codes-made` or `password-changed`.
        pub kind: String,
        /// When it was made.
        pub at: Instant,
        /// The factor that was added or removed.
        pub factor_id: Option<Uuid>,
        /// The sheet of recovery codes that was made.
        pub set_id: Option<Uuid>,
        /// The session in which it was made, if there was one.
        pub session_id: Option<Uuid>,
        /// The browser in which it was made.
        pub device_id: Uuid,
        /// That browser in words.
        pub browser: String,
        /// The network address it was made from.
        pub network: String,
        /// The address that the notice went to.
        pub address: String,
        /// SHA-256 of the link's token.
        pub token_hash: [u8; 32],
        /// Keyed hash of the code.
        pub code_hash: [u8; 32],
        /// Until when link and code hold.
        pub expires_at: Instant,
        /// When it was said.
        pub spent_at: Option<Instant>,
        /// The journal entry of the change.
        pub reference: String,
    }
}

macro_rules! columns {
    () => {
        "id, user_id, organization_id, kind, at, factor_id, set_id, session_id, device_id, browser, network, address,
        token_hash, code_hash, expires_at, spent_at, reference"
    };
}

statements! {
    ADD = concat!("insert into undos (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)");
    FIND = concat!("select ", columns!(), " from undos where id = $1");
    FIND_BY_TOKEN_HASH = concat!("select ", columns!(), " from undos where token_hash = $1");
    FIND_LAST = concat!("select ", columns!(), " from undos
        where user_id = $1 and kind = $2 and address = $3 order by at desc, id desc limit 1");
    SPEND = "update undos set spent_at = $2 where id = $1 and spent_at is null";
    SPEND_LIKE = "update undos set spent_at = $4
        where user_id = $1 and kind = $2 and address = $3 and spent_at is null";
    SWEEP = "delete from undos where id in (select id from undos where expires_at < $1 limit $2)";
}

/// Adds one.
pub async fn add(write: &mut Write, row: &UndoRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.user_id,
        row.organization_id,
        row.kind,
        row.at,
        row.factor_id,
        row.set_id,
        row.session_id,
        row.device_id,
        row.browser,
        row.network,
        row.address,
        row.token_hash,
        row.code_hash,
        row.expires_at,
        row.spent_at,
        row.reference,
    ];
    write.run(ADD, values).await.map(drop)
}

/// By id.
pub async fn find(read: &mut Read, id: Uuid) -> Result<Option<UndoRow>, Fault> {
    read.one(FIND, values![id]).await
}

/// By the hash of the token in its link.
pub async fn find_by_token_hash(read: &mut Read, token_hash: &[u8; 32]) -> Result<Option<UndoRow>, Fault> {
    read.one(FIND_BY_TOKEN_HASH, values![*token_hash]).await
}

/// The newest of that kind of which a notice went to that address.
pub async fn find_last(
    read: &mut Read,
    user_id: Uuid,
    kind: &str,
    address: &str,
) -> Result<Option<UndoRow>, Fault> {
    read.one(FIND_LAST, values![user_id, kind, address]).await
}

/// Spends it; false where somebody was first.
pub async fn spend(write: &mut Write, id: Uuid, at: Instant) -> Result<bool, Fault> {
    write.change(SPEND, values![id, at]).await
}

/// Spends all of that kind of which a notice went to that address: what they would take back is taken back.
pub async fn spend_like(
    write: &mut Write,
    user_id: Uuid,
    kind: &str,
    address: &str,
    at: Instant,
) -> Result<(), Fault> {
    write.run(SPEND_LIKE, values![user_id, kind, address, at]).await.map(drop)
}

/// Forgets up to `limit` of those that expired before that moment; returns how many.
pub async fn sweep(write: &mut Write, expired_before: Instant, limit: i64) -> Result<u64, Fault> {
    write.run(SWEEP, values![expired_before, limit]).await
}
