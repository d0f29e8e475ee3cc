//! Stories of organizations whose people have to come through the provider: the door that stays beside it for admins,
//! the side door for members, and what keeps both from being the way round.

use rules::Span;
use vestibule::jobs;
use vestibule::store::audit;

use super::{House, house, is_in};
use crate::help::{request, sets_up, shown};
use crate::world::provider::{Says, Wrong};
use crate::world::{ANOTHER, Browser, OPEN, PASSWORD, Person, World, code_at, stories};

stories![
    it_is_required_by_whoever_has_used_the_door_that_stays,
    whose_domain_it_is_goes_to_the_provider_at_once,
    an_admin_comes_with_a_second_factor_and_no_less,
    an_invitation_leads_to_the_provider,
    a_reset_says_where_one_comes_in,
    the_side_door_lets_in_who_came_lately,
    whom_the_provider_refused_the_side_door_does_not_let_in,
    without_a_second_factor_there_is_live_help,
    a_factor_made_by_mail_is_none_beside_the_provider,
    a_provider_that_is_down_opens_it_by_itself,
    nobody_else_switches_it,
    what_is_gone_is_not_required,
];

/// Larkfield, whose people have to come through the provider; Ana did so a moment ago and has an authenticator.
async fn strict(world: &World) -> House {
    let mut house = house(world, OPEN).await;
    let mut ana = house.ana.clone();
    world.give_app(&mut ana).await;
    house.ana = ana;
    let mut browser = world.browser();
    house.provider.signs_in(world, &mut browser, &house.start, Says::of(&house.ana.email)).await;
    is_in(&browser, &house.ana.email);
    world.require_sign_on("larkfield", &house.jo).await;
    house
}

/// With the password, and with the code where one is asked for and there is one.
async fn comes_by_password(world: &World, browser: &mut Browser, person: &Person) {
    browser.try_to_sign_in(&person.email, PASSWORD).await;
    if browser.page.place() == "/sign-in/second" && !person.sheet.is_empty() {
        browser.fill(&[("code", &person.code(world))]).await;
    }
}

/// Whether Larkfield's door opens to whoever is signed in here.
async fn enters(browser: &mut Browser) -> Option<String> {
    browser.open("/sign-in/choose").await;
    browser.press("/sign-in/choose", &[("organization", "larkfield")]).await;
    browser.page.organization()
}

async fn opens_side_door(world: &World, house: &House, hours: &str) {
    let mut office = world.browser();
    comes_by_password(world, &mut office, &house.jo).await;
    is_in(&office, &house.jo.email);
    let page = office.open("/org/larkfield/sso").await;
    assert!(page.says("Side door"), "{}", page.told());
    let page = office.post_fields("/org/larkfield/sso/side-door", &[("hours", hours)]).await;
    let expected = if hours == "0" { "The side door is shut" } else { "The side door is open" };
    assert!(page.says(expected), "{}", page.told());
    world.pass(Span::minutes(1));
}

async fn it_is_required_by_whoever_has_used_the_door_that_stays(world: World) {
    let house = house(&world, OPEN).await;
    let mut ana = world.browser();
    ana.sign_in(&world, &house.ana).await;
    is_in(&ana, &house.ana.email);
    // By the provider's word it is not required: that door could be the only one that works.
    let mut visiting = world.browser();
    let says = Says { methods: vec!["mfa"], ..Says::of(&house.jo.email) };
    house.provider.signs_in(&world, &mut visiting, &house.start, says).await;
    let page = visiting.open("/org/larkfield/sso").await;
    assert!(page.says("use the door that stays") && !page.says("Require it"), "{}", page.told());
    let page = visiting.post_fields("/org/larkfield/sso/required", &[("to", "on")]).await;
    assert!(page.says("Sign in as yourself first"), "{}", page.told());
    assert_eq!(enters(&mut ana).await.as_deref(), Some("larkfield"), "{}", ana.page.told());
    // As themselves, with a second factor, it is.
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    let page = jo.post_fields("/org/larkfield/sso/required", &[("to", "on")]).await;
    assert!(page.says("People have to come through your sign-on now"), "{}", page.told());
    assert!(world.mail(&house.jo.email).await.subject.contains("have to come through your sign-on"));
    // Whoever was in with a password is out on the next page, and is told where the way is; the account stays theirs.
    let page = ana.open("/account").await;
    assert_eq!((page.user().as_deref(), page.organization()), (Some(house.ana.email.as_str()), None));
    assert_eq!(enters(&mut ana).await, None);
    assert_eq!(ana.page.cause().as_deref(), Some("sso-required"), "{}", ana.page.told());
    let href = ana.page.link_to("/sso?").expect("the way");
    house.provider.signs_in(&world, &mut ana, &href, Says::of(&house.ana.email)).await;
    is_in(&ana, &house.ana.email);
    // And back at once.
    let page = jo.post_fields("/org/larkfield/sso/required", &[("to", "off")]).await;
    assert!(page.says("People can choose again"), "{}", page.told());
    let mut ana = world.browser();
    ana.sign_in(&world, &house.ana).await;
    is_in(&ana, &house.ana.email);
    let lines = audit::list(&mut world.app.store.read(), house.id, 100, None).await.unwrap();
    for act in ["sign-on-required", "sign-on-optional"] {
        assert!(lines.iter().any(|line| line.act == act), "{act}: {lines:?}");
    }
}

