//! What a hostile provider, a hostile organization, and whoever listens in between try; none of it opens anything.

use rules::Role;
use vestibule::flows::connection::{self, Saved, Switched, Wanted};
use vestibule::flows::domain::{self, Domain};
use vestibule::store::{self, identity, journal, organization};

use super::{House, house, is_in};
use crate::world::provider::{Provider, Says, Wrong, actor};
use crate::world::{ANOTHER, ASKS_FOR_SECOND, Browser, OPEN, PASSWORD, World, stories, visit};

stories![
    every_bad_answer_has_its_cause_and_opens_nothing,
    another_organizations_provider_opens_nothing_here,
    an_answer_works_in_the_browser_that_asked_and_once,
    an_answer_of_another_connection_is_none_of_this_ones,
    an_address_nobody_made_sure_of_tells_nobody,
    the_address_that_was_typed_is_the_one_that_comes,
    nobody_confirms_their_own_key,
    words_of_a_provider_stay_words,
    what_a_password_was_refused_for_is_told_to_nobody_here,
    a_visit_ends_with_the_membership,
    who_is_no_admin_any_more_changes_nothing,
    what_a_visitor_guesses_slows_nobody_else,
];

async fn refused<'b>(
    world: &World,
    house: &House,
    browser: &'b mut Browser,
    says: Says,
) -> &'b crate::world::Page {
    house.provider.signs_in(world, browser, &house.start, says).await;
    assert_eq!(browser.page.place(), "/sso/refused", "{}", browser.page.told());
    assert_eq!(browser.page.user(), None, "{}", browser.page.told());
    &browser.page
}

/// Each way of being wrong, with its own cause; what was measured stands in the journal.
async fn every_bad_answer_has_its_cause_and_opens_nothing(world: World) {
    let house = house(&world, OPEN).await;
    let all = [
        (Wrong::Ended(300), "sso-expired 300"),
        (Wrong::Ahead(420), "sso-not-yet-valid 420"),
        (Wrong::Audience, "sso-audience"),
        (Wrong::Issuer, "sso-issuer"),
        (Wrong::Named, "sso-issuer"),
        (Wrong::Unsigned, "sso-unsigned"),
        (Wrong::Secret, "sso-algorithm"),
        (Wrong::Key, "sso-key"),
        (Wrong::Changed, "sso-signature"),
        (Wrong::Nonce, "sso-unasked"),
        (Wrong::Nonsense, "sso-unreadable"),
        (Wrong::Forgets, "sso-secret-refused"),
        (Wrong::Down, "sso-unreachable"),
        (Wrong::Says("access_denied", "User is not assigned to the client application."), "sso-not-assigned"),
        (Wrong::Says("access_denied", "The user pressed cancel"), "sso-declined"),
        (Wrong::Says("server_error", "A part of ours is out of order"), "sso-provider-said"),
    ];
    for (wrong, expected) in all {
        let mut browser = world.browser();
        let page = refused(&world, &house, &mut browser, Says::of(&house.ana.email).wrong(wrong)).await;
        let code = expected.split(' ').next().unwrap();
        assert_eq!(page.cause().as_deref(), Some(code), "{wrong:?}: {}", page.told());
        let reference = page.reference().expect("a reference");
        let row = journal::find(&mut world.app.store.read(), &reference).await.unwrap().expect("an entry");
        assert_eq!(row.cause.as_deref(), Some(expected), "{wrong:?}");
        assert_eq!(browser.whoami().await, None, "{wrong:?}");
    }
    // A minute of difference is nothing.
    for wrong in [Wrong::Ended(50), Wrong::Ahead(50)] {
        let mut browser = world.browser();
        house
            .provider
            .signs_in(&world, &mut browser, &house.start, Says::of(&house.ana.email).wrong(wrong))
            .await;
        is_in(&browser, &house.ana.email);
    }
    let linked = identity::count(&mut world.app.store.read(), house.connection).await.unwrap();
    assert_eq!(linked, 1);
}

