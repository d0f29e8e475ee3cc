//! Setting SAML up as an office manager would: by the metadata's address, or by what was pasted; and what they are told.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::get;
use rules::Span;
use vestibule::dev::provider::pen::Pen;
use vestibule::jobs::sweep;
use vestibule::store::connection;

use super::is_in;
use super::saml::office;
use crate::world::saml::SamlProvider;
use crate::world::{OPEN, World, stories};

stories![
    an_office_manager_sets_it_up_by_an_address,
    what_cannot_be_used_is_said_beside_its_field,
    a_second_certificate_counts_beside_the_first,
    a_new_certificate_is_fetched_where_the_metadata_are,
    admins_are_told_before_a_certificate_ends,
    the_private_key_stands_nowhere,
];

/// Serves that text at an address.
async fn served(text: String) -> String {
    served_by(Arc::new(Mutex::new(text))).await
}

async fn served_by(text: Arc<Mutex<String>>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().route("/metadata", get(move || async move { text.lock().unwrap().clone() }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    at
}

async fn an_office_manager_sets_it_up_by_an_address(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    world.prove_domain("larkfield", &jo, "larkfield.example").await;
    let provider = SamlProvider::new();
    let at = served(provider.metadata(&[provider.own()])).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    browser.open("/org/larkfield/sso").await;
    assert!(browser.page.html.contains("provider=entra&amp;protocol=saml"), "{}", browser.page.told());
    browser.open("/org/larkfield/sso/new?provider=entra&protocol=saml").await;
    // The addresses that the provider wants are there before anything is saved, and stay as they are.
    assert!(browser.page.says("Identifier (Entity ID)"), "{}", browser.page.told());
    let acs = browser.page.html.split_once("data-back>").unwrap().1.split_once('<').unwrap().0.to_owned();
    browser.fill(&[("name", "Larkfield Entra"), ("metadata_at", "")]).await;
    assert!(browser.page.says("Fill this in"), "{}", browser.page.told());
    assert!(browser.page.html.contains(&acs), "{}", browser.page.told());
    let form = browser.page.main_form();
    browser.fill(&[("metadata_at", &format!("{at}/metadata"))]).await;
    assert!(browser.page.says("Larkfield Entra"), "{}", browser.page.told());
    assert!(
        browser.page.html.contains(&acs) && browser.page.says(&provider.entity),
        "{}",
        browser.page.told()
    );
    let place = browser.page.place().to_owned();
    assert!(acs.contains(place.rsplit('/').next().unwrap()), "{acs} {place}");
    // The same form once more makes no second one.
    let again: Vec<(String, String)> = form
        .fields
        .iter()
        .filter(|(name, _)| name != "metadata_at")
        .cloned()
        .chain([("metadata_at".to_owned(), format!("{at}/metadata"))])
        .collect();
    browser.post("/org/larkfield/sso/new", &again).await;
    assert_eq!(browser.page.place(), place, "{}", browser.page.told());
    // Tried, switched on, used.
    let (says, state) = provider.goes(&world, &mut browser, &format!("{place}/try"), &jo.email).await;
    browser.brings(&says.acs, &provider.signed(&says), &state).await;
    assert!(browser.page.says("this sign-in would work"), "{}", browser.page.told());
    browser.press(&format!("{place}/switch"), &[("to", "on")]).await;
    let id = place.rsplit('/').next().unwrap();
    let mut other = world.browser();
    provider.signs_in(&world, &mut other, &format!("/sso/{id}"), &jo.email).await;
    is_in(&other, &jo.email);
}

async fn what_cannot_be_used_is_said_beside_its_field(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin_with_app("jo@larkfield.example", "larkfield").await;
    let provider = SamlProvider::new();
    let good = provider.metadata(&[provider.own()]);
    let at = served("no metadata".to_owned()).await;
    let mut browser = world.browser();
    browser.sign_in(&world, &jo).await;
    let post = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
    let redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    let two = format!(
        "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">{}{}</md:EntitiesDescriptor>",
        good.split_once('\n').unwrap().1,
        good.split_once('\n').unwrap().1.replace("/idp\"", "/other\"")
    );
    let ours = good.replace("IDPSSODescriptor", "SPSSODescriptor");
    let ended = good.replace("entityID=", "validUntil=\"2020-01-01T00:00:00Z\" entityID=");
    let cases = [
        ("metadata_at", "not an address".to_owned(), "begins with https://"),
        ("metadata_at", "http://127.0.0.1:9/".to_owned(), "Nobody answers there"),
        ("metadata_at", format!("{at}/elsewhere"), "404"),
        ("metadata_at", format!("{at}/metadata"), "saml-not-xml"),
        ("metadata", "<html></html>".to_owned(), "saml-not-metadata"),
        ("metadata", format!("<!DOCTYPE x>{good}"), "saml-document-type"),
        ("metadata", ours, "describe no identity provider"),
        ("metadata", two, "describe several providers"),
        ("metadata", ended, "These metadata ended"),
        ("metadata", good.replace(redirect, post), "HTTP-Redirect"),
        ("metadata", good.replace("https://idp", "javascript:x//idp"), "saml-no-sign-on"),
    ];
    for (field, value, said) in &cases {
        browser.open("/org/larkfield/sso/new?provider=saml").await;
        let page = browser.fill(&[("name", "N"), (field, value)]).await;
        assert!(page.says(said), "{said}: {}", page.told());
    }
    browser.open("/org/larkfield/sso/new?provider=saml").await;
    let page = browser.fill(&[("name", "N"), ("metadata", &good), ("certificates", "x")]).await;
    assert!(page.says("no certificate that could be used"), "{}", page.told());
}

/// The provider is about to change its key: both count, and neither is asked for again when the other settings change.
async fn a_second_certificate_counts_beside_the_first(world: World) {
    let office = office(&world, OPEN).await;
    let provider = &office.provider;
    let mut jo = world.browser();
    jo.sign_in(&world, &office.jo).await;
    let come = async |cause: Option<&str>| {
        let mut browser = world.browser();
        let (says, state) = provider.goes(&world, &mut browser, &office.start, &office.ana.email).await;
        let xml = says.around(&provider.next().signed(&says.assertion()).unwrap());
        browser.brings(&says.acs, &xml, &state).await;
        assert_eq!(browser.page.cause().as_deref(), cause, "{}", browser.page.told());
    };
    come(Some("sso-key")).await;
    let pem = |pen: &Pen| {
        let inside = data_encoding::BASE64.encode(&pen.certificate.der);
        format!("-----BEGIN CERTIFICATE-----\n{inside}\n-----END CERTIFICATE-----")
    };
    jo.open(&format!("/org/larkfield{}/edit", office.start)).await;
    jo.fill(&[("certificates", &pem(provider.next()))]).await;
    assert!(jo.page.says(&provider.next().certificate.fingerprint), "{}", jo.page.told());
    come(None).await;
    let mut browser = world.browser();
    provider.signs_in(&world, &mut browser, &office.start, &office.ana.email).await;
    is_in(&browser, &office.ana.email);
    // A new name changes nothing that a sign-in depends on.
    let row =
        async || connection::any_find(&mut world.app.store.read(), office.connection).await.unwrap().unwrap();
    let before = row().await;
    jo.open(&format!("/org/larkfield{}/edit", office.start)).await;
    jo.fill(&[("name", "Another name")]).await;
    let after = row().await;
    assert_eq!((after.name.as_str(), &after.keys), ("Another name", &before.keys));
    assert_eq!((after.described, after.client_secret), (before.described, before.client_secret));
}

async fn admins_are_told_before_a_certificate_ends(world: World) {
    let office = office(&world, OPEN).await;
    let ends = office.provider.own().certificate.ends;
    world.pass(Span(ends.0 - world.app.now().0 - Span::days(61).0));
    let mut counts = vec![];
    for days in [0, 2, 30, 23, 5] {
        world.pass(Span(Span::days(days).0 + 1));
        sweep::all(&world.app).await.unwrap();
        let mails = world.mails(&office.jo.email).await;
        counts.push(mails.iter().filter(|mail| mail.text.contains("The certificate with which")).count());
    }
    assert_eq!(counts, [0, 1, 2, 3, 4]);
}

/// The provider changes its key and publishes the new one: nobody has to do anything, and nobody is told of the old one's
/// end. What is published nowhere opens nothing.
async fn a_new_certificate_is_fetched_where_the_metadata_are(world: World) {
    let office = office(&world, OPEN).await;
    let provider = &office.provider;
    let text = Arc::new(Mutex::new(provider.metadata(&[provider.own()])));
    let at = served_by(text.clone()).await;
    let mut jo = world.browser();
    jo.sign_in(&world, &office.jo).await;
    jo.open(&format!("/org/larkfield{}/edit", office.start)).await;
    jo.fill(&[("metadata_at", &format!("{at}/metadata"))]).await;
    assert!(jo.page.says("Saved"), "{}", jo.page.told());
    let row =
        async || connection::any_find(&mut world.app.store.read(), office.connection).await.unwrap().unwrap();
    assert!(row().await.tried_at.is_some(), "the same metadata from elsewhere need no other try");
    let come = async |cause: Option<&str>| {
        let mut browser = world.browser();
        let (says, state) = provider.goes(&world, &mut browser, &office.start, &office.ana.email).await;
        let xml = says.around(&provider.next().signed(&says.assertion()).unwrap());
        browser.brings(&says.acs, &xml, &state).await;
        assert_eq!(browser.page.cause().as_deref(), cause, "{}", browser.page.told());
    };
    world.pass(Span::minutes(2));
    come(Some("sso-key")).await;
    // Another entity's metadata in that place are none.
    *text.lock().unwrap() = provider.metadata(&[provider.next()]).replace("/idp\"", "/other\"");
    world.pass(Span::minutes(2));
    come(Some("sso-key")).await;
    *text.lock().unwrap() = provider.metadata(&[provider.next()]);
    world.pass(Span::minutes(2));
    come(None).await;
    assert!(row().await.described.contains("EntityDescriptor"));
    assert!(
        jo.open(&format!("/org/larkfield{}", office.start))
            .await
            .says(&provider.next().certificate.fingerprint)
    );
    let later = Pen::new("Later", world.app.now().plus(Span::days(300))).unwrap();
    *text.lock().unwrap() = provider.metadata(&[provider.next(), &later]);
    let ends = provider.next().certificate.ends;
    world.pass(Span(ends.0 - world.app.now().0 - Span::days(20).0));
    sweep::all(&world.app).await.unwrap();
    let mails = world.mails(&office.jo.email).await;
    assert!(!mails.iter().any(|mail| mail.subject.contains("certificate")), "{mails:?}");
    assert_eq!(row().await.secret_ends_at, Some(later.certificate.ends));
}

/// Our private key is sealed where it is kept, and no page shows it.
async fn the_private_key_stands_nowhere(world: World) {
    let office = office(&world, OPEN).await;
    let row = connection::any_find(&mut world.app.store.read(), office.connection).await.unwrap().unwrap();
    let about = ["connections", "client_secret", &row.id.to_string()];
    let private = world.app.sealer.open(&about, &row.client_secret).expect("ours");
    assert!(!row.client_secret.windows(32).any(|part| part == &private[100..132]));
    let mut jo = world.browser();
    jo.sign_in(&world, &office.jo).await;
    let shown = data_encoding::BASE64.encode(&private);
    for path in ["", "/edit"] {
        let page = jo.open(&format!("/org/larkfield{}{path}", office.start)).await;
        assert!(!page.html.contains(&shown[200..240]), "{}", page.html);
    }
}
