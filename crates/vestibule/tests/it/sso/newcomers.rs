//! What an organization makes of what its provider says of people: who is new and becomes a member, whose groups are
//! admins, which claim is what; and the letter to all members.

use rules::Role;
use vestibule::flows::admission::{self, Came};
use vestibule::store::admission::AdmissionRow;
use vestibule::store::{address, audit, identity, membership, organization, user};

use super::{House, house, is_in};
use crate::world::provider::{Provider, Says, actor};
use crate::world::{Browser, OPEN, PASSWORD, World, stories, visit};

stories![
    who_is_new_becomes_a_member_by_coming,
    nobody_becomes_a_member_against_a_no,
    a_user_of_elsewhere_stays_their_own,
    groups_make_admins_and_take_it_back,
    whom_an_admin_chose_stays_what_they_are,
    a_claim_is_what_the_admin_says,
    the_page_shows_what_came_and_whom_it_touches,
    all_members_are_told_once_a_day,
    nobody_else_reaches_the_page,
];

/// Saves that for Larkfield's connection, as Jo.
async fn admits(world: &World, house: &House, wanted: AdmissionRow) {
    let row = organization::find(&mut world.app.store.read(), house.id).await.unwrap().expect("Larkfield");
    let (visit, by) = (visit(world.app.now()), actor(&house.jo));
    let came = admission::set(&world.app, &visit, &row, &by, house.connection, wanted).await.unwrap();
    assert_eq!(came, Came::Done);
}

fn newcomers() -> AdmissionRow {
    AdmissionRow { newcomers: true, ..AdmissionRow::default() }
}

async fn role(world: &World, house: &House, email: &str) -> Option<Role> {
    let mut read = world.app.store.read();
    let row = address::find(&mut read, email).await.unwrap()?;
    membership::find(&mut read, house.id, row.user_id).await.unwrap().map(|row| row.role)
}

async fn comes(world: &World, house: &House, says: Says) -> Browser {
    let mut browser = world.browser();
    house.provider.signs_in(world, &mut browser, &house.start, says).await;
    browser
}

/// Off by default; then somebody new is in, with the name that the provider has, and everybody concerned is told.
async fn who_is_new_becomes_a_member_by_coming(world: World) {
    let house = house(&world, OPEN).await;
    let nia = "nia@larkfield.example";
    let mut says = Says::of(nia);
    says.more.extend([("given_name", "Nia".into()), ("family_name", "Novak".into())]);
    let browser = comes(&world, &house, says.clone()).await;
    assert_eq!(browser.page.cause().as_deref(), Some("sso-nobody-here"), "{}", browser.page.told());
    let known = address::find(&mut world.app.store.read(), nia).await.unwrap();
    assert_eq!(known, None, "nothing is kept of whoever may not come in");
    // An admin invites the address from what came, with a click.
    let reference = browser.page.reference().expect("a reference");
    let mut office = world.browser();
    office.sign_in(&world, &house.jo).await;
    let page = office.open(&format!("/org/larkfield{}/{reference}", house.start)).await;
    let href = page.link_to("/org/larkfield/invite?email=").unwrap_or_else(|| panic!("{}", page.told()));
    assert!(office.open(&href).await.html.contains(nia));
    admits(&world, &house, newcomers()).await;
    let mut browser = comes(&world, &house, says.clone()).await;
    is_in(&browser, nia);
    let row = address::find(&mut world.app.store.read(), nia).await.unwrap().expect("hers");
    let own = user::get(&mut world.app.store.read(), row.user_id).await.unwrap();
    assert_eq!(own.password_hash, None);
    let member =
        membership::find(&mut world.app.store.read(), house.id, row.user_id).await.unwrap().expect("it");
    assert_eq!((member.first_name.as_str(), member.last_name.as_str()), ("Nia", "Novak"));
    assert!(member.joined_at.is_some() && member.role == Role::Member, "{member:?}");
    assert!(world.mail(nia).await.subject.contains("sign-on opens"), "the person is told");
    let told = world.mail(&house.jo.email).await;
    assert!(told.subject.contains("a new member came by the sign-on"), "{}", told.subject);
    // The second of a day stands in the log alone.
    let otto = comes(&world, &house, Says::of("otto@larkfield.example")).await;
    is_in(&otto, "otto@larkfield.example");
    assert_eq!(world.mail(&house.jo.email).await.id, told.id);
    let page = office.open("/org/larkfield/audit").await;
    assert!(page.says("Became a member by coming") && page.says("Nia Novak"), "{}", page.told());
    // Coming again is coming as a member.
    browser.post_fields("/sign-out", &[]).await;
    is_in(&comes(&world, &house, says).await, nia);
}

