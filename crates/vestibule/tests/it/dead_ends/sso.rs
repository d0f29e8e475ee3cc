//! Dead ends of single sign-on and of accounts that were meant to be one, of the classes sso and merge-duplicate.
//!
//! Those that are about SAML are told with OpenID Connect, whose words for the same things are others. Passwords stay
//! beside a connection, so that no setting takes away what somebody else's system took away here.

use rules::{Role, Span};
use vestibule::flows::erase;
use vestibule::store::{address, identity, membership};

use crate::sso::{House, house, is_in};
use crate::world::provider::{Says, Wrong};
use crate::world::{ANOTHER, ASKS_FOR_SECOND, Browser, OPEN, STRICT, World, stories};

stories![
    okta_external_idp_times_password_expired,
    gitlab_nameid_changed_or_differs_in_case,
    keycloak_idp_account_recreated_new_subject,
    zitadel_cannot_link_after_passwords_were_switched_off,
    saml_clock_one_second_ahead,
    auth0_dashboard_sso_secret_expired,
    github_org_saml_recovery_codes,
    salesforce_saml_error_only_in_admin_history,
    workos_profile_outside_organization_domain,
    synapse_reactivation_catch_22,
    openwork_scim_ghost_user_blocks_reactivation,
    vanta_nice_to_meet_you,
    mattermost_admin_switches_email_login_off_first,
    mas_upstream_identity_without_user_link,
    better_auth_case_differs_linking_fails,
    cocalc_sso_meets_password_account,
    sso_only_user_forgot_password_silence,
    zitadel_invite_then_idp_linking_fails,
    simplesamlphp_state_information_lost,
    mail_app_browser_refused_by_google,
    discourse_admin_login_escape_hatch,
];

async fn comes<'b>(
    world: &World,
    house: &House,
    browser: &'b mut Browser,
    says: Says,
) -> &'b crate::world::Page {
    house.provider.signs_in(world, browser, &house.start, says).await
}

/// `okta-external-idp-times-password-expired`
async fn okta_external_idp_times_password_expired(world: World) {
    let house = house(&world, STRICT).await;
    let old = world.user_since("old@larkfield.example", Some(Span::days(400))).await;
    world.join(&old, "larkfield", Role::Member).await;
    let mut browser = world.browser();
    comes(&world, &house, &mut browser, Says::of(&old.email)).await;
    is_in(&browser, &old.email);
    // The expired password can't be used as a fallback: a new one is wanted first.
    let mut browser = world.browser();
    let page = browser.try_to_sign_in(&old.email, &old.password).await;
    assert_eq!(page.place(), "/password/choose", "{}", page.told());
}

/// `gitlab-nameid-changed-or-differs-in-case`
async fn gitlab_nameid_changed_or_differs_in_case(world: World) {
    let house = house(&world, OPEN).await;
    let email = house.ana.email.as_str();
    let mut browser = world.browser();
    comes(&world, &house, &mut browser, Says::of(email)).await;
    // Capitals in the address are nothing; another key is another key, whatever it is spelled like.
    let says = Says { email: Some(email.to_uppercase()), ..Says::of(email) };
    comes(&world, &house, &mut browser, says).await;
    is_in(&browser, email);
    let mut other = world.browser();
    let says = Says { subject: "KEY OF ana@larkfield.example".to_owned(), ..Says::of(email) };
    let page = comes(&world, &house, &mut other, says).await;
    assert_eq!(page.cause().as_deref(), Some("sso-subject-changed"), "{}", page.told());
    // The admin has both side by side, and one button.
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    jo.open("/org/larkfield/sso").await;
    assert!(jo.page.says("key of ana@") && jo.page.says("KEY OF ana@"), "{}", jo.page.told());
    assert!(jo.page.offers("/org/larkfield/sso/proposal"), "{}", jo.page.told());
}

/// `keycloak-idp-account-recreated-new-subject`
async fn keycloak_idp_account_recreated_new_subject(world: World) {
    let house = house(&world, OPEN).await;
    let email = house.ana.email.as_str();
    let mut browser = world.browser();
    comes(&world, &house, &mut browser, Says::of(email)).await;
    let anew = Says { subject: "made anew".to_owned(), ..Says::of(email) };
    let mut other = world.browser();
    comes(&world, &house, &mut other, anew.clone()).await;
    assert_eq!(other.page.cause().as_deref(), Some("sso-subject-changed"), "{}", other.page.told());
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    jo.open("/org/larkfield/sso").await;
    jo.press("/org/larkfield/sso/proposal", &[("answer", "yes")]).await;
    comes(&world, &house, &mut other, anew).await;
    is_in(&other, email);
    // The old one is kept as history.
    let rows = identity::any_list_of_user(&mut world.app.store.read(), house.ana.id).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().any(|row| row.ended_at.is_some()), "{rows:?}");
}

