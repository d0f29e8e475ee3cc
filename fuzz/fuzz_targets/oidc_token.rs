//! Tokens of OpenID Connect: `oidc_token` in `fuzz/reads.rs`.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run oidc_token fuzz/found/oidc_token fuzz/corpus/oidc_token`

#![no_main]

#[allow(dead_code)]
#[path = "../reads.rs"]
mod reads;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reads::oidc_token(bytes));
