//! Stories of live help and passes: somebody without phone and codes, an admin on the phone with them, and what one
//! organization's word is worth in another. The attacks on it are in `help/attacks.rs`.

mod attacks;
mod passes;

use rules::{Instant, Role, Span};
use vestibule::store::factor;

use crate::attacks::key_on;
use crate::world::{ASKS_FOR_SECOND, Browser, OPEN, PASSWORD, Person, World, code_at, stories};

stories![
    somebody_without_phone_and_codes_is_helped_in,
    an_admin_gives_their_own_code_first_and_comes_back,
    a_second_organization_vouches_with_one_press,
    somebody_in_two_organizations_says_who_shall_help,
    a_request_that_is_declined_says_why,
    a_request_ends_in_ways_that_the_page_names,
    the_characters_change_and_those_before_still_work,
    two_admins_at_once_see_who_was_first,
    an_only_admin_is_led_to_the_kit_and_the_wait,
];

/// Somebody with an app, and an admin with one, in Fjordbank.
async fn at_the_bank(world: &World) -> (Person, Person) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let ida = world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    (ida, eli)
}

/// Gives the password and says "I can't use any of these".
async fn stuck(browser: &mut Browser, person: &Person) {
    browser.try_to_sign_in(&person.email, PASSWORD).await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    browser.press("/help-me", &[]).await;
}

/// The same, with the mailbox; ends on the page with the characters.
pub(crate) async fn asks(world: &World, browser: &mut Browser, person: &Person) -> String {
    stuck(browser, person).await;
    assert_eq!(browser.page.place(), "/mailbox", "{}", browser.page.told());
    browser.fill(&[("code", &world.code(&person.email).await)]).await;
    shown(&browser.page)
}

/// The eight characters on the page.
pub(crate) fn shown(page: &crate::world::Page) -> String {
    assert_eq!(page.attribute("data-state").as_deref(), Some("waiting"), "{}", page.told());
    page.attribute("data-code").expect("the characters stand on the page")
}

/// How the page says it stands.
async fn stands(browser: &mut Browser) -> String {
    let path = browser.page.path.clone();
    browser.open(&path).await.attribute("data-state").unwrap_or_default()
}

/// The path of the only open request in an organization's list.
pub(crate) async fn request(admin: &mut Browser, slug: &str) -> String {
    let page = admin.open(&format!("/org/{slug}/requests")).await;
    let start = format!("\"/org/{slug}/requests/");
    let found = page.html.split(&start).nth(1).and_then(|rest| rest.split('"').next());
    let id = found.unwrap_or_else(|| panic!("no request: {}", page.told()));
    format!("/org/{slug}/requests/{}", id.split('/').next().unwrap_or_default())
}

/// An admin signs in, opens the request and types the characters.
pub(crate) async fn confirms(world: &World, admin: &Person, slug: &str, characters: &str) -> Browser {
    let mut browser = world.browser();
    browser.sign_in(world, admin).await;
    let path = request(&mut browser, slug).await;
    browser.open(&path).await;
    browser.fill(&[("code", characters)]).await;
    browser
}

/// Sets up a new authenticator from the page that says one may; ends where that leads.
pub(crate) async fn sets_up(world: &World, browser: &mut Browser) -> [u8; 20] {
    browser.press("/setup/authenticator/begin", &[]).await;
    assert_eq!(browser.page.place(), "/setup/authenticator", "{}", browser.page.told());
    let key = key_on(browser);
    browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "Next phone")]).await;
    key
}

async fn somebody_without_phone_and_codes_is_helped_in(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut browser = world.browser();
    let characters = asks(&world, &mut browser, &eli).await;
    assert_eq!(characters.len(), 8);
    let page = &browser.page;
    assert!(page.says(&format!("{} {}", &characters[..4], &characters[4..])), "{}", page.told());
    assert!(page.says("Ida Tester") && !page.says(&ida.email), "by name, not by address: {}", page.told());
    assert!(page.html.contains("<noscript><meta http-equiv=\"refresh\""), "it goes on without script");
    assert!(world.mail(&ida.email).await.subject.contains("lost their second factor"));

    let admin = confirms(&world, &ida, "fjordbank", &characters.to_lowercase()).await;
    assert!(admin.page.says("Ida Tester confirmed it"), "{}", admin.page.told());
    assert!(world.mail(&eli.email).await.subject.contains("add a new second factor"));

    assert_eq!(stands(&mut browser).await, "pass");
    let key = sets_up(&world, &mut browser).await;
    let page = &browser.page;
    assert_eq!(page.user().as_deref(), Some(eli.email.as_str()), "{}", page.told());
    assert_eq!((page.place(), page.organization().as_deref()), ("/account/old-factors", Some("fjordbank")));
    assert!(page.says("Phone") && !page.says("Next phone"), "only the old one: {}", page.told());
    // Not said to be gone, the old one still works; then it is said, and it does not.
    world.pass(Span::minutes(1));
    world.browser().sign_in(&world, &eli).await;
    browser.press("/account/factor/gone", &[]).await;
    assert!(browser.page.place() == "/account", "{}", browser.page.told());
    assert!(browser.page.says("Gone for Fjordbank"), "{}", browser.page.told());
    world.pass(Span::minutes(1));
    let mut other = world.browser();
    other.try_to_sign_in(&eli.email, PASSWORD).await;
    assert_eq!(other.fill(&[("code", &eli.code(&world))]).await.user(), None, "{}", other.page.told());
    let page = other.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert!(page.user().is_some(), "{}", page.told());
}

