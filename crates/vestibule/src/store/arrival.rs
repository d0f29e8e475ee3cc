//! What providers sent, for the admins of their organization: sealed, with secrets left out, and gone after a while.
//!
//! Never in here: what it says, or whether it was enough.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// What came back from a provider.
    pub struct ArrivalRow {
        /// Its id.
        pub id: Uuid,
        /// Whose provider it was.
        pub organization_id: Uuid,
        /// The connection.
        pub connection_id: Uuid,
        /// The reference of the attempt.
        pub reference: String,
        /// When.
        pub at: Instant,
        /// Whom it was about, where that is known.
        pub user_id: Option<Uuid>,
        /// It was an admin's rehearsal: nobody was to be signed in.
        pub rehearsal: bool,
        /// Why it opened nothing, with its data; nothing where it did.
        pub cause: Option<String>,
        /// The provider gave a token for it, or an admin tried: nobody else can bring that.
        pub answered: bool,
        /// What came beside what was expected, as JSON, sealed.
        pub sent: Vec<u8>,
    }
}

macro_rules! columns {
    () => {
        "id, organization_id, connection_id, reference, at, user_id, rehearsal, cause, answered, sent"
    };
}

statements! {
    ADD = concat!("insert into arrivals (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict do nothing");
    LIST = concat!("select ", columns!(), " from arrivals where connection_id = $1 and answered = $2
        order by at desc, id desc limit $3");
    FIND = concat!("select ", columns!(), " from arrivals where organization_id = $1 and reference = $2");
    TRIM = "delete from arrivals where connection_id = $1 and answered = $2 and id not in
        (select id from arrivals where connection_id = $1 and answered = $2 order by at desc, id desc limit $3)";
    SWEEP = "delete from arrivals where at < $1";
}

/// Adds one.
pub async fn add(write: &mut Write, row: &ArrivalRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.organization_id,
        row.connection_id,
        row.reference,
        row.at,
        row.user_id,
        row.rehearsal,
        row.cause,
        row.answered,
        row.sent,
    ];
    write.run(ADD, values).await.map(drop)
}

/// The newest of a connection, of those that its provider answered for or of the others.
pub async fn list(
    read: &mut Read,
    connection_id: Uuid,
    answered: bool,
    limit: i64,
) -> Result<Vec<ArrivalRow>, Fault> {
    read.list(LIST, values![connection_id, answered, limit]).await
}

/// That of one attempt.
pub async fn find(
    read: &mut Read,
    organization_id: Uuid,
    reference: &str,
) -> Result<Option<ArrivalRow>, Fault> {
    read.one(FIND, values![organization_id, reference]).await
}

/// Keeps the newest of a connection of either kind, and no more.
pub async fn trim(write: &mut Write, connection_id: Uuid, answered: bool, most: i64) -> Result<(), Fault> {
    write.run(TRIM, values![connection_id, answered, most]).await.map(drop)
}

/// Forgets those from before that moment.
pub async fn sweep(write: &mut Write, before: Instant) -> Result<(), Fault> {
    write.run(SWEEP, values![before]).await.map(drop)
}
