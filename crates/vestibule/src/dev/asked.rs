//! What was asked of the side door, and by whom: a browser or a test, from our own pages or from elsewhere.
//!
//! Never in here: an answer to it.

use std::collections::HashMap;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap};
use axum::response::Response;

use super::told;
use crate::app::Shared;
use crate::web::entry::Fields;

/// The largest body that is read.
const LARGEST: usize = 16 * 1024;

/// Whether a browser asks, which wants a page; tests and scripts want JSON.
pub fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.contains("text/html")
}

/// Named values of a form or of a JSON object, from our own pages or from no page at all.
pub struct Wanted {
    values: HashMap<String, String>,
    /// The answer is for a browser.
    pub page: bool,
}

impl Wanted {
    /// A value without blanks around it; `None` where there is none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }
}

impl FromRequest<Shared> for Wanted {
    type Rejection = Response;

    async fn from_request(request: Request<Body>, app: &Shared) -> Result<Wanted, Response> {
        let headers = request.headers();
        if !from_here(&app.settings.base_url, headers) {
            return Err(told(StatusCode::FORBIDDEN, "dev-from-elsewhere"));
        }
        let page = wants_page(headers);
        let kind =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_json = kind.starts_with("application/json");
        let unreadable = || told(StatusCode::BAD_REQUEST, "dev-unreadable");
        let bytes = to_bytes(request.into_body(), LARGEST).await.map_err(|_| unreadable())?;
        let values = if is_json { from_json(&bytes).ok_or_else(unreadable)? } else { from_form(&bytes) };
        Ok(Wanted { values, page })
    }
}

fn from_form(bytes: &[u8]) -> HashMap<String, String> {
    let fields = Fields::parse(bytes);
    ["advance", "set", "email"].map(|name| (name.to_owned(), fields.get(name).to_owned())).into()
}

fn from_json(bytes: &[u8]) -> Option<HashMap<String, String>> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes).ok()?;
    let plain = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    Some(object.into_iter().map(|(name, value)| (name, plain(value))).collect())
}

/// Whether this comes from our own pages, or from something that is no browser.
fn from_here(base_url: &str, headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text(header::HeaderName::from_static("sec-fetch-site"));
    if !matches!(site, None | Some("same-origin" | "none")) {
        return false;
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let host = text(header::HOST).unwrap_or_default();
    origin == base_url || origin.split_once("://").is_some_and(|(_, authority)| authority == host)
}
