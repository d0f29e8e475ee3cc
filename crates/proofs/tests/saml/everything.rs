//! Every function that reads what strangers send, for the tests that throw anything at them.

use proofs::saml::{
    Carried, Certificate, Kind, LogoutExpected, read_metadata, shown, verify_logout_request,
    verify_logout_response,
};
use rules::Instant;

pub fn read_all(bytes: &[u8]) {
    let now = Instant(1_795_737_600_000_000);
    let _ = Certificate::read(bytes);
    let _ = read_metadata(bytes, None, now);
    let _ = shown(bytes);
    let expected = LogoutExpected { issuer: "", destination: "", certificates: &[], now };
    let text = String::from_utf8_lossy(bytes);
    let encoded = data_encoding::BASE64.encode(bytes);
    let carried = [
        Carried::redirected(&text),
        Carried::redirected(&format!("SAMLRequest={text}")),
        Carried::posted(Kind::Request, &text, None),
        Carried::posted(Kind::Response, &encoded, None),
    ];
    for carried in carried.into_iter().flatten() {
        let _ = verify_logout_request(&carried, &expected);
        let _ = verify_logout_response(&carried, &expected, "_x");
    }
}
