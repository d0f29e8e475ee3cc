//! Stories of the help centre: who reads it, what is found, what is answered below an article, and what can be sent to
//! it that no page of ours would send. That articles keep to the product is in `tidy/articles.rs`.

use rules::Span;
use vestibule::article::{self, Block, read, search};
use vestibule::jobs::sweep;
use vestibule::store::article::list_answers;

use crate::world::{BASE, Browser, OPEN, PASSWORD, Page, World, stories};

stories![
    everybody_reads_the_same,
    a_question_finds_its_article_or_leads_on,
    what_is_asked_is_only_text,
    no_name_leads_off_the_shelf,
    a_refusal_leads_to_its_article,
    strangers_are_led_to_one_article_whoever_they_try,
    a_picture_is_the_same_for_everybody_and_kept,
    an_answer_counts_once_and_can_be_changed,
    an_answer_from_elsewhere_or_without_a_cookie_counts_nothing,
    answers_come_to_an_end_within_an_hour_and_a_day,
    an_answer_does_not_say_whose_it_is,
    an_answer_is_forgotten_and_still_counts,
    many_answers_at_once_are_one,
];

/// What stands between the frame's head and its foot.
fn inside(page: &Page) -> String {
    let main = page.html.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>"));
    main.map(|(main, _)| main.to_owned()).unwrap_or_default()
}

/// The articles on a page, by their slugs.
fn led_to(page: &Page) -> Vec<String> {
    let html = inside(page);
    let links = html.split("href=\"/help/").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(str::to_owned).collect()
}

async fn everybody_reads_the_same(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut readers = [world.browser(), world.browser(), world.browser()];
    readers[1].sign_in(&world, &ana).await;
    readers[2].sign_in(&world, &jo).await;
    let articles = article::all().iter().map(|article| format!("/help/{}", article.slug));
    for path in ["/help".to_owned(), "/help?q=phone".to_owned()].into_iter().chain(articles) {
        let mut seen = Vec::new();
        for (reader, user) in readers.iter_mut().zip([None, Some(&ana), Some(&jo)]) {
            let page = reader.open(&path).await;
            assert_eq!(page.status.as_u16(), 200, "{path}");
            assert_eq!(page.user().as_deref(), user.map(|user| user.email.as_str()));
            assert_eq!(page.headers["cache-control"], "no-store");
            assert_eq!(page.html.matches("<h1").count(), 1, "{path}");
            seen.push(inside(page));
        }
        assert!(seen[0].len() > 300 && seen[0] == seen[1] && seen[0] == seen[2], "{path}");
    }
    // One gets there from every page.
    for path in ["/sign-in", "/stuck", "/contact", "/nowhere"] {
        assert!(readers[0].open(path).await.offers("/help\""), "{path}");
    }
    for path in ["/account", "/org/larkfield/people"] {
        assert!(readers[2].open(path).await.offers("/help\""), "{path}");
    }
}

async fn a_question_finds_its_article_or_leads_on(world: World) {
    let mut browser = world.browser();
    for (question, slug) in [
        ("lost+phone", "lost-phone"),
        ("I+lost+my+phone", "lost-phone"),
        ("no+mail+came", "no-mail"),
        ("spam", "no-mail"),
        ("set+up+MFA", "second-factor"),
        ("mfa", "code-refused"),
        ("invit+expired", "invitations"),
        ("duo+clock", "code-refused"),
        ("CLOCK", "code-refused"),
        ("recov+kit", "recovery-kit"),
        ("changed+recently", "changed-too-soon"),
        ("deactivated", "switched-off"),
        ("yubikey", "passkeys"),
        ("policy", "what-is-asked"),
        ("don%E2%80%99t+know+eight+characters", "confirming-live-help"),
    ] {
        let page = browser.open(&format!("/help?q={question}")).await;
        let found = led_to(page);
        assert!(
            found.iter().take(3).any(|one| one == slug),
            "{question} finds {found:?} and not {slug} among the first"
        );
    }
    let page = browser.open("/help?q=zeppelin").await;
    assert!(page.says("No article fits “ zeppelin ”"), "{}", page.told());
    assert!(inside(page).contains("href=\"/stuck\"") && inside(page).contains("href=\"/contact\""));
    // Nothing asked is the whole list.
    for nothing in ["/help", "/help?q=", "/help?q=%20%20"] {
        assert_eq!(led_to(browser.open(nothing).await).len(), article::all().len(), "{nothing}");
    }
}

