//! The address of a mailbox: one spelling for all the ways in which people type and paste it.
//!
//! What is folded here is folded for everybody, at sign-in as at invitation: whoever was let in by one
//! spelling is let in by the others. `+tags` stay: to some servers they are another mailbox.
//! Never in here: whether there is such a mailbox or user. Where to go next: `name.rs`, `letters.rs`.

use std::fmt;

use idna::{
    AsciiDenyList,
    uts46::{DnsLength, Hyphens, Uts46},
};
use unicode_normalization::UnicodeNormalization;

use crate::letters::invisible;

/// The longest address in bytes (RFC 5321 §4.5.3.1.3 less the brackets).
const MOST_BYTES: usize = 254;
/// The longest local part in bytes (RFC 5321 §4.5.3.1.1).
const MOST_LOCAL_BYTES: usize = 64;
/// More than this is not read at all.
const MOST_TYPED_BYTES: usize = 2_000;

/// The address of a mailbox in its one spelling, and as it was typed.
#[derive(Clone, Debug)]
pub struct Address {
    whole: String,
    at: usize,
    shown: String,
}

/// Why what was typed is not an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressFlaw {
    /// Nothing was typed, or nothing that can be seen.
    Empty,
    /// There is no @, or nothing on one side of it.
    NoAt,
    /// Longer than mail allows.
    TooLong,
    /// Something in it that no address has: a control character, a blank, a second @, an impossible domain.
    Unreadable,
}

impl Address {
    /// Reads an address as people type it: blanks around it, capital letters, full-width and invisible
    /// letters do not matter; a domain with umlauts becomes its ASCII form.
    pub fn parse(typed: &str) -> Result<Address, AddressFlaw> {
        if typed.len() > MOST_TYPED_BYTES {
            return Err(AddressFlaw::TooLong);
        }
        let shown = cleaned(typed);
        if shown.is_empty() {
            return Err(AddressFlaw::Empty);
        }
        if shown.chars().any(|letter| letter.is_control() || letter.is_whitespace()) {
            return Err(AddressFlaw::Unreadable);
        }
        let folded: String = shown.to_lowercase().nfkc().collect();
        let (local, domain) = folded.rsplit_once('@').ok_or(AddressFlaw::NoAt)?;
        if local.is_empty() || domain.is_empty() {
            return Err(AddressFlaw::NoAt);
        }
        if local.len() > MOST_LOCAL_BYTES {
            return Err(AddressFlaw::TooLong);
        }
        if !is_local(local) {
            return Err(AddressFlaw::Unreadable);
        }
        let domain = ascii_domain(domain)?;
        let whole = format!("{local}@{domain}");
        if whole.len() > MOST_BYTES {
            return Err(AddressFlaw::TooLong);
        }
        Ok(Address { at: local.len(), whole, shown })
    }

    /// The one spelling that is stored and compared.
    pub fn as_str(&self) -> &str {
        &self.whole
    }

    /// What stands before the @, in the one spelling.
    pub fn local(&self) -> &str {
        &self.whole[..self.at]
    }

    /// What stands behind the @: lower case, ASCII.
    pub fn domain(&self) -> &str {
        &self.whole[self.at + 1..]
    }

    /// As its owner writes it: capital letters and umlauts kept, blanks and invisible letters gone.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

/// Two spellings of one mailbox are equal.
impl PartialEq for Address {
    fn eq(&self, other: &Address) -> bool {
        self.whole == other.whole
    }
}

impl Eq for Address {}

impl std::hash::Hash for Address {
    fn hash<H: std::hash::Hasher>(&self, into: &mut H) {
        self.whole.hash(into);
    }
}

impl fmt::Display for Address {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.whole)
    }
}

/// Without what cannot be seen and without blanks around it; full width becomes plain.
fn cleaned(typed: &str) -> String {
    let folded: String = typed.chars().filter(|letter| !invisible(*letter)).nfkc().collect();
    // Compatibility folding can lay bare what it was made of; once more, so that cleaning twice changes nothing.
    let folded: String = folded.chars().filter(|letter| !invisible(*letter)).collect();
    folded.trim().to_owned()
}

/// Dot-atoms of RFC 5321 and 6531. Quoted local parts are refused: nobody has one, and they hide things.
fn is_local(local: &str) -> bool {
    let atom = |letter: char| {
        letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(letter) || !letter.is_ascii()
    };
    local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

/// The domain in the ASCII form that DNS knows (UTS 46).
fn ascii_domain(domain: &str) -> Result<String, AddressFlaw> {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    if domain.len() > MOST_TYPED_BYTES / 2 {
        return Err(AddressFlaw::TooLong);
    }
    let ascii = Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .map_err(|_| AddressFlaw::Unreadable)?;
    // A name without a dot is a slip of the finger far more often than a host; numbers are no domain.
    let last = ascii.rsplit('.').next().unwrap_or_default();
    let whole = ascii.contains('.') && !last.bytes().all(|byte| byte.is_ascii_digit());
    if whole || ascii == "localhost" { Ok(ascii.into_owned()) } else { Err(AddressFlaw::Unreadable) }
}
