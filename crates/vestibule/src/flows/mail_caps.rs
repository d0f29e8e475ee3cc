//! Caps on mails: counters that an address, a network, an account or all strangers together have, and whether one more
//! fits. Those of an admin's mails are in `admin_mails.rs`.
//!
//! Never in here: what happens when one is reached (`rules`).

use rules::{Instant, Span};
use uuid::Uuid;

use super::subject::Subject;
use crate::app::App;
use crate::fault::Fault;
use crate::store::{Read, Write, counter};
use crate::visit::Visit;

/// Mails to one known address in an hour; enough for anybody who waits, and no flood.
const AN_HOUR: i64 = 20;
/// Mails that one network may cause in an hour.
const OF_A_NETWORK: i64 = 300;
/// Mails to unknown addresses in an hour, over all.
const TO_STRANGERS: i64 = 500;
/// How often one account may have the mails of a change of address sent in a day.
const CHANGES_OF_AN_ACCOUNT: i64 = 10;
/// How many of them go to one new address in a day, whichever accounts ask.
const CHANGES_TO_AN_ADDRESS: i64 = 5;

/// What counts by an address: asked for by its owner, by strangers, and as the new one of a change of address.
const BY_ADDRESS: [&str; 3] = [TO_AN_OWNER, TO_AN_ADDRESS, CHANGE_TO_AN_ADDRESS];
const TO_AN_OWNER: &str = "mails to an owner";
const TO_AN_ADDRESS: &str = "mails to an address";
const CHANGE_TO_AN_ADDRESS: &str = "changes of address to an address";

/// A cap on mails: its counter, its window, and how many fit.
pub struct Cap {
    /// The counter's key.
    pub key: [u8; 32],
    /// How long one window is.
    pub window: Span,
    /// How many fit into it.
    pub limit: i64,
}

/// The caps that a mail to this subject, asked for by this visit, has to fit under.
/// `proved` says whether they gave a first factor; a provider's word is none.
pub fn at_the_door(app: &App, subject: &Subject, visit: &Visit, proved: bool) -> Vec<Cap> {
    // What strangers ask for in somebody's name must not use up what they ask for themselves.
    let asked_by = if proved { TO_AN_OWNER } else { TO_AN_ADDRESS };
    let key = by_address(app, asked_by, &subject.address);
    if subject.user.is_some() {
        vec![of_network(app, visit), Cap { key, window: Span::hours(1), limit: AN_HOUR }]
    } else {
        vec![of_network(app, visit), Cap { key, window: Span::days(1), limit: 1 }, to_strangers(app)]
    }
}

/// What one account may have sent about a change of address, whatever it says.
pub fn of_a_change(app: &App, visit: &Visit, user: Uuid) -> [Cap; 2] {
    let key = app.sealer.keyed_hash("mails about a change of address", user.as_bytes());
    [Cap { key, window: Span::days(1), limit: CHANGES_OF_AN_ACCOUNT }, of_network(app, visit)]
}

/// What of it goes to one mailbox that nobody has proved yet. Where it is reached no mail goes there, and the page is the
/// same.
pub fn at_the_new(app: &App, address: &str) -> [Cap; 2] {
    let key = by_address(app, CHANGE_TO_AN_ADDRESS, address);
    [Cap { key, window: Span::days(1), limit: CHANGES_TO_AN_ADDRESS }, to_strangers(app)]
}

/// The counters of an address, for whoever is to be forgotten.
pub fn keys_of(app: &App, address: &str) -> [[u8; 32]; 3] {
    BY_ADDRESS.map(|what| by_address(app, what, address))
}

fn by_address(app: &App, what: &str, address: &str) -> [u8; 32] {
    app.sealer.keyed_hash(what, address.as_bytes())
}

fn of_network(app: &App, visit: &Visit) -> Cap {
    let key = app.sealer.keyed_hash("mails of a network", &visit.network_key().to_be_bytes());
    Cap { key, window: Span::hours(1), limit: OF_A_NETWORK }
}

fn to_strangers(app: &App) -> Cap {
    Cap { key: app.sealer.keyed_hash("mails to strangers", b""), window: Span::hours(1), limit: TO_STRANGERS }
}

/// When the next one fits under all of them, if it does not now.
pub async fn until(read: &mut Read, caps: &[Cap], now: Instant) -> Result<Option<Instant>, Fault> {
    let keys: Vec<[u8; 32]> = caps.iter().map(|cap| cap.key).collect();
    let rows = counter::list(read, &keys).await?;
    let full = caps.iter().filter_map(|cap| {
        let row = rows.iter().find(|row| row.key == cap.key)?;
        let full = row.count >= cap.limit && now.since(row.started_at) < cap.window;
        full.then(|| row.started_at.plus(cap.window))
    });
    Ok(full.max())
}

/// Takes one from each.
pub async fn count(write: &mut Write, caps: &[Cap], now: Instant) -> Result<(), Fault> {
    for cap in caps {
        counter::take(write, &cap.key, Instant(now.0 - cap.window.0), now, cap.limit).await?;
    }
    Ok(())
}
