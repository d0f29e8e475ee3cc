//! `/dev/provider/authorize`: whoever is sent here chooses who they are, and how the provider shall answer.
//!
//! A question that names another client, or an address that is not ours, gets a page and no redirect (RFC 6749
//! §4.1.2.1). Never in here: a password. Where to go next: `token.rs`, which changes the code.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::super::houses::SUPPORT;
use super::super::stories::{self, CAST, Story};
use super::{CLIENT_ID, CODE_LIVES, Given, Grant, Manner, PATH, issuer, page};
use crate::app::{App, Shared};
use crate::views::dev::provider::{Choice, ChoosePage, TroublePage};
use crate::web::answer;
use crate::web::entry::{Asked, Fields};
use crate::words::words;

/// Who stands in its directory for everybody; those of the domain that is asked for come besides.
const LISTED: [&str; 9] = ["dina", "jo", "ana", "cem", "kim", "noor", "pia", "ida", "otto"];
/// The longest value of a question, in bytes.
const LONGEST: usize = 2000;
/// What a question consists of, and what the page sends along with the choice.
const ASKED: [&str; 10] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "login_hint",
];

/// A question of a client's, where the answer may go back to it.
struct Question(Vec<(&'static str, String)>);

impl Question {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }
}

/// `GET /dev/provider/authorize`
pub async fn show(State(app): State<Shared>, asked: Asked) -> Response {
    let question = match question(&app, |name| asked.get(name)) {
        Ok(question) => question,
        Err(wrong) => return told(&app, &wrong),
    };
    // It remembers nobody.
    if question.get("prompt") == "none" {
        return back(&app, &question, &[("error", "login_required")]);
    }
    answer::page(&ChoosePage {
        page: page(),
        action: format!("{PATH}/authorize"),
        people: choices(&question.get("login_hint").trim().to_lowercase()),
        manners: manners(Manner::of_oidc),
        sent_along: question.0,
    })
}

/// Who one can be; chosen is the one of that address.
pub(super) fn choices(hint: &str) -> Vec<Choice> {
    let listed = listed(hint);
    let chosen = listed.iter().position(|story| story.email == hint).unwrap_or(0);
    let choice = |(place, story): (usize, &&Story)| Choice {
        value: story.email.to_owned(),
        name: story.name(),
        line: story.email.to_owned(),
        chosen: place == chosen,
    };
    listed.iter().enumerate().map(choice).collect()
}

/// How it can answer in that protocol.
pub(super) fn manners(speaks: impl Fn(Manner) -> bool) -> Vec<Choice> {
    Manner::ALL.into_iter().filter(|manner| speaks(*manner)).map(manner_choice).collect()
}

/// `POST /dev/provider/authorize`: the question once more, and `who`, `second`, `manner`.
pub async fn submit(
    State(app): State<Shared>,
    Extension(given): Extension<Arc<Given>>,
    form: Fields,
) -> Response {
    let question = match question(&app, |name| form.get(name)) {
        Ok(question) => question,
        Err(wrong) => return told(&app, &wrong),
    };
    let Some(who) = stories::find(form.get("who")).filter(|story| in_directory(story)) else {
        return trouble("provider-nobody");
    };
    let manner = Manner::parse(form.get("manner"));
    if let Some((error, description)) = manner.error() {
        return back(&app, &question, &[("error", error), ("error_description", description)]);
    }
    let grant = Grant {
        who,
        second: form.ticked("second"),
        manner,
        subject: manner.subject(who.key),
        redirect_uri: question.get("redirect_uri").to_owned(),
        nonce: question.get("nonce").to_owned(),
        challenge: question.get("code_challenge").to_owned(),
        made_at: app.now(),
    };
    let code = given.give(&app, grant, CODE_LIVES);
    back(&app, &question, &[("code", &code)])
}

/// What is wrong with a question.
enum Wrong {
    /// Said here, because the answer must not go back: a sentence's key.
    Here(&'static str),
    /// Said where the question came from: an error of RFC 6749 §4.1.2.1.
    There(Question, &'static str),
}

fn told(app: &App, wrong: &Wrong) -> Response {
    match wrong {
        Wrong::Here(key) => trouble(key),
        Wrong::There(question, error) => back(app, question, &[("error", error)]),
    }
}

fn question<'a>(app: &App, get: impl Fn(&str) -> &'a str) -> Result<Question, Wrong> {
    if ASKED.iter().any(|name| get(name).len() > LONGEST) {
        return Err(Wrong::Here("provider-too-long"));
    }
    if get("client_id") != CLIENT_ID {
        return Err(Wrong::Here("provider-other-client"));
    }
    if !leads_to_us(app, get("redirect_uri")) {
        return Err(Wrong::Here("provider-other-address"));
    }
    let all = ASKED.iter().map(|name| (*name, get(name).to_owned()));
    let question = Question(all.filter(|(_, value)| !value.is_empty()).collect());
    if question.get("response_type") != "code" {
        return Err(Wrong::There(question, "unsupported_response_type"));
    }
    if !question.get("scope").split(' ').any(|scope| scope == "openid") {
        return Err(Wrong::There(question, "invalid_scope"));
    }
    // A challenge without a method would be the plain verifier (RFC 7636 §4.3).
    if !question.get("code_challenge").is_empty() && question.get("code_challenge_method") != "S256" {
        return Err(Wrong::There(question, "invalid_request"));
    }
    Ok(question)
}

/// Back to where the question came from, with its state and our name (RFC 9207).
fn back(app: &App, question: &Question, told: &[(&str, &str)]) -> Response {
    let issuer = issuer(app);
    let mut all = told.to_vec();
    if !question.get("state").is_empty() {
        all.push(("state", question.get("state")));
    }
    all.push(("iss", &issuer));
    Redirect::to(&with_query(question.get("redirect_uri"), &all)).into_response()
}

/// An address with more behind its question mark.
pub(super) fn with_query(address: &str, more: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(more).finish();
    match (query.is_empty(), address.contains('?')) {
        (true, _) => address.to_owned(),
        (false, true) => format!("{address}&{query}"),
        (false, false) => format!("{address}?{query}"),
    }
}

/// Whether an address is a page of ours.
pub(super) fn leads_to_us(app: &App, address: &str) -> bool {
    address.len() <= LONGEST
        && address.starts_with(&app.url("/"))
        && address.bytes().all(|byte| byte.is_ascii_graphic())
        && !address.contains(['#', '\\'])
}

/// Somebody stands in the directory of a company that is a customer; the support desk is none.
pub(super) fn in_directory(story: &Story) -> bool {
    story.places.iter().all(|(slug, _)| *slug != SUPPORT)
}

fn listed(hint: &str) -> Vec<&'static Story> {
    let domain = hint.rsplit_once('@').map(|(_, domain)| domain);
    let of_domain =
        |story: &Story| domain.is_some() && story.email.rsplit_once('@').map(|(_, at)| at) == domain;
    let wanted = |story: &&Story| in_directory(story) && (LISTED.contains(&story.key) || of_domain(story));
    CAST.iter().filter(wanted).collect()
}

fn manner_choice(manner: Manner) -> Choice {
    Choice {
        value: manner.word().to_owned(),
        name: words().plain(&format!("provider-manner-{}", manner.word()), &[]),
        line: String::new(),
        chosen: manner == Manner::Well,
    }
}

pub(super) fn trouble(key: &str) -> Response {
    let title = words().plain("provider-trouble", &[]);
    let view = TroublePage { page: page(), title, line: words().plain(key, &[]) };
    answer::page_with(StatusCode::BAD_REQUEST, &view)
}
