//! What attackers try with tokens: other algorithms, other keys, two readings of one text, broken bytes.

use aws_lc_rs::hmac;
use proofs::oidc::{Flaw, verify};
use serde_json::json;

use super::signer::{ALL, Signer, keys_of, set, text};
use super::{claims, expected};

#[test]
fn what_nobody_signed_is_nobodys_word() {
    let keys = keys_of(&[&Signer::of("RS256")]);
    for name in ["none", "None", "NONE", "nOnE"] {
        let header = text(json!({ "alg": name, "kid": "RS256" }).to_string().as_bytes());
        let message = format!("{header}.{}", text(claims().to_string().as_bytes()));
        for signature in ["", "AAAA"] {
            assert_eq!(verify(&format!("{message}.{signature}"), &keys, &expected()), Err(Flaw::Unsigned));
        }
    }
    // Nor is a good token whose signature was taken away.
    let token = Signer::of("RS256").token(&claims());
    let (message, _) = token.rsplit_once('.').unwrap();
    assert_eq!(verify(&format!("{message}."), &keys, &expected()), Err(Flaw::Signature));
    assert_eq!(verify(message, &keys, &expected()), Err(Flaw::Unreadable));
}

#[test]
fn a_public_key_is_no_secret_to_sign_with() {
    for algorithm in ALL {
        let signer = Signer::of(algorithm);
        for name in ["HS256", "HS384", "HS512"] {
            let header = text(json!({ "alg": name, "kid": algorithm }).to_string().as_bytes());
            let message = format!("{header}.{}", text(claims().to_string().as_bytes()));
            let key = hmac::Key::new(hmac::HMAC_SHA256, &signer.public_bytes());
            let token = format!("{message}.{}", text(hmac::sign(&key, message.as_bytes()).as_ref()));
            let flaw = Flaw::SharedSecret { came: name.to_owned() };
            assert_eq!(verify(&token, &keys_of(&[&signer]), &expected()), Err(flaw));
        }
    }
}

#[test]
fn other_algorithms_are_named() {
    let signer = Signer::of("ES256");
    for name in ["ES512", "ES256K", "RSA-OAEP", "rs256", "Ed448", ""] {
        let token = signer.token_of(&json!({ "alg": name }).to_string(), &claims().to_string());
        let flaw = Flaw::Algorithm { came: name.to_owned() };
        assert_eq!(verify(&token, &keys_of(&[&signer]), &expected()), Err(flaw));
    }
    for header in [json!({}), json!({ "alg": 5 }), json!({ "alg": ["ES256"] }), json!([])] {
        let token = signer.token_of(&header.to_string(), &claims().to_string());
        assert_eq!(verify(&token, &keys_of(&[&signer]), &expected()), Err(Flaw::Unreadable));
    }
}

#[test]
fn a_key_serves_only_what_it_is_for() {
    let (rsa, ec) = (Signer::of("RS256"), Signer::of("ES256"));
    let both = keys_of(&[&rsa, &ec]);
    // The name of another kind of key.
    let token = ec.token_of(&json!({ "alg": "ES256", "kid": "RS256" }).to_string(), &claims().to_string());
    assert_eq!(verify(&token, &both, &expected()), Err(Flaw::Algorithm { came: "ES256".to_owned() }));
    // A key that says of itself what it is for.
    let mut entry = Signer::of("PS256").entry();
    entry["alg"] = json!("PS256");
    let header = json!({ "alg": "RS256", "kid": "PS256" }).to_string();
    let token = rsa.token_of(&header, &claims().to_string());
    assert_eq!(
        verify(&token, &set(&[entry]), &expected()),
        Err(Flaw::Algorithm { came: "RS256".to_owned() })
    );
}

#[test]
fn the_name_of_another_key_does_not_help() {
    let (one, other) = (Signer::of("ES256"), Signer::of("EdDSA"));
    let mut first = one.entry();
    first["kid"] = json!("first");
    let mut second = Signer::other("ES256").entry();
    second["kid"] = json!("second");
    let keys = set(&[first, second, other.entry()]);
    let named =
        |name: &str| one.token_of(&json!({ "alg": "ES256", "kid": name }).to_string(), &claims().to_string());
    assert!(verify(&named("first"), &keys, &expected()).is_ok());
    assert_eq!(verify(&named("second"), &keys, &expected()), Err(Flaw::Signature));
    let known = ["first", "second", "EdDSA"].map(str::to_owned).to_vec();
    let flaw = Flaw::KeyUnknown { came: Some("third".to_owned()), known: known.clone() };
    assert_eq!(verify(&named("third"), &keys, &expected()), Err(flaw));
    // Where the token names none, those that fit are tried.
    let unnamed = one.token_of("{\"alg\":\"ES256\"}", &claims().to_string());
    assert!(verify(&unnamed, &keys, &expected()).is_ok());
    let rsa = Signer::of("RS256").token_of("{\"alg\":\"RS256\"}", &claims().to_string());
    assert_eq!(verify(&rsa, &keys, &expected()), Err(Flaw::KeyUnknown { came: None, known }));
    let stranger = Signer::other("EdDSA").token_of("{\"alg\":\"EdDSA\"}", &claims().to_string());
    assert_eq!(verify(&stranger, &keys, &expected()), Err(Flaw::Signature));
    // And where the set names none, any name will do.
    let mut bare = one.entry();
    bare.as_object_mut().unwrap().remove("kid");
    assert!(verify(&named("whatever"), &set(&[bare.clone()]), &expected()).is_ok());
    let other = Signer::other("ES256").token(&claims());
    let flaw = Flaw::KeyUnknown { came: Some("ES256".to_owned()), known: Vec::new() };
    assert_eq!(verify(&other, &set(&[bare]), &expected()), Err(flaw));
}

