//! What a genuine assertion may say, and what makes it worthless here.

use proofs::saml::{Flaw, Part};

use super::provider::{
    Parts, audience, bearer, conditions, confirmation, response, response_with, signed, world,
};
use super::world::SITE;

const CONTEXT: &str = "<saml:AuthnContext></saml:AuthnContext>";

fn subject(inside: &str) -> Parts {
    let mut parts = Parts::new();
    parts.subject = format!("<saml:Subject><saml:NameID>ana</saml:NameID>{inside}</saml:Subject>");
    parts
}

fn limited(attributes: &str, inside: &str) -> Parts {
    let mut parts = Parts::new();
    parts.conditions = conditions(attributes, inside);
    parts
}

fn stated(statements: &str) -> Parts {
    let mut parts = Parts::new();
    parts.statements = statements.to_owned();
    parts
}

fn flaw(parts: &Parts) -> Flaw {
    world().verify(signed(parts)).expect_err("refused")
}

fn missing(element: &str, within: &str) -> Flaw {
    Flaw::Missing { element: element.to_owned(), within: within.to_owned() }
}

fn unexpected(element: &str, within: &str) -> Flaw {
    Flaw::Unexpected { element: element.to_owned(), within: within.to_owned() }
}

#[test]
fn exactly_one_bearer_is_confirmed() {
    let here = format!("{SITE}/acs");
    assert!(world().verify(signed(&subject(&bearer()))).is_ok());
    assert_eq!(flaw(&subject(&bearer().repeat(2))), Flaw::SeveralConfirmations { count: 2 });
    assert_eq!(flaw(&subject("")), missing("SubjectConfirmation", "Subject"));
    let holder = bearer().replace("cm:bearer", "cm:holder-of-key");
    let method = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key";
    assert_eq!(flaw(&subject(&holder)), Flaw::NotBearer { came: method.to_owned() });
    let ends = "NotOnOrAfter=\"2026-11-27T12:05:00Z\"";
    let elsewhere =
        confirmation(&format!("InResponseTo=\"_asked\" {ends} Recipient=\"https://evil.test/acs\""));
    let came = "https://evil.test/acs".to_owned();
    assert_eq!(flaw(&subject(&elsewhere)), Flaw::WrongRecipient { expected: here.clone(), came });
    let nowhere = confirmation(&format!("InResponseTo=\"_asked\" {ends}"));
    assert_eq!(
        flaw(&subject(&nowhere)),
        Flaw::WrongRecipient { expected: here.clone(), came: String::new() }
    );
    let other = confirmation(&format!("InResponseTo=\"_another\" {ends} Recipient=\"{here}\""));
    let asked = |came: Option<&str>| Flaw::NotRequested {
        expected: "_asked".to_owned(),
        came: came.map(str::to_owned),
    };
    assert_eq!(flaw(&subject(&other)), asked(Some("_another")), "the answer to somebody else's request");
    let unasked = confirmation(&format!("{ends} Recipient=\"{here}\""));
    assert_eq!(flaw(&subject(&unasked)), asked(None));
    let endless = confirmation(&format!("InResponseTo=\"_asked\" Recipient=\"{here}\""));
    assert_eq!(flaw(&subject(&endless)), missing("NotOnOrAfter", "SubjectConfirmationData"));
    let bare = "<saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\"></saml:SubjectConfirmation>";
    assert_eq!(flaw(&subject(bare)), missing("SubjectConfirmationData", "SubjectConfirmation"));
    let early = confirmation(&format!(
        "InResponseTo=\"_asked\" NotBefore=\"2026-11-27T12:02:00Z\" {ends} Recipient=\"{here}\""
    ));
    assert!(matches!(
        flaw(&subject(&early)),
        Flaw::NotYetValid { part: Part::Confirmation, early_seconds: 110, .. }
    ));
    let late = bearer().replace("12:05:00Z", "11:59:00Z");
    assert!(matches!(
        flaw(&subject(&late)),
        Flaw::Expired { part: Part::Confirmation, late_seconds: 70, .. }
    ));
}

