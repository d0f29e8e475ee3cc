//! Stories of another address: asked for, proved from both mailboxes, done, withdrawn and taken back, and what others
//! try with it.

mod attacks;
mod contact;
mod thieves;

use rules::{Role, Span};
use vestibule::mail::inbox::Kept;
use vestibule::store::{address, user};

use crate::world::{ANOTHER, ASKS_FOR_SECOND, Browser, OPEN, PASSWORD, Person, World, link_of, stories};

stories![
    both_mailboxes_and_a_factor_change_it,
    nothing_changes_before_the_last_button,
    the_old_address_takes_it_back_for_a_week,
    links_prove_in_any_browser_of_the_user,
    it_goes_on_where_one_left_it,
    what_is_said_twice_or_too_late_ends_in_one_line,
    a_second_factor_of_late_is_asked_for,
    a_password_that_came_by_mail_is_no_factor,
    a_held_address_is_invited_when_the_week_is_over,
    notices_go_to_the_held_address_too,
];

pub(super) const NEW: &str = "eli@newmail.example";

/// Eli, with an app, and Ida, who is an admin.
pub(crate) async fn fjordbank(world: &World) -> (Person, Person) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let ida = world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    (world.member_with_app("eli@fjordbank.example", "fjordbank").await, ida)
}

pub(super) async fn mail_about(world: &World, to: &str, subject: &str) -> Option<Kept> {
    world.mails(to).await.into_iter().find(|mail| mail.subject.contains(subject))
}

pub(super) fn code_of(mail: &Kept) -> String {
    mail.code.clone().expect("a code stands in it")
}

/// Signed in, and both mails asked for.
pub(super) async fn ask(world: &World, person: &Person, new: &str) -> Browser {
    let mut browser = world.browser();
    browser.sign_in(world, person).await;
    browser.open("/account/address").await;
    browser.fill(&[("email", new)]).await;
    assert!(browser.page.says("Both mails are on their way"), "{}", browser.page.told());
    browser
}

pub(super) async fn old_code(world: &World, person: &Person) -> String {
    code_of(&mail_about(world, &person.email, "your address shall be another one").await.expect("it came"))
}

pub(super) async fn new_code(world: &World, new: &str) -> String {
    code_of(&mail_about(world, new, "prove your new address").await.expect("it came"))
}

/// Both codes typed; nothing is left but the button.
pub(crate) async fn proved(world: &World, person: &Person, new: &str) -> Browser {
    let mut browser = ask(world, person, new).await;
    for code in [old_code(world, person).await, new_code(world, new).await] {
        browser.fill(&[("code", &code)]).await;
        assert!(browser.page.says("That mailbox is proved"), "{}", browser.page.told());
    }
    browser
}

/// All of it.
pub(crate) async fn changed(world: &World, person: &Person, new: &str) -> (Browser, Person) {
    let mut browser = proved(world, person, new).await;
    let page = browser.fill(&[]).await;
    assert_eq!(page.user().as_deref(), Some(new), "{}", page.told());
    assert!(page.says("You sign in with your new address from now on"), "{}", page.told());
    (browser, Person { email: new.to_owned(), ..person.clone() })
}

pub(super) async fn address_of(world: &World, person: &Person) -> String {
    let row = address::find_primary(&mut world.app.store.read(), person.id).await.unwrap();
    row.expect("everybody has one").address
}

