//! Links for somebody who has no account here and sets one connection up.
//!
//! Only hashes of the link and of its code are kept. Never in here: what may be done by one.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A link.
    pub struct SetupLinkRow {
        /// Its id; opens nothing.
        pub id: Uuid,
        /// Whose connection it is for.
        pub organization_id: Uuid,
        /// The one connection.
        pub connection_id: Uuid,
        /// SHA-256 of the link's token.
        pub token_hash: [u8; 32],
        /// A keyed hash of the code that is told apart.
        pub code_hash: [u8; 32],
        /// Which admin made it.
        pub made_by: Uuid,
        /// When.
        pub made_at: Instant,
        /// Until when it holds.
        pub expires_at: Instant,
        /// How many codes were typed since the last right one.
        pub tries: i64,
        /// When it was opened last, with its code.
        pub opened_at: Option<Instant>,
        /// When it was taken back.
        pub ended_at: Option<Instant>,
    }
}

macro_rules! columns {
    () => {
        "id, organization_id, connection_id, token_hash, code_hash, made_by, made_at, expires_at, tries, opened_at, ended_at"
    };
}

statements! {
    ADD = concat!("insert into setup_links (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    ANY_FIND = concat!("select ", columns!(), " from setup_links where id = $1");
    ANY_FIND_BY_TOKEN = concat!("select ", columns!(), " from setup_links where token_hash = $1");
    LIST = concat!("select ", columns!(), " from setup_links where organization_id = $1 and connection_id = $2
        order by made_at desc, id desc limit $3");
    COUNT_LIVE = "select count(*) as value from setup_links
        where connection_id = $1 and ended_at is null and expires_at > $2";
    TRY = "update setup_links set tries = tries + 1
        where id = $1 and tries < $2 and ended_at is null and expires_at > $3";
    SET_OPENED = "update setup_links set tries = 0, opened_at = $2 where id = $1";
    END = "update setup_links set ended_at = $4
        where organization_id = $1 and connection_id = $2 and id = $3 and ended_at is null";
    SWEEP = "delete from setup_links where expires_at < $1";
}

/// Adds one.
pub async fn add(write: &mut Write, row: &SetupLinkRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.organization_id,
        row.connection_id,
        row.token_hash,
        row.code_hash,
        row.made_by,
        row.made_at,
        row.expires_at,
        row.tries,
        row.opened_at,
        row.ended_at,
    ];
    write.run(ADD, values).await.map(drop)
}

/// By id, whosever it is: for a browser in which it was opened.
pub async fn any_find(read: &mut Read, id: Uuid) -> Result<Option<SetupLinkRow>, Fault> {
    read.one(ANY_FIND, values![id]).await
}

/// By the hash of its token, whosever it is: for whoever has the link.
pub async fn any_find_by_token(
    read: &mut Read,
    token_hash: &[u8; 32],
) -> Result<Option<SetupLinkRow>, Fault> {
    read.one(ANY_FIND_BY_TOKEN, values![*token_hash]).await
}

/// Those for a connection, the newest first.
pub async fn list(
    read: &mut Read,
    organization_id: Uuid,
    connection_id: Uuid,
    limit: i64,
) -> Result<Vec<SetupLinkRow>, Fault> {
    read.list(LIST, values![organization_id, connection_id, limit]).await
}

/// How many of a connection hold.
pub async fn count_live(read: &mut Read, connection_id: Uuid, now: Instant) -> Result<i64, Fault> {
    read.value(COUNT_LIVE, values![connection_id, now]).await
}

/// Takes one of the tries at its code; false where there is none left, or it does not hold any more.
pub async fn try_code(write: &mut Write, id: Uuid, most: i64, now: Instant) -> Result<bool, Fault> {
    write.change(TRY, values![id, most, now]).await
}

/// It was opened with its code.
pub async fn set_opened(write: &mut Write, id: Uuid, at: Instant) -> Result<(), Fault> {
    write.run(SET_OPENED, values![id, at]).await.map(drop)
}

/// Takes one back; false where that was done before.
pub async fn end(
    write: &mut Write,
    organization_id: Uuid,
    connection_id: Uuid,
    id: Uuid,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(END, values![organization_id, connection_id, id, at]).await
}

/// Forgets those that have run out before that moment.
pub async fn sweep(write: &mut Write, expired_before: Instant) -> Result<(), Fault> {
    write.run(SWEEP, values![expired_before]).await.map(drop)
}
