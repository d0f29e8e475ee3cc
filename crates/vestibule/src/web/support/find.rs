//! `/support`: one field that finds a case, somebody, or an organization. What was typed travels sealed and never
//! stands in an address bar.
//!
//! An address that nobody has is looked for by its keyed hash: the journal knows no more of it either.

use axum::extract::State;
use axum::response::Response;
use proofs::Reference;
use proofs::address::Address;

use super::events::{self, Range};
use super::{AtDesk, counted};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows;
use crate::flows::stuck;
use crate::flows::support::Looked;
use crate::step::Step;
use crate::store::{address, journal, organization};
use crate::views::support::{AddressPage, HomePage};
use crate::views::{Field, Section};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to, to_step};
use crate::web::entry::{Asked, Fields};
use crate::words::words;

/// The longest text that is looked for; what is longer is none of the three.
const TYPED_AT_MOST: usize = 320;

/// The field.
pub async fn show(State(app): State<Shared>, visit: Visit, desk: AtDesk, asked: Asked) -> Answer {
    let step = Step::open(&app, &visit, asked.get("s")).unwrap_or_default();
    let numbers = stuck::numbers(&mut app.store.read(), visit.now).await?;
    let stuck: i64 = numbers.stuck.iter().map(|row| row.count).sum();
    let mut frame = desk.frame(&app, Section::Support, asked.get("word")).await?;
    frame.notice = None;
    let field = match step.word.as_deref() {
        Some("nothing") => Field::wrong(step.address, words().plain("support-nothing", &[])),
        Some("several") => Field::wrong(step.address, words().plain("support-several", &[])),
        _nothing_typed => Field::default(),
    };
    Ok(page(&HomePage { page: frame, q: field, stuck: counted("support-stuck-now", stuck) }))
}

/// Looks for what was typed, and goes there.
pub async fn submit(State(app): State<Shared>, visit: Visit, desk: AtDesk, fields: Fields) -> Answer {
    let typed = fields.get("q").trim().replace('\0', "");
    if typed.is_empty() {
        return Ok(to("/support"));
    }
    if typed.chars().count() > TYPED_AT_MOST {
        return Ok(nothing(&app, &visit, "", "nothing"));
    }
    if let Ok(typed) = Address::parse(&typed) {
        flows::support::searched(&app, &visit, &desk.who, "address").await?;
        return Ok(by_address(&app, &visit, &typed).await?);
    }
    if let Some(reference) = Reference::parse(&typed) {
        let known = journal::find(&mut app.store.read(), reference.as_str()).await?;
        // Eight letters may be the name of an organization too.
        if known.is_some() || typed.to_uppercase().starts_with("VST") {
            flows::support::searched(&app, &visit, &desk.who, "reference").await?;
            return Ok(to(&format!("/support/case/{reference}")));
        }
    }
    flows::support::searched(&app, &visit, &desk.who, "organization").await?;
    Ok(by_name(&app, &visit, &typed).await?)
}

fn nothing(app: &App, visit: &Visit, typed: &str, word: &str) -> Response {
    let step = Step { address: typed.to_owned(), word: Some(word.to_owned()), ..Step::default() };
    to_step(app, visit, "/support", &step)
}

async fn by_address(app: &App, visit: &Visit, typed: &Address) -> Result<Response, Fault> {
    let known = address::find(&mut app.store.read(), typed.as_str()).await?;
    Ok(match known {
        Some(row) => to(&format!("/support/people/{}", row.user_id)),
        None => to_step(app, visit, "/support/address", &Step::for_address(typed.as_str())),
    })
}

async fn by_name(app: &App, visit: &Visit, typed: &str) -> Result<Response, Fault> {
    let mut read = app.store.read();
    let by_slug = organization::find_by_slug(&mut read, &typed.to_lowercase()).await?;
    let mut found = match by_slug {
        Some(row) => vec![row],
        None => organization::any_list_by_name(&mut read, typed).await?,
    };
    Ok(match (found.pop(), found.is_empty()) {
        (Some(only), true) => to(&format!("/support/organizations/{}", only.slug)),
        (Some(_), false) => nothing(app, visit, typed, "several"),
        (None, _) => nothing(app, visit, typed, "nothing"),
    })
}

/// What happened with an address that nobody has.
pub async fn show_address(State(app): State<Shared>, visit: Visit, desk: AtDesk, asked: Asked) -> Answer {
    let step = match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) if !step.address.is_empty() => step,
        Ok(_) => return Ok(to("/support")),
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/support")),
    };
    desk.looks(&app, &visit, &Looked::default()).await?;
    let range = Range::of(&asked, visit.now);
    let mut read = app.store.read();
    let timeline = events::of_address(&mut read, &app.address_key(&step.address), &range, &visit).await?;
    let hidden = vec![("s".to_owned(), step.seal(&app, &visit))];
    drop(read);
    Ok(page(&AddressPage {
        page: desk.frame(&app, Section::Support, "").await?,
        address: step.address.clone(),
        timeline: timeline.told("/support/address", hidden, &range),
    }))
}
