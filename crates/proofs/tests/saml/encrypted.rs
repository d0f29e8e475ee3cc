//! Encrypted assertions: what opens, and how little is said about what does not.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PrivateDecryptingKey};
use data_encoding::BASE64;
use proofs::saml::{Assertion, Flaw};

use super::mutations::Numbers;
use super::provider::{Parts, Signing, response, world};
use super::world::{World, between, certificate, private, text};

/// xmlsec1 encrypted the assertion of a recorded response, or the same without its signature.
fn opened(name: &str, change: impl Fn(String) -> String) -> Result<Assertion, Flaw> {
    World::of("ssp-assertion-signed").verify(change(text(&format!("xmlsec-{name}.xml"))))
}

#[test]
fn what_is_signed_inside_is_believed() {
    let said = opened("cbc256", |xml| xml).expect("signed inside");
    assert_eq!(said.subject.value, "alice@acme.test");
    let genuine = World::of("ssp-assertion-signed").verify(text("ssp-assertion-signed.xml"));
    assert_eq!(Ok(said), genuine);
}

#[test]
fn what_is_not_signed_at_all_is_not_believed() {
    assert_eq!(opened("gcm-unsigned", |xml| xml), Err(Flaw::NotSigned));
    assert_eq!(opened("cbc-unsigned", |xml| xml), Err(Flaw::NotDecrypted), "not even that it could be read");
}

#[test]
fn broken_key_transport_is_refused_before_a_key_is_touched() {
    let weak = |algorithm: &str| Err(Flaw::WeakAlgorithm { algorithm: algorithm.to_owned() });
    assert_eq!(opened("rsa15", |xml| xml), weak("http://www.w3.org/2001/04/xmlenc#rsa-1_5"));
    let mut nobody = World::of("ssp-assertion-signed");
    nobody.keys.clear();
    assert_eq!(nobody.verify(text("xmlsec-rsa15.xml")), weak("http://www.w3.org/2001/04/xmlenc#rsa-1_5"));
    let other = |from: &str, to: &str| opened("cbc256", |xml| xml.replace(from, to));
    let triple = "http://www.w3.org/2001/04/xmlenc#tripledes-cbc";
    assert_eq!(other("http://www.w3.org/2001/04/xmlenc#aes256-cbc", triple), weak(triple));
    let unknown =
        Err(Flaw::OtherAlgorithm { algorithm: "http://www.w3.org/2001/04/xmlenc#kw-aes128".to_owned() });
    assert_eq!(
        other(
            "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
            "http://www.w3.org/2001/04/xmlenc#kw-aes128"
        ),
        unknown
    );
}

