//! The stylesheet, the script, and each organization's colour and logo.
//!
//! The same for everybody who knows the address, and kept by browsers for ever.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::answer::Broken;
use crate::app::Shared;
use crate::store;
use crate::views::{accent, assets, logo};

/// For what changes its address with its content.
pub const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A file by its name; its address changes with its content.
pub async fn show(Path(name): Path<String>) -> Response {
    match assets::find(&name) {
        Some(asset) => {
            ([(header::CONTENT_TYPE, asset.media), (header::CACHE_CONTROL, FOR_EVER)], asset.lean())
                .into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A colour's tokens, `RRGGBB.css`.
pub async fn accent(Path(name): Path<String>) -> Response {
    match name.strip_suffix(".css").filter(|hex| accent::is_accent(hex)) {
        Some(hex) => {
            let headers =
                [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, FOR_EVER)];
            (headers, accent::accent_css(hex)).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// An organization's logo. Its address is made of its content and says nothing about whose it is.
pub async fn logo(State(app): State<Shared>, Path(name): Path<String>) -> Result<Response, Broken> {
    let Some(media) = logo::media(&name) else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    Ok(match store::logo::any_find(&mut app.store.read(), &name).await? {
        Some(image) => {
            ([(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, FOR_EVER)], image).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    })
}
