//! What leaves as a spreadsheet: the template for a list of people, and tables as CSV.
//!
//! Never in here: a query. What comes in is read by `proofs::import`.

use axum::http::header::{self, HeaderName};
use rust_xlsxwriter::{DataValidation, DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::fault::Fault;
use crate::words::words;

/// The media type of `.xlsx`.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The media type of CSV.
pub const CSV: &str = "text/csv; charset=utf-8";
/// Excel takes a file without this mark for one in the machine's own old encoding.
const MARK: &str = "\u{FEFF}";
/// Rows of the template in which a role is chosen from a list.
const ROWS_WITH_A_CHOICE: u32 = 10_000;

/// The headers of a file to keep.
pub fn attached(media: &'static str, name: &str) -> [(HeaderName, String); 2] {
    let disposition = format!("attachment; filename=\"{name}\"");
    [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, disposition)]
}

/// The template for a list of people: the four headers, and a choice for the role.
pub fn template() -> Result<Vec<u8>, Fault> {
    fill_template().map_err(|error| Fault::broken(format!("the template: {error}")))
}

fn fill_template() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same bytes every time: a template has no date of its own.
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = book.add_worksheet().set_name(words().plain("import-template-sheet", &[]))?;
    let bold = Format::new().set_bold();
    for (column, key) in (0_u16..).zip([
        "import-template-first",
        "import-template-last",
        "import-template-email",
        "import-template-role",
    ]) {
        sheet.write_string_with_format(0, column, words().plain(key, &[]), &bold)?;
        sheet.set_column_width(column, if column == 2 { 36 } else { 20 })?;
    }
    let roles = ["role-member", "role-admin"].map(|key| words().plain(key, &[]));
    sheet.add_data_validation(
        1,
        3,
        ROWS_WITH_A_CHOICE,
        3,
        &DataValidation::new().allow_list_strings(&roles)?,
    )?;
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

/// A table as CSV that Excel reads as it is meant.
pub fn csv<R: AsRef<[String]>>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, Fault> {
    let mut writer = csv::Writer::from_writer(MARK.as_bytes().to_vec());
    for row in rows {
        writer
            .write_record(row.as_ref().iter().map(|cell| harmless(cell)))
            .map_err(|error| Fault::broken(format!("a table as CSV: {error}")))?;
    }
    writer.into_inner().map_err(|error| Fault::broken(format!("a table as CSV: {error}")))
}

/// A cell that begins like a formula would be run by the spreadsheet program of whoever opens the file.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