/// `zitadel-cannot-link-after-passwords-were-switched-off`
async fn zitadel_cannot_link_after_passwords_were_switched_off(world: World) {
    let house = house(&world, OPEN).await;
    // Somebody who never had a password is linked by the company's own provider, which has made sure of the address.
    let none = world.user_since("none@larkfield.example", None).await;
    world.join(&none, "larkfield", Role::Member).await;
    let mut browser = world.browser();
    comes(&world, &house, &mut browser, Says::of(&none.email)).await;
    is_in(&browser, &none.email);
}

/// `saml-clock-one-second-ahead`
async fn saml_clock_one_second_ahead(world: World) {
    let house = house(&world, OPEN).await;
    let says = || Says::of(&house.ana.email);
    for wrong in [Wrong::Ahead(1), Wrong::Ahead(59)] {
        let mut browser = world.browser();
        comes(&world, &house, &mut browser, says().wrong(wrong)).await;
        is_in(&browser, &house.ana.email);
    }
    // Above that the admin is told the number.
    let mut browser = world.browser();
    let page = comes(&world, &house, &mut browser, says().wrong(Wrong::Ahead(420))).await;
    let reference = page.reference().expect("a reference");
    assert!(page.says("7 minutes"), "{}", page.told());
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    jo.open(&format!("/org/larkfield/sso/why/{reference}")).await;
    assert!(jo.page.says("7 minutes") && jo.page.says("clock is ahead"), "{}", jo.page.told());
}

/// `auth0-dashboard-sso-secret-expired`
async fn auth0_dashboard_sso_secret_expired(world: World) {
    let house = house(&world, OPEN).await;
    let mut browser = world.browser();
    let page = comes(&world, &house, &mut browser, Says::of(&house.jo.email).wrong(Wrong::Forgets)).await;
    assert_eq!(page.cause().as_deref(), Some("sso-secret-refused"), "{}", page.told());
    let reference = page.reference().expect("a reference");
    // The page that mends it is not behind the door that is broken; it quotes what the provider said.
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    jo.open(&format!("/org/larkfield/sso/why/{reference}")).await;
    assert!(jo.page.says("invalid_client") && jo.page.says("Make a new one there"), "{}", jo.page.told());
    jo.follow_to(&format!("/org/larkfield{}/edit", house.start)).await;
    jo.fill(&[("client_secret", "a secret of the client: +%&")]).await;
    comes(&world, &house, &mut browser, Says::of(&house.jo.email)).await;
    is_in(&browser, &house.jo.email);
}

/// `github-org-saml-recovery-codes`
async fn github_org_saml_recovery_codes(world: World) {
    let house = house(&world, ASKS_FOR_SECOND).await;
    // The kit is the organization's: any of its codes stands in for an admin's second factor, beside the password.
    let una = world.admin_with_app("una@larkfield.example", "larkfield").await;
    let codes = crate::rescue::kit::kit(&world, &una, "larkfield").await;
    let mut browser = world.browser();
    let page = comes(&world, &house, &mut browser, Says::of(&una.email).wrong(Wrong::Down)).await;
    assert_eq!(page.cause().as_deref(), Some("sso-unreachable"), "{}", page.told());
    browser.try_to_sign_in(&una.email, &una.password).await;
    browser.fill(&[("code", &codes[7])]).await;
    assert_eq!(browser.page.user().as_deref(), Some(una.email.as_str()), "{}", browser.page.told());
}

/// `salesforce-saml-error-only-in-admin-history`
async fn salesforce_saml_error_only_in_admin_history(world: World) {
    let house = house(&world, OPEN).await;
    let mut browser = world.browser();
    let page = comes(&world, &house, &mut browser, Says::of(&house.ana.email).wrong(Wrong::Audience)).await;
    assert!(page.says("another application"), "{}", page.told());
    let reference = page.reference().expect("a short number to say");
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    jo.open(&format!("/org/larkfield/sso/why/{reference}")).await;
    for said in ["Expected vestibule", "Came another application", "Client ID"] {
        assert!(jo.page.says(said), "{said}: {}", jo.page.told());
    }
}

/// `workos-profile-outside-organization-domain`
async fn workos_profile_outside_organization_domain(world: World) {
    let house = house(&world, OPEN).await;
    let kim = "kim@contractor.example";
    let mut browser = world.browser();
    let page = comes(&world, &house, &mut browser, Says::of(kim)).await;
    assert_eq!(page.cause().as_deref(), Some("sso-domain-unproved"), "{}", page.told());
    world.invite(kim, "larkfield").await;
    comes(&world, &house, &mut browser, Says::of(kim)).await;
    is_in(&browser, kim);
}

