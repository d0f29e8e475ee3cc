//! The support desk's console: one search field, cases, people, organizations, numbers. Whoever works there sees what
//! happened over all organizations, and no secret, code, link or text of a mail.
//!
//! Invariant: nothing about anybody is shown before it stands in the audit log that it was looked at. Never in here:
//! what support may do (`rules::support`).

pub mod find;
pub mod case;
pub mod person;
pub mod organization;
pub mod acts;
pub mod numbers;
pub mod articles;
mod events;
mod found;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use rules::Cause;
use rules::remedy::{Reader, remedies};

use super::answer::{self, Answer, Broken, to_step};
use super::who::SignedIn;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows;
use crate::flows::support::{Looked, Supporter};
use crate::flows::{Who, subject};
use crate::said;
use crate::step::{Refused, Step, read_cause};
use crate::views::message::MessagePage;
use crate::views::{Page, Refusal, Remedy, Section, Tone};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// Its routes.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/support", get(find::show))
        .route("/support/find", post(find::submit))
        .route("/support/address", get(find::show_address))
        .route("/support/case/{reference}", get(case::show))
        .route("/support/case/{reference}/note", post(acts::note_on_case))
        .route("/support/people/{id}", get(person::show))
        .route("/support/people/{id}/{act}", post(acts::submit))
        .route("/support/organizations/{slug}", get(organization::show))
        .route("/support/numbers", get(numbers::show))
        .route("/support/articles", get(articles::show))
}

/// Somebody at the desk, with a second factor that counts there. Anybody else gets the page that says what to do.
pub struct AtDesk {
    /// Their session.
    pub signed_in: SignedIn,
    /// Who.
    pub who: Supporter,
}

impl FromRequestParts<Shared> for AtDesk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        let name = signed_in.name();
        let entered = flows::support::enter(app, &visit, &signed_in.step(), name).await;
        match entered.map_err(|fault| Broken::from(fault).into_response())? {
            Ok(who) => Ok(AtDesk { signed_in, who }),
            Err(Cause::ProofMissing) => Err(give_another(app, &visit, &signed_in).await),
            Err(cause) => Err(shut(app, &visit, &signed_in, cause).await),
        }
    }
}

/// The factor that was given counts here no more: another one is asked for, or set up where there is none, and leads
/// back here.
async fn give_another(app: &App, visit: &Visit, signed_in: &SignedIn) -> Response {
    let step = Step { next: Some("/support".to_owned()), ask: Some(app.new_id()), ..signed_in.step() };
    let who = Who::User(signed_in.user());
    match subject::load(&mut app.store.read(), &who, &step, visit).await {
        Ok(subject) if subject.live_factors().next().is_none() && subject.codes_left() == 0 => {
            to_step(app, visit, "/setup/authenticator", &step)
        }
        Ok(_) => to_step(app, visit, "/sign-in/second", &step),
        Err(fault) => Broken::from(fault).into_response(),
    }
}

/// 403, with what the reader can do about it.
async fn shut(app: &App, visit: &Visit, signed_in: &SignedIn, cause: Cause) -> Response {
    let view = |own, ways| MessagePage {
        ways,
        cause: Some(cause.code().to_owned()),
        ..MessagePage::said(own, Tone::Warn, "message-not-support", &[])
    };
    answer::shut_out(app, visit, signed_in, cause, view).await
}

impl AtDesk {
    /// The frame of a page at the desk, with the word of what was just done.
    async fn frame(&self, app: &App, section: Section, word: &str) -> Result<Page, Fault> {
        answer::frame(app, &self.signed_in, section, word).await
    }

    /// 404.
    async fn nothing_there(&self, app: &App) -> Answer {
        answer::not_found(app, &self.signed_in).await
    }

    /// Writes down what is about to be shown.
    async fn looks(&self, app: &App, visit: &Visit, at: &Looked) -> Result<(), Fault> {
        flows::support::looked(app, visit, &self.who, at).await
    }
}

/// What was refused just now, on the page that it came from.
fn refused_before(app: &App, visit: &Visit, sealed: &str) -> Option<(Refused, Refusal)> {
    let refused = Step::open(app, visit, sealed).ok()?.refusal?;
    let cause = read_cause(&refused.cause)?;
    let ways = remedies(&cause, Reader::Support).iter();
    let refusal = Refusal {
        reference: refused.reference.clone(),
        at: when::said(rules::Instant(refused.at), visit.now, "UTC"),
        cause: Some(cause.code().to_owned()),
        heading: said::heading(&cause),
        lines: vec![said::cause_for_operator(&cause, visit.now)],
        remedies: ways.map(|way| Remedy::link(way.code(), said::remedy(way), beside(way))).collect(),
    };
    Some((refused, refusal))
}

/// Where on the page a remedy's own form stands.
const fn beside(way: rules::Remedy) -> &'static str {
    match way {
        rules::Remedy::HandOver => "#hand-over",
        rules::Remedy::LookUp => "/support",
        _has_a_button => "#send",
    }
}

/// What a number of something is called, for sentences.
fn counted(key: &str, count: i64) -> String {
    words().plain(key, &[("count", &count.to_string())])
}
