//! The files of the vectors, and what a response of each has to fit.

use proofs::saml::{Assertion, Certificate, DecryptionKey, Expected, Flaw, verify};
use rules::Instant;

pub const SITE: &str = "https://login.vestibule.example";
pub const SIMPLESAML: &str = "http://127.0.0.1:18081/idp";
pub const SAMLP: &str = "http://127.0.0.1:18082/idp";

pub fn file(name: &str) -> Vec<u8> {
    let place = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/saml/vectors").join(name);
    std::fs::read(&place).unwrap_or_else(|_| panic!("{}", place.display()))
}

pub fn text(name: &str) -> String {
    String::from_utf8(file(name)).expect("text")
}

pub fn certificate(name: &str) -> Certificate {
    Certificate::read(&file(&format!("{name}.pem"))).expect("a certificate")
}

/// The inside of a PEM file.
pub fn private(name: &str) -> Vec<u8> {
    let pem = text(&format!("{name}.key"));
    let inside: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    data_encoding::BASE64.decode(inside.as_bytes()).expect("base64")
}

pub fn our_key() -> DecryptionKey {
    DecryptionKey::read(&private("sp"), &certificate("sp")).expect("our key")
}

/// What a response has to fit, owned.
pub struct World {
    pub issuer: String,
    pub audience: String,
    pub acs: String,
    pub request: String,
    pub certificates: Vec<Certificate>,
    pub keys: Vec<DecryptionKey>,
    pub now: Instant,
}

impl World {
    /// As it was when that response was made: its variant's addresses, the request that it answers, its time.
    pub fn of(name: &str) -> World {
        let xml = text(&format!("{name}.xml"));
        let (provider, variant) = name.split_once('-').expect("a provider and a variant");
        let issuer = if provider == "samlp" { SAMLP } else { SIMPLESAML };
        World {
            issuer: issuer.to_owned(),
            audience: format!("{SITE}/saml/{variant}"),
            acs: format!("{SITE}/acs/{variant}"),
            request: between(&xml, "InResponseTo=\"", "\""),
            certificates: vec![certificate("idp")],
            keys: vec![our_key()],
            now: moment(&between(&xml, "IssueInstant=\"", "\"")),
        }
    }

    pub fn expected(&self) -> Expected<'_> {
        Expected {
            issuer: &self.issuer,
            audience: &self.audience,
            acs: &self.acs,
            request: &self.request,
            certificates: &self.certificates,
            decryption_keys: &self.keys,
            now: self.now,
        }
    }

    pub fn verify(&self, xml: impl AsRef<[u8]>) -> Result<Assertion, Flaw> {
        verify(xml.as_ref(), &self.expected())
    }

    pub fn later(mut self, seconds: i64) -> World {
        self.now = Instant(self.now.0 + seconds * 1_000_000);
        self
    }
}

/// The first text between two others.
pub fn between(text: &str, start: &str, end: &str) -> String {
    let rest = text.split_once(start).expect("the start").1;
    rest.split_once(end).expect("the end").0.to_owned()
}

/// All vectors were made on one day.
pub fn moment(written: &str) -> Instant {
    let clock = written.strip_prefix("2026-11-27T").expect("the day").trim_end_matches('Z');
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let parts: Vec<i64> = clock.split(':').map(|part| part.parse().expect("a number")).collect();
    let seconds = 1_795_737_600 + parts[0] * 3600 + parts[1] * 60 + parts[2];
    Instant(seconds * 1_000_000 + format!("{fraction:0<6}").parse::<i64>().expect("a number"))
}
