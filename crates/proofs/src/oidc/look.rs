//! A token for an admin's eyes: what it says, bounded, and without what would be of use to a thief.
//!
//! Never in here: a proof. What is shown of a token that does not hold may be anybody's invention.
//! Where to go next: `token.rs`.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value};

use super::json::object;
use super::{bounded, said};

/// The longest token that is looked at, in bytes.
const MOST_BYTES: usize = 64 * 1024;
/// How many claims are shown, and how many characters of each.
const MOST: usize = 100;
const MOST_OF_ONE: usize = 1000;
/// What stands in place of a secret.
const HIDDEN: &str = "•••";

/// What a token says about how it was signed (`alg`, `kid`, `typ`) and in its claims, whether it holds or not;
/// nothing where it is no token.
pub fn look(token: &str) -> Vec<(String, String)> {
    let parts: Vec<&str> = token.split('.').collect();
    let ([head, body, _], true) = (&parts[..], token.len() <= MOST_BYTES) else { return Vec::new() };
    let read = |part: &str| object(&BASE64URL_NOPAD.decode(part.as_bytes()).ok()?);
    let (Some(mut header), Some(claims)) = (read(head), read(body)) else { return Vec::new() };
    header.retain(|name, _| matches!(name.as_str(), "alg" | "kid" | "typ"));
    let mut all = shown(&header);
    all.extend(shown(&claims));
    all
}

/// Every member as name and text.
pub(super) fn shown(members: &Map<String, Value>) -> Vec<(String, String)> {
    let one = |(name, value): (&String, &Value)| {
        let text = match value {
            _ if is_secret(name) => HIDDEN.to_owned(),
            Value::String(text) => bounded(text, MOST_OF_ONE),
            other => bounded(&without_secrets(other).to_string(), MOST_OF_ONE),
        };
        (said(name), text)
    };
    members.iter().take(MOST).map(one).collect()
}

/// What binds the token to other secrets of the same sign-in, and what is called a secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "nonce" | "at_hash" | "c_hash" | "s_hash" | "jti" | "code")
        || ["token", "secret", "password"].iter().any(|word| name.contains(word))
}

fn without_secrets(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let one = |(name, value): (&String, &Value)| {
                let value = if is_secret(name) { Value::from(HIDDEN) } else { without_secrets(value) };
                (name.clone(), value)
            };
            Value::Object(members.iter().map(one).collect())
        }
        Value::Array(all) => Value::Array(all.iter().map(without_secrets).collect()),
        plain => plain.clone(),
    }
}
