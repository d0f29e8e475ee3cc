//! Stories of erasure: asked for, withdrawn, held by the last admin, carried out, by the operator, and what a backup
//! would bring back.

mod schema;

use std::collections::BTreeSet;

use proofs::address::Address;
use rules::erase::Objection;
use rules::{Instant, Role, Span};
use uuid::Uuid;
use vestibule::cli::backup;
use vestibule::cli::start::{Parts, build};
use vestibule::flows::erase;
use vestibule::jobs;
use vestibule::mail::inbox::Kept;
use vestibule::store::address::AddressRow;
use vestibule::store::audit::Filter;
use vestibule::store::{address, audit, erasure, journal, membership, outbox, session, user};

use crate::world::{ASKS_FOR_SECOND, Browser, OPEN, Page, Person, World, link_of, stories, visit};

stories![
    asked_for_it_is_told_everywhere_and_carried_out_after_a_week,
    any_session_withdraws_it_with_one_press,
    the_mails_button_needs_the_code_of_that_mail,
    codes_are_guessed_slowly_and_per_mail,
    the_last_admin_is_refused_and_held,
    a_suspended_organization_holds_nobody,
    a_browser_left_open_asks_for_nothing,
    somebody_elses_session_is_none,
    an_admin_erases_nobody,
    lines_and_numbers_stay_without_the_person,
    whoever_signs_in_meanwhile_finds_nobody,
    cut_off_in_the_middle_nothing_has_happened,
    the_operator_erases_at_once,
    ids_of_a_list_are_erased_again,
    who_is_invited_again_begins_as_somebody_new,
];

/// Larkfield with Jo, an admin, and Ana, who has two addresses.
async fn larkfield(world: &World) -> (Uuid, Person, Person) {
    let house = world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut write = world.app.store.write().await.unwrap();
    let row = AddressRow {
        address: "ana@home.example".to_owned(),
        user_id: ana.id,
        shown: "ana@home.example".to_owned(),
        is_primary: false,
        added_at: world.app.now(),
        held_until: None,
    };
    assert!(address::add(&mut write, &row).await.unwrap());
    write.commit().await.unwrap();
    (house, jo, ana)
}

/// Signs in and asks.
async fn asks(world: &World, person: &Person) -> Browser {
    let mut browser = world.browser();
    browser.sign_in(world, person).await;
    browser.open("/account/erase").await;
    browser.press("/account/erase", &[]).await;
    assert!(browser.page.says("It is noted"), "{}", browser.page.told());
    browser
}

async fn is_there(world: &World, person: &Person) -> bool {
    user::find(&mut world.app.store.read(), person.id).await.unwrap().is_some()
}

async fn waits(world: &World, person: &Person) -> bool {
    erasure::find_open(&mut world.app.store.read(), person.id).await.unwrap().is_some()
}

async fn days_pass(world: &World, days: i64) {
    world.pass(Span::days(days));
    jobs::run_due(&world.app).await.unwrap();
}

async fn newest(world: &World, to: &str, words: &str) -> Kept {
    let mails = world.mails(to).await;
    let subjects: Vec<String> = mails.iter().map(|mail| mail.subject.clone()).collect();
    mails
        .into_iter()
        .find(|mail| mail.subject.contains(words))
        .unwrap_or_else(|| panic!("no mail about {words} to {to}: {subjects:?}"))
}

async fn acts(world: &World, house: Uuid) -> Vec<String> {
    let rows = audit::list(&mut world.app.store.read(), house, 100, None).await.unwrap();
    rows.into_iter().map(|row| row.act).collect()
}

