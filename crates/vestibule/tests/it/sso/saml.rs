//! Stories of coming through a provider that speaks SAML: the same pages and the same judgement as with OpenID Connect,
//! and what SAML has of its own.

use rules::Span;
use uuid::Uuid;
use vestibule::store::identity;

use super::is_in;
use crate::world::saml::SamlProvider;
use crate::world::{ASKS_FOR_SECOND, OPEN, Person, World, stories};

stories![
    who_is_known_there_gets_in_here,
    a_form_from_another_site_is_sent_once_more_by_a_page_of_ours,
    what_is_sent_unasked_yields_only_who_is_to_be_asked,
    to_and_fro_has_an_end,
    a_name_made_up_for_once_names_nobody,
    an_address_counts_in_the_domains_that_were_proved,
    a_second_factor_there_counts_where_it_is_said,
    the_decoded_message_stands_in_the_console,
    our_metadata_say_what_a_provider_needs,
];

pub struct Office {
    pub jo: Person,
    pub ana: Person,
    pub provider: SamlProvider,
    pub connection: Uuid,
    pub start: String,
}

/// Larkfield with its provider: Jo administers it, Ana is a member.
pub async fn office(world: &World, policy: rules::policy::Policy) -> Office {
    world.organization("larkfield", policy).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let provider = SamlProvider::new();
    let connection = world.connect_saml(&provider, "larkfield", &jo).await;
    world.prove_domain("larkfield", &jo, "larkfield.example").await;
    Office { jo, ana, provider, connection, start: format!("/sso/{connection}") }
}

async fn who_is_known_there_gets_in_here(world: World) {
    let office = office(&world, OPEN).await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    let page = browser.fill(&[("email", &office.ana.email)]).await;
    let href = page.link_to("/sso/").expect("the way through the provider");
    office.provider.signs_in(&world, &mut browser, &href, &office.ana.email).await;
    is_in(&browser, &office.ana.email);
    // Again, by the key that is known now, whatever the address is by then.
    let mut again = world.browser();
    let (mut says, state) = office.provider.goes(&world, &mut again, &office.start, &office.ana.email).await;
    says.attributes = vec![("email", "ana.berg@larkfield.example".to_owned())];
    again.brings(&says.acs, &office.provider.signed(&says), &state).await;
    is_in(&again, &office.ana.email);
    // The response may be signed instead of the assertion, or besides.
    for both in [false, true] {
        let mut browser = world.browser();
        let (says, state) =
            office.provider.goes(&world, &mut browser, &office.start, &office.ana.email).await;
        let inner = says.assertion();
        let pen = office.provider.own();
        let inner = if both { pen.signed(&inner).unwrap() } else { inner };
        // Our pen signs behind the first issuer, which is the response's.
        browser.brings(&says.acs, &pen.signed(&says.around(&inner)).unwrap(), &state).await;
        is_in(&browser, &office.ana.email);
    }
    // Another account there is asked for by having them sign in anew.
    let page = browser.ask("GET", &format!("{}?switch=1", office.start), None).await;
    let location = page.headers["location"].to_str().unwrap();
    let query = location.split_once("SAMLRequest").unwrap().1;
    let carried = proofs::saml::Carried::redirected(&format!("SAMLRequest{query}")).unwrap();
    assert!(String::from_utf8(carried.xml).unwrap().contains("ForceAuthn=\"true\""));
    // Deep links survive.
    let mut jo = world.browser();
    jo.open("/org/larkfield/people").await;
    let page = jo.fill(&[("email", &office.jo.email)]).await;
    let href = page.link_to("/sso/").expect("the way");
    let (mut says, state) = office.provider.goes(&world, &mut jo, &href, &office.jo.email).await;
    says.context = "https://refeds.org/profile/mfa";
    let page = jo.brings(&says.acs, &office.provider.signed(&says), &state).await;
    assert_eq!(page.place(), "/org/larkfield/people", "{}", page.told());
}

/// The other site's form brings no cookie and takes none; what it held is decided on only when a page of ours sent it.
async fn a_form_from_another_site_is_sent_once_more_by_a_page_of_ours(world: World) {
    let office = office(&world, OPEN).await;
    let mut browser = world.browser();
    let (says, state) = office.provider.goes(&world, &mut browser, &office.start, &office.ana.email).await;
    let cookies = browser.cookies.clone();
    let xml = crate::world::saml::packed(&office.provider.signed(&says));
    let fields = [("SAMLResponse", xml.as_str()), ("RelayState", state.as_str())];
    let page = browser.sends_from_elsewhere(&says.acs, &fields).await;
    assert_eq!((page.status.as_u16(), page.user()), (200, None), "{}", page.told());
    assert!(page.html.contains("method=\"post\"") && page.html.contains("RelayState"), "{}", page.html);
    assert_eq!(browser.cookies, cookies);
    browser.fill(&[]).await;
    is_in(&browser, &office.ana.email);
    // Nothing else is taken from other sites.
    for path in ["/sign-in", "/sso/x/y/acs", "/sso/acs", "/sign-out"] {
        let page = browser.sends_from_elsewhere(path, &[("email", "x")]).await;
        assert_eq!(page.status, 403, "{path}: {}", page.told());
    }
    // A connection that doesn't exist, or speaks something else, has no such place.
    let other = format!("/sso/{}/acs", Uuid::now_v7());
    assert_eq!(browser.sends_from_elsewhere(&other, &fields).await.status, 404);
    assert_eq!(browser.open(&format!("{}/back?code=x&state=y", office.start)).await.status, 404);
    // More than anybody has to say is not read.
    let long = "A".repeat(600 * 1024);
    let page = browser.sends_from_elsewhere(&says.acs, &[("SAMLResponse", long.as_str())]).await;
    assert_eq!(page.status, 413);
}

