//! Why a provider's token does not hold: one name for each reason, with what came beside what was expected.
//!
//! Texts of the provider in here are cut and clean. Never in here: a sentence, or what to do about it.
//! Where to go next: `token.rs`, which gives them.

/// Why a token does not hold. Up to [`Flaw::Signature`] nobody knows whose words it is; after that it is the
/// provider's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is longer than any token has to be.
    TooLarge,
    /// It is no token, or no JSON is in it, or a name stands twice in that.
    Unreadable,
    /// It is encrypted (five parts), which was not asked for.
    Encrypted,
    /// It is a token of another kind, by its own word (`typ`; RFC 8725 §3.11).
    Kind {
        /// What it calls itself.
        came: String,
    },
    /// It wants something understood that we do not know (`crit`; RFC 7515 §4.1.11).
    Extension {
        /// What it wants.
        came: Vec<String>,
    },
    /// Nobody signed it: `alg` is `none`.
    Unsigned,
    /// It is signed with the client's secret (HS256 and its like) instead of a key of the provider's.
    SharedSecret {
        /// The algorithm.
        came: String,
    },
    /// It is signed in a way that we do not take, or that its key is not for.
    Algorithm {
        /// The algorithm.
        came: String,
    },
    /// None of the provider's keys has that name; `came` is `None` where it names none and none fits.
    KeyUnknown {
        /// The key's name.
        came: Option<String>,
        /// The names that we know.
        known: Vec<String>,
    },
    /// The signature does not hold: another key signed it, or it was changed.
    Signature,
    /// Another provider made it.
    Issuer {
        /// Which.
        came: String,
        /// Which it should be.
        expected: String,
    },
    /// It is for somebody else, or for others besides us.
    Audience {
        /// For whom.
        came: Vec<String>,
        /// For whom it should be.
        expected: String,
    },
    /// It was given to another client (`azp`).
    AuthorizedParty {
        /// To whom.
        came: String,
        /// To whom it should be.
        expected: String,
    },
    /// It has ended, so long ago by our clock.
    Expired {
        /// Seconds between its end and now.
        by_seconds: i64,
    },
    /// It begins, or was made, later than now by our clock.
    NotYet {
        /// Seconds between now and its beginning.
        by_seconds: i64,
    },
    /// It answers another question than ours, or none.
    Nonce,
    /// It says nothing that could be kept about who it is: `sub` of 1 to 255 characters.
    Subject,
    /// A claim that has to be there is missing, or is of another kind.
    Claim {
        /// Its name.
        name: &'static str,
    },
    /// It is no logout token: the event is missing, or it has a `nonce`, which would make it an answer to a
    /// sign-in (Back-Channel Logout 1.0 §2.4).
    NoLogout,
    /// It says of nobody that they signed out: neither `sub` nor `sid`.
    Nobody,
}

impl Flaw {
    /// Permanent, for the journal and the help.
    pub const fn code(&self) -> &'static str {
        match self {
            Flaw::TooLarge => "too-large",
            Flaw::Unreadable => "unreadable",
            Flaw::Encrypted => "encrypted",
            Flaw::Kind { .. } => "kind",
            Flaw::Extension { .. } => "extension",
            Flaw::Unsigned => "unsigned",
            Flaw::SharedSecret { .. } => "shared-secret",
            Flaw::Algorithm { .. } => "algorithm",
            Flaw::KeyUnknown { .. } => "key-unknown",
            Flaw::Signature => "signature",
            Flaw::Issuer { .. } => "issuer",
            Flaw::Audience { .. } => "audience",
            Flaw::AuthorizedParty { .. } => "authorized-party",
            Flaw::Expired { .. } => "expired",
            Flaw::NotYet { .. } => "not-yet",
            Flaw::Nonce => "nonce",
            Flaw::Subject => "subject",
            Flaw::Claim { .. } => "claim",
            Flaw::NoLogout => "no-logout",
            Flaw::Nobody => "nobody",
        }
    }
}