async fn asked_for_it_is_told_everywhere_and_carried_out_after_a_week(world: World) {
    let (house, jo, ana) = larkfield(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    let page = browser.open("/account").await;
    assert!(page.offers("/account/erase"), "{}", page.told());
    let page = browser.open("/account/erase").await;
    for words in ["What goes", "What stays, and why", "Larkfield", "somebody whose data was erased"] {
        assert!(page.says(words), "{words}: {}", page.told());
    }
    browser.press("/account/erase", &[]).await;
    assert!(browser.page.says("Your account will be erased on"), "{}", browser.page.told());
    for address in ["ana@larkfield.example", "ana@home.example"] {
        let mail = newest(&world, address, "your account will be erased").await;
        assert!(
            mail.text.contains("Firefox on Windows") && mail.text.contains("192.0.2.10"),
            "{}",
            mail.text
        );
        assert!(mail.code.is_some() && link_of(&mail).starts_with("/e/"));
    }
    let told = newest(&world, &jo.email, "about somebody").await;
    assert!(told.text.contains("Ana Tester (ana@larkfield.example) asked"), "{}", told.text);
    assert!(acts(&world, house).await.contains(&"erasure-asked".to_owned()));
    // Asked twice it is asked once.
    let page = browser.post_fields("/account/erase", &[]).await;
    assert!(page.says("Your account will be erased on"), "{}", page.told());
    let many = world.mails(&ana.email).await;
    assert_eq!(many.iter().filter(|mail| mail.subject.contains("will be erased")).count(), 1);

    // Until then everything works.
    days_pass(&world, 6).await;
    assert!(is_there(&world, &ana).await);
    browser.sign_in(&world, &ana).await;
    assert!(browser.page.says("as you asked"), "{}", browser.page.told());

    days_pass(&world, 1).await;
    assert!(!is_there(&world, &ana).await);
    assert_eq!(browser.whoami().await, None);
    let page = browser.try_to_sign_in(&ana.email, &ana.password).await;
    assert_eq!(page.place(), "/sign-in/refused", "{}", page.told());
    for address in ["ana@larkfield.example", "ana@home.example"] {
        newest(&world, address, "your account is erased").await;
    }
    let told = newest(&world, &jo.email, "about somebody").await;
    assert!(told.text.contains("was erased on"), "{}", told.text);
    assert!(address::find(&mut world.app.store.read(), "ana@home.example").await.unwrap().is_none());
    // The last mail's row keeps no address once it is sent.
    let sealed = outbox::any_list_sealed(&mut world.app.store.read(), Uuid::nil(), 100).await.unwrap();
    for row in sealed {
        let row = outbox::find(&mut world.app.store.read(), row.id).await.unwrap().unwrap();
        assert_ne!(row.kind, "erased", "its address is still there");
    }
    // Later sweeps find nothing to do.
    days_pass(&world, 1).await;
    assert_eq!(acts(&world, house).await.iter().filter(|act| *act == "erased").count(), 1);
}

async fn any_session_withdraws_it_with_one_press(world: World) {
    let (house, jo, ana) = larkfield(&world).await;
    let mut first = asks(&world, &ana).await;
    let mut other = world.browser();
    other.sign_in(&world, &ana).await;
    let page = other.open("/account").await;
    assert!(page.says("Your account will be erased on"), "{}", page.told());
    let page = other.press("/account/erase/withdraw", &[]).await;
    assert!(page.says("It is withdrawn") && !page.says("will be erased"), "{}", page.told());
    assert!(!waits(&world, &ana).await);
    for address in ["ana@larkfield.example", "ana@home.example"] {
        newest(&world, address, "your account stays").await;
    }
    assert!(newest(&world, &jo.email, "about somebody").await.text.contains("withdrew"));
    assert!(acts(&world, house).await.contains(&"erasure-withdrawn".to_owned()));
    // Pressed again it is as it was, and nobody is told twice.
    let before = world.mails(&jo.email).await.len();
    first.post_fields("/account/erase/withdraw", &[]).await;
    assert_eq!(world.mails(&jo.email).await.len(), before);
    days_pass(&world, 8).await;
    assert!(is_there(&world, &ana).await);
}

async fn the_mails_button_needs_the_code_of_that_mail(world: World) {
    let (_, _, ana) = larkfield(&world).await;
    asks(&world, &ana).await;
    let mail = newest(&world, "ana@home.example", "will be erased").await;
    let mut scanner = world.browser();
    for code in ["", "ABCD EFGH"] {
        let page = scanner.open(&link_of(&mail)).await;
        assert_eq!(page.place(), "/erase", "{}", page.told());
        let page = scanner.fill(&[("code", code)]).await;
        assert!(page.says("Keep your account?"), "{}", page.told());
    }
    assert!(waits(&world, &ana).await, "a scanner that presses the button does nothing");
    let page = scanner.fill(&[("code", &mail.code.clone().unwrap())]).await;
    assert!(page.says("Your account stays"), "{}", page.told());
    assert!(!waits(&world, &ana).await);

    // Another one that is asked for later is not withdrawn by the mail of the first.
    asks(&world, &ana).await;
    let mut replay = world.browser();
    let page = replay.open(&link_of(&mail)).await;
    assert!(page.says("Your account stays"), "{}", page.told());
    assert!(waits(&world, &ana).await);
    let second = newest(&world, &ana.email, "will be erased").await;
    assert_ne!(link_of(&second), link_of(&mail));
    replay.open(&link_of(&second)).await;
    let page = replay.fill(&[("code", &mail.code.unwrap())]).await;
    assert!(page.says("not the code of this mail"), "{}", page.told());
    assert!(waits(&world, &ana).await);
    // Once it is carried out, the link leads nowhere.
    days_pass(&world, 7).await;
    let page = replay.open(&link_of(&second)).await;
    assert_eq!(page.place(), "/ticket", "{}", page.told());
}

async fn codes_are_guessed_slowly_and_per_mail(world: World) {
    let (_, _, ana) = larkfield(&world).await;
    asks(&world, &ana).await;
    let mail = newest(&world, &ana.email, "will be erased").await;
    let mut thief = world.browser();
    thief.open(&link_of(&mail)).await;
    for _ in 0..5 {
        let page = thief.fill(&[("code", "AAAA AAAA")]).await;
        assert_eq!(why(&world, page).await, "mailed-code-wrong");
    }
    let page = thief.fill(&[("code", &mail.code.clone().unwrap())]).await;
    assert!(page.says("There were many wrong tries"), "{}", page.told());
    assert!(why(&world, page).await.starts_with("guesses-slowed "));
    assert!(waits(&world, &ana).await);
    world.pass(Span::minutes(1));
    let page = thief.fill(&[("code", &mail.code.unwrap())]).await;
    assert!(page.says("Your account stays"), "{}", page.told());
    let attempts = journal::list_for_user(&mut world.app.store.read(), ana.id, 100).await.unwrap();
    let done: Vec<&str> = attempts.iter().map(|row| row.verdict.as_str()).collect();
    assert!(done.contains(&"done erasure-asked") && done.contains(&"done erasure-withdrawn"), "{done:?}");
}

/// The cause that is found under the reference on a page.
async fn why(world: &World, page: &Page) -> String {
    let reference = page.reference().expect("a reference stands beside what was refused");
    let row = journal::find(&mut world.app.store.read(), &reference).await.unwrap();
    row.expect("it was written down").cause.unwrap()
}

async fn the_last_admin_is_refused_and_held(world: World) {
    let (house, jo, ana) = larkfield(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    let page = browser.open("/account/erase").await;
    assert!(page.says("You're the only admin") && page.says("Larkfield"), "{}", page.told());
    assert!(page.forms().iter().all(|form| form.action != "/account/erase"), "{}", page.told());
    let page = browser.post_fields("/account/erase", &[]).await;
    assert!(page.says("Make somebody else an admin of Larkfield first"), "{}", page.told());
    assert!(!waits(&world, &jo).await);

    set_role(&world, house, &ana, Role::Admin).await;
    browser.open("/account/erase").await;
    browser.press("/account/erase", &[]).await;
    assert!(waits(&world, &jo).await);
    // The other one is an admin no more when its time has come.
    set_role(&world, house, &ana, Role::Member).await;
    days_pass(&world, 7).await;
    assert!(is_there(&world, &jo).await && waits(&world, &jo).await);
    let mail = newest(&world, &jo.email, "not erased yet").await;
    assert!(mail.text.contains("the only admin of Larkfield"), "{}", mail.text);
    assert!(acts(&world, house).await.contains(&"erasure-held".to_owned()));
    days_pass(&world, 1).await;
    let mails = world.mails(&jo.email).await;
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("not erased yet")).count(), 1, "told once");
    let page = browser.sign_in(&world, &jo).await;
    assert!(page.says("will be erased"), "{}", page.told());
    let page = browser.open("/account/erase").await;
    assert!(page.says("Not before somebody else is an admin"), "{}", page.told());

    set_role(&world, house, &ana, Role::Admin).await;
    days_pass(&world, 1).await;
    assert!(!is_there(&world, &jo).await);
    assert_eq!(membership::count_admins(&mut world.app.store.read(), house).await.unwrap(), 1);
}

