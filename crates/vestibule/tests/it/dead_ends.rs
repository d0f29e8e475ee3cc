//! Known dead ends of other systems, each told again here and ending well. Each function is named after its
//! entry in the catalogue of dead ends, whose id stands above it.
//!
//! Told are the classes reset-mail, password-policy, lockout, invite, session-browser and operator, as far as
//! an account with a password can meet them, those of passkeys (`dead_ends/passkeys.rs`), those of organizations and
//! of admins who lost everything (`dead_ends/admins.rs`), and those of single sign-on (`dead_ends/sso.rs`). Never in
//! here: how the app is built.

mod admins;
mod passkeys;
mod phones;
mod sso;

use rules::policy::Policy;
use rules::{Role, Span};
use vestibule::flows::organization::set_policy;
use vestibule::mail::inbox::Trouble;
use vestibule::store::{factor, guess, session, user};

use crate::world::{ANOTHER, ASKS_FOR_SECOND, OPEN, PASSWORD, STRICT, World, stories};

stories![
    thoropass_reset_mail_never_arrives,
    scanner_burns_magic_link_and_keeps_the_session,
    kratos_recovery_refused_while_signed_in,
    kratos_code_mail_without_a_door,
    nextcloud_forgot_page_says_sent_but_was_not,
    okta_forgot_password_denied_two_causes,
    thoropass_password_changed_within_3_hours,
    fusionauth_min_age_blocks_first_password,
    fusionauth_admin_cannot_pass_min_age,
    okta_reset_denied_by_policy_that_omits_the_user,
    auth0_unblock_mail_never_sent,
    entra_smart_lockout_nobody_can_unlock,
    fusionauth_password_lock_closes_passwordless,
    nextcloud_proxy_ip_locks_everybody,
    okta_classic_activation_link_expired,
    helium_invite_taken_by_the_wrong_account,
    yandex_cloud_invitation_state_error,
    drata_guest_admin_domain_needs_vendor,
    entra_guest_signed_in_with_wrong_account,
    auth0_bookmarked_login_page,
    cookies_pile_up_until_400,
    kratos_csrf_error_page_back_button,
    invisible_characters_in_the_address,
    secret_key_lost_second_factors_unreadable,
    broken_smtp_reset_destroys_the_old_password,
    authentik_upgrade_breaks_recovery,
];

/// `thoropass-reset-mail-never-arrives`
async fn thoropass_reset_mail_never_arrives(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    world.inbox.set_trouble(&ana.email, Some(Trouble::Gone));
    let mut browser = world.browser();
    let page = browser.ask_for_reset(&ana.email).await;
    // The page says what to look for, and has ways on.
    assert!(page.says("login@vestibule.example"), "{}", page.told());
    assert!(page.offers("/reset/again") && page.offers("/reset/ask-admin") && page.offers("/contact"));
    assert!(world.mails(&ana.email).await.is_empty());
    // The admin sees what the receiving server said, and one button sends the next once the mailbox is back.
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    let path = format!("/org/larkfield/people/{}", ana.id);
    let page = admin.open(&path).await;
    assert!(page.says("550 5.1.1"), "{}", page.told());
    world.inbox.set_trouble(&ana.email, None);
    admin.press(&format!("{path}/reset"), &[]).await;
    browser.open(&world.link(&ana.email).await).await;
    assert_eq!(browser.fill(&[("new_password", ANOTHER)]).await.place(), "/account");
}

/// `scanner-burns-magic-link-and-keeps-the-session`
async fn scanner_burns_magic_link_and_keeps_the_session(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    world.browser().ask_for_reset("ana@larkfield.example").await;
    let mail = world.mail("ana@larkfield.example").await;
    let mut scanner = world.browser();
    for link in &mail.links {
        if link.starts_with(crate::world::BASE) {
            scanner.open(link).await;
            // It even presses the button.
            if scanner.page.forms().iter().any(|form| form.main) {
                scanner.fill(&[]).await;
            }
        }
    }
    assert_eq!(scanner.session(), None);
    let mut ana = world.browser();
    ana.open(&world.link("ana@larkfield.example").await).await;
    assert_eq!(ana.fill(&[("new_password", ANOTHER)]).await.place(), "/account");
}

