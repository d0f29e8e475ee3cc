//! Certificates as metadata and messages carry them: a key, its dates and its fingerprint.
//!
//! SAML trusts the key that an admin configured, and neither chains nor names (metadata interoperability profile
//! §2.6.1): a certificate is a wrapping for a key. Whether one that has ended is still taken is policy, and not
//! decided here. Where to go next: `signature.rs`.

use rules::Instant;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;

use super::text::{base64, bounded, fingerprint};

/// RSA keys shorter than this are refused (NIST SP 800-131A §3).
pub(super) const RSA_BITS: usize = 2048;

/// A certificate of a provider, or of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// As it is encoded (DER).
    pub der: Vec<u8>,
    /// The SHA-256 fingerprint of the encoding, in hexadecimal digits.
    pub fingerprint: String,
    /// Whom it names; for showing.
    pub subject: String,
    /// When it begins.
    pub begins: Instant,
    /// When it ends.
    pub ends: Instant,
    /// The length of its key in bits.
    pub bits: usize,
    pub(super) key: Key,
}

/// The public key inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// `SubjectPublicKeyInfo`.
    Rsa(Vec<u8>),
    /// The uncompressed point on P-256, P-384 or P-521, as its length tells.
    Curve(Vec<u8>),
}

/// Why a certificate cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateFlaw {
    /// It is no certificate.
    Unreadable,
    /// Its key is neither RSA nor on one of the NIST curves.
    OtherKey,
}

impl CertificateFlaw {
    /// Its permanent name.
    pub fn code(self) -> &'static str {
        match self {
            CertificateFlaw::Unreadable => "saml-certificate-unreadable",
            CertificateFlaw::OtherKey => "saml-certificate-other-key",
        }
    }
}

impl Certificate {
    /// Reads a certificate in any of the ways in which people hand one over: PEM, bare base64, or DER.
    ///
    /// # Errors
    /// It is none, or its key is of no use. A short RSA key is told apart in [`Certificate::weak`], because
    /// metadata has to be shown with it.
    pub fn read(bytes: &[u8]) -> Result<Certificate, CertificateFlaw> {
        if bytes.len() > 64 * 1024 {
            return Err(CertificateFlaw::Unreadable);
        }
        let der = unwrapped(bytes).ok_or(CertificateFlaw::Unreadable)?;
        let (rest, parsed) = X509Certificate::from_der(&der).map_err(|_| CertificateFlaw::Unreadable)?;
        if !rest.is_empty() {
            return Err(CertificateFlaw::Unreadable);
        }
        let (key, bits) = key(&parsed)?;
        let validity = parsed.validity();
        Ok(Certificate {
            fingerprint: fingerprint(&der),
            subject: bounded(&parsed.subject().to_string()),
            begins: Instant(validity.not_before.timestamp().saturating_mul(1_000_000)),
            ends: Instant(validity.not_after.timestamp().saturating_mul(1_000_000)),
            bits,
            key,
            der,
        })
    }

    /// It is the certificate of that RSA key, given as `SubjectPublicKeyInfo`.
    pub(super) fn wraps(&self, public: &[u8]) -> bool {
        self.key == Key::Rsa(public.to_vec())
    }

    /// Its RSA key is too short: signatures by it are refused.
    pub fn weak(&self) -> bool {
        matches!(self.key, Key::Rsa(_)) && self.bits < RSA_BITS
    }
}

/// The encoding inside PEM, inside bare base64, or as it is.
fn unwrapped(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.first() == Some(&0x30) {
        return Some(bytes.to_vec());
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let inside = match text.split_once("-----BEGIN CERTIFICATE-----") {
        Some((_, rest)) => rest.split_once("-----END CERTIFICATE-----")?.0,
        None => text,
    };
    base64(inside)
}

fn key(certificate: &X509Certificate<'_>) -> Result<(Key, usize), CertificateFlaw> {
    let public = certificate.public_key();
    match public.parsed().map_err(|_| CertificateFlaw::OtherKey)? {
        PublicKey::RSA(rsa) => {
            let modulus: &[u8] = rsa.modulus;
            let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
            let leading = modulus.get(zeros).map_or(0, |byte| byte.leading_zeros() as usize);
            Ok((Key::Rsa(public.raw.to_vec()), (modulus.len() - zeros) * 8 - leading))
        }
        PublicKey::EC(point) => {
            let point = point.data().to_vec();
            let bits = match point.len() {
                65 => 256,
                97 => 384,
                133 => 521,
                _ => return Err(CertificateFlaw::OtherKey),
            };
            Ok((Key::Curve(point), bits))
        }
        _ => Err(CertificateFlaw::OtherKey),
    }
}
