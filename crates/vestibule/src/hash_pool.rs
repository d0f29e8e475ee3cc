//! The hashing threads: as many as are asked for, each with one buffer of 19 MiB that it lets go when
//! nobody has come for a while, and a bounded, fair line in front of them.
//!
//! Hashing is the dearest thing that a stranger can make us do. So the line is no longer than what is
//! served in ten seconds; networks take turns; whoever finds it full is told at once, before anything is
//! looked up for them, and nothing is hashed for who has left. Never in here: what is hashed and why. Where
//! to go next: `hash_pool/line.rs` for who is next, `hash_pool/desk.rs` for how many may wait.

mod desk;
mod line;
mod memory;

use std::{
    any::Any,
    io,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Arc, atomic::Ordering},
    thread,
    time::Duration,
};

use desk::Line;
use line::Job;
use proofs::password::{self, Buffer, Verified};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// How long a thread keeps its buffer without work.
const IDLE: Duration = Duration::from_secs(5);

/// Who asks: jobs of one source wait behind each other, jobs of different ones take turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Anybody from this network.
    Network(u64),
    /// Whoever signs in at this address from a browser that has done so before. Some places are kept for
    /// them, so that strangers' guesses, from however many networks, never fill the line for everybody.
    Owner(u64),
}

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

/// A place in the line, for work that is still being prepared. Dropping it gives it back.
pub struct Place {
    line: Arc<Line>,
    source: Source,
    used: bool,
}

impl HashPool {
    /// Starts that many threads. `queue_limit` is the longest that the line may ever be (owners have a quarter
    /// more); where hashing is slow it is shorter, so that nobody waits for more than ten seconds.
    pub fn new(threads: usize, queue_limit: usize) -> io::Result<HashPool> {
        HashPool::letting_go_after(IDLE, threads, queue_limit)
    }

    /// The same, with another time after which an idle thread lets its buffer go.
    pub fn letting_go_after(idle: Duration, threads: usize, queue_limit: usize) -> io::Result<HashPool> {
        let threads = threads.max(1);
        // Made first: should a thread not start, dropping the pool ends those that did.
        let pool = HashPool { line: Arc::new(Line::new(threads, queue_limit, idle)) };
        for number in 1..=threads {
            let line = Arc::clone(&pool.line);
            thread::Builder::new().name(format!("hash-{number}")).spawn(move || line.serve())?;
        }
        Ok(pool)
    }

    /// Takes a place in the line, or says at once that there is none.
    pub fn place(&self, source: Source) -> Result<Place, Full> {
        self.line.keep_place(source)?;
        Ok(Place { line: Arc::clone(&self.line), source, used: false })
    }

    /// A place for an owner, who may stand with the others of their network too: where their turn comes sooner, or
    /// where there is one.
    pub fn place_of_owner(&self, owner: Source, network: Source) -> Result<Place, Full> {
        let (first, second) =
            if self.line.is_sooner(owner, network) { (owner, network) } else { (network, owner) };
        self.place(first).or_else(|_full| self.place(second))
    }

    /// Runs work on a hashing thread. Dropping the future takes the work out of the line.
    pub async fn run<T: Send + 'static>(
        &self,
        source: Source,
        work: impl FnOnce(&mut Buffer) -> T + Send + 'static,
    ) -> Result<T, Full> {
        self.place(source)?.run(work).await
    }

    /// The PHC string of a password. The salt must be random and new.
    pub async fn hash(&self, source: Source, password: &str, salt: [u8; 16]) -> Result<String, Full> {
        let password = Zeroizing::new(password.to_owned());
        self.run(source, move |buffer| password::hash(buffer, &password, salt)).await
    }

    /// Compares a password with a stored hash; give `proofs::password::DUMMY` where there is none.
    pub async fn verify(&self, source: Source, password: &str, phc: &str) -> Result<Verified, Full> {
        let (password, phc) = (Zeroizing::new(password.to_owned()), phc.to_owned());
        self.run(source, move |buffer| password::verify(buffer, &password, &phc)).await
    }

    /// The bare hash of a recovery code in the form that `proofs::recovery::normalize` gives it.
    pub async fn raw_hash(&self, source: Source, code: &str, salt: [u8; 16]) -> Result<[u8; 32], Full> {
        let code = Zeroizing::new(code.to_owned());
        self.run(source, move |buffer| password::raw_hash(buffer, code.as_bytes(), salt)).await
    }

    /// How many places in the line are taken, for the metrics.
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
        self.line.close();
    }
}

impl Place {
    /// Runs the work, once it is its turn. Dropping the future takes it out of the line.
    pub async fn run<T: Send + 'static>(
        mut self,
        work: impl FnOnce(&mut Buffer) -> T + Send + 'static,
    ) -> Result<T, Full> {
        let (answer, answered) = oneshot::channel();
        self.line.join(self.source, Box::new(Asked { work, answer }));
        self.used = true;
        match answered.await {
            Ok(Ok(value)) => Ok(value),
            // What broke belongs to who asked; the hashing thread goes on.
            Ok(Err(panic)) => resume_unwind(panic),
            // It gave its place to a source that had none.
            Err(_) => Err(self.line.gave_way()),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.used {
            self.line.lock().waiting.expect_no_more(self.source);
        }
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

impl From<Full> for crate::fault::Fault {
    fn from(full: Full) -> crate::fault::Fault {
        let retry_after_seconds = u32::try_from(full.retry_after_seconds).unwrap_or(u32::MAX);
        crate::fault::Fault::Busy { retry_after_seconds }
    }
}
