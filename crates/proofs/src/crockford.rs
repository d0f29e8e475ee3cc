//! Crockford's base 32: digits and capital letters without I, L, O and U, so that a code can be read
//! out and typed back. Five bits a letter.
//!
//! Never in here: what a code is good for. Where to go next: `ticket.rs`, `recovery.rs`, `reference.rs`.

use crate::letters::code_letters;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The bytes as letters, most significant bits first. Takes multiples of five bytes: no padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5);
    for group in bytes.chunks_exact(5) {
        let bits = group.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        for place in (0..8).rev() {
            let letter = ALPHABET[(bits >> (place * 5) & 31) as usize];
            text.push(char::from(letter));
        }
    }
    text
}

/// What was meant by what was typed: any case, blanks and hyphens anywhere, full width, O for 0, I and L
/// for 1. `None` unless exactly `length` letters of the alphabet are left.
pub(crate) fn fold(typed: &str, length: usize) -> Option<String> {
    let letters = code_letters(typed, length)?;
    if letters.len() != length {
        return None;
    }
    letters.into_iter().map(meant).collect()
}

/// The letter of the alphabet that a typed one stands for.
fn meant(letter: char) -> Option<char> {
    match letter {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        '0'..='9' | 'A'..='Z' if letter != 'U' => Some(letter),
        _ => None,
    }
}

/// In groups of four with hyphens between: `K7PM-3XQA`.
pub(crate) fn grouped(code: &str) -> String {
    let mut text = String::with_capacity(code.len() + code.len() / 4);
    for (place, letter) in code.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    text
}