/// `kratos-recovery-refused-while-signed-in`
async fn kratos_recovery_refused_while_signed_in(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &ana).await;
    let page = browser.ask_for_reset(&ana.email).await;
    assert_eq!(page.place(), "/reset/wait", "{}", page.told());
    let page = browser.fill(&[("code", &world.code(&ana.email).await)]).await;
    assert_eq!(page.place(), "/password/choose", "{}", page.told());
    let page = browser.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(page.user().as_deref(), Some(ana.email.as_str()));
}

/// `kratos-code-mail-without-a-door`
async fn kratos_code_mail_without_a_door(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    let mut tab = world.browser();
    tab.ask_for_reset("ana@larkfield.example").await;
    drop(tab);
    // The same mail has a link, which works anywhere.
    let mail = world.mail("ana@larkfield.example").await;
    assert!(mail.code.is_some());
    let mut phone = world.browser();
    phone.open(&crate::world::link_of(&mail)).await;
    assert_eq!(phone.fill(&[("new_password", ANOTHER)]).await.place(), "/account");
}

/// `nextcloud-forgot-page-says-sent-but-was-not`
async fn nextcloud_forgot_page_says_sent_but_was_not(world: World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    for (number, typed) in
        [" ana@larkfield.example", "ana@larkfield.example \t", "\u{a0}Ana@Larkfield.Example\u{200b}"]
            .iter()
            .enumerate()
    {
        let mut browser = world.browser();
        let page = browser.ask_for_reset(typed).await;
        assert!(page.says("We write to ana@larkfield.example"), "the address as understood: {}", page.told());
        assert_eq!(world.mails("ana@larkfield.example").await.len(), number + 1, "{typed:?}");
    }
}

/// `okta-forgot-password-denied-two-causes`
async fn okta_forgot_password_denied_two_causes(world: World) {
    world.organization("strictly", STRICT).await;
    let bo = world.member("bo@strictly.example", "strictly").await;
    // Changed a moment ago, and the lane is full of wrong guesses: the mail's link works all the same.
    let mut browser = world.browser();
    browser.ask_for_reset(&bo.email).await;
    browser.open(&world.link(&bo.email).await).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
    world.pass(Span::minutes(47));
    let mut other = world.browser();
    for _ in 0..7 {
        other.try_to_sign_in(&bo.email, "wrong").await;
    }
    assert_eq!(other.page.status.as_u16(), 429);
    other.ask_for_reset(&bo.email).await;
    let page = other.fill(&[("code", &world.code(&bo.email).await)]).await;
    assert_eq!(page.place(), "/password/choose", "{}", page.told());
    let page = other.fill(&[("new_password", "twelve lanterns in the fog")]).await;
    assert!(page.user().is_some(), "{}", page.told());
}

/// `thoropass-password-changed-within-3-hours`
async fn thoropass_password_changed_within_3_hours(world: World) {
    world.organization("strictly", STRICT).await;
    let una = world.admin("una@strictly.example", "strictly").await;
    let bo = world.member("bo@strictly.example", "strictly").await;
    let mut browser = world.browser();
    browser.ask_for_reset(&bo.email).await;
    browser.fill(&[("code", &world.code(&bo.email).await)]).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
    // By choice it is too soon; the refusal says until when, and that the password works.
    browser.open("/account/password").await;
    let fields = [("password", ANOTHER), ("new_password", "twelve lanterns in the fog")];
    let page = browser.fill(&fields).await;
    assert_eq!(page.cause().as_deref(), Some("password-too-soon"), "{}", page.told());
    assert!(page.says("17:00"), "the moment at which it ends, in the organization's time: {}", page.told());
    assert!(page.remedies().iter().any(|remedy| remedy == "ask-admin"), "{:?}", page.remedies());
    // The admin waives it with one click.
    browser.press("/ask-admin", &[]).await;
    let mut admin = world.browser();
    admin.sign_in(&world, &una).await;
    let path = format!("/org/strictly/people/{}", bo.id);
    admin.open(&path).await;
    admin.press(&format!("{path}/waive"), &[]).await;
    browser.open("/account/password").await;
    let page = browser.fill(&fields).await;
    assert_eq!(page.place(), "/account", "{}", page.told());
    // And a reset was never held up.
    let mut again = world.browser();
    again.ask_for_reset(&bo.email).await;
    again.fill(&[("code", &world.code(&bo.email).await)]).await;
    let page = again.fill(&[("new_password", "a third of my own making")]).await;
    assert!(page.user().is_some(), "{}", page.told());
}

