//! `/help` and `/help/SLUG`: the help centre, the same for every reader except for the frame around it.
//!
//! Never in here: a path that reaches a file. An article is one of those that were read when the program was built.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::answer::{self, Answer, door_page, page, to};
use super::assets::FOR_EVER;
use super::entry::{Asked, Fields};
use super::help;
use super::who::MaybeSignedIn;
use crate::app::{App, Shared};
use crate::article::{self, Article};
use crate::fault::Fault;
use crate::flows;
use crate::flows::article::Told;
use crate::views::article::{ArticlePage, HelpPage};
use crate::views::{Page, Tone};
use crate::visit::Visit;

/// A name of an article, as it came.
type Named = Result<Path<String>, PathRejection>;

/// All articles, or those that fit a question.
pub async fn list(State(app): State<Shared>, reader: MaybeSignedIn, asked: Asked) -> Answer {
    let question: String = asked.get("q").trim().chars().take(article::MOST_LETTERS).collect();
    let found = article::search(&question);
    Ok(page(&HelpPage { page: frame(&app, &reader).await?, question, found }))
}

/// One article.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    named: Named,
    asked: Asked,
) -> Answer {
    let Some(article) = known(&named) else { return help::not_found(State(app), reader).await };
    let mut own = frame(&app, &reader).await?;
    own.notice = answer::notice(Tone::Plain, &format!("notice-article-{}", asked.get("word")));
    let answered = flows::article::answered(&app, &visit, &article.slug).await?;
    Ok(page(&ArticlePage { page: own, article, answered }))
}

/// Whether it answered the question.
pub async fn submit(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    named: Named,
    fields: Fields,
) -> Answer {
    let Some(article) = known(&named) else { return help::not_found(State(app), reader).await };
    let helped = match fields.get("answer") {
        "yes" => true,
        "no" => false,
        _ => return Ok(back(article, None)),
    };
    let told = flows::article::answer(&app, &visit, &article.slug, helped).await?;
    Ok(back(
        article,
        match told {
            Told::Counted => None,
            Told::TooMany => Some("too-many"),
            Told::NoCookie => Some("no-cookie"),
        },
    ))
}

/// A picture by its name, the same for everybody and kept by browsers for ever.
pub async fn picture(named: Named) -> Response {
    let known = named
        .as_ref()
        .ok()
        .and_then(|Path(name)| article::pictures().iter().find(|picture| picture.name == name.as_str()));
    match known {
        Some(picture) => {
            ([(CONTENT_TYPE, "image/webp"), (CACHE_CONTROL, FOR_EVER)], picture.image).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn back(article: &Article, word: Option<&str>) -> Response {
    match word {
        Some(word) => to(&format!("/help/{}?word={word}", article.slug)),
        None => to(&format!("/help/{}#answered", article.slug)),
    }
}

fn known(named: &Named) -> Option<&'static Article> {
    named.as_ref().ok().and_then(|Path(slug)| article::find(slug))
}

async fn frame(app: &App, MaybeSignedIn(reader): &MaybeSignedIn) -> Result<Page, Fault> {
    match reader {
        Some(reader) => answer::own_page(app, reader).await,
        None => Ok(door_page(app, None)),
    }
}
