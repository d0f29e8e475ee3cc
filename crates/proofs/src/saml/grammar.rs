//! The one narrow grammar: which elements a message may hold, where, and how often (SAML core §§2–3).
//!
//! Everything outside it is refused, even where the schema would allow it: what is not understood cannot be
//! weighed, and most attacks on signatures put a known element at an unknown place.
//! Never in here: values. Where to go next: `signature.rs`, `assertion.rs`.

use roxmltree::Node;

use super::flaw::Flaw;
use super::xml::{ASSERTION, PROTOCOL, SIGNATURE, blank, element_name, is, unqualified};

/// What an element holds.
enum Content {
    /// These elements and white space; each with the fewest and the most that may stand there.
    Elements(&'static [(Name, usize, usize)]),
    /// Something that is read by other rules, or never.
    Other,
}

type Name = (&'static str, &'static str);

const MANY: usize = usize::MAX;
const ISSUER: Name = (ASSERTION, "Issuer");
const SIGNED: Name = (SIGNATURE, "Signature");

/// What the element of that name may hold. `None`: it is not known.
fn content(namespace: &str, name: &str) -> Option<Content> {
    let elements = match (namespace, name) {
        (PROTOCOL, "Response") => RESPONSE,
        (PROTOCOL, "Status") => STATUS,
        (PROTOCOL, "StatusCode") => &[((PROTOCOL, "StatusCode"), 0, 1)],
        (PROTOCOL, "LogoutRequest") => LOGOUT_REQUEST,
        (PROTOCOL, "LogoutResponse") => LOGOUT_RESPONSE,
        (ASSERTION, "Assertion") => STATEMENTS,
        (ASSERTION, "Subject") => SUBJECT,
        (ASSERTION, "SubjectConfirmation") => &[((ASSERTION, "SubjectConfirmationData"), 0, 1)],
        (ASSERTION, "SubjectConfirmationData" | "OneTimeUse" | "SubjectLocality") => &[],
        (ASSERTION, "Conditions") => CONDITIONS,
        (ASSERTION, "AudienceRestriction") => &[((ASSERTION, "Audience"), 1, MANY)],
        (ASSERTION, "ProxyRestriction") => &[((ASSERTION, "Audience"), 0, MANY)],
        (ASSERTION, "AuthnStatement") => AUTHENTICATION,
        (ASSERTION, "AuthnContext") => CONTEXT,
        (ASSERTION, "AttributeStatement") => &[((ASSERTION, "Attribute"), 0, MANY)],
        (ASSERTION, "Attribute") => &[((ASSERTION, "AttributeValue"), 0, MANY)],
        (ASSERTION, "EncryptedAssertion")
        | (ASSERTION, "Issuer" | "NameID" | "Audience" | "AttributeValue" | "AuthnContextDecl")
        | (ASSERTION, "AuthnContextClassRef" | "AuthnContextDeclRef" | "AuthenticatingAuthority")
        | (PROTOCOL, "StatusMessage" | "StatusDetail" | "Extensions" | "SessionIndex")
        | (SIGNATURE, "Signature") => return Some(Content::Other),
        _ => return None,
    };
    Some(Content::Elements(elements))
}

const RESPONSE: &[(Name, usize, usize)] = &[
    (ISSUER, 0, 1),
    (SIGNED, 0, MANY),
    ((PROTOCOL, "Extensions"), 0, 1),
    ((PROTOCOL, "Status"), 1, 1),
    ((ASSERTION, "Assertion"), 0, MANY),
    ((ASSERTION, "EncryptedAssertion"), 0, MANY),
];
const STATUS: &[(Name, usize, usize)] = &[
    ((PROTOCOL, "StatusCode"), 1, 1),
    ((PROTOCOL, "StatusMessage"), 0, 1),
    ((PROTOCOL, "StatusDetail"), 0, 1),
];
const LOGOUT_REQUEST: &[(Name, usize, usize)] = &[
    (ISSUER, 1, 1),
    (SIGNED, 0, MANY),
    ((PROTOCOL, "Extensions"), 0, 1),
    ((ASSERTION, "NameID"), 1, 1),
    ((PROTOCOL, "SessionIndex"), 0, MANY),
];
const LOGOUT_RESPONSE: &[(Name, usize, usize)] =
    &[(ISSUER, 0, 1), (SIGNED, 0, MANY), ((PROTOCOL, "Extensions"), 0, 1), ((PROTOCOL, "Status"), 1, 1)];
const STATEMENTS: &[(Name, usize, usize)] = &[
    (ISSUER, 1, 1),
    (SIGNED, 0, MANY),
    ((ASSERTION, "Subject"), 0, 1),
    ((ASSERTION, "Conditions"), 1, 1),
    ((ASSERTION, "AuthnStatement"), 1, MANY),
    ((ASSERTION, "AttributeStatement"), 0, MANY),
];
const SUBJECT: &[(Name, usize, usize)] =
    &[((ASSERTION, "NameID"), 0, 1), ((ASSERTION, "SubjectConfirmation"), 0, MANY)];
const CONDITIONS: &[(Name, usize, usize)] = &[
    ((ASSERTION, "AudienceRestriction"), 1, MANY),
    ((ASSERTION, "OneTimeUse"), 0, 1),
    ((ASSERTION, "ProxyRestriction"), 0, 1),
];
const AUTHENTICATION: &[(Name, usize, usize)] =
    &[((ASSERTION, "SubjectLocality"), 0, 1), ((ASSERTION, "AuthnContext"), 1, 1)];
const CONTEXT: &[(Name, usize, usize)] = &[
    ((ASSERTION, "AuthnContextClassRef"), 0, 1),
    ((ASSERTION, "AuthnContextDecl"), 0, 1),
    ((ASSERTION, "AuthnContextDeclRef"), 0, 1),
    ((ASSERTION, "AuthenticatingAuthority"), 0, MANY),
];

/// Holds a whole message, or a decrypted assertion, to the grammar.
pub(super) fn hold(root: Node<'_, '_>, expected: Name) -> Result<(), Flaw> {
    if !is(root, expected.0, expected.1) {
        return Err(Flaw::OtherMessage { expected: expected.1, came: element_name(root) });
    }
    version(root)?;
    for node in root.descendants().filter(|node| node.is_element() && *node != root) {
        placed(node, root)?;
    }
    several_assertions(root)?;
    element(root)
}

/// Messages and assertions say that they are 2.0 (core §§2.3.3, 3.2.1).
fn version(node: Node<'_, '_>) -> Result<(), Flaw> {
    match unqualified(node, "Version") {
        Some("2.0") => Ok(()),
        other => Err(Flaw::Version { came: super::text::bounded(other.unwrap_or_default()) }),
    }
}

/// Assertions, messages and signatures stand in their one place, and nowhere else in the whole tree.
fn placed(node: Node<'_, '_>, root: Node<'_, '_>) -> Result<(), Flaw> {
    let within = node.parent().unwrap_or(root);
    let top = within == root && is(root, PROTOCOL, "Response");
    let right = match (node.tag_name().namespace().unwrap_or_default(), node.tag_name().name()) {
        (ASSERTION, "Assertion" | "EncryptedAssertion") => top,
        (SIGNATURE, "Signature") => {
            within == root || (is(within, ASSERTION, "Assertion") && within.parent() == Some(root))
        }
        (SIGNATURE, "Object" | "Manifest" | "SignatureProperties") => false,
        (ASSERTION, "Advice" | "Evidence") => false,
        (PROTOCOL, name) => !name.ends_with("Response") && !name.ends_with("Request"),
        _ => true,
    };
    if right {
        Ok(())
    } else {
        Err(Flaw::Misplaced { element: element_name(node), within: element_name(within) })
    }
}

fn several_assertions(root: Node<'_, '_>) -> Result<(), Flaw> {
    let assertion =
        |node: &Node<'_, '_>| is(*node, ASSERTION, "Assertion") || is(*node, ASSERTION, "EncryptedAssertion");
    match root.children().filter(assertion).count() {
        0 | 1 => Ok(()),
        count => Err(Flaw::SeveralAssertions { count }),
    }
}

fn element(node: Node<'_, '_>) -> Result<(), Flaw> {
    let namespace = node.tag_name().namespace().unwrap_or_default();
    let allowed = match content(namespace, node.tag_name().name()) {
        Some(Content::Elements(allowed)) => allowed,
        Some(Content::Other) | None => return Ok(()),
    };
    for inside in node.children() {
        let known = allowed.iter().any(|((namespace, name), _, _)| is(inside, namespace, name));
        if (inside.is_element() && !known) || (inside.is_text() && !blank(inside)) {
            let element = if inside.is_text() { "text".to_owned() } else { element_name(inside) };
            return Err(Flaw::Unexpected { element, within: element_name(node) });
        }
    }
    for ((namespace, name), fewest, most) in allowed {
        let count = node.children().filter(|inside| is(*inside, namespace, name)).count();
        if count < *fewest {
            return Err(Flaw::Missing { element: (*name).to_owned(), within: element_name(node) });
        }
        if count > *most {
            return Err(Flaw::Repeated { element: (*name).to_owned(), within: element_name(node) });
        }
    }
    node.children().filter(Node::is_element).try_for_each(element)
}
