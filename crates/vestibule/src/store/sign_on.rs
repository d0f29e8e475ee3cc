//! Where people have to come through the provider: since when, the door beside it, how our own talk with each provider
//! went of late, and whom a provider has refused.
//!
//! Never in here: whether the door is open to somebody (`rules::side_door`).

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// What is known of a user and one connection of an organization whose people have to come through it.
    pub struct TraceRow {
        /// Whose.
        pub organization_id: Uuid,
        /// When they came through it last.
        pub last_used_at: Instant,
        /// When its provider last refused them.
        pub refused_at: Option<Instant>,
        /// Until when an admin has opened the door beside it.
        pub side_door_until: Option<Instant>,
        /// Since when it fails.
        pub failing_since: Option<Instant>,
        /// When it failed last.
        pub failed_at: Option<Instant>,
    }

    /// How our own talk with a provider went of late.
    pub struct HealthRow {
        /// Which connection's.
        pub connection_id: Uuid,
        /// When it was tried last.
        pub asked_at: Instant,
        /// Since when it fails.
        pub failing_since: Option<Instant>,
        /// When it failed last.
        pub failed_at: Option<Instant>,
        /// When the admins were told.
        pub told_at: Option<Instant>,
    }

    /// The settings of an organization.
    pub struct SignOnRow {
        /// Since when people have to come through the provider.
        pub sign_on_since: Option<Instant>,
        /// Until when the door beside it is open.
        pub side_door_until: Option<Instant>,
    }
}

statements! {
    FIND = "select sign_on_since, side_door_until from organizations where id = $1";
    SET_SINCE = "update organizations set sign_on_since = $2, side_door_until = null where id = $1";
    SET_SIDE_DOOR = "update organizations set side_door_until = $2 where id = $1";
    LIST_TRACES = "select i.organization_id, i.last_used_at, t.at as refused_at, o.side_door_until, h.failing_since,
        h.failed_at from identities i join organizations o on o.id = i.organization_id
        left join turned_away t on t.connection_id = i.connection_id and t.user_id = i.user_id
        left join provider_health h on h.connection_id = i.connection_id
        where i.user_id = $1 and i.ended_at is null and o.sign_on_since is not null";
    FIND_HEALTH = "select connection_id, asked_at, failing_since, failed_at, told_at from provider_health
        where connection_id = $1";
    ASKED = "insert into provider_health (connection_id, asked_at) values ($1, $2) on conflict (connection_id) do
        update set asked_at = excluded.asked_at";
    WENT_WELL = "update provider_health set failing_since = null, failed_at = null, failed_as = null, told_at = null
        where connection_id = $1 and (failed_as = $2 or $2 = 'arrival')";
    FAILED = "insert into provider_health (connection_id, asked_at, failing_since, failed_at, failed_as)
        values ($1, $2, $2, $2, $3) on conflict (connection_id) do update set failed_at = excluded.failed_at,
        failed_as = excluded.failed_as, failing_since = case when provider_health.failed_at >= $4
        then provider_health.failing_since else excluded.failing_since end";
    SET_TOLD = "update provider_health set told_at = $2 where connection_id = $1 and told_at is null";
    ANY_LIST_TO_ASK = "select c.id as value from organizations o join connections c on c.organization_id = o.id
        left join provider_health h on h.connection_id = c.id
        where o.sign_on_since > 0 and c.mode <> 'off' and (h.asked_at is null or h.asked_at < $1)
        order by o.sign_on_since limit $2";
    TURN_AWAY = "insert into turned_away (connection_id, user_id, at) values ($1, $2, $3)
        on conflict (connection_id, user_id) do update set at = excluded.at";
    SWEEP_TURNED_AWAY = "delete from turned_away where at < $1";
    REMOVE_HEALTH = "delete from provider_health where connection_id = $1";
    REMOVE_TURNED_AWAY = "delete from turned_away where connection_id = $1";
}

/// The settings of an organization.
pub async fn find(read: &mut Read, organization_id: Uuid) -> Result<SignOnRow, Fault> {
    let found = read.one(FIND, values![organization_id]).await?;
    Ok(found.unwrap_or(SignOnRow { sign_on_since: None, side_door_until: None }))
}

/// People have to come through the provider from then on, or may come as they like. The door beside it is shut.
pub async fn set_since(write: &mut Write, organization_id: Uuid, at: Option<Instant>) -> Result<(), Fault> {
    write.run(SET_SINCE, values![organization_id, at]).await.map(drop)
}

/// Opens the door beside the provider until then, or shuts it.
pub async fn set_side_door(
    write: &mut Write,
    organization_id: Uuid,
    until: Option<Instant>,
) -> Result<(), Fault> {
    write.run(SET_SIDE_DOOR, values![organization_id, until]).await.map(drop)
}

/// By which connections this user came, in organizations whose people have to.
pub async fn list_traces(read: &mut Read, user_id: Uuid) -> Result<Vec<TraceRow>, Fault> {
    read.list(LIST_TRACES, values![user_id]).await
}

/// How a connection's provider was of late; `None` where nobody had to know.
pub async fn find_health(read: &mut Read, connection_id: Uuid) -> Result<Option<HealthRow>, Fault> {
    read.one(FIND_HEALTH, values![connection_id]).await
}

/// Its provider is asked now.
pub async fn set_asked(write: &mut Write, connection_id: Uuid, now: Instant) -> Result<(), Fault> {
    write.run(ASKED, values![connection_id, now]).await.map(drop)
}

/// Its provider answered as it should: `as_what` failed before fails no more, and after an `arrival` nothing does.
pub async fn went_well(write: &mut Write, connection_id: Uuid, as_what: &str) -> Result<(), Fault> {
    write.run(WENT_WELL, values![connection_id, as_what]).await.map(drop)
}

/// It did not. A spell begins anew where the last failure was before that moment.
pub async fn failed(
    write: &mut Write,
    connection_id: Uuid,
    as_what: &str,
    now: Instant,
    before: Instant,
) -> Result<(), Fault> {
    write.run(FAILED, values![connection_id, now, as_what, before]).await.map(drop)
}

/// The admins are told; false where they were.
pub async fn set_told(write: &mut Write, connection_id: Uuid, now: Instant) -> Result<bool, Fault> {
    write.change(SET_TOLD, values![connection_id, now]).await
}

/// Connections on which people depend and that were not tried since then.
pub async fn any_list_to_ask(read: &mut Read, before: Instant, limit: i64) -> Result<Vec<Uuid>, Fault> {
    let rows = read.all(ANY_LIST_TO_ASK, values![before, limit]).await?;
    rows.iter().map(|row| row.get("value")).collect()
}

/// A provider said no to somebody.
pub async fn turn_away(
    write: &mut Write,
    connection_id: Uuid,
    user_id: Uuid,
    now: Instant,
) -> Result<(), Fault> {
    write.run(TURN_AWAY, values![connection_id, user_id, now]).await.map(drop)
}

/// Forgets what providers said before that moment.
pub async fn sweep(write: &mut Write, before: Instant) -> Result<(), Fault> {
    write.run(SWEEP_TURNED_AWAY, values![before]).await.map(drop)
}

/// Forgets a connection.
pub async fn remove(write: &mut Write, connection_id: Uuid) -> Result<(), Fault> {
    write.run(REMOVE_HEALTH, values![connection_id]).await?;
    write.run(REMOVE_TURNED_AWAY, values![connection_id]).await.map(drop)
}