async fn an_admin_gives_their_own_code_first_and_comes_back(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut admin = world.browser();
    admin.sign_in(&world, &ida).await;
    world.pass(Span::minutes(40));
    let mut browser = world.browser();
    let characters = asks(&world, &mut browser, &eli).await;
    let path = request(&mut admin, "fjordbank").await;
    let links = world.mail(&ida.email).await.links;
    assert!(links.iter().any(|link| link.ends_with(&path)), "the mail's button leads there: {links:?}");
    let page = admin.open(&path).await;
    assert!(page.says("Before you confirm") && page.says("Firefox on Windows"), "{}", page.told());
    assert!(!page.offers(&format!("{path}/confirm")), "{}", page.told());
    // Even a form that was open before.
    let page = admin.post_fields(&format!("{path}/confirm"), &[("code", &characters)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    assert_eq!(stands(&mut browser).await, "waiting");
    let page = admin.fill(&[("code", &ida.code(&world))]).await;
    assert_eq!(page.place(), path, "back at the request: {}", page.told());
    let page = admin.fill(&[("code", &characters)]).await;
    assert!(page.says("confirmed it"), "{}", page.told());
    assert_eq!(stands(&mut browser).await, "pass");
}

async fn a_second_organization_vouches_with_one_press(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    world.join(&eli, "larkfield", Role::Member).await;
    let mut browser = world.browser();
    stuck(&mut browser, &eli).await;
    browser.press("/help-me", &[("organization", "fjordbank")]).await;
    browser.fill(&[("code", &world.code(&eli.email).await)]).await;
    confirms(&world, &ida, "fjordbank", &shown(&browser.page)).await;
    assert!(world.mails(&jo.email).await.is_empty(), "Larkfield's admins hear of nothing");
    assert_eq!(stands(&mut browser).await, "pass");
    let key = sets_up(&world, &mut browser).await;
    assert_eq!(browser.page.organization().as_deref(), Some("fjordbank"), "{}", browser.page.told());
    let page = browser.open("/account").await;
    assert!(page.says("Holds for Fjordbank only"), "{}", page.told());

    // What Fjordbank vouched for does not open Larkfield, in this session or in another one.
    let page = browser.press("/account/organization", &[("organization", "larkfield")]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    world.pass(Span::minutes(1));
    let page = browser.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert_eq!(page.cause().as_deref(), Some("factor-elsewhere"), "{}", page.told());
    browser.open("/account").await;
    browser.press("/account/organization", &[("organization", "larkfield")]).await;
    let page = browser.press("/help-me", &[]).await;
    let characters = shown(page);
    confirms(&world, &jo, "larkfield", &characters).await;
    let path = browser.page.path.clone();
    let page = browser.open(&path).await;
    assert!(page.offers("/help-me/extend") && page.offers("/setup/authenticator/begin"), "{}", page.told());
    let page = browser.press("/help-me/extend", &[]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
    assert!(!page.says("Holds for"), "everybody has vouched: it is their own: {}", page.told());
    assert!(world.mail(&eli.email).await.subject.contains("holds here too"));
    world.pass(Span::minutes(1));
    let mut other = world.browser();
    other.try_to_sign_in(&eli.email, PASSWORD).await;
    let page = other.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert!(page.user().is_some(), "{}", page.told());
}

async fn somebody_in_two_organizations_says_who_shall_help(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    world.join(&eli, "larkfield", Role::Member).await;
    let mut browser = world.browser();
    stuck(&mut browser, &eli).await;
    let page = &browser.page;
    assert_eq!(page.attribute("data-state").as_deref(), Some("choose"), "{}", page.told());
    assert!(page.says("Fjordbank") && page.says("Larkfield"), "{}", page.told());
    browser.press("/help-me", &[("organization", "larkfield")]).await;
    browser.fill(&[("code", &world.code(&eli.email).await)]).await;
    assert!(browser.page.says("Jo Tester") && !browser.page.says("Ida"), "{}", browser.page.told());
    assert_eq!(world.mails(&jo.email).await.len(), 1);
    assert!(world.mails(&ida.email).await.is_empty());
}

async fn a_request_that_is_declined_says_why(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut browser = world.browser();
    asks(&world, &mut browser, &eli).await;
    let mut admin = world.browser();
    admin.sign_in(&world, &ida).await;
    // To say no takes no second factor of late: it opens nothing.
    world.pass(Span::minutes(30));
    let path = request(&mut admin, "fjordbank").await;
    admin.open(&path).await;
    let reason = "You sit beside me & need <none>";
    let page = admin.press(&format!("{path}/decline"), &[("reason", reason)]).await;
    assert!(page.says("Ida Tester declined it"), "{}", page.told());
    assert_eq!(stands(&mut browser).await, "declined");
    let page = &browser.page;
    assert!(page.says("Ida Tester declined it") && page.says(reason), "{}", page.told());
    assert!(world.mail(&eli.email).await.subject.contains("declined"));
    let page = browser.press("/help-me", &[]).await;
    assert_eq!(page.attribute("data-state").as_deref(), Some("waiting"), "asked again: {}", page.told());
}

async fn a_request_ends_in_ways_that_the_page_names(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut browser = world.browser();
    asks(&world, &mut browser, &eli).await;
    browser.press("/help-me/withdraw", &[]).await;
    assert_eq!(browser.page.attribute("data-state").as_deref(), Some("withdrawn"), "{}", browser.page.told());
    // A request from another browser takes its place.
    world.pass(Span::minutes(1));
    browser.press("/help-me", &[]).await;
    let mut other = world.browser();
    asks(&world, &mut other, &eli).await;
    assert_eq!(stands(&mut browser).await, "replaced", "{}", browser.page.told());
    let mut admin = world.browser();
    admin.sign_in(&world, &ida).await;
    let path = request(&mut admin, "fjordbank").await;
    // Came in meanwhile, with a recovery code that turned up.
    world.pass(Span::minutes(1));
    world.browser().sign_in(&world, &eli).await;
    assert_eq!(stands(&mut other).await, "came-in", "{}", other.page.told());
    let page = admin.open(&path).await;
    assert!(page.says("They came in"), "{}", page.told());
    // Nobody answers: after an hour the password is asked for once more, after a day the request has run out.
    let mut third = world.browser();
    let before = asks(&world, &mut third, &eli).await;
    world.pass(Span::minutes(61));
    assert_eq!(stands(&mut third).await, "left-open", "{}", third.page.told());
    assert!(!third.page.says(&before[..4]), "{}", third.page.told());
    stuck(&mut third, &eli).await;
    shown(&third.page);
    world.pass(Span::hours(24));
    stuck(&mut third, &eli).await;
    assert_eq!(third.page.place(), "/mailbox", "a new one: {}", third.page.told());
}

async fn the_characters_change_and_those_before_still_work(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut browser = world.browser();
    let first = asks(&world, &mut browser, &eli).await;
    world.pass(Span::minutes(10));
    stands(&mut browser).await;
    let second = shown(&browser.page);
    assert_ne!(first, second);
    world.pass(Span::minutes(10));
    let admin = confirms(&world, &ida, "fjordbank", &first).await;
    assert_eq!(admin.page.cause().as_deref(), Some("help-code-wrong"), "{}", admin.page.told());
    let mut admin = admin;
    let page = admin.fill(&[("code", &format!("{} {}", &second[..4], &second[4..]))]).await;
    assert!(page.says("confirmed it"), "{}", page.told());
}

async fn two_admins_at_once_see_who_was_first(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let max = world.admin_with_app("max@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    let characters = asks(&world, &mut browser, &eli).await;
    let (mut at_ida, mut at_max) = (world.browser(), world.browser());
    at_ida.sign_in(&world, &ida).await;
    at_max.sign_in(&world, &max).await;
    let path = request(&mut at_ida, "fjordbank").await;
    at_ida.open(&path).await;
    at_max.open(&path).await;
    at_ida.fill(&[("code", &characters)]).await;
    let page = at_max.fill(&[("code", &characters)]).await;
    assert_eq!(page.cause().as_deref(), Some("help-closed"), "{}", page.told());
    assert!(page.says("Ida Tester confirmed it"), "{}", page.told());
    let page = at_max.post_fields(&format!("{path}/decline"), &[]).await;
    assert!(page.says("Ida Tester confirmed it"), "{}", page.told());
    assert_eq!(stands(&mut browser).await, "pass");
}

async fn an_only_admin_is_led_to_the_kit_and_the_wait(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let ida = world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    stuck(&mut browser, &ida).await;
    let page = &browser.page;
    assert_eq!(page.attribute("data-state").as_deref(), Some("alone"), "{}", page.told());
    assert_eq!(page.cause().as_deref(), Some("nobody-to-help"), "{}", page.told());
    assert!(page.offers("/help-me/wait"), "{}", page.told());
    let row = factor::list_for_user(&mut world.app.store.read(), ida.id, Instant(0)).await.unwrap();
    assert_eq!(row.len(), 1);
}
