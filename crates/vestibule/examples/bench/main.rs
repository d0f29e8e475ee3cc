//! Measures the real binary against the machine's own limit: `bench/run` builds and starts this.
//!
//! Everything is over loopback, and what counts are ratios: a noisy machine makes both sides slow. What each
//! figure means stands in `bench/README.md`. Never in here: a change to the product for the sake of a figure.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

#[path = "../../tests/it/knock.rs"]
mod knock;
#[path = "../../tests/it/postgres.rs"]
mod postgres;
mod crowd;
mod house;
mod large;
mod pages;
mod sso;
mod work;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use house::{Place, Server};
use rules::policy::Policy;

/// One figure: what it is, what it came to, and what was wanted.
pub fn tell(what: &str, figure: String, wanted: Option<(&str, bool)>) {
    match wanted {
        Some((goal, met)) => {
            println!("{:<52} {figure:<24} goal {goal}: {}", what, if met { "met" } else { "MISSED" })
        }
        None => println!("{what:<52} {figure}"),
    }
}

/// The one in the middle.
pub fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let binary = PathBuf::from(std::env::args().nth(1).expect("the path of the binary"));
    let directory = std::env::temp_dir().join(format!("vestibule-bench-{}", std::process::id()));
    if std::env::args().any(|name| name == "large") {
        large::all(&binary, &directory).await;
        return;
    }
    let place = Place::sqlite(directory);
    house::build(&place, house::PEOPLE, &Policy { second_factor: false, ..Policy::DEFAULT }).await;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{cores} cores, {} people in one organization, SQLite\n", house::PEOPLE);

    if wanted("start") {
        starts(&binary, &place).await;
    }
    let server = Server::start(&binary, &place).await;
    let fresh = server.resident();
    tell("resident after the start", house::mib(fresh), Some(("< 40 MB", fresh < 40_000_000)));
    if wanted("sign-in") {
        work::bare_rate(cores);
        work::per_sign_in(&server, cores).await;
    }
    if wanted("sign-on") {
        sso::per_sign_on(&server, &place).await;
    }
    if wanted("telling") {
        work::known_and_unknown(&server).await;
    }
    if wanted("pages") {
        pages::weigh(&server).await;
    }
    if wanted("crowd") {
        crowd::all_at_once(&server).await;
        idle(&server).await;
    }
    server.stop();
    std::fs::remove_dir_all(&place.directory).unwrap();
}

/// Whether this part was asked for: all of them, or those that are named.
fn wanted(part: &str) -> bool {
    std::env::args().len() <= 2 || std::env::args().skip(2).any(|name| name == part)
}

/// From the start of the process to its first page, on a database that exists.
async fn starts(binary: &std::path::Path, place: &Place) {
    let mut took = Vec::new();
    for _ in 0..11 {
        let begun = Instant::now();
        let server = Server::start(binary, place).await;
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
        server.stop();
    }
    let took = median(took);
    tell("start to first page (median of 11)", format!("{took:.0} ms"), Some(("< 100 ms", took < 100.0)));
}

/// Once the hashing buffers are let go.
async fn idle(server: &Server) {
    tokio::time::sleep(Duration::from_secs(8)).await;
    let resident = server.resident();
    tell("resident when idle again", house::mib(resident), Some(("< 40 MB", resident < 40_000_000)));
}