#[test]
fn a_response_to_another_request_is_refused_before_and_inside_the_signature() {
    let xml = signed(&Parts::new());
    let mut other = world();
    other.request = "_another".to_owned();
    assert_eq!(other.verify(&xml).expect_err("not ours").code(), "saml-not-requested");
    // The envelope is not signed: changing it is not enough.
    let forged = xml.replacen("InResponseTo=\"_asked\"", "InResponseTo=\"_another\"", 1);
    assert_eq!(other.verify(&forged).expect_err("not ours").code(), "saml-not-requested");
    // Where nothing was asked, nothing answers, whatever it says.
    let mut nothing = world();
    nothing.request.clear();
    let empty = subject(&bearer().replace("InResponseTo=\"_asked\"", "InResponseTo=\"\""));
    let empty = signed(&empty).replacen("InResponseTo=\"_asked\"", "InResponseTo=\"\"", 1);
    assert_eq!(nothing.verify(&empty).expect_err("nothing asked").code(), "saml-not-requested");
    let unsolicited = xml.replacen(" InResponseTo=\"_asked\"", "", 1);
    assert_eq!(world().verify(&unsolicited).expect_err("asked").code(), "saml-not-requested");
}

#[test]
fn every_restriction_names_us() {
    let (us, them) = (audience(&format!("{SITE}/saml")), audience("urn:them"));
    let both = format!(
        "<saml:AudienceRestriction><saml:Audience>urn:them</saml:Audience><saml:Audience>{SITE}/saml</saml:Audience>\
         </saml:AudienceRestriction>"
    );
    assert!(world().verify(signed(&limited("", &both))).is_ok(), "one of several");
    assert_eq!(flaw(&limited("", &format!("{us}{them}"))).code(), "saml-wrong-audience");
    assert_eq!(flaw(&limited("", "")), missing("AudienceRestriction", "Conditions"));
    let empty = "<saml:AudienceRestriction></saml:AudienceRestriction>";
    assert_eq!(flaw(&limited("", empty)), missing("Audience", "AudienceRestriction"));
    assert_eq!(flaw(&limited("", &audience(&format!("{SITE}/SAML")))).code(), "saml-wrong-audience");
    assert_eq!(flaw(&limited("", &audience(&format!("{SITE}/saml/")))).code(), "saml-wrong-audience");
    let unknown = format!("{us}<saml:Condition></saml:Condition>");
    assert_eq!(flaw(&limited("", &unknown)), unexpected("Condition", "Conditions"));
    let mut none = Parts::new();
    none.conditions.clear();
    assert_eq!(flaw(&none), missing("Conditions", "Assertion"));
    let known = format!(
        "{us}<saml:OneTimeUse></saml:OneTimeUse><saml:ProxyRestriction Count=\"0\"></saml:ProxyRestriction>"
    );
    assert!(world().verify(signed(&limited("", &known))).is_ok());
}

#[test]
fn times_are_read_or_refused() {
    let us = audience(&format!("{SITE}/saml"));
    let at = |attributes: &str| flaw(&limited(attributes, &us));
    assert!(matches!(
        at(" NotBefore=\"2026-11-27T12:02:00Z\""),
        Flaw::NotYetValid { part: Part::Conditions, .. }
    ));
    assert!(matches!(
        at(" NotOnOrAfter=\"2026-11-27T11:00:00Z\""),
        Flaw::Expired { part: Part::Conditions, .. }
    ));
    for odd in
        ["tomorrow", "2026-11-27", "2026-11-27T12:02:00", "2026-11-27T12:02:00+02:00", "9999999999999999"]
    {
        let came = at(&format!(" NotOnOrAfter=\"{odd}\""));
        assert_eq!(came, Flaw::Malformed { element: "NotOnOrAfter".to_owned(), came: odd.to_owned() });
    }
    assert_eq!(at(" NotOnOrAfter=\"\""), missing("NotOnOrAfter", "Conditions"));
    // It is remembered for as long as it could be brought again: until the first of its ends, and the skew.
    for (ends, until) in [("12:03:00", "12:04:00Z"), ("12:09:00", "12:06:00Z")] {
        let parts = limited(&format!(" NotOnOrAfter=\"2026-11-27T{ends}Z\""), &us);
        let said = world().verify(signed(&parts)).expect("in time");
        assert_eq!(said.ends, super::world::moment(&format!("2026-11-27T{until}")));
    }
    let session = |ends: &str| {
        stated(&format!(
            "<saml:AuthnStatement AuthnInstant=\"2026-11-27T12:00:00Z\" SessionIndex=\"s1\" \
             SessionNotOnOrAfter=\"{ends}\">{CONTEXT}</saml:AuthnStatement>"
        ))
    };
    assert!(matches!(flaw(&session("2026-11-27T11:00:00Z")), Flaw::Expired { part: Part::Session, .. }));
    let said = world().verify(signed(&session("2026-11-27T20:00:00Z"))).expect("it lasts");
    assert_eq!(said.session_index.as_deref(), Some("s1"));
    assert_eq!(said.session_ends, Some(super::world::moment("2026-11-27T20:00:00Z")));
}

