//! What we send, and what comes by itself: requests, logout in both directions and both bindings, what is shown.

use proofs::saml::{
    AuthnRequest, Carried, Flaw, Kind, Logout, LogoutExpected, LogoutRequest, NameId, SigningKey, post,
    redirect, shown, verify_logout_request, verify_logout_response,
};
use rules::Instant;

use super::world::{SIMPLESAML, SITE, between, certificate, file, moment, private, text};

const SSO: &str = "http://127.0.0.1:18081/saml2/idp/SSOService.php";

fn our_signature() -> SigningKey {
    SigningKey::read(&private("sp"), &certificate("sp")).expect("a key")
}

fn request() -> AuthnRequest<'static> {
    AuthnRequest {
        id: "_0a1b",
        issuer: "https://login.vestibule.example/saml/wants-signed-req",
        destination: SSO,
        acs: "https://login.vestibule.example/acs/wants-signed-req",
        now: moment("2026-11-27T16:00:00Z"),
        name_id_format: None,
        force: false,
        authn_context: &[],
        subject: None,
    }
}

#[test]
fn a_request_says_what_it_should_and_nothing_more() {
    let plain = request().xml();
    let document = roxmltree::Document::parse(&plain).expect("well-formed");
    let root = document.root_element();
    assert_eq!(root.attribute("IssueInstant"), Some("2026-11-27T16:00:00Z"));
    assert_eq!(root.attribute("Destination"), Some(SSO));
    assert_eq!(root.children().count(), 1, "the issuer alone");
    let full = AuthnRequest {
        issuer: "https://a.test/?x=1&y=\"<z>'",
        name_id_format: Some("urn:f"),
        force: true,
        authn_context: &["urn:a", "urn:b"],
        subject: Some("ana&ben@larkfield.example"),
        ..request()
    };
    let xml = full.xml();
    let document = roxmltree::Document::parse(&xml).expect("well-formed");
    let names: Vec<_> = document.root_element().children().map(|one| one.tag_name().name()).collect();
    assert_eq!(names, ["Issuer", "Subject", "NameIDPolicy", "RequestedAuthnContext"]);
    assert_eq!(document.root_element().first_child().and_then(|one| one.text()), Some(full.issuer));
    assert_eq!(document.root_element().attribute("ForceAuthn"), Some("true"));
}

#[test]
fn an_address_carries_a_request_and_its_state() {
    let key = our_signature();
    for (location, key) in [(SSO, None), ("https://idp.test/sso?idpid=C0", Some(&key))] {
        let state = "a b+c&d=é/%";
        let url = redirect(location, Kind::Request, &request().xml(), Some(state), key).expect("made");
        let query = url.strip_prefix(location).expect("the location")[1..].to_owned();
        assert!(query.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%&=".contains(&byte)));
        let carried = Carried::redirected(&query).expect("as made");
        assert_eq!(carried.xml, request().xml().as_bytes());
        assert_eq!((carried.kind, carried.relay_state.as_deref()), (Kind::Request, Some(state)));
    }
}

/// The recorded address was accepted by SimpleSAMLphp, which demanded a signature, and refused after a change; the
/// posted message was verified by xmlsec1.
#[test]
fn our_signatures_are_those_that_others_took() {
    let key = our_signature();
    let url = redirect(SSO, Kind::Request, &request().xml(), Some("rs"), Some(&key)).expect("made");
    let (made, taken) = (url, text("ours-redirect.url"));
    let query = |url: &str| url.split_once('?').expect("a query").1.to_owned();
    let carried = |url: &str| Carried::redirected(&query(url)).expect("as made");
    assert_eq!(carried(&made).xml, carried(&taken).xml);
    for url in [made, taken] {
        let query = query(&url);
        let (over, signature) = query.split_once("&Signature=").expect("signed");
        let names: Vec<_> =
            over.split('&').filter_map(|field| field.split_once('=')).map(|field| field.0).collect();
        assert_eq!(names, ["SAMLRequest", "RelayState", "SigAlg"], "the order of bindings §3.4.4.1");
        let signature = signature.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
        let signature = data_encoding::BASE64.decode(signature.as_bytes()).expect("base64");
        assert_eq!(signature, super::provider::sign("sp", over.as_bytes()));
    }
    let posted = data_encoding::BASE64.decode(post(&request().xml(), Some(&key)).expect("made").as_bytes());
    assert_eq!(String::from_utf8(posted.expect("base64")).expect("text"), text("ours-posted.xml"));
}

const SLO: &str = "https://login.vestibule.example/slo/both-signed";

struct Side {
    issuer: String,
    destination: String,
    certificates: Vec<proofs::saml::Certificate>,
    now: Instant,
}

impl Side {
    fn expected(&self) -> LogoutExpected<'_> {
        LogoutExpected {
            issuer: &self.issuer,
            destination: &self.destination,
            certificates: &self.certificates,
            now: self.now,
        }
    }
}

