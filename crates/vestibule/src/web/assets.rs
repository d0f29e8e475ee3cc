//! The stylesheet, the script, and each organization's colour.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::views::{accent, assets};

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A file by its name; its address changes with its content.
pub async fn show(Path(name): Path<String>) -> Response {
    match assets::find(&name) {
        Some(asset) => ([(header::CONTENT_TYPE, asset.media), (header::CACHE_CONTROL, FOR_EVER)], asset.body)
            .into_response(),
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
