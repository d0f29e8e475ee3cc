//! A provider's own description: where it takes questions and where its keys are (OpenID Connect Discovery 1.0).
//!
//! Never in here: fetching it, or choosing a provider. Where to go next: `keys.rs`.

use serde_json::{Map, Value};
use url::{Host, Url};

use super::json::{object, text, texts};
use super::keys::TAKEN;
use super::said;

/// The largest document, in bytes; those of the large providers have two to ten thousand.
const MOST_BYTES: usize = 256 * 1024;
/// The longest address in it, in bytes.
const MOST_OF_AN_ADDRESS: usize = 2000;

/// What we need of a provider's description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovery {
    /// Its name, exactly as its tokens say it.
    pub issuer: String,
    /// Where people are sent.
    pub authorization_endpoint: String,
    /// Where codes are changed for tokens.
    pub token_endpoint: String,
    /// Where its keys are: `jwks_uri`.
    pub keys_at: String,
    /// Where more about a person can be asked.
    pub userinfo_endpoint: Option<String>,
    /// Where people are sent to be signed out there too (RP-Initiated Logout 1.0).
    pub end_session_endpoint: Option<String>,
    /// Its token endpoint takes the secret in the form (`client_secret_post`), and not in a header.
    pub by_post: bool,
    /// It names itself in what it sends people back with (RFC 9207).
    pub names_itself: bool,
}

/// Why a description cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiscoveryFlaw {
    /// It is larger than any description has to be.
    TooLarge,
    /// It is no JSON object.
    Unreadable,
    /// It describes another provider (§4.3).
    Issuer {
        /// What it calls itself.
        came: String,
        /// What was asked for.
        expected: String,
    },
    /// This is missing in it.
    Missing {
        /// The member's name.
        name: &'static str,
    },
    /// This address in it is no HTTPS address.
    Address {
        /// The member's name.
        name: &'static str,
        /// What stands there.
        came: String,
    },
    /// It does not give out codes (`response_types_supported`).
    CodeFlow {
        /// What it gives out.
        came: Vec<String>,
    },
    /// Its token endpoint takes no client secret (`token_endpoint_auth_methods_supported`).
    ClientSecret {
        /// What it takes.
        came: Vec<String>,
    },
    /// It signs with nothing that we take (`id_token_signing_alg_values_supported`).
    Algorithms {
        /// What it signs with.
        came: Vec<String>,
    },
}

impl DiscoveryFlaw {
    /// Permanent, for the journal and the help.
    pub const fn code(&self) -> &'static str {
        match self {
            DiscoveryFlaw::TooLarge => "too-large",
            DiscoveryFlaw::Unreadable => "unreadable",
            DiscoveryFlaw::Issuer { .. } => "issuer",
            DiscoveryFlaw::Missing { .. } => "missing",
            DiscoveryFlaw::Address { .. } => "address",
            DiscoveryFlaw::CodeFlow { .. } => "code-flow",
            DiscoveryFlaw::ClientSecret { .. } => "client-secret",
            DiscoveryFlaw::Algorithms { .. } => "algorithms",
        }
    }
}

/// Where the description of this issuer is (§4); `None` where the issuer is no address that can have one (§2):
/// HTTPS, or HTTP on this very machine, without query, fragment and user.
pub fn discovery_at(issuer: &str) -> Option<String> {
    let url = address(issuer, true)?;
    let plain = url.query().is_none() && !issuer.contains(['?', '#']);
    plain.then(|| format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')))
}

/// Reads the description that was found at [`discovery_at`] of this issuer.
///
/// # Errors
/// The first flaw.
pub fn read_discovery(body: &[u8], issuer: &str) -> Result<Discovery, DiscoveryFlaw> {
    if body.len() > MOST_BYTES {
        return Err(DiscoveryFlaw::TooLarge);
    }
    let members = object(body).ok_or(DiscoveryFlaw::Unreadable)?;
    let came = text(&members, "issuer").ok_or(DiscoveryFlaw::Missing { name: "issuer" })?;
    if came != issuer {
        return Err(DiscoveryFlaw::Issuer { came: said(came), expected: said(issuer) });
    }
    // What is on this machine is for trying things out: nobody else's issuer leads there.
    let here = address(issuer, true).is_some_and(|url| url.scheme() == "http");
    let at = |name| place(&members, name, here);
    let needed = |name| at(name).and_then(|found| found.ok_or(DiscoveryFlaw::Missing { name }));
    let authorization_endpoint = needed("authorization_endpoint")?;
    let token_endpoint = needed("token_endpoint")?;
    let keys_at = needed("jwks_uri")?;
    let by_post = by_post(&members)?;
    gives_what_we_take(&members)?;
    Ok(Discovery {
        issuer: issuer.to_owned(),
        authorization_endpoint,
        token_endpoint,
        keys_at,
        userinfo_endpoint: at("userinfo_endpoint")?,
        end_session_endpoint: at("end_session_endpoint")?,
        by_post,
        names_itself: members.get("authorization_response_iss_parameter_supported")
            == Some(&Value::Bool(true)),
    })
}

fn place(
    members: &Map<String, Value>,
    name: &'static str,
    here: bool,
) -> Result<Option<String>, DiscoveryFlaw> {
    let Some(value) = members.get(name).filter(|value| !value.is_null()) else { return Ok(None) };
    let came = value.as_str().unwrap_or_default();
    match address(came, here) {
        Some(_) => Ok(Some(came.to_owned())),
        None => Err(DiscoveryFlaw::Address { name, came: said(came) }),
    }
}

/// An HTTPS address without user and fragment, or one on this machine where `here` is allowed.
fn address(text: &str, here: bool) -> Option<Url> {
    // The parser of addresses forgives much, as browsers do: blanks, line breaks, slashes that lean the other way or
    // are missing. Others who read the same text may see another host in it, so it has to be written properly.
    let plain = text.len() <= MOST_OF_AN_ADDRESS && text.bytes().all(|byte| byte.is_ascii_graphic());
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let proper = plain && !text.contains('\\') && !rest.starts_with('/');
    let url = Url::parse(text).ok().filter(|_| proper)?;
    let secure = url.scheme() == "https" || (here && url.scheme() == "http" && on_this_machine(&url));
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (secure && bare && url.has_host()).then_some(url)
}

fn on_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// How the client shows its secret; in a header where nothing is said (§3).
fn by_post(members: &Map<String, Value>) -> Result<bool, DiscoveryFlaw> {
    let name = "token_endpoint_auth_methods_supported";
    if !members.contains_key(name) {
        return Ok(false);
    }
    let ways = texts(members, name);
    match (ways.contains(&"client_secret_basic"), ways.contains(&"client_secret_post")) {
        (true, _) => Ok(false),
        (false, true) => Ok(true),
        (false, false) => Err(DiscoveryFlaw::ClientSecret { came: some(&ways) }),
    }
}

/// What it does not say is asked of its tokens later.
fn gives_what_we_take(members: &Map<String, Value>) -> Result<(), DiscoveryFlaw> {
    let given = texts(members, "response_types_supported");
    if !given.is_empty() && !given.contains(&"code") {
        return Err(DiscoveryFlaw::CodeFlow { came: some(&given) });
    }
    let signs = texts(members, "id_token_signing_alg_values_supported");
    if !signs.is_empty() && !signs.iter().any(|name| TAKEN.iter().any(|(taken, _)| taken == name)) {
        return Err(DiscoveryFlaw::Algorithms { came: some(&signs) });
    }
    Ok(())
}

fn some(all: &[&str]) -> Vec<String> {
    all.iter().take(20).map(|one| said(one)).collect()
}
