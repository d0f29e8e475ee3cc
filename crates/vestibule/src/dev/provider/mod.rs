//! `/dev/provider`: an identity provider that speaks OpenID Connect and SAML 2.0, so that single sign-on can be tried whole, and
//! broken in every way, with nothing else installed.
//!
//! It belongs to nobody of the product: it reads no table and keeps nothing but codes and sessions, in memory. Its key and its
//! client's secret follow from the installation's key, so that a kept demo goes on working; its key for SAML is made anew at
//! each start. Never in here: anything
//! that our own door does. Where to go next: `authorize.rs`, `token.rs`; `manner.rs` for how it misbehaves.

mod authorize;
pub(super) mod documents;
mod logout;
mod manner;
pub mod pen;
pub mod saml;
pub(super) mod sign;
mod token;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::routing::{get, post};
use axum::{Extension, Router};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use rules::{Instant, Span};

use super::stories::Story;
use crate::app::{App, Shared, random};
use crate::views::{Brand, Page};
use crate::words::words;

pub use manner::Manner;

/// Where it is, below our address.
pub const PATH: &str = "/dev/provider";
/// The one client that it knows.
pub const CLIENT_ID: &str = "vestibule-demo";

/// How long a code can be changed for tokens.
const CODE_LIVES: Span = Span::minutes(5);
/// How long an access token shows who somebody is.
const ACCESS_LIVES: Span = Span::minutes(10);
/// How many codes and access tokens are kept; the oldest give way.
const MOST_KEPT: usize = 1000;

/// Its own name, as its tokens say it.
pub fn issuer(app: &App) -> String {
    app.url(PATH)
}

/// The secret of its client.
pub fn client_secret(app: &App) -> String {
    BASE64URL_NOPAD.encode(&app.sealer.keyed_hash("demo provider", b"client secret")[..24])
}

/// Its pages and endpoints.
pub(super) fn router() -> Router<Shared> {
    let at = |path: &str| format!("{PATH}{path}");
    Router::new()
        .route(PATH, get(documents::about))
        .route(&at("/.well-known/openid-configuration"), get(documents::discovery))
        .route(&at("/keys"), get(documents::keys))
        .route(&at("/look.css"), get(documents::look))
        .route(&at("/logout"), get(logout::show).post(logout::submit))
        .route(&at("/authorize"), get(authorize::show).post(authorize::submit))
        .route(&at("/token"), post(token::submit))
        .route(&at("/userinfo"), get(token::userinfo).post(token::userinfo))
        .route(&at("/saml"), get(saml::show).post(saml::submit))
        .route(&at("/saml/metadata"), get(saml::metadata))
        .layer(Extension(Arc::new(Given::default())))
        .layer(Extension(Arc::new(logout::Sessions::default())))
        .layer(Extension(Arc::new(saml::Pens::default())))
}

/// What somebody chose to be, and for which question.
#[derive(Clone)]
struct Grant {
    who: &'static Story,
    second: bool,
    manner: Manner,
    subject: String,
    redirect_uri: String,
    nonce: String,
    challenge: String,
    made_at: Instant,
}

/// Codes and access tokens that it gave out, each with what it stands for.
#[derive(Default)]
struct Given(Mutex<HashMap<String, (Grant, Instant)>>);

impl Given {
    /// Gives out a new one that lives so long.
    fn give(&self, app: &App, grant: Grant, lives: Span) -> String {
        let name = HEXLOWER.encode(&random::<24>());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (_, until)| *until > app.now());
        if all.len() >= MOST_KEPT {
            let oldest = all.iter().min_by_key(|(_, (_, until))| *until).map(|(name, _)| name.clone());
            oldest.and_then(|name| all.remove(&name));
        }
        all.insert(name.clone(), (grant, app.now().plus(lives)));
        name
    }

    /// Takes one back: it is worth something once.
    fn spend(&self, app: &App, name: &str) -> Option<Grant> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(name).filter(|(_, until)| *until > app.now()).map(|(grant, _)| grant)
    }

    /// Looks at one.
    fn find(&self, app: &App, name: &str) -> Option<Grant> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(name).filter(|(_, until)| *until > app.now()).map(|(grant, _)| grant.clone())
    }
}

/// What its pages have in common with ours: the way sentences get into them.
fn page() -> Page {
    let name = words().plain("provider-brand", &[]);
    Page::door(Brand { name, slug: None, accent: None, logo: None })
}
