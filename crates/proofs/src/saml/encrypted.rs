//! Encrypted assertions: which key opens them, and what is in them (SAML core §2.3.4, XML Encryption 1.1).
//!
//! Key transport is RSA-OAEP, content is AES in GCM or CBC. CBC is not authenticated, so the caller keeps silent
//! about everything up to the signature inside. Broken algorithms are refused before a key is touched.
//! Never in here: a reason why decryption failed. Where to go next: `response.rs`.

use std::fmt;

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{AES_128, AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm, OaepPrivateDecryptingKey, PrivateDecryptingKey,
};
use roxmltree::Node;
use zeroize::Zeroizing;

use super::algorithm::{SHA256, refused};
use super::certificate::{Certificate, RSA_BITS};
use super::flaw::Flaw;
use super::signature::named_certificate;
use super::text::{base64, bounded};
use super::xml::{SIGNATURE, child, children, element_name, is, unqualified, value};

/// `xenc`: XML Encryption.
const ENCRYPTION: &str = "http://www.w3.org/2001/04/xmlenc#";
/// `xenc11`: XML Encryption 1.1.
const ENCRYPTION11: &str = "http://www.w3.org/2009/xmlenc11#";
const OAEP: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
const OAEP11: &str = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
/// An assertion for several recipients names a few of them; each try costs a private-key operation.
const KEYS: usize = 4;

/// A private key of ours, and the certificate that providers encrypt for.
pub struct DecryptionKey {
    fingerprint: String,
    key: OaepPrivateDecryptingKey,
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "DecryptionKey({})", self.fingerprint)
    }
}

impl DecryptionKey {
    /// An RSA key (PKCS #8, DER) of at least 2048 bits, with the certificate that is in our metadata for it. `None`
    /// where one of them is none, or they do not belong together.
    pub fn read(private: &[u8], certificate: &Certificate) -> Option<DecryptionKey> {
        let key = PrivateDecryptingKey::from_pkcs8(private).ok()?;
        let public: PublicKeyX509Der<'_> = key.public_key().as_der().ok()?;
        if key.key_size_bits() < RSA_BITS || !certificate.wraps(public.as_ref()) {
            return None;
        }
        let key = OaepPrivateDecryptingKey::new(key).ok()?;
        Some(DecryptionKey { fingerprint: certificate.fingerprint.clone(), key })
    }
}

/// What was in it.
pub(super) struct Opened {
    pub(super) plain: Zeroizing<Vec<u8>>,
    /// It cannot have been altered since it was encrypted, by whomever.
    pub(super) authenticated: bool,
}

/// Opens an `EncryptedAssertion`.
pub(super) fn open(node: Node<'_, '_>, keys: &[DecryptionKey]) -> Result<Opened, Flaw> {
    let data = needed(node, ENCRYPTION, "EncryptedData")?;
    let content = Content::read(data)?;
    let wrapped = wrapped_keys(node, data)?;
    let sealed = cipher_value(data)?;
    if keys.is_empty() {
        return Err(Flaw::NoDecryptionKey);
    }
    let mut unwrapped = wrapped.iter().flat_map(|one| keys.iter().filter_map(|key| one.unwrap(key)));
    match unwrapped.next() {
        Some(key) => {
            let plain = content.decrypt(&key, sealed).ok_or(Flaw::NotDecrypted)?;
            Ok(Opened { plain, authenticated: content.authenticated() })
        }
        None => Err(unopened(&wrapped, keys)),
    }
}

/// No key of ours opened it. RSA-OAEP withstands chosen messages, so that saying so gives nothing away.
fn unopened(wrapped: &[Wrapped], keys: &[DecryptionKey]) -> Flaw {
    let named = wrapped.iter().find_map(|one| one.named.as_ref());
    if named.is_some_and(|named| keys.iter().any(|key| key.fingerprint == *named)) {
        return Flaw::NotDecrypted;
    }
    let expected = keys.iter().map(|key| key.fingerprint.clone()).collect();
    Flaw::OtherRecipientKey { came: named.cloned(), expected }
}

/// How the content is encrypted.
#[derive(Clone, Copy)]
enum Content {
    Gcm(usize),
    Cbc(usize),
}

impl Content {
    fn read(data: Node<'_, '_>) -> Result<Content, Flaw> {
        let algorithm = algorithm_of(needed(data, ENCRYPTION, "EncryptionMethod")?);
        match algorithm {
            "http://www.w3.org/2009/xmlenc11#aes128-gcm" => Ok(Content::Gcm(16)),
            "http://www.w3.org/2009/xmlenc11#aes256-gcm" => Ok(Content::Gcm(32)),
            "http://www.w3.org/2001/04/xmlenc#aes128-cbc" => Ok(Content::Cbc(16)),
            "http://www.w3.org/2001/04/xmlenc#aes256-cbc" => Ok(Content::Cbc(32)),
            other => Err(refused(other)),
        }
    }

    fn authenticated(self) -> bool {
        matches!(self, Content::Gcm(_))
    }

    fn decrypt(self, key: &[u8], sealed: Vec<u8>) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Content::Gcm(bytes) if key.len() == bytes => gcm(key, sealed),
            Content::Cbc(bytes) if key.len() == bytes => cbc(key, sealed),
            Content::Gcm(_) | Content::Cbc(_) => None,
        }
    }
}

