//! Every function that reads what strangers send, for the tests that throw anything at them.

use proofs::saml::Certificate;

pub fn read_all(bytes: &[u8]) {
    let _ = Certificate::read(bytes);
}
