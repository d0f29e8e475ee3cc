//! What is kept or sent under the data key: sealed values, and keyed hashes of what must be found again
//! without being readable.
//!
//! The keys come from a file outside the database; whoever has the database alone reads nothing here.
//! Nothing that a person needs to get back in may depend on these keys alone: keys can be lost.
//! Never in here: reading that file, making nonces. Where to go next: `ticket.rs`; the format of the
//! file stands at [`KeyRing::parse`].

use std::fmt;

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use zeroize::Zeroizing;

/// The first byte of everything sealed, so that the format can change.
const FORMAT: u8 = 1;
/// Format, key id and nonce stand before the ciphertext.
const HEAD: usize = 1 + 4 + NONCE_LEN;

/// One 256-bit key and the number that sealed values name it by.
struct Key {
    id: u32,
    bytes: Zeroizing<[u8; 32]>,
}

/// The keys of an installation, oldest first. New values are sealed with the last one.
pub struct KeyRing {
    keys: Vec<Key>,
}

/// Why a key file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFlaw {
    /// There is no key in it.
    Empty,
    /// This line (counted from 1) is not `id:base64` of 32 bytes.
    Line(usize),
    /// This line (counted from 1) has an id that an earlier one has.
    Twice(usize),
}

impl KeyRing {
    /// A ring of one key with id 1, made of 32 random bytes.
    pub fn generate(bytes: [u8; 32]) -> KeyRing {
        KeyRing { keys: vec![Key { id: 1, bytes: Zeroizing::new(bytes) }] }
    }

    /// Adds a key of 32 random bytes, which becomes the active one; returns its id.
    ///
    /// Invariant: the oldest key stays in the ring as long as keyed hashes made with it are stored.
    pub fn add_key(&mut self, bytes: [u8; 32]) -> u32 {
        let id = self.keys.iter().map(|key| key.id).max().unwrap_or(0) + 1;
        self.keys.push(Key { id, bytes: Zeroizing::new(bytes) });
        id
    }

    /// Reads a key file: one `id:base64` of 32 bytes a line, oldest first, the last is active. Empty
    /// lines and lines that begin with `#` say nothing.
    pub fn parse(text: &str) -> Result<KeyRing, KeyFlaw> {
        let mut keys: Vec<Key> = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let (number, line) = (number + 1, line.trim());
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let key = read_key(line).ok_or(KeyFlaw::Line(number))?;
            if keys.iter().any(|earlier| earlier.id == key.id) {
                return Err(KeyFlaw::Twice(number));
            }
            keys.push(key);
        }
        if keys.is_empty() { Err(KeyFlaw::Empty) } else { Ok(KeyRing { keys }) }
    }

    /// The text of the key file, as [`KeyRing::parse`] reads it.
    pub fn print(&self) -> Zeroizing<String> {
        let mut text = String::from(
            "# Keys of this installation, oldest first; the last one seals. Keep a copy elsewhere.\n",
        );
        for key in &self.keys {
            text.push_str(&format!("{}:{}\n", key.id, BASE64.encode(&*key.bytes)));
        }
        Zeroizing::new(text)
    }

    /// The id of the key that new values are sealed with.
    pub fn active(&self) -> u32 {
        self.keys.last().map_or(0, |key| key.id)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The ids help an operator; the bytes help a thief.
        to.debug_list().entries(self.keys.iter().map(|key| key.id)).finish()
    }
}

fn read_key(line: &str) -> Option<Key> {
    let (id, text) = line.split_once(':')?;
    let bytes = Zeroizing::new(BASE64.decode(text.trim().as_bytes()).ok()?);
    let bytes = <[u8; 32]>::try_from(bytes.as_slice()).ok()?;
    Some(Key { id: id.trim().parse().ok()?, bytes: Zeroizing::new(bytes) })
}

/// Why a sealed value cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It names a key that is not in the ring.
    UnknownKey(u32),
    /// It was changed, cut, made up, or sealed for something else.
    Tampered,
}

/// Seals and opens with the keys of a ring. Cheap to keep, made once.
pub struct Sealer {
    active: u32,
    keys: Vec<(u32, LessSafeKey)>,
    hash_key: hmac::Key,
}

impl Sealer {
    /// Takes the keys of the ring. Each key is used for one thing only: what seals and what hashes are
    /// both derived from it.
    pub fn new(ring: KeyRing) -> Sealer {
        let keys = ring.keys.iter().map(|key| (key.id, sealing_key(&key.bytes))).collect();
        // A ring always has a key; an all-zero one would be derived from nothing and open nothing.
        let oldest = ring.keys.first().map_or([0; 32], |key| *key.bytes);
        let hash_key = hmac::Key::new(hmac::HMAC_SHA256, &*derived(&oldest, "keyed hash"));
        Sealer { active: ring.active(), keys, hash_key }
    }

    /// Seals bytes so that they open only with the same `about` (table, column, row …): a sealed value
    /// copied elsewhere stays shut. The nonce must be random and new for each call.
    pub fn seal(&self, about: &[&str], nonce: [u8; NONCE_LEN], plain: &[u8]) -> Vec<u8> {
        self.seal_as(b'v', about, nonce, plain)
    }