#[test]
fn somebody_is_named_exactly() {
    let named = |inside: &str| {
        let mut parts = Parts::new();
        parts.subject = format!("<saml:Subject>{inside}{}</saml:Subject>", bearer());
        parts
    };
    assert_eq!(flaw(&named("")), Flaw::NoSubject);
    assert_eq!(flaw(&named("<saml:NameID></saml:NameID>")), Flaw::NoSubject);
    assert_eq!(flaw(&named("<saml:NameID> \n</saml:NameID>")), Flaw::NoSubject);
    let nested = named("<saml:NameID>ana<saml:NameID>ben</saml:NameID></saml:NameID>");
    assert_eq!(flaw(&nested), unexpected("NameID", "NameID"));
    let two = named("<saml:NameID>ana</saml:NameID><saml:NameID>ben</saml:NameID>");
    assert_eq!(flaw(&two), Flaw::Repeated { element: "NameID".to_owned(), within: "Subject".to_owned() });
    let hidden = named("<saml:EncryptedID></saml:EncryptedID>");
    assert_eq!(flaw(&hidden), unexpected("EncryptedID", "Subject"));
    // Who may choose a name with a space behind it is not the one without.
    let spaced = world().verify(signed(&named("<saml:NameID>ana </saml:NameID>"))).expect("a name");
    assert_eq!(spaced.subject.value, "ana ");
    let mut nobody = Parts::new();
    nobody.subject.clear();
    assert_eq!(flaw(&nobody), Flaw::NoSubject);
}

#[test]
fn attributes_come_as_they_are() {
    let statement = "<saml:AuthnStatement AuthnInstant=\"2026-11-27T12:00:00Z\"><saml:AuthnContext></saml:AuthnContext>\
                     </saml:AuthnStatement><saml:AttributeStatement>";
    let with = |inside: &str| stated(&format!("{statement}{inside}</saml:AttributeStatement>"));
    let said = world().verify(signed(&with(
        "<saml:Attribute FriendlyName=\"mail\" Name=\"urn:oid:0.9.2342.19200300.100.1.3\">\
         <saml:AttributeValue>a &amp; b</saml:AttributeValue><saml:AttributeValue></saml:AttributeValue></saml:Attribute>\
         <saml:Attribute Name=\"key\"><saml:AttributeValue><saml:NameID>k1</saml:NameID></saml:AttributeValue></saml:Attribute>\
         <saml:Attribute Name=\"none\"></saml:Attribute>",
    )));
    let said = said.expect("it holds").attributes;
    assert_eq!(said[0].friendly_name.as_deref(), Some("mail"));
    assert_eq!(said[0].values, ["a & b", ""]);
    assert_eq!(said[1].values, ["k1"]);
    assert!(said[2].values.is_empty());
    let deep = with(
        "<saml:Attribute Name=\"a\"><saml:AttributeValue>x<b>y</b></saml:AttributeValue></saml:Attribute>",
    );
    assert_eq!(flaw(&deep), unexpected("b", "AttributeValue"));
    let encrypted = with("<saml:EncryptedAttribute></saml:EncryptedAttribute>");
    assert_eq!(flaw(&encrypted), unexpected("EncryptedAttribute", "AttributeStatement"));
    assert_eq!(
        flaw(&with("loose<saml:Attribute Name=\"a\"></saml:Attribute>")),
        unexpected("text", "AttributeStatement")
    );
}

#[test]
fn statements_of_other_kinds_are_not_understood() {
    let parts = stated(&format!(
        "{}<saml:AuthzDecisionStatement></saml:AuthzDecisionStatement>",
        Parts::new().statements
    ));
    assert_eq!(flaw(&parts), unexpected("AuthzDecisionStatement", "Assertion"));
    assert_eq!(flaw(&stated("")), missing("AuthnStatement", "Assertion"));
    let mut two = Parts::new();
    two.issuer = two.issuer.repeat(2);
    assert_eq!(flaw(&two), Flaw::Repeated { element: "Issuer".to_owned(), within: "Assertion".to_owned() });
    let mut other = Parts::new();
    other.issuer = "<saml:Issuer>urn:other</saml:Issuer>".to_owned();
    assert_eq!(flaw(&other).code(), "saml-wrong-issuer", "the envelope's issuer is not enough");
}

