//! Single sign-on: what a person sees on the way to a provider and back, and the admins' pages about connections.
//!
//! Facts of one organization only. Where to go next: `layout.rs`.

pub mod people;

use askama::Template;

use super::setup_link::LinkLine;
use super::{Field, Organization, Page, Tone};

/// The way that was chosen last time, or that a link leads to while somebody is signed in. A form's answer may lead to our own pages only (`form-action`), so that the way to
/// the provider is a link.
#[derive(Template)]
#[template(path = "sso/going.html")]
pub struct GoingPage {
    /// What every page has.
    pub page: Page,
    /// What the connection is called.
    pub name: String,
    /// Where it goes.
    pub href: String,
    /// Why there, said.
    pub line: String,
    /// What to do where this browser is one that providers refuse, said.
    pub inside: Option<String>,
    /// Back to the password, for whoever wants that instead.
    pub instead: String,
    /// What that is called.
    pub instead_label: String,
}

/// What a provider sent by a form, on its way from its page to ours: posts `SAMLResponse` and `RelayState` to where they
/// came to.
#[derive(Template)]
#[template(path = "sso/passing.html")]
pub struct PassingPage {
    /// What every page has.
    pub page: Page,
    /// What the connection is called.
    pub name: String,
    /// Where it posts.
    pub action: String,
    /// The message, as it came.
    pub message: String,
    /// What came along with it.
    pub state: String,
}

/// `GET /account` for somebody whom a provider vouched for.
#[derive(Template)]
#[template(path = "sso/visiting.html")]
pub struct VisitingPage {
    /// What every page has.
    pub page: Page,
    /// Where they are, said.
    pub line: String,
    /// Whether a second factor was given, and which one, said.
    pub second: String,
    /// The organization's pages that are theirs to open, where they are an admin.
    pub console: Option<Organization>,
    /// Where they sign in as themselves, for what is their own.
    pub own: String,
    /// Attempts lately, in this organization, newest first.
    pub attempts: Vec<super::Happening>,
}

/// `GET /org/SLUG/sso`.
#[derive(Template)]
#[template(path = "sso/list.html")]
pub struct ConnectionsPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// Its connections.
    pub connections: Vec<ConnectionLine>,
    /// New names that wait for an answer.
    pub proposals: Vec<ProposalLine>,
    /// How people come in, once there is a connection.
    pub required: Option<RequiredCard>,
    /// Its domains.
    pub domains: Vec<DomainLine>,
    /// A domain that was typed, with what is wrong with it.
    pub typed: Field,
    /// The providers on offer.
    pub providers: Vec<Offer>,
}

/// A provider on offer.
pub struct Offer {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// It speaks SAML besides.
    pub saml_too: bool,
}

impl ConnectionsPage {
    /// People have to come through it.
    fn is_required(&self) -> bool {
        self.required.as_ref().is_some_and(|card| card.on)
    }
}

/// How people come in. Posts `to` to `/org/SLUG/sso/required` and `hours` to `/org/SLUG/sso/side-door`.
pub struct RequiredCard {
    /// How it stands, said.
    pub stand: (Tone, String),
    /// People have to come through the provider.
    pub on: bool,
    /// What has to be done before it can be required, said, with the link that does it.
    pub first: Option<(String, Option<(String, String)>)>,
    /// How the side door stands, said.
    pub side_door: Vec<(Tone, String)>,
    /// An admin has opened it.
    pub side_door_open: bool,
    /// For how long it can be opened: hours, and said.
    pub hours: Vec<(i64, String)>,
}

/// Through which connection, where an organization has several.
#[derive(Template)]
#[template(path = "sso/ways.html")]
pub struct WaysPage {
    /// What every page has.
    pub page: Page,
    /// What to do, said.
    pub line: String,
    /// The connections.
    pub ways: Vec<Through>,
}

/// A connection in the list.
pub struct ConnectionLine {
    /// Its id.
    pub id: String,
    /// What people are shown.
    pub name: String,
    /// The provider's name.
    pub provider: String,
    /// How it stands, said.
    pub stand: (Tone, String),
    /// How many people come through it, said.
    pub people: String,
}

/// A new name that a provider gave somebody. Posts `id`, `answer` to `/org/SLUG/sso/proposal`.
pub struct ProposalLine {
    /// Its id.
    pub id: String,
    /// Who it is about.
    pub person: String,
    /// The path of their page.
    pub href: String,
    /// When, said.
    pub at: String,
    /// The name at the provider until now.
    pub before: String,
    /// The new one.
    pub after: String,
    /// It is about the reader, who cannot confirm it.
    pub own: bool,
}

/// A domain. Posts `domain` to `/org/SLUG/sso/domain/ask` and `/remove`.
pub struct DomainLine {
    /// The domain.
    pub domain: String,
    /// How it stands, said.
    pub stand: (Tone, String),
    /// The record to make, where it is still missing: name and text.
    pub record: Option<(String, String)>,
}

