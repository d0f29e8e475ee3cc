//! Stories of what anybody can bring back to a connection: it pushes nothing off the console's list, and asks the
//! provider so often at most.

use rules::Span;
use vestibule::flows::sso;
use vestibule::store::arrival;

use super::{House, house, is_in};
use crate::world::provider::{Says, Wrong};
use crate::world::{Browser, OPEN, World, stories};

stories![what_anybody_brings_pushes_nothing_off_the_list, made_up_answers_have_an_end];

const MADE_UP: Wrong = Wrong::Says("made_up", "by whoever stands at the door");

async fn brings(world: &World, house: &House, browser: &mut Browser, says: Says) -> Option<String> {
    house.provider.signs_in(world, browser, &house.start, says).await.cause()
}

async fn what_anybody_brings_pushes_nothing_off_the_list(world: World) {
    let house = house(&world, OPEN).await;
    let mut ana = world.browser();
    house.provider.signs_in(&world, &mut ana, &house.start, Says::of(&house.ana.email)).await;
    // A real answer whose signature does not hold is the provider's too: an admin has to see that one most of all.
    let broken = Says::of(&house.ana.email).wrong(Wrong::Changed);
    assert_eq!(brings(&world, &house, &mut world.browser(), broken).await.as_deref(), Some("sso-signature"));
    let mut eve = world.browser();
    for _ in 0..40 {
        world.pass(Span::seconds(1));
        let says = Says::of("eve@elsewhere.example").wrong(MADE_UP);
        assert_eq!(brings(&world, &house, &mut eve, says).await.as_deref(), Some("sso-provider-said"));
    }
    let shown = sso::list_records(&world.app, house.connection, 20).await.unwrap();
    assert_eq!(shown.len(), 12);
    assert_eq!(shown.iter().filter(|record| record.user == Some(house.ana.id)).count(), 1);
    // What is kept is pruned apart as well.
    let mut write = world.app.store.write().await.unwrap();
    arrival::trim(&mut write, house.connection, false, 5).await.unwrap();
    write.commit().await.unwrap();
    let count = |rows: Vec<arrival::ArrivalRow>| rows.len();
    let mut read = world.app.store.read();
    let lists = [true, false].map(|answered| (house.connection, answered));
    assert_eq!(count(arrival::list(&mut read, lists[0].0, lists[0].1, 100).await.unwrap()), 2);
    assert_eq!(count(arrival::list(&mut read, lists[1].0, lists[1].1, 100).await.unwrap()), 5);
}

async fn made_up_answers_have_an_end(world: World) {
    let house = house(&world, OPEN).await;
    let mut eve = world.browser();
    let made_up = || Says::of("eve@elsewhere.example").wrong(MADE_UP);
    for _ in 0..300 {
        assert_eq!(brings(&world, &house, &mut eve, made_up()).await.as_deref(), Some("sso-provider-said"));
    }
    assert_eq!(brings(&world, &house, &mut eve, made_up()).await.as_deref(), Some("guesses-slowed"));
    // Elsewhere nobody notices, and there it goes on after an hour.
    let mut ana = world.browser();
    ana.network = [198, 51, 100, 9].into();
    house.provider.signs_in(&world, &mut ana, &house.start, Says::of(&house.ana.email)).await;
    is_in(&ana, &house.ana.email);
    world.pass(Span::minutes(60));
    let mut here = world.browser();
    house.provider.signs_in(&world, &mut here, &house.start, Says::of(&house.ana.email)).await;
    is_in(&here, &house.ana.email);
    // A connection that is out of order is nobody's doing at the door.
    for _ in 0..301 {
        let down = Says::of(&house.ana.email).wrong(Wrong::Down);
        assert_eq!(brings(&world, &house, &mut eve, down).await.as_deref(), Some("sso-unreachable"));
    }
}
