//! Setting it up as an office manager would, trying it, switching it, mending it, and taking it away.

use rules::Span;
use vestibule::jobs::sweep;
use vestibule::store::{connection, domain};

use super::{house, is_in};
use crate::world::provider::{Provider, Says, Wrong};
use crate::world::{OPEN, World, stories};

stories![
    an_office_manager_sets_it_up,
    what_cannot_be_used_is_said_beside_its_field,
    a_try_signs_nobody_in_and_shows_each_check,
    a_domain_is_proved_by_dns_and_looked_at_every_day,
    off_is_off_at_once,
    taking_it_away_signs_out_who_came_through_it,
    a_member_sees_none_of_it,
    admins_are_told_before_a_secret_ends,
    the_secret_stands_nowhere,
];

async fn an_office_manager_sets_it_up(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let provider = Provider::begin().await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    // A second factor of before is not enough to change who gets in.
    world.pass(Span::hours(1));
    browser.open("/org/larkfield/sso").await;
    browser.follow_to("/org/larkfield/sso/new?provider=okta").await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    browser.fill(&[("code", &jo.code(&world))]).await;
    assert_eq!(browser.page.place(), "/org/larkfield/sso/new", "{}", browser.page.told());
    assert!(browser.page.says("Create App Integration"), "{}", browser.page.told());
    browser
        .fill(&[
            ("name", "Larkfield Okta"),
            ("issuer", provider.issuer()),
            ("client_id", "vestibule"),
            ("client_secret", "a secret of the client: +%&"),
            ("ends", "2027-06-30"),
        ])
        .await;
    assert!(browser.page.says("Larkfield Okta"), "{}", browser.page.told());
    assert!(browser.page.says("30 June 2027"), "{}", browser.page.told());
    let place = browser.page.place().to_owned();
    // Not before it was tried.
    browser.post_fields(&format!("{place}/switch"), &[("to", "on")]).await;
    let id = place.rsplit('/').next().unwrap().parse().unwrap();
    let row = connection::any_find(&mut world.app.store.read(), id).await.unwrap().unwrap();
    assert_eq!(row.mode, "off");
    provider.signs_in(&world, &mut browser, &format!("{place}/try"), Says::of(&jo.email)).await;
    assert_eq!(browser.page.place(), place, "{}", browser.page.told());
    browser.press(&format!("{place}/switch"), &[("to", "on")]).await;
    assert!(browser.page.says("It's on"), "{}", browser.page.told());
    let mut other = world.browser();
    provider.signs_in(&world, &mut other, &format!("/sso/{id}"), Says::of(&jo.email)).await;
    is_in(&other, &jo.email);
    // Changing what a sign-in depends on wants another try before the next switch.
    browser.open(&format!("{place}/edit")).await;
    browser.fill(&[("client_id", "another")]).await;
    let row = connection::any_find(&mut world.app.store.read(), id).await.unwrap().unwrap();
    assert_eq!((row.client_id.as_str(), row.tried_at), ("another", None));
    // Who did what stands in the audit log.
    browser.open("/org/larkfield/audit").await;
    for act in
        ["Connection added", "Connection switched", "Connection changed", "Signed in through the sign-on"]
    {
        assert!(browser.page.says(act), "{act}: {}", browser.page.told());
    }
}

async fn what_cannot_be_used_is_said_beside_its_field(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let provider = Provider::begin().await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    let slash = format!("{}/", provider.issuer());
    let page = format!("{}/keys", provider.issuer());
    for (issuer, said) in [
        ("", "Fill this in"),
        ("not an address", "begins with https://"),
        ("ftp://x.example", "begins with https://"),
        ("https://user:pw@x.example", "begins with https://"),
        ("http://127.0.0.1:9", "Nobody answers there"),
        (slash.as_str(), "calls itself"),
        (page.as_str(), "404"),
    ] {
        browser.open("/org/larkfield/sso/new?provider=oidc").await;
        let fields =
            [("name", "N"), ("issuer", issuer), ("client_id", "c"), ("client_secret", "s"), ("ends", "")];
        let page = browser.fill(&fields).await;
        assert!(page.says(said), "{issuer}: {}", page.told());
        // What was typed is kept, but for the secret.
        assert!(page.html.contains("value=\"c\"") && !page.html.contains("value=\"s\""), "{}", page.html);
    }
    let none = connection::list(&mut world.app.store.read(), uuid::Uuid::nil()).await.unwrap();
    assert!(none.is_empty());
}

