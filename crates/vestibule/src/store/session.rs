//! Sessions: which browser is signed in as whom, and what was proved in it.
//!
//! Only the hash of a cookie is kept. `find_with_user` is asked on every page, so it is one query by primary
//! keys. Ended and expired ones are found too: a page wants to say why somebody is signed out.

mod row;

use rules::Instant;
use uuid::Uuid;

use super::value::{statements, values};
use super::{Read, Write};
use crate::fault::Fault;
pub use row::{CurrentOrganization, Proved, SessionRow, SessionWithUser};

macro_rules! columns {
    () => {
        "s.token_hash, s.id, s.user_id, s.device_id, s.created_at, s.last_used_at, s.password_at, s.mailbox_at,
        s.second_at, s.second_kind, s.second_factor_id, s.second_organization_id, s.second_by_pass, s.passkey_at,
        s.organization_id, s.browser, s.network, s.expires_at, s.ended_at, s.ended_why, s.visits_id, s.connection_id,
        s.vouched_at, s.vouched_second, s.vouched_session"
    };
}

statements! {
    ADD = "insert into sessions (token_hash, id, user_id, device_id, created_at, last_used_at, password_at,
        mailbox_at, second_at, second_kind, second_factor_id, second_organization_id, second_by_pass, passkey_at,
        organization_id, browser, network, expires_at, ended_at, ended_why, visits_id, connection_id, vouched_at,
        vouched_second, vouched_session)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
        $23, $24, $25)";
    FIND_WITH_USER = concat!("select ", columns!(), ", u.revision, u.first_name, u.last_name,
        coalesce(a.address, '') as address, coalesce(a.shown, '') as shown_address,
        u.password_at as user_password_at, u.password_worth,
        o.slug, o.name, o.accent, o.zone, o.policy, o.demand_since, o.sign_on_since, o.suspended_at, coalesce(o.desk, false) as desk, l.name as logo,
        m.role, m.joined_at, m.deactivated_at, m.waived_until
        from sessions s join users u on u.id = s.user_id
        left join addresses a on a.user_id = s.user_id and a.is_primary
        left join memberships m on m.organization_id = s.organization_id and m.user_id = s.user_id
        left join organizations o on o.id = m.organization_id
        left join logos l on l.organization_id = o.id
        where s.token_hash = $1");
    FIND = concat!("select ", columns!(), " from sessions s where s.id = $1 and s.user_id = $2");
    LIST_FOR_USER = concat!("select ", columns!(), " from sessions s
        where s.user_id = $1 and s.ended_at is null and s.expires_at > $2
        order by s.last_used_at desc, s.id desc");
    LIST_IN_ORGANIZATION = concat!("select ", columns!(), " from sessions s
        where s.user_id = $2 and s.organization_id = $1 and s.ended_at is null and s.expires_at > $3
        order by s.last_used_at desc, s.id desc limit $4");
    LAST_ENDED_IN = "select max(ended_at) as value from sessions
        where user_id = $1 and device_id = $2 and ended_at is not null and ended_why <> 'signed-in-again'";
    TOUCH = "update sessions set last_used_at = $2 where id = $1 and last_used_at < $2 and ended_at is null";
    SET_ORGANIZATION = "update sessions set organization_id = $2 where id = $1";
    SET_TOKEN_HASH = "update sessions set token_hash = $2 where id = $1 and ended_at is null";
    ADD_PROOF = "update sessions set password_at = coalesce($2, password_at),
        mailbox_at = coalesce($3, mailbox_at), second_at = coalesce($4, second_at),
        second_kind = coalesce($5, second_kind),
        second_factor_id = case when $4 is null then second_factor_id else $6 end,
        second_organization_id = case when $4 is null then second_organization_id else $7 end,
        second_by_pass = case when $4 is null then second_by_pass else $8 end,
        passkey_at = coalesce($9, passkey_at) where id = $1 and ended_at is null";
    LEAVE_ORGANIZATION = "update sessions set organization_id = null
        where organization_id = $1 and user_id = $2 and ended_at is null";
    END_VISITS = "update sessions set ended_at = $3, ended_why = $4
        where visits_id = $1 and user_id = $2 and ended_at is null";
    END = "update sessions set ended_at = $2, ended_why = $3 where id = $1 and ended_at is null";
    END_OTHERS = "update sessions set ended_at = $3, ended_why = $4
        where user_id = $1 and id <> $2 and ended_at is null";
    END_FROM = "update sessions set ended_at = $6, ended_why = $7
        where user_id = $1 and id <> $2 and ended_at is null
        and (id = $3 or device_id = $4 or second_factor_id = $5)";
    END_OF_CONNECTION = "update sessions set ended_at = $2, ended_why = $3 where connection_id = $1 and ended_at is null";
    END_OF_IDENTITY = "update sessions set ended_at = $3, ended_why = $4
        where connection_id = $1 and user_id = $2 and ended_at is null";
    LIST_OF_PROVIDERS = concat!("select ", columns!(), " from sessions s
        where s.connection_id = $1 and s.vouched_session = $2 and s.ended_at is null order by s.id limit $3");
    LIST_OF_IDENTITY = concat!("select ", columns!(), " from sessions s
        where s.connection_id = $1 and s.user_id = $2 and s.ended_at is null order by s.id limit $3");
    SWEEP_EXPIRED = "delete from sessions where token_hash in (
        select token_hash from sessions where expires_at < $1 limit $2)";
    SWEEP_ENDED = "delete from sessions where token_hash in (
        select token_hash from sessions where ended_at < $1 limit $2)";
}

/// Adds one.
pub async fn add(write: &mut Write, row: &SessionRow) -> Result<(), Fault> {
    let values = values![
        row.token_hash,
        row.id,
        row.user_id,
        row.device_id,
        row.created_at,
        row.last_used_at,
        row.password_at,
        row.mailbox_at,
        row.second_at,
        row.second_kind,
        row.second_factor_id,
        row.second_organization_id,
        row.second_by_pass,
        row.passkey_at,
        row.organization_id,
        row.browser,
        row.network,
        row.expires_at,
        row.ended_at,
        row.ended_why,
        row.visits_id,
        row.connection_id,
        row.vouched_at,
        row.vouched_second,
        row.vouched_session,
    ];
    write.run(ADD, values).await.map(drop)
}

/// By the hash of its cookie, with the user and the current organization, in one query.
pub async fn find_with_user(
    read: &mut Read,
    token_hash: &[u8; 32],
) -> Result<Option<SessionWithUser>, Fault> {
    read.one(FIND_WITH_USER, values![*token_hash]).await
}

/// One of this user's.
pub async fn find(read: &mut Read, id: Uuid, user_id: Uuid) -> Result<Option<SessionRow>, Fault> {
    read.one(FIND, values![id, user_id]).await
}

/// Those of a user that live, the last used first.
pub async fn list_for_user(read: &mut Read, user_id: Uuid, now: Instant) -> Result<Vec<SessionRow>, Fault> {
    read.list(LIST_FOR_USER, values![user_id, now]).await
}

/// Those of a user that live and are in this organization, the last used first.
pub async fn list_in_organization(
    read: &mut Read,
    organization_id: Uuid,
    user_id: Uuid,
    now: Instant,
    limit: i64,
) -> Result<Vec<SessionRow>, Fault> {
    read.list(LIST_IN_ORGANIZATION, values![organization_id, user_id, now, limit]).await
}

/// When the newest ending of a session of this user in this browser was; one that only gave way to its own
/// successor does not count.
pub async fn last_ended_in(
    read: &mut Read,
    user_id: Uuid,
    device_id: Uuid,
) -> Result<Option<Instant>, Fault> {
    read.value(LAST_ENDED_IN, values![user_id, device_id]).await
}

/// Remembers that it was used; never moves backwards.
pub async fn touch(write: &mut Write, id: Uuid, at: Instant) -> Result<(), Fault> {
    write.run(TOUCH, values![id, at]).await.map(drop)
}

/// The organization that is looked at from now on.
pub async fn set_organization(
    write: &mut Write,
    id: Uuid,
    organization_id: Option<Uuid>,
) -> Result<(), Fault> {
    write.run(SET_ORGANIZATION, values![id, organization_id]).await.map(drop)
}

/// A new cookie for the same session, once more has been proved in it; false where it has ended.
pub async fn set_token_hash(write: &mut Write, id: Uuid, token_hash: &[u8; 32]) -> Result<bool, Fault> {
    write.change(SET_TOKEN_HASH, values![id, *token_hash]).await
}

/// Adds what was proved in it just now; false where it has ended.
pub async fn add_proof(write: &mut Write, id: Uuid, proved: &Proved) -> Result<bool, Fault> {
    let values = values![
        id,
        proved.password_at,
        proved.mailbox_at,
        proved.second_at,
        proved.second_kind,
        proved.second_factor_id,
        proved.second_organization_id,
        proved.second_by_pass,
        proved.passkey_at,
    ];
    write.change(ADD_PROOF, values).await
}

/// The user's sessions look at this organization no longer; for who was switched off or removed there. What its own
/// provider opened is good for nothing else, and ends.
pub async fn leave_organization(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Instant,
    why: &str,
) -> Result<u64, Fault> {
    write.run(END_VISITS, values![organization_id, user_id, at, why]).await?;
    write.run(LEAVE_ORGANIZATION, values![organization_id, user_id]).await
}

/// Ends it; false where that was done before.
pub async fn end(write: &mut Write, id: Uuid, at: Instant, why: &str) -> Result<bool, Fault> {
    write.change(END, values![id, at, why]).await
}

/// Ends all of a user's but one (`None`: all); returns how many.
pub async fn end_others(
    write: &mut Write,
    user_id: Uuid,
    keep: Option<Uuid>,
    at: Instant,
    why: &str,
) -> Result<u64, Fault> {
    // No session is called nil, so sparing that one spares none.
    write.run(END_OTHERS, values![user_id, keep.unwrap_or(Uuid::nil()), at, why]).await
}

/// From where something was done.
#[derive(Clone, Copy, Debug)]
pub struct From {
    /// In this session.
    pub session: Option<Uuid>,
    /// In this browser.
    pub device: Uuid,
    /// Whoever gave this factor.
    pub factor: Option<Uuid>,
}

/// Ends those of a user's that something came from, but one; returns how many.
pub async fn end_from(
    write: &mut Write,
    user_id: Uuid,
    from: &From,
    keep: Option<Uuid>,
    at: Instant,
    why: &str,
) -> Result<u64, Fault> {
    let nil = Uuid::nil();
    let (keep, session) = (keep.unwrap_or(nil), from.session.unwrap_or(nil));
    write
        .run(END_FROM, values![user_id, keep, session, from.device, from.factor.unwrap_or(nil), at, why])
        .await
}

/// Ends all of a user's; returns how many.
pub async fn end_all(write: &mut Write, user_id: Uuid, at: Instant, why: &str) -> Result<u64, Fault> {
    end_others(write, user_id, None, at, why).await
}

/// Ends all that came through a connection; returns how many.
pub async fn end_of_connection(
    write: &mut Write,
    connection_id: Uuid,
    at: Instant,
    why: &str,
) -> Result<u64, Fault> {
    write.run(END_OF_CONNECTION, values![connection_id, at, why]).await
}

/// Ends those of a user that came through a connection; returns how many.
pub async fn end_of_identity(
    write: &mut Write,
    connection_id: Uuid,
    user_id: Uuid,
    at: Instant,
    why: &str,
) -> Result<u64, Fault> {
    write.run(END_OF_IDENTITY, values![connection_id, user_id, at, why]).await
}

/// Those that came of one session at the provider of a connection, and have not ended.
pub async fn list_of_providers(
    read: &mut Read,
    connection_id: Uuid,
    vouched_session: Uuid,
    limit: i64,
) -> Result<Vec<SessionRow>, Fault> {
    read.list(LIST_OF_PROVIDERS, values![connection_id, vouched_session, limit]).await
}

/// Those of a user that came through a connection, and have not ended.
pub async fn list_of_identity(
    read: &mut Read,
    connection_id: Uuid,
    user_id: Uuid,
    limit: i64,
) -> Result<Vec<SessionRow>, Fault> {
    read.list(LIST_OF_IDENTITY, values![connection_id, user_id, limit]).await
}

/// Forgets up to twice `limit` of those that expired or were ended before that moment; returns how many.
pub async fn sweep(write: &mut Write, before: Instant, limit: i64) -> Result<u64, Fault> {
    let expired = write.run(SWEEP_EXPIRED, values![before, limit]).await?;
    Ok(expired + write.run(SWEEP_ENDED, values![before, limit]).await?)
}
