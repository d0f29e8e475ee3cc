//! Notes that the support desk writes down about somebody, or about a case that is about nobody known. No organization
//! reads them.
//!
//! Never in here: who may read one. They are kept as long as the journal.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A note.
    pub struct NoteRow {
        /// Its id.
        pub id: Uuid,
        /// About whom, if that is known.
        pub user_id: Option<Uuid>,
        /// About which case.
        pub reference: Option<String>,
        /// Who wrote it.
        pub by_user: Uuid,
        /// What they were called then.
        pub by_name: String,
        /// When.
        pub at: Instant,
        /// What it says, plain.
        pub text: String,
    }
}

macro_rules! columns {
    () => {
        "id, user_id, reference, by_user, by_name, at, text"
    };
}

statements! {
    ADD = concat!("insert into notes (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7)");
    ANY_LIST_FOR_USER = concat!("select ", columns!(), " from notes where user_id = $1 order by at desc, id desc limit $2");
    ANY_LIST_FOR_REFERENCE = concat!("select ", columns!(), " from notes
        where reference = $1 order by at desc, id desc limit $2");
    SWEEP = "delete from notes where id in (select id from notes where at < $1 limit $2)";
}

/// Adds one.
pub async fn add(write: &mut Write, row: &NoteRow) -> Result<(), Fault> {
    let values = values![row.id, row.user_id, row.reference, row.by_user, row.by_name, row.at, row.text];
    write.run(ADD, values).await.map(drop)
}

/// About somebody, the newest first.
pub async fn any_list_for_user(read: &mut Read, user_id: Uuid, limit: i64) -> Result<Vec<NoteRow>, Fault> {
    read.list(ANY_LIST_FOR_USER, values![user_id, limit]).await
}

/// About a case, the newest first.
pub async fn any_list_for_reference(
    read: &mut Read,
    reference: &str,
    limit: i64,
) -> Result<Vec<NoteRow>, Fault> {
    read.list(ANY_LIST_FOR_REFERENCE, values![reference, limit]).await
}

/// Forgets up to `limit` notes from before that moment; returns how many.
pub async fn sweep(write: &mut Write, before: Instant, limit: i64) -> Result<u64, Fault> {
    write.run(SWEEP, values![before, limit]).await
}
