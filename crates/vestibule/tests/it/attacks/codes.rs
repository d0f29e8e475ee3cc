//! The sheet of recovery codes: whoever comes to its page late, in another tab or again, sees and saves nothing
//! that is not theirs to see and save there.
//!
//! Where to go next: `once.rs`, for codes that are typed twice.

use super::{at_the_second_factor, key_on};
use crate::world::{ASKS_FOR_SECOND, Browser, PASSWORD, Person, World, code_at, stories};

stories![
    saved_in_an_older_tab_puts_no_newer_sheet_away,
    saved_in_an_older_tab_on_the_way_in_shows_a_new_sheet,
    a_sheet_that_is_put_away_is_shown_to_nobody,
];

/// The codes on the page.
fn codes_on(browser: &Browser) -> Vec<String> {
    let sheet = browser.page.html.split_once("data-sheet>").expect("a sheet").1;
    let sheet = sheet.split("</section>").next().expect("its end");
    let codes = sheet.split("<code>").skip(1).map(|code| code.split("</code>").next().unwrap_or_default());
    codes.map(|code| code.replace("<span>", "").replace("</span>", "")).collect()
}

async fn in_with_app(world: &World, slug: &str) -> (Browser, Person) {
    world.organization(slug, ASKS_FOR_SECOND).await;
    let eli = world.member_with_app(&format!("eli@{slug}.example"), slug).await;
    let mut browser = world.browser();
    browser.sign_in(world, &eli).await;
    (browser, eli)
}

/// Whether this code stands in for the app.
async fn opens(world: &World, person: &Person, code: &str) -> bool {
    at_the_second_factor(world, person).await.fill(&[("code", code)]).await.user().is_some()
}

async fn saved_in_an_older_tab_puts_no_newer_sheet_away(world: World) {
    let (mut browser, eli) = in_with_app(&world, "fjordbank").await;
    browser.open("/account").await;
    browser.press("/account/codes", &[]).await;
    assert_eq!(browser.page.place(), "/setup/codes", "{}", browser.page.told());
    let mut older = browser.clone();
    browser.open("/account").await;
    browser.press("/account/codes", &[]).await;
    let newer = codes_on(&browser);
    assert_ne!(codes_on(&older), newer);
    // The older tab is told so, and nothing is put away: what worked before still works.
    older.fill(&[]).await;
    assert_eq!(older.page.place(), "/account", "{}", older.page.told());
    assert!(older.page.says("only the newest can be put away"), "{}", older.page.told());
    assert!(opens(&world, &eli, &eli.sheet[3]).await, "the saved sheet goes on");
    // The newer one is still shown, and can be put away.
    let newest = browser.page.path.clone();
    browser.open(&newest).await;
    assert_eq!(codes_on(&browser), newer);
    browser.fill(&[]).await;
    assert!(browser.page.says("The new recovery codes count"), "{}", browser.page.told());
    assert!(!opens(&world, &eli, &eli.sheet[4]).await);
    assert!(opens(&world, &eli, &newer[0]).await);
    // Pressing it twice is as good as once.
    let twice = browser.open(&newest).await;
    assert!(twice.says("are put away"), "{}", twice.told());
}

async fn saved_in_an_older_tab_on_the_way_in_shows_a_new_sheet(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let gus = world.member("gus@fjordbank.example", "fjordbank").await;
    let mut older = world.browser();
    older.try_to_sign_in(&gus.email, PASSWORD).await;
    older.fill(&[("code", &world.code(&gus.email).await)]).await;
    let key = key_on(&older);
    older.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert_eq!(older.page.place(), "/setup/codes", "{}", older.page.told());
    let first = codes_on(&older);
    // In another tab the same person begins anew.
    world.pass(rules::Span::seconds(30));
    let mut tab = older.clone();
    tab.try_to_sign_in(&gus.email, PASSWORD).await;
    tab.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    let second = codes_on(&tab);
    assert_ne!(first, second);
    older.fill(&[]).await;
    assert_eq!(older.page.place(), "/setup/codes", "{}", older.page.told());
    assert!(older.page.says("That was an older sheet"), "{}", older.page.told());
    let third = codes_on(&older);
    assert!(third != first && third != second);
    assert!(older.fill(&[]).await.user().is_some(), "{}", older.page.told());
    assert!(opens(&world, &gus, &third[9]).await);
    for lost in [&first[0], &second[0]] {
        assert!(!opens(&world, &gus, lost).await, "{lost}");
    }
}

async fn a_sheet_that_is_put_away_is_shown_to_nobody(world: World) {
    let (mut browser, _) = in_with_app(&world, "fjordbank").await;
    browser.open("/account").await;
    browser.press("/account/codes", &[]).await;
    let (place, sealed, codes) = (browser.page.path.clone(), browser.page.sealed(), codes_on(&browser));
    assert_eq!(codes.len(), 10);
    browser.open(&place).await;
    assert_eq!(codes_on(&browser), codes, "until then, loading again does no harm");
    browser.fill(&[]).await;
    for path in ["/setup/codes", "/setup/codes/text", "/setup/codes/pdf"] {
        match path {
            "/setup/codes" => browser.open(&place).await,
            _ => browser.post_fields(path, &[("s", &sealed)]).await,
        };
        let page = &browser.page;
        assert!(page.says("are put away"), "{path}: {}", page.told());
        for code in &codes {
            let plain = page.html.replace("<span>", "").replace("</span>", "");
            assert!(!plain.contains(code.as_str()), "{path}: {}", page.told());
        }
        assert!(page.offers("/account"), "{path}");
    }
}
