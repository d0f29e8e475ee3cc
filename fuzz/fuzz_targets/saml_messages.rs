//! What else comes by SAML: `saml_messages` in `fuzz/reads.rs`.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run saml_messages fuzz/found/saml_messages fuzz/corpus/saml_messages`

#![no_main]

#[allow(dead_code)]
#[path = "../reads.rs"]
mod reads;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reads::saml_messages(bytes));
