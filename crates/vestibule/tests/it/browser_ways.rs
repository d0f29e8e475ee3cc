//! Stories of what browsers do to pages: two tabs, Back, a double click, a night, no cookies, a second device.
//!
//! Each heals itself or says in one line what happened, and goes on with what was typed.

use rules::Span;

use crate::world::{ANOTHER, ASKS_FOR_SECOND, OPEN, PASSWORD, World, stories};

stories![
    two_tabs_do_not_disturb_each_other,
    back_and_again_after_a_refusal,
    a_double_click_is_one_click,
    a_page_left_open_overnight_begins_again,
    a_browser_without_cookies_is_told_so,
    the_link_on_the_phone_while_the_laptop_waits,
    a_session_that_ended_leads_back_to_where_one_was,
    going_back_after_signing_in_is_harmless,
    every_post_leads_on_with_a_get,
];

async fn two_tabs_do_not_disturb_each_other(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    world.member("ben@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    browser.fill(&[("email", &ana.email)]).await;
    let first_tab = browser.page.clone();
    browser.open("/sign-in").await;
    browser.fill(&[("email", "ben@larkfield.example")]).await;
    let second_tab = std::mem::replace(&mut browser.page, first_tab);
    let page = browser.fill(&[("password", PASSWORD)]).await;
    assert_eq!(page.user().as_deref(), Some(ana.email.as_str()), "{}", page.told());
    browser.page = second_tab;
    let page = browser.fill(&[("password", PASSWORD)]).await;
    assert_eq!(page.user().as_deref(), Some("ben@larkfield.example"), "{}", page.told());
}

async fn back_and_again_after_a_refusal(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    browser.fill(&[("email", &ana.email)]).await;
    let form = browser.page.clone();
    browser.fill(&[("password", "wrong")]).await;
    let refused = browser.page.clone();
    // A reload shows the same refusal and counts nothing.
    let page = browser.open(&refused.path).await;
    assert_eq!(page.reference(), refused.reference());
    browser.page = form;
    assert!(browser.fill(&[("password", PASSWORD)]).await.user().is_some());
}

async fn a_double_click_is_one_click(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    browser.fill(&[("email", &ana.email)]).await;
    let mut twin = browser.clone();
    tokio::join!(browser.fill(&[("password", PASSWORD)]), async {
        twin.fill(&[("password", PASSWORD)]).await;
    });
    assert!(browser.page.user().is_some() && twin.page.user().is_some());
    assert_eq!(browser.whoami().await, twin.whoami().await);
    // A password saved twice: the second click says that it is done, with the way on.
    world.browser().ask_for_reset(&ana.email).await;
    let mut one = world.browser();
    one.open(&world.link(&ana.email).await).await;
    let mut two = one.clone();
    one.fill(&[("new_password", ANOTHER)]).await;
    let page = two.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(page.says("saved with it") || page.says("password"), "{}", page.told());
    assert!(page.offers("/sign-in"), "{}", page.told());
    assert!(one.whoami().await.is_some());
}

async fn a_page_left_open_overnight_begins_again(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    for steps in 0..3 {
        let mut browser = world.browser();
        match steps {
            0 => drop(browser.ask_for_reset(&eli.email).await),
            1 => {
                browser.open("/sign-in").await;
                browser.fill(&[("email", &eli.email)]).await;
            }
            _ => drop(browser.try_to_sign_in(&eli.email, PASSWORD).await),
        }
        world.pass(Span::hours(14));
        let fields = [("code", "123456"), ("password", PASSWORD)];
        let page = browser.fill(&fields).await;
        assert_eq!(page.status.as_u16(), 200, "{}", page.told());
        assert!(page.says("open for a long time"), "{steps}: {}", page.told());
        assert!(page.offers("/sign-in") || page.offers("/reset"), "{}", page.told());
        browser.sign_in(&world, &eli).await;
    }
    // The first form holds nothing that could get old.
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    world.pass(Span::days(3));
    assert_eq!(browser.fill(&[("email", &eli.email)]).await.place(), "/sign-in/password");
}

async fn a_browser_without_cookies_is_told_so(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.keeps_cookies = false;
    browser.open("/sign-in").await;
    let page = browser.fill(&[("email", &ana.email)]).await;
    assert!(page.says("cookie"), "{}", page.told());
    browser.open("/reset").await;
    let page = browser.fill(&[("email", &ana.email)]).await;
    assert!(page.says("cookie"), "{}", page.told());
    browser.keeps_cookies = true;
    browser.sign_in(&world, &ana).await;
}

async fn the_link_on_the_phone_while_the_laptop_waits(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut laptop = world.browser();
    laptop.ask_for_reset(&ana.email).await;
    let mail = world.mail(&ana.email).await;
    let mut phone = world.browser();
    phone.open(&crate::world::link_of(&mail)).await;
    assert!(phone.fill(&[("new_password", ANOTHER)]).await.user().is_some());
    // The laptop's page learns what became of its mail when the code is typed.
    let page = laptop.fill(&[("code", &mail.code.unwrap())]).await;
    assert_eq!(page.cause().as_deref(), Some("ticket-spent"), "{}", page.told());
    assert!(page.offers("/sign-in"));
    assert!(laptop.try_to_sign_in(&ana.email, ANOTHER).await.user().is_some());
}

async fn a_session_that_ended_leads_back_to_where_one_was(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    world.pass(Span::hours(13));
    let page = browser.open("/org/larkfield/people?q=jo").await;
    assert_eq!(page.place(), "/sign-in");
    assert!(page.says("Your session has ended"), "{}", page.told());
    browser.fill(&[("email", &jo.email)]).await;
    let page = browser.fill(&[("password", PASSWORD)]).await;
    assert_eq!(page.path, "/org/larkfield/people?q=jo");
}

async fn going_back_after_signing_in_is_harmless(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    browser.fill(&[("email", &ana.email)]).await;
    let form = browser.page.path.clone();
    browser.fill(&[("password", PASSWORD)]).await;
    assert_eq!(browser.open(&form).await.status.as_u16(), 200);
    assert_eq!(browser.whoami().await.as_deref(), Some(ana.email.as_str()));
}

/// Whatever was decided leads on to a page, so that a reload sends nothing twice.
async fn every_post_leads_on_with_a_get(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    for (email, password) in
        [(ana.email.as_str(), "wrong"), ("nobody@larkfield.example", "wrong"), (&ana.email, PASSWORD)]
    {
        browser.open("/sign-in").await;
        assert_eq!(browser.fill(&[("email", email)]).await.led[0].0.as_u16(), 303);
        assert_eq!(browser.fill(&[("password", password)]).await.led[0].0.as_u16(), 303);
    }
    assert_eq!(browser.post_fields("/sign-out", &[]).await.led[0].0.as_u16(), 303);
    assert_eq!(browser.ask_for_reset(&ana.email).await.led[0].0.as_u16(), 303);
    assert_eq!(browser.fill(&[("code", "ABCD EFGH")]).await.led[0].0.as_u16(), 303);
}
