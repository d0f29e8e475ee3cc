//! The demo's one connection: the organization that demands new passwords signs its people in at the practice provider,
//! so that the way of being stuck that is about passwords and sign-on can be walked at once.
//!
//! Rows as the product itself would have left them. The board of domains is in memory, so that what was proved is
//! written on it at each start. Never in here: anything that a sign-in needs.

use uuid::Uuid;

use super::houses::{HOUSES, STRICTLY};
use super::person::{LONG_AGO, ago, house_of};
use super::provider;
use crate::app::App;
use crate::fault::Fault;
use crate::flows::domain::record;
use crate::store::admission::{self, AdmissionRow};
use crate::store::connection::{self, ConnectionRow};
use crate::store::domain::{self, DomainRow};
use crate::words::words;

/// The domain whose people come so.
const DOMAIN: &str = "lumen.example";

/// Lays it down, or brings it up to date: a kept demo may have another address by now.
pub async fn lay(app: &App) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    let house = house_of(&mut write, STRICTLY).await?.id;
    let before = connection::list(&mut write, house)
        .await?
        .into_iter()
        .find(|row| row.client_id == provider::CLIENT_ID);
    let id = before.as_ref().map_or_else(|| app.new_id(), |row| row.id);
    let row = ours(app, house, id)?;
    match before {
        Some(_) => connection::set(&mut write, &row).await?,
        None => connection::add(&mut write, &row).await?,
    }
    if admission::find(&mut write, id).await?.is_none() {
        admission::set(&mut write, &admits(app, house, id)).await?;
    }
    domain::add(&mut write, &proved(app, house)).await?;
    for house in &HOUSES {
        let id = house_of(&mut write, house.slug).await?.id;
        for row in domain::list(&mut write, id).await?.iter().filter(|row| row.proved_at.is_some()) {
            let (name, text) = record(row);
            app.names.write(&name, &[text]);
        }
    }
    write.commit().await
}

/// Whoever is new becomes a member by coming, and the provider's admins are admins.
fn admits(app: &App, organization_id: Uuid, connection_id: Uuid) -> AdmissionRow {
    AdmissionRow {
        connection_id,
        organization_id,
        newcomers: true,
        admin_groups: "Admins".to_owned(),
        changed_at: ago(app.now(), LONG_AGO),
        ..AdmissionRow::default()
    }
}

fn ours(app: &App, organization_id: Uuid, id: Uuid) -> Result<ConnectionRow, Fault> {
    let about = ["connections", "client_secret", &id.to_string()];
    let since = ago(app.now(), LONG_AGO);
    Ok(ConnectionRow {
        id,
        organization_id,
        name: words().plain("dev-sign-on", &[]),
        provider: "oidc".to_owned(),
        protocol: "oidc".to_owned(),
        mode: "optional".to_owned(),
        issuer: provider::issuer(app),
        client_id: provider::CLIENT_ID.to_owned(),
        client_secret: app.seal(&about, provider::client_secret(app).as_bytes()),
        secret_ends_at: None,
        second: "when-said".to_owned(),
        addresses: "verified".to_owned(),
        described: provider::documents::described(app).to_string(),
        keys: provider::sign::keys(app)?.to_string(),
        fetched_at: since,
        added_at: since,
        changed_at: since,
        tried_at: Some(since),
        told_days: None,
        described_at: None,
        certificate: None,
    })
}

fn proved(app: &App, organization_id: Uuid) -> DomainRow {
    let since = ago(app.now(), LONG_AGO);
    let token = app.sealer.keyed_hash("demo domain", DOMAIN.as_bytes());
    DomainRow {
        organization_id,
        domain: DOMAIN.to_owned(),
        token: data_encoding::HEXLOWER.encode(&token[..16]),
        added_at: since,
        asked_at: Some(app.now()),
        proved_at: Some(since),
        missed_since: None,
    }
}
