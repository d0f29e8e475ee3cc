//! Asks the provider, and reads what it sends, in the protocol that its connection speaks: one file for each.
//!
//! Outside of any transaction. Whatever the protocol, what comes of it is the same: [`Claims`], or why there are none;
//! nothing above this file asks which one it was. Never in here: who the claims are about.

pub mod oidc;
pub mod saml;

use rules::Instant;
use rules::cause::SsoFlaw;

use super::{Back, Record, back_to, derived, derived_bytes};
use crate::app::App;
use crate::fault::Fault;
use crate::outside::fetch::Trouble;
use crate::store::connection::ConnectionRow;
use crate::visit::Visit;

/// What a provider says about itself, and its keys, as it sent both.
pub struct Published {
    /// Its name for itself.
    pub issuer: String,
    /// The description.
    pub described: String,
    /// The keys, or certificates beside those in the description.
    pub keys: String,
    /// When the last of them ends, where that is known.
    pub ends: Option<Instant>,
}

/// Where a provider's description of itself is.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// At an issuer of OpenID Connect.
    Issuer(&'a str),
    /// In metadata of SAML.
    Metadata(saml::Metadata<'a>),
}

/// Why a provider's description is of no use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is no address that can be asked.
    Address,
    /// It can't be reached.
    Unreachable(Trouble),
    /// It answered with another status than 200.
    Status(u16),
    /// What it says is not a description of that issuer.
    Description(proofs::oidc::DiscoveryFlaw),
    /// Its keys can't be read, or there is none that could be used.
    Keys,
    /// What it says are no metadata that could be used.
    Metadata(proofs::saml::MetadataFlaw),
    /// It takes no question by redirect.
    NoRedirect,
    /// All of its keys are too short.
    WeakKey,
    /// A certificate that was filled in is none.
    Certificate,
}

/// A question to a provider.
pub(super) struct Asking<'a> {
    /// What comes back with the answer, and belongs to this question alone.
    pub state: &'a str,
    /// Who is expected; may be empty.
    pub address: &'a str,
    /// Another account than the one that is signed in there.
    pub switch: bool,
}

/// What a provider says of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Its key for them.
    pub subject: String,
    /// Their address, as it came.
    pub email: Option<String>,
    /// It says that it has made sure of that.
    pub email_verified: bool,
    /// It says that a second factor was given there.
    pub second: bool,
    /// What it calls the session there, where its logout can name it.
    pub session: Option<String>,
    /// Everything that it says in words, as name and values: for names that a connection chooses.
    pub values: Vec<(String, Vec<String>)>,
}

/// What came back.
#[derive(Clone, Debug)]
pub enum Answer {
    /// In the address of our page.
    Oidc(oidc::Back),
    /// In a form: the message, as its field has it.
    Saml(String),
}

/// Fetches what a provider says about itself.
///
/// # Errors
/// Why it is of no use.
pub async fn fetch_published(app: &App, now: Instant, source: &Source<'_>) -> Result<Published, Unfit> {
    match source {
        Source::Issuer(issuer) => oidc::fetch_published(app, issuer).await,
        Source::Metadata(metadata) => saml::fetch_published(app, now, metadata).await,
    }
}

/// Whether a connection's provider is there: it publishes what it has to; with SAML, which needs nothing of it but the
/// page where sign-ins begin, whether that one answers.
pub async fn is_there(app: &App, now: Instant, row: &ConnectionRow) -> bool {
    match row.protocol.as_str() {
        "saml" => saml::is_there(app, row).await,
        _oidc => fetch_published(app, now, &Source::Issuer(&row.issuer)).await.is_ok(),
    }
}

async fn got(app: &App, url: &str) -> Result<String, Unfit> {
    let answer = app.fetch.get(url).await.map_err(|trouble| match trouble {
        Trouble::Address => Unfit::Address,
        other => Unfit::Unreachable(other),
    })?;
    if answer.status != 200 {
        return Err(Unfit::Status(answer.status));
    }
    Ok(String::from_utf8_lossy(&answer.body).into_owned())
}

/// The address that asks the provider; nothing where what it says about itself can't be read any more.
pub(super) fn question(app: &App, visit: &Visit, row: &ConnectionRow, asking: &Asking<'_>) -> Option<String> {
    match row.protocol.as_str() {
        "saml" => saml::question(app, visit, row, asking),
        _oidc => oidc::question(app, visit, row, asking),
    }
}

/// Reads what came back.
pub(super) async fn read(
    app: &App,
    visit: &Visit,
    row: &ConnectionRow,
    back: &Back,
    record: &mut Record,
) -> Result<Result<Claims, SsoFlaw>, Fault> {
    match &back.answer {
        Answer::Oidc(answer) => oidc::read(app, visit, row, (answer, &back.state), record).await,
        Answer::Saml(message) => saml::read(app, visit, row, (message, &back.state), record).await,
    }
}

/// Whether a provider's words say that somebody is not assigned to our application; as Okta and Entra ID write it.
fn is_not_assigned(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    words.contains("assigned") || words.contains("aadsts50105")
}
