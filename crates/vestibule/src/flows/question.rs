//! A question to a passkey on its way through a page: sealed for this browser, for one purpose, for an hour.
//!
//! Never in here: what its answer is worth. Where to go next: `passkey.rs`.

use proofs::passkey::Challenge;
use rules::{Instant, Span};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::hands::Answered;
use crate::app::{App, random};
use crate::visit::Visit;

/// How long a question can be answered: as long as the steps of a sign-in.
pub const LASTS: Span = rules::sign_in::STEPS_LAST;
/// All sealed questions have this size inside, so that their length tells nothing.
const SIZE: usize = 512;

/// What a question is asked for. Its answer is good for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// To sign in with nothing else, whoever it is.
    Door,
    /// As this user's second factor.
    Second(Uuid),
    /// For a new passkey of this user.
    New(Uuid),
    /// To see whether that passkey of this user works.
    Test(Uuid, Uuid),
}

/// A question.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Question {
    /// What it is asked for.
    pub purpose: Purpose,
    /// What is to be signed.
    pub challenge: Challenge,
    asked_at: i64,
}

/// A question ready for its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The sealed question, which comes back with the answer.
    pub question: String,
    /// What the browser is given, as JSON.
    pub options: String,
}

impl Question {
    /// A new one.
    pub fn new(visit: &Visit, purpose: Purpose) -> Question {
        Question { purpose, challenge: random(), asked_at: visit.now.0 }
    }

    /// Sealed for this browser, beside the options that ask it.
    pub fn sealed(&self, app: &App, visit: &Visit, options: String) -> Asked {
        let plain = serde_json::to_vec(self).unwrap_or_default();
        Asked {
            question: app.sealer.seal_text(&["question", &visit.device.to_string()], random(), &plain, SIZE),
            options,
        }
    }

    /// Opens what was sealed for this browser, and is not too old.
    pub fn open(app: &App, visit: &Visit, sealed: &str) -> Option<Question> {
        let plain = app.sealer.open_text(&["question", &visit.device.to_string()], sealed).ok()?;
        let question: Question = serde_json::from_slice(&plain).ok()?;
        let fresh = question.asked_at <= visit.now.0 && visit.now.since(Instant(question.asked_at)) < LASTS;
        fresh.then_some(question)
    }

    /// As it is written down once it was answered.
    pub fn answered(&self) -> Answered {
        Answered { challenge: self.challenge, until: Instant(self.asked_at).plus(LASTS) }
    }
}
