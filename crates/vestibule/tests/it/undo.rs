//! Stories of "this wasn't me": said by the person, by a scanner, by whoever has the mailbox, twice and too late.

use rules::{Instant, Role, Span};
use uuid::Uuid;
use vestibule::mail::inbox::Kept;
use vestibule::store::factor::FactorRow;
use vestibule::store::{factor, recovery, request, user};

use crate::attacks::key_on;
use crate::world::{
    ANOTHER, ASKS_FOR_SECOND, Browser, OPEN, PASSWORD, Person, World, code_at, link_of, stories,
};

stories![
    an_added_factor_that_was_not_mine_ends_with_the_code_of_its_mail,
    a_scanner_that_presses_the_button_does_nothing,
    a_forwarded_link_is_worth_nothing_without_the_code,
    the_mailbox_alone_never_takes_the_only_factor,
    a_removed_factor_comes_back_from_a_session_and_not_from_the_mailbox,
    a_changed_password_leads_on_to_the_next_one,
    new_recovery_codes_that_were_not_mine_count_no_more,
    what_was_changed_again_since_is_left_alone,
    somebody_elses_session_is_none,
    codes_are_guessed_slowly_and_per_mail,
    it_works_for_a_week_and_a_saved_password_does_not_spend_it,
    whoever_is_on_the_way_in_with_the_ended_factor_is_asked_again,
];

/// The newest mail of that kind.
async fn notice(world: &World, person: &Person, words: &str) -> Kept {
    let mails = world.mails(&person.email).await;
    let found = mails.into_iter().find(|mail| mail.subject.contains(words));
    found.unwrap_or_else(|| panic!("no mail about {words}"))
}

fn code_of(mail: &Kept) -> String {
    mail.code.clone().expect("a code stands in the notice")
}

/// Eli, with an app and a sheet, and Ida, who is an admin.
async fn fjordbank(world: &World) -> (Person, Person) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let ida = world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    (world.member_with_app("eli@fjordbank.example", "fjordbank").await, ida)
}

/// Adds one more app in this session; its key.
async fn add_app(world: &World, browser: &mut Browser, name: &str) -> [u8; 20] {
    browser.open("/account").await;
    browser.press("/setup/authenticator/begin", &[]).await;
    let key = key_on(browser);
    browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", name)]).await;
    assert!(browser.page.user().is_some(), "{}", browser.page.told());
    key
}

async fn factors(world: &World, person: &Person) -> Vec<FactorRow> {
    let all = factor::list_for_user(&mut world.app.store.read(), person.id, Instant(0)).await.unwrap();
    all.into_iter().filter(|row| row.ended_at.is_none() && row.confirmed_at.is_some()).collect()
}

async fn names(world: &World, person: &Person) -> Vec<String> {
    factors(world, person).await.into_iter().map(|row| row.name).collect()
}

async fn asked(world: &World, organization: &str, person: &Person) -> bool {
    let mut read = world.app.store.read();
    let house = vestibule::store::organization::find_by_slug(&mut read, organization).await.unwrap().unwrap();
    request::find_open(&mut read, house.id, person.id, "not-me").await.unwrap().is_some()
}

async fn end_factor(world: &World, browser: &mut Browser, id: Uuid) {
    browser.open("/account").await;
    browser.post_fields("/account/factor/remove", &[("id", &id.to_string())]).await;
    assert!(browser.page.says("doesn't count any more"), "{}", browser.page.told());
    let _ = world;
}

async fn an_added_factor_that_was_not_mine_ends_with_the_code_of_its_mail(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    let mut thief = world.browser();
    thief.sign_in(&world, &eli).await;
    add_app(&world, &mut thief, "Burner").await;
    let mail = notice(&world, &eli, "second factor was added").await;
    let mut owner = world.browser();
    let page = owner.open(&link_of(&mail)).await;
    assert_eq!(page.place(), "/undo", "{}", page.told());
    assert!(page.says("Burner") && page.says("Firefox on Windows"), "{}", page.told());
    assert_eq!(names(&world, &eli).await, ["Phone", "Burner"], "opening changes nothing");
    let page = owner.fill(&[("code", &code_of(&mail))]).await;
    assert!(page.says("“Burner” doesn't work any more"), "{}", page.told());
    assert_eq!(names(&world, &eli).await, ["Phone"]);
    assert_eq!(thief.whoami().await, None, "the session that it came from has ended");
    assert!(asked(&world, "fjordbank", &eli).await);
    assert!(
        world.mails(&ida.email).await.iter().any(|mail| mail.text.contains("was added by somebody else"))
    );
    // Once: the second time it says so.
    let page = owner.open(&link_of(&mail)).await;
    assert!(page.says("You said so already"), "{}", page.told());
    // The owner, who holds everything they held, is in.
    world.pass(Span::minutes(1));
    owner.sign_in(&world, &eli).await;
}

