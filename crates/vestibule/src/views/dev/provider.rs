//! The pages of the demo's identity provider, which looks like nobody else here: in a real sign-in, too, the person
//! stands before another company's page.

use askama::Template;

use crate::views::Page;

/// `GET /dev/provider`. Posts `sid` to `/dev/provider/logout`.
#[derive(Template)]
#[template(path = "dev/provider/about.html")]
pub struct AboutPage {
    /// What every page has.
    pub page: Page,
    /// Its name in tokens.
    pub issuer: String,
    /// Its one client.
    pub client_id: &'static str,
    /// That client's secret.
    pub client_secret: String,
    /// What addresses must begin with that people are sent back to.
    pub returns_below: String,
    /// Who is signed in there.
    pub signed_in: Vec<SignedInThere>,
}

/// Somebody signed in at the provider.
pub struct SignedInThere {
    /// What the provider calls the session.
    pub sid: String,
    /// Who.
    pub name: String,
    /// Since when, said.
    pub since: String,
}

/// `GET /dev/provider/authorize`. Posts `who`, `second`, `manner`, and the question that it was asked.
#[derive(Template)]
#[template(path = "dev/provider/choose.html")]
pub struct ChoosePage {
    /// What every page has.
    pub page: Page,
    /// Who one can be.
    pub people: Vec<Choice>,
    /// How it can answer.
    pub manners: Vec<Choice>,
    /// The question, by name and value.
    pub sent_along: Vec<(&'static str, String)>,
}

/// One of several.
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it is called.
    pub name: String,
    /// A second line; may be empty.
    pub line: String,
    /// It is chosen until another one is.
    pub chosen: bool,
}

/// A page with nothing to do on it.
#[derive(Template)]
#[template(path = "dev/provider/trouble.html")]
pub struct TroublePage {
    /// What every page has.
    pub page: Page,
    /// The heading.
    pub title: String,
    /// What is so.
    pub line: String,
}
