//! Guessing: how often, from where, and at whose expense.
//!
//! Where to go next: `crates/rules/src/throttle.rs`.

use rules::Span;
use rules::throttle::{FORGIVEN_EVERY, FREE_OF_A_NETWORK};
use tokio::task::JoinSet;
use vestibule::store::guess;

use super::at_the_second_factor;
use crate::world::{ANOTHER, ASKS_FOR_SECOND, Browser, OPEN, PASSWORD, World, stories};

stories![
    guessed_mailed_codes_are_slowed,
    passwords_guessed_at_the_same_moment_are_counted_first,
    codes_guessed_at_the_same_moment_are_counted_first,
    a_right_password_is_never_its_own_hindrance,
    what_was_no_guess_is_not_counted,
    one_network_that_tries_many_addresses_is_slowed_and_nobody_else,
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

/// As if that many had been tried from that network already, at addresses that nobody remembers.
async fn tried_from(world: &World, browser: &Browser, wrong: i64) {
    let std::net::IpAddr::V4(address) = browser.network else { panic!("an address of version 4") };
    let network = u64::from(u32::from(address)).to_be_bytes();
    let key = world.app.sealer.keyed_hash("guesses of a network", &network);
    let mut write = world.app.store.write().await.unwrap();
    for _ in 0..wrong {
        guess::count_of_network(&mut write, &key, world.app.now(), FORGIVEN_EVERY).await.unwrap();
    }
    write.commit().await.unwrap();
}

async fn one_network_that_tries_many_addresses_is_slowed_and_nobody_else(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let ben = world.member("ben@larkfield.example", "larkfield").await;
    // Everybody here is in one office, behind one address.
    let mut known = world.browser();
    known.sign_in(&world, &ana).await;
    known.press("/sign-out", &[]).await;
    tried_from(&world, &known, FREE_OF_A_NETWORK - 3).await;
    for number in 0..3 {
        let address = format!("nobody{number}@larkfield.example");
        let mut thief = world.browser();
        let page = thief.try_to_sign_in(&address, "spring 2026").await;
        assert_eq!(page.status.as_u16(), 200, "still looked at: {}", page.told());
    }
    for address in ["nobody7@larkfield.example", ben.email.as_str()] {
        for password in ["spring 2026", PASSWORD] {
            let mut thief = world.browser();
            let page = thief.try_to_sign_in(address, password).await;
            assert_eq!((page.status.as_u16(), page.user()), (429, None), "{address}: {}", page.told());
            assert_eq!(page.headers["retry-after"], "60", "{address}");
            assert!(page.says("14:01 (UTC)") && page.offers("/reset"), "{}", page.told());
            assert!(page.reference().is_some() && page.cause().is_none(), "{}", page.told());
        }
    }
    // A known device, the mailbox, and everybody elsewhere get in at once.
    known.try_to_sign_in(&ana.email, "a slip of the finger").await;
    known.sign_in(&world, &ana).await;
    let mut by_mail = world.browser();
    by_mail.ask_for_reset(&ben.email).await;
    by_mail.fill(&[("code", &world.code(&ben.email).await)]).await;
    assert!(by_mail.fill(&[("new_password", ANOTHER)]).await.user().is_some(), "{}", by_mail.page.told());
    let mut elsewhere = world.browser();
    elsewhere.network = [203, 0, 113, 9].into();
    assert!(elsewhere.try_to_sign_in(&ben.email, ANOTHER).await.user().is_some());
    // A minute later one more is looked at, and what was right is not counted.
    world.pass(FORGIVEN_EVERY);
    for _ in 0..2 {
        let mut new = world.browser();
        assert!(new.try_to_sign_in(&ben.email, ANOTHER).await.user().is_some(), "{}", new.page.told());
    }
    world.browser().try_to_sign_in("nobody8@larkfield.example", "spring 2026").await;
    let page = world.browser().try_to_sign_in(&ben.email, ANOTHER).await.status;
    assert_eq!(page.as_u16(), 429);
    // A night later it is as if nothing had been.
    world.pass(Span::hours(4));
    tried_from(&world, &known, FREE_OF_A_NETWORK - 1).await;
    let mut new = world.browser();
    assert!(new.try_to_sign_in(&ben.email, ANOTHER).await.user().is_some(), "{}", new.page.told());
}
