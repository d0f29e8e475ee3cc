//! Tickets: what a mailed link or typed code stands for.
//!
//! Only hashes of tokens and codes are kept. Opening a link changes nothing here; `spend` does, in the
//! transaction that carries out what the ticket was for. Whether a ticket still holds is judged by `rules`,
//! so spent and expired ones are found too.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A ticket.
    pub struct TicketRow {
        /// Its id.
        pub id: Uuid,
        /// `reset`, `invitation` or `mailbox`.
        pub kind: String,
        /// For whom.
        pub user_id: Uuid,
        /// The organization that it is about, if it is about one.
        pub organization_id: Option<Uuid>,
        /// The address it was mailed to, in its normal form.
        pub address: String,
        /// SHA-256 of the link's token.
        pub token_hash: [u8; 32],
        /// Keyed hash of the typed code.
        pub code_hash: [u8; 32],
        /// Until when the typed code holds.
        pub code_expires_at: Instant,
        /// Until when the link holds.
        pub expires_at: Instant,
        /// The page that asked for it; the typed code works only there.
        pub ask_id: Option<Uuid>,
        /// When it was made.
        pub created_at: Instant,
        /// When it was spent.
        pub spent_at: Option<Instant>,
        /// On what it was spent.
        pub spent_how: Option<String>,
        /// The journal entry of the asking.
        pub reference: String,
    }
}

macro_rules! columns {
    () => {
        "id, kind, user_id, organization_id, address, token_hash, code_hash, code_expires_at, expires_at,
        ask_id, created_at, spent_at, spent_how, reference"
    };
}

statements! {
    ADD = concat!("insert into tickets (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");
    FIND = concat!("select ", columns!(), " from tickets where id = $1");
    FIND_BY_TOKEN_HASH = concat!("select ", columns!(), " from tickets where token_hash = $1");
    FIND_FOR_CODE = concat!("select ", columns!(), " from tickets
        where ask_id = $1 and code_hash = $2 and code_expires_at > $3 order by created_at desc, id desc limit 1");
    LIST_BY_ASK = concat!("select ", columns!(), " from tickets where ask_id = $1
        order by created_at desc, id desc");
    LIST_LIVE_FOR_USER = concat!("select ", columns!(), " from tickets
        where user_id = $1 and spent_at is null and expires_at > $2 order by created_at desc, id desc");
    SPEND = "update tickets set spent_at = $2, spent_how = $3 where id = $1 and spent_at is null";
    SPEND_ALL_FOR_USER = "update tickets set spent_at = $2, spent_how = $3
        where user_id = $1 and spent_at is null";
    SPEND_ALL_FOR_MEMBERSHIP = "update tickets set spent_at = $3, spent_how = $4
        where organization_id = $1 and user_id = $2 and spent_at is null";
    SWEEP = "delete from tickets where id in (select id from tickets where expires_at < $1 limit $2)";
}

/// Adds one.
pub async fn add(write: &mut Write, row: &TicketRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.kind,
        row.user_id,
        row.organization_id,
        row.address,
        row.token_hash,
        row.code_hash,
        row.code_expires_at,
        row.expires_at,
        row.ask_id,
        row.created_at,
        row.spent_at,
        row.spent_how,
        row.reference,
    ];
    write.run(ADD, values).await.map(drop)
}

/// By id.
pub async fn find(read: &mut Read, id: Uuid) -> Result<Option<TicketRow>, Fault> {
    read.one(FIND, values![id]).await
}

/// By the hash of the token in its link.
pub async fn find_by_token_hash(read: &mut Read, token_hash: &[u8; 32]) -> Result<Option<TicketRow>, Fault> {
    read.one(FIND_BY_TOKEN_HASH, values![*token_hash]).await
}

/// By the hash of its typed code, on the page that asked for it, while the code holds. Spent ones too.
pub async fn find_for_code(
    read: &mut Read,
    ask_id: Uuid,
    code_hash: &[u8; 32],
    now: Instant,
) -> Result<Option<TicketRow>, Fault> {
    read.one(FIND_FOR_CODE, values![ask_id, *code_hash, now]).await
}

/// Every ticket that this page asked for, the newest first.
pub async fn list_by_ask(read: &mut Read, ask_id: Uuid) -> Result<Vec<TicketRow>, Fault> {
    read.list(LIST_BY_ASK, values![ask_id]).await
}

/// Those of a user that are neither spent nor expired, the newest first.
pub async fn list_live_for_user(
    read: &mut Read,
    user_id: Uuid,
    now: Instant,
) -> Result<Vec<TicketRow>, Fault> {
    read.list(LIST_LIVE_FOR_USER, values![user_id, now]).await
}

/// Spends it; false where somebody was first.
pub async fn spend(write: &mut Write, id: Uuid, at: Instant, how: &str) -> Result<bool, Fault> {
    write.change(SPEND, values![id, at, how]).await
}

/// Spends everything that the user has; returns how many there were.
pub async fn spend_all_for_user(
    write: &mut Write,
    user_id: Uuid,
    at: Instant,
    how: &str,
) -> Result<u64, Fault> {
    write.run(SPEND_ALL_FOR_USER, values![user_id, at, how]).await
}

/// Spends what the user has for one organization (its invitations); returns how many there were.
pub async fn spend_all_for_membership(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Instant,
    how: &str,
) -> Result<u64, Fault> {
    write.run(SPEND_ALL_FOR_MEMBERSHIP, values![organization_id, user_id, at, how]).await
}

/// Forgets up to `limit` of those that expired before that moment; returns how many.
pub async fn sweep(write: &mut Write, expired_before: Instant, limit: i64) -> Result<u64, Fault> {
    write.run(SWEEP, values![expired_before, limit]).await
}
