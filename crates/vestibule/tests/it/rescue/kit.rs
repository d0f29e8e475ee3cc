//! The kit: made, printed, tried, and used when the phone is gone.

use rules::Span;
use vestibule::store::{audit, kit, organization, wait};

use crate::world::{ASKS_FOR_SECOND, Browser, PASSWORD, Person, World, code_at, stories};

stories![
    a_kit_is_made_tried_and_lets_a_sole_admin_back_in,
    a_kit_left_in_the_middle_goes_on_or_begins_again,
    making_a_kit_wants_a_second_factor_given_just_now,
    a_sole_admins_first_factor_is_followed_by_the_offer_of_a_kit,
    the_console_says_how_the_kit_stands,
    a_default_demand_takes_effect_once_the_kit_was_tried,
    what_is_swept_of_kits_and_waits_is_nothing_that_somebody_needs,
];

/// The codes on the page of a kit, as one copies them from the paper.
pub fn codes_on(browser: &Browser) -> Vec<String> {
    let html = browser.page.html.split("data-sheet").nth(1).expect("a sheet").to_owned();
    let lines = html.split("<li>").skip(1).filter_map(|line| line.split("</li>").next());
    let plain = |line: &str| line.split('<').filter_map(|part| part.split('>').nth(1)).collect::<String>();
    lines.map(plain).map(|code| code.trim().to_owned()).collect()
}

/// Makes a kit for the organization whose admin this is, and tries it. What comes back is the paper.
pub async fn kit(world: &World, admin: &Person, slug: &str) -> Vec<String> {
    let mut office = world.browser();
    office.sign_in(world, admin).await;
    office.open(&format!("/org/{slug}/kit")).await;
    office.press(&format!("/org/{slug}/kit/make"), &[]).await;
    let paper = codes_on(&office);
    assert_eq!(paper.len(), 10, "{}", office.page.told());
    office.press(&format!("/org/{slug}/kit/try"), &[("code", &paper[0])]).await;
    assert!(office.page.says("The kit works"), "{}", office.page.told());
    // The app's next code is another one.
    world.pass(Span::minutes(1));
    paper
}

async fn acts(world: &World) -> Vec<String> {
    let rows = audit::any_list(&mut world.app.store.read(), 50, None).await.unwrap();
    rows.into_iter().map(|row| row.act).collect()
}

async fn a_kit_is_made_tried_and_lets_a_sole_admin_back_in(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let paper = kit(&world, &jo, "larkfield").await;
    let subjects: Vec<String> = world.mails(&jo.email).await.into_iter().map(|mail| mail.subject).collect();
    assert!(subjects.iter().any(|subject| subject.contains("a recovery kit was made")), "{subjects:?}");
    assert!(subjects.iter().any(|subject| subject.contains("the recovery kit works")), "{subjects:?}");
    for act in ["kit-made", "kit-tried"] {
        assert!(acts(&world).await.iter().any(|known| known == act), "{act}");
    }
    // The phone and the recovery codes are gone; the paper is in the safe.
    let mut browser = world.browser();
    browser.try_to_sign_in(&jo.email, PASSWORD).await;
    let page = browser.fill(&[("code", &paper[0])]).await;
    assert_eq!(page.cause().as_deref(), Some("kit-code-spent"), "{}", page.told());
    let page = browser.fill(&[("code", &paper[4].to_lowercase().replace('-', " "))]).await;
    assert_eq!(page.user().as_deref(), Some(jo.email.as_str()), "{}", page.told());
    assert!(page.says("stood in for your second factor"), "{}", page.told());
    assert!(world.mail(&jo.email).await.subject.contains("a code stood in"));
    assert!(acts(&world).await.iter().any(|act| act == "kit-code-used"));
    // A new authenticator, and all is as it was.
    browser.press("/setup/authenticator/begin", &[]).await;
    assert_eq!(browser.page.place(), "/setup/authenticator", "{}", browser.page.told());
    let key = crate::attacks::key_on(&browser);
    browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "New phone")]).await;
    // The one that was lost is offered to be removed, now or later.
    assert_eq!(browser.page.place(), "/account/new-phone", "{}", browser.page.told());
    world.pass(Span::minutes(1));
    let mut again = world.browser();
    again.try_to_sign_in(&jo.email, PASSWORD).await;
    let page = again.fill(&[("code", &code_at(&key, world.app.now()))]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
}

