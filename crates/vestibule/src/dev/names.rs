//! `/dev/names`: stands in for the page where a domain's DNS is kept, so that a domain can be proved in the demo.
//!
//! Never in here: what a record must say (`flows/domain.rs`).

use axum::extract::State;
use axum::response::Response;

use super::Answer;
use crate::app::{App, Shared};
use crate::views::Section;
use crate::views::dev::NamesPage;
use crate::web::answer::{self, to};
use crate::web::entry::Fields;
use crate::words::words;

/// The longest that a name or a text may be.
const LONGEST: usize = 255;

/// `GET /dev/names`
pub async fn show(State(app): State<Shared>) -> Answer {
    page(&app, None)
}

fn page(app: &App, error: Option<String>) -> Answer {
    let records = app.names.written().into_iter().flat_map(|(name, texts)| {
        texts.into_iter().map(move |text| (name.clone(), text)).collect::<Vec<_>>()
    });
    let records = records.collect();
    Ok(answer::page(&NamesPage {
        page: super::page(app, Section::Names),
        bar: super::bar(app)?,
        records,
        error,
    }))
}

/// `POST /dev/names`
pub async fn submit(State(app): State<Shared>, fields: Fields) -> Answer {
    let (name, text) = (fields.get("name").trim().trim_end_matches('.'), fields.get("text").trim());
    if name.is_empty() || text.is_empty() || name.len() > LONGEST || text.len() > LONGEST {
        return page(&app, Some(words().plain("dev-names-wrong", &[])));
    }
    app.names.write(&name.to_ascii_lowercase(), &[text.to_owned()]);
    let response: Response = to("/dev/names");
    Ok(response)
}
