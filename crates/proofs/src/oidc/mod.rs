//! What an OpenID Connect provider sends: its discovery document, its keys, its tokens.
//!
//! All of it is read as an attacker's until a signature by one of the provider's own keys holds; what a token
//! says about keys (`jku`, `jwk`, `x5u`) is never followed. The crate `jsonwebtoken` does the signatures and
//! nothing else: each claim is judged here, so that each failure has a name and says what came beside what was
//! expected. Never in here: fetching anything, or what a flaw means for somebody's sign-in.
//! Where to go next: `token.rs`, then `flaw.rs`.

mod claims;
mod discovery;
mod flaw;
mod json;
mod keys;
mod look;
mod token;

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::BASE64URL_NOPAD;

pub use claims::Claims;
pub use discovery::{Discovery, DiscoveryFlaw, discovery_at, read_discovery};
pub use flaw::Flaw;
pub use keys::{Keys, KeysFlaw, read_keys};
pub use look::look;
pub use token::{Expected, LogoutToken, verify, verify_logout};

/// The longest text of a provider's that is handed on, in characters.
const MOST_SAID: usize = 200;

/// What a code is asked for with, so that only whoever holds the verifier can use the code: PKCE with S256
/// (RFC 7636 §4.2).
pub fn challenge_of(verifier: &str) -> String {
    BASE64URL_NOPAD.encode(digest(&SHA256, verifier.as_bytes()).as_ref())
}

/// A provider's text for people's eyes: without what would rewrite the page around it, and cut.
fn said(text: &str) -> String {
    bounded(text, MOST_SAID)
}

fn bounded(text: &str, most: usize) -> String {
    let shown = |letter: &char| !letter.is_control() && !crate::letters::invisible(*letter);
    text.chars().filter(shown).take(most).collect()
}