/// `fusionauth-min-age-blocks-first-password`
async fn fusionauth_min_age_blocks_first_password(world: World) {
    world.organization("strictly", STRICT).await;
    world.invite("noor@strictly.example", "strictly").await;
    let mut noor = world.browser();
    noor.open(&world.link("noor@strictly.example").await).await;
    let page = noor.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(page.user().as_deref(), Some("noor@strictly.example"), "{}", page.told());
    // A user without a password who is a member already gets one by mail.
    let old = world.user_since("old@strictly.example", None).await;
    world.join(&old, "strictly", Role::Member).await;
    let mut browser = world.browser();
    browser.ask_for_reset(&old.email).await;
    browser.fill(&[("code", &world.code(&old.email).await)]).await;
    assert!(browser.fill(&[("new_password", ANOTHER)]).await.user().is_some(), "{}", browser.page.told());
}

/// `fusionauth-admin-cannot-pass-min-age`
async fn fusionauth_admin_cannot_pass_min_age(world: World) {
    world.organization("strictly", STRICT).await;
    let una = world.admin("una@strictly.example", "strictly").await;
    let bo = world.user_since("bo@strictly.example", Some(Span::minutes(5))).await;
    world.join(&bo, "strictly", Role::Member).await;
    let mut admin = world.browser();
    admin.sign_in(&world, &una).await;
    let path = format!("/org/strictly/people/{}", bo.id);
    admin.open(&path).await;
    let page = admin.press(&format!("{path}/must-change"), &[]).await;
    assert_eq!(page.cause(), None, "{}", page.told());
    world.pass(Span::minutes(1));
    let mut browser = world.browser();
    let page = browser.try_to_sign_in(&bo.email, PASSWORD).await;
    assert_eq!(page.place(), "/password/choose", "{}", page.told());
    let page = browser.fill(&[("new_password", ANOTHER)]).await;
    assert!(page.user().is_some(), "{}", page.told());
    assert!(world.mails(&bo.email).await.iter().any(|mail| mail.subject.contains("new password is due")));
}

/// `okta-reset-denied-by-policy-that-omits-the-user`
async fn okta_reset_denied_by_policy_that_omits_the_user(world: World) {
    let strictly = world.organization("strictly", STRICT).await;
    let bo = world.member("bo@strictly.example", "strictly").await;
    let visit = vestibule::visit::Visit {
        now: world.app.now(),
        network: [127, 0, 0, 1].into(),
        browser: "The command line".to_owned(),
        device: world.app.new_id(),
        device_cookie: uuid::Uuid::nil(),
        inside_app: false,
        keeps_cookies: false,
        known_mark: None,
        session_token: None,
    };
    // Rules that would leave nobody a way are refused when they are saved.
    let circle = Policy { password_min_age: Some(Span::days(100)), ..STRICT };
    assert!(set_policy(&world.app, &visit, strictly, circle).await.unwrap().is_err());
    let alone = Policy { second_factor: true, ..STRICT };
    assert!(set_policy(&world.app, &visit, strictly, alone).await.unwrap().is_err());
    // The hardest that can be saved leaves a reset to everybody.
    let hard = Policy { password_min_age: Some(Span::days(60)), password_history: 24, ..STRICT };
    assert!(set_policy(&world.app, &visit, strictly, hard).await.unwrap().is_ok());
    let mut browser = world.browser();
    browser.ask_for_reset(&bo.email).await;
    browser.fill(&[("code", &world.code(&bo.email).await)]).await;
    assert!(browser.fill(&[("new_password", ANOTHER)]).await.user().is_some(), "{}", browser.page.told());
}

/// `auth0-unblock-mail-never-sent`
async fn auth0_unblock_mail_never_sent(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut stranger = world.browser();
    for _ in 0..8 {
        stranger.try_to_sign_in(&ana.email, "wrong").await;
    }
    let page = &stranger.page;
    assert_eq!(page.status.as_u16(), 429);
    // No mail is promised that does not come: the page says when, and has a way that works now.
    assert!(page.says("Your account is not locked") && page.offers("/reset"), "{}", page.told());
    stranger.ask_for_reset(&ana.email).await;
    stranger.open(&world.link(&ana.email).await).await;
    assert!(stranger.fill(&[("new_password", ANOTHER)]).await.user().is_some());
    // That opened the lane for everybody.
    assert!(world.browser().try_to_sign_in(&ana.email, ANOTHER).await.user().is_some());
}

