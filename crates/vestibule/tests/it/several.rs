//! Stories of one page over several organizations: whom it shows, whom it never shows, and what is done from there.

use std::collections::BTreeSet;

use rules::policy::Policy;
use rules::{Role, Span};
use uuid::Uuid;
use vestibule::store::{address, audit, membership};

use crate::support::at_the_desk;
use crate::world::{ASKS_FOR_SECOND, Browser, OPEN, Person, World, stories};

stories![
    people_of_all_organizations_stand_on_one_page,
    nobody_else_and_no_other_organization_appears,
    what_the_session_does_not_open_has_a_button,
    a_session_too_old_for_one_organization_does_not_show_it,
    a_name_leads_to_the_page_in_the_right_organization,
    help_is_given_from_the_list_by_the_rules_of_that_organization,
    one_form_invites_into_several,
    the_list_is_turned_over_all_organizations,
    whoever_administers_one_or_none_has_no_such_page,
];

struct Houses {
    larkfield: Uuid,
    harbour: Uuid,
    jo: Person,
    ana: Person,
}

/// Jo administers Larkfield and Harbour; Ana is in Larkfield, Bea in Harbour, and Cem in both.
async fn houses(world: &World) -> Houses {
    let larkfield = world.organization("larkfield", OPEN).await;
    let harbour = world.organization("harbour", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    world.join(&jo, "harbour", Role::Admin).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    world.member("bea@harbour.example", "harbour").await;
    let cem = world.member("cem@larkfield.example", "larkfield").await;
    world.join(&cem, "harbour", Role::Member).await;
    Houses { larkfield, harbour, jo, ana }
}

/// Signs in and enters.
async fn enters(world: &World, person: &Person, slug: &str) -> Browser {
    let mut browser = world.browser();
    browser.try_to_sign_in(&person.email, &person.password).await;
    if browser.page.place() == "/sign-in/choose" {
        browser.press("/sign-in/choose", &[("organization", slug)]).await;
    }
    assert_eq!(browser.page.user().as_deref(), Some(person.email.as_str()), "{}", browser.page.told());
    browser
}

/// The lines: address and organization, in order.
fn lines(browser: &Browser) -> Vec<(String, String)> {
    let rows = browser.page.html.split("<tr><th scope=\"row\">").skip(1);
    let one = |row: &str| {
        let house =
            row.split("name=\"organization\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let mail = row.split("dir=\"auto\">").find_map(|rest| {
            let text = rest.split('<').next().unwrap_or_default();
            text.contains('@').then(|| text.to_owned())
        });
        (mail.unwrap_or_default(), house.unwrap_or_default().to_owned())
    };
    rows.map(one).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
}

async fn people_of_all_organizations_stand_on_one_page(world: World) {
    let houses = houses(&world).await;
    let mut jo = enters(&world, &houses.jo, "larkfield").await;
    jo.open("/account").await;
    assert!(jo.page.offers("/people"), "{}", jo.page.told());
    jo.open("/people").await;
    assert!(jo.page.says("6 people") || jo.page.says("6"), "{}", jo.page.told());
    let all = pairs(&[
        ("ana@larkfield.example", "larkfield"),
        ("bea@harbour.example", "harbour"),
        ("cem@larkfield.example", "larkfield"),
        ("cem@larkfield.example", "harbour"),
        ("jo@larkfield.example", "larkfield"),
        ("jo@larkfield.example", "harbour"),
    ]);
    let found = lines(&jo);
    let mails = |all: &[(String, String)]| all.iter().map(|(mail, _)| mail.clone()).collect::<Vec<_>>();
    assert_eq!(mails(&found), mails(&all), "in the order of names: {}", jo.page.told());
    assert_eq!(BTreeSet::from_iter(found), BTreeSet::from_iter(all));
    jo.open("/people?organization=harbour").await;
    assert_eq!(lines(&jo).len(), 3, "{}", jo.page.told());
    jo.open("/people?organization=harbour&role=member&q=cem").await;
    assert_eq!(lines(&jo), pairs(&[("cem@larkfield.example", "harbour")]));
    jo.open("/people?role=admin").await;
    assert_eq!(lines(&jo).len(), 2, "{}", jo.page.told());
    jo.open("/people?status=deactivated").await;
    assert_eq!(lines(&jo).len(), 0, "{}", jo.page.told());
    // The file holds what the list shows.
    let file = jo.open("/people.csv?q=cem").await.html.clone();
    assert!(file.contains("Larkfield,Cem,Tester,cem@larkfield.example"), "{file}");
    assert!(file.contains("Harbour,Cem,Tester,cem@larkfield.example"), "{file}");
    assert_eq!(file.lines().count(), 3, "{file}");
}

async fn nobody_else_and_no_other_organization_appears(world: World) {
    let houses = houses(&world).await;
    // Where Jo is a member, where she was an admin and was switched off, which is suspended, and which is another's.
    for slug in ["memberhouse", "offhouse", "shuthouse", "othershouse", "demoted"] {
        let house = world.organization(slug, OPEN).await;
        world.admin(&format!("secret@{slug}.example"), slug).await;
        match slug {
            "memberhouse" => world.join(&houses.jo, slug, Role::Member).await,
            "othershouse" => {}
            _ => world.join(&houses.jo, slug, Role::Admin).await,
        }
        if slug == "offhouse" {
            world.set_deactivated(&houses.jo, house, true).await;
        }
        if slug == "shuthouse" {
            world.suspend(house).await;
        }
    }
    let mut jo = enters(&world, &houses.jo, "larkfield").await;
    jo.open("/people").await;
    assert!(jo.page.says("secret@demoted.example"), "{}", jo.page.told());
    let demoted = organization(&world, "demoted").await;
    let mut write = world.app.store.write().await.unwrap();
    membership::set_role(&mut write, demoted, houses.jo.id, Role::Member).await.unwrap();
    write.commit().await.unwrap();
    for path in ["/people", "/people.csv", "/people/invite", "/people?organization=othershouse&q=secret"] {
        let page = jo.open(path).await;
        let shown = page.html.to_lowercase();
        for word in ["secret@", "memberhouse", "offhouse", "shuthouse", "othershouse", "demoted"] {
            assert!(!shown.contains(word), "{path} has {word}: {}", page.told());
        }
    }
    for slug in ["memberhouse", "offhouse", "shuthouse", "othershouse", "demoted", "nowhere"] {
        let there =
            address::find(&mut world.app.store.read(), &format!("secret@{slug}.example")).await.unwrap();
        let id = there.map_or_else(Uuid::nil, |row| row.user_id).to_string();
        let fields = [("organization", slug), ("person", id.as_str()), ("act", "deactivate"), ("list", "")];
        for path in ["/people/open", "/people/act"] {
            let page = jo.post_fields(path, &fields).await;
            assert_eq!(page.status, 404, "{path} {slug}: {}", page.told());
        }
        let form = [
            ("first_name", "Eve"),
            ("last_name", "Wolf"),
            ("email", "eve@wolf.example"),
            ("role", "admin"),
            (&format!("to-{slug}"), "1"),
        ];
        let page = jo.post_fields("/people/invite", &form).await;
        assert!(page.says("Tick at least one"), "{}", page.told());
    }
    assert!(address::find(&mut world.app.store.read(), "eve@wolf.example").await.unwrap().is_none());
    // Somebody of another organization is none of these, by whichever of them they are asked for.
    let other =
        address::find(&mut world.app.store.read(), "secret@othershouse.example").await.unwrap().unwrap();
    let id = other.user_id.to_string();
    let fields =
        [("organization", "larkfield"), ("person", id.as_str()), ("act", "deactivate"), ("list", "")];
    let page = jo.post_fields("/people/act", &fields).await;
    assert_eq!(page.cause().as_deref(), Some("nobody-there"), "{}", page.told());
    // The desk has no admins, and its people stand in no list.
    let mut desk = at_the_desk(&world).await;
    let page = desk.open("/people").await;
    assert_eq!(page.status, 403, "{}", page.told());
}

async fn organization(world: &World, slug: &str) -> Uuid {
    let row = vestibule::store::organization::find_by_slug(&mut world.app.store.read(), slug).await.unwrap();
    row.unwrap().id
}

async fn what_the_session_does_not_open_has_a_button(world: World) {
    let houses = houses(&world).await;
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    world.member("ida@fjordbank.example", "fjordbank").await;
    world.join(&houses.jo, "fjordbank", Role::Admin).await;
    let mut jo = enters(&world, &houses.jo, "larkfield").await;
    jo.open("/people").await;
    assert!(jo.page.says("Not open in this session") && jo.page.says("Fjordbank"), "{}", jo.page.told());
    assert!(!jo.page.says("ida@fjordbank.example") && lines(&jo).len() == 6, "{}", jo.page.told());
    let file = jo.open("/people.csv").await.html.clone();
    assert!(!file.contains("fjordbank.example"), "{file}");
    let page = jo.open("/people?organization=fjordbank").await;
    assert!(!page.says("ida@"), "{}", page.told());
    let page = jo
        .post_fields(
            "/people/act",
            &[("organization", "fjordbank"), ("person", &houses.jo.id.to_string()), ("act", "reset")],
        )
        .await;
    assert_eq!(page.status, 404, "{}", page.told());
    jo.open("/people").await;
    let page = jo.press("/people/open", &[("organization", "fjordbank")]).await;
    assert_eq!(page.place(), "/mailbox", "a first second factor is set up now: {}", page.told());
}

async fn a_session_too_old_for_one_organization_does_not_show_it(world: World) {
    let houses = houses(&world).await;
    let short = Policy { session_absolute: Span::hours(2), ..OPEN };
    world.set_policy(houses.harbour, short).await;
    let mut jo = enters(&world, &houses.jo, "larkfield").await;
    jo.open("/people").await;
    assert_eq!(lines(&jo).len(), 6, "{}", jo.page.told());
    world.pass(Span::hours(3));
    jo.open("/people").await;
    assert!(jo.page.says("Not open in this session"), "{}", jo.page.told());
    assert!(!jo.page.says("bea@harbour.example"), "{}", jo.page.told());
}

async fn a_name_leads_to_the_page_in_the_right_organization(world: World) {
    let houses = houses(&world).await;
    let mut jo = enters(&world, &houses.jo, "larkfield").await;
    jo.open("/people?q=bea").await;
    let form = jo.page.form("/people/open");
    assert!(form.fields.contains(&("organization".to_owned(), "harbour".to_owned())), "{form:?}");
    let bea = address::find(&mut world.app.store.read(), "bea@harbour.example").await.unwrap().unwrap();
    let id = bea.user_id.to_string();
    let page = jo.press("/people/open", &[("person", &id)]).await;
    assert_eq!(page.place(), format!("/org/harbour/people/{id}"), "{}", page.told());
    assert_eq!(page.organization().as_deref(), Some("harbour"));
    // Whoever is not there is not there: the id of another organization's person opens nothing.
    let page = jo
        .post_fields("/people/open", &[("organization", "harbour"), ("person", &houses.ana.id.to_string())])
        .await;
    assert_eq!(page.status, 404, "{}", page.told());
}

async fn acts(world: &World, house: Uuid) -> Vec<String> {
    let rows = audit::list(&mut world.app.store.read(), house, 100, None).await.unwrap();
    rows.into_iter().map(|row| row.act).collect()
}

async fn help_is_given_from_the_list_by_the_rules_of_that_organization(world: World) {
    let houses = houses(&world).await;
    let mut jo = enters(&world, &houses.jo, "larkfield").await;
    jo.open("/people?q=bea&organization=harbour").await;
    let page = jo.press("/people/act", &[("act", "reset")]).await;
    assert!(page.path.contains("organization=harbour") && page.path.contains("q=bea"), "{}", page.path);
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "one stays where one was");
    assert!(world.mail("bea@harbour.example").await.text.contains("Harbour"));
    assert!(acts(&world, houses.harbour).await.contains(&"reset-sent".to_owned()));
    assert!(!acts(&world, houses.larkfield).await.contains(&"reset-sent".to_owned()));
    // The only admin stays one, here too.
    let own = houses.jo.id.to_string();
    let fields =
        [("organization", "harbour"), ("person", own.as_str()), ("act", "deactivate"), ("list", "q=jo&x=1")];
    let page = jo.post_fields("/people/act", &fields).await;
    assert_eq!(page.cause().as_deref(), Some("last-admin"), "{}", page.told());
    assert!(page.reference().is_some() && !page.path.contains("x=1"), "{}", page.path);
    let page = jo
        .post_fields("/people/act", &[("organization", "harbour"), ("person", &own), ("act", "set-on-fire")])
        .await;
    assert_eq!(page.status, 404);
    // The refusal speaks of the organization in which it was tried, and names no other one that the person is in.
    let fields =
        [("organization", "larkfield"), ("person", own.as_str()), ("act", "deactivate"), ("list", "")];
    jo.post_fields("/people/act", &fields).await;
    let told =
        jo.page.html.split("class=\"refusal\"").nth(1).and_then(|rest| rest.split("</section>").next());
    assert!(told.is_some_and(|told| !told.contains("Harbour")), "{}", jo.page.told());
}

