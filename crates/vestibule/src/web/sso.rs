//! The way to an organization's own provider and back: `/sso/CONNECTION`, `/sso/CONNECTION/back`, and the page that says
//! why what came back opens nothing. `sso/saml.rs` has what SAML needs besides.
//!
//! Our forms lead to our own pages only (`form-action`), so that the way to a provider is always a link. Never in here:
//! what the provider's word is worth. Where to go next: `flows/sso.rs`.

mod beside;
mod logout;
mod saml;
mod visiting;
pub mod ways;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::cookie::CookieJar;
use rules::cause::SsoFlaw;
use rules::{Cause, Verdict};
use uuid::Uuid;

use self::beside::{ask_first, asking_path, is_beside};
use super::answer::{self, Answer, door_page, page, to, to_step};
use super::entry::{self, Asked};
use super::refusal;
use super::who::{MaybeSignedIn, SignedIn};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::sso::{self as flow, Arriving, Back};
use crate::flows::{Who, subject};
use crate::step::{Refused, Step, read_cause};
use crate::store::connection::{self, ConnectionRow};
use crate::store::organization;
use crate::views::Way;
use crate::views::refused::RefusedPage;
use crate::views::sso::Through;
use crate::visit::Visit;
use crate::words::words;

pub use visiting::visiting;

/// Questions of one browser that are kept; the oldest gives way.
const KEPT: usize = 3;
/// The cookie that remembers by which way somebody came last.
const WAY: &str = "way";
/// What a provider's answer was refused for.
pub const REFUSED: &str = "/sso/refused";

/// Its routes.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/sso", get(ways::show))
        .route(REFUSED, get(show_refused))
        .route("/sso/{id}", get(start))
        .route("/sso/{id}/go", get(ways::going))
        .route("/sso/{id}/back", get(back))
        .route("/sso/{id}/logout", get(logout::show).post(logout::submit))
        .route("/sso/{id}/acs", post(saml::acs))
        .route("/sso/{id}/metadata", get(saml::metadata))
}

async fn found(app: &App, id: &str) -> Result<Option<ConnectionRow>, Fault> {
    let Ok(id) = id.parse::<Uuid>() else { return Ok(None) };
    connection::any_find(&mut app.store.read(), id).await
}

/// What somebody is told who signed out of a visit: which provider they may still be signed in at, and where that ends.
pub async fn still_in(app: &App, id: &str) -> Result<Option<Through>, Fault> {
    let row = found(app, id).await?;
    Ok(row.map(|row| Through {
        href: flow::ends_at_provider(&row).unwrap_or_default(),
        name: row.name,
        inside: None,
    }))
}

/// Beside the password of an address: the way through its organization's provider, if there is one.
pub async fn beside_password(app: &App, visit: &Visit, step: &Step) -> Result<Option<Through>, Fault> {
    let found = flow::for_address(app, &step.address).await?;
    Ok(found.map(|row| Through {
        href: format!("/sso/{}?s={}", row.id, step.seal(app, visit)),
        name: row.name,
        inside: ways::inside_app(app, visit),
    }))
}

/// Through which connection this browser came the last time that there was a choice.
pub fn last_way(app: &App, headers: &HeaderMap) -> Option<Uuid> {
    CookieJar::from_headers(headers).get(&entry::cookie_name(app, WAY))?.value().parse().ok()
}

/// The answer to a typed password: the next time the password is asked for again. It depends on the browser alone.
pub fn forgetting_way(app: &App, headers: &HeaderMap, mut response: Response) -> Response {
    if last_way(app, headers).is_some() {
        entry::set_cookie(&mut response, &entry::no_cookie(app, WAY).to_string());
    }
    response
}

/// To the provider. Also where the provider's own tile leads (OpenID Connect Core §4): nothing but the wish is taken
/// from there, and the question is ours.
pub async fn start(
    State(app): State<Shared>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    reader: MaybeSignedIn,
    asked: Asked,
) -> Answer {
    let Some(row) = found(&app, &id).await? else {
        return super::help::not_found(State(app), reader).await;
    };
    let beside = reader.0.as_ref().filter(|reader| is_beside(reader, &row));
    let pressed = Step::open(&app, &visit, asked.get("s"));
    let may_replace = beside.is_none() || pressed.is_ok();
    let step = pressed
        .unwrap_or_else(|_| Step { next: own_path(&app, asked.get("target_link_uri")), ..Step::default() });
    if row.mode == "off" {
        return switched_off(&app, &visit, &row, step).await;
    }
    if let Some(reader) = beside.filter(|_| !may_replace) {
        return Ok(ask_first(&app, &visit, reader, &row, &step));
    }
    let step = Step { beside: beside.map(|reader| reader.row.session.id), ..step };
    let switch = !asked.get("switch").is_empty();
    Ok(go(&app, &visit, &headers, &row, &step, switch).unwrap_or_else(|| to("/sign-in")))
}

