//! A provider's pen: makes keys, says them as a set, and signs whatever it is given, header included.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512,
    RsaEncoding,
};
use data_encoding::BASE64URL_NOPAD;
use proofs::oidc::{Keys, read_keys};
use serde_json::{Value, json};

/// Every algorithm that we take.
pub const ALL: [&str; 9] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];

enum Pair {
    Rsa(RsaPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

/// Signs with one key by one algorithm; the key's name is that of the algorithm.
pub struct Signer {
    pub algorithm: &'static str,
    pair: Arc<Pair>,
}

/// Keys of RSA are slow to make: one of each kind for all tests, and one more.
static MADE: Mutex<Option<Made>> = Mutex::new(None);
type Made = HashMap<(&'static str, bool), Arc<Pair>>;

fn kind(algorithm: &str) -> &'static str {
    match algorithm {
        "ES256" => "P-256",
        "ES384" => "P-384",
        "EdDSA" => "Ed25519",
        _rsa => "RSA",
    }
}

fn make(kind: &str) -> Pair {
    match kind {
        "P-256" => Pair::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()),
        "P-384" => Pair::Ec(EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap()),
        "Ed25519" => Pair::Ed(Ed25519KeyPair::generate().unwrap()),
        _rsa => Pair::Rsa(RsaPair::generate(KeySize::Rsa2048).unwrap()),
    }
}

/// Bytes as tokens write them.
pub fn text(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

impl Signer {
    pub fn of(algorithm: &'static str) -> Signer {
        Signer::with(algorithm, true)
    }

    /// Another key under the same name.
    pub fn other(algorithm: &'static str) -> Signer {
        Signer::with(algorithm, false)
    }

    fn with(algorithm: &'static str, first: bool) -> Signer {
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let kind = kind(algorithm);
        let made = made.get_or_insert_with(HashMap::new).entry((kind, first));
        Signer { algorithm, pair: made.or_insert_with(|| Arc::new(make(kind))).clone() }
    }

    /// The public key as an entry of a set.
    pub fn entry(&self) -> Value {
        let mut entry = match &*self.pair {
            Pair::Rsa(pair) => {
                let public = pair.public_key();
                let (n, e) = (public.modulus(), public.exponent());
                json!({
                    "kty": "RSA",
                    "n": text(n.big_endian_without_leading_zero()), "e": text(e.big_endian_without_leading_zero()),
                })
            }
            Pair::Ec(pair) => {
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                json!({ "kty": "EC", "crv": kind(self.algorithm), "x": text(x), "y": text(y) })
            }
            Pair::Ed(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": text(pair.public_key().as_ref()) })
            }
        };
        entry["kid"] = json!(self.algorithm);
        entry["use"] = json!("sig");
        entry
    }

    /// The bare modulus or point: what an attacker would use as a secret.
    pub fn public_bytes(&self) -> Vec<u8> {
        match &*self.pair {
            Pair::Rsa(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Ec(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Ed(pair) => pair.public_key().as_ref().to_vec(),
        }
    }

    pub fn header(&self) -> Value {
        json!({ "alg": self.algorithm, "kid": self.algorithm, "typ": "JWT" })
    }

    pub fn token(&self, claims: &Value) -> String {
        self.token_of(&self.header().to_string(), &claims.to_string())
    }

    /// Signs these very texts.
    pub fn token_of(&self, header: &str, claims: &str) -> String {
        let message = format!("{}.{}", text(header.as_bytes()), text(claims.as_bytes()));
        format!("{message}.{}", text(&self.sign(message.as_bytes())))
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &*self.pair {
            Pair::Ec(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Pair::Ed(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let how: &'static dyn RsaEncoding = match self.algorithm {
                    "RS384" => &RSA_PKCS1_SHA384,
                    "RS512" => &RSA_PKCS1_SHA512,
                    "PS256" => &RSA_PSS_SHA256,
                    "PS384" => &RSA_PSS_SHA384,
                    "PS512" => &RSA_PSS_SHA512,
                    _plain => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(how, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }
}

/// The set of these signers' keys.
pub fn keys_of(signers: &[&Signer]) -> Keys {
    let entries: Vec<Value> = signers.iter().map(|signer| signer.entry()).collect();
    set(&entries)
}

/// A set of these entries.
pub fn set(entries: &[Value]) -> Keys {
    read_keys(json!({ "keys": entries }).to_string().as_bytes()).unwrap()
}
