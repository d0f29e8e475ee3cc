//! A guess is counted before anybody looks at it: of many that come at the same moment, no more are looked at
//! than if they had come one after the other. What turns out to be no wrong guess is given back.
//!
//! Never in here: how many are free and how long the rest wait (`rules::throttle`).

use proofs::ticket::normalize_code;
use rules::facts::{Facts, Lane};
use rules::throttle::Lanes;
use rules::{Decision, Effect, Instant};

use super::apply;
use super::run::Knock;
use super::subject::{self, Subject, Who};
use crate::fault::Fault;
use crate::store::{Write, guess};

/// How often a lane is read again because somebody else counted a guess in it meanwhile. It closes long before.
const TRIES: usize = 64;

/// The lane that a guess is in, as it was before the guess was counted.
pub struct Guess {
    key: [u8; 32],
    name: String,
    /// What the decision is made by.
    pub before: Lane,
    /// And by this, as it was then.
    pub network_until: Instant,
    taken: bool,
}

impl Knock<'_> {
    /// Counts the guess if its lane takes one, and says whether it may be looked at. The decision is made by the
    /// lane as it was before: the guess at hand does not slow itself.
    pub async fn take_guess(
        &mut self,
        (subject, facts): &(Subject, Facts),
        opens: impl Fn(&Lane) -> Lanes,
    ) -> Result<bool, Fault> {
        let (key, name) = subject.lane(self.app, self.guessing, self.step.visits());
        let (now, whose) = (self.visit.now, subject.user.as_ref().map(|user| user.id));
        let mut before = facts.lane;
        for _ in 0..TRIES {
            let mut taken = false;
            let open = opens(&before) == Lanes::Open;
            if open {
                let mut write = self.app.store.write().await?;
                let failed = i64::from(before.failed);
                taken = guess::take(&mut write, (&key, &name, whose), now, failed, before.last_at).await?;
                write.commit().await?;
            }
            if taken || !open {
                let network_until = facts.network_until;
                self.guess = Some(Guess { key, name, before, network_until, taken });
                return Ok(taken);
            }
            before = subject::lane(&mut self.app.store.read(), &key, &name).await?;
        }
        Err(Fault::Contended)
    }

    /// Whether what was typed is the code of one mail. Guesses at it are counted in the lane of this knock, which is that
    /// mail's alone, whoever makes them.
    pub(super) async fn types_code(&mut self, typed: &str, hash: [u8; 32]) -> Result<bool, Fault> {
        let now = self.visit.now;
        let nobody = self.look(&Who::Address(self.step.address.clone())).await?;
        let looked_at = self.take_guess(&nobody, |lane| rules::throttle::code_lane(lane, now)).await?;
        let typed = normalize_code(typed).map(|code| apply::code_hash(self.app, &code));
        Ok(looked_at && typed == Some(hash))
    }

    /// Whether the guess at hand may be looked at; where there is none, there is nothing to hold up.
    pub fn may_look(&self) -> bool {
        self.guess.as_ref().is_none_or(|guess| guess.taken)
    }

    /// What came of it. Where we broke or were too busy to look, the guess is given back: whoever is told to come
    /// again in a moment has not guessed.
    pub async fn unless_broken<T>(&self, came: Result<T, Fault>) -> Result<T, Fault> {
        if came.is_err() {
            let mut write = self.app.store.write().await?;
            self.give_back(&mut write).await?;
            write.commit().await?;
        }
        came
    }

    /// After a decision that neither counts the guess nor clears its lane: it is given back. True: it was.
    pub(super) async fn settle_guess(&self, write: &mut Write, decision: &Decision) -> Result<bool, Fault> {
        let counted = |effect: &Effect| matches!(effect, Effect::CountGuess | Effect::ClearLane);
        let open = self.guess.as_ref().is_some_and(|guess| guess.taken);
        if !open || decision.effects.iter().any(counted) {
            return Ok(false);
        }
        self.give_back(write).await.map(|()| true)
    }

    async fn give_back(&self, write: &mut Write) -> Result<(), Fault> {
        let Some(Guess { key, name, before, taken: true, .. }) = &self.guess else { return Ok(()) };
        guess::give_back(write, key, name, self.visit.now, i64::from(before.failed), before.last_at).await
    }

    /// It was right: its lane begins anew.
    pub(super) async fn clear_guess(&self, write: &mut Write) -> Result<(), Fault> {
        let Some(Guess { key, name, .. }) = &self.guess else { return Ok(()) };
        guess::clear(write, key, name).await
    }

    /// The lane of the guess at hand, or the one that the subject's guesses are in.
    pub(super) fn lane(&self, subject: &Subject) -> ([u8; 32], String) {
        match &self.guess {
            Some(guess) => (guess.key, guess.name.clone()),
            None => subject.lane(self.app, self.guessing, self.step.visits()),
        }
    }
}
