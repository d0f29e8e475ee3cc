//! `/sso/CONNECTION/logout`: a provider says that somebody signed out there, by itself (POST) or through their browser
//! (GET, in a frame of its page).
//!
//! Neither needs a cookie: browsers keep ours out of other sites' frames. Never in here: what ends (`flows/sso`).

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::found;
use crate::app::Shared;
use crate::flows::sso::{Told, left, told};
use crate::visit::Visit;
use crate::web::answer::Answer;
use crate::web::entry::{Asked, Fields};

/// From the provider's server: 200, or 400 with what is wrong in it (Back-Channel Logout 1.0 §2.8).
pub async fn submit(
    State(app): State<Shared>,
    visit: Visit,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer {
    let Some(row) = found(&app, &id).await? else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    Ok(match told(&app, &visit, &row, fields.get("logout_token")).await? {
        Told::Ended(_) => StatusCode::OK.into_response(),
        Told::Twice => refused("used twice"),
        Told::Flawed(flaw) => {
            tracing::info!(connection = %row.id, flaw = flaw.code(), "a provider's logout was refused");
            refused(flaw.code())
        }
        Told::NoKeys => refused("key-unknown"),
    })
}

fn refused(why: &str) -> Response {
    let body = json!({ "error": "invalid_request", "error_description": why });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

/// From a frame in the provider's page: the answer is the same whatever came of it.
pub async fn show(State(app): State<Shared>, visit: Visit, Path(id): Path<String>, asked: Asked) -> Answer {
    let Some(row) = found(&app, &id).await? else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    left(&app, &visit, &row, asked.get("iss"), asked.get("sid")).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