#[test]
fn the_providers_own_error_is_passed_on() {
    let denied = "urn:oasis:names:tc:SAML:2.0:status:Requester";
    let flaw = world().verify(response_with("", denied)).expect_err("an error");
    assert_eq!(flaw, Flaw::ProviderSaid { status: vec![denied.to_owned()], message: None });
    let second = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied";
    let nested = response("").replace(
        "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"></samlp:StatusCode>",
        &format!(
            "<samlp:StatusCode Value=\"{denied}\"><samlp:StatusCode Value=\"{second}\"/></samlp:StatusCode>\
             <samlp:StatusMessage>User is not assigned to this application. {}</samlp:StatusMessage>",
            "x".repeat(5_000)
        ),
    );
    let Err(Flaw::ProviderSaid { status, message }) = world().verify(nested) else { panic!("an error") };
    assert_eq!(status, [denied, second]);
    let message = message.expect("a message");
    assert!(message.starts_with("User is not assigned to this application.") && message.len() < 300);
    // An error beside a genuine assertion is an error.
    let both = signed(&Parts::new()).replace("status:Success", "status:Responder");
    assert!(matches!(world().verify(both), Err(Flaw::ProviderSaid { .. })));
}

/// Lawful habits of known providers, each of which has cost somebody a day elsewhere.
#[test]
fn what_providers_add_is_no_reason_to_refuse() {
    let mut parts = Parts::new();
    parts.issuer = parts.issuer.replace(
        "<saml:Issuer>",
        "<saml:Issuer Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:entity\">",
    );
    parts.subject = parts.subject.replace(
        "<saml:NameID>",
        "<saml:NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\" NameQualifier=\"https://idp.test/\">",
    );
    parts.subject = parts.subject.replace("Data InResponseTo", "Data Address=\"192.0.2.7\" InResponseTo");
    parts.conditions = parts.conditions.replace("12:05:00Z\"", "12:05:00.1234567Z\"");
    parts.statements = "<saml:AuthnStatement AuthnInstant=\"2026-11-27T11:00:00Z\" SessionIndex=\"s\">\
                        <saml:SubjectLocality Address=\"192.0.2.7\"></saml:SubjectLocality><saml:AuthnContext>\
                        <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified\
                        </saml:AuthnContextClassRef><saml:AuthenticatingAuthority>https://up.test/\
                        </saml:AuthenticatingAuthority></saml:AuthnContext></saml:AuthnStatement>"
        .to_owned();
    let xml = signed(&parts);
    let said = world().verify(&xml).expect("lawful");
    assert_eq!(said.subject.name_qualifier.as_deref(), Some("https://idp.test/"));
    let extensions = "</saml:Issuer><samlp:Extensions><k:KeyInfo xmlns:k=\"urn:keycloak:ext:key:1.0\" \
                      MessageSigningKeyId=\"x\"/></samlp:Extensions><samlp:Status>";
    for (from, to) in [
        ("</saml:Issuer><samlp:Status>", extensions),
        ("<samlp:Response ", "<samlp:Response Consent=\"urn:oasis:names:tc:SAML:2.0:consent:obtained\" "),
        ("<samlp:Status>", "\r\n  <samlp:Status>\n"),
        ("<ds:SignatureValue>", "<ds:SignatureValue>&#13;\n"),
        ("<ds:X509Certificate>", "<ds:X509Certificate>&#13;\n  "),
        ("<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyName>k1</ds:KeyName>"),
        ("<ds:X509Data>", "<ds:X509Data><ds:X509SubjectName>CN=x</ds:X509SubjectName>"),
        (" Destination=\"https://login.vestibule.example/acs\"", ""),
        (" Destination=\"https://login.vestibule.example/acs\"", " Destination=\"\""),
        (
            "<samlp:Response ",
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<samlp:Response ",
        ),
    ] {
        assert!(xml.contains(from), "{from}");
        assert_eq!(world().verify(xml.replacen(from, to, 1)).as_ref(), Ok(&said), "{to}");
    }
    let issuer = format!(
        "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">{}</saml:Issuer><samlp:Status>",
        said.issuer
    );
    assert_eq!(
        world().verify(xml.replacen(&issuer, "<samlp:Status>", 1)),
        Ok(said),
        "the envelope names nobody"
    );
}
