//! Spells of being stuck: from somebody's first refusal at the door to their next sign-in, and how it ended. What the
//! numbers are counted from, so that nobody has to read the journal for them.
//!
//! Never in here: unknown addresses, which are not people. It refers to nothing, like the journal beside which it is
//! written.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A refusal that begins a spell or goes on with one.
    pub struct StuckRow {
        /// Its id.
        pub id: Uuid,
        /// Who.
        pub user_id: Uuid,
        /// The last refusal's cause, by its name.
        pub cause: String,
        /// The first refusal's reference.
        pub reference: String,
        /// How many refusals so far.
        pub refusals: i64,
        /// When it began.
        pub began_at: Instant,
        /// The last refusal.
        pub last_at: Instant,
        /// When support first saw to it.
        pub support_at: Option<Instant>,
    }

    /// How many, by a word.
    pub struct CountRow {
        /// The word.
        pub word: String,
        /// How many.
        pub count: i64,
    }

    /// How long one lasted.
    pub struct LengthRow {
        /// In microseconds.
        pub lasted: i64,
    }

    /// What has ended of late.
    pub struct EndedRow {
        /// How many came in.
        pub came_in: i64,
        /// How many of them support had seen to.
        pub with_support: i64,
    }
}

statements! {
    REFUSED = "insert into stuck (id, user_id, cause, reference, refusals, began_at, last_at)
        values ($1, $2, $3, $4, 1, $5, $5)
        on conflict (user_id) where ended_at is null do update set
        cause = excluded.cause, last_at = excluded.last_at, refusals = stuck.refusals + 1";
    REFUSED_NOBODY = "update stuck set refusals = refusals + 1 where user_id = $1 and ended_at is null";
    FIND_OPEN = "select id, user_id, cause, reference, refusals, began_at, last_at, support_at from stuck
        where user_id = $1 and ended_at is null";
    END = "update stuck set ended_at = $2, ended_by = $3, lasted = $2 - began_at
        where user_id = $1 and ended_at is null";
    SET_SUPPORT = "update stuck set support_at = $2
        where user_id = $1 and ended_at is null and support_at is null";
    GIVE_UP = "update stuck set ended_at = $2, ended_by = 'never' where ended_at is null and last_at < $1";
    COUNT_OPEN = "select cause as word, count(*) as count from stuck where ended_at is null
        group by cause order by count desc, word";
    COUNT_OPEN_SUPPORT = "select count(*) as value from stuck where ended_at is null and support_at is not null";
    COUNT_ENDED = "select ended_by as word, count(*) as count from stuck where ended_at > $1
        group by ended_by order by count desc, word";
    ENDED = "select count(lasted) as came_in, count(case when lasted is not null then support_at end) as with_support
        from stuck where ended_at > $1";
    LENGTH_AT = "select lasted from stuck where lasted >= 0 and ended_at > $1
        order by lasted limit 1 offset $2";
    SWEEP = "delete from stuck where id in (select id from stuck where ended_at < $1 limit $2)";
}

/// One more refusal: begins a spell where none is open.
pub async fn refused(
    write: &mut Write,
    id: Uuid,
    user_id: Uuid,
    cause: &str,
    reference: &str,
    at: Instant,
) -> Result<(), Fault> {
    write.run(REFUSED, values![id, user_id, cause, reference, at]).await.map(drop)
}

/// The same work for an address that nobody has: it finds nothing under an id that was made for this.
pub async fn refused_nobody(write: &mut Write, nobody: Uuid) -> Result<(), Fault> {
    write.run(REFUSED_NOBODY, values![nobody]).await.map(drop)
}

/// The spell that somebody is in.
pub async fn find_open(read: &mut Read, user_id: Uuid) -> Result<Option<StuckRow>, Fault> {
    read.one(FIND_OPEN, values![user_id]).await
}

/// They are in, and this is how; false where no spell was open.
pub async fn end(write: &mut Write, user_id: Uuid, at: Instant, by: &str) -> Result<bool, Fault> {
    write.change(END, values![user_id, at, by]).await
}

/// Support sees to it; only the first time counts.
pub async fn set_support(write: &mut Write, user_id: Uuid, at: Instant) -> Result<(), Fault> {
    write.run(SET_SUPPORT, values![user_id, at]).await.map(drop)
}

/// Ends spells without a refusal since that moment: these never came back. Returns how many.
pub async fn give_up(write: &mut Write, last_before: Instant, now: Instant) -> Result<u64, Fault> {
    write.run(GIVE_UP, values![last_before, now]).await
}

/// How many are stuck now, by cause.
pub async fn any_count_open(read: &mut Read) -> Result<Vec<CountRow>, Fault> {
    read.list(COUNT_OPEN, values![]).await
}

/// How many of them support has seen to.
pub async fn any_count_open_with_support(read: &mut Read) -> Result<i64, Fault> {
    read.value(COUNT_OPEN_SUPPORT, values![]).await
}

/// How those ended that ended since then, by the way in.
pub async fn any_count_ended(read: &mut Read, since: Instant) -> Result<Vec<CountRow>, Fault> {
    read.list(COUNT_ENDED, values![since]).await
}

/// How many came in since then.
pub async fn any_ended(read: &mut Read, since: Instant) -> Result<EndedRow, Fault> {
    let row = read.one(ENDED, values![since]).await?;
    row.ok_or_else(|| Fault::broken("a count has no row"))
}

/// The length, in microseconds, of the spell at that place in the order of lengths, of those that ended in a sign-in
/// since then.
pub async fn any_length_at(read: &mut Read, since: Instant, place: i64) -> Result<Option<i64>, Fault> {
    let row: Option<LengthRow> = read.one(LENGTH_AT, values![since, place]).await?;
    Ok(row.map(|row| row.lasted))
}

/// Forgets up to `limit` spells that ended before that moment; returns how many.
pub async fn sweep(write: &mut Write, ended_before: Instant, limit: i64) -> Result<u64, Fault> {
    write.run(SWEEP, values![ended_before, limit]).await
}
