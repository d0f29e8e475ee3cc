//! Dead ends of admins and of organizations, told again: the only admin who lost everything, the one who left, a
//! demand that shuts out whoever has no factor yet, and somebody who is in more than one organization or in none.
//!
//! Where nothing safe is left, the story ends with the sentence that says what had to be arranged beforehand.

use proofs::address::Address;
use rules::policy::Policy;
use rules::{Role, Span};
use vestibule::cli::open::{operator, visit};
use vestibule::flows::organization::set_policy;
use vestibule::flows::people::{self, Invitation};
use vestibule::store::organization;

use crate::rescue::kit::kit;
use crate::rescue::operator::code;
use crate::rescue::wait::{begin, stuck};
use crate::world::{ANOTHER, ASKS_FOR_SECOND, OPEN, PASSWORD, World, code_at, stories};

stories![
    entra_only_global_administrator_lost_phone,
    github_all_second_factors_lost,
    onepassword_only_organizer_forgot_password,
    google_workspace_nobody_knows_the_super_admin,
    enforcing_2fa_locks_the_unenrolled,
    deactivated_in_one_org_locked_out_of_all,
    infisical_deleted_only_organisation,
    vanta_two_instances_only_by_mail_link,
];

/// `entra-only-global-administrator-lost-phone`
async fn entra_only_global_administrator_lost_phone(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    // It is said before it is needed, on the page that the admin sees every day.
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let page = office.open("/org/larkfield/people").await;
    assert!(page.says("One admin is alone"), "{}", page.told());
    world.pass(Span::minutes(1));
    // Nothing was arranged: three days, and everybody is told.
    let mut browser = stuck(&world, &jo).await;
    begin(&world, &mut browser, &jo).await;
    assert_eq!(browser.page.place(), "/help-me/wait", "{}", browser.page.told());
    // Arranged: the paper in the safe works at once.
    let paper = kit(&world, &jo, "larkfield").await;
    let page = stuck(&world, &jo).await.fill(&[("code", &paper[7])]).await.organization();
    assert_eq!(page.as_deref(), Some("larkfield"));
    // Neither, and a password that came by mail: the page says what had to be arranged, and who is left.
    let mut reset = world.browser();
    reset.ask_for_reset(&jo.email).await;
    reset.open(&world.link(&jo.email).await).await;
    reset.fill(&[("new_password", ANOTHER)]).await;
    let page = reset.press("/help-me/wait", &[("organization", "larkfield")]).await;
    assert!(page.says("recovery kit") && page.says("whoever runs this service"), "{}", page.told());
}

