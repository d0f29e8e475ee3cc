//! What opens once opens once: codes, recovery codes, links, the last page of a sign-in.
//!
//! Never in here: how often a wrong one may be tried (`guesses.rs`).

use rules::Span;

use super::{at_the_second_factor, key_on};
use crate::world::{ANOTHER, ASKS_FOR_SECOND, OPEN, PASSWORD, World, code_at, stories};

stories![
    a_code_from_the_app_opens_once,
    a_recovery_code_opens_once,
    a_ticket_saves_one_password,
    a_finished_sign_in_is_not_finished_twice,
];

async fn a_code_from_the_app_opens_once(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let code = eli.code(&world);
    let (mut one, mut two) =
        (at_the_second_factor(&world, &eli).await, at_the_second_factor(&world, &eli).await);
    let fields = [("code", code.as_str())];
    tokio::join!(one.fill(&fields), two.fill(&fields));
    let inside = [&one, &two].iter().filter(|browser| browser.page.user().is_some()).count();
    assert_eq!(inside, 1, "{}\n{}", one.page.told(), two.page.told());
    let mut three = at_the_second_factor(&world, &eli).await;
    let page = three.fill(&fields).await;
    assert_eq!(page.cause().as_deref(), Some("code-replayed"), "{}", page.told());
    // The next one opens.
    world.pass(Span::seconds(30));
    assert!(three.fill(&[("code", &eli.code(&world))]).await.user().is_some());
}

async fn a_recovery_code_opens_once(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let (mut one, mut two) =
        (at_the_second_factor(&world, &eli).await, at_the_second_factor(&world, &eli).await);
    let fields = [("code", eli.sheet[6].as_str())];
    tokio::join!(one.fill(&fields), two.fill(&fields));
    let inside = [&one, &two].iter().filter(|browser| browser.page.user().is_some()).count();
    assert_eq!(inside, 1, "{}\n{}", one.page.told(), two.page.told());
    let mut three = at_the_second_factor(&world, &eli).await;
    let page = three.fill(&fields).await;
    assert_eq!(page.cause().as_deref(), Some("recovery-code-spent"), "{}", page.told());
}

async fn a_ticket_saves_one_password(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    world.browser().ask_for_reset("ana@larkfield.example").await;
    let link = world.link("ana@larkfield.example").await;
    let (mut one, mut two) = (world.browser(), world.browser());
    one.open(&link).await;
    two.open(&link).await;
    let third = "twelve lanterns in the fog";
    tokio::join!(one.fill(&[("new_password", ANOTHER)]), async {
        two.fill(&[("new_password", third)]).await;
    });
    let inside = [&one, &two].map(|browser| browser.page.user().is_some());
    assert_eq!(
        inside.iter().filter(|inside| **inside).count(),
        1,
        "{}\n{}",
        one.page.told(),
        two.page.told()
    );
    let (saved, lost) = if inside[0] { (ANOTHER, third) } else { (third, ANOTHER) };
    let mut later = world.browser();
    assert!(later.try_to_sign_in("ana@larkfield.example", saved).await.user().is_some());
    assert_eq!(world.browser().try_to_sign_in("ana@larkfield.example", lost).await.user(), None);
}

async fn a_finished_sign_in_is_not_finished_twice(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let gus = world.member("gus@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&gus.email, PASSWORD).await;
    browser.fill(&[("code", &world.code(&gus.email).await)]).await;
    let key = key_on(&browser);
    browser.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert_eq!(browser.page.place(), "/setup/codes", "{}", browser.page.told());
    let last_page = browser.page.clone();
    assert!(browser.fill(&[]).await.user().is_some(), "{}", browser.page.told());
    world.pass(Span::minutes(1));
    browser.post_fields("/sign-out", &[]).await;
    world.pass(Span::minutes(1));
    // The next person at this machine goes back in the history, and presses the button once more.
    browser.open(&last_page.path).await;
    assert!(!browser.page.says("Each gets you in once"), "no codes are shown: {}", browser.page.told());
    browser.page = last_page;
    let page = browser.fill(&[]).await;
    assert_eq!(page.user(), None, "{}", page.told());
    assert_eq!(browser.whoami().await, None);
}
