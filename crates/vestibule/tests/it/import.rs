//! Bulk invitation: a list is brought, mended, sent; nobody is invited twice; and nobody else's list can be reached.

use std::collections::BTreeMap;

use rules::{Role, Span};
use uuid::Uuid;
use vestibule::jobs::{self, sweep};
use vestibule::store::{address, audit, import, membership};

use crate::world::{Browser, OPEN, Page, World, beside, stories};

stories![
    a_list_is_looked_at_mended_and_sent,
    whoever_is_here_is_recognised,
    the_same_file_is_brought_once,
    later_means_that_nothing_happens_before,
    a_killed_worker_invites_nobody_twice,
    two_workers_invite_nobody_twice,
    an_admin_who_is_none_any_more_stops_it,
    a_list_can_be_stopped_and_taken_up_again,
    a_row_that_breaks_holds_up_nobody,
    a_days_invitations_have_an_end,
    a_long_list_lets_others_mails_through,
    another_organizations_list_is_not_there,
    hostile_files_get_a_sentence_each,
    what_leaves_as_a_file_runs_nothing,
    old_lists_are_forgotten,
    many_cells_come_in_light_pages,
];

/// A file in a form, as browsers send it.
pub async fn bring<'a>(browser: &'a mut Browser, slug: &str, name: &str, bytes: &[u8]) -> &'a Page {
    let edge = "edge-of-a-part";
    let mut body = Vec::new();
    body.extend_from_slice(format!("--{edge}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(
        format!("\r\n--{edge}\r\nContent-Disposition: form-data; name=\"pasted\"\r\n\r\n\r\n--{edge}--\r\n")
            .as_bytes(),
    );
    browser
        .post_as(&format!("/org/{slug}/import"), &format!("multipart/form-data; boundary={edge}"), body)
        .await
}

/// An admin of Larkfield, signed in.
async fn admin(world: &World) -> Browser {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(world, &jo).await;
    browser
}

/// Everything that is to be sent is sent, and its mails too.
async fn work(world: &World) {
    for _ in 0..1_000 {
        if !jobs::import::work_due(&world.app).await.unwrap() {
            return;
        }
        jobs::outbox::deliver_due(&world.app).await.unwrap();
    }
    panic!("the job comes to no end");
}

fn here(page: &Page) -> String {
    page.place().to_owned()
}

fn id_of(page: &Page) -> Uuid {
    page.place().rsplit('/').next().unwrap().parse().unwrap()
}

async fn states(world: &World, id: Uuid) -> BTreeMap<String, i64> {
    let counts = import::count_states(&mut world.app.store.read(), id).await.unwrap();
    counts.into_iter().map(|one| (one.state, one.count)).collect()
}

async fn house(world: &World) -> Uuid {
    let house = vestibule::store::organization::find_by_slug(&mut world.app.store.read(), "larkfield").await;
    house.unwrap().unwrap().id
}

async fn acts(world: &World) -> Vec<String> {
    let lines = audit::list(&mut world.app.store.read(), house(world).await, 1_000, None).await.unwrap();
    lines.into_iter().rev().map(|line| line.act).collect()
}

fn list(count: usize) -> String {
    let rows: String = (0..count).map(|n| format!("P{n},Larkin,p{n}@larkfield.example\n")).collect();
    format!("First name,Last name,Email\n{rows}")
}

