//! Stories of passkeys: nothing else to type, the second factor, the first one on the way in, and what must not
//! open anything. The authenticator is one in software, by others.

use proofs::passkey::{Owner, Site};
use rules::policy::Policy;
use rules::{Role, Span};
use uuid::Uuid;
use vestibule::store::factor::{self, FactorRow};
use vestibule::store::{session, vouch};

use crate::software::Device;
use crate::world::{ASKS_FOR_SECOND, BASE, PASSWORD, Person, World, stories};

stories![
    a_passkey_signs_in_with_nothing_else,
    a_passkey_stands_in_for_the_code,
    a_passkey_is_set_up_on_the_way_in,
    an_organization_may_want_an_app_first,
    passkeys_are_named_tested_and_removed,
    the_last_factor_stays_where_one_is_demanded,
    the_same_passkey_is_not_added_twice,
    an_answer_is_taken_once,
    an_answer_of_another_browser_opens_nothing,
    an_answer_to_one_question_answers_no_other,
    two_tabs_each_have_their_own_question,
    strangers_learn_nothing_from_a_passkey,
    a_key_that_does_not_know_its_owner_is_no_first_factor,
    a_switched_off_membership_stays_shut,
    what_one_organization_vouched_for_opens_no_other,
    a_copied_passkey_is_refused,
    a_lost_encryption_key_costs_no_passkey,
];

async fn larkfield(world: &World) -> (Person, Device) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let ana = world.member_with_app("ana@larkfield.example", "larkfield").await;
    let mut device = Device::new();
    world.give_passkey(&ana, &mut device, "Laptop").await;
    (ana, device)
}

async fn a_passkey_signs_in_with_nothing_else(world: World) {
    let (ana, mut device) = larkfield(&world).await;
    let added = world.mails(&ana.email).await;
    assert!(added.iter().any(|mail| mail.text.contains("passkey “Laptop”")), "{added:?}");
    let mut browser = world.browser();
    let page = browser.come_in_with(&mut device).await;
    assert_eq!(page.user().as_deref(), Some(ana.email.as_str()), "{}", page.told());
    assert_eq!(page.organization().as_deref(), Some("larkfield"));
    // It led where one wanted to go.
    let mut elsewhere = world.browser();
    elsewhere.open("/account/password").await;
    let page = elsewhere.answer(&mut device, "/sign-in/passkey").await;
    assert_eq!(page.place(), "/account/password", "{}", page.told());
}

async fn a_passkey_stands_in_for_the_code(world: World) {
    let (ana, mut device) = larkfield(&world).await;
    let mut browser = world.browser();
    let page = browser.try_to_sign_in(&ana.email, PASSWORD).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    let (_, options) = browser.question_of("/sign-in/second/passkey").await;
    assert!(options.contains("\"allowCredentials\":[{"), "the person's own are asked for by name: {options}");
    let page = browser.answer(&mut device, "/sign-in/second/passkey").await;
    assert!(page.user().is_some(), "{}", page.told());
    // A code does as well.
    let mut again = world.browser();
    again.sign_in(&world, &ana).await;
}

async fn a_passkey_is_set_up_on_the_way_in(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let ida = world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    let gus = world.member("gus@fjordbank.example", "fjordbank").await;
    let (mut browser, mut device) = (world.browser(), Device::new());
    browser.try_to_sign_in(&gus.email, PASSWORD).await;
    browser.fill(&[("code", &world.code(&gus.email).await)]).await;
    assert_eq!(browser.page.place(), "/setup/authenticator", "{}", browser.page.told());
    let there = link_to(&browser.page.html, "/setup/passkey").expect("a passkey is offered instead");
    browser.open(&there).await;
    let page = browser.make_passkey(&mut device, "").await;
    assert_eq!(page.place(), "/setup/codes", "{}", page.told());
    let page = browser.fill(&[]).await;
    assert_eq!(page.organization().as_deref(), Some("fjordbank"), "{}", page.told());
    assert!(browser.open("/account").await.says("Firefox on Windows"), "named after its browser");
    assert!(world.mails(&ida.email).await.iter().any(|mail| mail.subject.contains("first second factor")));
    assert!(world.browser().come_in_with(&mut device).await.user().is_some());
}

/// The first link that leads there.
fn link_to(html: &str, path: &str) -> Option<String> {
    let start = html.find(&format!("href=\"{path}"))? + "href=\"".len();
    html[start..].split('"').next().map(|link| link.replace("&#38;", "&"))
}

