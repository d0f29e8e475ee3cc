//! A provider's word that somebody signed out there (Back-Channel Logout 1.0).

use proofs::oidc::{Flaw, LogoutToken, verify_logout};
use rules::Instant;
use serde_json::{Value, json};

use super::signer::{Signer, keys_of};
use super::{CLIENT, ISSUER, NOW, NOW_SECONDS, claims};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn verified(changes: Value, kind: &str) -> Result<LogoutToken, Flaw> {
    let mut all = json!({
        "iss": ISSUER, "aud": CLIENT, "sub": "248289761001", "sid": "s-1", "jti": "once",
        "iat": NOW_SECONDS, "exp": NOW_SECONDS + 120, "events": { EVENT: {} },
    });
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(all.as_object_mut().unwrap().remove(name)),
            value => all[name] = value.clone(),
        }
    }
    let signer = Signer::of("ES256");
    let mut header = signer.header();
    header["typ"] = json!(kind);
    let token = signer.token_of(&header.to_string(), &all.to_string());
    verify_logout(&token, &keys_of(&[&signer]), ISSUER, CLIENT, NOW)
}

#[test]
fn it_says_who_signed_out() {
    for kind in ["logout+jwt", "JWT", "application/logout+jwt"] {
        let told = verified(json!({}), kind).unwrap();
        let expires = Instant((NOW_SECONDS + 120) * 1_000_000);
        let made = Instant(NOW_SECONDS * 1_000_000);
        let (subject, session) = (Some("248289761001".to_owned()), Some("s-1".to_owned()));
        assert_eq!(told, LogoutToken { subject, session, id: "once".to_owned(), made, expires });
    }
    assert_eq!(verified(json!({ "sub": null }), "JWT").unwrap().subject, None);
    assert_eq!(verified(json!({ "sid": null }), "JWT").unwrap().session, None);
    assert_eq!(verified(json!({ "sid": null, "sub": null }), "JWT"), Err(Flaw::Nobody));
    assert_eq!(verified(json!({ "sub": "" }), "JWT"), Err(Flaw::Subject));
}

#[test]
fn what_is_no_logout_ends_nothing() {
    assert_eq!(verified(json!({ "nonce": "n" }), "logout+jwt"), Err(Flaw::NoLogout));
    for events in [json!(null), json!({}), json!([EVENT]), json!({ EVENT: true }), json!(EVENT)] {
        assert_eq!(verified(json!({ "events": events }), "logout+jwt"), Err(Flaw::NoLogout));
    }
    for id in [json!(null), json!(""), json!(5)] {
        assert_eq!(verified(json!({ "jti": id }), "logout+jwt"), Err(Flaw::Claim { name: "jti" }));
    }
    assert_eq!(verified(json!({ "iat": null }), "JWT"), Err(Flaw::Claim { name: "iat" }));
    assert_eq!(verified(json!({ "exp": NOW_SECONDS - 300 }), "JWT"), Err(Flaw::Expired { by_seconds: 300 }));
    assert!(matches!(verified(json!({ "aud": "another" }), "JWT"), Err(Flaw::Audience { .. })));
    assert!(matches!(verified(json!({ "iss": "https://other.example" }), "JWT"), Err(Flaw::Issuer { .. })));
    assert_eq!(verified(json!({}), "at+jwt"), Err(Flaw::Kind { came: "at+jwt".to_owned() }));
    // A sign-in's token is none.
    let signer = Signer::of("ES256");
    let told = verify_logout(&signer.token(&claims()), &keys_of(&[&signer]), ISSUER, CLIENT, NOW);
    assert_eq!(told, Err(Flaw::NoLogout));
    let told =
        verify_logout(&Signer::other("ES256").token(&claims()), &keys_of(&[&signer]), ISSUER, CLIENT, NOW);
    assert_eq!(told, Err(Flaw::Signature));
}
