//! Stories of a visit beside what is one's own: no link ends a session that nobody wanted ended, and a visit says what it
//! ends.

use super::{house, is_in};
use crate::world::provider::{Provider, Says};
use crate::world::{OPEN, World, stories};

stories![
    a_link_to_a_sign_on_asks_whoever_is_signed_in,
    a_question_of_before_is_asked_about_again,
    signing_out_everywhere_beside_a_visit_says_what_it_ends,
    a_visitor_gets_no_place_in_the_users_lane,
];

/// What leads somebody on to the provider whom it led there last time.
const WAY: &str = "__Host-vestibule-way";

/// Any page can send a browser there; another organization's provider answers at once, and in whatever name it likes.
async fn a_link_to_a_sign_on_asks_whoever_is_signed_in(world: World) {
    let house = house(&world, OPEN).await;
    world.organization("evil", OPEN).await;
    let eve = world.admin_with_app("eve@evil.example", "evil").await;
    let provider = Provider::begin().await;
    let evil = format!("/sso/{}", world.connect(&provider, "evil", &eve).await);
    let mut ana = world.browser();
    ana.sign_in(&world, &house.ana).await;
    let before = ana.session();
    let page = ana.open(&evil).await.clone();
    assert!(page.says("You are signed in as ana@larkfield.example"), "{}", page.told());
    assert_eq!(ana.session(), before);
    // Somebody else's sealed step is no consent.
    let mut eves = world.browser();
    eves.sign_in(&world, &eve).await;
    let theirs = eves.open(&evil).await.link_to("/sso/").expect("on");
    let page = ana.open(&theirs).await;
    assert!(page.says("You are signed in as ana@larkfield.example"), "{}", page.told());
    // They stay, or go on by a click: their own tile, say.
    let page =
        ana.open(&format!("{}?target_link_uri=https://login.vestibule.example/account", house.start)).await;
    assert_eq!(page.link_to("/account").as_deref(), Some("/account"), "{}", page.told());
    let on = page.link_to("/sso/").expect("on");
    house.provider.signs_in(&world, &mut ana, &on, Says::of(&house.ana.email)).await;
    is_in(&ana, &house.ana.email);
    assert_ne!(ana.session(), before);
    // Once more through the same one asks nobody, and another one does.
    house.provider.signs_in(&world, &mut ana, &house.start, Says::of(&house.ana.email)).await;
    is_in(&ana, &house.ana.email);
    let page = ana.open(&evil).await;
    assert!(page.says("You are signed in as ana@larkfield.example"), "{}", page.told());
}

/// Begun while nobody was signed in, brought back when somebody is.
async fn a_question_of_before_is_asked_about_again(world: World) {
    let house = house(&world, OPEN).await;
    world.organization("evil", OPEN).await;
    let eve = world.admin_with_app("eve@evil.example", "evil").await;
    let provider = Provider::begin().await;
    let evil = format!("/sso/{}", world.connect(&provider, "evil", &eve).await);
    let mut ana = world.browser();
    let back = provider.goes(&world, &mut ana, &evil, Says::of(&eve.email)).await;
    ana.sign_in(&world, &house.ana).await;
    let before = ana.session();
    let page = ana.open(&back).await.clone();
    assert!(page.says("You are signed in as ana@larkfield.example"), "{}", page.told());
    assert_eq!(ana.session(), before);
    assert_eq!(ana.whoami().await.as_deref(), Some(house.ana.email.as_str()));
}

/// The button stands in a tab of before: what is one's own is not a visit's to end, and the page says so.
async fn signing_out_everywhere_beside_a_visit_says_what_it_ends(world: World) {
    let house = house(&world, OPEN).await;
    let mut other = world.browser();
    other.sign_in(&world, &house.ana).await;
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&house.ana.email)).await;
    let page = browser.post_fields("/sign-out", &[("all", "1")]).await;
    assert!(page.says("Your other sessions stay"), "{}", page.told());
    assert_eq!(browser.whoami().await, None);
    assert!(other.whoami().await.is_some());
    // As oneself it ends them all, and says nothing of the kind.
    browser.cookies.remove(WAY);
    browser.sign_in(&world, &house.ana).await;
    let page = browser.post_fields("/sign-out", &[("all", "1")]).await;
    assert!(!page.says("Your other sessions stay"), "{}", page.told());
    assert_eq!(other.whoami().await, None);
}

async fn a_visitor_gets_no_place_in_the_users_lane(world: World) {
    let house = house(&world, OPEN).await;
    let known = "__Host-vestibule-known";
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&house.ana.email)).await;
    assert_eq!(browser.cookies.get(known), None);
    browser.cookies.remove(WAY);
    browser.sign_in(&world, &house.ana).await;
    assert!(browser.cookies.contains_key(known), "{:?}", browser.cookies.keys());
}
