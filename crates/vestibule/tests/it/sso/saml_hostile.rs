//! What a hostile provider, a hostile page, and whoever listens in between try with SAML; none of it opens anything.

use rules::Span;
use vestibule::dev::provider::pen::Response;
use vestibule::store::{identity, journal};

use super::is_in;
use super::saml::{Office, office};
use crate::world::saml::{SamlProvider, packed};
use crate::world::{Browser, OPEN, World, stories};

stories![
    every_break_has_its_cause_and_opens_nothing,
    wrapped_signatures_open_nothing,
    a_response_works_once_and_in_the_browser_that_asked,
    a_response_of_another_connection_is_none_of_this_ones,
    an_assertion_works_once_whatever_carries_it,
    words_of_a_provider_stay_words,
];

async fn comes(world: &World, office: &Office, browser: &mut Browser) -> (Response, String) {
    office.provider.goes(world, browser, &office.start, &office.ana.email).await
}

fn refused(browser: &Browser, cause: &str, what: &str) {
    assert_eq!(browser.page.place(), "/sso/refused", "{what}: {}", browser.page.told());
    assert_eq!(browser.page.cause().as_deref(), Some(cause), "{what}: {}", browser.page.told());
    assert_eq!(browser.page.user(), None, "{what}");
}

type Break = (&'static str, fn(&SamlProvider, &mut Response) -> Option<String>, &'static str);

/// Each changes what is said, or writes the message itself.
const BREAKS: [Break; 17] = [
    ("expired", |_, says| later(says, -(65 * 60)), "sso-expired 3600"),
    ("not yet", |_, says| later(says, 420), "sso-not-yet-valid 420"),
    ("audience", |_, says| set(&mut says.audience, "https://another.example"), "sso-audience"),
    ("recipient", |_, says| set(&mut says.recipient, "https://another.example"), "sso-recipient"),
    ("destination", |_, says| set(&mut says.acs, "https://another.example"), "sso-recipient"),
    ("issuer", |_, says| set(&mut says.issuer, "https://another.example"), "sso-issuer"),
    ("unsigned", |_, says| Some(says.around(&says.assertion())), "sso-unsigned"),
    ("key", |by, says| Some(says.around(&by.stranger().signed(&says.assertion())?)), "sso-key"),
    ("altered", |by, says| Some(by.signed(says).replace("key of ana", "key of jo")), "sso-signature"),
    ("encrypted", |by, says| Some(says.encrypted_for(by.stranger())), "sso-encrypted"),
    ("another request", |_, says| asked(says, Some("_another")), "sso-unasked"),
    ("no request", |_, says| asked(says, None), "sso-unasked"),
    ("nonsense", |_, _| Some("<Response/>".to_owned()), "sso-unreadable"),
    ("a document type", |by, says| Some(format!("<!DOCTYPE x>{}", by.signed(says))), "sso-unreadable"),
    ("failed", |by, says| no(by, says, "AuthnFailed", "Wrong"), "sso-declined"),
    ("not assigned", |by, says| no(by, says, "RequestDenied", "User is not assigned"), "sso-not-assigned"),
    ("its own", |by, says| no(by, says, "UnsupportedBinding", "Out of order"), "sso-provider-said"),
];

fn later(says: &mut Response, seconds: i64) -> Option<String> {
    says.now = rules::Instant(says.now.0 + Span::seconds(seconds).0);
    None
}

fn set(part: &mut String, to: &str) -> Option<String> {
    to.clone_into(part);
    None
}

fn asked(says: &mut Response, request: Option<&str>) -> Option<String> {
    says.request = request.map(str::to_owned);
    None
}

fn no(by: &SamlProvider, says: &Response, inner: &str, words: &str) -> Option<String> {
    by.own().signed(&says.refusal("Responder", inner, words))
}

