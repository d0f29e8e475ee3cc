//! A list of people to invite, as somebody's spreadsheet has it: rows come out, as they were typed, each judged by the
//! same rules as a single invitation.
//!
//! Files are hostile until they are read: every limit stands here, and is kept before the memory is taken. Nothing in a
//! file is run or fetched. Never in here: who is a member already, and what becomes of a row.
//! Where to go next: `import/book.rs` (.xlsx), `import/text.rs` (CSV and what is pasted), `import/columns.rs`.

mod book;
mod columns;
mod text;

use rules::Role;

use crate::address::{Address, AddressFlaw};
use crate::name::{NameFlaw, person_name};

/// The largest file. Ten thousand rows of names and addresses are a tenth of it.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;
/// The most rows below the header.
pub const MOST_ROWS: usize = 10_000;
/// What a packed file may grow to.
pub const MOST_UNPACKED_BYTES: u64 = 64 * 1024 * 1024;
/// The longest cell; longer ones are cut there, and are too long for everything that we read.
pub const MOST_LETTERS: usize = 400;
/// The most columns that are looked at.
pub const MOST_COLUMNS: usize = 200;
/// In how many rows from the top the header is looked for.
const HEADER_WITHIN: usize = 20;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The rows that are not empty, in their order.
    pub rows: Vec<Row>,
    /// How its letters were read, where it is text; the name of the encoding.
    pub encoding: Option<&'static str>,
}

/// Somebody to invite, as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The number of the row, as the spreadsheet program shows it: the first one is 1.
    pub number: u32,
    /// What stands in it.
    pub cells: Cells,
}

/// The four cells of a row, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The address.
    pub email: String,
    /// The role; may be empty.
    pub role: String,
}

/// Why a file cannot be read as a list of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListFlaw {
    /// There is nothing in it.
    Empty,
    /// It has more than [`MOST_BYTES`].
    TooLarge,
    /// It is no spreadsheet, or a broken one.
    NotAList,
    /// An Excel file of the kind before 2007, or one behind a password: from outside they look the same.
    OldOrLocked,
    /// A spreadsheet of another program.
    OtherProgram,
    /// It carries macros.
    Macros,
    /// It would grow beyond [`MOST_UNPACKED_BYTES`].
    Swollen,
    /// More than [`MOST_ROWS`] rows.
    TooManyRows,
    /// No row has the headers; what stands in the first row that is not empty.
    NoHeader(Vec<String>),
}

impl ListFlaw {
    /// The name in the words.
    pub const fn code(&self) -> &'static str {
        match self {
            ListFlaw::Empty => "empty",
            ListFlaw::TooLarge => "too-large",
            ListFlaw::NotAList => "not-a-list",
            ListFlaw::OldOrLocked => "old-or-locked",
            ListFlaw::OtherProgram => "other-program",
            ListFlaw::Macros => "macros",
            ListFlaw::Swollen => "swollen",
            ListFlaw::TooManyRows => "too-many-rows",
            ListFlaw::NoHeader(_) => "no-header",
        }
    }
}

/// What is wrong with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellFlaw {
    /// Nothing that can be seen stands in it.
    Empty,
    /// Longer than it may be.
    TooLong,
    /// A formula, or what a broken one shows.
    Formula,
    /// Letters that could not be read, or that no address has.
    Unreadable,
    /// No address: there is no @, or nothing on one side of it.
    NoAt,
    /// No role that we know.
    UnknownRole,
}

impl CellFlaw {
    /// The name in the words.
    pub const fn code(self) -> &'static str {
        match self {
            CellFlaw::Empty => "empty",
            CellFlaw::TooLong => "too-long",
            CellFlaw::Formula => "formula",
            CellFlaw::Unreadable => "unreadable",
            CellFlaw::NoAt => "no-at",
            CellFlaw::UnknownRole => "unknown-role",
        }
    }
}

/// Somebody who can be invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitee {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The address.
    pub address: Address,
    /// As what.
    pub role: Role,
}

/// What is wrong with the cells of a row; at least one is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flaws {
    /// The first name.
    pub first_name: Option<CellFlaw>,
    /// The last name.
    pub last_name: Option<CellFlaw>,
    /// The address.
    pub email: Option<CellFlaw>,
    /// The role.
    pub role: Option<CellFlaw>,
}