async fn a_list_is_looked_at_mended_and_sent(world: World) {
    let mut browser = admin(&world).await;
    let page = browser.open("/org/larkfield/people").await;
    assert!(page.offers("/org/larkfield/import"), "{}", page.told());
    let text = "Role;E-Mail;Nachname;Vorname\r\nAdmin;zoe@larkfield.example;Müller;Zoë\r\n;bo.larkfield.example;Boe;Bo\r\n\
        Accountant;cy@larkfield.example;;Cy\r\nMember;ZOE@larkfield.example;Muller;Zoe\r\n";
    let page = bring(&mut browser, "larkfield", "C:\\lists\\New people.csv", text.as_bytes()).await;
    assert_eq!((page.status.as_u16(), page.title().as_str()), (200, "New people.csv"), "{}", page.told());
    for words in [
        "One person will be invited.",
        "One row has the address of a row above",
        "2 rows need mending",
        "Zoë Müller · zoe@larkfield.example",
        "UTF-8",
        "That is no address",
        "Choose Member or Admin.",
    ] {
        assert!(page.says(words), "{words}: {}", page.told());
    }
    assert!(world.mails("zoe@larkfield.example").await.is_empty());
    let (path, id) = (here(page), id_of(page));
    // One row is mended; the other keeps what was typed and says what is still wrong.
    let page = browser
        .fill(&[("email-3", "bo@larkfield.example"), ("last_name-4", "=1+1"), ("role-4", "member")])
        .await;
    assert!(page.says("One row needs mending") && page.says("2 people will be invited."), "{}", page.told());
    assert!(page.html.contains("value=\"=1+1\"") && page.says("That is a formula"), "{}", page.told());
    // What is left out now can be sent later.
    let page = browser.press(&format!("{path}/start"), &[]).await;
    assert!(page.says("It is being sent.") && page.says("0 of 2 rows are done."), "{}", page.told());
    work(&world).await;
    let page = browser.open(&path).await;
    assert!(page.says("The list has been sent.") && page.says("2 people were invited."), "{}", page.told());
    let mail = world.mail("zoe@larkfield.example").await;
    assert!(mail.subject.contains("Larkfield") && mail.text.contains("Jo Tester"), "{mail:?}");
    let zoe = address::find(&mut world.app.store.read(), "zoe@larkfield.example").await.unwrap().unwrap();
    let row = membership::find(&mut world.app.store.read(), house(&world).await, zoe.user_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.first_name.as_str(), row.last_name.as_str(), row.role), ("Zoë", "Müller", Role::Admin));
    browser.open(&path).await;
    browser.fill(&[("last_name-4", "Cyan")]).await;
    let page = browser.press(&format!("{path}/start"), &[]).await;
    assert!(page.says("It is being sent."), "{}", page.told());
    work(&world).await;
    assert_eq!(world.mails("cy@larkfield.example").await.len(), 1);
    assert_eq!(world.mails("zoe@larkfield.example").await.len(), 1);
    let counts = states(&world, id).await;
    assert_eq!((counts["invited"], counts["merged"], counts.len()), (3, 1, 2), "{counts:?}");
    let acts = acts(&world).await;
    let of = |act: &str| acts.iter().filter(|one| *one == act).count();
    assert_eq!(
        (of("import-added"), of("import-started"), of("invited"), of("import-done")),
        (1, 2, 3, 2),
        "{acts:?}"
    );
    // The outcome of each row, and the way to the attempt.
    let page = browser.open(&format!("{path}?show=invited")).await;
    assert!(page.says("bo@larkfield.example") && page.html.contains("/why/VST-"), "{}", page.told());
    // Whoever was invited gets in.
    let link = world.link("bo@larkfield.example").await;
    let mut bo = world.browser();
    assert!(bo.open(&link).await.says("Larkfield"), "{}", bo.page.told());
}

