//! What each fuzz target does with bytes that a stranger sent: nothing may break, and nothing that nobody signed may ever
//! be believed. The targets run these, and so does `crates/proofs/tests/corpus.rs`, over what is kept in `fuzz/corpus`.

use std::sync::LazyLock;

use proofs::oidc::{self, Keys};
use proofs::saml::{
    Carried, Certificate, Expected, Kind, LogoutExpected, issuer_of_unsolicited, read_metadata, shown,
    verify, verify_logout_request, verify_logout_response,
};
use rules::Instant;

/// When the recorded messages held.
const NOW: Instant = Instant(1_795_795_045_000_000);

/// The provider of the recorded responses.
static CERTIFICATES: LazyLock<[Certificate; 1]> = LazyLock::new(|| {
    let text = include_bytes!("../crates/proofs/tests/saml/vectors/idp.pem");
    [Certificate::read(text).expect("the recorded one")]
});

/// A key set whose private keys nobody has: those of the standards' own examples.
static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    oidc::read_keys(include_bytes!("corpus/oidc_documents/keys.json")).expect("a set of keys")
});

/// Responses: none breaks the reader, and nobody but the one whom a genuine signature names is ever believed.
pub fn saml_response(bytes: &[u8]) {
    let expected = Expected {
        issuer: "http://127.0.0.1:18081/idp",
        audience: "https://login.vestibule.example/saml/both-signed",
        acs: "https://login.vestibule.example/acs/both-signed",
        request: "_edd722c227344bde85826428c4a1dde6",
        certificates: &*CERTIFICATES,
        decryption_keys: &[],
        now: NOW,
    };
    if let Ok(said) = verify(bytes, &expected) {
        assert_eq!(said.subject.value, "alice@acme.test");
        assert_eq!(said.id, "_48c05d302f38d249b2366dd2fc3c7d2cac9ebc5cc3");
        assert_eq!(said.attributes.len(), 5);
    }
    let _ = issuer_of_unsolicited(bytes);
    let _ = shown(bytes);
}

/// Metadata, certificates, and what comes in addresses and forms: none breaks the reader.
pub fn saml_messages(bytes: &[u8]) {
    let _ = Certificate::read(bytes);
    let _ = read_metadata(bytes, None, NOW);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let expected = LogoutExpected {
        issuer: "http://127.0.0.1:18081/idp",
        destination: "https://login.vestibule.example/slo/both-signed",
        certificates: &[],
        now: NOW,
    };
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    for carried in
        [Carried::redirected(query), Carried::posted(Kind::Request, text, None)].into_iter().flatten()
    {
        // No certificate is configured: nothing may hold.
        assert!(verify_logout_request(&carried, &expected).is_err());
        assert!(verify_logout_response(&carried, &expected, "_bye").is_err());
    }
}

/// ID tokens and logout tokens: none breaks the reader, and without the private keys none holds.
pub fn oidc_token(bytes: &[u8]) {
    let Ok(token) = std::str::from_utf8(bytes) else { return };
    let expected =
        oidc::Expected { issuer: "https://id.example", client_id: "vestibule", nonce: "a nonce", now: NOW };
    assert!(oidc::verify(token, &KEYS, &expected).is_err());
    assert!(oidc::verify_logout(token, &KEYS, expected.issuer, expected.client_id, NOW).is_err());
    for (name, value) in oidc::look(token) {
        assert!(!name.chars().chain(value.chars()).any(char::is_control));
    }
}

/// Descriptions and key sets: none breaks the reader; what is kept of keys reads back as the same keys; and nothing of a
/// description leads to another place than HTTPS.
pub fn oidc_documents(bytes: &[u8]) {
    if let Ok(keys) = oidc::read_keys(bytes) {
        assert_eq!(oidc::read_keys(keys.kept().as_bytes()).as_ref(), Ok(&keys));
    }
    if let Ok(said) = oidc::read_discovery(bytes, "https://id.example") {
        let more = [said.userinfo_endpoint, said.end_session_endpoint];
        for address in [said.authorization_endpoint, said.token_endpoint, said.keys_at]
            .into_iter()
            .chain(more.into_iter().flatten())
        {
            assert!(address.starts_with("https://"), "{address}");
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let at = oidc::discovery_at(text);
        assert!(at.is_none_or(|at| at.starts_with("https://") || at.starts_with("http://")));
    }
}
