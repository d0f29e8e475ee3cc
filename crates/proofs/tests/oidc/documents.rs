//! What a provider says of itself: its description and its set of keys.

use proofs::oidc::{DiscoveryFlaw, KeysFlaw, discovery_at, read_discovery, read_keys, verify};
use serde_json::{Value, json};

use super::signer::{ALL, Signer, set, text};
use super::{ISSUER, claims, expected};

fn document() -> Value {
    json!({
        "issuer": ISSUER, "authorization_endpoint": "https://id.example/authorize?tenant=1",
        "token_endpoint": "https://id.example/token", "jwks_uri": "https://keys.example:8443/keys",
        "response_types_supported": ["code", "id_token"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256"],
    })
}

fn read(changes: Value) -> Result<proofs::oidc::Discovery, DiscoveryFlaw> {
    let mut all = document();
    for (name, value) in changes.as_object().unwrap() {
        all[name] = value.clone();
    }
    read_discovery(all.to_string().as_bytes(), ISSUER)
}

#[test]
fn a_description_is_read() {
    let told = read(json!({})).unwrap();
    assert_eq!(told.issuer, ISSUER);
    assert_eq!(told.authorization_endpoint, "https://id.example/authorize?tenant=1");
    assert_eq!(told.token_endpoint, "https://id.example/token");
    assert_eq!(told.keys_at, "https://keys.example:8443/keys");
    assert_eq!((told.userinfo_endpoint, told.end_session_endpoint), (None, None));
    assert_eq!((told.by_post, told.names_itself), (false, false));
    let told = read(json!({
        "userinfo_endpoint": "https://id.example/me", "end_session_endpoint": "https://id.example/bye",
        "authorization_response_iss_parameter_supported": true,
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
    }))
    .unwrap();
    assert_eq!(told.userinfo_endpoint.as_deref(), Some("https://id.example/me"));
    assert_eq!(told.end_session_endpoint.as_deref(), Some("https://id.example/bye"));
    assert_eq!((told.by_post, told.names_itself), (true, true));
    let both = json!(["client_secret_post", "client_secret_basic"]);
    assert!(!read(json!({ "token_endpoint_auth_methods_supported": both })).unwrap().by_post);
}

#[test]
fn it_describes_the_very_issuer_that_was_asked() {
    for came in ["https://id.example/tenant/", "https://id.example/{tenantid}", "https://other.example"] {
        let flaw = DiscoveryFlaw::Issuer { came: came.to_owned(), expected: ISSUER.to_owned() };
        assert_eq!(read(json!({ "issuer": came })), Err(flaw));
    }
    assert_eq!(read(json!({ "issuer": 5 })), Err(DiscoveryFlaw::Missing { name: "issuer" }));
}

#[test]
fn its_addresses_are_https() {
    let names = ["authorization_endpoint", "token_endpoint", "jwks_uri"];
    for name in names {
        assert_eq!(read(json!({ name: null })), Err(DiscoveryFlaw::Missing { name }));
    }
    for name in names.into_iter().chain(["userinfo_endpoint", "end_session_endpoint"]) {
        for came in [
            "http://id.example/x",
            "http://localhost/x",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "/x",
            "https://user:word@id.example/x",
            "https://id.example/#x",
            "https://id.example/ x",
            "https:id.example/x",
            "https:/id.example/x",
            "https:///id.example/x",
            "https:\\\\id.example/x",
            "https://id.example\\@other.example/x",
            "https://id.ex\nample/x",
            "data:text/plain,x",
            "",
            "https://",
        ] {
            let told = read(json!({ name: came }));
            assert!(
                matches!(told, Err(DiscoveryFlaw::Address { name: at, .. }) if at == name),
                "{name} {came:?}"
            );
        }
        assert!(matches!(read(json!({ name: 5 })), Err(DiscoveryFlaw::Address { .. })));
        let long = format!("https://id.example/{}", "x".repeat(3000));
        assert!(
            matches!(read(json!({ name: long })), Err(DiscoveryFlaw::Address { came, .. }) if came.len() == 200)
        );
    }
}

#[test]
fn only_an_issuer_on_this_machine_may_lead_to_this_machine() {
    for (issuer, fits) in [
        ("http://127.0.0.1:9101", true),
        ("http://localhost:9101/dev/provider", true),
        ("http://[::1]:9101", true),
        ("http://id.localhost", true),
        ("https://id.example", false),
    ] {
        let mut all = document();
        all["issuer"] = json!(issuer);
        all["token_endpoint"] = json!("http://127.0.0.1:9101/token");
        assert_eq!(read_discovery(all.to_string().as_bytes(), issuer).is_ok(), fits, "{issuer}");
        all["token_endpoint"] = json!("http://10.0.0.1/token");
        assert!(read_discovery(all.to_string().as_bytes(), issuer).is_err(), "{issuer}");
    }
}

#[test]
fn what_we_cannot_do_with_it_is_named() {
    let came = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        read(json!({ "response_types_supported": ["id_token", "token"] })),
        Err(DiscoveryFlaw::CodeFlow { came: came(&["id_token", "token"]) })
    );
    assert_eq!(
        read(json!({ "token_endpoint_auth_methods_supported": ["private_key_jwt", "none"] })),
        Err(DiscoveryFlaw::ClientSecret { came: came(&["private_key_jwt", "none"]) })
    );
    assert_eq!(
        read(json!({ "id_token_signing_alg_values_supported": ["HS256", "none"] })),
        Err(DiscoveryFlaw::Algorithms { came: came(&["HS256", "none"]) })
    );
    for broken in ["", "[]", "{", "<html>", "{\"issuer\":\"a\",\"issuer\":\"b\"}"] {
        assert_eq!(read_discovery(broken.as_bytes(), ISSUER), Err(DiscoveryFlaw::Unreadable), "{broken}");
    }
    assert_eq!(read_discovery(&vec![b' '; 300_000], ISSUER), Err(DiscoveryFlaw::TooLarge));
}

