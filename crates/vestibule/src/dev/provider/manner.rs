//! How the practice provider answers: well, or in one of the ways in which real ones fail.
//!
//! Never in here: what our door makes of it; that is what it is for. Where to go next: `token.rs`.

use rules::{Instant, Span};

use crate::app::random;

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As it should.
    Well,
    /// With a token that ended an hour ago.
    Expired,
    /// By a clock that is ten minutes ahead.
    ClockAhead,
    /// With a token for another application.
    Audience,
    /// In another provider's name.
    Issuer,
    /// To another question.
    Nonce,
    /// Signed with a key that it never showed.
    Key,
    /// Without a signature.
    Unsigned,
    /// To be used at another address.
    Recipient,
    /// Encrypted for somebody else.
    Encrypted,
    /// With a name that it made up for this once.
    Transient,
    /// Without an address.
    NoEmail,
    /// With an address that it has not verified.
    UnverifiedEmail,
    /// As if the person had been made anew: another subject each time.
    AnotherSubject,
    /// The person is not assigned to the application.
    NotAssigned,
    /// The person pressed "no".
    Refused,
    /// It has trouble of its own.
    Trouble,
}

impl Manner {
    /// All of them, in the order of the page.
    pub const ALL: [Manner; 17] = [
        Manner::Well,
        Manner::Expired,
        Manner::ClockAhead,
        Manner::Audience,
        Manner::Issuer,
        Manner::Nonce,
        Manner::Key,
        Manner::Unsigned,
        Manner::Recipient,
        Manner::Encrypted,
        Manner::Transient,
        Manner::NoEmail,
        Manner::UnverifiedEmail,
        Manner::AnotherSubject,
        Manner::NotAssigned,
        Manner::Refused,
        Manner::Trouble,
    ];

    /// The word in its form.
    pub const fn word(self) -> &'static str {
        match self {
            Manner::Well => "well",
            Manner::Expired => "expired",
            Manner::ClockAhead => "clock-ahead",
            Manner::Audience => "audience",
            Manner::Issuer => "issuer",
            Manner::Nonce => "nonce",
            Manner::Key => "key",
            Manner::Unsigned => "unsigned",
            Manner::Recipient => "recipient",
            Manner::Encrypted => "encrypted",
            Manner::Transient => "transient",
            Manner::NoEmail => "no-email",
            Manner::UnverifiedEmail => "unverified-email",
            Manner::AnotherSubject => "another-subject",
            Manner::NotAssigned => "not-assigned",
            Manner::Refused => "refused",
            Manner::Trouble => "trouble",
        }
    }

    /// Reads the word back; anything else is answered well.
    pub fn parse(word: &str) -> Manner {
        Manner::ALL.into_iter().find(|manner| manner.word() == word).unwrap_or(Manner::Well)
    }

    /// What is sent back instead of a code: the error and its description (RFC 6749 §4.1.2.1).
    pub const fn error(self) -> Option<(&'static str, &'static str)> {
        match self {
            Manner::NotAssigned => Some(("access_denied", "User is not assigned to the client application.")),
            Manner::Refused => Some(("access_denied", "The user did not agree.")),
            Manner::Trouble => Some(("temporarily_unavailable", "The directory is being mended.")),
            Manner::Well
            | Manner::Expired
            | Manner::ClockAhead
            | Manner::Audience
            | Manner::Issuer
            | Manner::Nonce
            | Manner::Key
            | Manner::Unsigned
            | Manner::Recipient
            | Manner::Encrypted
            | Manner::Transient
            | Manner::NoEmail
            | Manner::UnverifiedEmail
            | Manner::AnotherSubject => None,
        }
    }

    /// What is sent back instead of an assertion: the inner status and a message (SAML core §3.2.2.2).
    pub(super) fn status(self) -> Option<(&'static str, &'static str)> {
        let (_, words) = self.error()?;
        match self {
            Manner::NotAssigned => Some(("RequestDenied", words)),
            Manner::Refused => Some(("AuthnFailed", words)),
            _its_own_trouble => Some(("ResourceNotRecognized", words)),
        }
    }

    /// Whether OpenID Connect knows this way.
    pub(super) fn of_oidc(self) -> bool {
        !matches!(self, Manner::Unsigned | Manner::Recipient | Manner::Encrypted | Manner::Transient)
    }

    /// Whether SAML does: it has no mark for addresses.
    pub(super) fn of_saml(self) -> bool {
        self != Manner::UnverifiedEmail
    }

    /// When it says that it answers.
    pub(super) fn says(self, now: Instant) -> Instant {
        match self {
            Manner::Expired => Instant(now.0 - Span::minutes(65).0),
            Manner::ClockAhead => now.plus(Span::minutes(10)),
            _by_our_clock => now,
        }
    }

    /// Who it says that somebody of that key is.
    pub(super) fn subject(self, key: &str) -> String {
        match self {
            Manner::AnotherSubject => format!("lumen-{key}-{:08x}", u32::from_be_bytes(random())),
            _the_same => format!("lumen-{key}"),
        }
    }
}
