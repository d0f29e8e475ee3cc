//! Prints decisions as aligned text, so that a change of a rule is read as a diff.
//!
//! The rows are made in `address.rs`, `credentials.rs`, `doors.rs`, `erase.rs`, `forecasts.rs`, `kits.rs`, `passwords.rs`, `statuses.rs`, `sso.rs`, `support.rs`, `undo.rs` and `ways_back.rs`.

pub mod address;
pub mod credentials;
pub mod doors;
pub mod erase;
pub mod forecasts;
pub mod kits;
pub mod passwords;
pub mod statuses;
pub mod sso;
pub mod support;
pub mod undo;
pub mod ways_back;

use std::collections::BTreeSet;
use std::path::PathBuf;

use rules::{Cause, Decision, Effect, Verdict};

use crate::world::facts::NOW;

/// One text file of aligned rows under headings.
#[derive(Default)]
pub struct Table {
    blocks: Vec<(String, Vec<Vec<String>>)>,
    /// The codes of all causes that a row ends with.
    pub causes: BTreeSet<&'static str>,
}

impl Table {
    /// Begins a block: its heading, and the names of what its rows differ in.
    pub fn block(&mut self, heading: &str, columns: &[&str]) {
        let names = columns.iter().chain(&["answer", "effects"]).map(ToString::to_string).collect();
        self.blocks.push((heading.to_owned(), vec![names]));
    }

    /// Adds a row to the last block.
    pub fn row(&mut self, cells: &[&str], decision: &Decision) {
        if let Verdict::Refused(cause) = &decision.verdict {
            self.causes.insert(cause.code());
        }
        let told = [answer(&decision.verdict), effects(&decision.effects)];
        let row = cells.iter().map(ToString::to_string).chain(told).collect();
        self.blocks.last_mut().expect("a row comes after its block").1.push(row);
    }

    /// Begins a block whose rows end with one answer in words.
    pub fn said(&mut self, heading: &str, columns: &[&str]) {
        self.blocks.push((heading.to_owned(), vec![columns.iter().map(ToString::to_string).collect()]));
    }

    /// Adds a row to such a block.
    pub fn line(&mut self, cells: &[&str]) {
        let row = cells.iter().map(ToString::to_string).collect();
        self.blocks.last_mut().expect("a row comes after its block").1.push(row);
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (heading, rows) in &self.blocks {
            text += &format!("# {heading}\n\n");
            let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
            let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
            for row in rows {
                let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
                text += cells.collect::<Vec<_>>().join(" | ").trim_end();
                text += "\n";
            }
            text += "\n";
        }
        text
    }

    /// Compares with the file that is checked in, or writes it where `UPDATE_TABLES=1` asks for that.
    pub fn compare(&self, name: &str) {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tables").join(name);
        let text = self.text();
        if std::env::var_os("UPDATE_TABLES").is_some() {
            std::fs::write(&path, text).expect("the table can be written");
            return;
        }
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        if let Some((at, (was, is))) =
            before.lines().zip(text.lines()).enumerate().find(|(_, (was, is))| was != is)
        {
            panic!(
                "{name}, line {}:\n  was: {was}\n  is:  {is}\nUPDATE_TABLES=1 writes the new table",
                at + 1
            );
        }
        assert_eq!(before.len(), text.len(), "{name} is longer or shorter; UPDATE_TABLES=1 writes it");
    }
}

/// The verdict, with the permanent name of a cause.
fn answer(verdict: &Verdict) -> String {
    match verdict {
        Verdict::SignedIn(door) => format!("signed in: {}", plain(&format!("{door:?}"))),
        Verdict::Challenge(challenge) => format!("asks: {}", plain(&format!("{challenge:?}"))),
        Verdict::Done(done) => format!("done: {done:?}"),
        Verdict::Refused(cause) => format!("no: {}{}", cause.code(), detail(cause)),
    }
}

fn detail(cause: &Cause) -> String {
    match cause {
        Cause::GuessesSlowed { until: Some(until) }
        | Cause::PasswordTooSoon { until }
        | Cause::MailsCapped { until }
        | Cause::AddressHeld { until }
        | Cause::WaitNotOver { until } => {
            format!(" until {}", plain(&format!("{until:?}")))
        }
        Cause::GuessesSlowed { until: None } => " until the mailbox is proved".to_owned(),
        _others_say_all => String::new(),
    }
}

fn effects(effects: &[Effect]) -> String {
    let told = effects.iter().map(|effect| plain(&format!("{effect:?}")));
    told.collect::<Vec<_>>().join(", ")
}

/// Moments as seen from now, and organizations by their letters.
fn plain(debug: &str) -> String {
    let mut parts = debug.split("Instant(");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (moment, rest) = part.split_once(')').unwrap_or((part, ""));
        text += &moment.parse().map_or("?".to_owned(), from_now);
        text += rest;
    }
    for (key, letter) in [("10", "A"), ("11", "B")] {
        text = text
            .replace(&format!("({key})"), &format!("({letter})"))
            .replace(&format!("({key},"), &format!("({letter},"))
            .replace(&format!(", {key})"), &format!(", {letter})"));
    }
    text
}

fn from_now(moment: i64) -> String {
    let seconds = (moment - NOW.0) / 1_000_000;
    match seconds {
        0 => "now".to_owned(),
        days if days % 86_400 == 0 => format!("{:+}d", days / 86_400),
        hours if hours % 3_600 == 0 => format!("{:+}h", hours / 3_600),
        minutes if minutes % 60 == 0 => format!("{:+}min", minutes / 60),
        seconds => format!("{seconds:+}s"),
    }
}