async fn what_is_asked_is_only_text(world: World) {
    let mut browser = world.browser();
    let long = "letters".repeat(1_500);
    for asked in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onfocus=x autofocus '",
        "a\0phone",
        "\u{202e}enohp tsol\u{2066}",
        "مرحبا بالعالم",
        "{{ page }} { $count } %s",
        "(((((*+?[",
        long.as_str(),
    ] {
        let query: String = form_urlencoded::byte_serialize(asked.as_bytes()).collect();
        let page = browser.open(&format!("/help?q={query}")).await;
        assert_eq!(page.status.as_u16(), 200, "{asked}");
        let html = inside(page);
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
        assert!(html.contains("value=\"") && !html.contains("value=\"\"><"), "{html}");
        assert!(page.html.len() < 30_000, "{} bytes for {} letters", page.html.len(), asked.len());
        assert!(!page.words().contains(&"letters".repeat(40)), "no more is said back than is read");
        assert!(html.contains("dir=\"auto\""));
    }
    // Broken encodings are read as far as they go.
    assert_eq!(browser.open("/help?q=%ff%fe%00phone").await.status.as_u16(), 200);
    assert!(search(&"phone ".repeat(5_000)).len() < article::all().len() + 1);
}

async fn no_name_leads_off_the_shelf(world: World) {
    let mut browser = world.browser();
    for name in [
        "nothing",
        "No-Mail",
        "no-mail.md",
        "..%2f..%2fCargo.toml",
        "..%2Fno-mail",
        "%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%5c..%5cno-mail",
        "no-mail%00",
        "no-mail%2f..",
        "%ff%fe",
        "%F0%28%8C",
        "<script>",
        &"a".repeat(5_000),
    ] {
        let name = name.replace('<', "%3C").replace('>', "%3E");
        let page = browser.open(&format!("/help/{name}")).await;
        assert_eq!(page.status.as_u16(), 404, "{name}");
        assert!(page.says("There is nothing here"), "{name}: {}", page.told());
        let page = browser.post_fields(&format!("/help/{name}"), &[("answer", "yes")]).await;
        assert_eq!(page.status.as_u16(), 404, "{name}");
    }
    assert_eq!(browser.open("/help/no-mail/").await.status.as_u16(), 404);
    assert_eq!(list_answers(&mut world.app.store.read()).await.unwrap(), []);
}

async fn a_refusal_leads_to_its_article(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let cem = world.member("cem@larkfield.example", "larkfield").await;
    world.set_deactivated(&cem, larkfield, true).await;
    let mut browser = world.browser();
    let page = browser.try_to_sign_in(&cem.email, PASSWORD).await;
    assert_eq!(
        (page.cause().as_deref(), led_to(page)),
        (Some("deactivated"), vec!["switched-off".to_owned()])
    );
    let reference = page.reference().expect("a refusal has one");
    // An admin who looks it up reads the same article.
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    let page = admin.open(&format!("/why/{reference}")).await;
    assert_eq!(
        (page.cause().as_deref(), led_to(page)),
        (Some("deactivated"), vec!["switched-off".to_owned()])
    );
    // Beside a field, and on a page of its own.
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut member = world.browser();
    member.sign_in(&world, &ana).await;
    member.open("/account/password").await;
    let page = member.fill(&[("password", PASSWORD), ("new_password", "short")]).await;
    assert_eq!(led_to(page), ["choosing-a-password"], "{}", page.told());
    let page = member.open("/org/larkfield/people").await;
    assert_eq!((page.status.as_u16(), led_to(page)), (403, vec!["page-will-not-open".to_owned()]));
    let page = member.open("/stuck").await;
    let all = ["no-mail", "changed-too-soon", "sign-in-refused", "invitations", "lost-phone"];
    assert_eq!(led_to(page), all);
    for slug in all {
        assert_eq!(member.open(&format!("/help/{slug}")).await.status.as_u16(), 200);
    }
}