/// The page is the same for every address of the domain.
async fn whose_domain_it_is_goes_to_the_provider_at_once(world: World) {
    let house = strict(&world).await;
    let mut pages = vec![];
    for email in [house.ana.email.as_str(), "nobody@larkfield.example", house.jo.email.as_str()] {
        let mut browser = world.browser();
        browser.open("/sign-in").await;
        browser.fill(&[("email", email)]).await;
        assert_eq!(browser.page.place(), format!("{}/go", house.start), "{}", browser.page.told());
        pages.push(browser.page.words());
    }
    assert!(pages.iter().all(|words| *words == pages[0]), "{pages:?}");
}

/// Who asks for a reset is told where they come in, and may still set a password for what is their own.
async fn a_reset_says_where_one_comes_in(world: World) {
    let house = strict(&world).await;
    let mut browser = world.browser();
    browser.ask_for_reset(&house.ana.email).await;
    let mail = world.mail(&house.ana.email).await;
    assert!(mail.subject.contains("you come in through its sign-on"), "{}", mail.subject);
    browser.open(&world.link(&house.ana.email).await).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
    browser.fill(&[("code", &house.ana.code(&world))]).await;
    assert_eq!(browser.page.user().as_deref(), Some(house.ana.email.as_str()), "{}", browser.page.told());
    assert_eq!(browser.page.organization(), None, "{}", browser.page.told());
}

