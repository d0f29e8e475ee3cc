//! Responses of SAML: `saml_response` in `fuzz/reads.rs`.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run saml_response fuzz/found/saml_response fuzz/corpus/saml_response`

#![no_main]

#[allow(dead_code)]
#[path = "../reads.rs"]
mod reads;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reads::saml_response(bytes));
