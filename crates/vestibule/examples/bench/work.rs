//! What a sign-in costs beside its hash, and whether its time tells who has an account.

use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use proofs::password::{self, Buffer};
use tokio::task::JoinHandle;

use crate::house::{self, PASSWORD, Server, email, network};
use crate::knock::Visitor;
use crate::{median, tell};

const ROUNDS: usize = 9;
const A_ROUND: usize = 200;
const LOOKS: usize = 400;

/// Processor time of the server for a whole sign-in (address, password, cookie), against that of a bare hash
/// on all cores at once, by turns.
pub async fn per_sign_in(server: &Server, cores: usize) {
    let (mut ratios, mut bare_ms, mut whole_ms) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let bare = bare_hash(cores);
        let whole = sign_in(server, cores, round).await;
        ratios.push(whole / bare);
        bare_ms.push(bare * 1000.0);
        whole_ms.push(whole * 1000.0);
    }
    tell("processor time of a bare hash, all cores busy", format!("{:.1} ms", median(bare_ms)), None);
    tell("processor time of a sign-in, all cores busy", format!("{:.1} ms", median(whole_ms)), None);
    let ratio = median(ratios);
    tell("sign-in / bare hash", format!("{ratio:.2}"), Some(("<= 1.10", ratio <= 1.10)));
}

/// How many bare hashes the machine makes in a second: on one core, and on all at once.
pub fn bare_rate(cores: usize) {
    for busy in [1, cores] {
        let rates: Vec<f64> = (0..3).map(|_| 1.0 / bare_hash(busy)).collect();
        let what = format!("bare hashes in a second of processor time, {busy} at once");
        tell(&what, format!("{:.0} a core", median(rates)), None);
    }
}

fn bare_hash(cores: usize) -> f64 {
    let hash = password::hash(&mut Buffer::new(), PASSWORD, [7; 16]);
    let work = || {
        let mut buffer = Buffer::new();
        // The first one pays for the memory.
        password::verify(&mut buffer, PASSWORD, &hash);
        move |times: usize, hash: &str| {
            for _ in 0..times {
                password::verify(&mut buffer, PASSWORD, hash);
            }
        }
    };
    let mut ready: Vec<_> = (0..cores).map(|_| work()).collect();
    let before = house::worked("self");
    std::thread::scope(|scope| {
        for work in &mut ready {
            scope.spawn(|| work(A_ROUND / cores, &hash));
        }
    });
    (house::worked("self") - before) / (A_ROUND / cores * cores) as f64
}

async fn sign_in(server: &Server, cores: usize, round: usize) -> f64 {
    let from = 1 + round * A_ROUND;
    let before = server.worked();
    crowd(server.at, from..from + A_ROUND, cores * 3).await.unwrap();
    (server.worked() - before) / A_ROUND as f64
}

/// These people sign in, so many at a time.
pub fn crowd(at: SocketAddr, people: Range<usize>, at_once: usize) -> JoinHandle<()> {
    let next = Arc::new(AtomicUsize::new(people.start));
    tokio::spawn(async move {
        let hands: Vec<_> = (0..at_once)
            .map(|_| tokio::spawn(one_after_the_other(at, Arc::clone(&next), people.end)))
            .collect();
        for hand in hands {
            hand.await.unwrap();
        }
    })
}

async fn one_after_the_other(at: SocketAddr, next: Arc<AtomicUsize>, end: usize) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= end {
            return;
        }
        let mut visitor = Visitor::from(at, network(number));
        let answer = visitor.sign_in(&email(number), PASSWORD).await.unwrap();
        assert!(answer.leads_to("/account"), "{answer:?}");
    }
}

/// The same wrong password, the same question for a mail: once for somebody, once for nobody.
pub async fn known_and_unknown(server: &Server) {
    for (what, path) in [("sign-in", "/sign-in/password"), ("reset", "/reset")] {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for number in 0..LOOKS {
            // By turns, in both orders, each from a network of its own.
            let somebody = email(1500 + number);
            let nobody = format!("nobody{number}@larkfield.example");
            for is_known in [number % 2 == 0, number % 2 == 1] {
                let address = if is_known { &somebody } else { &nobody };
                let mut visitor =
                    Visitor::from(server.at, network(3000 + number * 2 + usize::from(is_known)));
                let first = visitor.post("/sign-in", &[("email", address)]).await.unwrap();
                let (step, begun) = (first.step(), Instant::now());
                let fields = [("s", step.as_str()), ("password", "a wrong one entirely"), ("email", address)];
                let answer = visitor.post(path, &fields).await.unwrap();
                let took = begun.elapsed().as_secs_f64() * 1000.0;
                assert_eq!(answer.status, 303, "{answer:?}");
                if is_known { known.push(took) } else { unknown.push(took) }
            }
        }
        let figure = format!("{:.2} / {:.2} ms", median(known.clone()), median(unknown.clone()));
        tell(&format!("{what}: known / unknown address (medians)"), figure, None);
        let (chance, doubt) = longer(&known, &unknown);
        let same = (chance - 0.5).abs() < 3.0 * doubt;
        let figure = format!("{:.0} % of the time", chance * 100.0);
        let goal = format!("50 ± {:.0} %, not to be told apart", 300.0 * doubt);
        tell(&format!("{what}: the known one takes longer"), figure, Some((&goal, same)));
    }
}

/// How often one of the first takes longer than one of the second, and how far chance alone would lead away
/// from one half (Mann and Whitney).
fn longer(first: &[f64], second: &[f64]) -> (f64, f64) {
    let wins: usize = first.iter().map(|one| second.iter().filter(|other| one > other).count()).sum();
    let (ours, theirs) = (first.len() as f64, second.len() as f64);
    (wins as f64 / (ours * theirs), ((ours + theirs + 1.0) / (12.0 * ours * theirs)).sqrt())
}
