//! Whoever wants to be helped in as somebody else, and admins who help where they must not.

use rules::{Instant, Role, Span};
use vestibule::store::{factor, help, organization};

use super::{asks, at_the_bank, confirms, request, shown, stands, stuck};
use crate::world::{ASKS_FOR_SECOND, OPEN, PASSWORD, World, stories};

stories![
    a_caller_without_the_mailbox_reaches_nobody,
    a_stolen_password_takes_no_request_out_of_the_list,
    a_yes_for_one_browser_is_worth_nothing_in_another,
    a_forwarded_page_shows_no_characters,
    a_flood_of_requests_is_one_line,
    wrong_characters_are_counted_and_slowed,
    the_characters_of_another_request_are_wrong,
    an_admin_without_a_second_factor_confirms_nothing,
    nobody_confirms_their_own_request,
    an_admin_elsewhere_sees_and_confirms_nothing,
    a_reset_tells_nobody_about_second_factors,
];

async fn a_caller_without_the_mailbox_reaches_nobody(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut thief = world.browser();
    stuck(&mut thief, &eli).await;
    assert_eq!(thief.page.place(), "/mailbox", "{}", thief.page.told());
    thief.fill(&[("code", "ABCD EFGH")]).await;
    assert!(world.mails(&ida.email).await.is_empty());
    let mut admin = world.browser();
    let page = admin.sign_in(&world, &ida).await;
    assert!(!page.html.contains("class=\"count\""), "{}", page.told());
    let page = admin.open("/org/fjordbank/requests").await;
    assert!(!page.says("Eli"), "{}", page.told());
    // Nor by the id of the request, whoever guessed it.
    let here =
        organization::find_by_slug(&mut world.app.store.read(), "fjordbank").await.unwrap().unwrap().id;
    let row = help::find_open(&mut world.app.store.read(), here, eli.id).await.unwrap().expect("it waits");
    let page = admin.open(&format!("/org/fjordbank/requests/{}", row.id)).await;
    assert_eq!(page.status.as_u16(), 404, "{}", page.told());
    // And the thief's page names nobody and shows nothing to read out.
    let s = thief.page.sealed();
    let page = thief.open(&format!("/help-me?s={s}")).await;
    assert_eq!(page.attribute("data-state").as_deref(), Some("ask"), "{}", page.told());
    assert!(!page.says("Ida"), "{}", page.told());
}

async fn a_stolen_password_takes_no_request_out_of_the_list(world: World) {
    let (_, eli) = at_the_bank(&world).await;
    let mut owner = world.browser();
    asks(&world, &mut owner, &eli).await;
    let mut thief = world.browser();
    stuck(&mut thief, &eli).await;
    assert_eq!(thief.page.place(), "/mailbox", "{}", thief.page.told());
    assert_eq!(stands(&mut owner).await, "waiting");
    // Whoever proves the mailbox too is led on, and has the newest request.
    thief.fill(&[("code", &world.code(&eli.email).await)]).await;
    shown(&thief.page);
    assert_eq!(stands(&mut owner).await, "replaced");
}