    /// Opens what [`Sealer::seal`] made for the same `about`.
    pub fn open(&self, about: &[&str], sealed: &[u8]) -> Result<Vec<u8>, Unreadable> {
        self.open_as(b'v', about, sealed)
    }

    /// Seals what travels in a page or an address, as base64url. Its length says only how many buckets
    /// of `bucket` bytes were needed: with one large enough for all, every text is of the same length.
    pub fn seal_text(&self, about: &[&str], nonce: [u8; NONCE_LEN], plain: &[u8], bucket: usize) -> String {
        let length = u32::try_from(plain.len()).expect("what travels in a page is far below 4 GiB");
        let mut padded = Zeroizing::new(Vec::with_capacity(4 + plain.len() + bucket));
        padded.extend_from_slice(&length.to_be_bytes());
        padded.extend_from_slice(plain);
        let full = padded.len().next_multiple_of(bucket.max(1));
        padded.resize(full, 0);
        BASE64URL_NOPAD.encode(&self.seal_as(b't', about, nonce, &padded))
    }

    /// Opens what [`Sealer::seal_text`] made for the same `about`.
    pub fn open_text(&self, about: &[&str], text: &str) -> Result<Vec<u8>, Unreadable> {
        let sealed = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Unreadable::Tampered)?;
        let padded = Zeroizing::new(self.open_as(b't', about, &sealed)?);
        let (length, rest) = padded.split_first_chunk::<4>().ok_or(Unreadable::Tampered)?;
        let length = u32::from_be_bytes(*length) as usize;
        rest.get(..length).map(<[u8]>::to_vec).ok_or(Unreadable::Tampered)
    }

    /// A hash that only holders of the key can make: for addresses, typed codes and references, which
    /// have too few possible values for a plain one. `purpose` keeps equal bytes in two columns apart.
    ///
    /// Made with the oldest key of the ring, so that adding a key changes no stored hash. The price: that
    /// key stays in the ring, and who stole it can still test guesses after a rotation.
    pub fn keyed_hash(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.hash_key);
        context.update(&(purpose.len() as u64).to_be_bytes());
        context.update(purpose.as_bytes());
        context.update(bytes);
        array(context.sign())
    }

    /// Whether a sealed value was made with another key than the active one (or is no sealed value).
    pub fn needs_reseal(&self, sealed: &[u8]) -> bool {
        key_id(sealed) != Some(self.active)
    }

    fn seal_as(&self, kind: u8, about: &[&str], nonce: [u8; NONCE_LEN], plain: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(HEAD + plain.len() + AES_256_GCM.tag_len());
        sealed.push(FORMAT);
        sealed.extend_from_slice(&self.active.to_be_bytes());
        sealed.extend_from_slice(&nonce);
        let mut body = plain.to_vec();
        let aad = Aad::from(bound(kind, self.active, about));
        self.key(self.active)
            .expect("the active key is in the ring that it came from")
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut body)
            .expect("AES-GCM seals anything below 64 GiB");
        sealed.append(&mut body);
        sealed
    }

    fn open_as(&self, kind: u8, about: &[&str], sealed: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let id = key_id(sealed).ok_or(Unreadable::Tampered)?;
        let key = self.key(id).ok_or(Unreadable::UnknownKey(id))?;
        let (nonce, body) = sealed[5..].split_first_chunk::<NONCE_LEN>().ok_or(Unreadable::Tampered)?;
        let mut body = body.to_vec();
        let aad = Aad::from(bound(kind, id, about));
        let plain = key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut body)
            .map_err(|_| Unreadable::Tampered)?;
        let length = plain.len();
        body.truncate(length);
        Ok(body)
    }

    fn key(&self, id: u32) -> Option<&LessSafeKey> {
        self.keys.iter().find(|(known, _)| *known == id).map(|(_, key)| key)
    }
}

/// The key id of a sealed value that is long enough to be one.
fn key_id(sealed: &[u8]) -> Option<u32> {
    let (format, rest) = sealed.split_first()?;
    let (id, _) = rest.split_first_chunk::<4>()?;
    (*format == FORMAT && sealed.len() >= HEAD + AES_256_GCM.tag_len()).then(|| u32::from_be_bytes(*id))
}

/// What a sealed value is bound to. Each part with its length before it: `["a", "bc"]` is not `["ab", "c"]`.
fn bound(kind: u8, id: u32, about: &[&str]) -> Vec<u8> {
    let mut bytes = vec![FORMAT, kind];
    bytes.extend_from_slice(&id.to_be_bytes());
    for part in about {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

fn sealing_key(key: &[u8; 32]) -> LessSafeKey {
    let unbound = UnboundKey::new(&AES_256_GCM, &*derived(key, "seal"));
    LessSafeKey::new(unbound.expect("32 bytes are the length of an AES-256 key"))
}

/// A key for one use, from a uniformly random one: HKDF's expand step for a single block (RFC 5869 §2.3).
fn derived(key: &[u8; 32], purpose: &str) -> Zeroizing<[u8; 32]> {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    context.update(b"vestibule ");
    context.update(purpose.as_bytes());
    context.update(&[1]);
    Zeroizing::new(array(context.sign()))
}

fn array(tag: hmac::Tag) -> [u8; 32] {
    tag.as_ref().try_into().expect("SHA-256 gives 32 bytes")
}
