//! Takes everything from the database that says who somebody was. What others did and what is counted stays: lines of
//! audit logs with a mark in that person's place, and journal entries without a person.
//!
//! All of it belongs into one transaction with the decision. `tests/it/erase/schema.rs` names every column that can
//! hold an id or an address; a table that comes later has to be decided there, and here. Never in here: whether
//! somebody may be erased (`rules::erase`).

use rules::Instant;
use uuid::Uuid;

use super::value::{statements, values};
use super::{Read, Write};
use crate::fault::Fault;

/// Who stands where the database wants somebody and the one who stood there is gone: a user without a name, an
/// address or a password, in no organization.
pub const NOBODY: Uuid = Uuid::nil();

/// What stands in an audit line about somebody and names nobody: roles and times, by the act.
macro_rules! words_only {
    () => {
        "('invited', 'role-changed', 'minimum-age-waived', 'pass-given', 'help-confirmed')"
    };
}

/// Lines on somebody: whatever was written about them goes; an export of their lines says whose by the mark.
macro_rules! on_subject {
    ($organization:expr) => {
        concat!(
            "update audit set subject_id = $2,
            before = case when act in ",
            words_only!(),
            " then before end,
            after = case when act in ",
            words_only!(),
            " then after when act = 'audit-exported' then replace(after, $3, $4) end
            where subject_id = $1 and ",
            $organization
        )
    };
}

statements! {
    LIST_LOGS = "select organization_id as value from audit where subject_id = $1 and organization_id is not null
        union select organization_id from audit where actor_id = $1 and organization_id is not null";
    MARK_ACTOR = "update audit set actor_id = $2, network = null where actor_id = $1 and organization_id = $3";
    MARK_ACTOR_OF_HOUSE = "update audit set actor_id = $2, network = null
        where actor_id = $1 and organization_id is null";
    MARK_SUBJECT = on_subject!("organization_id = $5");
    MARK_SUBJECT_OF_HOUSE = on_subject!("organization_id is null");

    NOTES_OF_CASES = "delete from notes where reference in (select reference from journal where user_id = $1)";
    NOTES = "delete from notes where user_id = $1";
    NOTES_BY = "update notes set by_user = $2, by_name = $3 where by_user = $1";
    JOURNAL = "update journal set user_id = null, address_key = null, network = null, browser = $2 where user_id = $1";
    JOURNAL_OF_ADDRESS = "update journal set address_key = null, network = null, browser = $2 where address_key = $1";
    STUCK = "delete from stuck where user_id = $1";

    GUESSES = "delete from guesses where key = $1";
    GUESSES_AT = "delete from guesses where user_id = $1";
    COUNTERS = "delete from counters where key = $1";
    MERGED_ROWS = "delete from import_rows where merged_into is not null and import_id in
        (select import_id from import_rows where address = $1) and exists (select 1 from import_rows above
        where above.import_id = import_rows.import_id and above.position = import_rows.merged_into
        and above.address = $1)";
    LISTED_ROWS = "delete from import_rows where address = $1";
    ROWS_TO_MEND = "delete from import_rows where state = 'mend' and lower(email) = $1";

    ADD_NOBODY = "insert into users (id, revision, first_name, last_name, password_worth, remember_epoch, created_at)
        values ($1, 0, '', '', 'mailbox', 0, $2) on conflict do nothing";
    GRANTS_GIVEN = "update grants set given_by = $2 where given_by = $1";
    SETUP_LINKS_MADE = "update setup_links set made_by = $2 where made_by = $1";
    IMPORTS_ADDED = "update imports set added_by = $2, browser = null, network = null where added_by = $1";
    // A list on its way stops: whoever sent it is no admin any more.
    IMPORTS_STARTED = "update imports set started_by = $2, browser = null, network = null where started_by = $1";
    GRANTS_ENDED = "update grants set ended_by = null where ended_by = $1";
    INVITED = "update memberships set invited_by = null where invited_by = $1";
    PASSES_GIVEN = "update passes set given_by = null where given_by = $1";
    HELPS_CLOSED = "update helps set closed_by = null where closed_by = $1";
    HELPS_TAKEN = "update helps set taken_by = null, taken_at = null where taken_by = $1";
    REQUESTS_CLOSED = "update requests set closed_by = null where closed_by = $1";
    PROPOSALS_CLOSED = "update identity_proposals set closed_by = null where closed_by = $1";
    REQUESTS_TAKEN = "update requests set taken_by = null, taken_at = null where taken_by = $1";
    KITS_MADE = "update kits set made_by = null where made_by = $1";
    KIT_CODES_SPENT = "update kit_codes set spent_by = null where spent_by = $1";

    OPERATORS_CODES = "delete from kit_codes where kit_id in (select id from kits where user_id = $1)";
    OPERATORS_KITS = "delete from kits where user_id = $1";
    RECOVERY_CODES = "delete from recovery_codes where set_id in (select id from recovery_sets where user_id = $1)";
    RECOVERY_SETS = "delete from recovery_sets where user_id = $1";
    FACTOR_WORDS = "delete from factor_words where factor_id in (select id from factors where user_id = $1)";
    FACTORS = "delete from factors where user_id = $1";
    HELPS = "delete from helps where user_id = $1";
    PASSES = "delete from passes where user_id = $1";
    WAITS = "delete from waits where user_id = $1";
    TICKETS = "delete from tickets where user_id = $1";
    UNDOS = "delete from undos where user_id = $1";
    ARRIVALS = "delete from arrivals where user_id = $1";
    PROPOSALS = "delete from identity_proposals where user_id = $1";
    IDENTITIES = "delete from identities where user_id = $1";
    TURNED_AWAY = "delete from turned_away where user_id = $1";
    SESSIONS = "delete from sessions where user_id = $1";
    DEVICES = "delete from devices where user_id = $1";
    PASSWORDS = "delete from password_history where user_id = $1";
    REQUESTS = "delete from requests where user_id = $1";
    LETTERS = "delete from outbox where user_id = $1";
    ADDRESS_CODES = "delete from address_codes
        where change_id in (select id from address_changes where user_id = $1)";
    ADDRESS_CHANGES = "delete from address_changes where user_id = $1";
    ERASURES = "delete from erasures where user_id = $1";
    MEMBERSHIPS = "delete from memberships where user_id = $1";
    ADDRESSES = "delete from addresses where user_id = $1";
    USER = "delete from users where id = $1";
}

