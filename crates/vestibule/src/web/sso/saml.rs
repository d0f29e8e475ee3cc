//! What SAML has of its own: our metadata for a connection, and the form that a provider sends back through the browser.
//!
//! That form comes from another site, and browsers keep our cookies back there. So it is answered with a page of ours that
//! sends the same form to the same place once more: by itself, or by a button. Never in here: what a message is worth.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse;
use axum_extra::extract::cookie::CookieJar;
use rules::Span;

use super::{came_back, found, own_path};
use crate::app::{App, Shared};
use crate::flows::sso::{self as flow, Back};
use crate::step::Step;
use crate::store::connection::ConnectionRow;
use crate::views::sso::PassingPage;
use crate::visit::Visit;
use crate::web::answer::{Answer, door_page, page, safe_next, to};
use crate::web::entry::{self, LongFields};
use crate::web::help;
use crate::web::who::MaybeSignedIn;

/// Somebody who was sent to the provider so lately is not sent there again by what it says unasked: a provider that
/// never answers what it is asked would send people to and fro for ever.
const JUST_NOW: Span = Span::minutes(1);

/// `GET /sso/CONNECTION/metadata`: what the provider's admin, or the provider itself, reads of us.
pub async fn metadata(State(app): State<Shared>, Path(id): Path<String>, reader: MaybeSignedIn) -> Answer {
    let row = found(&app, &id).await?.filter(|row| row.protocol == "saml");
    let Some(xml) = row.and_then(|row| flow::saml::metadata(&app, &row)) else {
        return help::not_found(State(app), reader).await;
    };
    let kind = HeaderValue::from_static("application/samlmetadata+xml; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], xml).into_response())
}

/// `POST /sso/CONNECTION/acs`: `SAMLResponse` and `RelayState` (SAML bindings §3.5).
pub async fn acs(
    State(app): State<Shared>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    reader: MaybeSignedIn,
    LongFields(fields): LongFields,
) -> Answer {
    let Some(row) = found(&app, &id).await?.filter(|row| row.protocol == "saml") else {
        return help::not_found(State(app), reader).await;
    };
    let (message, state) = (fields.get("SAMLResponse"), fields.get("RelayState"));
    if !entry::from_our_pages(&app, &headers) {
        return Ok(page(&PassingPage {
            page: door_page(&app, None),
            action: format!("/sso/{}/acs", row.id),
            message: message.to_owned(),
            state: state.to_owned(),
            name: row.name,
        }));
    }
    let asked_lately = asked_just_now(&app, &visit, &headers, &row);
    if row.mode != "off" && !asked_lately && flow::saml::is_unsolicited(&row, message) {
        // Nothing of it is believed but the wish to come in: the question is ours.
        // It is another site's, so that whoever is signed in otherwise is asked before a visit takes their place.
        let next = own_path(&app, state).or_else(|| safe_next(state)).map(|path| app.url(&path));
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(next.map(|next| ("target_link_uri", next)));
        return Ok(to(&format!("/sso/{}?{}", row.id, query.finish())));
    }
    let state = state.chars().take(200).collect();
    let back = Back { state, answer: flow::Answer::Saml(message.to_owned()) };
    came_back(&app, &visit, &headers, &row, &back, reader).await
}

fn asked_just_now(app: &App, visit: &Visit, headers: &HeaderMap, row: &ConnectionRow) -> bool {
    let start = entry::cookie_name(app, flow::ASKED);
    CookieJar::from_headers(headers).iter().any(|cookie| {
        let step = cookie.name().starts_with(&start).then(|| Step::open(app, visit, cookie.value()));
        step.is_some_and(|step| {
            step.is_ok_and(|step| {
                step.connection == Some(row.id) && visit.now.0 - step.sealed_at < JUST_NOW.0
            })
        })
    })
}
