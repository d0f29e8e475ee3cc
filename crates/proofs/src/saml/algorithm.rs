//! The algorithms that are taken, by the addresses that XML Signature 1.1 §6 and RFC 9231 give them.
//!
//! Those that are broken are known by name, so that the flaw can say which one the provider has to leave. Never in
//! here: keys with a shared secret. A provider's public key would be one that everybody knows.

use aws_lc_rs::digest::{self, Algorithm as Digest};
use aws_lc_rs::signature::{self as by, UnparsedPublicKey, VerificationAlgorithm};

use super::certificate::Key;
use super::flaw::Flaw;
use super::text::bounded;

/// Exclusive canonical XML without comments.
pub(super) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// The signature is left out of what it signs.
pub(super) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// What we sign with.
pub(super) const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
/// What we digest with.
pub(super) const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

/// Broken, and still sent by some as their default.
const WEAK: &[&str] = &[
    "http://www.w3.org/2000/09/xmldsig#sha1",
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
    "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1",
    "http://www.w3.org/2001/04/xmldsig-more#md5",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
    "http://www.w3.org/2001/04/xmlenc#rsa-1_5",
    "http://www.w3.org/2001/04/xmlenc#tripledes-cbc",
];

/// The flaw of an algorithm that is not taken.
pub(super) fn refused(algorithm: &str) -> Flaw {
    match WEAK.contains(&algorithm) {
        true => Flaw::WeakAlgorithm { algorithm: algorithm.to_owned() },
        false => Flaw::OtherAlgorithm { algorithm: bounded(algorithm) },
    }
}

/// A digest by its address.
pub(super) fn digest(algorithm: &str) -> Result<&'static Digest, Flaw> {
    match algorithm {
        SHA256 => Ok(&digest::SHA256),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Ok(&digest::SHA384),
        "http://www.w3.org/2001/04/xmlenc#sha512" => Ok(&digest::SHA512),
        other => Err(refused(other)),
    }
}

/// A kind of signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// RSASSA-PKCS1-v1_5.
    Rsa,
    /// RSASSA-PSS with MGF1 and a salt as long as the digest (RFC 9231 §2.3.10).
    Pss,
    /// ECDSA; both numbers one after the other (RFC 9231 §2.3.6).
    Curve,
}

/// A signature's algorithm: its kind and the length of its digest in bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Method {
    kind: Kind,
    digest_bits: usize,
}

impl Method {
    /// A signature's algorithm by its address.
    pub(super) fn read(algorithm: &str) -> Result<Method, Flaw> {
        let (kind, digest_bits) = match algorithm {
            RSA_SHA256 => (Kind::Rsa, 256),
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384" => (Kind::Rsa, 384),
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => (Kind::Rsa, 512),
            "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1" => (Kind::Pss, 256),
            "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1" => (Kind::Pss, 384),
            "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1" => (Kind::Pss, 512),
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256" => (Kind::Curve, 256),
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384" => (Kind::Curve, 384),
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512" => (Kind::Curve, 512),
            other => return Err(refused(other)),
        };
        Ok(Method { kind, digest_bits })
    }

    /// The signature over the message was made by that key. A key of another kind made none.
    pub(super) fn verifies(self, key: &Key, message: &[u8], signature: &[u8]) -> bool {
        let (encoded, algorithm): (&[u8], &'static dyn VerificationAlgorithm) = match key {
            Key::Rsa(encoded) => match self.rsa() {
                Some(algorithm) => (encoded, algorithm),
                None => return false,
            },
            Key::Curve(point) => match self.curve(point.len()) {
                Some(algorithm) => (point, algorithm),
                None => return false,
            },
        };
        UnparsedPublicKey::new(algorithm, encoded).verify(message, signature).is_ok()
    }

    fn rsa(self) -> Option<&'static dyn VerificationAlgorithm> {
        Some(match (self.kind, self.digest_bits) {
            (Kind::Rsa, 256) => &by::RSA_PKCS1_2048_8192_SHA256,
            (Kind::Rsa, 384) => &by::RSA_PKCS1_2048_8192_SHA384,
            (Kind::Rsa, 512) => &by::RSA_PKCS1_2048_8192_SHA512,
            (Kind::Pss, 256) => &by::RSA_PSS_2048_8192_SHA256,
            (Kind::Pss, 384) => &by::RSA_PSS_2048_8192_SHA384,
            (Kind::Pss, 512) => &by::RSA_PSS_2048_8192_SHA512,
            _ => return None,
        })
    }

    /// The curve is told by the length of the key's point.
    fn curve(self, point_bytes: usize) -> Option<&'static dyn VerificationAlgorithm> {
        if self.kind != Kind::Curve {
            return None;
        }
        Some(match (point_bytes, self.digest_bits) {
            (65, 256) => &by::ECDSA_P256_SHA256_FIXED,
            (97, 384) => &by::ECDSA_P384_SHA384_FIXED,
            (133, 256) => &by::ECDSA_P521_SHA256_FIXED,
            (133, 384) => &by::ECDSA_P521_SHA384_FIXED,
            (133, 512) => &by::ECDSA_P521_SHA512_FIXED,
            _ => return None,
        })
    }
}
