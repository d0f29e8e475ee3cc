//! Passes: what one that is given in advance is worth, and that one that is not used changes nothing.

use rules::{Instant, Span};
use vestibule::store::{factor, help, pass, user};

use super::{asks, at_the_bank, confirms, sets_up, shown, stands, stuck};
use crate::software::Device;
use crate::world::{ANOTHER, Browser, PASSWORD, Person, World, link_of, stories};

stories![
    a_pass_in_advance_takes_password_and_mailbox,
    a_pass_in_advance_adds_a_passkey_as_well,
    a_pass_in_advance_is_worth_nothing_with_a_mailed_password,
    a_pass_that_is_not_used_changes_nothing,
    a_pass_is_spent_once_in_two_tabs,
    a_saved_password_closes_requests_and_passes,
    what_is_closed_for_400_days_is_forgotten,
];

/// An admin opens somebody's page and presses this.
async fn acts(world: &World, admin: &Person, person: &Person, act: &str) -> Browser {
    let mut browser = world.browser();
    browser.sign_in(world, admin).await;
    let path = format!("/org/fjordbank/people/{}", person.id);
    browser.open(&path).await;
    browser.press(&format!("{path}/{act}"), &[]).await;
    browser
}

async fn a_pass_in_advance_takes_password_and_mailbox(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut admin = acts(&world, &ida, &eli, "give-pass").await;
    assert!(admin.page.says("They can add one authenticator"), "{}", admin.page.told());
    assert!(world.mail(&eli.email).await.subject.contains("a pass"));
    let mut browser = world.browser();
    stuck(&mut browser, &eli).await;
    assert_eq!(browser.page.attribute("data-state").as_deref(), Some("pass"), "{}", browser.page.told());
    // With the mailbox unproved, the key is not shown.
    browser.press("/setup/authenticator/begin", &[]).await;
    assert_eq!(browser.page.place(), "/mailbox", "{}", browser.page.told());
    browser.fill(&[("code", &world.code(&eli.email).await)]).await;
    assert_eq!(browser.page.place(), "/setup/authenticator", "{}", browser.page.told());
    let key = crate::attacks::key_on(&browser);
    let page =
        browser.fill(&[("code", &crate::world::code_at(&key, world.app.now())), ("name", "New")]).await;
    assert_eq!(page.place(), "/account/old-factors", "{}", page.told());
    // Given again, and taken back.
    let path = format!("/org/fjordbank/people/{}", eli.id);
    admin.open(&path).await;
    admin.press(&format!("{path}/give-pass"), &[]).await;
    let page = admin.press(&format!("{path}/take-pass-back"), &[]).await;
    assert!(page.says("worth nothing any more"), "{}", page.told());
    let mut other = world.browser();
    stuck(&mut other, &eli).await;
    assert_eq!(other.page.place(), "/mailbox", "live help, then: {}", other.page.told());
}

async fn a_pass_in_advance_adds_a_passkey_as_well(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    acts(&world, &ida, &eli, "give-pass").await;
    let mut browser = world.browser();
    stuck(&mut browser, &eli).await;
    let s = browser.page.form("/setup/authenticator/begin").fields[0].1.clone();
    browser.open(&format!("/setup/passkey?s={s}")).await;
    assert_eq!(browser.page.place(), "/mailbox", "{}", browser.page.told());
    browser.fill(&[("code", &world.code(&eli.email).await)]).await;
    assert_eq!(browser.page.place(), "/setup/passkey", "{}", browser.page.told());
    let mut device = Device::new();
    let page = browser.make_passkey(&mut device, "Laptop").await;
    assert_eq!(page.place(), "/account/old-factors", "{}", page.told());
    assert_eq!(page.organization().as_deref(), Some("fjordbank"));
}

