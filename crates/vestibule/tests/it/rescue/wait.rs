//! The last admin's waiting period: begun, announced, stopped, over; and those for whom it is not.

use rules::{Role, Span};
use vestibule::mail::inbox::Kept;

use crate::world::{ASKS_FOR_SECOND, Browser, PASSWORD, Person, World, code_at, stories};

stories![
    the_last_admin_waits_three_days_and_gets_back_in,
    everybody_is_told_of_a_wait_and_nobody_else_can_use_it,
    a_wait_is_stopped_from_a_session_with_a_second_factor,
    whoever_vetoes_for_ever_is_sent_to_the_operator,
    a_thief_who_waits_is_seen_and_stopped,
    a_password_that_came_by_mail_does_not_wait,
    a_factor_that_turns_up_ends_the_wait,
    with_another_admin_nobody_waits,
    whoever_is_in_two_organizations_waits_for_the_one_that_is_theirs_alone,
];

/// Stands before the page that asks for a code.
pub async fn stuck(world: &World, person: &Person) -> Browser {
    let mut browser = world.browser();
    browser.try_to_sign_in(&person.email, PASSWORD).await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    browser
}

/// Begins to wait, with the code from the mailbox.
pub async fn begin(world: &World, browser: &mut Browser, person: &Person) {
    browser.press("/help-me/wait", &[("organization", "larkfield")]).await;
    assert_eq!(browser.page.place(), "/mailbox", "{}", browser.page.told());
    browser.fill(&[("code", &world.code(&person.email).await)]).await;
}

async fn jo_alone(world: &World) -> Person {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    world.admin_with_app("jo@larkfield.example", "larkfield").await
}

fn about(mails: &[Kept], words: &str) -> usize {
    mails.iter().filter(|mail| mail.subject.contains(words)).count()
}

async fn the_last_admin_waits_three_days_and_gets_back_in(world: World) {
    let jo = jo_alone(&world).await;
    let mut browser = stuck(&world, &jo).await;
    begin(&world, &mut browser, &jo).await;
    assert_eq!(browser.page.place(), "/help-me/wait", "{}", browser.page.told());
    assert!(browser.page.says("27 November 2026"), "{}", browser.page.told());
    assert!(browser.page.says("in this browser only"), "{}", browser.page.told());
    // Two days later it still runs, and the page says until when.
    world.pass(Span::days(2));
    let page = browser.try_to_sign_in(&jo.email, PASSWORD).await;
    assert!(page.says("See your waiting period"), "{}", page.told());
    world.pass(Span::hours(25));
    let page = browser.try_to_sign_in(&jo.email, PASSWORD).await;
    assert!(page.says("Your waiting period for Larkfield is over"), "{}", page.told());
    browser.press("/setup/authenticator/begin", &[]).await;
    assert_eq!(browser.page.place(), "/setup/authenticator", "{}", browser.page.told());
    let key = crate::attacks::key_on(&browser);
    let page = browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "New phone")]).await;
    assert_eq!(page.user().as_deref(), Some(jo.email.as_str()), "{}", page.told());
    world.pass(Span::minutes(1));
    let mut again = stuck(&world, &jo).await;
    let page = again.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
}

