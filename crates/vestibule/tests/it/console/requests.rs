//! Requests: taken on by one admin and seen by the others, declined with a reason, settled, run out, and closed by
//! themselves.

use rules::Span;
use vestibule::store::{audit, help, pass, request};

use crate::world::{ASKS_FOR_SECOND, Browser, OPEN, PASSWORD, Person, World, stories};

stories![
    a_request_is_taken_and_the_others_see_by_whom,
    two_take_it_at_once_and_one_has_it,
    a_no_goes_to_the_mailbox_with_its_reason,
    a_request_closes_when_they_come_in,
    a_request_runs_out_and_can_be_asked_again,
    who_may_not_come_in_any_more_asks_for_nothing,
    another_organizations_requests_are_not_there,
];

/// Somebody stands at the door with the wrong password, proves the mailbox, and asks.
async fn asks(world: &World, person: &Person) -> Browser {
    let mut browser = world.browser();
    browser.ask_for_reset(&person.email).await;
    let code = world.code(&person.email).await;
    browser.press("/reset/ask-admin", &[("code", &code)]).await;
    assert!(browser.page.says("Your admins know"), "{}", browser.page.told());
    browser
}

/// The path of the only request in the list.
fn path_of(browser: &Browser) -> String {
    let (_, rest) = browser.page.html.split_once("/requests/").expect("a request in the list");
    let id = rest.split(['"', '/']).next().unwrap_or_default();
    format!("{}/{id}", browser.page.place())
}

async fn house(world: &World) -> (Person, Person, Person) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let max = world.admin("max@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    (jo, max, ana)
}

async fn list(world: &World, admin: &Person, slug: &str) -> Browser {
    let mut browser = world.browser();
    browser.sign_in(world, admin).await;
    browser.open(&format!("/org/{slug}/requests")).await;
    browser
}

async fn a_request_is_taken_and_the_others_see_by_whom(world: World) {
    let (jo, max, ana) = house(&world).await;
    asks(&world, &ana).await;
    let mut office = list(&world, &jo, "larkfield").await;
    let path = path_of(&office);
    let links = world.mail(&jo.email).await.links;
    assert!(links.iter().any(|link| link.ends_with(&path)), "the mail's button leads there: {links:?}");
    let page = office.open(&path).await;
    assert!(page.says("Ana Tester asks for help") && page.says("Before you confirm"), "{}", page.told());
    assert!(page.says("Can Ana Tester get in now? Yes."), "{}", page.told());
    let page = office.press(&format!("{path}/take"), &[]).await;
    assert!(page.says("You are."), "{}", page.told());
    let mut other = list(&world, &max, "larkfield").await;
    assert!(other.page.says("Jo Tester is on it."), "{}", other.page.told());
    let page = other.open(&path).await;
    assert!(page.says("Jo Tester is on it.") && page.says("Take it over"), "{}", page.told());
    let page = other.press(&format!("{path}/take"), &[]).await;
    assert!(page.says("You are."), "{}", page.told());
    assert!(office.open(&path).await.says("Max Tester is on it."), "{}", office.page.told());
    office.press(&format!("{path}/close"), &[]).await;
    assert!(office.page.says("Settled.") && office.page.says("Nobody is asking"), "{}", office.page.told());
    assert!(office.page.says("Jo Tester settled it."), "{}", office.page.told());
    let rows = audit::any_list(&mut world.app.store.read(), 9, None).await.unwrap();
    let acts: Vec<&str> =
        rows.iter().map(|row| row.act.as_str()).filter(|act| act.contains("request")).collect();
    let count = |act: &str| acts.iter().filter(|known| **known == act).count();
    assert_eq!((count("request-taken"), count("request-settled")), (2, 1), "{acts:?}");
}

async fn two_take_it_at_once_and_one_has_it(world: World) {
    let (jo, max, ana) = house(&world).await;
    asks(&world, &ana).await;
    let mut one = list(&world, &jo, "larkfield").await;
    let mut other = list(&world, &max, "larkfield").await;
    let path = path_of(&one);
    one.open(&path).await;
    other.open(&path).await;
    let take = format!("{path}/take");
    tokio::join!(one.press(&take, &[]), async {
        other.press(&take, &[]).await;
    });
    let first = [&one, &other].map(|browser| browser.page.says("It's yours"));
    assert!(first[0] != first[1], "{} {}", one.page.told(), other.page.told());
    let late = if first[0] { &other } else { &one };
    assert!(late.page.says("Somebody else was first"), "{}", late.page.told());
}

async fn a_no_goes_to_the_mailbox_with_its_reason(world: World) {
    let (jo, _, ana) = house(&world).await;
    asks(&world, &ana).await;
    let mut office = list(&world, &jo, "larkfield").await;
    let path = path_of(&office);
    office.open(&path).await;
    let reason = "Ask the front desk first.\r\nBcc: evil@example.com";
    let page = office.press(&format!("{path}/decline"), &[("reason", reason)]).await;
    assert!(page.says("Jo Tester declined it."), "{}", page.told());
    let mail = world.mail(&ana.email).await;
    assert!(
        mail.subject.contains("your request was declined") && mail.text.contains("Jo Tester"),
        "{mail:?}"
    );
    assert!(mail.text.contains("Ask the front desk first."), "{}", mail.text);
    assert_eq!(world.mails("evil@example.com").await.len(), 0);
    // Whoever comes second with it does nothing and is told so.
    let page = office.post_fields(&format!("{path}/decline"), &[("reason", "again")]).await;
    assert!(page.says("Somebody else was first"), "{}", page.told());
    assert_eq!(
        world.mails(&ana.email).await.iter().filter(|mail| mail.subject.contains("declined")).count(),
        1
    );
    world.browser().sign_in(&world, &ana).await;
}

