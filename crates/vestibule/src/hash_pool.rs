//! The hashing threads: as many as are asked for, each with one buffer of 19 MiB that it lets go when
//! nobody has come for a while, and a bounded, fair line in front of them.
//!
//! Hashing is the dearest thing that a stranger can make us do. So the line is no longer than what is
//! served in ten seconds; sources (networks, say) take turns; whoever finds it full is told at once, and
//! nothing is hashed for who has left. Never in here: what is hashed and why. Where to go next:
//! `hash_pool/line.rs` for who is next, `proofs::password`.

mod line;

use std::{
    any::Any,
    io,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use line::{Job, Waiting};
use proofs::password::{self, Buffer, Verified};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// How long the line may be, in time.
const LINE_SECONDS: f64 = 10.0;
/// What a job is taken to last until some have been measured; on the slow side.
const FIRST_GUESS_SECONDS: f64 = 0.05;
/// How long a thread keeps its buffer without work.
const IDLE: Duration = Duration::from_secs(5);

/// Who asks: jobs of one source wait behind each other, jobs of different ones take turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SourceKey(pub u64);

/// The line is full. Come back after this time; becomes a 503 with `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full {
    /// At least one.
    pub retry_after_seconds: u64,
}

/// The threads and the line in front of them. Dropping it ends the threads once the line is served.
pub struct HashPool {
    line: Arc<Line>,
}

impl HashPool {
    /// Starts that many threads. `queue_limit` is the longest that the line may ever be; where hashing is
    /// slow it is shorter, so that nobody waits for more than ten seconds.
    pub fn new(threads: usize, queue_limit: usize) -> io::Result<HashPool> {
        HashPool::letting_go_after(IDLE, threads, queue_limit)
    }

    /// The same, with another time after which an idle thread lets its buffer go.
    pub fn letting_go_after(idle: Duration, threads: usize, queue_limit: usize) -> io::Result<HashPool> {
        let threads = threads.max(1);
        let desk = Desk { waiting: Waiting::default(), seconds_a_job: FIRST_GUESS_SECONDS, closed: false };
        let line = Arc::new(Line {
            desk: Mutex::new(desk),
            came: Condvar::new(),
            buffers: AtomicUsize::new(0),
            threads,
            limit: queue_limit.max(1),
            idle,
        });
        // Made first: should a thread not start, dropping the pool ends those that did.
        let pool = HashPool { line };
        for number in 1..=threads {
            let line = Arc::clone(&pool.line);
            thread::Builder::new().name(format!("hash-{number}")).spawn(move || line.serve())?;
        }
        Ok(pool)
    }

    /// Runs work on a hashing thread. Dropping the future takes the work out of the line.
    pub async fn run<T: Send + 'static>(
        &self,
        source: SourceKey,
        work: impl FnOnce(&mut Buffer) -> T + Send + 'static,
    ) -> Result<T, Full> {
        let (answer, answered) = oneshot::channel();
        self.line.join(source, Box::new(Asked { work, answer }))?;
        match answered.await {
            Ok(Ok(value)) => Ok(value),
            // What broke belongs to who asked; the hashing thread goes on.
            Ok(Err(panic)) => resume_unwind(panic),
            // It gave its place to a source that had none.
            Err(_) => Err(self.line.full(&self.line.lock())),
        }
    }

    /// The PHC string of a password. The salt must be random and new.
    pub async fn hash(&self, source: SourceKey, password: &str, salt: [u8; 16]) -> Result<String, Full> {
        let password = Zeroizing::new(password.to_owned());
        self.run(source, move |buffer| password::hash(buffer, &password, salt)).await
    }

    /// Compares a password with a stored hash; give `proofs::password::DUMMY` where there is none.
    pub async fn verify(&self, source: SourceKey, password: &str, phc: &str) -> Result<Verified, Full> {
        let (password, phc) = (Zeroizing::new(password.to_owned()), phc.to_owned());
        self.run(source, move |buffer| password::verify(buffer, &password, &phc)).await
    }

    /// The bare hash of a recovery code in the form that `proofs::recovery::normalize` gives it.
    pub async fn raw_hash(&self, source: SourceKey, code: &str, salt: [u8; 16]) -> Result<[u8; 32], Full> {
        let code = Zeroizing::new(code.to_owned());
        self.run(source, move |buffer| password::raw_hash(buffer, code.as_bytes(), salt)).await
    }

    /// How many jobs wait, for the metrics.
    pub fn waiting(&self) -> usize {
        self.line.lock().waiting.count()
    }

    /// How many buffers of 19 MiB are held at the moment, for the metrics.
    pub fn buffers(&self) -> usize {
        self.line.buffers.load(Ordering::Relaxed)
    }
}

