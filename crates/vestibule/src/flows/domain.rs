//! The domains of an organization: put on its list, proved by a record of DNS, looked at again every day, taken off.
//!
//! A proved domain is one organization's. Network calls are over before a transaction begins. Never in here: what an
//! address of a domain is shown (`sso.rs`).

use proofs::address::Address;
use rules::{Instant, Span};

use super::apply::Actor;
use super::audit::Author;
use super::change::Change;
use crate::app::{App, random};
use crate::fault::Fault;
use crate::store::audit;
use crate::store::audit::AuditRow;
use crate::store::domain::{self, DomainRow};
use crate::store::organization::OrganizationRow;
use crate::visit::Visit;

/// So many are asked about in one go.
const AT_ONCE: i64 = 50;
/// Proved domains are asked about again so often.
const ASKED_EVERY: Span = Span::days(1);
/// A proved domain whose record is gone counts for so long: a change of name servers takes a while.
pub const MISSED_FOR: Span = Span::days(7);
/// So many domains an organization can have on its list.
const MOST_DOMAINS: usize = 50;
/// The name of the record, below the domain.
pub const RECORD: &str = "_vestibule";

/// Mail domains that anybody can have an address in: nobody's to prove.
const PUBLIC: [&str; 28] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "yahoo.com",
    "yahoo.co.uk",
    "ymail.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "proton.me",
    "protonmail.com",
    "gmx.de",
    "gmx.net",
    "gmx.com",
    "web.de",
    "t-online.de",
    "mail.com",
    "mail.ru",
    "yandex.ru",
    "yandex.com",
    "qq.com",
    "163.com",
    "zoho.com",
    "fastmail.com",
];

/// What came of a domain's adding or asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// It is on the list; its record is still to be made.
    Added,
    /// Its record is there: it is the organization's.
    Proved,
    /// It is no domain.
    NoDomain,
    /// Anybody can have an address there.
    Public,
    /// Another organization has proved it.
    Taken,
    /// There are as many as there can be.
    TooMany,
    /// DNS has no such record.
    Missing,
    /// DNS did not answer.
    NoAnswer,
    /// It is not on the list any more, or whoever asks is no admin any more.
    Gone,
}

/// Puts a domain on the list.
pub async fn add(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    typed: &str,
) -> Result<Domain, Fault> {
    let Some(name) = normal(typed) else { return Ok(Domain::NoDomain) };
    if PUBLIC.contains(&name.as_str()) {
        return Ok(Domain::Public);
    }
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else {
        return Ok(Domain::Gone);
    };
    if domain::list(&mut change.write, organization.id).await?.len() >= MOST_DOMAINS {
        return Ok(Domain::TooMany);
    }
    let row = DomainRow {
        organization_id: organization.id,
        domain: name.clone(),
        token: data_encoding::HEXLOWER.encode(&random::<16>()),
        added_at: visit.now,
        asked_at: None,
        proved_at: None,
        missed_since: None,
    };
    if domain::add(&mut change.write, &row).await? {
        change.line("domain-added", None, Some(&name)).await?;
    }
    change.write.commit().await?;
    Ok(Domain::Added)
}

/// A domain in its normal form, as it stands behind the @ of addresses; `None` where it is none.
fn normal(typed: &str) -> Option<String> {
    let typed = typed.trim().trim_start_matches('@').trim_end_matches('.');
    let address = Address::parse(&format!("somebody@{typed}")).ok()?;
    let (_, name) = address.as_str().rsplit_once('@')?;
    (name.contains('.') && name.len() <= 253).then(|| name.to_owned())
}

/// What the record of a domain has to say.
pub fn record(row: &DomainRow) -> (String, String) {
    (format!("{RECORD}.{}", row.domain), format!("vestibule-domain={}", row.token))
}

/// Whether DNS has the record; `None` where it did not answer.
async fn is_there(app: &App, row: &DomainRow) -> Option<bool> {
    let (at, expected) = record(row);
    let texts = app.names.texts(&at).await.ok()?;
    Some(texts.iter().any(|text| text.trim() == expected))
}

/// Asks DNS whether the record is there.
pub async fn ask(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    name: &str,
) -> Result<Domain, Fault> {
    let Some(row) = domain::find(&mut app.store.read(), organization.id, name).await? else {
        return Ok(Domain::Gone);
    };
    let Some(there) = is_there(app, &row).await else { return Ok(Domain::NoAnswer) };
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else {
        return Ok(Domain::Gone);
    };
    if !there {
        domain::set_missed(&mut change.write, organization.id, name, visit.now).await?;
        change.write.commit().await?;
        return Ok(Domain::Missing);
    }
    if !domain::set_proved(&mut change.write, organization.id, name, visit.now).await? {
        return Ok(Domain::Taken);
    }
    if row.proved_at.is_none() {
        change.line("domain-proved", None, Some(name)).await?;
    }
    change.write.commit().await?;
    Ok(Domain::Proved)
}

/// Takes a domain off the list: addresses there are sent nowhere any more.
pub async fn remove(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    name: &str,
) -> Result<Domain, Fault> {
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else {
        return Ok(Domain::Gone);
    };
    if domain::find(&mut change.write, organization.id, name).await?.is_none() {
        return Ok(Domain::Gone);
    }
    domain::remove(&mut change.write, organization.id, name).await?;
    change.line("domain-removed", Some(name), None).await?;
    change.write.commit().await?;
    Ok(Domain::Gone)
}

/// Asks about proved domains once a day. Where DNS does not answer nothing changes; a record that is gone for a week
/// proves nothing any more.
pub async fn ask_due(app: &App) -> Result<(), Fault> {
    let now = app.now();
    let due = domain::any_list_to_ask(&mut app.store.read(), Instant(now.0 - ASKED_EVERY.0), AT_ONCE).await?;
    for row in due {
        let there = is_there(app, &row).await;
        let mut write = app.store.write().await?;
        match there {
            Some(true) => {
                domain::set_proved(&mut write, row.organization_id, &row.domain, now).await?;
            }
            None => domain::set_asked(&mut write, row.organization_id, &row.domain, now).await?,
            Some(false) => {
                domain::set_missed(&mut write, row.organization_id, &row.domain, now).await?;
                if row.missed_since.is_some_and(|since| now.since(since) >= MISSED_FOR) {
                    domain::set_lost(&mut write, row.organization_id, &row.domain).await?;
                    let author = Author { word: "system", id: None, at: now, network: None };
                    let line = author.line(app, row.organization_id, "domain-lost");
                    audit::add(&mut write, &AuditRow { before: Some(row.domain.clone()), ..line }).await?;
                }
            }
        }
        write.commit().await?;
    }
    Ok(())
}