async fn a_yes_for_one_browser_is_worth_nothing_in_another(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut owner = world.browser();
    let characters = asks(&world, &mut owner, &eli).await;
    confirms(&world, &ida, "fjordbank", &characters).await;
    // Password and mailbox, and another browser.
    let mut thief = world.browser();
    stuck(&mut thief, &eli).await;
    assert_eq!(thief.page.place(), "/mailbox", "{}", thief.page.told());
    let s = thief.page.sealed();
    let page = thief.post_fields("/setup/authenticator/begin", &[("s", &s)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    let s_of_owner = owner.page.form("/help-me/withdraw").fields[0].1.clone();
    let mut browserless = world.browser();
    browserless.keeps_cookies = false;
    let page = browserless.post_fields("/setup/authenticator/begin", &[("s", &s_of_owner)]).await;
    assert!(!page.html.contains("class=\"key\""), "{}", page.told());
    // The owner's is as it was.
    assert_eq!(stands(&mut owner).await, "pass");
}

async fn a_forwarded_page_shows_no_characters(world: World) {
    let (_, eli) = at_the_bank(&world).await;
    let mut owner = world.browser();
    let characters = asks(&world, &mut owner, &eli).await;
    let mut other = world.browser();
    let path = owner.page.path.clone();
    let page = other.open(&path).await;
    assert!(!page.says(&characters[..4]) && page.attribute("data-code").is_none(), "{}", page.told());
    other.try_to_sign_in(&eli.email, PASSWORD).await;
    let page = other.open(&path).await;
    assert!(page.attribute("data-code").is_none(), "{}", page.told());
}

async fn a_flood_of_requests_is_one_line(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut browser = world.browser();
    asks(&world, &mut browser, &eli).await;
    for _ in 0..30 {
        browser.press("/help-me/withdraw", &[]).await;
        browser.press("/help-me", &[]).await;
        shown(&browser.page);
    }
    let s = browser.page.form("/help-me/withdraw").fields[0].1.clone();
    for _ in 0..30 {
        browser.post_fields("/help-me", &[("s", &s)]).await;
    }
    let mut admin = world.browser();
    admin.sign_in(&world, &ida).await;
    let page = admin.open("/org/fjordbank/requests").await;
    assert_eq!(page.html.matches("Can use none of their second factors").count(), 1, "{}", page.told());
    let mails = world.mails(&ida.email).await.len();
    assert!(mails <= 20, "{mails} mails");
}

async fn wrong_characters_are_counted_and_slowed(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let mut browser = world.browser();
    let characters = asks(&world, &mut browser, &eli).await;
    let mut admin = confirms(&world, &ida, "fjordbank", "AAAA AAAA").await;
    let wrong = admin.page.cause();
    assert_eq!(wrong.as_deref(), Some("help-code-wrong"), "{}", admin.page.told());
    assert!(admin.page.reference().is_some());
    for _ in 0..4 {
        admin.fill(&[("code", "BBBB BBBB")]).await;
    }
    // From now on even the right ones wait, also for another admin.
    let page = admin.fill(&[("code", &characters)]).await;
    assert_eq!(page.cause().as_deref(), Some("guesses-slowed"), "{}", page.told());
    assert_eq!(page.status.as_u16(), 429);
    let max = world.admin_with_app("max@fjordbank.example", "fjordbank").await;
    let other = confirms(&world, &max, "fjordbank", &characters).await;
    assert_eq!(other.page.cause().as_deref(), Some("guesses-slowed"), "{}", other.page.told());
    assert_eq!(stands(&mut browser).await, "waiting");
    world.pass(Span::minutes(1));
    let path = request(&mut admin, "fjordbank").await;
    admin.open(&path).await;
    let page = admin.fill(&[("code", &characters)]).await;
    assert!(page.says("confirmed it"), "{}", page.told());
}

async fn the_characters_of_another_request_are_wrong(world: World) {
    let (ida, eli) = at_the_bank(&world).await;
    let gus = world.member_with_app("gus@fjordbank.example", "fjordbank").await;
    let mut at_gus = world.browser();
    let others = asks(&world, &mut at_gus, &gus).await;
    let mut admin = world.browser();
    admin.sign_in(&world, &ida).await;
    let of_gus = request(&mut admin, "fjordbank").await;
    let mut browser = world.browser();
    let old = asks(&world, &mut browser, &eli).await;
    assert_ne!(old, others);
    let page = admin.open(&of_gus).await;
    assert!(page.says("Gus"), "{}", page.told());
    let page = admin.fill(&[("code", &old)]).await;
    assert_eq!(page.cause().as_deref(), Some("help-code-wrong"), "{}", page.told());
    // An admin who has the older request of the same person open confirms nothing by it.
    at_gus.press("/help-me/withdraw", &[]).await;
    at_gus.press("/help-me", &[]).await;
    let new = shown(&at_gus.page);
    assert_ne!(new, others);
    let page = admin.post_fields(&format!("{of_gus}/confirm"), &[("code", &new)]).await;
    assert_eq!(page.cause().as_deref(), Some("help-closed"), "{}", page.told());
    assert_eq!(stands(&mut at_gus).await, "waiting");
}

async fn an_admin_without_a_second_factor_confirms_nothing(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member_with_app("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    let characters = asks(&world, &mut browser, &ana).await;
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    let path = request(&mut admin, "larkfield").await;
    let page = admin.open(&path).await;
    assert!(
        page.says("Set up my authenticator") && !page.offers(&format!("{path}/confirm")),
        "{}",
        page.told()
    );
    let page = admin.post_fields(&format!("{path}/confirm"), &[("code", &characters)]).await;
    assert_eq!(page.place(), "/setup/authenticator", "{}", page.told());
    let give = format!("/org/larkfield/people/{}/give-pass", ana.id);
    let page = admin.post_fields(&give, &[]).await;
    assert_eq!(page.place(), "/setup/authenticator", "{}", page.told());
    assert_eq!(stands(&mut browser).await, "waiting");
}

async fn nobody_confirms_their_own_request(world: World) {
    let (ida, _) = at_the_bank(&world).await;
    let max = world.admin_with_app("max@fjordbank.example", "fjordbank").await;
    let mut within = world.browser();
    within.sign_in(&world, &ida).await;
    world.pass(Span::minutes(1));
    let mut without = world.browser();
    let characters = asks(&world, &mut without, &ida).await;
    let path = request(&mut within, "fjordbank").await;
    let page = within.open(&path).await;
    assert!(page.says("This is your own request"), "{}", page.told());
    let page = within.post_fields(&format!("{path}/confirm"), &[("code", &characters)]).await;
    assert_eq!(page.cause().as_deref(), Some("own-request"), "{}", page.told());
    let own = format!("/org/fjordbank/people/{}/give-pass", ida.id);
    let page = within.post_fields(&own, &[]).await;
    assert_eq!(page.cause().as_deref(), Some("own-request"), "{}", page.told());
    assert_eq!(stands(&mut without).await, "waiting");
    confirms(&world, &max, "fjordbank", &characters).await;
    assert_eq!(stands(&mut without).await, "pass");
}

async fn an_admin_elsewhere_sees_and_confirms_nothing(world: World) {
    let (_, eli) = at_the_bank(&world).await;
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    world.join(&eli, "larkfield", Role::Member).await;
    let mut browser = world.browser();
    stuck(&mut browser, &eli).await;
    browser.press("/help-me", &[("organization", "fjordbank")]).await;
    browser.fill(&[("code", &world.code(&eli.email).await)]).await;
    let characters = shown(&browser.page);
    let here =
        organization::find_by_slug(&mut world.app.store.read(), "fjordbank").await.unwrap().unwrap().id;
    let row = help::find_open(&mut world.app.store.read(), here, eli.id).await.unwrap().expect("it is open");
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    assert!(!admin.open("/org/larkfield/requests").await.says("Eli"));
    for (slug, status) in [("fjordbank", 403), ("larkfield", 404)] {
        let path = format!("/org/{slug}/requests/{}", row.id);
        assert_eq!(admin.open(&path).await.status.as_u16(), status, "{slug}");
        for act in ["confirm", "decline"] {
            let page = admin.post_fields(&format!("{path}/{act}"), &[("code", &characters)]).await;
            assert_eq!(page.status.as_u16(), status, "{slug} {act}");
        }
    }
    assert_eq!(stands(&mut browser).await, "waiting");
    // A pass of Larkfield opens Larkfield, and not the bank.
    let path = format!("/org/larkfield/people/{}", eli.id);
    admin.open(&path).await;
    admin.press(&format!("{path}/give-pass"), &[]).await;
    assert_eq!(stands(&mut browser).await, "waiting");
    let s = browser.page.form("/help-me/withdraw").fields[0].1.clone();
    let page = browser.post_fields("/setup/authenticator/begin", &[("s", &s)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    let rows = factor::list_for_user(&mut world.app.store.read(), eli.id, Instant(0)).await.unwrap();
    assert_eq!(rows.len(), 1);
}

async fn a_reset_tells_nobody_about_second_factors(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    world.member("gus@fjordbank.example", "fjordbank").await;
    let mut seen = Vec::new();
    for email in ["eli@fjordbank.example", "gus@fjordbank.example", "nil@fjordbank.example"] {
        let mut stranger = world.browser();
        let page = stranger.ask_for_reset(email).await;
        let words = page.words().replace(email, "…");
        // Without a proof, the way to live help leads nobody anywhere.
        let s = page.sealed();
        let asked = stranger.post_fields("/help-me", &[("s", &s)]).await;
        let then = (asked.place().to_owned(), asked.words().replace(email, "…"));
        seen.push((words, then));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}
