//! What comes from people, made fit for a mail: names may be written by somebody who wants to be read as us.
//!
//! Everything passes through here on its way into a letter, so that a header never holds more than one line.
//! Never in here: escaping for HTML (the template does that). Where to go next: `letter.rs`.

/// Longer names are cut: they are not there to be read any more.
const NAME_LONGEST: usize = 80;

/// One line: no control characters, no line or paragraph separators, nothing that turns the direction of
/// what follows it. What comes from outside passes through here before it goes near a header.
pub fn line(text: &str) -> String {
    let spaced = text.chars().filter_map(|letter| match letter {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
        '\u{2028}' | '\u{2029}' => Some(' '),
        other if other.is_control() => Some(' '),
        other => Some(other),
    });
    let spaced: String = spaced.collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A person's name as mails may carry it. Mail programs turn what looks like an address of a page into a
/// link, and an invitation from "Win at evil.example" would be ours to answer for.
pub fn name(text: &str) -> String {
    let text = cut(&line(text).replace("://", " "), NAME_LONGEST);
    let letters: Vec<char> = text.chars().collect();
    let mut safe = String::with_capacity(text.len());
    for (at, &letter) in letters.iter().enumerate() {
        safe.push(letter);
        let joins = letter == '.'
            && letters[at + 1..].iter().take(2).filter(|next| next.is_alphabetic()).count() == 2;
        if joins && at > 0 && letters[at - 1].is_alphanumeric() {
            safe.push(' ');
        }
    }
    safe
}

/// An organization's name: it may well be "Acme.io", but not a whole address.
pub(super) fn organization_name(text: &str) -> String {
    cut(&line(text).replace("://", " "), NAME_LONGEST)
}

/// A mail address or a link: no blanks either.
pub(super) fn address(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control() && !letter.is_whitespace()).collect()
}

/// The first so many characters, and a sign that there was more.
pub(super) fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(longest - 1).collect();
    short.push('…');
    short
}
