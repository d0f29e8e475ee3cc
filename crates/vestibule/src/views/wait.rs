//! The last admin's waiting period, as it stands for the browser that asks; and the banner in their other sessions.
//!
//! Shown only after the first factor. Where to go next: `second.rs`, from which one comes here.

use askama::Template;

use super::Page;

/// `GET /help-me/wait`, posts `s` to the same path (begins), or to `/setup/authenticator/begin` (its end).
#[derive(Template)]
#[template(path = "wait/show.html")]
pub struct WaitPage {
    /// What every page has.
    pub page: Page,
    /// Sealed state.
    pub s: String,
    /// The organization's name.
    pub organization: String,
    /// How it stands.
    pub stands: Stands,
    /// How many addresses were told, where it has begun.
    pub told: usize,
    /// Where support reads mail: the way to whoever runs this.
    pub support: String,
}

/// How the waiting period stands.
pub enum Stands {
    /// Not begun, or over for good: it can be begun in this browser.
    Open,
    /// Begun in another browser.
    Elsewhere {
        /// Which, said.
        browser: String,
        /// When, said.
        at: String,
    },
    /// It runs.
    Running {
        /// Until when, said with its zone.
        until: String,
        /// When it began, said.
        at: String,
    },
    /// It is over: a new authenticator can be set up.
    Over {
        /// Until when that can be done, said.
        until: String,
    },
    /// It was stopped from another session.
    Stopped,
}

/// A waiting period that runs in the reader's name, on top of every page of theirs.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The organization, in paths.
    pub slug: String,
    /// What is so, said.
    pub line: String,
}
