//! Whoever reaches for another organization's policy, or for what a trial might tell them of it.

use rules::policy::Policy;
use rules::{Role, Span};
use vestibule::store::{factor, vouch};

use super::{form, house, in_force, proposes};
use crate::world::{ASKS_FOR_SECOND, Browser, OPEN, World, stories};

stories![
    nobody_but_an_admin_of_it_sees_or_changes_a_policy,
    a_trial_is_worth_nothing_elsewhere,
    a_trial_tells_nothing_of_other_organizations,
    a_removed_admin_saves_nothing,
    another_site_saves_nothing,
];

/// The proposal in the address of a trial.
fn proposal(browser: &Browser) -> String {
    let query = browser.page.path.split('?').nth(1).unwrap_or_default();
    let found = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "p");
    found.map(|(_, value)| value.into_owned()).unwrap_or_else(|| panic!("{}", browser.page.told()))
}

async fn nobody_but_an_admin_of_it_sees_or_changes_a_policy(world: World) {
    world.organization("larkfield", OPEN).await;
    world.organization("fjordbank", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let ida = world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    let ana = world.member_with_app("ana@larkfield.example", "larkfield").await;
    for person in [&ida, &ana] {
        let mut browser = world.browser();
        browser.sign_in(&world, person).await;
        for path in ["/org/larkfield/policy", "/org/larkfield/policy/trial?p=x"] {
            let page = browser.open(path).await;
            assert_eq!(page.status.as_u16(), 403, "{path}: {}", page.told());
            assert!(!page.says(&jo.email), "{}", page.told());
        }
        for path in ["/org/larkfield/policy", "/org/larkfield/policy/save"] {
            let page = browser.post(path, &form(&ASKS_FOR_SECOND)).await;
            assert_eq!(page.status.as_u16(), 403, "{path}: {}", page.told());
        }
    }
    let mut stranger = world.browser();
    assert_eq!(stranger.open("/org/larkfield/policy").await.place(), "/sign-in");
    assert_eq!(in_force(&world, "larkfield").await, OPEN);
}

async fn a_trial_is_worth_nothing_elsewhere(world: World) {
    world.organization("larkfield", OPEN).await;
    world.organization("fjordbank", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let max = world.admin_with_app("max@larkfield.example", "larkfield").await;
    world.join(&jo, "fjordbank", Role::Admin).await;
    world.join(&max, "fjordbank", Role::Admin).await;
    let mut office = world.browser();
    office.try_to_sign_in(&jo.email, &jo.password).await;
    office.fill(&[("code", &jo.code(&world))]).await;
    office
        .post_fields("/sign-in/choose", &[("organization", "larkfield"), ("s", &office.page.sealed())])
        .await;
    proposes(&mut office, "larkfield", &ASKS_FOR_SECOND).await;
    let p = proposal(&office);
    let stale = |browser: &Browser| {
        assert!(browser.page.says("another browser, or too long ago"), "{}", browser.page.told());
    };
    // In another browser of the same admin, and with another admin in the same browser.
    let mut elsewhere = world.browser();
    world.pass(Span::minutes(1));
    elsewhere.try_to_sign_in(&jo.email, &jo.password).await;
    elsewhere.fill(&[("code", &jo.code(&world))]).await;
    let s = elsewhere.page.sealed();
    elsewhere.post_fields("/sign-in/choose", &[("organization", "larkfield"), ("s", &s)]).await;
    elsewhere.open("/org/larkfield/policy").await;
    elsewhere.post_fields("/org/larkfield/policy/save", &[("p", &p)]).await;
    stale(&elsewhere);
    // In the other organization of the same admin, in the same browser.
    office.post_fields("/account/organization", &[("organization", "fjordbank")]).await;
    office.open("/org/fjordbank/policy").await;
    assert_eq!(office.page.status.as_u16(), 200, "{}", office.page.told());
    office.post_fields("/org/fjordbank/policy/save", &[("p", &p)]).await;
    stale(&office);
    office.open(&format!("/org/fjordbank/policy/trial?p={p}")).await;
    stale(&office);
    assert_eq!(in_force(&world, "fjordbank").await, OPEN);
    assert_eq!(in_force(&world, "larkfield").await, OPEN);
    // Where it was made, it still holds; and once.
    office.post_fields("/account/organization", &[("organization", "larkfield")]).await;
    office.post_fields("/org/larkfield/policy/save", &[("p", &p)]).await;
    assert_eq!(in_force(&world, "larkfield").await, ASKS_FOR_SECOND, "{}", office.page.told());
    world
        .set_policy(house(&world, "larkfield").await.id, Policy { session_idle: Span::hours(2), ..OPEN })
        .await;
    office.post_fields("/org/larkfield/policy/save", &[("p", &p)]).await;
    assert_eq!(in_force(&world, "larkfield").await.session_idle, Span::hours(2), "{}", office.page.told());
}

async fn a_trial_tells_nothing_of_other_organizations(world: World) {
    world.organization("larkfield", OPEN).await;
    let fjordbank = world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    world.admin_with_app("max@larkfield.example", "larkfield").await;
    // One has nothing; the other has a factor that the bank alone vouches for, and owes the bank a new password.
    world.member("ana@larkfield.example", "larkfield").await;
    let eli = world.member_with_app("eli@larkfield.example", "larkfield").await;
    world.join(&eli, "fjordbank", Role::Member).await;
    let mut write = world.app.store.write().await.unwrap();
    let rows = factor::list_for_user(&mut write, eli.id, world.app.now()).await.unwrap();
    let bank_only = vestibule::store::factor::FactorRow {
        id: world.app.new_id(),
        own: false,
        by_pass: true,
        ..rows[0].clone()
    };
    factor::end(&mut write, rows[0].id, world.app.now()).await.unwrap();
    factor::add(&mut write, &bank_only).await.unwrap();
    vouch::set_vouched(&mut write, bank_only.id, fjordbank, world.app.now()).await.unwrap();
    write.commit().await.unwrap();
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let page = proposes(&mut office, "larkfield", &ASKS_FOR_SECOND).await;
    let line = super::affected(page, "set-up").expect("two set one up");
    assert!(line.contains("2 of 4") && line.contains("Ana") && line.contains("Eli"), "{line}");
    // One by one, too: what their pages say of either is the same.
    let mut said = vec![];
    for person in [&eli] {
        let page = office.open(&format!("/org/larkfield/people/{}", person.id)).await;
        assert!(!page.says("Fjordbank") && !page.says("fjordbank"), "{}", page.told());
        said.push(page.says("Signing in with the password now would ask for the password."));
    }
    assert_eq!(said, [true], "{}", office.page.told());
}

async fn a_removed_admin_saves_nothing(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let max = world.admin_with_app("max@larkfield.example", "larkfield").await;
    let (mut office, mut other) = (world.browser(), world.browser());
    office.sign_in(&world, &jo).await;
    proposes(&mut office, "larkfield", &ASKS_FOR_SECOND).await;
    other.sign_in(&world, &max).await;
    let at_jo = format!("/org/larkfield/people/{}", jo.id);
    other.open(&at_jo).await;
    other.press(&format!("{at_jo}/make-member"), &[]).await;
    let page = office.fill(&[]).await;
    assert_eq!(page.status.as_u16(), 403, "{}", page.told());
    assert_eq!(in_force(&world, "larkfield").await, OPEN);
}

async fn another_site_saves_nothing(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    world.admin_with_app("max@larkfield.example", "larkfield").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    proposes(&mut office, "larkfield", &ASKS_FOR_SECOND).await;
    let p = proposal(&office);
    office.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    let page = office.post_fields("/org/larkfield/policy/save", &[("p", &p)]).await;
    assert_eq!(page.status.as_u16(), 403, "{}", page.told());
    assert_eq!(in_force(&world, "larkfield").await, OPEN);
}
