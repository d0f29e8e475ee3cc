//! Who becomes a member, and who somebody is to a provider: what neither a hostile organization nor another provider gets
//! by it, and who is told.

use rules::{Role, Span};
use vestibule::flows::connection::{self, Saved, Wanted};
use vestibule::store::{self, identity, membership, organization};

use super::{house, is_in};
use crate::world::provider::{Provider, Says, actor};
use crate::world::{OPEN, World, stories, visit};

stories![
    an_invitation_is_not_accepted_by_a_hostile_provider,
    who_comes_from_the_mail_of_an_invitation_has_said_yes,
    who_looks_at_one_key_confirms_no_other,
    another_issuer_knows_nobody,
];

/// Evil invites Bob, who is Larkfield's and has a password, or is in Larkfield alone and has none, and has its provider
/// claim his address: with the invitation open, and long after it ran out. Bob is no member of Evil before he says so.
async fn an_invitation_is_not_accepted_by_a_hostile_provider(world: World) {
    let house = house(&world, OPEN).await;
    let evil = world.organization("evil", OPEN).await;
    let eve = world.admin_with_app("eve@evil.example", "evil").await;
    let provider = Provider::begin().await;
    let connection = world.connect(&provider, "evil", &eve).await;
    world.prove_domain("evil", &eve, "evil.example").await;
    let start = format!("/sso/{connection}");
    let only_there = world.user_since("only@larkfield.example", None).await;
    world.join(&only_there, "larkfield", Role::Member).await;
    let bob = world.user("bob@free.example").await;
    for person in [&house.ana, &only_there, &bob] {
        world.invite(&person.email, "evil").await;
        for cause in ["invitation-pending", "invitation-expired"] {
            let mut browser = world.browser();
            let page = provider.signs_in(&world, &mut browser, &start, Says::of(&person.email)).await;
            assert_eq!(page.cause().as_deref(), Some(cause), "{}: {}", person.email, page.told());
            assert!(!page.says("Larkfield") && !page.says("larkfield"), "{}", page.told());
            assert_eq!(browser.whoami().await, None);
            let mut read = world.app.store.read();
            let row = membership::find(&mut read, evil, person.id).await.unwrap().expect("invited");
            assert_eq!(row.joined_at, None, "{}", person.email);
            let linked = identity::any_list_of_user(&mut read, person.id).await.unwrap();
            assert!(linked.iter().all(|row| row.organization_id != evil), "{}", person.email);
            world.pass(Span::days(40));
        }
    }
    // Nor by another address of its own that its provider puts beside the key.
    let says = Says { subject: format!("key of {}", bob.email), ..Says::of("x@evil.example") };
    let mut browser = world.browser();
    let page = provider.signs_in(&world, &mut browser, &start, says).await;
    assert_eq!(page.cause().as_deref(), Some("sso-nobody-here"), "{}", page.told());
    // The page sends the invitation to Bob's mailbox once more, and there he accepts it as himself.
    let page = provider.signs_in(&world, &mut browser, &start, Says::of(&bob.email)).await;
    assert_eq!(page.cause().as_deref(), Some("invitation-expired"), "{}", page.told());
    browser.press("/ticket/next", &[]).await;
    assert_eq!(browser.page.place(), "/reset/wait", "{}", browser.page.told());
    let mut own = world.browser();
    own.open(&world.link_in(&bob.email, "/i/").await.expect("the invitation")).await;
    let href = own.page.link_to("/sign-in/password").expect("as oneself");
    own.open(&href).await;
    own.fill(&[("password", &bob.password)]).await;
    if own.page.place() == "/invite" {
        own.fill(&[]).await;
    }
    assert_eq!(own.page.organization().as_deref(), Some("evil"), "{}", own.page.told());
    let page = provider.signs_in(&world, &mut browser, &start, Says::of(&bob.email)).await;
    assert_eq!(page.organization().as_deref(), Some("evil"), "{}", page.told());
}

/// Where people have to come through the provider, the mail of an invitation leads there: also for somebody with a
/// password of their own at an address that is not the organization's.
async fn who_comes_from_the_mail_of_an_invitation_has_said_yes(world: World) {
    let house = house(&world, OPEN).await;
    world.require_sign_on("larkfield", &house.jo).await;
    world.organization("evil", OPEN).await;
    let bob = world.member("bob@free.example", "evil").await;
    world.invite(&bob.email, "larkfield").await;
    let mut browser = world.browser();
    let says = Says::of(&bob.email);
    let page = house.provider.signs_in(&world, &mut browser, &house.start, says.clone()).await;
    assert_eq!(page.cause().as_deref(), Some("invitation-pending"), "{}", page.told());
    let mut other = world.browser();
    other.open(&world.link_in(&bob.email, "/i/").await.expect("the invitation")).await;
    let href = other.page.link_to("/sso?s=").unwrap_or_else(|| panic!("no way: {}", other.page.told()));
    let sent = other.ask("GET", &href, None).await.clone();
    let way = sent.headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
    let href = if way.starts_with("/sso/") { way } else { href };
    house.provider.signs_in(&world, &mut other, &href, says.clone()).await;
    is_in(&other, &bob.email);
    // From then on they are a member who comes as any other.
    house.provider.signs_in(&world, &mut browser, &house.start, says).await;
    is_in(&browser, &bob.email);
}

