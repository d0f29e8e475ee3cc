//! One person's page: can they get in now, what is known of them here, and acts that can be taken back.

use rules::{Instant, Role, Span};
use vestibule::store::{audit, factor, membership, organization, vouch};

use crate::world::{ANOTHER, ASKS_FOR_SECOND, OPEN, PASSWORD, STRICT, World, stories};

stories![
    it_says_what_signing_in_now_would_ask_for,
    an_act_is_told_with_its_author_and_can_be_undone,
    it_shows_factors_and_sessions_of_this_organization_alone,
    guesses_of_strangers_are_explained,
    the_last_admin_stays_whoever_presses_where,
];

async fn it_says_what_signing_in_now_would_ask_for(world: World) {
    world.organization("larkfield", ASKS_FOR_SECOND).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let eli = world.member_with_app("eli@larkfield.example", "larkfield").await;
    let bare = world.user_since("bare@larkfield.example", None).await;
    world.join(&bare, "larkfield", Role::Member).await;
    let off = world.member("off@larkfield.example", "larkfield").await;
    let here =
        organization::find_by_slug(&mut world.app.store.read(), "larkfield").await.unwrap().unwrap().id;
    world.set_deactivated(&off, here, true).await;
    world.invite("noor@larkfield.example", "larkfield").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    for (person, said) in [
        (
            ana.id,
            "Yes, after setting up a second factor. Signing in with the password now would ask for the password, a \
             code that we mail them, setting up a second factor, and putting their recovery codes away.",
        ),
        (eli.id, "Yes. Signing in with the password now would ask for the password and a second factor."),
        (bare.id, "Not with the password. By mail, yes. A reset by mail would ask for a new password"),
        (off.id, "No. The account is switched off here. Switch it on again"),
    ] {
        let page = office.open(&format!("/org/larkfield/people/{person}")).await;
        assert!(page.says(said), "{said}: {}", page.told());
    }
    let mut read = world.app.store.read();
    let noor =
        vestibule::store::address::find(&mut read, "noor@larkfield.example").await.unwrap().unwrap().user_id;
    drop(read);
    let page = office.open(&format!("/org/larkfield/people/{noor}")).await;
    assert!(page.says("Yes, with the link in the invitation."), "{}", page.told());
    // It is what happens.
    let mut browser = world.browser();
    browser.try_to_sign_in(&ana.email, PASSWORD).await;
    assert_eq!(browser.page.place(), "/mailbox");
}

async fn an_act_is_told_with_its_author_and_can_be_undone(world: World) {
    let larkfield = world.organization("larkfield", STRICT).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let at_ana = format!("/org/larkfield/people/{}", ana.id);
    for (act, undo, told, taken_back) in [
        ("deactivate", "reactivate", "switched", "switched your account at Larkfield on again"),
        ("make-admin", "make-member", "admin", "Jo Tester"),
        ("waive", "end-waiver", "lifted the waiting time", "put it back"),
        ("must-change", "end-demand", "choose a new password", "took that back"),
    ] {
        office.open(&at_ana).await;
        office.press(&format!("{at_ana}/{act}"), &[]).await;
        let mail = world.mail(&ana.email).await;
        assert!(mail.text.contains("Jo Tester") && mail.text.contains(told), "{act}: {}", mail.text);
        assert!(office.page.says("Undo:"), "{act}: {}", office.page.told());
        office.press(&format!("{at_ana}/{undo}"), &[]).await;
        let mail = world.mail(&ana.email).await;
        assert!(mail.text.contains("Jo Tester") && mail.text.contains(taken_back), "{undo}: {}", mail.text);
        world.pass(Span::seconds(1));
    }
    let row = membership::find(&mut world.app.store.read(), larkfield, ana.id).await.unwrap().unwrap();
    assert_eq!((row.deactivated_at, row.waived_until, row.change_demanded_at), (None, None, None));
    assert_eq!(row.role, Role::Member);
    let rows = audit::any_list(&mut world.app.store.read(), 20, None).await.unwrap();
    for act in ["waiver-ended", "demand-ended", "reactivated"] {
        assert!(rows.iter().any(|row| row.act == act && row.actor_id == Some(jo.id)), "{act}");
    }
    // What is gone for good says so in the mail, and offers nothing to undo.
    office.open(&at_ana).await;
    office.press(&format!("{at_ana}/remove"), &[]).await;
    assert!(!office.page.says("Undo:"), "{}", office.page.told());
    assert!(
        world.mail(&ana.email).await.text.contains("Jo Tester removed you"),
        "{:?}",
        world.mail(&ana.email).await
    );
    // A word in the address does nothing by itself.
    let page = office.open(&format!("/org/larkfield/people/{}?word=done-make-admin", jo.id)).await;
    assert!(page.says("Undo: Make"), "{}", page.told());
    office.press(&format!("/org/larkfield/people/{}/make-member", jo.id), &[]).await;
    assert_eq!(office.page.cause().as_deref(), Some("last-admin"), "{}", office.page.told());
}

