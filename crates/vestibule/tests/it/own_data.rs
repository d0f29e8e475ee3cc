//! What is kept about somebody, taken along by its owner, and by nobody else.

use rules::{Role, Span};

use crate::help::{confirms, sets_up};
use crate::world::{ASKS_FOR_SECOND, Browser, OPEN, PASSWORD, World, stories};

stories![
    the_file_has_what_is_kept_and_no_secret,
    what_a_provider_calls_one_is_in_it,
    a_browser_left_open_gives_it_to_nobody_without_the_second_factor,
    what_one_organization_vouched_for_gets_no_file,
    a_stranger_gets_none,
];

async fn take(browser: &mut Browser) -> String {
    browser.post_fields("/account/data", &[]).await.html.clone()
}

async fn the_file_has_what_is_kept_and_no_secret(world: World) {
    world.organization("larkfield", OPEN).await;
    world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.ask_for_reset(&ana.email).await;
    browser.try_to_sign_in(&ana.email, "not the password at all").await;
    browser.sign_in(&world, &ana).await;
    let text = take(&mut browser).await;
    let data: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(data["addresses"][0]["address"], ana.email);
    assert_eq!(data["organizations"][0]["slug"], "larkfield");
    let attempts = data["attempts"].as_array().expect("a list");
    assert!(attempts.iter().any(|one| one["cause"] == "password-wrong"), "{text}");
    assert!(data["mails"].as_array().expect("a list").iter().any(|one| one["kind"] == "reset"), "{text}");
    let secrets = [PASSWORD, "$argon2", "jo@larkfield", &world.link(&ana.email).await];
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} is in it");
    }
}

/// Who one is to an organization's provider is about oneself.
async fn what_a_provider_calls_one_is_in_it(world: World) {
    let house = crate::sso::house(&world, OPEN).await;
    let mut browser = world.browser();
    let says = crate::world::provider::Says::of(&house.ana.email);
    house.provider.signs_in(&world, &mut browser, &house.start, says).await;
    let mut own = world.browser();
    own.sign_in(&world, &house.ana).await;
    let data: serde_json::Value = serde_json::from_str(&take(&mut own).await).expect("JSON");
    let known = &data["sign_ons"][0];
    assert_eq!(known["key_there"], "key of ana@larkfield.example", "{data}");
    assert_eq!(known["organization"], "larkfield", "{data}");
    assert_eq!(known["called"], "larkfield sign-on", "{data}");
}

async fn a_browser_left_open_gives_it_to_nobody_without_the_second_factor(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    assert!(take(&mut browser).await.contains("second_factors"));
    world.pass(Span::minutes(16));
    let page = browser.post_fields("/account/data", &[]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    browser.fill(&[("code", &eli.code(&world))]).await;
    assert_eq!(browser.page.place(), "/account#data", "{}", browser.page.told());
    assert!(take(&mut browser).await.contains("second_factors"));
}

async fn what_one_organization_vouched_for_gets_no_file(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    world.organization("larkfield", OPEN).await;
    let ida = world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    world.join(&eli, "larkfield", Role::Member).await;
    let mut browser = world.browser();
    let characters = asks_at(&world, &mut browser, &eli).await;
    confirms(&world, &ida, "fjordbank", &characters).await;
    let path = browser.page.path.clone();
    browser.open(&path).await;
    sets_up(&world, &mut browser).await;
    assert_eq!(browser.page.user().as_deref(), Some(eli.email.as_str()), "{}", browser.page.told());
    let page = browser.post_fields("/account/data", &[]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
}

/// Somebody in two organizations says who shall help, and asks.
async fn asks_at(world: &World, browser: &mut Browser, person: &crate::world::Person) -> String {
    browser.try_to_sign_in(&person.email, PASSWORD).await;
    browser.press("/help-me", &[("organization", "fjordbank")]).await;
    if browser.page.place() == "/help-me" && browser.page.attribute("data-code").is_none() {
        browser.press("/help-me", &[("organization", "fjordbank")]).await;
    }
    if browser.page.place() == "/mailbox" {
        browser.fill(&[("code", &world.code(&person.email).await)]).await;
    }
    browser.page.attribute("data-code").expect("the characters stand on the page")
}

async fn a_stranger_gets_none(world: World) {
    world.organization("larkfield", OPEN).await;
    let page = world.browser().post_fields("/account/data", &[]).await.clone();
    assert_eq!(page.place(), "/sign-in", "{}", page.told());
}
