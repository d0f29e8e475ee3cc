//! Stories of coming through an organization's own provider: who gets in and where to; what is refused, with what a
//! person and an admin see; and what a hostile provider gets, which is nothing.

mod admin;
mod beside;
mod hostile;
mod keys;
mod logout;
mod noise;
mod required;
mod joining;
mod newcomers;
mod saml;
mod saml_admin;
mod saml_hostile;
mod setup_link;

use rules::policy::Policy;
use rules::{Role, Span};
use uuid::Uuid;
use vestibule::store::{address, identity, membership, session};

use crate::world::provider::{Provider, Says, Wrong};
use crate::world::{ANOTHER, ASKS_FOR_SECOND, Browser, OPEN, Person, STRICT, World, stories};

stories![
    problem_4_cannot_exist,
    who_is_invited_joins_by_coming,
    another_case_in_the_address_is_the_same_person,
    a_second_factor_is_asked_for_where_the_provider_did_not,
    what_the_provider_opens_is_that_organization_alone,
    where_one_wanted_to_go_is_where_one_comes_out,
    the_way_is_shown_by_the_domain_alone,
    the_choice_is_remembered_in_that_browser,
    a_new_key_waits_for_an_admin,
    a_changed_address_is_contact_data_of_that_membership,
    going_back_and_loading_again_do_no_harm,
    who_is_refused_for_cause_is_refused_here_too,
];

pub struct House {
    pub id: Uuid,
    pub jo: Person,
    pub ana: Person,
    pub provider: Provider,
    pub connection: Uuid,
    pub start: String,
}

/// Larkfield with its provider: Jo administers it, Ana is a member.
pub async fn house(world: &World, policy: Policy) -> House {
    let id = world.organization("larkfield", policy).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let provider = Provider::begin().await;
    let connection = world.connect(&provider, "larkfield", &jo).await;
    world.prove_domain("larkfield", &jo, "larkfield.example").await;
    House { id, jo, ana, provider, connection, start: format!("/sso/{connection}") }
}

pub fn is_in(browser: &Browser, email: &str) {
    assert_eq!(browser.page.user().as_deref(), Some(email), "{}", browser.page.told());
    assert_eq!(browser.page.organization().as_deref(), Some("larkfield"), "{}", browser.page.told());
}

/// An expired, a missing, a fresh password, a locked lane, a demanded change: each simply gets in.
async fn problem_4_cannot_exist(world: World) {
    let house = house(&world, STRICT).await;
    let states: [(&str, Option<Span>); 3] = [
        ("old@larkfield.example", Some(Span::days(400))),
        ("new@larkfield.example", Some(Span::seconds(1))),
        ("none@larkfield.example", None),
    ];
    for (email, age) in states {
        let person = world.user_since(email, age).await;
        world.join(&person, "larkfield", Role::Member).await;
        let mut write = world.app.store.write().await.unwrap();
        membership::set_change_demanded(&mut write, house.id, person.id, Some(world.app.now()))
            .await
            .unwrap();
        write.commit().await.unwrap();
        let mut stranger = world.browser();
        for _ in 0..7 {
            stranger.try_to_sign_in(email, "not the one at all").await;
        }
        let mut browser = world.browser();
        house.provider.signs_in(&world, &mut browser, &house.start, Says::of(email)).await;
        is_in(&browser, email);
        // Again, by the key that is known now.
        let mut again = world.browser();
        house.provider.signs_in(&world, &mut again, &house.start, Says::of(email)).await;
        is_in(&again, email);
    }
}

async fn who_is_invited_joins_by_coming(world: World) {
    let house = house(&world, OPEN).await;
    for (email, waits) in
        [("noor@larkfield.example", Span::hours(1)), ("late@elsewhere.example", Span::days(60))]
    {
        world.invite(email, "larkfield").await;
        world.pass(waits);
        let mut browser = world.browser();
        house.provider.signs_in(&world, &mut browser, &house.start, Says::of(email)).await;
        is_in(&browser, email);
        let row = address::find(&mut world.app.store.read(), email).await.unwrap().expect("theirs");
        let row =
            membership::find(&mut world.app.store.read(), house.id, row.user_id).await.unwrap().expect("it");
        assert!(row.joined_at.is_some());
    }
}

