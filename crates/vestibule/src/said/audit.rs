//! Lines of the audit log in words: who, what, on whom, and what was changed.
//!
//! The sentences stand in `words/en/console.ftl`. Never in here: who may read them.

use rules::{Instant, Role};
use serde::Deserialize;
use uuid::Uuid;

use super::policy;
use crate::store::audit::AuditLine;
use crate::store::erasure::is_mark;
use crate::when;
use crate::words::words;

/// The acts that can be looked for, in the order of the list.
const ACTS: &[&str] = &[
    "signed-in",
    "joined",
    "invited",
    "reset-sent",
    "password-saved",
    "factor-added",
    "factor-ended",
    "factor-ended-here",
    "factor-vouched",
    "codes-made",
    "recovery-code-used",
    "not-me",
    "address-changed",
    "address-restored",
    "sessions-ended",
    "erasure-asked",
    "erasure-withdrawn",
    "erasure-held",
    "erased",
    "role-changed",
    "contact-set",
    "contact-put-back",
    "deactivated",
    "reactivated",
    "removed",
    "change-demanded",
    "demand-ended",
    "minimum-age-waived",
    "waiver-ended",
    "help-asked",
    "help-confirmed",
    "help-declined",
    "pass-given",
    "pass-withdrawn",
    "request-taken",
    "request-declined",
    "request-settled",
    "policy-changed",
    "kit-made",
    "kit-tried",
    "kit-code-used",
    "operator-code-made",
    "operator-code-used",
    "wait-started",
    "wait-stopped",
    "import-added",
    "import-started",
    "import-stopped",
    "import-done",
    "import-dropped",
    "support-looked",
    "support-searched",
    "support-mailed",
    "support-answered",
    "support-handed-over",
    "support-noted",
    "support-granted",
    "support-grant-ended",
    "organization-made",
    "organization-suspended",
    "organization-resumed",
    "logo-changed",
    "colour-changed",
    "audit-exported",
];

/// Those acts by word and name.
pub fn acts() -> Vec<(String, String)> {
    let mut all: Vec<_> = ACTS.iter().map(|word| ((*word).to_owned(), act(word))).collect();
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all
}

/// What was done. An act that has no name yet is called by its word.
pub fn act(word: &str) -> String {
    let key = format!("audit-act-{word}");
    if words().has(&key) { words().plain(&key, &[]) } else { word.to_owned() }
}

/// Who did it.
pub fn actor(line: &AuditLine) -> String {
    // Who of the support desk it was stands in no organization's list of people.
    if line.actor == "it-person" {
        let name = named(line.actor_id, line.actor_name.as_deref(), line.actor_removed.as_deref());
        return words().plain("audit-by-it-person", &[("name", &name)]);
    }
    if line.actor_id.is_some() && line.actor != "support" {
        return named(line.actor_id, line.actor_name.as_deref(), line.actor_removed.as_deref());
    }
    let key = format!("audit-by-{}", line.actor);
    if words().has(&key) { words().plain(&key, &[]) } else { line.actor.clone() }
}

/// On whom.
pub fn subject(line: &AuditLine) -> Option<String> {
    line.subject_id?;
    Some(named(line.subject_id, line.subject_name.as_deref(), line.subject_removed.as_deref()))
}

/// As the organization knows them, or knew them.
fn named(id: Option<Uuid>, member: Option<&str>, removed: Option<&str>) -> String {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Was {
        name: String,
        address: String,
    }
    if id.is_some_and(is_mark) {
        return words().plain("erased-somebody", &[]);
    }
    let member = member.map(str::trim).filter(|name| !name.is_empty());
    if let Some(name) = member {
        return name.to_owned();
    }
    let was: Was = removed.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let name = if was.name.is_empty() { was.address } else { was.name };
    if name.is_empty() { words().plain("audit-somebody", &[]) } else { name }
}

/// What was changed, sentence by sentence.
pub fn details(line: &AuditLine, now: Instant, zone: &str) -> Vec<String> {
    let (before, after) = (line.before.as_deref(), line.after.as_deref());
    let role = |word: &str| {
        Role::parse(word).map(|role| words().plain(&format!("role-{}", role.word()), &[])).unwrap_or_default()
    };
    match (line.act.as_str(), before, after) {
        ("policy-changed", Some(before), Some(after)) => policy::changes_of_texts(before, after),
        ("role-changed", Some(before), Some(after)) => vec![arrow(&role(before), &role(after))],
        ("invited", None, Some(after)) => vec![role(after)],
        ("minimum-age-waived" | "pass-given" | "help-confirmed", None, Some(until)) => {
            let until = when::parse_rfc3339(until).map(|until| when::said(until, now, zone));
            until.map(|time| words().plain("audit-until", &[("time", &time)])).into_iter().collect()
        }
        (
            "contact-set"
            | "contact-put-back"
            | "connection-added"
            | "connection-changed"
            | "connection-switched"
            | "connection-removed"
            | "admission-changed"
            | "sign-on-announced",
            before,
            after,
        ) => {
            vec![arrow(before.unwrap_or("–"), after.unwrap_or("–"))]
        }
        ("request-declined", None, Some(reason)) => vec![reason.to_owned()],
        (
            "logo-changed" | "colour-changed" | "address-changed" | "address-restored",
            Some(before),
            Some(after),
        ) => vec![arrow(before, after)],
        _nothing_to_say => vec![],
    }
}

fn arrow(before: &str, after: &str) -> String {
    words().plain("audit-change", &[("before", before), ("after", after)])
}