async fn a_kit_left_in_the_middle_goes_on_or_begins_again(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let old = kit(&world, &jo, "larkfield").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    office.open("/org/larkfield/kit").await;
    office.press("/org/larkfield/kit/make", &[]).await;
    let never_printed = codes_on(&office);
    // Nobody typed one: the older kit is the one that counts.
    office.open("/org/larkfield/kit").await;
    assert!(office.page.says("A newer kit was made"), "{}", office.page.told());
    let page = office.press("/org/larkfield/kit/try", &[("code", &old[1])]).await;
    assert!(page.says("none of the codes of the kit made"), "{}", page.told());
    // Begun again: what was shown before is worth nothing, what is shown now goes on after a wrong code.
    office.press("/org/larkfield/kit/make", &[]).await;
    let paper = codes_on(&office);
    let page = office.press("/org/larkfield/kit/try", &[("code", &never_printed[0])]).await;
    assert!(page.says("none of the codes"), "{}", page.told());
    assert_eq!(codes_on(&office), paper);
    let page = office.press("/org/larkfield/kit/try", &[("code", "")]).await;
    assert!(page.says("Type the code"), "{}", page.told());
    assert_eq!(codes_on(&office), paper);
    let file = office.clone().press("/org/larkfield/kit/text", &[]).await.html.clone();
    assert!(file.contains(&paper[9].replace(' ', "-")) && file.contains("Larkfield"), "{file}");
    office.press("/org/larkfield/kit/try", &[("code", &paper[9])]).await;
    assert!(office.page.says("The kit works"), "{}", office.page.told());
    // The older one has ended.
    world.pass(Span::minutes(1));
    let mut browser = world.browser();
    browser.try_to_sign_in(&jo.email, PASSWORD).await;
    let page = browser.fill(&[("code", &old[2])]).await;
    assert_eq!(page.cause().as_deref(), Some("code-wrong"), "{}", page.told());
    let page = browser.fill(&[("code", &paper[2])]).await;
    assert!(page.user().is_some(), "{}", page.told());
}

