//! What a mailbox alone is worth, and a link that somebody else opens.
//!
//! Where to go next: `crates/rules/tests/laws.rs`, which tries the same over every state.

use rules::Span;
use vestibule::store::user;

use super::at_the_second_factor;
use crate::world::{ANOTHER, ASKS_FOR_SECOND, NOW, OPEN, PASSWORD, World, stories};

stories![
    a_link_alone_opens_no_other_page,
    an_invitation_alone_does_not_sign_in_somebody_known,
    a_reset_asks_for_the_second_factor_on_a_remembered_device,
    a_link_in_somebody_elses_browser_says_whose_it_is,
];

async fn a_link_alone_opens_no_other_page(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    world.browser().ask_for_reset(&eli.email).await;
    let mut thief = world.browser();
    thief.open(&world.link(&eli.email).await).await;
    let sealed = thief.page.sealed();
    for path in [
        "/setup/authenticator",
        "/setup/codes",
        "/mailbox",
        "/sign-in/refused",
        "/sign-in/password",
        "/invite",
    ] {
        let page = thief.open(&format!("{path}?s={sealed}")).await;
        assert!(!page.html.contains("class=\"key\""), "{path}: {}", page.told());
    }
    let code = eli.code(&world);
    let sheet = &eli.sheet[0];
    let posts: [(&str, &[(&str, &str)]); 6] = [
        ("/sign-in/second", &[("code", &code)]),
        ("/sign-in/second", &[("code", sheet)]),
        ("/setup/authenticator", &[("code", &code)]),
        ("/setup/codes", &[]),
        ("/invite/join", &[]),
        ("/mailbox/code", &[("code", "ABCDEFGH")]),
    ];
    for (path, fields) in posts {
        let all: Vec<_> = fields.iter().copied().chain([("s", sealed.as_str())]).collect();
        let page = thief.post_fields(path, &all).await;
        assert_eq!(page.user(), None, "{path}: {}", page.told());
        assert!(thief.session().is_none(), "{path}: {}", thief.page.told());
    }
}

async fn an_invitation_alone_does_not_sign_in_somebody_known(world: World) {
    world.organization("larkfield", OPEN).await;
    world.organization("second", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    world.invite(&ana.email, "second").await;
    let link = world.link(&ana.email).await;
    let mut thief = world.browser();
    thief.open(&link).await;
    let sealed = thief.page.path.split("s=").nth(1).unwrap_or_default().to_owned();
    for path in ["/invite/join", "/invite/password", "/password/choose"] {
        let page = thief.post_fields(path, &[("s", &sealed), ("new_password", ANOTHER)]).await;
        assert_eq!(page.user(), None, "{path}: {}", page.told());
    }
    world.browser().sign_in(&world, &ana).await;
}

async fn a_reset_asks_for_the_second_factor_on_a_remembered_device(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = at_the_second_factor(&world, &eli).await;
    browser.fill(&[("code", &eli.code(&world)), ("remember", "1")]).await;
    browser.press("/sign-out", &[]).await;
    let page = browser.try_to_sign_in(&eli.email, PASSWORD).await;
    assert!(page.user().is_some(), "this browser is remembered: {}", page.told());
    browser.press("/sign-out", &[]).await;
    world.pass(Span::minutes(1));
    browser.ask_for_reset(&eli.email).await;
    browser.fill(&[("code", &world.code(&eli.email).await)]).await;
    let page = browser.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    assert!(!page.html.contains("name=\"remember\""));
    let page = browser.try_to_sign_in(&eli.email, ANOTHER).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
}

async fn a_link_in_somebody_elses_browser_says_whose_it_is(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let ben = world.member("ben@larkfield.example", "larkfield").await;
    world.browser().ask_for_reset(&ana.email).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ben).await;
    let page = browser.open(&world.link(&ana.email).await).await;
    assert!(page.says(&ana.email), "{}", page.told());
    browser.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(browser.whoami().await.as_deref(), Some(ana.email.as_str()));
    // Nothing of the other person's was touched.
    let row = user::get(&mut world.app.store.read(), ben.id).await.unwrap();
    assert!(row.password_at < Some(NOW));
    world.browser().sign_in(&world, &ben).await;
}
