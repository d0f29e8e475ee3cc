//! What others try with a change of address: to learn whose an address is, to use codes and links of somebody else's,
//! to be first by a hair, and to have mail sent without end.

use rules::{Role, Span};

use super::{NEW, address_of, ask, changed, code_of, fjordbank, mail_about, new_code, old_code, proved};
use crate::world::{Browser, OPEN, World, link_of, stories};

stories![
    the_page_does_not_tell_whose_the_address_is,
    somebody_elses_codes_and_links_are_worth_nothing,
    of_two_accounts_and_of_two_tabs_one_is_first,
    codes_are_guessed_slowly,
    mails_have_an_end,
    the_typed_address_is_not_stored_in_the_clear,
];

/// The page without what differs anyway: the sealed step, and the address that was typed.
fn masked(browser: &Browser, typed: &str) -> String {
    let html = browser.page.html.replace(typed, "TYPED");
    let mut parts = html.split("name=\"s\" value=\"");
    let mut all = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        all.push_str("name=\"s\" value=\"…");
        all.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    all
}

async fn the_page_does_not_tell_whose_the_address_is(world: World) {
    let (eli, _) = fjordbank(&world).await;
    world.organization("millwork", OPEN).await;
    let max = world.member("max@newmail.example", "millwork").await;
    world.invite("new@newmail.example", "millwork").await;
    let tim = world.member_with_app("tim@newmail.example", "millwork").await;
    changed(&world, &tim, "tim@other.example").await;
    let mut pages = vec![];
    for typed in ["eli@newmail.example", "max@newmail.example", "new@newmail.example", "tim@newmail.example"]
    {
        world.pass(Span::minutes(1));
        let mut browser = ask(&world, &eli, typed).await;
        let first = masked(&browser, typed);
        browser.fill(&[("code", &old_code(&world, &eli).await)]).await;
        browser.fill(&[("code", "ABCD EFGH")]).await;
        assert_eq!(browser.page.cause().as_deref(), Some("mailed-code-wrong"), "{}", browser.page.told());
        browser.press("/account/address/again", &[]).await;
        let second = masked(&browser, typed);
        browser.press("/account/address/withdraw", &[]).await;
        pages.push((first, second));
    }
    let without_times =
        |text: &str| text.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>();
    for (first, second) in &pages {
        assert_eq!(without_times(first), without_times(&pages[0].0));
        assert_eq!(without_times(second), without_times(&pages[0].1));
    }
    // The mail tells the mailbox's owner the truth, with nothing that could be typed or opened.
    for (mailbox, subject) in [
        (max.email.as_str(), "this address has an account already"),
        ("new@newmail.example", "this address has an account already"),
        (tim.email.as_str(), "this address isn’t free yet"),
    ] {
        let mail = mail_about(&world, mailbox, subject).await.unwrap_or_else(|| panic!("{mailbox}"));
        assert!(mail.code.is_none() && !mail.text.contains(&eli.email), "{mail:?}");
        assert!(!mail.links.iter().any(|link| link.contains("/a/")), "{mail:?}");
        assert!(mail_about(&world, mailbox, "prove your new address").await.is_none());
    }
}

async fn somebody_elses_codes_and_links_are_worth_nothing(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    let mut browser = ask(&world, &eli, NEW).await;
    world.pass(Span::minutes(1));
    let mut other = ask(&world, &ida, "ida@newmail.example").await;
    // Typed on the page of another account.
    for code in [old_code(&world, &eli).await, new_code(&world, NEW).await] {
        let page = other.fill(&[("code", &code)]).await;
        assert_eq!(page.cause().as_deref(), Some("mailed-code-wrong"), "{}", page.told());
    }
    // The link, opened in another account, and its page's sealed state posted there.
    let link = link_of(&mail_about(&world, NEW, "prove your new address").await.unwrap());
    let page = other.open(&link).await;
    assert!(page.says("This link belongs to another account"), "{}", page.told());
    assert!(!page.says(&eli.email), "{}", page.told());
    browser.open(&link).await;
    let sealed = browser.page.sealed();
    other.post_fields("/account/address/code", &[("s", &sealed)]).await;
    // Nor by whoever has opened the link and is nobody.
    let mut nobody = world.browser();
    nobody.post_fields("/account/address/code", &[("s", &sealed)]).await;
    assert_eq!(nobody.page.place(), "/sign-in");
    for browser in [&mut browser, &mut other] {
        browser.open("/account/address").await;
        assert!(!browser.page.says("This mailbox is proved"), "{}", browser.page.told());
    }
    // In another browser of the same user a code is none, though its link would be one.
    world.pass(Span::minutes(1));
    let mut second = world.browser();
    second.sign_in(&world, &eli).await;
    let code = new_code(&world, NEW).await;
    let page = second.post_fields("/account/address/code", &[("code", &code)]).await;
    assert_eq!(page.cause().as_deref(), Some("mailed-code-wrong"), "{}", page.told());
    assert_eq!(address_of(&world, &eli).await, eli.email);
    // A code of this page opens no other.
    let mut reset = world.browser();
    reset.ask_for_reset(&eli.email).await;
    let page = reset.press("/reset/code", &[("code", &old_code(&world, &eli).await)]).await;
    assert_eq!(page.place(), "/reset/wait", "{}", page.told());
}

