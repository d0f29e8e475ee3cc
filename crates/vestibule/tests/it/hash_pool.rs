//! The hashing pool: who is served, who waits, who is told to come back.

use std::{
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

use proofs::password::{DUMMY, Verified};
use tokio::task::JoinHandle;
use vestibule::hash_pool::{Full, HashPool, Place, Source};

/// A pool of one thread that is kept busy until it is told to go on, and the order of what it did then.
struct Held {
    pool: Arc<HashPool>,
    go_on: Sender<()>,
    order: Arc<Mutex<Vec<u64>>>,
}

impl Held {
    async fn with_limit(limit: usize) -> Held {
        let pool = Arc::new(HashPool::new(1, limit).expect("a thread can be started"));
        let (go_on, wait): (_, Receiver<()>) = channel();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let busy = Arc::clone(&pool);
        tokio::spawn(async move {
            busy.run(Source::Network(u64::MAX), move |_| {
                let _ = begun.send(());
                let _ = wait.recv();
            })
            .await
        });
        has_begun.await.expect("the first job begins at once");
        Held { pool, go_on, order: Arc::default() }
    }

    /// Puts a job in line and waits until it stands there, or was refused.
    async fn ask(&self, source: u64) -> JoinHandle<Result<u64, Full>> {
        let (pool, order) = (Arc::clone(&self.pool), Arc::clone(&self.order));
        let asked = tokio::spawn(async move {
            let work = move |_: &mut _| {
                order.lock().expect("no job panics under it").push(source);
                source
            };
            pool.run(Source::Network(source), work).await
        });
        // One thread runs the tasks of this test: once we are back, the task has joined the line.
        tokio::task::yield_now().await;
        asked
    }

    /// Lets the pool go on, and says as which number whoever has this place is served.
    async fn serves(&self, place: Place) -> usize {
        let order = Arc::clone(&self.order);
        let served =
            tokio::spawn(place.run(move |_| order.lock().expect("no job panics under it").push(777)));
        tokio::task::yield_now().await;
        self.go_on.send(()).expect("the pool waits");
        served.await.expect("it did not panic").expect("served");
        self.order().iter().position(|source| *source == 777).expect("it was served")
    }

    fn order(&self) -> Vec<u64> {
        self.order.lock().expect("no job panics under it").clone()
    }
}

#[tokio::test]
async fn passwords_are_hashed_and_compared() {
    let pool = HashPool::new(2, 100).expect("threads can be started");
    let phc = pool.hash(Source::Network(1), "correct horse battery", [3; 16]).await.expect("there is room");
    assert_eq!(pool.verify(Source::Network(1), "correct horse battery", &phc).await, Ok(Verified::Right));
    assert_eq!(pool.verify(Source::Network(1), "wrong", DUMMY).await, Ok(Verified::Wrong));
    let code = pool.raw_hash(Source::Network(1), "ABCDEFGHJKMNPQRS", [3; 16]).await;
    assert_eq!(code, pool.raw_hash(Source::Network(2), "ABCDEFGHJKMNPQRS", [3; 16]).await);
}

#[tokio::test]
async fn sources_take_turns() {
    let held = Held::with_limit(100).await;
    let mut asked = Vec::new();
    for source in [1, 1, 1, 1, 2, 3, 3] {
        asked.push(held.ask(source).await);
    }
    held.go_on.send(()).expect("the pool waits");
    for one in asked {
        one.await.expect("it did not panic").expect("there is room");
    }
    assert_eq!(held.order(), [1, 2, 3, 1, 3, 1, 1]);
}

#[tokio::test]
async fn one_source_cannot_fill_the_line() {
    let held = Held::with_limit(20).await;
    let mut flood = Vec::new();
    for _ in 0..50 {
        flood.push(held.ask(1).await);
    }
    assert_eq!(held.pool.waiting(), 5, "a quarter of twenty");
    let honest = held.ask(2).await;
    held.go_on.send(()).expect("the pool waits");
    assert_eq!(honest.await.expect("it did not panic"), Ok(2));
    let mut refused = 0;
    for one in flood {
        if let Err(full) = one.await.expect("it did not panic") {
            assert!(full.retry_after_seconds >= 1);
            refused += 1;
        }
    }
    assert_eq!(refused, 45);
    assert_eq!(held.order()[..2], [1, 2], "served after one of the flood, not after all");
}

#[tokio::test]
async fn many_sources_cannot_keep_a_new_one_out() {
    let held = Held::with_limit(20).await;
    let mut flood = Vec::new();
    for _ in 0..5 {
        for source in 1..=4 {
            flood.push(held.ask(source).await);
        }
    }
    assert_eq!(held.pool.waiting(), 20, "full");
    let honest = held.ask(5).await;
    assert_eq!(held.pool.waiting(), 20, "and no fuller");
    held.go_on.send(()).expect("the pool waits");
    assert_eq!(honest.await.expect("it did not panic"), Ok(5));
    let mut refused = 0;
    for one in flood {
        refused += usize::from(one.await.expect("it did not panic").is_err());
    }
    assert_eq!(refused, 1, "one of the flood gave its place");
}

#[tokio::test]
async fn nothing_is_hashed_for_who_has_left() {
    let held = Held::with_limit(20).await;
    let mut asked = Vec::new();
    for _ in 0..5 {
        asked.push(held.ask(1).await);
    }
    for one in &asked[..4] {
        one.abort();
    }
    let again = held.ask(1).await;
    assert_eq!(held.pool.waiting(), 2, "who left makes room for who is there");
    asked[4].abort();
    tokio::task::yield_now().await;
    held.go_on.send(()).expect("the pool waits");
    assert_eq!(again.await.expect("it did not panic"), Ok(1));
    assert_eq!(held.order(), [1]);
}

#[tokio::test]
async fn a_panic_is_its_askers_and_the_thread_goes_on() {
    let pool = Arc::new(HashPool::new(1, 10).expect("a thread can be started"));
    let broken = Arc::clone(&pool);
    let asked = tokio::spawn(async move { broken.run(Source::Network(1), |_| panic!("on purpose")).await });
    assert!(asked.await.is_err_and(|error| error.is_panic()));
    assert_eq!(pool.run(Source::Network(1), |_| 7).await, Ok(7));
}

#[tokio::test]
async fn an_idle_buffer_is_let_go_and_remade() {
    let idle = Duration::from_millis(1);
    let pool = HashPool::letting_go_after(idle, 1, 10).expect("a thread can be started");
    for _ in 0..3 {
        assert_eq!(pool.verify(Source::Network(1), "x", DUMMY).await, Ok(Verified::Wrong));
        while pool.buffers() > 0 {
            tokio::task::yield_now().await;
        }
    }
}

/// So many networks that each of them wants one thing.
async fn crowd(held: &Held, networks: std::ops::Range<u64>) {
    for network in networks {
        held.ask(network).await;
    }
}

#[tokio::test]
async fn who_comes_alone_does_not_stand_behind_a_crowd() {
    let held = Held::with_limit(100).await;
    crowd(&held, 0..50).await;
    let late = held.ask(1000).await;
    held.go_on.send(()).expect("the pool waits");
    assert_eq!(late.await.expect("it did not panic"), Ok(1000));
    let at = held.order().iter().position(|source| *source == 1000).expect("it was served");
    assert!(at < 4, "served as number {at}");
    assert_eq!(
        held.order()[..at.min(3)],
        [0, 1, 2][..at.min(3)],
        "and the others in the order in which they came"
    );
}

#[tokio::test]
async fn the_last_who_came_to_a_full_line_is_served_soon_and_the_one_before_is_told() {
    let held = Held::with_limit(20).await;
    crowd(&held, 0..20).await;
    let before = held.ask(1000).await;
    let last = held.ask(1001).await;
    let told = before.await.expect("it did not panic").expect_err("gave way to the last");
    assert!(told.retry_after_seconds >= 1);
    // Whoever stands in line already does not get a second place there.
    assert!(held.ask(7).await.await.expect("it did not panic").is_err());
    held.go_on.send(()).expect("the pool waits");
    assert_eq!(last.await.expect("it did not panic"), Ok(1001));
    let at = held.order().iter().position(|source| *source == 1001).expect("it was served");
    assert!(at < 4, "served as number {at}");
}

#[tokio::test]
async fn a_network_that_had_a_turn_just_now_is_no_newcomer() {
    let held = Held::with_limit(100).await;
    let (go_on, wait): (_, Receiver<()>) = channel();
    // It is served first, and stands in line again before the crowd moves on.
    let first = held.pool.place(Source::Network(1000)).expect("there is room");
    let first = tokio::spawn(first.run(move |_| {
        let _ = wait.recv();
    }));
    tokio::task::yield_now().await;
    held.go_on.send(()).expect("the pool waits");
    while held.pool.waiting() > 0 {
        tokio::task::yield_now().await;
    }
    crowd(&held, 0..50).await;
    let again = held.ask(1000).await;
    go_on.send(()).expect("it waits");
    first.await.expect("it did not panic").expect("served");
    assert_eq!(again.await.expect("it did not panic"), Ok(1000));
    assert_eq!(held.order().last(), Some(&1000), "behind everybody who stood there");
}

#[tokio::test]
async fn owners_find_a_place_where_strangers_have_filled_the_line() {
    let held = Held::with_limit(20).await;
    crowd(&held, 0..30).await;
    assert_eq!(held.pool.waiting(), 21, "full, and one on the doorstep");
    let doorstep = held.pool.place(Source::Network(1000));
    assert!(doorstep.is_ok() && held.pool.place(Source::Network(1001)).is_err(), "for strangers");
    let place = held.pool.place(Source::Owner(7)).expect("owners have places of their own");
    assert!(held.serves(place).await < 4, "{:?}", held.order());
}

#[tokio::test]
async fn an_owner_does_not_stand_behind_a_crowd_that_leaves_room() {
    let held = Held::with_limit(100).await;
    crowd(&held, 0..50).await;
    // The network that holds the pool has its turn just now, so it is no newcomer's.
    let ways = (Source::Owner(7), Source::Network(u64::MAX));
    let place = held.pool.place_of_owner(ways.0, ways.1).expect("there is room");
    assert!(held.serves(place).await < 4, "{:?}", held.order());
}

#[tokio::test]
async fn owners_do_not_wait_for_each_other_where_nobody_else_waits() {
    let held = Held::with_limit(100).await;
    let places: Vec<_> =
        (0..60).map(|owner| held.pool.place_of_owner(Source::Owner(owner), Source::Network(owner))).collect();
    assert!(places.iter().all(Result::is_ok), "more than the owners' own places");
}

#[tokio::test]
async fn owners_places_are_theirs_where_the_line_has_become_too_long() {
    let held = Held::with_limit(200).await;
    // One that takes long, so that half the line could no longer be served in time; and one that holds it up.
    let slow = held.pool.place(Source::Network(1000)).expect("there is room");
    tokio::spawn(slow.run(|_| std::thread::sleep(Duration::from_millis(600))));
    let (go_on, wait): (_, Receiver<()>) = channel();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let next = held.pool.place(Source::Network(1001)).expect("there is room");
    tokio::spawn(next.run(move |_| {
        let _ = begun.send(());
        let _ = wait.recv();
    }));
    tokio::task::yield_now().await;
    crowd(&held, 0..150).await;
    held.go_on.send(()).expect("the pool waits");
    has_begun.await.expect("it is its turn");
    assert!(held.pool.waiting() > 90, "{}", held.pool.waiting());
    let doorstep = held.pool.place(Source::Network(1002));
    assert!(doorstep.is_ok() && held.pool.place(Source::Network(1003)).is_err(), "too long for strangers");
    assert!(held.pool.place(Source::Owner(7)).is_ok());
    drop(go_on);
}

#[tokio::test]
async fn one_owner_does_not_take_the_places_of_the_others() {
    let held = Held::with_limit(20).await;
    crowd(&held, 0..30).await;
    let places: Vec<_> = (0..4).map(|_| held.pool.place(Source::Owner(7))).collect();
    assert_eq!(places.iter().filter(|place| place.is_ok()).count(), 2);
    assert!(held.pool.place(Source::Owner(8)).is_ok());
}

#[tokio::test]
async fn a_place_that_is_not_used_is_given_back() {
    let held = Held::with_limit(4).await;
    let places: Vec<_> = (0..5).map(|network| held.pool.place(Source::Network(network))).collect();
    assert!(places.iter().all(Result::is_ok), "four, and the doorstep");
    assert!(held.pool.place(Source::Network(9)).is_err(), "kept for those who took them");
    drop(places);
    assert_eq!(held.pool.waiting(), 0);
    assert!(held.pool.place(Source::Network(9)).is_ok());
}

#[tokio::test]
async fn those_sent_away_are_not_all_called_back_at_once() {
    let held = Held::with_limit(20).await;
    crowd(&held, 0..20).await;
    let _doorstep = held.pool.place(Source::Network(99)).expect("the last who came");
    let told: Vec<u64> = (100..300)
        .filter_map(|network| held.pool.place(Source::Network(network)).err())
        .map(|full| full.retry_after_seconds)
        .collect();
    assert_eq!(told.len(), 200);
    assert!(told.is_sorted(), "who comes first is called first: {told:?}");
    assert!(told[199] > told[0] + 5, "as many at a time as can be served: {told:?}");
    assert!(told[199] <= 30, "and nobody for long: {told:?}");
}
