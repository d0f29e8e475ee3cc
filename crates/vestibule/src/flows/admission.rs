//! What an organization makes of what its provider says of people: saved by an admin; whom switching a connection on
//! touches; and the letter to all of them.
//!
//! Never in here: what somebody becomes when they come (`sso/whom.rs`, `rules::sso`).

use rules::{Instant, Span};
use uuid::Uuid;

use super::apply::Actor;
use super::change::Change;
use super::letters::organization::{About, tell};
use super::letters::role::sign_on;
use super::run::Knock;
use super::subject::Guessing;
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::store::admission::{self, AdmissionRow};
use crate::store::connection::{self, ConnectionRow};
use crate::store::organization::OrganizationRow;
use crate::store::{counter, domain};
use crate::visit::Visit;
use crate::words::words;

/// So often all members can be told.
pub const TOLD_EVERY: Span = Span::hours(24);
/// So many are told at once.
pub const TOLD_AT_MOST: usize = 5000;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// It is done.
    Done,
    /// The connection is gone, or has not been tried.
    Gone,
    /// All were told less than a day ago.
    ToldLately,
    /// They are more than can be told at once.
    TooMany,
    /// Whoever asks is no admin any more.
    NotAnAdmin,
}

/// What stands there, in words for the audit log and the other admins.
fn said(row: &AdmissionRow) -> String {
    let word = |key: &str| words().plain(key, &[]);
    let mut all =
        vec![word(if row.newcomers { "admission-said-newcomers" } else { "admission-said-invited" })];
    let claims = [
        ("address", &row.claim_address),
        ("first-name", &row.claim_first_name),
        ("last-name", &row.claim_last_name),
        ("groups", &row.claim_groups),
    ];
    for (what, claim) in claims {
        all.extend(
            claim.as_ref().map(|claim| format!("{}: {claim}", word(&format!("admission-claim-{what}")))),
        );
    }
    let admins = row.admins();
    if !admins.is_empty() {
        let key = if row.over_hand { "admission-said-admins-all" } else { "admission-said-admins" };
        all.push(words().plain(key, &[("groups", &admins.join(", "))]));
    }
    all.join("; ")
}

/// Saves what an admin wants of a connection.
pub async fn set(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    id: Uuid,
    wanted: AdmissionRow,
) -> Result<Came, Fault> {
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else {
        return Ok(Came::NotAnAdmin);
    };
    let Some(row) = connection::find(&mut change.write, organization.id, id).await? else {
        return Ok(Came::Gone);
    };
    let before = admission::find(&mut change.write, id).await?.unwrap_or_default();
    let after =
        AdmissionRow { connection_id: id, organization_id: organization.id, changed_at: visit.now, ..wanted };
    admission::set(&mut change.write, &after).await?;
    let (was, is) = (said(&before), said(&after));
    if was != is {
        change.line("admission-changed", Some(&was), Some(&is)).await?;
        let about = About::ConnectionChanged {
            by: actor,
            name: &row.name,
            act: "admission-changed",
            change: (Some(&was), Some(&is)),
        };
        tell(&mut change.write, &knock(app, visit, organization), organization, &about).await?;
    }
    change.write.commit().await?;
    Ok(Came::Done)
}

fn knock<'a>(app: &'a App, visit: &'a Visit, organization: &OrganizationRow) -> Knock<'a> {
    let step = Step { wanted: Some(organization.id), ..Step::default() };
    Knock::new(app, visit, "connection", step, Guessing::Second)
}

/// Whom switching a connection on touches.
pub struct Affected {
    /// How many members there are.
    pub members: usize,
    /// Those whose address is in none of the proved domains, with it.
    pub outside: Vec<(Uuid, String)>,
}

/// Looks at every member's address beside the proved domains.
pub async fn affected(app: &App, organization: Uuid) -> Result<Affected, Fault> {
    let mut read = app.store.read();
    let domains = domain::list(&mut read, organization).await?;
    let proved: Vec<String> =
        domains.into_iter().filter(|row| row.proved_at.is_some()).map(|row| row.domain).collect();
    let all = admission::list_primary_addresses(&mut read, organization).await?;
    let is_outside = |address: &str| {
        let domain = address.rsplit('@').next().unwrap_or_default();
        !proved.iter().any(|proved| proved == domain)
    };
    Ok(Affected {
        members: all.len(),
        outside: all
            .into_iter()
            .filter(|row| is_outside(&row.address))
            .map(|row| (row.user_id, row.address))
            .collect(),
    })
}

/// Tells every member what the connection changes for them, once a day at most.
pub async fn announce(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    id: Uuid,
) -> Result<Came, Fault> {
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else {
        return Ok(Came::NotAnAdmin);
    };
    let row: Option<ConnectionRow> = connection::find(&mut change.write, organization.id, id).await?;
    // Nobody is sent to what may not work.
    let Some(row) = row.filter(|row| row.tried_at.is_some()) else { return Ok(Came::Gone) };
    let all = admission::list_contact_addresses(&mut change.write, organization.id).await?;
    if all.len() > TOLD_AT_MOST {
        return Ok(Came::TooMany);
    }
    let key = app.sealer.keyed_hash("letters about a sign-on", organization.id.as_bytes());
    let since = Instant(visit.now.0 - TOLD_EVERY.0);
    if !counter::take(&mut change.write, &key, since, visit.now, 1).await? {
        return Ok(Came::ToldLately);
    }
    let knock = knock(app, visit, organization);
    sign_on::announce(&mut change.write, &knock, organization, &row, &actor.name, &all).await?;
    change.line("sign-on-announced", None, Some(&row.name)).await?;
    change.write.commit().await?;
    Ok(Came::Done)
}
