//! Stories of the link for somebody without an account: what it opens, for how long, and that it opens nothing else.

use rules::Span;
use uuid::Uuid;
use vestibule::store::connection::{self, ConnectionRow};

use super::{House, house};
use crate::world::provider::{Says, Wrong};
use crate::world::{Browser, OPEN, World, stories};

stories![
    whoever_has_link_and_code_fills_one_connection_in,
    what_people_come_through_is_not_changed_by_a_link,
    a_link_that_has_ended_opens_nothing,
    a_link_opens_its_own_connection_in_its_own_browser,
    whoever_tries_by_a_link_sees_their_own_try_alone,
    no_other_admin_makes_or_ends_it,
];

const TRIES: &str = "it-person@provider.example";

/// Larkfield's second connection, which is off, and its admin before its page.
async fn second(world: &World, house: &House) -> (Uuid, Browser) {
    let id = world.connection(&house.provider, "larkfield", &house.jo).await;
    let mut jo = world.browser();
    jo.sign_in(world, &house.jo).await;
    jo.open(&format!("/org/larkfield/sso/{id}")).await;
    (id, jo)
}

/// Makes a link: its path, and its code.
async fn link(world: &World, jo: &mut Browser, house: &House, id: Uuid) -> (String, String) {
    let place = format!("/org/larkfield/sso/{id}");
    world.pass(Span::minutes(1));
    let mut page = jo.post_fields(&format!("{place}/link"), &[]).await.clone();
    if page.place() == "/sign-in/second" {
        jo.fill(&[("code", &house.jo.code(world))]).await;
        page = jo.post_fields(&format!("{place}/link"), &[]).await.clone();
    }
    assert_eq!(page.place(), format!("{place}/link"), "{}", page.told());
    let between = |mark: &str| {
        let rest = page.html.split_once(mark).unwrap_or_else(|| panic!("{mark}: {}", page.html)).1;
        rest.split_once('>').expect("a tag").1.split_once('<').expect("its end").0.to_owned()
    };
    let path = between("data-link").replace("https://login.vestibule.example", "");
    (path, between("data-code"))
}

/// Somebody with link and code stands before the connection.
async fn comes(world: &World, (path, code): &(String, String)) -> Browser {
    let mut it = world.browser();
    it.open(path).await;
    assert!(it.page.says("Jo Tester") || it.page.says("asks you to set it up"), "{}", it.page.told());
    it.fill(&[("code", code)]).await;
    assert_eq!(it.page.place(), "/it", "{}", it.page.told());
    it
}

async fn row(world: &World, id: Uuid) -> ConnectionRow {
    connection::any_find(&mut world.app.store.read(), id).await.unwrap().expect("it")
}

async fn whoever_has_link_and_code_fills_one_connection_in(world: World) {
    let house = house(&world, OPEN).await;
    let (id, mut jo) = second(&world, &house).await;
    let link = link(&world, &mut jo, &house, id).await;
    let mut it = comes(&world, &link).await;
    for word in ["larkfield sign-on", "larkfield.example", "Audience", "it-person"] {
        assert_eq!(it.page.says(word), word.starts_with("larkfield"), "{word}: {}", it.page.told());
    }
    assert!(!it.page.html.contains("ana@larkfield.example"), "{}", it.page.html);
    it.open("/it/edit").await;
    assert!(!it.page.html.contains("a secret of the client"), "{}", it.page.html);
    it.fill(&[
        ("name", "By the IT person"),
        ("client_id", "vestibule"),
        ("issuer", "https://nobody.invalid"),
    ])
    .await;
    assert_eq!(it.page.place(), "/it/edit", "{}", it.page.told());
    it.fill(&[("name", "By the IT person"), ("issuer", house.provider.issuer())]).await;
    assert_eq!(it.page.place(), "/it", "{}", it.page.told());
    assert_eq!(row(&world, id).await.name, "By the IT person");
    // They try it; an admin still has to.
    house.provider.signs_in(&world, &mut it, "/it/try", Says::of(&house.ana.email)).await;
    assert_eq!(it.page.place(), "/it", "{}", it.page.told());
    assert!(it.page.says("this sign-in would work"), "{}", it.page.told());
    assert_eq!(it.session(), None);
    assert_eq!(row(&world, id).await.tried_at, None);
    jo.open(&format!("/org/larkfield/sso/{id}")).await;
    assert!(!jo.page.html.contains("value=\"on\""), "{}", jo.page.told());
    assert!(jo.page.says("Opened"), "{}", jo.page.told());
    let page = jo.open("/org/larkfield/audit").await;
    for word in [
        "IT person (link by",
        "Set-up link made",
        "Set-up link opened",
        "Connection changed",
        "Connection tried out",
    ] {
        assert!(page.says(word), "{word}: {}", page.told());
    }
}

