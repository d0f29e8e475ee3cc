//! What can be sent to us that no page of ours would send: false origins, hosts, addresses, names and sizes.
//!
//! Never in here: what an account may do.

use vestibule::flows::refused::WRITTEN_OF_A_NETWORK;
use vestibule::store::journal;
use vestibule::web::answer::safe_next;

use crate::world::{BASE, Browser, OPEN, PASSWORD, World, stories};

stories![
    nobody_is_led_away,
    another_site_cannot_send_our_forms,
    a_false_host_appears_nowhere,
    a_name_cannot_write_headers_or_pages,
    a_forwarded_address_is_not_believed,
    what_is_too_large_or_broken_is_answered,
    links_that_open_nothing_do_not_fill_the_journal,
];

async fn nobody_is_led_away(world: World) {
    for evil in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:x",
        "/a\r\nb",
        "evil",
        "",
    ] {
        assert_eq!(safe_next(evil), None, "{evil}");
    }
    assert_eq!(safe_next("/org/larkfield/people?q=a").as_deref(), Some("/org/larkfield/people?q=a"));
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    for path in [
        "/sign-in?next=//evil.example",
        "/sign-in?next=https://evil.example",
        "/account?next=/%5cevil.example",
    ] {
        let mut browser = world.browser();
        browser.open(path).await;
        browser.fill(&[("email", &ana.email), ("next", "//evil.example")]).await;
        // Where it leads is asserted by every step of the browser.
        let page = browser.fill(&[("password", PASSWORD), ("next", "https://evil.example")]).await;
        assert_eq!(page.place(), "/account", "{}", page.told());
    }
    assert_eq!(world.browser().open("//evil.example/account").await.user(), None);
}

async fn another_site_cannot_send_our_forms(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    let foreign = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "https://login.vestibule.example.evil.example"),
    ];
    for (name, value) in foreign {
        browser.headers = vec![(name, value.to_owned())];
        for path in ["/sign-out", "/account/codes", "/reset", "/sign-in/password", "/account/sessions/end"] {
            let page = browser.post_fields(path, &[("email", &ana.email), ("all", "1")]).await;
            assert_eq!(page.status.as_u16(), 403, "{path} {name}: {value}");
        }
    }
    browser.headers = vec![("origin", BASE.to_owned()), ("sec-fetch-site", "same-origin".to_owned())];
    assert_eq!(browser.whoami().await.as_deref(), Some(ana.email.as_str()));
    assert!(world.mails(&ana.email).await.is_empty());
    assert_eq!(browser.press("/sign-out", &[]).await.place(), "/signed-out");
}

async fn a_false_host_appears_nowhere(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut thief = world.browser();
    thief.headers = vec![
        ("host", "evil.example".to_owned()),
        ("x-forwarded-host", "evil.example".to_owned()),
        ("x-forwarded-proto", "gopher".to_owned()),
        ("forwarded", "host=evil.example;proto=gopher".to_owned()),
        ("referer", "https://evil.example/".to_owned()),
    ];
    for path in
        ["/", "/sign-in", "/account", "/stuck", "/contact", "/nowhere", "/org/larkfield/people", "/r/AAAA"]
    {
        thief.open(path).await;
        clean(&thief);
    }
    thief.try_to_sign_in(&ana.email, "not the password").await;
    clean(&thief);
    thief.post_fields("/answer", &[("s", &thief.page.sealed())]).await;
    clean(&thief);
    thief.ask_for_reset(&ana.email).await;
    clean(&thief);
    thief.sign_in(&world, &jo).await;
    clean(&thief);
    thief.open("/org/larkfield/invite").await;
    let names =
        [("first_name", "Ben"), ("last_name", "Ro"), ("email", "ben@larkfield.example"), ("role", "member")];
    thief.fill(&names).await;
    clean(&thief);
    for to in [&ana.email, "ben@larkfield.example"] {
        let mails = world.mails(to).await;
        assert!(!mails.is_empty(), "{to}");
        for mail in mails {
            let all = format!("{} {} {} {}", mail.from, mail.subject, mail.html, mail.text);
            assert!(!all.contains("evil") && !all.contains("gopher"), "{all}");
            assert!(mail.links.iter().all(|link| link.starts_with(BASE)), "{:?}", mail.links);
        }
    }
}

/// Nothing of what was forged stands on the page, in its headers, or on the way there.
fn clean(thief: &Browser) {
    let page = &thief.page;
    let led = page.led.iter().map(|(_, headers)| headers);
    let headers: String = led.chain([&page.headers]).map(|headers| format!("{headers:?}")).collect();
    for mark in ["evil.example", "gopher"] {
        assert!(!page.html.contains(mark) && !headers.contains(mark), "{mark}: {headers} {}", page.told());
    }
}

