//! What a verified assertion states: who, how they showed it, and until when (SAML core §2).
//!
//! Invariant: everything is read from the one node that `signature` verified; nothing is looked up by id.
//! Never in here: trust. Where to go next: `response.rs`, which decides the order of the questions.

use roxmltree::Node;
use rules::Instant;

use super::flaw::{Flaw, Part};
use super::response::Expected;
use super::signature::Verified;
use super::text::bounded;
use super::time;
use super::xml::{ASSERTION, blank, child, children, element_name, is, trimmed, unqualified, value};

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

/// Whom an assertion is about: the provider's name for them (core §2.2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameId {
    /// The name, exactly as it came: white space counts.
    pub value: String,
    /// What kind of name it is.
    pub format: Option<String>,
    /// In whose domain the name was given.
    pub name_qualifier: Option<String>,
    /// For which service it was given.
    pub service_name_qualifier: Option<String>,
}

/// Something that the provider says about somebody (core §2.7.3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub friendly_name: Option<String>,
    /// Its values, exactly as they came.
    pub values: Vec<String>,
}

/// What holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// Its id: to be remembered until [`Assertion::ends`], so that it is used once (profiles §4.1.4.5).
    pub id: String,
    /// Who issued it: the expected issuer.
    pub issuer: String,
    /// Whom it is about.
    pub subject: NameId,
    /// What else is said about them.
    pub attributes: Vec<Attribute>,
    /// How they showed who they are: `AuthnContextClassRef` (core §2.7.2.2).
    pub authn_context: Vec<String>,
    /// When they showed it, as the provider says.
    pub authenticated: Instant,
    /// The session at the provider, for single logout.
    pub session_index: Option<String>,
    /// When our session has to end, if the provider says so.
    pub session_ends: Option<Instant>,
    /// From then on it is refused anyway, skew included.
    pub ends: Instant,
    /// The SHA-256 fingerprint of the certificate whose key signed it.
    pub signed_by: String,
}

/// What the questions are asked against.
pub(super) struct Question<'e> {
    pub(super) expected: &'e Expected<'e>,
    /// When the message was issued, by the provider's clock.
    pub(super) issued: Instant,
}

/// Reads a verified assertion and asks everything that profiles §4.1.4.3 wants asked.
pub(super) fn read(verified: &Verified<'_, '_, '_>, question: &Question<'_>) -> Result<Assertion, Flaw> {
    let node = verified.node();
    let expected = question.expected;
    let issuer = trimmed(needed(node, "Issuer")?)?;
    if issuer != expected.issuer {
        return Err(Flaw::WrongIssuer { expected: bounded(expected.issuer), came: bounded(&issuer) });
    }
    question.begun(Part::Issue, moment(node, "IssueInstant")?)?;
    let conditions = needed(node, "Conditions")?;
    audience(conditions, expected)?;
    let ends = question.within(Part::Conditions, conditions)?;
    let subject = child(node, ASSERTION, "Subject").ok_or(Flaw::NoSubject)?;
    let confirmed = question.confirmation(subject)?;
    let session = question.session(node)?;
    let ends = ends.map_or(confirmed, |ends| ends.min(confirmed));
    Ok(Assertion {
        id: attribute(node, "ID")?.to_owned(),
        issuer,
        subject: name_id(subject)?,
        attributes: attributes(node)?,
        authn_context: session.context,
        authenticated: session.began,
        session_index: session.index,
        session_ends: session.ends,
        ends: ends.plus(rules::Span::seconds(time::SKEW_SECONDS)),
        signed_by: verified.by().fingerprint.clone(),
    })
}

struct Session {
    context: Vec<String>,
    began: Instant,
    index: Option<String>,
    ends: Option<Instant>,
}