async fn another_case_in_the_address_is_the_same_person(world: World) {
    let house = house(&world, OPEN).await;
    let says = Says { email: Some("ANA@Larkfield.Example".to_owned()), ..Says::of(&house.ana.email) };
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, says).await;
    is_in(&browser, &house.ana.email);
}

async fn a_second_factor_is_asked_for_where_the_provider_did_not(world: World) {
    let house = house(&world, ASKS_FOR_SECOND).await;
    let mut ana = house.ana.clone();
    world.give_app(&mut ana).await;
    // It said that one was given there.
    let says = Says { methods: vec!["pwd", "mfa"], ..Says::of(&ana.email) };
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, says).await;
    is_in(&browser, &ana.email);
    // It did not.
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&ana.email)).await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    browser.fill(&[("code", "000000")]).await;
    assert_eq!(browser.page.cause().as_deref(), Some("code-wrong"), "{}", browser.page.told());
    world.pass(Span::minutes(1));
    browser.fill(&[("code", &ana.code(&world))]).await;
    is_in(&browser, &ana.email);
    // Whoever has none sets one up here, after the mailbox; it holds here alone.
    let eva = world.member("eva@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&eva.email)).await;
    assert_eq!(browser.page.place(), "/mailbox", "{}", browser.page.told());
    browser.fill(&[("code", &world.code(&eva.email).await)]).await;
    assert!(browser.page.place().starts_with("/setup/authenticator"), "{}", browser.page.told());
}

/// A member of two organizations who came through one's provider: the other's doors and what is their own stay shut.
async fn what_the_provider_opens_is_that_organization_alone(world: World) {
    let house = house(&world, OPEN).await;
    world.organization("harbour", OPEN).await;
    world.join(&house.ana, "harbour", Role::Admin).await;
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&house.ana.email)).await;
    is_in(&browser, &house.ana.email);
    assert!(!browser.page.says("harbour"), "{}", browser.page.told());
    let own = [
        "/account/password",
        "/account/address",
        "/account/erase",
        "/account/old-factors",
        "/account/new-phone",
        "/sign-in/choose",
        "/people",
        "/support",
    ];
    for path in own {
        let page = browser.open(path).await;
        assert_eq!(page.status, 403, "{path}: {}", page.told());
        assert_eq!(page.cause().as_deref(), Some("only-visiting"), "{path}: {}", page.told());
        assert!(page.reference().is_some(), "{path}: {}", page.told());
    }
    let page = browser.open("/org/harbour/people").await;
    assert_eq!(page.status, 403, "{}", page.told());
    for (path, fields) in [
        ("/account/organization", vec![("organization", "harbour")]),
        ("/sign-in/choose", vec![("organization", "harbour")]),
        ("/account/password", vec![("password", house.ana.password.as_str()), ("new_password", ANOTHER)]),
        ("/account/codes", vec![]),
        ("/account/erase", vec![]),
        ("/account/data", vec![]),
        ("/account/sessions/end", vec![]),
        ("/account/join", vec![("organization", "harbour")]),
    ] {
        let page = browser.post_fields(path, &fields).await;
        assert_eq!(page.status, 403, "{path}: {}", page.told());
        assert_eq!(page.organization().as_deref(), Some("larkfield"), "{path}: {}", page.told());
    }
    browser.open("/account").await;
    is_in(&browser, &house.ana.email);
    // As oneself, everything is open.
    browser.follow_to("/sign-in/password").await;
    browser.fill(&[("password", &house.ana.password)]).await;
    assert_eq!(browser.page.place(), "/sign-in/choose", "{}", browser.page.told());
}

