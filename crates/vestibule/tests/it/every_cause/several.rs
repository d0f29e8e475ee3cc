//! Somebody in several organizations: what they are refused at the door is each one's admins' to read, from the day
//! that they joined; what happens within one is that one's alone.

use rules::Role;
use vestibule::store::journal;

use crate::support::wrong_password;
use crate::world::{Browser, OPEN, PASSWORD, Person, World, stories};

stories![the_door_is_common_and_the_rest_is_not, an_invitation_shows_nothing_of_whom_it_invites,];

/// Whether an admin finds that reference on the person's page and under its own.
async fn finds(browser: &mut Browser, slug: &str, person: &Person, reference: &str) -> bool {
    let page = browser.open(&format!("/org/{slug}/people/{}", person.id)).await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.told());
    let listed = page.says(reference);
    let told = browser.open(&format!("/why/{reference}")).await.cause().is_some();
    assert_eq!(listed, told, "the page and the reference agree: {}", browser.page.told());
    listed
}

async fn the_door_is_common_and_the_rest_is_not(world: World) {
    world.organization("larkfield", OPEN).await;
    let bank = world.organization("fjordbank", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ida = world.admin("ida@fjordbank.example", "fjordbank").await;
    let eli = world.member("eli@larkfield.example", "larkfield").await;
    world.join(&eli, "fjordbank", Role::Member).await;
    let (mut at_jo, mut at_ida) = (world.browser(), world.browser());
    at_jo.sign_in(&world, &jo).await;
    at_ida.sign_in(&world, &ida).await;
    let reference = wrong_password(&world, &eli.email).await;
    assert!(finds(&mut at_jo, "larkfield", &eli, &reference).await);
    assert!(finds(&mut at_ida, "fjordbank", &eli, &reference).await);
    // That they came in is nobody's before they are somewhere.
    world.pass(rules::Span::minutes(1));
    let mut elsewhere = world.browser();
    elsewhere.try_to_sign_in(&eli.email, PASSWORD).await;
    let rows = journal::list_for_user(&mut world.app.store.read(), eli.id, 1).await.unwrap();
    assert_eq!((rows[0].organization_id, rows[0].cause.as_deref()), (None, None));
    assert!(!finds(&mut at_jo, "larkfield", &eli, &rows[0].reference).await);
    // Behind the door it is one organization's.
    world.set_deactivated(&eli, bank, true).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eli).await;
    let page = browser.post_fields("/account/organization", &[("organization", "fjordbank")]).await;
    assert_eq!(page.cause().as_deref(), Some("deactivated"), "{}", page.told());
    let reference = page.reference().expect("a reference");
    assert!(finds(&mut at_ida, "fjordbank", &eli, &reference).await);
    assert!(!finds(&mut at_jo, "larkfield", &eli, &reference).await);
}

async fn an_invitation_shows_nothing_of_whom_it_invites(world: World) {
    world.organization("larkfield", OPEN).await;
    world.organization("fjordbank", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ida = world.admin("ida@fjordbank.example", "fjordbank").await;
    let eli = world.member("eli@larkfield.example", "larkfield").await;
    world.invite(&eli.email, "fjordbank").await;
    let reference = wrong_password(&world, &eli.email).await;
    let (mut at_jo, mut at_ida) = (world.browser(), world.browser());
    at_jo.sign_in(&world, &jo).await;
    at_ida.sign_in(&world, &ida).await;
    assert!(!finds(&mut at_ida, "fjordbank", &eli, &reference).await, "who invites learns nothing");
    assert!(finds(&mut at_jo, "larkfield", &eli, &reference).await, "and takes nothing from others");
    // Joined, it is what comes from then on.
    world.pass(rules::Span::minutes(1));
    let mut browser = world.browser();
    browser.open(&world.link(&eli.email).await).await;
    browser.follow_to("/sign-in/password").await;
    browser.fill(&[("password", PASSWORD)]).await;
    browser.fill(&[]).await;
    world.pass(rules::Span::minutes(1));
    let later = wrong_password(&world, &eli.email).await;
    assert!(finds(&mut at_ida, "fjordbank", &eli, &later).await);
    assert!(!finds(&mut at_ida, "fjordbank", &eli, &reference).await);
    let row = journal::find(&mut world.app.store.read(), &reference).await.unwrap().expect("an entry");
    assert_eq!(row.organization_id, None);
}
