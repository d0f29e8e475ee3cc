//! The decision of Vestibule: facts about the subject, what the person just did, policy and the
//! time go in; a verdict and its effects come out.
//!
//! Never in here: I/O, a clock, randomness, async, serialization, a database, a sentence for people.

pub mod words;

pub use words::{Instant, Role, Span};
