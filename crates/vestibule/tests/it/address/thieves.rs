//! Thieves: with the mailbox alone, with a browser that was left open, with everything for a while, and with "this
//! wasn't me" in the wrong hands.

use rules::Span;
use vestibule::store::user;

use super::{NEW, address_of, changed, code_of, fjordbank, mail_about, proved};
use crate::world::{ANOTHER, Browser, PASSWORD, Person, World, link_of, stories};

stories![
    the_mailbox_alone_changes_nothing,
    a_browser_left_open_changes_nothing,
    a_thief_with_everything_is_thrown_out_by_the_old_mailbox,
    whoever_never_saw_the_notice_gets_it_again,
    a_chain_of_changes_is_taken_back_at_once,
    a_thiefs_own_notices_take_nothing_from_the_owner,
    change_and_reset_never_pass_a_second_factor,
    whoever_reads_the_old_mailbox_gets_no_further_than_before,
    the_new_mailbox_has_nothing_to_say,
    what_the_old_mailbox_proved_is_forgotten,
];

const THIEF: &str = "thief@elsewhere.example";

async fn say_not_me(world: &World, mailbox: &str) -> Browser {
    let mail = mail_about(world, mailbox, "your address was changed").await.expect("it came");
    let mut browser = world.browser();
    browser.open(&link_of(&mail)).await;
    browser.fill(&[("code", &code_of(&mail))]).await;
    browser
}

async fn the_mailbox_alone_changes_nothing(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut thief = world.browser();
    thief.ask_for_reset(&eli.email).await;
    let link = world.link(&eli.email).await;
    thief.open(&link).await;
    thief.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(thief.page.place(), "/sign-in/second", "{}", thief.page.told());
    thief.open("/account/address").await;
    assert_eq!(thief.page.place(), "/sign-in", "{}", thief.page.told());
    thief.post_fields("/account/address", &[("email", THIEF)]).await;
    thief.post_fields("/account/address/change", &[]).await;
    assert!(world.mails(THIEF).await.is_empty());
    assert_eq!(address_of(&world, &eli).await, eli.email);
}

async fn a_browser_left_open_changes_nothing(world: World) {
    let (eli, _) = fjordbank(&world).await;
    // Even where the owner had begun: the proofs are there, and the factor is old.
    let mut browser = proved(&world, &eli, NEW).await;
    world.pass(Span::minutes(16));
    for path in ["/account/address/change", "/account/address/change"] {
        let page = browser.post_fields(path, &[]).await;
        assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    }
    browser.post_fields("/account/address", &[("email", THIEF)]).await;
    assert!(world.mails(THIEF).await.is_empty());
    assert_eq!(address_of(&world, &eli).await, eli.email);
    // Signed out elsewhere meanwhile: not even that page.
    world.pass(Span::minutes(1));
    let mut owner = world.browser();
    owner.sign_in(&world, &eli).await;
    owner.open("/account").await;
    owner.press("/account/sessions/end", &[]).await;
    let page = browser.post_fields("/account/address/change", &[]).await;
    assert_eq!(page.place(), "/sign-in", "{}", page.told());
    assert_eq!(address_of(&world, &eli).await, eli.email);
}

async fn a_thief_with_everything_is_thrown_out_by_the_old_mailbox(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let (mut thief, _) = changed(&world, &eli, THIEF).await;
    // The thief goes on: another password, and a reset at their own mailbox in another browser.
    thief.open("/account/password").await;
    thief.fill(&[("password", PASSWORD), ("new_password", ANOTHER)]).await;
    let mut other = world.browser();
    other.ask_for_reset(THIEF).await;
    let link = world.link(THIEF).await;
    let owner = say_not_me(&world, &eli.email).await;
    assert!(owner.page.says("Your old address is your address again"), "{}", owner.page.told());
    assert_eq!(thief.whoami().await, None);
    // The ticket that went to the thief's mailbox is spent, and the mailbox is nobody's.
    other.open(&link).await;
    assert_eq!(other.page.place(), "/ticket", "{}", other.page.told());
    other.ask_for_reset(THIEF).await;
    assert!(world.link_in(THIEF, "/r/").await.is_none_or(|newest| newest == link));
    // The owner is in again: by a reset at the old mailbox and the factor.
    let mut owner = world.browser();
    owner.ask_for_reset(&eli.email).await;
    let link = world.link(&eli.email).await;
    owner.open(&link).await;
    owner.fill(&[("new_password", "eleven lamps along the harbour")]).await;
    world.pass(Span::minutes(1));
    let page = owner.fill(&[("code", &eli.code(&world))]).await;
    assert_eq!(page.user().as_deref(), Some(eli.email.as_str()), "{}", page.told());
}

