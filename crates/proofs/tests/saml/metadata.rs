//! Metadata of providers, and ours.

use proofs::saml::{
    Binding, Certificate, CertificateFlaw, Flaw, MetadataFlaw, Ours, Provider, SelfSigned, make_certificate,
    make_metadata, read_metadata,
};
use rules::Instant;

use super::world::{SAMLP, SIMPLESAML, certificate, file, moment, text};

fn now() -> Instant {
    moment("2026-11-27T16:00:00Z")
}

fn read(xml: impl AsRef<[u8]>) -> Result<Provider, MetadataFlaw> {
    read_metadata(xml.as_ref(), None, now())
}

#[test]
fn what_providers_publish_is_read() {
    let provider = read(file("ssp-metadata.xml")).expect("metadata");
    assert_eq!(provider.entity_id, SIMPLESAML);
    let bindings: Vec<_> = provider.sign_on.iter().map(|one| (one.binding, one.location.as_str())).collect();
    let location = "http://127.0.0.1:18081/saml2/idp/SSOService.php";
    assert_eq!(bindings, [(Binding::Redirect, location), (Binding::Post, location)]);
    assert_eq!(provider.logout.len(), 1);
    assert_eq!(provider.certificates, [certificate("idp")]);
    assert!(!provider.wants_signed_requests && provider.valid_until.is_none());
    assert_eq!(provider.name_id_formats, ["urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"]);
    let other = read(file("samlp-metadata.xml")).expect("metadata");
    assert_eq!((other.entity_id.as_str(), other.sign_on.len(), other.name_id_formats.len()), (SAMLP, 2, 3));
}

#[test]
fn certificates_say_what_openssl_says() {
    let one = certificate("idp");
    assert_eq!(one.subject, "CN=ssp-idp");
    assert_eq!(one.bits, 2048);
    assert_eq!(one.begins, moment("2026-11-27T15:57:02Z"));
    assert_eq!(one.ends.0 - one.begins.0, 3650 * 86_400_000_000);
    assert!(!one.weak() && certificate("weak").weak());
    assert_eq!(certificate("curve-521").bits, 521);
    let bare: String = text("idp.pem").lines().filter(|line| !line.starts_with('-')).collect();
    assert_eq!(Certificate::read(bare.as_bytes()).as_ref(), Ok(&one));
    assert_eq!(Certificate::read(&one.der).as_ref(), Ok(&one));
    assert_eq!(Certificate::read(&file("edwards.pem")), Err(CertificateFlaw::OtherKey));
    for bad in ["", "hello", "-----BEGIN CERTIFICATE-----", "MIIB"] {
        assert_eq!(Certificate::read(bad.as_bytes()), Err(CertificateFlaw::Unreadable), "{bad}");
    }
}

/// A provider as large ones describe it: a signature that nobody needs, roles of other protocols, keys side by side.
fn described(attributes: &str, keys: &str, places: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><!-- a comment of the maker's -->\n\
         <EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://idp.test/\"{attributes}>\
         <Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo/></Signature>\
         <RoleDescriptor xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:fed=\"http://docs.oasis-open.org/wsfed/federation/200706\" xsi:type=\"fed:SecurityTokenServiceType\" \
         protocolSupportEnumeration=\"http://docs.oasis-open.org/wsfed/federation/200706\"><fed:TokenTypesOffered/>\
         </RoleDescriptor><IDPSSODescriptor WantAuthnRequestsSigned=\"true\" \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:1.1:protocol urn:oasis:names:tc:SAML:2.0:protocol\">\
         {keys}{places}</IDPSSODescriptor><Organization><OrganizationDisplayName xml:lang=\"en\">Larkfield\
         </OrganizationDisplayName></Organization></EntityDescriptor>"
    )
}

fn key(usage: &str, name: &str) -> String {
    format!(
        "<KeyDescriptor{usage}><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data><X509Certificate>\n\
         {}\n</X509Certificate></X509Data></KeyInfo></KeyDescriptor>",
        data_encoding::BASE64.encode(&certificate(name).der)
    )
}

