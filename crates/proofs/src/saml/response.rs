//! The response of an identity provider: all questions of the web browser sign-on profile (SAML profiles §4.1.4),
//! in the order in which their answers explain most.
//!
//! The response around an assertion may be unsigned: its own fields are compared and never believed. Never in here:
//! remembering which assertions were used; the caller does, until [`Assertion::ends`].
//! Where to go next: `assertion.rs`, `signature.rs`, `encrypted.rs`.

use roxmltree::Node;
use rules::Instant;

use super::assertion::{self, Assertion, Question, answers, attribute, moment};
use super::certificate::Certificate;
use super::encrypted::{self, DecryptionKey};
use super::flaw::{Flaw, Part};
use super::grammar;
use super::signature::{self, Verified};
use super::text::bounded;
use super::xml::{self, ASSERTION, PROTOCOL, child, children, is, trimmed, unqualified, value};

const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// What a response has to fit.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The provider's entity id.
    pub issuer: &'a str,
    /// Our entity id.
    pub audience: &'a str,
    /// The address that responses come to: recipient and destination.
    pub acs: &'a str,
    /// The id of the request that has to be answered. An empty one is answered by nothing.
    pub request: &'a str,
    /// The provider's certificates: the current one, and the next one beside it.
    pub certificates: &'a [Certificate],
    /// Our keys for what is encrypted.
    pub decryption_keys: &'a [DecryptionKey],
    /// Now.
    pub now: Instant,
}

/// Verifies a response, decoded from its form field: what its assertion states.
///
/// # Errors
/// The first flaw.
pub fn verify(xml: &[u8], expected: &Expected<'_>) -> Result<Assertion, Flaw> {
    let document = xml::read(xml, &xml::MESSAGE)?;
    let response = document.root_element();
    grammar::hold(response, (PROTOCOL, "Response"))?;
    let question = Question { expected, issued: moment(response, "IssueInstant")? };
    addressed(response, expected)?;
    status(response)?;
    answers(response, expected.request)?;
    question.begun(Part::Issue, question.issued)?;
    let outer = signature::verify(response, expected.certificates)?;
    if let Some(node) = child(response, ASSERTION, "EncryptedAssertion") {
        return encrypted(node, outer.as_ref(), &question);
    }
    let node = child(response, ASSERTION, "Assertion").ok_or(Flaw::NoAssertion)?;
    let verified = believed(node, outer.as_ref(), expected.certificates)?;
    assertion::read(&verified, &question)
}

/// The assertion, if it is signed itself or stands in a signed response. Where both are signed, both have to hold.
fn believed<'a, 'i, 'c>(
    node: Node<'a, 'i>,
    outer: Option<&Verified<'a, 'i, 'c>>,
    certificates: &'c [Certificate],
) -> Result<Verified<'a, 'i, 'c>, Flaw> {
    let own = signature::verify(node, certificates)?;
    own.or_else(|| outer.and_then(|outer| outer.inside(node))).ok_or(Flaw::NotSigned)
}

/// What was encrypted is a document of its own, with the same gate before it. The signature over a response covers
/// the encrypted form, and so what is in it.
fn encrypted(
    node: Node<'_, '_>,
    outer: Option<&Verified<'_, '_, '_>>,
    question: &Question<'_>,
) -> Result<Assertion, Flaw> {
    let opened = encrypted::open(node, question.expected.decryption_keys)?;
    // Invariant: without an authenticated form or a signature around it, nothing may tell how far reading came.
    let silent = !opened.authenticated && outer.is_none();
    let hushed = |flaw: Flaw| if silent { Flaw::NotDecrypted } else { flaw };
    let document = xml::read(&opened.plain, &xml::MESSAGE).map_err(hushed)?;
    let root = document.root_element();
    grammar::hold(root, (ASSERTION, "Assertion")).map_err(hushed)?;
    let own = signature::verify(root, question.expected.certificates).map_err(hushed)?;
    let verified = match (own, outer) {
        (Some(own), _) => own,
        (None, Some(outer)) => outer.carried(root),
        (None, None) => return Err(hushed(Flaw::NotSigned)),
    };
    assertion::read(&verified, question)
}

/// Who speaks, and to which address. Compared before anything is verified, because it explains most: who set up the
/// wrong provider has the wrong key as well.
fn addressed(response: Node<'_, '_>, expected: &Expected<'_>) -> Result<(), Flaw> {
    if let Some(issuer) = child(response, ASSERTION, "Issuer") {
        let came = trimmed(issuer)?;
        if came != expected.issuer {
            return Err(Flaw::WrongIssuer { expected: bounded(expected.issuer), came: bounded(&came) });
        }
    }
    match unqualified(response, "Destination") {
        Some(came) if came != expected.acs && !came.is_empty() => {
            Err(Flaw::WrongDestination { expected: bounded(expected.acs), came: bounded(came) })
        }
        // Bindings §3.5.5.2 demands one only where the message is signed; the recipient is signed in any case.
        _ => Ok(()),
    }
}

/// The provider's own errors, passed on (core §3.2.2).
pub(super) fn status(message: Node<'_, '_>) -> Result<(), Flaw> {
    let status = child(message, PROTOCOL, "Status").ok_or(Flaw::NoAssertion)?;
    let mut codes = Vec::new();
    let mut at = child(status, PROTOCOL, "StatusCode");
    while let Some(code) = at {
        codes.push(bounded(attribute(code, "Value")?));
        at = child(code, PROTOCOL, "StatusCode");
    }
    if codes.first().is_some_and(|code| code == SUCCESS) {
        return Ok(());
    }
    let message = child(status, PROTOCOL, "StatusMessage").map(value).transpose()?;
    Err(Flaw::ProviderSaid { status: codes, message: message.map(|text| bounded(text.trim())) })
}

/// Who seems to have sent a response that nobody asked for (profiles §4.1.5). Nothing is verified and nothing else
/// is read: the sign-in restarts on our side, at that provider. `None` where it names a request: it was asked for, even
/// if nobody remembers.
pub fn issuer_of_unsolicited(xml: &[u8]) -> Option<String> {
    let document = xml::read(xml, &xml::MESSAGE).ok()?;
    let response = document.root_element();
    if !is(response, PROTOCOL, "Response") || unqualified(response, "InResponseTo").is_some() {
        return None;
    }
    let own = child(response, ASSERTION, "Issuer");
    let issuer = own.or_else(|| {
        let assertion = children(response, ASSERTION, "Assertion").next()?;
        child(assertion, ASSERTION, "Issuer")
    })?;
    trimmed(issuer).ok().filter(|issuer| !issuer.is_empty() && issuer.len() <= 1024)
}
