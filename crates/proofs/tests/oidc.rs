//! What identity providers send by OpenID Connect: every way of signing taken, every flaw reached, and the attacks
//! that are known. Tokens are signed by hand here, not by the library that verifies them.

// A test that cannot go on has failed: `unwrap` says so with its place.
#![allow(clippy::unwrap_used)]

#[path = "oidc/attacks.rs"]
mod attacks;
#[path = "oidc/documents.rs"]
mod documents;
#[path = "oidc/logout.rs"]
mod logout;
#[path = "oidc/signer.rs"]
mod signer;

use proofs::oidc::{Claims, Expected, Flaw, challenge_of, look, verify};
use rules::{Instant, Span};
use serde_json::{Value, json};
use signer::{ALL, Signer, keys_of};

const NOW: Instant = Instant(1_790_000_000_000_000);
const NOW_SECONDS: i64 = 1_790_000_000;
const ISSUER: &str = "https://id.example/tenant";
const CLIENT: &str = "vestibule-at-acme";
const NONCE: &str = "n-0S6_WzA2Mj";

fn expected() -> Expected<'static> {
    Expected { issuer: ISSUER, client_id: CLIENT, nonce: NONCE, now: NOW }
}

/// The claims of a token that holds.
fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": CLIENT, "sub": "248289761001", "nonce": NONCE,
        "exp": NOW_SECONDS + 300, "iat": NOW_SECONDS - 1,
        "email": "ana@acme.example", "email_verified": true, "given_name": "Ana", "family_name": "Costa",
    })
}

/// The same with some claims set, or taken away by `null`.
fn but(changes: Value) -> Value {
    let mut all = claims();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(all.as_object_mut().unwrap().remove(name)),
            value => all[name] = value.clone(),
        }
    }
    all
}

fn verified(changes: Value) -> Result<Claims, Flaw> {
    let signer = Signer::of("ES256");
    verify(&signer.token(&but(changes)), &keys_of(&[&signer]), &expected())
}

#[test]
fn every_way_of_signing_is_taken() {
    for algorithm in ALL {
        let signer = Signer::of(algorithm);
        let told = verify(&signer.token(&claims()), &keys_of(&[&signer]), &expected());
        assert_eq!(told.map(|told| told.subject), Ok("248289761001".to_owned()), "{algorithm}");
        // And by each signer only its own.
        let changed = Signer::other(algorithm);
        let told = verify(&changed.token(&claims()), &keys_of(&[&signer]), &expected());
        assert_eq!(told, Err(Flaw::Signature), "{algorithm} by another key of the same name");
    }
}

#[test]
fn all_that_a_token_says_is_read() {
    let told = verified(json!({
        "name": "Ana Costa", "amr": ["pwd", "mfa"], "acr": "phr", "auth_time": NOW_SECONDS - 60, "sid": "s-1",
        "groups": ["Staff", "Admins"], "roles": "Auditor", "exp": NOW_SECONDS as f64 + 300.5,
    }))
    .unwrap();
    assert_eq!(told.email.as_deref(), Some("ana@acme.example"));
    assert!(told.email_verified);
    assert_eq!((told.given_name.as_deref(), told.family_name.as_deref()), (Some("Ana"), Some("Costa")));
    assert_eq!(told.name.as_deref(), Some("Ana Costa"));
    assert_eq!(told.methods, ["pwd", "mfa"]);
    assert_eq!(told.context.as_deref(), Some("phr"));
    assert_eq!(told.signed_in_at, Some(Instant(NOW.0 - Span::seconds(60).0)));
    assert_eq!(told.session.as_deref(), Some("s-1"));
    assert_eq!(told.groups, ["Admins", "Auditor", "Staff"]);
    assert_eq!(told.expires, Instant((NOW_SECONDS * 10 + 3005) * 100_000));
    let shown =
        |name: &str| told.shown.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str());
    assert_eq!(shown("groups"), Some("[\"Staff\",\"Admins\"]"));
    assert_eq!(shown("nonce"), Some("•••"));
    assert_eq!(shown("email_verified"), Some("true"));
}

#[test]
fn optional_claims_of_a_wrong_kind_are_as_good_as_missing() {
    let told = verified(json!({
        "email": 5, "email_verified": "yes", "given_name": {}, "family_name": [], "name": " ", "amr": {"a": 1},
        "acr": false, "auth_time": "noon", "sid": 7, "groups": [1, "Staff", null],
    }))
    .unwrap();
    assert_eq!((told.email, told.email_verified), (None, false));
    assert_eq!((told.given_name, told.family_name, told.name), (None, None, None));
    assert_eq!((told.methods.len(), told.context, told.signed_in_at, told.session), (0, None, None, None));
    assert_eq!(told.groups, ["Staff"]);
    // Some write the word.
    assert!(verified(json!({ "email_verified": "true" })).unwrap().email_verified);
    assert!(!verified(json!({ "email_verified": 1 })).unwrap().email_verified);
    assert!(!verified(json!({ "email_verified": null })).unwrap().email_verified);
}