async fn both_mailboxes_and_a_factor_change_it(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    world.organization("larkfield", OPEN).await;
    world.join(&eli, "larkfield", Role::Member).await;
    let mut before = world.browser();
    before.ask_for_reset(&eli.email).await;
    let reset = world.link(&eli.email).await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    browser.fill(&[("code", &eli.code(&world))]).await;
    if browser.page.place() == "/sign-in/choose" {
        browser.fill(&[("organization", "fjordbank")]).await;
    }
    let page = browser.open("/account").await;
    assert!(page.offers("/account/address"), "{}", page.told());
    browser.open("/account/address").await;
    browser.fill(&[("email", "Eli@NewMail.example")]).await;
    for code in [new_code(&world, NEW).await, old_code(&world, &eli).await] {
        browser.fill(&[("code", &code)]).await;
    }
    let page = browser.fill(&[]).await;
    assert_eq!((page.place(), page.user().as_deref()), ("/account", Some(NEW)), "{}", page.told());
    assert_eq!(address_of(&world, &eli).await, NEW);
    // The old address signs nobody in, gets no reset, and its ticket is spent.
    world.pass(Span::seconds(30));
    assert_eq!(world.browser().try_to_sign_in(&eli.email, PASSWORD).await.place(), "/sign-in/refused");
    let count = world.mails(&eli.email).await.len();
    before.ask_for_reset(&eli.email).await;
    let mails = world.mails(&eli.email).await;
    assert!(mails.len() <= count + 1);
    assert!(!mails[0].links.iter().any(|link| link.contains("/r/")) || mails.len() == count, "{mails:?}");
    let page = before.open(&reset).await;
    assert_eq!(page.place(), "/ticket", "{}", page.told());
    // The new one does.
    let new = Person { email: NEW.to_owned(), ..eli.clone() };
    let mut elsewhere = world.browser();
    elsewhere.try_to_sign_in(NEW, PASSWORD).await;
    elsewhere.fill(&[("code", &new.code(&world))]).await;
    if elsewhere.page.place() == "/sign-in/choose" {
        elsewhere.fill(&[("organization", "larkfield")]).await;
    }
    assert_eq!(elsewhere.page.user().as_deref(), Some(NEW), "{}", elsewhere.page.told());
    // Both mailboxes were told, and the admins find the person by the new address, and the change in both logs.
    assert!(mail_about(&world, &eli.email, "your address was changed").await.is_some());
    let told = mail_about(&world, NEW, "this is your address now").await.expect("it came");
    assert!(told.code.is_none(), "{told:?}");
    let mut office = world.browser();
    office.sign_in(&world, &ida).await;
    let page = office.open("/org/fjordbank/people?q=newmail").await;
    assert!(page.says("Eli@NewMail.example") && !page.says(&eli.email), "{}", page.told());
    let page = office.open("/org/fjordbank/audit").await;
    assert!(page.says("Address changed") && page.says(NEW), "{}", page.told());
    let page = office.open(&format!("/org/fjordbank/people/{}", eli.id)).await;
    assert!(page.says("Eli@NewMail.example") && page.says("Address changed"), "{}", page.told());
}

async fn nothing_changes_before_the_last_button(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut browser = proved(&world, &eli, NEW).await;
    assert_eq!(address_of(&world, &eli).await, eli.email);
    world.pass(Span::minutes(1));
    world.browser().sign_in(&world, &eli).await;
    // Withdrawn: the proofs are gone with it, and the links of its mails say so.
    browser.press("/account/address/withdraw", &[]).await;
    assert!(browser.page.says("Your address stays as it is"), "{}", browser.page.told());
    let link = link_of(&mail_about(&world, NEW, "prove your new address").await.unwrap());
    let page = browser.open(&link).await;
    assert!(page.says("isn't under way any more"), "{}", page.told());
    let page = browser.post_fields("/account/address/change", &[]).await;
    assert!(page.says("not under way any more"), "{}", page.told());
    assert_eq!(address_of(&world, &eli).await, eli.email);
    assert!(mail_about(&world, &eli.email, "your address was changed").await.is_none());
}

