//! What is spent once, by however many at once: tickets, steps, recovery codes, caps; and guesses that are counted.

use rules::Instant;
use vestibule::fault::Fault;
use vestibule::store::*;

use super::{MINUTE, World, ada, at, count_winners, id, on_both};

on_both! {
    a_ticket_is_spent_once
    a_ticket_is_found_by_its_link_and_by_its_code
    a_step_is_spent_forward_only
    a_recovery_code_is_spent_once_in_any_order
    a_cap_holds_under_pressure
    guesses_are_counted_and_cleared_by_lane
    a_guess_is_taken_by_one_and_given_back
}

fn a_ticket(number: u128, ask: u128) -> ticket::TicketRow {
    ticket::TicketRow {
        id: id(number),
        kind: "reset".into(),
        user_id: id(2),
        organization_id: None,
        address: "ada@acme.example".into(),
        token_hash: [number as u8; 32],
        code_hash: [7; 32],
        code_expires_at: at(10),
        expires_at: at(60),
        ask_id: Some(id(ask)),
        created_at: at(0),
        spent_at: None,
        spent_how: None,
        reference: "7F4K-Q2XP".into(),
    }
}

async fn a_ticket_is_spent_once(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    ticket::add(&mut write, &a_ticket(10, 20)).await?;
    write.commit().await?;
    let winners = count_winners!(world.store, |write| ticket::spend(&mut write, id(10), at(1), "password"));
    assert_eq!(winners, 1);
    let found = ticket::find(&mut world.store.read(), id(10)).await?.expect("a spent one stays");
    assert_eq!((found.spent_at, found.spent_how.as_deref()), (Some(at(1)), Some("password")));
    Ok(())
}

async fn a_ticket_is_found_by_its_link_and_by_its_code(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    for (number, ask) in [(10, 20), (11, 21)] {
        ticket::add(&mut write, &a_ticket(number, ask)).await?;
    }
    write.commit().await?;
    let mut read = world.store.read();
    assert_eq!(ticket::find_by_token_hash(&mut read, &[11; 32]).await?, Some(a_ticket(11, 21)));
    assert_eq!(ticket::find_for_code(&mut read, id(20), &[7; 32], at(9)).await?, Some(a_ticket(10, 20)));
    assert_eq!(ticket::find_for_code(&mut read, id(20), &[7; 32], at(10)).await?, None, "too late");
    assert_eq!(ticket::find_for_code(&mut read, id(20), &[8; 32], at(1)).await?, None, "another code");
    assert_eq!(ticket::find_for_code(&mut read, id(22), &[7; 32], at(1)).await?, None, "another page");
    assert_eq!(ticket::list_live_for_user(&mut read, id(2), at(59)).await?.len(), 2);
    drop(read);
    let mut write = world.store.write().await?;
    assert_eq!(ticket::spend_all_for_user(&mut write, id(2), at(5), "another").await?, 2);
    assert_eq!(ticket::spend_all_for_user(&mut write, id(2), at(5), "another").await?, 0);
    assert_eq!(ticket::list_live_for_user(&mut write, id(2), at(5)).await?, vec![]);
    assert_eq!(ticket::sweep(&mut write, at(61), 1).await?, 1, "no more than asked for");
    write.commit().await
}

async fn a_step_is_spent_forward_only(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let row = factor::FactorRow {
        begun_in: Some(id(40)),
        ..factor::FactorRow::app(id(30), id(2), "phone".into(), vec![0, 1, 2], "Vestibule".into(), at(0))
    };
    let mut write = world.store.write().await?;
    factor::add(&mut write, &row).await?;
    assert_eq!(factor::find_pending(&mut write, id(2), id(40)).await?, Some(row));
    assert_eq!(factor::find_pending(&mut write, id(2), id(41)).await?, None, "another browser's");
    assert_eq!(factor::remove_pending(&mut write, id(2), id(41), at(0)).await?, 0, "another browser's");
    assert!(!factor::spend_step(&mut write, id(30), 99, at(1)).await?, "a pending one counts for nothing");
    assert!(factor::confirm(&mut write, id(30), at(1), &confirmed("my phone", 100)).await?);
    assert!(!factor::confirm(&mut write, id(30), at(1), &confirmed("again", 101)).await?);
    assert_eq!(factor::remove_all_pending(&mut write, id(2)).await?, 0);
    write.commit().await?;
    assert_eq!(count_winners!(world.store, |write| factor::spend_step(&mut write, id(30), 101, at(2))), 1);
    let mut write = world.store.write().await?;
    assert!(!factor::spend_step(&mut write, id(30), 100, at(2)).await?, "never backwards");
    assert!(factor::end(&mut write, id(30), at(3)).await?);
    assert!(!factor::end(&mut write, id(30), at(3)).await?);
    assert!(!factor::spend_step(&mut write, id(30), 102, at(4)).await?, "it has ended");
    assert_eq!(factor::list_for_user(&mut write, id(2), at(2)).await?.len(), 1);
    assert_eq!(factor::list_for_user(&mut write, id(2), at(3)).await?.len(), 0);
    write.commit().await
}

fn a_set(number: u128, minutes: i64) -> recovery::RecoverySetRow {
    recovery::RecoverySetRow {
        id: id(number),
        user_id: id(2),
        salt: vec![1; 16],
        created_at: at(minutes),
        saved_at: None,
        ended_at: None,
        by_pass: false,
    }
}

