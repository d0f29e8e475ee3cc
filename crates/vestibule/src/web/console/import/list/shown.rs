//! What the page of one list says, put together from its row, its counts and a page of its rows.
//!
//! Only looks. Where to go next: `../list.rs`, which acts.

use proofs::import::{CellFlaw, judge};
use rules::people::Listed;
use uuid::Uuid;

use super::{Counts, STATES, Standings};
use crate::app::App;
use crate::fault::Fault;
use crate::flows::import::cells;
use crate::store::import::{self, EntryRow, ImportRow};
use crate::views::import::{Cell, ListPage, Mending, Outcome};
use crate::views::{Section, Tone};
use crate::visit::Visit;
use crate::web::answer::{Answer, page};
use crate::web::console::import::{added, path};
use crate::web::entry::Asked;
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// Rows to mend on one page, and about how many cells: it weighs less than 50 kB with all that it loads.
const MENDED_AT_ONCE: i64 = 12;
const CELLS_AT_ONCE: usize = 16;
/// Outcomes on one page.
const TOLD_AT_ONCE: i64 = 25;
/// Names that are shown before anything is sent.
const SAMPLE: i64 = 5;

/// A list and what is known of it.
pub(super) struct Shown<'a> {
    pub(super) app: &'a App,
    pub(super) visit: &'a Visit,
    pub(super) admin: &'a Admin,
    pub(super) row: &'a ImportRow,
    pub(super) counts: Counts,
    pub(super) standings: Standings,
}

/// What became of a row, in a word.
pub(super) fn became(state: &str) -> (Tone, String) {
    let tone = match state {
        "invited" => Tone::Good,
        "refused" => Tone::Bad,
        "mend" => Tone::Warn,
        _ => Tone::Plain,
    };
    (tone, words().plain(&format!("import-show-{state}"), &[]))
}

/// More about what became of a row.
pub(super) fn line(row: &EntryRow) -> Option<String> {
    match (row.merged_into, row.cause.as_deref()) {
        (Some(above), _) => Some(words().plain("import-merged-into", &[("row", &above.to_string())])),
        (None, Some("deactivated")) => Some(words().plain("import-cause-deactivated", &[])),
        (None, Some(_)) => Some(words().plain("import-cause-other", &[])),
        (None, None) => None,
    }
}

