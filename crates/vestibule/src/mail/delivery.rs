//! What follows from the answers of mail servers: when to try again, when to give up, where to look.
//!
//! Pure: the worker hands in the time and keeps the rows. Never in here: I/O, a sentence (only keys).
//! Where to go next: `became.rs` (what a reply
//! means), `kind.rs` (how long each kind is worth trying).

use rules::{Instant, Span};

pub use super::became::{Became, explain};
use super::kind::Kind;

/// How long to wait after the first, second, … try that was put off; after the last of these, hourly.
const WAITS: [Span; 5] =
    [Span::seconds(10), Span::seconds(30), Span::minutes(2), Span::minutes(10), Span::minutes(30)];
const THEN: Span = Span::hours(1);

/// How long to wait after so many tries. Zero tries wait for nothing.
pub fn backoff(attempts: u32) -> Span {
    match attempts.checked_sub(1) {
        None => Span(0),
        Some(nth) => usize::try_from(nth).ok().and_then(|nth| WAITS.get(nth).copied()).unwrap_or(THEN),
    }
}

/// When to try again after a delay, `attempts` tries having been made; none if the mail has expired by then.
pub fn next_attempt(kind: Kind, queued_at: Instant, attempts: u32, now: Instant) -> Option<Instant> {
    let next = now.plus(backoff(attempts));
    (next < expires_at(kind, queued_at)).then_some(next)
}

/// From when on a mail is not sent any more.
pub fn expires_at(kind: Kind, queued_at: Instant) -> Instant {
    queued_at.plus(kind.worth_trying())
}

/// Where to look for our mail in the common webmails: everything from our domain, the junk folder included.
/// The same two for every reader, so that they say nothing about an address. Gmail's form is in common use;
/// Outlook's is not promised by its maker, and where it is not understood the mailbox opens.
pub fn webmail_search(sender_domain: &str) -> Vec<(&'static str, String)> {
    let domain: String = sender_domain
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-'))
        .collect();
    vec![
        ("Outlook", format!("https://outlook.office.com/mail/deeplink/search?query=from%3A{domain}")),
        ("Gmail", format!("https://mail.google.com/mail/u/0/#search/from%3A{domain}+in%3Aanywhere")),
    ]
}
