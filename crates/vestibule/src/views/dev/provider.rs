//! The pages of the demo's identity provider, which looks like nobody else here: in a real sign-in, too, the person
//! stands before another company's page.

use askama::Template;

use rules::Instant;

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
    /// Where its metadata are, for SAML.
    pub metadata_at: String,
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

/// `GET /dev/provider/authorize` and `/dev/provider/saml`. Posts `who`, `second`, `manner`, and the question that it was asked.
#[derive(Template)]
#[template(path = "dev/provider/choose.html")]
pub struct ChoosePage {
    /// What every page has.
    pub page: Page,
    /// Where it posts.
    pub action: String,
    /// Who one can be.
    pub people: Vec<Choice>,
    /// How it can answer.
    pub manners: Vec<Choice>,
    /// The question, by name and value.
    pub sent_along: Vec<(&'static str, String)>,
}

/// What goes back to whoever asked in SAML: posts `SAMLResponse` and `RelayState`.
#[derive(Template)]
#[template(path = "dev/provider/passing.html")]
pub struct PassingOnPage {
    /// What every page has.
    pub page: Page,
    /// Where it posts.
    pub action: String,
    /// The message.
    pub message: String,
    /// What came along with the question.
    pub relay_state: String,
}

/// What a response in SAML says.
#[derive(Clone, Debug)]
pub struct Response {
    /// The provider's entity id.
    pub issuer: String,
    /// Where it goes.
    pub acs: String,
    /// Where it may be used.
    pub recipient: String,
    /// For whom it is.
    pub audience: String,
    /// The request that it answers, if it answers one.
    pub request: Option<String>,
    /// The name of whom it is about.
    pub name: String,
    /// What kind of name that is, behind the last colon of the address of its format.
    pub format: &'static str,
    /// What else it says of them.
    pub attributes: Vec<(&'static str, String)>,
    /// How they signed in.
    pub context: &'static str,
    /// When, by its clock.
    pub now: Instant,
}

/// An assertion.
#[derive(Template)]
#[template(path = "dev/provider/saml/assertion.xml")]
pub struct AssertionXml<'a> {
    /// What it says.
    pub says: &'a Response,
    /// Its id.
    pub id: String,
    /// When it was made.
    pub now: String,
    /// When it ends.
    pub ends: String,
    /// The version of SAML that the kind of its name is from.
    pub kind: &'static str,
}

/// The response around one, or the one that says no.
#[derive(Template)]
#[template(path = "dev/provider/saml/response.xml")]
pub struct ResponseXml<'a> {
    /// Where it goes, and what it answers.
    pub says: &'a Response,
    /// Its id.
    pub id: String,
    /// When it was made.
    pub now: String,
    /// What every status begins with.
    pub start: &'static str,
    /// The status, the one inside of it, and words.
    pub refusal: Option<(&'a str, &'a str, &'a str)>,
    /// An assertion, as XML.
    pub inside: &'a str,
}

/// An assertion that only the owner of a certificate could open.
#[derive(Template)]
#[template(path = "dev/provider/saml/encrypted.xml")]
pub struct EncryptedXml {
    /// Whose.
    pub certificate: String,
    /// Stands for an encrypted key.
    pub key: String,
    /// Stands for what it encrypts.
    pub cipher: String,
}

/// `GET /dev/provider/saml/metadata`.
#[derive(Template)]
#[template(path = "dev/provider/saml/metadata.xml")]
pub struct MetadataXml<'a> {
    /// Its entity id.
    pub entity_id: &'a str,
    /// Where sign-ins begin.
    pub sign_on: &'a str,
    /// What it signs with.
    pub certificates: Vec<String>,
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