fn place(binding: &str, location: &str) -> String {
    format!(
        "<SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:{binding}\" Location=\"{location}\"/>"
    )
}

#[test]
fn keys_stand_side_by_side_and_the_useless_are_told_apart() {
    let odd = "<KeyDescriptor><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data><X509Certificate>AAAA\
               </X509Certificate></X509Data></KeyInfo></KeyDescriptor>";
    let signing = " use=\"signing\"";
    let keys = key(signing, "idp")
        + &key(signing, "stranger")
        + &key("", "idp")
        + &key(" use=\"encryption\"", "sp")
        + odd;
    let place = place("HTTP-POST", "https://idp.test/sso");
    let provider = read(described("", &keys, &place)).expect("metadata");
    assert_eq!(provider.certificates, [certificate("idp"), certificate("stranger")]);
    assert_eq!(provider.unusable, [CertificateFlaw::Unreadable]);
    assert!(provider.wants_signed_requests);
    assert_eq!(provider.name.as_deref(), Some("Larkfield"));
    assert_eq!(read(described("", odd, &place)), Err(MetadataFlaw::NoCertificate));
}

#[test]
fn a_sign_in_is_sent_to_pages_only() {
    let keys = key("", "idp");
    for bad in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.test/",
        "/relative",
        "ftp://idp.test/",
        "https://idp.test/a b",
        "https://idp.test/&quot;&gt;",
        "https://idp.test/#x",
        "",
        "HTTPS://idp.test/&#13;&#10;Set-Cookie: a=b",
    ] {
        assert_eq!(
            read(described("", &keys, &place("HTTP-Redirect", bad))),
            Err(MetadataFlaw::NoSignOn),
            "{bad}"
        );
    }
    let soap = place("SOAP", "https://idp.test/sso");
    assert_eq!(read(described("", &keys, &soap)), Err(MetadataFlaw::NoSignOn));
    let query = read(described("", &keys, &place("HTTP-Redirect", "https://idp.test/sso?idpid=C0&amp;x=1")));
    assert_eq!(query.expect("metadata").sign_on[0].location, "https://idp.test/sso?idpid=C0&x=1");
}

#[test]
fn what_has_ended_is_not_read() {
    let (keys, place) = (key("", "idp"), place("HTTP-POST", "https://idp.test/sso"));
    let until = |written: &str| read(described(&format!(" validUntil=\"{written}\""), &keys, &place));
    let valid_until = moment("2026-11-27T15:00:00Z");
    assert_eq!(until("2026-11-27T15:00:00Z"), Err(MetadataFlaw::Ended { valid_until }));
    let later = until("2026-11-27T17:00:00.000Z").expect("not yet");
    assert_eq!(later.valid_until, Some(moment("2026-11-27T17:00:00Z")));
    assert!(matches!(until("soon"), Err(MetadataFlaw::Unreadable(Flaw::Malformed { .. }))));
}

#[test]
fn one_of_several_is_chosen_by_its_id() {
    let (keys, place) = (key("", "idp"), place("HTTP-POST", "https://idp.test/sso"));
    let one = described("", &keys, &place);
    let one = one.split_once("-->").expect("it").1;
    let other = one.replace("https://idp.test/\"", "https://other.test/\"");
    let xmlns = "xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"";
    let group = format!(
        "<EntitiesDescriptor {xmlns}><EntitiesDescriptor>{one}</EntitiesDescriptor>{other}</EntitiesDescriptor>"
    );
    let came = vec!["https://idp.test/".to_owned(), "https://other.test/".to_owned()];
    assert_eq!(read(&group), Err(MetadataFlaw::SeveralEntities { came: came.clone() }));
    let chosen = read_metadata(group.as_bytes(), Some("https://other.test/"), now()).expect("it is there");
    assert_eq!(chosen.entity_id, "https://other.test/");
    let expected = "https://idp.test".to_owned();
    let without_slash = read_metadata(group.as_bytes(), Some("https://idp.test"), now());
    assert_eq!(without_slash, Err(MetadataFlaw::OtherEntity { expected, came }));
}

