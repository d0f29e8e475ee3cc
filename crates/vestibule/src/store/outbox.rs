//! The outbox: letters on their way, queued in the transaction that wants them sent.
//!
//! A worker leases rows; when it dies, its lease runs out and another takes them. Addresses and letters are
//! sealed and erased as soon as they are not needed: letters when settled, addresses of strangers when
//! settled or after 24 hours. How mail fares is told by `weather` (per domain), `find_by_ask` and
//! `list_for_user` (per letter).

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A letter.
    pub struct OutboxRow {
        /// Its id.
        pub id: Uuid,
        /// When it was queued.
        pub created_at: Instant,
        /// The organization it is about.
        pub organization_id: Option<Uuid>,
        /// To whom; nobody for an address without an account.
        pub user_id: Option<Uuid>,
        /// Which letter.
        pub kind: String,
        /// The domain it goes to.
        pub domain: String,
        /// The address it goes to, sealed; erased early for strangers.
        pub to_sealed: Option<Vec<u8>>,
        /// The letter, sealed; erased when settled.
        pub letter_sealed: Option<Vec<u8>>,
        /// Its Message-ID.
        pub message_id: String,
        /// `queued`, `accepted`, `refused` or `expired`.
        pub state: String,
        /// How often it was tried.
        pub attempts: i64,
        /// When it is to be tried next.
        pub next_at: Instant,
        /// Until when a worker has it.
        pub lease_until: Option<Instant>,
        /// Which worker.
        pub lease_by: Option<String>,
        /// The mail server that answered.
        pub host: Option<String>,
        /// What it answered.
        pub reply: Option<String>,
        /// When it was accepted, refused or given up.
        pub settled_at: Option<Instant>,
        /// The journal entry that it belongs to.
        pub reference: Option<String>,
        /// The page that waits for it.
        pub ask_id: Option<Uuid>,
    }

    /// What is sealed of a letter.
    pub struct SealedLetter {
        /// Whose.
        pub id: Uuid,
        /// The address it goes to.
        pub to_sealed: Option<Vec<u8>>,
        /// The letter.
        pub letter_sealed: Option<Vec<u8>>,
    }

    /// How mail to a domain fares: the same for every address there.
    pub struct Weather {
        /// When its server last accepted a letter.
        pub last_accepted_at: Option<Instant>,
        /// When its server last refused one.
        pub last_refused_at: Option<Instant>,
        /// Since when the oldest waiting one waits.
        pub oldest_queued_at: Option<Instant>,
    }

    /// How much waits in the whole queue.
    pub struct QueueDepth {
        /// How many letters.
        pub count: i64,
        /// Since when the oldest one waits.
        pub oldest_at: Option<Instant>,
    }
}

macro_rules! columns {
    () => {
        "id, created_at, organization_id, user_id, kind, domain, to_sealed, letter_sealed, message_id, state,
        attempts, next_at, lease_until, lease_by, host, reply, settled_at, reference, ask_id"
    };
}

