//! Authenticator apps: the sealed secret, and the last step that was accepted. Passkeys: the public key.
//!
//! Invariant: a step is spent forward only, so that no code is accepted twice (RFC 6238 §5.2). Recovery
//! codes are in `recovery.rs`.

use rules::Instant;
use uuid::Uuid;

use super::value::{Value, rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// An authenticator app or a passkey of a user.
    pub struct FactorRow {
        /// Its id.
        pub id: Uuid,
        /// Whose it is.
        pub user_id: Uuid,
        /// What the user calls it.
        pub name: String,
        /// The shared secret, sealed; empty for a passkey.
        pub secret: Vec<u8>,
        /// The account name that the app shows; for a passkey, the name of the site that it was made for.
        pub label: String,
        /// When its set-up began.
        pub created_at: Instant,
        /// When its first code was right; until then it counts for nothing.
        pub confirmed_at: Option<Instant>,
        /// The last time step that was accepted.
        pub last_step: Option<i64>,
        /// When it was last used.
        pub last_used_at: Option<Instant>,
        /// When it was taken away; kept for a while, to explain codes of an old entry.
        pub ended_at: Option<Instant>,
        /// `totp` or `passkey`.
        pub kind: String,
        /// It is the user's own; else it counts where an organization vouches for it (`vouch.rs`).
        pub own: bool,
        /// A pass, a kit or the operator stands behind it.
        pub by_pass: bool,
        /// A passkey's name for itself.
        pub credential_id: Option<Vec<u8>>,
        /// A passkey's public key and counter, as JSON; nothing of it is secret.
        pub passkey: Option<String>,
        /// In which browser a passkey was last used.
        pub last_used_in: Option<String>,
        /// In which browser the set-up of an authenticator app began: no other goes on with it.
        pub begun_in: Option<Uuid>,
    }

    /// How many passkeys there are.
    pub struct PasskeyCount {
        /// In all.
        pub passkeys: i64,
        /// Made for another name than ours.
        pub elsewhere: i64,
    }

    /// What is sealed of an authenticator app.
    pub struct SealedFactor {
        /// Whose.
        pub id: Uuid,
        /// The shared secret, sealed.
        pub secret: Vec<u8>,
    }
}

/// What is known of an authenticator once its first code was right.
#[derive(Clone, Copy, Debug)]
pub struct Confirmed<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The step of its first code.
    pub step: i64,
    /// It is the user's own.
    pub own: bool,
    /// A pass, a kit or the operator stands behind it.
    pub by_pass: bool,
}

impl FactorRow {
    /// An authenticator app of the user's own that nobody has confirmed yet.
    pub fn app(
        id: Uuid,
        user_id: Uuid,
        name: String,
        secret: Vec<u8>,
        label: String,
        created_at: Instant,
    ) -> FactorRow {
        FactorRow {
            id,
            user_id,
            name,
            secret,
            label,
            created_at,
            confirmed_at: None,
            last_step: None,
            last_used_at: None,
            ended_at: None,
            kind: "totp".to_owned(),
            own: true,
            by_pass: false,
            credential_id: None,
            passkey: None,
            last_used_in: None,
            begun_in: None,
        }
    }
}

macro_rules! columns {
    () => {
        "id, user_id, name, secret, label, created_at, confirmed_at, last_step, last_used_at, ended_at, kind, own,
        by_pass, credential_id, passkey, last_used_in, begun_in"
    };
}

