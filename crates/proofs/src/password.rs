//! Passwords: made into Argon2id hashes, and compared with them.
//!
//! m = 19 MiB, t = 2, p = 1 (OWASP Password Storage); raised by rehash at the next sign-in. Each hashing
//! thread keeps one [`Buffer`], which saves a fifth of the time. Huge pages would save some more; they
//! need an `madvise`, which is unsafe here; `GLIBC_TUNABLES=glibc.malloc.hugetlb=1` in the environment of
//! the process has the allocator do it.
//! Never in here: whether a password is good enough (`quality.rs`), who hashes when (the pool).

use argon2::{Algorithm, Argon2, Block, Params, Version};
use data_encoding::BASE64_NOPAD;
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

/// The most characters that a password may have; far above the 64 that must be accepted.
pub const MOST: usize = 1_024;

/// What hashing must not be asked for by a stored hash: a buffer beyond this would exhaust the machine.
const MOST_KIB: u32 = 256 * 1_024;
const COST: Cost = Cost { kib: 19 * 1_024, passes: 2, lanes: 1 };

/// A hash that no password has, at our cost: compared with where there is no user, or no password, so
/// that it takes as long as if there were. Its bytes are random and were never computed from anything.
pub const DUMMY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$NHZVQ5kBTy5q8AE4hOkQ/A$0rSlaIE8d1wKoVEBYjLizvpHBO4P6MUhCLHIjyDx4g8";

/// The memory that Argon2 fills, for use after use. 19 MiB, wiped when let go.
pub struct Buffer(Vec<Block>);

impl Buffer {
    /// Takes the memory from the system.
    pub fn new() -> Buffer {
        // The allocator gives back at once only what it mapped for itself, and glibc maps any piece above
        // 32 MiB for itself, always. The room above our 19 MiB is never touched and costs nothing.
        let mut blocks = Vec::with_capacity(33 * 1_024);
        blocks.resize(COST.kib as usize, Block::new());
        Buffer(blocks)
    }

    fn fill(&mut self, cost: Cost, secret: &[u8], salt: &[u8], into: &mut [u8]) -> Result<(), argon2::Error> {
        let params = Params::new(cost.kib, cost.passes, cost.lanes, Some(into.len()))?;
        if params.block_count() > self.0.len() {
            self.0.resize(params.block_count(), Block::new());
        }
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let done = argon2.hash_password_into_with_memory(secret, salt, into, &mut self.0[..]);
        if self.0.len() > COST.kib as usize {
            // Costlier hashes are rare guests: what they needed is not kept.
            *self = Buffer::new();
        }
        done
    }
}

impl Default for Buffer {
    fn default() -> Buffer {
        Buffer::new()
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        // The last blocks say enough about a password to test guesses quickly.
        for block in &mut self.0 {
            block.as_mut().zeroize();
        }
    }
}

/// What comparing a password with a stored hash says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// It is the password.
    Right,
    /// It is the password, and its hash is cheaper than ours: hash it anew.
    RightButWeak,
    /// It is not.
    Wrong,
}

/// The PHC string of a password. The salt must be random and new.
pub fn hash(buffer: &mut Buffer, password: &str, salt: [u8; 16]) -> String {
    let hash = raw_hash(buffer, normal(password).as_bytes(), salt);
    let (salt, hash) = (BASE64_NOPAD.encode(&salt), BASE64_NOPAD.encode(&hash));
    format!("$argon2id$v=19$m={},t={},p={}${salt}${hash}", COST.kib, COST.passes, COST.lanes)
}

/// Compares a password with a stored PHC string of Argon2id. A string that is none is compared like
/// [`DUMMY`]: it takes as long, and is wrong.
///
/// What is longer than any password may be is wrong at once; that says nothing about any account.
pub fn verify(buffer: &mut Buffer, password: &str, phc: &str) -> Verified {
    if is_too_long(password) {
        return Verified::Wrong;
    }
    let Some(stored) = Stored::parse(phc).or_else(|| Stored::parse(DUMMY)) else {
        return Verified::Wrong;
    };
    let mut found = Zeroizing::new(vec![0; stored.hash.len()]);
    let done = buffer.fill(stored.cost, normal(password).as_bytes(), &stored.salt, &mut found);
    if done.is_err() || !bool::from(found.as_slice().ct_eq(&stored.hash)) {
        return Verified::Wrong;
    }
    if stored.cost.at_least(COST) && stored.hash.len() >= 32 {
        Verified::Right
    } else {
        Verified::RightButWeak
    }
}

/// The bare hash at the same cost, for recovery codes: one salt for a set of them.
pub fn raw_hash(buffer: &mut Buffer, secret: &[u8], salt: [u8; 16]) -> [u8; 32] {
    let mut hash = [0; 32];
    buffer
        .fill(COST, secret, &salt, &mut hash)
        .expect("our own cost, salt and length are within Argon2's bounds");
    hash
}

/// Whether a text has more characters than a password may have. Reads no further than it must.
pub fn is_too_long(password: &str) -> bool {
    password.chars().nth(MOST).is_some()
}

/// The form in which passwords are hashed and compared: RFC 8265's OpaqueString, that is NFC, with every
/// blank an ASCII one.
///
/// NFC and not NFKC: it makes one of what keyboards encode differently (é), and keeps apart what a person
/// sees as different (² and 2), so that it takes nothing off a password's strength.
pub(crate) fn normal(password: &str) -> Zeroizing<String> {
    let blanks = |letter: char| if letter.is_whitespace() && !letter.is_ascii() { ' ' } else { letter };
    Zeroizing::new(password.chars().map(blanks).nfc().collect())
}

#[derive(Clone, Copy)]
struct Cost {
    kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    fn at_least(self, other: Cost) -> bool {
        self.kib >= other.kib && self.passes >= other.passes
    }
}

/// A PHC string, taken apart: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
struct Stored {
    cost: Cost,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Stored {
    fn parse(phc: &str) -> Option<Stored> {
        let rest = phc.strip_prefix("$argon2id$v=19$")?;
        let mut parts = rest.split('$');
        let (cost, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
        let mut costs = cost.split(',');
        let mut number = |name: &str| costs.next()?.strip_prefix(name)?.parse::<u32>().ok();
        let cost = Cost { kib: number("m=")?, passes: number("t=")?, lanes: number("p=")? };
        let salt = BASE64_NOPAD.decode(salt.as_bytes()).ok()?;
        let hash = BASE64_NOPAD.decode(hash.as_bytes()).ok()?;
        let sane = cost.kib <= MOST_KIB && cost.passes <= 16 && (16..=64).contains(&hash.len());
        (sane && parts.next().is_none()).then_some(Stored { cost, salt, hash })
    }
}
