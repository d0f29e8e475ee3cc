//! Known dead ends about passkeys, told again and ending well.

use vestibule::store::factor;

use crate::software::Device;
use crate::world::{ASKS_FOR_SECOND, BASE, PASSWORD, World, stories};

stories![passkeys_bound_to_the_old_domain, thoropass_duo_not_compatible];

/// `passkeys-bound-to-the-old-domain`
async fn passkeys_bound_to_the_old_domain(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let ana = world.member_with_app("ana@larkfield.example", "larkfield").await;
    let mut device = Device::new();
    world.give_passkey(&ana, &mut device, "Laptop").await;
    // The operator has moved to another name since, and the app went with the old phone.
    let rows = factor::list_for_user(&mut world.app.store.read(), ana.id, world.app.now()).await.unwrap();
    let mut write = world.app.store.write().await.unwrap();
    for row in &rows {
        factor::end(&mut write, row.id, world.app.now()).await.unwrap();
    }
    let row = rows.iter().find(|row| row.kind == "passkey").unwrap();
    let old = factor::FactorRow {
        id: world.app.new_id(),
        label: "login.old.example".to_owned(),
        credential_id: Some(b"of the old name".to_vec()),
        ..row.clone()
    };
    assert!(factor::add_passkey(&mut write, &old).await.unwrap());
    write.commit().await.unwrap();
    let counted = factor::any_count_passkeys(&mut world.app.store.read(), "login.vestibule.example").await;
    assert_eq!(counted.unwrap().elsewhere, 1, "the doctor tells the operator");
    // No chooser that comes up empty: the page does not ask for what cannot answer, and the sheet opens it.
    let mut browser = world.browser();
    let page = browser.try_to_sign_in(&ana.email, PASSWORD).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    assert!(!page.offers("/sign-in/second/passkey"), "{}", page.told());
    let page = browser.fill(&[("code", &ana.sheet[0])]).await;
    assert!(page.user().is_some(), "{}", page.told());
    let page = browser.open("/account").await;
    assert!(page.says("Made for login.old.example, and answers nowhere else."), "{}", page.told());
    // The same device makes a new one here, and that one opens the door.
    browser.open("/setup/passkey").await;
    let (question, options) = browser.question_of("/setup/passkey").await;
    let mut again = Device::new();
    let made = again.make(BASE, &options).unwrap();
    browser.press("/setup/passkey", &[("question", &question), ("answer", &made)]).await;
    assert!(world.browser().come_in_with(&mut again).await.user().is_some());
}

/// `thoropass-duo-not-compatible`
async fn thoropass_duo_not_compatible(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&ana.email, PASSWORD).await;
    let page = browser.fill(&[("code", &world.code(&ana.email).await)]).await;
    // Any app does, by its key as well as by the picture; and another way stands on the same page.
    assert!(page.says("Duo Mobile") && page.html.contains("class=\"key\""), "{}", page.told());
    assert!(page.offers("/setup/passkey"), "{}", page.told());
    // An app that failed has locked nobody out: the passkey is made in the same sitting.
    browser.fill(&[("code", "000000"), ("name", "Duo")]).await;
    let s = browser.page.sealed();
    browser.open(&format!("/setup/passkey?s={s}")).await;
    browser.make_passkey(&mut Device::new(), "").await;
    let page = browser.fill(&[]).await;
    assert!(page.user().is_some(), "{}", page.told());
}