async fn a_recovery_code_is_spent_once_in_any_order(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let hashes: Vec<[u8; 32]> = (1..=10).map(|number| [number; 32]).collect();
    let mut write = world.store.write().await?;
    recovery::add_set(&mut write, &a_set(40, 0), &hashes).await?;
    assert!(recovery::set_saved(&mut write, id(40), at(1)).await?);
    recovery::add_set(&mut write, &a_set(41, 5), &hashes).await?;
    write.commit().await?;
    let both = recovery::list_current(&mut world.store.read(), id(2)).await?;
    assert_eq!(both.iter().map(|(set, _)| set.id).collect::<Vec<_>>(), [id(40), id(41)]);
    let (set, codes) = &both[0];
    assert_eq!(set.id, id(40), "the old one counts until the new one is saved");
    assert_eq!(codes.iter().map(|code| code.position).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    assert_eq!(codes[6].hash, [7; 32]);
    assert_eq!(count_winners!(world.store, |write| recovery::spend(&mut write, id(40), 7, at(2))), 1);
    let mut write = world.store.write().await?;
    assert!(recovery::spend(&mut write, id(40), 1, at(2)).await?);
    assert_eq!(recovery::count_left(&mut write, id(2)).await?, 8);
    let unsaved = recovery::find_unsaved_set(&mut write, id(2)).await?.expect("the new set");
    assert_eq!(unsaved.0.id, id(41));
    assert!(recovery::set_saved(&mut write, id(41), at(6)).await?);
    assert_eq!(recovery::end_other_sets(&mut write, id(2), id(41), at(6)).await?, 1);
    assert!(!recovery::spend(&mut write, id(40), 2, at(7)).await?, "its set has ended");
    assert_eq!(recovery::count_left(&mut write, id(2)).await?, 10);
    write.commit().await
}

async fn a_cap_holds_under_pressure(world: &World) -> Result<(), Fault> {
    let takes: Vec<_> = (0..10).map(|_| tokio::spawn(take_one(world.store.clone(), at(0)))).collect();
    let mut granted = 0;
    for take in takes {
        granted += usize::from(take.await.expect("a taker does not panic")?);
    }
    assert_eq!(granted, 3);
    assert!(!take_one(world.store.clone(), at(60)).await?, "the window is not over");
    assert!(take_one(world.store.clone(), at(61)).await?, "a new window");
    let counters = counter::list(&mut world.store.read(), &[*KEY, [0; 32]]).await?;
    let [counter] = counters.as_slice() else { panic!("one of them was taken from: {counters:?}") };
    assert_eq!((counter.started_at, counter.count), (at(61), 1));
    let mut write = world.store.write().await?;
    assert!(!counter::take(&mut write, b"other", at(0), at(1), 0).await?, "nothing is allowed");
    assert_eq!(counter::sweep(&mut write, at(62)).await?, 1);
    write.commit().await
}

/// Three an hour.
const KEY: &[u8; 32] = b"a key that is thirty-two bytes..";

async fn take_one(store: Store, now: Instant) -> Result<bool, Fault> {
    let mut write = store.write().await?;
    let granted = counter::take(&mut write, KEY, Instant(now.0 - 60 * MINUTE), now, 3).await?;
    write.commit().await?;
    Ok(granted)
}

async fn guesses_are_counted_and_cleared_by_lane(world: &World) -> Result<(), Fault> {
    let mut write = world.store.write().await?;
    assert_eq!(guess::count(&mut write, b"ada", "stranger", at(1)).await?, 1);
    assert_eq!(guess::count(&mut write, b"ada", "stranger", at(2)).await?, 2);
    assert_eq!(guess::count(&mut write, b"ada", "device", at(3)).await?, 1);
    guess::clear(&mut write, b"ada", "device").await?;
    assert_eq!(guess::find(&mut write, b"ada", "device").await?, None);
    let row = guess::find(&mut write, b"ada", "stranger").await?.expect("the other lane stays");
    assert_eq!((row.failed, row.last_at), (2, at(2)));
    assert_eq!(guess::sweep(&mut write, at(3)).await?, 1);
    write.commit().await
}

async fn a_guess_is_taken_by_one_and_given_back(world: &World) -> Result<(), Fault> {
    let (key, lane) = ([9_u8; 32], "password");
    let winners = count_winners!(world.store, |write| guess::take(
        &mut write,
        (&key, lane, None),
        at(1),
        0,
        Instant(0)
    ));
    assert_eq!(winners, 1);
    let mut write = world.store.write().await?;
    assert!(guess::take(&mut write, (&key, lane, None), at(1), 1, at(1)).await?);
    assert!(!guess::take(&mut write, (&key, lane, None), at(1), 1, at(1)).await?, "two were counted by now");
    // The last one leaves no trace; an earlier one leaves the time at which others guessed.
    guess::give_back(&mut write, &key, lane, at(1), 1, at(0)).await?;
    let row = guess::find(&mut write, &key, lane).await?.expect("a lane");
    assert_eq!((row.failed, row.last_at), (1, at(0)));
    guess::give_back(&mut write, &key, lane, at(1), 7, at(5)).await?;
    guess::give_back(&mut write, &key, lane, at(1), 7, at(5)).await?;
    let row = guess::find(&mut write, &key, lane).await?.expect("a lane");
    assert_eq!((row.failed, row.last_at), (0, at(0)));
    write.commit().await
}

fn confirmed(name: &str, step: i64) -> factor::Confirmed<'_> {
    factor::Confirmed { name, step, own: true, by_pass: false }
}