impl Drop for HashPool {
    fn drop(&mut self) {
        self.line.lock().closed = true;
        self.line.came.notify_all();
    }
}

struct Asked<T, W> {
    work: W,
    answer: oneshot::Sender<Result<T, Box<dyn Any + Send>>>,
}

impl<T: Send, W: FnOnce(&mut Buffer) -> T + Send> Job for Asked<T, W> {
    fn wanted(&self) -> bool {
        !self.answer.is_closed()
    }

    fn run(self: Box<Self>, buffer: &mut Buffer) -> bool {
        let Asked { work, answer } = *self;
        let done = catch_unwind(AssertUnwindSafe(|| work(buffer)));
        let whole = done.is_ok();
        // Nobody may be there any more; that is theirs to know.
        let _ = answer.send(done);
        whole
    }
}

/// What the threads and those who join the line share.
struct Line {
    desk: Mutex<Desk>,
    came: Condvar,
    buffers: AtomicUsize,
    threads: usize,
    limit: usize,
    idle: Duration,
}

struct Desk {
    waiting: Waiting,
    seconds_a_job: f64,
    closed: bool,
}

impl Line {
    fn lock(&self) -> MutexGuard<'_, Desk> {
        // Jobs run outside the lock, so a poisoned one still guards a whole line.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a job at the end of its source's line, if there is room for it.
    fn join(&self, source: SourceKey, job: Box<dyn Job>) -> Result<(), Full> {
        let mut desk = self.lock();
        let limit = self.limit_now(&desk);
        if desk.waiting.count() >= limit || self.has_its_share(&desk, source, limit) {
            desk.waiting.forget_who_left();
        }
        // In this order: nobody gives a place to somebody who is then refused.
        let refused = self.has_its_share(&desk, source, limit)
            || (desk.waiting.count() >= limit && !desk.waiting.make_room_for(source));
        if refused {
            return Err(self.full(&desk));
        }
        desk.waiting.add(source, job);
        drop(desk);
        self.came.notify_one();
        Ok(())
    }

    /// One source holds a quarter of the line at most. While fewer wait than there are threads, nobody is
    /// kept out by it.
    fn has_its_share(&self, desk: &Desk, source: SourceKey, limit: usize) -> bool {
        desk.waiting.count() >= self.threads && desk.waiting.held_by(source) >= (limit / 4).max(1)
    }

    /// What all threads together serve in ten seconds.
    fn limit_now(&self, desk: &Desk) -> usize {
        let served = LINE_SECONDS / desk.seconds_a_job * self.threads as f64;
        self.limit.min(served as usize).max(1)
    }

    fn full(&self, desk: &Desk) -> Full {
        let seconds = desk.waiting.count() as f64 * desk.seconds_a_job / self.threads as f64;
        Full { retry_after_seconds: (seconds.ceil() as u64).max(1) }
    }

    /// The life of a hashing thread.
    fn serve(&self) {
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
        if buffer.take().is_some() {
            self.buffers.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Desk {
    /// A running average in which the last dozen jobs weigh most.
    fn measured(&mut self, took: Duration) {
        // Never so short that the line has no end, nor so long that one stall closes it.
        let took = took.as_secs_f64().clamp(0.001, LINE_SECONDS);
        self.seconds_a_job += (took - self.seconds_a_job) / 12.0;
    }
}

/// How long work takes is no decision's business, so it is not the clock of `app` that measures it.
#[allow(clippy::disallowed_methods, reason = "measures the machine, decides nothing about people")]
fn tick() -> Instant {
    Instant::now()
}

impl From<Full> for crate::fault::Fault {
    fn from(full: Full) -> crate::fault::Fault {
        let retry_after_seconds = u32::try_from(full.retry_after_seconds).unwrap_or(u32::MAX);
        crate::fault::Fault::Busy { retry_after_seconds }
    }
}
