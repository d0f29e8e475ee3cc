//! The reference of a refusal, like `VST-7K3M-Q2XP`: what a person reads out and support looks up.
//!
//! Random and without meaning, so that all are alike to a stranger. Never in here: what happened.
//! Where to go next: the journal, which is kept by reference.

use std::fmt;

use crate::crockford;

/// One reference. Only [`Reference::from_bytes`] and [`Reference::parse`] make it, so it is well formed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference(String);

impl Reference {
    /// From five random bytes.
    pub fn from_bytes(bytes: [u8; 5]) -> Reference {
        Reference::of(&crockford::encode(&bytes))
    }

    /// Reads what a person typed or read out: any case, hyphens or none, O for 0, with or without the
    /// `VST` in front.
    pub fn parse(typed: &str) -> Option<Reference> {
        let short = || crockford::fold(typed, 8);
        let long = || crockford::fold(typed, 11)?.strip_prefix("VST").map(str::to_owned);
        short().or_else(long).map(|code| Reference::of(&code))
    }

    /// The one spelling: `VST-7K3M-Q2XP`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of(code: &str) -> Reference {
        Reference(format!("VST-{}", crockford::grouped(code)))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}
