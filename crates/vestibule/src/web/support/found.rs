//! What each step of an attempt found, in words: the journal's evidence, which is small words and numbers.
//!
//! A word that is not known here is shown as it stands: whoever adds evidence need not come here first.

use rules::Instant;
use serde_json::Value;

use super::events::ZONE;
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// Names and values, in the order in which they are kept.
pub fn told(evidence: &str, visit: &Visit) -> Vec<(String, String)> {
    let Ok(Value::Object(found)) = serde_json::from_str(evidence) else { return vec![] };
    found.iter().map(|(name, value)| (label(name), said(name, value, visit))).collect()
}

fn label(name: &str) -> String {
    let key = format!("found-{name}");
    if words().has(&key) { words().plain(&key, &[]) } else { name.replace('-', " ") }
}

fn said(name: &str, value: &Value, visit: &Visit) -> String {
    match (name, value) {
        ("network-until", Value::Number(at)) => {
            when::said(Instant(at.as_i64().unwrap_or_default()), visit.now, ZONE)
        }
        (_, Value::String(word)) => word.replace('-', " "),
        (_, Value::Array(all)) if all.is_empty() => words().plain("found-nothing", &[]),
        (_, Value::Array(all)) => {
            let all: Vec<String> = all.iter().map(|one| said("", one, visit)).collect();
            all.join(", ")
        }
        (_, Value::Object(inside)) => {
            let all = inside.iter().map(|(name, value)| format!("{} {value}", label(name)));
            all.collect::<Vec<_>>().join(", ")
        }
        (_, other) => other.to_string(),
    }
}
