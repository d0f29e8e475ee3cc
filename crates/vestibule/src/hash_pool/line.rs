//! The line in front of the hashing threads: who is next, and who gives their place to whom.
//!
//! Networks take turns, whoever waited longest first. Of four turns one is for the newest of those networks
//! that had none lately, so that nobody who comes alone stands behind a crowd; and one is for the owners, who
//! ask from a browser that has signed in before. Where the line is full, the last who came alone stands on the
//! doorstep, and gives way to the next. Never in here: threads, locks, time. Where to go next:
//! `hash_pool/desk.rs`, which says how long the line may be.

use std::collections::{HashMap, VecDeque};
use std::mem::discriminant;

use proofs::password::Buffer;

use super::Source;

/// The turns come round in fours: the oldest network, an owner, the oldest network, the newest network.
pub(super) const ROUND: usize = 4;
/// How many turns back a network counts as having had one.
const LATELY: usize = 512;

/// A piece of work whose type the line does not know.
pub(super) trait Job: Send {
    /// Whether somebody still waits for the answer.
    fn wanted(&self) -> bool;
    /// Does the work and answers. False if the work panicked, and the buffer may be in any state.
    fn run(self: Box<Self>, buffer: &mut Buffer) -> bool;
}

/// The jobs of one source that wait, and the places that are kept for jobs on their way here.
#[derive(Default)]
struct Standing {
    jobs: VecDeque<Box<dyn Job>>,
    coming: usize,
}

impl Standing {
    fn places(&self) -> usize {
        self.jobs.len() + self.coming
    }
}

/// Invariants: `networks` and `owners` together name each source with waiting jobs once; whoever is in `fresh`
/// is in `networks` too.
#[derive(Default)]
pub(super) struct Waiting {
    sources: HashMap<Source, Standing>,
    /// Whose turn comes when; the oldest in front.
    networks: VecDeque<Source>,
    owners: VecDeque<Source>,
    /// Networks whose first turn this is; the newest at the end.
    fresh: Vec<Source>,
    /// The one who came while the line was full.
    doorstep: Option<Source>,
    /// Who had the last turns.
    lately: VecDeque<Source>,
    /// How many turns there have been in this round.
    round: usize,
}

impl Waiting {
    /// How many places are taken.
    pub(super) fn count(&self) -> usize {
        self.sources.values().map(Standing::places).sum()
    }

    /// How many of them by sources of the same kind.
    pub(super) fn count_like(&self, source: Source) -> usize {
        let like = |other: &Source| discriminant(other) == discriminant(&source);
        self.sources.iter().filter(|(other, _)| like(other)).map(|(_, standing)| standing.places()).sum()
    }

    /// How many of them by this source.
    pub(super) fn held_by(&self, source: Source) -> usize {
        self.sources.get(&source).map_or(0, Standing::places)
    }

    /// Keeps a place for a job that is on its way.
    pub(super) fn expect(&mut self, source: Source) {
        self.sources.entry(source).or_default().coming += 1;
    }

    /// It does not come after all.
    pub(super) fn expect_no_more(&mut self, source: Source) {
        let Some(standing) = self.sources.get_mut(&source) else { return };
        standing.coming = standing.coming.saturating_sub(1);
        if standing.places() == 0 {
            self.sources.remove(&source);
            self.leaves_doorstep(source);
        }
    }

    /// It has come: behind the others of its source.
    pub(super) fn add(&mut self, source: Source, job: Box<dyn Job>) {
        let standing = self.sources.entry(source).or_default();
        standing.coming = standing.coming.saturating_sub(1);
        standing.jobs.push_back(job);
        if standing.jobs.len() > 1 {
            return;
        }
        match source {
            Source::Owner(_) => self.owners.push_back(source),
            Source::Network(_) => {
                self.networks.push_back(source);
                if !self.lately.contains(&source) {
                    self.fresh.push(source);
                }
            }
        }
    }

