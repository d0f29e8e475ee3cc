//! Identities: who a provider's subject is here; and the new names that one admin has to confirm.
//!
//! One subject of a connection is one user, and one user one subject. Never in here: whether two may be linked.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// An identity.
    pub struct IdentityRow {
        /// Its id.
        pub id: Uuid,
        /// Whose connection it is at.
        pub organization_id: Uuid,
        /// The connection.
        pub connection_id: Uuid,
        /// The provider's key for the person.
        pub subject: String,
        /// Who that is.
        pub user_id: Uuid,
        /// When they were linked.
        pub linked_at: Instant,
        /// When it was used last.
        pub last_used_at: Instant,
        /// When another one took its place.
        pub ended_at: Option<Instant>,
    }

    /// A new name that a provider gave somebody who is known.
    pub struct ProposalRow {
        /// Its id.
        pub id: Uuid,
        /// Whose admins decide.
        pub organization_id: Uuid,
        /// The connection.
        pub connection_id: Uuid,
        /// Whom the address belongs to.
        pub user_id: Uuid,
        /// The new name.
        pub subject: String,
        /// Under which reference the person was refused.
        pub reference: String,
        /// When.
        pub at: Instant,
        /// When it was answered.
        pub closed_at: Option<Instant>,
        /// `confirmed`, `declined`, or `overtaken` by another name.
        pub closed_as: Option<String>,
        /// By which admin.
        pub closed_by: Option<Uuid>,
    }
}

macro_rules! columns {
    () => {
        "id, organization_id, connection_id, subject, user_id, linked_at, last_used_at, ended_at"
    };
}

macro_rules! proposal {
    () => {
        "id, organization_id, connection_id, user_id, subject, reference, at, closed_at, closed_as, closed_by"
    };
}