#[test]
fn what_a_provider_writes_is_bounded_and_clean() {
    let long = "x".repeat(5000);
    let groups: Vec<String> = (0..900).map(|number| format!("g{number:04}")).collect();
    let told = verified(json!({
        "given_name": format!("A\u{202E}na\r\n{long}"), "groups": groups, "email": format!("{long}@a"),
    }))
    .unwrap();
    let name = told.given_name.unwrap();
    assert!(name.starts_with("Anaxxx") && name.chars().count() == 200, "{name}");
    assert_eq!((told.groups.len(), told.email), (500, None));
    // What roles hang on is taken to the letter or not at all.
    let odd = ["Ad\u{200B}mins", "Admins\n", "", &long, "Admins "];
    let told = verified(json!({ "groups": odd, "amr": ["m\u{200B}fa", "mfa"], "acr": "ph\u{0}r" })).unwrap();
    assert_eq!(
        (told.groups, told.methods, told.context),
        (vec!["Admins ".to_owned()], vec!["mfa".to_owned()], None)
    );
    let told = verified(json!({ "more": long })).unwrap();
    let more = told.shown.iter().find(|(name, _)| name == "more").unwrap();
    assert_eq!(more.1.len(), 1000);
    let many: serde_json::Map<_, _> = (0..300).map(|n| (format!("c{n}"), json!(n))).collect();
    assert_eq!(verified(Value::Object(many)).unwrap().shown.len(), 100);
}

#[test]
fn who_made_it_is_compared_to_the_letter() {
    for came in ["https://id.example/tenant/", "https://ID.example/tenant", "http://id.example/tenant", ""] {
        let flaw = Flaw::Issuer { came: came.to_owned(), expected: ISSUER.to_owned() };
        assert_eq!(verified(json!({ "iss": came })), Err(flaw));
    }
    let none = Flaw::Issuer { came: String::new(), expected: ISSUER.to_owned() };
    assert_eq!(verified(json!({ "iss": null })), Err(none.clone()));
    assert_eq!(verified(json!({ "iss": [ISSUER] })), Err(none));
    let dirty = verified(json!({ "iss": format!("\u{0}{}", "y".repeat(900)) }));
    assert_eq!(dirty, Err(Flaw::Issuer { came: "y".repeat(200), expected: ISSUER.to_owned() }));
}

#[test]
fn it_is_for_us_and_nobody_else() {
    let audience = |came: &[&str]| {
        let came = came.iter().map(|one| (*one).to_owned()).collect();
        Err(Flaw::Audience { came, expected: CLIENT.to_owned() })
    };
    assert!(verified(json!({ "aud": [CLIENT] })).is_ok());
    assert!(verified(json!({ "aud": [CLIENT], "azp": CLIENT })).is_ok());
    assert_eq!(verified(json!({ "aud": "another" })), audience(&["another"]));
    assert_eq!(verified(json!({ "aud": [CLIENT, "another"] })), audience(&[CLIENT, "another"]));
    assert_eq!(
        verified(json!({ "aud": [CLIENT, "another"], "azp": CLIENT })),
        audience(&[CLIENT, "another"])
    );
    assert_eq!(verified(json!({ "aud": [CLIENT, 5] })), audience(&[CLIENT]));
    for none in [json!(null), json!([]), json!({}), json!(5)] {
        assert_eq!(verified(json!({ "aud": none })), audience(&[]));
    }
    for (azp, came) in [(json!("another"), "another"), (json!(5), ""), (json!([CLIENT]), "")] {
        let flaw = Flaw::AuthorizedParty { came: came.to_owned(), expected: CLIENT.to_owned() };
        assert_eq!(verified(json!({ "azp": azp })), Err(flaw));
    }
}

