//! Whether a password may be chosen (NIST SP 800-63B-4 §3.1.1, ASVS 5.0 6.2): long enough, and not the
//! first thing that a guesser tries. No rules about which characters are in it.
//!
//! It looks at a password only when it is chosen, and before it is hashed.
//! Never in here: how long is enough, which is the organization's policy. Where to go next: `password.rs`.

use std::{collections::HashSet, sync::LazyLock};

use crate::password::{MOST, is_too_long, normal};

/// Thirty thousand, commonest first; where they come from stands in the file.
const COMMON: &str = include_str!("../lists/common.txt");

static LIST: LazyLock<HashSet<&'static str>> = LazyLock::new(|| common().collect());

/// Rows that fingers walk along, each also backwards.
const ROWS: [&str; 9] = [
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "qsdfghjklm",
    "zxcvbnm",
    "yxcvbnm",
];

/// Why a password may not be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordFlaw {
    /// It has fewer characters than asked for.
    TooShort {
        /// How many it has.
        have: usize,
        /// How many it needs.
        need: usize,
    },
    /// It has more characters than a password may have.
    TooLong {
        /// How many it may have.
        most: usize,
    },
    /// It is on the list of common passwords, or on the operator's own.
    Listed,
    /// It is one character or a short piece over and over, or rows like 12345 and qwertz.
    Pattern,
    /// It is this expected word, with nothing but digits and punctuation added.
    Expected(String),
}

/// The common passwords, lower case, commonest first.
pub fn common() -> impl Iterator<Item = &'static str> {
    COMMON.lines().filter(|line| !line.starts_with("#!"))
}

/// Whether a password may be chosen.
///
/// `expected` are words that a guesser who knows the person tries: the names of the product, the
/// organization and the user, the local part of the address. `extra` is the operator's own list, lower
/// case. Every Unicode character counts as one, in the form in which it is hashed.
pub fn quality(
    password: &str,
    minimum_chars: usize,
    expected: &[&str],
    extra: &HashSet<String>,
) -> Result<(), PasswordFlaw> {
    if is_too_long(password) {
        return Err(PasswordFlaw::TooLong { most: MOST });
    }
    let password = normal(password);
    let have = password.chars().count();
    if have < minimum_chars {
        return Err(PasswordFlaw::TooShort { have, need: minimum_chars });
    }
    let folded = password.to_lowercase();
    if LIST.contains(folded.as_str()) || extra.contains(folded.as_str()) {
        return Err(PasswordFlaw::Listed);
    }
    let letters: Vec<char> = folded.chars().collect();
    if repeats_a_piece(&letters, 3) || walks_rows(&letters) {
        return Err(PasswordFlaw::Pattern);
    }
    match expected.iter().find(|word| is_little_more(&folded, word)) {
        Some(word) => Err(PasswordFlaw::Expected((*word).to_owned())),
        None => Ok(()),
    }
}

/// Whether the whole is a piece of at most `most` characters, over and over (the last time perhaps cut).
fn repeats_a_piece(letters: &[char], most: usize) -> bool {
    (1..=most).any(|piece| {
        letters.len() > 2 * piece
            && letters.iter().zip(letters.iter().skip(piece)).all(|(one, next)| one == next)
    })
}

/// Whether the whole is made of runs of four and more along a row, or of one character: `qwertz123456`.
fn walks_rows(letters: &[char]) -> bool {
    let (mut run, mut ways) = (1, u32::MAX);
    for pair in letters.windows(2) {
        let on = ways & ways_between(pair[0], pair[1]);
        (run, ways) = match on {
            0 if run < 4 => return false,
            0 => (1, u32::MAX),
            _ => (run + 1, on),
        };
    }
    // What is left at the end may be shorter; the whole may not.
    run >= 4 || (run == 3 && letters.len() > 3)
}

/// The ways on which one character follows another, one bit each: along a row, back along it, staying.
/// `mn` is on two: on through the alphabet, and back along a keyboard's lowest row.
fn ways_between(one: char, next: char) -> u32 {
    let follows = |row: &str, one, next| row.chars().zip(row.chars().skip(1)).any(|pair| pair == (one, next));
    let mut ways = u32::from(one == next);
    for (place, row) in ROWS.iter().enumerate() {
        ways |= u32::from(follows(row, one, next)) << (2 * place + 1);
        ways |= u32::from(follows(row, next, one)) << (2 * place + 2);
    }
    ways
}

/// Whether a password is a word, or its name-like parts, with nothing but digits and punctuation added,
/// once or over and over.
fn is_little_more(password: &str, word: &str) -> bool {
    let word = normal(word).to_lowercase();
    let parts = word.split(|letter: char| !letter.is_alphanumeric()).filter(|part| part.chars().count() >= 4);
    std::iter::once(word.as_str()).chain(parts).any(|word| {
        let same = |keep: fn(char) -> bool, least: usize| {
            let (have, known) = (only(password, keep), only(word, keep));
            known.len() >= least
                && !have.is_empty()
                && have.len().is_multiple_of(known.len())
                && have.chunks(known.len()).all(|piece| piece == known)
        };
        // Words of one or two letters say nothing once the digits are gone: 3m, a1.
        same(char::is_alphanumeric, 1) || same(char::is_alphabetic, 3)
    })
}

fn only(text: &str, keep: fn(char) -> bool) -> Vec<char> {
    text.chars().filter(|letter| keep(*letter)).collect()
}