/// 96 bits of nonce before, 128 bits of tag behind (XML Encryption 1.1 §5.2.4).
fn gcm(key: &[u8], mut sealed: Vec<u8>) -> Option<Zeroizing<Vec<u8>>> {
    let algorithm = if key.len() == 16 { &AES_128_GCM } else { &AES_256_GCM };
    let key = LessSafeKey::new(UnboundKey::new(algorithm, key).ok()?);
    let (nonce, content) = sealed.split_at_mut_checked(12)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let plain = key.open_in_place(nonce, Aad::empty(), content).ok()?;
    Some(Zeroizing::new(plain.to_vec()))
}

/// 128 bits of initial vector before; the last byte says how many are padding, the rest of which may be anything
/// (XML Encryption 1.1 §5.2.1).
fn cbc(key: &[u8], mut sealed: Vec<u8>) -> Option<Zeroizing<Vec<u8>>> {
    let algorithm = if key.len() == 16 { &AES_128 } else { &AES_256 };
    let key = UnboundCipherKey::new(algorithm, key).ok()?;
    let key = PaddedBlockDecryptingKey::cbc_iso10126(key).ok()?;
    let (vector, content) = sealed.split_at_mut_checked(16)?;
    let vector: [u8; 16] = (&*vector).try_into().ok()?;
    let plain = key.decrypt(content, DecryptionContext::Iv128(FixedLength::from(vector))).ok()?;
    Some(Zeroizing::new(plain.to_vec()))
}

/// A content key, encrypted for somebody.
struct Wrapped {
    algorithm: &'static OaepAlgorithm,
    sealed: Vec<u8>,
    named: Option<String>,
}

impl Wrapped {
    fn read(node: Node<'_, '_>) -> Result<Wrapped, Flaw> {
        let method = needed(node, ENCRYPTION, "EncryptionMethod")?;
        Ok(Wrapped {
            algorithm: transport(method)?,
            sealed: cipher_value(node)?,
            named: child(node, SIGNATURE, "KeyInfo").and_then(named_certificate),
        })
    }

    fn unwrap(&self, key: &DecryptionKey) -> Option<Zeroizing<Vec<u8>>> {
        let mut room = Zeroizing::new(vec![0; key.key.min_output_size()]);
        let plain = key.key.decrypt(self.algorithm, &self.sealed, &mut room, None).ok()?;
        Some(Zeroizing::new(plain.to_vec()))
    }
}

/// RSA-OAEP with the same digest inside and out (XML Encryption 1.1 §5.5.2); SHA-1 is not broken in this use.
fn transport(method: Node<'_, '_>) -> Result<&'static OaepAlgorithm, Flaw> {
    let algorithm = algorithm_of(method);
    if algorithm != OAEP && algorithm != OAEP11 {
        return Err(refused(algorithm));
    }
    let digest = child(method, SIGNATURE, "DigestMethod").map_or(SHA1, algorithm_of);
    let mask = child(method, ENCRYPTION11, "MGF").map_or("", algorithm_of);
    let labelled = child(method, ENCRYPTION, "OAEPparams").map(value).transpose()?;
    if labelled.is_some_and(|label| !label.trim().is_empty()) {
        return Err(refused("OAEPparams"));
    }
    match (digest, mask.rsplit('#').next().unwrap_or_default()) {
        (SHA1, "" | "mgf1sha1") => Ok(&OAEP_SHA1_MGF1SHA1),
        (SHA256, "mgf1sha256") if algorithm == OAEP11 => Ok(&OAEP_SHA256_MGF1SHA256),
        // Digests that differ inside and out are lawful, and not in our library.
        (_, "") => Err(refused_digest(digest)),
        _ => Err(refused_digest(mask)),
    }
}

/// SHA-1 is named for what it does not go with, and not for being broken.
fn refused_digest(algorithm: &str) -> Flaw {
    Flaw::OtherAlgorithm { algorithm: bounded(algorithm) }
}

/// The keys stand in the data's `KeyInfo`, or beside the data (core §2.2.4).
fn wrapped_keys(node: Node<'_, '_>, data: Node<'_, '_>) -> Result<Vec<Wrapped>, Flaw> {
    let about = child(data, SIGNATURE, "KeyInfo");
    let inside = about.into_iter().flat_map(|about| children(about, ENCRYPTION, "EncryptedKey"));
    let beside = children(node, ENCRYPTION, "EncryptedKey");
    let all: Vec<_> = inside.chain(beside).take(KEYS).map(Wrapped::read).collect::<Result<_, _>>()?;
    if all.is_empty() { Err(missing("EncryptedKey", node)) } else { Ok(all) }
}

fn cipher_value(node: Node<'_, '_>) -> Result<Vec<u8>, Flaw> {
    let data = needed(node, ENCRYPTION, "CipherData")?;
    base64(&value(needed(data, ENCRYPTION, "CipherValue")?)?).ok_or(Flaw::NotDecrypted)
}

fn needed<'a, 'i>(
    node: Node<'a, 'i>,
    namespace: &'static str,
    name: &'static str,
) -> Result<Node<'a, 'i>, Flaw> {
    let mut all = node.children().filter(|one| is(*one, namespace, name));
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(missing(name, node)),
        (Some(_), Some(_)) => Err(Flaw::Repeated { element: name.to_owned(), within: element_name(node) }),
    }
}

fn missing(name: &str, within: Node<'_, '_>) -> Flaw {
    Flaw::Missing { element: name.to_owned(), within: element_name(within) }
}

fn algorithm_of<'a>(node: Node<'a, '_>) -> &'a str {
    unqualified(node, "Algorithm").unwrap_or_default()
}
