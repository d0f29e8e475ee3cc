//! The organization's recovery kit: how it stands, the sheet that was just made, and the field that proves it.
//!
//! The sheet is shown until one of its codes was typed. Where to go next: `setup.rs`, for a person's own codes.

use askama::Template;

use super::layout::in_fours;
use super::{Organization, Page, Tone};

/// `GET /org/SLUG/kit`, posts `s` and `code` to `/org/SLUG/kit/try`, and `s` to `make`, `text` and `pdf` beside it.
#[derive(Template)]
#[template(path = "kit/show.html")]
pub struct KitPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// Sealed: the sheet that is shown; may be empty.
    pub s: String,
    /// How the kit stands, and what else could help, sentence by sentence, said.
    pub stands: Vec<(Tone, String)>,
    /// The codes of a kit that was just made.
    pub codes: Vec<String>,
    /// When the kit on trial was made, said; `None` where there is none.
    pub on_trial: Option<String>,
    /// That one was tried before: trying it again is worth it only sometimes.
    pub again: bool,
    /// It is offered on the way: with a way past it.
    pub offered: bool,
    /// What is wrong with the typed code, said.
    pub error: Option<String>,
}

impl KitPage {
    /// The codes as one types them, in fours.
    pub fn groups(&self) -> Vec<Vec<String>> {
        self.codes.iter().map(|code| in_fours(code)).collect()
    }
}