async fn where_one_wanted_to_go_is_where_one_comes_out(world: World) {
    let house = house(&world, OPEN).await;
    let says = Says { methods: vec!["mfa"], ..Says::of(&house.jo.email) };
    let mut browser = world.browser();
    browser.open("/org/larkfield/people").await;
    browser.fill(&[("email", &house.jo.email)]).await;
    let href = browser.page.link_to("/sso/").expect("the way through the provider");
    let page = house.provider.signs_in(&world, &mut browser, &href, says.clone()).await;
    assert_eq!(page.place(), "/org/larkfield/people", "{}", page.told());
    // The provider's own tile says where to; elsewhere than to us it leads nowhere.
    for (target, place) in [
        ("https://login.vestibule.example/org/larkfield/requests", "/org/larkfield/requests"),
        ("https://evil.example/", "/account"),
        ("https://login.vestibule.example//evil.example/", "/account"),
        ("https://login.vestibule.example.evil.example/", "/account"),
    ] {
        let mut browser = world.browser();
        let target: String = form_urlencoded::byte_serialize(target.as_bytes()).collect();
        let href =
            format!("{}?iss=x&login_hint=nobody@larkfield.example&target_link_uri={target}", house.start);
        let page = house.provider.signs_in(&world, &mut browser, &href, says.clone()).await;
        assert_eq!(page.place(), place, "{target}: {}", page.told());
    }
}

/// Two addresses of one domain, one of them nobody's: the same page, but for the address and what is sealed.
async fn the_way_is_shown_by_the_domain_alone(world: World) {
    let house = house(&world, OPEN).await;
    let mut seen = vec![];
    for email in [house.ana.email.as_str(), "bob@larkfield.example"] {
        let mut browser = world.browser();
        browser.open("/sign-in").await;
        let page = browser.fill(&[("email", email)]).await;
        assert!(page.link_to("/sso/").is_some(), "{}", page.told());
        let answer = format!("{} {:?} {}", page.status, page.headers, page.html);
        seen.push(crate::stranger::masked(&answer, email));
    }
    assert_eq!(seen[0], seen[1]);
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    let page = browser.fill(&[("email", "ana@unproved.example")]).await;
    assert!(page.link_to("/sso/").is_none(), "{}", page.told());
    // Nobody is shown the way into an organization that is switched off.
    world.suspend(house.id).await;
    browser.open("/sign-in").await;
    let page = browser.fill(&[("email", &house.ana.email)]).await;
    assert!(page.link_to("/sso/").is_none(), "{}", page.told());
}

async fn the_choice_is_remembered_in_that_browser(world: World) {
    let house = house(&world, OPEN).await;
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&house.ana.email)).await;
    browser.post_fields("/sign-out", &[]).await;
    browser.open("/sign-in").await;
    let page = browser.fill(&[("email", &house.ana.email)]).await.clone();
    assert_eq!(page.place(), format!("{}/go", house.start), "{}", page.told());
    // It is a choice: the password is a click away, and then asked for again the next time.
    browser.follow_to("/sign-in/password").await;
    browser.fill(&[("password", &house.ana.password)]).await;
    is_in(&browser, &house.ana.email);
    browser.post_fields("/sign-out", &[]).await;
    browser.open("/sign-in").await;
    let page = browser.fill(&[("email", &house.ana.email)]).await;
    assert_eq!(page.place(), "/sign-in/password", "{}", page.told());
}

async fn a_new_key_waits_for_an_admin(world: World) {
    let house = house(&world, OPEN).await;
    let email = house.ana.email.clone();
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&email)).await;
    let mut other = world.browser();
    let anew = Says { subject: "made anew".to_owned(), ..Says::of(&email) };
    let page = house.provider.signs_in(&world, &mut other, &house.start, anew.clone()).await;
    assert_eq!(page.cause().as_deref(), Some("sso-subject-changed"), "{}", page.told());
    // Nobody is let in, nothing is linked, and what was works on.
    let row = identity::find(&mut world.app.store.read(), house.connection, "made anew").await.unwrap();
    assert_eq!(row, None);
    browser.open("/account").await;
    is_in(&browser, &email);
    // One admin confirms it; what came by the old key ends, and the new one lets in.
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    jo.open("/org/larkfield/requests").await;
    assert!(jo.page.says("another key than before"), "{}", jo.page.told());
    jo.open("/org/larkfield/sso").await;
    assert!(jo.page.says("made anew") && jo.page.says("key of ana@larkfield.example"), "{}", jo.page.told());
    jo.press("/org/larkfield/sso/proposal", &[("answer", "yes")]).await;
    assert!(!jo.page.says("made anew"), "{}", jo.page.told());
    assert_eq!(browser.whoami().await, None, "the old key's session is over");
    house.provider.signs_in(&world, &mut other, &house.start, anew).await;
    is_in(&other, &email);
    let mut old = world.browser();
    let page = house.provider.signs_in(&world, &mut old, &house.start, Says::of(&email)).await;
    assert_eq!(page.cause().as_deref(), Some("sso-subject-changed"), "{}", page.told());
    // A no changes nothing.
    jo.open("/org/larkfield/sso").await;
    jo.press("/org/larkfield/sso/proposal", &[("answer", "no")]).await;
    assert!(!jo.page.says("key of ana@larkfield.example"), "{}", jo.page.told());
}