async fn one_form_invites_into_several(world: World) {
    let houses = houses(&world).await;
    let mut jo = enters(&world, &houses.jo, "larkfield").await;
    jo.open("/people/invite").await;
    let fields =
        [("first_name", "Noor"), ("last_name", "Newcomer"), ("email", "not an address"), ("role", "member")];
    let page = jo.fill(&fields).await;
    assert!(page.says("Tick at least one") && page.html.contains("not an address"), "{}", page.told());
    jo.open("/people/invite").await;
    let both = [
        ("first_name", "Bea"),
        ("last_name", "Tester"),
        ("email", "bea@harbour.example"),
        ("role", "member"),
        ("to-larkfield", "1"),
        ("to-harbour", "1"),
    ];
    let page = jo.fill(&both).await;
    assert!(page.says("What came of it for bea@harbour.example"), "{}", page.told());
    assert!(page.says("Larkfield Invited.") && page.says("Harbour Is in already"), "{}", page.told());
    let bea = address::find(&mut world.app.store.read(), "bea@harbour.example").await.unwrap().unwrap();
    let there = membership::find(&mut world.app.store.read(), houses.larkfield, bea.user_id).await.unwrap();
    assert!(there.is_some_and(|row| row.joined_at.is_none() && row.role == Role::Member));
    assert_eq!(world.mails("bea@harbour.example").await.len(), 1);
    assert!(acts(&world, houses.larkfield).await.contains(&"invited".to_owned()));
    assert!(!acts(&world, houses.harbour).await.contains(&"invited".to_owned()));
    // What came of it is this session's to read.
    let path = jo.page.path.clone();
    let mut other = enters(&world, &houses.jo, "larkfield").await;
    let page = other.open(&path).await;
    assert!(!page.says("What came of it"), "{}", page.told());
}

