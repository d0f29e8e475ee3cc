//! The audit log: who changed what on whom, for compliance (ASVS 5.0 16).
//!
//! Written in the transaction that it describes. There is no statement here that changes or removes a line,
//! and there must never be one that an admin can reach; values are without secrets. Somebody who was erased keeps
//! their lines, with a mark in their place (`erase.rs`).

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

rows! {
    /// A line with the names of those whom it is about, as this organization knows them.
    pub struct AuditLine {
        /// Its id.
        pub id: Uuid,
        /// When.
        pub at: Instant,
        /// Who, in a word: `admin`, `user`, `operator`, `job`.
        pub actor: String,
        /// Who, where it was a user.
        pub actor_id: Option<Uuid>,
        /// What was done.
        pub act: String,
        /// On whom.
        pub subject_id: Option<Uuid>,
        /// The value before, as JSON or a word.
        pub before: Option<String>,
        /// The value after.
        pub after: Option<String>,
        /// From which network address.
        pub network: Option<String>,
        /// The actor's name, where they are a member.
        pub actor_name: Option<String>,
        /// The subject's name, where they are a member.
        pub subject_name: Option<String>,
        /// What stood in the line about the actor's removal, where they were removed.
        pub actor_removed: Option<String>,
        /// The same of the subject.
        pub subject_removed: Option<String>,
    }
}

/// Which of an organization's lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// Of this act alone; empty for all.
    pub act: String,
    /// By or on this person alone.
    pub person: Option<Uuid>,
    /// Not before that moment.
    pub from: Instant,
    /// Before that moment.
    pub until: Instant,
}

impl Filter {
    /// All of them.
    pub const ALL: Filter =
        Filter { act: String::new(), person: None, from: Instant(i64::MIN), until: Instant(i64::MAX) };
}

/// Lines with names, those that the condition lets through.
macro_rules! lines {
    ($condition:expr) => {
        concat!(
            "select x.id, x.at, x.actor, x.actor_id, x.act, x.subject_id, x.before, x.after, x.network,
            ma.first_name || ' ' || ma.last_name as actor_name, ms.first_name || ' ' || ms.last_name as subject_name,
            case when ma.user_id is null then (select r.before from audit r where r.organization_id = x.organization_id
                and r.subject_id = x.actor_id and r.act = 'removed' order by r.at desc, r.id desc limit 1)
                end as actor_removed,
            case when ms.user_id is null then (select r.before from audit r where r.organization_id = x.organization_id
                and r.subject_id = x.subject_id and r.act = 'removed' order by r.at desc, r.id desc limit 1)
                end as subject_removed
            from audit x left join memberships ma on ma.organization_id = x.organization_id and ma.user_id = x.actor_id
            left join memberships ms on ms.organization_id = x.organization_id and ms.user_id = x.subject_id
            where x.organization_id = $1 and (x.at, x.id) < ($2, $3) and x.at >= $4",
            $condition,
            " order by x.at desc, x.id desc limit $5"
        )
    };
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
    LINES = lines!("");
    LINES_OF_ACT = lines!(" and x.act = $6");
    LINES_OF_PERSON = lines!(" and (x.subject_id = $6 or x.actor_id = $6) and ($7 = '' or x.act = $7)");
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

/// A page of an organization's lines that pass the filter, the newest first, older than `before` (the last line of
/// the page before this one).
pub async fn list_lines(
    read: &mut Read,
    organization_id: Uuid,
    filter: &Filter,
    limit: i64,
    before: Option<(Instant, Uuid)>,
) -> Result<Vec<AuditLine>, Fault> {
    // Before the first line of that moment, or before the line that the page before ended with.
    let first = (filter.until, Uuid::nil());
    let (at, id) = before.map_or(first, |before| before.min(first));
    let act = filter.act.as_str();
    match filter.person {
        Some(person) => {
            let values = values![organization_id, at, id, filter.from, limit, person, act];
            read.list(LINES_OF_PERSON, values).await
        }
        None if act.is_empty() => {
            read.list(LINES, values![organization_id, at, id, filter.from, limit]).await
        }
        None => read.list(LINES_OF_ACT, values![organization_id, at, id, filter.from, limit, act]).await,
    }
}