async fn every_break_has_its_cause_and_opens_nothing(world: World) {
    let office = office(&world, OPEN).await;
    for (what, spoil, expected) in BREAKS {
        let mut browser = world.browser();
        let (mut says, state) = comes(&world, &office, &mut browser).await;
        let acs = says.acs.clone();
        let xml = spoil(&office.provider, &mut says).unwrap_or_else(|| office.provider.signed(&says));
        browser.brings(&acs, &xml, &state).await;
        refused(&browser, expected.split(' ').next().unwrap(), what);
        let reference = browser.page.reference().expect("a reference");
        let row = journal::find(&mut world.app.store.read(), &reference).await.unwrap().expect("an entry");
        assert_eq!(row.cause.as_deref(), Some(expected), "{what}");
        assert_eq!(browser.whoami().await, None, "{what}");
    }
    // Not even base64, and nothing at all.
    for message in ["%%%", ""] {
        let mut browser = world.browser();
        let (says, state) = comes(&world, &office, &mut browser).await;
        browser.sends_from_elsewhere(&says.acs, &[("SAMLResponse", message), ("RelayState", &state)]).await;
        browser.fill(&[]).await;
        refused(&browser, "sso-unreadable", message);
    }
    assert_eq!(identity::count(&mut world.app.store.read(), office.connection).await.unwrap(), 0);
}

