//! Changes of address that were begun, and the links and codes that went to their two mailboxes.
//!
//! The new address is sealed and erased when the change has ended: until then nobody has proved it. Only hashes of
//! tokens and codes are kept. Whether a change still holds is judged by `rules`, so ended ones are found too.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A change of address.
    pub struct AddressChangeRow {
        /// Its id.
        pub id: Uuid,
        /// Whose address shall be another.
        pub user_id: Uuid,
        /// The new address, sealed; gone when the change has ended.
        pub address_sealed: Option<Vec<u8>>,
        /// The session in which it was begun.
        pub session_id: Option<Uuid>,
        /// The browser in which it was begun.
        pub device_id: Uuid,
        /// That browser in words.
        pub browser: String,
        /// The network address it was begun from.
        pub network: String,
        /// When it was begun.
        pub asked_at: Instant,
        /// Until when it can be gone on with.
        pub until: Instant,
        /// When the old mailbox was proved for it.
        pub old_proved_at: Option<Instant>,
        /// When the new mailbox was proved for it.
        pub new_proved_at: Option<Instant>,
        /// When it ended.
        pub ended_at: Option<Instant>,
        /// As what: `done`, `withdrawn` or `overtaken`.
        pub ended_as: Option<String>,
        /// The journal entry of the asking.
        pub reference: String,
    }

    /// A link and a code for one of its mailboxes.
    pub struct AddressCodeRow {
        /// Its id.
        pub id: Uuid,
        /// The change.
        pub change_id: Uuid,
        /// `old` or `new`.
        pub mailbox: String,
        /// SHA-256 of the link's token.
        pub token_hash: [u8; 32],
        /// Keyed hash of the typed code.
        pub code_hash: [u8; 32],
        /// Until when the typed code holds.
        pub code_expires_at: Instant,
        /// When it was made.
        pub created_at: Instant,
    }
}

macro_rules! columns {
    () => {
        "id, user_id, address_sealed, session_id, device_id, browser, network, asked_at, until, old_proved_at,
        new_proved_at, ended_at, ended_as, reference"
    };
}
macro_rules! code_columns {
    () => {
        "id, change_id, mailbox, token_hash, code_hash, code_expires_at, created_at"
    };
}

statements! {
    ADD = concat!("insert into address_changes (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing");
    ADD_CODE = concat!("insert into address_codes (", code_columns!(), ") values ($1, $2, $3, $4, $5, $6, $7)");
    FIND = concat!("select ", columns!(), " from address_changes where id = $1");
    FIND_OPEN = concat!("select ", columns!(), " from address_changes where user_id = $1 and ended_at is null");
    FIND_LAST = concat!("select ", columns!(), " from address_changes where user_id = $1
        order by asked_at desc, id desc limit 1");
    FIND_CODE = concat!("select ", code_columns!(), " from address_codes where id = $1");
    FIND_CODE_BY_TOKEN = concat!("select ", code_columns!(), " from address_codes where token_hash = $1");
    FIND_TYPED = concat!("select ", code_columns!(), " from address_codes where change_id = $1 and code_hash = $2
        order by created_at desc limit 1");
    PROVE_OLD = "update address_changes set old_proved_at = $2 where id = $1 and ended_at is null";
    PROVE_NEW = "update address_changes set new_proved_at = $2 where id = $1 and ended_at is null";
    END = "update address_changes set ended_at = $2, ended_as = $3, address_sealed = null
        where id = $1 and ended_at is null";
    END_OPEN = "update address_changes set ended_at = $2, ended_as = $3, address_sealed = null
        where user_id = $1 and ended_at is null";
    END_OVER = "update address_changes set ended_at = until, ended_as = 'over', address_sealed = null
        where ended_at is null and until <= $1";
    SWEEP_CODES = "delete from address_codes
        where change_id in (select id from address_changes where asked_at < $1 and ended_at is not null)";
    SWEEP = "delete from address_changes where asked_at < $1 and ended_at is not null";
}

/// Adds one; false where the user has one that is open.
pub async fn add(write: &mut Write, row: &AddressChangeRow) -> Result<bool, Fault> {
    let values = values![
        row.id,
        row.user_id,
        row.address_sealed,
        row.session_id,
        row.device_id,
        row.browser,
        row.network,
        row.asked_at,
        row.until,
        row.old_proved_at,
        row.new_proved_at,
        row.ended_at,
        row.ended_as,
        row.reference,
    ];
    write.change(ADD, values).await
}

/// Adds a link and code.
pub async fn add_code(write: &mut Write, row: &AddressCodeRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.change_id,
        row.mailbox,
        row.token_hash,
        row.code_hash,
        row.code_expires_at,
        row.created_at,
    ];
    write.run(ADD_CODE, values).await.map(drop)
}

/// By id.
pub async fn find(read: &mut Read, id: Uuid) -> Result<Option<AddressChangeRow>, Fault> {
    read.one(FIND, values![id]).await
}

/// The one that the user has not ended yet; its time may be over.
pub async fn find_open(read: &mut Read, user_id: Uuid) -> Result<Option<AddressChangeRow>, Fault> {
    read.one(FIND_OPEN, values![user_id]).await
}

/// The one that the user began last.
pub async fn find_last(read: &mut Read, user_id: Uuid) -> Result<Option<AddressChangeRow>, Fault> {
    read.one(FIND_LAST, values![user_id]).await
}

/// A link and code by id.
pub async fn find_code(read: &mut Read, id: Uuid) -> Result<Option<AddressCodeRow>, Fault> {
    read.one(FIND_CODE, values![id]).await
}

/// By the hash of the token in its link.
pub async fn find_code_by_token(
    read: &mut Read,
    token_hash: &[u8; 32],
) -> Result<Option<AddressCodeRow>, Fault> {
    read.one(FIND_CODE_BY_TOKEN, values![*token_hash]).await
}

/// By the hash of its typed code, among those of this change.
pub async fn find_typed(
    read: &mut Read,
    change_id: Uuid,
    code_hash: &[u8; 32],
) -> Result<Option<AddressCodeRow>, Fault> {
    read.one(FIND_TYPED, values![change_id, *code_hash]).await
}

/// The old mailbox is proved for it.
pub async fn prove_old(write: &mut Write, id: Uuid, at: Instant) -> Result<bool, Fault> {
    write.change(PROVE_OLD, values![id, at]).await
}

/// The new mailbox is proved for it.
pub async fn prove_new(write: &mut Write, id: Uuid, at: Instant) -> Result<bool, Fault> {
    write.change(PROVE_NEW, values![id, at]).await
}

/// Ends it, as what; false where somebody was first.
pub async fn end(write: &mut Write, id: Uuid, at: Instant, ended_as: &str) -> Result<bool, Fault> {
    write.change(END, values![id, at, ended_as]).await
}

/// Ends whatever the user has begun.
pub async fn end_open(write: &mut Write, user_id: Uuid, at: Instant, ended_as: &str) -> Result<(), Fault> {
    write.run(END_OPEN, values![user_id, at, ended_as]).await.map(drop)
}

/// Erases the addresses of those whose time is over at that moment.
pub async fn any_end_over(write: &mut Write, now: Instant) -> Result<(), Fault> {
    write.run(END_OVER, values![now]).await.map(drop)
}

/// Forgets those that were begun before that moment and have ended.
pub async fn sweep(write: &mut Write, asked_before: Instant) -> Result<(), Fault> {
    write.run(SWEEP_CODES, values![asked_before]).await?;
    write.run(SWEEP, values![asked_before]).await.map(drop)
}
