//! Which way somebody goes: the one that the domain of their address asks for, the one chosen last time, or the choice of
//! several.
//!
//! Never in here: what comes back (`sso.rs`).

use axum::extract::{Path, State};

use super::{found, own_way};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::step::Step;
use crate::store::connection::{self, ConnectionRow};
use crate::store::{organization, sign_on};
use crate::views::Tone;
use crate::views::message::MessagePage;
use crate::views::sso::{GoingPage, Through, WaysPage};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, door_page, page, to};
use crate::web::entry::Asked;
use crate::web::who::MaybeSignedIn;
use crate::words::words;

/// What to do in the browser inside another app: some providers refuse it, and whoever is refused there comes back to
/// nobody who could tell them.
pub fn inside_app(app: &App, visit: &Visit) -> Option<String> {
    let address = app.settings.base_url.as_str();
    visit.inside_app.then(|| words().plain("sso-inside-app", &[("address", address)]))
}

/// What was chosen last time: a click away, and the password beside it.
pub async fn going(
    State(app): State<Shared>,
    visit: Visit,
    Path(id): Path<String>,
    reader: MaybeSignedIn,
    asked: Asked,
) -> Answer {
    let Some(row) = found(&app, &id).await? else {
        return crate::web::help::not_found(State(app), reader).await;
    };
    let step = Step::open(&app, &visit, asked.get("s")).unwrap_or_default();
    let required = is_required(&app, &row).await?;
    let said = |required_key: &str, key: &str| words().plain(if required { required_key } else { key }, &[]);
    Ok(page(&GoingPage {
        page: door_page(&app, None),
        href: format!("/sso/{}?s={}", row.id, step.seal(&app, &visit)),
        line: said("sso-going-required", "sso-going-line"),
        inside: inside_app(&app, &visit),
        instead_label: said("sso-instead-required", "sso-instead"),
        instead: own_way(&app, &visit, step),
        name: row.name,
    }))
}

/// Whether the connection's organization wants its people to come through its provider.
pub async fn is_required(app: &App, row: &ConnectionRow) -> Result<bool, Fault> {
    let set = sign_on::find(&mut app.store.read(), row.organization_id).await?;
    Ok(set.sign_on_since.is_some())
}

/// To the sign-on of the organization that the step is about; with several, to the choice of them.
pub async fn show(State(app): State<Shared>, visit: Visit, reader: MaybeSignedIn, asked: Asked) -> Answer {
    let step = match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    let Some(wanted) = step.wanted else { return crate::web::help::not_found(State(app), reader).await };
    let mut all = connection::list(&mut app.store.read(), wanted).await?;
    all.retain(|row| row.mode != "off");
    // Whoever comes from an invitation's mail has its link along: it says that they want to.
    let (next, ticket) = (step.next.clone(), step.ticket);
    let again = Step { next, ticket, ..Step::for_address(&step.address) };
    let sealed = again.seal(&app, &visit);
    let mut ways: Vec<Through> = all
        .into_iter()
        .map(|row| Through {
            href: format!("/sso/{}?s={sealed}", row.id),
            name: row.name,
            inside: inside_app(&app, &visit),
        })
        .collect();
    if ways.len() == 1 {
        return Ok(to(&ways.remove(0).href));
    }
    let row = organization::find(&mut app.store.read(), wanted).await?;
    let name = row.map(|row| row.name).unwrap_or_default();
    if ways.is_empty() {
        return Ok(page(&MessagePage::said(door_page(&app, None), Tone::Plain, "sso-ways-none", &[])));
    }
    let line = words().plain("sso-ways-line", &[("organization", &name)]);
    Ok(page(&WaysPage { page: door_page(&app, None), line, ways }))
}
