//! An organization's policy: the form, and the trial of what was filled in.
//!
//! Facts of this organization only. Where to go next: `people.rs`.

use askama::Template;

use super::{Organization, Page, Tone};

/// `GET /org/SLUG/policy`; posts to the same, which leads to the trial.
#[derive(Template)]
#[template(path = "policy/show.html")]
pub struct PolicyPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// Everybody gives a second factor.
    pub second_factor: bool,
    /// How the demand stands, said.
    pub demand: Option<(Tone, String)>,
    /// A passkey may be somebody's first.
    pub passkeys: bool,
    /// The spans, in the order of the form.
    pub spans: Vec<SpanField>,
    /// How many earlier passwords may not come back, as typed.
    pub history: String,
    /// What is wrong with that, said.
    pub history_error: Option<String>,
}

/// A length of time: a number and a unit.
pub struct SpanField {
    /// The field's name; its unit's is `NAME_unit`.
    pub name: &'static str,
    /// Its label's key; `KEY-line` says what it does.
    pub key: String,
    /// The number, as typed; empty where the rule does not exist.
    pub number: String,
    /// The unit's word.
    pub unit: String,
    /// It may be left empty.
    pub optional: bool,
    /// What is wrong with it, said.
    pub error: Option<String>,
}

impl SpanField {
    /// The units on offer: seconds only where they are in use.
    pub fn units(&self) -> Vec<&'static str> {
        let mut all = vec!["minutes", "hours", "days"];
        if self.unit == "seconds" {
            all.insert(0, "seconds");
        }
        all
    }
}

impl PolicyPage {
    /// The spans of one part of the form.
    pub fn part(&self, names: &str) -> Vec<&SpanField> {
        self.spans.iter().filter(|span| names.split(' ').any(|name| name == span.name)).collect()
    }
}

/// `GET /org/SLUG/policy/trial?p=…`; posts `p` to `/org/SLUG/policy/save`.
#[derive(Template)]
#[template(path = "policy/trial.html")]
pub struct TrialPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// What would be saved, sealed.
    pub p: String,
    /// The rules that change: name, before, after, said.
    pub changes: Vec<(String, String, String)>,
    /// How many it was tried on, said.
    pub tried: String,
    /// Whom it affects.
    pub affected: Vec<Affected>,
    /// What speaks against saving it, said.
    pub objection: Option<String>,
    /// The admin has given a second factor just now.
    pub recent: bool,
}

/// People whom it affects in one way.
pub struct Affected {
    /// The word for it, for scripts.
    pub code: &'static str,
    /// How grave it is.
    pub tone: Tone,
    /// How many, and what happens to them, said.
    pub line: String,
    /// Who: name and id; the first of them.
    pub people: Vec<(String, String)>,
    /// How many more there are.
    pub more: usize,
    /// They are named at once, and not behind a click.
    pub open: bool,
}
