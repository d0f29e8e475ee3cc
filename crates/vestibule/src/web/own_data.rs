//! `/account/data`: all that is kept about the person, as a file for them.
//!
//! Never in here: what it is made of. Where to go next: `flows/own_data.rs`.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use super::answer::{Answer, to_step};
use super::who::SignedIn;
use crate::app::Shared;
use crate::fault::Fault;
use crate::flows::{Guessing, Knock, Who, own_data};
use crate::step::Step;
use crate::visit::Visit;

/// Back to the button.
const BUTTON: &str = "/account#data";

/// The file, once a second factor was given just now.
pub async fn submit(State(app): State<Shared>, visit: Visit, signed_in: SignedIn) -> Answer {
    let step = signed_in.step();
    let knock = Knock::new(&app, &visit, "own-data", step.clone(), Guessing::Second);
    let (_, facts) = knock.look(&Who::User(signed_in.user())).await?;
    if rules::account::owed_for_data(&facts, visit.now).is_some() {
        let next = Step { next: Some(BUTTON.to_owned()), ..step };
        return Ok(to_step(&app, &visit, "/sign-in/second", &next));
    }
    let data = own_data::collect(&app, &visit, signed_in.user()).await?;
    let text = serde_json::to_string_pretty(&data).map_err(|error| Fault::broken(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"what-is-kept-about-me.json\""),
    ];
    Ok((headers, text).into_response())
}
