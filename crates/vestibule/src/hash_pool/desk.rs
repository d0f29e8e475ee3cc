//! What the hashing threads and those who come share: the line, how fast it moves, and with that how long it
//! may be and when whoever finds it full had better come back.
//!
//! Never in here: who is next (`line.rs`), what is hashed.

use std::{
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use proofs::password::Buffer;

use super::line::{self, Job, Waiting};
use super::{Full, Source, memory};

/// How long anybody waits in the line at most.
const LONGEST_SECONDS: f64 = 10.0;
/// The part of the turns that those who wait longest can be sure of (`line.rs`).
const SURE_TURNS: f64 = 0.5;
/// What a job is taken to last until some have been measured; on the slow side.
const FIRST_GUESS_SECONDS: f64 = 0.05;
/// Nobody is sent away for longer than this.
const LONGEST_AWAY_SECONDS: f64 = 30.0;
/// However slow the machine is, this many may wait for each thread, and half of them from one network: where it
/// is busy with other things, an office must not be shut out by its own second person.
const LEAST_A_THREAD: usize = 8;
/// How many places the owner of one address may hold.
const AN_OWNERS_SHARE: usize = 2;

/// The lock, the signal, and what never changes.
pub(super) struct Line {
    desk: Mutex<Desk>,
    came: Condvar,
    pub(super) buffers: AtomicUsize,
    threads: usize,
    limit: usize,
    idle: Duration,
}

/// What the lock guards.
pub(super) struct Desk {
    pub(super) waiting: Waiting,
    seconds_a_job: f64,
    /// How many were sent away and have not had the time to come back, as of `sent_at`.
    away: f64,
    sent_at: Instant,
    closed: bool,
}

impl Line {
    pub(super) fn new(threads: usize, limit: usize, idle: Duration) -> Line {
        let desk = Desk {
            waiting: Waiting::default(),
            seconds_a_job: FIRST_GUESS_SECONDS,
            away: 0.0,
            sent_at: tick(),
            closed: false,
        };
        Line {
            desk: Mutex::new(desk),
            came: Condvar::new(),
            buffers: AtomicUsize::new(0),
            threads,
            limit: limit.max(1),
            idle,
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Desk> {
        // Jobs run outside the lock, so a poisoned one still guards a whole line.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a place at the end of the source's line, if there is room for it.
    pub(super) fn keep_place(&self, source: Source) -> Result<(), Full> {
        let mut desk = self.lock();
        let limit = self.limit_now(&desk);
        // However long the line of the networks is, the owners' places are beside it.
        let room = match source {
            Source::Network(_) => limit,
            Source::Owner(_) => (limit / 4).max(1),
        };
        if desk.waiting.count_like(source) >= room || self.has_its_share(&desk, source, limit) {
            desk.waiting.forget_who_left();
        }
        // In this order: nobody gives a place to somebody who is then refused.
        if self.has_its_share(&desk, source, limit) {
            return Err(self.full(&desk, 0.0));
        }
        if desk.waiting.count_like(source) >= room
            && !desk.waiting.make_room_for(source)
            && !desk.waiting.take_doorstep(source)
        {
            return Err(self.send_away(&mut desk));
        }
        desk.waiting.expect(source);
        Ok(())
    }

    /// Whether the line of an owner is so short that their turn comes before that of their network.
    pub(super) fn is_sooner(&self, owner: Source, network: Source) -> bool {
        let waiting = &self.lock().waiting;
        waiting.count_like(network) > waiting.count_like(owner) * line::ROUND
    }

    /// Who gave their place to somebody else is told when to come back like those who found none.
    pub(super) fn gave_way(&self) -> Full {
        self.send_away(&mut self.lock())
    }

    /// The job for a place that was kept.
    pub(super) fn join(&self, source: Source, job: Box<dyn Job>) {
        self.lock().waiting.add(source, job);
        self.came.notify_one();
    }

    /// One network holds a quarter of the line at most. While fewer wait than there are threads, nobody is
    /// kept out by it.
    fn has_its_share(&self, desk: &Desk, source: Source, limit: usize) -> bool {
        let share = match source {
            Source::Network(_) => (limit / 4).max(self.threads * LEAST_A_THREAD / 2),
            Source::Owner(_) => AN_OWNERS_SHARE,
        };
        desk.waiting.count() >= self.threads && desk.waiting.held_by(source) >= share
    }

    fn jobs_a_second(&self, desk: &Desk) -> f64 {
        self.threads as f64 / desk.seconds_a_job
    }

    /// As long as all threads together serve in time, even if every other turn goes to who came later.
    fn limit_now(&self, desk: &Desk) -> usize {
        let served = LONGEST_SECONDS * SURE_TURNS * self.jobs_a_second(desk);
        self.limit.min((served as usize).max(self.threads * LEAST_A_THREAD))
    }

    /// Those who are sent away are told different times, so that they do not all come back at once.
    fn send_away(&self, desk: &mut Desk) -> Full {
        let now = tick();
        let since = now.duration_since(desk.sent_at).as_secs_f64();
        desk.away = (desk.away - since * self.jobs_a_second(desk)).max(0.0) + 1.0;
        desk.sent_at = now;
        self.full(desk, desk.away)
    }

    /// When the line is served, and with it so many of those who were sent away before.
    fn full(&self, desk: &Desk, away: f64) -> Full {
        let seconds = (desk.waiting.count() as f64 + away) / self.jobs_a_second(desk);
        Full { retry_after_seconds: seconds.ceil().clamp(1.0, LONGEST_AWAY_SECONDS) as u64 }
    }

    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.came.notify_all();
    }

    /// The life of a hashing thread.
    pub(super) fn serve(&self) {
        let mut buffer = None;
        while let Some(job) = self.next(&mut buffer) {
            let begun = tick();
            let whole = job.run(buffer.get_or_insert_with(|| self.take_buffer()));
            if !whole {
                self.let_go(&mut buffer);
            }
            self.lock().measured(tick().duration_since(begun));
        }
        self.let_go(&mut buffer);
    }

    /// The next job, as soon as there is one; none when the pool is gone. Lets an idle buffer go meanwhile.
    fn next(&self, buffer: &mut Option<Buffer>) -> Option<Box<dyn Job>> {
        let mut desk = self.lock();
        loop {
            if let Some(job) = desk.waiting.take() {
                return Some(job);
            }
            if desk.closed {
                return None;
            }
            if buffer.is_none() {
                desk = self.came.wait(desk).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let woken = self.came.wait_timeout(desk, self.idle).unwrap_or_else(PoisonError::into_inner);
            desk = woken.0;
            if woken.1.timed_out() {
                // Wiping and giving back takes milliseconds: not under the lock.
                drop(desk);
                self.let_go(buffer);
                desk = self.lock();
            }
        }
    }

    fn take_buffer(&self) -> Buffer {
        self.buffers.fetch_add(1, Ordering::Relaxed);
        Buffer::new()
    }

    fn let_go(&self, buffer: &mut Option<Buffer>) {
        if buffer.take().is_some() && self.buffers.fetch_sub(1, Ordering::Relaxed) == 1 {
            // The last one: nobody signs in any more, and what a crowd needed is needed by nobody.
            memory::give_back();
        }
    }
}

impl Desk {
    /// A running average in which the last dozen jobs weigh most.
    fn measured(&mut self, took: Duration) {
        // Never so short that the line has no end, nor so long that one stall closes it.
        let took = took.as_secs_f64().clamp(0.001, LONGEST_SECONDS);
        self.seconds_a_job += (took - self.seconds_a_job) / 12.0;
    }
}

/// How long work takes is no decision's business, so it is not the clock of `app` that measures it.
#[allow(clippy::disallowed_methods, reason = "measures the machine, decides nothing about people")]
fn tick() -> Instant {
    Instant::now()
}
