//! Metadata, certificates, and what comes in addresses and forms: none breaks the reader.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run saml_messages fuzz/corpus/saml_messages crates/proofs/tests/saml/vectors`

#![no_main]

use libfuzzer_sys::fuzz_target;
use proofs::saml::{
    Carried, Certificate, Kind, LogoutExpected, read_metadata, verify_logout_request, verify_logout_response,
};
use rules::Instant;

fuzz_target!(|bytes: &[u8]| {
    let now = Instant(1_795_795_045_000_000);
    let _ = Certificate::read(bytes);
    let _ = read_metadata(bytes, None, now);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let expected = LogoutExpected {
        issuer: "http://127.0.0.1:18081/idp",
        destination: "https://login.vestibule.example/slo/both-signed",
        certificates: &[],
        now,
    };
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    for carried in
        [Carried::redirected(query), Carried::posted(Kind::Request, text, None)].into_iter().flatten()
    {
        // No certificate is configured: nothing may hold.
        assert!(verify_logout_request(&carried, &expected).is_err());
        assert!(verify_logout_response(&carried, &expected, "_bye").is_err());
    }
});
