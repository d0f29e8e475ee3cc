//! The logos of organizations, one each at most, found by their names.
//!
//! Never in here: what a logo may be (`flows/look.rs`), how it is drawn (`views/logo.rs`).

use uuid::Uuid;

use super::value::{statements, values};
use super::{Read, Write};
use crate::fault::Fault;

statements! {
    FIND_NAME = "select name from logos where organization_id = $1";
    ANY_FIND = "select image from logos where name = $1 limit 1";
    SET = "insert into logos (organization_id, name, image) values ($1, $2, $3)
        on conflict (organization_id) do update set name = excluded.name, image = excluded.image";
    END = "delete from logos where organization_id = $1";
}

/// The name of an organization's logo.
pub async fn find_name(read: &mut Read, organization_id: Uuid) -> Result<Option<String>, Fault> {
    read.first(FIND_NAME, values![organization_id]).await?.map(|row| row.get("name")).transpose()
}

/// The picture of that name, whosever it is: the same picture is the same name.
pub async fn any_find(read: &mut Read, name: &str) -> Result<Option<Vec<u8>>, Fault> {
    read.first(ANY_FIND, values![name]).await?.map(|row| row.get("image")).transpose()
}

/// Puts a logo in the place of the one before.
pub async fn set(write: &mut Write, organization_id: Uuid, name: &str, image: &[u8]) -> Result<(), Fault> {
    write.run(SET, values![organization_id, name, image]).await.map(drop)
}

/// Takes it away; false where there was none.
pub async fn end(write: &mut Write, organization_id: Uuid) -> Result<bool, Fault> {
    write.change(END, values![organization_id]).await
}
