//! What an organization grants support: given by its admins, for a while, told to all of them.

use rules::{Role, Span};
use vestibule::store::membership;

use super::{at_the_desk, find, log, logged};
use crate::world::{OPEN, STRICT, World, stories};

stories![
    support_acts_in_an_admins_place_while_that_is_granted,
    a_grant_ends_by_itself_or_when_an_admin_ends_it,
    a_grant_holds_for_its_organization_and_never_for_more_than_the_list,
];

async fn support_acts_in_an_admins_place_while_that_is_granted(world: World) {
    let house = world.organization("strictly", STRICT).await;
    let una = world.admin("una@strictly.example", "strictly").await;
    let ravi = world.admin("ravi@strictly.example", "strictly").await;
    let bo = world.member("bo@strictly.example", "strictly").await;
    let mut desk = at_the_desk(&world).await;
    let page = find(&mut desk, &bo.email).await;
    let there = page.place().to_owned();
    assert!(page.says("Support may not act in an admin's place") && !page.offers(&format!("{there}/waive")));
    let waive = format!("{there}/waive");
    let page = desk.post_fields(&waive, &[("organization", "strictly")]).await;
    assert_eq!(page.cause().as_deref(), Some("support-needs-grant"), "{}", page.told());
    assert!(page.remedies().contains(&"hand-over".to_owned()), "{}", page.told());
    let reference = page.reference().expect("a reference");

    let mut admin = world.browser();
    admin.sign_in(&world, &una).await;
    // The admin finds the refusal by its reference, and the button that changes it.
    let page = admin.open(&format!("/why/{reference}")).await;
    assert_eq!(page.cause().as_deref(), Some("support-needs-grant"), "{}", page.told());
    admin.open("/org/strictly/support").await;
    let page = admin.fill(&[("length", "8-hours")]).await;
    assert!(page.says("Una Tester lets support act in an admin's place until"), "{}", page.told());
    for address in [&una.email, &ravi.email] {
        let mail = world.mail(address).await;
        assert!(mail.subject.contains("support may act in an admin's place"), "{}", mail.subject);
    }

    let page = desk.open(&there).await;
    assert!(page.says("Support may act in an admin's place until"), "{}", page.told());
    let page = desk.press(&waive, &[]).await;
    assert!(page.says("Done in the admin's place"), "{}", page.told());
    let row = membership::find(&mut world.app.store.read(), house, bo.id).await.unwrap().unwrap();
    assert!(row.waived_until.is_some());
    assert_eq!(logged(&world, "strictly", "minimum-age-waived").await, 1);
    let mail = world.mail(&bo.email).await;
    assert!(mail.text.contains("Vera Tester (support)"), "{}", mail.text);
    let page = desk.press(&format!("{there}/reset"), &[]).await;
    assert!(page.says("Done in the admin's place"), "{}", page.told());
    assert!(world.mail(&bo.email).await.text.contains("Vera Tester (support)"));

    let mut browser = world.browser();
    browser.sign_in(&world, &bo).await;
    desk.post_fields(&format!("{there}/end-sessions"), &[("organization", "strictly")]).await;
    assert_ne!(browser.whoami().await.as_deref(), Some("bo@strictly.example "));
    assert_eq!(logged(&world, "strictly", "sessions-ended").await, 1);
}

async fn a_grant_ends_by_itself_or_when_an_admin_ends_it(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let mut desk = at_the_desk(&world).await;
    let reset = format!("/support/people/{}/reset", kim.id);
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    admin.open("/org/larkfield/support").await;
    admin.fill(&[("length", "1-hour")]).await;
    let page = desk.post_fields(&reset, &[("organization", "larkfield")]).await;
    assert_eq!(page.cause(), None, "{}", page.told());
    for _ in 0..2 {
        world.pass(Span::minutes(30));
        desk.open("/support").await;
    }
    let page = desk.post_fields(&reset, &[("organization", "larkfield")]).await;
    assert_eq!(page.cause().as_deref(), Some("support-needs-grant"), "by itself: {}", page.told());
    let page = admin.open("/org/larkfield/support").await;
    assert!(page.says("Support may not act in an admin's place") && page.says("Before"), "{}", page.told());
    // A made-up length is the shortest.
    let page = admin.fill(&[("length", "forever")]).await;
    assert!(page.says("until 16:00"), "{}", page.told());
    admin.press("/org/larkfield/support/end", &[]).await;
    assert!(admin.page.says("may not act in an admin's place any more"), "{}", admin.page.told());
    let page = desk.post_fields(&reset, &[("organization", "larkfield")]).await;
    assert_eq!(page.cause().as_deref(), Some("support-needs-grant"), "ended: {}", page.told());
    // Ending what has ended is a success, and says nothing to anybody.
    let before = world.mails(&jo.email).await.len();
    admin.post_fields("/org/larkfield/support/end", &[]).await;
    assert_eq!(world.mails(&jo.email).await.len(), before);
    let acts: Vec<String> = log(&world, "larkfield").await.into_iter().map(|row| row.act).collect();
    assert_eq!(acts.iter().filter(|act| *act == "support-granted").count(), 2, "{acts:?}");
    assert_eq!(acts.iter().filter(|act| *act == "support-grant-ended").count(), 1, "{acts:?}");
}

async fn a_grant_holds_for_its_organization_and_never_for_more_than_the_list(world: World) {
    world.organization("larkfield", OPEN).await;
    world.organization("fjordbank", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ida = world.admin("ida@fjordbank.example", "fjordbank").await;
    let eli = world.member("eli@larkfield.example", "larkfield").await;
    world.join(&eli, "fjordbank", Role::Member).await;
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    admin.open("/org/larkfield/support").await;
    admin.fill(&[("length", "7-days")]).await;
    // Nobody grants for others.
    let page = admin.post_fields("/org/fjordbank/support", &[("length", "7-days")]).await;
    assert_eq!(page.status.as_u16(), 403, "{}", page.told());
    let mut member = world.browser();
    member.sign_in(&world, &eli).await;
    for path in ["/org/larkfield/support", "/org/larkfield/support/end"] {
        assert_eq!(member.post_fields(path, &[]).await.status.as_u16(), 403, "{path}");
    }
    let mut desk = at_the_desk(&world).await;
    for act in ["reset", "waive", "end-sessions"] {
        let path = format!("/support/people/{}/{act}", eli.id);
        let page = desk.post_fields(&path, &[("organization", "fjordbank")]).await;
        assert_eq!(page.cause().as_deref(), Some("support-needs-grant"), "{act}: {}", page.told());
        // Somebody who is not in the organization that grants.
        let path = format!("/support/people/{}/{act}", ida.id);
        let page = desk.post_fields(&path, &[("organization", "larkfield")]).await;
        assert_eq!(page.cause().as_deref(), Some("nobody-there"), "{act}: {}", page.told());
        // The desk's own people, in whose place nobody can act.
        let page = desk.post_fields(&path, &[("organization", "support")]).await;
        assert_eq!(page.cause().as_deref(), Some("not-an-admin"), "{act}: {}", page.told());
    }
    for act in ["give-pass", "confirm", "make-admin", "remove", "deactivate", "invite", "must-change", "kit"]
    {
        let path = format!("/support/people/{}/{act}", eli.id);
        let page = desk.post_fields(&path, &[("organization", "larkfield"), ("role", "admin")]).await;
        assert_eq!(page.status.as_u16(), 404, "{act}: {}", page.told());
    }
    assert!(world.mails(&ida.email).await.is_empty());
}
