//! The erasure of one's account: asked for, waiting, held, and the page of its mails' link.
//!
//! What came of it is a `MessagePage`.

use askama::Template;

use super::{Organization, Page, Refusal, Way};

/// `GET /account/erase`, posts to itself; posts to `/account/erase/withdraw`.
#[derive(Template)]
#[template(path = "erase/ask.html")]
pub struct ErasePage {
    /// What every page has.
    pub page: Page,
    /// The address that the account is known by.
    pub address: String,
    /// Where the person is.
    pub organizations: Vec<String>,
    /// What waits, if something does: until when and from where, said.
    pub waits: Option<(String, String)>,
    /// When it would be carried out, said.
    pub due: String,
    /// The organizations whose only admin the person is.
    pub held_by: Vec<Organization>,
}

/// `GET /erase`, posts `code`, `s` to itself.
#[derive(Template)]
#[template(path = "erase/stop.html")]
pub struct StopErasurePage {
    /// What every page has.
    pub page: Page,
    /// Sealed: which erasure.
    pub s: String,
    /// When it is carried out, said.
    pub due: String,
    /// When and from where it was asked for, said.
    pub place: String,
    /// Whether the session is enough, without the code.
    pub in_session: bool,
    /// What is wrong with the code, said.
    pub error: Option<String>,
    /// Under which reference that is found.
    pub beside: Option<Refusal>,
}

impl ErasePage {
    /// Whether this session is in that organization.
    pub fn is_here(&self, one: &Organization) -> bool {
        self.page.user.as_ref().and_then(|user| user.organization.as_ref()) == Some(one)
    }
    /// The organizations in one line.
    pub fn named(&self) -> String {
        self.organizations.join(", ")
    }
}
