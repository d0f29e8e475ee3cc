//! Two thousand people press the button at the same moment.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Barrier;

use crate::house::{self, PASSWORD, Server, email, network};
use crate::knock::{Answer, Visitor};
use crate::{median, tell};

const CROWD: usize = 2000;
/// Those who come a moment later, one after the other, in browsers in which they have signed in before.
const LATER: usize = 5;

/// What became of one of them.
enum Fate {
    In(Duration),
    /// Told to come back, and when.
    Told(Duration, u64),
    Broken(String),
}

pub async fn all_at_once(server: &Server) {
    let at = server.at;
    let mut known = Vec::new();
    for number in 0..LATER {
        known.push(in_a_known_browser(at, 10_001 + number).await);
    }
    let start = Arc::new(Barrier::new(CROWD + 1));
    let mut crowd = Vec::new();
    for number in 0..CROWD {
        // Their pages are open; a few hundred connections at a time, as a listener takes them.
        let mut visitor = Visitor::from(at, network(20_000 + number));
        let asked = visitor.post("/sign-in", &[("email", &email(2000 + number))]).await.unwrap();
        let start = Arc::clone(&start);
        crowd.push(tokio::spawn(async move {
            start.wait().await;
            let begun = Instant::now();
            let answer =
                visitor.post("/sign-in/password", &[("s", &asked.step()), ("password", PASSWORD)]).await;
            fate(answer, begun.elapsed())
        }));
    }
    let before = server.resident();
    start.wait().await;
    let later = tokio::spawn(come_later(known));
    let newcomer = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        wait_until_in(Visitor::from(at, network(10_500)), 500).await
    });
    let mut most = before;
    while crowd.iter().any(|one| !one.is_finished()) {
        most = most.max(server.resident());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut fates = Vec::new();
    for one in crowd {
        fates.push(one.await.unwrap());
    }
    let over = wait_until_in(Visitor::from(at, network(10_000)), 0).await;
    let waits = later.await.unwrap();
    let new = newcomer.await.unwrap();
    say(&fates, before, most);
    let longest = waits.iter().copied().fold(0.0, f64::max);
    for (who, seconds) in [
        ("who comes meanwhile in a known browser, in after", longest),
        ("who comes meanwhile in a new browser, in after", new),
        ("who comes when they are served, in after", over),
    ] {
        tell(who, format!("{seconds:.2} s"), Some(("<= 2 s", seconds <= 2.0)));
    }
}

fn fate(answer: std::io::Result<Answer>, took: Duration) -> Fate {
    match answer {
        Ok(answer) if answer.leads_to("/account") => Fate::In(took),
        Ok(answer) => match (answer.status, answer.header("retry-after").parse()) {
            (503, Ok(seconds)) => Fate::Told(took, seconds),
            _ => Fate::Broken(format!("{} {}", answer.status, answer.location())),
        },
        Err(error) => Fate::Broken(error.to_string()),
    }
}

fn say(fates: &[Fate], before: u64, most: u64) {
    let (mut inside, mut told, mut after, mut broken) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for fate in fates {
        match fate {
            Fate::In(took) => inside.push(took.as_secs_f64()),
            Fate::Told(took, seconds) => {
                told.push(took.as_secs_f64());
                after.push(*seconds);
            }
            Fate::Broken(why) => broken.push(why.clone()),
        }
    }
    println!("\n{CROWD} at once:");
    tell("  in", format!("{} (median {:.1} s)", inside.len(), median(inside.clone())), None);
    let most_told = told.iter().copied().fold(0.0, f64::max);
    let figure = format!("{} (told within {most_told:.1} s)", told.len());
    tell(
        "  told to come back in so many seconds",
        format!("{figure}, up to {} s", after.iter().max().unwrap_or(&0)),
        None,
    );
    broken.sort();
    broken.dedup_by(|one, other| one == other);
    tell(
        "  anything else",
        format!("{} {broken:?}", fates.len() - inside.len() - told.len()),
        Some(("0", broken.is_empty())),
    );
    tell("  resident before", house::mib(before), None);
    tell("  resident at most", house::mib(most), Some(("<= 150 MiB", most <= 150 << 20)));
}

/// Somebody who was in, and left.
async fn in_a_known_browser(at: std::net::SocketAddr, number: usize) -> Visitor {
    let mut visitor = Visitor::from(at, network(number));
    let answer = visitor.sign_in(&email(number % 1000), PASSWORD).await.unwrap();
    assert!(answer.leads_to("/account"), "{answer:?}");
    visitor.post("/sign-out", &[]).await.unwrap();
    visitor
}

/// One person after the other, while the crowd is being served: how long each waits to be in.
async fn come_later(known: Vec<Visitor>) -> Vec<f64> {
    let mut waits = Vec::new();
    for (number, visitor) in known.into_iter().enumerate() {
        tokio::time::sleep(Duration::from_millis(200)).await;
        waits.push(wait_until_in(visitor, 1 + number).await);
    }
    waits
}

/// Does what the page says until in.
async fn wait_until_in(mut visitor: Visitor, number: usize) -> f64 {
    let begun = Instant::now();
    loop {
        let answer = visitor.sign_in(&email(number), PASSWORD).await;
        match fate(answer, Duration::ZERO) {
            Fate::In(_) => return begun.elapsed().as_secs_f64(),
            Fate::Told(_, seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
            Fate::Broken(why) => panic!("who comes later gets {why}"),
        }
    }
}
