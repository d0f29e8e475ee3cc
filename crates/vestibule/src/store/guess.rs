//! Failed guesses in a row, per account and lane (NIST SP 800-63B-4 §3.2.2).
//!
//! The key is a keyed hash, so that what was typed is not kept. A success clears its own lane only.

use rules::{Instant, Span};
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// The failed guesses of one lane.
    pub struct GuessRow {
        /// Keyed hash of what is guessed at.
        pub key: Vec<u8>,
        /// Who guesses: strangers, or a known device.
        pub lane: String,
        /// How many failed in a row.
        pub failed: i64,
        /// When the last one failed.
        pub last_at: Instant,
    }
}

statements! {
    FIND = "select key, lane, failed, last_at from guesses where key = $1 and lane = $2";
    TAKE = "insert into guesses (key, lane, failed, last_at, user_id) values ($1, $2, 1, $3, $6)
        on conflict (key, lane) do update set failed = guesses.failed + 1, last_at = excluded.last_at,
        user_id = excluded.user_id where guesses.failed = $4 and guesses.last_at = $5";
    COUNT_OF_NETWORK = "insert into guesses (key, lane, failed, last_at) values ($1, 'network', 1, $3)
        on conflict (key, lane) do update set failed = guesses.failed + 1,
        last_at = case when guesses.last_at > $2 then guesses.last_at + $4 else excluded.last_at end";
    GIVE_BACK = "update guesses set failed = failed - 1,
        last_at = case when failed = $3 and last_at = $4 then $5 else last_at end
        where key = $1 and lane = $2 and failed > 0";
    COUNT = "insert into guesses (key, lane, failed, last_at) values ($1, $2, 1, $3)
        on conflict (key, lane) do update set failed = guesses.failed + 1, last_at = excluded.last_at
        returning failed as value";
    CLEAR_ALL = "delete from guesses where key = $1 and (lane = $2 or lane like $3)";
    CLEAR = "delete from guesses where key = $1 and lane = $2";
    // As many as `rules::throttle::MOST_GUESSES`; the index is made for this very number.
    ANY_LIST_SHUT = "select key as value from guesses where lane = 'password' and failed >= 100 limit $1";
    SWEEP = "delete from guesses where last_at < $1";
}

/// What failed in this lane so far.
pub async fn find(read: &mut Read, key: &[u8], lane: &str) -> Result<Option<GuessRow>, Fault> {
    read.one(FIND, values![key, lane]).await
}

/// The keys of all strangers' lanes of passwords that are shut until a mailbox is proved.
pub async fn any_list_shut(read: &mut Read, limit: i64) -> Result<Vec<Vec<u8>>, Fault> {
    let rows = read.all(ANY_LIST_SHUT, values![limit]).await?;
    rows.iter().map(|row| row.get("value")).collect()
}

/// Counts one more; returns how many there are now.
pub async fn count(write: &mut Write, key: &[u8], lane: &str, now: Instant) -> Result<i64, Fault> {
    write.value(COUNT, values![key, lane, now]).await
}

/// Counts one before it is looked at, unless somebody else has counted one since `failed` and `last_at` were read.
/// `whose` is who is guessed at, if anybody.
pub async fn take(
    write: &mut Write,
    (key, lane, whose): (&[u8], &str, Option<Uuid>),
    now: Instant,
    failed: i64,
    last_at: Instant,
) -> Result<bool, Fault> {
    write.change(TAKE, values![key, lane, now, failed, last_at, whose]).await
}

/// Gives one back that was taken at `now` and was no wrong guess; `failed` and `last_at` are what was read before.
pub async fn give_back(
    write: &mut Write,
    key: &[u8],
    lane: &str,
    now: Instant,
    failed: i64,
    last_at: Instant,
) -> Result<(), Fault> {
    write.run(GIVE_BACK, values![key, lane, failed + 1, now, last_at]).await.map(drop)
}

/// Counts a wrong password of a network: that row's `last_at` is when all of them will be forgiven, each after
/// `every`. What is counted at the same moment adds up.
pub async fn count_of_network(write: &mut Write, key: &[u8], now: Instant, every: Span) -> Result<(), Fault> {
    write.run(COUNT_OF_NETWORK, values![key, now, now.plus(every), every.0]).await.map(drop)
}

/// When all wrong passwords of a network will be forgiven; long ago where there are none.
pub async fn network_until(read: &mut Read, key: &[u8]) -> Result<Instant, Fault> {
    Ok(find(read, key, "network").await?.map_or(Instant(0), |row| row.last_at))
}

/// A guess was right: this lane begins anew.
pub async fn clear(write: &mut Write, key: &[u8], lane: &str) -> Result<(), Fault> {
    write.run(CLEAR, values![key, lane]).await.map(drop)
}

/// Forgets lanes in which nothing failed since that moment.
pub async fn sweep(write: &mut Write, before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP, values![before]).await
}

/// Clears every lane of that kind, known devices' lanes included.
pub async fn clear_all(write: &mut Write, key: &[u8], kind: &str) -> Result<(), Fault> {
    write.run(CLEAR_ALL, values![key, kind, format!("{kind}:%")]).await.map(drop)
}
