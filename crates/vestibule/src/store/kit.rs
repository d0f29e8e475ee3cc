//! Codes that stand in once for a second factor: an organization's recovery kit, for any of its admins, and the
//! operator's code for one user.
//!
//! A new kit does not end the old one: what is in the drawer works until the new one has been tried.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A kit, or the operator's code.
    pub struct KitRow {
        /// Its id.
        pub id: Uuid,
        /// Of which organization.
        pub organization_id: Uuid,
        /// For whom alone, where it is the operator's.
        pub user_id: Option<Uuid>,
        /// The salt of all its hashes, so that a try costs one hash.
        pub salt: Vec<u8>,
        /// Which admin made it; nobody where the operator did.
        pub made_by: Option<Uuid>,
        /// When.
        pub made_at: Instant,
        /// When one of its codes was typed to prove that the sheet is there.
        pub tried_at: Option<Instant>,
        /// Until when it can be used; a kit has no end.
        pub expires_at: Option<Instant>,
        /// When a newer one took its place.
        pub ended_at: Option<Instant>,
    }

    /// One code of a kit.
    pub struct KitCodeRow {
        /// The kit.
        pub kit_id: Uuid,
        /// Its place on the sheet, from 1.
        pub position: i64,
        /// Its hash.
        pub hash: [u8; 32],
        /// When it was spent.
        pub spent_at: Option<Instant>,
        /// By whom.
        pub spent_by: Option<Uuid>,
    }
}

macro_rules! columns {
    () => {
        "id, organization_id, user_id, salt, made_by, made_at, tried_at, expires_at, ended_at"
    };
}

statements! {
    ADD = concat!("insert into kits (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    ADD_CODE = "insert into kit_codes (kit_id, position, hash) values ($1, $2, $3)";
    LIST_LIVE = concat!("select ", columns!(), " from kits where organization_id = $1 and ended_at is null
        and (user_id is null or user_id = $2) and (expires_at is null or expires_at > $3)
        order by made_at desc, id desc");
    CODES = "select kit_id, position, hash, spent_at, spent_by from kit_codes where kit_id = $1 order by position";
    CURRENT = concat!("select ", columns!(), " from kits where organization_id = $1 and user_id is null
        and ended_at is null order by case when tried_at is null then 1 else 0 end, made_at desc, id desc limit 1");
    END_OPERATORS = "update kits set ended_at = $3
        where organization_id = $1 and user_id = $2 and ended_at is null";
    UNTRIED = concat!("select ", columns!(), " from kits where organization_id = $1 and user_id is null
        and ended_at is null and tried_at is null order by made_at desc, id desc limit 1");
    COUNT_LEFT = "select count(*) as value from kit_codes where kit_id = $1 and spent_at is null";
    SPEND = "update kit_codes set spent_at = $3, spent_by = $4
        where kit_id = $1 and position = $2 and spent_at is null
        and exists (select 1 from kits k where k.id = $1 and k.ended_at is null)";
    SET_TRIED = "update kits set tried_at = $2 where id = $1 and ended_at is null";
    END_OTHERS = "update kits set ended_at = $3
        where organization_id = $1 and user_id is null and id <> $2 and ended_at is null";
    SWEEP_CODES = "delete from kit_codes where kit_id in (select id from kits
        where ended_at < $1 or (user_id is not null and expires_at < $1))";
    SWEEP = "delete from kits where ended_at < $1 or (user_id is not null and expires_at < $1)";
    END = "update kits set ended_at = $2 where id = $1 and ended_at is null";
}

/// Adds one and its codes, which take the places 1, 2, 3 …
pub async fn add(write: &mut Write, row: &KitRow, hashes: &[[u8; 32]]) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.organization_id,
        row.user_id,
        row.salt,
        row.made_by,
        row.made_at,
        row.tried_at,
        row.expires_at,
        row.ended_at,
    ];
    write.run(ADD, values).await?;
    for (position, hash) in (1_i64..).zip(hashes) {
        write.run(ADD_CODE, values![row.id, position, *hash]).await?;
    }
    Ok(())
}

/// What could stand in for this user in this organization: its kits, and the operator's codes for this user.
pub async fn list_live(
    read: &mut Read,
    organization_id: Uuid,
    user_id: Uuid,
    now: Instant,
) -> Result<Vec<(KitRow, Vec<KitCodeRow>)>, Fault> {
    let mut all = Vec::new();
    for row in read.list::<KitRow>(LIST_LIVE, values![organization_id, user_id, now]).await? {
        let codes = read.list(CODES, values![row.id]).await?;
        all.push((row, codes));
    }
    Ok(all)
}

/// The organization's kit that counts: the newest that was tried, or the newest if none was.
pub async fn current(read: &mut Read, organization_id: Uuid) -> Result<Option<KitRow>, Fault> {
    read.one(CURRENT, values![organization_id]).await
}

/// The same with its codes.
pub async fn find_current(
    read: &mut Read,
    organization_id: Uuid,
) -> Result<Option<(KitRow, Vec<KitCodeRow>)>, Fault> {
    let Some(row) = current(read, organization_id).await? else { return Ok(None) };
    let codes = read.list(CODES, values![row.id]).await?;
    Ok(Some((row, codes)))
}

/// The newest kit that was made and not tried yet, with its codes.
pub async fn find_untried(
    read: &mut Read,
    organization_id: Uuid,
) -> Result<Option<(KitRow, Vec<KitCodeRow>)>, Fault> {
    let Some(row) = read.one::<KitRow>(UNTRIED, values![organization_id]).await? else { return Ok(None) };
    let codes = read.list(CODES, values![row.id]).await?;
    Ok(Some((row, codes)))
}

/// How many of its codes are left.
pub async fn count_left(read: &mut Read, kit_id: Uuid) -> Result<i64, Fault> {
    read.value(COUNT_LEFT, values![kit_id]).await
}

/// Spends one code; false where it was spent before.
pub async fn spend(
    write: &mut Write,
    kit_id: Uuid,
    position: i64,
    at: Instant,
    by: Uuid,
) -> Result<bool, Fault> {
    write.change(SPEND, values![kit_id, position, at, by]).await
}

/// One of its codes was typed to prove that the sheet is there.
pub async fn set_tried(write: &mut Write, kit_id: Uuid, at: Instant) -> Result<bool, Fault> {
    write.change(SET_TRIED, values![kit_id, at]).await
}

/// Ends every kit of the organization but this one; returns how many.
pub async fn end_others(
    write: &mut Write,
    organization_id: Uuid,
    keep: Uuid,
    at: Instant,
) -> Result<u64, Fault> {
    write.run(END_OTHERS, values![organization_id, keep, at]).await
}

/// Ends the operator's codes for this user.
pub async fn end_operators(
    write: &mut Write,
    organization_id: Uuid,
    user_id: Uuid,
    at: Instant,
) -> Result<(), Fault> {
    write.run(END_OPERATORS, values![organization_id, user_id, at]).await.map(drop)
}

/// Forgets those that ended before that moment; returns how many.
pub async fn sweep(write: &mut Write, before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP_CODES, values![before]).await?;
    write.run(SWEEP, values![before]).await
}

/// Ends one.
pub async fn end(write: &mut Write, kit_id: Uuid, at: Instant) -> Result<bool, Fault> {
    write.change(END, values![kit_id, at]).await
}
