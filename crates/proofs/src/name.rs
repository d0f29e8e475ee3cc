//! The name of a person: kept as its owner writes it, without what would rewrite the page, the mail or
//! the spreadsheet that it is shown in.
//!
//! Never in here: rules about what a name looks like; people are called all sorts of things.
//! Where to go next: `address.rs`.

use unicode_normalization::UnicodeNormalization;

use crate::letters::{invisible, joins, turns_direction};

/// The longest name, in characters.
pub const MOST: usize = 100;

/// Why a name cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFlaw {
    /// Nothing that can be seen is left of it.
    Empty,
    /// It has more than [`MOST`] characters.
    TooLong,
}

/// One name, first or last, as it is kept: trimmed, NFC, blanks folded into one, without NUL, control
/// characters, line breaks and changes of direction.
pub fn person_name(typed: &str) -> Result<String, NameFlaw> {
    // A bound on the work; whatever is longer stays too long once it is cleaned.
    let tidy: String = typed
        .chars()
        .take(20 * MOST)
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .filter(|letter| keeps(*letter))
        .nfc()
        .collect();
    let name = tidy.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if name.chars().all(|letter| letter == ' ' || joins(letter)) {
        return Err(NameFlaw::Empty);
    }
    if name.chars().count() > MOST {
        return Err(NameFlaw::TooLong);
    }
    Ok(name)
}

/// Joiners stay: Persian and Indic names are spelled with them.
fn keeps(letter: char) -> bool {
    !letter.is_control() && !turns_direction(letter) && (joins(letter) || !invisible(letter))
}

/// First and last name as one, where either may be missing.
pub fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}").trim().to_owned()
}