statements! {
    ADD = concat!("insert into outbox (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
        $11, $12, $13, $14, $15, $16, $17, $18, $19)");
    FIND = concat!("select ", columns!(), " from outbox where id = $1");
    FIND_BY_ASK = concat!("select ", columns!(), " from outbox where ask_id = $1
        order by created_at desc, id desc limit 1");
    FIND_BY_REFERENCE = concat!("select ", columns!(), " from outbox where reference = $1
        order by created_at desc, id desc limit 1");
    LIST_BY_REFERENCE = concat!("select ", columns!(), " from outbox where reference = $1
        order by created_at, id limit 50");
    FIND_BY_MESSAGE_ID = concat!("select ", columns!(), " from outbox where message_id = $1 limit 1");
    LIST_FOR_USER = concat!("select ", columns!(), " from outbox where user_id = $1
        order by created_at desc, id desc limit $2");
    ANY_LIST_OF_USER = concat!("select ", columns!(), " from outbox
        where user_id = $1 and created_at >= $2 and created_at < $3 order by created_at desc, id desc limit $4");
    LIST_FOR_MEMBER = concat!("select ", columns!(), " from outbox where user_id = $2 and organization_id = $1
        order by created_at desc, id desc limit $3");
    // The conditions stand outside again: on PostgreSQL the outer one is looked at once more after waiting
    // for another worker that took the same row, and leaves it to that worker.
    LEASE = concat!("update outbox set lease_until = $2, lease_by = $3, attempts = attempts + 1
        where state = 'queued' and next_at <= $1 and (lease_until is null or lease_until <= $1) and id in (
            select id from outbox where state = 'queued' and next_at <= $1
            and (lease_until is null or lease_until <= $1) order by next_at, id limit $4)
        returning ", columns!());
    SETTLE = "update outbox set state = $2, host = coalesce($3, host), reply = $4, settled_at = $5,
        lease_until = null, lease_by = null, letter_sealed = null,
        to_sealed = case when user_id is null then null else to_sealed end
        where id = $1 and state = 'queued'";
    SETTLE_EXPIRED = "update outbox set state = 'expired', reply = $2, settled_at = $3,
        lease_until = null, lease_by = null, letter_sealed = null,
        to_sealed = case when user_id is null then null else to_sealed end
        where id = $1 and state = 'queued'";
    RETRY = "update outbox set next_at = $2, reply = $3, lease_until = null, lease_by = null
        where id = $1 and state = 'queued'";
    EXPIRE = "update outbox set state = 'expired', settled_at = $2, lease_until = null, lease_by = null,
        letter_sealed = null, to_sealed = case when user_id is null then null else to_sealed end
        where state = 'queued' and created_at < $1 and (lease_until is null or lease_until <= $2)";
    SWEEP_STRANGERS = "update outbox set to_sealed = null, letter_sealed = null,
        state = case when state = 'queued' then 'expired' else state end,
        settled_at = coalesce(settled_at, $2), lease_until = null, lease_by = null
        where user_id is null and to_sealed is not null and created_at < $1";
    SWEEP = "delete from outbox where id in (select id from outbox where settled_at < $1 limit $2)";
    ANY_LIST_SEALED = "select id, to_sealed, letter_sealed from outbox
        where id > $1 and (to_sealed is not null or letter_sealed is not null) order by id limit $2";
    SET_TO_SEALED = "update outbox set to_sealed = $3 where id = $1 and to_sealed = $2";
    SET_LETTER_SEALED = "update outbox set letter_sealed = $3 where id = $1 and letter_sealed = $2";
    WEATHER = "select
        (select max(settled_at) from outbox where domain = $1 and state = 'accepted' and ask_id is null)
            as last_accepted_at,
        (select max(settled_at) from outbox where domain = $1 and state = 'refused' and ask_id is null)
            as last_refused_at,
        (select min(created_at) from outbox where domain = $1 and state = 'queued' and ask_id is null)
            as oldest_queued_at";
    QUEUE_DEPTH = "select count(*) as count, min(created_at) as oldest_at from outbox where state = 'queued'";
    COUNT_DUE = "select count(*) as value from
        (select id from outbox where state = 'queued' and next_at <= $1 limit $2) as kept";
    NEXT_DUE = "select min(case when lease_until > next_at then lease_until else next_at end) as value
        from outbox where state = 'queued'";
}

/// Queues a letter.
pub async fn add(write: &mut Write, row: &OutboxRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.created_at,
        row.organization_id,
        row.user_id,
        row.kind,
        row.domain,
        row.to_sealed,
        row.letter_sealed,
        row.message_id,
        row.state,
        row.attempts,
        row.next_at,
        row.lease_until,
        row.lease_by,
        row.host,
        row.reply,
        row.settled_at,
        row.reference,
        row.ask_id,
    ];
    write.run(ADD, values).await.map(drop)
}

/// Takes up to `limit` letters that are due and that no living worker has; counts the attempt.
pub async fn lease(
    write: &mut Write,
    now: Instant,
    lease_until: Instant,
    worker: &str,
    limit: i64,
) -> Result<Vec<OutboxRow>, Fault> {
    write.list(LEASE, values![now, lease_until, worker, limit]).await
}

/// The receiving server took it; false where it was settled before.
pub async fn settle_accepted(
    write: &mut Write,
    id: Uuid,
    host: Option<&str>,
    reply: &str,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(SETTLE, values![id, "accepted", host, reply, at]).await
}

/// The receiving server will never take it; false where it was settled before.
pub async fn settle_refused(
    write: &mut Write,
    id: Uuid,
    host: Option<&str>,
    reply: &str,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(SETTLE, values![id, "refused", host, reply, at]).await
}

/// Nobody would be helped by it any more; false where it was settled before.
pub async fn settle_expired(write: &mut Write, id: Uuid, reply: &str, at: Instant) -> Result<bool, Fault> {
    write.change(SETTLE_EXPIRED, values![id, reply, at]).await
}

/// Not now: gives the letter back, to be tried again then.
pub async fn retry(write: &mut Write, id: Uuid, next_at: Instant, reply: &str) -> Result<bool, Fault> {
    write.change(RETRY, values![id, next_at, reply]).await
}

/// Gives up letters that wait since before that moment and that no worker has; returns how many.
pub async fn expire_older_than(
    write: &mut Write,
    created_before: Instant,
    now: Instant,
) -> Result<u64, Fault> {
    write.run(EXPIRE, values![created_before, now]).await
}

/// Erases what strangers' rows from before that moment still hold, sent or not; returns how many.
pub async fn sweep_strangers(write: &mut Write, created_before: Instant, now: Instant) -> Result<u64, Fault> {
    write.run(SWEEP_STRANGERS, values![created_before, now]).await
}

/// Forgets up to `limit` letters that were settled before that moment; returns how many.
pub async fn sweep(write: &mut Write, settled_before: Instant, limit: i64) -> Result<u64, Fault> {
    write.run(SWEEP, values![settled_before, limit]).await
}

/// Whatever is still sealed in letters of all organizations, in the order of ids after that one.
pub async fn any_list_sealed(read: &mut Read, after: Uuid, limit: i64) -> Result<Vec<SealedLetter>, Fault> {
    read.list(ANY_LIST_SEALED, values![after, limit]).await
}

/// The same address under another key; false where it is not what was read any more.
pub async fn set_to_sealed(write: &mut Write, id: Uuid, old: &[u8], new: &[u8]) -> Result<bool, Fault> {
    write.change(SET_TO_SEALED, values![id, old, new]).await
}

/// The same letter under another key; false where it is not what was read any more.
pub async fn set_letter_sealed(write: &mut Write, id: Uuid, old: &[u8], new: &[u8]) -> Result<bool, Fault> {
    write.change(SET_LETTER_SEALED, values![id, old, new]).await
}

/// By id.
pub async fn find(read: &mut Read, id: Uuid) -> Result<Option<OutboxRow>, Fault> {
    read.one(FIND, values![id]).await
}

/// The newest letter that this page waits for.
pub async fn find_by_ask(read: &mut Read, ask_id: Uuid) -> Result<Option<OutboxRow>, Fault> {
    read.one(FIND_BY_ASK, values![ask_id]).await
}

/// The newest letter that belongs to a journal entry.
pub async fn find_by_reference(read: &mut Read, reference: &str) -> Result<Option<OutboxRow>, Fault> {
    read.one(FIND_BY_REFERENCE, values![reference]).await
}

/// The letters that a journal entry caused, in the order in which they were queued.
pub async fn list_by_reference(read: &mut Read, reference: &str) -> Result<Vec<OutboxRow>, Fault> {
    read.list(LIST_BY_REFERENCE, values![reference]).await
}

/// By the Message-ID that it was sent with.
pub async fn find_by_message_id(read: &mut Read, message_id: &str) -> Result<Option<OutboxRow>, Fault> {
    read.one(FIND_BY_MESSAGE_ID, values![message_id]).await
}

/// The letters to a user, the newest first.
pub async fn list_for_user(read: &mut Read, user_id: Uuid, limit: i64) -> Result<Vec<OutboxRow>, Fault> {
    read.list(LIST_FOR_USER, values![user_id, limit]).await
}

/// The newest to this user that speak for this organization.
pub async fn list_for_member(
    read: &mut Read,
    organization_id: Uuid,
    user_id: Uuid,
    limit: i64,
) -> Result<Vec<OutboxRow>, Fault> {
    read.list(LIST_FOR_MEMBER, values![organization_id, user_id, limit]).await
}

/// How mail to a domain fares, by the letters that no page asked for.
///
/// Invariant: nothing that a stranger asks for changes what a stranger sees. A capped address sends no second
/// mail, and "the last one a moment ago" would tell it from an address that does.
pub async fn weather(read: &mut Read, domain: &str) -> Result<Weather, Fault> {
    let weather = read.one(WEATHER, values![domain]).await?;
    weather.ok_or_else(|| Fault::broken("the weather has no row"))
}

/// How much waits.
pub async fn queue_depth(read: &mut Read) -> Result<QueueDepth, Fault> {
    let depth = read.one(QUEUE_DEPTH, values![]).await?;
    depth.ok_or_else(|| Fault::broken("the depth of the queue has no row"))
}

/// How many letters wait to be sent now, counted as far as `most`.
pub async fn count_due(read: &mut Read, now: Instant, most: i64) -> Result<i64, Fault> {
    read.value(COUNT_DUE, values![now, most]).await
}

/// When a worker has something to do next; `None` where nothing waits.
pub async fn next_due(read: &mut Read) -> Result<Option<Instant>, Fault> {
    read.value(NEXT_DUE, values![]).await
}

/// The letters to a user, in all organizations' names, queued from that moment until before the other, the newest first.
pub async fn any_list_of_user(
    read: &mut Read,
    user_id: Uuid,
    since: Instant,
    before: Instant,
    limit: i64,
) -> Result<Vec<OutboxRow>, Fault> {
    read.list(ANY_LIST_OF_USER, values![user_id, since, before, limit]).await
}
