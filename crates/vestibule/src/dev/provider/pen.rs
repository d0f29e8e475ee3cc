//! The practice provider's pen for SAML: a key of its own, made anew at each start, and the responses that it signs.
//!
//! Tests write with it too, and then spoil what it wrote. Never in here: who somebody is, or how it misbehaves.

use askama::Template;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use data_encoding::{BASE64, HEXLOWER};
use proofs::saml::{Certificate, SelfSigned, SigningKey, make_certificate, post};
use rules::{Instant, Span};

use crate::app::random;
use crate::fault::Fault;
use crate::views::dev::provider::{AssertionXml, EncryptedXml, MetadataXml, ResponseXml};
use crate::when;

pub use crate::views::dev::provider::Response;

const STATUS: &str = "urn:oasis:names:tc:SAML:2.0:status:";

/// A key and the certificate around it.
pub struct Pen {
    private: Vec<u8>,
    /// What metadata say of it.
    pub certificate: Certificate,
}

impl Pen {
    /// A new one, good for a year from the day before.
    ///
    /// # Errors
    /// The library makes none.
    pub fn new(name: &str, now: Instant) -> Result<Pen, Fault> {
        let broken = || Fault::broken("a provider's key");
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| broken())?;
        let private: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| broken())?;
        let private = private.as_ref().to_vec();
        let begins = Instant(now.0 - Span::days(1).0);
        let says = SelfSigned { name, serial: random(), begins, ends: begins.plus(Span::days(366)) };
        let certificate = make_certificate(&private, &says).ok_or_else(broken)?;
        Ok(Pen { private, certificate })
    }

    /// The message, or the assertion, with a signature in it.
    pub fn signed(&self, xml: &str) -> Option<String> {
        let key = SigningKey::read(&self.private, &self.certificate)?;
        let bytes = BASE64.decode(post(xml, Some(&key))?.as_bytes()).ok()?;
        String::from_utf8(bytes).ok()
    }

    fn shown(&self) -> String {
        BASE64.encode(&self.certificate.der)
    }

    /// Metadata of a provider with these pens.
    pub fn metadata(pens: &[&Pen], entity_id: &str, sign_on: &str) -> String {
        let certificates = pens.iter().map(|pen| pen.shown()).collect();
        rendered(&MetadataXml { entity_id, sign_on, certificates })
    }
}

impl Response {
    /// The assertion, not signed.
    pub fn assertion(&self) -> String {
        rendered(&AssertionXml {
            says: self,
            id: new_id(),
            now: when::rfc3339(self.now),
            ends: when::rfc3339(self.now.plus(Span::minutes(5))),
            kind: if self.format == "emailAddress" { "1.1" } else { "2.0" },
        })
    }

    /// The message around an assertion.
    pub fn around(&self, assertion: &str) -> String {
        self.message(None, assertion)
    }

    /// The message that says no: a status inside of another, and words.
    pub fn refusal(&self, outer: &str, inner: &str, words: &str) -> String {
        self.message(Some((outer, inner, words)), "")
    }

    /// The message with something that only another one than us could open.
    pub fn encrypted_for(&self, other: &Pen) -> String {
        self.around(&rendered(&EncryptedXml {
            certificate: other.shown(),
            key: BASE64.encode(&random::<256>()),
            cipher: BASE64.encode(&random::<200>()),
        }))
    }

    fn message(&self, refusal: Option<(&str, &str, &str)>, inside: &str) -> String {
        let (id, now) = (new_id(), when::rfc3339(self.now));
        rendered(&ResponseXml { says: self, id, now, start: STATUS, refusal, inside })
    }
}

fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

fn new_id() -> String {
    format!("_{}", HEXLOWER.encode(&random::<20>()))
}