/// Where others' rows name the person and can do without.
const NAMED_BY_OTHERS: &[&str] = &[
    GRANTS_ENDED,
    INVITED,
    PASSES_GIVEN,
    HELPS_CLOSED,
    HELPS_TAKEN,
    REQUESTS_CLOSED,
    REQUESTS_TAKEN,
    PROPOSALS_CLOSED,
    KITS_MADE,
    KIT_CODES_SPENT,
];

/// What hangs on the person, each before what it hangs on in turn.
pub(super) const HANGING: &[&str] = &[
    OPERATORS_CODES,
    OPERATORS_KITS,
    RECOVERY_CODES,
    RECOVERY_SETS,
    FACTOR_WORDS,
    FACTORS,
    HELPS,
    PASSES,
    WAITS,
    TICKETS,
    UNDOS,
    ARRIVALS,
    PROPOSALS,
    IDENTITIES,
    TURNED_AWAY,
    SESSIONS,
    DEVICES,
    PASSWORDS,
    REQUESTS,
    LETTERS,
    ADDRESS_CODES,
    ADDRESS_CHANGES,
    ERASURES,
    MEMBERSHIPS,
];

/// The organizations whose audit log names the person.
pub async fn list_logs(read: &mut Read, user_id: Uuid) -> Result<Vec<Uuid>, Fault> {
    read.all(LIST_LOGS, values![user_id]).await?.iter().map(|row| row.get("value")).collect()
}

/// Puts a mark in the person's place in one audit log; `None` is the house's own, which belongs to no organization.
pub async fn mark_log(
    write: &mut Write,
    organization_id: Option<Uuid>,
    user_id: Uuid,
    mark: Uuid,
) -> Result<(), Fault> {
    let (was, is) = (user_id.to_string(), mark.to_string());
    match organization_id {
        Some(id) => {
            write.run(MARK_ACTOR, values![user_id, mark, id]).await?;
            write.run(MARK_SUBJECT, values![user_id, mark, was, is, id]).await?;
        }
        None => {
            write.run(MARK_ACTOR_OF_HOUSE, values![user_id, mark]).await?;
            write.run(MARK_SUBJECT_OF_HOUSE, values![user_id, mark, was, is]).await?;
        }
    }
    Ok(())
}

/// What is written beside transactions and refers to nothing: journal, notes of the desk, guesses, spells of being
/// stuck. It is gone over once more later, for what was on its way while the rest was erased.
pub async fn beside(write: &mut Write, user_id: Uuid, somebody: &str) -> Result<(), Fault> {
    write.run(NOTES_OF_CASES, values![user_id]).await?;
    write.run(NOTES, values![user_id]).await?;
    write.run(NOTES_BY, values![user_id, NOBODY, somebody]).await?;
    write.run(JOURNAL, values![user_id, somebody]).await?;
    write.run(GUESSES_AT, values![user_id]).await?;
    write.run(STUCK, values![user_id]).await.map(drop)
}

/// What is found by an address: lanes of guesses and attempts (by its keyed hash), caps on mails (by theirs), and rows
/// of lists of people.
pub async fn of_address(
    write: &mut Write,
    address: &str,
    key: &[u8; 32],
    caps: &[[u8; 32]],
    somebody: &str,
) -> Result<(), Fault> {
    write.run(JOURNAL_OF_ADDRESS, values![*key, somebody]).await?;
    write.run(GUESSES, values![*key]).await?;
    for cap in caps {
        write.run(COUNTERS, values![*cap]).await?;
    }
    for statement in [MERGED_ROWS, LISTED_ROWS, ROWS_TO_MEND] {
        write.run(statement, values![address]).await?;
    }
    Ok(())
}

/// The user, all that hangs on them, and where others' rows name them.
pub async fn all_of(write: &mut Write, user_id: Uuid, now: Instant) -> Result<(), Fault> {
    write.run(ADD_NOBODY, values![NOBODY, now]).await?;
    for statement in [GRANTS_GIVEN, SETUP_LINKS_MADE, IMPORTS_ADDED, IMPORTS_STARTED] {
        write.run(statement, values![user_id, NOBODY]).await?;
    }
    for statement in NAMED_BY_OTHERS.iter().chain(HANGING).chain(&[ADDRESSES, USER]) {
        write.run(statement, values![user_id]).await?;
    }
    Ok(())
}
