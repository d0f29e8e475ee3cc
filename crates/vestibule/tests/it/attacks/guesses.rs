//! Guessing: how often, from where, and at whose expense.
//!
//! Where to go next: `crates/rules/src/throttle.rs`.

use rules::Span;
use tokio::task::JoinSet;

use super::at_the_second_factor;
use crate::world::{ANOTHER, ASKS_FOR_SECOND, Browser, OPEN, PASSWORD, World, stories};

stories![
    guessed_mailed_codes_are_slowed,
    passwords_guessed_at_the_same_moment_are_counted_first,
    codes_guessed_at_the_same_moment_are_counted_first,
    a_right_password_is_never_its_own_hindrance,
    what_was_no_guess_is_not_counted,
];

async fn guessed_mailed_codes_are_slowed(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut thief = world.browser();
    thief.ask_for_reset(&ana.email).await;
    let right = world.code(&ana.email).await;
    for number in 0..6 {
        thief.fill(&[("code", &format!("AAAA BBB{number}"))]).await;
    }
    assert_eq!(
        thief.fill(&[("code", &right)]).await.place(),
        "/reset/wait",
        "the right one is not looked at now"
    );
    // The owner's link is no guess.
    let mut owner = world.browser();
    owner.open(&world.link(&ana.email).await).await;
    assert_eq!(owner.fill(&[("new_password", ANOTHER)]).await.place(), "/account");
}

/// All of these at the same moment; how many were looked at.
async fn at_once(browsers: Vec<Browser>, field: &'static str) -> usize {
    let mut all = JoinSet::new();
    for (number, mut browser) in browsers.into_iter().enumerate() {
        all.spawn(async move {
            browser.fill(&[(field, &format!("AAAA BB{number:02}"))]).await;
            assert_eq!(browser.page.user(), None);
            browser.page
        });
    }
    let pages = all.join_all().await;
    for page in pages.iter().filter(|page| page.status.as_u16() == 429) {
        assert!(page.headers.contains_key("retry-after"), "{}", page.told());
    }
    pages.iter().filter(|page| page.status.as_u16() != 429).count()
}

async fn passwords_guessed_at_the_same_moment_are_counted_first(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    for email in [ana.email.as_str(), "nobody@larkfield.example"] {
        let mut browsers = vec![];
        for number in 0..16 {
            let mut browser = world.browser();
            browser.network = [198, 51, 100, number].into();
            browser.open("/sign-in").await;
            browser.fill(&[("email", email)]).await;
            browsers.push(browser);
        }
        assert_eq!(at_once(browsers, "password").await, 5, "{email}");
    }
    // The next one waits its two seconds, and no longer than if they had come one after the other.
    world.pass(Span::seconds(2));
    world.browser().sign_in(&world, &ana).await;
}

async fn codes_guessed_at_the_same_moment_are_counted_first(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let second = at_the_second_factor(&world, &eli).await;
    assert_eq!(at_once(vec![second; 16], "code").await, 5);
    let mut waiting = world.browser();
    waiting.ask_for_reset(&eli.email).await;
    assert_eq!(at_once(vec![waiting; 16], "code").await, 5);
    world.invite("new@fjordbank.example", "fjordbank").await;
    let mut invited = world.browser();
    invited.open(&world.link("new@fjordbank.example").await).await;
    let page = invited.page.path.split('&').next().unwrap_or_default().to_owned();
    let mut elsewhere = world.browser();
    elsewhere.open(&page).await;
    let right = world.code("new@fjordbank.example").await;
    at_once(vec![elsewhere.clone(); 16], "code").await;
    elsewhere.fill(&[("code", &right)]).await;
    assert!(!elsewhere.page.says("new@fjordbank.example"), "not looked at: {}", elsewhere.page.told());
    elsewhere.open(&page).await;
    world.pass(Span::minutes(15));
    elsewhere.fill(&[("code", &right)]).await;
    assert!(elsewhere.page.says("new@fjordbank.example"), "{}", elsewhere.page.told());
}

async fn a_right_password_is_never_its_own_hindrance(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    for _ in 0..3 {
        // The last of the free ones is right, and clears the lane.
        for wrong in ["one wrong", "two wrong", "three wrong", "four wrong"] {
            world.browser().try_to_sign_in(&ana.email, wrong).await;
        }
        world.browser().sign_in(&world, &ana).await;
    }
    for wrong in ["one wrong", "two wrong", "three wrong", "four wrong", "five wrong"] {
        world.browser().try_to_sign_in(&ana.email, wrong).await;
    }
    assert_eq!(world.browser().try_to_sign_in(&ana.email, PASSWORD).await.status.as_u16(), 429);
    world.pass(Span::seconds(2));
    world.browser().sign_in(&world, &ana).await;
}

async fn what_was_no_guess_is_not_counted(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.ask_for_reset(&ana.email).await;
    let old = world.code(&ana.email).await;
    world.pass(Span::minutes(11));
    for _ in 0..7 {
        let page = browser.fill(&[("code", &old)]).await;
        assert!(page.says("older than ten minutes") && page.status.as_u16() == 200, "{}", page.told());
    }
    // The present password is right and the new one has a flaw: that is no guess at the present one.
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    for _ in 0..7 {
        browser.open("/account/password").await;
        let page = browser.fill(&[("password", PASSWORD), ("new_password", "short")]).await;
        assert!(page.says("it takes 15"), "{}", page.told());
    }
}
