//! Every page that refuses, and what each has to carry: the reference in its text, in its markup and in its header;
//! for whoever may know the cause, its name and what they can do; for strangers neither.
//!
//! Never in here: what the sentences say. Where to go next: `crates/vestibule/src/web/answer.rs`.

use rules::{Role, Span};

use crate::attacks::key_on;
use crate::world::{ANOTHER, ASKS_FOR_SECOND, OPEN, PASSWORD, Page, STRICT, World, stories};

stories![
    strangers_get_the_reference_and_no_cause,
    the_owner_gets_the_cause_on_the_way_in,
    the_owner_gets_the_cause_in_the_account,
    whoever_is_invited_gets_the_cause,
    admins_get_the_cause_and_members_learn_that_they_are_none,
];

/// What every page that refuses carries.
fn refuses(page: &Page) {
    let told = page.told();
    let header = page.headers.get("vestibule-reference").unwrap_or_else(|| panic!("no reference: {told}"));
    let reference = header.to_str().expect("plain text").to_owned();
    assert_eq!(page.attribute("data-reference"), Some(reference.clone()), "{told}");
    assert_eq!(page.html.matches(" data-reference=").count(), 1, "{told}");
    assert!(page.says(&reference), "{told}");
    assert!(page.offers(&format!("/why/{reference}")), "{told}");
}

/// To whoever may know the cause: its name, and at least one remedy by name.
fn tells(page: &Page, cause: &str) {
    refuses(page);
    assert_eq!(page.cause().as_deref(), Some(cause), "{}", page.told());
    assert!(!page.remedies().is_empty(), "{}", page.told());
    assert!(!page.html.contains("href=\"#") || anchors_exist(page), "{}", page.html);
}

/// A remedy within the page leads to something that is there.
fn anchors_exist(page: &Page) -> bool {
    let links = page.html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(|id| format!(" id=\"{id}\"")).all(|id| page.html.contains(&id))
}

fn keeps_quiet(page: &Page) {
    refuses(page);
    assert_eq!(page.cause(), None, "{}", page.told());
    assert_eq!(page.remedies(), Vec::<String>::new(), "{}", page.told());
}

async fn strangers_get_the_reference_and_no_cause(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    for email in [ana.email.as_str(), "nobody@larkfield.example"] {
        for _ in 0..5 {
            keeps_quiet(browser.try_to_sign_in(email, "not the one").await);
        }
        let page = browser.try_to_sign_in(email, "not the one").await;
        assert_eq!(page.status.as_u16(), 429);
        keeps_quiet(page);
    }
    for email in [ana.email.as_str(), "nobody@larkfield.example"] {
        browser.ask_for_reset(email).await;
        for number in 0..5 {
            keeps_quiet(browser.fill(&[("code", &format!("AAAA BBB{number}"))]).await);
        }
        let page = browser.fill(&[("code", "AAAA BBBB")]).await;
        assert_eq!(page.status.as_u16(), 429);
        keeps_quiet(page);
        // The page itself is none: sending the mail again clears the refusal away.
        let page = browser.press("/reset/again", &[]).await;
        assert_eq!((page.reference(), page.attribute("data-reference")), (None, None));
    }
    keeps_quiet(browser.open("/r/AAAA").await);
    keeps_quiet(browser.open(&format!("/i/{}", "A".repeat(43))).await);
    browser.open("/sign-in").await;
    browser.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    let page = browser.post_fields("/sign-in", &[("email", "a@b.example")]).await;
    assert_eq!(page.status.as_u16(), 403);
    keeps_quiet(page);
    browser.headers.clear();
    let page = browser.post_bytes("/sign-in", vec![b'a'; 70_000]).await;
    assert_eq!(page.status.as_u16(), 413);
    keeps_quiet(page);
}