/// Removed, switched off, held, at no domain of theirs, unverified, another organization's policy: each stays out.
async fn nobody_becomes_a_member_against_a_no(world: World) {
    let house = house(&world, OPEN).await;
    admits(&world, &house, newcomers()).await;
    let ana = house.ana.email.clone();
    is_in(&comes(&world, &house, Says::of(&ana)).await, &ana);
    world.set_deactivated(&house.ana, house.id, true).await;
    let page = comes(&world, &house, Says::of(&ana)).await.page;
    assert_eq!(page.cause().as_deref(), Some("deactivated"), "{}", page.told());
    world.remove(&house.ana, house.id).await;
    for says in [Says::of(&ana), Says { subject: "another key".into(), ..Says::of(&ana) }] {
        let page = comes(&world, &house, says).await.page;
        assert_eq!(page.cause().as_deref(), Some("sso-nobody-here"), "{}", page.told());
    }
    // An admin can say otherwise.
    world.invite(&ana, "larkfield").await;
    is_in(&comes(&world, &house, Says::of(&ana)).await, &ana);
    let unverified = Says { verified: false, ..Says::of("new@larkfield.example") };
    for (says, cause) in [
        (unverified, "sso-address-unverified"),
        (Says::of("new@elsewhere.example"), "sso-domain-unproved"),
        (Says { email: None, ..Says::of("new@larkfield.example") }, "sso-no-address"),
    ] {
        let page = comes(&world, &house, says).await.page;
        assert_eq!(page.cause().as_deref(), Some(cause), "{}", page.told());
    }
    // Evil welcomes everybody, and Larkfield's addresses are not its own.
    world.organization("evil", OPEN).await;
    let eve = world.admin_with_app("eve@evil.example", "evil").await;
    let provider = Provider::begin().await;
    let connection = world.connect(&provider, "evil", &eve).await;
    let evil = organization::find_by_slug(&mut world.app.store.read(), "evil").await.unwrap().expect("it");
    let (when, by) = (visit(world.app.now()), actor(&eve));
    admission::set(&world.app, &when, &evil, &by, connection, newcomers()).await.unwrap();
    let mut browser = world.browser();
    let page = provider.signs_in(&world, &mut browser, &format!("/sso/{connection}"), Says::of(&ana)).await;
    assert_eq!(page.cause().as_deref(), Some("sso-domain-unproved"), "{}", page.told());
    // Suspended: nobody, and nothing stays behind.
    world.suspend(house.id).await;
    let page = comes(&world, &house, Says::of("late@larkfield.example")).await.page;
    assert_eq!(page.user(), None, "{}", page.told());
    let known = address::find(&mut world.app.store.read(), "late@larkfield.example").await.unwrap();
    assert_eq!(known, None);
}

/// Somebody with a password and another organization, at an address of this one's domain: the visit opens this one, and
/// the password, the name and the other organization are as they were.
async fn a_user_of_elsewhere_stays_their_own(world: World) {
    let house = house(&world, OPEN).await;
    world.organization("harbour", OPEN).await;
    let bob = world.member("bob@larkfield.example", "harbour").await;
    admits(&world, &house, newcomers()).await;
    let before = user::get(&mut world.app.store.read(), bob.id).await.unwrap();
    let mut says = Says::of(&bob.email);
    says.more.push(("given_name", "Robert".into()));
    let mut browser = comes(&world, &house, says).await;
    is_in(&browser, &bob.email);
    assert!(!browser.page.says("harbour"), "{}", browser.page.told());
    for path in ["/account/password", "/sign-in/choose", "/account/address"] {
        assert_eq!(browser.open(path).await.cause().as_deref(), Some("only-visiting"), "{path}");
    }
    let after = user::get(&mut world.app.store.read(), bob.id).await.unwrap();
    assert_eq!((after.password_hash, after.first_name), (before.password_hash, before.first_name));
    let mut own = world.browser();
    own.try_to_sign_in(&bob.email, PASSWORD).await;
    assert_eq!(own.page.place(), "/sign-in/choose", "{}", own.page.told());
    // Larkfield calls them as its provider does, and does not learn what they are called elsewhere.
    let row = membership::find(&mut world.app.store.read(), house.id, bob.id).await.unwrap().expect("it");
    assert_eq!((row.first_name.as_str(), row.last_name.as_str()), ("Robert", ""));
}