/// Whoever can change where everybody is sent to signs in as anybody.
async fn what_people_come_through_is_not_changed_by_a_link(world: World) {
    let house = house(&world, OPEN).await;
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    let link = link(&world, &mut jo, &house, house.connection).await;
    let mut it = comes(&world, &link).await;
    assert!(it.page.says("nothing can be changed here"), "{}", it.page.told());
    assert_eq!(it.open("/it/edit").await.place(), "/it");
    let before = row(&world, house.connection).await;
    let fields = [("name", "Evil"), ("issuer", house.provider.issuer()), ("client_id", "evil")];
    assert_eq!(it.post_fields("/it/edit", &fields).await.place(), "/it");
    assert_eq!(row(&world, house.connection).await, before);
    // There is no way to switch anything.
    for path in ["switch", "remove", "link", "link/end"] {
        let path = format!("/org/larkfield/sso/{}/{path}", house.connection);
        let page = it.post_fields(&path, &[("to", "off")]).await;
        assert_eq!(page.place(), "/sign-in", "{path}: {}", page.told());
    }
    assert_eq!(row(&world, house.connection).await, before);
}

async fn a_link_that_has_ended_opens_nothing(world: World) {
    let house = house(&world, OPEN).await;
    let (id, mut jo) = second(&world, &house).await;
    // Taken back, while somebody is in by it.
    let taken = link(&world, &mut jo, &house, id).await;
    let mut it = comes(&world, &taken).await;
    jo.open(&format!("/org/larkfield/sso/{id}")).await;
    let made = jo.page.html.split_once("data-setup-link=\"").expect("a link").1;
    let made = made.split_once('"').expect("its id").0.to_owned();
    jo.press(&format!("/org/larkfield/sso/{id}/link/end"), &[("id", &made)]).await;
    assert!(jo.page.says("Taken back"), "{}", jo.page.told());
    for path in ["/it", "/it/edit", "/it/try"] {
        assert_eq!(it.open(path).await.status, 403, "{path}");
    }
    assert_eq!(it.post_fields("/it/edit", &[("name", "Evil")]).await.status, 403);
    assert_eq!(it.open(&taken.0).await.status, 410);
    assert_eq!(it.post_fields(&taken.0, &[("code", &taken.1)]).await.status, 410);
    // Run out.
    let old = link(&world, &mut jo, &house, id).await;
    let mut late = comes(&world, &old).await;
    // Guessed at.
    let guessed = link(&world, &mut jo, &house, id).await;
    let mut eve = world.browser();
    for _ in 0..9 {
        let page = eve.post_fields(&guessed.0, &[("code", "AAAA-AAAA")]).await;
        assert!(page.says("That is another code"), "{}", page.told());
    }
    assert_eq!(eve.post_fields(&guessed.0, &[("code", "AAAA-AAAA")]).await.status, 410);
    assert_eq!(eve.post_fields(&guessed.0, &[("code", &guessed.1)]).await.status, 410);
    world.pass(Span::days(7));
    assert_eq!(late.open("/it").await.status, 403);
    assert_eq!(late.open(&old.0).await.status, 410);
    // The connection is gone, and with it its links.
    let mut write = world.app.store.write().await.unwrap();
    connection::remove(&mut write, id).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(late.open(&old.0).await.status, 404);
    assert_eq!(late.open("/it/nothing-of-ours").await.status, 404);
}

