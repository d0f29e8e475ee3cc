//! The line in front of the hashing threads: sources take turns, and nobody holds it all.
//!
//! Never in here: threads, locks, time. Where to go next: `hash_pool.rs`.

use std::collections::{HashMap, VecDeque};

use proofs::password::Buffer;

use super::SourceKey;

/// A piece of work whose type the line does not know.
pub(super) trait Job: Send {
    /// Whether somebody still waits for the answer.
    fn wanted(&self) -> bool;
    /// Does the work and answers. False if the work panicked, and the buffer may be in any state.
    fn run(self: Box<Self>, buffer: &mut Buffer) -> bool;
}

/// Invariant: `turns` names each source with waiting jobs once, and `count` is the number of all jobs.
#[derive(Default)]
pub(super) struct Waiting {
    sources: HashMap<SourceKey, VecDeque<Box<dyn Job>>>,
    turns: VecDeque<SourceKey>,
    count: usize,
}

impl Waiting {
    /// How many jobs wait.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// How many of them are of this source.
    pub(super) fn held_by(&self, source: SourceKey) -> usize {
        self.sources.get(&source).map_or(0, VecDeque::len)
    }

    /// Puts a job behind the others of its source.
    pub(super) fn add(&mut self, source: SourceKey, job: Box<dyn Job>) {
        let line = self.sources.entry(source).or_default();
        if line.is_empty() {
            self.turns.push_back(source);
        }
        line.push_back(job);
        self.count += 1;
    }

    /// The first job of the source whose turn it is. Who has left is passed over, unhashed.
    pub(super) fn take(&mut self) -> Option<Box<dyn Job>> {
        loop {
            let source = self.turns.pop_front()?;
            let line = self.sources.get_mut(&source)?;
            let job = line.pop_front();
            if line.is_empty() {
                self.sources.remove(&source);
            } else {
                self.turns.push_back(source);
            }
            let job = job?;
            self.count -= 1;
            if job.wanted() {
                return Some(job);
            }
        }
    }

    /// Takes out the jobs that nobody waits for any more.
    pub(super) fn forget_who_left(&mut self) {
        self.sources.retain(|_, line| {
            line.retain(|job| job.wanted());
            !line.is_empty()
        });
        let sources = &self.sources;
        self.turns.retain(|source| sources.contains_key(source));
        self.count = sources.values().map(VecDeque::len).sum();
    }

    /// In a full line, the latest job of the source with most gives its place to one with clearly less:
    /// many sources of one attacker cannot keep everybody else out either.
    pub(super) fn make_room_for(&mut self, source: SourceKey) -> bool {
        let held = self.held_by(source);
        let most = self.sources.values_mut().max_by_key(|line| line.len());
        match most {
            Some(line) if line.len() > held + 1 => {
                // More than one is left in it, so its turn stays.
                line.pop_back();
                self.count -= 1;
                true
            }
            _ => false,
        }
    }
}