statements! {
    ADD = concat!("insert into factors (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
        $12, $13, $14, $15, $16, $17)");
    ADD_PASSKEY = concat!("insert into factors (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
        $11, $12, $13, $14, $15, $16, $17) on conflict do nothing");
    FIND = concat!("select ", columns!(), " from factors where id = $1 and user_id = $2");
    ANY_FIND_BY_CREDENTIAL = concat!("select ", columns!(), " from factors where credential_id = $1");
    LIST_FOR_USER = concat!("select ", columns!(), " from factors
        where user_id = $1 and (ended_at is null or ended_at > $2) order by created_at, id");
    FIND_PENDING = concat!("select ", columns!(), " from factors where user_id = $1 and begun_in = $2 and kind = 'totp'
        and confirmed_at is null and ended_at is null order by created_at desc, id desc limit 1");
    REMOVE_PENDING = "delete from factors where user_id = $1 and (begun_in = $2 or created_at < $3)
        and confirmed_at is null and ended_at is null";
    REMOVE_ALL_PENDING = "delete from factors where user_id = $1 and confirmed_at is null and ended_at is null";
    CONFIRM = "update factors set confirmed_at = $2, name = $3, last_step = $4, last_used_at = $2, own = $5,
        by_pass = $6 where id = $1 and confirmed_at is null and ended_at is null";
    SET_OWN = "update factors set own = true where id = $1";
    ANY_COUNT_PASSKEYS = "select count(*) as passkeys, count(case when label <> $1 then 1 end) as elsewhere
        from factors where kind = 'passkey' and ended_at is null and label >= ''";
    SPEND_STEP = "update factors set last_step = $2, last_used_at = $3
        where id = $1 and confirmed_at is not null and ended_at is null
        and (last_step is null or last_step < $2)";
    SPEND_PASSKEY = "update factors set passkey = $3, last_used_at = $4, last_used_in = $5
        where id = $1 and passkey = $2 and kind = 'passkey' and ended_at is null";
    SET_NAME = "update factors set name = $3 where id = $1 and user_id = $2 and ended_at is null";
    END = "update factors set ended_at = $2 where id = $1 and ended_at is null";
    RESTORE = "update factors set ended_at = null where id = $1 and confirmed_at is not null";
    ANY_LIST_SEALED = "select id, secret from factors where id > $1 and kind = 'totp' order by id limit $2";
    SET_SEALED = "update factors set secret = $3 where id = $1 and secret = $2";
    SWEEP = "delete from factors where ended_at < $1";
}

/// Adds one, usually a pending one (`confirmed_at` empty).
pub async fn add(write: &mut Write, row: &FactorRow) -> Result<(), Fault> {
    write.run(ADD, cells(row)).await.map(drop)
}

/// Adds a passkey; false where one of that name is known already, whoever's it is (WebAuthn §7.1).
pub async fn add_passkey(write: &mut Write, row: &FactorRow) -> Result<bool, Fault> {
    write.change(ADD_PASSKEY, cells(row)).await
}

fn cells(row: &FactorRow) -> Vec<Value> {
    values![
        row.id,
        row.user_id,
        row.name,
        row.secret,
        row.label,
        row.created_at,
        row.confirmed_at,
        row.last_step,
        row.last_used_at,
        row.ended_at,
        row.kind,
        row.own,
        row.by_pass,
        row.credential_id,
        row.passkey,
        row.last_used_in,
        row.begun_in,
    ]
}

/// The passkey of that name, whoever's it is, one that was taken away too.
pub async fn any_find_by_credential(
    read: &mut Read,
    credential_id: &[u8],
) -> Result<Option<FactorRow>, Fault> {
    read.one(ANY_FIND_BY_CREDENTIAL, values![credential_id]).await
}

/// One of this user's.
pub async fn find(read: &mut Read, id: Uuid, user_id: Uuid) -> Result<Option<FactorRow>, Fault> {
    read.one(FIND, values![id, user_id]).await
}

/// How many passkeys there are, of all users, and how many were made for another name than this one.
pub async fn any_count_passkeys(read: &mut Read, name: &str) -> Result<PasskeyCount, Fault> {
    let found = read.one(ANY_COUNT_PASSKEYS, values![name]).await?;
    Ok(found.unwrap_or(PasskeyCount { passkeys: 0, elsewhere: 0 }))
}

/// All of a user's that live (pending ones too), and those that ended after that moment.
pub async fn list_for_user(
    read: &mut Read,
    user_id: Uuid,
    ended_after: Instant,
) -> Result<Vec<FactorRow>, Fault> {
    read.list(LIST_FOR_USER, values![user_id, ended_after]).await
}

/// The newest one whose set-up has begun in this browser and is not finished.
pub async fn find_pending(
    read: &mut Read,
    user_id: Uuid,
    device_id: Uuid,
) -> Result<Option<FactorRow>, Fault> {
    read.one(FIND_PENDING, values![user_id, device_id]).await
}

/// Forgets what was begun in this browser and not finished, and what was begun anywhere before that moment.
pub async fn remove_pending(
    write: &mut Write,
    user_id: Uuid,
    device_id: Uuid,
    before: Instant,
) -> Result<u64, Fault> {
    write.run(REMOVE_PENDING, values![user_id, device_id, before]).await
}

/// Forgets every set-up that was not finished, wherever it was begun.
pub async fn remove_all_pending(write: &mut Write, user_id: Uuid) -> Result<u64, Fault> {
    write.run(REMOVE_ALL_PENDING, values![user_id]).await
}

/// Makes a pending one count, with the step of its first code; false where it is not pending any more.
pub async fn confirm(
    write: &mut Write,
    id: Uuid,
    at: Instant,
    confirmed: &Confirmed<'_>,
) -> Result<bool, Fault> {
    let Confirmed { name, step, own, by_pass } = *confirmed;
    write.change(CONFIRM, values![id, at, name, step, own, by_pass]).await
}

/// It is the user's own from now on.
pub async fn set_own(write: &mut Write, id: Uuid) -> Result<bool, Fault> {
    write.change(SET_OWN, values![id]).await
}

/// Spends a time step; false where this step or a later one was spent before.
pub async fn spend_step(write: &mut Write, id: Uuid, step: i64, at: Instant) -> Result<bool, Fault> {
    write.change(SPEND_STEP, values![id, step, at]).await
}

/// A passkey answered in that browser: its state before and after that; false where it does not count any more, or
/// has answered meanwhile.
pub async fn spend_passkey(
    write: &mut Write,
    id: Uuid,
    (before, after): (&str, &str),
    at: Instant,
    browser: &str,
) -> Result<bool, Fault> {
    write.change(SPEND_PASSKEY, values![id, before, after, at, browser]).await
}

/// What the user calls it from now on.
pub async fn set_name(write: &mut Write, id: Uuid, user_id: Uuid, name: &str) -> Result<bool, Fault> {
    write.change(SET_NAME, values![id, user_id, name]).await
}

/// Takes it away; false where that was done before.
pub async fn end(write: &mut Write, id: Uuid, at: Instant) -> Result<bool, Fault> {
    write.change(END, values![id, at]).await
}

/// One that was taken away counts again where it did.
pub async fn restore(write: &mut Write, id: Uuid) -> Result<bool, Fault> {
    write.change(RESTORE, values![id]).await
}

/// Forgets those that ended before that moment.
pub async fn sweep(write: &mut Write, ended_before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP, values![ended_before]).await
}

/// The sealed secrets of all users, ended ones too, in the order of ids after that one.
pub async fn any_list_sealed(read: &mut Read, after: Uuid, limit: i64) -> Result<Vec<SealedFactor>, Fault> {
    read.list(ANY_LIST_SEALED, values![after, limit]).await
}

/// The same secret under another key; false where it is not what was read any more.
pub async fn set_sealed(write: &mut Write, id: Uuid, old: &[u8], new: &[u8]) -> Result<bool, Fault> {
    write.change(SET_SEALED, values![id, old, new]).await
}
