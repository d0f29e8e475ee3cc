//! The list of people: what each status finds, forward and back, and as a file.

use std::collections::{BTreeMap, BTreeSet};

use rules::policy::Policy;
use rules::status::Status;
use rules::{Instant, Role, Span};
use uuid::Uuid;
use vestibule::store::address::AddressRow;
use vestibule::store::membership::MembershipRow;
use vestibule::store::outbox::OutboxRow;
use vestibule::store::user::UserRow;
use vestibule::store::{Write, address, factor, guess, membership, outbox, user};

use crate::world::{Browser, World, stories};

stories![
    each_status_finds_those_whom_the_rules_give_it,
    the_list_is_turned_forward_and_back,
    a_file_holds_what_the_list_shows,
    filters_from_nowhere_show_the_whole_list,
];

/// Passwords expire, and second factors are demanded.
const STRICT: Policy =
    Policy { password_max_age: Some(Span::days(90)), second_factor: true, ..Policy::DEFAULT };

/// Somebody as rows.
struct Somebody<'a> {
    number: usize,
    name: &'a str,
    role: Role,
    joined: bool,
    off: bool,
    invited_until: Option<Instant>,
    password_at: Option<Instant>,
}

async fn add(world: &World, write: &mut Write, house: Uuid, one: &Somebody<'_>) -> Uuid {
    let (now, id) = (world.app.now(), world.app.new_id());
    let email = format!("p{:05}@larkfield.example", one.number);
    let row = UserRow {
        id,
        revision: 0,
        first_name: "P".into(),
        last_name: one.name.into(),
        password_hash: one.password_at.map(|_| "a hash".into()),
        password_at: one.password_at,
        password_worth: "own".into(),
        remember_epoch: 0,
        created_at: now,
        codes_saved_at: None,
    };
    user::add(write, &row).await.unwrap();
    if let Some(at) = one.password_at {
        user::set_password(write, id, "a hash", at, "own").await.unwrap();
    }
    let row = AddressRow {
        address: email.clone(),
        user_id: id,
        shown: email.clone(),
        is_primary: true,
        added_at: now,
        held_until: None,
    };
    address::add(write, &row).await.unwrap();
    let row = MembershipRow {
        organization_id: house,
        user_id: id,
        first_name: format!("P{:05}", one.number),
        last_name: one.name.into(),
        role: one.role,
        invited_at: one.invited_until.map(|_| now),
        invited_by: None,
        invite_expires_at: one.invited_until,
        joined_at: one.joined.then_some(now),
        deactivated_at: one.off.then_some(now),
        waived_until: None,
        change_demanded_at: None,
        last_active_at: one.joined.then_some(now),
    };
    membership::add(write, &row, &email).await.unwrap();
    id
}

async fn mail(world: &World, write: &mut Write, house: Uuid, user: Uuid, state: &str, number: i64) {
    let now = world.app.now();
    let row = OutboxRow {
        id: world.app.new_id(),
        created_at: Instant(now.0 + number),
        organization_id: Some(house),
        user_id: Some(user),
        kind: "reset".into(),
        domain: "larkfield.example".into(),
        to_sealed: None,
        letter_sealed: None,
        message_id: world.app.new_id().to_string(),
        state: state.into(),
        attempts: 1,
        next_at: now,
        lease_until: None,
        lease_by: None,
        host: None,
        reply: None,
        settled_at: Some(now),
        reference: None,
        ask_id: None,
    };
    outbox::add(write, &row).await.unwrap();
}

async fn shut_lane(world: &World, write: &mut Write, number: usize, wrong: usize) {
    let (email, now) = (format!("p{number:05}@larkfield.example"), world.app.now());
    let whose = address::find(write, &email).await.unwrap().map(|row| row.user_id);
    let key = world.app.address_key(&email);
    for failed in 0..wrong {
        let lane = (key.as_slice(), "password", whose);
        assert!(guess::take(write, lane, now, failed as i64, now).await.unwrap());
    }
}

