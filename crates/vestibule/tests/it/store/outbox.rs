//! Letters that wait: each goes to one worker, and is erased once it is settled.

use std::collections::HashSet;

use uuid::Uuid;
use vestibule::fault::Fault;
use vestibule::store::*;

use super::{World, ada, at, id, on_both};

on_both! {
    a_letter_goes_to_one_worker
    a_settled_letter_is_erased
}

pub fn a_letter(number: u128, user: Option<u128>) -> outbox::OutboxRow {
    outbox::OutboxRow {
        id: id(number),
        created_at: at(0),
        organization_id: None,
        user_id: user.map(id),
        kind: "reset".into(),
        domain: "acme.example".into(),
        to_sealed: Some(vec![1, 2, 3]),
        letter_sealed: Some(vec![4, 5, 6]),
        message_id: format!("{number}@vestibule.example"),
        state: "queued".into(),
        attempts: 0,
        next_at: at(0),
        lease_until: None,
        lease_by: None,
        host: None,
        reply: None,
        settled_at: None,
        reference: None,
        ask_id: Some(id(500)),
    }
}

async fn a_letter_goes_to_one_worker(world: &World) -> Result<(), Fault> {
    let mut write = world.store.write().await?;
    for number in 100..140 {
        outbox::add(&mut write, &a_letter(number, None)).await?;
    }
    write.commit().await?;
    let workers: Vec<_> = (0..4).map(|worker| tokio::spawn(take_all(world.store.clone(), worker))).collect();
    let (mut count, mut seen) = (0, HashSet::new());
    for worker in workers {
        let taken = worker.await.expect("a worker does not panic")?;
        count += taken.len();
        seen.extend(taken);
    }
    assert_eq!((count, seen.len()), (40, 40), "each letter once, and none left");
    // A dead worker's lease runs out.
    let mut write = world.store.write().await?;
    let later = outbox::lease(&mut write, at(5), at(10), "later", 3).await?;
    assert_eq!(later.len(), 3);
    assert_eq!((later[0].attempts, later[0].lease_by.as_deref()), (2, Some("later")));
    assert_eq!(outbox::next_due(&mut write).await?, Some(at(5)));
    write.commit().await
}

/// Leases five at a time until nothing is left.
async fn take_all(store: Store, worker: usize) -> Result<Vec<Uuid>, Fault> {
    let mut taken = Vec::new();
    // On PostgreSQL a worker that lost a race for five can come back with none while others are left.
    let mut empty = 0;
    while empty < 10 {
        let mut write = store.write().await?;
        let rows = outbox::lease(&mut write, at(0), at(5), &format!("worker {worker}"), 5).await?;
        write.commit().await?;
        empty = if rows.is_empty() { empty + 1 } else { 0 };
        taken.extend(rows.into_iter().map(|row| row.id));
    }
    Ok(taken)
}

async fn a_settled_letter_is_erased(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    for (number, user) in [(100, None), (101, Some(2)), (102, None), (103, None), (104, Some(2))] {
        // What a page asked for does not count for the weather.
        let ask_id = (number > 102).then(|| id(500));
        outbox::add(&mut write, &outbox::OutboxRow { ask_id, ..a_letter(number, user) }).await?;
    }
    assert!(outbox::settle_accepted(&mut write, id(100), Some("mx1"), "250 ok", at(1)).await?);
    assert!(!outbox::settle_accepted(&mut write, id(100), Some("mx1"), "250 ok", at(1)).await?);
    assert!(outbox::settle_refused(&mut write, id(101), None, "550 no", at(2)).await?);
    assert!(outbox::retry(&mut write, id(102), at(9), "451 later").await?);
    write.commit().await?;
    let mut read = world.store.read();
    let stranger = outbox::find(&mut read, id(100)).await?.expect("it stays");
    assert_eq!(
        (stranger.to_sealed, stranger.letter_sealed, stranger.state.as_str()),
        (None, None, "accepted")
    );
    let known = outbox::find(&mut read, id(101)).await?.expect("it stays");
    assert_eq!(
        (known.to_sealed.is_some(), known.letter_sealed, known.state.as_str()),
        (true, None, "refused")
    );
    let weather = outbox::weather(&mut read, "acme.example").await?;
    assert_eq!((weather.last_accepted_at, weather.last_refused_at), (Some(at(1)), Some(at(2))));
    assert_eq!(weather.oldest_queued_at, Some(at(0)));
    let elsewhere = outbox::weather(&mut read, "other.example").await?;
    assert_eq!((elsewhere.last_accepted_at, elsewhere.oldest_queued_at), (None, None));
    assert_eq!(outbox::queue_depth(&mut read).await?.count, 3);
    assert_eq!(outbox::find_by_ask(&mut read, id(500)).await?.map(|row| row.id), Some(id(104)));
    assert_eq!(outbox::list_for_user(&mut read, id(2), 10).await?.len(), 2);
    drop(read);
    let mut write = world.store.write().await?;
    assert_eq!(outbox::sweep_strangers(&mut write, at(1), at(1440)).await?, 2);
    assert_eq!(outbox::expire_older_than(&mut write, at(1), at(1440)).await?, 1);
    assert_eq!(outbox::queue_depth(&mut write).await?, outbox::QueueDepth { count: 0, oldest_at: None });
    assert_eq!(outbox::next_due(&mut write).await?, None);
    assert_eq!(outbox::sweep(&mut write, at(1441), 100).await?, 5);
    write.commit().await
}