async fn whoever_is_here_is_recognised(world: World) {
    let mut browser = admin(&world).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let off = world.member("off@larkfield.example", "larkfield").await;
    world.set_deactivated(&off, house(&world).await, true).await;
    world.invite("late@larkfield.example", "larkfield").await;
    assert_eq!(world.mails("late@larkfield.example").await.len(), 1);
    world.pass(Span::days(60));
    world.invite("open@larkfield.example", "larkfield").await;
    let jo = crate::world::Person { email: "jo@larkfield.example".into(), ..ana.clone() };
    browser.sign_in(&world, &jo).await;
    let text = "First name,Last name,Email\nA,B,ana@larkfield.example\nA,B,off@larkfield.example\n\
        A,B,late@larkfield.example\nA,B,open@larkfield.example\nA,B,new@larkfield.example\n";
    let page = bring(&mut browser, "larkfield", "l.csv", text.as_bytes()).await;
    for words in [
        "One person will be invited.",
        "One invitation had run out and is sent again.",
        "One has an open invitation already",
        "One is a member already.",
        "One is switched off here and stays so.",
        "Send 2 invitations now",
    ] {
        assert!(page.says(words), "{words}: {}", page.told());
    }
    let (path, id) = (here(page), id_of(page));
    browser.press(&format!("{path}/start"), &[]).await;
    work(&world).await;
    let counts = states(&world, id).await;
    assert_eq!(
        (counts["invited"], counts["member"], counts["waiting"], counts["refused"]),
        (2, 1, 1, 1),
        "{counts:?}"
    );
    for (email, mails) in [("ana@", 0), ("off@", 0), ("late@", 2), ("open@", 1), ("new@", 1)] {
        assert_eq!(world.mails(&format!("{email}larkfield.example")).await.len(), mails, "{email}");
    }
    let row =
        membership::find(&mut world.app.store.read(), house(&world).await, off.id).await.unwrap().unwrap();
    assert!(row.deactivated_at.is_some(), "an old list lets nobody back in");
    let page = browser.open(&format!("{path}?show=refused")).await;
    assert!(page.says("off@larkfield.example") && page.says("reactivate them"), "{}", page.told());
}

async fn the_same_file_is_brought_once(world: World) {
    let mut browser = admin(&world).await;
    let text = list(3);
    let first = here(bring(&mut browser, "larkfield", "one.csv", text.as_bytes()).await);
    let page = bring(&mut browser, "larkfield", "other name.csv", text.as_bytes()).await;
    assert_eq!(page.place(), first, "{}", page.told());
    assert!(page.says("brought before"), "{}", page.told());
    browser.press(&format!("{first}/start"), &[]).await;
    work(&world).await;
    let page = bring(&mut browser, "larkfield", "one.csv", text.as_bytes()).await;
    assert!(page.place() == first && page.says("3 people were invited."), "{}", page.told());
    // The same people in another file are recognised by their addresses.
    let page =
        bring(&mut browser, "larkfield", "more.csv", format!("{text}Q,Q,q@larkfield.example\n").as_bytes())
            .await;
    assert!(page.place() != first && page.says("3 have an open invitation already"), "{}", page.told());
    let mut tabs = (browser.clone(), browser.clone());
    let text = list(40);
    let both = tokio::join!(
        bring(&mut tabs.0, "larkfield", "t.csv", text.as_bytes()),
        bring(&mut tabs.1, "larkfield", "t.csv", text.as_bytes())
    );
    assert_eq!(here(both.0), here(both.1), "two tabs end with one list");
}

async fn later_means_that_nothing_happens_before(world: World) {
    let mut browser = admin(&world).await;
    let path = here(bring(&mut browser, "larkfield", "later.csv", list(2).as_bytes()).await);
    world.pass(Span::hours(2));
    work(&world).await;
    let found = address::find(&mut world.app.store.read(), "p0@larkfield.example").await.unwrap();
    assert!(found.is_none() && world.mails("p0@larkfield.example").await.is_empty(), "nobody exists before");
    let page = browser.open("/org/larkfield/import").await;
    assert!(page.says("later.csv") && page.says("Not sent yet") && page.says("Jo Tester"), "{}", page.told());
    let page = browser.open(&path).await;
    assert!(page.says("Nobody of this list has been invited yet."), "{}", page.told());
    let page = browser.press(&format!("{path}/drop"), &[]).await;
    assert!(page.says("The list is dropped.") && !page.says("later.csv"), "{}", page.told());
    assert_eq!(browser.open(&path).await.status.as_u16(), 404);
    // Dropped, it can be brought again.
    assert_ne!(here(bring(&mut browser, "larkfield", "later.csv", list(2).as_bytes()).await), path);
    assert!(acts(&world).await.contains(&"import-dropped".to_owned()));
}

