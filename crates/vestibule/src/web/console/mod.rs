//! The org admin's console: people, one person, invitations, requests, the policy, the
//! audit log, the recovery kit. Facts of this organization only.

pub mod people;
pub mod person;
pub mod contact;
pub mod invite;
pub mod import;
pub mod requests;
pub mod help;
pub mod kit;
pub mod audit;
pub mod policy;
pub mod grants;
pub mod sso;

use axum::Router;
use axum::routing::{get, post};

use crate::app::Shared;

/// Its routes.
pub fn router() -> Router<Shared> {
    Router::new()
        .merge(people::several::router())
        .route("/org/{slug}/people", get(people::show))
        .route("/org/{slug}/people.csv", get(people::export))
        .route("/org/{slug}/people/{id}", get(person::show))
        .route("/org/{slug}/people/{id}/contact", get(contact::show).post(contact::submit))
        .route("/org/{slug}/people/{id}/{act}", post(person::act))
        .route("/org/{slug}/invite", get(invite::show).post(invite::submit))
        .merge(import::router())
        .merge(sso::router())
        .route("/org/{slug}/requests", get(requests::show))
        .route("/org/{slug}/requests/{id}", get(requests::show_one))
        .route("/org/{slug}/requests/{id}/take", post(requests::take))
        .route("/org/{slug}/requests/{id}/confirm", post(help::confirm))
        .route("/org/{slug}/requests/{id}/decline", post(requests::decline))
        .route("/org/{slug}/requests/{id}/step-up", post(help::step_up))
        .route("/org/{slug}/requests/{id}/close", post(requests::close))
        .route("/org/{slug}/policy", get(policy::show).post(policy::submit))
        .route("/org/{slug}/policy/trial", get(policy::show_trial))
        .route("/org/{slug}/policy/save", post(policy::save))
        .route("/org/{slug}/audit", get(audit::show))
        .route("/org/{slug}/audit/csv", post(audit::export::csv))
        .route("/org/{slug}/audit/jsonl", post(audit::export::jsonl))
        .route("/org/{slug}/kit", get(kit::show))
        .route("/org/{slug}/kit/make", post(kit::make))
        .route("/org/{slug}/kit/try", post(kit::try_one))
        .route("/org/{slug}/kit/text", post(kit::text))
        .route("/org/{slug}/kit/pdf", post(kit::pdf))
        .route("/org/{slug}/support", get(grants::show).post(grants::give))
        .route("/org/{slug}/support/end", post(grants::end))
}