async fn strangers_are_led_to_one_article_whoever_they_try(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let cem = world.member("cem@larkfield.example", "larkfield").await;
    world.set_deactivated(&cem, larkfield, true).await;
    world.member("ana@larkfield.example", "larkfield").await;
    world.invite("noor@larkfield.example", "larkfield").await;
    for email in ["ana", "cem", "noor", "nobody"].map(|name| format!("{name}@larkfield.example")) {
        let mut browser = world.browser();
        let page = browser.try_to_sign_in(&email, "not the one at all").await;
        assert_eq!(led_to(page), ["sign-in-refused"], "{email}");
        let reference = page.reference().expect("a refusal has one");
        assert_eq!(led_to(browser.open(&format!("/why/{reference}")).await), ["sign-in-refused"], "{email}");
        browser.ask_for_reset(&email).await;
        let page = browser.fill(&[("code", "AAAA BBBB")]).await;
        assert_eq!(led_to(page), ["no-mail"], "{email}");
    }
}

async fn a_picture_is_the_same_for_everybody_and_kept(world: World) {
    let mut browser = world.browser();
    let page = browser.open("/help/lost-phone").await.html.clone();
    let (_, rest) = page.split_once("<img src=\"/help/pictures/").expect("a picture");
    let address = format!("/help/pictures/{}", rest.split('"').next().unwrap());
    assert!(
        address.contains(".webp?v=") && rest.contains("width=\"375\"") && rest.contains("alt=\"The page")
    );
    let answer = world.browser().ask("GET", &address, None).await;
    let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    assert_eq!((answer.status.as_u16(), header("content-type")), (200, "image/webp"));
    assert_eq!(header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!((header("set-cookie"), header("x-content-type-options")), ("", "nosniff"));
    for name in
        ["nothing.webp", "eight-characters.txt", "..%2fen%2fno-mail.md", "%ff", "eight-characters.webp%00"]
    {
        let page = browser.open(&format!("/help/pictures/{name}")).await;
        assert_eq!(page.status.as_u16(), 404, "{name}");
    }
}

/// The counts of all articles: slug, yes, no.
async fn counts(world: &World) -> Vec<(String, i64, i64)> {
    let rows = list_answers(&mut world.app.store.read()).await.unwrap();
    rows.into_iter().map(|row| (row.slug, row.yes, row.no)).collect()
}

async fn answer(browser: &mut Browser, slug: &str, word: &str) -> Page {
    browser.open(&format!("/help/{slug}")).await;
    browser.post_fields(&format!("/help/{slug}"), &[("answer", word)]).await.clone()
}

async fn an_answer_counts_once_and_can_be_changed(world: World) {
    let mut browser = world.browser();
    let page = answer(&mut browser, "no-mail", "yes").await;
    assert_eq!((page.led.len(), page.led[0].0.as_u16()), (1, 303));
    assert!(page.says("You said yes."), "{}", page.told());
    for _ in 0..3 {
        answer(&mut browser, "no-mail", "yes").await;
    }
    assert_eq!(counts(&world).await, [("no-mail".to_owned(), 1, 0)]);
    let page = answer(&mut browser, "no-mail", "no").await;
    assert!(page.says("You said no."), "{}", page.told());
    assert!(inside(&page).contains("href=\"/stuck\""), "whoever was not helped is led on");
    answer(&mut browser, "lost-phone", "yes").await;
    answer(&mut world.browser(), "no-mail", "yes").await;
    let all = [("lost-phone".to_owned(), 1, 0), ("no-mail".to_owned(), 1, 1)];
    assert_eq!(counts(&world).await, all);
    // What is no answer changes nothing, and nothing that is typed is kept.
    for word in ["", "maybe", "my password is swordfish", "YES"] {
        let page = answer(&mut browser, "no-mail", word).await;
        assert_eq!(page.status.as_u16(), 200);
    }
    assert_eq!(counts(&world).await, all);
    assert!(!browser.page.html.contains("<textarea") && !inside(&browser.page).contains("type=\"text\""));
}

async fn an_answer_from_elsewhere_or_without_a_cookie_counts_nothing(world: World) {
    let mut browser = world.browser();
    browser.open("/help/no-mail").await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        browser.headers = vec![(name, value.to_owned())];
        let page = browser.post_fields("/help/no-mail", &[("answer", "no")]).await;
        assert_eq!(page.status.as_u16(), 403, "{name}: {value}");
    }
    assert_eq!(counts(&world).await, []);
    browser.headers = vec![("origin", BASE.to_owned())];
    browser.post_fields("/help/no-mail", &[("answer", "no")]).await;
    assert_eq!(counts(&world).await, [("no-mail".to_owned(), 0, 1)]);
    let mut forgetful = world.browser();
    forgetful.keeps_cookies = false;
    for _ in 0..5 {
        let page = answer(&mut forgetful, "no-mail", "yes").await;
        assert!(page.says("wasn't counted"), "{}", page.told());
    }
    assert_eq!(counts(&world).await, [("no-mail".to_owned(), 0, 1)]);
}