impl Question<'_> {
    /// Exactly one confirmation, by bringing it here, now, in answer to our request (profiles §4.1.4.2). Hands back
    /// when it ends.
    fn confirmation(&self, subject: Node<'_, '_>) -> Result<Instant, Flaw> {
        let confirmations: Vec<_> = children(subject, ASSERTION, "SubjectConfirmation").collect();
        let [confirmation] = confirmations[..] else {
            return Err(match confirmations.len() {
                0 => missing("SubjectConfirmation", subject),
                count => Flaw::SeveralConfirmations { count },
            });
        };
        let method = attribute(confirmation, "Method")?;
        if method != BEARER {
            return Err(Flaw::NotBearer { came: bounded(method) });
        }
        let data = needed(confirmation, "SubjectConfirmationData")?;
        let recipient = unqualified(data, "Recipient").unwrap_or_default();
        if recipient != self.expected.acs {
            let (expected, came) = (bounded(self.expected.acs), bounded(recipient));
            return Err(Flaw::WrongRecipient { expected, came });
        }
        answers(data, self.expected.request)?;
        self.within(Part::Confirmation, data)?.ok_or_else(|| missing("NotOnOrAfter", data))
    }

    /// `NotBefore` and `NotOnOrAfter`, where they stand. Hands back the latter.
    fn within(&self, part: Part, node: Node<'_, '_>) -> Result<Option<Instant>, Flaw> {
        if unqualified(node, "NotBefore").is_some() {
            self.begun(part, moment(node, "NotBefore")?)?;
        }
        if unqualified(node, "NotOnOrAfter").is_none() {
            return Ok(None);
        }
        let ends = moment(node, "NotOnOrAfter")?;
        self.unended(part, ends)?;
        Ok(Some(ends))
    }

    pub(super) fn begun(&self, part: Part, begins: Instant) -> Result<(), Flaw> {
        let now = self.expected.now;
        if now.plus(rules::Span::seconds(time::SKEW_SECONDS)) >= begins {
            return Ok(());
        }
        Err(Flaw::NotYetValid {
            part,
            begins,
            now,
            early_seconds: time::seconds_between(now, begins),
            clock_difference_seconds: time::seconds_between(self.issued, now),
        })
    }

    fn unended(&self, part: Part, ended: Instant) -> Result<(), Flaw> {
        let now = self.expected.now;
        if now < ended.plus(rules::Span::seconds(time::SKEW_SECONDS)) {
            return Ok(());
        }
        Err(Flaw::Expired {
            part,
            ended,
            now,
            late_seconds: time::seconds_between(ended, now),
            clock_difference_seconds: time::seconds_between(self.issued, now),
        })
    }

    fn session(&self, node: Node<'_, '_>) -> Result<Session, Flaw> {
        let first = needed(node, "AuthnStatement")?;
        let mut session = Session {
            context: Vec::new(),
            began: moment(first, "AuthnInstant")?,
            index: unqualified(first, "SessionIndex").map(str::to_owned),
            ends: None,
        };
        for statement in children(node, ASSERTION, "AuthnStatement") {
            session.began = session.began.min(moment(statement, "AuthnInstant")?);
            if unqualified(statement, "SessionNotOnOrAfter").is_some() {
                let ends = moment(statement, "SessionNotOnOrAfter")?;
                self.unended(Part::Session, ends)?;
                session.ends = Some(session.ends.map_or(ends, |before| before.min(ends)));
            }
            for class in children(needed(statement, "AuthnContext")?, ASSERTION, "AuthnContextClassRef") {
                session.context.push(trimmed(class)?);
            }
        }
        Ok(session)
    }
}

/// It answers the request that was made, and no other (profiles §4.1.4.3).
pub(super) fn answers(node: Node<'_, '_>, request: &str) -> Result<(), Flaw> {
    match unqualified(node, "InResponseTo") {
        Some(came) if came == request && !request.is_empty() => Ok(()),
        came => Err(Flaw::NotRequested { expected: bounded(request), came: came.map(bounded) }),
    }
}

/// Each restriction names us (core §2.5.1.4).
fn audience(conditions: Node<'_, '_>, expected: &Expected<'_>) -> Result<(), Flaw> {
    for restriction in children(conditions, ASSERTION, "AudienceRestriction") {
        let audiences: Vec<String> =
            children(restriction, ASSERTION, "Audience").map(trimmed).collect::<Result<_, _>>()?;
        if !audiences.iter().any(|one| one == expected.audience) {
            let came = audiences.iter().take(8).map(|one| bounded(one)).collect();
            return Err(Flaw::WrongAudience { expected: bounded(expected.audience), came });
        }
    }
    Ok(())
}

fn name_id(subject: Node<'_, '_>) -> Result<NameId, Flaw> {
    let node = child(subject, ASSERTION, "NameID").ok_or(Flaw::NoSubject)?;
    read_name_id(node)
}

/// Reads a `NameID` (core §2.2.2).
pub(super) fn read_name_id(node: Node<'_, '_>) -> Result<NameId, Flaw> {
    let name = value(node)?;
    if name.trim().is_empty() {
        return Err(Flaw::NoSubject);
    }
    let about = |which: &str| unqualified(node, which).map(str::to_owned);
    Ok(NameId {
        value: name,
        format: about("Format"),
        name_qualifier: about("NameQualifier"),
        service_name_qualifier: about("SPNameQualifier"),
    })
}

fn attributes(node: Node<'_, '_>) -> Result<Vec<Attribute>, Flaw> {
    let statements = children(node, ASSERTION, "AttributeStatement");
    let all = statements.flat_map(|statement| children(statement, ASSERTION, "Attribute"));
    all.map(|one| {
        Ok(Attribute {
            name: attribute(one, "Name")?.to_owned(),
            friendly_name: unqualified(one, "FriendlyName").map(str::to_owned),
            values: children(one, ASSERTION, "AttributeValue").map(said).collect::<Result<_, _>>()?,
        })
    })
    .collect()
}

/// A value is text; some providers wrap a subject key in a `NameID`.
fn said(node: Node<'_, '_>) -> Result<String, Flaw> {
    let mut inside =
        node.children().filter(|child| child.is_element() || (child.is_text() && !blank(*child)));
    match (inside.next(), inside.next()) {
        (Some(name), None) if is(name, ASSERTION, "NameID") => value(name),
        _ => value(node),
    }
}

fn needed<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> Result<Node<'a, 'i>, Flaw> {
    child(node, ASSERTION, name).ok_or_else(|| missing(name, node))
}

fn missing(name: &str, within: Node<'_, '_>) -> Flaw {
    Flaw::Missing { element: name.to_owned(), within: element_name(within) }
}

/// An attribute that has to be there and may not be empty.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Result<&'a str, Flaw> {
    unqualified(node, name).filter(|value| !value.is_empty()).ok_or_else(|| missing(name, node))
}

/// An attribute that is a moment.
pub(super) fn moment(node: Node<'_, '_>, name: &str) -> Result<Instant, Flaw> {
    let written = attribute(node, name)?;
    time::read(written).ok_or_else(|| Flaw::Malformed { element: name.to_owned(), came: bounded(written) })
}