/// As we expect a provider; or, to try what we send, as a provider expects us.
fn provider() -> Side {
    Side {
        issuer: SIMPLESAML.to_owned(),
        destination: SLO.to_owned(),
        certificates: vec![certificate("idp")],
        now: moment("2026-11-27T16:27:00Z"),
    }
}

fn us(now: &str) -> Side {
    Side {
        issuer: format!("{SITE}/saml"),
        destination: "https://idp.test/slo".to_owned(),
        certificates: vec![certificate("sp")],
        now: moment(now),
    }
}

fn recorded() -> String {
    let url = text("ssp-logout-request.url");
    url.trim().split_once('?').expect("a query").1.to_owned()
}

fn verified(query: &str) -> Result<LogoutRequest, Flaw> {
    let mut side = provider();
    let carried = Carried::redirected(query)?;
    let issued = String::from_utf8_lossy(&carried.xml).into_owned();
    if let Some((_, rest)) = issued.split_once("IssueInstant=\"") {
        side.now = moment(&rest[..20]);
    }
    verify_logout_request(&carried, &side.expected())
}

#[test]
fn a_real_providers_logout_names_the_session() {
    let request = verified(&recorded()).expect("SimpleSAMLphp's");
    assert_eq!(request.subject.value, "alice@acme.test");
    assert_eq!(request.session_indexes.len(), 1);
    assert!(request.id.starts_with('_'));
}

/// The answer to a request that we made, signed and sent to SimpleSAMLphp.
#[test]
fn a_real_provider_answers_our_logout() {
    let url = text("ssp-logout-response.url");
    let carried = Carried::redirected(url.trim().split_once('?').expect("a query").1).expect("as sent");
    let side = Side { now: moment("2026-11-27T16:29:10Z"), ..provider() };
    assert_eq!(verify_logout_response(&carried, &side.expected(), "_bye"), Ok(()));
    assert_eq!(carried.relay_state.as_deref(), Some("rs"));
    let other = verify_logout_response(&carried, &side.expected(), "_hello");
    assert!(matches!(other, Err(Flaw::NotRequested { .. })));
}