#[test]
fn other_documents_are_named() {
    let page = "<html><body>Sign in</body></html>";
    assert_eq!(read(page), Err(MetadataFlaw::NotMetadata { came: "html".to_owned() }));
    assert_eq!(read("<!DOCTYPE html><html></html>"), Err(MetadataFlaw::Unreadable(Flaw::DocumentType)));
    assert!(matches!(read("{}"), Err(MetadataFlaw::Unreadable(Flaw::NotXml { .. }))));
    let (sp, key) = (certificate("sp"), certificate("sp"));
    let ours = Ours {
        entity_id: "https://login.vestibule.example/saml/o1?a=1&b=\"2\"",
        acs: "https://login.vestibule.example/acs/o1",
        logout: Some("https://login.vestibule.example/slo/o1"),
        signing: Some(&sp),
        encryption: &[key],
        name_id_format: Some("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"),
    };
    let made = make_metadata(&ours);
    assert_eq!(read(&made), Err(MetadataFlaw::NoProvider), "ours describe no identity provider");
    let document = roxmltree::Document::parse(&made).expect("well-formed");
    assert_eq!(document.root_element().attribute("entityID"), Some(ours.entity_id));
    assert_eq!(made.matches("<ds:X509Certificate>").count(), 2);
    assert!(made.contains("AuthnRequestsSigned=\"true\" WantAssertionsSigned=\"true\""));
    let shape: Vec<_> =
        document.descendants().filter(roxmltree::Node::is_element).map(|one| one.tag_name().name()).collect();
    assert_eq!(shape.last(), Some(&"AssertionConsumerService"), "the order of the schema: {shape:?}");
}

#[test]
fn our_own_certificates_are_certificates() {
    let says = |name: &'static str, ends: &str| SelfSigned {
        name,
        serial: [0xff; 16],
        begins: moment("2026-11-27T16:00:00Z"),
        ends: Instant(moment("2026-11-27T16:00:00Z").0 + ends.len() as i64 * 86_400_000_000 * 365),
    };
    let key = super::world::private("sp");
    // Past 2049, years are written in another way.
    for ends in ["xxx", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"] {
        let says = says("Vestibule für Ünïcode & co", ends);
        let made = make_certificate(&key, &says).expect("made");
        assert_eq!((made.begins, made.ends), (says.begins, says.ends));
        assert_eq!(made.subject, "CN=Vestibule für Ünïcode & co");
        assert_eq!(made.bits, 2048);
        assert_eq!(make_certificate(&key, &says), Some(made), "nothing in it is drawn");
    }
    let again = make_certificate(&key, &says("x", "x")).expect("made");
    let ours = proofs::saml::SigningKey::read(&key, &again).expect("a key");
    assert!(proofs::saml::post("<saml:Issuer></saml:Issuer>", Some(&ours)).is_none(), "no message of ours");
    assert_eq!(make_certificate(&key, &says("", "x")), None);
    assert_eq!(make_certificate(b"no key", &says("x", "x")), None);
    // As openssl read it: the same certificate, byte for byte.
    assert_eq!(again.der, file("ours.der"));
}

#[test]
fn a_key_is_taken_with_its_own_certificate_only() {
    let key = super::world::private("sp");
    let (own, other) = (certificate("sp"), certificate("idp"));
    assert!(
        proofs::saml::SigningKey::read(&key, &own).is_some()
            && proofs::saml::DecryptionKey::read(&key, &own).is_some()
    );
    assert!(proofs::saml::SigningKey::read(&key, &other).is_none());
    assert!(proofs::saml::DecryptionKey::read(&key, &other).is_none());
    assert!(proofs::saml::DecryptionKey::read(b"none", &own).is_none());
    let mut longer = own.der.clone();
    longer.push(0);
    assert_eq!(Certificate::read(&longer), Err(CertificateFlaw::Unreadable), "nothing stands behind it");
}
