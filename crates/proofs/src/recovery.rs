//! Recovery codes: ten on a sheet of paper, each standing in once for the second factor.
//!
//! 80 bits each, stored with the password hash under one salt per set, so that a try costs one hash
//! (NIST SP 800-63B-4, ASVS 5.0 6.5.2). They do not depend on the data key.
//! Never in here: which of them are spent. Where to go next: `password::raw_hash`, `ticket.rs`.

use subtle::{ConditionallySelectable, ConstantTimeEq};

use crate::crockford;

/// How many letters a code has.
pub const LETTERS: usize = 16;

/// Ten codes of 80 bits from 100 random bytes, in groups of four as people see them:
/// `ABCD-EFGH-JKMN-PQRS`.
pub fn make(bytes: [u8; 100]) -> [String; 10] {
    std::array::from_fn(|place| crockford::grouped(&crockford::encode(&bytes[place * 10..][..10])))
}

/// The sixteen letters that were meant by what was typed: the form that is hashed. `None` when it cannot
/// be one of our codes.
pub fn normalize(typed: &str) -> Option<String> {
    crockford::fold(typed, LETTERS)
}

/// Where in a set a hash stands. Looks at every one in the same time, so that the time says nothing about
/// which.
pub fn position_of(hash: &[u8; 32], set: &[[u8; 32]]) -> Option<usize> {
    let mut found = u64::MAX;
    for (place, one) in set.iter().enumerate() {
        found.conditional_assign(&(place as u64), one.ct_eq(hash));
    }
    usize::try_from(found).ok().filter(|place| *place < set.len())
}