/// `entra-smart-lockout-nobody-can-unlock`
async fn entra_smart_lockout_nobody_can_unlock(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut own = world.browser();
    own.sign_in(&world, &ana).await;
    own.press("/sign-out", &[]).await;
    // Somebody guesses until the lane is shut for good.
    let key = world.app.address_key(&ana.email);
    let mut write = world.app.store.write().await.unwrap();
    for _ in 0..120 {
        guess::count(&mut write, &key, "password", world.app.now()).await.unwrap();
    }
    write.commit().await.unwrap();
    let page = world.browser().try_to_sign_in(&ana.email, PASSWORD).await.clone();
    assert_eq!(page.status.as_u16(), 429);
    // The owner's known browser has a lane of its own.
    own.sign_in(&world, &ana).await;
    // And the mailbox opens a way in a new one.
    let mut new = world.browser();
    new.ask_for_reset(&ana.email).await;
    new.fill(&[("code", &world.code(&ana.email).await)]).await;
    assert!(new.fill(&[("new_password", ANOTHER)]).await.user().is_some(), "{}", new.page.told());
    assert!(world.browser().try_to_sign_in(&ana.email, ANOTHER).await.user().is_some());
}

/// `fusionauth-password-lock-closes-passwordless`
async fn fusionauth_password_lock_closes_passwordless(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut stranger = world.browser();
    for _ in 0..7 {
        stranger.try_to_sign_in(&eli.email, "wrong").await;
    }
    assert_eq!(stranger.page.status.as_u16(), 429);
    // Each kind of proof has its own count: the mail's code and the app's code are looked at.
    stranger.ask_for_reset(&eli.email).await;
    stranger.fill(&[("code", &world.code(&eli.email).await)]).await;
    stranger.fill(&[("new_password", ANOTHER)]).await;
    let page = stranger.fill(&[("code", &eli.code(&world))]).await;
    assert!(page.user().is_some(), "{}", page.told());
}

/// `nextcloud-proxy-ip-locks-everybody`
async fn nextcloud_proxy_ip_locks_everybody(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let ben = world.member("ben@larkfield.example", "larkfield").await;
    // A forgotten program behind the same address goes on and on.
    let mut program = world.browser();
    for _ in 0..30 {
        program.try_to_sign_in(&ben.email, "wrong").await;
    }
    assert_eq!(program.page.status.as_u16(), 429);
    world.browser().sign_in(&world, &ana).await;
}

/// `okta-classic-activation-link-expired`
async fn okta_classic_activation_link_expired(world: World) {
    world.organization("larkfield", OPEN).await;
    world.invite("mia@larkfield.example", "larkfield").await;
    let link = world.link("mia@larkfield.example").await;
    world.pass(Span::days(45));
    let mut mia = world.browser();
    let page = mia.open(&link).await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(page.remedies().iter().any(|remedy| remedy == "send-next"), "{}", page.told());
    mia.fill(&[]).await;
    mia.open(&world.link("mia@larkfield.example").await).await;
    let page = mia.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"), "{}", page.told());
}

