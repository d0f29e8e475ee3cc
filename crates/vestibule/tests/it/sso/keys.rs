//! Stories of a provider's keys: changed without a word, withdrawn, and out of reach.

use rules::Span;
use vestibule::jobs;
use vestibule::store::connection::{self, ConnectionRow};

use super::{House, house, is_in};
use crate::world::provider::{Says, Signing, Wrong};
use crate::world::{OPEN, World, stories};

stories![
    keys_change_without_a_word,
    a_key_that_was_withdrawn_is_believed_for_a_day_at_most,
    while_it_cannot_be_reached_the_old_keys_are_good_for_three_days,
    what_an_admin_saved_meanwhile_stays,
    keys_are_fetched_once_a_minute_at_most,
];

const FIRST: Signing = Signing { key: 0, name: Some("one"), published: 0, publishes: true };

async fn row(world: &World, house: &House) -> ConnectionRow {
    connection::any_find(&mut world.app.store.read(), house.connection).await.unwrap().expect("it")
}

async fn gets_in(world: &World, house: &House) {
    let mut browser = world.browser();
    house.provider.signs_in(world, &mut browser, &house.start, Says::of(&house.ana.email)).await;
    is_in(&browser, &house.ana.email);
}

async fn is_refused_for(world: &World, house: &House, says: Says, cause: &str) {
    let mut browser = world.browser();
    let page = house.provider.signs_in(world, &mut browser, &house.start, says).await;
    assert_eq!(page.cause().as_deref(), Some(cause), "{}", page.told());
    assert_eq!(page.user(), None);
}

/// Under a new name, under the old one, and under none.
async fn keys_change_without_a_word(world: World) {
    let house = house(&world, OPEN).await;
    gets_in(&world, &house).await;
    let new_name = Signing { key: 1, name: Some("two"), published: 1, publishes: true };
    let old_name = Signing { key: 0, name: Some("two"), published: 0, publishes: true };
    let no_name = Signing { name: None, ..FIRST };
    let still_none = Signing { key: 1, published: 1, ..no_name };
    for signing in [new_name, old_name, no_name, still_none] {
        world.pass(Span::minutes(2));
        house.provider.signs(signing);
        gets_in(&world, &house).await;
    }
}

/// Whoever has an old key of the provider's may have stolen it.
async fn a_key_that_was_withdrawn_is_believed_for_a_day_at_most(world: World) {
    let house = house(&world, OPEN).await;
    house.provider.signs(Signing { published: 1, ..FIRST });
    gets_in(&world, &house).await;
    world.pass(Span::hours(24));
    is_refused_for(&world, &house, Says::of(&house.ana.email), "sso-signature").await;
    // The sweep does the same where nobody comes.
    house.provider.signs(Signing { published: 0, ..FIRST });
    world.pass(Span::hours(25));
    let before = row(&world, &house).await;
    jobs::run_due(&world.app).await.unwrap();
    let after = row(&world, &house).await;
    assert_eq!(after.fetched_at, world.app.now());
    assert_ne!(after.keys, before.keys);
    gets_in(&world, &house).await;
}

async fn while_it_cannot_be_reached_the_old_keys_are_good_for_three_days(world: World) {
    let house = house(&world, OPEN).await;
    house.provider.signs(Signing { publishes: false, ..FIRST });
    world.pass(Span::hours(71));
    jobs::run_due(&world.app).await.unwrap();
    gets_in(&world, &house).await;
    world.pass(Span::hours(1));
    is_refused_for(&world, &house, Says::of(&house.ana.email), "sso-unreachable").await;
    // It is there again.
    house.provider.signs(FIRST);
    world.pass(Span::minutes(1));
    gets_in(&world, &house).await;
}

/// What was fetched for the settings before does not come in the place of what was saved since.
async fn what_an_admin_saved_meanwhile_stays(world: World) {
    let house = house(&world, OPEN).await;
    let asked = row(&world, &house).await;
    world.pass(Span::minutes(2));
    let now = world.app.now();
    for saved in [
        ConnectionRow { changed_at: now, ..asked.clone() },
        ConnectionRow { issuer: "https://another.example".to_owned(), ..asked.clone() },
        ConnectionRow { fetched_at: now.plus(Span::seconds(1)), ..asked.clone() },
    ] {
        let mut write = world.app.store.write().await.unwrap();
        connection::set(&mut write, &saved).await.unwrap();
        assert!(!connection::set_published(&mut write, &asked, "old", "old", now).await.unwrap());
        write.commit().await.unwrap();
        assert_eq!(row(&world, &house).await.keys, asked.keys);
    }
    let mut write = world.app.store.write().await.unwrap();
    connection::set(&mut write, &asked).await.unwrap();
    assert!(connection::set_published(&mut write, &asked, "new", "new", now).await.unwrap());
    write.commit().await.unwrap();
}

/// Whatever is brought to the door, the provider is asked for its keys once a minute.
async fn keys_are_fetched_once_a_minute_at_most(world: World) {
    let house = house(&world, OPEN).await;
    world.pass(Span::minutes(2));
    is_refused_for(&world, &house, Says::of(&house.ana.email).wrong(Wrong::Key), "sso-key").await;
    let first = row(&world, &house).await.fetched_at;
    assert_eq!(first, world.app.now());
    world.pass(Span::seconds(59));
    is_refused_for(&world, &house, Says::of(&house.ana.email).wrong(Wrong::Key), "sso-key").await;
    assert_eq!(row(&world, &house).await.fetched_at, first);
    world.pass(Span::seconds(1));
    is_refused_for(&world, &house, Says::of(&house.ana.email).wrong(Wrong::Changed), "sso-signature").await;
    assert_eq!(row(&world, &house).await.fetched_at, world.app.now());
}