/// Somebody in every state that a list can know.
async fn everybody(world: &World, house: Uuid) -> usize {
    let now = world.app.now();
    let old = Instant(now.0 - Span::days(90).0);
    let (mut number, mut write) = (0, world.app.store.write().await.unwrap());
    for joined in [true, false] {
        for off in [false, true] {
            for invited_until in [None, Some(now), Some(now.plus(Span::days(1)))] {
                for password_at in [None, Some(old), Some(Instant(old.0 + 1))] {
                    for (second, last_mail, wrong) in [
                        (false, None, 0),
                        (true, None, 0),
                        (false, Some("refused"), 0),
                        (true, Some("expired"), 0),
                        (true, Some("accepted"), 99),
                        (true, Some("queued"), 100),
                        (false, Some("refused"), 100),
                    ] {
                        let role = if number % 3 == 0 { Role::Admin } else { Role::Member };
                        // Many share a name, so that pages end between those.
                        let name = ["Abel", "abel", "Zweig", ""][number % 4];
                        let one = Somebody { number, name, role, joined, off, invited_until, password_at };
                        let id = add(world, &mut write, house, &one).await;
                        if second {
                            let row = factor_of(world, id);
                            factor::add(&mut write, &row).await.unwrap();
                        }
                        if let Some(state) = last_mail {
                            // The one before tells nothing any more.
                            let before = if state == "accepted" { "refused" } else { "accepted" };
                            mail(world, &mut write, house, id, before, 0).await;
                            mail(world, &mut write, house, id, state, 1).await;
                        }
                        shut_lane(world, &mut write, number, wrong).await;
                        number += 1;
                    }
                }
            }
        }
    }
    write.commit().await.unwrap();
    number
}

fn factor_of(world: &World, user_id: Uuid) -> factor::FactorRow {
    let now = world.app.now();
    factor::FactorRow {
        confirmed_at: Some(now),
        ..factor::FactorRow::app(world.app.new_id(), user_id, "Phone".into(), vec![1; 8], String::new(), now)
    }
}

async fn admin(world: &World) -> (Browser, Uuid) {
    let house = world.organization("larkfield", STRICT).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(world, &jo).await;
    (browser, house)
}

/// Who stands on a page, with the status beside each.
fn shown(html: &str) -> Vec<(String, String)> {
    let table = html.split("<tbody>").nth(1).unwrap_or_default();
    let rows = table.split("<tr>").skip(1);
    rows.map(|row| {
        let id = row.split("/people/").nth(1).unwrap().split('"').next().unwrap();
        let badge = row.split("class=\"badge").nth(1).unwrap().split('>').nth(1).unwrap();
        (id.to_owned(), badge.split('<').next().unwrap().to_owned())
    })
    .collect()
}

fn turn(html: &str, way: &str) -> Option<String> {
    let (before, _) = html.split_once(&format!("rel=\"{way}\""))?;
    let href = before.rsplit_once("href=\"")?.1.split('"').next()?;
    Some(href.replace("&#38;", "&").replace("&amp;", "&"))
}

/// Every page from that one on.
async fn all_from(browser: &mut Browser, path: &str, way: &str) -> Vec<(String, String)> {
    let (mut all, mut next) = (Vec::new(), Some(path.to_owned()));
    while let Some(path) = next {
        let page = browser.open(&path).await;
        assert_eq!(page.status.as_u16(), 200, "{}", page.told());
        let here = shown(&page.html);
        assert!(!here.is_empty() || all.is_empty(), "a page after the last one: {path}");
        if way == "next" {
            all.extend(here)
        } else {
            all.splice(0..0, here).for_each(drop)
        }
        next = turn(&page.html, way);
    }
    all
}

async fn each_status_finds_those_whom_the_rules_give_it(world: World) {
    let (mut browser, house) = admin(&world).await;
    let count = everybody(&world, house).await;
    let all = all_from(&mut browser, "/org/larkfield/people", "next").await;
    assert_eq!(all.len(), count + 1);
    assert_eq!(
        all.iter().map(|(id, _)| id).collect::<BTreeSet<_>>().len(),
        all.len(),
        "each stands there once"
    );
    let mut by_status: BTreeMap<&str, Vec<&(String, String)>> = BTreeMap::new();
    for one in &all {
        by_status.entry(one.1.as_str()).or_default().push(one);
    }
    assert_eq!(by_status.len(), Status::ALL.len(), "every status is there: {:?}", by_status.keys());
    for status in Status::ALL {
        let words = vestibule::words::words().plain(&format!("status-{}", status.code()), &[]);
        let found =
            all_from(&mut browser, &format!("/org/larkfield/people?status={}", status.code()), "next").await;
        assert_eq!(found.iter().collect::<Vec<_>>(), by_status[words.as_str()], "{}", status.code());
        // The same with a role and a search beside it.
        let both = format!("/org/larkfield/people?status={}&role=admin&q=P0", status.code());
        let some = all_from(&mut browser, &both, "next").await;
        let admins: BTreeSet<String> =
            all_from(&mut browser, "/org/larkfield/people?role=admin&q=p0", "next")
                .await
                .into_iter()
                .map(|one| one.0)
                .collect();
        let wanted: Vec<_> = found.into_iter().filter(|(id, _)| admins.contains(id)).collect();
        assert_eq!(some, wanted, "{}", status.code());
    }
    // A person's own page says the same.
    for (id, words) in all.iter().step_by(17) {
        let page = browser.open(&format!("/org/larkfield/people/{id}")).await;
        assert!(page.says(words), "{words}: {}", page.told());
    }
}

