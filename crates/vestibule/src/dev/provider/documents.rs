//! What the practice provider tells about itself: its description, its keys, a page for whoever sets it up, and the
//! way out.
//!
//! Never in here: anybody's sign-in.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use super::super::Answer;
use super::{CLIENT_ID, authorize, client_secret, issuer, page, sign};
use crate::app::{App, Shared};
use crate::views::dev::provider::{AboutPage, TroublePage};
use crate::web::answer;
use crate::web::entry::Asked;
use crate::words::words;

/// `GET /dev/provider`: what has to be typed where it is set up.
pub async fn about(State(app): State<Shared>) -> Response {
    answer::page(&AboutPage {
        page: page(),
        issuer: issuer(&app),
        client_id: CLIENT_ID,
        client_secret: client_secret(&app),
        returns_below: app.url("/"),
    })
}

/// `GET /dev/provider/.well-known/openid-configuration` (OpenID Connect Discovery 1.0 §4).
pub async fn discovery(State(app): State<Shared>) -> Response {
    Json(described(&app)).into_response()
}

/// What it says about itself.
pub(in crate::dev) fn described(app: &App) -> Value {
    let issuer = issuer(app);
    let at = |path: &str| format!("{issuer}{path}");
    json!({
        "issuer": issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/keys"),
        "end_session_endpoint": at("/logout"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "email", "profile", "groups"],
        "authorization_response_iss_parameter_supported": true,
    })
}

/// `GET /dev/provider/keys`
pub async fn keys(State(app): State<Shared>) -> Answer {
    Ok(Json(sign::keys(&app)?).into_response())
}

/// `GET /dev/provider/look.css`
pub async fn look() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (kind, include_str!("../../../assets/demo/provider.css")).into_response()
}

/// `GET /dev/provider/logout` (RP-Initiated Logout 1.0): it remembers nobody, so that there is nothing to forget.
pub async fn logout(State(app): State<Shared>, asked: Asked) -> Response {
    let back = asked.get("post_logout_redirect_uri");
    if authorize::leads_to_us(&app, back) {
        let state = asked.get("state");
        let more = if state.is_empty() { vec![] } else { vec![("state", state)] };
        return Redirect::to(&authorize::with_query(back, &more)).into_response();
    }
    let told = |key: &str| words().plain(key, &[]);
    answer::page_with(
        StatusCode::OK,
        &TroublePage { page: page(), title: told("provider-out"), line: told("provider-out-line") },
    )
}
