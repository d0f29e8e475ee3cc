//! The audit log: who changed what on whom, for compliance (ASVS 5.0 16).
//!
//! Written in the transaction that it describes. There is no statement here that changes or removes a line,
//! and there must never be one that an admin can reach; values are without secrets.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A line.
    pub struct AuditRow {
        /// Its id.
        pub id: Uuid,
        /// The organization it belongs to; none for what the operator does to the whole house.
        pub organization_id: Option<Uuid>,
        /// When.
        pub at: Instant,
        /// Who, in words: a name, `operator`, `job`.
        pub actor: String,
        /// Who, where it was a user.
        pub actor_id: Option<Uuid>,
        /// What was done.
        pub act: String,
        /// On whom.
        pub subject_id: Option<Uuid>,
        /// The value before, as JSON.
        pub before: Option<String>,
        /// The value after, as JSON.
        pub after: Option<String>,
        /// From which network address.
        pub network: Option<String>,
    }
}

macro_rules! columns {
    () => {
        "id, organization_id, at, actor, actor_id, act, subject_id, before, after, network"
    };
}

statements! {
    ADD = concat!("insert into audit (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    LIST = concat!("select ", columns!(), " from audit
        where organization_id = $1 and (at, id) < ($2, $3) order by at desc, id desc limit $4");
    ANY_LIST_OF_SUBJECT = concat!("select ", columns!(), " from audit
        where subject_id = $1 and at >= $2 and at < $3 order by at desc, id desc limit $4");
    ANY_LIST = concat!("select ", columns!(), " from audit
        where (at, id) < ($1, $2) order by at desc, id desc limit $3");
}

/// Adds a line.
pub async fn add(write: &mut Write, row: &AuditRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.organization_id,
        row.at,
        row.actor,
        row.actor_id,
        row.act,
        row.subject_id,
        row.before,
        row.after,
        row.network,
    ];
    write.run(ADD, values).await.map(drop)
}

/// A page of an organization's lines, the newest first, older than `before` (the last line of the page
/// before this one).
pub async fn list(
    read: &mut Read,
    organization_id: Uuid,
    limit: i64,
    before: Option<(Instant, Uuid)>,
) -> Result<Vec<AuditRow>, Fault> {
    let (at, id) = before.unwrap_or((Instant(i64::MAX), Uuid::max()));
    read.list(LIST, values![organization_id, at, id, limit]).await
}

/// The same over all organizations, and what belongs to none.
pub async fn any_list(
    read: &mut Read,
    limit: i64,
    before: Option<(Instant, Uuid)>,
) -> Result<Vec<AuditRow>, Fault> {
    let (at, id) = before.unwrap_or((Instant(i64::MAX), Uuid::max()));
    read.list(ANY_LIST, values![at, id, limit]).await
}

/// What was done to somebody, in all organizations, from that moment until before the other, the newest first.
pub async fn any_list_of_subject(
    read: &mut Read,
    subject_id: Uuid,
    since: Instant,
    before: Instant,
    limit: i64,
) -> Result<Vec<AuditRow>, Fault> {
    read.list(ANY_LIST_OF_SUBJECT, values![subject_id, since, before, limit]).await
}