async fn everybody_is_told_of_a_wait_and_nobody_else_can_use_it(world: World) {
    let jo = jo_alone(&world).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let mut browser = stuck(&world, &jo).await;
    begin(&world, &mut browser, &jo).await;
    assert!(browser.page.says("2 addresses"), "{}", browser.page.told());
    for person in [&jo, &kim] {
        let mails = world.mails(&person.email).await;
        assert_eq!(about(&mails, "the last admin has begun to wait"), 1, "{}", person.email);
    }
    world.pass(Span::hours(73));
    // Another browser, with the same password and the same mailbox, gets nothing from it.
    let mut elsewhere = stuck(&world, &jo).await;
    assert!(!elsewhere.page.says("is over"), "{}", elsewhere.page.told());
    let page = elsewhere.press("/help-me/wait", &[("organization", "larkfield")]).await;
    assert_eq!(page.place(), "/mailbox", "{}", page.told());
    // A link to where it ends is the same as before: a second factor is asked for.
    elsewhere.open("/sign-in").await;
    let mut third = stuck(&world, &jo).await;
    let sealed = third.page.sealed();
    let page = third.post_fields("/setup/authenticator/begin", &[("s", &sealed)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
}

async fn a_wait_is_stopped_from_a_session_with_a_second_factor(world: World) {
    let jo = jo_alone(&world).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let mut own = world.browser();
    own.sign_in(&world, &jo).await;
    let mut other = stuck(&world, &jo).await;
    begin(&world, &mut other, &jo).await;
    for path in ["/account", "/org/larkfield/people", "/org/larkfield/kit"] {
        let page = own.open(path).await;
        assert!(page.says("This isn't me: stop it") && page.says("Larkfield"), "{path}: {}", page.told());
    }
    // Nobody else sees it or can press it.
    let mut member = world.browser();
    member.try_to_sign_in(&kim.email, PASSWORD).await;
    let page = member.post_fields("/help-me/wait/stop", &[("organization", "larkfield")]).await;
    assert!(!page.says("is stopped"), "{}", page.told());
    own.press("/help-me/wait/stop", &[("organization", "larkfield")]).await;
    assert!(own.page.says("The waiting period is stopped"), "{}", own.page.told());
    assert!(!own.open("/account").await.says("This isn't me"));
    for address in [&jo.email, &kim.email, &"support@vestibule.example".to_owned()] {
        let mails = world.mails(address).await;
        assert_eq!(about(&mails, "the waiting period was stopped"), 1, "{address}");
    }
    // Its end comes to nothing, in the browser where it began.
    world.pass(Span::hours(73));
    let page = other.try_to_sign_in(&jo.email, PASSWORD).await;
    assert!(!page.says("is over"), "{}", page.told());
    let page = other.press("/help-me/wait", &[("organization", "larkfield")]).await;
    assert_eq!(page.cause().as_deref(), Some("wait-stopped"), "{}", page.told());
    assert_eq!(page.remedies(), ["use-kit", "contact-support"], "{}", page.told());
}

async fn whoever_vetoes_for_ever_is_sent_to_the_operator(world: World) {
    let jo = jo_alone(&world).await;
    // A thief has Jo's phone, and a session with its second factor; Jo has the password and the mailbox.
    let mut thief = world.browser();
    thief.sign_in(&world, &jo).await;
    let mut browser = stuck(&world, &jo).await;
    begin(&world, &mut browser, &jo).await;
    thief.open("/account").await;
    thief.press("/help-me/wait/stop", &[("organization", "larkfield")]).await;
    browser.try_to_sign_in(&jo.email, PASSWORD).await;
    browser.press("/help-me/wait", &[("organization", "larkfield")]).await;
    assert_eq!(browser.page.cause().as_deref(), Some("wait-stopped"), "{}", browser.page.told());
    assert!(browser.page.says("Whoever runs this service"), "{}", browser.page.told());
    // The operator finds out who is who, and the code that is read out lets Jo in at once.
    let code = super::operator::code(&world, &jo.email, "larkfield").await;
    let mut safe = stuck(&world, &jo).await;
    let page = safe.fill(&[("code", &code)]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
}

async fn a_thief_who_waits_is_seen_and_stopped(world: World) {
    let jo = jo_alone(&world).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    // The thief knows the password and reads the mailbox.
    let mut thief = stuck(&world, &jo).await;
    begin(&world, &mut thief, &jo).await;
    assert_eq!(about(&world.mails(&kim.email).await, "the last admin has begun to wait"), 1);
    world.pass(Span::days(2));
    // Jo signs in as always: the wait is over by that alone, and nothing comes of it.
    let mut own = world.browser();
    own.sign_in(&world, &jo).await;
    world.pass(Span::days(2));
    let page = thief.try_to_sign_in(&jo.email, PASSWORD).await;
    assert!(!page.says("is over"), "{}", page.told());
    let sealed = thief.page.sealed();
    let page = thief.post_fields("/setup/authenticator/begin", &[("s", &sealed)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
}

async fn a_password_that_came_by_mail_does_not_wait(world: World) {
    let jo = jo_alone(&world).await;
    // Whoever reads the mailbox sets a new password; that and the mailbox are one and the same proof.
    let mut thief = world.browser();
    thief.ask_for_reset(&jo.email).await;
    thief.open(&world.link(&jo.email).await).await;
    let page = thief.fill(&[("new_password", crate::world::ANOTHER)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    let page = thief.press("/help-me/wait", &[("organization", "larkfield")]).await;
    assert_eq!(page.cause().as_deref(), Some("password-by-mail"), "{}", page.told());
    assert_eq!(page.remedies(), ["use-kit", "contact-support"], "{}", page.told());
    assert!(page.says("whoever runs this service"), "{}", page.told());
}

async fn a_factor_that_turns_up_ends_the_wait(world: World) {
    let jo = jo_alone(&world).await;
    let mut browser = stuck(&world, &jo).await;
    begin(&world, &mut browser, &jo).await;
    let page = browser.try_to_sign_in(&jo.email, PASSWORD).await;
    assert!(page.offers("/help-me/wait"), "{}", page.told());
    let page = browser.fill(&[("code", &jo.code(&world))]).await;
    assert!(page.user().is_some() && !page.says("This isn't me"), "{}", page.told());
    world.pass(Span::hours(73));
    let mut later = stuck(&world, &jo).await;
    assert!(!later.page.says("is over"));
    assert!(later.press("/help-me/wait", &[("organization", "larkfield")]).await.place() == "/mailbox");
}

async fn with_another_admin_nobody_waits(world: World) {
    let jo = jo_alone(&world).await;
    let mut browser = stuck(&world, &jo).await;
    begin(&world, &mut browser, &jo).await;
    let mut una = world.user("una@larkfield.example").await;
    world.join(&una, "larkfield", Role::Admin).await;
    world.give_app(&mut una).await;
    world.pass(Span::hours(73));
    let page = browser.try_to_sign_in(&jo.email, PASSWORD).await;
    assert!(!page.offers("/help-me/wait") && !page.says("is over"), "{}", page.told());
    let sealed = browser.page.sealed();
    let page = browser.post_fields("/setup/authenticator/begin", &[("s", &sealed)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
}

async fn whoever_is_in_two_organizations_waits_for_the_one_that_is_theirs_alone(world: World) {
    let jo = jo_alone(&world).await;
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    world.join(&jo, "fjordbank", Role::Member).await;
    let mut browser = stuck(&world, &jo).await;
    begin(&world, &mut browser, &jo).await;
    assert!(browser.page.says("everybody in Larkfield"), "{}", browser.page.told());
    assert!(world.mails("ida@fjordbank.example").await.is_empty(), "the bank has no part in it");
    world.pass(Span::hours(73));
    browser.try_to_sign_in(&jo.email, PASSWORD).await;
    browser.press("/setup/authenticator/begin", &[]).await;
    let key = crate::attacks::key_on(&browser);
    let page = browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "New phone")]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
    // It opens nothing at the bank.
    browser.open("/account").await;
    let page = browser.press("/account/organization", &[("organization", "fjordbank")]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
}
