//! How people come in: whether they have to come through the provider, and the door beside it.
//!
//! Never in here: what may be switched (`flows/sign_on.rs`).

use axum::extract::State;
use rules::Instant;
use rules::side_door::HOURS;

use super::{path, recent};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::sign_on::{self as flow, Set};
use crate::step::Step;
use crate::store::connection::ConnectionRow;
use crate::store::sign_on;
use crate::views::Tone;
use crate::views::sso::RequiredCard;
use crate::visit::Visit;
use crate::web::answer::{self, Answer, to};
use crate::web::console::help::stepping_up;
use crate::web::entry::Fields;
use crate::web::sso::own_way;
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// The card; none where there is no connection.
pub(super) async fn card(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    connections: &[ConnectionRow],
) -> Result<Option<RequiredCard>, Fault> {
    if connections.is_empty() {
        return Ok(None);
    }
    let here = &admin.organization;
    let set = sign_on::find(&mut app.store.read(), here.id).await?;
    let said = |at: Instant| when::said(at, visit.now, &here.zone);
    let stand = match set.sign_on_since {
        Some(since) => (Tone::Good, words().plain("sso-required-on", &[("time", &said(since))])),
        None => (Tone::Plain, words().plain("sso-required-off", &[])),
    };
    let open = set.side_door_until.filter(|until| visit.now < *until);
    let mut side_door = Vec::new();
    match open {
        Some(until) => {
            side_door.push((Tone::Warn, words().plain("sso-side-door-open", &[("time", &said(until))])));
        }
        None => side_door.push((Tone::Plain, words().plain("sso-side-door-shut", &[]))),
    }
    for row in connections {
        let health = sign_on::find_health(&mut app.store.read(), row.id).await?;
        if let Some(since) = health.as_ref().and_then(flow::down_since) {
            let values = [("name", row.name.as_str()), ("time", &said(since))];
            side_door.push((Tone::Bad, words().plain("sso-side-door-by-itself", &values)));
        }
    }
    Ok(Some(RequiredCard {
        stand,
        on: set.sign_on_since.is_some(),
        first: if set.sign_on_since.is_some() { None } else { first(app, visit, admin, connections) },
        side_door,
        side_door_open: open.is_some(),
        hours: HOURS
            .map(|hours| (hours, words().plain("sso-side-door-for", &[("hours", &hours.to_string())])))
            .to_vec(),
    }))
}

/// What has to be done before it can be required.
fn first(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    connections: &[ConnectionRow],
) -> Option<(String, Option<(String, String)>)> {
    if !connections.iter().any(|row| row.mode != "off" && row.tried_at.is_some()) {
        return Some((words().plain("sso-required-none", &[]), None));
    }
    admin.signed_in.visits().map(|_| {
        let step = Step { next: Some(path(admin)), ..Step::for_address(&admin.signed_in.row.address) };
        let way = (own_way(app, visit, step), words().plain("sso-required-own-do", &[]));
        (words().plain("sso-required-own", &[]), Some(way))
    })
}

/// Requires it, or lets people choose again.
pub(super) async fn require(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    let on = fields.get("to") == "on";
    let actor = admin.actor(&app, &visit).await?;
    let own = admin.signed_in.visits().is_none();
    if on && own && !recent(&actor) {
        return Ok(stepping_up(&app, &visit, &admin, &format!("{}?word=stepped-up", path(&admin))).await?);
    }
    let set = flow::require(&app, &visit, &admin.organization, (&actor, own), on).await?;
    let word = if on { "sso-required" } else { "sso-optional" };
    Ok(came(&app, &visit, &admin, set, word).await)
}

/// Opens the side door for some hours, or shuts it.
pub(super) async fn side_door(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    fields: Fields,
) -> Answer {
    let hours = fields.get("hours").parse::<i64>().ok().filter(|hours| HOURS.contains(hours));
    let actor = admin.actor(&app, &visit).await?;
    if hours.is_some() && !recent(&actor) {
        return Ok(stepping_up(&app, &visit, &admin, &format!("{}?word=stepped-up", path(&admin))).await?);
    }
    let set = flow::set_side_door(&app, &visit, &admin.organization, &actor, hours).await?;
    let word = if hours.is_some() { "side-door-opened" } else { "side-door-shut" };
    Ok(came(&app, &visit, &admin, set, word).await)
}

async fn came(app: &App, visit: &Visit, admin: &Admin, set: Set, done: &str) -> axum::response::Response {
    let word = match set {
        Set::Done => done,
        Set::NoneOn => "sso-none-on-missing",
        Set::OwnDoorUntried => "sso-own-door-missing",
        Set::NotAnAdmin => return answer::not_an_admin(app, visit, &admin.signed_in).await,
    };
    to(&format!("{}?word={word}#required", path(admin)))
}
