//! A narrow verifier of XML signatures: one signature, directly in the element that it signs, over that element
//! and nothing else, by a configured key (XML Signature 1.1 §3.2, SAML core §5.4).
//!
//! Invariant: a [`Verified`] is made in here alone, and what is believed of a message is read from its node.
//! Never in here: a key out of the message. What `KeyInfo` holds serves to explain, and nothing else.

use aws_lc_rs::digest;
use roxmltree::Node;

use super::algorithm::{self, ENVELOPED, EXCLUSIVE, Method};
use super::canonical::canonical;
use super::certificate::Certificate;
use super::flaw::Flaw;
use super::text::{base64, bounded, fingerprint};
use super::xml::{SIGNATURE, blank, child, children, element_name, is, unqualified, value};

/// An element whose signature holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verified<'a, 'i, 'c> {
    node: Node<'a, 'i>,
    by: &'c Certificate,
}

impl<'a, 'i, 'c> Verified<'a, 'i, 'c> {
    /// The element. Everything below it but its signature was signed.
    pub(super) fn node(&self) -> Node<'a, 'i> {
        self.node
    }

    /// The certificate whose key signed it.
    pub(super) fn by(&self) -> &'c Certificate {
        self.by
    }

    /// What stands in a verified element is verified.
    pub(super) fn inside(&self, node: Node<'a, 'i>) -> Option<Verified<'a, 'i, 'c>> {
        node.ancestors().any(|around| around == self.node).then_some(Verified { node, by: self.by })
    }

    /// What was encrypted in a verified element is verified: the signature is over its encrypted form.
    pub(super) fn carried<'x, 'y>(&self, decrypted: Node<'x, 'y>) -> Verified<'x, 'y, 'c> {
        Verified { node: decrypted, by: self.by }
    }
}

/// Verifies the signature that an element holds; `None` where it holds none.
pub(super) fn verify<'a, 'i, 'c>(
    node: Node<'a, 'i>,
    certificates: &'c [Certificate],
) -> Result<Option<Verified<'a, 'i, 'c>>, Flaw> {
    let mut signatures = children(node, SIGNATURE, "Signature");
    let Some(signature) = signatures.next() else { return Ok(None) };
    if signatures.next().is_some() {
        return Err(Flaw::SeveralSignatures);
    }
    let parts = Parts::read(signature)?;
    let reference = Reference::read(&parts, node)?;
    let by = signed_by(&parts, certificates)?;
    let content = canonical(node, Some(signature.id()), &reference.inclusive)?;
    // Both are public: nothing is learned from how long this takes.
    if digest::digest(reference.digest, content.as_bytes()).as_ref() != reference.value {
        return Err(Flaw::Altered { element: element_name(node) });
    }
    Ok(Some(Verified { node, by }))
}

/// A signature, taken apart (XML Signature §4).
struct Parts<'a, 'i> {
    signed: Node<'a, 'i>,
    method: Method,
    inclusive: Vec<&'a str>,
    value: Vec<u8>,
    /// The fingerprint of the certificate that it names.
    named: Option<String>,
}

impl<'a, 'i> Parts<'a, 'i> {
    fn read(signature: Node<'a, 'i>) -> Result<Parts<'a, 'i>, Flaw> {
        let inside = elements(signature)?;
        let (signed, written, about) = match inside[..] {
            [signed, written] => (signed, written, None),
            [signed, written, about] if is(about, SIGNATURE, "KeyInfo") => (signed, written, Some(about)),
            _ => return Err(malformed("Signature")),
        };
        if !is(signed, SIGNATURE, "SignedInfo") || !is(written, SIGNATURE, "SignatureValue") {
            return Err(malformed("Signature"));
        }
        let method = child(signed, SIGNATURE, "SignatureMethod").ok_or(malformed("SignatureMethod"))?;
        let form = child(signed, SIGNATURE, "CanonicalizationMethod");
        let form = form.ok_or(malformed("CanonicalizationMethod"))?;
        if algorithm_of(form) != EXCLUSIVE {
            return Err(Flaw::Transform { algorithm: bounded(algorithm_of(form)) });
        }
        // Algorithms with parameters, such as a shortened one, are none of ours.
        if !elements(method)?.is_empty() {
            return Err(malformed("SignatureMethod"));
        }
        Ok(Parts {
            signed,
            method: Method::read(algorithm_of(method))?,
            inclusive: inclusive(form)?,
            value: base64(&value(written)?).ok_or(malformed("SignatureValue"))?,
            named: about.and_then(named_certificate),
        })
    }
}

/// The one thing that is signed (XML Signature §4.4.3).
struct Reference<'a> {
    digest: &'static digest::Algorithm,
    value: Vec<u8>,
    inclusive: Vec<&'a str>,
}

