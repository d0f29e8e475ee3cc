//! Guessing: how often, from where, and at whose expense.
//!
//! Where to go next: `crates/rules/src/throttle.rs`.

use crate::world::{ANOTHER, OPEN, World, stories};

stories![guessed_mailed_codes_are_slowed,];

async fn guessed_mailed_codes_are_slowed(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut thief = world.browser();
    thief.ask_for_reset(&ana.email).await;
    let right = world.code(&ana.email).await;
    for number in 0..6 {
        thief.fill(&[("code", &format!("AAAA BBB{number}"))]).await;
    }
    assert_eq!(
        thief.fill(&[("code", &right)]).await.place(),
        "/reset/wait",
        "the right one is not looked at now"
    );
    // The owner's link is no guess.
    let mut owner = world.browser();
    owner.open(&world.link(&ana.email).await).await;
    assert_eq!(owner.fill(&[("new_password", ANOTHER)]).await.place(), "/account");
}
