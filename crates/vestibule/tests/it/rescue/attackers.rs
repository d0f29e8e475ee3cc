//! Whoever would like a kit, a code or somebody's wait to be worth more than it is.

use rules::{Role, Span};

use super::kit::{codes_on, kit};
use super::wait::stuck;
use crate::world::{ASKS_FOR_SECOND, OPEN, PASSWORD, World, code_at, stories};

stories![
    a_kit_is_worth_nothing_to_a_member_or_without_the_password,
    a_kit_opens_its_own_organization_and_no_other,
    a_factor_that_a_kit_let_in_counts_where_the_kit_does,
    a_code_of_a_kit_does_not_make_a_mailed_password_ones_own,
    the_same_code_twice_at_once_lets_in_once,
];

async fn a_kit_is_worth_nothing_to_a_member_or_without_the_password(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let kim = world.member_with_app("kim@larkfield.example", "larkfield").await;
    let paper = kit(&world, &jo, "larkfield").await;
    let mut member = stuck(&world, &kim).await;
    let page = member.fill(&[("code", &paper[1])]).await;
    assert_eq!(page.cause().as_deref(), Some("code-wrong"), "{}", page.told());
    let mut thief = world.browser();
    thief.try_to_sign_in(&jo.email, "a wrong one").await;
    let page = thief.post_fields("/sign-in/second", &[("code", &paper[1])]).await;
    assert_eq!(page.user(), None, "{}", page.told());
    // And it is still good for whom it is for.
    let page = stuck(&world, &jo).await.fill(&[("code", &paper[1])]).await.user();
    assert!(page.is_some());
}

async fn a_kit_opens_its_own_organization_and_no_other(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    world.join(&jo, "fjordbank", Role::Member).await;
    let mut office = world.browser();
    office.try_to_sign_in(&jo.email, PASSWORD).await;
    office.fill(&[("code", &jo.code(&world))]).await;
    office.press("/sign-in/choose", &[("organization", "larkfield")]).await;
    office.open("/org/larkfield/kit").await;
    office.press("/org/larkfield/kit/make", &[]).await;
    let paper = codes_on(&office);
    let mut browser = stuck(&world, &jo).await;
    let page = browser.fill(&[("code", &paper[3])]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
    let page = browser.press("/account/organization", &[("organization", "fjordbank")]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    // Not even another code of the kit opens the other one.
    let page = browser.fill(&[("code", &paper[4])]).await;
    assert_ne!(page.organization().as_deref(), Some("fjordbank"), "{}", page.told());
}

async fn a_factor_that_a_kit_let_in_counts_where_the_kit_does(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let paper = kit(&world, &jo, "larkfield").await;
    world.join(&jo, "fjordbank", Role::Member).await;
    let mut browser = stuck(&world, &jo).await;
    browser.fill(&[("code", &paper[3])]).await;
    browser.press("/setup/authenticator/begin", &[]).await;
    let key = crate::attacks::key_on(&browser);
    browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "New")]).await;
    assert_eq!(browser.page.organization().as_deref(), Some("larkfield"), "{}", browser.page.told());
    world.pass(Span::minutes(1));
    let page = browser.open("/account").await;
    assert!(page.says("New"), "{}", page.told());
    browser.press("/account/organization", &[("organization", "fjordbank")]).await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    let page = browser.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert_eq!(page.cause().as_deref(), Some("factor-elsewhere"), "{}", page.told());
}

async fn a_code_of_a_kit_does_not_make_a_mailed_password_ones_own(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let paper = kit(&world, &jo, "larkfield").await;
    let mut browser = world.browser();
    browser.ask_for_reset(&jo.email).await;
    browser.open(&world.link(&jo.email).await).await;
    browser.fill(&[("new_password", crate::world::ANOTHER)]).await;
    let page = browser.fill(&[("code", &paper[5])]).await;
    assert!(page.user().is_some(), "{}", page.told());
    // The mailbox still counts once: it is no ground for the waiting period.
    let mut later = world.browser();
    later.try_to_sign_in(&jo.email, crate::world::ANOTHER).await;
    let page = later.press("/help-me/wait", &[("organization", "larkfield")]).await;
    assert_eq!(page.cause().as_deref(), Some("password-by-mail"), "{}", page.told());
}

async fn the_same_code_twice_at_once_lets_in_once(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let paper = kit(&world, &jo, "larkfield").await;
    let (mut one, mut other) = (stuck(&world, &jo).await, stuck(&world, &jo).await);
    let code = [("code", paper[6].as_str())];
    let (first, second) = tokio::join!(one.fill(&code), other.fill(&code));
    let (first, second) = (first.user().is_some(), second.user().is_some());
    assert!(first != second, "{first} {second}");
}