#[test]
fn two_clocks_may_be_a_minute_apart() {
    assert!(verified(json!({ "exp": NOW_SECONDS - 59 })).is_ok());
    assert_eq!(verified(json!({ "exp": NOW_SECONDS - 60 })), Err(Flaw::Expired { by_seconds: 60 }));
    assert_eq!(verified(json!({ "exp": NOW_SECONDS - 7200 })), Err(Flaw::Expired { by_seconds: 7200 }));
    for name in ["iat", "nbf"] {
        assert!(verified(json!({ name: NOW_SECONDS + 60 })).is_ok());
        assert_eq!(verified(json!({ name: NOW_SECONDS + 61 })), Err(Flaw::NotYet { by_seconds: 61 }));
        for wrong in [json!("1790000000"), json!(-1), json!(1e300), json!(NOW.0), json!([])] {
            let named = if name == "iat" { "iat" } else { "nbf" };
            assert_eq!(verified(json!({ name: wrong })), Err(Flaw::Claim { name: named }), "{wrong}");
        }
    }
    assert_eq!(verified(json!({ "exp": null })), Err(Flaw::Claim { name: "exp" }));
    assert_eq!(
        verified(json!({ "exp": NOW.0 })),
        Err(Flaw::Claim { name: "exp" }),
        "milliseconds and the like"
    );
    assert_eq!(verified(json!({ "iat": null })), Err(Flaw::Claim { name: "iat" }));
}

#[test]
fn it_answers_our_question() {
    for came in
        [json!(null), json!(""), json!("n-0S6_WzA2Mk"), json!("n-0S6_WzA2M"), json!(5), json!([NONCE])]
    {
        assert_eq!(verified(json!({ "nonce": came })), Err(Flaw::Nonce));
    }
    // Not even when nothing was asked.
    let signer = Signer::of("ES256");
    let asked = Expected { nonce: "", ..expected() };
    for came in [json!(null), json!("")] {
        let token = signer.token(&but(json!({ "nonce": came })));
        assert_eq!(verify(&token, &keys_of(&[&signer]), &asked), Err(Flaw::Nonce));
    }
}

#[test]
fn it_says_who_it_is() {
    for came in [json!(null), json!(""), json!(5), json!("x".repeat(256)), json!("a\u{0}b"), json!(["a"])] {
        assert_eq!(verified(json!({ "sub": came })), Err(Flaw::Subject));
    }
    let longest = "ß".repeat(255);
    assert_eq!(verified(json!({ "sub": longest })).unwrap().subject, longest);
    // Blanks at its ends are part of it: two subjects are never folded into one.
    assert_eq!(verified(json!({ "sub": " a " })).unwrap().subject, " a ");
}

#[test]
fn an_admin_may_look_at_what_does_not_hold() {
    let token = Signer::of("ES256").token(&but(json!({ "aud": "another", "access_token": "s3cret-1" })));
    let shown = look(&token);
    let at = |name: &str| shown.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str());
    assert_eq!((at("alg"), at("aud")), (Some("ES256"), Some("another")));
    let all = format!("{shown:?}");
    assert!(!all.contains(NONCE) && !all.contains("s3cret-1"), "{all}");
    for none in ["", "a.b", "a.b.c", "e30.e30", "e30.e30.x.y.z"] {
        assert_eq!(look(none), Vec::new(), "{none}");
    }
}

#[test]
fn the_vector_of_pkce_holds() {
    // RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    assert_eq!(challenge_of(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

/// The key and the token of a standard's example, whose claims are none of ours: what is found is what comes after
/// the signature.
fn example(key: Value, token: &str) -> Flaw {
    let keys = signer::set(&[key]);
    let place = token.rfind('.').unwrap() + 10;
    let mut broken = token.to_owned();
    broken.replace_range(place..=place, if token.as_bytes()[place] == b'A' { "B" } else { "A" });
    assert_eq!(verify(&broken, &keys, &expected()), Err(Flaw::Signature));
    verify(token, &keys, &expected()).expect_err("the claims are somebody else's")
}

#[test]
fn the_vectors_of_the_standards_hold() {
    let joe = Flaw::Issuer { came: "joe".to_owned(), expected: ISSUER.to_owned() };
    // RFC 7515, appendix A.2.
    let key = json!({ "kty": "RSA", "e": "AQAB", "n": concat!(
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2l",
        "ZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEM",
        "a2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2P",
        "AcDTW9gb54h4FRWyuXpoQ",
    ) });
    let rsa = concat!(
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290",
        "Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5juj",
        "Gbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_",
        "eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLI",
        "hWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
    );
    assert_eq!(example(key, rsa), joe);
    // RFC 7515, appendix A.3.
    let key = json!({ "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" });
    let ec = concat!(
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290",
        "Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
    );
    assert_eq!(example(key, ec), joe);
    // RFC 8037, appendix A.4; its payload is no JSON.
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    let ed = concat!(
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhij",
        "cNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    );
    assert_eq!(example(key, ed), Flaw::Unreadable);
}
