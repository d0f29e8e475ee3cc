//! The published attacks on verifiers of signatures and readers of XML. Each is refused, and for its own reason.

use proofs::saml::{Excess, Flaw};

use super::provider::{Parts, SAML, SAMLP, Signing, algorithm, response, signed, world};
use super::world::{World, between, text};

const ASSERTION_SIGNED: &str = "ssp-assertion-signed";
const RESPONSE_SIGNED: &str = "ssp-response-signed";

/// The pieces of a recorded response with a signed assertion.
struct Pieces {
    before: String,
    assertion: String,
    signature: String,
    after: String,
}

impl Pieces {
    fn of(name: &str) -> Pieces {
        let xml = text(&format!("{name}.xml"));
        let start = xml.find("<saml:Assertion").expect("an assertion");
        let end = xml.find("</saml:Assertion>").expect("its end") + "</saml:Assertion>".len();
        let place = xml.find("<ds:Signature ").expect("a signature");
        let stop = xml.find("</ds:Signature>").expect("its end") + "</ds:Signature>".len();
        Pieces {
            before: xml[..start].to_owned(),
            assertion: xml[start..end].to_owned(),
            signature: xml[place..stop].to_owned(),
            after: xml[end..].to_owned(),
        }
    }

    fn without_signature(&self) -> String {
        self.assertion.replace(&self.signature, "")
    }

    /// Somebody else's assertion, with another id.
    fn evil(&self) -> String {
        evil(&self.without_signature())
    }

    fn around(&self, inside: &str) -> String {
        format!("{}{inside}{}", self.before, self.after)
    }

    fn id(&self) -> String {
        between(&self.assertion, "ID=\"", "\"")
    }
}

fn evil(assertion: &str) -> String {
    let id = between(assertion, " ID=\"", "\"");
    assertion.replace("alice", "admin").replace(&id, "_evil")
}

fn refused(name: &str, xml: &str) -> Flaw {
    World::of(name).verify(xml).expect_err("refused")
}

fn misplaced(element: &str, within: &str) -> Flaw {
    Flaw::Misplaced { element: element.to_owned(), within: within.to_owned() }
}

/// Wrapping 1 and 2 work on a signed response: the signed one hides in or beside the signature of another.
#[test]
fn wrapping_a_signed_response_is_refused() {
    let xml = text("ssp-response-signed.xml");
    let start = xml.find("<ds:Signature ").expect("it");
    let stop = xml.find("</ds:Signature>").expect("it") + "</ds:Signature>".len();
    let (signature, bare) = (&xml[start..stop], format!("{}{}", &xml[..start], &xml[stop..]));
    let id = between(&xml, " ID=\"", "\"");
    let other = bare.replace("alice", "admin").replacen(&id, "_evil", 1);
    let inner = between(bare.split_once("<saml:Assertion").expect("it").1, " ID=\"", "\"");
    let other = other.replace(&inner, "_other");
    let carrying = |inside: String| other.replacen("</saml:Issuer>", &format!("</saml:Issuer>{inside}"), 1);
    let inside = carrying(signature.replace("</ds:Signature>", &format!("{bare}</ds:Signature>")));
    assert_eq!(refused(RESPONSE_SIGNED, &inside), misplaced("Response", "Signature"));
    let beside = carrying(format!("{bare}{signature}"));
    assert_eq!(refused(RESPONSE_SIGNED, &beside), misplaced("Response", "Response"));
    let object = format!("<ds:Object>{bare}</ds:Object></ds:Signature>");
    let object = carrying(signature.replace("</ds:Signature>", &object));
    assert_eq!(refused(RESPONSE_SIGNED, &object), misplaced("Object", "Signature"));
    // Nothing carried along at all: the signature names another response.
    let moved = refused(RESPONSE_SIGNED, &carrying(signature.to_owned()));
    assert_eq!(moved, Flaw::SignatureElsewhere { expected: "#_evil".to_owned(), came: format!("#{id}") });
}

