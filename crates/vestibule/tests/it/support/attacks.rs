//! The curious at the desk, the hostile outside of it, and what they type.

use rules::Span;
use vestibule::store::factor;

use super::{at_the_desk, find, log, logged, supporter, wrong_password};
use crate::world::{OPEN, World, stories};

stories![
    nobody_else_comes_to_the_desk,
    a_factor_that_ended_is_none_at_the_desk,
    whoever_left_the_desk_does_nothing_in_the_tab_left_open,
    the_desk_has_no_console_of_its_own,
    what_is_typed_is_only_looked_for,
    one_persons_case_is_not_anothers,
    notes_stay_at_the_desk,
];

const PAGES: [&str; 7] = [
    "/support/articles",
    "/support",
    "/support/numbers",
    "/support/case/VST-7K3M-Q2XP",
    "/support/organizations/larkfield",
    "/support/organizations/nowhere",
    "/support/people/00000000-0000-0000-0000-000000000001",
];

async fn nobody_else_comes_to_the_desk(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    // Works at the desk, and signs in to another organization alone.
    let vera = supporter(&world, "vera@desk.example").await;
    world.join(&vera, "larkfield", rules::Role::Admin).await;
    let mut stranger = world.browser();
    for path in PAGES {
        assert_eq!(stranger.open(path).await.place(), "/sign-in", "{path}");
    }
    for person in [&jo, &kim] {
        let mut browser = world.browser();
        browser.sign_in(&world, person).await;
        for path in PAGES {
            let page = browser.open(path).await;
            assert_eq!(page.status.as_u16(), 403, "{path}: {}", page.told());
            assert_eq!(page.cause().as_deref(), Some("not-support"));
            assert!(!page.remedies().is_empty(), "{}", page.told());
        }
        for act in ["send-fitting", "hand-over", "note", "waive", "end-sessions", "reset"] {
            let path = format!("/support/people/{}/{act}", kim.id);
            let page = browser.post_fields(&path, &[("organization", "larkfield"), ("note", "x")]).await;
            assert_eq!(page.status.as_u16(), 403, "{act}: {}", page.told());
        }
        assert_eq!(browser.post_fields("/support/find", &[("q", &kim.email)]).await.status.as_u16(), 403);
    }
    let mut browser = world.browser();
    world.pass(Span::minutes(1));
    browser.try_to_sign_in(&vera.email, &vera.password).await;
    browser.fill(&[("code", &vera.code(&world))]).await;
    let page = browser.post_fields("/sign-in/choose", &[("organization", "larkfield")]).await;
    if page.organization().as_deref() == Some("larkfield") {
        let page = browser.open("/support").await;
        assert_eq!(page.status.as_u16(), 403, "a session in another organization: {}", page.told());
    }
    assert!(world.mails(&kim.email).await.is_empty());
    assert_eq!(logged(&world, "larkfield", "support-looked").await, 0);
}

async fn a_factor_that_ended_is_none_at_the_desk(world: World) {
    let vera = supporter(&world, "vera@desk.example").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &vera).await;
    assert_eq!(browser.open("/support").await.place(), "/support");
    let mut write = world.app.store.write().await.unwrap();
    let all = factor::list_for_user(&mut write, vera.id, rules::Instant(0)).await.unwrap();
    factor::end(&mut write, all[0].id, world.app.now()).await.unwrap();
    write.commit().await.unwrap();
    for path in PAGES {
        let page = browser.open(path).await;
        assert_ne!(page.place(), path, "{}", page.told());
        assert!(!page.says("Stuck at the door"), "{}", page.told());
    }
    // A code of the sheet is a second factor still, and leads back.
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    let page = browser.fill(&[("code", &vera.sheet[0])]).await;
    assert_eq!(page.user().as_deref(), Some(vera.email.as_str()), "{}", page.told());
    let page = browser.open("/support").await;
    assert_eq!(page.place(), "/support", "{}", page.told());
}

