//! `/dev`: every story on one page, and the button that begins one.
//!
//! The same as data in `/dev/cast.json`. Never in here: how a story becomes rows.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use proofs::totp;
use rules::Role;
use serde::Serialize;

use super::asked::Wanted;
use super::houses::HOUSES;
use super::stories::{self, CAST, Story};
use super::{Answer, cast, told};
use crate::app::{App, Shared};
use crate::views::Section;
use crate::views::dev::{CastMember, CastPage};
use crate::web::{answer, entry};
use crate::words::words;

/// One of the cast, as data; the names are part of the outer surface.
#[derive(Serialize)]
struct Member {
    email: &'static str,
    password: Option<&'static str>,
    totp_secret: Option<String>,
    recovery_codes: Vec<String>,
    kit_codes: Vec<String>,
    organizations: Vec<Place>,
    stuck: Option<u8>,
    story: String,
}

#[derive(Serialize)]
struct Place {
    slug: &'static str,
    role: &'static str,
}

/// `GET /dev`
pub async fn show(State(app): State<Shared>) -> Answer {
    let of =
        |outside: bool| CAST.iter().filter(move |story| (story.stuck.is_some() || story.outside) == outside);
    Ok(answer::page(&CastPage {
        page: super::page(&app, Section::Stories),
        bar: super::bar(&app)?,
        stuck: of(true).map(|story| shown(&app, story)).collect(),
        others: of(false).map(|story| shown(&app, story)).collect(),
    }))
}

/// `GET /dev/cast.json`
pub async fn list() -> Response {
    Json(CAST.iter().map(member).collect::<Vec<_>>()).into_response()
}

/// `GET /dev/cast`: where one comes from going back.
pub async fn to_page() -> Response {
    Redirect::to("/dev").into_response()
}

/// `POST /dev/cast`
pub async fn begin_again(State(app): State<Shared>, wanted: Wanted) -> Answer {
    let Some(story) = wanted.get("email").and_then(stories::find) else {
        return Ok(told(StatusCode::NOT_FOUND, "dev-no-such-story"));
    };
    let start = cast::begin_again(&app, story).await?;
    if !wanted.page {
        return Ok(Json(member(story)).into_response());
    }
    let mut response = Redirect::to(&start).into_response();
    // Whoever was signed in here is somebody else.
    entry::set_cookie(&mut response, &entry::no_cookie(&app, "session").to_string());
    Ok(response)
}

fn member(story: &Story) -> Member {
    Member {
        email: story.email,
        password: story.known_password(),
        totp_secret: story.secret_in_hand().map(|secret| secret.base32()),
        recovery_codes: story.codes_in_hand(),
        kit_codes: story.kit_codes(),
        organizations: story.places.iter().map(|(slug, role)| Place { slug, role: role.word() }).collect(),
        stuck: story.stuck,
        story: words().plain(&format!("story-{}", story.key), &[]),
    }
}

fn shown(app: &App, story: &Story) -> CastMember {
    let secret = story.secret_in_hand();
    let now = totp::step_at(app.now());
    CastMember {
        first_name: story.first_name.to_owned(),
        name: story.name(),
        email: story.email.to_owned(),
        place: story.places.iter().map(|place| placed(*place)).collect::<Vec<_>>().join("; "),
        stuck: story.stuck,
        story: words().plain(&format!("story-{}", story.key), &[]),
        ending: words().plain(&format!("ending-{}", story.key), &[]),
        password: story.known_password().map(str::to_owned),
        totp_now: secret.as_ref().map(|secret| secret.code(now)),
        totp_secret: secret.map(|secret| secret.base32()),
        recovery_codes: story.codes_in_hand(),
        kit_codes: story.kit_codes(),
    }
}

fn placed((slug, role): (&str, Role)) -> String {
    let desk = words().plain("support-home", &[]);
    let house = HOUSES.iter().find(|house| house.slug == slug);
    let name = house.map_or(desk.as_str(), |house| house.name);
    let key = match role {
        Role::Member => "dev-place-member",
        Role::Admin => "dev-place-admin",
    };
    words().plain(key, &[("organization", name)])
}