/// Wrapping 3 to 8 work on a signed assertion.
#[test]
fn wrapping_a_signed_assertion_is_refused() {
    let pieces = Pieces::of(ASSERTION_SIGNED);
    let (evil, original) = (pieces.evil(), &pieces.assertion);
    let two = Flaw::SeveralAssertions { count: 2 };
    let close = |assertion: &str, inside: &str| {
        assertion.replacen("</saml:Issuer>", &format!("</saml:Issuer>{inside}"), 1)
    };
    let into =
        |inside: &str| pieces.signature.replace("</ds:Signature>", &format!("{inside}</ds:Signature>"));
    let bare = pieces.without_signature();
    let extensions = |inside: &str| {
        let inside = format!("<samlp:Extensions>{inside}</samlp:Extensions><samlp:Status>");
        pieces.around(original).replacen("<samlp:Status>", &inside, 1)
    };
    let object = into(&format!("<ds:Object>{bare}</ds:Object>"));
    for (name, xml, flaw) in [
        ("3: before it", pieces.around(&format!("{evil}{original}")), two.clone()),
        ("3: behind it", pieces.around(&format!("{original}{evil}")), two.clone()),
        ("4: around it", pieces.around(&close(&evil, original)), misplaced("Assertion", "Assertion")),
        (
            "5: its signature taken over",
            pieces.around(&format!("{}{bare}", close(&evil, &pieces.signature))),
            two,
        ),
        (
            "6: in its own signature",
            pieces.around(&close(&evil, &into(&bare))),
            misplaced("Assertion", "Signature"),
        ),
        ("7: in the extensions", extensions(&evil), misplaced("Assertion", "Extensions")),
        ("8: in an object", pieces.around(&close(&evil, &object)), misplaced("Object", "Signature")),
        (
            "in the advice",
            pieces.around(&close(&evil, &format!("<saml:Advice>{original}</saml:Advice>"))),
            misplaced("Advice", "Assertion"),
        ),
        (
            "in the status",
            pieces.around(&evil).replace("</samlp:Status>", &format!("{original}</samlp:Status>")),
            misplaced("Assertion", "Status"),
        ),
        (
            "in a value",
            pieces.around(&evil.replacen("xs:string\">", &format!("xs:string\">{original}"), 1)),
            misplaced("Assertion", "AttributeValue"),
        ),
    ] {
        assert_eq!(refused(ASSERTION_SIGNED, &xml), flaw, "{name}");
        let same = refused(ASSERTION_SIGNED, &xml.replace("_evil", &pieces.id()));
        assert_eq!(same, Flaw::DuplicateId { id: pieces.id() }, "{name}, with the same id");
    }
}

#[test]
fn a_signature_is_taken_only_from_where_it_belongs() {
    let pieces = Pieces::of(ASSERTION_SIGNED);
    let bare = pieces.without_signature();
    let lifted =
        pieces.around(&bare).replacen("</saml:Issuer>", &format!("</saml:Issuer>{}", pieces.signature), 1);
    assert!(matches!(refused(ASSERTION_SIGNED, &lifted), Flaw::SignatureElsewhere { .. }));
    let sunk = bare.replace("<saml:Subject>", &format!("<saml:Subject>{}", pieces.signature));
    assert_eq!(refused(ASSERTION_SIGNED, &pieces.around(&sunk)), misplaced("Signature", "Subject"));
    let twice = pieces.assertion.replace(&pieces.signature, &pieces.signature.repeat(2));
    assert_eq!(refused(ASSERTION_SIGNED, &pieces.around(&twice)), Flaw::SeveralSignatures);
    assert_eq!(refused(ASSERTION_SIGNED, &pieces.around(&bare)), Flaw::NotSigned);
    let emptied = pieces.assertion.replace("<ds:Signature ", "<ds:Signature xmlns:x=\"urn:x\" ");
    assert!(
        World::of(ASSERTION_SIGNED).verify(pieces.around(&emptied)).is_ok(),
        "the signature itself is not signed"
    );
    // Looks like a signature, and is one in no namespace that counts.
    let renamed = pieces.assertion.replace("http://www.w3.org/2000/09/xmldsig#\">", "urn:not-xmldsig\">");
    let flaw = refused(ASSERTION_SIGNED, &pieces.around(&renamed));
    assert_eq!(flaw, Flaw::Unexpected { element: "Signature".to_owned(), within: "Assertion".to_owned() });
}

