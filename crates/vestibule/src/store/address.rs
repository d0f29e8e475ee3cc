//! E-mail addresses of users, in their normal form. One address belongs to one user at most.
//!
//! Only addresses that an admin or their owner entered get here. What a stranger types is never stored as
//! text: see `journal.rs` (keyed hash) and `outbox.rs` (sealed).

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// An address of a user.
    pub struct AddressRow {
        /// The normal form, in which addresses are compared.
        pub address: String,
        /// Whose it is.
        pub user_id: Uuid,
        /// As it was typed.
        pub shown: String,
        /// Whether mails go to this one; exactly one per user does.
        pub is_primary: bool,
        /// When the user first had it; coming back to one that is held does not change that.
        pub added_at: Instant,
        /// It was the user's until a change of address, and is held for them until then: it neither signs in nor gets
        /// mail, and nobody else can have it.
        pub held_until: Option<Instant>,
    }
}

macro_rules! columns {
    () => {
        "address, user_id, shown, is_primary, added_at, held_until"
    };
}

statements! {
    ADD = concat!("insert into addresses (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6) on conflict do nothing");
    FIND = concat!("select ", columns!(), " from addresses where address = $1");
    FIND_PRIMARY = concat!("select ", columns!(), " from addresses where user_id = $1 and is_primary");
    LIST_FOR_USER = concat!("select ", columns!(), " from addresses
        where user_id = $1 order by is_primary desc, address");
    HOLD_PRIMARY = "update addresses set is_primary = false, held_until = $2 where user_id = $1 and is_primary";
    TAKE = concat!("insert into addresses (", columns!(), ")
        values ($1, $2, $3, true, $4, null) on conflict (address) do update
        set is_primary = true, held_until = null, shown = excluded.shown, mails_since = excluded.added_at
        where addresses.user_id = excluded.user_id");
    LET_GO = "delete from addresses where user_id = $1 and added_at > $2
        and (is_primary or held_until is not null)";
    FREE = "delete from addresses where address = $1 and not is_primary and held_until <= $2";
    SWEEP_HELD = "delete from addresses where not is_primary and held_until <= $1";
}

/// Adds one; false where somebody (or the same user) has it already, or the user has a primary one already.
pub async fn add(write: &mut Write, row: &AddressRow) -> Result<bool, Fault> {
    let values = values![row.address, row.user_id, row.shown, row.is_primary, row.added_at, row.held_until];
    write.change(ADD, values).await
}

/// Mails go to another one from now on, and this one is held until then.
pub async fn hold_primary(write: &mut Write, user_id: Uuid, until: Instant) -> Result<bool, Fault> {
    write.change(HOLD_PRIMARY, values![user_id, until]).await
}

/// Makes it the one that mails go to, for a user who has none at this moment; false where somebody else has it.
pub async fn take(
    write: &mut Write,
    address: &str,
    user_id: Uuid,
    shown: &str,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(TAKE, values![address, user_id, shown, at]).await
}

/// Where the user gets mail, and what is held for them, is nobody's from now on, as far as they first had it after that
/// moment. What is held from before stays so, or whoever changes twice could take the first address away.
pub async fn let_go(write: &mut Write, user_id: Uuid, had_after: Instant) -> Result<(), Fault> {
    write.run(LET_GO, values![user_id, had_after]).await.map(drop)
}

/// An address that was held until a moment ago is nobody's.
pub async fn free(write: &mut Write, address: &str, now: Instant) -> Result<(), Fault> {
    write.run(FREE, values![address, now]).await.map(drop)
}

/// Forgets what was held until a moment ago.
pub async fn any_sweep_held(write: &mut Write, now: Instant) -> Result<(), Fault> {
    write.run(SWEEP_HELD, values![now]).await.map(drop)
}

/// By its normal form.
pub async fn find(read: &mut Read, address: &str) -> Result<Option<AddressRow>, Fault> {
    read.one(FIND, values![address]).await
}

/// The one that mails to this user go to.
pub async fn find_primary(read: &mut Read, user_id: Uuid) -> Result<Option<AddressRow>, Fault> {
    read.one(FIND_PRIMARY, values![user_id]).await
}

/// All of a user's, the primary one first.
pub async fn list_for_user(read: &mut Read, user_id: Uuid) -> Result<Vec<AddressRow>, Fault> {
    read.list(LIST_FOR_USER, values![user_id]).await
}
