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
        /// When it was added.
        pub added_at: Instant,
    }
}

statements! {
    ADD = "insert into addresses (address, user_id, shown, is_primary, added_at)
        values ($1, $2, $3, $4, $5) on conflict do nothing";
    FIND = "select address, user_id, shown, is_primary, added_at from addresses where address = $1";
    FIND_PRIMARY = "select address, user_id, shown, is_primary, added_at from addresses
        where user_id = $1 and is_primary";
    LIST_FOR_USER = "select address, user_id, shown, is_primary, added_at from addresses
        where user_id = $1 order by is_primary desc, address";
}

/// Adds one; false where somebody (or the same user) has it already, or the user has a primary one already.
pub async fn add(write: &mut Write, row: &AddressRow) -> Result<bool, Fault> {
    write.change(ADD, values![row.address, row.user_id, row.shown, row.is_primary, row.added_at]).await
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