#[test]
fn a_description_stands_below_its_issuer() {
    let at = |path: &str| Some(format!("https://id.example{path}/.well-known/openid-configuration"));
    assert_eq!(discovery_at("https://id.example"), at(""));
    assert_eq!(discovery_at("https://id.example/"), at(""));
    assert_eq!(discovery_at("https://id.example/a/b/"), at("/a/b"));
    assert!(discovery_at("http://localhost:8080").is_some());
    for none in [
        "",
        "id.example",
        "http://id.example",
        "https://id.example?x=1",
        "https://id.example/#",
        "https://a@id.example",
        "ftp://id.example",
        "https://",
        "https://id.example/?",
        "https://id .example",
        "https:id.example",
        "https:\\\\id.example",
    ] {
        assert_eq!(discovery_at(none), None, "{none}");
    }
}

#[test]
fn a_set_of_keys_is_kept_as_text() {
    let signers = ALL.map(Signer::of);
    let mut entries: Vec<Value> = signers.iter().map(Signer::entry).collect();
    entries[0]["alg"] = json!("RS256");
    entries[8]["alg"] = json!("Ed25519");
    entries[1]["d"] = json!("a private part that nobody should send");
    let keys = set(&entries);
    assert_eq!(keys.names(), ALL);
    let kept = keys.kept();
    assert!(!kept.contains("private"), "{kept}");
    let again = read_keys(kept.as_bytes()).unwrap();
    assert_eq!(again, keys);
    for signer in &signers {
        assert!(verify(&signer.token(&claims()), &again, &expected()).is_ok(), "{}", signer.algorithm);
    }
}

#[test]
fn keys_that_cannot_sign_for_us_are_passed_over() {
    let good = Signer::of("ES256").entry();
    let but = |changes: Value| {
        let mut entry = good.clone();
        for (name, value) in changes.as_object().unwrap() {
            entry[name] = value.clone();
        }
        entry
    };
    let rsa = |bits: usize| {
        let mut modulus = vec![0xff; bits / 8];
        modulus[0] = 0x80;
        json!({ "kty": "RSA", "n": text(&modulus), "e": "AQAB" })
    };
    for bad in [
        but(json!({ "use": "enc" })),
        but(json!({ "alg": "ECDH-ES" })),
        but(json!({ "alg": "RS256" })),
        but(json!({ "alg": "HS256" })),
        but(json!({ "key_ops": ["sign"] })),
        but(json!({ "kty": "oct", "k": "c2VjcmV0" })),
        but(json!({ "kty": "new" })),
        but(json!({ "crv": "P-384" })),
        but(json!({ "crv": "secp256k1" })),
        but(json!({ "x": "AA" })),
        but(json!({ "y": 5 })),
        but(json!({ "kid": "x".repeat(501) })),
        json!({ "kty": "OKP", "crv": "X25519", "x": text(&[1; 32]) }),
        rsa(1024),
        rsa(2040),
        rsa(8200),
        json!("no key"),
        json!(null),
        json!({}),
    ] {
        let alone = json!({ "keys": [bad] }).to_string();
        assert_eq!(read_keys(alone.as_bytes()), Err(KeysFlaw::NoneFits), "{bad}");
        assert_eq!(set(&[bad, good.clone()]).names(), ["ES256"]);
    }
    assert!(read_keys(json!({ "keys": [rsa(2048)] }).to_string().as_bytes()).is_ok());
    assert!(read_keys(json!({ "keys": [rsa(4096)] }).to_string().as_bytes()).is_ok());
    let many: Vec<Value> = (0..80).map(|number| but(json!({ "kid": format!("k{number}") }))).collect();
    assert_eq!(set(&many).names().len(), 50);
    for broken in ["", "[]", "{}", "{\"keys\":5}", "<html>"] {
        assert_eq!(read_keys(broken.as_bytes()), Err(KeysFlaw::Unreadable), "{broken}");
    }
    assert_eq!(read_keys(&vec![b' '; 600_000]), Err(KeysFlaw::TooLarge));
}

#[test]
fn no_broken_byte_breaks_us() {
    let (keys, document) = (json!({ "keys": ALL.map(|one| Signer::of(one).entry()) }), document());
    for (number, text) in [keys.to_string(), document.to_string()].into_iter().enumerate() {
        for place in 0..text.len() {
            for new in [b'"', b'{', b']', b',', b'\\', b'0', b' ', 0, 0xff, text.as_bytes()[place] ^ 1] {
                let mut bytes = text.clone().into_bytes();
                bytes[place] = new;
                if number == 0 {
                    let kept = read_keys(&bytes).map(|keys| keys.kept());
                    assert!(kept.is_err() || read_keys(kept.unwrap().as_bytes()).is_ok());
                } else if let Ok(told) = read_discovery(&bytes, ISSUER) {
                    assert_eq!(told.issuer, ISSUER);
                    let all = [&told.authorization_endpoint, &told.token_endpoint, &told.keys_at];
                    assert!(
                        all.iter().all(|at| at.starts_with("https://")),
                        "byte {place} as {new}: {told:?}"
                    );
                }
            }
            assert!(read_keys(&text.as_bytes()[..place]).is_err());
            assert!(read_discovery(&text.as_bytes()[..place], ISSUER).is_err());
        }
    }
}
