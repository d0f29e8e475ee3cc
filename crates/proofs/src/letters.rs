//! Letters that look like nothing, or like others: which of them to drop, and how to fold the rest,
//! before something typed is compared with something stored.
//!
//! Never in here: what a typed thing means. Where to go next: `address.rs`, `name.rs`, `crockford.rs`.

use unicode_normalization::UnicodeNormalization;

/// Turns the direction of writing around: in a name it would rewrite the sentence around it.
pub(crate) fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Joins or parts its neighbours: invisible alone, but part of the spelling of Persian and Indic names.
pub(crate) fn joins(letter: char) -> bool {
    matches!(letter, '\u{200C}' | '\u{200D}')
}

/// Shows nothing and takes no room, by Unicode's `Default_Ignorable_Code_Point` and the interlinear marks.
pub(crate) fn invisible(letter: char) -> bool {
    turns_direction(letter)
        || joins(letter)
        || matches!(letter,
            '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A hyphen, dash, minus or low line, as phones and word processors put them between groups.
fn parts_groups(letter: char) -> bool {
    matches!(
        letter,
        '-' | '_' | '.' | '\u{00B7}' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{30FC}'
    )
}

/// The ASCII digit for a decimal digit of a keyboard that is set to Arabic, Persian or Hindi.
fn plain_digit(letter: char) -> char {
    let zero = match letter {
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        '\u{0966}'..='\u{096F}' => 0x0966,
        _ => return letter,
    };
    char::from_digit(letter as u32 - zero, 10).unwrap_or(letter)
}

/// The letters of a typed code: folded (full width, foreign digits), upper case, without blanks,
/// hyphens and what cannot be seen. `None` when more than `most` are left, so that the work is bounded.
pub(crate) fn code_letters(typed: &str, most: usize) -> Option<Vec<char>> {
    let mut found = Vec::with_capacity(most);
    // Someone who pastes half a page did not mean a code; do not read it all to find out.
    for letter in typed.chars().take(1_000).nfkc().map(plain_digit) {
        if letter.is_whitespace() || invisible(letter) || parts_groups(letter) {
            continue;
        }
        if found.len() == most {
            return None;
        }
        found.push(letter.to_ascii_uppercase());
    }
    Some(found)
}
