//! Stories of signing out at the provider: what ends here and what does not, and what nobody else can end.

use rules::policy::Policy;
use rules::{Role, Span};
use serde_json::{Value, json};
use vestibule::store::audit;

use super::{House, house, is_in};
use crate::world::provider::{Provider, Says, Wrong};
use crate::world::{BASE, Browser, OPEN, World, stories};

stories![
    signing_out_there_signs_out_here,
    a_session_there_ends_its_own_visits_alone,
    what_is_ones_own_goes_on,
    a_word_that_does_not_hold_ends_nothing,
    a_frame_ends_the_session_that_it_names,
    nobody_guesses_a_session,
    signing_out_here_says_that_one_is_in_there,
    a_visit_lasts_as_long_as_the_policy_says,
];

/// A browser that came through the provider.
async fn comes(world: &World, house: &House, says: Says) -> Browser {
    let mut browser = world.browser();
    house.provider.signs_in(world, &mut browser, &house.start, says.clone()).await;
    is_in(&browser, &says.email.unwrap());
    browser
}

async fn tell(world: &World, start: &str, token: &str) -> (u16, String) {
    let mut server = world.browser();
    let page = server.post_fields(&format!("{start}/logout"), &[("logout_token", token)]).await;
    (page.status.as_u16(), page.html.clone())
}

fn session_of(says: &Says) -> Value {
    json!({ "sub": says.subject, "sid": says.session })
}

async fn signing_out_there_signs_out_here(world: World) {
    let house = house(&world, OPEN).await;
    let says = Says::of(&house.ana.email);
    let mut browser = comes(&world, &house, says.clone()).await;
    let token = house.provider.logout(&world, session_of(&says), Wrong::Nothing);
    assert_eq!(tell(&world, &house.start, &token).await.0, 200);
    // The next page says why, and leads back to where they were.
    let page = browser.open("/").await;
    assert_eq!(page.place(), "/sign-in", "{}", page.told());
    assert!(page.says("You signed out at your organization's sign-on"), "{}", page.told());
    let page = browser.open("/org/larkfield/people?word=x").await;
    assert!(page.says("You signed out at your organization's sign-on"), "{}", page.told());
    let lines = audit::list(&mut world.app.store.read(), house.id, 50, None).await.unwrap();
    let line = lines.iter().find(|line| line.act == "session-ended-at-provider").expect("a line");
    assert_eq!((line.actor.as_str(), line.subject_id), ("provider", Some(house.ana.id)));
    // They come again as before.
    house.provider.signs_in(&world, &mut browser, &house.start, says).await;
    is_in(&browser, &house.ana.email);
}

async fn a_session_there_ends_its_own_visits_alone(world: World) {
    let house = house(&world, OPEN).await;
    let phone = Says { session: Some("the session there of a phone".into()), ..Says::of(&house.ana.email) };
    let unnamed = Says { session: None, ..Says::of(&house.ana.email) };
    let laptop = Says::of(&house.ana.email);
    let mut on_phone = comes(&world, &house, phone.clone()).await;
    let mut on_laptop = comes(&world, &house, laptop.clone()).await;
    let mut of_jo = comes(&world, &house, Says::of(&house.jo.email)).await;
    let mut of_unnamed = comes(&world, &house, unnamed.clone()).await;
    // By the session alone: that one.
    let token = house.provider.logout(&world, json!({ "sid": phone.session }), Wrong::Nothing);
    assert_eq!(tell(&world, &house.start, &token).await.0, 200);
    assert_eq!(on_phone.whoami().await, None);
    assert!(on_laptop.whoami().await.is_some() && of_unnamed.whoami().await.is_some());
    // Used once.
    on_phone = comes(&world, &house, phone.clone()).await;
    let (status, told) = tell(&world, &house.start, &token).await;
    assert_eq!((status, told.contains("used twice")), (400, true), "{told}");
    assert!(on_phone.whoami().await.is_some());
    // With the person: also where nobody knows which session it was.
    let token = house.provider.logout(&world, session_of(&phone), Wrong::Nothing);
    assert_eq!(tell(&world, &house.start, &token).await.0, 200);
    assert_eq!((on_phone.whoami().await, of_unnamed.whoami().await), (None, None));
    assert!(on_laptop.whoami().await.is_some());
    // The person alone: all of theirs.
    on_phone = comes(&world, &house, phone).await;
    let token = house.provider.logout(&world, json!({ "sub": laptop.subject }), Wrong::Nothing);
    assert_eq!(tell(&world, &house.start, &token).await.0, 200);
    assert_eq!((on_phone.whoami().await, on_laptop.whoami().await), (None, None));
    assert!(of_jo.whoami().await.is_some());
    // What began since it was made is another session.
    let token = house.provider.logout(&world, json!({ "sub": laptop.subject }), Wrong::Nothing);
    world.pass(Span::minutes(2));
    on_laptop = comes(&world, &house, laptop).await;
    assert_eq!(tell(&world, &house.start, &token).await.0, 200);
    assert!(on_laptop.whoami().await.is_some());
}

