//! Stories of what fingers, keyboards and password managers do to what is typed.

use rules::Span;

use crate::world::{ANOTHER, ASKS_FOR_SECOND, OPEN, PASSWORD, World, stories};

stories![
    an_address_is_understood_as_it_was_meant,
    an_address_that_is_none_is_said_beside_the_field,
    codes_are_taken_as_they_are_written,
    a_password_is_taken_to_the_letter,
    a_password_typed_as_an_address_is_kept_nowhere,
    a_strangers_address_is_kept_nowhere_for_long,
];

async fn an_address_is_understood_as_it_was_meant(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    for typed in [
        " ana@larkfield.example ",
        "Ana@Larkfield.Example",
        "\u{200b}ana@larkfield.example\u{200b}",
        "ａｎａ@larkfield.example",
        "ana@larkfield.example\u{a0}",
        "ana@larkfield.example\r\n",
    ] {
        let mut browser = world.browser();
        browser.open("/sign-in").await;
        let page = browser.fill(&[("email", typed)]).await;
        assert!(page.says(&ana.email), "{typed:?}: the address as understood: {}", page.told());
        assert!(browser.fill(&[("password", PASSWORD)]).await.user().is_some(), "{typed:?}");
    }
}

async fn an_address_that_is_none_is_said_beside_the_field(world: World) {
    let mut browser = world.browser();
    for typed in ["", "ana", "@larkfield.example", "ana@", &format!("{}@a.example", "a".repeat(400))] {
        for path in ["/sign-in", "/reset"] {
            browser.open(path).await;
            let page = browser.fill(&[("email", typed)]).await;
            assert_eq!((page.place(), page.status.as_u16()), (path, 200), "{typed:?}");
            assert!(page.html.contains("aria-invalid"), "{typed:?}: {}", page.told());
        }
    }
}

async fn codes_are_taken_as_they_are_written(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let sheet: Vec<String> = eli.sheet.iter().map(|code| code.replace(' ', "")).collect();
    let typed = [
        eli.sheet[0].to_lowercase(),
        sheet[1].clone(),
        eli.sheet[2].replace(' ', "-"),
        format!("\u{a0}{}\u{200b} ", eli.sheet[3]),
    ];
    for code in typed {
        let mut browser = world.browser();
        browser.try_to_sign_in(&eli.email, PASSWORD).await;
        let page = browser.fill(&[("code", &code)]).await;
        assert!(page.user().is_some(), "{code:?}: {}", page.told());
    }
    for wide in [false, true] {
        world.pass(Span::minutes(1));
        let code = eli.code(&world);
        let digits: String =
            code.chars().map(|digit| char::from_u32(digit as u32 + 0xfee0).unwrap()).collect();
        let typed = if wide { digits } else { format!(" {} {}", &code[..3], &code[3..]) };
        let mut browser = world.browser();
        browser.try_to_sign_in(&eli.email, PASSWORD).await;
        let page = browser.fill(&[("code", &typed)]).await;
        assert!(page.user().is_some(), "{typed:?}: {}", page.told());
    }
}

async fn a_password_is_taken_to_the_letter(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    for wrong in [PASSWORD.to_uppercase(), format!("{PASSWORD} "), format!(" {PASSWORD}")] {
        assert_eq!(world.browser().try_to_sign_in(&ana.email, &wrong).await.user(), None, "{wrong:?}");
    }
    // Blanks at its ends belong to it, and letters that look alike are one.
    let chosen = " nai\u{308}ve herons und Störche ";
    let mut browser = world.browser();
    browser.ask_for_reset(&ana.email).await;
    browser.open(&world.link(&ana.email).await).await;
    browser.fill(&[("new_password", chosen)]).await;
    for same in [chosen, " na\u{ef}ve herons und Störche "] {
        assert!(world.browser().try_to_sign_in(&ana.email, same).await.user().is_some(), "{same:?}");
    }
    assert_eq!(world.browser().try_to_sign_in(&ana.email, chosen.trim()).await.user(), None);
}

async fn a_password_typed_as_an_address_is_kept_nowhere(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let secrets = ["my-Own-Secret-9731", "p@ss.Word-8842"];
    let mut browser = world.browser();
    for secret in secrets {
        browser.open("/sign-in").await;
        let page = browser.fill(&[("email", secret)]).await;
        assert!(!page.path.contains(secret));
        if !secret.contains('@') {
            assert!(!page.html.contains(secret), "nobody reads it over the shoulder: {}", page.told());
        } else {
            browser.fill(&[("password", secret)]).await;
            if browser.page.place() == "/sign-in/refused" {
                browser.fill(&[]).await;
            }
        }
        browser.open("/reset").await;
        browser.fill(&[("email", secret)]).await;
        world.mails(secret).await;
    }
    browser.try_to_sign_in(&ana.email, "typed-Wrong-5521").await;
    let stored = world.everything_stored().await.to_lowercase();
    for secret in secrets.iter().chain(&["typed-Wrong-5521"]) {
        assert!(!stored.contains(&secret.to_lowercase()), "{secret} stands in the database");
    }
    // The scan would find what is there; PostgreSQL keeps its files elsewhere.
    assert!(stored.is_empty() || stored.contains("ana@larkfield.example"));
}

async fn a_strangers_address_is_kept_nowhere_for_long(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.ask_for_reset("someone.else@larkfield.example").await;
    browser.try_to_sign_in("someone.else@larkfield.example", "wrong").await;
    browser.fill(&[]).await;
    world.mails("someone.else@larkfield.example").await;
    assert!(!world.everything_stored().await.contains("someone.else"));
    // Nor does a secret that somebody has: passwords, codes, tokens.
    browser.ask_for_reset(&ana.email).await;
    let code = world.code(&ana.email).await;
    let token = world.link(&ana.email).await.rsplit('/').next().unwrap().to_owned();
    browser.fill(&[("code", &code)]).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
    let session = browser.session().expect("a session");
    let stored = world.everything_stored().await;
    for secret in [code, token, session, ANOTHER.to_owned(), PASSWORD.to_owned()] {
        assert!(!stored.contains(&secret), "{secret} stands in the database");
    }
}
