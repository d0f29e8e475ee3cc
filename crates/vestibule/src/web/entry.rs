//! What happens to every request before and after its handler: who knocks, is it from our own pages, and the
//! headers that every answer carries.
//!
//! Never in here: a decision about an account.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use tokio::time::Instant;
use uuid::Uuid;

use super::answer::{self, Broken};
use crate::app::{App, Counts, Shared, random};
use crate::visit::{Visit, browser_name, is_inside_app};

/// The largest form that is read; ours are far smaller.
const LARGEST_FORM: usize = 64 * 1024;
/// The largest with what a provider says in it: a response, or metadata.
const LARGEST_LONG_FORM: usize = 512 * 1024;
/// The beat on which answers leave that could tell by their time; well above what a sign-in takes by itself.
const BEAT: Duration = Duration::from_millis(40);
/// How long a browser keeps its own id: it is renewed at every sign-in.
const DEVICE_DAYS: i64 = 400;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The name of a cookie: with the prefix that binds it to this host wherever there is TLS.
pub fn cookie_name(app: &App, what: &str) -> String {
    if app.secure_cookies() { format!("__Host-vestibule-{what}") } else { format!("vestibule-{what}") }
}

/// A cookie of ours.
pub fn cookie(app: &App, what: &str, value: String) -> Cookie<'static> {
    Cookie::build((cookie_name(app, what), value))
        .path("/")
        .http_only(true)
        .secure(app.secure_cookies())
        .same_site(SameSite::Lax)
        .build()
}

/// A cookie of ours that outlives sessions, for so long as browsers keep any.
pub fn lasting_cookie(app: &App, what: &str, value: String) -> String {
    format!("{}; Max-Age={}", cookie(app, what, value), DEVICE_DAYS * 24 * 3600)
}

/// Takes a cookie away.
pub fn no_cookie(app: &App, what: &str) -> Cookie<'static> {
    let mut cookie = cookie(app, what, String::new());
    cookie.make_removal();
    cookie
}

/// Has the browser keep, or forget, a cookie.
pub fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Around every handler.
pub async fn around(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let mut visit = visit(&app, &request);
    let from_elsewhere = changes(request.method()) && !from_our_pages(&app, request.headers());
    if from_elsewhere && is_sent_by_providers(request.uri().path()) {
        // Browsers keep our cookies back here. That says nothing about the browser, which is given no other name for it.
        visit.keeps_cookies = true;
    } else if from_elsewhere {
        return finish(&app, &visit, answer::stale(&app, &visit, "/sign-in", StatusCode::FORBIDDEN), false);
    }
    let path = request.uri().path();
    let lasting = path.starts_with("/assets/") || path.starts_with("/help/pictures/");
    let begun = tells_by_its_time(request.uri().path()).then(Instant::now);
    request.extensions_mut().insert(visit.clone());
    let mut response = next.run(request).await;
    if let Some(broken) = response.extensions_mut().remove::<Broken>() {
        Counts::add(&app.counts.faults);
        response = answer::broken(&app, &visit, &broken);
    }
    if let Some(begun) = begun {
        on_the_beat(begun).await;
    }
    finish(&app, &visit, response, lasting)
}

/// Pages that do more for an address with an account than for one without, and must not tell by how long.
fn tells_by_its_time(path: &str) -> bool {
    let pages = ["/sign-in/password", "/sign-in/passkey", "/sign-in/refused", "/ask-admin", "/answer"];
    pages.contains(&path) || path == "/reset" || path.starts_with("/reset/")
}

/// Answers leave on a beat counted from when their request came, so that a few milliseconds more or less of
/// work are the same from outside.
async fn on_the_beat(begun: Instant) {
    let worked = begun.elapsed().as_micros();
    let beats = worked / BEAT.as_micros() + 1;
    let beats = u32::try_from(beats).unwrap_or(1);
    tokio::time::sleep_until(begun + BEAT * beats).await;
}

fn visit(app: &App, request: &Request) -> Visit {
    let headers = request.headers();
    let jar = CookieJar::from_headers(headers);
    let read = |what: &str| jar.get(&cookie_name(app, what)).map(|cookie| cookie.value().to_owned());
    let device = read("device").and_then(|text| text.parse::<Uuid>().ok());
    let device_cookie = device.unwrap_or_else(|| uuid::Builder::from_random_bytes(random()).into_uuid());
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    Visit {
        now: app.now(),
        network: network(app, headers, peer.unwrap_or(IpAddr::from([127, 0, 0, 1]))),
        browser: browser_name(agent),
        inside_app: is_inside_app(agent),
        device: device_id(app, device_cookie),
        device_cookie,
        keeps_cookies: device.is_some(),
        known_mark: read("known"),
        session_token: read("session"),
    }
}