#[test]
fn keys_that_a_token_brings_along_are_ignored() {
    let (provider, attacker) = (Signer::of("ES256"), Signer::other("ES256"));
    for (name, value) in [
        ("jwk", attacker.entry()),
        ("jku", json!("https://attacker.example/keys")),
        ("x5u", json!("https://attacker.example/certificate")),
        ("x5c", json!(["MIIB"])),
    ] {
        let mut header = provider.header();
        header[name] = value;
        let keys = keys_of(&[&provider]);
        let token = attacker.token_of(&header.to_string(), &claims().to_string());
        assert_eq!(verify(&token, &keys, &expected()), Err(Flaw::Signature), "{name}");
        let token = provider.token_of(&header.to_string(), &claims().to_string());
        assert!(verify(&token, &keys, &expected()).is_ok(), "{name} is no reason to refuse either");
    }
}

#[test]
fn one_text_has_one_reading() {
    let signer = Signer::of("ES256");
    let keys = keys_of(&[&signer]);
    let twice = claims().to_string().replacen('{', "{\"sub\":\"somebody else\",", 1);
    let token = signer.token_of(&signer.header().to_string(), &twice);
    assert_eq!(verify(&token, &keys, &expected()), Err(Flaw::Unreadable), "a claim stands twice");
    let escaped = claims().to_string().replacen('{', "{\"s\\u0075b\":\"somebody else\",", 1);
    let token = signer.token_of(&signer.header().to_string(), &escaped);
    assert_eq!(verify(&token, &keys, &expected()), Err(Flaw::Unreadable), "spelled differently");
    let deep = claims().to_string().replacen('{', "{\"a\":[{\"b\":1,\"b\":2}],", 1);
    let token = signer.token_of(&signer.header().to_string(), &deep);
    assert_eq!(verify(&token, &keys, &expected()), Err(Flaw::Unreadable), "further in");
    let token =
        signer.token_of("{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"ES256\"}", &claims().to_string());
    assert_eq!(verify(&token, &keys, &expected()), Err(Flaw::Unreadable), "in the header");
    for body in ["", "[]", "5", "null", "{", "{\"sub\":\"a\"} x", "\u{feff}{}"] {
        let token = signer.token_of(&signer.header().to_string(), body);
        assert_eq!(verify(&token, &keys, &expected()), Err(Flaw::Unreadable), "{body}");
    }
    let token = signer.token_of(
        &signer.header().to_string(),
        &format!("{{\"a\":{}{}}}", "[".repeat(5000), "]".repeat(5000)),
    );
    assert_eq!(verify(&token, &keys, &expected()), Err(Flaw::Unreadable), "deeper than anything has to be");
}

#[test]
fn tokens_of_another_kind_are_told_apart() {
    let signer = Signer::of("ES256");
    let keys = keys_of(&[&signer]);
    for kind in ["at+jwt", "application/at+jwt", "logout+jwt", "secevent+JWT"] {
        let mut header = signer.header();
        header["typ"] = json!(kind);
        let token = signer.token_of(&header.to_string(), &claims().to_string());
        assert_eq!(verify(&token, &keys, &expected()), Err(Flaw::Kind { came: kind.to_owned() }));
    }
    let mut header = signer.header();
    header["crit"] = json!(["b64"]);
    header["b64"] = json!(false);
    let token = signer.token_of(&header.to_string(), &claims().to_string());
    assert_eq!(verify(&token, &keys, &expected()), Err(Flaw::Extension { came: vec!["b64".to_owned()] }));
    assert_eq!(verify("e30.a.b.c.d", &keys, &expected()), Err(Flaw::Encrypted));
    for broken in ["", ".", "..", "...", "a.b.c.d", "e30", "e30.e30.é", "\u{0}.\u{0}.\u{0}"] {
        assert!(matches!(verify(broken, &keys, &expected()), Err(Flaw::Unreadable)), "{broken:?}");
    }
    let huge = "a".repeat(70_000);
    assert_eq!(verify(&huge, &keys, &expected()), Err(Flaw::TooLarge));
}

#[test]
fn no_changed_byte_goes_unnoticed() {
    for algorithm in ["RS256", "ES256", "EdDSA"] {
        let signer = Signer::of(algorithm);
        let (keys, token) = (keys_of(&[&signer]), signer.token(&claims()));
        assert!(verify(&token, &keys, &expected()).is_ok());
        for place in 0..token.len() {
            for new in [b'A', b'_', b'.', b'=', b' ', b'+', token.as_bytes()[place] ^ 1, 0, 0x7f] {
                let mut bytes = token.clone().into_bytes();
                if bytes[place] == new {
                    continue;
                }
                bytes[place] = new;
                let Ok(changed) = String::from_utf8(bytes) else { continue };
                let told = verify(&changed, &keys, &expected());
                assert!(told.is_err(), "{algorithm}: byte {place} as {new}");
            }
            let (start, end) = token.split_at(place);
            assert!(verify(start, &keys, &expected()).is_err(), "{algorithm}: cut at {place}");
            assert!(verify(&format!("{start}A{end}"), &keys, &expected()).is_err(), "{algorithm}: longer");
        }
        // Every other last letter: some of its bits say nothing, and still only one spelling holds.
        let (start, last) = token.split_at(token.len() - 1);
        for letter in ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['-', '_']) {
            let told = verify(&format!("{start}{letter}"), &keys, &expected());
            assert_eq!(told.is_ok(), last == letter.to_string(), "{algorithm}: {letter} in place of {last}");
        }
        for ending in ["=", "==", " ", "\n", ".", "A"] {
            assert!(
                verify(&format!("{token}{ending}"), &keys, &expected()).is_err(),
                "{ending:?} at the end"
            );
        }
    }
}
