//! `/support/articles`: which articles of the help centre answered the question, and which did not.
//!
//! Never in here: who answered. Nobody knows.

use std::collections::HashMap;

use axum::extract::State;

use super::AtDesk;
use super::events::ZONE;
use crate::app::Shared;
use crate::article;
use crate::store::article::{self as store_article, AnswersRow};
use crate::views::Section;
use crate::views::support::{ArticleLine, ArticlesPage};
use crate::visit::Visit;
use crate::web::answer::{Answer, page};
use crate::when;

/// All of them, those first that most readers were left alone by.
pub async fn show(State(app): State<Shared>, visit: Visit, desk: AtDesk) -> Answer {
    let answers = store_article::list_answers(&mut app.store.read()).await?;
    let answers: HashMap<&str, &AnswersRow> = answers.iter().map(|row| (row.slug.as_str(), row)).collect();
    let mut articles: Vec<ArticleLine> = article::all()
        .iter()
        .map(|article| {
            let row = answers.get(article.slug.as_str());
            ArticleLine {
                slug: article.slug.clone(),
                title: article.title.clone(),
                yes: row.map_or(0, |row| row.yes),
                no: row.map_or(0, |row| row.no),
                last: row.map(|row| when::said(row.last_at, visit.now, ZONE)),
            }
        })
        .collect();
    // The sort keeps the order of those that are alike.
    articles.sort_by_key(|article| std::cmp::Reverse(article.no));
    Ok(page(&ArticlesPage { page: desk.frame(&app, Section::Articles, "").await?, articles }))
}