#[test]
fn a_query_is_signed_as_it_came_and_in_no_other_way() {
    let query = recorded();
    let malformed = Flaw::SignatureMalformed { part: "Signature".to_owned() };
    let without = query.split_once("&SigAlg").expect("signed").0;
    assert_eq!(verified(without), Err(Flaw::NotSigned));
    let half = query.split_once("&Signature").expect("signed").0;
    assert_eq!(verified(half), Err(malformed.clone()));
    for (from, to) in
        [("RelayState=_", "RelayState=x"), ("&RelayState=_", "&Other=_"), ("rsa-sha256", "rsa-sha512")]
    {
        let came = verified(&query.replacen(from, to, 1));
        assert!(matches!(came, Err(Flaw::WrongKey { came: None, .. })), "{from}: {came:?}");
    }
    let sha1 = query.replacen("2001%2F04%2Fxmldsig-more%23rsa-sha256", "2000%2F09%2Fxmldsig%23rsa-sha1", 1);
    assert!(matches!(verified(&sha1), Err(Flaw::WeakAlgorithm { .. })));
    // Whoever sends a field twice wants one reader to see the one and another the other.
    for field in ["RelayState=x", "SAMLRequest=x", "SAMLResponse=x", "Signature=x", "SigAlg=x"] {
        assert_eq!(verified(&format!("{query}&{field}")), Err(Flaw::NotUnpacked), "{field}");
        assert_eq!(verified(&format!("{field}&{query}")), Err(Flaw::NotUnpacked), "{field}");
    }
    assert!(
        verified(&format!("{query}&utm=1")).is_ok(),
        "fields of nobody's are signed by nobody and read by nobody"
    );
    for odd in
        ["", "a=b", "SAMLRequest=%", "SAMLRequest=%zz", "SAMLRequest=AAAA", "SAMLRequest=!!", "SAMLRequest"]
    {
        assert_eq!(verified(odd), Err(Flaw::NotUnpacked), "{odd}");
    }
    // 16 MB of nothing, compressed.
    let bomb = redirect("", Kind::Request, &" ".repeat(16 << 20), None, None).expect("made");
    assert_eq!(verified(&bomb[1..]), Err(Flaw::NotUnpacked));
}

fn our_logout(now: &str) -> String {
    let message = Logout {
        id: "_bye",
        issuer: &format!("{SITE}/saml"),
        destination: "https://idp.test/slo",
        now: moment(now),
    };
    message.request(&name(), Some("s<1>"))
}

fn name() -> NameId {
    NameId {
        value: "ana & ben".to_owned(),
        format: Some("urn:f\"".to_owned()),
        name_qualifier: None,
        service_name_qualifier: Some("urn:us".to_owned()),
    }
}

#[test]
fn logout_goes_both_ways_in_both_bindings() {
    let (key, noon) = (our_signature(), "2026-11-27T12:00:00Z");
    let xml = our_logout(noon);
    let url = redirect("https://idp.test/slo", Kind::Request, &xml, None, Some(&key)).expect("made");
    let query = url.split_once('?').expect("a query").1;
    let field = post(&xml, Some(&key)).expect("made");
    for carried in [Carried::redirected(query), Carried::posted(Kind::Request, &field, None)] {
        let carried = carried.expect("as made");
        let request = verify_logout_request(&carried, &us(noon).expected()).expect("signed by us");
        assert_eq!((request.id.as_str(), request.subject), ("_bye", name()));
        assert_eq!(request.session_indexes, ["s<1>"]);
        let code =
            |side: Side| verify_logout_request(&carried, &side.expected()).expect_err("refused").code();
        assert_eq!(code(us("2026-11-27T12:06:00Z")), "saml-expired");
        assert_eq!(code(us("2026-11-27T11:58:59Z")), "saml-not-yet-valid");
        assert_eq!(code(Side { issuer: "urn:x".to_owned(), ..us(noon) }), "saml-wrong-issuer");
        assert_eq!(code(Side { destination: "urn:x".to_owned(), ..us(noon) }), "saml-wrong-destination");
        assert_eq!(code(Side { certificates: vec![certificate("idp")], ..us(noon) }), "saml-wrong-key");
    }
    let bare = Carried::posted(Kind::Request, &post(&xml, None).expect("made"), None).expect("as made");
    assert_eq!(verify_logout_request(&bare, &us(noon).expected()), Err(Flaw::NotSigned));
}