/// Signed in as oneself, in the same organization and others: a provider has no word about that.
async fn what_is_ones_own_goes_on(world: World) {
    let house = house(&world, OPEN).await;
    let says = Says::of(&house.ana.email);
    let _visit = comes(&world, &house, says.clone()).await;
    let mut own = world.browser();
    own.sign_in(&world, &house.ana).await;
    let token = house.provider.logout(&world, session_of(&says), Wrong::Nothing);
    assert_eq!(tell(&world, &house.start, &token).await.0, 200);
    assert_eq!(own.whoami().await.as_deref(), Some(house.ana.email.as_str()));
}

async fn a_word_that_does_not_hold_ends_nothing(world: World) {
    let house = house(&world, OPEN).await;
    let says = Says::of(&house.ana.email);
    let mut browser = comes(&world, &house, says.clone()).await;
    let provider = &house.provider;
    let with = |name: &str, value: Value| {
        let mut members = session_of(&says);
        members[name] = value;
        provider.logout(&world, members, Wrong::Nothing)
    };
    let far = world.app.now().0 / 1_000_000 - 3_600;
    let all = [
        (provider.logout(&world, session_of(&says), Wrong::Key), "signature"),
        (provider.logout(&world, session_of(&says), Wrong::Unsigned), "unsigned"),
        (with("nonce", json!("a sign-in's")), "no-logout"),
        (with("events", Value::Null), "no-logout"),
        (with("jti", Value::Null), "claim"),
        (with("aud", json!("another application")), "audience"),
        (with("iss", json!("https://another.example")), "issuer"),
        (with("exp", json!(far)), "expired"),
        (provider.logout(&world, json!({}), Wrong::Nothing), "nobody"),
        ("nonsense".to_owned(), "unreadable"),
        (String::new(), "unreadable"),
    ];
    for (token, why) in &all {
        let (status, told) = tell(&world, &house.start, token).await;
        assert_eq!(status, 400, "{why}: {told}");
        assert!(told.contains(&format!("\"{why}\"")), "{why}: {told}");
    }
    // Another organization's provider, about this one's people: its own connection knows nobody of them, and this one does
    // not know its keys.
    world.organization("evil", OPEN).await;
    let eve = world.admin_with_app("eve@evil.example", "evil").await;
    world.join(&house.ana, "evil", Role::Member).await;
    let other = Provider::begin().await;
    let connection = world.connect(&other, "evil", &eve).await;
    let forged = other.logout(&world, json!({ "sub": says.subject, "sid": says.session }), Wrong::Nothing);
    assert_eq!(tell(&world, &format!("/sso/{connection}"), &forged).await.0, 200);
    let named = json!({ "sub": says.subject, "sid": says.session, "iss": provider.issuer() });
    let forged = other.logout(&world, named, Wrong::Nothing);
    assert_eq!(tell(&world, &house.start, &forged).await.0, 400);
    assert_eq!(tell(&world, &format!("/sso/{connection}"), &with("aud", json!("vestibule"))).await.0, 400);
    // And a page of another site's has a browser post nothing here.
    let mut elsewhere = world.browser();
    elsewhere.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    let token = provider.logout(&world, session_of(&says), Wrong::Nothing);
    let page = elsewhere.post_fields(&format!("{}/logout", house.start), &[("logout_token", &token)]).await;
    assert_eq!(page.status, 403, "{}", page.told());
    assert_eq!(browser.whoami().await.as_deref(), Some(house.ana.email.as_str()));
    assert_eq!(tell(&world, "/sso/nothing", &token).await.0, 404);
}

