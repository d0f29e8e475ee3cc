//! An organization's connections: made, changed, switched and taken away by its admins, with a line in the audit log for
//! each.
//!
//! The network is asked before a transaction begins. Never in here: what comes through a connection (`sso.rs`), whose
//! domains they are (`domain.rs`).

mod pair;

use rules::Instant;
use rules::Span;
use rules::people::ActorSecond;
use uuid::Uuid;

use super::apply::Actor;
use super::change::Change;
use super::letters::organization::{About, tell};
use super::run::Knock;
use super::setup_link::Link;
use super::sign_on;
use super::sso::{Published, Source, Unfit, fetch_published, saml};
use super::subject::Guessing;
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::store::connection::{self, ConnectionRow};
use crate::store::organization::{self, OrganizationRow};
use crate::store::{identity, session};
use crate::visit::Visit;
use crate::words::words;

/// So many connections.
const MOST_CONNECTIONS: usize = 10;
/// So many are looked at in one go.
const AT_ONCE: i64 = 50;

/// What an admin fills in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The id that a new one was promised, because the provider had to be told it before.
    pub id: Option<Uuid>,
    /// Which provider's words the pages use.
    pub provider: String,
    /// `oidc` or `saml`.
    pub protocol: String,
    /// What people are shown.
    pub name: String,
    /// The provider's name for itself; with SAML, which one of several its metadata are to be read of, or nothing.
    pub issuer: String,
    /// Where its metadata are (SAML).
    pub metadata_at: String,
    /// They themselves, where they have no address; neither: those that are kept.
    pub metadata: String,
    /// Certificates beside those in them, in PEM.
    pub certificates: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there; empty: the one that is kept.
    pub client_secret: String,
    /// When that ends, if the admin knows.
    pub secret_ends_at: Option<Instant>,
    /// `always`, `when-said` or `never`.
    pub second: String,
    /// `verified` or `all`.
    pub addresses: String,
}

impl Wanted {
    fn is_saml(&self) -> bool {
        self.protocol == "saml"
    }

    /// Where the provider's description is; `before` has the one that is kept.
    fn source<'a>(&'a self, before: Option<&'a ConnectionRow>) -> Source<'a> {
        if !self.is_saml() {
            return Source::Issuer(&self.issuer);
        }
        let kept = before.filter(|_| self.metadata_at.is_empty() && self.metadata.is_empty());
        Source::Metadata(saml::Metadata {
            at: &self.metadata_at,
            xml: kept.map_or(&self.metadata, |row| &row.described),
            entity: &self.issuer,
            more: &self.certificates,
        })
    }
}

/// What came of it.
#[derive(Debug)]
pub enum Saved {
    /// It is saved.
    Done(Uuid),
    /// The provider can't be used as it was described.
    Unfit(Unfit),
    /// There are as many as there can be.
    TooMany,
    /// It is gone.
    Gone,
    /// It is switched on: a link changes nothing that people come through.
    SwitchedOn,
    /// Whoever saves is no admin any more.
    NotAnAdmin,
}

/// The client secret of a connection, if our keys still open it.
pub(super) fn secret(app: &App, row: &ConnectionRow) -> Option<String> {
    String::from_utf8(secret_bytes(app, row)?).ok()
}

/// The same, whatever it is: with SAML it is our private key.
pub(super) fn secret_bytes(app: &App, row: &ConnectionRow) -> Option<Vec<u8>> {
    let about = ["connections", "client_secret", &row.id.to_string()];
    app.sealer.open(&about, &row.client_secret).ok()
}

fn sealed(app: &App, id: Uuid, secret: &[u8]) -> Vec<u8> {
    app.seal(&["connections", "client_secret", &id.to_string()], secret)
}

/// Makes a connection, switched off.
pub async fn add(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    wanted: &Wanted,
) -> Result<Saved, Fault> {
    let published = match fetch_published(app, visit.now, &wanted.source(None)).await {
        Ok(published) => published,
        Err(unfit) => return Ok(Saved::Unfit(unfit)),
    };
    let pair = if wanted.is_saml() { Some(pair::make(app).await?) } else { None };
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else {
        return Ok(Saved::NotAnAdmin);
    };
    let id = wanted.id.unwrap_or_else(|| app.new_id());
    if connection::any_find(&mut change.write, id).await?.is_some() {
        // The form was sent twice.
        return Ok(Saved::Done(id));
    }
    if connection::list(&mut change.write, organization.id).await?.len() >= MOST_CONNECTIONS {
        return Ok(Saved::TooMany);
    }
    let secret = pair.as_ref().map_or(wanted.client_secret.as_bytes(), |pair| &pair.private);
    let row = ConnectionRow {
        id,
        organization_id: organization.id,
        provider: wanted.provider.clone(),
        mode: "off".to_owned(),
        client_secret: sealed(app, id, secret),
        certificate: pair.as_ref().map(|pair| pair.certificate.clone()),
        added_at: visit.now,
        told_days: None,
        ..filled(visit, wanted, published)
    };
    connection::add(&mut change.write, &row).await?;
    written(&mut change, organization, actor, &row.name, "connection-added", (None, Some(&said(&row))))
        .await?;
    change.write.commit().await?;
    Ok(Saved::Done(id))
}