async fn of_two_accounts_and_of_two_tabs_one_is_first(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    let browser = proved(&world, &eli, NEW).await;
    world.pass(Span::minutes(1));
    let other = proved(&world, &ida, NEW).await;
    let (mut one, mut two, mut three) = (browser.clone(), browser, other);
    tokio::join!(one.fill(&[]), two.fill(&[]), three.fill(&[]));
    let (elis, idas) = (address_of(&world, &eli).await, address_of(&world, &ida).await);
    assert!((elis == NEW) ^ (idas == NEW), "{elis} {idas}");
    let taken = |browser: &Browser| browser.page.cause().as_deref() == Some("address-taken");
    let done = |browser: &Browser| browser.page.user().as_deref() == Some(NEW);
    if elis == NEW {
        assert!(done(&one) && done(&two) && taken(&three), "{}", three.page.told());
        assert!(three.page.remedies().contains(&"choose-another".to_owned()), "{}", three.page.told());
        assert_eq!(idas, ida.email);
        three.press("/account/address/withdraw", &[]).await;
        assert!(three.page.says("Your address stays as it is"), "{}", three.page.told());
    } else {
        assert!(done(&three) && taken(&one) && taken(&two), "{}", one.page.told());
        assert_eq!(elis, eli.email);
    }
    // One notice each, and no more.
    let owner = if elis == NEW { &eli } else { &ida };
    let told = world.mails(&owner.email).await;
    assert_eq!(told.iter().filter(|mail| mail.subject.contains("your address was changed")).count(), 1);
}

async fn codes_are_guessed_slowly(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut browser = ask(&world, &eli, NEW).await;
    for guess in 0..6 {
        browser.open("/account/address").await;
        browser.fill(&[("code", &format!("ABCD EFG{guess}"))]).await;
    }
    assert_eq!(browser.page.status.as_u16(), 429, "{}", browser.page.told());
    let code = new_code(&world, NEW).await;
    browser.open("/account/address").await;
    let page = browser.fill(&[("code", &code)]).await;
    assert_eq!(page.status.as_u16(), 429, "the right one waits as well: {}", page.told());
    world.pass(Span::minutes(1));
    browser.open("/account/address").await;
    let page = browser.fill(&[("code", &code)]).await;
    assert!(page.says("That mailbox is proved"), "{}", page.told());
}

async fn mails_have_an_end(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    world.organization("millwork", OPEN).await;
    let tim = world.member_with_app("tim@millwork.example", "millwork").await;
    world.join(&tim, "fjordbank", Role::Member).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    for number in 0..10 {
        let typed = format!("eli{number}@newmail.example");
        browser.post_fields("/account/address", &[("email", &typed)]).await;
        assert!(browser.page.says("Both mails are on their way"), "{}", browser.page.told());
    }
    let page = browser.post_fields("/account/address", &[("email", "eli10@newmail.example")]).await;
    assert_eq!(
        (page.status.as_u16(), page.cause().as_deref()),
        (429, Some("mails-capped")),
        "{}",
        page.told()
    );
    assert!(page.headers.contains_key("retry-after"));
    assert!(world.mails("eli10@newmail.example").await.is_empty());
    // What was sent before stays good, and the next day there is more.
    let code = code_of(&mail_about(&world, "eli9@newmail.example", "prove your new address").await.unwrap());
    browser.open("/account/address").await;
    browser.fill(&[("code", &code)]).await;
    assert!(browser.page.says("That mailbox is proved"), "{}", browser.page.told());
    // One mailbox gets five a day whichever accounts ask, and no page tells.
    let mut third = world.browser();
    third.sign_in(&world, &ida).await;
    for _ in 0..7 {
        third.post_fields("/account/address", &[("email", "victim@newmail.example")]).await;
        assert!(third.page.says("Both mails are on their way"), "{}", third.page.told());
    }
    assert_eq!(world.mails("victim@newmail.example").await.len(), 5);
}

async fn the_typed_address_is_not_stored_in_the_clear(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut browser = ask(&world, &eli, NEW).await;
    world.mails(NEW).await;
    assert!(!world.everything_stored().await.contains(NEW));
    browser.press("/account/address/withdraw", &[]).await;
    assert!(!world.everything_stored().await.contains(NEW));
    vestibule::jobs::sweep::all(&world.app).await.unwrap();
}
