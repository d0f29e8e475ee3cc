//! The sealed step: forged, carried elsewhere, kept for too long.
//!
//! Where to go next: `sessions.rs`, for what stands at the end of the steps.

use super::{at_the_second_factor, key_on};
use crate::world::{ANOTHER, ASKS_FOR_SECOND, OPEN, World, code_at, stories};

stories![
    a_forged_or_cut_step_is_worth_nothing,
    a_step_is_worth_nothing_in_another_browser,
    a_step_from_before_a_new_password_is_worth_nothing,
    a_step_from_before_signing_out_is_worth_nothing,
];

async fn a_forged_or_cut_step_is_worth_nothing(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = at_the_second_factor(&world, &eli).await;
    let sealed = browser.page.sealed();
    let mut flipped = sealed.clone().into_bytes();
    let middle = flipped.len() / 2;
    flipped[middle] = if flipped[middle] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    for wrong in [flipped.as_str(), &sealed[..sealed.len() / 2], &sealed[1..], "", "%00", "AAAA"] {
        let page = browser.post_fields("/sign-in/second", &[("s", wrong), ("code", &eli.code(&world))]).await;
        assert_eq!(page.user(), None, "{wrong}: {}", page.told());
        assert_eq!(page.status.as_u16(), 200);
        assert!(page.offers("/sign-in"), "there is a way on: {}", page.told());
    }
    // It was the seal, not the code.
    let page = browser.post_fields("/sign-in/second", &[("s", &sealed), ("code", &eli.code(&world))]).await;
    assert!(page.user().is_some(), "{}", page.told());
}

async fn a_step_is_worth_nothing_in_another_browser(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let browser = at_the_second_factor(&world, &eli).await;
    let sealed = browser.page.sealed();
    let mut thief = world.browser();
    thief.open("/sign-in").await;
    let page = thief.post_fields("/sign-in/second", &[("s", &sealed), ("code", &eli.code(&world))]).await;
    assert_eq!(page.user(), None, "{}", page.told());
    // Nor the page of a reset that somebody else waits at.
    let mut waiting = world.browser();
    waiting.ask_for_reset(&eli.email).await;
    let sealed = waiting.page.sealed();
    let code = world.code(&eli.email).await;
    let page = thief.post_fields("/reset/code", &[("s", &sealed), ("code", &code)]).await;
    assert_ne!(page.place(), "/password/choose");
    assert_eq!(waiting.fill(&[("code", &code)]).await.place(), "/password/choose");
}

async fn a_step_from_before_a_new_password_is_worth_nothing(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    // Whoever knows the old password stands before the second factor, and the owner changes it.
    let mut thief = at_the_second_factor(&world, &eli).await;
    let mut owner = world.browser();
    owner.ask_for_reset(&eli.email).await;
    owner.fill(&[("code", &world.code(&eli.email).await)]).await;
    let chosen = owner.page.sealed();
    owner.fill(&[("new_password", ANOTHER)]).await;
    let page = thief.fill(&[("code", &eli.code(&world))]).await;
    assert_eq!(page.user(), None, "{}", page.told());
    // The form that saved it saves nothing more.
    let fields = [("s", chosen.as_str()), ("new_password", "twelve lanterns in the fog")];
    let page = owner.post_fields("/password/choose", &fields).await;
    assert_eq!(page.cause().as_deref(), Some("ticket-spent"), "{}", page.told());
}

async fn a_step_from_before_signing_out_is_worth_nothing(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    browser.open("/setup/authenticator").await;
    browser.fill(&[]).await;
    if browser.page.place() == "/mailbox" {
        browser.fill(&[("code", &world.code(&ana.email).await)]).await;
    }
    assert_eq!(browser.page.place(), "/setup/authenticator", "{}", browser.page.told());
    let (sealed, key) = (browser.page.sealed(), key_on(&browser));
    browser.post_fields("/sign-out", &[]).await;
    let code = code_at(&key, world.app.now());
    let page = browser.post_fields("/setup/authenticator", &[("s", &sealed), ("code", &code)]).await;
    assert_eq!(page.user(), None, "{}", page.told());
    assert_ne!(page.place(), "/setup/codes", "{}", page.told());
    assert_eq!(browser.whoami().await, None);
    browser.sign_in(&world, &ana).await;
    assert!(browser.open("/account").await.says("None yet."), "no app was added: {}", browser.page.told());
}
