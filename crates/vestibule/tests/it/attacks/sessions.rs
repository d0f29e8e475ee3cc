//! Sessions: new whenever more is proved, worth nothing once they are ended.
//!
//! Never in here: the steps before one is begun (`steps.rs`).

use rules::{Role, Span};
use vestibule::store::{membership, user};

use crate::world::{ANOTHER, ASKS_FOR_SECOND, NOW, OPEN, PASSWORD, World, stories};

stories![
    a_session_is_new_at_every_sign_in,
    a_session_is_new_once_it_holds_for_more,
    nothing_stays_open_after_sign_out,
    a_session_left_open_replaces_no_password_that_is_demanded,
];

async fn a_session_is_new_at_every_sign_in(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mal = world.member("mal@larkfield.example", "larkfield").await;
    let mut thief = world.browser();
    thief.sign_in(&world, &mal).await;
    let planted = thief.session().expect("a session");
    let mut browser = world.browser();
    browser.cookies.insert("__Host-vestibule-session".to_owned(), planted.clone());
    browser.sign_in(&world, &ana).await;
    assert_ne!(browser.session(), Some(planted));
    assert_eq!(thief.whoami().await.as_deref(), Some("mal@larkfield.example"));
    // A made-up one is not adopted either, and signing in again makes another.
    for made_up in ["A".repeat(43), "x".to_owned()] {
        browser.cookies.insert("__Host-vestibule-session".to_owned(), made_up.clone());
        assert_eq!(browser.whoami().await, None);
        browser.sign_in(&world, &ana).await;
        assert_ne!(browser.session(), Some(made_up));
    }
    let set = browser.page.led.iter().flat_map(|(_, headers)| headers.get_all("set-cookie"));
    let session = set
        .map(|cookie| cookie.to_str().unwrap())
        .find(|cookie| cookie.starts_with("__Host-vestibule-session="));
    for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(session.expect("the session's cookie").contains(part), "{session:?}");
    }
}

async fn a_session_is_new_once_it_holds_for_more(world: World) {
    world.organization("larkfield", OPEN).await;
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let mut eli = world.member("eli@larkfield.example", "larkfield").await;
    world.join(&eli, "fjordbank", Role::Member).await;
    world.give_app(&mut eli).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    let before = browser.session();
    if browser.page.place() == "/sign-in/choose" {
        browser.fill(&[("organization", "larkfield")]).await;
    }
    world.pass(Span::minutes(1));
    browser.open("/account").await;
    browser.press("/account/organization", &[("organization", "fjordbank")]).await;
    if browser.page.place() == "/sign-in/second" {
        browser.fill(&[("code", &eli.code(&world))]).await;
        assert_ne!(browser.session(), before, "more is proved under a new name");
    }
    assert_eq!(
        browser.open("/account").await.organization().as_deref(),
        Some("fjordbank"),
        "{}",
        browser.page.told()
    );
}

async fn nothing_stays_open_after_sign_out(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    let copied = browser.clone();
    browser.press("/sign-out", &[]).await;
    assert_eq!(browser.session(), None);
    let mut thief = copied;
    for path in ["/account", "/org/larkfield/people", "/account/password", "/sign-in/choose"] {
        assert_eq!(thief.open(path).await.place(), "/sign-in", "{path}");
    }
    let ben = [("first_name", "B"), ("last_name", "C"), ("email", "b@larkfield.example"), ("role", "admin")];
    assert_eq!(thief.post_fields("/org/larkfield/invite", &ben).await.place(), "/sign-in");
    assert!(world.mails("b@larkfield.example").await.is_empty());
    for page in [&browser.page, &thief.page] {
        assert_eq!(page.headers["cache-control"], "no-store");
    }
}

async fn a_session_left_open_replaces_no_password_that_is_demanded(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    world.organization("second", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    world.join(&ana, "second", Role::Member).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    browser.fill(&[("organization", "second")]).await;
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    let at_ana = format!("/org/larkfield/people/{}", ana.id);
    admin.open(&at_ana).await;
    admin.press(&format!("{at_ana}/must-change"), &[]).await;
    // Of late the password was typed here; a page that was opened then does not keep that for good.
    browser.open("/account").await;
    browser.press("/account/organization", &[("organization", "larkfield")]).await;
    assert_eq!(browser.page.place(), "/password/choose", "{}", browser.page.told());
    let mut left_open = browser.clone();
    world.pass(Span::minutes(16));
    let untouched = async || {
        let row = user::get(&mut world.app.store.read(), ana.id).await.unwrap();
        row.password_at < Some(NOW)
    };
    left_open.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(left_open.page.place(), "/account/password", "{}", left_open.page.told());
    assert!(untouched().await);
    browser.open("/account").await;
    browser.press("/account/organization", &[("organization", "larkfield")]).await;
    let page = browser.fill(&[("password", "not the one it is"), ("new_password", ANOTHER)]).await;
    assert_eq!(page.place(), "/account/password", "{}", page.told());
    assert!(page.says("asks everybody in your place for a new password"), "{}", page.told());
    assert!(untouched().await);
    // Whoever knows it goes on where they wanted to be; whoever forgot it has the mailbox.
    assert!(page.offers("/reset"), "{}", page.told());
    let page = browser.fill(&[("password", PASSWORD), ("new_password", ANOTHER)]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
    let row = membership::find(&mut world.app.store.read(), larkfield, ana.id).await.unwrap().unwrap();
    assert!(row.change_demanded_at.is_some() && !untouched().await);
}
