//! Requests: a person asks their admin for help, and the admin's list of what is open.
//!
//! Asking twice for the same thing while it is open is asking once.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A request.
    pub struct RequestRow {
        /// Its id.
        pub id: Uuid,
        /// Whose admins are asked.
        pub organization_id: Uuid,
        /// Who asks.
        pub user_id: Uuid,
        /// When.
        pub at: Instant,
        /// The journal entry of what they are stuck in.
        pub reference: Option<String>,
        /// What it is about.
        pub about: String,
        /// When it was closed.
        pub closed_at: Option<Instant>,
        /// By whom; nobody where it closed itself.
        pub closed_by: Option<Uuid>,
        /// What it is: `way-in` of somebody who is not in, `wish` of somebody who is, or `not-me`.
        pub kind: String,
        /// Which admin has taken it on.
        pub taken_by: Option<Uuid>,
        /// When.
        pub taken_at: Option<Instant>,
        /// Until when it is open; without an end where there is none.
        pub until: Option<Instant>,
        /// As what it was closed: `settled`, `declined`, `came-in`, `membership-changed`, `expired`.
        pub ended_as: Option<String>,
        /// What the admin wrote when declining.
        pub reason: Option<String>,
    }

    /// An open request with who asks.
    pub struct OpenRequestRow {
        /// Its id.
        pub id: Uuid,
        /// Who asks.
        pub user_id: Uuid,
        /// Their first name.
        pub first_name: String,
        /// Their last name.
        pub last_name: String,
        /// Their primary address, as typed.
        pub address: String,
        /// When.
        pub at: Instant,
        /// The journal entry of what they are stuck in.
        pub reference: Option<String>,
        /// What it is about.
        pub about: String,
        /// Which admin has taken it on.
        pub taken_by: Option<Uuid>,
        /// Their name.
        pub taken_name: Option<String>,
    }

    /// A request that was closed, with who asked.
    pub struct ClosedRequestRow {
        /// Who asked.
        pub first_name: String,
        /// Their last name.
        pub last_name: String,
        /// What it was about.
        pub about: String,
        /// When it was closed.
        pub closed_at: Instant,
        /// As what.
        pub ended_as: Option<String>,
        /// Which admin closed it.
        pub closed_name: Option<String>,
        /// The journal entry of what they were stuck in.
        pub reference: Option<String>,
    }
}

/// How a request ends.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'a> {
    /// When.
    pub at: Instant,
    /// By whom; nobody where it closed itself.
    pub by: Option<Uuid>,
    /// As what.
    pub ended_as: &'a str,
    /// What the admin wrote.
    pub reason: Option<&'a str>,
}

macro_rules! columns {
    () => {
        "id, organization_id, user_id, at, reference, about, closed_at, closed_by, kind, taken_by, taken_at, until,
        ended_as, reason"
    };
}

