//! The page of a notice's link: what was changed, and the code from that mail for whoever did not do it.
//!
//! What came of it is a `MessagePage`.

use askama::Template;

use super::{Page, Refusal, Remedy, Way};

/// `GET /undo`, posts `code`, `s` to `/undo`.
#[derive(Template)]
#[template(path = "undo/show.html")]
pub struct UndoPage {
    /// What every page has.
    pub page: Page,
    /// Sealed: which change.
    pub s: String,
    /// What was changed, said.
    pub what: String,
    /// When and from where, said.
    pub place: String,
    /// What saying so does, said.
    pub then: String,
    /// Whether the session is enough, without the code.
    pub in_session: bool,
    /// What is wrong with the code, said.
    pub error: Option<String>,
    /// The reference of what is wrong with the code, and what else can be done.
    pub beside: Option<Refusal>,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
    /// What does more than this, with more proved.
    pub stronger: Vec<Remedy>,
}