/// The thief has deleted the notice: whoever asks for a reset at the old address gets the way back once more, and no
/// longer than it was good for.
async fn whoever_never_saw_the_notice_gets_it_again(world: World) {
    let (eli, _) = fjordbank(&world).await;
    changed(&world, &eli, THIEF).await;
    world.mails(&eli.email).await;
    world.pass(Span::days(2));
    let mut owner = world.browser();
    owner.ask_for_reset(&eli.email).await;
    let mail = mail_about(&world, &eli.email, "this address was changed").await.expect("it came");
    assert!(!mail.text.contains(THIEF) && !mail.links.iter().any(|link| link.contains("/r/")), "{mail:?}");
    owner.open(&link_of(&mail)).await;
    owner.fill(&[("code", &code_of(&mail))]).await;
    assert!(owner.page.says("Your old address is your address again"), "{}", owner.page.told());
    assert_eq!(address_of(&world, &eli).await, eli.email);
    // Nobody else's mailbox gets such a mail, and a week later this one gets none either.
    owner.ask_for_reset(THIEF).await;
    assert!(mail_about(&world, THIEF, "this address was changed").await.is_none());
    world.pass(Span::minutes(1));
    changed(&world, &eli, NEW).await;
    world.pass(Span::days(8));
    let mut late = world.browser();
    late.ask_for_reset(&eli.email).await;
    let newest = world.mail(&eli.email).await;
    assert!(newest.code.is_none() && !newest.subject.contains("was changed"), "{newest:?}");
}

async fn a_chain_of_changes_is_taken_back_at_once(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let (_, first) = changed(&world, &eli, NEW).await;
    world.pass(Span::minutes(1));
    let (_, second) = changed(&world, &first, THIEF).await;
    // The first notice still takes it all back, in one step.
    let page = say_not_me(&world, &eli.email).await.page;
    assert!(page.says("Your old address is your address again"), "{}", page.told());
    assert_eq!(address_of(&world, &eli).await, eli.email);
    // The one in between has nothing to take back any more, and neither address signs in.
    let notice = mail_about(&world, NEW, "your address was changed").await.unwrap();
    let page = world.browser().open(&link_of(&notice)).await.clone();
    assert!(page.says("It isn't so any more"), "{}", page.told());
    for gone in [&first.email, &second.email] {
        assert_eq!(world.browser().try_to_sign_in(gone, PASSWORD).await.place(), "/sign-in/refused");
    }
    assert_eq!(address_of(&world, &eli).await, eli.email);
}

/// What the exploration found: whoever changes twice, and says "this wasn't me" at the mailbox in between, would have
/// taken the first one away for good; and so would whoever changes to and fro.
async fn a_thiefs_own_notices_take_nothing_from_the_owner(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let (_, thief) = changed(&world, &eli, THIEF).await;
    world.pass(Span::minutes(1));
    changed(&world, &thief, NEW).await;
    let page = say_not_me(&world, THIEF).await.page;
    assert!(page.says("Your old address is your address again"), "{}", page.told());
    assert_eq!(address_of(&world, &eli).await, THIEF);
    say_not_me(&world, &eli.email).await;
    assert_eq!(address_of(&world, &eli).await, eli.email);
    // To and fro: nothing puts a later address in the place of an earlier one.
    world.pass(Span::minutes(1));
    let (_, thief) = changed(&world, &eli, "again@elsewhere.example").await;
    world.pass(Span::minutes(1));
    changed(&world, &thief, &eli.email).await;
    let notice = mail_about(&world, "again@elsewhere.example", "your address was changed").await.unwrap();
    let page = world.browser().open(&link_of(&notice)).await.clone();
    assert!(page.says("It isn't so any more"), "{}", page.told());
    assert_eq!(address_of(&world, &eli).await, eli.email);
}