async fn a_link_opens_its_own_connection_in_its_own_browser(world: World) {
    let house = house(&world, OPEN).await;
    let (id, mut jo) = second(&world, &house).await;
    let made = link(&world, &mut jo, &house, id).await;
    let mut it = comes(&world, &made).await;
    // The link's secret goes nowhere else.
    let page = it.open(&made.0).await;
    assert_eq!(page.headers["referrer-policy"], "same-origin");
    assert_eq!(page.headers["cache-control"], "no-store");
    // Not the console, nor anything about members, nor another connection.
    for path in [
        "/org/larkfield/people".to_owned(),
        "/org/larkfield/sso".to_owned(),
        format!("/org/larkfield/sso/{id}"),
        format!("/org/larkfield/sso/{}", house.connection),
        "/account".to_owned(),
    ] {
        assert_eq!(it.open(&path).await.place(), "/sign-in", "{path}");
    }
    let other = row(&world, house.connection).await;
    let other_id = house.connection.to_string();
    let fields = [
        ("id", other_id.as_str()),
        ("name", "Mine"),
        ("issuer", house.provider.issuer()),
        ("client_id", "vestibule"),
    ];
    it.post_fields("/it/edit", &fields).await;
    assert_eq!((row(&world, house.connection).await, row(&world, id).await.name.as_str()), (other, "Mine"));
    // In another browser its cookie is worth nothing, and another site's page posts nothing.
    let mut stolen = world.browser();
    stolen.open("/sign-in").await;
    let cookie = it.cookies["__Host-vestibule-it"].clone();
    stolen.cookies.insert("__Host-vestibule-it".to_owned(), cookie);
    assert_eq!(stolen.open("/it").await.status, 403);
    it.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    for path in ["/it/edit", made.0.as_str()] {
        assert_eq!(it.post_fields(path, &fields).await.status, 403, "{path}");
    }
}

async fn whoever_tries_by_a_link_sees_their_own_try_alone(world: World) {
    let house = house(&world, OPEN).await;
    let (id, mut jo) = second(&world, &house).await;
    let made = link(&world, &mut jo, &house, id).await;
    let mut it = comes(&world, &made).await;
    let tried = Says::of(TRIES).wrong(Wrong::Audience);
    house.provider.signs_in(&world, &mut it, "/it/try", tried).await;
    assert!(
        it.page.says("another application") && it.page.html.contains("data-rehearsal"),
        "{}",
        it.page.told()
    );
    let own = it.page.path.clone();
    // An admin's rehearsal, and what people came by, are not for them.
    let path = format!("/org/larkfield/sso/{id}/try");
    let page = house.provider.signs_in(&world, &mut jo, &path, Says::of(&house.ana.email)).await;
    let reference = page.path.split_once("tried=").expect("a reference").1.to_owned();
    assert!(!it.open(&format!("/it?tried={reference}")).await.html.contains("data-rehearsal"));
    let other = link(&world, &mut jo, &house, id).await;
    let mut another = comes(&world, &other).await;
    assert!(!another.open(&own).await.html.contains("data-rehearsal"));
    assert!(it.open(&own).await.html.contains("data-rehearsal"));
    assert!(row(&world, id).await.tried_at.is_some(), "an admin has tried it");
    // Saving by a link takes that back.
    let fields = [("name", "x"), ("issuer", house.provider.issuer()), ("client_id", "vestibule")];
    it.post_fields("/it/edit", &fields).await;
    assert_eq!(row(&world, id).await.tried_at, None);
}

async fn no_other_admin_makes_or_ends_it(world: World) {
    let house = house(&world, OPEN).await;
    let (id, mut jo) = second(&world, &house).await;
    let made = link(&world, &mut jo, &house, id).await;
    world.organization("evil", OPEN).await;
    let evil = world.admin_with_app("eve@evil.example", "evil").await;
    let mut eve = world.browser();
    eve.sign_in(&world, &evil).await;
    let all = vestibule::store::setup_link::list(&mut world.app.store.read(), house.id, id, 5).await.unwrap();
    let theirs = all[0].id.to_string();
    for path in [format!("/org/evil/sso/{id}/link"), format!("/org/evil/sso/{id}/link/end")] {
        assert_eq!(eve.post_fields(&path, &[("id", &theirs)]).await.status, 404, "{path}");
    }
    for path in [format!("/org/larkfield/sso/{id}/link"), format!("/org/larkfield/sso/{id}/link/end")] {
        assert_eq!(eve.post_fields(&path, &[("id", &theirs)]).await.status, 403, "{path}");
    }
    // Nor by the id of another connection's page.
    let path = format!("/org/larkfield/sso/{}/link/end", house.connection);
    jo.post_fields(&path, &[("id", &theirs)]).await;
    comes(&world, &made).await;
    // A member is no admin.
    let mut ana = world.browser();
    ana.sign_in(&world, &house.ana).await;
    assert_eq!(ana.post_fields(&format!("/org/larkfield/sso/{id}/link"), &[]).await.status, 403);
}