/// `synapse-reactivation-catch-22`
async fn synapse_reactivation_catch_22(world: World) {
    let house = house(&world, OPEN).await;
    let none = world.user_since("none@larkfield.example", None).await;
    world.join(&none, "larkfield", Role::Member).await;
    let mut browser = world.browser();
    comes(&world, &house, &mut browser, Says::of(&none.email)).await;
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    let person = format!("/org/larkfield/people/{}", none.id);
    for act in ["deactivate", "reactivate"] {
        jo.open(&person).await;
        jo.press(&format!("{person}/{act}"), &[]).await;
    }
    let mut again = world.browser();
    comes(&world, &house, &mut again, Says::of(&none.email)).await;
    is_in(&again, &none.email);
}

/// `openwork-scim-ghost-user-blocks-reactivation`
async fn openwork_scim_ghost_user_blocks_reactivation(world: World) {
    let house = house(&world, OPEN).await;
    world.set_deactivated(&house.ana, house.id, true).await;
    let mut browser = world.browser();
    let page = comes(&world, &house, &mut browser, Says::of(&house.ana.email)).await;
    assert_eq!(page.cause().as_deref(), Some("deactivated"), "{}", page.told());
    // A refused attempt has created nothing that could be in the way later.
    assert_eq!(identity::count(&mut world.app.store.read(), house.connection).await.unwrap(), 0);
    world.set_deactivated(&house.ana, house.id, false).await;
    comes(&world, &house, &mut browser, Says::of(&house.ana.email)).await;
    is_in(&browser, &house.ana.email);
}

/// `vanta-nice-to-meet-you`
async fn vanta_nice_to_meet_you(world: World) {
    let house = house(&world, OPEN).await;
    // Before anything is proved every address of the domain gets the same ways; after that a no is named.
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    let page = browser.fill(&[("email", "nobody@larkfield.example")]).await;
    assert!(page.link_to("/sso/").is_some() && page.says("Password"), "{}", page.told());
    world.set_deactivated(&house.ana, house.id, true).await;
    let page = comes(&world, &house, &mut browser, Says::of(&house.ana.email)).await;
    assert!(page.says("switched your account there off"), "{}", page.told());
}

/// `mattermost-admin-switches-email-login-off-first`
async fn mattermost_admin_switches_email_login_off_first(world: World) {
    let house = house(&world, OPEN).await;
    // Whatever is switched on here, nobody's password stops to work by it: neither the admin's nor a member's.
    let mut jo = world.browser();
    jo.sign_in(&world, &house.jo).await;
    let mut ana = world.browser();
    ana.sign_in(&world, &house.ana).await;
}

/// `mas-upstream-identity-without-user-link`
async fn mas_upstream_identity_without_user_link(world: World) {
    let house = house(&world, OPEN).await;
    let mut browser = world.browser();
    comes(&world, &house, &mut browser, Says::of(&house.ana.email)).await;
    // Erased, and invited anew: the key of before is in nobody's way.
    let visit = crate::world::visit(world.app.now());
    assert!(erase::at_once(&world.app, &visit, house.ana.id, true).await.unwrap().is_ok());
    world.invite(&house.ana.email, "larkfield").await;
    let mut again = world.browser();
    comes(&world, &house, &mut again, Says::of(&house.ana.email)).await;
    is_in(&again, &house.ana.email);
}

/// `better-auth-case-differs-linking-fails`
async fn better_auth_case_differs_linking_fails(world: World) {
    let house = house(&world, OPEN).await;
    for email in ["ANA@LARKFIELD.EXAMPLE", " ana@larkfield.example ", "Ana@Larkfield.Example"] {
        let mut browser = world.browser();
        let says = Says { email: Some(email.to_owned()), ..Says::of(&house.ana.email) };
        comes(&world, &house, &mut browser, says).await;
        is_in(&browser, &house.ana.email);
    }
    let people = membership::list_admins(&mut world.app.store.read(), house.id).await.unwrap();
    assert_eq!(people.len(), 1);
}

/// `cocalc-sso-meets-password-account`
async fn cocalc_sso_meets_password_account(world: World) {
    let house = house(&world, OPEN).await;
    // Two good proofs, one account: the provider opens the company's part, and the password what is Ana's own.
    let mut browser = world.browser();
    comes(&world, &house, &mut browser, Says::of(&house.ana.email)).await;
    is_in(&browser, &house.ana.email);
    let mut own = world.browser();
    own.sign_in(&world, &house.ana).await;
    assert_eq!(own.open("/account/password").await.status, 200);
    let row = address::find(&mut world.app.store.read(), &house.ana.email).await.unwrap().expect("one");
    assert_eq!(row.user_id, house.ana.id);
}