async fn change_and_reset_never_pass_a_second_factor(world: World) {
    let (eli, _) = fjordbank(&world).await;
    changed(&world, &eli, THIEF).await;
    let mut thief = world.browser();
    thief.ask_for_reset(THIEF).await;
    let link = world.link(THIEF).await;
    thief.open(&link).await;
    thief.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(thief.page.place(), "/sign-in/second", "{}", thief.page.told());
    assert_eq!(thief.whoami().await, None);
    let row = user::get(&mut world.app.store.read(), eli.id).await.unwrap();
    assert_eq!(row.password_worth, "mailbox");
}

async fn whoever_reads_the_old_mailbox_gets_no_further_than_before(world: World) {
    let (eli, _) = fjordbank(&world).await;
    // The owner leaves a mailbox that somebody else reads, and that one takes it back.
    let (mut owner, _) = changed(&world, &eli, NEW).await;
    let mut reader = say_not_me(&world, &eli.email).await;
    assert!(reader.page.says("Your old address is your address again"), "{}", reader.page.told());
    reader.ask_for_reset(&eli.email).await;
    let link = world.link(&eli.email).await;
    reader.open(&link).await;
    reader.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(reader.page.place(), "/sign-in/second", "{}", reader.page.told());
    // The owner is told at both mailboxes, is not shut out, and changes it again.
    assert!(mail_about(&world, NEW, "this isn’t your address any more").await.is_some());
    assert_eq!(owner.whoami().await, None);
    world.pass(Span::minutes(1));
    owner.ask_for_reset(&eli.email).await;
    let link = world.link(&eli.email).await;
    owner.open(&link).await;
    owner.fill(&[("new_password", "eleven lamps along the harbour")]).await;
    let page = owner.fill(&[("code", &eli.code(&world))]).await;
    assert_eq!(page.user().as_deref(), Some(eli.email.as_str()), "{}", page.told());
    world.pass(Span::minutes(1));
    let eli = Person { password: "eleven lamps along the harbour".to_owned(), ..eli };
    changed(&world, &eli, NEW).await;
    assert_eq!(address_of(&world, &eli).await, NEW);
}

async fn the_new_mailbox_has_nothing_to_say(world: World) {
    let (eli, _) = fjordbank(&world).await;
    changed(&world, &eli, THIEF).await;
    say_not_me(&world, &eli.email).await;
    // No mail to the thief's mailbox has a code or a link that does anything.
    let mut thief = world.browser();
    for mail in world.mails(THIEF).await {
        let Some(path) = mail.links.iter().find(|link| link.contains("/a/") || link.contains("/w/")) else {
            continue;
        };
        thief.open(path).await;
        assert_eq!(thief.page.place(), "/sign-in", "{}", thief.page.told());
    }
    assert!(world.mails(THIEF).await.iter().all(|mail| !mail.links.iter().any(|link| link.contains("/w/"))));
    assert_eq!(address_of(&world, &eli).await, eli.email);
}

/// Somebody with the password and the old mailbox stands before the page that asks an admin for help: what they proved
/// of a mailbox that isn't the user's any more reaches nobody.
async fn what_the_old_mailbox_proved_is_forgotten(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    let mut thief = world.browser();
    thief.try_to_sign_in(&eli.email, PASSWORD).await;
    assert_eq!(thief.page.place(), "/sign-in/second", "{}", thief.page.told());
    thief.press("/help-me", &[]).await;
    assert_eq!(thief.page.place(), "/mailbox", "{}", thief.page.told());
    let code = world.code(&eli.email).await;
    thief.fill(&[("code", &code)]).await;
    assert!(thief.page.attribute("data-code").is_some(), "{}", thief.page.told());
    world.pass(Span::minutes(1));
    let mut office = world.browser();
    office.sign_in(&world, &ida).await;
    let before = office.open("/org/fjordbank/requests").await.says(&eli.email);
    changed(&world, &eli, NEW).await;
    let page = office.open("/org/fjordbank/requests").await;
    assert!(before && !page.says(&eli.email) && !page.says(NEW), "{}", page.told());
    // Asked once more from the same page, the mailbox has to be proved anew, and that is another one.
    let path = thief.page.path.clone();
    thief.open(&path).await;
    thief.press("/help-me", &[]).await;
    assert_eq!(thief.page.place(), "/mailbox", "{}", thief.page.told());
    let page = office.open("/org/fjordbank/requests").await;
    assert!(!page.says(NEW), "{}", page.told());
}
