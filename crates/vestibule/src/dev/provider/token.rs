//! `/dev/provider/token` changes a code for tokens, once; `/userinfo` says who an access token stands for.
//!
//! Errors are those of RFC 6749 §5.2. Never in here: a page. Where to go next: `manner.rs` for what is made wrong on
//! purpose.

use std::sync::Arc;

use aws_lc_rs::constant_time;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use data_encoding::BASE64;
use proofs::oidc::challenge_of;
use rules::{Instant, Role, Span};
use serde_json::{Value, json};

use super::super::Answer;
use super::logout::Sessions;
use super::{ACCESS_LIVES, CLIENT_ID, Given, Grant, Manner, client_secret, issuer, sign};
use crate::app::{App, Shared};
use crate::web::entry::Fields;
use crate::when;

/// How long an ID token holds.
const TOKEN_LIVES: Span = Span::minutes(5);

/// `POST /dev/provider/token`
pub async fn submit(
    State(app): State<Shared>,
    Extension(given): Extension<Arc<Given>>,
    Extension(sessions): Extension<Arc<Sessions>>,
    headers: HeaderMap,
    form: Fields,
) -> Answer {
    let mut response = exchange(&app, &given, &sessions, &headers, &form)?;
    // Its clock is the demo's, which can be moved; the machine's would seem to be wrong by as much.
    if let Ok(date) = HeaderValue::from_str(&when::http_date(app.now())) {
        response.headers_mut().insert(header::DATE, date);
    }
    Ok(response)
}

fn exchange(app: &App, given: &Given, sessions: &Sessions, headers: &HeaderMap, form: &Fields) -> Answer {
    if !is_client(app, headers, form) {
        let asks = [(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"lumen\""))];
        return Ok((asks, refuse(StatusCode::UNAUTHORIZED, "invalid_client")).into_response());
    }
    if form.get("grant_type") != "authorization_code" {
        return Ok(refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type"));
    }
    // Whatever comes of it, the code is spent.
    let grant = given.spend(app, form.get("code"));
    let Some(grant) = grant.filter(|grant| belongs(grant, form)) else {
        return Ok(refuse(StatusCode::BAD_REQUEST, "invalid_grant"));
    };
    let id_token =
        sign::token(app, &claims(app, &grant, &sessions.begin(app, &grant)), grant.manner == Manner::Key)?;
    let access_token = given.give(app, grant, ACCESS_LIVES);
    Ok(Json(json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": ACCESS_LIVES.as_seconds(),
        "id_token": id_token,
    }))
    .into_response())
}

/// `GET` and `POST /dev/provider/userinfo`
pub async fn userinfo(
    State(app): State<Shared>,
    Extension(given): Extension<Arc<Given>>,
    headers: HeaderMap,
) -> Response {
    let told = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = told.and_then(|told| told.strip_prefix("Bearer "));
    match token.and_then(|token| given.find(&app, token)) {
        Some(grant) => Json(about(&grant)).into_response(),
        None => {
            let asks =
                [(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=\"invalid_token\""))];
            (asks, refuse(StatusCode::UNAUTHORIZED, "invalid_token")).into_response()
        }
    }
}

/// Whether the client has shown its secret, in a header or in the form (RFC 6749 §2.3.1).
fn is_client(app: &App, headers: &HeaderMap, form: &Fields) -> bool {
    let told = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (id, secret) = match told {
        Some(told) => match basic(told) {
            Some(pair) => pair,
            None => return false,
        },
        None => (form.get("client_id").to_owned(), form.get("client_secret").to_owned()),
    };
    let known = client_secret(app);
    let same = constant_time::verify_slices_are_equal(secret.as_bytes(), known.as_bytes()).is_ok();
    id == CLIENT_ID && same
}

fn basic(told: &str) -> Option<(String, String)> {
    let bytes = BASE64.decode(told.strip_prefix("Basic ")?.as_bytes()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |text: &str| {
        let mut pairs = form_urlencoded::parse(text.as_bytes());
        pairs.next().map(|(name, _)| name.into_owned()).unwrap_or_default()
    };
    Some((plain(id), plain(secret)))
}

/// Whether a code is used by whoever asked for it: at the same address, with the verifier (RFC 7636 §4.6).
fn belongs(grant: &Grant, form: &Fields) -> bool {
    let verifier = form.get("code_verifier");
    let proved = match grant.challenge.is_empty() {
        true => verifier.is_empty(),
        false => challenge_of(verifier) == grant.challenge,
    };
    proved && form.get("redirect_uri") == grant.redirect_uri
}

/// What it knows of somebody.
fn about(grant: &Grant) -> Value {
    let who = grant.who;
    let admin = who.places.iter().any(|(_, role)| *role == Role::Admin);
    let mut about = json!({
        "sub": grant.subject,
        "name": who.name(),
        "given_name": who.first_name,
        "family_name": who.last_name,
        "groups": if admin { vec!["Staff", "Admins"] } else { vec!["Staff"] },
    });
    if grant.manner != Manner::NoEmail {
        about["email"] = json!(who.email);
        about["email_verified"] = json!(grant.manner != Manner::UnverifiedEmail);
    }
    about
}

fn claims(app: &App, grant: &Grant, sid: &str) -> Value {
    let seconds = |at: Instant| at.0.div_euclid(1_000_000);
    let now = grant.manner.says(app.now());
    let mut claims = about(grant);
    claims["iss"] = json!(issuer(app));
    claims["aud"] = json!(CLIENT_ID);
    claims["iat"] = json!(seconds(now));
    claims["exp"] = json!(seconds(now.plus(TOKEN_LIVES)));
    claims["auth_time"] = json!(seconds(grant.manner.says(grant.made_at)));
    claims["amr"] = if grant.second { json!(["pwd", "otp", "mfa"]) } else { json!(["pwd"]) };
    claims["sid"] = json!(sid);
    if !grant.nonce.is_empty() {
        claims["nonce"] = json!(grant.nonce);
    }
    match grant.manner {
        Manner::Audience => claims["aud"] = json!("another-application"),
        Manner::Issuer => claims["iss"] = json!(format!("{}/another", issuer(app))),
        Manner::Nonce => claims["nonce"] = json!("an answer to another question"),
        _the_rest => {}
    }
    claims
}

fn refuse(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}
