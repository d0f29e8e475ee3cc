//! `/it`: one connection for somebody who has no account here and came by an admin's link. They fill it in while it is
//! off, try it, and see which records its domains need.
//!
//! The link opens nothing without its code; what it opened stands in a cookie of this browser and is looked up anew for
//! each page. Invariant: nothing in here reads a member, a session or another connection. Never in here: switching on.

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;

use super::form::{Desk, Filled, form, steps_of};
use super::{domains, facts, message, spoken, stands};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::connection::{self, Saved};
use crate::flows::setup_link::{self as flow, Link, Opened};
use crate::flows::sso::find_record;
use crate::step::Step;
use crate::store::domain;
use crate::views::message::MessagePage;
use crate::views::setup_link::{LinkDoorPage, LinkSetupPage};
use crate::views::sso::voice;
use crate::views::{Page, Tone};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, Broken, door_page, page, page_with, to};
use crate::web::entry::{self, Asked, Fields, LongFields};
use crate::web::sso;
use crate::web::who::MaybeSignedIn;
use crate::when;
use crate::words::words;

/// Where it is.
pub const PATH: &str = "/it";
/// The cookie of a link that was opened.
const COOKIE: &str = "it";

/// The link. Whoever has it still needs its code.
pub async fn show_door(
    State(app): State<Shared>,
    visit: Visit,
    Path(token): Path<String>,
    reader: MaybeSignedIn,
) -> Answer {
    let Some(link) = flow::find(&app, &token).await? else {
        return crate::web::help::not_found(State(app), reader).await;
    };
    if !flow::holds(&link.row, visit.now) {
        return Ok(over(&app, &link));
    }
    Ok(page(&door(&app, &link, &token, None)))
}

fn door(app: &App, link: &Link, token: &str, error: Option<String>) -> LinkDoorPage {
    LinkDoorPage {
        page: door_page(app, None),
        action: format!("{PATH}/{token}"),
        organization: link.organization.name.clone(),
        by: link.by.clone(),
        error,
    }
}

fn over(app: &App, link: &Link) -> Response {
    page_with(StatusCode::GONE, &MessagePage::setup_link_over(door_page(app, None), &link.by))
}

/// The code.
pub async fn submit_door(
    State(app): State<Shared>,
    visit: Visit,
    Path(token): Path<String>,
    reader: MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let Some(link) = flow::find(&app, &token).await? else {
        return crate::web::help::not_found(State(app), reader).await;
    };
    match flow::open(&app, &visit, &link, fields.get("code")).await? {
        Opened::Over => Ok(over(&app, &link)),
        Opened::Wrong => {
            let wrong = words().plain("setup-door-wrong", &[("name", &link.by)]);
            Ok(page(&door(&app, &link, &token, Some(wrong))))
        }
        Opened::Yes => {
            let step = Step { setup_link: Some(link.row.id), ..Step::default() };
            let mut response = to(PATH);
            let cookie = entry::cookie(&app, COOKIE, step.seal(&app, &visit)).to_string();
            entry::set_cookie(&mut response, &cookie);
            Ok(response)
        }
    }
}

/// Whoever opened a link in this browser, while it holds.
pub struct ItPerson(Link);

impl FromRequestParts<Shared> for ItPerson {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let opened = opened(app, &visit, &parts.headers).await;
        let opened = opened.map_err(|fault| Broken::from(fault).into_response())?;
        opened.map(ItPerson).ok_or_else(|| {
            page_with(StatusCode::FORBIDDEN, &MessagePage::setup_link_closed(door_page(app, None)))
        })
    }
}

async fn opened(app: &App, visit: &Visit, headers: &HeaderMap) -> Result<Option<Link>, Fault> {
    let jar = CookieJar::from_headers(headers);
    let sealed = jar.get(&entry::cookie_name(app, COOKIE)).map(|cookie| cookie.value().to_owned());
    let step = sealed.and_then(|sealed| Step::open(app, visit, &sealed).ok());
    match step.and_then(|step| step.setup_link) {
        Some(id) => flow::find_open(app, visit.now, id).await,
        None => Ok(None),
    }
}

