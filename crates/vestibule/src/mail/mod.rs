//! The inbox: what leaves as mail, how it is said, and what became of it.
//!
//! A flow writes a [`letter::Letter`] into the outbox; a job composes it and hands it to a [`Transport`].
//! Never in here: a decision, SQL, a clock. Where to go next: `kinds.rs` for what we write, `delivery.rs` for
//! what follows from the answers of mail servers.

use std::sync::Arc;

pub mod delivery;
pub mod became;
pub mod inbox;
pub mod smtp;
pub mod message;
pub mod kinds;
pub mod address;
pub mod notices;
pub mod erase;
pub mod letter;
pub mod kind;
pub mod outcome;
pub mod clean;
pub mod accent;

pub use kind::Kind;
pub use letter::{Head, Letter, Person};
pub use outcome::Outcome;

/// Where mails go: out into the world, or into the demo's own inbox.
#[derive(Clone)]
pub enum Transport {
    /// A mail server.
    Smtp(Arc<smtp::Smtp>),
    /// The demo's inbox.
    Inbox(Arc<inbox::Inbox>),
}

impl Transport {
    /// Tries once to hand over a composed mail; never takes longer than the transport's timeout.
    pub async fn send(&self, envelope_from: &str, to: &str, bytes: &[u8]) -> Outcome {
        match self {
            Transport::Smtp(smtp) => smtp.send(envelope_from, to, bytes).await,
            Transport::Inbox(inbox) => inbox.take(envelope_from, to, bytes),
        }
    }
}
