//! Stories of `reset`: a new password by mail.

use rules::Span;

use crate::world::{ANOTHER, ASKS_FOR_SECOND, OPEN, PASSWORD, World, stories};

stories![
    a_mail_comes_and_its_link_lets_in,
    the_code_works_on_the_page_that_asked,
    a_link_opened_twice_still_works,
    every_link_that_was_asked_for_works,
    a_spent_link_says_so_and_sends_the_next,
    an_expired_link_sends_the_next_with_one_click,
    an_old_code_says_that_its_link_still_works,
    a_reset_that_is_not_used_changes_nothing,
    a_saved_password_ends_the_other_sessions,
    a_weak_password_is_said_beside_the_field,
    a_reset_asks_for_the_second_factor,
    whoever_has_no_account_is_told_so_in_the_mailbox,
    whoever_was_switched_off_learns_whom_to_ask,
];

async fn a_mail_comes_and_its_link_lets_in(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    let mut ana = world.browser();
    let page = ana.ask_for_reset("ana@larkfield.example").await;
    assert_eq!(page.place(), "/reset/wait");
    let mut phone = world.browser();
    phone.open(&world.link("ana@larkfield.example").await).await;
    let page = phone.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(page.place(), "/account", "{}", page.told());
    assert_eq!(page.organization().as_deref(), Some("larkfield"));
    // The notice tells the owner.
    assert!(world.mail("ana@larkfield.example").await.subject.contains("password was changed"));
}

async fn the_code_works_on_the_page_that_asked(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    let mut ana = world.browser();
    ana.ask_for_reset("ana@larkfield.example").await;
    let code = world.code("ana@larkfield.example").await;
    let spaced = format!(" {}-{} ", code[..4].to_lowercase(), &code[4..]);
    // Not on another page that asked: neither somebody else's, nor one's own in another browser.
    let mut other = world.browser();
    other.ask_for_reset("ana@larkfield.example").await;
    let page = other.fill(&[("code", &code)]).await;
    assert_eq!(page.place(), "/reset/wait", "{}", page.told());
    let page = ana.fill(&[("code", &spaced)]).await;
    assert_eq!(page.place(), "/password/choose", "{}", page.told());
    let page = ana.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(page.user().as_deref(), Some("ana@larkfield.example"), "{}", page.told());
}

async fn a_link_opened_twice_still_works(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    world.browser().ask_for_reset("ana@larkfield.example").await;
    let link = world.link("ana@larkfield.example").await;
    for _ in 0..3 {
        let mut scanner = world.browser();
        scanner.open(&link).await;
        assert!(scanner.session().is_none(), "a link alone gives no session");
    }
    let mut ana = world.browser();
    ana.open(&link).await;
    assert_eq!(ana.fill(&[("new_password", ANOTHER)]).await.place(), "/account");
}

async fn every_link_that_was_asked_for_works(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    let mut ana = world.browser();
    ana.ask_for_reset("ana@larkfield.example").await;
    let first = world.link("ana@larkfield.example").await;
    let code = world.code("ana@larkfield.example").await;
    world.pass(Span::minutes(2));
    ana.press("/reset/again", &[]).await;
    assert_eq!(world.mails("ana@larkfield.example").await.len(), 2);
    assert_ne!(world.link("ana@larkfield.example").await, first);
    // The first mail's code works on the page, too, and so does its link.
    assert_eq!(ana.fill(&[("code", &code)]).await.place(), "/password/choose");
    let mut phone = world.browser();
    assert_eq!(phone.open(&first).await.place(), "/password/choose");
}

async fn a_spent_link_says_so_and_sends_the_next(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    world.browser().ask_for_reset("ana@larkfield.example").await;
    let link = world.link("ana@larkfield.example").await;
    let mut ana = world.browser();
    ana.open(&link).await;
    ana.fill(&[("new_password", ANOTHER)]).await;
    world.pass(Span::minutes(20));
    let mut later = world.browser();
    let page = later.open(&link).await;
    assert_eq!(page.status.as_u16(), 200);
    assert_eq!(page.cause().as_deref(), Some("ticket-spent"), "{}", page.told());
    assert!(page.reference().is_some());
    let page = later.press("/ticket/next", &[]).await;
    assert_eq!(page.place(), "/reset/wait");
    later.open(&world.link("ana@larkfield.example").await).await;
    assert_eq!(later.fill(&[("new_password", "twelve lanterns in the fog")]).await.place(), "/account");
}

async fn an_expired_link_sends_the_next_with_one_click(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    world.browser().ask_for_reset("ana@larkfield.example").await;
    let link = world.link("ana@larkfield.example").await;
    world.pass(Span::hours(2));
    let mut ana = world.browser();
    let page = ana.open(&link).await;
    assert_eq!(page.cause().as_deref(), Some("ticket-expired"), "{}", page.told());
    ana.fill(&[]).await;
    // The code of the new mail works on the page on which one stands.
    let page = ana.fill(&[("code", &world.code("ana@larkfield.example").await)]).await;
    assert_eq!(page.place(), "/password/choose", "{}", page.told());
    assert_eq!(ana.fill(&[("new_password", ANOTHER)]).await.place(), "/account");
}

