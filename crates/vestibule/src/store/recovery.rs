//! Recovery codes: sets of them, each code hashed with the salt of its set and spent once, in any order.
//!
//! A new set does not end the old one: what worked before works until the new one is saved
//! (`set_saved`, then `end_other_sets`).

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A set of codes that were shown together.
    pub struct RecoverySetRow {
        /// Its id.
        pub id: Uuid,
        /// Whose it is.
        pub user_id: Uuid,
        /// The salt of all its hashes, so that a try costs one hash.
        pub salt: Vec<u8>,
        /// When it was made.
        pub created_at: Instant,
        /// When the user said that it is kept.
        pub saved_at: Option<Instant>,
        /// When a newer one took its place.
        pub ended_at: Option<Instant>,
        /// It was made by a factor that a pass stands behind.
        pub by_pass: bool,
    }

    /// One code of a set.
    pub struct RecoveryCodeRow {
        /// The set.
        pub set_id: Uuid,
        /// Its place on the sheet, from 1.
        pub position: i64,
        /// Its hash.
        pub hash: [u8; 32],
        /// When it was spent.
        pub spent_at: Option<Instant>,
    }
}

statements! {
    ADD_SET = "insert into recovery_sets (id, user_id, salt, created_at, saved_at, ended_at, by_pass)
        values ($1, $2, $3, $4, $5, $6, $7)";
    ADD_CODE = "insert into recovery_codes (set_id, position, hash) values ($1, $2, $3)";
    OPEN_SETS = "select id, user_id, salt, created_at, saved_at, ended_at, by_pass from recovery_sets
        where user_id = $1 and ended_at is null
        order by case when saved_at is null then 1 else 0 end, created_at desc, id desc";
    UNSAVED_SET = "select id, user_id, salt, created_at, saved_at, ended_at, by_pass from recovery_sets
        where user_id = $1 and ended_at is null and saved_at is null order by created_at desc, id desc limit 1";
    CODES = "select set_id, position, hash, spent_at from recovery_codes where set_id = $1 order by position";
    SET_SAVED = "update recovery_sets set saved_at = $2 where id = $1 and saved_at is null and ended_at is null";
    END_OTHER_SETS = "update recovery_sets set ended_at = $3
        where user_id = $1 and id <> $2 and ended_at is null";
    END_SET = "update recovery_sets set ended_at = $2 where id = $1 and ended_at is null";
    SPEND = "update recovery_codes set spent_at = $3 where set_id = $1 and position = $2 and spent_at is null
        and exists (select 1 from recovery_sets s where s.id = $1 and s.ended_at is null)";
    COUNT_LEFT = "select count(*) as value from recovery_codes c join recovery_sets s on s.id = c.set_id
        where s.user_id = $1 and s.ended_at is null and s.saved_at is not null and c.spent_at is null";
}

/// Adds a set and its codes, which take the places 1, 2, 3 …
pub async fn add_set(write: &mut Write, row: &RecoverySetRow, hashes: &[[u8; 32]]) -> Result<(), Fault> {
    let values =
        values![row.id, row.user_id, row.salt, row.created_at, row.saved_at, row.ended_at, row.by_pass];
    write.run(ADD_SET, values).await?;
    for (position, hash) in (1_i64..).zip(hashes) {
        write.run(ADD_CODE, values![row.id, position, *hash]).await?;
    }
    Ok(())
}

/// The user's sets whose codes count, with all codes, spent or not: the saved one, or the newest where none was
/// saved; and the newest that was not saved yet, where that is another one.
pub async fn list_current(
    read: &mut Read,
    user_id: Uuid,
) -> Result<Vec<(RecoverySetRow, Vec<RecoveryCodeRow>)>, Fault> {
    let open = read.list::<RecoverySetRow>(OPEN_SETS, values![user_id]).await?;
    let unsaved = open.iter().position(|set| set.saved_at.is_none());
    let mut current = Vec::new();
    for (place, set) in open.into_iter().enumerate() {
        if place == 0 || Some(place) == unsaved {
            let codes = read.list(CODES, values![set.id]).await?;
            current.push((set, codes));
        }
    }
    Ok(current)
}

/// The newest set that was shown and is not saved yet, with its codes.
pub async fn find_unsaved_set(
    read: &mut Read,
    user_id: Uuid,
) -> Result<Option<(RecoverySetRow, Vec<RecoveryCodeRow>)>, Fault> {
    let Some(set) = read.one::<RecoverySetRow>(UNSAVED_SET, values![user_id]).await? else { return Ok(None) };
    let codes = read.list(CODES, values![set.id]).await?;
    Ok(Some((set, codes)))
}

/// The user has kept it; false where that was said before or the set has ended.
pub async fn set_saved(write: &mut Write, set_id: Uuid, at: Instant) -> Result<bool, Fault> {
    write.change(SET_SAVED, values![set_id, at]).await
}

/// Ends every set of the user but this one; returns how many.
pub async fn end_other_sets(write: &mut Write, user_id: Uuid, keep: Uuid, at: Instant) -> Result<u64, Fault> {
    write.run(END_OTHER_SETS, values![user_id, keep, at]).await
}

/// Ends one set.
pub async fn end_set(write: &mut Write, set_id: Uuid, at: Instant) -> Result<bool, Fault> {
    write.change(END_SET, values![set_id, at]).await
}

/// Spends one code of a set that has not ended; false where it was spent before.
pub async fn spend(write: &mut Write, set_id: Uuid, position: i64, at: Instant) -> Result<bool, Fault> {
    write.change(SPEND, values![set_id, position, at]).await
}

/// How many codes of the user's saved set are left.
pub async fn count_left(read: &mut Read, user_id: Uuid) -> Result<i64, Fault> {
    read.value(COUNT_LEFT, values![user_id]).await
}