async fn answers_come_to_an_end_within_an_hour_and_a_day(world: World) {
    // From one network, whoever throws the cookies away after each.
    for number in 0..65 {
        let page = answer(&mut world.browser(), "no-mail", "no").await;
        assert_eq!(page.says("wasn't counted"), number >= 60, "{number}: {}", page.told());
    }
    assert_eq!(counts(&world).await, [("no-mail".to_owned(), 0, 60)]);
    // Another network is not held up by that, and in an hour neither is this one.
    let mut other = world.browser();
    other.network = "198.51.100.7".parse().expect("an address");
    answer(&mut other, "no-mail", "yes").await;
    world.pass(Span::minutes(61));
    answer(&mut world.browser(), "no-mail", "yes").await;
    assert_eq!(counts(&world).await, [("no-mail".to_owned(), 2, 60)]);
    // From a thousand networks: so many in a day, for this article alone.
    let mut browser = world.browser();
    browser.open("/help/no-mail").await;
    for number in 0..950_u32 {
        browser.network = std::net::Ipv4Addr::from(0x0a00_0000 + number).into();
        let cookie = ("__Host-vestibule-device".to_owned(), uuid::Uuid::now_v7().to_string());
        browser.cookies = [cookie].into();
        browser.ask("POST", "/help/no-mail", Some(b"answer=no".to_vec())).await;
    }
    let taken: i64 = counts(&world).await.iter().map(|(_, yes, no)| yes + no).sum();
    assert_eq!(taken, 1_000);
    answer(&mut world.browser(), "lost-phone", "yes").await;
    world.pass(Span::hours(25));
    answer(&mut world.browser(), "no-mail", "yes").await;
    let all = counts(&world).await;
    assert_eq!(all[0], ("lost-phone".to_owned(), 1, 0));
    assert_eq!(all[1].1 + all[1].2, 1_001);
}

async fn an_answer_does_not_say_whose_it_is(world: World) {
    use vestibule::store::article::find_answer;
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    for slug in ["no-mail", "lost-phone"] {
        answer(&mut browser, slug, "no").await;
    }
    // Neither the user, nor the browser as it is known elsewhere, nor one name for both articles.
    let device: uuid::Uuid = browser.cookies["__Host-vestibule-device"].parse().expect("an id");
    let app = &world.app;
    let known = app.sealer.keyed_hash("device", device.as_bytes());
    let mut read = app.store.read();
    for key in [&known[..], &known[..16], device.as_bytes(), ana.id.as_bytes()] {
        for slug in ["no-mail", "lost-phone"] {
            assert_eq!(find_answer(&mut read, slug, key).await.unwrap(), None);
        }
    }
    let name = |slug: &str| {
        app.sealer.keyed_hash("answer to an article", &[slug.as_bytes(), device.as_bytes()].concat())
    };
    for (slug, other) in [("no-mail", "lost-phone"), ("lost-phone", "no-mail")] {
        assert_eq!(find_answer(&mut read, slug, &name(slug)).await.unwrap(), Some(false));
        assert_eq!(find_answer(&mut read, slug, &name(other)).await.unwrap(), None);
    }
}

async fn an_answer_is_forgotten_and_still_counts(world: World) {
    let mut browser = world.browser();
    answer(&mut browser, "no-mail", "no").await;
    world.pass(Span::days(399));
    sweep::all(&world.app).await.unwrap();
    assert!(browser.open("/help/no-mail").await.says("You said no."));
    world.pass(Span::days(2));
    sweep::all(&world.app).await.unwrap();
    assert!(!browser.open("/help/no-mail").await.says("You said"));
    assert_eq!(counts(&world).await, [("no-mail".to_owned(), 0, 1)]);
}

