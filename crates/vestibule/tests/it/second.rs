//! Stories of the second factor: an app, a sheet of codes, and what is said when a code does not fit.

use rules::{Instant, Role, Span};
use uuid::Uuid;
use vestibule::store::factor;

use crate::world::{ASKS_FOR_SECOND, OPEN, PASSWORD, World, code_at, stories};

stories![
    a_first_factor_is_set_up_on_the_way_in,
    a_clock_that_is_off_is_said,
    a_code_of_an_old_entry_is_said,
    a_code_typed_twice_waits_for_the_next,
    a_recovery_code_lets_in_and_says_how_many_are_left,
    a_browser_is_remembered_where_the_organization_allows_it,
    looking_at_the_page_of_a_new_app_makes_nothing,
    what_another_browser_began_is_not_gone_on_with,
    an_organization_that_asks_for_less_asks_for_less,
    wrong_codes_are_slowed_and_the_sheet_is_not_the_way_round,
];

async fn a_first_factor_is_set_up_on_the_way_in(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let ida = world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    let gus = world.member("gus@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    let page = browser.try_to_sign_in(&gus.email, PASSWORD).await;
    assert_eq!(page.place(), "/mailbox", "{}", page.told());
    let page = browser.fill(&[("code", "ABCD EFGH")]).await;
    assert_eq!(page.place(), "/mailbox", "{}", page.told());
    browser.fill(&[("code", &world.code(&gus.email).await)]).await;
    assert_eq!(browser.page.place(), "/setup/authenticator", "{}", browser.page.told());
    let key = crate::attacks::key_on(&browser);
    let page = browser.fill(&[("code", "000000"), ("name", "Pixel")]).await;
    assert_eq!(page.place(), "/setup/authenticator", "{}", page.told());
    assert_eq!(crate::attacks::key_on(&browser), key, "the key stays while one tries");
    browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "Pixel")]).await;
    assert_eq!(browser.page.place(), "/setup/codes");
    let page = browser.fill(&[]).await;
    assert_eq!(page.organization().as_deref(), Some("fjordbank"), "{}", page.told());
    assert!(world.mails(&ida.email).await.iter().any(|mail| mail.subject.contains("first second factor")));
    // From now on it is asked for.
    world.pass(Span::minutes(1));
    let mut again = world.browser();
    again.try_to_sign_in(&gus.email, PASSWORD).await;
    let page = again.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert!(page.user().is_some(), "{}", page.told());
}

/// The authenticator that this user has begun, in whatever browser.
async fn begun_by(world: &World, user: Uuid) -> Option<Uuid> {
    let mut read = world.app.store.read();
    let all = factor::list_for_user(&mut read, user, world.app.now()).await.expect("the store answers");
    all.into_iter().find(|row| row.confirmed_at.is_none()).map(|row| row.id)
}

async fn looking_at_the_page_of_a_new_app_makes_nothing(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    let begun = async || (begun_by(&world, ana.id).await, world.mails(&ana.email).await.len());
    // A browser that fetches ahead, a scanner, somebody who loads the page again.
    for _ in 0..3 {
        let page = browser.open("/setup/authenticator").await;
        assert_eq!(page.place(), "/setup/authenticator", "{}", page.told());
        assert!(!page.html.contains("class=\"key\""), "{}", page.told());
    }
    assert_eq!(begun().await, (None, 0));
    let page = browser.fill(&[]).await;
    assert_eq!(page.place(), "/mailbox", "{}", page.told());
    assert_eq!(begun().await, (None, 1));
    let code = world.code(&ana.email).await;
    browser.fill(&[("code", &code)]).await;
    assert_eq!(browser.page.place(), "/setup/authenticator", "{}", browser.page.told());
    let key = crate::attacks::key_on(&browser);
    let (pending, mails) = begun().await;
    assert!(pending.is_some());
    // Left in the middle: the same key again, by the page or by the button.
    for _ in 0..2 {
        browser.open("/setup/authenticator").await;
        assert_eq!(crate::attacks::key_on(&browser), key);
        browser.open("/account").await;
        browser.press("/setup/authenticator/begin", &[]).await;
        assert_eq!(crate::attacks::key_on(&browser), key);
    }
    assert_eq!(begun().await, (pending, mails));
    // Somebody who may add one at once is shown none either before they press the button.
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut at_eli = world.browser();
    at_eli.sign_in(&world, &eli).await;
    at_eli.open("/setup/authenticator").await;
    assert!(begun_by(&world, eli.id).await.is_none());
    at_eli.fill(&[]).await;
    assert_eq!(at_eli.page.place(), "/setup/authenticator", "{}", at_eli.page.told());
    assert_ne!(crate::attacks::key_on(&at_eli), key);
    // An old key is not shown again; looking still makes no other.
    world.pass(Span::minutes(61));
    let page = browser.open("/setup/authenticator").await;
    assert!(!page.html.contains("class=\"key\""), "{}", page.told());
    assert_eq!(begun().await, (pending, mails));
}

async fn a_clock_that_is_off_is_said(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    let ahead = code_at(&eli.key, world.app.now().plus(Span::minutes(6)));
    let page = browser.fill(&[("code", &ahead)]).await;
    assert_eq!(page.cause().as_deref(), Some("code-clock-off"), "{}", page.told());
    assert!(page.says("6 minutes"), "{}", page.told());
    assert!(browser.fill(&[("code", &eli.code(&world))]).await.user().is_some());
}