/// Reads a file, or what was pasted.
pub fn read(bytes: &[u8]) -> Result<List, ListFlaw> {
    if bytes.len() > MOST_BYTES {
        return Err(ListFlaw::TooLarge);
    }
    if bytes.is_empty() {
        return Err(ListFlaw::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(List { rows: book::read(bytes)?, encoding: None });
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(ListFlaw::OldOrLocked);
    }
    let (rows, encoding) = text::read(bytes)?;
    Ok(List { rows, encoding: Some(encoding) })
}

/// Judges a row as a single invitation would be judged.
pub fn judge(cells: &Cells) -> Result<Invitee, Flaws> {
    let (first, last) = (name(&cells.first_name), name(&cells.last_name));
    let (address, role) = (address(&cells.email), role(&cells.role));
    match (first, last, address, role) {
        (Ok(first_name), Ok(last_name), Ok(address), Ok(role)) => {
            Ok(Invitee { first_name, last_name, address, role })
        }
        (first, last, address, role) => Err(Flaws {
            first_name: first.err(),
            last_name: last.err(),
            email: address.err(),
            role: role.err(),
        }),
    }
}

/// A cell that begins like a formula is one that a text file carried along, and what a broken one shows is no name.
fn is_formula(cell: &str) -> bool {
    let cell = cell.trim_start();
    let errors = ["#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"];
    cell.starts_with(['=', '+', '@']) || errors.iter().any(|error| cell.starts_with(error))
}

/// What could not be decoded stands there as U+FFFD.
fn readable(cell: &str) -> Result<&str, CellFlaw> {
    if is_formula(cell) {
        return Err(CellFlaw::Formula);
    }
    if cell.contains('\u{FFFD}') { Err(CellFlaw::Unreadable) } else { Ok(cell) }
}

fn name(cell: &str) -> Result<String, CellFlaw> {
    person_name(readable(cell)?).map_err(|flaw| match flaw {
        NameFlaw::Empty => CellFlaw::Empty,
        NameFlaw::TooLong => CellFlaw::TooLong,
    })
}

fn address(cell: &str) -> Result<Address, CellFlaw> {
    let cell = readable(cell)?.trim();
    // As address books and links write it: `Ana Boa <ana@…>`, `mailto:ana@…`.
    let bare = cell.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')).map_or(cell, |(_, bare)| bare);
    let bare = bare.strip_prefix("mailto:").unwrap_or(bare);
    Address::parse(bare).map_err(|flaw| match flaw {
        AddressFlaw::Empty => CellFlaw::Empty,
        AddressFlaw::NoAt => CellFlaw::NoAt,
        AddressFlaw::TooLong => CellFlaw::TooLong,
        AddressFlaw::Unreadable => CellFlaw::Unreadable,
    })
}

/// Nothing means member, as in a single invitation.
fn role(cell: &str) -> Result<Role, CellFlaw> {
    let word: String =
        readable(cell)?.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    match word.as_str() {
        "" | "member" | "user" | "standard" | "mitglied" | "benutzer" | "membre" | "utilisateur"
        | "miembro" | "usuario" | "membro" | "utilizador" | "utente" | "lid" | "gebruiker" => {
            Ok(Role::Member)
        }
        "admin" | "administrator" | "administratorin" | "orgadmin" | "administrateur" | "administrador"
        | "amministratore" | "beheerder" => Ok(Role::Admin),
        _ => Err(CellFlaw::UnknownRole),
    }
}

/// A row of a table, as both kinds of file give it.
type Line = (u32, Vec<String>);

/// Cuts what is longer than anything we read, and shows what a page could not: a character that controls a
/// terminal becomes the one that stands for "unreadable".
fn cell(text: &str) -> String {
    let seen =
        |letter: char| if letter.is_control() && !letter.is_whitespace() { '\u{FFFD}' } else { letter };
    text.trim().chars().take(MOST_LETTERS).map(seen).collect()
}

/// Takes lines until the header is found, then rows.
struct Table {
    before: Vec<Line>,
    columns: Option<columns::Columns>,
    rows: Vec<Row>,
}

impl Table {
    fn new() -> Table {
        Table { before: Vec::new(), columns: None, rows: Vec::new() }
    }

    /// Takes the next line; false where the header can no longer be found.
    fn take(&mut self, line: Line) -> Result<bool, ListFlaw> {
        if line.1.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(true);
        }
        let Some(columns) = &self.columns else {
            self.columns = columns::Columns::find(&line.1);
            if self.columns.is_some() {
                return Ok(true);
            }
            if self.before.is_empty() && columns::is_template_row(&line.1) {
                // Pasted without the header: the order of the template is meant.
                self.columns = Some(columns::Columns::TEMPLATE);
                return self.take(line);
            }
            self.before.push(line);
            return Ok(self.before.len() < HEADER_WITHIN);
        };
        let cells = columns.cells(&line.1);
        if cells == Cells::default() {
            return Ok(true);
        }
        if self.rows.len() == MOST_ROWS {
            return Err(ListFlaw::TooManyRows);
        }
        self.rows.push(Row { number: line.0, cells });
        Ok(true)
    }

    fn end(self) -> Result<Vec<Row>, ListFlaw> {
        match (self.columns, self.before.into_iter().next()) {
            (Some(_), _) if !self.rows.is_empty() => Ok(self.rows),
            (None, Some((_, first))) => {
                let first = first.into_iter().filter(|cell| !cell.trim().is_empty()).take(12);
                Err(ListFlaw::NoHeader(first.map(|cell| cell.chars().take(40).collect()).collect()))
            }
            (Some(_), _) | (None, None) => Err(ListFlaw::Empty),
        }
    }
}