async fn an_old_code_says_that_its_link_still_works(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    let mut ana = world.browser();
    ana.ask_for_reset("ana@larkfield.example").await;
    let code = world.code("ana@larkfield.example").await;
    world.pass(Span::minutes(11));
    let page = ana.fill(&[("code", &code)]).await;
    assert_eq!(page.place(), "/reset/wait", "{}", page.told());
    assert!(page.reference().is_some());
    assert_eq!(ana.open(&world.link("ana@larkfield.example").await).await.place(), "/password/choose");
}

async fn a_reset_that_is_not_used_changes_nothing(world: World) {
    world.organization("larkfield", OPEN).await;
    let person = world.member("ana@larkfield.example", "larkfield").await;
    world.browser().ask_for_reset("ana@larkfield.example").await;
    world.browser().open(&world.link("ana@larkfield.example").await).await;
    world.browser().sign_in(&world, &person).await;
}

async fn a_saved_password_ends_the_other_sessions(world: World) {
    world.organization("larkfield", OPEN).await;
    let person = world.member("ana@larkfield.example", "larkfield").await;
    let mut old = world.browser();
    old.sign_in(&world, &person).await;
    let mut ana = world.browser();
    ana.ask_for_reset("ana@larkfield.example").await;
    let other_link = world.link("ana@larkfield.example").await;
    ana.press("/reset/again", &[]).await;
    ana.open(&world.link("ana@larkfield.example").await).await;
    ana.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(old.whoami().await, None);
    assert!(old.page.says("session"), "it says why: {}", old.page.told());
    // The other link went with it.
    let page = old.open(&other_link).await;
    assert_eq!(page.cause().as_deref(), Some("ticket-spent"), "{}", page.told());
    let page = old.try_to_sign_in("ana@larkfield.example", PASSWORD).await;
    assert_eq!(page.place(), "/sign-in/refused");
}

async fn a_weak_password_is_said_beside_the_field(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    world.browser().ask_for_reset("ana@larkfield.example").await;
    let mut ana = world.browser();
    ana.open(&world.link("ana@larkfield.example").await).await;
    for weak in ["", "short", "PASSWORD", "larkfield larkfield", "ana@larkfield.example"] {
        let page = ana.fill(&[("new_password", weak)]).await;
        assert_eq!(page.place(), "/password/choose", "{weak}: {}", page.told());
        assert_eq!(page.user(), None);
    }
    assert_eq!(ana.fill(&[("new_password", ANOTHER)]).await.place(), "/account");
}

async fn a_reset_asks_for_the_second_factor(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let person = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut eli = world.browser();
    eli.ask_for_reset("eli@fjordbank.example").await;
    eli.fill(&[("code", &world.code("eli@fjordbank.example").await)]).await;
    let page = eli.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    assert_eq!(eli.whoami().await, None);
    let mut again = world.browser();
    again.try_to_sign_in("eli@fjordbank.example", ANOTHER).await;
    let page = again.fill(&[("code", &person.code(&world))]).await;
    assert_eq!(page.user().as_deref(), Some("eli@fjordbank.example"), "{}", page.told());
}

async fn whoever_has_no_account_is_told_so_in_the_mailbox(world: World) {
    world.organization("larkfield", OPEN).await;
    let mut nobody = world.browser();
    let page = nobody.ask_for_reset("nobody@larkfield.example").await;
    assert_eq!(page.place(), "/reset/wait");
    let mail = world.mail("nobody@larkfield.example").await;
    assert!(mail.subject.contains("no account"), "{}", mail.subject);
    assert_eq!(mail.code, None);
}

async fn whoever_was_switched_off_learns_whom_to_ask(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let cem = world.member("cem@larkfield.example", "larkfield").await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    world.set_deactivated(&cem, larkfield, true).await;
    let mut browser = world.browser();
    browser.ask_for_reset("cem@larkfield.example").await;
    let mail = world.mail("cem@larkfield.example").await;
    assert!(mail.text.contains(&jo.email), "the mail names who can help: {}", mail.text);
    // Asking is one click for whoever still knows the password.
    let page = browser.try_to_sign_in("cem@larkfield.example", PASSWORD).await;
    assert_eq!(page.cause().as_deref(), Some("deactivated"), "{}", page.told());
    browser.press("/ask-admin", &[]).await;
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    let page = admin.open("/org/larkfield/requests").await;
    assert!(page.says("cem@larkfield.example"), "{}", page.told());
    admin.open(&format!("/org/larkfield/people/{}", cem.id)).await;
    admin.press(&format!("/org/larkfield/people/{}/reactivate", cem.id), &[]).await;
    browser.sign_in(&world, &cem).await;
}
