//! The org admin's console: people, one person, invitations, requests. Facts of this organization only.

pub mod people;
pub mod person;
pub mod invite;
pub mod requests;
pub mod help;

use axum::Router;
use axum::routing::{get, post};

use crate::app::Shared;

/// Its routes.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/org/{slug}/people", get(people::show))
        .route("/org/{slug}/people/{id}", get(person::show))
        .route("/org/{slug}/people/{id}/{act}", post(person::act))
        .route("/org/{slug}/invite", get(invite::show).post(invite::submit))
        .route("/org/{slug}/requests", get(requests::show))
        .route("/org/{slug}/requests/{id}", get(help::show))
        .route("/org/{slug}/requests/{id}/confirm", post(help::confirm))
        .route("/org/{slug}/requests/{id}/decline", post(help::decline))
        .route("/org/{slug}/requests/{id}/step-up", post(help::step_up))
        .route("/org/{slug}/requests/{id}/close", post(requests::close))
}