statements! {
    ADD = concat!("insert into identities (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing");
    FIND = concat!("select ", columns!(), " from identities where connection_id = $1 and subject = $2 and ended_at is null");
    FIND_OF_USER = concat!("select ", columns!(), " from identities where connection_id = $1 and user_id = $2 and ended_at is null");
    ANY_LIST_OF_USER = concat!("select ", columns!(), " from identities where user_id = $1
        order by linked_at desc, id desc");
    USE = "update identities set last_used_at = $4 where connection_id = $1 and subject = $2 and user_id = $3
        and ended_at is null";
    END_OF_USER = "update identities set ended_at = $3 where connection_id = $1 and user_id = $2 and ended_at is null";
    END_OF_CONNECTION = "update identities set ended_at = $2 where connection_id = $1 and ended_at is null";
    COUNT = "select count(*) as value from identities where connection_id = $1 and ended_at is null";
    SWEEP = "delete from identities where ended_at < $1";
    PROPOSE = concat!("insert into identity_proposals (", proposal!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing");
    REPEAT_PROPOSAL = "update identity_proposals set reference = $4, at = $5
        where connection_id = $1 and user_id = $2 and subject = $3 and closed_at is null";
    OVERTAKE_PROPOSAL = "update identity_proposals set closed_at = $3, closed_as = 'overtaken'
        where connection_id = $1 and user_id = $2 and closed_at is null";
    OVERTAKE_PROPOSALS = "update identity_proposals set closed_at = $2, closed_as = 'overtaken'
        where connection_id = $1 and closed_at is null";
    FIND_PROPOSAL = concat!("select ", proposal!(), " from identity_proposals where organization_id = $1 and id = $2");
    LIST_PROPOSALS = concat!("select ", proposal!(), " from identity_proposals
        where organization_id = $1 and closed_at is null order by at desc, id desc limit $2");
    CLOSE_PROPOSAL = "update identity_proposals set closed_at = $2, closed_as = $3, closed_by = $4
        where id = $1 and closed_at is null";
    SWEEP_PROPOSALS = "delete from identity_proposals where at < $1";
}

/// Links a subject to a user; false where either of the two is linked already.
pub async fn add(write: &mut Write, row: &IdentityRow) -> Result<bool, Fault> {
    let values = values![
        row.id,
        row.organization_id,
        row.connection_id,
        row.subject,
        row.user_id,
        row.linked_at,
        row.last_used_at,
        row.ended_at,
    ];
    write.change(ADD, values).await
}

/// Who a subject is.
pub async fn find(read: &mut Read, connection_id: Uuid, subject: &str) -> Result<Option<IdentityRow>, Fault> {
    read.one(FIND, values![connection_id, subject]).await
}

/// Which subject a user is.
pub async fn find_of_user(
    read: &mut Read,
    connection_id: Uuid,
    user_id: Uuid,
) -> Result<Option<IdentityRow>, Fault> {
    read.one(FIND_OF_USER, values![connection_id, user_id]).await
}

/// All that a user is or was at any organization's connections, the newest first.
pub async fn any_list_of_user(read: &mut Read, user_id: Uuid) -> Result<Vec<IdentityRow>, Fault> {
    read.list(ANY_LIST_OF_USER, values![user_id]).await
}

/// It was used; false where it is that user's no more.
pub async fn use_one(
    write: &mut Write,
    connection_id: Uuid,
    subject: &str,
    user_id: Uuid,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(USE, values![connection_id, subject, user_id, at]).await
}

/// The user is no subject of this connection any more.
pub async fn end_of_user(
    write: &mut Write,
    connection_id: Uuid,
    user_id: Uuid,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(END_OF_USER, values![connection_id, user_id, at]).await
}

/// Nobody is a subject of this connection any more, and no new name waits: they were another provider's.
pub async fn end_of_connection(write: &mut Write, connection_id: Uuid, at: Instant) -> Result<(), Fault> {
    write.run(END_OF_CONNECTION, values![connection_id, at]).await?;
    write.run(OVERTAKE_PROPOSALS, values![connection_id, at]).await.map(drop)
}

/// How many people are linked.
pub async fn count(read: &mut Read, connection_id: Uuid) -> Result<i64, Fault> {
    let count: Option<i64> = read.value(COUNT, values![connection_id]).await?;
    Ok(count.unwrap_or(0))
}

/// Forgets those that ended before that moment.
pub async fn sweep(write: &mut Write, before: Instant) -> Result<(), Fault> {
    write.run(SWEEP, values![before]).await?;
    write.run(SWEEP_PROPOSALS, values![before]).await.map(drop)
}

/// Asks the admins about a new name; the newest one counts. What an admin is looking at stays the name that it is:
/// another one is another proposal.
pub async fn propose(write: &mut Write, row: &ProposalRow) -> Result<(), Fault> {
    let again = values![row.connection_id, row.user_id, row.subject, row.reference, row.at];
    if write.change(REPEAT_PROPOSAL, again).await? {
        return Ok(());
    }
    write.run(OVERTAKE_PROPOSAL, values![row.connection_id, row.user_id, row.at]).await?;
    let values = values![
        row.id,
        row.organization_id,
        row.connection_id,
        row.user_id,
        row.subject,
        row.reference,
        row.at,
        row.closed_at,
        row.closed_as,
        row.closed_by,
    ];
    write.run(PROPOSE, values).await.map(drop)
}

/// One of this organization's.
pub async fn find_proposal(
    read: &mut Read,
    organization_id: Uuid,
    id: Uuid,
) -> Result<Option<ProposalRow>, Fault> {
    read.one(FIND_PROPOSAL, values![organization_id, id]).await
}

/// Those that wait for an answer, the newest first.
pub async fn list_proposals(
    read: &mut Read,
    organization_id: Uuid,
    limit: i64,
) -> Result<Vec<ProposalRow>, Fault> {
    read.list(LIST_PROPOSALS, values![organization_id, limit]).await
}

/// Answers one; false where that was done before.
pub async fn close_proposal(
    write: &mut Write,
    id: Uuid,
    at: Instant,
    closed_as: &str,
    by: Option<Uuid>,
) -> Result<bool, Fault> {
    write.change(CLOSE_PROPOSAL, values![id, at, closed_as, by]).await
}