async fn an_admin_comes_with_a_second_factor_and_no_less(world: World) {
    let house = strict(&world).await;
    let mut jo = world.browser();
    comes_by_password(&world, &mut jo, &house.jo).await;
    is_in(&jo, &house.jo.email);
    // The organization asks nobody for a second factor; at this door it is asked for all the same.
    let mut thief = world.browser();
    thief.try_to_sign_in(&house.jo.email, PASSWORD).await;
    assert_eq!(thief.page.place(), "/sign-in/second", "{}", thief.page.told());
    // And none is set up on the way: the mailbox alone would be the way in.
    let kim = world.admin("kim@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    comes_by_password(&world, &mut browser, &kim).await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    browser.open("/setup/authenticator").await;
    assert_eq!(browser.page.user(), None, "{}", browser.page.told());
}

async fn an_invitation_leads_to_the_provider(world: World) {
    let house = strict(&world).await;
    let email = "noor@larkfield.example";
    world.invite(email, "larkfield").await;
    let link = world.link(email).await;
    let mut browser = world.browser();
    let page = browser.open(&link).await;
    assert_eq!(page.cause().as_deref(), Some("sso-required"), "{}", page.told());
    let href = page.link_to("/sso?").expect("the way");
    house.provider.signs_in(&world, &mut browser, &href, Says::of(email)).await;
    is_in(&browser, email);
}

async fn the_side_door_lets_in_who_came_lately(world: World) {
    let house = strict(&world).await;
    let eva = world.member_with_app("eva@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    comes_by_password(&world, &mut browser, &house.ana).await;
    assert_eq!(browser.page.organization(), None, "{}", browser.page.told());
    assert_eq!(enters(&mut browser).await, None, "{}", browser.page.told());
    opens_side_door(&world, &house, "4").await;
    assert_eq!(enters(&mut browser).await.as_deref(), Some("larkfield"), "{}", browser.page.told());
    // Who never came through the provider is none of its people.
    let mut never = world.browser();
    comes_by_password(&world, &mut never, &eva).await;
    assert_eq!(enters(&mut never).await, None, "{}", never.page.told());
    assert_eq!(never.page.cause().as_deref(), Some("sso-required"), "{}", never.page.told());
    // Four hours later it has shut, for those who are in as well.
    world.pass(Span::hours(3));
    assert_eq!(browser.open("/account").await.organization().as_deref(), Some("larkfield"));
    world.pass(Span::hours(1));
    assert_eq!(browser.open("/account").await.organization(), None, "{}", browser.page.told());
    // An admin shuts it at once.
    opens_side_door(&world, &house, "24").await;
    assert_eq!(enters(&mut browser).await.as_deref(), Some("larkfield"), "{}", browser.page.told());
    opens_side_door(&world, &house, "0").await;
    assert_eq!(browser.open("/account").await.organization(), None, "{}", browser.page.told());
    // Whoever has not come for two weeks may not be one of its people any more.
    world.pass(Span::days(14));
    opens_side_door(&world, &house, "4").await;
    let mut late = world.browser();
    comes_by_password(&world, &mut late, &house.ana).await;
    assert_eq!(enters(&mut late).await, None, "{}", late.page.told());
}

async fn whom_the_provider_refused_the_side_door_does_not_let_in(world: World) {
    let house = strict(&world).await;
    let no = Wrong::Says("access_denied", "User is not assigned to the client application.");
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    browser.fill(&[("email", &house.ana.email)]).await;
    let href = browser.page.link_to("/sso/").expect("the way");
    house.provider.signs_in(&world, &mut browser, &href, Says::of(&house.ana.email).wrong(no)).await;
    assert_eq!(browser.page.cause().as_deref(), Some("sso-not-assigned"), "{}", browser.page.told());
    opens_side_door(&world, &house, "24").await;
    let mut own = world.browser();
    comes_by_password(&world, &mut own, &house.ana).await;
    assert_eq!(enters(&mut own).await, None, "{}", own.page.told());
    // Let in there again, they are one of its people again.
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&house.ana.email)).await;
    is_in(&browser, &house.ana.email);
    assert_eq!(enters(&mut own).await.as_deref(), Some("larkfield"), "{}", own.page.told());
}

async fn without_a_second_factor_there_is_live_help(world: World) {
    let house = strict(&world).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&kim.email)).await;
    is_in(&browser, &kim.email);
    opens_side_door(&world, &house, "24").await;
    let mut browser = world.browser();
    comes_by_password(&world, &mut browser, &kim).await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    browser.press("/help-me", &[]).await;
    assert_eq!(browser.page.place(), "/mailbox", "{}", browser.page.told());
    browser.fill(&[("code", &world.code(&kim.email).await)]).await;
    let characters = shown(&browser.page);
    let mut office = world.browser();
    comes_by_password(&world, &mut office, &house.jo).await;
    let path = request(&mut office, "larkfield").await;
    office.open(&path).await;
    office.fill(&[("code", &characters)]).await;
    let path = browser.page.path.clone();
    browser.open(&path).await;
    sets_up(&world, &mut browser).await;
    browser.fill(&[]).await;
    is_in(&browser, &kim.email);
}

/// Whoever reads the mailbox sets a password by it, and a first second factor; both are the account's, and neither opens
/// what the provider guards. Once the person has come through the provider, it counts.
async fn a_factor_made_by_mail_is_none_beside_the_provider(world: World) {
    let house = strict(&world).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let mut own = world.browser();
    house.provider.signs_in(&world, &mut own, &house.start, Says::of(&kim.email)).await;
    is_in(&own, &kim.email);
    world.pass(Span::minutes(1));
    let mut thief = world.browser();
    thief.ask_for_reset(&kim.email).await;
    thief.open(&world.link(&kim.email).await).await;
    thief.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(thief.page.user().as_deref(), Some(kim.email.as_str()), "{}", thief.page.told());
    thief.open("/setup/authenticator").await;
    thief.fill(&[]).await;
    if thief.page.place() == "/mailbox" {
        thief.fill(&[("code", &world.code(&kim.email).await)]).await;
    }
    let key = crate::attacks::key_on(&thief);
    thief.fill(&[("code", &code_at(&key, world.app.now())), ("name", "Phone")]).await;
    let page = thief.fill(&[]).await;
    assert_eq!(page.user().as_deref(), Some(kim.email.as_str()), "{}", page.told());
    opens_side_door(&world, &house, "24").await;
    assert_eq!(enters(&mut thief).await, None, "{}", thief.page.told());
    let page = thief.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert_eq!(page.organization(), None, "{}", page.told());
    // The person, who came through the provider since, gets in with it.
    house.provider.signs_in(&world, &mut own, &house.start, Says::of(&kim.email)).await;
    world.pass(Span::minutes(1));
    let mut again = world.browser();
    again.try_to_sign_in(&kim.email, ANOTHER).await;
    again.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    is_in(&again, &kim.email);
}

