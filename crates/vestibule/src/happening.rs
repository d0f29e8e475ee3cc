//! Journal entries in plain words, for whoever may read them.

use rules::Instant;

use crate::said;
use crate::step::read_cause;
use crate::store::journal::JournalRow;
use crate::views::{Happening, Tone};
use crate::when;
use crate::words::words;

/// One entry, for its owner or an admin.
pub fn of(row: &JournalRow, now: Instant, zone: &str) -> Happening {
    let act = words().plain(&format!("happened-{}", row.act), &[]);
    let cause = row.cause.as_deref().and_then(read_cause);
    let tone = match (row.verdict.as_str(), &cause) {
        (_, Some(_)) => Tone::Bad,
        ("signed-in", None) => Tone::Good,
        (verdict, None) if verdict.starts_with("done") => Tone::Good,
        (_, None) => Tone::Plain,
    };
    let what = match &cause {
        Some(cause) => words()
            .plain("happened-refused", &[("act", &act), ("cause", &said::cause_for_operator(cause, now))]),
        None if row.verdict == "signed-in" => words().plain("happened-signed-in", &[("act", &act)]),
        None => act,
    };
    Happening {
        at: when::said(row.at, now, zone),
        tone,
        what,
        detail: detail(row),
        reference: Some(row.reference.clone()),
    }
}

fn detail(row: &JournalRow) -> String {
    // Support's own browser and network are nobody's to read here.
    if row.network.is_none() && row.browser == words().plain("support-home", &[]) {
        return row.browser.clone();
    }
    let key = if row.known_device { "happened-known-device" } else { "happened-new-device" };
    let network = row.network.as_deref().unwrap_or("–");
    words().plain(key, &[("browser", &row.browser), ("network", network)])
}