/// `helium-invite-taken-by-the-wrong-account`
async fn helium_invite_taken_by_the_wrong_account(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    world.organization("elsewhere", OPEN).await;
    let boss = world.member("boss@elsewhere.example", "elsewhere").await;
    world.invite("noor@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &boss).await;
    let page = browser.open(&world.link("noor@larkfield.example").await).await;
    assert!(page.says("noor@larkfield.example") && page.says(&boss.email), "{}", page.told());
    // Going on as the other one ends nothing of theirs but the session here.
    browser.fill(&[]).await;
    let page = browser.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(page.user().as_deref(), Some("noor@larkfield.example"), "{}", page.told());
    let mut read = world.app.store.read();
    let taken = vestibule::store::membership::find(&mut read, larkfield, boss.id).await.unwrap();
    assert!(taken.is_none());
}

/// `yandex-cloud-invitation-state-error`
async fn yandex_cloud_invitation_state_error(world: World) {
    world.organization("larkfield", OPEN).await;
    world.invite("noor@larkfield.example", "larkfield").await;
    let link = world.link("noor@larkfield.example").await;
    let mut noor = world.browser();
    noor.open(&link).await;
    noor.fill(&[("new_password", ANOTHER)]).await;
    world.pass(Span::days(3));
    for mut browser in [noor, world.browser()] {
        let page = browser.open(&link).await;
        assert_eq!(page.status.as_u16(), 200);
        assert_eq!(page.title(), "You're in Larkfield already", "{}", page.told());
        assert!(page.offers("/account"));
    }
}

/// `drata-guest-admin-domain-needs-vendor`
async fn drata_guest_admin_domain_needs_vendor(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    admin.open("/org/larkfield/invite").await;
    let consultant = "consultant@elsewhere.example";
    let fields = [("first_name", "Cora"), ("last_name", "Sult"), ("email", consultant), ("role", "admin")];
    let page = admin.fill(&fields).await;
    assert_eq!(page.place(), "/org/larkfield/people", "{}", page.told());
    let mut guest = world.browser();
    guest.open(&world.link(consultant).await).await;
    guest.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!(guest.open("/org/larkfield/people").await.status.as_u16(), 200, "{}", guest.page.told());
}

/// `entra-guest-signed-in-with-wrong-account`
async fn entra_guest_signed_in_with_wrong_account(world: World) {
    world.organization("larkfield", OPEN).await;
    world.organization("private", OPEN).await;
    let pia = world.member("pia@partner.example", "larkfield").await;
    let own = world.member("pia@outlook.example", "private").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &own).await;
    let page = browser.open("/org/larkfield/people").await;
    // It says who is signed in here, and the way out is on the page.
    assert_eq!(page.user().as_deref(), Some(own.email.as_str()), "{}", page.told());
    browser.press("/sign-out", &[]).await;
    let page = browser.sign_in(&world, &pia).await;
    assert_eq!(page.organization().as_deref(), Some("larkfield"));
}

/// `auth0-bookmarked-login-page`
async fn auth0_bookmarked_login_page(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    browser.fill(&[("email", &ana.email)]).await;
    let bookmark = browser.page.path.clone();
    world.pass(Span::days(30));
    for path in [
        "/sign-in",
        "/sign-in/password",
        bookmark.as_str(),
        "/",
        "/sign-in/second",
        "/sign-in/refused",
        "/reset/wait",
    ] {
        let page = browser.open(path).await;
        assert_eq!(page.status.as_u16(), 200, "{path}");
        assert!(
            page.place() == "/sign-in" || page.offers("/sign-in") || page.offers("/reset"),
            "{path}: {}",
            page.told()
        );
    }
    browser.sign_in(&world, &ana).await;
    assert_eq!(browser.page.place(), "/account");
}

/// `cookies-pile-up-until-400`
async fn cookies_pile_up_until_400(world: World) {
    let mut slugs = Vec::new();
    for number in 0..50 {
        slugs.push(format!("organization{number}"));
        world.organization(&slugs[number], OPEN).await;
    }
    let ana = world.user("ana@larkfield.example").await;
    for slug in &slugs {
        world.join(&ana, slug, Role::Member).await;
    }
    let mut browser = world.browser();
    for _ in 0..30 {
        browser.open("/sign-in").await;
        browser.fill(&[("email", "somebody@larkfield.example")]).await;
        browser.open("/org/organization1/people").await;
        browser.ask_for_reset("somebody@larkfield.example").await;
    }
    browser.sign_in(&world, &ana).await;
    assert!(browser.cookies.len() <= 3, "{:?}", browser.cookies.keys());
    let length: usize = browser.cookies.iter().map(|(name, value)| name.len() + value.len()).sum();
    assert!(length < 400, "{length}");
    assert_eq!(browser.whoami().await.as_deref(), Some(ana.email.as_str()));
}

/// `kratos-csrf-error-page-back-button`
async fn kratos_csrf_error_page_back_button(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    browser.fill(&[("email", &ana.email)]).await;
    let stale = browser.page.clone();
    world.pass(Span::hours(20));
    // The form is fresh, the address is kept, the password is not, and one line says so.
    let page = browser.fill(&[("password", PASSWORD)]).await;
    assert_eq!(page.place(), "/sign-in", "{}", page.told());
    assert!(page.html.contains(&format!("value=\"{}\"", ana.email)) && !page.html.contains(PASSWORD));
    assert!(page.says("open for a long time"), "{}", page.told());
    // Back and the same again ends no worse.
    browser.page = stale;
    browser.fill(&[("password", PASSWORD)]).await;
    browser.fill(&[]).await;
    assert!(browser.fill(&[("password", PASSWORD)]).await.user().is_some());
}

