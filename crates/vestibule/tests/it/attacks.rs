//! Stories of people who want in and may not: each attack is tried as it would be, and comes to nothing.
//!
//! What they learn by looking stands in `stranger.rs`; here is what they do. Never in here: a way in.

use rules::{Role, Span};
use vestibule::store::{membership, user};
use vestibule::web::answer::safe_next;

use crate::world::{
    ANOTHER, ASKS_FOR_SECOND, BASE, Browser, NOW, OPEN, PASSWORD, Person, World, code_at, stories,
};

stories![
    a_session_is_new_at_every_sign_in,
    a_session_is_new_once_it_holds_for_more,
    a_code_from_the_app_opens_once,
    a_recovery_code_opens_once,
    a_ticket_saves_one_password,
    a_forged_or_cut_step_is_worth_nothing,
    a_step_is_worth_nothing_in_another_browser,
    a_step_from_before_a_new_password_is_worth_nothing,
    a_step_from_before_signing_out_is_worth_nothing,
    a_finished_sign_in_is_not_finished_twice,
    a_link_alone_opens_no_other_page,
    an_invitation_alone_does_not_sign_in_somebody_known,
    nobody_is_led_away,
    another_site_cannot_send_our_forms,
    a_false_host_does_not_reach_the_mails,
    a_name_cannot_write_headers_or_pages,
    an_admin_reaches_nobody_elsewhere,
    a_member_has_no_console,
    a_removed_admin_does_nothing_in_the_tab_left_open,
    the_last_admin_stays,
    a_forwarded_address_is_not_believed,
    what_is_too_large_or_broken_is_answered,
    a_reset_asks_for_the_second_factor_on_a_remembered_device,
    a_link_in_somebody_elses_browser_says_whose_it_is,
    guessed_mailed_codes_are_slowed,
    nothing_stays_open_after_sign_out,
];

/// The second factor is asked for, the code is typed.
async fn at_the_second_factor(world: &World, person: &Person) -> Browser {
    let mut browser = world.browser();
    browser.try_to_sign_in(&person.email, PASSWORD).await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    browser
}

async fn a_session_is_new_at_every_sign_in(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mal = world.member("mal@larkfield.example", "larkfield").await;
    let mut thief = world.browser();
    thief.sign_in(&world, &mal).await;
    let planted = thief.session().expect("a session");
    let mut browser = world.browser();
    browser.cookies.insert("__Host-vestibule-session".to_owned(), planted.clone());
    browser.sign_in(&world, &ana).await;
    assert_ne!(browser.session(), Some(planted));
    assert_eq!(thief.whoami().await.as_deref(), Some("mal@larkfield.example"));
    // A made-up one is not adopted either, and signing in again makes another.
    for made_up in ["A".repeat(43), "x".to_owned()] {
        browser.cookies.insert("__Host-vestibule-session".to_owned(), made_up.clone());
        assert_eq!(browser.whoami().await, None);
        browser.sign_in(&world, &ana).await;
        assert_ne!(browser.session(), Some(made_up));
    }
    let set = browser.page.led.iter().flat_map(|(_, headers)| headers.get_all("set-cookie"));
    let session = set
        .map(|cookie| cookie.to_str().unwrap())
        .find(|cookie| cookie.starts_with("__Host-vestibule-session="));
    for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(session.expect("the session's cookie").contains(part), "{session:?}");
    }
}

async fn a_session_is_new_once_it_holds_for_more(world: World) {
    world.organization("larkfield", OPEN).await;
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let mut eli = world.member("eli@larkfield.example", "larkfield").await;
    world.join(&eli, "fjordbank", Role::Member).await;
    world.give_app(&mut eli).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    let before = browser.session();
    if browser.page.place() == "/sign-in/choose" {
        browser.fill(&[("organization", "larkfield")]).await;
    }
    world.pass(Span::minutes(1));
    browser.open("/account").await;
    browser.press("/account/organization", &[("organization", "fjordbank")]).await;
    if browser.page.place() == "/sign-in/second" {
        browser.fill(&[("code", &eli.code(&world))]).await;
        assert_ne!(browser.session(), before, "more is proved under a new name");
    }
    assert_eq!(
        browser.open("/account").await.organization().as_deref(),
        Some("fjordbank"),
        "{}",
        browser.page.told()
    );
}

