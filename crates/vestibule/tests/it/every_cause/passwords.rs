//! Causes met while choosing a new password.

use rules::policy::Policy;
use rules::{Role, Span};

use super::walk::{SLUG, Walk};
use crate::world::{ANOTHER, ASKS_FOR_SECOND, OPEN, PASSWORD, STRICT};

/// Chooses this one, is refused, chooses another on the same page, and is in.
async fn chooses(walk: &mut Walk, policy: Policy, password: &str) {
    let (jo, eli) = walk.people(policy).await;
    let mut browser = walk.world.browser();
    browser.ask_for_reset(&eli.email).await;
    browser.open(&walk.world.link(&eli.email).await).await;
    browser.fill(&[("new_password", password)]).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes(&mut browser).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
    if browser.page.place() == "/sign-in/second" {
        browser.fill(&[("code", &eli.code(&walk.world))]).await;
    }
    walk.is_in(&mut browser, &eli).await;
}

pub async fn password_too_short(walk: &mut Walk) {
    chooses(walk, OPEN, "fog").await;
}

pub async fn password_too_long(walk: &mut Walk) {
    chooses(walk, OPEN, &"a kettle and a heron ".repeat(60)).await;
}

pub async fn password_listed(walk: &mut Walk) {
    chooses(walk, ASKS_FOR_SECOND, "12345678").await;
}

pub async fn password_expected(walk: &mut Walk) {
    chooses(walk, OPEN, "larkfield larkfield").await;
}

pub async fn password_reused(walk: &mut Walk) {
    chooses(walk, STRICT, PASSWORD).await;
}

pub async fn password_too_soon(walk: &mut Walk) {
    walk.world.organization(SLUG, STRICT).await;
    let jo = walk.world.admin("jo@larkfield.example", SLUG).await;
    let eli = walk.world.user_since("eli@larkfield.example", Some(Span::minutes(5))).await;
    walk.world.join(&eli, SLUG, Role::Member).await;
    let mut browser = walk.world.browser();
    browser.sign_in(&walk.world, &eli).await;
    browser.open("/account/password").await;
    let fields = [("password", PASSWORD), ("new_password", ANOTHER)];
    browser.fill(&fields).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.admin_does(&eli, "waive").await;
    let page = browser.fill(&fields).await;
    assert_eq!((page.place(), page.cause()), ("/account", None), "{}", page.told());
    walk.is_in(&mut browser, &eli).await;
}