/// While an admin looks at one key, the provider says another: the press of before confirms neither.
async fn who_looks_at_one_key_confirms_no_other(world: World) {
    let house = house(&world, OPEN).await;
    let email = house.ana.email.clone();
    let comes = |subject: &str| Says { subject: subject.to_owned(), ..Says::of(&email) };
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&email)).await;
    house.provider.signs_in(&world, &mut browser, &house.start, comes("made anew")).await;
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    let looked_at = jo.open("/org/larkfield/sso").await.clone();
    assert!(looked_at.says("made anew"), "{}", looked_at.told());
    // The same key again is the same question; another one is another.
    let open = || async { identity::list_proposals(&mut world.app.store.read(), house.id, 9).await.unwrap() };
    let first = open().await.remove(0);
    house.provider.signs_in(&world, &mut browser, &house.start, comes("made anew")).await;
    assert_eq!(open().await[0].id, first.id);
    house.provider.signs_in(&world, &mut browser, &house.start, comes("eve in disguise")).await;
    let second = open().await;
    assert!(second.len() == 1 && second[0].id != first.id, "{second:?}");
    let tries = [(first.id, "made anew"), (second[0].id, "made anew"), (first.id, "eve in disguise")];
    for (id, subject) in tries {
        let id = id.to_string();
        let fields = [("id", id.as_str()), ("subject", subject), ("answer", "yes")];
        let page = jo.post_fields("/org/larkfield/sso/proposal", &fields).await;
        assert!(page.path.contains("identity-late"), "{}", page.told());
    }
    for subject in ["made anew", "eve in disguise"] {
        let found = identity::find(&mut world.app.store.read(), house.connection, subject).await.unwrap();
        assert_eq!(found, None, "{subject}");
    }
}

/// A connection that leads to another provider: that one's keys are other people's, and the admins hear of it.
async fn another_issuer_knows_nobody(world: World) {
    let house = house(&world, OPEN).await;
    let mut browser = world.browser();
    house.provider.signs_in(&world, &mut browser, &house.start, Says::of(&house.ana.email)).await;
    is_in(&browser, &house.ana.email);
    let told = world.mail(&house.ana.email).await;
    assert!(told.subject.contains("its sign-on opens"), "{}", told.subject);
    assert!(
        told.text.contains("larkfield sign-on") && told.text.contains("jo@larkfield.example"),
        "{}",
        told.text
    );
    let other = Provider::begin().await;
    let (app, visit) = (&world.app, visit(world.app.now()));
    let row = organization::find(&mut app.store.read(), house.id).await.unwrap().expect("Larkfield");
    let before = store::connection::find(&mut app.store.read(), house.id, house.connection).await.unwrap();
    let before = before.expect("it");
    let wanted = Wanted {
        provider: before.provider,
        name: before.name,
        issuer: other.issuer().to_owned(),
        client_id: before.client_id,
        second: before.second,
        addresses: before.addresses,
        ..Wanted::default()
    };
    let came =
        connection::set(app, &visit, &row, &actor(&house.jo), house.connection, &wanted).await.unwrap();
    assert!(matches!(came, Saved::Done(_)), "{came:?}");
    assert_eq!(browser.whoami().await, None, "who came through the other one is out");
    let told = world.mail(&house.jo.email).await;
    assert!(told.subject.contains("single sign-on was changed"), "{}", told.subject);
    assert!(
        told.text.contains(house.provider.issuer()) && told.text.contains(other.issuer()),
        "{}",
        told.text
    );
    // The key of Ana's at the old one is Jo's at the new one.
    let says = Says { subject: format!("key of {}", house.ana.email), ..Says::of(&house.jo.email) };
    let page = other.signs_in(&world, &mut browser, &house.start, says).await;
    assert_eq!(page.user().as_deref(), Some(house.jo.email.as_str()), "{}", page.told());
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    let page = jo.open("/org/larkfield/audit").await;
    assert!(page.says(house.provider.issuer()) && page.says(other.issuer()), "{}", page.told());
    jo.open(&format!("/org/larkfield/sso/{}", house.connection)).await;
    jo.press(&format!("/org/larkfield/sso/{}/switch", house.connection), &[("to", "off")]).await;
    let told = world.mail(&house.jo.email).await;
    assert!(told.text.contains("is off now"), "{}", told.text);
}