async fn a_scanner_that_presses_the_button_does_nothing(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    add_app(&world, &mut browser, "Pixel").await;
    let mail = notice(&world, &eli, "second factor was added").await;
    let mut scanner = world.browser();
    for code in ["", "   ", "ABCD EFGH"] {
        scanner.open(&link_of(&mail)).await;
        let page = scanner.fill(&[("code", code)]).await;
        assert_eq!(page.place(), "/undo", "{}", page.told());
    }
    assert_eq!(names(&world, &eli).await, ["Phone", "Pixel"]);
    assert!(browser.whoami().await.is_some());
    assert!(!asked(&world, "fjordbank", &eli).await);
}

async fn a_forwarded_link_is_worth_nothing_without_the_code(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    add_app(&world, &mut browser, "Pixel").await;
    let mail = notice(&world, &eli, "second factor was added").await;
    let other = {
        browser.open("/account").await;
        browser.press("/account/codes", &[]).await;
        code_of(&notice(&world, &eli, "new recovery codes").await)
    };
    let mut stranger = world.browser();
    stranger.open(&link_of(&mail)).await;
    // The code of another mail of the same person is none for this one.
    let page = stranger.fill(&[("code", &other)]).await;
    assert_eq!(page.place(), "/undo", "{}", page.told());
    assert_eq!(names(&world, &eli).await, ["Phone", "Pixel"]);
    // And the code of this one opens no other page.
    stranger.open("/reset").await;
    stranger.fill(&[("email", &eli.email)]).await;
    let page = stranger.press("/reset/code", &[("code", &code_of(&mail))]).await;
    assert_eq!(page.place(), "/reset/wait", "{}", page.told());
}

async fn the_mailbox_alone_never_takes_the_only_factor(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    world.admin_with_app("ida@fjordbank.example", "fjordbank").await;
    let gus = world.member("gus@fjordbank.example", "fjordbank").await;
    let mut owner = world.browser();
    owner.try_to_sign_in(&gus.email, PASSWORD).await;
    owner.fill(&[("code", &world.code(&gus.email).await)]).await;
    let key = key_on(&owner);
    owner.fill(&[("code", &code_at(&key, world.app.now())), ("name", "Pixel")]).await;
    owner.fill(&[]).await;
    assert!(owner.whoami().await.is_some());
    // A thief who reads the mailbox: the factor stays, though there are recovery codes.
    let mail = notice(&world, &gus, "second factor was added").await;
    let mut thief = world.browser();
    thief.open(&link_of(&mail)).await;
    let page = thief.fill(&[("code", &code_of(&mail))]).await;
    assert!(page.says("stays for now"), "{}", page.told());
    assert_eq!(names(&world, &gus).await, ["Pixel"]);
    // With the mailbox a new password, and then the second factor is asked for all the same.
    thief.ask_for_reset(&gus.email).await;
    let link = world.link(&gus.email).await;
    thief.open(&link).await;
    let page = thief.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    // The owner is signed out, and not shut out.
    world.pass(Span::minutes(1));
    owner.ask_for_reset(&gus.email).await;
    let link = world.link(&gus.email).await;
    owner.open(&link).await;
    owner.fill(&[("new_password", "eleven lamps along the harbour")]).await;
    let page = owner.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert!(page.user().is_some(), "{}", page.told());
}

async fn a_removed_factor_comes_back_from_a_session_and_not_from_the_mailbox(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut thief = world.browser();
    thief.sign_in(&world, &eli).await;
    let old = factors(&world, &eli).await[0].id;
    let burner = add_app(&world, &mut thief, "Burner").await;
    end_factor(&world, &mut thief, old).await;
    let mail = notice(&world, &eli, "second factor was removed").await;
    // By the code of the mail: sessions end, admins are called, and it stays removed.
    let mut mailbox = world.browser();
    mailbox.open(&link_of(&mail)).await;
    let page = mailbox.fill(&[("code", &code_of(&mail))]).await;
    assert!(page.says("The mailbox alone doesn't bring a second factor back"), "{}", page.told());
    assert_eq!(names(&world, &eli).await, ["Burner"]);
    assert_eq!(thief.whoami().await, None);
    assert!(asked(&world, "fjordbank", &eli).await);
    // Once more, and the owner comes in with a recovery code.
    world.pass(Span::minutes(1));
    let mut owner = world.browser();
    owner.try_to_sign_in(&eli.email, PASSWORD).await;
    owner.fill(&[("code", &eli.sheet[0])]).await;
    let burners = factors(&world, &eli).await[0].id;
    add_app(&world, &mut owner, "Pixel").await;
    end_factor(&world, &mut owner, burners).await;
    let mail = notice(&world, &eli, "second factor was removed").await;
    // The factor that is said to be removed was the thief's; a session brings it back all the same.
    let page = owner.open(&link_of(&mail)).await;
    assert!(page.says("no code is needed"), "{}", page.told());
    let page = owner.fill(&[]).await;
    assert!(page.says("“Burner” works again"), "{}", page.told());
    assert!(owner.whoami().await.is_some(), "the session that says so goes on");
    world.pass(Span::minutes(1));
    let mut with_it = world.browser();
    with_it.try_to_sign_in(&eli.email, PASSWORD).await;
    let page = with_it.fill(&[("code", &code_at(&burner, world.app.now()))]).await;
    assert!(page.user().is_some(), "{}", page.told());
}