async fn whoever_left_the_desk_does_nothing_in_the_tab_left_open(world: World) {
    world.organization("larkfield", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let mut desk = at_the_desk(&world).await;
    find(&mut desk, &kim.email).await;
    let house =
        vestibule::store::organization::find_desk(&mut world.app.store.read()).await.unwrap().unwrap();
    let vera = vestibule::store::address::find(&mut world.app.store.read(), "vera@desk.example").await;
    let vera = vera.unwrap().unwrap().user_id;
    let mut write = world.app.store.write().await.unwrap();
    vestibule::store::membership::set_deactivated(&mut write, house.id, vera, Some(world.app.now()))
        .await
        .unwrap();
    write.commit().await.unwrap();
    let page = desk.press(&format!("/support/people/{}/send-fitting", kim.id), &[]).await;
    assert_eq!(page.status.as_u16(), 403, "{}", page.told());
    assert!(world.mails(&kim.email).await.is_empty());
}

async fn the_desk_has_no_console_of_its_own(world: World) {
    let mut desk = at_the_desk(&world).await;
    for page in ["people", "requests", "invite", "kit", "support"] {
        let page = desk.open(&format!("/org/support/{page}")).await;
        assert_eq!(page.status.as_u16(), 403, "{}", page.told());
    }
    let page = desk.post_fields("/org/support/support", &[("length", "7-days")]).await;
    assert_eq!(page.status.as_u16(), 403, "{}", page.told());
}

async fn what_is_typed_is_only_looked_for(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("kim@larkfield.example", "larkfield").await;
    let mut desk = at_the_desk(&world).await;
    let long = "x".repeat(10_000);
    for typed in [
        "%",
        "_",
        "%%%",
        "\0",
        "larkfield\0",
        "' or 1=1 --",
        "<script>alert(1)</script>",
        "../../org",
        &long,
        "VST-",
        "@",
    ] {
        let page = find(&mut desk, typed).await;
        assert_eq!(page.status.as_u16(), 200, "{typed:?}: {}", page.told());
        assert!(!page.html.contains("<script>alert"), "{}", page.html);
        let found = page.place() != "/support";
        assert_eq!(found, typed == "larkfield\0", "{typed:?} leads to {}", page.path);
    }
    // Any reference that is well formed is looked up, found or not, and each look is written down.
    let before = log(&world, "support").await.len();
    let page = find(&mut desk, "VST-0000-0000").await;
    assert!(page.says("Nothing is kept under this reference"), "{}", page.told());
    assert_eq!(log(&world, "support").await.len(), before + 2, "the search, and the look");
}

async fn one_persons_case_is_not_anothers(world: World) {
    world.organization("larkfield", OPEN).await;
    world.organization("fjordbank", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let bo = world.member("bo@larkfield.example", "larkfield").await;
    let ida = world.admin("ida@fjordbank.example", "fjordbank").await;
    let reference = wrong_password(&world, &kim.email).await;
    let mut desk = at_the_desk(&world).await;
    // Bo is not told what happened to Kim.
    let path = format!("/support/people/{}/send-answer", bo.id);
    let page = desk.post_fields(&path, &[("reference", &reference)]).await;
    assert_eq!(page.cause().as_deref(), Some("nobody-there"), "{}", page.told());
    assert!(world.mails(&bo.email).await.is_empty());
    // Nor is an organization that Kim is not in.
    let path = format!("/support/people/{}/hand-over", kim.id);
    let page = desk.post_fields(&path, &[("organization", "fjordbank"), ("note", "look")]).await;
    assert_eq!(page.cause().as_deref(), Some("nobody-there"), "{}", page.told());
    assert!(world.mails(&ida.email).await.is_empty());
    assert_eq!(logged(&world, "fjordbank", "support-handed-over").await, 0);
    // What is no organization, nobody, or nothing to do is not there.
    for (path, slug) in [
        (format!("/support/people/{}/hand-over", kim.id), "nowhere"),
        (format!("/support/people/{}/give-pass", kim.id), "larkfield"),
        (format!("/support/people/{}/make-admin", kim.id), "larkfield"),
        (format!("/support/people/{}/deactivate", kim.id), "larkfield"),
        (format!("/support/case/{reference}/note"), "larkfield"),
    ] {
        let page = desk.post_fields(&path, &[("organization", slug), ("note", "look")]).await;
        assert_eq!(page.status.as_u16(), 404, "{path}: {}", page.told());
    }
}

async fn notes_stay_at_the_desk(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let mut desk = at_the_desk(&world).await;
    find(&mut desk, &kim.email).await;
    let path = format!("/support/people/{}/note", kim.id);
    let typed = "<img src=x onerror=alert(1)>\r\nsecond line\u{7}\u{202e}";
    let page = desk.press(&path, &[("note", typed)]).await;
    assert!(page.says("<img src=x onerror=alert(1)> second line"), "{}", page.told());
    assert!(!page.html.contains("<img src=x") && !page.html.contains('\u{202e}'), "{}", page.html);
    assert_eq!(logged(&world, "larkfield", "support-noted").await, 1);
    let lines = log(&world, "larkfield").await;
    assert!(lines.iter().all(|row| !format!("{row:?}").contains("second line")), "{lines:?}");
    // Empty is none, and long is cut.
    let page = desk.post_fields(&path, &[("note", " \u{200b}\r\n ")]).await;
    assert!(page.says("There is nothing in the note"), "{}", page.told());
    let long = "n".repeat(60_000);
    desk.post_fields(&path, &[("note", &long)]).await;
    let shown = desk.open(&format!("/support/people/{}", kim.id)).await.html.matches('n').count();
    assert!((2000..12_000).contains(&shown), "{shown}");
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    for path in [format!("/org/larkfield/people/{}", kim.id), "/org/larkfield/requests".to_owned()] {
        let page = admin.open(&path).await;
        assert!(!page.says("second line"), "{}", page.told());
    }
    let mut browser = world.browser();
    browser.sign_in(&world, &kim).await;
    assert!(!browser.open("/account").await.says("second line"));
}