async fn the_old_address_takes_it_back_for_a_week(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    let (mut changer, new) = changed(&world, &eli, NEW).await;
    let mail = mail_about(&world, &eli.email, "your address was changed").await.unwrap();
    world.pass(Span::days(6));
    let mut mailbox = world.browser();
    let page = mailbox.open(&link_of(&mail)).await;
    assert!(page.says("The address of your account was changed"), "{}", page.told());
    assert_eq!(address_of(&world, &eli).await, NEW, "opening changes nothing");
    mailbox.fill(&[("code", "ABCD EFGH")]).await;
    assert_eq!(address_of(&world, &eli).await, NEW);
    let page = mailbox.fill(&[("code", &code_of(&mail))]).await;
    assert!(page.says("Your old address is your address again"), "{}", page.told());
    assert_eq!(address_of(&world, &eli).await, eli.email);
    assert_eq!(changer.whoami().await, None, "everybody is signed out");
    assert!(mail_about(&world, &eli.email, "your address is this one again").await.is_some());
    let gone = mail_about(&world, NEW, "this isn’t your address any more").await.expect("it came");
    assert!(gone.code.is_none());
    let asked = world.mail(&ida.email).await;
    assert!(asked.text.contains("the address was changed by somebody else"), "{asked:?}");
    assert!(asked.text.contains(&eli.email) && !asked.text.contains(NEW), "{asked:?}");
    // Whoever signs in does so with the old one; the new one is nobody's.
    world.pass(Span::minutes(1));
    world.browser().sign_in(&world, &eli).await;
    assert_eq!(world.browser().try_to_sign_in(&new.email, PASSWORD).await.place(), "/sign-in/refused");
    assert!(address::find(&mut world.app.store.read(), NEW).await.unwrap().is_none());
    let page = mailbox.open(&link_of(&mail)).await;
    assert!(page.says("You said so already"), "{}", page.told());
    let mut office = world.browser();
    office.sign_in(&world, &ida).await;
    let page = office.open("/org/fjordbank/people?q=eli@fjordbank").await;
    assert!(page.says(&eli.email), "{}", page.told());
}

async fn links_prove_in_any_browser_of_the_user(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut browser = ask(&world, &eli, NEW).await;
    let old = link_of(&mail_about(&world, &eli.email, "your address shall be").await.unwrap());
    let new = link_of(&mail_about(&world, NEW, "prove your new address").await.unwrap());
    world.pass(Span::minutes(11));
    // On the phone, where nobody is signed in yet: the way in leads on to the link.
    let mut phone = world.browser();
    let page = phone.open(&new).await;
    assert_eq!(page.place(), "/sign-in", "{}", page.told());
    phone.fill(&[("email", &eli.email)]).await;
    phone.fill(&[("password", PASSWORD)]).await;
    let page = phone.fill(&[("code", &eli.code(&world))]).await;
    assert!(page.says("You opened the link of the mail to eli@newmail.example"), "{}", page.told());
    let page = phone.fill(&[]).await;
    assert!(page.says("That mailbox is proved"), "{}", page.told());
    assert!(page.says("The codes work in the browser in which you asked for them"), "{}", page.told());
    // The code of the other mail is too old by now; its link is not.
    let code = old_code(&world, &eli).await;
    browser.open("/account/address").await;
    let page = browser.fill(&[("code", &code)]).await;
    assert_eq!(page.cause().as_deref(), Some("mailed-code-too-old"), "{}", page.told());
    browser.open(&old).await;
    browser.fill(&[]).await;
    // A quarter of an hour has not passed: the button is there.
    let page = browser.fill(&[]).await;
    assert_eq!(page.user().as_deref(), Some(NEW), "{}", page.told());
    let page = phone.open(&new).await;
    assert!(page.says("Your address was changed already"), "{}", page.told());
}