#[test]
fn the_answer_to_our_logout_is_signed_and_names_our_request() {
    let (key, noon) = (our_signature(), "2026-11-27T12:00:00Z");
    let issuer = format!("{SITE}/saml");
    let message =
        Logout { id: "_r", issuer: &issuer, destination: "https://idp.test/slo", now: moment(noon) };
    let answer = |ended: bool, key: Option<&SigningKey>| {
        let xml = message.response("_bye", ended);
        let url = redirect("https://idp.test/slo", Kind::Response, &xml, Some("rs"), key).expect("made");
        Carried::redirected(url.split_once('?').expect("a query").1).expect("as made")
    };
    let verify =
        |carried: &Carried, request: &str| verify_logout_response(carried, &us(noon).expected(), request);
    assert_eq!(verify(&answer(true, Some(&key)), "_bye"), Ok(()));
    assert!(matches!(verify(&answer(true, Some(&key)), "_other"), Err(Flaw::NotRequested { .. })));
    assert!(matches!(verify(&answer(false, Some(&key)), "_bye"), Err(Flaw::ProviderSaid { .. })));
    assert_eq!(verify(&answer(true, None), "_bye"), Err(Flaw::NotSigned));
    assert!(matches!(
        verify_logout_request(&answer(true, Some(&key)), &us(noon).expected()),
        Err(Flaw::OtherMessage { .. })
    ));
}

/// Moving a signature from one binding to the other takes nobody in.
#[test]
fn a_signature_counts_in_its_own_binding_only() {
    let (key, noon) = (our_signature(), "2026-11-27T12:00:00Z");
    let field = post(&our_logout(noon), Some(&key)).expect("made");
    let inside =
        String::from_utf8(data_encoding::BASE64.decode(field.as_bytes()).expect("base64")).expect("text");
    let url = redirect("https://idp.test/slo", Kind::Request, &inside, None, None).expect("made");
    let carried = Carried::redirected(url.split_once('?').expect("a query").1).expect("as made");
    assert_eq!(verify_logout_request(&carried, &us(noon).expected()), Err(Flaw::NotSigned));
    // Wrapped in a response of another kind, or altered, it is refused as in a response.
    let altered = inside.replace("ana &amp; ben", "ben");
    let carried = Carried::posted(Kind::Request, &data_encoding::BASE64.encode(altered.as_bytes()), None);
    let came = verify_logout_request(&carried.expect("as made"), &us(noon).expected());
    assert_eq!(came, Err(Flaw::Altered { element: "LogoutRequest".to_owned() }));
}

#[test]
fn what_is_shown_cannot_be_used_again() {
    let xml = text("ssp-both-signed.xml");
    let out = shown(xml.as_bytes()).expect("it is XML");
    assert!(out.starts_with("<samlp:Response xmlns:"), "{out}");
    assert!(
        out.contains(
            "      <saml:NameID SPNameQualifier=\"https://login.vestibule.example/saml/both-signed\""
        )
    );
    assert!(out.contains(">alice@acme.test</saml:NameID>\n") && out.contains("dev &amp; ops"));
    let signature = between(&xml, "<ds:SignatureValue>", "</ds:SignatureValue>");
    assert!(!out.contains(&signature) && out.contains(&format!("{}… (344 characters)", &signature[..8])));
    assert!(out.contains(&format!("SHA-256 {}", certificate("idp").fingerprint)));
    let again = shown(out.as_bytes()).expect("what is shown is XML");
    assert_eq!(again.lines().count(), out.lines().count());
    let sealed = text("samlp-encrypted.xml");
    let out = shown(sealed.as_bytes()).expect("it is XML");
    assert!(out.len() < 4_000 && out.contains("EncryptedAssertion"));
    let cipher = sealed.rsplit_once("CipherValue>").expect("it").0.rsplit_once("CipherValue>").expect("it").1;
    assert!(out.contains(&cipher[..8]) && !out.contains(&cipher[..20]));
    // What the gate refuses is shown all the same, but for what would be rewritten by itself.
    assert!(shown(xml.replace(">alice<", "><!-- -->alice<").as_bytes()).is_some());
    assert_eq!(shown(b"<!DOCTYPE x><x/>"), None);
    assert_eq!(shown(b"hello"), None);
    assert!(shown(&file("ssp-metadata.xml")).is_some());
}