fn frame(start: &str, issuer: &str, sid: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("iss", issuer), ("sid", sid)])
        .finish();
    format!("{start}/logout?{query}")
}

async fn a_frame_ends_the_session_that_it_names(world: World) {
    let house = house(&world, OPEN).await;
    let says = Says::of(&house.ana.email);
    let mut browser = comes(&world, &house, says.clone()).await;
    let mut jo = comes(&world, &house, Says::of(&house.jo.email)).await;
    let sid = says.session.clone().unwrap();
    let issuer = house.provider.issuer();
    // In a frame the browser sends no cookie of ours along; the answer never says what came of it.
    for (iss, sid) in
        [("https://another.example", sid.as_str()), (issuer, ""), (issuer, "no session of anybody's")]
    {
        let mut frames = world.browser();
        assert_eq!(frames.open(&frame(&house.start, iss, sid)).await.status, 204);
        assert!(browser.whoami().await.is_some());
    }
    let mut frames = world.browser();
    assert_eq!(frames.open(&frame(&house.start, issuer, &sid)).await.status, 204);
    assert_eq!(browser.whoami().await, None);
    assert!(jo.whoami().await.is_some());
}

/// A name that can be guessed ends nothing, and nobody guesses for long.
async fn nobody_guesses_a_session(world: World) {
    let house = house(&world, OPEN).await;
    let short = Says { session: Some("1234".to_owned()), ..Says::of(&house.jo.email) };
    let mut jo = comes(&world, &house, short).await;
    let says = Says::of(&house.ana.email);
    let mut ana = comes(&world, &house, says.clone()).await;
    let issuer = house.provider.issuer();
    let mut eve = world.browser();
    eve.network = [198, 51, 100, 7].into();
    assert_eq!(eve.open(&frame(&house.start, issuer, "1234")).await.status, 204);
    assert!(jo.whoami().await.is_some());
    for guess in 0..30 {
        eve.open(&frame(&house.start, issuer, &format!("a guess at a session {guess}"))).await;
    }
    // The thirty-first would be right.
    eve.open(&frame(&house.start, issuer, &says.session.clone().unwrap())).await;
    assert!(ana.whoami().await.is_some());
    world.pass(Span::minutes(61));
    eve.open(&frame(&house.start, issuer, &says.session.unwrap())).await;
    assert_eq!(ana.whoami().await, None);
}

async fn signing_out_here_says_that_one_is_in_there(world: World) {
    let house = house(&world, OPEN).await;
    let mut browser = comes(&world, &house, Says::of(&house.ana.email)).await;
    let page = browser.post_fields("/sign-out", &[]).await;
    assert_eq!(page.place(), "/signed-out", "{}", page.told());
    assert!(page.says("You may still be signed in at larkfield sign-on"), "{}", page.told());
    let there = page.link_to(&format!("{}/end", house.provider.issuer())).expect("where that ends");
    assert!(there.ends_with("?client_id=vestibule"), "{there}");
    // Whoever came as themselves reads nothing of that.
    let mut own = world.browser();
    own.sign_in(&world, &house.ana).await;
    let page = own.post_fields("/sign-out", &[]).await;
    assert!(!page.says("You may still be signed in"), "{}", page.told());
    assert!(BASE.starts_with("https://"));
}

async fn a_visit_lasts_as_long_as_the_policy_says(world: World) {
    let policy = Policy { session_idle: Span::days(3), session_visit: Span::days(2), ..OPEN };
    let house = house(&world, policy).await;
    let mut visit = comes(&world, &house, Says::of(&house.ana.email)).await;
    let mut own = world.browser();
    own.sign_in(&world, &house.ana).await;
    world.pass(Span::hours(47));
    assert!(visit.whoami().await.is_some() && own.whoami().await.is_some());
    world.pass(Span::hours(1));
    assert_eq!(visit.whoami().await, None);
    assert!(own.whoami().await.is_some());
}
