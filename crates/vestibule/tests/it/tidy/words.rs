//! Every sentence that is asked for exists, and every sentence that exists is asked for.
//!
//! A key is known by how it is written: lower case with dashes, in quotes. Keys put together from a stem and a
//! word of the code count as asked for when the stem stands in a string of its own, like `"status-{}"`.

use std::collections::{BTreeMap, BTreeSet};

use rules::Cause;
use vestibule::mail::Kind;
use vestibule::words::words;

use super::{File, files, in_rooms, none};

/// Where keys may stand.
fn speakers() -> Vec<File> {
    let mut all: Vec<File> = in_rooms().into_iter().map(|(_, file)| file).collect();
    all.extend(files(&["crates/vestibule/templates", "crates/vestibule/mail"], ".html"));
    all.extend(files(&["crates/vestibule/mail"], ".txt"));
    all
}

/// Every key in the words, with its file.
fn defined() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for file in files(&["crates/vestibule/words/en"], ".ftl") {
        for line in file.text.lines() {
            let Some((key, _)) = line.split_once(" =") else { continue };
            if is_key(key) {
                all.insert(key.to_owned(), file.name.clone());
            }
        }
    }
    all
}

fn is_key(text: &str) -> bool {
    let first = text.chars().next().is_some_and(|letter| letter.is_ascii_lowercase());
    first
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
}

/// What stands in quotes in a text.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"')
}

/// The keys that a text asks for by name.
fn asked(text: &str) -> Vec<&str> {
    let calls = [".t(", ".t1(", ".t2(", ".plain(", ".say(", ".has(", "told("];
    let mut keys = Vec::new();
    for call in calls {
        for rest in text.split(call).skip(1) {
            let rest = rest.trim_start();
            keys.extend(
                rest.strip_prefix('"').and_then(|rest| rest.split('"').next()).filter(|key| is_key(key)),
            );
        }
    }
    keys
}

#[test]
fn every_sentence_asked_for_exists() {
    let mut offenders = Vec::new();
    for file in speakers() {
        for key in asked(&file.text).into_iter().filter(|key| !words().has(key)) {
            offenders.push(format!("{}: {key}", file.name));
        }
    }
    none(offenders, "no such sentence in words/en");
}

#[test]
fn every_sentence_is_asked_for() {
    let speakers = speakers();
    let mut whole = BTreeSet::new();
    let mut around = BTreeSet::new();
    for text in speakers.iter().flat_map(|file| quoted(&file.text)) {
        match (text.split_once('{'), text.rsplit_once('}')) {
            (Some((before, _)), Some((_, after))) => {
                around.insert((before, after));
            }
            _ => {
                whole.insert(text);
            }
        }
    }
    let sentences = files(&["crates/vestibule/words/en"], ".ftl");
    let from_words = |key: &str| sentences.iter().any(|file| file.text.contains(&format!("{{ {key} }}")));
    let put_together = |key: &str| {
        around.iter().any(|(before, after)| match (before.is_empty(), key.strip_suffix(after)) {
            // A stem in front, like `cause-{}`.
            (false, Some(_)) => key.starts_with(before) && before.ends_with('-'),
            // Something behind a key that is asked for too, like `{key}-line`.
            (true, Some(stem)) => after.starts_with('-') && whole.contains(stem),
            (_, None) => false,
        })
    };
    let silent = defined()
        .into_iter()
        .filter(|(key, _)| !whole.contains(key.as_str()) && !put_together(key) && !from_words(key));
    none(silent.map(|(key, file)| format!("{file}: {key}")).collect(), "a sentence that nobody says");
}

fn exist(keys: impl IntoIterator<Item = String>) {
    none(keys.into_iter().filter(|key| !words().has(key)).collect(), "no such sentence in words/en");
}

#[test]
fn every_cause_is_said_to_everybody() {
    let codes = Cause::ALL.iter().map(Cause::code);
    exist(codes.flat_map(|code| [format!("cause-{code}"), format!("cause-{code}-admin")]));
}

/// The words of an enum, from the lines of its file that give them.
fn given(file: &str, of: &str) -> Vec<String> {
    let text = std::fs::read_to_string(super::root().join(file)).unwrap();
    let arms = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix(of)?.split_once("=> \"")?.1.strip_suffix("\","));
    let all: Vec<String> = arms.map(str::to_owned).collect();
    assert!(!all.is_empty(), "{file} names no {of}");
    all
}

#[test]
fn every_remedy_has_its_button() {
    exist(given("crates/rules/src/remedy.rs", "Remedy::").iter().map(|code| format!("remedy-{code}")));
}

#[test]
fn every_status_role_and_kind_of_mail_has_its_name() {
    let statuses = given("crates/rules/src/status.rs", "Status::");
    exist(statuses.iter().map(|code| format!("status-{code}")));
    exist(given("crates/rules/src/words.rs", "Role::").iter().map(|word| format!("role-{word}")));
    exist(Kind::ALL.iter().map(|kind| format!("mail-kind-{}", kind.word())));
}

/// What happened, as flows write it into the journal: the third value of a knock.
#[test]
fn every_act_in_the_journal_is_told() {
    let mut acts = BTreeSet::new();
    for (_, file) in in_rooms().into_iter().filter(|(room, _)| room == "flows") {
        for call in
            ["Knock::new(app, visit, \"", "knock(app, visit, \"", "Knock::new(self.app, self.visit, \""]
        {
            acts.extend(
                file.text.split(call).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned),
            );
        }
    }
    assert!(acts.len() > 10, "{acts:?}");
    // These only look, and what only looks is not written down.
    for looks in ["link-opened", "invitation-opened", "authenticator-begun"] {
        acts.remove(looks);
    }
    exist(acts.into_iter().map(|act| format!("happened-{act}")));
}
