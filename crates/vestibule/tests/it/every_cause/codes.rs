//! Causes met before the field that takes a code of an app, of a sheet, or of a kit.

use rules::{Instant, Span};
use vestibule::flows::subject::seal_secret;
use vestibule::store::factor::{self, FactorRow};
use vestibule::store::vouch;

use super::walk::{Walk, elsewhere};
use crate::rescue::kit::kit;
use crate::world::{ASKS_FOR_SECOND, Browser, PASSWORD, Person, code_at};

/// Stands before that field.
pub async fn at_the_field(walk: &Walk, person: &Person) -> Browser {
    let mut browser = walk.world.browser();
    browser.try_to_sign_in(&person.email, PASSWORD).await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    browser
}

/// Types that code, is refused, takes the remedy, types what comes then, and is in.
async fn types(walk: &mut Walk, people: (Person, Person), wrong: &str, then: impl Fn(&Walk) -> String) {
    let (jo, eli) = people;
    let mut browser = at_the_field(walk, &eli).await;
    browser.fill(&[("code", wrong)]).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes(&mut browser).await;
    browser.fill(&[("code", &then(walk))]).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn code_wrong(walk: &mut Walk) {
    let people = walk.people(ASKS_FOR_SECOND).await;
    let code = people.1.sheet[0].clone();
    types(walk, people, "000000", |_| code.clone()).await;
}

pub async fn code_replayed(walk: &mut Walk) {
    let people = walk.people(ASKS_FOR_SECOND).await;
    let eli = people.1.clone();
    walk.world.browser().sign_in(&walk.world, &eli).await;
    let used = eli.code(&walk.world);
    types(walk, people, &used, |walk| eli.code(&walk.world)).await;
}

pub async fn code_from_old_entry(walk: &mut Walk) {
    let (jo, mut eli) = walk.people(ASKS_FOR_SECOND).await;
    let old = eli.key;
    let mut write = walk.world.app.store.write().await.unwrap();
    let row = factor::list_for_user(&mut write, eli.id, Instant(0)).await.unwrap().remove(0);
    factor::end(&mut write, row.id, walk.world.app.now()).await.unwrap();
    write.commit().await.unwrap();
    eli.key = [3; 20];
    walk.world.give_app(&mut eli).await;
    let code = code_at(&old, walk.world.app.now());
    let now = eli.clone();
    types(walk, (jo, eli), &code, |walk| now.code(&walk.world)).await;
}

pub async fn code_clock_off(walk: &mut Walk) {
    let people = walk.people(ASKS_FOR_SECOND).await;
    let eli = people.1.clone();
    let ahead = code_at(&eli.key, walk.world.app.now().plus(Span::minutes(6)));
    types(walk, people, &ahead, |walk| eli.code(&walk.world)).await;
}

pub async fn recovery_code_spent(walk: &mut Walk) {
    let people = walk.people(ASKS_FOR_SECOND).await;
    let (first, second) = (people.1.sheet[0].clone(), people.1.sheet[1].clone());
    let mut before = at_the_field(walk, &people.1).await;
    before.fill(&[("code", &first)]).await;
    assert!(before.page.user().is_some(), "{}", before.page.told());
    types(walk, people, &first, |_| second.clone()).await;
}

pub async fn authenticator_unreadable(walk: &mut Walk) {
    let people = walk.people(ASKS_FOR_SECOND).await;
    // The secret is sealed with a key that nobody has any more.
    let mut write = walk.world.app.store.write().await.unwrap();
    let row = factor::list_for_user(&mut write, people.1.id, Instant(0)).await.unwrap().remove(0);
    let lost = vec![1; row.secret.len()];
    assert!(factor::set_sealed(&mut write, row.id, &row.secret, &lost).await.unwrap());
    write.commit().await.unwrap();
    let (typed, code) = (people.1.code(&walk.world), people.1.sheet[2].clone());
    types(walk, people, &typed, |_| code.clone()).await;
}

pub async fn kit_code_spent(walk: &mut Walk) {
    let jo = walk.only_admin().await;
    let paper = kit(&walk.world, &jo, "larkfield").await;
    let mut browser = at_the_field(walk, &jo).await;
    // The first one was used to try the kit.
    browser.fill(&[("code", &paper[0])]).await;
    walk.refused(&browser.page.clone(), Some(&jo), None).await;
    walk.takes(&mut browser).await;
    browser.fill(&[("code", &paper[1])]).await;
    walk.is_in(&mut browser, &jo).await;
}

pub async fn factor_elsewhere(walk: &mut Walk) {
    let (jo, eli) = walk.people(ASKS_FOR_SECOND).await;
    let bank = elsewhere(&walk.world, &eli, "fjordbank", ASKS_FOR_SECOND).await;
    let vouched = vouched_for(walk, &eli, bank).await;
    let mut browser = at_the_field(walk, &eli).await;
    browser.fill(&[("code", &code_at(&vouched, walk.world.app.now()))]).await;
    assert_eq!(browser.page.place(), "/sign-in/choose", "{}", browser.page.told());
    browser.press("/sign-in/choose", &[("organization", "larkfield")]).await;
    walk.world.pass(Span::minutes(1));
    browser.fill(&[("code", &code_at(&vouched, walk.world.app.now()))]).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes(&mut browser).await;
    browser.fill(&[("code", &eli.code(&walk.world))]).await;
    assert_eq!(browser.page.organization().as_deref(), Some("larkfield"), "{}", browser.page.told());
    walk.is_in(&mut browser, &eli).await;
}

/// An app that counts by that organization's word alone, as live help leaves it; its key.
async fn vouched_for(walk: &Walk, person: &Person, organization: uuid::Uuid) -> [u8; 20] {
    let app = &walk.world.app;
    let (id, key) = (app.new_id(), [9; 20]);
    let row = FactorRow {
        confirmed_at: Some(app.now()),
        own: false,
        by_pass: true,
        ..FactorRow::app(
            id,
            person.id,
            "New phone".to_owned(),
            seal_secret(app, id, &key),
            "new phone".to_owned(),
            app.now(),
        )
    };
    let mut write = app.store.write().await.unwrap();
    factor::add(&mut write, &row).await.unwrap();
    vouch::set_vouched(&mut write, id, organization, app.now()).await.unwrap();
    write.commit().await.unwrap();
    key
}
