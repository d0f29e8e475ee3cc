//! An organization's audit log: who changed what, on whom, when and from where.
//!
//! Facts of this organization only, and nothing to press that changes a line. Where to go next: `people.rs`.

use askama::Template;

use super::{Organization, Page};

/// `GET /org/SLUG/audit?act=…&who=…&from=…&to=…&before=…`; posts the same to `/org/SLUG/audit/csv` and `…/jsonl`.
#[derive(Template)]
#[template(path = "audit/show.html")]
pub struct AuditPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// The acts on offer: code and words.
    pub acts: Vec<(String, String)>,
    /// The act that is looked for; empty for all.
    pub act: String,
    /// The person that is looked for, as typed.
    pub who: String,
    /// What is to be said of that, said.
    pub who_note: Option<String>,
    /// Several people whom that could be: name and address of the page.
    pub which: Vec<(String, String)>,
    /// From which day on, as typed.
    pub from: String,
    /// Up to which day, as typed.
    pub to: String,
    /// What is wrong with the days, said.
    pub days_error: Option<String>,
    /// The lines.
    pub lines: Vec<AuditLine>,
    /// The page of older ones, as an address.
    pub after: Option<String>,
}

/// One line.
pub struct AuditLine {
    /// When, said.
    pub at: String,
    /// Who, said.
    pub actor: String,
    /// What, said.
    pub what: String,
    /// The act's word, for scripts.
    pub act: String,
    /// On whom; their page, where they are a member.
    pub subject: Option<(String, Option<String>)>,
    /// What was changed to what, said.
    pub details: Vec<String>,
    /// From which network address.
    pub network: Option<String>,
}
