//! A provider's keys: which of them are believed, for how long, and when they are fetched anew.
//!
//! Invariant: keys are fetched from where the connection stands now; a settings change of an admin's meanwhile is
//! never undone by what was fetched for the settings before. Never in here: what was signed (`reading.rs`).

use proofs::oidc::{self, Flaw, Keys};
use rules::{Instant, Span};
use uuid::Uuid;

use super::reading::{Source, fetch_published};
use crate::app::App;
use crate::fault::Fault;
use crate::store::connection::{self, ConnectionRow};
use crate::store::counter;

/// Keys are fetched anew so often at most, whatever comes.
const AGAIN_AFTER: Span = Span::minutes(1);
/// Keys older than this are fetched anew before they are believed: a provider withdraws one by leaving it out.
const FRESH: Span = Span::days(1);
/// While the provider can't be reached, the old ones are good for so long: a weekend's outage of its description keeps
/// nobody out, and a withdrawn key opens nothing for ever.
const AT_MOST: Span = Span::days(3);
/// So many connections are looked at in one go.
const AT_ONCE: i64 = 50;

/// The keys that are believed now; `None` where they are too old and there are no newer ones.
pub(super) async fn believed(app: &App, now: Instant, row: &ConnectionRow) -> Result<Option<Keys>, Fault> {
    let age = now.since(row.fetched_at);
    if age >= FRESH
        && let Some(keys) = newer(app, now, row).await?
    {
        return Ok(Some(keys));
    }
    Ok(if age < AT_MOST { read(&row.keys) } else { None })
}

/// Whether newer keys may bear out what these ones did not: it names one that is not among them, or they say that it
/// was changed, which a key that was changed under its old name, or under none, says as well.
pub(super) const fn may_be_outdated(flaw: &Flaw) -> bool {
    match flaw {
        Flaw::KeyUnknown { .. } | Flaw::Signature | Flaw::Algorithm { .. } => true,
        Flaw::TooLarge
        | Flaw::Unreadable
        | Flaw::Encrypted
        | Flaw::Kind { .. }
        | Flaw::Extension { .. }
        | Flaw::Unsigned
        | Flaw::SharedSecret { .. }
        | Flaw::Issuer { .. }
        | Flaw::Audience { .. }
        | Flaw::AuthorizedParty { .. }
        | Flaw::Expired { .. }
        | Flaw::NotYet { .. }
        | Flaw::Nonce
        | Flaw::Subject
        | Flaw::Claim { .. }
        | Flaw::NoLogout
        | Flaw::Nobody => false,
    }
}

/// Newer keys than the row has, if there are any: others may have fetched them a moment ago.
pub(super) async fn newer(app: &App, now: Instant, row: &ConnectionRow) -> Result<Option<Keys>, Fault> {
    if let Some(kept) = connection::any_find(&mut app.store.read(), row.id).await?
        && kept.changed_at == row.changed_at
        && kept.issuer == row.issuer
        && kept.fetched_at > row.fetched_at
    {
        return Ok(read(&kept.keys));
    }
    let mut write = app.store.write().await?;
    let cap = app.sealer.keyed_hash("keys of a connection", row.id.as_bytes());
    let due = counter::take(&mut write, &cap, Instant(now.0 - AGAIN_AFTER.0 + 1), now, 1).await?;
    write.commit().await?;
    if due { fetched(app, now, row).await } else { Ok(None) }
}

/// Fetches what the provider says about itself by now, and keeps it where the connection is still the one that was
/// asked about.
async fn fetched(app: &App, now: Instant, row: &ConnectionRow) -> Result<Option<Keys>, Fault> {
    let Ok(published) = fetch_published(app, now, &Source::Issuer(&row.issuer)).await else {
        return Ok(None);
    };
    let mut write = app.store.write().await?;
    let kept = connection::set_published(&mut write, row, &published.described, &published.keys, now).await?;
    write.commit().await?;
    Ok(if kept { read(&published.keys) } else { None })
}

fn read(keys: &str) -> Option<Keys> {
    oidc::read_keys(keys.as_bytes()).ok()
}

/// Fetches the keys of all connections that are on and whose keys are a day old, so that nobody waits for that at the
/// door. Who can't be reached is asked again the next time.
pub async fn refresh(app: &App) -> Result<(), Fault> {
    let now = app.now();
    let mut after = Uuid::nil();
    loop {
        let before = Instant(now.0 - FRESH.0);
        let due = connection::any_list_stale(&mut app.store.read(), after, before, AT_ONCE).await?;
        let Some(last) = due.last() else { return Ok(()) };
        after = last.id;
        for row in &due {
            newer(app, now, row).await?;
        }
    }
}