/// Evil's provider says whatever it likes about people of Larkfield: it opens Evil for its own members, and nothing else.
async fn another_organizations_provider_opens_nothing_here(world: World) {
    let house = house(&world, OPEN).await;
    world.organization("evil", OPEN).await;
    let eve = world.admin_with_app("eve@evil.example", "evil").await;
    let provider = Provider::begin().await;
    let connection = world.connect(&provider, "evil", &eve).await;
    let start = format!("/sso/{connection}");
    // Ana's address, made sure of; and Ana's own key at Larkfield's provider.
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&house.ana.email)).await;
    for says in [
        Says::of(&house.ana.email),
        Says { subject: "key of ana@larkfield.example".into(), ..Says::of("x@evil.example") },
    ] {
        let mut browser = world.browser();
        let page = provider.signs_in(&world, &mut browser, &start, says).await;
        assert_eq!(page.user(), None, "{}", page.told());
        assert_eq!(page.cause().as_deref(), Some("sso-domain-unproved"), "{}", page.told());
    }
    // Somebody who is in both: Evil's provider opens Evil, and says nothing of Larkfield.
    world.join(&house.jo, "evil", Role::Member).await;
    let mut browser = world.browser();
    let page = provider.signs_in(&world, &mut browser, &start, Says::of(&house.jo.email)).await;
    assert_eq!(page.organization().as_deref(), Some("evil"), "{}", page.told());
    assert!(!page.says("Larkfield") && !page.says("larkfield people"), "{}", page.told());
    for path in ["/org/larkfield/people", "/org/larkfield/sso", "/account/password"] {
        let page = browser.open(path).await;
        assert_eq!(page.status, 403, "{path}: {}", page.told());
    }
}

async fn an_answer_works_in_the_browser_that_asked_and_once(world: World) {
    let house = house(&world, OPEN).await;
    // Somebody else's answer is put into Ana's browser (login CSRF), which asked nothing, or something else.
    let mut eve = world.browser();
    let hers = house.provider.goes(&world, &mut eve, &house.start, Says::of(&house.jo.email)).await;
    let mut ana = world.browser();
    ana.open("/sign-in").await;
    house.provider.goes(&world, &mut ana, &house.start, Says::of(&house.ana.email)).await;
    let page = ana.open(&hers).await;
    assert_eq!(page.cause().as_deref(), Some("sso-state-lost"), "{}", page.told());
    assert_eq!(ana.whoami().await, None);
    // What she carries of it is sealed for her browser.
    let mut thief = eve.clone();
    thief.open(&hers).await;
    is_in(&thief, &house.jo.email);
    // The same answer once more, in the same browser, after signing out.
    let kept = eve.cookies.clone();
    let page = eve.open(&hers).await;
    assert_eq!(page.user(), None, "{}", page.told());
    eve.cookies = kept;
    let page = eve.open(&hers).await;
    assert_eq!(page.cause().as_deref(), Some("sso-used-twice"), "{}", page.told());
    // Nothing at all.
    let page = ana.open(&format!("{}/back", house.start)).await;
    assert_eq!(page.cause().as_deref(), Some("sso-unasked"), "{}", page.told());
}

/// Two connections of one house: what one provider answered is brought to the other one's address (mix-up).
async fn an_answer_of_another_connection_is_none_of_this_ones(world: World) {
    let house = house(&world, OPEN).await;
    let other = Provider::begin().await;
    let second = world.connect(&other, "larkfield", &house.jo).await;
    let mut browser = world.browser();
    let back = other.goes(&world, &mut browser, &format!("/sso/{second}"), Says::of(&house.ana.email)).await;
    let page = browser.open(&back.replace(&second.to_string(), &house.connection.to_string())).await;
    assert_eq!(page.cause().as_deref(), Some("sso-state-lost"), "{}", page.told());
    assert_eq!(browser.whoami().await, None);
}

async fn an_address_nobody_made_sure_of_tells_nobody(world: World) {
    let house = house(&world, OPEN).await;
    let ana = house.ana.email.as_str();
    for (says, cause) in [
        (Says { verified: false, ..Says::of(ana) }, "sso-address-unverified"),
        (Says { email: None, ..Says::of(ana) }, "sso-no-address"),
        (Says { email: Some("not an address".into()), ..Says::of(ana) }, "sso-no-address"),
        (Says::of("stranger@larkfield.example"), "sso-nobody-here"),
        (Says::of("kim@contractor.example"), "sso-domain-unproved"),
    ] {
        let mut browser = world.browser();
        let page = refused(&world, &house, &mut browser, says).await;
        assert_eq!(page.cause().as_deref(), Some(cause), "{}", page.told());
    }
    // Whom it knows already it need not tell the address of.
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(ana)).await;
    let mut browser = world.browser();
    let says = Says { email: None, ..Says::of(ana) };
    house.provider.signs_in(&world, &mut browser, &house.start, says).await;
    is_in(&browser, ana);
}

