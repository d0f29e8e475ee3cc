//! A list as .xlsx: weighed before it is unpacked, then read cell by cell.
//!
//! Formulas are not run: what the cell last showed is read. Nothing is fetched, and a file with macros is refused.
//! Invariant: no more than `MOST_UNPACKED_BYTES` ever come out of a file, whatever its directory says.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::{ListFlaw, MOST_COLUMNS, MOST_LETTERS, MOST_UNPACKED_BYTES, Row, Table};

/// Members of the package; Excel writes a dozen.
const MOST_MEMBERS: usize = 2_000;
/// How many sheets of a workbook are looked at for a header.
const MOST_SHEETS: usize = 10;

/// The rows of the first sheet that has a header.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Row>, ListFlaw> {
    weigh(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| ListFlaw::NotAList)?;
    let visible = |sheet: &&calamine::Sheet| {
        sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet
    };
    let sheets = book.sheets_metadata().iter().filter(visible).take(MOST_SHEETS);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let mut complaint = ListFlaw::Empty;
    for name in names {
        match sheet(&mut book, &name) {
            Ok(rows) => return Ok(rows),
            // A sheet with rows but no header says more than an empty one.
            Err(flaw @ (ListFlaw::NoHeader(_) | ListFlaw::NotAList)) if complaint == ListFlaw::Empty => {
                complaint = flaw
            }
            Err(ListFlaw::TooManyRows) => return Err(ListFlaw::TooManyRows),
            Err(_) => {}
        }
    }
    Err(complaint)
}

/// Unpacks every member into nothing, and counts what really comes out.
fn weigh(bytes: &[u8]) -> Result<(), ListFlaw> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ListFlaw::NotAList)?;
    if package.len() > MOST_MEMBERS {
        return Err(ListFlaw::Swollen);
    }
    let names = package.file_names().map(|name| name.map(|name| name.to_lowercase()));
    let names: Vec<String> = names.collect::<Result<_, _>>().map_err(|_| ListFlaw::NotAList)?;
    if names.iter().any(|name| name.ends_with("vbaproject.bin") || name.contains("macrosheets/")) {
        return Err(ListFlaw::Macros);
    }
    if !names.iter().any(|name| name.trim_start_matches('/').ends_with("workbook.xml")) {
        let other = |name: &String| {
            name == "content.xml" || name.starts_with("index/") || name.ends_with("workbook.bin")
        };
        return Err(if names.iter().any(other) { ListFlaw::OtherProgram } else { ListFlaw::NotAList });
    }
    let mut left = MOST_UNPACKED_BYTES;
    for place in 0..package.len() {
        let mut member = package.by_index(place).map_err(|_| ListFlaw::NotAList)?;
        let promises = names.get(place).is_some_and(|name| name.ends_with("sharedstrings.xml"));
        let mut seen = Promises::default();
        let mut part = [0; 16 * 1024];
        loop {
            let count = member.read(&mut part).map_err(|_| ListFlaw::NotAList)?;
            if count == 0 {
                break;
            }
            left = left.checked_sub(count as u64).ok_or(ListFlaw::Swollen)?;
            if promises {
                seen.look(&part[..count])?;
            }
        }
        seen.end()?;
    }
    Ok(())
}

/// What the table of strings promises about itself. It says how many it has, and room for as many is taken at once; a
/// promise that a file of this size cannot keep is a trap. So is an encoding in which we would not see it.
#[derive(Default)]
struct Promises {
    tail: Vec<u8>,
}

impl Promises {
    const WORD: &'static [u8] = b"uniqueCount";
    /// `="1234567"`: what follows the word, as every program writes it. Seven digits are more strings than fit into what
    /// may be unpacked.
    const FOLLOWS: usize = 10;

    fn look(&mut self, part: &[u8]) -> Result<(), ListFlaw> {
        if part.contains(&0) {
            return Err(ListFlaw::NotAList);
        }
        self.tail.extend_from_slice(part);
        let whole = Self::WORD.len() + Self::FOLLOWS;
        let mut from = 0;
        while let Some(found) = find(&self.tail[from..], Self::WORD) {
            let Some(said) = self.tail.get(from + found..from + found + whole) else { break };
            let digits = said[Self::WORD.len()..].strip_prefix(b"=\"").unwrap_or_default();
            let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if count == 0 || digits.get(count) != Some(&b'"') {
                return Err(ListFlaw::Swollen);
            }
            from += found + 1;
        }
        // A word that was cut in two is looked at again with what follows.
        let keep = self.tail.len().saturating_sub(whole);
        self.tail.drain(..keep);
        Ok(())
    }

    /// The end of the member, behind which nothing follows.
    fn end(mut self) -> Result<(), ListFlaw> {
        self.look(&[b' '; Self::FOLLOWS])
    }
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|part| part == word)
}

/// The rows of one sheet, without ever holding more of it than the row at hand.
fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Row>, ListFlaw> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|_| ListFlaw::NotAList)?;
    let mut table = Table::new();
    let mut line: (u32, Vec<String>) = (0, Vec::new());
    loop {
        let next = cells.next_cell().map_err(|_| ListFlaw::NotAList)?;
        let here = next.as_ref().map(|cell| cell.get_position());
        if here.is_none_or(|(row, _)| row + 1 != line.0) {
            let whole = std::mem::take(&mut line);
            if !table.take(whole)? {
                return table.end();
            }
        }
        let (Some(cell), Some((row, column))) = (next, here) else { return table.end() };
        line.0 = row + 1;
        let column = column as usize;
        if column < MOST_COLUMNS {
            if line.1.len() <= column {
                line.1.resize(column + 1, String::new());
            }
            line.1[column] = said(cell.get_value());
        }
    }
}

/// What the cell shows, as far as names and addresses go. One long string can stand behind every cell of a sheet, so it
/// is cut before it is copied.
fn said(value: &DataRef<'_>) -> String {
    let short = |text: &str| text.chars().take(MOST_LETTERS).collect();
    match value {
        DataRef::SharedString(text) => short(text),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => short(text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(time) => time.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}
