//! What follows from the answers of mail servers: when to try again, when to give up, and what a reply means
//! in plain words.
//!
//! Pure: the worker hands in the time and keeps the rows. Never in here: I/O, a sentence (only keys).
//! Where to go next: `outcome.rs`, `kind.rs` (how long each kind is worth trying).

use rules::{Instant, Span};

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

/// What became of a mail, as far as the receiving server's words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Became {
    /// No room.
    MailboxFull,
    /// Nobody there.
    NoSuchMailbox,
    /// Switched off by whoever runs it.
    MailboxOff,
    /// Turned away as unwanted.
    Blocked,
    /// To be sent once more.
    Greylisted,
    /// Too much from us for now.
    TooMany,
    /// No answer.
    Unreachable,
    /// No such domain, or none that takes mail.
    NoSuchDomain,
    /// No protected connection.
    TlsFailed,
    /// Our own server does not let us send.
    SignInRefused,
    /// Too large.
    TooLarge,
    /// Said in a way that we do not understand.
    Unknown,
}

impl Became {
    /// Every one of them.
    pub const ALL: [Became; 12] = [
        Became::MailboxFull,
        Became::NoSuchMailbox,
        Became::MailboxOff,
        Became::Blocked,
        Became::Greylisted,
        Became::TooMany,
        Became::Unreachable,
        Became::NoSuchDomain,
        Became::TlsFailed,
        Became::SignInRefused,
        Became::TooLarge,
        Became::Unknown,
    ];

    /// The key of its sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Became::MailboxFull => "mail-became-mailbox-full",
            Became::NoSuchMailbox => "mail-became-no-such-mailbox",
            Became::MailboxOff => "mail-became-mailbox-off",
            Became::Blocked => "mail-became-blocked",
            Became::Greylisted => "mail-became-greylisted",
            Became::TooMany => "mail-became-too-many",
            Became::Unreachable => "mail-became-unreachable",
            Became::NoSuchDomain => "mail-became-no-such-domain",
            Became::TlsFailed => "mail-became-tls-failed",
            Became::SignInRefused => "mail-became-sign-in-refused",
            Became::TooLarge => "mail-became-too-large",
            Became::Unknown => "mail-became-unknown",
        }
    }
}

/// What the words of a server say where its code says too little or something else: many answer "550 5.7.1"
/// to everything. The first line that matches counts, so the more telling ones stand first.
const TELLING: &[(Became, &[&str])] = &[
    (Became::TlsFailed, &["tls failed", "starttls", "certificate", "tls handshake"]),
    (Became::Greylisted, &["greylist", "graylist", "grey-list", "gray-list"]),
    (
        Became::MailboxFull,
        &[
            "mailbox full",
            "mailbox is full",
            "over quota",
            "overquota",
            "quota exceeded",
            "exceeded storage",
            "storage allocation",
            "insufficient disk",
            "mailbox size limit",
            "quota is full",
            "out of storage",
        ],
    ),
    (
        Became::TooLarge,
        &[
            "message size exceeds",
            "message too large",
            "message too big",
            "size limit",
            "message file too big",
            "exceeds fixed limit",
        ],
    ),
    (
        Became::Blocked,
        &[
            "spam",
            "blocked",
            "blacklist",
            "blocklist",
            "block list",
            "blackhole",
            "reputation",
            "dmarc",
            "spf",
            "dkim",
            "policy",
            "unsolicited",
            "banned",
            "spamhaus",
        ],
    ),
    (
        Became::MailboxOff,
        &[
            "mailbox disabled",
            "account disabled",
            "account is disabled",
            "mailbox unavailable: suspended",
            "suspended",
            "inactive",
            "deactivated",
            "not active",
            "mailbox is disabled",
        ],
    ),
    (
        Became::NoSuchDomain,
        &[
            "host not found",
            "domain not found",
            "no such domain",
            "unrouteable",
            "unroutable",
            "name service error",
            "host or domain name",
            "domain does not exist",
            "null mx",
            "does not accept mail",
        ],
    ),
    (
        Became::NoSuchMailbox,
        &[
            "user unknown",
            "unknown user",
            "no such user",
            "no such recipient",
            "does not exist",
            "doesn't exist",
            "recipient not found",
            "unknown recipient",
            "no mailbox",
            "user not found",
            "invalid recipient",
            "address rejected",
            "recipient rejected",
            "no such mailbox",
            "not a valid mailbox",
            "unknown address",
            "mailbox unavailable",
            "not listed",
            "unknown local",
        ],
    ),
    (Became::TooMany, &["too many", "rate limit", "ratelimit", "throttl", "exceeded the rate", "too fast"]),
    (
        Became::Unreachable,
        &[
            "timeout",
            "timed out",
            "no mail server",
            "connection refused",
            "connection reset",
            "no route",
            "network is unreachable",
        ],
    ),
];

