//! The one refusal page, and "I can't get in".
//!
//! What a refusal may say was decided for its reader before; a stranger's has no cause and no remedies'
//! names. Where to go next: `templates/parts/refusal.html`.

use askama::Template;

use super::{Page, Refusal, Way};
use crate::article::{self, Article};

/// A refusal to somebody who has proved nothing. Posts `s` to `/answer`.
#[derive(Template)]
#[template(path = "refused/stranger.html")]
pub struct StrangerPage {
    /// What every page has.
    pub page: Page,
    /// Sealed: the address and the reference, for "mail me what happened".
    pub s: String,
    /// Like `VST-7K3M-Q2XP`.
    pub reference: String,
    /// When, said with its zone.
    pub at: String,
    /// Where "try again" leads.
    pub again: String,
}

impl StrangerPage {
    /// The one article that every stranger gets.
    pub fn article(&self) -> Option<&'static Article> {
        article::answering(None)
    }
}

/// A refusal to somebody who may know its cause.
#[derive(Template)]
#[template(path = "refused/known.html")]
pub struct RefusedPage {
    /// What every page has.
    pub page: Page,
    /// Everything to say.
    pub refusal: Refusal,
}

/// `GET /stuck`: the five problems in plain words.
#[derive(Template)]
#[template(path = "refused/stuck.html")]
pub struct StuckPage {
    /// What every page has.
    pub page: Page,
}