impl<'a> Reference<'a> {
    /// It has to be the very element that holds the signature (SAML core §5.4.2).
    fn read(parts: &Parts<'a, '_>, node: Node<'a, '_>) -> Result<Reference<'a>, Flaw> {
        let all = elements(parts.signed)?;
        let references = all.iter().filter(|one| is(**one, SIGNATURE, "Reference"));
        let [_, _, reference] = all[..] else {
            return Err(match references.count() {
                count @ 2.. => Flaw::SeveralReferences { count },
                _ => malformed("SignedInfo"),
            });
        };
        let id = unqualified(node, "ID")
            .filter(|id| !id.is_empty())
            .ok_or_else(|| Flaw::Missing { element: "ID".to_owned(), within: element_name(node) })?;
        let (expected, came) = (format!("#{id}"), unqualified(reference, "URI").unwrap_or_default());
        if came != expected {
            let (expected, came) = (bounded(&expected), bounded(came));
            return Err(Flaw::SignatureElsewhere { expected, came });
        }
        let [transforms, method, written] = elements(reference)?[..] else {
            return Err(malformed("Reference"));
        };
        let shape = is(reference, SIGNATURE, "Reference")
            && is(transforms, SIGNATURE, "Transforms")
            && is(method, SIGNATURE, "DigestMethod")
            && is(written, SIGNATURE, "DigestValue");
        if !shape {
            return Err(malformed("Reference"));
        }
        Ok(Reference {
            digest: algorithm::digest(algorithm_of(method))?,
            value: base64(&value(written)?).ok_or(malformed("DigestValue"))?,
            inclusive: transformed(transforms)?,
        })
    }
}

/// The two transforms that SAML knows, in the order in which alone they make sense (core §5.4.4).
fn transformed<'a>(transforms: Node<'a, '_>) -> Result<Vec<&'a str>, Flaw> {
    let all = elements(transforms)?;
    for (transform, taken) in all.iter().zip([ENVELOPED, EXCLUSIVE]) {
        if !is(*transform, SIGNATURE, "Transform") || algorithm_of(*transform) != taken {
            return Err(Flaw::Transform { algorithm: bounded(algorithm_of(*transform)) });
        }
    }
    match all[..] {
        [first, second] if elements(first)?.is_empty() => inclusive(second),
        [_, _, third, ..] => Err(Flaw::Transform { algorithm: bounded(algorithm_of(third)) }),
        _ => Err(malformed("Transforms")),
    }
}

/// The `PrefixList` of exclusive canonicalization (§4 there).
fn inclusive<'a>(method: Node<'a, '_>) -> Result<Vec<&'a str>, Flaw> {
    match elements(method)?[..] {
        [] => Ok(Vec::new()),
        [list] if is(list, EXCLUSIVE, "InclusiveNamespaces") && elements(list)?.is_empty() => {
            let prefixes: Vec<_> =
                unqualified(list, "PrefixList").unwrap_or_default().split_ascii_whitespace().collect();
            if prefixes.len() > 64 { Err(malformed("InclusiveNamespaces")) } else { Ok(prefixes) }
        }
        _ => Err(malformed("InclusiveNamespaces")),
    }
}

/// The configured certificate whose key made the signature.
fn signed_by<'c>(parts: &Parts<'_, '_>, certificates: &'c [Certificate]) -> Result<&'c Certificate, Flaw> {
    let signed = canonical(parts.signed, None, &parts.inclusive)?;
    let strong = |one: &&Certificate| !one.weak();
    let made = |one: &&Certificate| parts.method.verifies(&one.key, signed.as_bytes(), &parts.value);
    match certificates.iter().filter(strong).find(made) {
        Some(by) => Ok(by),
        None => Err(unsigned(parts.named.as_deref(), certificates)),
    }
}

/// Why none of the configured keys made it, as far as the named certificate tells.
pub(super) fn unsigned(named: Option<&str>, certificates: &[Certificate]) -> Flaw {
    let known = certificates.iter().find(|one| match named {
        Some(named) => one.fingerprint == named,
        None => one.weak() || certificates.len() == 1,
    });
    match known {
        Some(one) if one.weak() => Flaw::WeakKey { bits: one.bits, fingerprint: one.fingerprint.clone() },
        Some(one) if named.is_some() => Flaw::SignatureBroken { fingerprint: one.fingerprint.clone() },
        _ => Flaw::WrongKey {
            came: named.map(str::to_owned),
            expected: certificates.iter().map(|one| one.fingerprint.clone()).collect(),
        },
    }
}

/// The fingerprint of the first certificate that `KeyInfo` holds.
pub(super) fn named_certificate(about: Node<'_, '_>) -> Option<String> {
    let certificate = about.descendants().find(|one| is(*one, SIGNATURE, "X509Certificate"))?;
    base64(&value(certificate).ok()?).map(|der| fingerprint(&der))
}

/// The elements inside, where nothing but white space stands between them.
fn elements<'a, 'i>(node: Node<'a, 'i>) -> Result<Vec<Node<'a, 'i>>, Flaw> {
    if node.children().any(|child| child.is_text() && !blank(child)) {
        return Err(malformed(node.tag_name().name()));
    }
    Ok(node.children().filter(Node::is_element).collect())
}

fn algorithm_of<'a>(node: Node<'a, '_>) -> &'a str {
    unqualified(node, "Algorithm").unwrap_or_default()
}

fn malformed(part: &str) -> Flaw {
    Flaw::SignatureMalformed { part: bounded(part) }
}
