//! What a provider's token says about somebody: each claim as a thing that can be kept, or nothing.
//!
//! Optional claims of a wrong kind are as good as missing: they keep nobody out. Never in here: whether a claim
//! is believed. Where to go next: `look.rs` for what an admin sees of it.

use rules::Instant;
use serde_json::{Map, Value};

use super::json::{text, texts};
use super::look::shown;
use super::said;

/// The most groups of one person, and methods of one sign-in, that are read.
const MOST_GROUPS: usize = 500;
/// The most claims of one person that are read by a name of the admin's choice.
const MOST_NAMES: usize = 100;
/// The longest address of a mailbox (RFC 5321 §4.5.3.1).
const MOST_OF_AN_EMAIL: usize = 254;
/// The last second of the year 9999: no token ends later, and milliseconds are no seconds.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// What a verified ID token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Who it is, for ever, at this provider.
    pub subject: String,
    /// The address.
    pub email: Option<String>,
    /// The provider says that the address is theirs.
    pub email_verified: bool,
    /// First name.
    pub given_name: Option<String>,
    /// Last name.
    pub family_name: Option<String>,
    /// The whole name.
    pub name: Option<String>,
    /// How they proved themselves there (`amr`; RFC 8176).
    pub methods: Vec<String>,
    /// What the provider calls the strength of that (`acr`).
    pub context: Option<String>,
    /// When they proved themselves there (`auth_time`).
    pub signed_in_at: Option<Instant>,
    /// Their session there (`sid`).
    pub session: Option<String>,
    /// Their groups there: of `groups` and `roles`.
    pub groups: Vec<String>,
    /// When the token ends.
    pub expires: Instant,
    /// Every claim that says something in words, as name and values: bounded, and each value exactly as it came.
    pub values: Vec<(String, Vec<String>)>,
    /// Every claim as name and text, for the admin's look: bounded, and without what is secret.
    pub shown: Vec<(String, String)>,
}

impl Claims {
    pub(super) fn read(claims: &Map<String, Value>, subject: String, expires: Instant) -> Claims {
        let word = |name| text(claims, name).map(said).filter(|word| !word.trim().is_empty());
        let list = |name| {
            let all = texts(claims, name).into_iter().filter(|text| is_exact(text));
            all.take(MOST_GROUPS).map(str::to_owned)
        };
        let mut groups: Vec<String> = list("groups").chain(list("roles")).collect();
        groups.sort();
        groups.dedup();
        groups.truncate(MOST_GROUPS);
        Claims {
            subject,
            email: text(claims, "email").filter(|email| is_email(email)).map(str::to_owned),
            // Some write the word instead of the value.
            email_verified: matches!(claims.get("email_verified"), Some(Value::Bool(true)))
                || text(claims, "email_verified") == Some("true"),
            given_name: word("given_name"),
            family_name: word("family_name"),
            name: word("name"),
            methods: list("amr").collect(),
            context: text(claims, "acr").filter(|text| is_exact(text)).map(str::to_owned),
            signed_in_at: moment(claims, "auth_time"),
            session: text(claims, "sid").filter(|sid| is_name(sid)).map(str::to_owned),
            groups,
            expires,
            values: values(claims),
            shown: shown(claims),
        }
    }
}

fn values(claims: &Map<String, Value>) -> Vec<(String, Vec<String>)> {
    let one = |name: &String| {
        let words = texts(claims, name).into_iter().filter(|text| is_exact(text));
        (name.clone(), words.take(MOST_GROUPS).map(str::to_owned).collect())
    };
    claims.keys().filter(|name| is_exact(name)).take(MOST_NAMES).map(one).collect()
}

/// Who it is: 1 to 255 characters (OpenID Connect Core §2), never changed on the way.
pub(super) fn subject(claims: &Map<String, Value>) -> Option<String> {
    text(claims, "sub").filter(|subject| is_name(subject)).map(str::to_owned)
}

/// Whether it can stand for somebody or something: not empty, not long, nothing in it that is no letter.
pub(super) fn is_name(text: &str) -> bool {
    (1..=255).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

/// Whether it is compared with what an admin wrote: a role must not hang on a text that was cut or cleaned.
fn is_exact(text: &str) -> bool {
    !text.is_empty() && said(text) == text
}

fn is_email(text: &str) -> bool {
    text.len() <= MOST_OF_AN_EMAIL && text.contains('@') && !text.chars().any(char::is_control)
}

/// A moment in seconds since 1970, whole or not (RFC 7519 §2).
pub(super) fn moment(claims: &Map<String, Value>, name: &str) -> Option<Instant> {
    let seconds = claims.get(name)?.as_f64().filter(|seconds| (0.0..=LAST_SECOND).contains(seconds))?;
    // Within those bounds microseconds are far below what an i64 holds.
    Some(Instant((seconds * 1_000_000.0) as i64))
}
