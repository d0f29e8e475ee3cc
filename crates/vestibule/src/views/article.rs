//! The help centre: the list with its search, and one article.
//!
//! The same for every reader; who is signed in shows in the frame alone. Where to go next: `help/en` for what the
//! articles say, `article.rs` for how they are read.

use askama::Template;

use super::Page;
use crate::article::{self, Article, Block, Picture, Reader};

/// `GET /help?q=…`.
#[derive(Template)]
#[template(path = "article/list.html")]
pub struct HelpPage {
    /// What every page has.
    pub page: Page,
    /// What was asked; empty for the whole list.
    pub question: String,
    /// What fits it, best first.
    pub found: Vec<&'static Article>,
}

impl HelpPage {
    /// Those for people who want to get in.
    pub fn for_users(&self) -> Vec<&'static Article> {
        of(Reader::User)
    }
    /// Those for admins.
    pub fn for_admins(&self) -> Vec<&'static Article> {
        of(Reader::Admin)
    }
}

fn of(reader: Reader) -> Vec<&'static Article> {
    article::all().iter().filter(|article| article.reader == reader).collect()
}

impl ArticlePage {
    /// The address of a picture, which changes with the program's assets.
    pub fn address(&self, picture: &Picture) -> String {
        super::assets::versioned(&format!("/help/pictures/{}", picture.name))
    }
}

/// `GET /help/SLUG`. Posts `answer` to itself.
#[derive(Template)]
#[template(path = "article/show.html")]
pub struct ArticlePage {
    /// What every page has.
    pub page: Page,
    /// The article.
    pub article: &'static Article,
    /// What this browser answered already.
    pub answered: Option<bool>,
}