statements! {
    ADD = concat!("insert into requests (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing");
    FIND = concat!("select ", columns!(), " from requests where organization_id = $1 and id = $2");
    FIND_OPEN = concat!("select ", columns!(), " from requests
        where organization_id = $1 and user_id = $2 and kind = $3 and closed_at is null
        order by at desc, id desc limit 1");
    LIST_OPEN = "select r.id, r.user_id, m.first_name, m.last_name, coalesce(a.shown, '') as address,
        r.at, r.reference, r.about, r.taken_by, t.first_name || ' ' || t.last_name as taken_name
        from requests r
        join memberships m on m.organization_id = r.organization_id and m.user_id = r.user_id
        left join memberships t on t.organization_id = r.organization_id and t.user_id = r.taken_by
        left join addresses a on a.user_id = r.user_id and a.is_primary
        where r.organization_id = $1 and r.closed_at is null and (r.until is null or r.until > $2)
        order by r.at, r.id limit $3";
    ANY_LIST_OF_USER = concat!("select ", columns!(), " from requests
        where user_id = $1 and at >= $2 and at < $3 order by at desc, id desc limit $4");
    LIST_CLOSED = "select m.first_name, m.last_name, r.about, r.closed_at, r.ended_as,
        c.first_name || ' ' || c.last_name as closed_name, r.reference
        from requests r
        join memberships m on m.organization_id = r.organization_id and m.user_id = r.user_id
        left join memberships c on c.organization_id = r.organization_id and c.user_id = r.closed_by
        where r.organization_id = $1 and r.closed_at is not null order by r.closed_at desc, r.id limit $2";
    COUNT_OPEN = "select count(*) as value from requests r
        join memberships m on m.organization_id = r.organization_id and m.user_id = r.user_id
        where r.organization_id = $1 and r.closed_at is null and (r.until is null or r.until > $2)";
    TAKE = "update requests set taken_by = $3, taken_at = $4
        where organization_id = $1 and id = $2 and closed_at is null and (taken_by is null or taken_by = $5)";
    CLOSE = "update requests set closed_at = $3, closed_by = $4, ended_as = $5, reason = $6
        where organization_id = $1 and id = $2 and closed_at is null";
    CLOSE_FOR_USER = "update requests set closed_at = $3, closed_by = $4, ended_as = $5, reason = $6
        where organization_id = $1 and user_id = $2 and closed_at is null and (kind <> 'not-me' or $7)";
    CLOSE_WAY_IN = "update requests set closed_at = $3, closed_by = $4, ended_as = $5, reason = $6
        where organization_id = $1 and user_id = $2 and kind = 'way-in' and closed_at is null";
    EXPIRE_FOR_USER = "update requests set closed_at = until, ended_as = 'expired'
        where organization_id = $1 and user_id = $2 and closed_at is null and until <= $3";
    ANY_EXPIRE = "update requests set closed_at = until, ended_as = 'expired'
        where closed_at is null and until is not null and until <= $1";
}

/// Adds one; false where the same is open already.
pub async fn add(write: &mut Write, row: &RequestRow) -> Result<bool, Fault> {
    let values = values![
        row.id,
        row.organization_id,
        row.user_id,
        row.at,
        row.reference,
        row.about,
        row.closed_at,
        row.closed_by,
        row.kind,
        row.taken_by,
        row.taken_at,
        row.until,
        row.ended_as,
        row.reason,
    ];
    write.change(ADD, values).await
}

/// One of this organization's.
pub async fn find(read: &mut Read, organization_id: Uuid, id: Uuid) -> Result<Option<RequestRow>, Fault> {
    read.one(FIND, values![organization_id, id]).await
}

/// The newest open one of this user, of that kind.
pub async fn find_open(
    read: &mut Read,
    organization_id: Uuid,
    user_id: Uuid,
    kind: &str,
) -> Result<Option<RequestRow>, Fault> {
    read.one(FIND_OPEN, values![organization_id, user_id, kind]).await
}

/// What is open, the oldest first.
pub async fn list_open(
    read: &mut Read,
    organization_id: Uuid,
    now: Instant,
    limit: i64,
) -> Result<Vec<OpenRequestRow>, Fault> {
    read.list(LIST_OPEN, values![organization_id, now, limit]).await
}

/// What was closed, the newest first.
pub async fn list_closed(
    read: &mut Read,
    organization_id: Uuid,
    limit: i64,
) -> Result<Vec<ClosedRequestRow>, Fault> {
    read.list(LIST_CLOSED, values![organization_id, limit]).await
}

/// How many are open.
pub async fn count_open(read: &mut Read, organization_id: Uuid, now: Instant) -> Result<i64, Fault> {
    read.value(COUNT_OPEN, values![organization_id, now]).await
}

/// Somebody takes it on: where nobody has, or where it is taken over from whom they saw there. False where somebody
/// else was first.
pub async fn take(
    write: &mut Write,
    organization_id: Uuid,
    id: Uuid,
    by: Uuid,
    at: Instant,
    from: Option<Uuid>,
) -> Result<bool, Fault> {
    write.change(TAKE, values![organization_id, id, by, at, from.unwrap_or(by)]).await
}

/// Closes one; false where somebody was first.
pub async fn close(
    write: &mut Write,
    organization_id: Uuid,
    id: Uuid,
    ending: &Ending<'_>,
) -> Result<bool, Fault> {
    let Ending { at, by, ended_as, reason } = *ending;
    write.change(CLOSE, values![organization_id, id, at, by, ended_as, reason]).await
}

/// Closes whatever the user has open there, "this wasn't me" only with `all`; returns how many.
pub async fn close_for_user(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    ending: &Ending<'_>,
    all: bool,
) -> Result<u64, Fault> {
    let Ending { at, by, ended_as, reason } = *ending;
    write.run(CLOSE_FOR_USER, values![organization_id, user_id, at, by, ended_as, reason, all]).await
}

/// The user came in: what they asked for from outside is answered by that. Returns how many.
pub async fn close_way_in(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Instant,
) -> Result<u64, Fault> {
    let (nobody, nothing): (Option<Uuid>, Option<&str>) = (None, None);
    write.run(CLOSE_WAY_IN, values![organization_id, user_id, at, nobody, "came-in", nothing]).await
}

/// Closes those of the user that have run out there, so that they can ask again.
pub async fn expire_for_user(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    now: Instant,
) -> Result<u64, Fault> {
    write.run(EXPIRE_FOR_USER, values![organization_id, user_id, now]).await
}

/// Closes all that have run out.
pub async fn any_expire(write: &mut Write, now: Instant) -> Result<u64, Fault> {
    write.run(ANY_EXPIRE, values![now]).await
}

/// What somebody asked for, or was asked for on their behalf, in all organizations, from that moment until before the
/// other, the newest first.
pub async fn any_list_of_user(
    read: &mut Read,
    user_id: Uuid,
    since: Instant,
    before: Instant,
    limit: i64,
) -> Result<Vec<RequestRow>, Fault> {
    read.list(ANY_LIST_OF_USER, values![user_id, since, before, limit]).await
}
