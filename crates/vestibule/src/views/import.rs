//! A list of people to invite: where it is brought, what is in it, how far it is, what became of each row.
//!
//! Only an organization's own lists get here. Where to go next: `people.rs`.

use askama::Template;

use super::{Organization, Page, Tone};

/// `GET /org/SLUG/import`, posts `file` or `pasted` there.
#[derive(Template)]
#[template(path = "import/begin.html")]
pub struct BeginPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// What was pasted, kept.
    pub pasted: String,
    /// Why nothing could be read, said.
    pub error: Option<String>,
    /// What is taken, said: how large, how many rows.
    pub limits: String,
    /// The lists there are, newest first.
    pub lists: Vec<Listed>,
}

/// A line in the list of lists.
pub struct Listed {
    /// The path of its page.
    pub href: String,
    /// What the file is called.
    pub name: String,
    /// How it stands, said.
    pub state: (Tone, String),
    /// How many rows, said.
    pub rows: String,
    /// When and by whom it was brought, said.
    pub added: String,
}

/// `GET /org/SLUG/import/ID`.
#[derive(Template)]
#[template(path = "import/show.html")]
pub struct ListPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// The path of this page.
    pub here: String,
    /// What the file is called.
    pub name: String,
    /// When and by whom it was brought, said.
    pub added: String,
    /// How its letters were read, said.
    pub encoding: Option<String>,
    /// It is being sent now.
    pub running: bool,
    /// Changes when something else is to be shown.
    pub progress: String,
    /// How far it is: rows settled, of how many.
    pub done_of: (i64, i64),
    /// The line on top: how it stands.
    pub stand: (Tone, String),
    /// What will happen, or what became of it: sentences with a number each.
    pub counts: Vec<(Tone, String)>,
    /// The first few who will be invited, as they will be called.
    pub sample: Vec<String>,
    /// How many would be sent; nothing can be started where it is none.
    pub ready: i64,
    /// What the button that sends says.
    pub send: String,
    /// It can be dropped.
    pub droppable: bool,
    /// The rows that need mending, those of this page.
    pub mending: Vec<Mending>,
    /// How many need mending in all, said; and the next page of them.
    pub mending_of: String,
    /// The path of the next rows that need mending.
    pub mending_next: Option<String>,
    /// How many have a role that is not known, said on the button.
    pub unknown_roles: Option<String>,
    /// The filters of the outcomes: path, words, whether it is the current one.
    pub filters: Vec<(String, String, bool)>,
    /// The outcomes of this page.
    pub outcomes: Vec<Outcome>,
    /// The path of the next ones.
    pub outcomes_next: Option<String>,
}

/// A row whose cells can be mended.
pub struct Mending {
    /// The row's number in the sheet.
    pub position: i64,
    /// Its four cells.
    pub cells: Vec<Cell>,
}

/// A cell of such a row.
pub struct Cell {
    /// The field's name without the row: `first_name`, `last_name`, `email`, `role`.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// What stands in it.
    pub value: String,
    /// What is wrong, said; cells that are fine are shown and not asked for.
    pub error: Option<String>,
}

/// What became of a row.
pub struct Outcome {
    /// The row's number in the sheet.
    pub position: i64,
    /// The name, as typed.
    pub name: String,
    /// The address, as typed.
    pub email: String,
    /// What became of it, said.
    pub state: (Tone, String),
    /// More about it, said.
    pub line: Option<String>,
    /// The reference, where there is one.
    pub reference: Option<String>,
}
