//! The beats of every flow: load, prove (outside, slow), begin, load again, decide, apply, commit, and the
//! journal beside it.
//!
//! Never in here: what an attempt means. Where to go next: `apply.rs`, and `sign_in.rs` for a flow.

use std::time::Duration;

use proofs::reference::Reference;
use rules::facts::{Facts, Proofs};
use rules::{Attempt, Challenge, Decision, Effect, Verdict};
use uuid::Uuid;

use super::apply::{self, Hands, Made};
use super::guess::Guess;
use super::subject::{self, Guessing, Subject, Who};
use super::{evidence, pending, stuck};
use crate::app::{App, Counts};
use crate::fault::Fault;
use crate::step::{Step, write_cause};
use crate::store::journal::JournalRow;
use crate::store::{Write, journal, user};
use crate::visit::Visit;
use crate::words::words;

/// How often a decision is made again because the subject changed under it.
const TRIES: usize = 8;
/// How long an answer waits for its journal entry.
const JOURNAL_DEADLINE: Duration = Duration::from_millis(500);

/// An attempt on its way: by whom, from where, at which step.
pub struct Knock<'a> {
    /// The app.
    pub app: &'a App,
    /// The visit.
    pub visit: &'a Visit,
    /// What the journal calls it, like `password` or `reset-asked`.
    pub act: &'static str,
    /// The step it belongs to.
    pub step: Step,
    /// Which guesses count.
    pub guessing: Guessing,
    /// The guess at hand, once it was counted.
    pub guess: Option<Guess>,
    /// The reference under which it is found again.
    pub reference: Reference,
}

/// What came of it.
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// What the person has proved by now.
    pub proofs: Proofs,
    /// The reference.
    pub reference: Reference,
    /// What was made on the way and has to be shown or handed out.
    pub made: Made,
    /// The subject, as loaded before the effects.
    pub subject: Subject,
    /// When the password that is proved was set.
    pub password_set_at: Option<i64>,
}

