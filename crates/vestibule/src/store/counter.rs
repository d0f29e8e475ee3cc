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
    LIST = "select key, started_at, count from counters where key in ($1, $2, $3)";
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

/// The counters of up to three keys, without counting; one that was never taken from is none.
pub async fn list(read: &mut Read, keys: &[[u8; 32]]) -> Result<Vec<CounterRow>, Fault> {
    let key = |place: usize| keys.get(place).or(keys.first()).copied();
    read.list(LIST, values![key(0), key(1), key(2)]).await
}

/// Forgets windows that began before that moment.
pub async fn sweep(write: &mut Write, started_before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP, values![started_before]).await
}