/// `invisible-characters-in-the-address`
async fn invisible_characters_in_the_address(world: World) {
    world.organization("larkfield", OPEN).await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let umlaut = world.member("uwe@xn--mller-kva.example", "larkfield").await;
    for typed in [
        "ana@larkfield.example ",
        "\u{feff}ANA@larkfield.example",
        "ana@larkfield\u{ff0e}example",
        "ａｎａ@larkfield.example",
        "ana@lark\u{ad}field.example",
    ] {
        let page = world.browser().try_to_sign_in(typed, PASSWORD).await.clone();
        assert_eq!(page.user().as_deref(), Some(ana.email.as_str()), "{typed:?}: {}", page.told());
    }
    for typed in
        ["uwe@müller.example", "uwe@xn--mller-kva.example", "Uwe@MÜLLER.example", "uwe@mu\u{308}ller.example"]
    {
        let page = world.browser().try_to_sign_in(typed, PASSWORD).await.clone();
        assert_eq!(page.user().as_deref(), Some(umlaut.email.as_str()), "{typed:?}: {}", page.told());
    }
    // Dots and tags are other people.
    for typed in ["a.na@larkfield.example", "ana+x@larkfield.example"] {
        assert_eq!(world.browser().try_to_sign_in(typed, PASSWORD).await.user(), None, "{typed}");
    }
}

/// `secret-key-lost-second-factors-unreadable`
async fn secret_key_lost_second_factors_unreadable(world: World) {
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    // The app's secret is sealed with a key that nobody has any more.
    let mut write = world.app.store.write().await.unwrap();
    let row = factor::list_for_user(&mut write, eli.id, rules::Instant(0)).await.unwrap().remove(0);
    let lost = vec![1; row.secret.len()];
    assert!(factor::set_sealed(&mut write, row.id, &row.secret, &lost).await.unwrap());
    write.commit().await.unwrap();
    let mut browser = world.browser();
    browser.try_to_sign_in(&eli.email, PASSWORD).await;
    let page = browser.fill(&[("code", &eli.code(&world))]).await;
    assert_eq!(page.status.as_u16(), 200);
    assert_eq!(page.user(), None, "no factor is dropped for it: {}", page.told());
    // Passwords and recovery codes do not hang on that key.
    let page = browser.fill(&[("code", &eli.sheet[2])]).await;
    assert_eq!(page.user().as_deref(), Some(eli.email.as_str()), "{}", page.told());
}

/// `broken-smtp-reset-destroys-the-old-password`
async fn broken_smtp_reset_destroys_the_old_password(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    world.inbox.set_trouble("@larkfield.example", Some(Trouble::Blocked));
    let before = user::get(&mut world.app.store.read(), jo.id).await.unwrap();
    let mut browser = world.browser();
    for _ in 0..3 {
        browser.ask_for_reset(&jo.email).await;
        assert!(world.mails(&jo.email).await.is_empty());
    }
    let after = user::get(&mut world.app.store.read(), jo.id).await.unwrap();
    assert_eq!((before.password_hash, before.password_at), (after.password_hash, after.password_at));
    browser.sign_in(&world, &jo).await;
    let sessions = session::list_for_user(&mut world.app.store.read(), jo.id, world.app.now()).await.unwrap();
    assert_eq!(sessions.len(), 1);
}

/// `authentik-upgrade-breaks-recovery`
async fn authentik_upgrade_breaks_recovery(world: World) {
    // What an upgrade does at its start, done once more, and every kind of organization still has its way back.
    world.app.store.migrate().await.unwrap();
    let forgetful = Policy { remember_device: None, ..OPEN };
    for (slug, policy) in [("larkfield", OPEN), ("strictly", STRICT), ("forgetful", forgetful)] {
        world.organization(slug, policy).await;
        let person = world.member(&format!("ana@{slug}.example"), slug).await;
        let mut browser = world.browser();
        browser.ask_for_reset(&person.email).await;
        // A link lives as long as its mail says.
        world.pass(Span::minutes(59));
        browser.open(&world.link(&person.email).await).await;
        let page = browser.fill(&[("new_password", ANOTHER)]).await;
        assert!(page.user().is_some(), "{slug}: {}", page.told());
    }
    world.organization("fjordbank", ASKS_FOR_SECOND).await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    let mut browser = world.browser();
    browser.ask_for_reset(&eli.email).await;
    browser.open(&world.link(&eli.email).await).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
    assert!(browser.fill(&[("code", &eli.sheet[0])]).await.user().is_some(), "{}", browser.page.told());
}
