//! Takes everything from a user but their id and addresses, so that a story of the demo can begin again.
//!
//! Only in builds with the demo: a real installation's journal is never shortened by hand.

use uuid::Uuid;

use super::Write;
use super::erase::HANGING;
use super::value::{statements, values};
use crate::fault::Fault;

statements! {
    JOURNAL = "delete from journal where user_id = $1";
    NOTES = "delete from notes where user_id = $1";
    STUCK = "delete from stuck where user_id = $1";
    USER = "update users set revision = revision + 1, remember_epoch = remember_epoch + 1, password_hash = null,
        password_at = null, password_worth = 'mailbox', codes_saved_at = null where id = $1";
}

/// Leaves the user as somebody who was just added: no password, no factor, no session, nowhere a member.
pub async fn all_but_name(write: &mut Write, user_id: Uuid) -> Result<(), Fault> {
    for statement in HANGING.iter().chain(&[JOURNAL, NOTES, STUCK, USER]) {
        write.run(statement, values![user_id]).await?;
    }
    Ok(())
}