async fn a_killed_worker_invites_nobody_twice(world: World) {
    let mut browser = admin(&world).await;
    let page = bring(&mut browser, "larkfield", "k.csv", list(120).as_bytes()).await;
    let (path, id) = (here(page), id_of(page));
    browser.press(&format!("{path}/start"), &[]).await;
    // A worker is killed wherever it stands: its future is dropped after so many turns.
    for turns in [3, 40, 90, 200, 500] {
        let mut work = std::pin::pin!(jobs::import::work_due(&world.app));
        for _ in 0..turns {
            let turn = std::future::poll_fn(|context| std::task::Poll::Ready(work.as_mut().poll(context)));
            if turn.await.is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        // Its lease runs out.
        world.pass(Span::minutes(2));
    }
    work(&world).await;
    assert_eq!(states(&world, id).await["invited"], 120);
    for n in 0..120 {
        assert_eq!(world.mails(&format!("p{n}@larkfield.example")).await.len(), 1, "p{n}");
    }
    assert_eq!(acts(&world).await.iter().filter(|act| *act == "invited").count(), 120);
}

async fn two_workers_invite_nobody_twice(world: World) {
    let mut browser = admin(&world).await;
    let page = bring(&mut browser, "larkfield", "k.csv", list(60).as_bytes()).await;
    let (path, id) = (here(page), id_of(page));
    // Two tabs start it at once.
    let mut other = browser.clone();
    let start = format!("{path}/start");
    tokio::join!(browser.post_fields(&start, &[]), other.post_fields(&start, &[]));
    assert!(
        browser.page.says("It is being sent.") && other.page.says("It is being sent."),
        "{}",
        other.page.told()
    );
    // Two workers, of which one believes that the other is gone.
    let row = import::find(&mut world.app.store.read(), house(&world).await, id).await.unwrap().unwrap();
    let sending = vestibule::flows::import::sending::some;
    let (one, two) = tokio::join!(sending(&world.app, &row), async {
        tokio::task::yield_now().await;
        let mut write = world.app.store.write().await.unwrap();
        import::pause(&mut write, id, world.app.now()).await.unwrap();
        write.commit().await.unwrap();
        sending(&world.app, &row).await
    });
    one.unwrap();
    two.unwrap();
    work(&world).await;
    assert_eq!(states(&world, id).await["invited"], 60);
    assert_eq!(acts(&world).await.iter().filter(|act| *act == "invited").count(), 60);
    assert_eq!(acts(&world).await.iter().filter(|act| *act == "import-started").count(), 1);
}

async fn an_admin_who_is_none_any_more_stops_it(world: World) {
    let mut browser = admin(&world).await;
    let max = world.admin("max@larkfield.example", "larkfield").await;
    let mut at_max = world.browser();
    at_max.sign_in(&world, &max).await;
    let page = bring(&mut at_max, "larkfield", "m.csv", list(70).as_bytes()).await;
    let (path, id) = (here(page), id_of(page));
    at_max.press(&format!("{path}/start"), &[]).await;
    assert!(jobs::import::work_due(&world.app).await.unwrap());
    browser.open(&format!("/org/larkfield/people/{}", max.id)).await;
    browser.press(&format!("/org/larkfield/people/{}/make-member", max.id), &[]).await;
    work(&world).await;
    let counts = states(&world, id).await;
    assert_eq!((counts["invited"], counts["ready"]), (50, 20), "judged again for each row: {counts:?}");
    let page = browser.open(&path).await;
    assert!(
        page.says("is no admin here any more") && page.says("Send the 20 that are left"),
        "{}",
        page.told()
    );
    assert_eq!(at_max.post_fields(&format!("{path}/start"), &[]).await.status.as_u16(), 403);
    browser.open(&path).await;
    browser.press(&format!("{path}/start"), &[]).await;
    work(&world).await;
    assert_eq!(states(&world, id).await["invited"], 70);
}

async fn a_list_can_be_stopped_and_taken_up_again(world: World) {
    let mut browser = admin(&world).await;
    let page = bring(&mut browser, "larkfield", "s.csv", list(70).as_bytes()).await;
    let (path, id) = (here(page), id_of(page));
    browser.press(&format!("{path}/start"), &[]).await;
    assert!(jobs::import::work_due(&world.app).await.unwrap());
    let page = browser.open(&path).await;
    assert!(
        page.says("50 of 70 rows are done.") && page.html.contains("http-equiv=\"refresh\""),
        "{}",
        page.told()
    );
    let page = browser.press(&format!("{path}/stop"), &[]).await;
    assert!(page.says("Stopped by an admin."), "{}", page.told());
    work(&world).await;
    assert_eq!(states(&world, id).await["ready"], 20);
    browser.press(&format!("{path}/start"), &[]).await;
    work(&world).await;
    assert_eq!(states(&world, id).await["invited"], 70);
    // What has come to its end cannot be dropped, and starting it again sends nothing.
    let page = browser.post_fields(&format!("{path}/start"), &[]).await;
    assert!(page.says("There was nothing to send."), "{}", page.told());
    browser.post_fields(&format!("{path}/drop"), &[]).await;
    assert_eq!(browser.open(&path).await.status.as_u16(), 200);
}

/// From now on, whoever has this address cannot be written down: something on our side is broken.
async fn break_for(world: &World, address: &str) {
    use sqlx::{Connection, Executor};
    let url = &world.app.settings.database;
    if world.app.store.kind() == vestibule::store::Kind::Postgres {
        let mut other = sqlx::PgConnection::connect(url).await.unwrap();
        let function = "create function broken() returns trigger language plpgsql as
            $$ begin raise exception 'broken'; end $$";
        other.execute(function).await.unwrap();
        let trigger = format!(
            "create trigger broken before insert on addresses for each row
            when (new.address = '{address}') execute function broken()"
        );
        other.execute(sqlx::AssertSqlSafe(trigger)).await.unwrap();
    } else {
        let trigger = format!(
            "create trigger broken before insert on addresses when new.address = '{address}'
            begin select raise(abort, 'broken'); end"
        );
        beside(url).execute_batch(&trigger).unwrap();
    }
}

async fn a_row_that_breaks_holds_up_nobody(world: World) {
    let mut browser = admin(&world).await;
    let page = bring(&mut browser, "larkfield", "b.csv", list(70).as_bytes()).await;
    let (path, id) = (here(page), id_of(page));
    break_for(&world, "p3@larkfield.example").await;
    browser.press(&format!("{path}/start"), &[]).await;
    for _ in 0..4 {
        work(&world).await;
    }
    let counts = states(&world, id).await;
    assert_eq!((counts["invited"], counts["ready"]), (69, 1), "{counts:?}");
    let page = browser.open(&path).await;
    assert!(
        page.says("Stopped: something on our side broke.") && page.says("Send the one that is left"),
        "{}",
        page.told()
    );
}

async fn a_days_invitations_have_an_end(world: World) {
    let mut browser = admin(&world).await;
    let organization = house(&world).await;
    let key = world.app.sealer.keyed_hash("mails from lists", organization.as_bytes());
    let begun = rules::Instant(world.app.now().0 - Span::days(1).0);
    let most = vestibule::flows::admin_mails::FROM_LISTS;
    let mut write = world.app.store.write().await.unwrap();
    for _ in 0..most - 3 {
        vestibule::store::counter::take(&mut write, &key, begun, world.app.now(), most).await.unwrap();
    }
    write.commit().await.unwrap();
    let page = bring(&mut browser, "larkfield", "d.csv", list(5).as_bytes()).await;
    let (path, id) = (here(page), id_of(page));
    browser.press(&format!("{path}/start"), &[]).await;
    work(&world).await;
    let counts = states(&world, id).await;
    assert_eq!((counts["invited"], counts["ready"]), (3, 2), "{counts:?}");
    let page = browser.open(&path).await;
    assert!(page.says("it goes on by itself"), "{}", page.told());
    assert!(address::find(&mut world.app.store.read(), "p3@larkfield.example").await.unwrap().is_none());
    // Single invitations have a budget of their own.
    browser.open("/org/larkfield/invite").await;
    let one =
        [("first_name", "O"), ("last_name", "N"), ("email", "one@larkfield.example"), ("role", "member")];
    browser.fill(&one).await;
    assert_eq!(world.mails("one@larkfield.example").await.len(), 1);
    world.pass(Span::days(1));
    work(&world).await;
    assert_eq!(states(&world, id).await["invited"], 5);
}

async fn a_long_list_lets_others_mails_through(world: World) {
    let mut browser = admin(&world).await;
    let page = bring(&mut browser, "larkfield", "l.csv", list(400).as_bytes()).await;
    let path = here(page);
    browser.press(&format!("{path}/start"), &[]).await;
    while jobs::import::work_due(&world.app).await.unwrap() {}
    let waiting = vestibule::store::outbox::count_due(&mut world.app.store.read(), world.app.now(), 1_000)
        .await
        .unwrap();
    assert!((150..=260).contains(&waiting), "{waiting} letters wait, and the list waits for them");
    jobs::outbox::deliver_due(&world.app).await.unwrap();
    world.pass(Span::seconds(3));
    work(&world).await;
    world.pass(Span::seconds(3));
    work(&world).await;
    assert_eq!(states(&world, id_of(browser.open(&path).await)).await["invited"], 400);
}

async fn another_organizations_list_is_not_there(world: World) {
    let mut browser = admin(&world).await;
    world.organization("fjordbank", OPEN).await;
    let ida = world.admin("ida@fjordbank.example", "fjordbank").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let (mut other, mut member) = (world.browser(), world.browser());
    other.sign_in(&world, &ida).await;
    member.sign_in(&world, &ana).await;
    let text = "First name,Last name,Email\nZoe,Secret,zoe@larkfield.example\nBo,,bo@larkfield.example\n";
    let page = bring(&mut browser, "larkfield", "secret.csv", text.as_bytes()).await;
    let id = id_of(page);
    for (slug, status) in [("fjordbank", 404), ("larkfield", 403)] {
        let path = format!("/org/{slug}/import/{id}");
        for there in [path.clone(), format!("{path}/rows.csv"), format!("{path}?show=ready")] {
            let page = other.open(&there).await;
            assert_eq!(page.status.as_u16(), status, "{there}");
            assert!(!page.html.contains("zoe@") && !page.html.contains("secret.csv"), "{}", page.told());
        }
        for act in ["mend", "as-members", "start", "stop", "drop"] {
            let page = other
                .post_fields(
                    &format!("{path}/{act}"),
                    &[("last_name-3", "Evil"), ("email-2", "e@evil.example")],
                )
                .await;
            assert_eq!(page.status.as_u16(), status, "{act}: {}", page.told());
        }
    }
    // The same file is another list there, and does not lead to this one.
    let page = bring(&mut other, "fjordbank", "secret.csv", text.as_bytes()).await;
    assert!(id_of(page) != id && !page.says("brought before"), "{}", page.told());
    for path in [
        "/org/larkfield/import".to_owned(),
        format!("/org/larkfield/import/{id}"),
        "/org/larkfield/import/template.xlsx".to_owned(),
    ] {
        assert_eq!(member.open(&path).await.status.as_u16(), 403, "{path}");
    }
    assert_eq!(bring(&mut member, "larkfield", "x.csv", text.as_bytes()).await.status.as_u16(), 403);
    // A form on another site does nothing.
    browser.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    let page = browser.post_fields(&format!("/org/larkfield/import/{id}/start"), &[]).await;
    assert_eq!(page.status.as_u16(), 403);
    assert_eq!(bring(&mut browser, "larkfield", "x.csv", b"x").await.status.as_u16(), 403);
    browser.headers.clear();
    let counts = states(&world, id).await;
    assert_eq!((counts["ready"], counts["mend"]), (1, 1), "nothing of it has moved");
    // A good row cannot be changed behind the admin's back either: what was looked at is what is sent.
    browser.open(&format!("/org/larkfield/import/{id}")).await;
    browser.post_fields(&format!("/org/larkfield/import/{id}/mend"), &[("email-2", "e@evil.example")]).await;
    browser.post_fields(&format!("/org/larkfield/import/{id}/start"), &[]).await;
    work(&world).await;
    assert_eq!(world.mails("zoe@larkfield.example").await.len(), 1);
    assert!(world.mails("e@evil.example").await.is_empty());
}

async fn hostile_files_get_a_sentence_each(world: World) {
    let mut browser = admin(&world).await;
    let large = vec![b'a'; proofs::import::MOST_BYTES + 1];
    let huge = vec![b'a'; 40 * 1024 * 1024];
    let long = list(10_001);
    for (bytes, words) in [
        (&b""[..], "Choose a file, or paste some rows."),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "behind a password"),
        (b"PK\x03\x04nothing", "no spreadsheet that can be read"),
        (b"%PDF-1.7", "no spreadsheet that can be read"),
        (b"Name;Mail\nA;<script>alert(1)</script>@x", "The first row says: Name · Mail."),
        (&large, "larger than 5 MB"),
        (&huge, "larger than 5 MB"),
        (long.as_bytes(), "more than 10,000 rows"),
    ] {
        let page = bring(&mut browser, "larkfield", "<b>.csv", bytes).await;
        assert_eq!(
            (page.status.as_u16(), page.place()),
            (200, "/org/larkfield/import"),
            "{words}: {}",
            page.told()
        );
        assert!(page.says(words), "{words}: {}", page.told());
        assert!(page.html.contains("aria-invalid"), "{words}");
    }
    // Nothing of what was pasted is lost.
    let page = browser.post_as(
        "/org/larkfield/import",
        "multipart/form-data; boundary=e",
        b"--e\r\nContent-Disposition: form-data; name=\"pasted\"\r\n\r\nwhoever </textarea><b>x\r\n--e--\r\n"
            .to_vec(),
    );
    let page = page.await;
    assert!(page.html.contains("whoever &#60;/textarea&#62;&#60;b&#62;x"), "{}", page.html);
    for (kind, body) in [
        ("text/plain", b"x".to_vec()),
        ("multipart/form-data", b"x".to_vec()),
        ("multipart/form-data; boundary=e", b"--e\r\nnonsense".to_vec()),
    ] {
        let page = browser.post_as("/org/larkfield/import", kind, body).await;
        assert_eq!(page.status.as_u16(), 200, "{kind}: {}", page.told());
    }
    let lists = import::list(&mut world.app.store.read(), house(&world).await, 10).await.unwrap();
    assert_eq!(lists, vec![]);
    // What turns writing around in a name turns no page and no mail around; what hides in an address is gone.
    let text = "First name,Last name,Email\n\u{202E}evil,L\u{0}x,z\u{200B}oe@larkfield.example\n<i>Bo</i>,L,bo@larkfield.example\n";
    let page = bring(&mut browser, "larkfield", "x\u{202E}<b>.csv", text.as_bytes()).await;
    assert!(
        page.html.contains("&#60;i&#62;Bo&#60;/i&#62;") && !page.html.contains("<b>.csv"),
        "{}",
        page.html
    );
    assert!(page.says("One row needs mending") && !page.title().contains('\u{202E}'), "{}", page.told());
}