async fn it_shows_factors_and_sessions_of_this_organization_alone(world: World) {
    world.organization("larkfield", OPEN).await;
    let fjordbank = world.organization("fjordbank", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let eli = world.member_with_app("eli@larkfield.example", "larkfield").await;
    world.join(&eli, "fjordbank", Role::Member).await;
    let mut write = world.app.store.write().await.unwrap();
    let rows = factor::list_for_user(&mut write, eli.id, Instant(0)).await.unwrap();
    let other = |name: &str, own, kind: &str| factor::FactorRow {
        id: world.app.new_id(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        own,
        ..rows[0].clone()
    };
    let (bank, key, gone) = (
        other("Bank phone", false, "totp"),
        other("Laptop", true, "passkey"),
        other("Old phone", true, "totp"),
    );
    for row in [&bank, &key, &gone] {
        factor::add(&mut write, row).await.unwrap();
    }
    vouch::set_vouched(&mut write, bank.id, fjordbank, world.app.now()).await.unwrap();
    let here = organization::find_by_slug(&mut write, "larkfield").await.unwrap().unwrap().id;
    vouch::set_ended(&mut write, gone.id, here, world.app.now()).await.unwrap();
    write.commit().await.unwrap();
    // Signed in here with one browser, and at the bank with another.
    let mut at_home = world.browser();
    at_home.network = [192, 0, 2, 44].into();
    at_home.try_to_sign_in(&eli.email, PASSWORD).await;
    at_home.fill(&[("code", &eli.code(&world))]).await;
    let s = at_home.page.sealed();
    at_home.post_fields("/sign-in/choose", &[("organization", "larkfield"), ("s", &s)]).await;
    world.pass(Span::minutes(1));
    let mut at_bank = world.browser();
    at_bank.network = [192, 0, 2, 55].into();
    at_bank.try_to_sign_in(&eli.email, PASSWORD).await;
    at_bank.fill(&[("code", &eli.code(&world))]).await;
    let s = at_bank.page.sealed();
    at_bank.post_fields("/sign-in/choose", &[("organization", "fjordbank"), ("s", &s)]).await;
    assert_eq!(at_bank.open("/account").await.organization().as_deref(), Some("fjordbank"));
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let page = office.open(&format!("/org/larkfield/people/{}", eli.id)).await;
    for said in [
        "Authenticator app",
        "Laptop Passkey",
        "Old phone Authenticator app, not used yet, said to be gone: doesn't count here",
        "Firefox on Windows used",
        "192.0.2.44",
    ] {
        assert!(page.says(said), "{said}: {}", page.told());
    }
    for not in ["Bank phone", "192.0.2.55", "Fjordbank"] {
        assert!(!page.says(not), "{not}: {}", page.told());
    }
    office.press(&format!("/org/larkfield/people/{}/end-sessions", eli.id), &[]).await;
    assert!(office.page.says("Nowhere, in this organization."), "{}", office.page.told());
}

async fn guesses_of_strangers_are_explained(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let mut stranger = world.browser();
    for _ in 0..7 {
        stranger.try_to_sign_in(&ana.email, ANOTHER).await;
    }
    let page = office.open(&format!("/org/larkfield/people/{}", ana.id)).await;
    assert!(
        page.says("Wrong passwords from browsers that nobody knows hold up such browsers until"),
        "{}",
        page.told()
    );
    assert!(page.says("A reset by mail would ask for a new password."), "{}", page.told());
}

/// Two tabs at once, of two admins who each take themselves out: one stays.
async fn the_last_admin_stays_whoever_presses_where(world: World) {
    for act in ["make-member", "deactivate", "remove"] {
        let slug = format!("house-{act}");
        let house = world.organization(&slug, OPEN).await;
        let jo = world.admin(&format!("jo@{slug}.example"), &slug).await;
        let max = world.admin(&format!("max@{slug}.example"), &slug).await;
        let (mut one, mut other) = (world.browser(), world.browser());
        one.sign_in(&world, &jo).await;
        other.sign_in(&world, &max).await;
        let own = |id: uuid::Uuid| format!("/org/{slug}/people/{id}/{act}");
        let (at_jo, at_max) = (own(jo.id), own(max.id));
        tokio::join!(one.post_fields(&at_jo, &[]), async {
            other.post_fields(&at_max, &[]).await;
        });
        let admins = membership::count_admins(&mut world.app.store.read(), house).await.unwrap();
        assert_eq!(admins, 1, "{act}: {} {}", one.page.told(), other.page.told());
        // Nor by pressing it twice in two tabs of one browser.
        let last =
            if one.whoami().await.is_some() && one.open(&format!("/org/{slug}/people")).await.status == 200 {
                (&mut one, at_jo)
            } else {
                (&mut other, at_max)
            };
        let mut tab = last.0.clone();
        tokio::join!(last.0.post_fields(&last.1, &[]), async {
            tab.post_fields(&last.1, &[]).await;
        });
        let admins = membership::count_admins(&mut world.app.store.read(), house).await.unwrap();
        assert_eq!(admins, 1, "{act}: {}", tab.page.told());
    }
}