/// A genuine assertion about Ana, and a made-up one about Jo, in every place where one could be read instead of the other.
async fn wrapped_signatures_open_nothing(world: World) {
    let office = office(&world, OPEN).await;
    for form in 0..9 {
        let mut browser = world.browser();
        let (says, state) = comes(&world, &office, &mut browser).await;
        let genuine = office.provider.own().signed(&says.assertion()).unwrap();
        let jo = Response {
            name: format!("key of {}", office.jo.email),
            attributes: vec![("email", office.jo.email.clone())],
            ..says.clone()
        };
        let made_up = jo.assertion();
        let signature = {
            let after = genuine.split_once("<ds:Signature").unwrap().1;
            format!("<ds:Signature{}</ds:Signature>", after.split_once("</ds:Signature>").unwrap().0)
        };
        let id = |xml: &str| xml.split_once(" ID=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
        let same_id = made_up.replacen(&id(&made_up), &id(&genuine), 1);
        let within =
            |outer: &str, mark: &str, inner: &str| outer.replacen(mark, &format!("{inner}{mark}"), 1);
        let object = format!("<ds:Object>{genuine}</ds:Object></ds:Signature>");
        let xml = match form {
            0 => says.around(&format!("{made_up}{genuine}")),
            1 => says.around(&format!("{genuine}{made_up}")),
            2 => says.around(&within(&made_up, "</saml:Assertion>", &genuine)),
            3 => says.around(&made_up.replacen("</saml:Issuer>", &format!("</saml:Issuer>{signature}"), 1)),
            4 => says.around(&same_id.replacen("</saml:Issuer>", &format!("</saml:Issuer>{signature}"), 1)),
            5 => {
                let wrapping = signature.replacen("</ds:Signature>", &object, 1);
                says.around(&same_id.replacen("</saml:Issuer>", &format!("</saml:Issuer>{wrapping}"), 1))
            }
            6 => within(
                &says.around(&made_up),
                "<samlp:Status>",
                &format!("<samlp:Extensions>{genuine}</samlp:Extensions>"),
            ),
            7 => within(&genuine, "<saml:Conditions", &made_up),
            _ => says.around(&genuine.replacen("key of ana@", "key of jo@<!---->", 1)),
        };
        browser.brings(&says.acs, &xml, &state).await;
        assert_eq!(browser.page.place(), "/sso/refused", "{form}: {}", browser.page.told());
        assert_eq!(browser.whoami().await, None, "{form}");
    }
    assert_eq!(identity::count(&mut world.app.store.read(), office.connection).await.unwrap(), 0);
}

async fn a_response_works_once_and_in_the_browser_that_asked(world: World) {
    let office = office(&world, OPEN).await;
    // Somebody else's response is put into Ana's browser (login CSRF), which asked nothing, or something else.
    let mut eve = world.browser();
    let (says, state) = comes(&world, &office, &mut eve).await;
    let xml = office.provider.signed(&says);
    let mut ana = world.browser();
    ana.open("/sign-in").await;
    ana.brings(&says.acs, &xml, &state).await;
    refused(&ana, "sso-state-lost", "somebody else's");
    let (_, hers) = comes(&world, &office, &mut ana).await;
    ana.brings(&says.acs, &xml, &hers).await;
    refused(&ana, "sso-unasked", "to somebody else's question");
    // Where it belongs it works, and once.
    let before = eve.cookies.clone();
    eve.brings(&says.acs, &xml, &state).await;
    is_in(&eve, &office.ana.email);
    let page = eve.brings(&says.acs, &xml, &state).await;
    assert_eq!(page.place(), "/account", "who loads again is where they wanted to be: {}", page.told());
    let mut thief = world.browser();
    thief.cookies = before;
    thief.brings(&says.acs, &xml, &state).await;
    refused(&thief, "sso-used-twice", "again");
}

async fn a_response_of_another_connection_is_none_of_this_ones(world: World) {
    let office = office(&world, OPEN).await;
    world.organization("evil", OPEN).await;
    let eve = world.admin_with_app("eve@evil.example", "evil").await;
    // Evil's provider has a key of its own making and calls itself whatever it likes.
    for entity in ["https://idp.evil.example/idp", office.provider.entity.as_str()] {
        let evil = SamlProvider { entity: entity.to_owned(), ..SamlProvider::named("idp.evil.example") };
        let connection = world.connect_saml(&evil, "evil", &eve).await;
        let start = format!("/sso/{connection}");
        // Its answer, at Larkfield's place, with the state of a question to it.
        let mut browser = world.browser();
        let (says, state) = evil.goes(&world, &mut browser, &start, &office.ana.email).await;
        let acs = says.acs.replace(&connection.to_string(), &office.connection.to_string());
        browser.brings(&acs, &evil.signed(&says), &state).await;
        refused(&browser, "sso-state-lost", "at another's place");
        // An answer that was made for Larkfield, at its own place.
        let (mut says, state) = evil.goes(&world, &mut browser, &start, &office.ana.email).await;
        says.audience = says.audience.replace(&connection.to_string(), &office.connection.to_string());
        browser.brings(&says.acs, &evil.signed(&says), &state).await;
        refused(&browser, "sso-audience", "for another");
        // And what it may say at its own place opens nobody's door who is not in Evil.
        let page = evil.signs_in(&world, &mut browser, &start, &office.ana.email).await;
        assert_eq!(page.cause().as_deref(), Some("sso-address-unverified"), "{}", page.told());
        assert_eq!(browser.whoami().await, None);
    }
}

/// One assertion, in the answer to a second question: it names the first one's request, and it was used.
async fn an_assertion_works_once_whatever_carries_it(world: World) {
    let office = office(&world, OPEN).await;
    let mut browser = world.browser();
    let (says, state) = comes(&world, &office, &mut browser).await;
    let assertion = office.provider.own().signed(&says.assertion()).unwrap();
    browser.brings(&says.acs, &says.around(&assertion), &state).await;
    is_in(&browser, &office.ana.email);
    let (next, state) = comes(&world, &office, &mut browser).await;
    let page = browser.brings(&next.acs, &next.around(&assertion), &state).await;
    assert_eq!(page.cause().as_deref(), Some("sso-unasked"), "{}", page.told());
}

async fn words_of_a_provider_stay_words(world: World) {
    let office = office(&world, OPEN).await;
    let mut browser = world.browser();
    let (says, state) = comes(&world, &office, &mut browser).await;
    let words = "<script>alert(1)</script>";
    let xml = says.refusal("Responder", "UnsupportedBinding", words);
    // What came along with the message comes back in a page of ours before anybody looked at it.
    let hostile = "\"><script>alert(2)</script>";
    let fields = [("SAMLResponse", packed(&xml)), ("RelayState", hostile.to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = browser.sends_from_elsewhere(&says.acs, &fields).await;
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    browser.brings(&says.acs, &xml, &state).await;
    refused(&browser, "sso-provider-said", words);
    assert!(!browser.page.html.contains("alert(1)"), "a provider's words are for the admins");
    let reference = browser.page.reference().unwrap();
    let mut jo = world.browser();
    jo.sign_in(&world, &office.jo).await;
    let page = jo.open(&format!("/org/larkfield{}/{reference}", office.start)).await;
    assert!(page.html.contains("alert(1)") && !page.html.contains("<script>alert"), "{}", page.html);
    // Another organization's admin finds neither.
    world.organization("evil", OPEN).await;
    let eve = world.admin_with_app("eve@evil.example", "evil").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &eve).await;
    for path in ["", "/edit", &format!("/{reference}")] {
        let page = browser.open(&format!("/org/evil{}{path}", office.start)).await;
        assert_eq!(page.status, 404, "{path}: {}", page.told());
    }
}