async fn set_role(world: &World, house: Uuid, person: &Person, role: Role) {
    let mut write = world.app.store.write().await.unwrap();
    assert!(membership::set_role(&mut write, house, person.id, role).await.unwrap());
    write.commit().await.unwrap();
}

async fn a_suspended_organization_holds_nobody(world: World) {
    let house = world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    world.organization("harbour", OPEN).await;
    world.admin("ada@harbour.example", "harbour").await;
    world.join(&jo, "harbour", Role::Admin).await;
    world.suspend(house).await;
    asks(&world, &jo).await;
    days_pass(&world, 7).await;
    assert!(!is_there(&world, &jo).await);
}

async fn a_browser_left_open_asks_for_nothing(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    world.pass(Span::minutes(16));
    let page = browser.post_fields("/account/erase", &[]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    assert!(!waits(&world, &eli).await);
    let page = browser.fill(&[("code", &eli.code(&world))]).await;
    assert_eq!(page.place(), "/account/erase", "{}", page.told());
    browser.press("/account/erase", &[]).await;
    assert!(waits(&world, &eli).await);

    // Where there is no second factor, it is the password again.
    let (_, _, ana) = larkfield(&world).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    world.pass(Span::minutes(16));
    let page = browser.post_fields("/account/erase", &[]).await;
    assert_eq!(page.place(), "/sign-in", "{}", page.told());
    assert!(page.says("Sign in again first"), "{}", page.told());
    browser.fill(&[("email", &ana.email)]).await;
    let page = browser.fill(&[("password", &ana.password)]).await;
    assert_eq!(page.place(), "/account/erase", "{}", page.told());
    assert!(!waits(&world, &ana).await);
    browser.press("/account/erase", &[]).await;
    assert!(waits(&world, &ana).await);
}

async fn somebody_elses_session_is_none(world: World) {
    let (_, jo, ana) = larkfield(&world).await;
    asks(&world, &ana).await;
    let mail = newest(&world, &ana.email, "will be erased").await;
    let mut other = world.browser();
    other.sign_in(&world, &jo).await;
    assert!(!other.page.says("will be erased"), "{}", other.page.told());
    let page = other.open(&link_of(&mail)).await;
    assert!(page.main_form().fields.iter().any(|(name, _)| name == "code"), "{}", page.told());
    other.fill(&[("code", "")]).await;
    other.post_fields("/account/erase/withdraw", &[]).await;
    assert!(waits(&world, &ana).await);
    // Nor is a form from elsewhere.
    let mut own = world.browser();
    own.sign_in(&world, &ana).await;
    own.headers =
        vec![("origin", "https://evil.example".to_owned()), ("sec-fetch-site", "cross-site".to_owned())];
    let page = own.ask("POST", "/account/erase/withdraw", Some(vec![])).await;
    assert_eq!(page.status, 403);
    assert!(waits(&world, &ana).await);
    let mut stranger = world.browser();
    assert_eq!(stranger.open("/account/erase").await.place(), "/sign-in");
    assert_eq!(stranger.open("/e/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await.place(), "/ticket");
}

async fn an_admin_erases_nobody(world: World) {
    let (house, jo, ana) = larkfield(&world).await;
    world.organization("harbour", OPEN).await;
    world.join(&ana, "harbour", Role::Member).await;
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    let there = format!("/org/larkfield/people/{}", ana.id);
    let page = admin.open(&there).await;
    assert!(page.says("It erases nothing: only they themselves can ask for that"), "{}", page.told());
    for path in [format!("{there}/erase"), format!("{there}/erased")] {
        let page = admin.ask("POST", &path, Some(vec![])).await;
        assert_eq!(page.status, 404, "{path}");
    }
    admin.press(&format!("{there}/remove"), &[]).await;
    assert!(membership::find(&mut world.app.store.read(), house, ana.id).await.unwrap().is_none());
    assert!(is_there(&world, &ana).await, "removed is not erased");
    world.browser().sign_in(&world, &ana).await;
}

async fn lines_and_numbers_stay_without_the_person(world: World) {
    let (house, jo, ana) = larkfield(&world).await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&ana.email, "not the password").await;
    browser.sign_in(&world, &ana).await;
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    admin.open(&format!("/org/larkfield/people/{}", ana.id)).await;
    admin.press(&format!("/org/larkfield/people/{}/make-admin", ana.id), &[]).await;
    let ids = |rows: &[audit::AuditRow]| rows.iter().map(|row| row.id).collect::<BTreeSet<_>>();
    let before = ids(&audit::list(&mut world.app.store.read(), house, 1000, None).await.unwrap());
    let attempts = journal::list_for_user(&mut world.app.store.read(), ana.id, 100).await.unwrap();
    assert!(erase::at_once(&world.app, &visit(world.app.now()), ana.id, false).await.unwrap().is_ok());

    let after = audit::list(&mut world.app.store.read(), house, 1000, None).await.unwrap();
    assert!(
        ids(&after).is_superset(&before) && after.len() == before.len() + 1,
        "every line is there, and one more"
    );
    for attempt in attempts {
        let row = journal::find(&mut world.app.store.read(), &attempt.reference).await.unwrap().unwrap();
        let kept = (row.at, row.act, row.verdict, row.cause);
        assert_eq!(kept, (attempt.at, attempt.act, attempt.verdict, attempt.cause));
        assert_eq!((row.user_id, row.address_key, row.network), (None, None, None));
    }
    let page = admin.open("/org/larkfield/audit").await;
    assert!(page.says("Somebody whose data was erased"), "{}", page.told());
    for words in ["Ana", "ana@", &ana.id.to_string()] {
        assert!(!page.html.contains(words), "{words}: {}", page.told());
    }
    // What is written at this very moment is in no file yet.
    world.pass(Span::minutes(1));
    for kind in ["csv", "jsonl"] {
        let page = admin.post_fields(&format!("/org/larkfield/audit/{kind}"), &[]).await;
        assert!(page.html.contains("Somebody whose data was erased"), "{}", page.html);
        assert!(page.html.contains("role-changed"), "{}", page.html);
        for words in ["Ana", "ana@", &ana.id.to_string(), "192.0.2.10\",\"ana"] {
            assert!(!page.html.contains(words), "{kind} has {words}");
        }
    }
    // One mark in all lines of one log: they can still be put together.
    let marks: Vec<Uuid> = after.iter().filter_map(|row| row.subject_id).collect();
    let mark = after.iter().find(|row| row.act == "erased").and_then(|row| row.subject_id).unwrap();
    assert!(erasure::is_mark(mark) && marks.iter().filter(|id| **id == mark).count() >= 2);
    let filter = Filter { person: Some(mark), ..Filter::ALL };
    let lines = audit::list_lines(&mut world.app.store.read(), house, &filter, 100, None).await.unwrap();
    assert!(lines.len() >= 2);
    // The reference of an attempt tells nobody whose it was.
    let page = admin.open(&format!("/org/larkfield/people/{}", ana.id)).await;
    assert_eq!(page.status, 404, "{}", page.told());
}

async fn whoever_signs_in_meanwhile_finds_nobody(world: World) {
    let (_, _, ana) = larkfield(&world).await;
    asks(&world, &ana).await;
    world.pass(Span::days(7));
    // Fewer than would be slowed: to those who come late the address is nobody's.
    let knocks = (0..4).map(|_| {
        let mut browser = world.browser();
        let ana = ana.clone();
        async move {
            let page = browser.try_to_sign_in(&ana.email, &ana.password).await;
            (page.status, browser.session())
        }
    });
    let (mut all, done) = {
        let knocks = futures_all(knocks.collect());
        tokio::join!(knocks, erase::carry_out_due(&world.app))
    };
    // On PostgreSQL it may have had to give way; then the next sweep does it.
    if done.is_err() {
        erase::carry_out_due(&world.app).await.unwrap();
    }
    assert!(!is_there(&world, &ana).await);
    let left = session::list_for_user(&mut world.app.store.read(), ana.id, Instant(0)).await.unwrap();
    assert!(left.is_empty(), "a session outlived its user");
    // Whatever was written beside it goes with the next sweep.
    jobs::run_due(&world.app).await.unwrap();
    assert!(journal::list_for_user(&mut world.app.store.read(), ana.id, 10).await.unwrap().is_empty());
    assert!(all.drain(..).all(|(status, _)| status.is_success()), "nobody met a fault");
}

async fn futures_all<T>(all: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut all: Vec<_> = all.into_iter().map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        let mut place = 0;
        while place < all.len() {
            match all[place].as_mut().poll(context) {
                std::task::Poll::Ready(value) => {
                    done.push(value);
                    drop(all.remove(place));
                }
                std::task::Poll::Pending => place += 1,
            }
        }
        if all.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

async fn cut_off_in_the_middle_nothing_has_happened(world: World) {
    let (house, _, ana) = larkfield(&world).await;
    let mut browser = asks(&world, &ana).await;
    let before = acts(&world, house).await;
    {
        let mut write = world.app.store.write().await.unwrap();
        vestibule::store::erase::mark_log(&mut write, Some(house), ana.id, erasure::mark([7; 16]))
            .await
            .unwrap();
        vestibule::store::erase::beside(&mut write, ana.id, "nobody").await.unwrap();
        vestibule::store::erase::all_of(&mut write, ana.id, world.app.now()).await.unwrap();
        // The process ends here.
    }
    assert!(is_there(&world, &ana).await && waits(&world, &ana).await);
    assert_eq!(acts(&world, house).await, before);
    assert_eq!(browser.whoami().await.as_deref(), Some(ana.email.as_str()));
    let lines = audit::list(&mut world.app.store.read(), house, 10, None).await.unwrap();
    assert!(lines.iter().any(|line| line.subject_id == Some(ana.id)));
    days_pass(&world, 7).await;
    assert!(!is_there(&world, &ana).await);
}

async fn the_operator_erases_at_once(world: World) {
    let (house, jo, ana) = larkfield(&world).await;
    let operator = vestibule::cli::open::visit(&world.app);
    let held = erase::at_once(&world.app, &operator, jo.id, false).await.unwrap();
    assert!(matches!(held, Err((Objection::LastAdmin(left), _)) if left == vec![house.as_u128()]));
    assert!(is_there(&world, &jo).await);
    assert!(erase::at_once(&world.app, &operator, ana.id, false).await.unwrap().is_ok());
    assert!(!is_there(&world, &ana).await);
    newest(&world, "ana@home.example", "your account is erased").await;
    assert!(newest(&world, &jo.email, "about somebody").await.text.contains("was erased on"));
    let lines = audit::list(&mut world.app.store.read(), house, 100, None).await.unwrap();
    let line = lines.iter().find(|line| line.act == "erased").unwrap();
    assert_eq!((line.actor.as_str(), line.actor_id), ("operator", None));
    let gone = erase::at_once(&world.app, &operator, ana.id, false).await.unwrap();
    assert!(matches!(gone, Err((Objection::NothingThere, _))));
    assert!(erase::at_once(&world.app, &operator, jo.id, true).await.unwrap().is_ok());
    assert!(!is_there(&world, &jo).await);
}

async fn ids_of_a_list_are_erased_again(world: World) {
    let (_, jo, ana) = larkfield(&world).await;
    // As after a backup of PostgreSQL was put back: the id stands in the operator's list.
    let mut write = world.app.store.write().await.unwrap();
    erase::bring_over(&mut write, &[ana.id, Uuid::now_v7()], world.app.now()).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(erase::again(&world.app).await.unwrap(), 1);
    assert!(!is_there(&world, &ana).await && is_there(&world, &jo).await);
    assert!(world.mails(&ana.email).await.is_empty(), "they were told when it was done");
    assert_eq!(erase::again(&world.app).await.unwrap(), 0);
}

async fn who_is_invited_again_begins_as_somebody_new(world: World) {
    let (house, _, ana) = larkfield(&world).await;
    assert!(erase::at_once(&world.app, &visit(world.app.now()), ana.id, false).await.unwrap().is_ok());
    world.invite(&ana.email, "larkfield").await;
    let row = address::find(&mut world.app.store.read(), &ana.email).await.unwrap().unwrap();
    assert_ne!(row.user_id, ana.id);
    let there = membership::find(&mut world.app.store.read(), house, row.user_id).await.unwrap().unwrap();
    assert!(there.joined_at.is_none());
    assert!(Address::parse(&ana.email).is_ok());
    jobs::run_due(&world.app).await.unwrap();
    assert!(user::find(&mut world.app.store.read(), row.user_id).await.unwrap().is_some(), "and stays");
}

#[tokio::test]
async fn a_backup_that_is_put_back_brings_nobody_back() {
    let world = World::on_sqlite().await;
    let (_, jo, ana) = larkfield(&world).await;
    let settings = world.app.settings.clone();
    let file = std::env::temp_dir().join(format!("vestibule-erased-{}.db", Uuid::now_v7()));
    backup::backup(&settings, &file).await.unwrap();
    assert!(erase::at_once(&world.app, &visit(world.app.now()), ana.id, false).await.unwrap().is_ok());
    world.app.store.close().await;
    let said = backup::restore(&settings, &file, true).await.unwrap();
    assert!(format!("{said:?}").contains("is erased again"), "{said:?}");
    std::fs::remove_file(&file).unwrap();
    let app = build(Parts { ..Parts::real(settings) }).await.unwrap();
    assert!(user::find(&mut app.store.read(), ana.id).await.unwrap().is_some(), "the backup has her");
    assert_eq!(erase::again(&app).await.unwrap(), 1);
    assert!(user::find(&mut app.store.read(), ana.id).await.unwrap().is_none());
    assert!(user::find(&mut app.store.read(), jo.id).await.unwrap().is_some());
}
