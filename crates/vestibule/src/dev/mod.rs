//! The demo's side door: the cast, the inbox, the clock and an identity provider, for people and for tests. Absent
//! from `serve`.
//!
//! It shows passwords of people who do not exist. Never in here: anything that the product itself needs.
//! Where to go next: `stories.rs` for the people, `cast.rs` for how they come to be, then a page's file;
//! `provider/mod.rs` for the provider.

pub mod houses;
pub mod stories;
pub mod cast;
mod person;
mod letters;
mod asked;
mod board;
mod mail;
mod clock;
mod home;
mod names;
pub mod sign_on;
pub mod provider;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::jobs;
use crate::mail::Transport;
use crate::mail::inbox::Inbox;
use crate::store::outbox;
use crate::views::dev::Bar;
use crate::views::{Brand, Page, Section};
use crate::web::answer::Broken;
use crate::when;
use crate::words::words;

pub use clock::carry_on;
pub use home::at_home;

/// Rounds of delivery for one request; each hands over everything that is due.
const MOST_ROUNDS: usize = 5;

/// The pages under `/dev`.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/dev", get(board::show))
        .route("/dev/cast.json", get(board::list))
        .route("/dev/cast", get(board::to_page).post(board::begin_again))
        .route("/dev/mail", get(mail::show))
        .route("/dev/mail.json", get(mail::list))
        .route("/dev/mail/{id}", get(mail::show_one))
        .route("/dev/mail/{id}/html", get(mail::show_html))
        .route("/dev/clock", get(clock::show).post(clock::submit))
        .route("/dev/names", get(names::show).post(names::submit))
        .merge(provider::router())
}

/// Around every handler: what it put into the outbox has been delivered before it answers.
pub async fn deliver_after(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let looks_only = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let response = next.run(request).await;
    if let Err(fault) = deliver(&app, !looks_only).await {
        tracing::warn!(%fault, "the demo's mail was not delivered");
    }
    response
}

/// Delivers until nothing is due. Somebody else may be delivering what was queued just now and is no longer
/// due: `surely` waits for that too, which costs a transaction.
async fn deliver(app: &App, surely: bool) -> Result<(), Fault> {
    if !surely {
        let next = outbox::next_due(&mut app.store.read()).await?;
        if next.is_none_or(|due| due > app.now()) {
            return Ok(());
        }
    }
    for _ in 0..MOST_ROUNDS {
        if jobs::outbox::deliver_due(app).await? == 0 {
            break;
        }
    }
    Ok(())
}

/// The inbox, which the demo always has.
fn inbox(app: &App) -> Result<&Inbox, Fault> {
    match &app.transport {
        Transport::Inbox(inbox) => Ok(inbox),
        Transport::Smtp(_) => Err(Fault::broken("the demo runs with a mail server")),
    }
}

/// What every page of the side door has.
fn page(app: &App, section: Section) -> Page {
    let brand = Brand { name: app.settings.product.clone(), slug: None, accent: None, logo: None };
    // These pages have a bar of their own.
    Page { section, ..Page::door(brand) }
}

fn bar(app: &App) -> Result<Bar, Fault> {
    Ok(Bar { mails: inbox(app)?.list(None).len(), clock: when::clock(app.now(), "UTC") })
}

/// An answer in plain words, for what was asked wrongly.
fn told(status: StatusCode, key: &str) -> Response {
    (status, format!("{}\n", words().plain(key, &[]))).into_response()
}

/// What a handler gives; `?` means that we broke.
type Answer = Result<Response, Broken>;
