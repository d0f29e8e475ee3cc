//! What became of one try to hand a mail over.
//!
//! Never in here: what to do about it (`delivery.rs`).

/// What the next mail server said, or that nothing came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It answers for the mail from now on.
    Accepted {
        /// Who took it.
        host: String,
        /// Its words.
        reply: String,
    },
    /// Not now (4xx), or no connection, or no answer in time. A mail that was being taken while the time ran
    /// out may arrive twice, under the same Message-ID.
    Delayed {
        /// Its words, or ours where it said nothing.
        reply: String,
    },
    /// Never (5xx).
    Refused {
        /// Its words.
        reply: String,
    },
}

/// Replies are kept no longer than this.
const REPLY_LONGEST: usize = 500;

/// A reply as it may be kept and shown: one line, no control characters, not too long.
pub fn clean_reply(reply: &str) -> String {
    super::clean::line(reply).chars().take(REPLY_LONGEST).collect()
}
