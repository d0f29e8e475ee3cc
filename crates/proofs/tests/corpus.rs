//! What the fuzz targets read is read once more here, over the files that are kept in `fuzz/corpus` and the recorded
//! messages: what broke a reader once never does again.

// A test that cannot go on has failed: `unwrap` says so with its place.
#![allow(clippy::unwrap_used)]

#[path = "../../../fuzz/reads.rs"]
mod reads;

use std::fs;
use std::path::PathBuf;

fn all(folder: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = files.map(|file| file.unwrap().path()).filter(|path| path.is_file());
    files.map(|path| fs::read(path).unwrap()).collect()
}

/// Also cut off and with a byte changed, which is where readers go beyond their ends.
fn replay(name: &str, read: impl Fn(&[u8])) {
    let mut files = all(&format!("fuzz/corpus/{name}"));
    assert!(files.len() >= 3, "{name} has a corpus");
    if name.starts_with("saml") {
        files.extend(all("crates/proofs/tests/saml/vectors"));
    }
    for file in files {
        read(&file);
        read(&file[..file.len() / 2]);
        let mut changed = file;
        if let Some(byte) = changed.iter_mut().nth_back(7) {
            *byte ^= 0x20;
        }
        read(&changed);
    }
}

#[test]
fn responses_are_read() {
    replay("saml_response", reads::saml_response);
}

#[test]
fn messages_are_read() {
    replay("saml_messages", reads::saml_messages);
}

#[test]
fn tokens_are_read() {
    replay("oidc_token", reads::oidc_token);
}

#[test]
fn documents_are_read() {
    replay("oidc_documents", reads::oidc_documents);
}