/// `sso-only-user-forgot-password-silence`
async fn sso_only_user_forgot_password_silence(world: World) {
    let house = house(&world, OPEN).await;
    let none = world.user_since("none@larkfield.example", None).await;
    world.join(&none, "larkfield", Role::Member).await;
    let mut browser = world.browser();
    comes(&world, &house, &mut browser, Says::of(&none.email)).await;
    // Whoever asks for a password gets the mail, and may have one beside the provider.
    let mut other = world.browser();
    other.ask_for_reset(&none.email).await;
    other.open(&world.link(&none.email).await).await;
    other.fill(&[("new_password", ANOTHER)]).await;
    is_in(&other, &none.email);
}

/// `zitadel-invite-then-idp-linking-fails`
async fn zitadel_invite_then_idp_linking_fails(world: World) {
    let house = house(&world, OPEN).await;
    world.invite("noor@larkfield.example", "larkfield").await;
    let mut browser = world.browser();
    comes(&world, &house, &mut browser, Says::of("noor@larkfield.example")).await;
    is_in(&browser, "noor@larkfield.example");
}

/// `simplesamlphp-state-information-lost`
async fn simplesamlphp_state_information_lost(world: World) {
    let house = house(&world, OPEN).await;
    let mut browser = world.browser();
    let back = house.provider.goes(&world, &mut browser, &house.start, Says::of(&house.ana.email)).await;
    browser.cookies.clear();
    let page = browser.open(&back).await;
    assert_eq!(page.cause().as_deref(), Some("sso-state-lost"), "{}", page.told());
    let again = page.link_to("/sso/").expect("once more, with a click");
    house.provider.signs_in(&world, &mut browser, &again, Says::of(&house.ana.email)).await;
    is_in(&browser, &house.ana.email);
}

/// `mail-app-browser-refused-by-google`
async fn mail_app_browser_refused_by_google(world: World) {
    let house = house(&world, OPEN).await;
    world.require_sign_on("larkfield", &house.jo).await;
    let noor = "noor@larkfield.example";
    world.invite(noor, "larkfield").await;
    let link = world.link(noor).await;
    let hint = "browser inside another app";
    let mut app = world.browser();
    app.headers =
        vec![("user-agent", "Mozilla/5.0 (Linux; Android 14; Pixel; wv) Chrome/140.0 Mobile".into())];
    let page = app.open(&link).await;
    assert!(page.says(hint) && page.says("https://login.vestibule.example"), "{}", page.told());
    app.open("/sign-in").await;
    let page = app.fill(&[("email", noor)]).await;
    assert!(page.says(hint), "{}", page.told());
    // In the person's own browser the same link works, as does the typed code.
    let mut own = world.browser();
    let page = own.open(&link).await;
    assert!(!page.says(hint), "{}", page.told());
    let href = page.link_to("/sso?").expect("the way");
    house.provider.signs_in(&world, &mut own, &href, Says::of(noor)).await;
    is_in(&own, noor);
}

/// `discourse-admin-login-escape-hatch`
async fn discourse_admin_login_escape_hatch(world: World) {
    let house = house(&world, OPEN).await;
    world.require_sign_on("larkfield", &house.jo).await;
    // The connection is broken. The page that says so leads everybody to the door beside it, admin or not.
    let mut pages = vec![];
    for email in [&house.jo.email, &house.ana.email] {
        let mut browser = world.browser();
        browser.open("/sign-in").await;
        browser.fill(&[("email", email)]).await;
        let href = browser.page.link_to("/sso/").expect("the way");
        let says = Says::of(email).wrong(Wrong::Forgets);
        house.provider.signs_in(&world, &mut browser, &href, says).await;
        assert_eq!(browser.page.cause().as_deref(), Some("sso-secret-refused"), "{}", browser.page.told());
        pages.push(browser.page.remedies());
        browser.take("use-password").await;
        assert_eq!(browser.page.place(), "/sign-in/password", "{}", browser.page.told());
        browser.fill(&[("password", crate::world::PASSWORD)]).await;
        if *email == house.ana.email {
            assert_eq!(browser.page.organization(), None, "{}", browser.page.told());
            continue;
        }
        // The admin gives their own second factor, and mends it.
        browser.fill(&[("code", &house.jo.code(&world))]).await;
        is_in(&browser, email);
        let page = browser.post_fields("/org/larkfield/sso/required", &[("to", "off")]).await;
        assert!(page.says("People can choose again"), "{}", page.told());
        world.require_sign_on("larkfield", &house.jo).await;
    }
    assert_eq!(pages[0], pages[1], "the same ways for both");
}
