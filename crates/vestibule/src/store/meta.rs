//! A few words about the database itself: its kind (`demo` or `real`), when it was made.
//!
//! Nothing about people or organizations.

use super::value::{statements, values};
use super::{Read, Write};
use crate::fault::Fault;

statements! {
    FIND = "select value from meta where key = $1";
    ADD = "insert into meta (key, value) values ($1, $2) on conflict do nothing";
    SET = "insert into meta (key, value) values ($1, $2)
        on conflict (key) do update set value = excluded.value";
}

/// What is written under a key.
pub async fn find(read: &mut Read, key: &str) -> Result<Option<String>, Fault> {
    match read.first(FIND, values![key]).await? {
        Some(row) => row.get("value").map(Some),
        None => Ok(None),
    }
}

/// Writes under a key for good; false where something is written there already.
pub async fn add(write: &mut Write, key: &str, value: &str) -> Result<bool, Fault> {
    write.change(ADD, values![key, value]).await
}

/// Writes under a key, whatever was there.
pub async fn set(write: &mut Write, key: &str, value: &str) -> Result<(), Fault> {
    write.run(SET, values![key, value]).await.map(drop)
}