async fn the_list_is_turned_over_all_organizations(world: World) {
    let houses = houses(&world).await;
    let mut everybody = Vec::new();
    for number in 0..22 {
        let name = format!("p{:02}", number % 11);
        let slug = if number < 11 { "larkfield" } else { "harbour" };
        // The same names in both, and each third is the same person.
        let email = format!("{name}@{}.example", if number % 3 == 0 { "both" } else { slug });
        match address::find(&mut world.app.store.read(), &email).await.unwrap() {
            Some(row) => {
                let known = Person { id: row.user_id, ..houses.ana.clone() };
                world.join(&Person { email: email.clone(), ..known }, slug, Role::Member).await;
            }
            None => drop(world.member(&email, slug).await),
        }
        everybody.push((email, slug.to_owned()));
    }
    let mut jo = enters(&world, &houses.jo, "larkfield").await;
    jo.open("/people?q=p").await;
    let (mut forward, mut turns) = (lines(&jo), vec![lines(&jo)]);
    while let Some(next) = way(&jo, "next") {
        jo.open(&next).await;
        forward.extend(lines(&jo));
        turns.push(lines(&jo));
    }
    assert!(turns.len() > 1, "more than a page");
    assert_eq!(forward.len(), everybody.len() + others(&forward), "{forward:?}");
    for one in &everybody {
        assert_eq!(forward.iter().filter(|line| *line == one).count(), 1, "{one:?} once: {forward:?}");
    }
    // And back again, page by page.
    for wanted in turns.iter().rev().skip(1) {
        let before = way(&jo, "prev").expect("a page before this one");
        jo.open(&before).await;
        assert_eq!(&lines(&jo), wanted);
    }
    assert_eq!(way(&jo, "prev"), None, "that was the first");
}

/// Those whom the search finds beside the numbered ones.
fn others(lines: &[(String, String)]) -> usize {
    lines.iter().filter(|(mail, _)| !mail.starts_with('p')).count()
}

fn way(browser: &Browser, kind: &str) -> Option<String> {
    let (before, _) = browser.page.html.split_once(&format!("\" rel=\"{kind}\""))?;
    before.rsplit_once("href=\"").map(|(_, href)| href.replace("&amp;", "&").replace("&#38;", "&"))
}

async fn whoever_administers_one_or_none_has_no_such_page(world: World) {
    let houses = houses(&world).await;
    let una = world.admin("una@larkfield.example", "larkfield").await;
    let mut browser = enters(&world, &una, "larkfield").await;
    let page = browser.open("/account").await;
    assert!(!page.offers("/people\""), "{}", page.told());
    assert_eq!(browser.open("/people").await.place(), "/org/larkfield/people");
    let mut browser = enters(&world, &houses.ana, "larkfield").await;
    assert_eq!(browser.open("/people").await.status, 403);
    assert_eq!(world.browser().open("/people").await.place(), "/sign-in");
}
