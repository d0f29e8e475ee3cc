//! Responses: none breaks the reader, and nobody but the one whom a genuine signature names is ever believed.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run saml_response fuzz/corpus/saml_response crates/proofs/tests/saml/vectors`

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use proofs::saml::{Certificate, Expected, issuer_of_unsolicited, shown, verify};
use rules::Instant;

const CERTIFICATE: &[u8] = include_bytes!("../../crates/proofs/tests/saml/vectors/idp.pem");

/// The provider of the recorded responses.
static CERTIFICATES: LazyLock<[Certificate; 1]> =
    LazyLock::new(|| [Certificate::read(CERTIFICATE).expect("the recorded one")]);

fuzz_target!(|bytes: &[u8]| {
    let expected = Expected {
        issuer: "http://127.0.0.1:18081/idp",
        audience: "https://login.vestibule.example/saml/both-signed",
        acs: "https://login.vestibule.example/acs/both-signed",
        request: "_edd722c227344bde85826428c4a1dde6",
        certificates: &*CERTIFICATES,
        decryption_keys: &[],
        now: Instant(1_795_795_045_000_000),
    };
    if let Ok(said) = verify(bytes, &expected) {
        assert_eq!(said.subject.value, "alice@acme.test");
        assert_eq!(said.id, "_48c05d302f38d249b2366dd2fc3c7d2cac9ebc5cc3");
        assert_eq!(said.attributes.len(), 5);
    }
    let _ = issuer_of_unsolicited(bytes);
    let _ = shown(bytes);
});