async fn a_provider_that_is_down_opens_it_by_itself(world: World) {
    let house = strict(&world).await;
    let mut browser = world.browser();
    comes_by_password(&world, &mut browser, &house.ana).await;
    house.provider.goes_away(true);
    jobs::run_due(&world.app).await.unwrap();
    assert_eq!(enters(&mut browser).await, None, "a hiccup: {}", browser.page.told());
    world.pass(Span::minutes(11));
    for _ in 0..2 {
        jobs::run_due(&world.app).await.unwrap();
    }
    assert_eq!(enters(&mut browser).await.as_deref(), Some("larkfield"), "{}", browser.page.told());
    let mails = world.mails(&house.jo.email).await;
    let told = mails.iter().filter(|mail| mail.subject.contains("can't be reached")).count();
    assert_eq!(told, 1, "told once");
    // It answers again: the way is the provider's.
    house.provider.goes_away(false);
    world.pass(Span::minutes(6));
    jobs::run_due(&world.app).await.unwrap();
    assert_eq!(browser.open("/account").await.organization(), None, "{}", browser.page.told());
    // What anybody can make up, codes and errors, is no failure of the connection.
    for minutes in [1, 11] {
        world.pass(Span::minutes(minutes));
        for wrong in [Wrong::Says("server_error", "made up"), Wrong::Key] {
            let mut stranger = world.browser();
            let says = Says::of(&house.ana.email).wrong(wrong);
            house.provider.signs_in(&world, &mut stranger, &house.start, says).await;
        }
    }
    assert_eq!(enters(&mut browser).await, None, "{}", browser.page.told());
    world.pass(Span::minutes(6));
    jobs::run_due(&world.app).await.unwrap();
    // A secret that the provider does not take any more is one, seen twice.
    for minutes in [1, 11] {
        world.pass(Span::minutes(minutes));
        let mut member = world.browser();
        let says = Says::of(&house.ana.email).wrong(Wrong::Forgets);
        house.provider.signs_in(&world, &mut member, &house.start, says).await;
    }
    assert_eq!(enters(&mut browser).await.as_deref(), Some("larkfield"), "{}", browser.page.told());
}

async fn nobody_else_switches_it(world: World) {
    let house = strict(&world).await;
    world.organization("harbour", OPEN).await;
    let una = world.admin_with_app("una@harbour.example", "harbour").await;
    let mut other = world.browser();
    other.sign_in(&world, &una).await;
    let mut member = world.browser();
    house.provider.signs_in(&world, &mut member, &house.start, Says::of(&house.ana.email)).await;
    for browser in [&mut other, &mut member] {
        for (path, field) in [("required", ("to", "off")), ("side-door", ("hours", "24"))] {
            let page = browser.post_fields(&format!("/org/larkfield/sso/{path}"), &[field]).await;
            assert_eq!(page.status, 403, "{path}: {}", page.told());
        }
    }
    let set = vestibule::store::sign_on::find(&mut world.app.store.read(), house.id).await.unwrap();
    assert!(set.sign_on_since.is_some() && set.side_door_until.is_none(), "{set:?}");
    // Nor for longer than a day.
    let mut jo = world.browser();
    comes_by_password(&world, &mut jo, &house.jo).await;
    jo.post_fields("/org/larkfield/sso/side-door", &[("hours", "999")]).await;
    let set = vestibule::store::sign_on::find(&mut world.app.store.read(), house.id).await.unwrap();
    assert_eq!(set.side_door_until, None);
}

/// The only connection is switched off: nobody stands before a door that is none.
async fn what_is_gone_is_not_required(world: World) {
    let house = strict(&world).await;
    let mut jo = world.browser();
    comes_by_password(&world, &mut jo, &house.jo).await;
    let path = format!("/org/larkfield/sso/{}/switch", house.connection);
    jo.post_fields(&path, &[("to", "off")]).await;
    let mut ana = world.browser();
    ana.sign_in(&world, &house.ana).await;
    is_in(&ana, &house.ana.email);
}