async fn a_changed_password_leads_on_to_the_next_one(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut thief = world.browser();
    thief.sign_in(&world, &eli).await;
    thief.open("/account/password").await;
    thief.fill(&[("password", PASSWORD), ("new_password", ANOTHER)]).await;
    assert!(thief.whoami().await.is_some());
    let mail = notice(&world, &eli, "password was changed").await;
    let mut owner = world.browser();
    owner.open(&link_of(&mail)).await;
    let page = owner.fill(&[("code", &code_of(&mail))]).await;
    assert_eq!(page.place(), "/password/choose", "{}", page.told());
    assert_eq!(thief.whoami().await, None);
    owner.fill(&[("new_password", "eleven lamps along the harbour")]).await;
    assert_eq!(owner.page.place(), "/sign-in/second", "{}", owner.page.told());
    world.pass(Span::seconds(30));
    assert!(owner.fill(&[("code", &eli.code(&world))]).await.user().is_some(), "{}", owner.page.told());
    assert_eq!(world.browser().try_to_sign_in(&eli.email, ANOTHER).await.place(), "/sign-in/refused");
}

async fn new_recovery_codes_that_were_not_mine_count_no_more(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut thief = world.browser();
    thief.sign_in(&world, &eli).await;
    thief.open("/account").await;
    thief.press("/account/codes", &[]).await;
    thief.fill(&[]).await;
    let mail = notice(&world, &eli, "new recovery codes").await;
    let mut owner = world.browser();
    owner.open(&link_of(&mail)).await;
    let page = owner.fill(&[("code", &code_of(&mail))]).await;
    assert!(page.says("The new recovery codes don't work any more"), "{}", page.told());
    assert_eq!(recovery::count_left(&mut world.app.store.read(), eli.id).await.unwrap(), 0);
    assert_eq!(thief.whoami().await, None);
    // The older sheet may be the one that was stolen: it stays what it is, and the next sign-in makes another.
    world.pass(Span::seconds(30));
    owner.try_to_sign_in(&eli.email, PASSWORD).await;
    assert_eq!(owner.fill(&[("code", &eli.sheet[3])]).await.user(), None);
    owner.fill(&[("code", &eli.code(&world))]).await;
    assert_eq!(owner.page.place(), "/setup/codes", "{}", owner.page.told());
    assert!(owner.fill(&[]).await.user().is_some());
}

async fn what_was_changed_again_since_is_left_alone(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    let change = async |browser: &mut Browser, from: &str, to: &str| {
        browser.open("/account/password").await;
        browser.fill(&[("password", from), ("new_password", to)]).await;
        notice(&world, &eli, "password was changed").await
    };
    let first = change(&mut browser, PASSWORD, ANOTHER).await;
    world.pass(Span::minutes(1));
    change(&mut browser, ANOTHER, "eleven lamps along the harbour").await;
    let mut late = world.browser();
    let page = late.open(&link_of(&first)).await;
    assert!(page.says("It isn't so any more"), "{}", page.told());
    let set = user::get(&mut world.app.store.read(), eli.id).await.unwrap().password_at;
    assert!(browser.whoami().await.is_some(), "nothing was done");
    // Nor by a page that was open since before.
    assert_eq!(user::get(&mut world.app.store.read(), eli.id).await.unwrap().password_at, set);
    assert!(!asked(&world, "fjordbank", &eli).await);
}

async fn somebody_elses_session_is_none(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    add_app(&world, &mut browser, "Pixel").await;
    let mail = notice(&world, &eli, "second factor was added").await;
    let mut other = world.browser();
    other.sign_in(&world, &ida).await;
    let page = other.open(&link_of(&mail)).await;
    assert_eq!(page.user(), None, "the page is about somebody else: {}", page.told());
    let page = other.fill(&[]).await;
    assert!(page.says("Type the code from that mail"), "{}", page.told());
    assert_eq!(names(&world, &eli).await, ["Phone", "Pixel"]);
    assert_eq!(other.whoami().await.as_deref(), Some(ida.email.as_str()));
    // The session whose second factor is the added one needs the code as well.
    let page = browser.open(&link_of(&mail)).await;
    assert!(!page.says("no code is needed"), "{}", page.told());
}