/// One signed and one not, under names that only look the same.
#[test]
fn namespaces_count_and_prefixes_do_not() {
    let pieces = Pieces::of(ASSERTION_SIGNED);
    let evil = pieces.evil();
    let unknown = |xml: String, element: &str, within: &str| {
        let flaw = Flaw::Unexpected { element: element.to_owned(), within: within.to_owned() };
        assert_eq!(refused(ASSERTION_SIGNED, &xml), flaw);
    };
    let foreign = evil.replacen("<saml:Assertion", "<saml:Assertion xmlns:saml=\"urn:evil\"", 1);
    unknown(pieces.around(&format!("{foreign}{}", pieces.assertion)), "Assertion", "Response");
    let none = "<Assertion xmlns=\"\"/>";
    unknown(pieces.around(&format!("{none}{}", pieces.assertion)), "Assertion", "Response");
    // Another prefix is another form of the same name: the signature notices.
    let renamed = pieces.around(&pieces.assertion).replace("saml:", "s:").replace("xmlns:saml=", "xmlns:s=");
    assert!(matches!(refused(ASSERTION_SIGNED, &renamed), Flaw::Altered { .. }));
    // A prefix that is bound anew around the assertion does not reach what was signed.
    let xml = text("samlp-assertion-signed.xml");
    let bound = xml.replacen("<samlp:Response ", "<samlp:Response xmlns:xs=\"urn:evil\" ", 1);
    assert!(World::of("samlp-assertion-signed").verify(bound).is_ok());
}

#[test]
fn comments_never_split_a_value() {
    let good = "alice@acme.test</saml:NameID>";
    for name in [ASSERTION_SIGNED, RESPONSE_SIGNED] {
        let xml = text(&format!("{name}.xml"));
        for bad in ["alice@acme.test<!-- -->.evil.test</saml:NameID>", "alice<!---->@acme.test</saml:NameID>"]
        {
            let flaw = refused(name, &xml.replace(good, bad));
            assert_eq!(flaw, Flaw::CommentInValue { element: "NameID".to_owned() });
        }
        // Canonical form leaves comments out, so that this one is signed as well as before, and nobody reads it.
        let between = xml.replace("<saml:Subject>", "<!-- hello --><saml:Subject>");
        assert_eq!(World::of(name).verify(&between), World::of(name).verify(&xml));
        let split = xml.replace(good, "alice@acme.test<?x y?></saml:NameID>");
        assert_eq!(refused(name, &split), Flaw::Instruction);
        let marked = xml.replace(good, "alice<![CDATA[@acme.test]]></saml:NameID>");
        assert_eq!(
            World::of(name).verify(&marked),
            World::of(name).verify(&xml),
            "the same text for every reader"
        );
    }
}

#[test]
fn there_are_no_document_types_and_no_entities() {
    let xml = text("ssp-assertion-signed.xml");
    for doctype in [
        "<!DOCTYPE r>",
        "<!DOCTYPE r [<!ENTITY x 'alice'>]>",
        "<!DOCTYPE r SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE r [<!ENTITY % p SYSTEM 'http://127.0.0.1/'> %p;]>",
        "<!DOCTYPE r [<!ATTLIST r ID ID #IMPLIED>]>",
        "<?xml version=\"1.0\"?><!DOCTYPE r>",
        "<!-- x --><!DOCTYPE r>",
        "<!doctype r>",
    ] {
        assert_eq!(refused(ASSERTION_SIGNED, &format!("{doctype}{xml}")), Flaw::DocumentType, "{doctype}");
    }
    let named = refused(ASSERTION_SIGNED, &xml.replace(">alice@", ">&who;@"));
    assert_eq!(named, Flaw::Entity { name: "who".to_owned() });
    let inside = refused(ASSERTION_SIGNED, &xml.replace(">alice@", "><!ENTITY a 'b'>@"));
    assert_eq!(inside, Flaw::DocumentType);
}

