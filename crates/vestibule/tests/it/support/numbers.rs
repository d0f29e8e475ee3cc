//! The numbers that show whether it works: who is stuck, how long it takes, what ends it.

use rules::Span;
use vestibule::flows::stuck;
use vestibule::jobs::sweep;

use super::{at_the_desk, wrong_password};
use crate::world::{ANOTHER, OPEN, PASSWORD, World, stories};

stories![
    a_spell_begins_with_a_refusal_and_ends_with_a_sign_in,
    unknown_addresses_and_what_others_do_are_nobodys_spell,
    whoever_opens_an_old_link_makes_nobody_stuck,
    how_it_ended_is_told_by_the_way_in,
    whoever_never_comes_back_is_not_stuck_for_ever,
];

async fn a_spell_begins_with_a_refusal_and_ends_with_a_sign_in(world: World) {
    world.organization("larkfield", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    wrong_password(&world, &kim.email).await;
    world.pass(Span::minutes(3));
    let reference = wrong_password(&world, &kim.email).await;
    let mut desk = at_the_desk(&world).await;
    let page = desk.open("/support/numbers").await;
    assert_eq!(page.attribute("data-now").as_deref(), Some("1"), "{}", page.told());
    assert_eq!(page.cause().as_deref(), Some("password-wrong"));
    let page = desk.open(&format!("/support/people/{}", kim.id)).await;
    assert!(page.says("Refused 2 times since"), "{}", page.told());
    assert!(desk.open("/support/numbers").await.says("Support has seen to none"), "a look alone is none");
    desk.open(&format!("/support/case/{reference}")).await;
    assert!(desk.open("/support/numbers").await.says("Support has seen to one"), "{}", desk.page.told());

    world.pass(Span::minutes(4));
    world.browser().sign_in(&world, &kim).await;
    let page = desk.open("/support/numbers").await;
    assert_eq!(page.attribute("data-now").as_deref(), Some("0"), "{}", page.told());
    assert_eq!(page.attribute("data-ended").as_deref(), Some("tried-again"), "{}", page.told());
    assert!(page.says("Half took at most 7 minutes"), "{}", page.told());
    assert!(page.says("Of these, with support 1"), "{}", page.told());
    let metrics = world.browser().open("/metrics").await.html.clone();
    for line in [
        "vestibule_stuck_came_in_30_days 1",
        "vestibule_stuck_came_in_with_support_30_days 1",
        "vestibule_stuck_ended_30_days{way=\"tried-again\"} 1",
        "vestibule_stuck_seconds{quantile=\"0.5\"} 420",
        "vestibule_stuck_seconds{quantile=\"0.95\"} 420",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
    wrong_password(&world, &kim.email).await;
    let metrics = world.browser().open("/metrics").await.html.clone();
    assert!(metrics.contains("vestibule_stuck_now{cause=\"password-wrong\"} 1"), "{metrics}");
}

async fn unknown_addresses_and_what_others_do_are_nobodys_spell(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    wrong_password(&world, "nobody@larkfield.example").await;
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    // Refused, about Kim, to Jo.
    let page = admin.post_fields(&format!("/org/larkfield/people/{}/deactivate", jo.id), &[]).await;
    assert_eq!(page.cause().as_deref(), Some("last-admin"), "{}", page.told());
    // Refused within a session: one is inside already.
    admin.open("/account/password").await;
    admin.fill(&[("password", "wrong"), ("new_password", ANOTHER)]).await;
    let mut desk = at_the_desk(&world).await;
    let path = format!("/support/people/{}/waive", kim.id);
    desk.post_fields(&path, &[("organization", "larkfield")]).await;
    let numbers = stuck::numbers(&mut world.app.store.read(), world.app.now()).await.unwrap();
    assert_eq!(numbers.stuck, vec![]);
    assert_eq!((numbers.came_in, numbers.median), (0, None));
}

async fn whoever_opens_an_old_link_makes_nobody_stuck(world: World) {
    world.organization("larkfield", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.ask_for_reset(&kim.email).await;
    let link = world.link(&kim.email).await;
    browser.open(&link).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
    assert!(browser.page.user().is_some(), "{}", browser.page.told());
    // A scanner, a day late.
    world.pass(Span::days(1));
    let page = world.browser().open(&link).await.clone();
    assert_eq!(page.cause().as_deref(), Some("ticket-spent"), "{}", page.told());
    let numbers = stuck::numbers(&mut world.app.store.read(), world.app.now()).await.unwrap();
    assert_eq!(numbers.stuck, vec![]);
}

async fn how_it_ended_is_told_by_the_way_in(world: World) {
    let house = world.organization("larkfield", OPEN).await;
    let by_mail = world.member("mail@larkfield.example", "larkfield").await;
    let by_code = world.member_with_app("code@larkfield.example", "larkfield").await;
    let off = world.member("off@larkfield.example", "larkfield").await;
    world.invite("noor@larkfield.example", "larkfield").await;
    for address in [&by_mail.email, &by_code.email, &"noor@larkfield.example".to_owned()] {
        wrong_password(&world, address).await;
    }
    world.set_deactivated(&off, house, true).await;
    let mut browser = world.browser();
    let page = browser.try_to_sign_in(&off.email, PASSWORD).await;
    assert_eq!(page.cause().as_deref(), Some("deactivated"), "{}", page.told());
    let numbers = stuck::numbers(&mut world.app.store.read(), world.app.now()).await.unwrap();
    let mut causes: Vec<(&str, i64)> =
        numbers.stuck.iter().map(|row| (row.word.as_str(), row.count)).collect();
    causes.sort_unstable();
    assert_eq!(causes.iter().map(|(_, count)| count).sum::<i64>(), 4, "{causes:?}");
    assert!(causes.contains(&("deactivated", 1)) && causes.contains(&("password-wrong", 2)), "{causes:?}");

    let mut browser = world.browser();
    browser.ask_for_reset(&by_mail.email).await;
    let link = world.link(&by_mail.email).await;
    browser.open(&link).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&by_code.email, PASSWORD).await;
    let page = browser.fill(&[("code", &by_code.sheet[0])]).await;
    assert!(page.user().is_some(), "{}", page.told());
    let mut browser = world.browser();
    let link = world.link("noor@larkfield.example").await;
    browser.open(&link).await;
    let page = browser.fill(&[("new_password", ANOTHER)]).await;
    assert!(page.user().is_some(), "{}", page.told());
    world.set_deactivated(&off, house, false).await;
    world.browser().sign_in(&world, &off).await;
    let numbers = stuck::numbers(&mut world.app.store.read(), world.app.now()).await.unwrap();
    let mut ways: Vec<(&str, i64)> = numbers.ended.iter().map(|row| (row.word.as_str(), row.count)).collect();
    ways.sort_unstable();
    assert_eq!(ways, [("invitation", 1), ("new-password", 1), ("recovery-code", 1), ("tried-again", 1)]);
    assert_eq!((numbers.stuck.len(), numbers.came_in), (0, 4));
}

async fn whoever_never_comes_back_is_not_stuck_for_ever(world: World) {
    world.organization("larkfield", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    wrong_password(&world, &kim.email).await;
    world.pass(Span::days(31));
    sweep::all(&world.app).await.unwrap();
    let numbers = stuck::numbers(&mut world.app.store.read(), world.app.now()).await.unwrap();
    assert!(numbers.stuck.is_empty(), "{numbers:?}");
    assert_eq!((numbers.came_in, numbers.ended[0].word.as_str()), (0, "never"));
    world.pass(Span::days(32));
    sweep::all(&world.app).await.unwrap();
    let numbers = stuck::numbers(&mut world.app.store.read(), world.app.now()).await.unwrap();
    assert!(numbers.ended.is_empty(), "{numbers:?}");
}
