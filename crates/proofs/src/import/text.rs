//! A list as text: CSV with comma, semicolon or tab, in every encoding that Excel writes, and what is pasted.
//!
//! Never in here: what a column means (`columns.rs`).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{ListFlaw, MOST_COLUMNS, MOST_LETTERS, Row, Table};

/// The rows, and the name of the encoding.
pub(super) fn read(bytes: &[u8]) -> Result<(Vec<Row>, &'static str), ListFlaw> {
    let encoding = encoding_of(bytes);
    // A mark at the beginning says more than any guess; both ways it is taken off.
    let (text, encoding, _) = encoding.decode(bytes);
    if is_no_text(&text) {
        return Err(ListFlaw::NotAList);
    }
    if text.trim().is_empty() {
        return Err(ListFlaw::Empty);
    }
    let mut complaint = None;
    for separator in separators(&text) {
        match rows(&text, separator) {
            Ok(rows) => return Ok((rows, encoding.name())),
            Err(flaw) => complaint = complaint.or(Some(flaw)),
        }
    }
    Err(complaint.unwrap_or(ListFlaw::NotAList))
}

/// By its mark, by its zeros, by being good UTF-8, or else as what browsers would take it for.
fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let zeros = |start: usize| bytes.iter().skip(start).step_by(2).filter(|byte| **byte == 0).count();
    // UTF-16 without its mark: in Western names and addresses nearly every other byte is zero.
    if zeros(1) * 4 > bytes.len() && zeros(0) == 0 {
        return UTF_16LE;
    }
    if zeros(0) * 4 > bytes.len() && zeros(1) == 0 {
        return UTF_16BE;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Pictures and programs, read as text, are full of what no text has.
fn is_no_text(text: &str) -> bool {
    let (mut letters, mut odd) = (0_usize, 0_usize);
    for letter in text.chars() {
        letters += 1;
        odd += usize::from((letter.is_control() && !letter.is_whitespace()) || letter == '\u{FFFD}');
    }
    let document = ["%PDF-", "{\\rtf", "<!DOCTYPE", "<html", "<?xml"];
    odd * 10 > letters || document.iter().any(|start| text.trim_start().starts_with(start))
}

/// What may part the cells, the likeliest first. Excel's own `sep=` line decides.
fn separators(text: &str) -> Vec<u8> {
    let first = text.lines().next().unwrap_or_default();
    let known = [b'\t', b';', b','];
    if let [separator] = first.trim().to_lowercase().strip_prefix("sep=").unwrap_or_default().as_bytes() {
        return vec![*separator];
    }
    let within: String = text.lines().take(super::HEADER_WITHIN).collect::<Vec<_>>().join("\n");
    let often = |separator: &u8| within.bytes().filter(|byte| byte == separator).count();
    let mut all: Vec<u8> = known.into();
    all.sort_by_key(|separator| std::cmp::Reverse(often(separator)));
    all
}

fn rows(text: &str, separator: u8) -> Result<Vec<Row>, ListFlaw> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut table = Table::new();
    let mut record = csv::StringRecord::new();
    let mut number = 0;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return table.end(),
            Err(_) => return Err(ListFlaw::NotAList),
        }
        number += 1;
        if number == 1 && record.iter().next().is_some_and(|cell| cell.to_lowercase().starts_with("sep=")) {
            continue;
        }
        let line = record.iter().take(MOST_COLUMNS).map(|cell| cell.chars().take(MOST_LETTERS).collect());
        if !table.take((number, line.collect()))? {
            return table.end();
        }
    }
}
