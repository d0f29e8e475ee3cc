//! A provider's public keys: a set of JSON Web Keys (RFC 7517), of which we keep those that can sign tokens.
//!
//! Never in here: a private key; members that hold one are not even read. Where to go next: `token.rs`.

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::{Map, Value, json};

use super::json::{object, text, texts};
use super::said;

/// The largest set, in bytes: certificates travel along at some providers.
const MOST_BYTES: usize = 512 * 1024;
/// How many keys of a set are kept.
const MOST: usize = 50;
/// The longest name of a key, in bytes; longer ones are kept by nobody.
const MOST_OF_A_NAME: usize = 500;
/// The sizes of RSA keys, in bits (NIST SP 800-131A forbids smaller ones).
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// What we take: signatures that only the provider can make. Never in here: HS256 and its like, which whoever
/// knows the client's secret makes too, and `none`.
pub(super) const TAKEN: [(&str, Algorithm); 9] = [
    ("RS256", Algorithm::RS256),
    ("RS384", Algorithm::RS384),
    ("RS512", Algorithm::RS512),
    ("PS256", Algorithm::PS256),
    ("PS384", Algorithm::PS384),
    ("PS512", Algorithm::PS512),
    ("ES256", Algorithm::ES256),
    ("ES384", Algorithm::ES384),
    ("EdDSA", Algorithm::EdDSA),
];

/// The keys that a provider signs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys(Vec<Key>);

/// Why a set of keys cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeysFlaw {
    /// It is larger than any set has to be.
    TooLarge,
    /// It is no set of keys.
    Unreadable,
    /// There is no key in it whose signatures we take.
    NoneFits,
}

impl KeysFlaw {
    /// Permanent, for the journal and the help.
    pub const fn code(self) -> &'static str {
        match self {
            KeysFlaw::TooLarge => "too-large",
            KeysFlaw::Unreadable => "unreadable",
            KeysFlaw::NoneFits => "none-fits",
        }
    }
}

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    name: Option<String>,
    /// The one algorithm that it is for, where that is said.
    only: Option<Algorithm>,
    material: Material,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Material {
    /// Modulus and exponent.
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// An uncompressed point of P-256.
    P256(Vec<u8>),
    /// An uncompressed point of P-384.
    P384(Vec<u8>),
    /// A point of Ed25519.
    Ed25519(Vec<u8>),
}

/// Reads a set of keys, or what [`Keys::kept`] wrote. Entries of kinds that we do not know, for encryption, or too
/// weak are passed over (RFC 7517 §5).
///
/// # Errors
/// It is no set of keys, or none in it fits.
pub fn read_keys(body: &[u8]) -> Result<Keys, KeysFlaw> {
    if body.len() > MOST_BYTES {
        return Err(KeysFlaw::TooLarge);
    }
    let members = object(body).ok_or(KeysFlaw::Unreadable)?;
    let entries = members.get("keys").and_then(Value::as_array).ok_or(KeysFlaw::Unreadable)?;
    let keys: Vec<Key> = entries.iter().filter_map(Value::as_object).filter_map(key).take(MOST).collect();
    if keys.is_empty() { Err(KeysFlaw::NoneFits) } else { Ok(Keys(keys)) }
}

impl Keys {
    /// The names of those that have one, for people's eyes.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().filter_map(|key| key.name.as_deref()).map(said).collect()
    }

    /// As text to be kept, which [`read_keys`] reads.
    pub fn kept(&self) -> String {
        let keys: Vec<Value> = self.0.iter().map(Key::printed).collect();
        json!({ "keys": keys }).to_string()
    }

    /// Those that may have signed something of that name: by name, and where none has it, those without one.
    pub(super) fn called(&self, name: Option<&str>) -> Vec<&Key> {
        let Some(name) = name else { return self.0.iter().collect() };
        let named: Vec<&Key> = self.0.iter().filter(|key| key.name.as_deref() == Some(name)).collect();
        if named.is_empty() { self.0.iter().filter(|key| key.name.is_none()).collect() } else { named }
    }
}

