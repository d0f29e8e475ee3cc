//! The operator's break-glass: one code, for one user, in one organization, for a day.

use proofs::address::Address;
use rules::{Role, Span};
use vestibule::cli::{Said, doctor, recover};
use vestibule::store::{audit, user};

use super::wait::stuck;
use crate::world::{ASKS_FOR_SECOND, OPEN, World, stories};

stories![
    the_operators_code_lets_one_user_in_once,
    the_operators_code_ends_after_a_day_and_by_the_next,
    the_operator_is_told_why_a_code_would_be_of_no_use,
    the_doctor_names_whoever_would_have_only_the_operator,
];

async fn recover(world: &World, address: &str, slug: &str) -> Said {
    let address = Address::parse(address).expect("an address");
    recover::run(&world.app, &address, slug).await.expect("the store answers")
}

/// The code that the operator reads out.
pub async fn code(world: &World, address: &str, slug: &str) -> String {
    match recover(world, address, slug).await {
        Said::Done(text) => text.lines().next().expect("a code").to_owned(),
        other => panic!("{other:?}"),
    }
}

async fn the_operators_code_lets_one_user_in_once(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let kim = world.member_with_app("kim@larkfield.example", "larkfield").await;
    let code = code(&world, &kim.email, "larkfield").await;
    for address in [&jo.email, &kim.email] {
        let mails = world.mails(address).await;
        assert!(mails.iter().any(|mail| mail.subject.contains("the operator gave out a code")), "{address}");
        assert!(mails.iter().all(|mail| !mail.text.contains(&code)), "the code stands in no mail");
    }
    let rows = audit::any_list(&mut world.app.store.read(), 9, None).await.unwrap();
    assert!(rows.iter().any(|row| row.act == "operator-code-made" && row.subject_id == Some(kim.id)));
    // It is nobody else's.
    let mut other = stuck(&world, &jo).await;
    let page = other.fill(&[("code", &code)]).await;
    assert_eq!(page.cause().as_deref(), Some("code-wrong"), "{}", page.told());
    let mut browser = stuck(&world, &kim).await;
    let page = browser.fill(&[("code", &code)]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
    assert!(world.mail(&jo.email).await.subject.contains("a code stood in"));
    let mut again = stuck(&world, &kim).await;
    let page = again.fill(&[("code", &code)]).await;
    assert_eq!(page.cause().as_deref(), Some("kit-code-spent"), "{}", page.told());
}

async fn the_operators_code_ends_after_a_day_and_by_the_next(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let first = code(&world, &jo.email, "larkfield").await;
    let second = code(&world, &jo.email, "larkfield").await;
    let mut browser = stuck(&world, &jo).await;
    let page = browser.fill(&[("code", &first)]).await;
    assert_eq!(page.cause().as_deref(), Some("code-wrong"), "{}", page.told());
    world.pass(Span::hours(24));
    let mut late = stuck(&world, &jo).await;
    let page = late.fill(&[("code", &second)]).await;
    assert_eq!(page.cause().as_deref(), Some("code-wrong"), "{}", page.told());
}

async fn the_operator_is_told_why_a_code_would_be_of_no_use(world: World) {
    let id = world.organization("larkfield", ASKS_FOR_SECOND).await;
    world.organization("fjordbank", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let said = async |address: &str, slug: &str| match recover(&world, address, slug).await {
        Said::Refused(text) => text,
        other => panic!("{other:?}"),
    };
    assert!(said("nobody@larkfield.example", "larkfield").await.contains("nobody here has the address"));
    assert!(said(&jo.email, "nowhere").await.contains("there is no organization"));
    assert!(said(&jo.email, "fjordbank").await.contains("is not in Fjordbank"));
    assert!(said(&kim.email, "larkfield").await.contains("no second factor that counts"));
    world.invite("noor@larkfield.example", "larkfield").await;
    assert!(said("noor@larkfield.example", "larkfield").await.contains("has not accepted the invitation"));
    world.set_deactivated(&jo, id, true).await;
    assert!(said(&jo.email, "larkfield").await.contains("is switched off"));
    world.set_deactivated(&jo, id, false).await;
    world.suspend(id).await;
    assert!(said(&jo.email, "larkfield").await.contains("vestibule org resume larkfield"));
    let rows = audit::any_list(&mut world.app.store.read(), 20, None).await.unwrap();
    assert!(rows.iter().all(|row| row.act != "operator-code-made"));
}

async fn the_doctor_names_whoever_would_have_only_the_operator(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let found = async || {
        let findings = doctor::examine(&world.app.settings).await;
        let rescue = findings.into_iter().filter(|finding| finding.check == "rescue");
        rescue.map(|finding| (finding.state, finding.said)).collect::<Vec<_>>()
    };
    // A password of her own: there is the waiting period.
    assert_eq!(found().await[0].0, "ok");
    let mut write = world.app.store.write().await.unwrap();
    user::set_worth(&mut write, jo.id, "mailbox").await.unwrap();
    write.commit().await.unwrap();
    let (state, said) = found().await.remove(0);
    assert!(state == "note" && said.contains("Larkfield") && said.contains("only the operator"), "{said}");
    let una = world.user("una@larkfield.example").await;
    world.join(&una, "larkfield", Role::Admin).await;
    assert_eq!(found().await[0].0, "ok");
}
