//! The policy: filled in, tried on everybody, and saved as it was tried.

mod attacks;

use rules::policy::{Objection, Policy};
use rules::{Instant, Span};
use uuid::Uuid;
use vestibule::flows::{organization as flow, policy_text};
use vestibule::store::factor::FactorRow;
use vestibule::store::organization::OrganizationRow;
use vestibule::store::{audit, device, factor, organization, request, user};

use crate::world::{ASKS_FOR_SECOND, Browser, OPEN, Page, Person, STRICT, World, stories};

stories![
    whom_it_affects_is_shown_and_what_was_tried_is_saved,
    saving_asks_for_a_second_factor_given_just_now,
    who_is_shut_out_is_named_and_becomes_a_request,
    the_last_admin_is_not_shut_out,
    what_cannot_be_saved_says_why,
    a_policy_changed_meanwhile_is_tried_anew,
    a_wrong_field_is_said_beside_it,
    sessions_and_waits_are_told_too,
    an_expiry_asks_those_whose_password_is_old,
];

/// What the form holds for that policy, with its boxes and units as a browser sends them.
pub fn form(policy: &Policy) -> Vec<(String, String)> {
    let days =
        |span: Option<Span>| span.map_or(String::new(), |span| (span.as_seconds() / 86_400).to_string());
    let hours =
        |span: Option<Span>| span.map_or(String::new(), |span| (span.as_seconds() / 3_600).to_string());
    let mut all = vec![
        ("remember_device", days(policy.remember_device), "days"),
        ("session_idle", hours(Some(policy.session_idle)), "hours"),
        ("session_absolute", hours(Some(policy.session_absolute)), "hours"),
        ("session_visit", hours(Some(policy.session_visit)), "hours"),
        ("invitation_life", days(Some(policy.invitation_life)), "days"),
        ("password_max_age", days(policy.password_max_age), "days"),
        ("password_min_age", hours(policy.password_min_age), "hours"),
    ]
    .into_iter()
    .flat_map(|(name, number, unit)| [(name.to_owned(), number), (format!("{name}_unit"), unit.to_owned())])
    .collect::<Vec<_>>();
    all.push(("password_history".to_owned(), policy.password_history.to_string()));
    for (name, is) in
        [("second_factor", policy.second_factor), ("passkeys_for_setup", policy.passkeys_for_setup)]
    {
        if is {
            all.push((name.to_owned(), "1".to_owned()));
        }
    }
    all
}

/// Fills the form in and stands before the trial.
pub async fn proposes<'b>(browser: &'b mut Browser, slug: &str, policy: &Policy) -> &'b Page {
    let path = format!("/org/{slug}/policy");
    browser.open(&path).await;
    assert!(browser.page.main_form().action == path, "{}", browser.page.told());
    browser.post(&path, &form(policy)).await
}

pub async fn house(world: &World, slug: &str) -> OrganizationRow {
    organization::find_by_slug(&mut world.app.store.read(), slug).await.unwrap().expect("the organization")
}

async fn in_force(world: &World, slug: &str) -> Policy {
    policy_text::read(&house(world, slug).await.policy)
}

/// The line of the trial about those.
fn affected(page: &Page, code: &str) -> Option<String> {
    let (_, rest) = page.html.split_once(&format!("data-affected=\"{code}\""))?;
    let part = rest.split("data-affected").next().unwrap_or_default();
    Some(Page { html: format!("<body>{part}"), ..page.clone() }.words())
}

