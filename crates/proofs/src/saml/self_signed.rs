//! Certificates for our own keys: SAML wants a certificate around every key, and nobody's signature on it
//! (RFC 5280 §4.1; self-signed, one name, no extensions).
//!
//! Keys, serial numbers and times are handed in. Never in here: reading a certificate; `certificate.rs` does.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rules::Instant;

use super::certificate::Certificate;
use super::time::written;

const INTEGER: u8 = 0x02;
const BITS: u8 = 0x03;
const TEXT: u8 = 0x0c;
const YEAR_OF_TWO_DIGITS: u8 = 0x17;
const YEAR_OF_FOUR_DIGITS: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const VERSION: u8 = 0xa0;
/// 1.2.840.113549.1.1.11 (sha256WithRSAEncryption) and its empty parameters.
const SHA256_WITH_RSA: &[u8] =
    &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00];
/// 2.5.4.3 (commonName).
const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];

/// What a certificate of ours says.
#[derive(Clone, Copy, Debug)]
pub struct SelfSigned<'a> {
    /// The name in it: our site's, for people who compare.
    pub name: &'a str,
    /// At least 64 bits of randomness (RFC 5280 §4.1.2.2 and usage).
    pub serial: [u8; 16],
    /// When it begins.
    pub begins: Instant,
    /// When it ends.
    pub ends: Instant,
}

/// The certificate around an RSA key (PKCS #8, DER). `None` where the key is none, or the name has more than the 64
/// characters that fit.
pub fn make_certificate(private: &[u8], says: &SelfSigned<'_>) -> Option<Certificate> {
    let key = RsaKeyPair::from_pkcs8(private).ok()?;
    if says.name.is_empty() || says.name.chars().count() > 64 {
        return None;
    }
    let public: PublicKeyX509Der<'_> = key.public_key().as_der().ok()?;
    let algorithm = tagged(SEQUENCE, &[SHA256_WITH_RSA]);
    let name = tagged(SEQUENCE, &[COMMON_NAME, &tagged(TEXT, &[says.name.as_bytes()])]);
    let name = tagged(SEQUENCE, &[&tagged(SET, &[&name])]);
    let validity = tagged(SEQUENCE, &[&moment(says.begins)?, &moment(says.ends)?]);
    // The first bit of an integer is its sign.
    let mut serial = says.serial;
    serial[0] = serial[0] & 0x7f | 0x40;
    let version = tagged(VERSION, &[&tagged(INTEGER, &[&[2]])]);
    let serial = tagged(INTEGER, &[&serial]);
    let signed = tagged(SEQUENCE, &[&version, &serial, &algorithm, &name, &validity, &name, public.as_ref()]);
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &signed, &mut signature).ok()?;
    let whole = tagged(SEQUENCE, &[&signed, &algorithm, &tagged(BITS, &[&[0], &signature])]);
    Certificate::read(&whole).ok()
}

/// Years to 2049 have two digits, later ones four (RFC 5280 §4.1.2.5).
fn moment(at: Instant) -> Option<Vec<u8>> {
    let digits: String = written(at).chars().filter(|letter| !"-:T".contains(*letter)).collect();
    if digits.len() != 15 {
        return None;
    }
    match &digits[..4] < "2050" {
        true => Some(tagged(YEAR_OF_TWO_DIGITS, &[&digits.as_bytes()[2..]])),
        false => Some(tagged(YEAR_OF_FOUR_DIGITS, &[digits.as_bytes()])),
    }
}

/// A value with its tag and length (X.690 §8.1).
fn tagged(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    let length = content.len().to_be_bytes();
    let length = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    match content.len() {
        0..0x80 => out.push(length.first().copied().unwrap_or_default()),
        _ => {
            out.push(0x80 | u8::try_from(length.len()).unwrap_or(u8::MAX));
            out.extend_from_slice(length);
        }
    }
    out.extend_from_slice(&content);
    out
}
