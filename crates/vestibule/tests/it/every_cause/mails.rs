//! Causes met with what was mailed: links and codes, too old, used, unknown.

use rules::Span;

use super::door::{by_code, by_mail};
use super::walk::Walk;
use crate::world::{ANOTHER, Browser, OPEN, Person};

/// Asked for, with the mail's link.
async fn asked(walk: &Walk, person: &Person) -> (Browser, String) {
    let mut browser = walk.world.browser();
    browser.ask_for_reset(&person.email).await;
    let link = walk.world.link(&person.email).await;
    (browser, link)
}

pub async fn invitation_expired(walk: &mut Walk) {
    let (jo, noor) = walk.invited().await;
    let link = walk.world.link(&noor.email).await;
    walk.world.pass(Span::days(31));
    let mut browser = walk.world.browser();
    browser.open(&link).await;
    walk.refused(&browser.page.clone(), Some(&noor), Some(&jo)).await;
    // Loaded once more, it is the same refusal.
    let again = browser.page.path.clone();
    assert_eq!(browser.open(&again).await.reference().as_deref(), Some(walk.reference()));
    walk.takes(&mut browser).await;
    by_mail(&walk.world, &mut browser, &noor).await;
    walk.is_in(&mut browser, &noor).await;
}

pub async fn mailed_code_wrong(walk: &mut Walk) {
    let (jo, eli) = walk.people(OPEN).await;
    let (mut browser, _) = asked(walk, &eli).await;
    let code = walk.world.code(&eli.email).await;
    browser.fill(&[("code", "AAAA BBBB")]).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.types_again(&mut browser, &[("code", &code)]).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn mailed_code_too_old(walk: &mut Walk) {
    let (jo, eli) = walk.people(OPEN).await;
    let (mut browser, _) = asked(walk, &eli).await;
    let code = walk.world.code(&eli.email).await;
    walk.world.pass(Span::minutes(11));
    browser.fill(&[("code", &code)]).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes_button(&mut browser, "/reset/again").await;
    by_code(&walk.world, &mut browser, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn ticket_expired(walk: &mut Walk) {
    let (jo, eli) = walk.people(OPEN).await;
    let (_, link) = asked(walk, &eli).await;
    walk.world.pass(Span::hours(2));
    let mut browser = walk.world.browser();
    browser.open(&link).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes(&mut browser).await;
    by_code(&walk.world, &mut browser, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn ticket_spent(walk: &mut Walk) {
    let (jo, eli) = walk.people(OPEN).await;
    let (_, link) = asked(walk, &eli).await;
    let mut phone = walk.world.browser();
    phone.open(&link).await;
    phone.fill(&[("new_password", ANOTHER)]).await;
    let mut browser = walk.world.browser();
    browser.open(&link).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes(&mut browser).await;
    let eli = Person { password: ANOTHER.to_owned(), ..eli };
    browser.sign_in(&walk.world, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn ticket_unknown(walk: &mut Walk) {
    let (_, eli) = walk.people(OPEN).await;
    let (_, link) = asked(walk, &eli).await;
    // A mail program has cut it in two.
    let mut browser = walk.world.browser();
    browser.open(&link[..link.len() - 9]).await;
    walk.refused(&browser.page.clone(), None, None).await;
    walk.takes_link(&mut browser, "/reset").await;
    browser.fill(&[("email", &eli.email)]).await;
    by_code(&walk.world, &mut browser, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}
