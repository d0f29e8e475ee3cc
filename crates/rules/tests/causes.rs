//! Keeps `docs/causes.md` true: every cause with what each reader can do about it, and every remedy with what
//! it does, as the rules have them. `VESTIBULE_REWRITE=1 cargo test -p rules --test causes` writes it anew.
//!
//! The sentences are the doc comments in `cause.rs` and `remedy.rs`, so that there is one place for them.

use std::collections::BTreeSet;
use std::fmt::Write;

use rules::Cause;
use rules::remedy::{Reader, Remedy, remedies};

const CAUSES: &str = concat!(include_str!("../src/cause.rs"), include_str!("../src/sso_flaw.rs"));
const REMEDIES: &str = include_str!("../src/remedy.rs");
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/causes.md");

const HEAD: &str = "\
# Causes and remedies

Why somebody is refused is one of a closed set. Each cause has a permanent name, the same on pages (`data-cause`), in
the journal, in the log and for `vestibule why`, and for each kind of reader at least one remedy (`data-remedy`), the
best first. Strangers are told neither: what a page says depends on what its reader has proved.

This page is generated from `crates/rules/src/cause.rs` and `crates/rules/src/remedy.rs`. To change it, change them
and run `VESTIBULE_REWRITE=1 cargo test -p rules --test causes`.

";

/// The comment above a variant, in one line. `Debug` says what the variant is called; the innermost name counts.
fn comment(source: &str, debug: &str) -> String {
    let outer = debug.split(['{', '(']).next().unwrap_or_default().trim();
    let inner = debug
        .strip_prefix("PasswordRule(")
        .or_else(|| debug.strip_prefix("Sso("))
        .map_or(outer, |inner| inner.split([' ', ')']).next().unwrap_or_default());
    let named = |line: &str| {
        let rest = line.strip_prefix("    ").and_then(|line| line.strip_prefix(inner));
        rest.is_some_and(|rest| rest.starts_with([',', '(', ' ']))
    };
    let lines: Vec<&str> = source.lines().collect();
    let at = lines.iter().position(|line| named(line));
    let at = at.unwrap_or_else(|| panic!("{inner} stands in the source"));
    let above = lines[..at].iter().rev().take_while(|line| line.trim_start().starts_with("///"));
    let mut words: Vec<&str> = above.map(|line| line.trim_start().trim_start_matches("///").trim()).collect();
    words.reverse();
    assert!(!words.is_empty(), "{inner} has no comment");
    words.join(" ")
}

fn page() -> String {
    let mut text = HEAD.to_owned();
    let mut used: BTreeSet<Remedy> = BTreeSet::new();
    text.push_str("| cause | what it is | the person | an admin | support | the operator |\n|---|---|---|---|---|---|\n");
    for cause in Cause::ALL {
        let mut row = format!("| `{}` | {} |", cause.code(), comment(CAUSES, &format!("{cause:?}")));
        for reader in Reader::ALL {
            let ways: Vec<Remedy> = remedies(&cause, reader).iter().collect();
            let codes: Vec<String> = ways.iter().map(|way| format!("`{}`", way.code())).collect();
            used.extend(ways);
            write!(row, " {} |", codes.join(", ")).expect("a text takes more text");
        }
        text.push_str(&row);
        text.push('\n');
    }
    text.push_str("\n| remedy | what it does |\n|---|---|\n");
    for remedy in used {
        let row = format!("| `{}` | {} |\n", remedy.code(), comment(REMEDIES, &format!("{remedy:?}")));
        text.push_str(&row);
    }
    text
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the tests' own switch")]
fn the_page_about_causes_is_as_the_rules_are() {
    let made = page();
    if std::env::var("VESTIBULE_REWRITE").is_ok_and(|word| word == "1") {
        std::fs::write(PAGE, &made).expect("docs/causes.md can be written");
    }
    let kept = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(kept == made, "docs/causes.md is not what the rules say; VESTIBULE_REWRITE=1 writes it anew");
}