async fn a_code_of_an_old_entry_is_said(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let mut eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let old = eli.key;
    let row = factor::list_for_user(&mut world.app.store.read(), eli.id, Instant(0)).await.unwrap().remove(0);
    let mut write = world.app.store.write().await.unwrap();
    factor::end(&mut write, row.id, world.app.now()).await.unwrap();
    write.commit().await.unwrap();
    eli.key = [3; 20];
    world.give_app(&mut eli).await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    let page = browser.fill(&[("code", &code_at(&old, world.app.now()))]).await;
    assert_eq!(page.cause().as_deref(), Some("code-from-old-entry"), "{}", page.told());
    assert!(browser.fill(&[("code", &eli.code(&world))]).await.user().is_some());
}

async fn a_code_typed_twice_waits_for_the_next(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    world.browser().sign_in(&world, &eli).await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    let page = browser.fill(&[("code", &eli.code(&world))]).await;
    assert_eq!(page.cause().as_deref(), Some("code-replayed"), "{}", page.told());
    world.pass(Span::seconds(30));
    assert!(browser.fill(&[("code", &eli.code(&world))]).await.user().is_some());
}

async fn a_recovery_code_lets_in_and_says_how_many_are_left(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    let page = browser.fill(&[("code", &eli.sheet[4])]).await;
    assert_eq!(page.user().as_deref(), Some(eli.email.as_str()), "{}", page.told());
    assert!(page.says("9 of 10"), "{}", page.told());
    assert!(world.mail(&eli.email).await.subject.contains("recovery code was used"));
    let page = browser.press("/account/codes", &[]).await;
    assert_eq!(page.place(), "/setup/codes", "{}", page.told());
    // The old sheet works until the new one is said to be put away.
    let mut other = world.browser();
    other.try_to_sign_in(&eli.email, PASSWORD).await;
    assert!(other.fill(&[("code", &eli.sheet[5])]).await.user().is_some());
    browser.fill(&[]).await;
    let mut other = world.browser();
    other.try_to_sign_in(&eli.email, PASSWORD).await;
    assert_eq!(other.fill(&[("code", &eli.sheet[7])]).await.user(), None);
}

async fn a_browser_is_remembered_where_the_organization_allows_it(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    assert!(browser.page.main_form().boxes.contains(&"remember".to_owned()));
    browser.fill(&[("code", &eli.code(&world)), ("remember", "1")]).await;
    browser.press("/sign-out", &[]).await;
    world.pass(Span::days(29));
    assert!(browser.try_to_sign_in(&eli.email, PASSWORD).await.user().is_some());
    browser.press("/sign-out", &[]).await;
    world.pass(Span::days(2));
    assert_eq!(browser.try_to_sign_in(&eli.email, PASSWORD).await.place(), "/sign-in/second");
}

async fn an_organization_that_asks_for_less_asks_for_less(world: World) {
    world.organization("larkfield", OPEN).await;
    let fjordbank = world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    world.join(&ana, "fjordbank", Role::Member).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    if browser.page.place() == "/sign-in/choose" {
        browser.fill(&[("organization", "larkfield")]).await;
    }
    let page = browser.open("/account").await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
    let page = browser.press("/account/organization", &[("organization", "fjordbank")]).await;
    assert_eq!(page.place(), "/mailbox", "the first factor begins there: {}", page.told());
    world.set_policy(fjordbank, OPEN).await;
    browser.open("/account").await;
    let page = browser.press("/account/organization", &[("organization", "fjordbank")]).await;
    assert_eq!(page.organization().as_deref(), Some("fjordbank"), "{}", page.told());
}

async fn wrong_codes_are_slowed_and_the_sheet_is_not_the_way_round(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut thief = world.browser();
    thief.try_to_sign_in(&eli.email, PASSWORD).await;
    for number in 0..6 {
        thief.fill(&[("code", &format!("00000{number}"))]).await;
    }
    assert_eq!(thief.page.cause().as_deref(), Some("guesses-slowed"), "{}", thief.page.told());
    assert_eq!(thief.fill(&[("code", &eli.sheet[0])]).await.user(), None);
    world.pass(Span::minutes(20));
    assert!(thief.fill(&[("code", &eli.sheet[0])]).await.user().is_some(), "nothing was spent meanwhile");
}

/// Somebody else with the password and the mailbox, who noted the key on their page, must not come to share the owner's.
async fn what_another_browser_began_is_not_gone_on_with(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let gus = world.member("gus@fjordbank.example", "fjordbank").await;
    let (mut thief, mut owner) = (world.browser(), world.browser());
    let mut keys = vec![];
    for browser in [&mut thief, &mut owner] {
        browser.try_to_sign_in(&gus.email, PASSWORD).await;
        browser.fill(&[("code", &world.code(&gus.email).await)]).await;
        assert_eq!(browser.page.place(), "/setup/authenticator", "{}", browser.page.told());
        keys.push(crate::attacks::key_on(browser));
    }
    assert_ne!(keys[0], keys[1]);
    let wrong = owner.fill(&[("code", &code_at(&keys[0], world.app.now())), ("name", "Phone")]).await;
    assert_eq!(wrong.place(), "/setup/authenticator", "{}", wrong.told());
    owner.fill(&[("code", &code_at(&keys[1], world.app.now())), ("name", "Phone")]).await;
    assert_eq!(owner.page.place(), "/setup/codes", "{}", owner.page.told());
}
