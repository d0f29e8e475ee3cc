//! Seals anew, with the newest key, what older ones sealed: after `vestibule keys rotate`.
//!
//! Each row is replaced only if it still holds what was read, so that it can be killed at any moment and be
//! repeated, and changes nothing that somebody else writes meanwhile. What no key opens is left as it is and
//! counted: the right key may come back.

use proofs::secret::Sealer;
use uuid::Uuid;

use crate::app::random;
use crate::fault::Fault;
use crate::store::{Store, connection, factor, outbox};

/// Rows in one transaction.
const BATCH: i64 = 200;

/// What was found under the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Sealed with the newest key.
    pub newest: u64,
    /// Sealed with an older key that is in the ring.
    pub older: u64,
    /// Opened by none of them.
    pub unreadable: u64,
}

/// What was found, by what is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct All {
    /// The secrets of authenticator apps.
    pub factors: Found,
    /// Parts of letters that wait.
    pub letters: Found,
    /// The client secrets of connections.
    pub connections: Found,
}

impl All {
    /// How much an older key sealed.
    pub const fn older(&self) -> u64 {
        self.factors.older + self.letters.older + self.connections.older
    }
}

/// Looks, and changes nothing.
pub async fn look(store: &Store, sealer: &Sealer) -> Result<All, Fault> {
    each(store, sealer, false).await
}

/// Seals anew whatever an older key sealed; says what was found before.
pub async fn all(store: &Store, sealer: &Sealer) -> Result<All, Fault> {
    each(store, sealer, true).await
}

async fn each(store: &Store, sealer: &Sealer, change: bool) -> Result<All, Fault> {
    Ok(All {
        factors: factors(store, sealer, change).await?,
        letters: letters(store, sealer, change).await?,
        connections: connections(store, sealer, change).await?,
    })
}

async fn connections(store: &Store, sealer: &Sealer, change: bool) -> Result<Found, Fault> {
    let mut found = Found::default();
    let mut after = Uuid::nil();
    loop {
        let rows = connection::any_list_sealed(&mut store.read(), after, BATCH).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.id;
        let mut write = store.write().await?;
        for row in rows {
            let about = ["connections", "client_secret", &row.id.to_string()];
            if let Some(sealed) = again(sealer, &about, &row.client_secret, &mut found).filter(|_| change) {
                connection::set_sealed(&mut write, row.id, &row.client_secret, &sealed).await?;
            }
        }
        if change {
            write.commit().await?;
        }
    }
}

async fn factors(store: &Store, sealer: &Sealer, change: bool) -> Result<Found, Fault> {
    let mut found = Found::default();
    let mut after = Uuid::nil();
    loop {
        let rows = factor::any_list_sealed(&mut store.read(), after, BATCH).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.id;
        let mut fresh = Vec::new();
        for row in rows {
            let about = ["factors", "secret", &row.id.to_string()];
            if let Some(sealed) = again(sealer, &about, &row.secret, &mut found) {
                fresh.push((row, sealed));
            }
        }
        if change && !fresh.is_empty() {
            let mut write = store.write().await?;
            for (row, sealed) in fresh {
                factor::set_sealed(&mut write, row.id, &row.secret, &sealed).await?;
            }
            write.commit().await?;
        }
    }
}

async fn letters(store: &Store, sealer: &Sealer, change: bool) -> Result<Found, Fault> {
    let mut found = Found::default();
    let mut after = Uuid::nil();
    loop {
        let rows = outbox::any_list_sealed(&mut store.read(), after, BATCH).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.id;
        let mut fresh = Vec::new();
        for row in rows {
            let id = row.id.to_string();
            let mut sealed_again = |column, sealed: &Option<Vec<u8>>| {
                again(sealer, &["outbox", column, &id], sealed.as_deref()?, &mut found)
            };
            let to = sealed_again("to_sealed", &row.to_sealed);
            let letter = sealed_again("letter_sealed", &row.letter_sealed);
            if to.is_some() || letter.is_some() {
                fresh.push((row, to, letter));
            }
        }
        if change && !fresh.is_empty() {
            let mut write = store.write().await?;
            for (row, to, letter) in fresh {
                if let (Some(old), Some(new)) = (&row.to_sealed, &to) {
                    outbox::set_to_sealed(&mut write, row.id, old, new).await?;
                }
                if let (Some(old), Some(new)) = (&row.letter_sealed, &letter) {
                    outbox::set_letter_sealed(&mut write, row.id, old, new).await?;
                }
            }
            write.commit().await?;
        }
    }
}

/// The value under the newest key, if an older one sealed it.
fn again(sealer: &Sealer, about: &[&str], sealed: &[u8], found: &mut Found) -> Option<Vec<u8>> {
    let Ok(plain) = sealer.open(about, sealed) else {
        found.unreadable += 1;
        return None;
    };
    if !sealer.needs_reseal(sealed) {
        found.newest += 1;
        return None;
    }
    found.older += 1;
    Some(sealer.seal(about, random(), &plain))
}