/// A path of ours out of a whole address.
fn own_path(app: &App, address: &str) -> Option<String> {
    answer::safe_next(address.strip_prefix(&app.settings.base_url)?)
}

/// Sends the browser there, with what it has to keep meanwhile.
pub fn go(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    row: &ConnectionRow,
    step: &Step,
    switch: bool,
) -> Option<Response> {
    let going = flow::begin(app, visit, row, step, switch)?;
    let mut response = Redirect::to(&going.url).into_response();
    keep(app, visit, headers, &mut response, &going.cookie);
    Some(response)
}

fn keep(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    response: &mut Response,
    (name, value): &(String, String),
) {
    let start = entry::cookie_name(app, flow::ASKED);
    let jar = CookieJar::from_headers(headers);
    let mut before: Vec<(i64, String)> = jar
        .iter()
        .filter_map(|cookie| {
            Some((cookie.name().strip_prefix(&start)?.to_owned(), cookie.value().to_owned()))
        })
        .map(|(short, sealed)| (Step::open(app, visit, &sealed).map_or(0, |step| step.sealed_at), short))
        .collect();
    before.sort();
    let surplus = before.len().saturating_sub(KEPT - 1);
    for (_, short) in before.into_iter().take(surplus) {
        entry::set_cookie(response, &entry::no_cookie(app, &format!("{}{short}", flow::ASKED)).to_string());
    }
    let lasts = flow::ASKED_FOR.as_seconds();
    entry::set_cookie(response, &format!("{}; Max-Age={lasts}", entry::cookie(app, name, value.clone())));
}

async fn switched_off(app: &App, visit: &Visit, row: &ConnectionRow, step: Step) -> Answer {
    let step = Step { wanted: Some(row.organization_id), connection: Some(row.id), ..step };
    let who = Who::Address(step.address.clone());
    let cause = Cause::Sso(SsoFlaw::SwitchedOff);
    let refused = crate::flows::refused::told(app, visit, &who, step.clone(), "sso", cause).await?;
    Ok(to_refusal(app, visit, step, refused))
}

/// To the page that says why.
fn to_refusal(app: &App, visit: &Visit, step: Step, refused: Refused) -> Response {
    let reference = refused.reference.clone();
    let step = Step { refusal: Some(Refused { arrived: true, ..refused }), ..step };
    answer::refer(to_step(app, visit, REFUSED, &step), &reference)
}

/// Back from the provider.
pub async fn back(
    State(app): State<Shared>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    reader: MaybeSignedIn,
    asked: Asked,
) -> Answer {
    let Some(row) = found(&app, &id).await?.filter(|row| row.protocol == "oidc") else {
        return super::help::not_found(State(app), reader).await;
    };
    let said = |name: &str| Some(asked.get(name).to_owned()).filter(|text| !text.is_empty());
    let back = Back {
        state: asked.get("state").chars().take(200).collect(),
        answer: flow::Answer::Oidc(flow::oidc::Back {
            code: asked.get("code").to_owned(),
            issuer: said("iss"),
            error: said("error"),
            description: said("error_description"),
        }),
    };
    came_back(&app, &visit, &headers, &row, &back, reader).await
}

