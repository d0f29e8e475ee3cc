//! Dead ends around phones and their apps, of the class mfa. Those that need an admin, the last one or a passkey are
//! told where those are.

use rules::{Instant, Span};
use vestibule::store::factor;

use crate::attacks::key_on;
use crate::help::{confirms, sets_up};
use crate::world::{ANOTHER, ASKS_FOR_SECOND, PASSWORD, World, code_at, link_of, stories};

stories![
    thoropass_lost_authenticator_and_reinvite,
    thoropass_duo_not_compatible,
    totp_phone_clock_drift,
    authenticator_overwrites_entry_with_same_label,
];

/// `thoropass-lost-authenticator-and-reinvite`
async fn thoropass_lost_authenticator_and_reinvite(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let ida = world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    // The admin's helpful buttons remove nothing: not the password, not the app.
    let mut office = world.browser();
    office.sign_in(&world, &ida).await;
    let path = format!("/org/fjordbank/people/{}", eli.id);
    for act in ["reset", "give-pass"] {
        office.open(&path).await;
        office.press(&format!("{path}/{act}"), &[]).await;
        world.browser().sign_in(&world, &eli).await;
        world.pass(Span::minutes(1));
    }
    // And the mailbox does not become the way past the second factor, with all that was sent to it.
    let mails = world.mails(&eli.email).await;
    let sent = mails.iter().find(|mail| mail.text.contains("/r/")).expect("the reset that the admin sent");
    let mut browser = world.browser();
    browser.open(&link_of(sent)).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    // The characters on this page, read to the admin, are what opens it; the new app counts and the password stays.
    let characters = {
        browser.press("/help-me", &[]).await;
        if browser.page.place() == "/mailbox" {
            browser.fill(&[("code", &world.code(&eli.email).await)]).await;
        }
        browser.page.attribute("data-code").expect("the characters stand on the page")
    };
    confirms(&world, &ida, "fjordbank", &characters).await;
    let again = browser.page.path.clone();
    browser.open(&again).await;
    let key = sets_up(&world, &mut browser).await;
    assert_eq!(browser.page.user().as_deref(), Some(eli.email.as_str()), "{}", browser.page.told());
    world.pass(Span::minutes(1));
    let mut later = world.browser();
    later.try_to_sign_in(&eli.email, ANOTHER).await;
    let page = later.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert!(page.user().is_some(), "{}", page.told());
}

/// `thoropass-duo-not-compatible`
async fn thoropass_duo_not_compatible(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    let gus = world.member("gus@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&gus.email, PASSWORD).await;
    browser.fill(&[("code", &world.code(&gus.email).await)]).await;
    // Said before anybody fails, with the key beside the code, and with what every app can do.
    let page = &browser.page;
    assert!(page.says("Duo Mobile"), "{}", page.told());
    let uri = page.html.split("otpauth://totp/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    for unusual in ["algorithm=SHA256", "algorithm=SHA512", "digits=8", "period=60"] {
        assert!(!uri.contains(unusual), "{uri}");
    }
    let key = key_on(&browser);
    // An app that fails locks nobody out: nothing counts before one good code.
    browser.fill(&[("code", "123456")]).await;
    let live = factor::list_for_user(&mut world.app.store.read(), gus.id, Instant(0)).await.unwrap();
    assert!(live.iter().all(|row| row.confirmed_at.is_none()));
    assert_eq!(key_on(&browser), key);
    browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "Duo")]).await;
    assert!(browser.fill(&[]).await.user().is_some(), "{}", browser.page.told());
}

/// `totp-phone-clock-drift`
async fn totp_phone_clock_drift(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    let slow = code_at(&eli.key, Instant(world.app.now().0 - Span::minutes(4).0));
    let page = browser.fill(&[("code", &slow)]).await;
    assert_eq!(page.cause().as_deref(), Some("code-clock-off"), "{}", page.told());
    assert!(page.says("4 minutes"), "{}", page.told());
    // A recovery code in the same field, or the clock set right: either gets them in.
    let mut other = browser.clone();
    assert!(other.fill(&[("code", &eli.sheet[0])]).await.user().is_some(), "{}", other.page.told());
    world.pass(Span::minutes(1));
    assert!(browser.fill(&[("code", &eli.code(&world))]).await.user().is_some(), "{}", browser.page.told());
}

/// `authenticator-overwrites-entry-with-same-label`
async fn authenticator_overwrites_entry_with_same_label(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    let mut keys = vec![];
    for name in ["Pixel", "Tablet"] {
        browser.open("/account/new-phone").await;
        browser.press("/setup/authenticator/begin", &[]).await;
        let key = key_on(&browser);
        browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", name)]).await;
        keys.push(key);
        world.pass(Span::minutes(16));
        browser.open("/account").await;
        browser.press("/account/codes", &[]).await;
        browser.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    }
    // No two entries of one person have the same label, even on one day.
    let rows = factor::list_for_user(&mut world.app.store.read(), eli.id, Instant(0)).await.unwrap();
    let mut labels: Vec<_> = rows.iter().map(|row| row.label.as_str()).collect();
    labels.sort_unstable();
    labels.dedup();
    assert_eq!(labels.len(), 3, "{labels:?}");
    // The page that asks for a code names them, and a code of a removed one is said to be that.
    let pixel = rows.iter().find(|row| row.name == "Pixel").unwrap();
    browser.open("/account").await;
    let page = browser.post_fields("/account/factor/remove", &[("id", &pixel.id.to_string())]).await;
    assert!(page.says("doesn't count any more"), "{}", page.told());
    let mut again = world.browser();
    let page = again.try_to_sign_in(&eli.email, PASSWORD).await;
    assert!(page.says("Tablet") && !page.says("Pixel"), "{}", page.told());
    let page = again.fill(&[("code", &code_at(&keys[0], world.app.now()))]).await;
    assert_eq!(page.cause().as_deref(), Some("code-from-old-entry"), "{}", page.told());
    world.pass(Span::minutes(1));
    assert!(again.fill(&[("code", &code_at(&keys[1], world.app.now()))]).await.user().is_some());
}
