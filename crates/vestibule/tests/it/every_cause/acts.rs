//! Causes met by those who are in: members and admins in what they do, and support in what it may not.

use rules::{Role, Span};
use vestibule::cli::Said;
use vestibule::cli::support::{Wanted, run};

use super::door::{accepts, by_mail};
use super::walk::{SLUG, Walk};
use crate::attacks::key_on;
use crate::support::find;
use crate::world::{ASKS_FOR_SECOND, OPEN, PASSWORD, STRICT, code_at};

pub async fn not_an_admin(walk: &mut Walk) {
    let (jo, eli) = walk.people(OPEN).await;
    let mut browser = walk.world.browser();
    browser.sign_in(&walk.world, &eli).await;
    browser.open("/org/larkfield/policy").await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    browser.take("ask-admin").await;
    assert!(walk.world.mail(&jo.email).await.text.contains("Eli Tester"));
    walk.admin_does(&eli, "make-admin").await;
    let page = browser.open("/org/larkfield/policy").await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.told());
    walk.is_in(&mut browser, &eli).await;
}

pub async fn last_admin(walk: &mut Walk) {
    let (jo, eli) = walk.people(OPEN).await;
    let mut browser = walk.world.browser();
    browser.sign_in(&walk.world, &jo).await;
    let (own, other) = (format!("/org/{SLUG}/people/{}", jo.id), format!("/org/{SLUG}/people/{}", eli.id));
    browser.open(&own).await;
    browser.press(&format!("{own}/make-member"), &[]).await;
    walk.refused(&browser.page.clone(), Some(&jo), Some(&jo)).await;
    walk.takes(&mut browser).await;
    browser.follow_to(&other).await;
    browser.press(&format!("{other}/make-admin"), &[]).await;
    browser.open(&own).await;
    let page = browser.press(&format!("{own}/make-member"), &[]).await;
    assert_eq!(page.cause().as_deref(), Some("not-an-admin"), "what was wanted is done: {}", page.told());
    walk.is_in(&mut browser, &jo).await;
}

pub async fn factor_demanded(walk: &mut Walk) {
    let (jo, eli) = walk.people(ASKS_FOR_SECOND).await;
    let mut browser = walk.world.browser();
    browser.sign_in(&walk.world, &eli).await;
    browser.open("/account").await;
    // The button is not even there; somebody has an older page open.
    let factor = browser.page.form("/account/factor/rename").fields;
    browser.post("/account/factor/remove", &factor).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes(&mut browser).await;
    browser.fill(&[]).await;
    let key = key_on(&browser);
    browser.fill(&[("code", &code_at(&key, walk.world.app.now())), ("name", "Tablet")]).await;
    let page = browser.post("/account/factor/remove", &factor).await;
    assert!(page.says("doesn't count any more"), "{}", page.told());
    walk.is_in(&mut browser, &eli).await;
}

pub async fn mails_capped(walk: &mut Walk) {
    let (jo, eli) = walk.people(OPEN).await;
    let mut at_jo = walk.world.browser();
    at_jo.sign_in(&walk.world, &jo).await;
    let there = format!("/org/{SLUG}/people/{}", eli.id);
    for _ in 0..40 {
        walk.world.pass(Span::seconds(20));
        at_jo.open(&there).await;
        at_jo.press(&format!("{there}/reset"), &[]).await;
        if at_jo.page.status.as_u16() == 429 {
            break;
        }
    }
    // Eli's mailbox has had enough for now, too: what is asked for in the next hour does not come.
    walk.world.pass(Span::minutes(65));
    walk.refused(&at_jo.page.clone(), Some(&eli), Some(&jo)).await;
    walk.admin_does(&eli, "reset").await;
    let mut browser = walk.world.browser();
    by_mail(&walk.world, &mut browser, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn nobody_there(walk: &mut Walk) {
    let (jo, eli) = walk.people(OPEN).await;
    let una = walk.world.admin("una@larkfield.example", SLUG).await;
    let there = format!("/org/{SLUG}/people/{}", eli.id);
    let (mut at_jo, mut at_una) = (walk.world.browser(), walk.world.browser());
    at_jo.sign_in(&walk.world, &jo).await;
    at_una.sign_in(&walk.world, &una).await;
    at_jo.open(&there).await;
    at_una.open(&there).await;
    at_una.press(&format!("{there}/remove"), &[]).await;
    at_jo.press(&format!("{there}/reset"), &[]).await;
    walk.refused(&at_jo.page.clone(), Some(&eli), None).await;
    walk.admin_invites(&mut at_jo, &eli).await;
    let mut browser = walk.world.browser();
    accepts(&walk.world, &mut browser, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn not_support(walk: &mut Walk) {
    let (jo, eli) = walk.people(ASKS_FOR_SECOND).await;
    let mut browser = walk.world.browser();
    browser.sign_in(&walk.world, &eli).await;
    browser.open("/support").await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.operator_takes("vestibule user support eli@larkfield.example").await;
    let wanted = Wanted {
        address: Some(eli.email.clone()),
        first_name: Some("Eli".to_owned()),
        last_name: Some("Tester".to_owned()),
        end: false,
    };
    let said = run(&walk.world.app, wanted).await.unwrap();
    assert!(matches!(said, Said::Done(_)), "{said:?}");
    browser.open(&walk.world.link(&eli.email).await).await;
    browser.fill(&[]).await;
    let page = browser.open("/support").await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.told());
    walk.is_in(&mut browser, &eli).await;
}

pub async fn support_needs_grant(walk: &mut Walk) {
    walk.world.organization(SLUG, STRICT).await;
    let jo = walk.world.admin("jo@larkfield.example", SLUG).await;
    let eli = walk.world.user_since("eli@larkfield.example", Some(Span::minutes(5))).await;
    walk.world.join(&eli, SLUG, Role::Member).await;
    let waive = format!("/support/people/{}/waive", eli.id);
    let desk = walk.desk().await;
    find(desk, &eli.email).await;
    let page = desk.post_fields(&waive, &[("organization", SLUG)]).await.clone();
    walk.refused(&page, Some(&eli), Some(&jo)).await;
    walk.admin_takes().await.fill(&[("length", "8-hours")]).await;
    let desk = walk.desk().await;
    find(desk, &eli.email).await;
    let page = desk.press(&waive, &[]).await;
    assert!(page.says("Done in the admin's place"), "{}", page.told());
    // Which is what the person wanted: a password that is younger than its minimum age can be changed.
    let mut browser = walk.world.browser();
    browser.sign_in(&walk.world, &eli).await;
    browser.open("/account/password").await;
    let fields = [("password", PASSWORD), ("new_password", crate::world::ANOTHER)];
    let page = browser.fill(&fields).await;
    assert_eq!((page.place(), page.cause()), ("/account", None), "{}", page.told());
    walk.is_in(&mut browser, &eli).await;
}
