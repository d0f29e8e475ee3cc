//! What a mail server's reply means, as one of a few plain answers.
//!
//! Servers agree on codes and not on how to use them, so status, words and bare code are asked in turn. Tried
//! on public collections of real bounces. Never in here: a sentence for people (only keys), what to do about
//! it (`delivery.rs`).

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
    (Became::TlsFailed, TLS_FAILED),
    (Became::Greylisted, GREYLISTED),
    (Became::MailboxFull, MAILBOX_FULL),
    (Became::TooLarge, TOO_LARGE),
    (Became::MailboxOff, MAILBOX_OFF),
    (Became::TooMany, TOO_MANY),
    (Became::Blocked, BLOCKED),
    (Became::NoSuchDomain, NO_SUCH_DOMAIN),
    (Became::NoSuchMailbox, NO_SUCH_MAILBOX),
    (Became::Unreachable, UNREACHABLE),
];
const TLS_FAILED: &[&str] = &["tls failed", "starttls", "certificate", "tls handshake"];
const GREYLISTED: &[&str] = &["greylist", "graylist", "grey-list", "gray-list", "grey list"];
const MAILBOX_FULL: &[&str] = &[
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
];
const TOO_LARGE: &[&str] = &["size exceeds", "too large", "too big", "size limit", "exceeds fixed limit"];
const MAILBOX_OFF: &[&str] = &[
    "mailbox disabled",
    "mailbox is disabled",
    "mailbox is frozen",
    "account disabled",
    "account is disabled",
    "account has been disabled",
    "account is blocked",
    "suspended",
    "inactive",
    "deactivated",
    "not active",
];
const TOO_MANY: &[&str] =
    &["too many", "rate limit", "ratelimit", "rate that", "throttl", "too fast", "frequency limited"];
const BLOCKED: &[&str] = &[
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
    "virus",
    "sender rejected",
    "sender address rejected",
    "content rejected",
    "message rejected",
];
const NO_SUCH_DOMAIN: &[&str] = &[
    "host not found",
    "host unknown",
    "unknown host",
    "domain not found",
    "domain is not reachable",
    "no such domain",
    "unrouteable",
    "unroutable",
    "name service error",
    "host or domain name",
    "domain does not exist",
    "null mx",
    "does not accept mail",
];
const NO_SUCH_MAILBOX: &[&str] = &[
    "user unknown",
    "unknown user",
    "no such user",
    "no such recipient",
    "no such mailbox",
    "no mailbox",
    "does not exist",
    "doesn't exist",
    "doesn't have a",
    "user not found",
    "recipient not found",
    "unknown recipient",
    "invalid recipient",
    "recipient rejected",
    "address rejected",
    "not a valid mailbox",
    "unknown address",
    "mailbox unavailable",
    "not listed",
    "unknown local",
];
const UNREACHABLE: &[&str] = &[
    "timeout",
    "timed out",
    "no mail server",
    "lost connection",
    "connection refused",
    "connection reset",
    "no route",
    "network is unreachable",
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
        (4, 4, 1 | 2 | 4) => Some(Became::Unreachable),
        // The sender's address is at fault, that is: they don't want our mail.
        (_, 1, 7 | 8) => Some(Became::Blocked),
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
        (4, 4) => Some(Became::Unreachable),
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