async fn a_name_cannot_write_headers_or_pages(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    let names = [
        "Eve\r\nBcc: all@evil.example",
        "<script>alert(1)</script>",
        "\u{202e}evE\u{0}",
        "{ $organization } & \"quoted\"",
        "https://evil.example/click",
    ];
    for (number, name) in names.into_iter().enumerate() {
        let to = format!("new{number}@larkfield.example");
        browser.open("/org/larkfield/invite").await;
        let fields = [("first_name", name), ("last_name", name), ("email", to.as_str()), ("role", "member")];
        let page = browser.fill(&fields).await;
        assert!(!page.html.contains("<script>alert"), "{}", page.told());
        let Some(mail) = world.mails(&to).await.into_iter().next() else {
            // A name that cannot be one is said beside its field.
            assert_eq!(page.place(), "/org/larkfield/invite", "{name}: {}", page.told());
            continue;
        };
        assert!(!mail.html.contains("<script>") && !mail.subject.contains('\n'), "{name}");
        assert!(!mail.text.contains('\0') && !mail.text.contains('\u{202e}'), "{name}: {}", mail.text);
        assert!(!mail.links.iter().any(|link| link.contains("evil")), "{name}: {:?}", mail.links);
    }
    assert!(world.mails("all@evil.example").await.is_empty());
}

async fn a_forwarded_address_is_not_believed(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.headers = vec![("x-forwarded-for", "203.0.113.99".to_owned())];
    browser.sign_in(&world, &ana).await;
    let page = browser.open("/account").await;
    assert!(page.says("192.0.2.10") && !page.says("203.0.113.99"), "{}", page.told());
    // A proxy that is set is believed, and only for what it wrote itself.
    let behind = World::set(|settings| settings.trusted_proxies = vec![[192, 0, 2, 10].into()]).await;
    behind.organization("larkfield", OPEN).await;
    let ana = behind.member("ana@larkfield.example", "larkfield").await;
    let mut browser = behind.browser();
    browser.headers = vec![("x-forwarded-for", "198.51.100.66, 203.0.113.99".to_owned())];
    browser.sign_in(&behind, &ana).await;
    let page = browser.open("/account").await;
    assert!(page.says("203.0.113.99") && !page.says("198.51.100.66"), "{}", page.told());
}

async fn what_is_too_large_or_broken_is_answered(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    let large = format!("email={}", "a".repeat(70_000)).into_bytes();
    assert_eq!(browser.post_bytes("/sign-in", large).await.status.as_u16(), 413);
    let broken: [&[u8]; 7] = [
        b"email=%ff%fe%zz&s=%",
        b"\xff\xfe\x00\x01",
        b"email=ana%00@larkfield.example",
        b"email=ana@larkfield.example%00",
        b"email&email&&&===",
        b"email=a@b@c&email=d",
        b"email=%E2%80%AEana@larkfield.example",
    ];
    for body in broken {
        for path in [
            "/sign-in",
            "/reset",
            "/sign-in/password",
            "/reset/code",
            "/password/choose",
            "/answer",
            "/ticket/next",
            "/invite/code",
        ] {
            let page = browser.post_bytes(path, body.to_vec()).await;
            assert!(page.status.as_u16() < 500, "{path}: {}", page.told());
        }
    }
    // 10,000 letters are no password, and cost no hash.
    let page = browser.try_to_sign_in(&ana.email, &"x".repeat(10_000)).await;
    assert_eq!(page.place(), "/sign-in/refused", "{}", page.told());
    browser.sign_in(&world, &ana).await;
    browser.open("/account/password").await;
    let long = "x".repeat(10_000);
    let page = browser.fill(&[("password", PASSWORD), ("new_password", &long)]).await;
    assert_eq!(page.place(), "/account/password", "{}", page.told());
    for path in [
        "/r/%00",
        "/why/%ff",
        "/i/%2e%2e%2f",
        "/org/%00/people",
        "/org/larkfield/people/%00",
        "/assets/..%2f..%2fetc%2fpasswd",
    ] {
        let page = browser.open(path).await;
        assert!(page.status.as_u16() < 500, "{path}: {}", page.told());
    }
    for path in ["/org/larkfield/people?q=%00%ff", "/account?word=%00", "/sign-in?s=%00%ff"] {
        assert!(browser.open(path).await.status.as_u16() < 500, "{path}");
    }
    world.browser().sign_in(&world, &ana).await;
}

async fn links_that_open_nothing_do_not_fill_the_journal(world: World) {
    let mut thief = world.browser();
    for _ in 0..WRITTEN_OF_A_NETWORK + 5 {
        let page = thief.open("/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
        assert!(page.says("This link opens nothing") && page.says("Reference VST-"), "{}", page.told());
    }
    let nobody = world.app.address_key("");
    let rows = journal::list_by_address_key(&mut world.app.store.read(), &nobody, 1_000).await.unwrap();
    assert_eq!(rows.len() as i64, WRITTEN_OF_A_NETWORK);
}