impl ItPerson {
    fn zone(&self) -> &str {
        &self.0.organization.zone
    }

    fn page(&self, app: &App, word: &str) -> Page {
        let mut page = door_page(app, None);
        page.brand.name.clone_from(&self.0.organization.name);
        page.brand.accent.clone_from(&self.0.organization.accent);
        page.notice = answer::notice(Tone::Good, &format!("notice-{word}"));
        page
    }

    fn desk(&self, app: &App) -> Desk {
        Desk {
            page: self.page(app, ""),
            crumb: (PATH.to_owned(), self.0.connection.name.clone()),
            action: format!("{PATH}/edit"),
            s: String::new(),
            // Who comes here already is the organization's to know.
            linked: None,
        }
    }
}

/// The connection.
pub async fn show(State(app): State<Shared>, visit: Visit, person: ItPerson, asked: Asked) -> Answer {
    let link = &person.0;
    let row = &link.connection;
    let until = when::said(link.row.expires_at, visit.now, person.zone());
    let tried = match asked.get("tried") {
        "" => None,
        reference => find_record(&app, link.organization.id, reference).await?,
    };
    // What others tried, or came by, is none of their business.
    let tried = tried.filter(|record| record.rehearsal && record.sent.link == Some(link.row.id));
    let rows = domain::list(&mut app.store.read(), link.organization.id).await?;
    let says = [("name", link.by.as_str()), ("organization", &link.organization.name), ("time", &until)];
    Ok(page(&LinkSetupPage {
        page: person.page(&app, asked.get("word")),
        provider: spoken(row),
        line: words().plain("setup-line", &says),
        stands: stands(row, &visit, &link.organization),
        on: (row.mode != "off").then(|| words().plain("setup-on", &[("name", &link.by)])),
        steps: steps_of(&voice(&row.provider, &row.protocol)),
        facts: facts(&app, row, person.zone()),
        rehearsal: tried.map(|record| message::of(row, &record, &visit)),
        domains: rows.iter().map(|row| domains::line(row, &visit, person.zone())).collect(),
        name: row.name.clone(),
    }))
}

/// Its form.
pub async fn show_edit(State(app): State<Shared>, person: ItPerson) -> Answer {
    let row = &person.0.connection;
    if row.mode != "off" {
        return Ok(to(PATH));
    }
    let filled = Filled::of(row, person.zone());
    Ok(page(&form(&app, person.desk(&app), Some(row), filled)))
}

/// Saves it.
pub async fn submit_edit(
    State(app): State<Shared>,
    visit: Visit,
    person: ItPerson,
    LongFields(fields): LongFields,
) -> Answer {
    let row = &person.0.connection;
    let mut filled = Filled::typed(&fields, person.zone(), Some(row));
    if filled.errors.is_empty() {
        match connection::set_by_link(&app, &visit, &person.0, &filled.wanted).await? {
            Saved::Done(_) => return Ok(to(&format!("{PATH}?word=sso-changed"))),
            Saved::Gone | Saved::NotAnAdmin | Saved::TooMany | Saved::SwitchedOn => return Ok(to(PATH)),
            Saved::Unfit(unfit) => filled.unfit(&unfit),
        }
    }
    Ok(page(&form(&app, person.desk(&app), Some(row), filled)))
}

/// Tries it out: to the provider and back here, and nobody is signed in by it.
pub async fn try_out(
    State(app): State<Shared>,
    visit: Visit,
    headers: HeaderMap,
    person: ItPerson,
) -> Answer {
    if !flow::tries(&app, &visit, &person.0).await? {
        return Ok(to(PATH));
    }
    let step = Step { rehearsal: true, setup_link: Some(person.0.row.id), ..Step::default() };
    let gone = sso::go(&app, &visit, &headers, &person.0.connection, &step, false);
    Ok(gone.unwrap_or_else(|| to(&format!("{PATH}/edit"))))
}