async fn a_pass_in_advance_is_worth_nothing_with_a_mailed_password(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut write = world.app.store.write().await.unwrap();
    user::set_worth(&mut write, eli.id, "mailbox").await.unwrap();
    write.commit().await.unwrap();
    acts(&world, &ida, &eli, "give-pass").await;
    let mut thief = world.browser();
    stuck(&mut thief, &eli).await;
    assert_eq!(thief.page.place(), "/mailbox", "live help is what is left: {}", thief.page.told());
    thief.fill(&[("code", &world.code(&eli.email).await)]).await;
    shown(&thief.page);
    let s = thief.page.form("/help-me/withdraw").fields[0].1.clone();
    let page = thief.post_fields("/setup/authenticator/begin", &[("s", &s)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    let page = thief.post_fields("/help-me/extend", &[("s", &s)]).await;
    assert_eq!(page.cause().as_deref(), Some("pass-missing"), "{}", page.told());
}

async fn a_pass_that_is_not_used_changes_nothing(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut browser = world.browser();
    let characters = asks(&world, &mut browser, &eli).await;
    confirms(&world, &ida, "fjordbank", &characters).await;
    assert_eq!(stands(&mut browser).await, "pass");
    // What worked before still works.
    world.pass(Span::minutes(1));
    world.browser().sign_in(&world, &eli).await;
    world.pass(Span::minutes(50));
    stuck(&mut browser, &eli).await;
    assert_eq!(browser.page.attribute("data-state").as_deref(), Some("pass"), "{}", browser.page.told());
    world.pass(Span::minutes(10));
    assert_eq!(stands(&mut browser).await, "pass-over", "an hour has passed: {}", browser.page.told());
    let s = browser.page.sealed();
    let page = browser.post_fields("/setup/authenticator/begin", &[("s", &s)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    let rows = factor::list_for_user(&mut world.app.store.read(), eli.id, Instant(0)).await.unwrap();
    assert_eq!(rows.len(), 1);
    world.browser().sign_in(&world, &eli).await;
}

async fn a_pass_is_spent_once_in_two_tabs(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut browser = world.browser();
    let characters = asks(&world, &mut browser, &eli).await;
    confirms(&world, &ida, "fjordbank", &characters).await;
    stands(&mut browser).await;
    let mut tab = browser.clone();
    let key = sets_up(&world, &mut browser).await;
    assert_eq!(browser.page.place(), "/account/old-factors", "{}", browser.page.told());
    // The other tab does not know that somebody is in; its step still says what it did.
    tab.cookies.remove("__Host-vestibule-session");
    let page = tab.press("/setup/authenticator/begin", &[]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    world.pass(Span::minutes(1));
    let page = tab.fill(&[("code", &crate::world::code_at(&key, world.app.now()))]).await;
    assert!(page.user().is_some(), "{}", page.told());
    let rows = factor::list_for_user(&mut world.app.store.read(), eli.id, Instant(0)).await.unwrap();
    assert_eq!(rows.iter().filter(|row| row.confirmed_at.is_some()).count(), 2);
}

async fn a_saved_password_closes_requests_and_passes(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    acts(&world, &ida, &eli, "give-pass").await;
    let mut browser = world.browser();
    // Not the one with the pass: another browser asks live, with a password that was mailed.
    let mut owner = world.browser();
    owner.ask_for_reset(&eli.email).await;
    let link = link_of(&world.mail(&eli.email).await);
    owner.open(&link).await;
    owner.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(owner.page.place(), "/sign-in/second", "{}", owner.page.told());
    let open =
        pass::find_open(&mut world.app.store.read(), organization(&world).await, eli.id).await.unwrap();
    assert!(open.is_none(), "the pass lost its worth");
    browser.try_to_sign_in(&eli.email, ANOTHER).await;
    browser.press("/help-me", &[]).await;
    browser.fill(&[("code", &world.code(&eli.email).await)]).await;
    let characters = shown(&browser.page);
    let path = browser.page.path.clone();
    world.pass(Span::minutes(1));
    owner.ask_for_reset(&eli.email).await;
    let link = link_of(&world.mail(&eli.email).await);
    owner.open(&link).await;
    owner.fill(&[("new_password", PASSWORD)]).await;
    let here = organization(&world).await;
    assert!(help::find_open(&mut world.app.store.read(), here, eli.id).await.unwrap().is_none());
    let page = browser.open(&path).await;
    assert!(!page.says(&characters[..4]), "{}", page.told());
    assert_eq!(page.attribute("data-state").as_deref(), Some("left-open"), "{}", page.told());
}

async fn what_is_closed_for_400_days_is_forgotten(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut browser = world.browser();
    let characters = asks(&world, &mut browser, &eli).await;
    confirms(&world, &ida, "fjordbank", &characters).await;
    let counted = async |days: i64| {
        world.pass(Span::days(days));
        vestibule::jobs::sweep::all(&world.app).await.unwrap();
        let here = organization(&world).await;
        let mut read = world.app.store.read();
        let pass = pass::find_open(&mut read, here, eli.id).await.unwrap().is_some();
        let found = help::list_open_for_user(&mut read, eli.id).await.unwrap();
        (pass, found.len())
    };
    assert_eq!(counted(399).await, (true, 0));
    assert_eq!(counted(2).await, (false, 0));
}

async fn organization(world: &World) -> uuid::Uuid {
    let found = vestibule::store::organization::find_by_slug(&mut world.app.store.read(), "fjordbank").await;
    found.unwrap().expect("the organization").id
}