async fn codes_are_guessed_slowly_and_per_mail(world: World) {
    let (eli, _) = fjordbank(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    add_app(&world, &mut browser, "Pixel").await;
    let mail = notice(&world, &eli, "second factor was added").await;
    let mut guesser = world.browser();
    guesser.open(&link_of(&mail)).await;
    for guess in 0..6 {
        guesser.fill(&[("code", &format!("ABCD EFG{guess}"))]).await;
    }
    assert_eq!(guesser.page.status.as_u16(), 429, "{}", guesser.page.told());
    // In any browser, and the right one too; until the time is over.
    let mut owner = world.browser();
    owner.open(&link_of(&mail)).await;
    let page = owner.fill(&[("code", &code_of(&mail))]).await;
    assert_eq!(page.status.as_u16(), 429, "{}", page.told());
    assert_eq!(names(&world, &eli).await, ["Phone", "Pixel"]);
    // The owner's own doors are not slowed by it.
    assert_eq!(world.browser().try_to_sign_in(&eli.email, PASSWORD).await.place(), "/sign-in/second");
    world.pass(Span::minutes(20));
    owner.open(&link_of(&mail)).await;
    let page = owner.fill(&[("code", &code_of(&mail))]).await;
    assert!(page.says("doesn't work any more"), "{}", page.told());
}

async fn it_works_for_a_week_and_a_saved_password_does_not_spend_it(world: World) {
    world.organization("larkfield", OPEN).await;
    let (mut eli, _) = fjordbank(&world).await;
    world.join(&eli, "larkfield", Role::Member).await;
    let mut thief = world.browser();
    thief.try_to_sign_in(&eli.email, PASSWORD).await;
    thief.fill(&[("code", &eli.code(&world))]).await;
    if thief.page.place() == "/sign-in/choose" {
        thief.fill(&[("organization", "fjordbank")]).await;
    }
    add_app(&world, &mut thief, "Burner").await;
    let mail = notice(&world, &eli, "second factor was added").await;
    thief.open("/account/password").await;
    thief.fill(&[("password", PASSWORD), ("new_password", ANOTHER)]).await;
    eli.password = ANOTHER.to_owned();
    world.pass(Span::days(6));
    let mut owner = world.browser();
    owner.open(&link_of(&mail)).await;
    let page = owner.fill(&[("code", &code_of(&mail))]).await;
    assert!(page.says("“Burner” doesn't work any more"), "{}", page.told());
    assert!(asked(&world, "larkfield", &eli).await && asked(&world, "fjordbank", &eli).await);
    // What ends that way is told of as well, and that mail is good for a week too.
    let told = notice(&world, &eli, "second factor was removed").await;
    world.pass(Span::days(8));
    let page = owner.open(&link_of(&told)).await;
    assert!(page.says("This link was good until"), "{}", page.told());
}

async fn whoever_is_on_the_way_in_with_the_ended_factor_is_asked_again(world: World) {
    world.organization("larkfield", OPEN).await;
    let (eli, _) = fjordbank(&world).await;
    world.join(&eli, "larkfield", Role::Member).await;
    let mut thief = world.browser();
    thief.try_to_sign_in(&eli.email, PASSWORD).await;
    thief.fill(&[("code", &eli.code(&world))]).await;
    if thief.page.place() == "/sign-in/choose" {
        thief.fill(&[("organization", "fjordbank")]).await;
    }
    let burner = add_app(&world, &mut thief, "Burner").await;
    let mail = notice(&world, &eli, "second factor was added").await;
    // New codes are asked for on the way in, and the thief waits on that page with the second factor given.
    let mut write = world.app.store.write().await.unwrap();
    user::set_codes_saved(&mut write, eli.id, None).await.unwrap();
    write.commit().await.unwrap();
    world.pass(Span::seconds(30));
    let mut waiting = world.browser();
    waiting.try_to_sign_in(&eli.email, PASSWORD).await;
    waiting.fill(&[("code", &code_at(&burner, world.app.now()))]).await;
    if waiting.page.place() == "/sign-in/choose" {
        waiting.fill(&[("organization", "fjordbank")]).await;
    }
    assert_eq!(waiting.page.place(), "/setup/codes", "{}", waiting.page.told());
    let mut owner = world.browser();
    owner.open(&link_of(&mail)).await;
    owner.fill(&[("code", &code_of(&mail))]).await;
    let page = waiting.fill(&[]).await;
    assert_eq!(page.user(), None, "{}", page.told());
    assert_eq!(waiting.whoami().await, None);
}
