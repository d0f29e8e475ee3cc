//! Stories of moving to a new phone, of a sheet that runs low, and of being asked again and coming back.

use rules::Span;

use crate::attacks::key_on;
use crate::world::{ASKS_FOR_SECOND, Browser, PASSWORD, Person, World, code_at, stories};

stories![
    the_new_phone_is_added_and_tried_and_then_the_old_one_goes,
    both_phones_may_stay,
    three_codes_left_are_few_and_say_so,
    a_page_left_open_asks_again_and_keeps_what_was_typed,
    what_is_dangerous_asks_for_a_second_factor_of_now,
];

async fn signed_in(world: &World) -> (Browser, Person) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.sign_in(world, &eli).await;
    (browser, eli)
}

async fn the_new_phone_is_added_and_tried_and_then_the_old_one_goes(world: World) {
    let (mut browser, eli) = signed_in(&world).await;
    let page = browser.open("/account").await;
    assert!(page.says("Moving to a new phone"), "{}", page.told());
    let page = browser.open("/account/new-phone").await;
    assert!(page.says("Duo Mobile") && page.says("oathtool"), "{}", page.told());
    browser.fill(&[]).await;
    let key = key_on(&browser);
    let page = browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "Pixel 9")]).await;
    assert_eq!(page.place(), "/account/new-phone", "{}", page.told());
    assert!(page.says("“Pixel 9” works"), "{}", page.told());
    let page = browser.press("/account/factor/remove", &[]).await;
    assert!(page.says("doesn't count any more"), "{}", page.told());
    world.pass(Span::minutes(1));
    let mut again = world.browser();
    again.try_to_sign_in(&eli.email, PASSWORD).await;
    let page = again.fill(&[("code", &eli.code(&world))]).await;
    assert_eq!(page.cause().as_deref(), Some("code-from-old-entry"), "{}", page.told());
    assert!(again.fill(&[("code", &code_at(&key, world.app.now()))]).await.user().is_some());
}

async fn both_phones_may_stay(world: World) {
    let (mut browser, eli) = signed_in(&world).await;
    browser.open("/account/new-phone").await;
    browser.fill(&[]).await;
    let key = key_on(&browser);
    browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "Pixel 9")]).await;
    assert!(browser.page.says("Keep both"), "{}", browser.page.told());
    world.pass(Span::minutes(20));
    for code in [eli.code(&world), code_at(&key, world.app.now())] {
        let mut again = world.browser();
        again.try_to_sign_in(&eli.email, PASSWORD).await;
        assert!(again.fill(&[("code", &code)]).await.user().is_some(), "{}", again.page.told());
    }
    // A while later the page is at its beginning again.
    let page = browser.open("/account/new-phone").await;
    assert!(page.says("Do it while the old phone still works"), "{}", page.told());
}

async fn three_codes_left_are_few_and_say_so(world: World) {
    let (mut browser, eli) = signed_in(&world).await;
    let few = "Few recovery codes are left";
    for used in 0..7 {
        let page = browser.open("/account").await;
        assert!(page.says(&format!("{} of 10", 10 - used)) && !page.says(few), "{}", page.told());
        let mut other = world.browser();
        other.try_to_sign_in(&eli.email, PASSWORD).await;
        assert!(other.fill(&[("code", &eli.sheet[used])]).await.user().is_some());
    }
    let page = browser.open("/account").await;
    assert!(page.says("3 of 10") && page.says(few), "{}", page.told());
    // After signing in as well, and one click away from it is a new sheet.
    world.pass(Span::minutes(1));
    let mut again = world.browser();
    let page = again.sign_in(&world, &eli).await;
    assert!(page.says(few), "{}", page.told());
    again.press("/account/codes", &[]).await;
    assert_eq!(again.page.place(), "/setup/codes", "{}", again.page.told());
    again.fill(&[]).await;
    let page = again.open("/account").await;
    assert!(page.says("10 of 10") && !page.says(few), "{}", page.told());
}

async fn a_page_left_open_asks_again_and_keeps_what_was_typed(world: World) {
    let (mut browser, eli) = signed_in(&world).await;
    browser.open("/account/new-phone").await;
    browser.fill(&[]).await;
    let key = key_on(&browser);
    world.pass(Span::minutes(16));
    browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "Ana's tablet")]).await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    let page = browser.fill(&[("code", &eli.code(&world))]).await;
    assert_eq!(page.place(), "/setup/authenticator", "{}", page.told());
    let name = page.main_form().fields.into_iter().find(|(name, _)| name == "name");
    assert_eq!(name.map(|(_, value)| value).as_deref(), Some("Ana's tablet"));
    assert_eq!(key_on(&browser), key, "what was scanned is still good");
    let page = browser.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert!(page.says("“Ana's tablet” works"), "{}", page.told());
}

async fn what_is_dangerous_asks_for_a_second_factor_of_now(world: World) {
    let (mut browser, eli) = signed_in(&world).await;
    for action in ["/setup/authenticator/begin", "/account/codes"] {
        world.pass(Span::minutes(16));
        browser.open("/account").await;
        let page = browser.press(action, &[]).await;
        assert_eq!(page.place(), "/sign-in/second", "{action}: {}", page.told());
        browser.fill(&[("code", &eli.code(&world))]).await;
        let back = if action == "/account/codes" { "/account" } else { "/setup/authenticator" };
        assert_eq!(browser.page.place(), back, "{action}: {}", browser.page.told());
    }
    let key = {
        browser.open("/account").await;
        browser.press("/setup/authenticator/begin", &[]).await;
        key_on(&browser)
    };
    browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "Pixel")]).await;
    world.pass(Span::minutes(16));
    browser.open("/account").await;
    let page = browser.press("/account/factor/remove", &[]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    let page = browser.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert_eq!(page.place(), "/account", "{}", page.told());
}