async fn the_list_is_turned_forward_and_back(world: World) {
    let (mut browser, house) = admin(&world).await;
    everybody(&world, house).await;
    for path in [
        "/org/larkfield/people",
        "/org/larkfield/people?status=no-factor",
        "/org/larkfield/people?status=locked",
    ] {
        let forward = all_from(&mut browser, path, "next").await;
        let mut last = path.to_owned();
        while let Some(next) = turn(&browser.open(&last).await.html, "next") {
            last = next;
        }
        let back = all_from(&mut browser, &last, "prev").await;
        assert_eq!(back, forward, "{path}");
        assert!(turn(&browser.open(path).await.html, "prev").is_none(), "nothing comes before the first");
    }
}

async fn a_file_holds_what_the_list_shows(world: World) {
    let (mut browser, house) = admin(&world).await;
    let count = everybody(&world, house).await;
    let mut write = world.app.store.write().await.unwrap();
    let evil = Somebody {
        number: 90_000,
        name: "=HYPERLINK(\"http://evil.example\")",
        role: Role::Member,
        joined: true,
        off: false,
        invited_until: None,
        password_at: None,
    };
    add(&world, &mut write, house, &evil).await;
    write.commit().await.unwrap();
    let page = browser.open("/org/larkfield/people").await;
    assert!(page.offers("/org/larkfield/people.csv?"), "{}", page.told());
    let page = browser.open("/org/larkfield/people.csv").await;
    assert_eq!(page.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(page.html.lines().count(), count + 3, "everybody, Jo, and the headers");
    assert!(page.html.contains(",\"'=HYPERLINK(\"\"http://evil.example\"\")\","), "nothing in it runs");
    let page = browser.open("/org/larkfield/people.csv?status=mail-bouncing&role=admin&q=abel").await;
    let lines: Vec<String> = page.html.lines().skip(1).map(str::to_owned).collect();
    assert!(!lines.is_empty());
    for line in &lines {
        assert!(
            line.contains("Mail Bouncing") && line.contains("Admin") && line.to_lowercase().contains("abel"),
            "{line}"
        );
    }
    let listed =
        all_from(&mut browser, "/org/larkfield/people?status=mail-bouncing&role=admin&q=abel", "next").await;
    assert_eq!(listed.len(), lines.len());
    // A member, and another organization's admin, get neither the list nor the file.
    world.organization("fjordbank", crate::world::OPEN).await;
    let ida = world.admin("ida@fjordbank.example", "fjordbank").await;
    let mut other = world.browser();
    other.sign_in(&world, &ida).await;
    let page = other.open("/org/larkfield/people.csv").await;
    assert_eq!(page.status.as_u16(), 403);
    assert!(!page.html.contains("p00001@"), "{}", page.told());
}

async fn filters_from_nowhere_show_the_whole_list(world: World) {
    let (mut browser, _) = admin(&world).await;
    for path in [
        "/org/larkfield/people?status=nonsense&role=owner",
        "/org/larkfield/people?after=nonsense",
        "/org/larkfield/people?before=00000000-0000-0000-0000-000000000000",
        "/org/larkfield/people?q=%25",
    ] {
        let page = browser.open(path).await;
        assert_eq!(page.status.as_u16(), 200, "{path}");
        assert_eq!(page.says("jo@larkfield.example"), !path.contains("%25"), "{path}: {}", page.told());
    }
}