async fn what_is_sent_unasked_yields_only_who_is_to_be_asked(world: World) {
    let office = office(&world, OPEN).await;
    let base = "https://login.vestibule.example";
    let (acs, audience) = (format!("{base}{}/acs", office.start), format!("{base}{}/metadata", office.start));
    for (state, place) in [
        ("", "/account"),
        ("/org/larkfield/requests", "/org/larkfield/requests"),
        ("https://login.vestibule.example/org/larkfield/requests", "/org/larkfield/requests"),
        ("https://evil.example/", "/account"),
        ("//evil.example/", "/account"),
        ("/\\evil.example", "/account"),
        ("https://login.vestibule.example.evil.example/", "/account"),
        ("javascript:alert(1)", "/account"),
    ] {
        let mut browser = world.browser();
        // Not even signed: nothing of it counts but whose it is.
        let says = office.provider.says(&world, &acs, &audience, &office.jo.email);
        let fields = [("SAMLResponse", crate::world::saml::packed(&says.around(&says.assertion())))];
        let fields = [("SAMLResponse", fields[0].1.as_str()), ("RelayState", state)];
        browser.sends_from_elsewhere(&acs, &fields).await;
        let form = browser.page.main_form();
        assert_eq!(form.action, format!("{}/acs", office.start));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let page = browser.ask("POST", &acs, Some(body.into_bytes())).await;
        let location = page.headers["location"].to_str().unwrap().to_owned();
        assert!(location.starts_with(&format!("{}?", office.start)), "{location}");
        // Two redirects: to our question, and with it to the provider.
        let (mut says, state) = office.provider.goes(&world, &mut browser, &location, &office.jo.email).await;
        says.context = "https://refeds.org/profile/mfa";
        let page = browser.brings(&says.acs, &office.provider.signed(&says), &state).await;
        assert_eq!(page.place(), place, "{}", page.told());
        is_in(&browser, &office.jo.email);
    }
    // Another provider's wish is none of this connection's.
    let mut browser = world.browser();
    let mut says = office.provider.says(&world, &acs, &audience, &office.jo.email);
    says.issuer = "https://evil.example/idp".to_owned();
    let page = browser.brings(&acs, &office.provider.signed(&says), "").await;
    assert_eq!(page.cause().as_deref(), Some("sso-unasked"), "{}", page.told());
}

/// A provider that never answers what it is asked: the second time it says so.
async fn to_and_fro_has_an_end(world: World) {
    let office = office(&world, OPEN).await;
    let mut browser = world.browser();
    let (says, _) = office.provider.goes(&world, &mut browser, &office.start, &office.ana.email).await;
    let unasked = vestibule::dev::provider::pen::Response { request: None, ..says };
    let page = browser.brings(&unasked.acs, &office.provider.signed(&unasked), "").await;
    assert_eq!(page.cause().as_deref(), Some("sso-unasked"), "{}", page.told());
    assert!(page.link_to("/sso/").is_some(), "{}", page.told());
}

async fn a_name_made_up_for_once_names_nobody(world: World) {
    let office = office(&world, OPEN).await;
    let mut browser = world.browser();
    let (mut says, state) =
        office.provider.goes(&world, &mut browser, &office.start, &office.ana.email).await;
    says.format = "transient";
    let page = browser.brings(&says.acs, &office.provider.signed(&says), &state).await;
    assert_eq!(page.cause().as_deref(), Some("sso-no-subject"), "{}", page.told());
    // Unless an attribute does.
    let (mut says, state) =
        office.provider.goes(&world, &mut browser, &office.start, &office.ana.email).await;
    says.format = "transient";
    says.attributes.push(("urn:oasis:names:tc:SAML:attribute:subject-id", "a1@larkfield".to_owned()));
    browser.brings(&says.acs, &office.provider.signed(&says), &state).await;
    is_in(&browser, &office.ana.email);
    let mut read = world.app.store.read();
    assert!(identity::find(&mut read, office.connection, "a1@larkfield").await.unwrap().is_some());
    // A name that is an address needs no attribute, and is the same in any case of its letters.
    let eva = world.member("eva@larkfield.example", "larkfield").await;
    for name in ["Eva@Larkfield.Example", "eva@larkfield.example"] {
        let mut browser = world.browser();
        let (mut says, state) = office.provider.goes(&world, &mut browser, &office.start, "").await;
        (says.name, says.format, says.attributes) = (name.to_owned(), "emailAddress", vec![]);
        browser.brings(&says.acs, &office.provider.signed(&says), &state).await;
        is_in(&browser, &eva.email);
    }
    // No address at all.
    let mut browser = world.browser();
    let (mut says, state) = office.provider.goes(&world, &mut browser, &office.start, "").await;
    (says.name, says.attributes) = ("somebody new".to_owned(), vec![]);
    let page = browser.brings(&says.acs, &office.provider.signed(&says), &state).await;
    assert_eq!(page.cause().as_deref(), Some("sso-no-address"), "{}", page.told());
}

