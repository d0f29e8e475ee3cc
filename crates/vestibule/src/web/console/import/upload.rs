//! A file on its way in, or what was pasted: read as far as it may go, and never kept beyond that.
//!
//! Never in here: what is in it (`proofs::import`).

use axum::extract::multipart::{Field, Multipart};
use proofs::import::MOST_BYTES;

/// What came along.
#[derive(Debug, Default)]
pub struct Upload {
    /// The file's name, without folders.
    pub name: String,
    /// The file.
    pub file: Vec<u8>,
    /// What was pasted.
    pub pasted: String,
    /// Something was larger than it may be; the rest of it was not kept.
    pub too_large: bool,
}

/// Names longer than this are cut.
const LONGEST_NAME: usize = 80;

/// Reads the form to its end, so that whoever sends too much gets an answer and no broken connection.
pub async fn read(mut form: Multipart) -> Upload {
    let mut upload = Upload::default();
    loop {
        match form.next_field().await {
            Ok(Some(field)) => take(&mut upload, field).await,
            Ok(None) => return upload,
            // Beyond what is read at all, or broken off.
            Err(_) => return Upload { too_large: true, ..upload },
        }
    }
}

async fn take(upload: &mut Upload, mut field: Field<'_>) {
    let name = field.name().unwrap_or_default().to_owned();
    let called = field.file_name().map(plain_name).unwrap_or_default();
    let mut bytes = Vec::new();
    loop {
        match field.chunk().await {
            Ok(Some(part)) if bytes.len() + part.len() <= MOST_BYTES => bytes.extend_from_slice(&part),
            Ok(Some(_)) => upload.too_large = true,
            Ok(None) => break,
            Err(_) => {
                upload.too_large = true;
                break;
            }
        }
    }
    match name.as_str() {
        "file" => (upload.file, upload.name) = (bytes, called),
        "pasted" => upload.pasted = String::from_utf8_lossy(&bytes).into_owned(),
        _ => {}
    }
}

/// The last part of a path of whichever system, without what could rewrite the page that it is shown on.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let short: String = last.chars().take(LONGEST_NAME).collect();
    proofs::person_name(&short).unwrap_or_default()
}