/// A connection as the audit log and the admins' mails say it.
fn said(row: &ConnectionRow) -> String {
    format!("{} ({})", row.name, row.issuer)
}

/// A line in the audit log, and a mail to every admin: whoever can change where people are sent can let others in.
async fn written(
    change: &mut Change<'_>,
    organization: &OrganizationRow,
    actor: &Actor,
    name: &str,
    act: &str,
    (before, after): (Option<&str>, Option<&str>),
) -> Result<(), Fault> {
    change.line(act, before, after).await?;
    let about = About::ConnectionChanged { by: actor, name, act, change: (before, after) };
    let step = Step { wanted: Some(organization.id), ..Step::default() };
    let knock = Knock::new(change.app, change.visit, "connection", step, Guessing::Second);
    tell(&mut change.write, &knock, organization, &about).await
}

fn filled(visit: &Visit, wanted: &Wanted, published: Published) -> ConnectionRow {
    ConnectionRow {
        id: Uuid::nil(),
        organization_id: Uuid::nil(),
        name: wanted.name.clone(),
        provider: String::new(),
        mode: String::new(),
        protocol: if wanted.is_saml() { "saml" } else { "oidc" }.to_owned(),
        issuer: published.issuer,
        client_id: wanted.client_id.clone(),
        client_secret: vec![],
        secret_ends_at: published.ends.or(wanted.secret_ends_at),
        second: wanted.second.clone(),
        addresses: wanted.addresses.clone(),
        described: published.described,
        described_at: Some(wanted.metadata_at.clone()).filter(|at| !at.is_empty()),
        keys: published.keys,
        certificate: None,
        fetched_at: visit.now,
        added_at: visit.now,
        changed_at: visit.now,
        tried_at: None,
        told_days: None,
    }
}

/// Changes one: what the provider says about itself is fetched anew. It has to be tried again where something changed
/// that a sign-in depends on.
pub async fn set(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    id: Uuid,
    wanted: &Wanted,
) -> Result<Saved, Fault> {
    let kept = connection::find(&mut app.store.read(), organization.id, id).await?;
    let published = match fetch_published(app, visit.now, &wanted.source(kept.as_ref())).await {
        Ok(published) => published,
        Err(unfit) => return Ok(Saved::Unfit(unfit)),
    };
    match Change::begin(app, visit, organization, actor).await? {
        Some(change) => put(change, (organization, actor), id, wanted, published).await,
        None => Ok(Saved::NotAnAdmin),
    }
}

/// The same by the link that an admin made for that one connection, while it is off. What was tried before has to be
/// tried by an admin again, whatever was changed.
pub async fn set_by_link(app: &App, visit: &Visit, link: &Link, wanted: &Wanted) -> Result<Saved, Fault> {
    let published = match fetch_published(app, visit.now, &wanted.source(Some(&link.connection))).await {
        Ok(published) => published,
        Err(unfit) => return Ok(Saved::Unfit(unfit)),
    };
    let Some(mut change) = Change::by_link(app, visit, &link.organization, &link.row).await? else {
        return Ok(Saved::Gone);
    };
    let ids = (link.organization.id, link.connection.id);
    let now = connection::find(&mut change.write, ids.0, ids.1).await?;
    match now {
        Some(now) if now.mode == "off" => {
            connection::set_untried(&mut change.write, ids.1).await?;
            let name = words().plain("sso-link-of", &[("name", &link.by)]);
            let by = Actor { id: None, name, support: false, second: ActorSecond::None };
            put(change, (&link.organization, &by), ids.1, wanted, published).await
        }
        Some(_) => Ok(Saved::SwitchedOn),
        None => Ok(Saved::Gone),
    }
}

