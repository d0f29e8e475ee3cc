//! What real providers sent: taken as it is, and refused for the right reason where something else was expected.

use proofs::saml::{Flaw, Part, issuer_of_unsolicited};

use super::world::{SAMLP, SIMPLESAML, World, certificate, file, text};

const EMAIL: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";

#[test]
fn every_signed_response_says_who_came() {
    for name in [
        "assertion-signed",
        "response-signed",
        "both-signed",
        "sha512",
        "encrypted",
        "encrypted-gcm",
        "encrypted-outer",
    ] {
        let name = format!("ssp-{name}");
        let world = World::of(&name);
        let said =
            world.verify(file(&format!("{name}.xml"))).unwrap_or_else(|flaw| panic!("{name}: {flaw:?}"));
        assert_eq!(said.subject.value, "alice@acme.test");
        assert_eq!(said.subject.format.as_deref(), Some(EMAIL));
        assert_eq!(said.subject.service_name_qualifier.as_deref(), Some(&*world.audience));
        assert_eq!(said.issuer, SIMPLESAML);
        let values = |name: &str| {
            said.attributes.iter().find(|one| one.name == name).map(|one| one.values.clone()).expect("it")
        };
        assert_eq!(values("sn"), ["Ångström"]);
        assert_eq!(values("groups"), ["admins", "dev & ops"]);
        assert_eq!(said.authn_context, ["urn:oasis:names:tc:SAML:2.0:ac:classes:Password"]);
        assert!(said.session_index.is_some_and(|index| index.starts_with('_')));
        assert_eq!(said.session_ends.map(|ends| ends.0 - world.now.0), Some(28_800_000_000));
        assert_eq!(said.ends.0 - world.now.0, 360_000_000, "five minutes and the skew");
        assert_eq!(said.signed_by, certificate("idp").fingerprint);
    }
}

#[test]
fn another_code_base_signs_and_encrypts_in_its_own_way() {
    for name in ["samlp-assertion-signed", "samlp-response-signed", "samlp-encrypted", "samlp-encrypted-gcm"]
    {
        let said = World::of(name).verify(file(&format!("{name}.xml")));
        let said = said.unwrap_or_else(|flaw| panic!("{name}: {flaw:?}"));
        assert_eq!(said.subject.value, "alice");
        assert_eq!(said.issuer, SAMLP);
        assert_eq!(said.attributes.len(), 5);
        assert_eq!((said.session_index, said.session_ends), (None, None));
    }
}

#[test]
fn persistent_and_transient_names_come_with_their_format() {
    for kind in ["persistent", "transient"] {
        let name = format!("ssp-{kind}");
        let said = World::of(&name).verify(file(&format!("{name}.xml"))).expect("it holds");
        let format = said.subject.format.expect("a format");
        assert_eq!(format, format!("urn:oasis:names:tc:SAML:2.0:nameid-format:{kind}"));
        assert!(said.subject.value.len() >= 40);
    }
}

#[test]
fn what_is_broken_is_named() {
    let refused = |name: &str| World::of(name).verify(file(&format!("{name}.xml"))).expect_err("refused");
    assert_eq!(refused("ssp-unsigned"), Flaw::NotSigned);
    let weak = |algorithm: &str| Flaw::WeakAlgorithm { algorithm: algorithm.to_owned() };
    assert_eq!(refused("ssp-sha1"), weak("http://www.w3.org/2000/09/xmldsig#rsa-sha1"));
    assert_eq!(refused("samlp-sha1"), weak("http://www.w3.org/2000/09/xmldsig#rsa-sha1"));
    assert_eq!(refused("samlp-encrypted-rsa15"), weak("http://www.w3.org/2001/04/xmlenc#tripledes-cbc"));
    assert!(matches!(refused("samlp-expired"), Flaw::Expired { late_seconds: 600, .. }));
}

#[test]
fn the_wrong_key_is_named_beside_the_expected_one() {
    let mut world = World::of("ssp-both-signed");
    world.certificates = vec![certificate("stranger"), certificate("curve-256")];
    let flaw = world.verify(file("ssp-both-signed.xml")).expect_err("another key");
    let Flaw::WrongKey { came, expected } = flaw else { panic!("{flaw:?}") };
    assert_eq!(came, Some(certificate("idp").fingerprint));
    assert_eq!(expected, [certificate("stranger").fingerprint, certificate("curve-256").fingerprint]);
}

#[test]
fn two_certificates_stand_side_by_side() {
    let mut world = World::of("ssp-both-signed");
    for other in ["stranger", "weak", "curve-521"] {
        world.certificates = vec![certificate(other), certificate("idp")];
        assert!(world.verify(file("ssp-both-signed.xml")).is_ok(), "{other}");
        world.certificates.reverse();
        assert!(world.verify(file("ssp-both-signed.xml")).is_ok(), "{other}");
    }
    world.certificates.clear();
    assert!(matches!(world.verify(file("ssp-both-signed.xml")), Err(Flaw::WrongKey { .. })));
}