    /// The first job of the source whose turn it is. Who has left is passed over, unhashed.
    pub(super) fn take(&mut self) -> Option<Box<dyn Job>> {
        loop {
            let source = self.whose_turn()?;
            self.leaves_doorstep(source);
            let Some(standing) = self.sources.get_mut(&source) else { continue };
            let job = standing.jobs.pop_front();
            if !standing.jobs.is_empty() {
                match source {
                    Source::Network(_) => self.networks.push_back(source),
                    Source::Owner(_) => self.owners.push_back(source),
                }
            } else if standing.places() == 0 {
                self.sources.remove(&source);
            }
            if let Some(job) = job.filter(|job| job.wanted()) {
                self.round = (self.round + 1) % ROUND;
                self.lately.push_back(source);
                if self.lately.len() > LATELY {
                    self.lately.pop_front();
                }
                return Some(job);
            }
        }
    }

    /// Takes the source whose turn it is out of its row.
    fn whose_turn(&mut self) -> Option<Source> {
        let favoured = match self.round {
            1 => self.owners.pop_front(),
            3 => self.newest(),
            _ => None,
        };
        favoured.or_else(|| self.oldest()).or_else(|| self.owners.pop_front())
    }

    fn oldest(&mut self) -> Option<Source> {
        let source = self.networks.pop_front()?;
        self.fresh.retain(|fresh| *fresh != source);
        Some(source)
    }

    fn newest(&mut self) -> Option<Source> {
        let source = self.fresh.pop()?;
        self.networks.retain(|network| *network != source);
        Some(source)
    }

    /// Takes out the jobs that nobody waits for any more.
    pub(super) fn forget_who_left(&mut self) {
        self.sources.retain(|_, standing| {
            standing.jobs.retain(|job| job.wanted());
            standing.places() > 0
        });
        let sources = &self.sources;
        let waits = |source: &Source| sources.get(source).is_some_and(|standing| !standing.jobs.is_empty());
        self.networks.retain(waits);
        self.owners.retain(waits);
        self.fresh.retain(waits);
        self.doorstep = self.doorstep.filter(|source| sources.contains_key(source));
    }

    /// In a full line, one place is for whoever came last, alone, and had no turn lately: the next of the turns for
    /// newcomers is theirs. Who stood there before has waited for no longer than since then, and is sent away. So
    /// nobody who comes when a crowd has come waits for the crowd, and a flood costs one place.
    pub(super) fn take_doorstep(&mut self, source: Source) -> bool {
        let alone = self.held_by(source) == 0 && !self.lately.contains(&source);
        if !alone || matches!(source, Source::Owner(_)) {
            return false;
        }
        if let Some(before) = self.doorstep {
            match self.sources.get(&before) {
                // Still on the way from the door: it cannot be sent away any more.
                Some(standing) if standing.coming > 0 || standing.jobs.len() > 1 => return false,
                Some(_) | None => {
                    self.sources.remove(&before);
                    self.networks.retain(|network| *network != before);
                    self.fresh.retain(|fresh| *fresh != before);
                }
            }
        }
        self.doorstep = Some(source);
        true
    }

    fn leaves_doorstep(&mut self, source: Source) {
        self.doorstep = self.doorstep.filter(|standing| *standing != source);
    }

    /// In a full line, the latest job of the source with most gives its place to one with clearly less:
    /// many sources of one attacker cannot keep everybody else out either.
    pub(super) fn make_room_for(&mut self, source: Source) -> bool {
        let held = self.held_by(source);
        let like = |other: &Source| discriminant(other) == discriminant(&source);
        let alike = self.sources.iter_mut().filter(|(other, _)| like(other)).map(|(_, standing)| standing);
        match alike.max_by_key(|standing| standing.jobs.len()) {
            Some(standing) if standing.jobs.len() > held + 1 => {
                // More than one is left in it, so its turn stays.
                standing.jobs.pop_back();
                true
            }
            _ => false,
        }
    }
}