async fn what_leaves_as_a_file_runs_nothing(world: World) {
    let mut browser = admin(&world).await;
    let text = "First name,Last name,Email,Role\n=HYPERLINK(\"http://evil.example\"),-2+3,@x,+1\n\"a\"\"b\",\"c,d\",zoe@larkfield.example,\n";
    let page = bring(&mut browser, "larkfield", "f.csv", text.as_bytes()).await;
    let path = here(page);
    let page = browser.open(&format!("{path}/rows.csv")).await;
    assert_eq!(page.headers["content-type"], "text/csv; charset=utf-8");
    assert!(page.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert!(page.html.starts_with('\u{FEFF}'), "Excel knows its encoding");
    assert!(
        page.html.contains("2,\"'=HYPERLINK(\"\"http://evil.example\"\")\",'-2+3,'@x,'+1,"),
        "{}",
        page.html
    );
    assert!(page.html.contains("3,\"a\"\"b\",\"c,d\",zoe@larkfield.example,,"), "{}", page.html);
    // The template is one that we read ourselves.
    let page = browser.ask("GET", "/org/larkfield/import/template.xlsx", None).await;
    assert_eq!(page.status.as_u16(), 200);
    let bytes = vestibule::spreadsheet::template().unwrap();
    assert_eq!(proofs::import::read(&bytes), Err(proofs::import::ListFlaw::Empty), "headers, and nobody");
    assert_eq!(bytes, vestibule::spreadsheet::template().unwrap(), "the same every time");
}

async fn old_lists_are_forgotten(world: World) {
    let mut browser = admin(&world).await;
    let draft = id_of(bring(&mut browser, "larkfield", "d.csv", list(2).as_bytes()).await);
    let page = bring(&mut browser, "larkfield", "s.csv", list(3).as_bytes()).await;
    let sent = id_of(page);
    let path = here(page);
    browser.press(&format!("{path}/start"), &[]).await;
    work(&world).await;
    let there = async |id| {
        import::find(&mut world.app.store.read(), house(&world).await, id).await.unwrap().is_some()
    };
    world.pass(Span::days(31));
    sweep::all(&world.app).await.unwrap();
    assert!(!there(draft).await && there(sent).await);
    world.pass(Span::days(60));
    sweep::all(&world.app).await.unwrap();
    assert!(!there(sent).await);
}

async fn many_cells_come_in_light_pages(world: World) {
    let mut browser = admin(&world).await;
    let long = "x".repeat(90);
    let bad: String = (0..60).map(|n| format!(",{long},p{n}.larkfield.example,{long}\n")).collect();
    let page =
        bring(&mut browser, "larkfield", "b.csv", format!("{}{bad}", list_with_role(60)).as_bytes()).await;
    let path = here(page);
    let (mut seen, mut next) = (0, path.clone());
    loop {
        let page = browser.open(&next).await;
        assert!(page.html.len() < 18_000, "{} bytes", page.html.len());
        let rows = page.html.matches("<fieldset").count();
        assert!(rows > 0, "{next}");
        seen += rows;
        let Some((before, _)) = page.html.split_once("rel=\"next\"") else { break };
        next = before.rsplit_once("href=\"").unwrap().1.split('"').next().unwrap().to_owned();
    }
    assert_eq!(seen, 60, "each row that needs mending is on one page");
    browser.open(&path).await;
    let page = browser.press(&format!("{path}/as-members"), &[]).await;
    assert!(page.says("60 rows need mending") && !page.says("Choose Member or Admin."), "{}", page.told());
    browser.press(&format!("{path}/start"), &[]).await;
    work(&world).await;
    let page = browser.open(&format!("{path}?show=invited")).await;
    assert!(page.html.len() < 18_000, "{} bytes", page.html.len());
    assert!(page.html.contains(&format!("{path}?show=invited&#38;after=26#rows")), "{}", page.html);
}

fn list_with_role(count: usize) -> String {
    let rows: String = (0..count).map(|n| format!("P{n},Larkin,p{n}@larkfield.example,\n")).collect();
    format!("First name,Last name,Email,Role\n{rows}")
}