async fn groups_make_admins_and_take_it_back(world: World) {
    let house = house(&world, OPEN).await;
    let admin_groups = "Admins\nOwners, all".to_owned();
    admits(&world, &house, AdmissionRow { admin_groups, ..newcomers() }).await;
    let ana = house.ana.email.clone();
    let mut browser = comes(&world, &house, Says::of(&ana).in_groups(&["Staff", "Owners, all"])).await;
    is_in(&browser, &ana);
    assert_eq!(role(&world, &house, &ana).await, Some(Role::Admin));
    assert_eq!(browser.open("/org/larkfield/people").await.status, 200, "the session follows");
    for told in [&ana, &house.jo.email] {
        assert!(world.mail(told).await.text.contains("larkfield sign-on"), "{told}");
    }
    let lines = audit::list(&mut world.app.store.read(), house.id, 50, None).await.unwrap();
    let line = lines.iter().find(|line| line.act == "role-changed").expect("a line");
    assert_eq!((line.before.as_deref(), line.after.as_deref()), (Some("member"), Some("admin")));
    assert_eq!(line.actor, "provider");
    // Somebody new in the group is one from the beginning.
    comes(&world, &house, Says::of("nia@larkfield.example").in_groups(&["Admins"])).await;
    assert_eq!(role(&world, &house, "nia@larkfield.example").await, Some(Role::Admin));
    // Out of the group, or with no word of groups at all: a member again, and the session follows.
    comes(&world, &house, Says::of(&ana)).await;
    assert_eq!(role(&world, &house, &ana).await, Some(Role::Member));
    assert_ne!(browser.open("/org/larkfield/people").await.status, 200);
    // The last admin stays one, whatever the provider says.
    world.remove(&house.jo, house.id).await;
    comes(&world, &house, Says::of("nia@larkfield.example").in_groups(&[])).await;
    assert_eq!(role(&world, &house, "nia@larkfield.example").await, Some(Role::Admin));
    // A group of a similar name is another one.
    comes(&world, &house, Says::of(&ana).in_groups(&["admins", "Admins ", "Owners", "all"])).await;
    assert_eq!(role(&world, &house, &ana).await, Some(Role::Member));
}

async fn whom_an_admin_chose_stays_what_they_are(world: World) {
    let house = house(&world, OPEN).await;
    let wanted = AdmissionRow { admin_groups: "Admins".to_owned(), ..AdmissionRow::default() };
    admits(&world, &house, wanted.clone()).await;
    let kim = world.admin("kim@larkfield.example", "larkfield").await;
    comes(&world, &house, Says::of(&kim.email)).await;
    assert_eq!(role(&world, &house, &kim.email).await, Some(Role::Admin), "no provider made Kim one");
    let mut write = world.app.store.write().await.unwrap();
    membership::set_role(&mut write, house.id, house.ana.id, Role::Member).await.unwrap();
    write.commit().await.unwrap();
    comes(&world, &house, Says::of(&house.ana.email).in_groups(&["Admins"])).await;
    assert_eq!(role(&world, &house, &house.ana.email).await, Some(Role::Member), "an admin chose that");
    // Unless the connection says that the groups are all that counts.
    admits(&world, &house, AdmissionRow { over_hand: true, ..wanted }).await;
    comes(&world, &house, Says::of(&kim.email)).await;
    assert_eq!(role(&world, &house, &kim.email).await, Some(Role::Member));
    comes(&world, &house, Says::of(&house.ana.email).in_groups(&["Admins"])).await;
    assert_eq!(role(&world, &house, &house.ana.email).await, Some(Role::Admin));
}

async fn a_claim_is_what_the_admin_says(world: World) {
    let house = house(&world, OPEN).await;
    let wanted = AdmissionRow {
        claim_address: Some("upn".to_owned()),
        claim_first_name: Some("vorname".to_owned()),
        claim_groups: Some("https://acme.example/teams".to_owned()),
        admin_groups: "IT".to_owned(),
        ..newcomers()
    };
    admits(&world, &house, wanted).await;
    let mut says = Says { email: Some(house.jo.email.clone()), ..Says::of("nia@larkfield.example") };
    says.more.extend([
        ("upn", "nia@larkfield.example".into()),
        ("vorname", "Nia".into()),
        ("https://acme.example/teams", serde_json::json!(["IT", "Sales"])),
    ]);
    // “email_verified” is about “email”, and about nothing else.
    let page = comes(&world, &house, says.clone()).await.page;
    assert_eq!(page.cause().as_deref(), Some("sso-address-unverified"), "{}", page.told());
    assert_eq!(page.user(), None);
    world.let_all_addresses_count(house.connection).await;
    let browser = comes(&world, &house, says).await;
    is_in(&browser, "nia@larkfield.example");
    assert_eq!(role(&world, &house, "nia@larkfield.example").await, Some(Role::Admin));
    let mut read = world.app.store.read();
    let linked = identity::find(&mut read, house.connection, "key of nia@larkfield.example").await.unwrap();
    assert!(linked.is_some());
}

