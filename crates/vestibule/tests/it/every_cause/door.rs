//! Causes met at the door: the address, the password, the membership, the session.

use rules::{Role, Span};
use vestibule::cli::organization::{Act, run};
use vestibule::flows::sign_in;
use vestibule::step::Step;
use vestibule::store::session;

use super::walk::{SLUG, Walk};
use crate::world::{ANOTHER, ASKS_FOR_SECOND, Browser, OPEN, PASSWORD, Person, World, visit};

/// Chooses a new password by the newest link in the mailbox.
pub async fn by_mail(world: &World, browser: &mut Browser, person: &Person) {
    browser.open(&world.link(&person.email).await).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
}

/// Types the code from the mailbox on the page that waits for it, and a new password.
pub async fn by_code(world: &World, browser: &mut Browser, person: &Person) {
    browser.fill(&[("code", &world.code(&person.email).await)]).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
}

/// Somebody who has a password accepts an invitation by its link.
pub async fn accepts(world: &World, browser: &mut Browser, person: &Person) {
    browser.open(&world.link(&person.email).await).await;
    browser.follow_to("/sign-in/password").await;
    browser.fill(&[("password", PASSWORD)]).await;
    assert_eq!(browser.page.place(), "/invite", "{}", browser.page.told());
    browser.fill(&[]).await;
}

pub async fn address_unknown(walk: &mut Walk) {
    let (_, eli) = walk.people(OPEN).await;
    let nobody = "nobody@larkfield.example";
    let mut browser = walk.world.browser();
    browser.try_to_sign_in(nobody, PASSWORD).await;
    walk.refused(&browser.page.clone(), None, None).await;
    // The mailbox of that address, which may be somebody's, is told on the page's own button.
    let mut asks = browser.clone();
    asks.press("/answer", &[]).await;
    assert!(walk.world.mail(nobody).await.subject.contains("no account"));
    walk.takes_link(&mut browser, "/sign-in/password").await;
    browser.sign_in(&walk.world, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn password_wrong(walk: &mut Walk) {
    let (jo, eli) = walk.people(OPEN).await;
    let mut browser = walk.world.browser();
    browser.try_to_sign_in(&eli.email, "not the one at all").await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.admin_does(&eli, "reset").await;
    by_mail(&walk.world, &mut browser, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn password_not_set(walk: &mut Walk) {
    walk.world.organization(SLUG, OPEN).await;
    let jo = walk.world.admin("jo@larkfield.example", SLUG).await;
    let old = walk.world.user_since("old@larkfield.example", None).await;
    walk.world.join(&old, SLUG, Role::Member).await;
    let mut browser = walk.world.browser();
    browser.try_to_sign_in(&old.email, PASSWORD).await;
    walk.refused(&browser.page.clone(), Some(&old), Some(&jo)).await;
    walk.takes_link(&mut browser, "/reset").await;
    browser.fill(&[("email", &old.email)]).await;
    by_code(&walk.world, &mut browser, &old).await;
    walk.is_in(&mut browser, &old).await;
}

pub async fn invitation_pending(walk: &mut Walk) {
    let (jo, noor) = walk.invited().await;
    let mut browser = walk.world.browser();
    browser.try_to_sign_in(&noor.email, PASSWORD).await;
    walk.refused(&browser.page.clone(), Some(&noor), Some(&jo)).await;
    walk.admin_does(&noor, "re-invite").await;
    by_mail(&walk.world, &mut browser, &noor).await;
    walk.is_in(&mut browser, &noor).await;
}

pub async fn deactivated(walk: &mut Walk) {
    let house = walk.world.organization(SLUG, OPEN).await;
    let jo = walk.world.admin("jo@larkfield.example", SLUG).await;
    let eli = walk.world.member("eli@larkfield.example", SLUG).await;
    walk.world.set_deactivated(&eli, house, true).await;
    let mut browser = walk.world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    // A true no: the person's button names who can change it, and tells them.
    browser.take("ask-admin").await;
    assert!(walk.world.mail(&jo.email).await.text.contains("Eli Tester"));
    walk.admin_does(&eli, "reactivate").await;
    browser.sign_in(&walk.world, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn not_a_member(walk: &mut Walk) {
    let house = walk.world.organization(SLUG, OPEN).await;
    let jo = walk.world.admin("jo@larkfield.example", SLUG).await;
    let eli = walk.world.member("eli@larkfield.example", SLUG).await;
    walk.world.remove(&eli, house).await;
    let mut browser = walk.world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    walk.refused(&browser.page.clone(), Some(&eli), None).await;
    let mut office = walk.world.browser();
    office.sign_in(&walk.world, &jo).await;
    office.open(&format!("/org/{SLUG}/people")).await;
    walk.admin_invites(&mut office, &eli).await;
    accepts(&walk.world, &mut browser, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn organization_suspended(walk: &mut Walk) {
    let house = walk.world.organization(SLUG, OPEN).await;
    let eli = walk.world.member("eli@larkfield.example", SLUG).await;
    walk.world.suspend(house).await;
    let mut browser = walk.world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    walk.refused(&browser.page.clone(), Some(&eli), None).await;
    walk.operator_takes("vestibule org resume larkfield").await;
    run(&walk.world.app, Act::Resume { slug: SLUG.to_owned() }).await.unwrap();
    browser.sign_in(&walk.world, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn guesses_slowed(walk: &mut Walk) {
    let (jo, eli) = walk.people(OPEN).await;
    let mut browser = walk.world.browser();
    for _ in 0..6 {
        browser.try_to_sign_in(&eli.email, "not the one at all").await;
    }
    assert_eq!(browser.page.status.as_u16(), 429, "{}", browser.page.told());
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes_link(&mut browser, "/reset").await;
    browser.fill(&[("email", &eli.email)]).await;
    by_code(&walk.world, &mut browser, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn proof_missing(walk: &mut Walk) {
    let (jo, eli) = walk.people(ASKS_FOR_SECOND).await;
    let mut browser = walk.world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    // Meanwhile the password is changed on the phone, and this page is worth nothing any more.
    let mut phone = walk.world.browser();
    phone.ask_for_reset(&eli.email).await;
    by_code(&walk.world, &mut phone, &eli).await;
    browser.fill(&[("code", &eli.code(&walk.world))]).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes(&mut browser).await;
    let eli = Person { password: ANOTHER.to_owned(), ..eli };
    browser.sign_in(&walk.world, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn session_ended(walk: &mut Walk) {
    let (jo, eli) = walk.people(OPEN).await;
    let mut browser = walk.world.browser();
    browser.sign_in(&walk.world, &eli).await;
    let now = walk.world.app.now();
    let rows = session::list_for_user(&mut walk.world.app.store.read(), eli.id, now).await.unwrap();
    let step = Step { user: Some(eli.id), session: Some(rows[0].id), ..Step::for_address(&eli.email) };
    // Ended between the page's look and the flow's: nothing that one can press is as quick as that.
    browser.press("/sign-out", &[]).await;
    let visit = visit(walk.world.app.now());
    let outcome = sign_in::enter(&walk.world.app, &visit, eli.id, step).await.unwrap();
    walk.refused_under(outcome.reference.to_string(), Some(&eli), Some(&jo)).await;
    walk.takes_link(&mut browser, "/sign-in").await;
    browser.sign_in(&walk.world, &eli).await;
    walk.is_in(&mut browser, &eli).await;
    walk.world.pass(Span::seconds(1));
}