async fn a_changed_address_is_contact_data_of_that_membership(world: World) {
    let house = house(&world, OPEN).await;
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&house.ana.email)).await;
    let married = Says { email: Some("ana.berg@larkfield.example".to_owned()), ..Says::of(&house.ana.email) };
    house.provider.signs_in(&world, &mut browser, &house.start, married).await;
    // What is the user's own stays as it is.
    is_in(&browser, &house.ana.email);
    let mut read = world.app.store.read();
    let row = membership::find_contact(&mut read, house.id, house.ana.id).await.unwrap().expect("it");
    assert_eq!(row.contact.as_deref(), Some("ana.berg@larkfield.example"));
}

async fn going_back_and_loading_again_do_no_harm(world: World) {
    let house = house(&world, OPEN).await;
    let mut browser = world.browser();
    let says = Says::of(&house.ana.email);
    let back = house.provider.goes(&world, &mut browser, &house.start, says.clone()).await;
    browser.open(&back).await;
    is_in(&browser, &house.ana.email);
    let page = browser.open(&back).await;
    assert_eq!(page.place(), "/account", "{}", page.told());
    // Two tabs: each has its own question.
    let mut browser = world.browser();
    let one = house.provider.goes(&world, &mut browser, &house.start, says.clone()).await;
    let two = house.provider.goes(&world, &mut browser, &house.start, says.clone()).await;
    browser.open(&one).await;
    is_in(&browser, &house.ana.email);
    browser.open(&two).await;
    is_in(&browser, &house.ana.email);
    // Left for too long: it says so, and goes on by a click.
    let mut browser = world.browser();
    let late = house.provider.goes(&world, &mut browser, &house.start, says.clone()).await;
    world.pass(Span::hours(2));
    let page = browser.open(&late).await;
    assert_eq!(page.cause().as_deref(), Some("sso-state-lost"), "{}", page.told());
    let again = page.link_to("/sso/").expect("once more");
    house.provider.signs_in(&world, &mut browser, &again, says).await;
    is_in(&browser, &house.ana.email);
}

async fn who_is_refused_for_cause_is_refused_here_too(world: World) {
    let house = house(&world, OPEN).await;
    let says = Says::of(&house.ana.email);
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, says.clone()).await;
    world.set_deactivated(&house.ana, house.id, true).await;
    let mut other = world.browser();
    let page = house.provider.signs_in(&world, &mut other, &house.start, says.clone()).await;
    assert_eq!(page.cause().as_deref(), Some("deactivated"), "{}", page.told());
    assert_ne!(browser.open("/org/larkfield/people").await.status, 200);
    // Switched on again, the link of before works.
    world.set_deactivated(&house.ana, house.id, false).await;
    house.provider.signs_in(&world, &mut other, &house.start, says.clone()).await;
    is_in(&other, &house.ana.email);
    world.suspend(house.id).await;
    let mut third = world.browser();
    let page = house.provider.signs_in(&world, &mut third, &house.start, says.wrong(Wrong::Nothing)).await;
    assert_eq!(page.cause().as_deref(), Some("organization-suspended"), "{}", page.told());
    let open =
        session::list_for_user(&mut world.app.store.read(), house.ana.id, world.app.now()).await.unwrap();
    assert!(open.iter().all(|row| row.visits_id == Some(house.id)), "{open:?}");
}