async fn it_goes_on_where_one_left_it(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut browser = ask(&world, &eli, NEW).await;
    browser.fill(&[("code", &old_code(&world, &eli).await)]).await;
    // Asked for again, with the same address: what was proved stays proved, and the first mail's code works.
    let first = new_code(&world, NEW).await;
    browser.post_fields("/account/address", &[("email", NEW)]).await;
    assert!(browser.page.says("Both mails are on their way"), "{}", browser.page.told());
    let count = |mails: Vec<Kept>, about: &str| mails.iter().filter(|it| it.subject.contains(about)).count();
    assert_eq!(count(world.mails(NEW).await, "prove your new address"), 2);
    assert_eq!(count(world.mails(&eli.email).await, "your address shall be"), 1, "proved mailboxes get none");
    // The session ends, and the person comes in again in the same browser.
    browser.post_fields("/sign-out", &[]).await;
    world.pass(Span::minutes(1));
    browser.sign_in(&world, &eli).await;
    browser.open("/account/address").await;
    let page = browser.fill(&[("code", &first)]).await;
    assert!(page.says("That mailbox is proved"), "{}", page.told());
    // Another address begins anew.
    browser.post_fields("/account/address", &[("email", "eli@third.example")]).await;
    assert!(browser.page.says("eli@third.example") && !browser.page.says("This mailbox is proved"));
    let page = browser.post_fields("/account/address/change", &[]).await;
    assert!(page.reference().is_some(), "{}", page.told());
    assert_eq!(address_of(&world, &eli).await, eli.email);
}

async fn what_is_said_twice_or_too_late_ends_in_one_line(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    browser.open("/account/address").await;
    let page = browser.fill(&[("email", &eli.email)]).await;
    assert!(page.says("That is your address already"), "{}", page.told());
    let page = browser.fill(&[("email", "seven herons")]).await;
    assert!(!page.says("seven herons") && page.html.contains("aria-invalid"), "{}", page.told());
    browser.fill(&[("email", NEW)]).await;
    let page = browser.fill(&[("code", "")]).await;
    assert_eq!(page.status.as_u16(), 200);
    let page = browser.fill(&[("code", "ABCD EFGH")]).await;
    assert_eq!(page.cause().as_deref(), Some("mailed-code-wrong"), "{}", page.told());
    assert!(page.reference().is_some());
    let code = old_code(&world, &eli).await;
    browser.fill(&[("code", &code)]).await;
    let page = browser.fill(&[("code", &code)]).await;
    assert!(page.says("That mailbox was proved already"), "{}", page.told());
    // Left for longer than a day.
    let late = new_code(&world, NEW).await;
    world.pass(Span::hours(25));
    browser.sign_in(&world, &eli).await;
    let page = browser.open("/account/address").await;
    assert!(page.says("You sign in with eli@fjordbank.example"), "{}", page.told());
    let page = browser.post_fields("/account/address/code", &[("code", &late)]).await;
    assert!(page.says("not under way any more"), "{}", page.told());
    // Done twice, in two tabs.
    world.pass(Span::minutes(1));
    let (mut browser, _) = changed(&world, &eli, NEW).await;
    let page = browser.post_fields("/account/address/change", &[]).await;
    assert!(page.says("Your address was changed already"), "{}", page.told());
}

