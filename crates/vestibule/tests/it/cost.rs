//! What things cost: pages weigh little, lists come page by page, knowing who is signed in hashes nothing, and
//! who comes when the line is full is told so before anything is done for them.

use rules::Span;
use vestibule::hash_pool::{Place, Source};
use vestibule::views::assets;

use crate::world::{Browser, OPEN, PASSWORD, World, stories};

stories![
    a_long_list_weighs_less_than_fifty_kilobytes,
    a_long_list_shows_everybody_once,
    who_has_a_status_is_found_wherever_they_stand,
    who_is_signed_in_is_known_without_a_hash,
    a_full_line_says_when_to_come_back_whoever_asks,
    a_known_browser_gets_in_where_strangers_have_filled_the_line,
    a_known_browser_of_somebody_else_does_not,
];

/// What a browser loads with this page: everything of ours that it refers to.
fn assets_weigh(html: &str) -> usize {
    let loaded = assets::ALL.iter().filter(|asset| html.contains(&format!("/assets/{}", asset.name)));
    loaded.map(|asset| asset.lean().len()).sum()
}

async fn an_admin_of(world: &World, people: usize) -> Browser {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    for number in 0..people {
        world.member(&format!("a-person-with-a-long-name-{number:02}@larkfield.example"), "larkfield").await;
    }
    let mut browser = world.browser();
    browser.sign_in(world, &jo).await;
    browser
}

/// The addresses of the people on the page, in their order.
fn listed(browser: &Browser) -> Vec<String> {
    let words = browser.page.words();
    let body = words.split_once("Last active").map_or("", |(_, rest)| rest);
    body.split(' ').filter(|word| word.contains("@larkfield.example")).map(str::to_owned).collect()
}

/// The address of the next page.
fn next(browser: &Browser) -> Option<String> {
    let before = browser.page.html.split_once("\" rel=\"next\"")?.0;
    Some(before.rsplit_once("href=\"")?.1.replace("&#38;", "&").replace("&amp;", "&"))
}

async fn a_long_list_weighs_less_than_fifty_kilobytes(world: World) {
    let mut browser = an_admin_of(&world, 45).await;
    let page = browser.open("/org/larkfield/people").await;
    assert!(page.says("46"), "{}", page.told());
    let assets = assets_weigh(&page.html);
    assert!(assets > 20_000, "the stylesheet is among them");
    assert!(page.html.len() + assets < 50_000, "{} + {assets} bytes", page.html.len());
}

async fn a_long_list_shows_everybody_once(world: World) {
    let mut browser = an_admin_of(&world, 45).await;
    let mut seen = Vec::new();
    let mut path = Some("/org/larkfield/people".to_owned());
    while let Some(here) = path {
        browser.open(&here).await;
        assert!(!listed(&browser).is_empty(), "{}", browser.page.told());
        seen.extend(listed(&browser));
        path = next(&browser);
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (46, 46));
}

async fn who_has_a_status_is_found_wherever_they_stand(world: World) {
    let mut browser = an_admin_of(&world, 45).await;
    for email in ["zoe@larkfield.example", "zac@larkfield.example"] {
        world.invite(email, "larkfield").await;
    }
    browser.open("/org/larkfield/people?status=invite-pending").await;
    let mut found = listed(&browser);
    found.sort();
    assert_eq!(found, ["zac@larkfield.example", "zoe@larkfield.example"]);
    assert_eq!(next(&browser), None);
    // The filter goes on with the list.
    browser.open("/org/larkfield/people?status=active").await;
    let following = next(&browser).expect("there are more");
    browser.open(&following).await;
    assert_eq!(listed(&browser).len(), 16, "{}", browser.page.told());
    assert!(browser.page.html.contains("value=\"active\" selected"));
}

async fn who_is_signed_in_is_known_without_a_hash(world: World) {
    let mut browser = an_admin_of(&world, 0).await;
    world.pass(Span::minutes(5));
    // Every place is taken and nothing is hashed any more: pages do not notice.
    let _places = full(&world);
    for path in ["/account", "/org/larkfield/people"] {
        let page = browser.open(path).await;
        assert_eq!((page.status.as_u16(), page.place()), (200, path));
    }
}

/// Fills the line with strangers, each from a network of their own.
fn full(world: &World) -> Vec<Place> {
    let strangers =
        (1..).map_while(|number| world.app.hash_pool.place(Source::Network(1 << 40 | number)).ok());
    strangers.collect()
}

async fn a_full_line_says_when_to_come_back_whoever_asks(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let places = full(&world);
    for email in [ana.email.as_str(), "nobody@larkfield.example"] {
        let mut browser = world.browser();
        let page = browser.try_to_sign_in(email, PASSWORD).await;
        assert_eq!(page.status.as_u16(), 503, "{}", page.told());
        let seconds = page.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap();
        assert!((1..=30).contains(&seconds), "{seconds}");
    }
    drop(places);
    assert!(world.browser().try_to_sign_in(&ana.email, PASSWORD).await.user().is_some());
}

async fn a_known_browser_gets_in_where_strangers_have_filled_the_line(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    browser.post_fields("/sign-out", &[]).await;
    let _places = full(&world);
    let page = browser.try_to_sign_in(&ana.email, PASSWORD).await;
    assert!(page.user().is_some(), "{}", page.told());
}

async fn a_known_browser_of_somebody_else_does_not(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let cem = world.member("cem@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &cem).await;
    browser.post_fields("/sign-out", &[]).await;
    let _places = full(&world);
    let page = browser.try_to_sign_in(&ana.email, PASSWORD).await;
    assert_eq!(page.status.as_u16(), 503, "{}", page.told());
}