async fn an_address_counts_in_the_domains_that_were_proved(world: World) {
    let office = office(&world, OPEN).await;
    let guest = world.member("guest@elsewhere.example", "larkfield").await;
    let mut browser = world.browser();
    let page = office.provider.signs_in(&world, &mut browser, &office.start, &guest.email).await;
    assert_eq!(page.cause().as_deref(), Some("sso-address-unverified"), "{}", page.told());
    let mut jo = world.browser();
    jo.sign_in(&world, &office.jo).await;
    jo.open(&format!("/org/larkfield{}/edit", office.start)).await;
    jo.fill(&[("addresses", "all")]).await;
    assert!(jo.page.says("Saved"), "{}", jo.page.told());
    office.provider.signs_in(&world, &mut browser, &office.start, &guest.email).await;
    is_in(&browser, &guest.email);
}

async fn a_second_factor_there_counts_where_it_is_said(world: World) {
    let office = office(&world, ASKS_FOR_SECOND).await;
    let mut ana = office.ana.clone();
    world.give_app(&mut ana).await;
    let mut browser = world.browser();
    office.provider.signs_in(&world, &mut browser, &office.start, &ana.email).await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    let methods = "http://schemas.microsoft.com/claims/authnmethodsreferences";
    let several = "http://schemas.microsoft.com/claims/multipleauthn";
    for (context, attribute) in [(several, None), (crate::world::saml::PASSWORD, Some(several))] {
        let mut browser = world.browser();
        let (mut says, state) = office.provider.goes(&world, &mut browser, &office.start, &ana.email).await;
        says.context = context;
        says.attributes.extend(attribute.map(|value| (methods, value.to_owned())));
        browser.brings(&says.acs, &office.provider.signed(&says), &state).await;
        is_in(&browser, &ana.email);
    }
}

async fn the_decoded_message_stands_in_the_console(world: World) {
    let office = office(&world, OPEN).await;
    let mut jo = world.browser();
    jo.sign_in(&world, &office.jo).await;
    let place = format!("/org/larkfield{}", office.start);
    let before = jo.session();
    let (says, state) =
        office.provider.goes(&world, &mut jo, &format!("{place}/try"), &office.ana.email).await;
    let xml = office.provider.signed(&says);
    let page = jo.brings(&says.acs, &xml, &state).await;
    assert_eq!(page.place(), place, "{}", page.told());
    assert!(page.says("this sign-in would work"), "{}", page.told());
    assert!(page.html.contains("data-document") && page.says("saml:NameID"), "{}", page.told());
    let signature = xml.split_once("<ds:SignatureValue>").unwrap().1.split_once('<').unwrap().0;
    assert!(!page.html.contains(&signature[..40]), "what makes it worth stealing");
    assert_eq!(jo.session(), before, "a try signs nobody in");
    // One that goes wrong: what was expected beside what came, and what to change in the provider's words.
    let (mut says, state) =
        office.provider.goes(&world, &mut jo, &format!("{place}/try"), &office.ana.email).await;
    says.audience = "https://another.example/<script>".replace(['<', '>'], "_");
    let page = jo.brings(&says.acs, &office.provider.signed(&says), &state).await;
    assert!(page.says("Made for us: no") && page.says("another.example"), "{}", page.told());
    assert!(page.says("Our entity ID"), "{}", page.told());
    // A clock that is off is measured.
    let (mut says, state) =
        office.provider.goes(&world, &mut jo, &format!("{place}/try"), &office.ana.email).await;
    says.now = says.now.plus(Span::minutes(10));
    let page = jo.brings(&says.acs, &office.provider.signed(&says), &state).await;
    assert!(page.says("10 minutes ahead"), "{}", page.told());
}

async fn our_metadata_say_what_a_provider_needs(world: World) {
    let office = office(&world, OPEN).await;
    let mut browser = world.browser();
    let page = browser.open(&format!("{}/metadata", office.start)).await;
    assert_eq!(page.headers["content-type"], "application/samlmetadata+xml; charset=utf-8");
    let base = "https://login.vestibule.example";
    for part in [
        format!("entityID=\"{base}{}/metadata\"", office.start),
        format!("Location=\"{base}{}/acs\"", office.start),
        "AuthnRequestsSigned=\"true\"".to_owned(),
        "use=\"encryption\"".to_owned(),
    ] {
        assert!(page.html.contains(&part), "{part}: {}", page.html);
    }
    assert_eq!(browser.open(&format!("/sso/{}/metadata", Uuid::now_v7())).await.status, 404);
}
