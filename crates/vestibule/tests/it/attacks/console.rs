//! Admins and members who reach for what is not theirs.
//!
//! Never in here: what an admin may do (`crates/rules/src/people.rs`).

use rules::{Instant, Role, Span};
use vestibule::store::{address, counter, membership};

use crate::world::{OPEN, Page, World, stories};

stories![
    an_admin_reaches_nobody_elsewhere,
    a_member_has_no_console,
    a_removed_admin_does_nothing_in_the_tab_left_open,
    the_last_admin_stays,
    an_admins_mails_have_an_end,
];

async fn an_admin_reaches_nobody_elsewhere(world: World) {
    world.organization("larkfield", OPEN).await;
    let fjordbank = world.organization("fjordbank", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ida = world.admin("ida@fjordbank.example", "fjordbank").await;
    let bo = world.member("bo@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    let acts = [
        "deactivate",
        "remove",
        "make-admin",
        "reset",
        "must-change",
        "end-sessions",
        "waive",
        "re-invite",
        "nonsense",
    ];
    for person in [&ida, &bo] {
        for act in acts {
            let page = browser.post_fields(&format!("/org/larkfield/people/{}/{act}", person.id), &[]).await;
            assert_eq!(page.status.as_u16(), 404, "{act}: {}", page.told());
            assert!(!page.says(&person.email));
            let page = browser.post_fields(&format!("/org/fjordbank/people/{}/{act}", person.id), &[]).await;
            assert_eq!(page.status.as_u16(), 403, "{act}: {}", page.told());
        }
        let page = browser.open(&format!("/org/larkfield/people/{}", person.id)).await;
        assert_eq!(page.status.as_u16(), 404);
        assert!(world.mails(&person.email).await.is_empty());
        let row = membership::find(&mut world.app.store.read(), fjordbank, person.id).await.unwrap().unwrap();
        assert_eq!((row.deactivated_at, row.change_demanded_at, row.waived_until), (None, None, None));
    }
    for path in
        ["/org/fjordbank/people", "/org/fjordbank/requests", "/org/fjordbank/invite", "/org/nowhere/people"]
    {
        let page = browser.open(path).await;
        assert_eq!(page.status.as_u16(), 403, "{path}");
        assert!(!page.says("bo@fjordbank.example") && !page.says("Fjordbank"), "{}", page.told());
    }
    world.browser().sign_in(&world, &bo).await;
}

async fn a_member_has_no_console(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    for path in ["/org/larkfield/people", "/org/larkfield/requests", "/org/larkfield/invite"] {
        let page = browser.open(path).await;
        assert_eq!(page.status.as_u16(), 403, "{path}");
        assert!(page.reference().is_some() && !page.says(&jo.email), "{}", page.told());
    }
    let own = format!("/org/larkfield/people/{}/make-admin", ana.id);
    assert_eq!(browser.post_fields(&own, &[]).await.status.as_u16(), 403);
    let other = format!("/org/larkfield/people/{}/remove", jo.id);
    assert_eq!(browser.post_fields(&other, &[]).await.status.as_u16(), 403);
    let invite =
        [("first_name", "A"), ("last_name", "B"), ("email", "c@larkfield.example"), ("role", "admin")];
    assert_eq!(browser.post_fields("/org/larkfield/invite", &invite).await.status.as_u16(), 403);
    assert!(world.mails("c@larkfield.example").await.is_empty());
    let row = membership::find(&mut world.app.store.read(), larkfield, ana.id).await.unwrap().unwrap();
    assert_eq!(row.role, Role::Member);
}

async fn a_removed_admin_does_nothing_in_the_tab_left_open(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let max = world.admin("max@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let (mut at_jo, mut at_max) = (world.browser(), world.browser());
    at_jo.sign_in(&world, &jo).await;
    at_max.sign_in(&world, &max).await;
    at_max.open("/org/larkfield/people").await;
    let of_max = format!("/org/larkfield/people/{}", max.id);
    at_jo.open(&of_max).await;
    at_jo.press(&format!("{of_max}/make-member"), &[]).await;
    let page = at_max.post_fields(&format!("/org/larkfield/people/{}/remove", ana.id), &[]).await;
    assert_eq!(page.status.as_u16(), 403, "a role holds at once: {}", page.told());
    at_jo.open(&of_max).await;
    at_jo.press(&format!("{of_max}/remove"), &[]).await;
    let page = at_max.post_fields(&format!("/org/larkfield/people/{}/remove", ana.id), &[]).await;
    assert_ne!(page.place(), "/org/larkfield/people", "{}", page.told());
    assert_eq!(at_max.open("/account").await.organization(), None, "{}", at_max.page.told());
    world.browser().sign_in(&world, &ana).await;
}

async fn the_last_admin_stays(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    let own = format!("/org/larkfield/people/{}", jo.id);
    for act in ["make-member", "deactivate", "remove"] {
        browser.open(&own).await;
        let page = browser.press(&format!("{own}/{act}"), &[]).await;
        assert_eq!(page.cause().as_deref(), Some("last-admin"), "{act}: {}", page.told());
    }
    let row = membership::find(&mut world.app.store.read(), larkfield, jo.id).await.unwrap().unwrap();
    assert_eq!((row.role, row.deactivated_at), (Role::Admin, None));
    // Two who demote each other at once leave one.
    let max = world.admin("max@larkfield.example", "larkfield").await;
    let mut other = world.browser();
    other.sign_in(&world, &max).await;
    let of_max = format!("/org/larkfield/people/{}/make-member", max.id);
    let of_jo = format!("/org/larkfield/people/{}/make-member", jo.id);
    tokio::join!(browser.post_fields(&of_max, &[]), async {
        other.post_fields(&of_jo, &[]).await;
    });
    let admins = membership::count_admins(&mut world.app.store.read(), larkfield).await.unwrap();
    assert_eq!(admins, 1);
}

async fn an_admins_mails_have_an_end(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    let at_ana = format!("/org/larkfield/people/{}", ana.id);
    browser.open(&at_ana).await;
    for _ in 0..20 {
        assert_eq!(browser.press(&format!("{at_ana}/reset"), &[]).await.status.as_u16(), 200);
    }
    // Twenty to one mailbox are plenty; the page says when the next goes out, and somebody else's goes out now.
    let capped = |page: &Page| {
        assert_eq!(page.status.as_u16(), 429, "{}", page.told());
        assert_eq!(page.headers["retry-after"], "3600", "{}", page.told());
        assert_eq!(page.cause().as_deref(), Some("mails-capped"), "{}", page.told());
        assert!(page.reference().is_some() && page.says("15:00 (Lisbon)"), "{}", page.told());
    };
    capped(browser.press(&format!("{at_ana}/reset"), &[]).await);
    assert_eq!(world.mails(&ana.email).await.len(), 20);
    browser.open("/org/larkfield/invite").await;
    let new = [("first_name", "New"), ("last_name", "One"), ("role", "member")];
    let page = browser.fill(&[&new[..], &[("email", "new1@larkfield.example")]].concat()).await;
    assert_eq!(page.place(), "/org/larkfield/people", "{}", page.told());
    // Many to many addresses are the organization's; nothing of an invitation that was not sent stays behind.
    let key = world.app.sealer.keyed_hash("mails by an organization", larkfield.as_bytes());
    let mut write = world.app.store.write().await.unwrap();
    let begun = Instant(world.app.now().0 - Span::hours(1).0);
    while counter::take(&mut write, &key, begun, world.app.now(), 500).await.unwrap() {}
    write.commit().await.unwrap();
    browser.open("/org/larkfield/invite").await;
    browser.fill(&[&new[..], &[("email", "new2@larkfield.example")]].concat()).await;
    capped(&browser.page);
    assert_eq!(browser.page.place(), "/org/larkfield/invite");
    assert!(browser.page.html.contains("new2@larkfield.example"), "what was typed is kept");
    let row = address::find(&mut world.app.store.read(), "new2@larkfield.example").await.unwrap();
    assert!(row.is_none() && world.mails("new2@larkfield.example").await.is_empty());
    // What sends no invitation is not held up, nor is the operator.
    browser.open(&at_ana).await;
    let page = browser.press(&format!("{at_ana}/deactivate"), &[]).await;
    assert_eq!((page.status.as_u16(), page.cause()), (200, None), "{}", page.told());
    world.invite("new3@larkfield.example", "larkfield").await;
    assert_eq!(world.mails("new3@larkfield.example").await.len(), 1);
    world.pass(Span::hours(1));
    browser.open("/org/larkfield/invite").await;
    browser.fill(&[&new[..], &[("email", "new2@larkfield.example")]].concat()).await;
    assert_eq!(world.mails("new2@larkfield.example").await.len(), 1, "{}", browser.page.told());
}
