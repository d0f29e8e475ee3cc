//! Takes everything from a user but their id and addresses, so that a story of the demo can begin again.
//!
//! Only in builds with the demo: a real installation's journal is never shortened by hand.

use uuid::Uuid;

use super::Write;
use super::value::{statements, values};
use crate::fault::Fault;

statements! {
    CODES = "delete from recovery_codes where set_id in (select id from recovery_sets where user_id = $1)";
    SETS = "delete from recovery_sets where user_id = $1";
    WORDS = "delete from factor_words where factor_id in (select id from factors where user_id = $1)";
    HELPS = "delete from helps where user_id = $1";
    PASSES = "delete from passes where user_id = $1";
    WAITS = "delete from waits where user_id = $1";
    OPERATORS = "delete from kit_codes where kit_id in (select id from kits where user_id = $1)";
    OPERATORS_KITS = "delete from kits where user_id = $1";
    FACTORS = "delete from factors where user_id = $1";
    TICKETS = "delete from tickets where user_id = $1";
    SESSIONS = "delete from sessions where user_id = $1";
    DEVICES = "delete from devices where user_id = $1";
    ERASURES = "delete from erasures where user_id = $1";
    ADDRESS_CODES = "delete from address_codes
        where change_id in (select id from address_changes where user_id = $1)";
    ADDRESS_CHANGES = "delete from address_changes where user_id = $1";
    UNDOS = "delete from undos where user_id = $1";
    HISTORY = "delete from password_history where user_id = $1";
    REQUESTS = "delete from requests where user_id = $1";
    OUTBOX = "delete from outbox where user_id = $1";
    JOURNAL = "delete from journal where user_id = $1";
    NOTES = "delete from notes where user_id = $1";
    STUCK = "delete from stuck where user_id = $1";
    MEMBERSHIPS = "delete from memberships where user_id = $1";
    USER = "update users set revision = revision + 1, remember_epoch = remember_epoch + 1, password_hash = null,
        password_at = null, password_worth = 'mailbox', codes_saved_at = null where id = $1";
}

/// Leaves the user as somebody who was just added: no password, no factor, no session, nowhere a member.
pub async fn all_but_name(write: &mut Write, user_id: Uuid) -> Result<(), Fault> {
    for (_, statement) in STATEMENTS {
        write.run(statement, values![user_id]).await?;
    }
    Ok(())
}