#[test]
fn other_encodings_and_absurd_sizes_are_refused() {
    let xml = text("ssp-assertion-signed.xml");
    let wide: Vec<u8> = xml.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(World::of(ASSERTION_SIGNED).verify(wide), Err(Flaw::NotUtf8 | Flaw::NotXml { .. })));
    let declared = format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?>{xml}");
    assert_eq!(refused(ASSERTION_SIGNED, &declared), Flaw::NotUtf8);
    let seven = format!("<?xml version='1.0' encoding='UTF-7'?>{xml}");
    assert_eq!(refused(ASSERTION_SIGNED, &seven), Flaw::NotUtf8);
    let honest = format!("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{xml}");
    assert!(World::of(ASSERTION_SIGNED).verify(honest).is_ok());
    let much =
        |what: Excess| move |flaw: Flaw| matches!(flaw, Flaw::TooMuch { what: came, .. } if came == what);
    let with = |extra: &str| {
        refused(ASSERTION_SIGNED, &xml.replace("<samlp:Status>", &format!("{extra}<samlp:Status>")))
    };
    assert!(much(Excess::Bytes)(with(&" ".repeat(600_000))));
    assert!(much(Excess::Depth)(with(&"<a>".repeat(100_000))));
    assert!(much(Excess::Nodes)(with(&"<a/>".repeat(30_000))));
    let attributes: String = (0..60).map(|n| format!(" a{n}=''")).collect();
    assert!(much(Excess::Attributes)(with(&format!("<a{attributes}/>"))));
    let declared: String = (0..40).map(|n| format!(" xmlns:a{n}='urn:{n}'")).collect();
    assert!(much(Excess::Namespaces)(with(&format!("<a{declared}><b{declared}><c{declared}/></b></a>"))));
}

#[test]
fn only_a_configured_key_counts() {
    // A stranger signs, and brings the certificate for it.
    let stranger = Signing { key: "stranger".to_owned(), named: "stranger".to_owned(), ..Signing::new() };
    let xml = response(&stranger.signed(&Parts::new().assertion("_assertion"), "_assertion"));
    assert!(matches!(world().verify(&xml), Err(Flaw::WrongKey { came: Some(_), .. })));
    // The same, and the certificate of somebody who is trusted.
    let disguised = Signing { key: "stranger".to_owned(), ..Signing::new() };
    let xml = response(&disguised.signed(&Parts::new().assertion("_assertion"), "_assertion"));
    assert!(matches!(world().verify(&xml), Err(Flaw::SignatureBroken { .. })));
    // A shared secret, which would be the public key.
    let secret = "http://www.w3.org/2000/09/xmldsig#hmac-sha1";
    for address in [secret, "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "", "none"] {
        let other = Signing { method: algorithm("SignatureMethod", address), ..Signing::new() };
        let xml = response(&other.signed(&Parts::new().assertion("_assertion"), "_assertion"));
        assert_eq!(world().verify(&xml), Err(Flaw::OtherAlgorithm { algorithm: address.to_owned() }));
    }
    // A key too short, alone and beside a good one.
    let weak = Signing { named: "weak".to_owned(), ..Signing::new() };
    let xml = response(&weak.signed(&Parts::new().assertion("_assertion"), "_assertion"));
    let mut world = world();
    world.certificates = vec![super::world::certificate("weak")];
    assert!(matches!(world.verify(&xml), Err(Flaw::WeakKey { bits: 1024, .. })));
}

