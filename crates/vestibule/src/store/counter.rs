//! Caps: so many of something in a window of time (mails per address, per network, over all).
//!
//! A window begins with the first one that is taken in it. Over its limit nothing is counted, so that who
//! keeps knocking does not wait longer.

use rules::Instant;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// What was taken in a window.
    pub struct CounterRow {
        /// What is counted (a keyed hash where it is somebody's).
        pub key: Vec<u8>,
        /// When the window began.
        pub started_at: Instant,
        /// How many were taken in it.
        pub count: i64,
    }
}

statements! {
    TAKE = "insert into counters (key, started_at, count) values ($1, $3, 1)
        on conflict (key) do update set
        started_at = case when counters.started_at < $2 then $3 else counters.started_at end,
        count = case when counters.started_at < $2 then 1 else counters.count + 1 end
        where counters.started_at < $2 or counters.count < $4";
    PEEK = "select key, started_at, count from counters where key = $1";
    SWEEP = "delete from counters where started_at < $1";
}

/// Takes one, in the window that did not begin before `window_start_not_before` (now minus its length) or in
/// a new one; false where `limit` of them were taken already.
pub async fn take(
    write: &mut Write,
    key: &[u8],
    window_start_not_before: Instant,
    now: Instant,
    limit: i64,
) -> Result<bool, Fault> {
    if limit < 1 {
        return Ok(false);
    }
    write.change(TAKE, values![key, window_start_not_before, now, limit]).await
}

/// The window as it stands.
pub async fn peek(read: &mut Read, key: &[u8]) -> Result<Option<CounterRow>, Fault> {
    read.one(PEEK, values![key]).await
}

/// Forgets windows that began before that moment.
pub async fn sweep(write: &mut Write, started_before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP, values![started_before]).await
}