impl<'a> Knock<'a> {
    /// A knock of this kind.
    pub fn new(
        app: &'a App,
        visit: &'a Visit,
        act: &'static str,
        step: Step,
        guessing: Guessing,
    ) -> Knock<'a> {
        Knock { app, visit, act, step, guessing, guess: None, reference: app.new_reference() }
    }

    /// Looks at the subject without deciding: for proving, and for pages.
    pub async fn look(&self, who: &Who) -> Result<(Subject, Facts), Fault> {
        let mut read = self.app.store.read();
        let subject = subject::load(&mut read, who, &self.step, self.visit).await?;
        let facts =
            subject::facts(&mut read, self.app, &subject, &self.step, self.visit, self.guessing, None)
                .await?;
        Ok((subject, facts))
    }

    /// Decides and carries out. `None`: what was proved outside no longer holds; prove it again.
    pub async fn run(&self, who: &Who, attempt: &Attempt, hands: &Hands) -> Result<Option<Outcome>, Fault> {
        for _ in 0..TRIES {
            let mut write = self.app.store.write().await?;
            let subject = subject::load(&mut write, who, &self.step, self.visit).await?;
            if !hands.still_hold(&subject) {
                return Ok(None);
            }
            let presents = hands.presents(&subject);
            let mut facts = subject::facts(
                &mut write,
                self.app,
                &subject,
                &self.step,
                self.visit,
                self.guessing,
                presents,
            )
            .await?;
            if let Some(guess) = &self.guess {
                (facts.lane, facts.network_until) = (guess.before, guess.network_until);
            }
            let decision = rules::decide(&facts, attempt, self.visit.now);
            if let Some(outcome) =
                self.carry_out(write, subject, decision, hands, evidence::of(attempt, &facts)).await?
            {
                return Ok(Some(outcome));
            }
        }
        Err(Fault::Contended)
    }

    /// The same for an attempt with nothing proved outside.
    pub async fn simply(&self, who: &Who, attempt: &Attempt) -> Result<Outcome, Fault> {
        let hands = Hands::default();
        self.run(who, attempt, &hands).await?.ok_or(Fault::Contended)
    }

    /// Applies, commits and writes the journal. `None`: somebody else was faster; decide again.
    pub async fn carry_out(
        &self,
        mut write: Write,
        subject: Subject,
        decision: Decision,
        hands: &Hands,
        evidence: String,
    ) -> Result<Option<Outcome>, Fault> {
        let counts_only = decision.effects.iter().all(|effect| matches!(effect, Effect::CountGuess));
        if let Some(row) = subject.user.as_ref().filter(|_| !counts_only)
            && !user::advance_revision(&mut write, row.id, row.revision).await?
        {
            return Ok(None);
        }
        let Some(made) = apply::all(&mut write, self, &subject, &decision, hands).await? else {
            return Ok(None);
        };
        let begins = decision.verdict == Verdict::Challenge(Challenge::SetUpFactor);
        if begins {
            // The next page shows the key, and a page makes nothing.
            pending::make(&mut write, self, &subject).await?;
        }
        let gave_back = self.settle_guess(&mut write, &decision).await?;
        if decision.effects.is_empty() && !begins && !gave_back {
            drop(write);
        } else {
            write.commit().await?;
        }
        self.journal(&subject, &decision, evidence, hands).await;
        let set_at = subject.user.as_ref().and_then(|user| user.password_at).map(|at| at.0);
        Ok(Some(Outcome {
            verdict: decision.verdict,
            proofs: decision.proofs,
            reference: self.reference.clone(),
            password_set_at: made.password_set_at.or(set_at),
            made,
            subject,
        }))
    }

    /// Writes what happened beside it. When that fails the answer goes out all the same, and the drop is counted.
    pub(super) async fn journal(
        &self,
        subject: &Subject,
        decision: &Decision,
        evidence: String,
        hands: &Hands,
    ) {
        let counter = match decision.verdict {
            Verdict::SignedIn(_) => Some(&self.app.counts.signed_in),
            Verdict::Refused(_) => Some(&self.app.counts.refused),
            Verdict::Challenge(_) | Verdict::Done(_) => None,
        };
        if let Some(counter) = counter {
            Counts::add(counter);
        }
        let mut row = self.journal_row(subject, decision, evidence);
        if hands.by_support() {
            // From where the desk works is not the person's to read; the audit log has it.
            (row.browser, row.network) = (words().plain("support-home", &[]), None);
        }
        // Whoever acts on somebody else is not stuck at the door, nor is anybody by what others do, or by a look.
        let own = hands.actor.is_none() && hands.supporter.is_none() && !hands.only_looked;
        tracing::info!(reference = %row.reference, act = row.act, verdict = row.verdict, cause = row.cause, "attempt");
        let written = tokio::time::timeout(JOURNAL_DEADLINE, async {
            let mut write = self.app.store.write().await?;
            journal::add(&mut write, &row).await?;
            if own {
                stuck::keep(&mut write, self, subject, decision).await?;
            }
            write.commit().await
        });
        if !matches!(written.await, Ok(Ok(()))) {
            Counts::add(&self.app.counts.journal_dropped);
            tracing::warn!(reference = %row.reference, "the journal entry was not written");
        }
    }

    fn journal_row(&self, subject: &Subject, decision: &Decision, evidence: String) -> JournalRow {
        let (verdict, cause) = match &decision.verdict {
            Verdict::SignedIn(_) => ("signed-in".to_owned(), None),
            Verdict::Challenge(challenge) => (format!("challenge {}", challenge.code()), None),
            Verdict::Done(done) => (format!("done {}", done.code()), None),
            Verdict::Refused(cause) => ("refused".to_owned(), Some(write_cause(cause))),
        };
        JournalRow {
            reference: self.reference.to_string(),
            at: self.visit.now,
            act: self.act.to_owned(),
            user_id: subject.user.as_ref().map(|user| user.id),
            organization_id: self.organization(subject),
            // Never what a stranger typed: people type passwords there.
            address_key: Some(self.app.address_key(&subject.address)),
            verdict,
            cause,
            evidence,
            browser: self.visit.browser.clone(),
            network: Some(self.visit.network_text()),
            known_device: subject.device.is_some(),
            caused_by: None,
        }
    }

    fn organization(&self, subject: &Subject) -> Option<Uuid> {
        self.step.wanted.or(match subject.doors.as_slice() {
            [only] => Some(only.membership.organization_id),
            _ => None,
        })
    }
}