impl Key {
    /// Whether it can make signatures of this kind.
    ///
    /// Invariant: the key decides which algorithms it serves, never the token.
    pub(super) fn fits(&self, algorithm: Algorithm) -> bool {
        let kind = match self.material {
            Material::Rsa { .. } => matches!(
                algorithm,
                Algorithm::RS256
                    | Algorithm::RS384
                    | Algorithm::RS512
                    | Algorithm::PS256
                    | Algorithm::PS384
                    | Algorithm::PS512
            ),
            Material::P256(_) => algorithm == Algorithm::ES256,
            Material::P384(_) => algorithm == Algorithm::ES384,
            Material::Ed25519(_) => algorithm == Algorithm::EdDSA,
        };
        kind && self.only.is_none_or(|only| only == algorithm)
    }

    /// Whether it has that name, and one at all.
    pub(super) fn is_called(&self, name: Option<&str>) -> bool {
        name.is_some() && self.name.as_deref() == name
    }

    /// As the library takes it.
    pub(super) fn decoding(&self) -> DecodingKey {
        match &self.material {
            Material::Rsa { n, e } => DecodingKey::from_rsa_raw_components(n, e),
            Material::P256(point) | Material::P384(point) => DecodingKey::from_ec_der(point),
            Material::Ed25519(point) => DecodingKey::from_ed_der(point),
        }
    }

    fn printed(&self) -> Value {
        let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        let curve = |name: &str, point: &[u8]| {
            let (x, y) = point[1..].split_at(point.len() / 2);
            json!({ "kty": "EC", "crv": name, "x": text(x), "y": text(y) })
        };
        let mut printed = match &self.material {
            Material::Rsa { n, e } => json!({ "kty": "RSA", "n": text(n), "e": text(e) }),
            Material::P256(point) => curve("P-256", point),
            Material::P384(point) => curve("P-384", point),
            Material::Ed25519(point) => json!({ "kty": "OKP", "crv": "Ed25519", "x": text(point) }),
        };
        if let Some(name) = &self.name {
            printed["kid"] = Value::from(name.as_str());
        }
        if let Some((only, _)) = TAKEN.iter().find(|(_, taken)| Some(*taken) == self.only) {
            printed["alg"] = Value::from(*only);
        }
        printed
    }
}

/// One entry of the set, where it can sign for us.
fn key(entry: &Map<String, Value>) -> Option<Key> {
    let signs = text(entry, "use").is_none_or(|purpose| purpose == "sig");
    let verifies = !entry.contains_key("key_ops") || texts(entry, "key_ops").contains(&"verify");
    let only = match text(entry, "alg") {
        None => None,
        // The newer name of the same (RFC 9864).
        Some("Ed25519") => Some(Algorithm::EdDSA),
        Some(name) => Some(TAKEN.iter().find(|(taken, _)| *taken == name)?.1),
    };
    let name = text(entry, "kid").map(str::to_owned);
    if !signs || !verifies || name.as_ref().is_some_and(|name| name.len() > MOST_OF_A_NAME) {
        return None;
    }
    let key = Key { name, only, material: material(entry)? };
    // One that is for an algorithm of another kind of key serves nobody.
    key.only.is_none_or(|only| key.fits(only)).then_some(key)
}

fn material(entry: &Map<String, Value>) -> Option<Material> {
    let bytes = |name| BASE64URL_NOPAD.decode(text(entry, name)?.as_bytes()).ok();
    let point = |length: usize| {
        let (x, y) = (bytes("x")?, bytes("y")?);
        (x.len() == length && y.len() == length).then(|| [vec![4], x, y].concat())
    };
    match (text(entry, "kty")?, text(entry, "crv")) {
        ("RSA", _) => {
            let (n, e) = (without_zeros(bytes("n")?), without_zeros(bytes("e")?));
            let bits = (n.len() * 8).saturating_sub(n.first()?.leading_zeros() as usize);
            (RSA_BITS.contains(&bits) && (1..=8).contains(&e.len())).then_some(Material::Rsa { n, e })
        }
        ("EC", Some("P-256")) => point(32).map(Material::P256),
        ("EC", Some("P-384")) => point(48).map(Material::P384),
        ("OKP", Some("Ed25519")) => bytes("x").filter(|x| x.len() == 32).map(Material::Ed25519),
        _other => None,
    }
}

/// Some write a number with zeros before it.
fn without_zeros(bytes: Vec<u8>) -> Vec<u8> {
    bytes.into_iter().skip_while(|byte| *byte == 0).collect()
}