async fn a_try_signs_nobody_in_and_shows_each_check(world: World) {
    let house = house(&world, OPEN).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &house.jo).await;
    let before = browser.session();
    let place = format!("/org/larkfield/sso/{}", house.connection);
    let try_out = format!("{place}/try");
    house.provider.signs_in(&world, &mut browser, &try_out, Says::of(&house.ana.email)).await;
    assert_eq!(browser.page.user().as_deref(), Some(house.jo.email.as_str()), "{}", browser.page.told());
    assert_eq!(browser.session(), before);
    assert_eq!(browser.page.html.matches("data-stand=\"holds\"").count(), 9, "{}", browser.page.html);
    let says = Says::of(&house.ana.email).wrong(Wrong::Audience);
    house.provider.signs_in(&world, &mut browser, &try_out, says).await;
    assert!(
        browser.page.html.contains("data-check=\"audience\" data-stand=\"fails\""),
        "{}",
        browser.page.html
    );
    assert!(
        browser.page.html.contains("data-check=\"time\" data-stand=\"not-reached\""),
        "{}",
        browser.page.html
    );
    assert!(
        browser.page.says("another application") && browser.page.says("Client ID"),
        "{}",
        browser.page.told()
    );
    let says = Says::of(&house.ana.email).wrong(Wrong::Unsigned);
    house.provider.signs_in(&world, &mut browser, &try_out, says).await;
    assert!(browser.page.says("Your provider didn't sign."), "{}", browser.page.told());
    // What was linked by none of them.
    let linked =
        vestibule::store::identity::count(&mut world.app.store.read(), house.connection).await.unwrap();
    assert_eq!(linked, 0);
}

async fn a_domain_is_proved_by_dns_and_looked_at_every_day(world: World) {
    let house = house(&world, OPEN).await;
    world.organization("harbour", OPEN).await;
    let una = world.admin_with_app("una@harbour.example", "harbour").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &una).await;
    for (typed, said) in [
        ("gmail.com", "nobody's to prove"),
        ("not a domain", "Type a domain"),
        ("localhost", "Type a domain"),
    ] {
        browser.open("/org/harbour/sso").await;
        let page = browser.fill(&[("domain", typed)]).await;
        assert!(page.says(said), "{typed}: {}", page.told());
    }
    // Somebody else's: its record would have to say what only they are told.
    browser.open("/org/harbour/sso").await;
    browser.fill(&[("domain", "Larkfield.Example")]).await;
    browser.press("/org/harbour/sso/domain/ask", &[("domain", "larkfield.example")]).await;
    assert!(browser.page.says("isn't there"), "{}", browser.page.told());
    let harbour =
        vestibule::store::organization::find_by_slug(&mut world.app.store.read(), "harbour").await.unwrap();
    let harbour = harbour.unwrap().id;
    let row = domain::find(&mut world.app.store.read(), harbour, "larkfield.example").await.unwrap().unwrap();
    let (at, text) = vestibule::flows::domain::record(&row);
    world.app.names.write(&at, &[text]);
    browser.press("/org/harbour/sso/domain/ask", &[("domain", "larkfield.example")]).await;
    assert!(browser.page.says("Another organization"), "{}", browser.page.told());
    // Larkfield's record is overwritten: a week later the domain is nobody's.
    for _ in 0..9 {
        world.pass(Span::days(1));
        world.pass(Span::seconds(1));
        sweep::all(&world.app).await.unwrap();
    }
    let row =
        domain::find(&mut world.app.store.read(), house.id, "larkfield.example").await.unwrap().unwrap();
    assert_eq!(row.proved_at, None, "{row:?}");
    browser.sign_in(&world, &una).await;
    browser.open("/org/harbour/sso").await;
    browser.press("/org/harbour/sso/domain/ask", &[("domain", "larkfield.example")]).await;
    assert!(browser.page.says("the domain is proved"), "{}", browser.page.told());
}