#[test]
fn the_signature_says_exactly_what_it_covers() {
    let verify = |signing: Signing| {
        world().verify(response(&signing.signed(&Parts::new().assertion("_assertion"), "_assertion")))
    };
    assert!(verify(Signing::new()).is_ok(), "the provider of these tests is right");
    let padded = algorithm("SignatureMethod", "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1");
    assert!(
        verify(Signing { method: padded, ..Signing::new() }).is_ok(),
        "the newer padding is taken as well"
    );
    let longer = algorithm("SignatureMethod", "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1");
    assert!(matches!(
        verify(Signing { method: longer, ..Signing::new() }),
        Err(Flaw::SignatureBroken { .. })
    ));
    let uri = |uri: &str| Signing { uri: Some(uri.to_owned()), ..Signing::new() };
    for other in
        ["", "#", "#_response", "#xpointer(/)", "#xpointer(id('_assertion'))", "_assertion", "http://a/"]
    {
        let flaw = Flaw::SignatureElsewhere { expected: "#_assertion".to_owned(), came: other.to_owned() };
        assert_eq!(verify(uri(other)), Err(flaw));
    }
    let enveloped = algorithm("Transform", "http://www.w3.org/2000/09/xmldsig#enveloped-signature");
    let exclusive = algorithm("Transform", "http://www.w3.org/2001/10/xml-exc-c14n#");
    for address in [
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2",
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/2000/09/xmldsig#base64",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    ] {
        let flaw = Err(Flaw::Transform { algorithm: address.to_owned() });
        let another = algorithm("Transform", address);
        for transforms in [
            format!("{enveloped}{another}"),
            format!("{another}{exclusive}"),
            format!("{enveloped}{exclusive}{another}"),
        ] {
            assert_eq!(verify(Signing { transforms, ..Signing::new() }), flaw, "{address}");
        }
        let form = algorithm("CanonicalizationMethod", address);
        assert_eq!(verify(Signing { form, ..Signing::new() }), flaw, "{address}");
    }
    let weak = |address: &str| Err(Flaw::WeakAlgorithm { algorithm: address.to_owned() });
    let sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
    assert_eq!(verify(Signing { digest: algorithm("DigestMethod", sha1), ..Signing::new() }), weak(sha1));
    let dsa = "http://www.w3.org/2000/09/xmldsig#dsa-sha1";
    assert_eq!(verify(Signing { method: algorithm("SignatureMethod", dsa), ..Signing::new() }), weak(dsa));
}