#[test]
fn key_transport_with_parameters_of_other_kinds_is_named() {
    let with = |inside: &str| {
        let method = "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"";
        let came = opened("cbc256", |xml| {
            assert!(xml.contains(&format!("{method}/>")));
            xml.replace(&format!("{method}/>"), &format!("{method}>{inside}</xenc:EncryptionMethod>"))
        });
        match came {
            Err(Flaw::OtherAlgorithm { algorithm }) => algorithm,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(with("<xenc:OAEPparams>AAAA</xenc:OAEPparams>"), "OAEPparams");
    let mask = "http://www.w3.org/2009/xmlenc11#mgf1sha256";
    let named = format!("<m:MGF xmlns:m=\"http://www.w3.org/2009/xmlenc11#\" Algorithm=\"{mask}\"/>");
    assert_eq!(with(&named), mask);
    let digest = "http://www.w3.org/2001/04/xmlenc#sha256";
    let named =
        format!("<d:DigestMethod xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\" Algorithm=\"{digest}\"/>");
    assert_eq!(with(&named), digest);
    let same = "http://www.w3.org/2000/09/xmldsig#sha1";
    let named =
        format!("<d:DigestMethod xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\" Algorithm=\"{same}\"/>");
    let plain = opened("cbc256", |xml| {
        xml.replace("rsa-oaep-mgf1p\"/>", &format!("rsa-oaep-mgf1p\">{named}</xenc:EncryptionMethod>"))
    });
    assert!(plain.is_ok(), "{plain:?}");
}

/// Altered ciphertexts end alike, wherever in the padding, the text or the signature they go wrong.
#[test]
fn altered_ciphertexts_end_alike() {
    let mut numbers = Numbers(0xdecade);
    for name in ["cbc256", "gcm-unsigned", "cbc-unsigned"] {
        let xml = text(&format!("xmlsec-{name}.xml"));
        let sealed = xml
            .rsplit_once("<xenc:CipherValue>")
            .expect("it")
            .1
            .split_once('<')
            .expect("its end")
            .0
            .to_owned();
        let dense: String = sealed.split_whitespace().collect();
        let bytes = BASE64.decode(dense.as_bytes()).expect("base64");
        let tried = |bytes: &[u8]| opened(name, |xml| xml.replace(&sealed, &BASE64.encode(bytes)));
        for round in 0..400 {
            let mut changed = bytes.clone();
            // Mostly the last two blocks, where the padding is, and the first two.
            let place = match round % 3 {
                0 => bytes.len() - 1 - numbers.below(32),
                1 => numbers.below(32),
                _ => numbers.below(bytes.len()),
            };
            changed[place] ^= 1 << numbers.below(8);
            let came = tried(&changed);
            assert!(
                matches!(came, Err(Flaw::NotDecrypted)) || came == opened("cbc256", |xml| xml),
                "{name}: {came:?}"
            );
        }
        for length in [0, 1, 12, 15, 16, 17, 28, 31, 32, bytes.len() - 16, bytes.len() - 1] {
            assert_eq!(tried(&bytes[..length]), Err(Flaw::NotDecrypted), "{name} cut to {length}");
        }
    }
    // Telling GCM that it is CBC makes no oracle of it.
    let relabelled =
        opened("gcm-unsigned", |xml| xml.replace("2009/xmlenc11#aes256-gcm", "2001/04/xmlenc#aes256-cbc"));
    assert_eq!(relabelled, Err(Flaw::NotDecrypted));
}

#[test]
fn there_is_one_encrypted_assertion_and_it_is_well_formed() {
    let missing = |element: &str, within: &str| {
        Err(Flaw::Missing { element: element.to_owned(), within: within.to_owned() })
    };
    let xml = text("xmlsec-cbc256.xml");
    let whole = format!(
        "<saml:EncryptedAssertion>{}</saml:EncryptedAssertion>",
        between(&xml, "<saml:EncryptedAssertion>", "</saml:EncryptedAssertion>")
    );
    assert_eq!(
        opened("cbc256", |xml| xml.replace(&whole, &whole.repeat(2))),
        Err(Flaw::SeveralAssertions { count: 2 })
    );
    let plain = text("ssp-assertion-signed.xml");
    let plain = format!(
        "<saml:Assertion{}</saml:Assertion>",
        between(&plain, "<saml:Assertion", "</saml:Assertion>")
    );
    let beside = opened("cbc256", |xml| xml.replace(&whole, &format!("{whole}{plain}")));
    assert_eq!(beside, Err(Flaw::SeveralAssertions { count: 2 }));
    let emptied = opened("cbc256", |xml| xml.replace(&whole, "<saml:EncryptedAssertion/>"));
    assert_eq!(emptied, missing("EncryptedData", "EncryptedAssertion"));
    let renamed = opened("cbc256", |xml| xml.replace("EncryptedKey>", "Key>"));
    assert_eq!(renamed, missing("EncryptedKey", "EncryptedAssertion"));
    let linked = opened("cbc256", |xml| xml.replace("CipherValue>", "CipherReference>"));
    assert_eq!(linked, missing("CipherValue", "CipherData"));
    // Ciphertexts hold ids and assertions that nobody sees: they are held to the same grammar when they are opened.
    let inner = Signing::new().signed(&Parts::new().assertion("_assertion"), "_assertion");
    let nested = inner.replace("<saml:Subject>", "<saml:Advice></saml:Advice><saml:Subject>");
    let flaw = Flaw::Misplaced { element: "Advice".to_owned(), within: "Assertion".to_owned() };
    assert_eq!(world().verify(response(&sealed(&nested))), Err(flaw));
    let doctype = format!("<!DOCTYPE x>{inner}");
    assert_eq!(world().verify(response(&sealed(&doctype))), Err(Flaw::DocumentType));
    let other = response(&sealed(&response(&inner)));
    assert!(matches!(world().verify(other), Err(Flaw::OtherMessage { expected: "Assertion", .. })));
}

/// RSA-OAEP with SHA-256 throughout, AES-128-GCM; made here, because xmlsec1 of these days does not know it.
fn sealed(plain: &str) -> String {
    let public = PrivateDecryptingKey::from_pkcs8(&private("sp")).expect("a key").public_key();
    let public = OaepPublicEncryptingKey::new(public).expect("a key");
    let (content_key, nonce) = ([9; 16], [7; 12]);
    let mut wrapped = vec![0; public.ciphertext_size()];
    public.encrypt(&OAEP_SHA256_MGF1SHA256, &content_key, &mut wrapped, None).expect("wrapped");
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &content_key).expect("a key"));
    let mut bytes = plain.as_bytes().to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut bytes)
        .expect("sealed");
    let content = BASE64.encode(&[&nonce[..], &bytes].concat());
    let (saml, ds) = ("urn:oasis:names:tc:SAML:2.0:assertion", "http://www.w3.org/2000/09/xmldsig#");
    let named = BASE64.encode(&certificate("sp").der);
    format!(
        "<saml:EncryptedAssertion xmlns:saml=\"{saml}\" xmlns:e=\"http://www.w3.org/2001/04/xmlenc#\" \
         xmlns:e11=\"http://www.w3.org/2009/xmlenc11#\" xmlns:ds=\"{ds}\"><e:EncryptedData>\
         <e:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#aes128-gcm\"/>\
         <e:CipherData><e:CipherValue>{content}</e:CipherValue></e:CipherData></e:EncryptedData><e:EncryptedKey>\
         <e:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#rsa-oaep\">\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
         <e11:MGF Algorithm=\"http://www.w3.org/2009/xmlenc11#mgf1sha256\"/></e:EncryptionMethod>\
         <ds:KeyInfo><ds:X509Data><ds:X509Certificate>{named}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\
         <e:CipherData><e:CipherValue>{}</e:CipherValue></e:CipherData></e:EncryptedKey></saml:EncryptedAssertion>",
        BASE64.encode(&wrapped)
    )
}