/// `GET /org/SLUG/sso/new` and `/org/SLUG/sso/ID/edit`; posts to the same.
#[derive(Template)]
#[template(path = "sso/form.html")]
pub struct ConnectionForm {
    /// What every page has.
    pub page: Page,
    /// Where it belongs: its address and its name.
    pub crumb: (String, String),
    /// Where it posts.
    pub action: String,
    /// Sealed: a second factor was given for this.
    pub s: String,
    /// The provider's code.
    pub provider: String,
    /// Its name.
    pub provider_name: String,
    /// In which words its pages speak: its code and its protocol.
    pub voice: String,
    /// It is SAML.
    pub saml: bool,
    /// What to do at the provider, step by step, said.
    pub steps: Vec<String>,
    /// What the provider has to be told: each with that provider's name for it, where people are sent back to first.
    pub there: Vec<(String, String)>,
    /// Where SAML metadata are.
    pub metadata_at: Field,
    /// They themselves.
    pub metadata: Field,
    /// Some that were pasted are kept.
    pub metadata_kept: bool,
    /// Certificates beside those in them.
    pub certificates: Field,
    /// What people are shown.
    pub name: Field,
    /// The provider's name for itself.
    pub issuer: Field,
    /// Our name there.
    pub client_id: Field,
    /// Our secret there; never shown again.
    pub secret: Field,
    /// One is kept already.
    pub secret_kept: bool,
    /// When it ends, as typed.
    pub ends: Field,
    /// `always`, `when-said` or `never`.
    pub second: String,
    /// `verified` or `all`.
    pub addresses: String,
    /// How many people are linked by the keys of this issuer, and what another one would mean for them, said.
    pub linked: Option<String>,
    /// What is wrong with all of it, said.
    pub error: Option<String>,
}

impl ConnectionForm {
    /// A sentence in this provider's own words, or the one for all.
    pub fn own(&self, what: &str) -> String {
        own_word(&self.voice, what)
    }

    /// What is to be said beside the metadata.
    pub fn by_metadata(&self) -> String {
        let key = if self.metadata_kept { "sso-metadata-kept" } else { "sso-metadata-line" };
        crate::words::words().plain(key, &[])
    }

    /// A sentence of which there is another one for SAML.
    pub fn by_protocol(&self, start: &str, end: &str) -> String {
        let between = if self.saml { "-saml" } else { "" };
        crate::words::words().plain(&format!("{start}{between}{end}"), &[])
    }
}

/// In which words a connection's pages speak: its provider calls its fields differently in each protocol.
pub fn voice(provider: &str, protocol: &str) -> String {
    let both = protocol == "saml" && provider != "saml";
    if both { format!("{provider}-saml") } else { provider.to_owned() }
}

/// A word of a provider's, or the one for all, which is another one for each protocol.
pub fn own_word(voice: &str, what: &str) -> String {
    let words = crate::words::words();
    let any = if voice.ends_with("saml") { "saml" } else { "any" };
    let own = format!("provider-{voice}-{what}");
    if words.has(&own) { words.plain(&own, &[]) } else { words.plain(&format!("provider-{any}-{what}"), &[]) }
}

/// `GET /org/SLUG/sso/ID`.
#[derive(Template)]
#[template(path = "sso/connection.html")]
pub struct ConnectionPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// Its id.
    pub id: String,
    /// What people are shown.
    pub name: String,
    /// The provider's name.
    pub provider: String,
    /// How it stands, said.
    pub stands: Vec<(Tone, String)>,
    /// It is on.
    pub on: bool,
    /// It was tried as it is, so that it can be switched on.
    pub tried: bool,
    /// What is set, name by name, said.
    pub facts: Vec<(String, String)>,
    /// The rehearsal that just came back.
    pub rehearsal: Option<Message>,
    /// What came back lately, the newest first.
    pub arrivals: Vec<ArrivalLine>,
    /// Links for whoever sets it up without an account here.
    pub links: Vec<LinkLine>,
}

/// Something that came back, in a list.
pub struct ArrivalLine {
    /// When, said.
    pub at: String,
    /// How it ended, said.
    pub stand: (Tone, String),
    /// The reference.
    pub reference: String,
    /// Whom it was about, where that is known.
    pub person: Option<String>,
}

/// `GET /org/SLUG/sso/ID/REFERENCE`.
#[derive(Template)]
#[template(path = "sso/message.html")]
pub struct MessageFromProvider {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// The connection's id.
    pub id: String,
    /// What people are shown.
    pub name: String,
    /// When, said.
    pub at: String,
    /// The reference.
    pub reference: String,
    /// Where whoever came is invited, where that is what is missing: their address stands there already.
    pub invite: Option<String>,
    /// What there is to see.
    pub message: Message,
}

/// What a provider sent beside what was expected.
pub struct Message {
    /// How it ended, said.
    pub stand: (Tone, String),
    /// The cause's name, where it opened nothing.
    pub cause: Option<String>,
    /// What to change, and where, said.
    pub mend: Option<String>,
    /// Each check: its code, how it stands (`holds`, `fails`, `not-reached`), and its name.
    pub checks: Vec<(&'static str, &'static str, String)>,
    /// Field, expected, came.
    pub compared: Vec<(String, String, String)>,
    /// The provider's own error and its words.
    pub error: Option<(String, String)>,
    /// What the clocks said.
    pub clock: Option<String>,
    /// What the token said, name by name.
    pub claims: Vec<(String, String)>,
    /// The message itself, without what is secret.
    pub document: Option<String>,
}

/// The button that leads to a provider, beside the password.
pub struct Through {
    /// What the connection is called.
    pub name: String,
    /// Where it leads.
    pub href: String,
    /// What to do where this browser is one that providers refuse, said.
    pub inside: Option<String>,
}