async fn making_a_kit_wants_a_second_factor_given_just_now(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    world.pass(Span::minutes(16));
    office.open("/org/larkfield/kit").await;
    let page = office.press("/org/larkfield/kit/make", &[]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    let page = office.fill(&[("code", &jo.code(&world))]).await;
    assert_eq!(page.place(), "/org/larkfield/kit", "{}", page.told());
    assert!(page.says("There is no kit"), "{}", page.told());
    office.press("/org/larkfield/kit/make", &[]).await;
    let paper = codes_on(&office);
    world.pass(Span::minutes(16));
    let page = office.press("/org/larkfield/kit/try", &[("code", &paper[0])]).await;
    assert_eq!(page.place(), "/sign-in/second", "{}", page.told());
    office.fill(&[("code", &jo.code(&world))]).await;
    office.press("/org/larkfield/kit/try", &[("code", &paper[0])]).await;
    assert!(office.page.says("The kit works"), "{}", office.page.told());
    // A member has no business here.
    let kim = world.member_with_app("kim@larkfield.example", "larkfield").await;
    let mut other = world.browser();
    other.sign_in(&world, &kim).await;
    assert_eq!(other.open("/org/larkfield/kit").await.status, 403);
    assert_eq!(other.post("/org/larkfield/kit/make", &[]).await.status, 403);
}

async fn a_sole_admins_first_factor_is_followed_by_the_offer_of_a_kit(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.try_to_sign_in(&jo.email, PASSWORD).await;
    browser.fill(&[("code", &world.code(&jo.email).await)]).await;
    let key = crate::attacks::key_on(&browser);
    browser.fill(&[("code", &code_at(&key, world.app.now())), ("name", "Phone")]).await;
    let page = browser.fill(&[]).await;
    assert_eq!(page.place(), "/org/larkfield/kit", "{}", page.told());
    assert!(page.says("waits three days"), "{}", page.told());
    assert!(page.offers("/account"));
    // With a second admin there is nothing to offer.
    let una = world.admin("una@larkfield.example", "larkfield").await;
    let mut other = world.browser();
    other.try_to_sign_in(&una.email, PASSWORD).await;
    other.fill(&[("code", &world.code(&una.email).await)]).await;
    let key = crate::attacks::key_on(&other);
    other.fill(&[("code", &code_at(&key, world.app.now())), ("name", "Phone")]).await;
    let page = other.fill(&[]).await;
    assert_eq!(page.place(), "/account", "{}", page.told());
}

async fn the_console_says_how_the_kit_stands(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let page = office.open("/org/larkfield/people").await;
    assert!(page.says("There is no kit") && page.offers("/org/larkfield/kit"), "{}", page.told());
    let page = office.open("/org/larkfield/kit").await;
    assert!(page.says("no rescue is left for the only admin"), "{}", page.told());
    office.press("/org/larkfield/kit/make", &[]).await;
    let paper = codes_on(&office);
    assert!(office.open("/org/larkfield/people").await.says("not tried yet"));
    office.open("/org/larkfield/kit").await;
    office.press("/org/larkfield/kit/try", &[("code", &paper[0])]).await;
    assert!(!office.open("/org/larkfield/people").await.html.contains("data-rescue"));
    assert!(office.open("/org/larkfield/kit").await.says("9 codes are left"));
    // Half a year later nobody knows any more whether the paper is there.
    world.pass(Span::days(181));
    let mut later = world.browser();
    later.sign_in(&world, &jo).await;
    assert!(later.open("/org/larkfield/people").await.says("more than half a year ago"));
    later.open("/org/larkfield/kit").await;
    later.press("/org/larkfield/kit/try", &[("code", &paper[1])]).await;
    assert!(later.page.says("The kit works"), "{}", later.page.told());
    for code in &paper[2..8] {
        world.pass(Span::minutes(1));
        later.press("/org/larkfield/kit/try", &[("code", code)]).await;
    }
    let page = later.open("/org/larkfield/people").await;
    assert!(page.says("Only 2 codes are left"), "{}", page.told());
}

async fn a_default_demand_takes_effect_once_the_kit_was_tried(world: World) {
    let id = world.organization("larkfield", ASKS_FOR_SECOND).await;
    let mut write = world.app.store.write().await.unwrap();
    organization::set_demand_since(&mut write, id, None).await.unwrap();
    write.commit().await.unwrap();
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let mut before = world.browser();
    assert!(before.try_to_sign_in(&kim.email, PASSWORD).await.user().is_some());
    let paper = kit(&world, &jo, "larkfield").await;
    let mut after = world.browser();
    let page = after.try_to_sign_in(&kim.email, PASSWORD).await;
    assert_eq!(page.place(), "/mailbox", "{}", page.told());
    // Losing the rescue does not switch the demand off; the console says so.
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    office.open("/org/larkfield/kit").await;
    for code in &paper[1..] {
        office.press("/org/larkfield/kit/try", &[("code", code)]).await;
    }
    let page = office.open("/org/larkfield/kit").await;
    assert!(page.says("The kit is used up") && page.says("no rescue is left"), "{}", page.told());
    let mut still = world.browser();
    assert_eq!(still.try_to_sign_in(&kim.email, PASSWORD).await.place(), "/mailbox");
}

async fn what_is_swept_of_kits_and_waits_is_nothing_that_somebody_needs(world: World) {
    let id = world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let old = kit(&world, &jo, "larkfield").await;
    let paper = kit(&world, &jo, "larkfield").await;
    let lost = super::operator::code(&world, &jo.email, "larkfield").await;
    let mut waits = super::wait::stuck(&world, &jo).await;
    super::wait::begin(&world, &mut waits, &jo).await;
    let rows = async || {
        let mut read = world.app.store.read();
        let kits = kit::list_live(&mut read, id, jo.id, rules::Instant(0)).await.unwrap().len();
        (kits, wait::list_open_for_user(&mut read, jo.id).await.unwrap().len())
    };
    vestibule::jobs::sweep::all(&world.app).await.unwrap();
    assert_eq!(rows().await, (2, 1));
    world.pass(Span::days(92));
    vestibule::jobs::sweep::all(&world.app).await.unwrap();
    assert_eq!(rows().await, (1, 0));
    let mut browser = super::wait::stuck(&world, &jo).await;
    for gone in [&old[3], &lost] {
        let page = browser.fill(&[("code", gone)]).await;
        assert_eq!(page.cause().as_deref(), Some("code-wrong"), "{}", page.told());
    }
    let page = browser.fill(&[("code", &paper[3])]).await;
    assert!(page.user().is_some(), "{}", page.told());
}
