//! The demo's identity provider in SAML: its metadata, a question to it by redirect, and each way of failing, told apart
//! by what verifies its responses.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use data_encoding::BASE64;
use proofs::saml::{
    Assertion, AuthnRequest, Expected, Flaw, Kind, Provider, read_metadata, redirect, verify,
};
use vestibule::dev::provider::Manner;

use super::Practice;

const ID: &str = "_what_we_asked";
const STATE: &str = "a state";

async fn metadata(practice: &Practice) -> Provider {
    let at = vestibule::dev::provider::saml::entity_id(&practice.world.app);
    let told = practice.fetch.get(&at).await.unwrap();
    read_metadata(&told.body, Some(&at), practice.world.app.now()).unwrap()
}

fn acs(practice: &Practice) -> String {
    format!("{}/sso/one/acs", practice.base)
}

fn request(practice: &Practice, provider: &Provider, acs: &str) -> String {
    let request = AuthnRequest {
        id: ID,
        issuer: &format!("{}/sso/one/metadata", practice.base),
        destination: &provider.sign_on[0].location,
        acs,
        now: practice.world.app.now(),
        name_id_format: None,
        force: false,
        authn_context: &[],
        subject: None,
    };
    redirect(&provider.sign_on[0].location, Kind::Request, &request.xml(), Some(STATE), None).unwrap()
}

async fn show(practice: &Practice, provider: &Provider, acs: &str) -> (StatusCode, String) {
    let at = request(practice, provider, acs);
    let path = at.strip_prefix(&practice.base).unwrap().to_owned();
    let (status, _, html) = practice.send(Request::get(path).body(Body::empty()).unwrap()).await;
    (status, html)
}

fn hidden(html: &str, name: &str) -> String {
    let after = html.split_once(&format!("name=\"{name}\" value=\"")).expect(name).1;
    let value = after.split_once('"').unwrap().0;
    ["&#60;", "&#62;", "&#34;", "&#38;"]
        .iter()
        .zip(["<", ">", "\"", "&"])
        .fold(value.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Chooses on the page: what is sent back.
async fn answered(practice: &Practice, provider: &Provider, manner: Manner) -> Result<Assertion, Flaw> {
    let (status, html) = show(practice, provider, &acs(practice)).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    let fields = [
        ("message", hidden(&html, "message")),
        ("relay_state", hidden(&html, "relay_state")),
        ("who", "ana@larkfield.example".to_owned()),
        ("manner", manner.word().to_owned()),
        ("second", "yes".to_owned()),
    ];
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let form = Request::post("/dev/provider/saml")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    let (status, _, html) = practice.send(form.body(Body::from(body)).unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    assert_eq!(hidden(&html, "RelayState"), STATE);
    assert!(html.contains(&format!("action=\"{}\"", acs(practice))), "{html}");
    let xml = BASE64.decode(hidden(&html, "SAMLResponse").as_bytes()).unwrap();
    let expected = Expected {
        issuer: &provider.entity_id,
        audience: &format!("{}/sso/one/metadata", practice.base),
        acs: &acs(practice),
        request: ID,
        certificates: &provider.certificates,
        decryption_keys: &[],
        now: practice.world.app.now(),
    };
    verify(&xml, &expected)
}

#[tokio::test]
async fn each_way_of_failing_in_saml_is_told_from_the_others() {
    let practice = Practice::new().await;
    let provider = metadata(&practice).await;
    for manner in Manner::ALL {
        let expected = match manner {
            Manner::Expired => "saml-expired",
            Manner::ClockAhead => "saml-not-yet-valid",
            Manner::Audience => "saml-wrong-audience",
            Manner::Issuer => "saml-wrong-issuer",
            Manner::Nonce => "saml-not-requested",
            Manner::Key => "saml-wrong-key",
            Manner::Unsigned => "saml-not-signed",
            Manner::Recipient => "saml-wrong-recipient",
            Manner::Encrypted => "saml-no-decryption-key",
            Manner::NotAssigned | Manner::Refused | Manner::Trouble => "saml-provider-said",
            Manner::Well
            | Manner::UnverifiedEmail
            | Manner::NoEmail
            | Manner::Transient
            | Manner::AnotherSubject => {
                let said = answered(&practice, &provider, manner).await.unwrap();
                assert_eq!(said.authn_context, ["https://refeds.org/profile/mfa"]);
                let email = said.attributes.iter().any(|one| one.name == "email");
                assert_eq!(email, manner != Manner::NoEmail, "{manner:?}");
                let transient = said.subject.format.as_deref().unwrap().ends_with("transient");
                assert_eq!(transient, manner == Manner::Transient, "{manner:?}");
                let again = answered(&practice, &provider, manner).await.unwrap();
                assert_eq!(again.subject == said.subject, manner != Manner::AnotherSubject, "{manner:?}");
                assert_ne!(again.id, said.id);
                continue;
            }
        };
        let flaw = answered(&practice, &provider, manner).await.unwrap_err();
        assert_eq!(flaw.code(), expected, "{manner:?}");
    }
}

/// What wants its answer elsewhere gets none.
#[tokio::test]
async fn a_question_that_leads_elsewhere_is_not_answered() {
    let practice = Practice::new().await;
    let provider = metadata(&practice).await;
    for acs in ["https://evil.example/acs", "javascript:alert(1)", "/sso/one/acs"] {
        assert_eq!(show(&practice, &provider, acs).await.0, StatusCode::BAD_REQUEST, "{acs}");
    }
    for query in ["", "SAMLRequest=x", "SAMLResponse=fZA%3D", "SAMLRequest=a&SAMLRequest=b"] {
        let path = format!("/dev/provider/saml?{query}");
        let (status, _, _) = practice.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
    }
}
