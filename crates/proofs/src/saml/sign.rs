//! Our own signatures: over a message that travels in a form, and over the query of an address.
//!
//! Never in here: verifying.

use std::fmt;

use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use data_encoding::BASE64;

use super::algorithm::{ENVELOPED, EXCLUSIVE, RSA_SHA256, SHA256};
use super::canonical::canonical;
use super::certificate::{Certificate, RSA_BITS};
use super::xml::{self, SIGNATURE, unqualified};

/// A private key of ours, and the certificate by which providers know it.
pub struct SigningKey {
    certificate: Certificate,
    key: RsaKeyPair,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "SigningKey({})", self.certificate.fingerprint)
    }
}

impl SigningKey {
    /// An RSA key (PKCS #8, DER) of at least 2048 bits, with its certificate. `None` where one of them is none, or
    /// they do not belong together.
    pub fn read(private: &[u8], certificate: &Certificate) -> Option<SigningKey> {
        let key = RsaKeyPair::from_pkcs8(private).ok()?;
        let public: PublicKeyX509Der<'_> = key.public_key().as_der().ok()?;
        let right = key.public_modulus_len() * 8 >= RSA_BITS && certificate.wraps(public.as_ref());
        right.then(|| SigningKey { certificate: certificate.clone(), key })
    }

    /// A signature with [`RSA_SHA256`]. It depends on nothing but key and message; the random numbers only blind.
    pub(super) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).ok()?;
        Some(signature)
    }
}

/// The message with an enveloped signature behind its issuer (SAML core §5.4, XML Signature §3.1). `None` where the
/// message is none of ours.
pub(super) fn enveloped(message: &str, key: &SigningKey) -> Option<String> {
    let document = xml::read(message.as_bytes(), &xml::MESSAGE).ok()?;
    let root = document.root_element();
    let form = canonical(root, None, &[]).ok()?;
    let digest = BASE64.encode(digest::digest(&digest::SHA256, form.as_bytes()).as_ref());
    let info = format!(
        "<ds:SignedInfo xmlns:ds=\"{SIGNATURE}\">\
         <ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"{RSA_SHA256}\"></ds:SignatureMethod><ds:Reference URI=\"#{}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"{ENVELOPED}\"></ds:Transform>\
         <ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{SHA256}\"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue>\
         </ds:Reference></ds:SignedInfo>",
        super::text::escaped(unqualified(root, "ID")?)
    );
    let value = BASE64.encode(&key.sign(info.as_bytes())?);
    let certificate = BASE64.encode(&key.certificate.der);
    let signature = format!(
        "<ds:Signature xmlns:ds=\"{SIGNATURE}\">{info}<ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo>\
         <ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
    );
    let (before, after) = message.split_once("</saml:Issuer>")?;
    Some(format!("{before}</saml:Issuer>{signature}{after}"))
}
