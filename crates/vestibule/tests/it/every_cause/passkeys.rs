//! Causes met with a passkey.

use rules::Instant;
use vestibule::store::factor;

use super::codes::at_the_field;
use super::walk::Walk;
use crate::software::Device;
use crate::world::{ASKS_FOR_SECOND, BASE};

pub async fn passkey_unknown(walk: &mut Walk) {
    let (jo, eli) = walk.people(ASKS_FOR_SECOND).await;
    let (mut laptop, mut lost) = (Device::new(), Device::new());
    walk.world.give_passkey(&eli, &mut laptop, "Laptop").await;
    walk.world.give_passkey(&eli, &mut lost, "Key ring").await;
    let mut write = walk.world.app.store.write().await.unwrap();
    let rows = factor::list_for_user(&mut write, eli.id, Instant(0)).await.unwrap();
    let removed = rows.iter().find(|row| row.name == "Key ring").unwrap();
    factor::end(&mut write, removed.id, walk.world.app.now()).await.unwrap();
    write.commit().await.unwrap();
    // The key ring answers all the same, as keys do that are asked for any of theirs.
    let mut browser = at_the_field(walk, &eli).await;
    let (question, options) = browser.question_of("/sign-in/second/passkey").await;
    let mut asked: serde_json::Value = serde_json::from_str(&options).unwrap();
    let root = if asked.get("publicKey").is_some() { &mut asked["publicKey"] } else { &mut asked };
    root["allowCredentials"] = serde_json::json!([]);
    let answer = lost.answer(BASE, &asked.to_string()).unwrap();
    browser.press("/sign-in/second/passkey", &[("question", &question), ("answer", &answer)]).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes(&mut browser).await;
    browser.sign_in(&walk.world, &eli).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn passkey_wrong(walk: &mut Walk) {
    let (jo, eli) = walk.people(ASKS_FOR_SECOND).await;
    let mut laptop = Device::new();
    walk.world.give_passkey(&eli, &mut laptop, "Laptop").await;
    // An answer to what another page had asked.
    let mut browser = at_the_field(walk, &eli).await;
    let (_, other) = browser.question_of("/sign-in/second/passkey").await;
    let (question, _) = browser.question_of("/sign-in/second/passkey").await;
    let answer = laptop.answer(BASE, &other).unwrap();
    browser.press("/sign-in/second/passkey", &[("question", &question), ("answer", &answer)]).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes(&mut browser).await;
    browser.answer(&mut laptop, "/sign-in/second/passkey").await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn passkey_unverified(walk: &mut Walk) {
    let (jo, eli) = walk.people(ASKS_FOR_SECOND).await;
    let mut laptop = Device::new();
    walk.world.give_passkey(&eli, &mut laptop, "Laptop").await;
    let mut without_a_pin = laptop.unverifying();
    let mut browser = walk.world.browser();
    browser.open("/sign-in").await;
    let (question, options) = browser.question_of("/sign-in/passkey").await;
    let answer = without_a_pin.answer(BASE, &options.replace("\"required\"", "\"discouraged\"")).unwrap();
    browser.press("/sign-in/passkey", &[("question", &question), ("answer", &answer)]).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes_link(&mut browser, "/sign-in/password").await;
    browser.try_to_sign_in(&eli.email, &eli.password).await;
    browser.answer(&mut laptop, "/sign-in/second/passkey").await;
    walk.is_in(&mut browser, &eli).await;
}