/// `github-all-second-factors-lost`
async fn github_all_second_factors_lost(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let kim = world.member_with_app("kim@larkfield.example", "larkfield").await;
    world.join(&kim, "fjordbank", Role::Member).await;
    // The operator stands above a personal account, for one organization's part of it.
    let code = code(&world, &kim.email, "larkfield").await;
    let mut browser = stuck(&world, &kim).await;
    let page = browser.fill(&[("code", &code)]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
    let page = browser.press("/account/organization", &[("organization", "fjordbank")]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
}

/// `onepassword-only-organizer-forgot-password`
async fn onepassword_only_organizer_forgot_password(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.ask_for_reset(&jo.email).await;
    browser.open(&world.link(&jo.email).await).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
    let page = browser.fill(&[("code", &jo.code(&world))]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
}

/// `google-workspace-nobody-knows-the-super-admin`
async fn google_workspace_nobody_knows_the_super_admin(world: World) {
    let id = world.organization("larkfield", OPEN).await;
    let gone = world.admin("gone@larkfield.example", "larkfield").await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    // Nobody inside can: the member's page names no way past the admin. The operator invites another admin.
    let house = organization::find(&mut world.app.store.read(), id).await.unwrap().expect("the organization");
    let invitation = Invitation {
        first_name: "Una".to_owned(),
        last_name: "Clarke".to_owned(),
        address: Address::parse("una@larkfield.example").expect("an address"),
        role: Role::Admin,
    };
    people::invite(&world.app, &visit(&world.app), &house, &operator(&world.app), &invitation).await.unwrap();
    let mut una = world.browser();
    una.open(&world.link("una@larkfield.example").await).await;
    una.fill(&[("new_password", ANOTHER)]).await;
    let page = una.open("/org/larkfield/people").await;
    assert!(page.says(&kim.email) && page.says(&gone.email), "{}", page.told());
    // And whoever left years ago can be taken out.
    let path = format!("/org/larkfield/people/{}", gone.id);
    una.open(&path).await;
    una.press(&format!("{path}/remove"), &[]).await;
    assert!(!una.open("/org/larkfield/people").await.says(&gone.email));
}

/// `enforcing-2fa-locks-the-unenrolled`
async fn enforcing_2fa_locks_the_unenrolled(world: World) {
    let id = world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let visit = visit(&world.app);
    // Not before somebody or something could help the admin.
    let refused = set_policy(&world.app, &visit, id, Policy::DEFAULT).await.unwrap();
    assert_eq!(refused, Err(rules::policy::Objection::DemandNeedsRescue));
    world.admin("una@larkfield.example", "larkfield").await;
    set_policy(&world.app, &visit, id, Policy::DEFAULT).await.unwrap().expect("it is saved");
    // The admin has no factor, and sets one up on the way in.
    let mut browser = world.browser();
    browser.try_to_sign_in(&jo.email, PASSWORD).await;
    browser.fill(&[("code", &world.code(&jo.email).await)]).await;
    assert_eq!(browser.page.place(), "/setup/authenticator", "{}", browser.page.told());
    let key = crate::attacks::key_on(&browser);
    browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "Phone")]).await;
    let page = browser.fill(&[]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
}

/// `deactivated-in-one-org-locked-out-of-all`
async fn deactivated_in_one_org_locked_out_of_all(world: World) {
    world.organization("larkfield", OPEN).await;
    let id = world.organization("fjordbank", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    world.join(&kim, "fjordbank", Role::Member).await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&kim.email, PASSWORD).await;
    browser.press("/sign-in/choose", &[("organization", "fjordbank")]).await;
    world.set_deactivated(&kim, id, true).await;
    let mut again = world.browser();
    let page = again.try_to_sign_in(&kim.email, PASSWORD).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
    assert!(again.open("/account").await.says("has switched your account there off"));
}

/// `infisical-deleted-only-organisation`
async fn infisical_deleted_only_organisation(world: World) {
    let id = world.organization("larkfield", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &kim).await;
    world.remove(&kim, id).await;
    let page = browser.open("/account").await;
    assert!(page.offers("/sign-out") && page.offers("/stuck"), "{}", page.told());
    let mut again = world.browser();
    let page = again.try_to_sign_in(&kim.email, PASSWORD).await;
    assert_eq!(page.cause().as_deref(), Some("not-a-member"), "{}", page.told());
    assert!(page.remedies().iter().any(|remedy| remedy == "contact-support"), "{}", page.told());
}

/// `vanta-two-instances-only-by-mail-link`
async fn vanta_two_instances_only_by_mail_link(world: World) {
    world.organization("larkfield", OPEN).await;
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let kim = world.member_with_app("kim@larkfield.example", "larkfield").await;
    world.join(&kim, "fjordbank", Role::Member).await;
    let mut browser = stuck(&world, &kim).await;
    let page = browser.fill(&[("code", &kim.code(&world))]).await;
    assert_eq!(page.place(), "/sign-in/choose", "{}", page.told());
    for slug in ["fjordbank", "larkfield"] {
        let to = if browser.page.place() == "/account" { "/account/organization" } else { "/sign-in/choose" };
        let page = browser.press(to, &[("organization", slug)]).await;
        assert_eq!(page.organization().as_deref(), Some(slug), "{}", page.told());
    }
}