async fn a_request_closes_when_they_come_in(world: World) {
    let (jo, _, ana) = house(&world).await;
    asks(&world, &ana).await;
    let mut office = list(&world, &jo, "larkfield").await;
    assert!(office.page.says("Ana Tester"), "{}", office.page.told());
    world.browser().sign_in(&world, &ana).await;
    let page = office.open("/org/larkfield/requests").await;
    assert!(page.says("Nobody is asking") && page.says("They came in."), "{}", page.told());
    // What somebody asks for from inside stays when they come again.
    let mut inside = world.browser();
    inside.sign_in(&world, &ana).await;
    inside.open("/org/larkfield/people").await;
    inside.press("/ask-admin", &[]).await;
    world.browser().sign_in(&world, &ana).await;
    let page = office.open("/org/larkfield/requests").await;
    assert!(page.says("Ana Tester") && !page.says("Nobody is asking"), "{}", page.told());
}

async fn a_request_runs_out_and_can_be_asked_again(world: World) {
    let (jo, _, ana) = house(&world).await;
    asks(&world, &ana).await;
    let path = path_of(&list(&world, &jo, "larkfield").await);
    world.pass(Span::days(14));
    let mut office = list(&world, &jo, "larkfield").await;
    assert!(office.page.says("Nobody is asking"), "{}", office.page.told());
    assert!(office.open(&path).await.says("It ran out."), "{}", office.page.told());
    vestibule::jobs::sweep::all(&world.app).await.unwrap();
    assert!(office.open(&path).await.says("It ran out."), "{}", office.page.told());
    asks(&world, &ana).await;
    assert!(office.open("/org/larkfield/requests").await.says("Ana Tester"), "{}", office.page.told());
}

async fn who_may_not_come_in_any_more_asks_for_nothing(world: World) {
    let larkfield = world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    for (name, act) in [("ana", "deactivate"), ("bea", "remove")] {
        let person = world.member_with_app(&format!("{name}@larkfield.example"), "larkfield").await;
        asks(&world, &person).await;
        let mut stuck = world.browser();
        stuck.try_to_sign_in(&person.email, PASSWORD).await;
        let s = stuck.page.sealed();
        stuck.post_fields("/help-me", &[("s", &s)]).await;
        stuck.fill(&[("code", &world.code(&person.email).await)]).await;
        world.pass(Span::minutes(1));
        let mut office = world.browser();
        office.sign_in(&world, &jo).await;
        let path = format!("/org/larkfield/people/{}", person.id);
        office.open(&path).await;
        office.press(&format!("{path}/give-pass"), &[]).await;
        let mut read = world.app.store.read();
        let open = request::list_open(&mut read, larkfield, world.app.now(), 9).await.unwrap();
        assert_eq!(open.len(), 1, "{}", office.page.told());
        assert!(
            help::find_open(&mut read, larkfield, person.id).await.unwrap().is_some(),
            "{}",
            stuck.page.told()
        );
        assert!(pass::find_open(&mut read, larkfield, person.id).await.unwrap().is_some());
        drop(read);
        office.open(&path).await;
        office.press(&format!("{path}/{act}"), &[]).await;
        let mut read = world.app.store.read();
        assert!(request::list_open(&mut read, larkfield, world.app.now(), 9).await.unwrap().is_empty());
        assert_eq!(request::count_open(&mut read, larkfield, world.app.now()).await.unwrap(), 0);
        assert!(help::find_open(&mut read, larkfield, person.id).await.unwrap().is_none());
        assert!(pass::find_open(&mut read, larkfield, person.id).await.unwrap().is_none());
        drop(read);
        let page = office.open("/org/larkfield/requests").await;
        assert!(page.says("Nobody is asking"), "{}", page.told());
        world.pass(Span::minutes(1));
    }
}

async fn another_organizations_requests_are_not_there(world: World) {
    let (jo, _, ana) = house(&world).await;
    world.organization("fjordbank", OPEN).await;
    let ida = world.admin("ida@fjordbank.example", "fjordbank").await;
    asks(&world, &ana).await;
    let path = path_of(&list(&world, &jo, "larkfield").await);
    let id = path.rsplit('/').next().unwrap_or_default().to_owned();
    let mut bank = list(&world, &ida, "fjordbank").await;
    assert!(!bank.page.says("Ana"), "{}", bank.page.told());
    assert_eq!(bank.open(&path).await.status.as_u16(), 403);
    assert_eq!(bank.open(&format!("/org/fjordbank/requests/{id}")).await.status.as_u16(), 404);
    for act in ["take", "close", "decline", "confirm"] {
        let page =
            bank.post_fields(&format!("/org/fjordbank/requests/{id}/{act}"), &[("code", "AAAA AAAA")]).await;
        assert!(!page.says("Ana") && !page.says("It's yours"), "{act}: {}", page.told());
        assert_eq!(bank.post_fields(&format!("{path}/{act}"), &[]).await.status.as_u16(), 403, "{act}");
    }
    let mut member = world.browser();
    member.sign_in(&world, &world.member("eli@larkfield.example", "larkfield").await).await;
    assert_eq!(member.post_fields(&format!("{path}/take"), &[]).await.status.as_u16(), 403);
    let mut read = world.app.store.read();
    let here =
        vestibule::store::organization::find_by_slug(&mut read, "larkfield").await.unwrap().unwrap().id;
    let row = request::find(&mut read, here, id.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((row.closed_at, row.taken_by), (None, None));
}
