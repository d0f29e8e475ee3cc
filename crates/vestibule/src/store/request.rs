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
    }
}

macro_rules! columns {
    () => {
        "id, organization_id, user_id, at, reference, about, closed_at, closed_by"
    };
}

statements! {
    ADD = concat!("insert into requests (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing");
    FIND = concat!("select ", columns!(), " from requests where organization_id = $1 and id = $2");
    FIND_OPEN = concat!("select ", columns!(), " from requests
        where organization_id = $1 and user_id = $2 and closed_at is null order by at desc, id desc limit 1");
    LIST_OPEN = "select r.id, r.user_id, coalesce(m.first_name, u.first_name) as first_name,
        coalesce(m.last_name, u.last_name) as last_name, coalesce(a.shown, '') as address,
        r.at, r.reference, r.about
        from requests r join users u on u.id = r.user_id
        left join memberships m on m.organization_id = r.organization_id and m.user_id = r.user_id
        left join addresses a on a.user_id = r.user_id and a.is_primary
        where r.organization_id = $1 and r.closed_at is null order by r.at, r.id limit $2";
    ANY_LIST_OF_USER = concat!("select ", columns!(), " from requests
        where user_id = $1 and at >= $2 and at < $3 order by at desc, id desc limit $4");
    COUNT_OPEN = "select count(*) as value from requests where organization_id = $1 and closed_at is null";
    CLOSE = "update requests set closed_at = $3, closed_by = $4
        where organization_id = $1 and id = $2 and closed_at is null";
    CLOSE_FOR_USER = "update requests set closed_at = $3, closed_by = $4
        where organization_id = $1 and user_id = $2 and closed_at is null";
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
    ];
    write.change(ADD, values).await
}

/// One of this organization's.
pub async fn find(read: &mut Read, organization_id: Uuid, id: Uuid) -> Result<Option<RequestRow>, Fault> {
    read.one(FIND, values![organization_id, id]).await
}

/// The newest open one of this user.
pub async fn find_open(
    read: &mut Read,
    organization_id: Uuid,
    user_id: Uuid,
) -> Result<Option<RequestRow>, Fault> {
    read.one(FIND_OPEN, values![organization_id, user_id]).await
}

/// What is open, the oldest first.
pub async fn list_open(
    read: &mut Read,
    organization_id: Uuid,
    limit: i64,
) -> Result<Vec<OpenRequestRow>, Fault> {
    read.list(LIST_OPEN, values![organization_id, limit]).await
}

/// How many are open.
pub async fn count_open(read: &mut Read, organization_id: Uuid) -> Result<i64, Fault> {
    read.value(COUNT_OPEN, values![organization_id]).await
}

/// Closes one; false where somebody was first.
pub async fn close(
    write: &mut Write,
    organization_id: Uuid,
    id: Uuid,
    at: Instant,
    by: Option<Uuid>,
) -> Result<bool, Fault> {
    write.change(CLOSE, values![organization_id, id, at, by]).await
}

/// Closes whatever the user has open there; returns how many.
pub async fn close_for_user(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Instant,
    by: Option<Uuid>,
) -> Result<u64, Fault> {
    write.run(CLOSE_FOR_USER, values![organization_id, user_id, at, by]).await
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
