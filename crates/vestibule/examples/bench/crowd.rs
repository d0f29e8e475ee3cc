//! Two thousand people press the button at the same moment.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Barrier;

use crate::house::{self, PASSWORD, Server, email, network};
use crate::knock::{Answer, Visitor};
use crate::{median, tell};

const CROWD: usize = 2000;
/// Those who come a moment later, one after the other.
const LATER: usize = 3;

/// What became of one of them.
enum Fate {
    In(Duration),
    /// Told to come back, and when.
    Told(Duration, u64),
    Broken(String),
}

pub async fn all_at_once(server: &Server) {
    let at = server.at;
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
    let later = tokio::spawn(come_later(at));
    let mut most = before;
    while crowd.iter().any(|one| !one.is_finished()) {
        most = most.max(server.resident());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut fates = Vec::new();
    for one in crowd {
        fates.push(one.await.unwrap());
    }
    let over = wait_until_in(at, 10_000).await;
    let waits = later.await.unwrap();
    say(&fates, before, most);
    let longest = waits.iter().copied().fold(0.0, f64::max);
    tell(
        "who comes while they are served is in after (worst)",
        format!("{longest:.1} s"),
        Some(("<= 2 s", longest <= 2.0)),
    );
    tell("who comes when they are served is in after", format!("{over:.2} s"), Some(("<= 2 s", over <= 2.0)));
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

/// One person after the other, while the crowd is being served: how long each waits to be in.
async fn come_later(at: std::net::SocketAddr) -> Vec<f64> {
    let mut waits = Vec::new();
    for number in 0..LATER {
        tokio::time::sleep(Duration::from_millis(300)).await;
        waits.push(wait_until_in(at, 10_001 + number).await);
    }
    waits
}

/// Does what the page says until in.
async fn wait_until_in(at: std::net::SocketAddr, number: usize) -> f64 {
    let begun = Instant::now();
    loop {
        let mut visitor = Visitor::from(at, network(number));
        let answer = visitor.sign_in(&email(number % 1000), PASSWORD).await;
        match fate(answer, Duration::ZERO) {
            Fate::In(_) => return begun.elapsed().as_secs_f64(),
            Fate::Told(_, seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
            Fate::Broken(why) => panic!("who comes later gets {why}"),
        }
    }
}