async fn a_code_from_the_app_opens_once(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let code = eli.code(&world);
    let (mut one, mut two) =
        (at_the_second_factor(&world, &eli).await, at_the_second_factor(&world, &eli).await);
    let fields = [("code", code.as_str())];
    tokio::join!(one.fill(&fields), two.fill(&fields));
    let inside = [&one, &two].iter().filter(|browser| browser.page.user().is_some()).count();
    assert_eq!(inside, 1, "{}\n{}", one.page.told(), two.page.told());
    let mut three = at_the_second_factor(&world, &eli).await;
    let page = three.fill(&fields).await;
    assert_eq!(page.cause().as_deref(), Some("code-replayed"), "{}", page.told());
    // The next one opens.
    world.pass(Span::seconds(30));
    assert!(three.fill(&[("code", &eli.code(&world))]).await.user().is_some());
}

async fn a_recovery_code_opens_once(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let (mut one, mut two) =
        (at_the_second_factor(&world, &eli).await, at_the_second_factor(&world, &eli).await);
    let fields = [("code", eli.sheet[6].as_str())];
    tokio::join!(one.fill(&fields), two.fill(&fields));
    let inside = [&one, &two].iter().filter(|browser| browser.page.user().is_some()).count();
    assert_eq!(inside, 1, "{}\n{}", one.page.told(), two.page.told());
    let mut three = at_the_second_factor(&world, &eli).await;
    let page = three.fill(&fields).await;
    assert_eq!(page.cause().as_deref(), Some("recovery-code-spent"), "{}", page.told());
}

async fn a_ticket_saves_one_password(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    world.browser().ask_for_reset("ana@larkfield.example").await;
    let link = world.link("ana@larkfield.example").await;
    let (mut one, mut two) = (world.browser(), world.browser());
    one.open(&link).await;
    two.open(&link).await;
    let third = "twelve lanterns in the fog";
    tokio::join!(one.fill(&[("new_password", ANOTHER)]), async {
        two.fill(&[("new_password", third)]).await;
    });
    let inside = [&one, &two].map(|browser| browser.page.user().is_some());
    assert_eq!(
        inside.iter().filter(|inside| **inside).count(),
        1,
        "{}\n{}",
        one.page.told(),
        two.page.told()
    );
    let (saved, lost) = if inside[0] { (ANOTHER, third) } else { (third, ANOTHER) };
    let mut later = world.browser();
    assert!(later.try_to_sign_in("ana@larkfield.example", saved).await.user().is_some());
    assert_eq!(world.browser().try_to_sign_in("ana@larkfield.example", lost).await.user(), None);
}

async fn a_forged_or_cut_step_is_worth_nothing(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = at_the_second_factor(&world, &eli).await;
    let sealed = browser.page.sealed();
    let mut flipped = sealed.clone().into_bytes();
    let middle = flipped.len() / 2;
    flipped[middle] = if flipped[middle] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    for wrong in [flipped.as_str(), &sealed[..sealed.len() / 2], &sealed[1..], "", "%00", "AAAA"] {
        let page = browser.post_fields("/sign-in/second", &[("s", wrong), ("code", &eli.code(&world))]).await;
        assert_eq!(page.user(), None, "{wrong}: {}", page.told());
        assert_eq!(page.status.as_u16(), 200);
        assert!(page.offers("/sign-in"), "there is a way on: {}", page.told());
    }
    // It was the seal, not the code.
    let page = browser.post_fields("/sign-in/second", &[("s", &sealed), ("code", &eli.code(&world))]).await;
    assert!(page.user().is_some(), "{}", page.told());
}

async fn a_step_is_worth_nothing_in_another_browser(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let browser = at_the_second_factor(&world, &eli).await;
    let sealed = browser.page.sealed();
    let mut thief = world.browser();
    thief.open("/sign-in").await;
    let page = thief.post_fields("/sign-in/second", &[("s", &sealed), ("code", &eli.code(&world))]).await;
    assert_eq!(page.user(), None, "{}", page.told());
    // Nor the page of a reset that somebody else waits at.
    let mut waiting = world.browser();
    waiting.ask_for_reset(&eli.email).await;
    let sealed = waiting.page.sealed();
    let code = world.code(&eli.email).await;
    let page = thief.post_fields("/reset/code", &[("s", &sealed), ("code", &code)]).await;
    assert_ne!(page.place(), "/password/choose");
    assert_eq!(waiting.fill(&[("code", &code)]).await.place(), "/password/choose");
}

async fn a_step_from_before_a_new_password_is_worth_nothing(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    // Whoever knows the old password stands before the second factor, and the owner changes it.
    let mut thief = at_the_second_factor(&world, &eli).await;
    let mut owner = world.browser();
    owner.ask_for_reset(&eli.email).await;
    owner.fill(&[("code", &world.code(&eli.email).await)]).await;
    let chosen = owner.page.sealed();
    owner.fill(&[("new_password", ANOTHER)]).await;
    let page = thief.fill(&[("code", &eli.code(&world))]).await;
    assert_eq!(page.user(), None, "{}", page.told());
    // The form that saved it saves nothing more.
    let fields = [("s", chosen.as_str()), ("new_password", "twelve lanterns in the fog")];
    let page = owner.post_fields("/password/choose", &fields).await;
    assert_eq!(page.cause().as_deref(), Some("ticket-spent"), "{}", page.told());
}