/// Whoever reads the database cannot pretend to be a remembered browser.
fn device_id(app: &App, cookie: Uuid) -> Uuid {
    let hash = app.sealer.keyed_hash("device", cookie.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// The network address: the peer's, or what a trusted proxy says it is. Only the last address that no trusted
/// proxy has written is believed; whatever stands before it, anybody can write.
fn network(app: &App, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
    let trusted = &app.settings.trusted_proxies;
    if !trusted.contains(&peer) {
        return peer;
    }
    let told: Vec<IpAddr> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|part| part.trim().parse().ok())
        .map(|address: IpAddr| address.to_canonical())
        .collect();
    told.into_iter().rev().find(|address| !trusted.contains(address)).unwrap_or(peer)
}

/// Where a provider's page sends its form to (SAML bindings §3.5). What it sends is looked at only once a page of ours
/// has sent it again.
fn is_sent_by_providers(path: &str) -> bool {
    let connection = path.strip_prefix("/sso/").and_then(|rest| rest.strip_suffix("/acs"));
    connection.is_some_and(|id| !id.contains('/'))
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a form comes from a page of ours. Browsers say so themselves; no token that a form left open
/// overnight could outlive.
pub fn from_our_pages(app: &App, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => return true,
        Some(_) => return false,
        None => {}
    }
    let Some(origin) = text("origin") else { return true };
    let host = text("host").unwrap_or_default();
    origin == app.settings.base_url
        || origin.split_once("://").is_some_and(|(_, authority)| authority == host)
}

fn finish(app: &App, visit: &Visit, mut response: Response, lasting: bool) -> Response {
    // The browser's id is renewed at every sign-in, so that one in use never runs out.
    let session = cookie_name(app, "session");
    let signed_in = response.headers().get_all(header::SET_COOKIE).iter();
    let signed_in =
        signed_in.filter_map(|value| value.to_str().ok()).any(|value| value.starts_with(&session));
    if (!visit.keeps_cookies || signed_in) && !lasting {
        set_cookie(&mut response, &lasting_cookie(app, "device", visit.device_cookie.to_string()));
    }
    let headers = response.headers_mut();
    let fixed = [
        ("content-security-policy", POLICY),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if !lasting {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if app.secure_cookies() {
        let value = HeaderValue::from_static("max-age=63072000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    response
}

impl FromRequestParts<Shared> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Visit, Response> {
        let visit = parts.extensions.get::<Visit>().cloned();
        visit.ok_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}

/// A form's fields. Broken encodings are read as far as they go; what is too large is refused.
#[derive(Clone, Debug, Default)]
pub struct Fields(HashMap<String, String>);

impl Fields {
    /// Reads `name=value&…`.
    pub fn parse(text: &[u8]) -> Fields {
        Fields(form_urlencoded::parse(text).into_owned().collect())
    }
    /// A field, empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
    /// All of them, each with its name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }
}

impl FromRequest<Shared> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request<Body>, app: &Shared) -> Result<Fields, Response> {
        read_form(request, app, LARGEST_FORM).await
    }
}

/// The fields of a form that may hold what a provider says.
#[derive(Clone, Debug, Default)]
pub struct LongFields(pub Fields);

impl FromRequest<Shared> for LongFields {
    type Rejection = Response;

    async fn from_request(request: Request<Body>, app: &Shared) -> Result<LongFields, Response> {
        Ok(LongFields(read_form(request, app, LARGEST_LONG_FORM).await?))
    }
}

async fn read_form(request: Request<Body>, app: &Shared, largest: usize) -> Result<Fields, Response> {
    let visit = request.extensions().get::<Visit>().cloned();
    match to_bytes(request.into_body(), largest).await {
        Ok(bytes) => Ok(Fields::parse(&bytes)),
        Err(_) => Err(match visit {
            Some(visit) => answer::stale(app, &visit, "/sign-in", StatusCode::PAYLOAD_TOO_LARGE),
            None => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        }),
    }
}

/// What stands behind the question mark.
#[derive(Clone, Debug, Default)]
pub struct Asked(Fields);

impl Asked {
    /// A value, empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name)
    }
}

impl FromRequestParts<Shared> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Asked, Self::Rejection> {
        Ok(Asked(Fields::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}