impl Shown<'_> {
    fn count(&self, state: &str) -> i64 {
        self.counts.get(state).copied().unwrap_or(0)
    }

    fn id(&self) -> Uuid {
        self.row.id
    }

    /// The page.
    pub(super) async fn page(self, asked: &Asked) -> Answer {
        let here = path(&self.admin.organization, self.id());
        let running = self.row.state == "running";
        let (mending, mending_next) = self.mending(&here, running, asked).await?;
        let (outcomes, outcomes_next, filters) = self.outcomes(&here, asked).await?;
        let own = self.admin.frame(self.app, Section::People, asked.get("word")).await?;
        let ready = self.to_send();
        let left = self.row.state != "draft";
        let unknown =
            mending.iter().flat_map(|row| &row.cells).any(|cell| cell.name == "role" && cell.error.is_some());
        let mend = self.count("mend").to_string();
        Ok(page(&ListPage {
            page: own,
            organization: self.admin.named(),
            name: self.row.name.clone(),
            added: self.added().await?,
            encoding: self
                .row
                .encoding
                .as_deref()
                .map(|name| words().plain("import-encoding", &[("encoding", name)])),
            running,
            progress: self.row.state.clone(),
            done_of: self.done_of(),
            stand: self.stand(),
            counts: self.said(),
            sample: if running { vec![] } else { self.sample().await? },
            ready,
            send: words().plain(
                if left { "import-send-rest" } else { "import-send" },
                &[("count", &ready.to_string())],
            ),
            droppable: matches!(self.row.state.as_str(), "draft" | "stopped"),
            mending_of: words().plain("import-mending", &[("count", &mend)]),
            unknown_roles: unknown.then(|| words().plain("import-as-members", &[("count", &mend)])),
            mending,
            mending_next,
            filters,
            outcomes,
            outcomes_next,
            here,
        }))
    }

    async fn added(&self) -> Result<String, Fault> {
        added(&mut self.app.store.read(), self.visit, &self.admin.organization, self.row).await
    }

    /// Rows with an outcome, of those that were ever ready.
    fn done_of(&self) -> (i64, i64) {
        let done = ["invited", "member", "waiting", "refused"].map(|state| self.count(state)).iter().sum();
        (done, done + self.count("ready"))
    }

    /// How many mails would go out.
    fn to_send(&self) -> i64 {
        [Listed::New, Listed::Again].iter().filter_map(|stands| self.standings.get(stands)).sum()
    }

    fn stand(&self) -> (Tone, String) {
        let (done, all) = self.done_of();
        let (done, all) = (done.to_string(), all.to_string());
        let held = self.row.next_at.filter(|at| at.since(self.visit.now) > rules::Span::minutes(5));
        let time =
            held.map_or(String::new(), |at| when::said(at, self.visit.now, &self.admin.organization.zone));
        let values = [("done", done.as_str()), ("all", all.as_str()), ("time", time.as_str())];
        let (tone, key) = match (self.row.state.as_str(), self.row.why.as_deref()) {
            ("draft", _) => (Tone::Plain, "import-stand-draft"),
            ("running", _) if held.is_some() => (Tone::Warn, "import-stand-held"),
            ("running", _) => (Tone::Warn, "import-stand-running"),
            ("stopped", Some("admin")) => (Tone::Bad, "import-stand-stopped-admin"),
            ("stopped", Some("broken")) => (Tone::Bad, "import-stand-stopped-broken"),
            ("stopped", _) => (Tone::Bad, "import-stand-stopped-not-an-admin"),
            (_, _) => (Tone::Good, "import-stand-done"),
        };
        (tone, words().plain(key, &values))
    }

    /// Before: what will happen. Afterwards: what became of it.
    fn said(&self) -> Vec<(Tone, String)> {
        let said = |tone, key: &str, count: i64| (tone, words().plain(key, &[("count", &count.to_string())]));
        let mut all = Vec::new();
        if self.row.state != "draft" {
            for state in STATES.into_iter().filter(|state| self.count(state) > 0) {
                all.push(said(became(state).0, &format!("import-was-{state}"), self.count(state)));
            }
            return all;
        }
        for (stands, count) in &self.standings {
            let (tone, key) = match stands {
                Listed::New => (Tone::Good, "import-count-new"),
                Listed::Again => (Tone::Good, "import-count-again"),
                Listed::Invited => (Tone::Plain, "import-count-invited"),
                Listed::Member => (Tone::Plain, "import-count-member"),
                Listed::Off => (Tone::Warn, "import-count-off"),
            };
            all.push(said(tone, key, *count));
        }
        for (state, tone, key) in
            [("merged", Tone::Plain, "import-count-merged"), ("mend", Tone::Warn, "import-count-mend")]
        {
            if self.count(state) > 0 {
                all.push(said(tone, key, self.count(state)));
            }
        }
        all
    }

    async fn sample(&self) -> Result<Vec<String>, Fault> {
        let rows =
            import::list_entries(&mut self.app.store.read(), self.id(), "ready", i64::MIN, SAMPLE).await?;
        let good = rows.iter().filter_map(|row| judge(&cells(row)).ok());
        Ok(good
            .map(|one| format!("{} {} · {}", one.first_name, one.last_name, one.address.shown()))
            .collect())
    }

    async fn mending(
        &self,
        here: &str,
        running: bool,
        asked: &Asked,
    ) -> Result<(Vec<Mending>, Option<String>), Fault> {
        // Beside the outcomes that were asked for, they would make a heavy page.
        if running || self.count("mend") == 0 || !asked.get("show").is_empty() {
            return Ok((vec![], None));
        }
        let after = asked.get("mend").parse().unwrap_or(i64::MIN);
        let mut read = self.app.store.read();
        let mut rows = import::list_entries(&mut read, self.id(), "mend", after, MENDED_AT_ONCE + 1).await?;
        if rows.is_empty() {
            // The page after the last one: from the beginning again.
            rows = import::list_entries(&mut read, self.id(), "mend", i64::MIN, MENDED_AT_ONCE + 1).await?;
        }
        let (all, mut cells, mut shown) = (rows.len(), 0, Vec::new());
        for row in rows.iter().take(MENDED_AT_ONCE as usize) {
            if cells >= CELLS_AT_ONCE {
                break;
            }
            let row = mending(row);
            cells += row.cells.iter().filter(|cell| cell.error.is_some()).count();
            shown.push(row);
        }
        let last = shown.last().filter(|_| shown.len() < all);
        let next = last.map(|row| format!("{here}?mend={}", row.position));
        Ok((shown, next))
    }

    async fn outcomes(
        &self,
        here: &str,
        asked: &Asked,
    ) -> Result<(Vec<Outcome>, Option<String>, Vec<(String, String, bool)>), Fault> {
        if self.row.state == "draft" {
            return Ok((vec![], None, vec![]));
        }
        let wanted = STATES.into_iter().find(|state| *state == asked.get("show"));
        let there: Vec<&str> = STATES.into_iter().filter(|state| self.count(state) > 0).collect();
        let filters = there.iter().map(|state| {
            let (href, words) = (format!("{here}?show={state}#rows"), became(state).1);
            (href, format!("{words} · {}", self.count(state)), Some(*state) == wanted)
        });
        let filters = filters.collect();
        let Some(state) = wanted else { return Ok((vec![], None, filters)) };
        let after = asked.get("after").parse().unwrap_or(i64::MIN);
        let mut read = self.app.store.read();
        let mut rows = import::list_entries(&mut read, self.id(), state, after, TOLD_AT_ONCE + 1).await?;
        let more = rows.len() as i64 > TOLD_AT_ONCE;
        rows.truncate(TOLD_AT_ONCE as usize);
        let last = rows.last().filter(|_| more);
        let next = last.map(|row| format!("{here}?show={state}&after={}#rows", row.position));
        Ok((rows.iter().map(outcome).collect(), next, filters))
    }
}

fn outcome(row: &EntryRow) -> Outcome {
    Outcome {
        position: row.position,
        name: proofs::full_name(&row.first_name, &row.last_name),
        email: row.email.clone(),
        state: became(&row.state),
        line: line(row),
        reference: row.reference.clone(),
    }
}

fn mending(row: &EntryRow) -> Mending {
    let flaws = judge(&cells(row)).err().unwrap_or_default();
    let cell = |name, key: &str, value: &str, flaw: Option<CellFlaw>| Cell {
        name,
        label: words().plain(key, &[]),
        value: value.to_owned(),
        error: flaw.map(|flaw| words().plain(&format!("import-cell-{}", flaw.code()), &[])),
    };
    let cells = vec![
        cell("first_name", "first-name", &row.first_name, flaws.first_name),
        cell("last_name", "last-name", &row.last_name, flaws.last_name),
        cell("email", "email", &row.email, flaws.email),
        cell("role", "people-role", &row.role, flaws.role),
    ];
    Mending { position: row.position, cells }
}
