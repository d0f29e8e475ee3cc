//! What a mail carries: the secret of its link and the code that can be typed instead. And, because
//! there is one field for all codes, which kind of code somebody typed.
//!
//! Never in here: for how long and for what a ticket is good. Where to go next: `recovery.rs`, `totp.rs`.

use std::fmt;

use aws_lc_rs::digest;
use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{crockford, letters, recovery};

/// How many letters a mailed code has: 40 bits.
pub const CODE_LETTERS: usize = 8;
/// How many digits an authenticator app shows.
pub const DIGITS: usize = 6;

/// A bearer secret of 256 bits: of a mailed link, or of a session. Stored only as its digest.
#[derive(Clone)]
pub struct Token(Zeroizing<[u8; 32]>);

impl Token {
    /// From 32 random bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Token {
        Token(Zeroizing::new(bytes))
    }

    /// Reads the text of a token; `None` for anything else.
    pub fn parse(text: &str) -> Option<Token> {
        // Decoding into a fixed length keeps a megabyte of nonsense from being decoded first.
        if text.len() != 43 {
            return None;
        }
        let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?);
        <[u8; 32]>::try_from(bytes.as_slice()).ok().map(Token::from_bytes)
    }

    /// 43 letters of base64url, for an address or a cookie.
    pub fn text(&self) -> String {
        BASE64URL_NOPAD.encode(&*self.0)
    }

    /// SHA-256: what is stored. 256 random bits need no slower hash.
    pub fn digest(&self) -> [u8; 32] {
        let digest = digest::digest(&digest::SHA256, &*self.0);
        digest.as_ref().try_into().expect("SHA-256 gives 32 bytes")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Token(…)")
    }
}

/// A mailed code from five random bytes, in the form that is hashed: eight letters, no hyphen.
pub fn make_code(bytes: [u8; 5]) -> String {
    crockford::encode(&bytes)
}

/// A code as people see it: `K7PM-3XQA`.
pub fn shown_code(code: &str) -> String {
    crockford::grouped(code)
}

/// The eight letters that were meant by what was typed: any case, with or without blanks and hyphens,
/// full width, O for 0, I and L for 1.
pub fn normalize_code(typed: &str) -> Option<String> {
    crockford::fold(typed, CODE_LETTERS)
}

/// Whether what was typed means that code of eight letters; how many of them fit does not show in time.
pub fn is_code(typed: &str, code: &str) -> bool {
    normalize_code(typed).is_some_and(|typed| typed.as_bytes().ct_eq(code.as_bytes()).into())
}

/// The six digits of an authenticator app, with or without blanks and hyphens, full width or not.
pub fn digits(typed: &str) -> Option<String> {
    let letters = letters::code_letters(typed, DIGITS)?;
    let all = letters.len() == DIGITS && letters.iter().all(char::is_ascii_digit);
    all.then(|| letters.into_iter().collect())
}

/// Which kind of code somebody typed, by its length, in the form that its own room compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Six digits, from an authenticator app.
    Totp(String),
    /// Eight letters, from a mail.
    Mailed(String),
    /// Sixteen letters, from the sheet of recovery codes.
    Recovery(String),
    /// None of our codes.
    Unreadable,
}

/// Says which kind of code was typed.
pub fn kind_of(typed: &str) -> Typed {
    if let Some(code) = digits(typed) {
        Typed::Totp(code)
    } else if let Some(code) = normalize_code(typed) {
        Typed::Mailed(code)
    } else if let Some(code) = recovery::normalize(typed) {
        Typed::Recovery(code)
    } else {
        Typed::Unreadable
    }
}