async fn an_organization_may_want_an_app_first(world: World) {
    let policy = Policy { passkeys_for_setup: false, ..ASKS_FOR_SECOND };
    world.organization("fjordbank", policy).await;
    world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    let gus = world.member("gus@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&gus.email, PASSWORD).await;
    browser.fill(&[("code", &world.code(&gus.email).await)]).await;
    assert_eq!(link_to(&browser.page.html, "/setup/passkey"), None, "{}", browser.page.told());
    let s = browser.page.sealed();
    let page = browser.open(&format!("/setup/passkey?s={s}")).await;
    assert_eq!(page.place(), "/setup/authenticator", "{}", page.told());
    assert_eq!(browser.question("new", &s, "").await, None);
    // Beside an app, a passkey is welcome.
    let hal = world.member_with_app("hal@fjordbank.example", "fjordbank").await;
    world.give_passkey(&hal, &mut Device::new(), "Laptop").await;
}

async fn passkeys_are_named_tested_and_removed(world: World) {
    let (ana, mut device) = larkfield(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    let page = browser.open("/account").await;
    assert!(page.says("Laptop") && page.says("Goes along to your other devices"), "{}", page.told());
    assert!(page.says("not used yet"), "{}", page.told());
    let page = browser.answer(&mut device, "/account/passkey/test").await;
    assert!(page.says("That passkey works here."), "{}", page.told());
    assert!(page.says("Firefox on Windows"), "{}", page.told());
    let id = page.attribute("data-id").unwrap();
    let page = browser.post_fields("/account/factor/rename", &[("id", &id), ("name", "Work laptop")]).await;
    assert!(page.says("Work laptop"), "{}", page.told());
    // A second one, beside the first: the device that has one makes no other.
    browser.open("/setup/passkey").await;
    let (_, options) = browser.question_of("/setup/passkey").await;
    assert!(device.make(BASE, &options).is_err());
    let page = browser.make_passkey(&mut Device::new(), "Key ring").await;
    assert!(page.says("Key ring"), "{}", page.told());
    let page = browser.post_fields("/account/factor/remove", &[("id", &id)]).await;
    assert!(page.says("doesn't count any more") && !page.says("Work laptop"), "{}", page.told());
    let gone = world.browser().come_in_with(&mut device).await.clone();
    assert!(gone.user().is_none(), "{}", gone.told());
    let mails = world.mails(&ana.email).await;
    assert!(mails.iter().any(|mail| mail.text.contains("Work laptop")), "{mails:?}");
}

async fn the_last_factor_stays_where_one_is_demanded(world: World) {
    let (ana, mut device) = larkfield(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    let rows = factor::list_for_user(&mut world.app.store.read(), ana.id, world.app.now()).await.unwrap();
    let of = |kind: &str| rows.iter().find(|row| row.kind == kind).unwrap().id.to_string();
    browser.post_fields("/account/factor/remove", &[("id", &of("totp"))]).await;
    let page = browser.post_fields("/account/factor/remove", &[("id", &of("passkey"))]).await;
    assert_eq!(page.cause().as_deref(), Some("factor-demanded"), "{}", page.told());
    // An old session adds and removes nothing before the passkey answers again.
    world.pass(Span::minutes(20));
    let page = browser.post_fields("/account/factor/remove", &[("id", &of("passkey"))]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    let page = browser.answer(&mut device, "/sign-in/second/passkey").await;
    assert!(page.user().is_some(), "{}", page.told());
}

async fn the_same_passkey_is_not_added_twice(world: World) {
    let (ana, _) = larkfield(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    browser.open("/setup/passkey").await;
    let (question, options) = browser.question_of("/setup/passkey").await;
    let made = Device::new().make(BASE, &options).unwrap();
    let sent = [("question", question.as_str()), ("answer", made.as_str()), ("name", "Twice")];
    let page = browser.press("/setup/passkey", &sent).await;
    assert!(page.says("Twice"), "{}", page.told());
    browser.open("/setup/passkey").await;
    let page = browser.press("/setup/passkey", &sent).await;
    assert!(page.says("This one is here already"), "{}", page.told());
    // Nor by somebody else, who would then be found by it.
    let ben = world.member_with_app("ben@larkfield.example", "larkfield").await;
    let mut other = world.browser();
    other.sign_in(&world, &ben).await;
    other.open("/setup/passkey").await;
    let page = other.press("/setup/passkey", &sent).await;
    assert!(page.says("nothing was added"), "{}", page.told());
}

async fn an_answer_is_taken_once(world: World) {
    let (_, mut device) = larkfield(&world).await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    let (question, options) = browser.question_of("/sign-in/passkey").await;
    let given = device.answer(BASE, &options).unwrap();
    let sent = [("question", question.as_str()), ("answer", given.as_str())];
    assert!(browser.post_fields("/sign-in/passkey", &sent).await.user().is_some());
    browser.post_fields("/sign-out", &[]).await;
    let page = browser.post_fields("/sign-in/passkey", &sent).await;
    assert!(page.user().is_none() && page.reference().is_some(), "{}", page.told());
}

async fn an_answer_of_another_browser_opens_nothing(world: World) {
    let (_, mut device) = larkfield(&world).await;
    let (mut hers, mut his) = (world.browser(), world.browser());
    his.open("/sign-in").await;
    let (question, options) = his.question_of("/sign-in/passkey").await;
    hers.open("/sign-in").await;
    let given = device.answer(BASE, &options).unwrap();
    let page = hers.press("/sign-in/passkey", &[("question", &question), ("answer", &given)]).await;
    assert!(page.user().is_none(), "{}", page.told());
    // An hour later its own browser has to ask anew, too.
    world.pass(Span::hours(1));
    let page = his.press("/sign-in/passkey", &[("question", &question), ("answer", &given)]).await;
    assert!(page.user().is_none(), "{}", page.told());
}

async fn an_answer_to_one_question_answers_no_other(world: World) {
    let (ana, mut device) = larkfield(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    browser.open("/account").await;
    let (question, options) = browser.question_of("/account/passkey/test").await;
    let given = device.answer(BASE, &options).unwrap();
    let sent = [("question", question.as_str()), ("answer", given.as_str())];
    browser.post_fields("/sign-out", &[]).await;
    // What was asked to test a passkey does not sign in.
    let page = browser.post_fields("/sign-in/passkey", &sent).await;
    assert!(page.user().is_none(), "{}", page.told());
    browser.try_to_sign_in(&ana.email, PASSWORD).await;
    let page = browser.press("/sign-in/second/passkey", &sent).await;
    assert_eq!(page.cause().as_deref(), Some("passkey-wrong"), "{}", page.told());
    assert_eq!(page.place(), "/sign-in/second");
    let page = browser.answer(&mut device, "/sign-in/second/passkey").await;
    assert!(page.user().is_some(), "the next answer goes through: {}", page.told());
}

async fn two_tabs_each_have_their_own_question(world: World) {
    let (ana, mut device) = larkfield(&world).await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&ana.email, PASSWORD).await;
    let page = browser.page.clone();
    let first = browser.question_of("/sign-in/second/passkey").await;
    let second = browser.question_of("/sign-in/second/passkey").await;
    for (question, options) in [second, first] {
        browser.page = page.clone();
        let given = device.answer(BASE, &options).unwrap();
        let page =
            browser.press("/sign-in/second/passkey", &[("question", &question), ("answer", &given)]).await;
        assert!(page.user().is_some(), "{}", page.told());
    }
}

async fn strangers_learn_nothing_from_a_passkey(world: World) {
    let (ana, _) = larkfield(&world).await;
    // The page and its questions are the same whoever was typed before.
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    let known = browser.question("door", "", "").await.unwrap().1;
    let fixed = |options: &str| {
        let mut options: serde_json::Value = serde_json::from_str(options).unwrap();
        options["challenge"].take();
        options.to_string()
    };
    browser.fill(&[("email", &ana.email)]).await;
    let s = browser.page.sealed();
    let after = browser.question("door", &s, "").await.unwrap().1;
    assert_eq!(fixed(&known), fixed(&after));
    assert!(!known.contains("allowCredentials"), "{known}");
    // Nobody is asked for by name before the first factor.
    assert_eq!(browser.question("second", &s, "").await, None);
    assert_eq!(browser.question("new", &s, "").await, None);
    assert_eq!(browser.question("test", &s, "").await, None);
    // A passkey that is none of ours gets the one page for strangers.
    let site = Site::at(BASE, "Vestibule").unwrap();
    let mut foreign = Device::new();
    let nobody = Owner { id: [9; 16], address: "x@example.org", name: "X" };
    foreign.make(BASE, &site.ask_new(&[1; 32], &nobody, &[]).unwrap()).unwrap();
    let page = world.browser().come_in_with(&mut foreign).await.clone();
    assert_eq!((page.place(), page.cause()), ("/sign-in/refused", None), "{}", page.told());
    assert!(page.reference().is_some());
}

async fn a_key_that_does_not_know_its_owner_is_no_first_factor(world: World) {
    let (ana, device) = larkfield(&world).await;
    let mut found = device.unverifying();
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    let (question, options) = browser.question_of("/sign-in/passkey").await;
    let options = options.replace("\"required\"", "\"discouraged\"");
    let given = found.answer(BASE, &options).unwrap();
    let page =
        browser.press("/sign-in/passkey", &[("question", &question), ("answer", &given)]).await.clone();
    assert!(page.user().is_none() && page.cause().is_none(), "{}", page.told());
    // The owner's session was never begun by it.
    let sessions =
        session::list_for_user(&mut world.app.store.read(), ana.id, world.app.now()).await.unwrap();
    assert_eq!(sessions.len(), 1);
}

async fn a_switched_off_membership_stays_shut(world: World) {
    let (ana, mut device) = larkfield(&world).await;
    let house =
        vestibule::store::organization::find_by_slug(&mut world.app.store.read(), "larkfield").await.unwrap();
    world.set_deactivated(&ana, house.unwrap().id, true).await;
    let mut browser = world.browser();
    let page = browser.come_in_with(&mut device).await;
    assert!(page.user().is_none(), "{}", page.told());
    // The passkey proved who it is, so they may know why.
    assert_eq!(page.cause().as_deref(), Some("deactivated"), "{}", page.told());
    assert!(page.remedies().contains(&"ask-admin".to_owned()), "{:?}", page.remedies());
}

async fn what_one_organization_vouched_for_opens_no_other(world: World) {
    let larkfield = world.organization("larkfield", ASKS_FOR_SECOND).await;
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let ana = world.member_with_app("ana@larkfield.example", "larkfield").await;
    world.join(&ana, "fjordbank", Role::Member).await;
    let mut device = Device::new();
    vouched_for(&world, &ana, &mut device, larkfield).await;
    let mut browser = world.browser();
    let page = browser.come_in_with(&mut device).await;
    assert_eq!(page.place(), "/sign-in/choose", "{}", page.told());
    let page = browser.post_fields("/sign-in/choose", &[("organization", "larkfield")]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
    let page = browser.post_fields("/sign-in/choose", &[("organization", "fjordbank")]).await;
    assert_ne!(page.organization().as_deref(), Some("fjordbank"), "{}", page.told());
    // There, the person's own app opens, after the password.
    let mut other = world.browser();
    other.sign_in(&world, &ana).await;
    let page = other.post_fields("/sign-in/choose", &[("organization", "fjordbank")]).await;
    assert_eq!(page.organization().as_deref(), Some("fjordbank"), "{}", page.told());
}

/// A passkey that counts by that organization's word alone, as live help leaves it.
async fn vouched_for(world: &World, person: &Person, device: &mut Device, organization: Uuid) {
    let site = Site::at(BASE, "Vestibule").unwrap();
    let owner = Owner { id: *person.id.as_bytes(), address: &person.email, name: "Ana" };
    let made = device.make(BASE, &site.ask_new(&[1; 32], &owner, &[]).unwrap()).unwrap();
    let made = site.verify_new(&[1; 32], &owner, &[], &made).unwrap();
    let row = FactorRow {
        id: world.app.new_id(),
        user_id: person.id,
        name: "New phone".to_owned(),
        secret: vec![],
        label: "login.vestibule.example".to_owned(),
        created_at: world.app.now(),
        confirmed_at: Some(world.app.now()),
        last_step: None,
        last_used_at: None,
        ended_at: None,
        kind: "passkey".to_owned(),
        own: false,
        by_pass: true,
        credential_id: Some(made.credential_id().to_vec()),
        passkey: Some(made.text()),
        last_used_in: None,
        begun_in: None,
    };
    let mut write = world.app.store.write().await.unwrap();
    assert!(factor::add_passkey(&mut write, &row).await.unwrap());
    vouch::set_vouched(&mut write, row.id, organization, world.app.now()).await.unwrap();
    write.commit().await.unwrap();
}

async fn a_copied_passkey_is_refused(world: World) {
    let (_, mut device) = larkfield(&world).await;
    let mut copy = device.copied();
    assert!(world.browser().come_in_with(&mut device).await.user().is_some());
    let page = world.browser().come_in_with(&mut copy).await.clone();
    assert!(page.user().is_none() && page.cause().is_none(), "{}", page.told());
}

async fn a_lost_encryption_key_costs_no_passkey(world: World) {
    let (ana, mut device) = larkfield(&world).await;
    let rows = factor::list_for_user(&mut world.app.store.read(), ana.id, world.app.now()).await.unwrap();
    let app = rows.iter().find(|row| row.kind == "totp").unwrap();
    let mut write = world.app.store.write().await.unwrap();
    assert!(factor::set_sealed(&mut write, app.id, &app.secret, b"under a key that is gone").await.unwrap());
    write.commit().await.unwrap();
    let page = world.browser().come_in_with(&mut device).await.clone();
    assert_eq!(page.user().as_deref(), Some(ana.email.as_str()), "{}", page.told());
}