async fn whom_it_affects_is_shown_and_what_was_tried_is_saved(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let max = world.admin_with_app("max@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    world.member_with_app("eli@larkfield.example", "larkfield").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let page = proposes(&mut office, "larkfield", &ASKS_FOR_SECOND).await;
    assert_eq!(page.place(), "/org/larkfield/policy/trial", "{}", page.told());
    assert!(page.says("Tried on all 4 people"), "{}", page.told());
    let line = affected(page, "set-up").expect("somebody sets one up");
    assert!(line.contains("1 of 4 will be asked to set up a second factor"), "{line}");
    assert!(line.contains("Ana Tester") && !line.contains("Eli"), "{line}");
    assert_eq!(affected(page, "shut-out"), None, "{}", page.told());
    assert!(!in_force(&world, "larkfield").await.second_factor, "nothing is saved by looking");
    let page = office.fill(&[]).await;
    assert!(page.says("Saved"), "{}", page.told());
    assert_eq!(in_force(&world, "larkfield").await, ASKS_FOR_SECOND);
    assert_eq!(house(&world, "larkfield").await.demand_since, Some(world.app.now()));
    for admin in [&jo, &max] {
        let mail = world.mail(&admin.email).await;
        assert!(mail.subject.contains("the policy was changed"), "{mail:?}");
        assert!(mail.text.contains("Jo Tester") && mail.text.contains("no → yes"), "{}", mail.text);
    }
    assert!(world.mails(&ana.email).await.is_empty());
    let rows = audit::any_list(&mut world.app.store.read(), 9, None).await.unwrap();
    let line = rows.iter().find(|row| row.act == "policy-changed").expect("it is written down");
    assert_eq!((line.actor.as_str(), line.actor_id), ("admin", Some(jo.id)));
    assert!(line.before.as_ref().is_some_and(|text| text.contains("\"second_factor\":false")), "{line:?}");
    assert!(line.after.as_ref().is_some_and(|text| text.contains("\"second_factor\":true")), "{line:?}");
    // It is what the trial said.
    let mut at_ana = world.browser();
    at_ana.try_to_sign_in(&ana.email, &ana.password).await;
    assert_eq!(at_ana.page.place(), "/mailbox", "{}", at_ana.page.told());
}

async fn saving_asks_for_a_second_factor_given_just_now(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    world.admin_with_app("max@larkfield.example", "larkfield").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    world.pass(Span::minutes(20));
    let page = proposes(&mut office, "larkfield", &ASKS_FOR_SECOND).await;
    assert!(page.says("Give my second factor"), "{}", page.told());
    let page = office.fill(&[]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    assert!(!in_force(&world, "larkfield").await.second_factor);
    let page = office.fill(&[("code", &jo.code(&world))]).await;
    assert_eq!(page.place(), "/org/larkfield/policy/trial", "{}", page.told());
    assert!(page.says("Save the policy"), "{}", page.told());
    assert!(office.fill(&[]).await.says("Saved"), "{}", office.page.told());
    assert!(in_force(&world, "larkfield").await.second_factor);
}

/// An authenticator whose secret nobody can read any more, no codes, and a browser that is spared.
async fn loses_their_key(world: &World, person: &Person) {
    let id = world.app.new_id();
    let since = Instant(world.app.now().0 - Span::days(80).0);
    let row = FactorRow {
        confirmed_at: Some(since),
        ..FactorRow::app(id, person.id, "Lost".to_owned(), vec![1; 40], person.email.clone(), since)
    };
    let browser = Uuid::from_u128(person.id.as_u128() ^ 1);
    let until = world.app.now().plus(Span::days(9));
    let mut write = world.app.store.write().await.unwrap();
    factor::add(&mut write, &row).await.unwrap();
    device::add_or_touch(&mut write, browser, person.id, since, "Firefox on Windows").await.unwrap();
    let epoch = user::get(&mut write, person.id).await.unwrap().remember_epoch;
    assert!(device::remember(&mut write, browser, person.id, until, epoch).await.unwrap());
    write.commit().await.unwrap();
}

async fn who_is_shut_out_is_named_and_becomes_a_request(world: World) {
    let larkfield = world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let eli = world.member("eli@larkfield.example", "larkfield").await;
    loses_their_key(&world, &eli).await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let hard = Policy { remember_device: None, ..ASKS_FOR_SECOND };
    let page = proposes(&mut office, "larkfield", &hard).await;
    let line = affected(page, "shut-out").expect("somebody is shut out");
    assert!(line.contains("One of 2 would have no way in") && line.contains("Eli Tester"), "{line}");
    assert_eq!(affected(page, "asked-again"), None, "{}", page.told());
    // Hardening is not held up by it.
    let page = office.fill(&[]).await;
    assert_eq!(page.place(), "/org/larkfield/requests", "{}", page.told());
    assert!(
        page.says("Eli Tester") && page.says("no way in since the policy was changed"),
        "{}",
        page.told()
    );
    let open = request::list_open(&mut world.app.store.read(), larkfield, world.app.now(), 9).await.unwrap();
    assert_eq!(open.iter().map(|row| row.user_id).collect::<Vec<_>>(), [eli.id]);
    // Their page says it, too.
    let page = office.open(&format!("/org/larkfield/people/{}", eli.id)).await;
    assert!(page.says("nothing left to give for the second factor"), "{}", page.told());
}

async fn the_last_admin_is_not_shut_out(world: World) {
    let larkfield = world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    loses_their_key(&world, &jo).await;
    let hard = Policy { remember_device: None, ..ASKS_FOR_SECOND };
    let visit = crate::world::visit(world.app.now());
    let refused = flow::set_policy(&world.app, &visit, larkfield, hard).await.unwrap();
    assert_eq!(refused, Err(Objection::ShutsOutLastAdmin));
    assert_eq!(in_force(&world, "larkfield").await, ASKS_FOR_SECOND);
    // With another admin who gets in, it is saved.
    world.admin_with_app("max@larkfield.example", "larkfield").await;
    let saved = flow::set_policy(&world.app, &visit, larkfield, hard).await.unwrap();
    assert_eq!(saved, Ok(()));
    let open = request::list_open(&mut world.app.store.read(), larkfield, world.app.now(), 9).await.unwrap();
    assert_eq!(open.iter().map(|row| row.user_id).collect::<Vec<_>>(), [jo.id]);
}

async fn what_cannot_be_saved_says_why(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    world.member("ana@larkfield.example", "larkfield").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    for (policy, why) in [
        (ASKS_FOR_SECOND, "Make a second admin, or make a recovery kit"),
        (
            Policy { password_max_age: Some(Span::days(1)), password_min_age: Some(Span::hours(30)), ..OPEN },
            "A password would run out before it may be changed",
        ),
    ] {
        let page = proposes(&mut office, "larkfield", &policy).await;
        assert!(page.says(why) && page.attribute("data-objection").is_none(), "{}", page.told());
        assert!(!page.says("Save the policy"), "{}", page.told());
        // Nor by sending the form that the page does not have.
        let p = form_urlencoded::parse(page.path.split('?').nth(1).unwrap_or_default().as_bytes())
            .find(|(name, _)| name == "p")
            .map(|(_, value)| value.into_owned())
            .expect("a proposal");
        let page = office.post_fields("/org/larkfield/policy/save", &[("p", &p)]).await;
        assert!(page.says(why), "{}", page.told());
        assert_eq!(in_force(&world, "larkfield").await, OPEN);
    }
}

async fn a_policy_changed_meanwhile_is_tried_anew(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let max = world.admin_with_app("max@larkfield.example", "larkfield").await;
    let (mut office, mut other) = (world.browser(), world.browser());
    office.sign_in(&world, &jo).await;
    other.sign_in(&world, &max).await;
    proposes(&mut office, "larkfield", &ASKS_FOR_SECOND).await;
    proposes(&mut other, "larkfield", &STRICT).await;
    assert!(other.fill(&[]).await.says("Saved"), "{}", other.page.told());
    let page = office.fill(&[]).await;
    assert_eq!(page.place(), "/org/larkfield/policy/trial", "{}", page.told());
    assert!(page.says("Somebody changed the policy meanwhile"), "{}", page.told());
    // What the other one saved stands on the page now, as what would be changed.
    assert!(page.says("Passwords run out after 90 days not at all"), "{}", page.told());
    assert_eq!(in_force(&world, "larkfield").await, STRICT);
    assert!(office.fill(&[]).await.says("Saved"), "{}", office.page.told());
    assert_eq!(in_force(&world, "larkfield").await, ASKS_FOR_SECOND);
}

async fn a_wrong_field_is_said_beside_it(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    for (name, value, why) in [
        ("session_idle", "", "Type a number."),
        ("session_idle", "-1", "Type a whole number"),
        ("session_absolute", "nine", "Type a whole number"),
        ("invitation_life", "99999999", "Type a whole number"),
        ("password_history", "25", "Type a number from 0 to 24"),
        ("session_idle_unit", "fortnights", "Type a whole number"),
    ] {
        office.open("/org/larkfield/policy").await;
        let mut fields = form(&OPEN);
        fields.retain(|(known, _)| known != name);
        fields.push((name.to_owned(), value.to_owned()));
        let page = office.post("/org/larkfield/policy", &fields).await;
        assert_eq!((page.status.as_u16(), page.place()), (200, "/org/larkfield/policy"), "{name}");
        assert!(page.says(why), "{name}: {}", page.told());
    }
    let page = proposes(&mut office, "larkfield", &OPEN).await;
    assert!(page.says("in force already"), "{}", page.told());
}

async fn sessions_and_waits_are_told_too(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut at_ana = world.browser();
    at_ana.sign_in(&world, &ana).await;
    world.pass(Span::hours(3));
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let short = Policy { session_idle: Span::hours(1), password_min_age: Some(Span::days(30)), ..OPEN };
    let page = proposes(&mut office, "larkfield", &short).await;
    let line = affected(page, "sessions-end").expect("a session ends");
    assert!(line.contains("1 of 2 will be signed out") && line.contains("Ana Tester"), "{line}");
    // Nothing holds longer than a week, and their passwords are older than that.
    assert_eq!(affected(page, "wait-to-change"), None, "{}", page.told());
    assert!(office.fill(&[]).await.says("Saved"), "{}", office.page.told());
    assert_eq!(at_ana.whoami().await, None, "{}", at_ana.page.told());
}

async fn an_expiry_asks_those_whose_password_is_old(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let old = world.user_since("old@larkfield.example", Some(Span::days(100))).await;
    world.join(&old, "larkfield", rules::Role::Member).await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let page = proposes(&mut office, "larkfield", &STRICT).await;
    let line = affected(page, "new-password").expect("somebody's is old");
    assert!(
        line.contains("1 of 2 will be asked for a new password") && line.contains("Old Tester"),
        "{line}"
    );
    assert!(office.fill(&[]).await.says("Saved"), "{}", office.page.told());
    let mut browser = world.browser();
    browser.try_to_sign_in(&old.email, &old.password).await;
    assert_eq!(browser.page.place(), "/password/choose", "{}", browser.page.told());
    let page = office.open(&format!("/org/larkfield/people/{}", old.id)).await;
    assert!(
        page.says("Yes, after setting a new password.")
            && page
                .says("would ask for the password and a new password, because the present one has run out"),
        "{}",
        page.told()
    );
}