#[test]
fn the_newer_key_transport_opens_and_keys_may_stand_beside_the_data() {
    let inner = Signing::new().signed(&Parts::new().assertion("_assertion"), "_assertion");
    let said = world().verify(response(&sealed(&inner))).expect("it holds");
    assert_eq!(said.subject.value, "ana@larkfield.example");
    // Encrypted for us by a stranger: nothing is signed, or not by whom it should be.
    let bare = Parts::new().assertion("_assertion");
    assert_eq!(world().verify(response(&sealed(&bare))), Err(Flaw::NotSigned));
    let stranger = Signing { key: "stranger".to_owned(), named: "stranger".to_owned(), ..Signing::new() };
    let strange = sealed(&stranger.signed(&bare, "_assertion"));
    assert!(matches!(world().verify(response(&strange)), Err(Flaw::WrongKey { .. })));
}

/// SimpleSAMLphp signed the response alone, over the encrypted form.
#[test]
fn a_signed_response_speaks_for_what_is_encrypted_in_it() {
    let (world, xml) = (World::of("ssp-encrypted-outer"), text("ssp-encrypted-outer.xml"));
    assert_eq!(world.verify(&xml).expect("it holds").subject.value, "alice@acme.test");
    let signature =
        format!("<ds:Signature {}</ds:Signature>", between(&xml, "<ds:Signature ", "</ds:Signature>"));
    assert_eq!(
        world.verify(xml.replacen(&signature, "", 1)),
        Err(Flaw::NotDecrypted),
        "AES-CBC says nothing more"
    );
    let altered = xml.replacen("</xenc:CipherValue>", "AAAA</xenc:CipherValue>", 1);
    assert_eq!(world.verify(altered), Err(Flaw::Altered { element: "Response".to_owned() }));
}
