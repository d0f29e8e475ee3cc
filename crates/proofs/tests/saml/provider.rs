//! A provider in a few lines, which signs whatever a test wants signed. It shares nothing with the code under test:
//! what it writes is in canonical form already.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use data_encoding::BASE64;

use super::world::{SIMPLESAML, SITE, World, certificate, moment, our_key, private};

const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
pub const SAML: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
pub const SAMLP: &str = "urn:oasis:names:tc:SAML:2.0:protocol";

/// The parts of an assertion; a test replaces one.
pub struct Parts {
    pub issuer: String,
    pub subject: String,
    pub conditions: String,
    pub statements: String,
}

pub fn confirmation(attributes: &str) -> String {
    format!(
        "<saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
         <saml:SubjectConfirmationData {attributes}></saml:SubjectConfirmationData></saml:SubjectConfirmation>"
    )
}

pub fn bearer() -> String {
    confirmation(&format!(
        "InResponseTo=\"_asked\" NotOnOrAfter=\"2026-11-27T12:05:00Z\" Recipient=\"{SITE}/acs\""
    ))
}

pub fn audience(of: &str) -> String {
    format!("<saml:AudienceRestriction><saml:Audience>{of}</saml:Audience></saml:AudienceRestriction>")
}

pub fn conditions(attributes: &str, inside: &str) -> String {
    format!("<saml:Conditions{attributes}>{inside}</saml:Conditions>")
}

impl Parts {
    pub fn new() -> Parts {
        Parts {
            issuer: format!("<saml:Issuer>{SIMPLESAML}</saml:Issuer>"),
            subject: format!(
                "<saml:Subject><saml:NameID>ana@larkfield.example</saml:NameID>{}</saml:Subject>",
                bearer()
            ),
            conditions: conditions(
                " NotBefore=\"2026-11-27T12:00:00Z\" NotOnOrAfter=\"2026-11-27T12:05:00Z\"",
                &audience(&format!("{SITE}/saml")),
            ),
            statements: "<saml:AuthnStatement AuthnInstant=\"2026-11-27T12:00:00Z\"><saml:AuthnContext>\
                         <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password\
                         </saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
                .to_owned(),
        }
    }

    /// In canonical form, not signed.
    pub fn assertion(&self, id: &str) -> String {
        let Parts { issuer, subject, conditions, statements } = self;
        format!(
            "<saml:Assertion xmlns:saml=\"{SAML}\" ID=\"{id}\" IssueInstant=\"2026-11-27T12:00:00Z\" \
             Version=\"2.0\">{issuer}{subject}{conditions}{statements}</saml:Assertion>"
        )
    }
}

/// A response around an assertion, in canonical form.
pub fn response(inside: &str) -> String {
    response_with(inside, "urn:oasis:names:tc:SAML:2.0:status:Success")
}

pub fn response_with(inside: &str, status: &str) -> String {
    format!(
        "<samlp:Response xmlns:samlp=\"{SAMLP}\" Destination=\"{SITE}/acs\" ID=\"_response\" \
         InResponseTo=\"_asked\" IssueInstant=\"2026-11-27T12:00:00Z\" Version=\"2.0\">\
         <saml:Issuer xmlns:saml=\"{SAML}\">{SIMPLESAML}</saml:Issuer>\
         <samlp:Status><samlp:StatusCode Value=\"{status}\"></samlp:StatusCode></samlp:Status>{inside}</samlp:Response>"
    )
}

/// What such a response has to fit.
pub fn world() -> World {
    World {
        issuer: SIMPLESAML.to_owned(),
        audience: format!("{SITE}/saml"),
        acs: format!("{SITE}/acs"),
        request: "_asked".to_owned(),
        certificates: vec![certificate("idp")],
        keys: vec![our_key()],
        now: moment("2026-11-27T12:00:10Z"),
    }
}

/// How a signature is made; a test replaces one part.
pub struct Signing {
    pub form: String,
    pub method: String,
    pub transforms: String,
    pub digest: String,
    pub uri: Option<String>,
    pub after: String,
    pub key: String,
    pub named: String,
    pub more_references: String,
}

pub fn algorithm(element: &str, address: &str) -> String {
    format!("<ds:{element} Algorithm=\"{address}\"></ds:{element}>")
}

impl Signing {
    pub fn new() -> Signing {
        Signing {
            form: algorithm("CanonicalizationMethod", "http://www.w3.org/2001/10/xml-exc-c14n#"),
            method: algorithm("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
            transforms: algorithm("Transform", "http://www.w3.org/2000/09/xmldsig#enveloped-signature")
                + &algorithm("Transform", "http://www.w3.org/2001/10/xml-exc-c14n#"),
            digest: algorithm("DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256"),
            uri: None,
            after: String::new(),
            key: "idp".to_owned(),
            named: "idp".to_owned(),
            more_references: String::new(),
        }
    }

    /// The signature over a canonical element.
    pub fn signature(&self, element: &str, id: &str) -> String {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, element.as_bytes());
        let uri = self.uri.clone().unwrap_or(format!("#{id}"));
        let Signing { form, method, transforms, digest: how, more_references, after, .. } = self;
        let info = format!(
            "<ds:SignedInfo xmlns:ds=\"{DS}\">{form}{method}<ds:Reference URI=\"{uri}\">\
             <ds:Transforms>{transforms}</ds:Transforms>{how}<ds:DigestValue>{}</ds:DigestValue></ds:Reference>\
             {more_references}</ds:SignedInfo>",
            BASE64.encode(digest.as_ref())
        );
        let how: &'static dyn RsaEncoding = match self.method.contains("MGF1") {
            true => &RSA_PSS_SHA256,
            false => &RSA_PKCS1_SHA256,
        };
        let value = BASE64.encode(&sign_by(how, &self.key, info.as_bytes()));
        let named = BASE64.encode(&certificate(&self.named).der);
        format!(
            "<ds:Signature xmlns:ds=\"{DS}\">{info}<ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo>\
             <ds:X509Data><ds:X509Certificate>{named}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>{after}\
             </ds:Signature>"
        )
    }

    /// The element with its signature behind its issuer.
    pub fn signed(&self, element: &str, id: &str) -> String {
        let signature = self.signature(element, id);
        element.replacen("</saml:Issuer>", &format!("</saml:Issuer>{signature}"), 1)
    }
}

pub fn sign(key: &str, message: &[u8]) -> Vec<u8> {
    sign_by(&RSA_PKCS1_SHA256, key, message)
}

fn sign_by(how: &'static dyn RsaEncoding, key: &str, message: &[u8]) -> Vec<u8> {
    let key = RsaKeyPair::from_pkcs8(&private(key)).expect("a key");
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(how, &SystemRandom::new(), message, &mut signature).expect("signed");
    signature
}

/// A whole response with a signed assertion of these parts.
pub fn signed(parts: &Parts) -> String {
    response(&Signing::new().signed(&parts.assertion("_assertion"), "_assertion"))
}