/// Somebody is back, in whatever protocol.
async fn came_back(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    row: &ConnectionRow,
    back: &Back,
    reader: MaybeSignedIn,
) -> Answer {
    let jar = CookieJar::from_headers(headers);
    let kept = |name: &str| jar.get(&entry::cookie_name(app, name)).map(|cookie| cookie.value().to_owned());
    let beside = reader.0.as_ref().filter(|reader| is_beside(reader, row));
    let beside = beside.map(|reader| reader.row.session.id);
    let arriving = flow::arrive(app, visit, row, back, beside, kept).await?;
    if let Some(reader) = &reader.0
        && was_here_already(&arriving, reader, row)
    {
        // Reload, Back, a double click: the person is where they wanted to be.
        return Ok(to("/account"));
    }
    let mut response = match arriving {
        Arriving::Beside(step) => to(&asking_path(app, row, &step)),
        Arriving::Rehearsed(reference, Some(_by_link)) => to(&format!("/it?tried={reference}")),
        Arriving::Rehearsed(reference, None) => rehearsed(app, row, &reference).await?,
        Arriving::Unasked(unasked) => {
            let (step, refused) = *unasked;
            to_refusal(app, visit, step, refused)
        }
        Arriving::Decided(decided) => {
            let (step, outcome) = *decided;
            super::setup::begin_if_next(app, visit, &step, &outcome).await?;
            let mut response = answer::outcome(app, visit, &step, &outcome, REFUSED);
            if let Verdict::SignedIn(_) | Verdict::Challenge(_) = outcome.verdict {
                entry::set_cookie(&mut response, &entry::lasting_cookie(app, WAY, row.id.to_string()));
            }
            response
        }
    };
    entry::set_cookie(&mut response, &entry::no_cookie(app, &flow::cookie_of(&back.state)).to_string());
    Ok(response)
}

fn was_here_already(arriving: &Arriving, reader: &SignedIn, row: &ConnectionRow) -> bool {
    let again = match arriving {
        Arriving::Unasked(unasked) => read_cause(&unasked.1.cause),
        Arriving::Decided(decided) => match decided.1.verdict {
            Verdict::Refused(cause) => Some(cause),
            Verdict::SignedIn(_) | Verdict::Challenge(_) | Verdict::Done(_) => None,
        },
        Arriving::Rehearsed(..) | Arriving::Beside(_) => None,
    };
    let again = matches!(again, Some(Cause::Sso(SsoFlaw::UsedTwice | SsoFlaw::StateLost)));
    again && reader.row.session.connection_id == Some(row.id)
}

async fn rehearsed(app: &App, row: &ConnectionRow, reference: &str) -> Result<Response, Fault> {
    let found = organization::find(&mut app.store.read(), row.organization_id).await?;
    let slug = found.map(|row| row.slug).unwrap_or_default();
    Ok(to(&format!("/org/{slug}/sso/{}?tried={reference}", row.id)))
}

/// Why what came back opens nothing, for whoever brought it: it is about the connection, or about whom the provider
/// vouched for, and about nobody else.
pub async fn show_refused(State(app): State<Shared>, visit: Visit, asked: Asked) -> Answer {
    let step = match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    // A sign-in's refusal goes along sealed as well, with its true cause, and is no business of this page's reader.
    let refused = step.refusal.clone().filter(|refused| refused.arrived);
    let Some(refused) = refused else { return Ok(to("/sign-in")) };
    let known = match step.user.filter(|_| step.visits().is_some()) {
        Some(user) => Some(subject::load(&mut app.store.read(), &Who::User(user), &step, &visit).await?),
        None => None,
    };
    let Some(mut told) = refusal::told(&app, &visit, &step, known.as_ref(), &refused) else {
        return Ok(to("/sign-in"));
    };
    let mut own = door_page(&app, None);
    if let Some(wanted) = step.wanted
        && let Some(row) = organization::find(&mut app.store.read(), wanted).await?
    {
        told.lines.push(words().plain("sso-refused-where", &[("organization", &row.name)]));
        own.brand.name.clone_from(&row.name);
        own.brand.accent.clone_from(&row.accent);
        own.brand.slug = Some(row.slug);
    }
    let again = Step { next: step.next.clone(), ..Step::for_address(&step.address) };
    for remedy in &mut told.remedies {
        let sealed = again.seal(&app, &visit);
        let href = match (remedy.code.as_str(), step.connection, step.address.is_empty()) {
            ("ask-provider-again", Some(id), _) => format!("/sso/{id}?s={sealed}"),
            ("switch-at-provider", Some(id), _) => format!("/sso/{id}?s={sealed}&switch=1"),
            ("use-password", _, false) => own_way(&app, &visit, again.clone()),
            _as_everywhere => continue,
        };
        remedy.way = Way::Link(href);
    }
    Ok(answer::refer(page(&RefusedPage { page: own, refusal: told }), &refused.reference))
}

/// Where somebody signs in as themselves, whatever way they took last.
pub fn own_way(app: &App, visit: &Visit, step: Step) -> String {
    let step = Step { word: Some("password".to_owned()), ..step };
    format!("/sign-in/password?s={}", step.seal(app, visit))
}