#[test]
fn the_signature_has_one_shape() {
    let verify = |signing: Signing| {
        world().verify(response(&signing.signed(&Parts::new().assertion("_assertion"), "_assertion")))
    };
    let malformed = |part: &str| Err(Flaw::SignatureMalformed { part: part.to_owned() });
    let second = format!(
        "<ds:Reference URI=\"#_response\"><ds:Transforms></ds:Transforms>{}<ds:DigestValue></ds:DigestValue>\
         </ds:Reference>",
        algorithm("DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256")
    );
    let several = Signing { more_references: second, ..Signing::new() };
    assert_eq!(verify(several), Err(Flaw::SeveralReferences { count: 2 }));
    let none = Signing { transforms: String::new(), ..Signing::new() };
    assert_eq!(verify(none), malformed("Transforms"));
    let short = algorithm("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
        .replace("></", "><ds:HMACOutputLength>1</ds:HMACOutputLength></");
    assert_eq!(verify(Signing { method: short, ..Signing::new() }), malformed("SignatureMethod"));
    let more = Signing { after: "<ds:Other></ds:Other>".to_owned(), ..Signing::new() };
    assert_eq!(verify(more), malformed("Signature"));
    let xml = signed(&Parts::new());
    let value = between(&xml, "<ds:SignatureValue>", "</ds:SignatureValue>");
    for (bad, flaw) in [
        ("", None),
        ("AAAA", None),
        ("!!!", Some("SignatureValue")),
        (&format!("{value}A"), Some("SignatureValue")),
    ] {
        let came = world().verify(xml.replace(&value, bad));
        match flaw {
            Some(part) => assert_eq!(came, malformed(part)),
            None => assert!(matches!(came, Err(Flaw::SignatureBroken { .. })), "{came:?}"),
        }
    }
    let digest = between(&xml, "<ds:DigestValue>", "</ds:DigestValue>");
    let other = data_encoding::BASE64.encode(&[7; 32]);
    assert!(matches!(world().verify(xml.replace(&digest, &other)), Err(Flaw::SignatureBroken { .. })));
}

#[test]
fn what_was_signed_cannot_be_altered() {
    let xml = text("ssp-both-signed.xml");
    let altered = |from: &str, to: &str| refused("ssp-both-signed", &xml.replace(from, to));
    let flaw = |element: &str| Flaw::Altered { element: element.to_owned() };
    assert_eq!(altered(">alice<", ">admin<"), flaw("Response"));
    assert_eq!(altered("Name=\"groups\"", "Name=\"roles\""), flaw("Response"));
    assert_eq!(altered("xsi:type=\"xs:string\">admins", "xsi:type=\"xs:int\">admins"), flaw("Response"));
    let alone = text("ssp-assertion-signed.xml");
    assert_eq!(refused(ASSERTION_SIGNED, &alone.replace(">alice<", ">admin<")), flaw("Assertion"));
    // Both have to hold: a genuine assertion in an altered response is refused.
    let status = xml.replace("<samlp:StatusCode ", "<samlp:StatusCode x=\"y\" ");
    assert_eq!(refused("ssp-both-signed", &status), flaw("Response"));
}

#[test]
fn a_message_of_another_kind_is_no_response() {
    let xml = signed(&Parts::new());
    for other in ["ArtifactResponse", "LogoutResponse", "AuthnRequest"] {
        let came = xml.replace("samlp:Response", &format!("samlp:{other}"));
        let flaw = Flaw::OtherMessage { expected: "Response", came: other.to_owned() };
        assert_eq!(world().verify(came), Err(flaw));
    }
    let first = xml.replace("Version=\"2.0\"", "Version=\"1.1\"");
    assert_eq!(world().verify(first), Err(Flaw::Version { came: "1.1".to_owned() }));
    let bare = Signing::new().signed(&Parts::new().assertion("_assertion"), "_assertion");
    assert!(matches!(world().verify(bare), Err(Flaw::OtherMessage { .. })));
    assert_eq!(world().verify(response("")), Err(Flaw::NoAssertion));
    let around = format!(
        "<samlp:ArtifactResponse xmlns:samlp=\"{SAMLP}\" xmlns:saml=\"{SAML}\">{xml}</samlp:ArtifactResponse>"
    );
    assert!(matches!(world().verify(around), Err(Flaw::OtherMessage { .. })));
}

/// An attribute of another namespace is another attribute, wherever it stands before the right one.
#[test]
fn attributes_of_other_namespaces_are_not_read() {
    let decoy = |xml: &str, name: &str, value: &str| {
        let (before, after) = xml.split_once(&format!(" {name}=\"")).expect("it");
        format!("{before} xmlns:x=\"urn:x\" x:{name}=\"{value}\" {name}=\"{after}")
    };
    let xml = text("ssp-assertion-signed.xml");
    for (name, value) in
        [("InResponseTo", "_x"), ("Destination", "https://x/"), ("Version", "1"), ("Value", "x")]
    {
        assert!(World::of(ASSERTION_SIGNED).verify(decoy(&xml, name, value)).is_ok(), "{name}");
    }
    // Where only the decoy has the right value, it does not help.
    let other = xml.replacen("InResponseTo=\"", "InResponseTo=\"_another", 1);
    let right = between(&xml, "InResponseTo=\"", "\"");
    let flaw =
        World::of(ASSERTION_SIGNED).verify(decoy(&other, "InResponseTo", &right)).expect_err("refused");
    assert_eq!(flaw.code(), "saml-not-requested");
    let reference = xml.replacen("URI=\"#", "xmlns:x=\"urn:x\" x:URI=\"#", 1);
    assert!(matches!(refused(ASSERTION_SIGNED, &reference), Flaw::SignatureElsewhere { .. }));
}
