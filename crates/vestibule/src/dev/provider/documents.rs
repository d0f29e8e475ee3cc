//! What the practice provider tells about itself: its description, its keys, and a page for whoever sets it up.
//!
//! Never in here: anybody's sign-in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::super::Answer;
use super::logout::Sessions;
use super::{CLIENT_ID, client_secret, issuer, page, saml, sign};
use crate::app::{App, Shared};
use crate::views::dev::provider::AboutPage;
use crate::web::answer;

/// `GET /dev/provider`: what has to be typed where it is set up, and who is signed in there.
pub async fn about(State(app): State<Shared>, Extension(sessions): Extension<Arc<Sessions>>) -> Response {
    answer::page(&AboutPage {
        page: page(),
        issuer: issuer(&app),
        client_id: CLIENT_ID,
        client_secret: client_secret(&app),
        metadata_at: saml::entity_id(&app),
        returns_below: app.url("/"),
        signed_in: sessions.list(&app),
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
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
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