/// Puts a reply into plain words: the enhanced status (RFC 3463) where it is telling, then the words, then the
/// bare code (RFC 5321, 4.2.3).
pub fn explain(reply: &str) -> Became {
    let lower = reply.to_lowercase();
    // What our own server says about our sign-in is not about the mail, whatever words it finds.
    if lower.starts_with("53") {
        return Became::SignInRefused;
    }
    let status = enhanced_status(&lower);
    if let Some(became) = status.and_then(by_status) {
        return became;
    }
    let told = TELLING.iter().find(|(_, signs)| signs.iter().any(|sign| lower.contains(sign)));
    if let Some((became, _)) = told {
        return *became;
    }
    status.and_then(by_vague_status).or_else(|| by_code(&lower)).unwrap_or(Became::Unknown)
}

/// Class, subject and detail of a status that leaves no doubt.
fn by_status((class, subject, detail): (u16, u16, u16)) -> Option<Became> {
    match (class, subject, detail) {
        (_, 1, 1 | 6) => Some(Became::NoSuchMailbox),
        (_, 1, 2) => Some(Became::NoSuchDomain),
        (5, 2, 1) => Some(Became::MailboxOff),
        (_, 2, 2) => Some(Became::MailboxFull),
        (_, 2, 3) | (_, 3, 4) => Some(Became::TooLarge),
        (_, 4, 1 | 2) | (4, 4, 4) => Some(Became::Unreachable),
        (5, 4, 4) => Some(Became::NoSuchDomain),
        (_, 7, 10 | 11) => Some(Became::TlsFailed),
        _ => None,
    }
}

/// A status that says something once the words have said nothing.
fn by_vague_status((class, subject, _): (u16, u16, u16)) -> Option<Became> {
    match (class, subject) {
        (_, 1) => Some(Became::NoSuchMailbox),
        (4, 2) => Some(Became::TooMany),
        (4, 7) => Some(Became::Greylisted),
        (5, 7) => Some(Became::Blocked),
        (_, 4) => Some(Became::Unreachable),
        _ => None,
    }
}

fn by_code(reply: &str) -> Option<Became> {
    match reply.get(..3).and_then(|code| code.parse::<u16>().ok())? {
        421 => Some(Became::Unreachable),
        450 | 451 => Some(Became::Greylisted),
        452 => Some(Became::MailboxFull),
        550 | 551 | 553 => Some(Became::NoSuchMailbox),
        552 => Some(Became::MailboxFull),
        554 => Some(Became::Blocked),
        _ => None,
    }
}

/// The first "4.2.2" or "5.1.1" among the words.
fn enhanced_status(reply: &str) -> Option<(u16, u16, u16)> {
    let words = reply.split(|letter: char| !letter.is_ascii_digit() && letter != '.');
    words.filter_map(status).find(|(class, _, _)| matches!(class, 4 | 5))
}

fn status(word: &str) -> Option<(u16, u16, u16)> {
    // An address such as 4.3.2.1 has four parts and is none.
    let mut parts = word.trim_matches('.').split('.');
    let class = parts.next()?.parse().ok()?;
    let (subject, detail) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    (parts.next().is_none() && subject < 8).then_some((class, subject, detail))
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