async fn a_step_from_before_signing_out_is_worth_nothing(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    browser.open("/setup/authenticator").await;
    if browser.page.place() == "/mailbox" {
        browser.fill(&[("code", &world.code(&ana.email).await)]).await;
    }
    assert_eq!(browser.page.place(), "/setup/authenticator", "{}", browser.page.told());
    let (sealed, key) = (browser.page.sealed(), key_on(&browser));
    browser.post_fields("/sign-out", &[]).await;
    let code = code_at(&key, world.app.now());
    let page = browser.post_fields("/setup/authenticator", &[("s", &sealed), ("code", &code)]).await;
    assert_eq!(page.user(), None, "{}", page.told());
    assert_ne!(page.place(), "/setup/codes", "{}", page.told());
    assert_eq!(browser.whoami().await, None);
    browser.sign_in(&world, &ana).await;
    assert!(browser.open("/account").await.says("None yet."), "no app was added: {}", browser.page.told());
}

async fn a_finished_sign_in_is_not_finished_twice(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let gus = world.member("gus@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&gus.email, PASSWORD).await;
    browser.fill(&[("code", &world.code(&gus.email).await)]).await;
    let key = key_on(&browser);
    browser.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert_eq!(browser.page.place(), "/setup/codes", "{}", browser.page.told());
    let last_page = browser.page.clone();
    assert!(browser.fill(&[]).await.user().is_some(), "{}", browser.page.told());
    world.pass(Span::minutes(1));
    browser.post_fields("/sign-out", &[]).await;
    world.pass(Span::minutes(1));
    // The next person at this machine goes back in the history, and presses the button once more.
    browser.open(&last_page.path).await;
    assert!(!browser.page.says("Each gets you in once"), "no codes are shown: {}", browser.page.told());
    browser.page = last_page;
    let page = browser.fill(&[]).await;
    assert_eq!(page.user(), None, "{}", page.told());
    assert_eq!(browser.whoami().await, None);
}

/// The key on the page that sets up an app.
pub fn key_on(browser: &Browser) -> [u8; 20] {
    let (_, rest) = browser.page.html.split_once("<code class=\"key\">").expect("a key");
    let inner = rest.split("</code>").next().expect("its end");
    let plain: String =
        inner.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect();
    let key: String = plain.chars().filter(char::is_ascii_alphanumeric).collect();
    *proofs::totp::Secret::parse(&key).expect("a key in base 32").as_bytes()
}

async fn a_link_alone_opens_no_other_page(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    world.browser().ask_for_reset(&eli.email).await;
    let mut thief = world.browser();
    thief.open(&world.link(&eli.email).await).await;
    let sealed = thief.page.sealed();
    for path in [
        "/setup/authenticator",
        "/setup/codes",
        "/mailbox",
        "/sign-in/refused",
        "/sign-in/password",
        "/invite",
    ] {
        let page = thief.open(&format!("{path}?s={sealed}")).await;
        assert!(!page.html.contains("class=\"key\""), "{path}: {}", page.told());
    }
    let code = eli.code(&world);
    let sheet = &eli.sheet[0];
    let posts: [(&str, &[(&str, &str)]); 6] = [
        ("/sign-in/second", &[("code", &code)]),
        ("/sign-in/second", &[("code", sheet)]),
        ("/setup/authenticator", &[("code", &code)]),
        ("/setup/codes", &[]),
        ("/invite/join", &[]),
        ("/mailbox/code", &[("code", "ABCDEFGH")]),
    ];
    for (path, fields) in posts {
        let all: Vec<_> = fields.iter().copied().chain([("s", sealed.as_str())]).collect();
        let page = thief.post_fields(path, &all).await;
        assert_eq!(page.user(), None, "{path}: {}", page.told());
        assert!(thief.session().is_none(), "{path}: {}", thief.page.told());
    }
}

async fn an_invitation_alone_does_not_sign_in_somebody_known(world: World) {
    world.organization("larkfield", OPEN).await;
    world.organization("second", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    world.invite(&ana.email, "second").await;
    let link = world.link(&ana.email).await;
    let mut thief = world.browser();
    thief.open(&link).await;
    let sealed = thief.page.path.split("s=").nth(1).unwrap_or_default().to_owned();
    for path in ["/invite/join", "/invite/password", "/password/choose"] {
        let page = thief.post_fields(path, &[("s", &sealed), ("new_password", ANOTHER)]).await;
        assert_eq!(page.user(), None, "{path}: {}", page.told());
    }
    world.browser().sign_in(&world, &ana).await;
}

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

async fn a_false_host_does_not_reach_the_mails(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut thief = world.browser();
    thief.headers = vec![
        ("host", "evil.example".to_owned()),
        ("x-forwarded-host", "evil.example".to_owned()),
        ("forwarded", "host=evil.example".to_owned()),
    ];
    thief.ask_for_reset(&ana.email).await;
    assert!(!thief.page.html.contains("evil.example"));
    let mail = world.mail(&ana.email).await;
    assert!(!mail.html.contains("evil.example") && !mail.text.contains("evil.example"), "{}", mail.text);
    assert!(mail.links.iter().all(|link| link.starts_with(BASE)), "{:?}", mail.links);
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

async fn an_admin_reaches_nobody_elsewhere(world: World) {
    world.organization("larkfield", OPEN).await;
    let fjordbank = world.organization("fjordbank", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ida = world.admin("ida@fjordbank.example", "fjordbank").await;
    let bo = world.member("bo@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    let acts = [
        "deactivate",
        "remove",
        "make-admin",
        "reset",
        "must-change",
        "end-sessions",
        "waive",
        "re-invite",
        "nonsense",
    ];
    for person in [&ida, &bo] {
        for act in acts {
            let page = browser.post_fields(&format!("/org/larkfield/people/{}/{act}", person.id), &[]).await;
            assert_eq!(page.status.as_u16(), 404, "{act}: {}", page.told());
            assert!(!page.says(&person.email));
            let page = browser.post_fields(&format!("/org/fjordbank/people/{}/{act}", person.id), &[]).await;
            assert_eq!(page.status.as_u16(), 403, "{act}: {}", page.told());
        }
        let page = browser.open(&format!("/org/larkfield/people/{}", person.id)).await;
        assert_eq!(page.status.as_u16(), 404);
        assert!(world.mails(&person.email).await.is_empty());
        let row = membership::find(&mut world.app.store.read(), fjordbank, person.id).await.unwrap().unwrap();
        assert_eq!((row.deactivated_at, row.change_demanded_at, row.waived_until), (None, None, None));
    }
    for path in
        ["/org/fjordbank/people", "/org/fjordbank/requests", "/org/fjordbank/invite", "/org/nowhere/people"]
    {
        let page = browser.open(path).await;
        assert_eq!(page.status.as_u16(), 403, "{path}");
        assert!(!page.says("bo@fjordbank.example") && !page.says("Fjordbank"), "{}", page.told());
    }
    world.browser().sign_in(&world, &bo).await;
}

async fn a_member_has_no_console(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    for path in ["/org/larkfield/people", "/org/larkfield/requests", "/org/larkfield/invite"] {
        let page = browser.open(path).await;
        assert_eq!(page.status.as_u16(), 403, "{path}");
        assert!(page.reference().is_some() && !page.says(&jo.email), "{}", page.told());
    }
    let own = format!("/org/larkfield/people/{}/make-admin", ana.id);
    assert_eq!(browser.post_fields(&own, &[]).await.status.as_u16(), 403);
    let other = format!("/org/larkfield/people/{}/remove", jo.id);
    assert_eq!(browser.post_fields(&other, &[]).await.status.as_u16(), 403);
    let invite =
        [("first_name", "A"), ("last_name", "B"), ("email", "c@larkfield.example"), ("role", "admin")];
    assert_eq!(browser.post_fields("/org/larkfield/invite", &invite).await.status.as_u16(), 403);
    assert!(world.mails("c@larkfield.example").await.is_empty());
    let row = membership::find(&mut world.app.store.read(), larkfield, ana.id).await.unwrap().unwrap();
    assert_eq!(row.role, Role::Member);
}

async fn a_removed_admin_does_nothing_in_the_tab_left_open(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let max = world.admin("max@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let (mut at_jo, mut at_max) = (world.browser(), world.browser());
    at_jo.sign_in(&world, &jo).await;
    at_max.sign_in(&world, &max).await;
    at_max.open("/org/larkfield/people").await;
    let of_max = format!("/org/larkfield/people/{}", max.id);
    at_jo.open(&of_max).await;
    at_jo.press(&format!("{of_max}/make-member"), &[]).await;
    let page = at_max.post_fields(&format!("/org/larkfield/people/{}/remove", ana.id), &[]).await;
    assert_eq!(page.status.as_u16(), 403, "a role holds at once: {}", page.told());
    at_jo.open(&of_max).await;
    at_jo.press(&format!("{of_max}/remove"), &[]).await;
    let page = at_max.post_fields(&format!("/org/larkfield/people/{}/remove", ana.id), &[]).await;
    assert_ne!(page.place(), "/org/larkfield/people", "{}", page.told());
    assert_eq!(at_max.open("/account").await.organization(), None, "{}", at_max.page.told());
    world.browser().sign_in(&world, &ana).await;
}

async fn the_last_admin_stays(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    let own = format!("/org/larkfield/people/{}", jo.id);
    for act in ["make-member", "deactivate", "remove"] {
        browser.open(&own).await;
        let page = browser.press(&format!("{own}/{act}"), &[]).await;
        assert_eq!(page.cause().as_deref(), Some("last-admin"), "{act}: {}", page.told());
    }
    let row = membership::find(&mut world.app.store.read(), larkfield, jo.id).await.unwrap().unwrap();
    assert_eq!((row.role, row.deactivated_at), (Role::Admin, None));
    // Two who demote each other at once leave one.
    let max = world.admin("max@larkfield.example", "larkfield").await;
    let mut other = world.browser();
    other.sign_in(&world, &max).await;
    let of_max = format!("/org/larkfield/people/{}/make-member", max.id);
    let of_jo = format!("/org/larkfield/people/{}/make-member", jo.id);
    tokio::join!(browser.post_fields(&of_max, &[]), async {
        other.post_fields(&of_jo, &[]).await;
    });
    let admins = membership::count_admins(&mut world.app.store.read(), larkfield).await.unwrap();
    assert_eq!(admins, 1);
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

async fn a_reset_asks_for_the_second_factor_on_a_remembered_device(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = at_the_second_factor(&world, &eli).await;
    browser.fill(&[("code", &eli.code(&world)), ("remember", "1")]).await;
    browser.press("/sign-out", &[]).await;
    let page = browser.try_to_sign_in(&eli.email, PASSWORD).await;
    assert!(page.user().is_some(), "this browser is remembered: {}", page.told());
    browser.press("/sign-out", &[]).await;
    world.pass(Span::minutes(1));
    browser.ask_for_reset(&eli.email).await;
    browser.fill(&[("code", &world.code(&eli.email).await)]).await;
    let page = browser.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    assert!(!page.html.contains("name=\"remember\""));
    let page = browser.try_to_sign_in(&eli.email, ANOTHER).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
}

async fn a_link_in_somebody_elses_browser_says_whose_it_is(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let ben = world.member("ben@larkfield.example", "larkfield").await;
    world.browser().ask_for_reset(&ana.email).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ben).await;
    let page = browser.open(&world.link(&ana.email).await).await;
    assert!(page.says(&ana.email), "{}", page.told());
    browser.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(browser.whoami().await.as_deref(), Some(ana.email.as_str()));
    // Nothing of the other person's was touched.
    let row = user::get(&mut world.app.store.read(), ben.id).await.unwrap();
    assert!(row.password_at < Some(NOW));
    world.browser().sign_in(&world, &ben).await;
}

async fn guessed_mailed_codes_are_slowed(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut thief = world.browser();
    thief.ask_for_reset(&ana.email).await;
    let right = world.code(&ana.email).await;
    for number in 0..6 {
        thief.fill(&[("code", &format!("AAAA BBB{number}"))]).await;
    }
    assert_eq!(
        thief.fill(&[("code", &right)]).await.place(),
        "/reset/wait",
        "the right one is not looked at now"
    );
    // The owner's link is no guess.
    let mut owner = world.browser();
    owner.open(&world.link(&ana.email).await).await;
    assert_eq!(owner.fill(&[("new_password", ANOTHER)]).await.place(), "/account");
}

async fn nothing_stays_open_after_sign_out(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    let copied = browser.clone();
    browser.press("/sign-out", &[]).await;
    assert_eq!(browser.session(), None);
    let mut thief = copied;
    for path in ["/account", "/org/larkfield/people", "/account/password", "/sign-in/choose"] {
        assert_eq!(thief.open(path).await.place(), "/sign-in", "{path}");
    }
    let ben = [("first_name", "B"), ("last_name", "C"), ("email", "b@larkfield.example"), ("role", "admin")];
    assert_eq!(thief.post_fields("/org/larkfield/invite", &ben).await.place(), "/sign-in");
    assert!(world.mails("b@larkfield.example").await.is_empty());
    for page in [&browser.page, &thief.page] {
        assert_eq!(page.headers["cache-control"], "no-store");
    }
}
