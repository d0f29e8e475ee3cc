//! Single logout (SAML core §3.7, profiles §4.4): a provider ends its session and says so, or we tell it that ours
//! has ended.
//!
//! A request is taken only with a signature, in the message or over the query: else anybody could sign anybody out.
//! Never in here: which of our sessions end.

use roxmltree::Node;
use rules::{Instant, Span};

use super::assertion::{NameId, answers, attribute, moment, read_name_id};
use super::binding::Carried;
use super::certificate::Certificate;
use super::flaw::{Flaw, Part};
use super::text::{bounded, escaped};
use super::time::{self, written};
use super::xml::{self, ASSERTION, PROTOCOL, child, children, trimmed, unqualified};
use super::{grammar, response, signature};

/// How long a request is taken that names no end of its own, in seconds.
const FRESH_SECONDS: i64 = 300;
/// Sessions that one request may end.
const SESSIONS: usize = 64;
const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";
const RESPONDER: &str = "urn:oasis:names:tc:SAML:2.0:status:Responder";

/// What a message about logout has to fit.
#[derive(Clone, Copy, Debug)]
pub struct LogoutExpected<'a> {
    /// The provider's entity id.
    pub issuer: &'a str,
    /// Our address for logout.
    pub destination: &'a str,
    /// The provider's certificates.
    pub certificates: &'a [Certificate],
    /// Now.
    pub now: Instant,
}

/// Whose sessions a provider wants ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutRequest {
    /// Its id: what our answer names, and what is remembered until [`LogoutRequest::ends`].
    pub id: String,
    /// Whose.
    pub subject: NameId,
    /// Which; all of them where none is named (core §3.7.1).
    pub session_indexes: Vec<String>,
    /// From then on it is refused anyway, skew included.
    pub ends: Instant,
}

/// Verifies a provider's request to end sessions.
///
/// # Errors
/// The first flaw.
pub fn verify_logout_request(
    carried: &Carried,
    expected: &LogoutExpected<'_>,
) -> Result<LogoutRequest, Flaw> {
    let document = xml::read(&carried.xml, &xml::MESSAGE)?;
    let root = document.root_element();
    let root = signed(carried, root, "LogoutRequest", expected)?;
    let issued = moment(root, "IssueInstant")?;
    let ends = match unqualified(root, "NotOnOrAfter").is_some() {
        true => moment(root, "NotOnOrAfter")?,
        false => issued.plus(Span::seconds(FRESH_SECONDS)),
    };
    timely(issued, ends, expected.now)?;
    let name = child(root, ASSERTION, "NameID").ok_or(Flaw::NoSubject)?;
    let indexes = children(root, PROTOCOL, "SessionIndex").take(SESSIONS).map(trimmed);
    Ok(LogoutRequest {
        id: attribute(root, "ID")?.to_owned(),
        subject: read_name_id(name)?,
        session_indexes: indexes.collect::<Result<_, _>>()?,
        ends: ends.plus(Span::seconds(time::SKEW_SECONDS)),
    })
}

/// Verifies the answer to a request of ours: the provider has ended its session.
///
/// # Errors
/// The first flaw; [`Flaw::ProviderSaid`] where it could not.
pub fn verify_logout_response(
    carried: &Carried,
    expected: &LogoutExpected<'_>,
    request: &str,
) -> Result<(), Flaw> {
    let document = xml::read(&carried.xml, &xml::MESSAGE)?;
    let root = signed(carried, document.root_element(), "LogoutResponse", expected)?;
    answers(root, request)?;
    let issued = moment(root, "IssueInstant")?;
    timely(issued, issued.plus(Span::seconds(FRESH_SECONDS)), expected.now)?;
    response::status(root)
}