#[test]
fn each_expectation_that_is_not_met_is_named() {
    let flaw = |change: &dyn Fn(&mut World)| {
        let mut world = World::of("ssp-both-signed");
        change(&mut world);
        world.verify(file("ssp-both-signed.xml")).expect_err("refused")
    };
    let code = |change: &dyn Fn(&mut World)| flaw(change).code();
    assert_eq!(code(&|world| world.issuer.push('/')), "saml-wrong-issuer");
    assert_eq!(code(&|world| world.audience.push('/')), "saml-wrong-audience");
    assert_eq!(code(&|world| world.acs.push('/')), "saml-wrong-destination");
    assert_eq!(code(&|world| world.request.push('0')), "saml-not-requested");
    assert_eq!(code(&|world| world.request.clear()), "saml-not-requested");
    // Each flaw says what was expected beside what came.
    let expected = "https://login.vestibule.example/saml/both-signed";
    let audience = flaw(&|world| world.audience = "urn:us".to_owned());
    assert_eq!(
        audience,
        Flaw::WrongAudience { expected: "urn:us".to_owned(), came: vec![expected.to_owned()] }
    );
}

#[test]
fn times_hold_to_the_minute_of_skew() {
    let at = |seconds: i64| World::of("ssp-both-signed").later(seconds).verify(file("ssp-both-signed.xml"));
    assert!(at(359).is_ok());
    let flaw = at(360).expect_err("five minutes and one of skew");
    let Flaw::Expired { part, late_seconds, clock_difference_seconds, .. } = flaw else { panic!("{flaw:?}") };
    assert_eq!((part, late_seconds, clock_difference_seconds), (Part::Conditions, 60, 360));
    assert!(at(-60).is_ok());
    let flaw = at(-61).expect_err("issued in the future");
    let Flaw::NotYetValid { part, early_seconds, clock_difference_seconds, .. } = flaw else {
        panic!("{flaw:?}")
    };
    assert_eq!((part, early_seconds, clock_difference_seconds), (Part::Issue, 61, -61));
}

#[test]
fn what_is_encrypted_for_another_key_says_so() {
    for name in ["ssp-encrypted", "ssp-encrypted-gcm", "samlp-encrypted"] {
        let mut world = World::of(name);
        let stranger = certificate("stranger");
        let key = super::world::private("stranger");
        world.keys = vec![proofs::saml::DecryptionKey::read(&key, &stranger).expect("a key")];
        let flaw = world.verify(file(&format!("{name}.xml"))).expect_err("not for us");
        let Flaw::OtherRecipientKey { came, expected } = flaw else { panic!("{name}: {flaw:?}") };
        assert_eq!(expected, [stranger.fingerprint]);
        if name.starts_with("samlp") {
            assert_eq!(came, Some(certificate("sp").fingerprint));
        }
        world.keys.clear();
        assert_eq!(world.verify(file(&format!("{name}.xml"))), Err(Flaw::NoDecryptionKey));
        world.keys = vec![
            proofs::saml::DecryptionKey::read(&key, &certificate("stranger")).expect("a key"),
            super::world::our_key(),
        ];
        assert!(world.verify(file(&format!("{name}.xml"))).is_ok(), "two keys side by side");
    }
}

#[test]
fn an_unsolicited_response_says_only_who_seems_to_have_sent_it() {
    for (name, issuer) in [("ssp-encrypted.xml", SIMPLESAML), ("samlp-sha1.xml", SAMLP)] {
        let asked = text(name);
        assert_eq!(issuer_of_unsolicited(asked.as_bytes()), None, "{name} answers a request");
        let unasked = asked.replacen(" InResponseTo=", " Unasked=", 1);
        assert_eq!(issuer_of_unsolicited(unasked.as_bytes()).as_deref(), Some(issuer), "{name}");
    }
    assert_eq!(issuer_of_unsolicited(b"<Response/>"), None);
    assert_eq!(issuer_of_unsolicited(text("ssp-metadata.xml").as_bytes()), None);
}

/// Signed by xmlsec1, over documents that use what exclusive canonical XML has rules for: prefixes that are bound
/// anew, a `PrefixList` with `#default`, `xml:lang`, references, CDATA, comments and white space between elements.
#[test]
fn every_algorithm_and_form_of_another_signer_holds() {
    for name in ["rsa-sha384", "rsa-sha512", "curve-256", "curve-384", "curve-521", "prefixes"] {
        let xml = text(&format!("xmlsec-{name}.xml"));
        let mut world = World::of(&format!("xmlsec-{name}"));
        if name.starts_with("curve") {
            world.certificates = vec![certificate(name)];
        }
        let said = world.verify(&xml).unwrap_or_else(|flaw| panic!("{name}: {flaw:?}"));
        assert_eq!(said.subject.value, "ana & \"ben\" <c> \ré中");
        assert_eq!(said.subject.name_qualifier.as_deref(), Some("a\tb \"c\" <d> & 'e'"));
        assert_eq!(said.attributes[0].values, ["a <b> & c", ""]);
        for (from, to) in [
            ("xml:space=\"preserve\"", "xml:space=\"default\""),
            (" a=\"2\"", " a=\"3\""),
            ("urn:z2", "urn:z3"),
        ] {
            let flaw = world.verify(xml.replace(from, to)).expect_err("altered");
            assert_eq!(flaw, Flaw::Altered { element: "Assertion".to_owned() }, "{name}: {from}");
        }
        let bound = world.verify(xml.replace("XMLSchema\" ID=", "XMLSchema2\" ID="));
        assert_eq!(bound.is_ok(), name != "prefixes", "a prefix of the list is signed, and others are not");
        world.certificates =
            vec![certificate("stranger"), certificate("curve-256"), certificate("curve-384")];
        world.certificates.retain(|one| one.fingerprint != certificate_of(name).fingerprint);
        assert!(matches!(world.verify(&xml), Err(Flaw::WrongKey { .. })), "{name}");
    }
}

fn certificate_of(name: &str) -> proofs::saml::Certificate {
    certificate(if name.starts_with("curve") { name } else { "idp" })
}