async fn the_address_that_was_typed_is_the_one_that_comes(world: World) {
    let house = house(&world, OPEN).await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    browser.fill(&[("email", &house.ana.email)]).await;
    let href = browser.page.link_to("/sso/").expect("the way");
    let page = house.provider.signs_in(&world, &mut browser, &href, Says::of(&house.jo.email)).await;
    assert_eq!(page.cause().as_deref(), Some("sso-another-person"), "{}", page.told());
    assert_eq!(page.user(), None, "{}", page.told());
    // Switching there is a click, and asks the provider to let choose.
    let href = page.link_to("/sso/").expect("switch");
    let gone = browser.ask("GET", &href, None).await;
    let location = gone.headers["location"].to_str().unwrap().to_owned();
    assert!(location.contains("prompt=select_account"), "{location}");
    let back = house.provider.answers(&world, &location, Says::of(&house.ana.email));
    browser.open(&back).await;
    is_in(&browser, &house.ana.email);
}

async fn nobody_confirms_their_own_key(world: World) {
    let house = house(&world, OPEN).await;
    let mut jo = world.browser();
    house.provider.signs_in(&world, &mut jo, &house.start, Says::of(&house.jo.email)).await;
    let anew = Says { subject: "another".into(), ..Says::of(&house.jo.email) };
    let mut other = world.browser();
    house.provider.signs_in(&world, &mut other, &house.start, anew).await;
    let mut own = world.browser();
    own.sign_in(&world, &house.jo).await;
    own.open("/org/larkfield/sso").await;
    assert!(own.page.says("another admin") || own.page.says("Another admin"), "{}", own.page.told());
    let row = identity::list_proposals(&mut world.app.store.read(), house.id, 9).await.unwrap().remove(0);
    own.post_fields("/org/larkfield/sso/proposal", &[("id", &row.id.to_string()), ("answer", "yes")]).await;
    let found = identity::find(&mut world.app.store.read(), house.connection, "another").await.unwrap();
    assert_eq!(found, None);
}

/// What a provider says goes into pages as text, cut, and into no header, mail or log line of its own making.
async fn words_of_a_provider_stay_words(world: World) {
    let house = house(&world, OPEN).await;
    let evil = "<script>alert(1)</script>\r\nSet-Cookie: x=y";
    let mut browser = world.browser();
    let says = Says::of(&house.ana.email).wrong(Wrong::Says("server_error", evil));
    let page = refused(&world, &house, &mut browser, says).await;
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    let reference = page.reference().expect("a reference");
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    let page = jo.open(&format!("/org/larkfield/sso/{}/{reference}", house.connection)).await;
    assert!(page.says("alert(1)") && !page.html.contains("<script>alert"), "{}", page.html);
    assert!(page.headers.get("set-cookie").is_none());
    // Another organization's admin finds nothing there.
    world.organization("harbour", OPEN).await;
    let una = world.admin_with_app("una@harbour.example", "harbour").await;
    let mut office = world.browser();
    office.sign_in(&world, &una).await;
    for path in [
        format!("/org/harbour/sso/{}", house.connection),
        format!("/org/harbour/sso/{}/{reference}", house.connection),
        format!("/org/harbour/sso/{}/edit", house.connection),
        format!("/org/harbour/sso/{}/try", house.connection),
    ] {
        assert_eq!(office.open(&path).await.status, 404, "{path}");
    }
    for act in ["switch", "remove"] {
        let path = format!("/org/harbour/sso/{}/{act}", house.connection);
        assert_eq!(office.post_fields(&path, &[("to", "off")]).await.status, 404, "{path}");
    }
}