async fn put(
    mut change: Change<'_>,
    (organization, actor): (&OrganizationRow, &Actor),
    id: Uuid,
    wanted: &Wanted,
    published: Published,
) -> Result<Saved, Fault> {
    let (app, visit) = (change.app, change.visit);
    let Some(before) = connection::find(&mut change.write, organization.id, id).await? else {
        return Ok(Saved::Gone);
    };
    let kept = wanted.client_secret.is_empty();
    let filled = filled(visit, wanted, published);
    let same = match wanted.is_saml() {
        true => saml::is_same(&before, &filled),
        false => kept && before.issuer == filled.issuer && before.client_id == filled.client_id,
    };
    let row = ConnectionRow {
        id,
        client_secret: if kept {
            before.client_secret.clone()
        } else {
            sealed(app, id, wanted.client_secret.as_bytes())
        },
        tried_at: before.tried_at.filter(|_| same),
        ..filled
    };
    connection::set(&mut change.write, &row).await?;
    if before.issuer != row.issuer {
        // Its keys for people were the other provider's, which may know others by them.
        identity::end_of_connection(&mut change.write, id, visit.now).await?;
        session::end_of_connection(&mut change.write, id, visit.now, "connection-changed").await?;
    }
    let (was, is) = (said(&before), said(&row));
    written(&mut change, organization, actor, &row.name, "connection-changed", (Some(&was), Some(&is)))
        .await?;
    change.write.commit().await?;
    Ok(Saved::Done(id))
}

/// What came of a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switched {
    /// It stands so.
    Done,
    /// It has not been tried as it is: nobody is sent to what may not work.
    NotTried,
    /// It is gone.
    Gone,
    /// Whoever switches is no admin any more.
    NotAnAdmin,
}

/// Switches one on or off. Off works at once and always; those who are in stay in.
pub async fn switch(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    id: Uuid,
    on: bool,
) -> Result<Switched, Fault> {
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else {
        return Ok(Switched::NotAnAdmin);
    };
    let Some(row) = connection::find(&mut change.write, organization.id, id).await? else {
        return Ok(Switched::Gone);
    };
    if on && row.tried_at.is_none() {
        return Ok(Switched::NotTried);
    }
    let mode = if on { "optional" } else { "off" };
    if connection::set_mode(&mut change.write, id, mode, row.changed_at).await? {
        let change_of = (Some(row.mode.as_str()), Some(mode));
        written(&mut change, organization, actor, &row.name, "connection-switched", change_of).await?;
    }
    sign_on::release(&mut change, organization.id).await?;
    change.write.commit().await?;
    Ok(Switched::Done)
}

/// Takes one away: who came through it is signed out, and nobody is linked by it any more.
pub async fn remove(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    id: Uuid,
) -> Result<Switched, Fault> {
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else {
        return Ok(Switched::NotAnAdmin);
    };
    let Some(row) = connection::find(&mut change.write, organization.id, id).await? else {
        return Ok(Switched::Gone);
    };
    session::end_of_connection(&mut change.write, id, visit.now, "connection-removed").await?;
    connection::remove(&mut change.write, id).await?;
    written(&mut change, organization, actor, &row.name, "connection-removed", (Some(&said(&row)), None))
        .await?;
    sign_on::release(&mut change, organization.id).await?;
    change.write.commit().await?;
    Ok(Switched::Done)
}

/// So many days before a secret or a certificate ends its admins are told, and again.
const TOLD_BEFORE: [i64; 4] = [60, 30, 7, 1];

/// Tells the admins of connections whose secret, or whose provider's certificate, ends soon; each of them once for each of those days.
pub async fn tell_ending(app: &App) -> Result<(), Fault> {
    let now = app.now();
    let soon = now.plus(Span::days(TOLD_BEFORE[0]));
    for row in connection::any_list_ending(&mut app.store.read(), soon, AT_ONCE).await? {
        // Where metadata have an address, the next certificate may stand there already.
        let row = with_fresh_metadata(app, row).await?;
        let Some(ends) = row.secret_ends_at.filter(|ends| *ends > now) else { continue };
        let left = ends.since(now);
        let due = TOLD_BEFORE.into_iter().rev().find(|days| left <= Span::days(*days));
        let Some(due) = due.filter(|due| row.told_days.is_none_or(|told| *due < told)) else { continue };
        let Some(house) = organization::find(&mut app.store.read(), row.organization_id).await? else {
            continue;
        };
        let visit = Visit::of_itself(now);
        let step = Step { wanted: Some(house.id), ..Step::default() };
        let knock = Knock::new(app, &visit, "secret-ends", step, Guessing::Second);
        let path = format!("/org/{}/sso/{}/edit", house.slug, row.id);
        let mut write = app.store.write().await?;
        connection::set_told(&mut write, row.id, due).await?;
        let about = About::SecretEnds { name: &row.name, protocol: &row.protocol, at: ends, path: &path };
        tell(&mut write, &knock, &house, &about).await?;
        write.commit().await?;
    }
    Ok(())
}

/// The connection with its metadata as they are by now; as it was where there are none to be had.
async fn with_fresh_metadata(app: &App, row: ConnectionRow) -> Result<ConnectionRow, Fault> {
    Ok(saml::fetch_again(app, app.now(), &row).await?.unwrap_or(row))
}