async fn the_page_shows_what_came_and_whom_it_touches(world: World) {
    let house = house(&world, OPEN).await;
    let out = world.member("sam@contractor.example", "larkfield").await;
    let mut says = Says::of(&house.ana.email).in_groups(&["Staff"]);
    says.more.push(("access_token", "opens-everything".into()));
    comes(&world, &house, says).await;
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    let path = format!("/org/larkfield{}/people", house.start);
    let page = jo.open(&path).await;
    assert!(page.says("1 of 3 members"), "{}", page.told());
    assert!(page.says(&out.email) && !page.html.contains("opens-everything"), "{}", page.told());
    assert!(page.says("Used as the e-mail address") && page.says("Used as the groups"), "{}", page.told());
    let fields =
        [("newcomers", "yes"), ("admin_groups", " Admins \r\n\r\nAdmins\r\nIT "), ("claim_address", "email")];
    jo.fill(&fields).await;
    assert!(jo.page.says("Saved."), "{}", jo.page.told());
    let row = vestibule::store::admission::find(&mut world.app.store.read(), house.connection).await.unwrap();
    let row = row.expect("saved");
    assert_eq!((row.newcomers, row.admin_groups.as_str()), (true, "Admins\nIT"));
    assert!(world.mail(&house.jo.email).await.text.contains("admins by group: Admins, IT"));
    let page = jo.open("/org/larkfield/audit").await;
    assert!(page.says("admins by group: Admins, IT"), "{}", page.told());
}

async fn all_members_are_told_once_a_day(world: World) {
    let house = house(&world, OPEN).await;
    world.invite("waits@larkfield.example", "larkfield").await;
    // Whose address the provider has changed is written to there, about the organization alone.
    let married = |email: &str| Says { email: Some(email.to_owned()), ..Says::of(&house.ana.email) };
    comes(&world, &house, Says::of(&house.ana.email)).await;
    comes(&world, &house, married("ana.berg@larkfield.example")).await;
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    let path = format!("/org/larkfield{}/people", house.start);
    jo.open(&path).await;
    jo.press(&format!("{path}/tell"), &[]).await;
    assert!(jo.page.says("on their way"), "{}", jo.page.told());
    for email in ["ana.berg@larkfield.example", house.jo.email.as_str()] {
        let mail = world.mail(email).await;
        assert!(mail.subject.contains("sign in with your company account"), "{}", mail.subject);
        assert!(mail.links.iter().any(|link| link.ends_with(&house.start)), "{:?}", mail.links);
    }
    let invited = world.mail("waits@larkfield.example").await;
    assert!(!invited.subject.contains("company account"), "who has not joined is not told");
    let page = jo.open("/org/larkfield/people").await;
    assert!(page.says("ana.berg@larkfield.example"), "{}", page.told());
    let mails = world.mails(&house.jo.email).await.len();
    jo.open(&path).await;
    jo.press(&format!("{path}/tell"), &[]).await;
    assert!(jo.page.says("less than a day ago"), "{}", jo.page.told());
    assert_eq!(world.mails(&house.jo.email).await.len(), mails);
}

/// Another organization's admin, a member, and a form that another browser opened.
async fn nobody_else_reaches_the_page(world: World) {
    let house = house(&world, OPEN).await;
    world.organization("harbour", OPEN).await;
    let una = world.admin_with_app("una@harbour.example", "harbour").await;
    let mut office = world.browser();
    office.sign_in(&world, &una).await;
    let (theirs, own) =
        (format!("/org/harbour{}/people", house.start), format!("/org/larkfield{}/people", house.start));
    assert_eq!(office.open(&theirs).await.status, 404);
    assert_ne!(office.open(&own).await.status, 200);
    for path in [&theirs, &own] {
        let page = office.post_fields(path, &[("newcomers", "yes")]).await;
        assert!(page.status == 404 || page.status == 403, "{path}: {}", page.told());
        let page = office.post_fields(&format!("{path}/tell"), &[]).await;
        assert!(page.status == 404 || page.status == 403, "{path}: {}", page.told());
    }
    let mut ana = world.browser();
    ana.sign_in(&world, &house.ana).await;
    assert_eq!(ana.post_fields(&own, &[("newcomers", "yes")]).await.status, 403);
    // Without the seal of a form that was opened after a second factor.
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    jo.post_fields(&own, &[("newcomers", "yes"), ("admin_groups", "Staff")]).await;
    let row = vestibule::store::admission::find(&mut world.app.store.read(), house.connection).await.unwrap();
    assert_eq!(row, None);
    assert!(world.mails(&house.ana.email).await.is_empty());
}