/// Two tabs of one browser at the same moment are one browser.
async fn many_answers_at_once_are_one(world: World) {
    let mut browser = world.browser();
    browser.open("/help/no-mail").await;
    let mut tabs = tokio::task::JoinSet::new();
    for number in 0..8 {
        let mut tab = browser.clone();
        tabs.spawn(async move {
            let word = if number % 2 == 0 { "yes" } else { "no" };
            tab.post_fields("/help/no-mail", &[("answer", word)]).await.status.as_u16()
        });
    }
    assert!(tabs.join_all().await.iter().all(|status| *status == 200));
    let all = counts(&world).await;
    assert!(all.len() == 1 && all[0].1 + all[0].2 == 1 && all[0].1 >= 0 && all[0].2 >= 0, "{all:?}");
    let said = if all[0].1 == 1 { "You said yes." } else { "You said no." };
    assert!(browser.open("/help/no-mail").await.says(said));
}

const FRONT: &str = "+++\ntitle = \"T\"\nsummary = \"S\"\nfor = \"user\"\nwritten_by = \"Vestibule\"\nupdated = \"2026-11-27\"\n";

/// An article with this text.
fn written(body: &str) -> Result<Vec<Block>, String> {
    read("x", &format!("{FRONT}+++\n{body}")).map(|article| article.blocks)
}

#[test]
fn markup_in_an_article_stays_text() {
    for markup in [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<div onclick=x>\n\nhi\n\n</div>",
        "<!-- -->",
        "<?php ?>",
        "&lt;script&gt;",
        "`<script>`",
        "- <b>x</b>",
    ] {
        let blocks = written(markup).unwrap();
        let [Block::Prose(html)] = blocks.as_slice() else { panic!("{blocks:?}") };
        for tag in ["<script", "<img", "<div", "<!--", "<?php", "<b>"] {
            assert!(!html.contains(tag), "{markup} became {html}");
        }
    }
}

#[test]
fn an_article_leads_nowhere_outside() {
    for to in [
        "https://evil.example",
        "//evil.example/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "/\\evil",
        "../secret",
        "mailto:a@b.example",
        "../../x.md",
        "https://evil.example/x.md",
        "x",
        "",
    ] {
        assert!(written(&format!("[here]({to})")).is_err(), "a button to {to}");
        assert!(written(&format!("See [here]({to}).")).is_err(), "a link to {to}");
    }
    assert!(written("<https://evil.example>").is_err());
    for picture in [
        "/assets/mark.svg",
        "https://evil.example/x.webp",
        "../pictures/../en/no-mail.md",
        "../pictures/your-code.webp",
    ] {
        assert!(written(&format!("![x]({picture}) y")).is_err(), "{picture} within a line");
        assert_eq!(
            written(&format!("![x]({picture})")).is_ok(),
            picture.ends_with("your-code.webp"),
            "{picture}"
        );
    }
    assert!(written("![](../pictures/your-code.webp)").is_err(), "without words");
    let ways = vec![("Go".to_owned(), "/reset".to_owned()), ("On".to_owned(), "/help/no-mail#a".to_owned())];
    assert_eq!(written("[Go](/reset)\n[On](no-mail.md#a)"), Ok(vec![Block::Ways(ways)]));
}

#[test]
fn an_article_that_is_not_whole_does_not_read() {
    assert!(read("x", "no front matter").is_err());
    assert!(read("x", "+++\ntitle = \"T\"\n+++\n").is_err());
    assert!(read("x", &format!("{FRONT}author = \"Somebody\"\n+++\nText")).is_err());
    assert!(read("x", &FRONT.replace("2026-11-27", "yesterday")).is_err());
    assert!(read("x", &format!("{}+++\nText", FRONT.replace("2026-11-27", "2026-02-30"))).is_err());
    assert!(written("# Another title").is_err());
    assert!(written("## One\n\n## One").is_err());
    assert_eq!(read("x", &format!("{FRONT}+++\n## A *b* c's")).unwrap().headings[0].id, "a-b-cs");
}