/// The message, if it is of that kind, from that provider, to us, and signed.
fn signed<'a, 'i>(
    carried: &Carried,
    root: Node<'a, 'i>,
    name: &'static str,
    expected: &LogoutExpected<'_>,
) -> Result<Node<'a, 'i>, Flaw> {
    grammar::hold(root, (PROTOCOL, name))?;
    let issuer = child(root, ASSERTION, "Issuer").map(trimmed).transpose()?.unwrap_or_default();
    if issuer != expected.issuer {
        return Err(Flaw::WrongIssuer { expected: bounded(expected.issuer), came: bounded(&issuer) });
    }
    let destination = unqualified(root, "Destination").unwrap_or_default();
    // Signed messages name their destination (bindings §§3.4.5.2, 3.5.5.2).
    if destination != expected.destination {
        let (expected, came) = (bounded(expected.destination), bounded(destination));
        return Err(Flaw::WrongDestination { expected, came });
    }
    // The query's signature is over all of the message. A signature inside does not travel that way (§3.4.4.1).
    if carried.by_redirect() {
        return match carried.signed_by(expected.certificates)? {
            Some(_) => Ok(root),
            None => Err(Flaw::NotSigned),
        };
    }
    let verified = signature::verify(root, expected.certificates)?.ok_or(Flaw::NotSigned)?;
    Ok(verified.node())
}

fn timely(issued: Instant, ends: Instant, now: Instant) -> Result<(), Flaw> {
    let skew = Span::seconds(time::SKEW_SECONDS);
    let clock_difference_seconds = time::seconds_between(issued, now);
    if now.plus(skew) < issued {
        let early_seconds = time::seconds_between(now, issued);
        return Err(Flaw::NotYetValid {
            part: Part::Issue,
            begins: issued,
            now,
            early_seconds,
            clock_difference_seconds,
        });
    }
    if now >= ends.plus(skew) {
        let late_seconds = time::seconds_between(ends, now);
        return Err(Flaw::Expired {
            part: Part::Issue,
            ended: ends,
            now,
            late_seconds,
            clock_difference_seconds,
        });
    }
    Ok(())
}

/// A message of ours about logout.
#[derive(Clone, Copy, Debug)]
pub struct Logout<'a> {
    /// Its id, as for [`super::AuthnRequest`].
    pub id: &'a str,
    /// Our entity id.
    pub issuer: &'a str,
    /// The provider's address.
    pub destination: &'a str,
    /// Now.
    pub now: Instant,
}

impl Logout<'_> {
    /// Asks the provider to end somebody's session, named as the provider named them.
    pub fn request(&self, subject: &NameId, session_index: Option<&str>) -> String {
        let mut name = String::new();
        for (attribute, value) in [
            ("Format", &subject.format),
            ("NameQualifier", &subject.name_qualifier),
            ("SPNameQualifier", &subject.service_name_qualifier),
        ] {
            if let Some(value) = value {
                name.push_str(&format!(" {attribute}=\"{}\"", escaped(value)));
            }
        }
        let session = session_index.map_or(String::new(), |index| {
            format!("<samlp:SessionIndex>{}</samlp:SessionIndex>", escaped(index))
        });
        let value = escaped(&subject.value);
        self.message("LogoutRequest", "", &format!("<saml:NameID{name}>{value}</saml:NameID>{session}"))
    }

    /// Answers the provider's request: the sessions have ended, or could not be.
    pub fn response(&self, request: &str, ended: bool) -> String {
        let status = if ended { SUCCESS } else { RESPONDER };
        let about = format!(" InResponseTo=\"{}\"", escaped(request));
        let inside = format!("<samlp:Status><samlp:StatusCode Value=\"{status}\"/></samlp:Status>");
        self.message("LogoutResponse", &about, &inside)
    }

    fn message(&self, name: &str, about: &str, inside: &str) -> String {
        format!(
            "<samlp:{name} xmlns:samlp=\"{PROTOCOL}\" xmlns:saml=\"{ASSERTION}\" ID=\"{}\" Version=\"2.0\" \
             IssueInstant=\"{}\" Destination=\"{}\"{about}><saml:Issuer>{}</saml:Issuer>{inside}</samlp:{name}>",
            escaped(self.id),
            written(self.now),
            escaped(self.destination),
            escaped(self.issuer),
        )
    }
}