/// The refusal of a sign-in goes along sealed, with its true cause; no other page opens it for a stranger.
async fn what_a_password_was_refused_for_is_told_to_nobody_here(world: World) {
    let house = house(&world, OPEN).await;
    let ticket = uuid::Uuid::from_u128(7);
    for email in [house.ana.email.as_str(), "nobody@larkfield.example"] {
        for from in ["/sign-in".to_owned(), format!("/invite?t={ticket}")] {
            let mut browser = world.browser();
            browser.open(&from).await;
            browser.open("/sign-in").await;
            browser.fill(&[("email", email)]).await;
            browser.fill(&[("password", ANOTHER)]).await;
            let location = browser.page.path.clone();
            let sealed = location.split("s=").nth(1).unwrap_or_default().to_owned();
            assert!(!sealed.is_empty(), "{location}");
            let page = browser.open(&format!("/sso/refused?s={sealed}")).await;
            assert_eq!(page.place(), "/sign-in", "{email}: {}", page.told());
            assert_eq!(page.cause(), None, "{email}: {}", page.told());
        }
    }
}

/// Who is switched off, or signed out by an admin, comes back through the provider or not at all.
async fn a_visit_ends_with_the_membership(world: World) {
    let house = house(&world, OPEN).await;
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&house.ana.email)).await;
    is_in(&browser, &house.ana.email);
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    for act in ["deactivate", "reactivate"] {
        let page = jo.post_fields(&format!("/org/larkfield/people/{}/{act}", house.ana.id), &[]).await;
        assert_eq!(page.cause(), None, "{}", page.told());
    }
    browser.post_fields("/help-me", &[("organization", "larkfield")]).await;
    assert_eq!(browser.open("/account").await.user(), None, "{}", browser.page.told());
}

/// The page was opened as an admin and is sent off as a member: the change asks once more, in its own transaction.
async fn who_is_no_admin_any_more_changes_nothing(world: World) {
    let house = house(&world, OPEN).await;
    let (app, visit) = (&world.app, visit(world.app.now()));
    let row = organization::find(&mut app.store.read(), house.id).await.unwrap().expect("Larkfield");
    let member = actor(&house.ana);
    let wanted = Wanted { issuer: house.provider.issuer().to_owned(), ..Wanted::default() };
    let added = connection::add(app, &visit, &row, &member, &wanted).await.unwrap();
    assert!(matches!(added, Saved::NotAnAdmin), "{added:?}");
    let set = connection::set(app, &visit, &row, &member, house.connection, &wanted).await.unwrap();
    assert!(matches!(set, Saved::NotAnAdmin), "{set:?}");
    let switched = connection::switch(app, &visit, &row, &member, house.connection, false).await.unwrap();
    assert_eq!(switched, Switched::NotAnAdmin);
    let removed = connection::remove(app, &visit, &row, &member, house.connection).await.unwrap();
    assert_eq!(removed, Switched::NotAnAdmin);
    let name = "larkfield.example";
    assert_eq!(domain::add(app, &visit, &row, &member, "other.example").await.unwrap(), Domain::Gone);
    assert_eq!(domain::ask(app, &visit, &row, &member, name).await.unwrap(), Domain::Gone);
    assert_eq!(domain::remove(app, &visit, &row, &member, name).await.unwrap(), Domain::Gone);
    let connections = store::connection::list(&mut app.store.read(), house.id).await.unwrap();
    assert!(connections.len() == 1 && connections[0].mode == "optional", "{connections:?}");
    let domains = store::domain::list(&mut app.store.read(), house.id).await.unwrap();
    assert!(domains.len() == 1 && domains[0].proved_at.is_some(), "{domains:?}");
}

/// A hostile provider says that it is Ana, and wrong codes are typed in her name, as many as are looked at.
async fn what_a_visitor_guesses_slows_nobody_else(world: World) {
    let house = house(&world, ASKS_FOR_SECOND).await;
    let mut ana = house.ana.clone();
    world.give_app(&mut ana).await;
    let mut thief = world.browser();
    house.provider.signs_in(&world, &mut thief, &house.start, Says::of(&ana.email)).await;
    for number in 0..6 {
        thief.fill(&[("code", &format!("00000{number}"))]).await;
    }
    assert_eq!(thief.page.cause().as_deref(), Some("guesses-slowed"), "{}", thief.page.told());
    let mut own = world.browser();
    own.try_to_sign_in(&ana.email, PASSWORD).await;
    own.fill(&[("code", &ana.code(&world))]).await;
    is_in(&own, &ana.email);
}
