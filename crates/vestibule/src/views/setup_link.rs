//! The link for somebody without an account who sets one connection up: what its admin sees, and what they see.
//!
//! Nothing about members. Where to go next: `sso.rs`.

use askama::Template;

use super::sso::{DomainLine, Message};
use super::{Page, Tone};

/// A link in its connection's list. Posts `id` to `/org/SLUG/sso/ID/link/end`.
pub struct LinkLine {
    /// Its id.
    pub id: String,
    /// How it stands, said.
    pub stand: (Tone, String),
    /// Who made it and when, said.
    pub made: String,
    /// It still opens something.
    pub holds: bool,
}

/// `GET /org/SLUG/sso/ID/link`: a link that was just made, with its code.
#[derive(Template)]
#[template(path = "sso/link.html")]
pub struct LinkMadePage {
    /// What every page has.
    pub page: Page,
    /// Back to the connection: its address and its name.
    pub crumb: (String, String),
    /// The link.
    pub link: String,
    /// Its code.
    pub code: String,
    /// What it opens and for how long, said.
    pub line: String,
}

/// `GET /it/TOKEN`. Posts `code` to the same.
#[derive(Template)]
#[template(path = "sso/link_door.html")]
pub struct LinkDoorPage {
    /// What every page has.
    pub page: Page,
    /// Where it posts.
    pub action: String,
    /// Whose sign-on it is.
    pub organization: String,
    /// Who made the link.
    pub by: String,
    /// What is wrong with the code that was typed, said.
    pub error: Option<String>,
}

/// `GET /it`: one connection for whoever came by a link.
#[derive(Template)]
#[template(path = "sso/link_setup.html")]
pub struct LinkSetupPage {
    /// What every page has.
    pub page: Page,
    /// What people are shown.
    pub name: String,
    /// The provider's name.
    pub provider: String,
    /// Who made the link, for whom, and until when it holds, said.
    pub line: String,
    /// How it stands, said.
    pub stands: Vec<(Tone, String)>,
    /// Why nothing can be changed, said, where it is switched on.
    pub on: Option<String>,
    /// What to do at the provider, step by step, said.
    pub steps: Vec<String>,
    /// What is set, name by name, said.
    pub facts: Vec<(String, String)>,
    /// The rehearsal that just came back.
    pub rehearsal: Option<Message>,
    /// The organization's domains, with the records that they need.
    pub domains: Vec<DomainLine>,
}
