//! Small things about text: bounded lengths for what strangers sent, base64 with the line breaks of XML, escaping.
//!
//! Never in here: anything that reads XML.

use data_encoding::{BASE64, HEXLOWER};

/// What is shown of a stranger's value, at most, in characters.
const SHOWN_CHARACTERS: usize = 256;

/// The value, cut where it is too long to be shown.
pub(super) fn bounded(value: &str) -> String {
    let mut shown: String = value.chars().take(SHOWN_CHARACTERS).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown
}

/// Base64 as XML Schema writes it (`xs:base64Binary`): white space may stand anywhere, everything else is strict.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let dense: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    BASE64.decode(&dense).ok()
}

/// A SHA-256 fingerprint as hexadecimal digits.
pub(super) fn fingerprint(der: &[u8]) -> String {
    HEXLOWER.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, der).as_ref())
}

/// The value as it stands between tags or in double quotes (XML 1.0 §2.4), in a form that every reader reads back
/// unchanged: line ends and tabs are written as references.
pub(super) fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            // No XML can hold these (§2.2); nothing that we send has them.
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}

/// A value as it stands in a query: everything but the unreserved letters is escaped (RFC 3986 §2.3).
pub(super) fn percent(value: &str) -> String {
    let mut out = String::with_capacity(value.len() * 2);
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The way back; a plus is a space. `None` where an escape is broken or the result is not UTF-8.
pub(super) fn unpercent(value: &str) -> Option<String> {
    let mut out = Vec::with_capacity(value.len());
    let mut bytes = value.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let (high, low) = (bytes.next()?, bytes.next()?);
                let digit = |byte: u8| char::from(byte).to_digit(16);
                u8::try_from(digit(high)? * 16 + digit(low)?).ok()?
            }
            b'+' => b' ',
            other => other,
        });
    }
    String::from_utf8(out).ok()
}
