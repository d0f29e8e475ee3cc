//! The house's own rules, kept: rooms use only rooms below them, SQL stays in the store and markup in the
//! templates, files open with what they are for, nothing grows past a screen, documents name what exists.
//!
//! What is said and where is in `tidy/words.rs`. A rule that turns out wrong is changed here, with the reason
//! in the commit. Reads source as text: enough for code that `rustfmt` has been over.

mod articles;
mod words;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of a file, and of a function.
const MOST_LINES: usize = 400;
const MOST_OF_A_FUNCTION: usize = 70;

/// The workspace.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// A file below the workspace: its name from there, and its text.
struct File {
    name: String,
    text: String,
}

impl File {
    /// The lines that are no comment, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(place, line)| (place + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// All files below these folders whose name ends like this.
fn files(folders: &[&str], ending: &str) -> Vec<File> {
    let mut found = Vec::new();
    let mut left: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = left.pop() {
        // A folder that does not exist yet holds nothing wrong.
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push(File { name, text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

const SOURCES: [&str; 3] = ["crates/rules/src", "crates/proofs/src", "crates/vestibule/src"];
fn sources() -> Vec<File> {
    files(&SOURCES, ".rs")
}

/// The files of the big crate, with the room that each is in.
fn in_rooms() -> Vec<(String, File)> {
    let start = "crates/vestibule/src/";
    let all = files(&[start], ".rs").into_iter();
    let all = all.filter(|file| !file.name.ends_with("src/lib.rs") && !file.name.ends_with("src/main.rs"));
    all.map(|file| {
        let inside = file.name.strip_prefix(start).unwrap();
        (inside.split(['/', '.']).next().unwrap().to_owned(), file)
    })
    .collect()
}

fn none(offenders: Vec<String>, rule: &str) {
    assert!(offenders.is_empty(), "{rule}:\n  {}\n", offenders.join("\n  "));
}

/// The rooms, from the street to the cellar.
fn rooms() -> Vec<String> {
    let lib = fs::read_to_string(root().join("crates/vestibule/src/lib.rs")).unwrap();
    let names = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// The rooms that a line of code names.
fn named(line: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for rest in line.split("crate::").skip(1) {
        let list = rest.strip_prefix('{').map_or(rest, |list| list.split('}').next().unwrap_or(list));
        let several = if list.len() == rest.len() { vec![rest] } else { list.split(',').collect() };
        for name in several {
            let end = name.trim().find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            let name = name.trim();
            all.insert(name[..end.unwrap_or(name.len())].to_owned());
        }
    }
    all
}

#[test]
fn a_room_uses_only_rooms_below_it() {
    let rooms = rooms();
    let depth = |room: &str| rooms.iter().position(|name| name == room);
    let mut offenders = Vec::new();
    for (room, file) in in_rooms() {
        let here = depth(&room).unwrap_or_else(|| panic!("{room} is not in lib.rs"));
        for (number, line) in file.code() {
            // Macros of a room name it in full.
            for used in named(line).into_iter().filter(|used| !line.contains("$crate") && *used != room) {
                if depth(&used).is_none_or(|there| there < here) {
                    offenders.push(format!("{}:{number} ({room}) uses {used}", file.name));
                }
            }
        }
    }
    none(offenders, "a room uses a room above it (lib.rs has the order)");
}

#[test]
fn the_rules_depend_on_nothing_and_the_proofs_not_on_the_house() {
    let manifest =
        |name: &str| fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
    let inside = |text: &str| {
        let after = text.split_once("[dependencies]").map_or("", |(_, after)| after).to_owned();
        let section = after.split("\n[").next().unwrap_or_default().to_owned();
        section
            .lines()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect::<Vec<_>>()
    };
    none(inside(&manifest("rules")), "rules depends on");
    let offenders = inside(&manifest("proofs")).into_iter().filter(|line| line.starts_with("vestibule"));
    none(offenders.collect(), "proofs depends on");
}

#[test]
fn sql_is_written_in_the_store_and_nowhere_else() {
    let starts = ["select ", "insert into ", "update ", "delete from ", "create table", "pragma ", "vacuum"];
    let mut offenders = Vec::new();
    for (room, file) in in_rooms() {
        for (number, line) in file.code().filter(|_| room != "store") {
            let line = line.to_lowercase();
            if starts.iter().any(|start| line.contains(&format!("\"{start}"))) {
                offenders.push(format!("{}:{number} {}", file.name, line.trim()));
            }
        }
    }
    none(offenders, "SQL outside store/");
}

#[test]
fn markup_is_written_in_templates_and_nowhere_else() {
    let tags = ["<html", "<p>", "<p ", "<div", "<a ", "<span", "<h1", "<br", "<li", "<form", "<input", "</"];
    let mut offenders = Vec::new();
    for (_, file) in in_rooms() {
        // The demo's inbox looks for what the templates wrote, and a drawing is no page.
        let spared = |line: &str| line.contains("split_once(") || line.contains("</svg>");
        for (number, line) in file.code().filter(|(_, line)| !spared(line)) {
            if tags.iter().any(|tag| line.contains(tag)) {
                offenders.push(format!("{}:{number} {}", file.name, line.trim()));
            }
        }
    }
    none(offenders, "markup outside templates/ and mail/");
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let all = files(
        &[SOURCES, ["crates/rules/tests", "crates/proofs/tests", "crates/vestibule/tests"]].concat(),
        ".rs",
    );
    let silent = all.iter().filter(|file| !file.text.starts_with("//! "));
    none(silent.map(|file| file.name.clone()).collect(), "a file does not begin with //!");
}

#[test]
fn nothing_outgrows_a_screen() {
    let mut offenders = Vec::new();
    for file in sources() {
        let lines: Vec<&str> = file.text.lines().collect();
        if lines.len() > MOST_LINES {
            offenders.push(format!("{}: {} lines", file.name, lines.len()));
        }
        for (start, line) in lines.iter().enumerate() {
            let Some(name) = function(line) else { continue };
            let indent = &line[..line.len() - line.trim_start().len()];
            let close = format!("{indent}}}");
            let end = lines[start..].iter().position(|line| *line == close || line.ends_with("; }"));
            let length = end.map_or(0, |end| end + 1);
            if length > MOST_OF_A_FUNCTION {
                offenders.push(format!("{}:{}: fn {name}: {length} lines", file.name, start + 1));
            }
        }
    }
    none(offenders, "longer than 400 lines a file or 70 a function");
}

/// The name of the function that begins on this line and does not end on it.
fn function(line: &str) -> Option<&str> {
    let words = line.trim_start();
    let plain = ["fn ", "pub fn ", "async fn ", "pub async fn ", "pub const fn ", "const fn "];
    let scoped =
        words.strip_prefix("pub(").and_then(|rest| rest.split_once(") ")).map_or(words, |(_, rest)| rest);
    let rest = plain.iter().find_map(|start| scoped.strip_prefix(start))?;
    (!line.ends_with('}') && !line.ends_with(';')).then(|| rest.split(['(', '<']).next().unwrap_or(rest))
}

#[test]
fn nothing_is_left_half_done() {
    // Put together here, so that this file is not found by itself.
    let marks =
        [["TO", "DO"], ["FIX", "ME"], ["XX", "X"], [".unwr", "ap()"], ["unimple", "mented!"], ["todo", "!("]];
    let marks = marks.map(|parts| parts.concat());
    let mut offenders = Vec::new();
    for file in sources() {
        for (place, line) in file.text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark.as_str())) {
                offenders.push(format!("{}:{} {}", file.name, place + 1, line.trim()));
            }
        }
    }
    none(offenders, "left half done");
}

/// Whether something in backticks is meant as a path of ours.
fn is_path(text: &str) -> bool {
    let plain = text.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter));
    let endings = [".rs", ".md", ".toml", ".ftl", ".html", ".css", ".js", ".mjs", ".yml", ".txt"];
    let whole = text.contains('/') && !text.starts_with('/') && !text.starts_with("./");
    let first = text.split('/').next().unwrap_or_default();
    let ours = root().join(first).is_dir() || endings.iter().any(|ending| text.ends_with(ending));
    plain && whole && ours
}

#[test]
fn every_path_in_the_documents_exists() {
    let mut documents = files(&["docs", "bench"], ".md");
    for name in ["README.md", "ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md"] {
        // A document that is not written yet names nothing wrong.
        let Ok(text) = fs::read_to_string(root().join(name)) else { continue };
        documents.push(File { name: name.to_owned(), text });
    }
    let houses = ["", "crates", "crates/vestibule", "crates/vestibule/src", "crates/vestibule/tests/it"];
    let mut offenders = Vec::new();
    for document in documents {
        for path in document.text.split('`').skip(1).step_by(2).filter(|text| is_path(text)) {
            if !houses.iter().any(|house| root().join(house).join(path).exists()) {
                offenders.push(format!("{}: `{path}`", document.name));
            }
        }
    }
    none(offenders, "a document names a path that does not exist");
}
