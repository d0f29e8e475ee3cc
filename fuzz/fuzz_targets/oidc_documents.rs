//! What providers of OpenID Connect publish: `oidc_documents` in `fuzz/reads.rs`.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run oidc_documents fuzz/found/oidc_documents fuzz/corpus/oidc_documents`

#![no_main]

#[allow(dead_code)]
#[path = "../reads.rs"]
mod reads;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reads::oidc_documents(bytes));