async fn the_owner_gets_the_cause_on_the_way_in(world: World) {
    let fjordbank = world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let gus = world.member("gus@fjordbank.example", "fjordbank").await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    for _ in 0..5 {
        tells(browser.fill(&[("code", "000000")]).await, "code-wrong");
    }
    tells(browser.fill(&[("code", "000000")]).await, "guesses-slowed");
    // The mailbox, the app, and the codes before a first factor.
    browser.try_to_sign_in(&gus.email, PASSWORD).await;
    assert_eq!(browser.page.place(), "/mailbox", "{}", browser.page.told());
    tells(browser.fill(&[("code", "AAAA BBBB")]).await, "mailed-code-wrong");
    assert!(browser.page.offers("/mailbox/again"), "{}", browser.page.told());
    let before = world.mails(&gus.email).await.len();
    browser.press("/mailbox/again", &[]).await;
    assert_eq!(world.mails(&gus.email).await.len(), before + 1);
    browser.fill(&[("code", &world.code(&gus.email).await)]).await;
    key_on(&browser);
    tells(browser.fill(&[("code", "000000")]).await, "code-wrong");
    key_on(&browser);
    // A new password by mail, and its link afterwards.
    browser.ask_for_reset(&eli.email).await;
    let link = world.link(&eli.email).await;
    browser.open(&link).await;
    tells(browser.fill(&[("new_password", "short")]).await, "password-too-short");
    tells(browser.fill(&[("new_password", "eli@fjordbank.example")]).await, "password-expected");
    browser.fill(&[("new_password", ANOTHER)]).await;
    tells(browser.open(&link).await, "ticket-spent");
    browser.ask_for_reset(&gus.email).await;
    let link = world.link(&gus.email).await;
    world.pass(Span::hours(2));
    tells(browser.open(&link).await, "ticket-expired");
    world.set_deactivated(&gus, fjordbank, true).await;
    tells(browser.try_to_sign_in(&gus.email, PASSWORD).await, "deactivated");
}

async fn the_owner_gets_the_cause_in_the_account(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    world.organization("strictly", STRICT).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    browser.open("/account").await;
    // The button is not even there; who presses one of an older page is told why.
    let factor = browser.page.form("/account/factor/rename").fields;
    browser.post("/account/factor/remove", &factor).await;
    assert_eq!(browser.page.place(), "/account");
    tells(&browser.page, "factor-demanded");
    let form = "/account/password";
    browser.open(form).await;
    tells(browser.fill(&[("password", "not it"), ("new_password", ANOTHER)]).await, "password-wrong");
    tells(browser.fill(&[("password", PASSWORD), ("new_password", "short")]).await, "password-too-short");
    for _ in 0..4 {
        browser.fill(&[("password", "not it"), ("new_password", ANOTHER)]).await;
    }
    tells(browser.fill(&[("password", PASSWORD), ("new_password", ANOTHER)]).await, "guesses-slowed");
    let bo = world.user_since("bo@strictly.example", Some(Span::minutes(5))).await;
    world.join(&bo, "strictly", Role::Member).await;
    browser.sign_in(&world, &bo).await;
    browser.open(form).await;
    tells(browser.fill(&[("password", PASSWORD), ("new_password", ANOTHER)]).await, "password-too-soon");
}

async fn whoever_is_invited_gets_the_cause(world: World) {
    world.organization("larkfield", OPEN).await;
    world.invite("new@larkfield.example", "larkfield").await;
    let link = world.link("new@larkfield.example").await;
    let mut browser = world.browser();
    browser.open(&link).await;
    tells(browser.fill(&[("new_password", "short")]).await, "password-too-short");
    // In another browser the page knows its ticket and nobody.
    browser.open(&link).await;
    let at = browser.page.path.split('&').next().unwrap_or_default().to_owned();
    let mut elsewhere = world.browser();
    elsewhere.open(&at).await;
    for number in 0..5 {
        let page = elsewhere.fill(&[("code", &format!("AAAA BBB{number}"))]).await;
        assert_eq!((page.place(), page.status.as_u16()), ("/invite", 200), "{}", page.told());
        keeps_quiet(page);
    }
    let refused = elsewhere.fill(&[("code", "AAAA BBBB")]).await;
    assert_eq!(refused.status.as_u16(), 429, "{}", refused.told());
    keeps_quiet(refused);
    world.pass(Span::days(31));
    tells(browser.open(&link).await, "invitation-expired");
}

async fn admins_get_the_cause_and_members_learn_that_they_are_none(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    let own = format!("/org/larkfield/people/{}", jo.id);
    browser.open(&own).await;
    tells(browser.press(&format!("{own}/remove"), &[]).await, "last-admin");
    browser.sign_in(&world, &ana).await;
    for path in ["/org/larkfield/people", "/org/nowhere/people"] {
        let page = browser.open(path).await;
        assert_eq!(page.status.as_u16(), 403);
        tells(page, "not-an-admin");
    }
    // Asking the admin is one press, and says what it is about.
    browser.press("/ask-admin", &[]).await;
    assert!(browser.page.says("Larkfield"), "{}", browser.page.told());
    assert!(world.mails(&jo.email).await.iter().any(|mail| mail.text.contains("Ana")));
}