async fn a_second_factor_of_late_is_asked_for(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut browser = proved(&world, &eli, NEW).await;
    world.pass(Span::minutes(16));
    let page = browser.open("/account/address").await;
    assert!(page.says("give your second factor first"), "{}", page.told());
    let page = browser.post_fields("/account/address/change", &[]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    assert_eq!(address_of(&world, &eli).await, eli.email);
    let page = browser.fill(&[("code", &eli.code(&world))]).await;
    assert_eq!(page.place(), "/account/address", "{}", page.told());
    assert_eq!(browser.fill(&[]).await.user().as_deref(), Some(NEW));
    // Neither is it asked for without one.
    world.pass(Span::minutes(16));
    let page = browser.open("/account/address").await;
    assert!(page.forms().iter().all(|form| form.action != "/account/address"), "{}", page.told());
    let page = browser.post_fields("/account/address", &[("email", "eli@third.example")]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    assert!(world.mails("eli@third.example").await.is_empty());
}

async fn a_password_that_came_by_mail_is_no_factor(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    // Her own password, typed of late, is enough where she has no second factor.
    let mut write = world.app.store.write().await.unwrap();
    user::set_worth(&mut write, ana.id, "own").await.unwrap();
    write.commit().await.unwrap();
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    world.pass(Span::minutes(16));
    let page = browser.open("/account/address").await;
    assert!(page.says("type your password once more"), "{}", page.told());
    let page = browser.post_fields("/account/address", &[("email", NEW)]).await;
    assert_eq!(page.place(), "/sign-in/password", "{}", page.told());
    browser.fill(&[("password", PASSWORD)]).await;
    assert_eq!(browser.page.place(), "/account/address", "{}", browser.page.told());
    browser.fill(&[("email", NEW)]).await;
    assert!(browser.page.says("Both mails are on their way"), "{}", browser.page.told());
    // One that was set through the old mailbox is that mailbox once more, and spends what was begun.
    let mut thief = world.browser();
    thief.ask_for_reset(&ana.email).await;
    let link = world.link(&ana.email).await;
    thief.open(&link).await;
    thief.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(thief.page.user().as_deref(), Some(ana.email.as_str()), "{}", thief.page.told());
    let page = thief.open("/account/address").await;
    assert!(page.says("proves no more than your old mailbox"), "{}", page.told());
    let page = thief.post_fields("/account/address", &[("email", "thief@elsewhere.example")]).await;
    assert_eq!(page.place(), "/setup/authenticator", "{}", page.told());
    assert!(world.mails("thief@elsewhere.example").await.is_empty());
}

async fn a_held_address_is_invited_when_the_week_is_over(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    world.organization("millwork", OPEN).await;
    let jo = world.admin("jo@millwork.example", "millwork").await;
    changed(&world, &eli, NEW).await;
    let mail = mail_about(&world, &eli.email, "your address was changed").await.unwrap();
    world.pass(Span::minutes(1));
    for (admin, house) in [(&jo, "millwork"), (&ida, "fjordbank")] {
        let mut office = world.browser();
        office.sign_in(&world, admin).await;
        office.open(&format!("/org/{house}/invite")).await;
        let fields = [("email", eli.email.as_str()), ("first_name", "E"), ("last_name", "N")];
        let page = office.fill(&[&fields[..], &[("role", "member")]].concat()).await;
        assert!(page.says("can still take it back"), "{}", page.told());
        let page = office.open(&format!("/org/{house}/people?q=eli")).await;
        assert!(!page.says(&eli.email), "nothing of it stays behind: {}", page.told());
    }
    assert_eq!(address_of(&world, &eli).await, NEW);
    world.pass(Span::days(7));
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    office.open("/org/millwork/invite").await;
    let fields = [("email", eli.email.as_str()), ("first_name", "E"), ("last_name", "N"), ("role", "member")];
    office.fill(&fields).await;
    let link = world.link(&eli.email).await;
    assert!(link.starts_with("/i/"), "{link}");
    let row = address::find(&mut world.app.store.read(), &eli.email).await.unwrap().unwrap();
    assert_ne!(row.user_id, eli.id, "it is somebody new");
    // And the notice of the change takes nothing back any more.
    let page = world.browser().open(&link_of(&mail)).await.clone();
    assert!(page.says("This link was good until"), "{}", page.told());
}

async fn notices_go_to_the_held_address_too(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let (mut browser, _) = changed(&world, &eli, NEW).await;
    browser.open("/account/password").await;
    browser.fill(&[("password", PASSWORD), ("new_password", ANOTHER)]).await;
    for mailbox in [NEW, eli.email.as_str()] {
        let mail = mail_about(&world, mailbox, "password was changed").await;
        assert!(mail.is_some_and(|mail| mail.code.is_some()), "{mailbox}");
    }
    world.pass(Span::days(8));
    let count = world.mails(&eli.email).await.len();
    let eli = Person { email: NEW.to_owned(), password: ANOTHER.to_owned(), ..eli };
    browser.sign_in(&world, &eli).await;
    browser.open("/account").await;
    browser.press("/account/codes", &[]).await;
    assert_eq!(world.mails("eli@fjordbank.example").await.len(), count);
}