async fn off_is_off_at_once(world: World) {
    let house = house(&world, OPEN).await;
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    // However long ago the second factor was.
    world.pass(Span::hours(2));
    let mut waits = world.browser();
    let back = house.provider.goes(&world, &mut waits, &house.start, Says::of(&house.ana.email)).await;
    jo.open(&format!("/org/larkfield/sso/{}", house.connection)).await;
    jo.press(&format!("/org/larkfield/sso/{}/switch", house.connection), &[("to", "off")]).await;
    assert!(jo.page.says("It's off"), "{}", jo.page.told());
    let page = waits.open(&back).await;
    assert_eq!(page.cause().as_deref(), Some("sso-switched-off"), "{}", page.told());
    let mut browser = world.browser();
    let page = browser.open(&house.start).await;
    assert_eq!(page.cause().as_deref(), Some("sso-switched-off"), "{}", page.told());
    browser.open("/sign-in").await;
    let page = browser.fill(&[("email", &house.ana.email)]).await;
    assert_eq!(page.link_to("/sso/"), None, "{}", page.told());
}

async fn taking_it_away_signs_out_who_came_through_it(world: World) {
    let house = house(&world, OPEN).await;
    let mut ana = world.browser();
    house.provider.signs_in(&world, &mut ana, &house.start, Says::of(&house.ana.email)).await;
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    jo.open(&format!("/org/larkfield/sso/{}", house.connection)).await;
    jo.press(&format!("/org/larkfield/sso/{}/remove", house.connection), &[]).await;
    assert!(jo.page.says("Removed"), "{}", jo.page.told());
    assert_eq!(ana.whoami().await, None);
    assert_eq!(ana.open(&house.start).await.status, 404);
    ana.sign_in(&world, &house.ana).await;
}

async fn a_member_sees_none_of_it(world: World) {
    let house = house(&world, OPEN).await;
    let mut ana = world.browser();
    ana.sign_in(&world, &house.ana).await;
    let here = format!("/org/larkfield/sso/{}", house.connection);
    let pages =
        ["/org/larkfield/sso".to_owned(), here.clone(), format!("{here}/edit"), format!("{here}/try")];
    for path in pages {
        assert_eq!(ana.open(&path).await.status, 403, "{path}");
    }
    for act in ["switch", "remove", "edit"] {
        assert_eq!(ana.post_fields(&format!("{here}/{act}"), &[("to", "off")]).await.status, 403, "{act}");
    }
    for act in ["domain", "domain/ask", "domain/remove", "proposal", "new"] {
        let fields = [("domain", "larkfield.example")];
        assert_eq!(ana.post_fields(&format!("/org/larkfield/sso/{act}"), &fields).await.status, 403, "{act}");
    }
}

async fn admins_are_told_before_a_secret_ends(world: World) {
    let house = house(&world, OPEN).await;
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    jo.open(&format!("/org/larkfield/sso/{}/edit", house.connection)).await;
    let ends = vestibule::when::date(world.app.now().plus(Span::days(61)), "UTC");
    jo.fill(&[("ends", &ends)]).await;
    let told = |mails: Vec<vestibule::mail::inbox::Kept>| {
        mails.iter().filter(|mail| mail.subject.contains("client secret")).count()
    };
    let mut counts = vec![];
    for days in [0, 2, 1, 30, 23, 4] {
        world.pass(Span(Span::days(days).0 + 1));
        sweep::all(&world.app).await.unwrap();
        sweep::all(&world.app).await.unwrap();
        counts.push(told(world.mails(&house.jo.email).await));
    }
    assert_eq!(counts, [0, 1, 1, 2, 3, 4]);
}

async fn the_secret_stands_nowhere(world: World) {
    let house = house(&world, OPEN).await;
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    for path in ["", "/edit"] {
        let page = jo.open(&format!("/org/larkfield/sso/{}{path}", house.connection)).await;
        assert!(!page.html.contains("a secret of the client"), "{}", page.html);
    }
    let mut ana = world.browser();
    house.provider.signs_in(&world, &mut ana, &house.start, Says::of(&house.ana.email)).await;
    assert!(!world.everything_stored().await.contains("a secret of the client"));
}
