//! Live help, from both sides: the page of whoever can use none of their factors, and the request as an admin sees
//! it.
//!
//! Nothing here is shown before the first factor; names of admins and the characters only after the mailbox too.
//! Where to go next: `setup.rs`, for the new authenticator.

use askama::Template;

use super::{Organization, Page, Refusal, Way};

/// `GET /help-me`; posts `s` to `/help-me`, `/help-me/withdraw`, `/help-me/extend`, `/setup/authenticator/begin`.
#[derive(Template)]
#[template(path = "help/me.html")]
pub struct HelpPage {
    /// What every page has; the brand is that of the organization whose admins are asked.
    pub page: Page,
    /// Sealed state.
    pub s: String,
    /// The organization's name; empty before one is chosen.
    pub organization: String,
    /// The mailbox that is to be proved.
    pub address: String,
    /// How it stands.
    pub state: State,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
}

/// How somebody's request stands.
pub enum State {
    /// Several organizations could help: posts `organization` (slug) to `/help-me`.
    Choose(Vec<Organization>),
    /// Nothing is asked yet, or the mailbox is not proved yet.
    Ask,
    /// Asked: the characters in groups of four, and who can help, by name.
    Waiting {
        /// The characters.
        code: Vec<String>,
        /// The admins.
        admins: Vec<String>,
        /// Until when it is open, said.
        until: String,
    },
    /// There is a pass.
    Pass {
        /// Until when, said.
        until: String,
        /// The factor that was just given can be made to hold here.
        extend: bool,
        /// It is the last admin's wait that is over, rather than somebody's yes.
        waited: bool,
    },
    /// It came to an end: heading and sentence, said.
    Ended {
        /// The word for it, for scripts.
        how: &'static str,
        /// The heading.
        heading: String,
        /// The sentence.
        line: String,
    },
    /// There is nobody else.
    Alone,
    /// The person is in already, or needs no help.
    In,
    /// The password was given too long ago.
    LeftOpen {
        /// The page that asks for it.
        href: String,
    },
}

impl HelpPage {
    /// The word for the state; the page's script compares it.
    pub fn word(&self) -> &'static str {
        match &self.state {
            State::Choose(_) => "choose",
            State::Ask => "ask",
            State::Waiting { .. } => "waiting",
            State::Pass { .. } => "pass",
            State::Ended { how, .. } => how,
            State::Alone => "alone",
            State::In => "in",
            State::LeftOpen { .. } => "left-open",
        }
    }
}

/// `GET /org/SLUG/requests/ID`; posts `code` to `…/confirm`, `reason` to `…/decline`, nothing to `…/step-up`.
#[derive(Template)]
#[template(path = "help/request.html")]
pub struct HelpRequestPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// The request's id.
    pub id: String,
    /// Who asks.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The path of the person's page.
    pub person: String,
    /// When they asked, said.
    pub asked: String,
    /// Until when it is open, said.
    pub until: String,
    /// The browser, in words.
    pub browser: String,
    /// Whether that browser has signed in as them before, said.
    pub known: String,
    /// The network address.
    pub network: String,
    /// The reference of the request.
    pub reference: String,
    /// Who has taken it on.
    pub taken: super::people::Taken,
    /// What the admin can do.
    pub stand: Stand,
    /// What is wrong with the field, said.
    pub error: Option<String>,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
}

/// What an admin can do about a request.
pub enum Stand {
    /// Type the characters.
    Confirm,
    /// Give the code of their own authenticator first.
    StepUp,
    /// Set up a second factor of their own first.
    NoFactor,
    /// Nothing: it is their own.
    Own,
    /// Nothing any more: what became of it, said.
    Closed(String),
}

impl HelpRequestPage {
    /// Whether somebody else than who asks can still do something.
    pub const fn is_open(&self) -> bool {
        matches!(self.stand, Stand::Confirm | Stand::StepUp | Stand::NoFactor)
    }
}
