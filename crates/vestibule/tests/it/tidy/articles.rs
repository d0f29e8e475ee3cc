//! The help centre keeps to the product: every cause has its article, every link leads somewhere, what is printed in
//! bold in a step is something to press, and a story in a real browser presses it.
//!
//! Where to go next: `browser/stories/article.mjs`, which walks the steps.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rules::Cause;
use vestibule::article::{self, Article, Block};

use super::{files, none, root};

/// The markup of an article's text.
fn prose(article: &Article) -> String {
    let parts = article.blocks.iter().filter_map(|block| match block {
        Block::Prose(html) => Some(html.as_str()),
        Block::Ways(_) | Block::Picture(..) => None,
    });
    parts.collect::<Vec<_>>().join("\n")
}

/// Everything between these two.
fn between<'a>(text: &'a str, start: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(move |rest| rest.split(end).next())
}

/// What an article's numbered lists say to press.
fn steps(article: &Article) -> Vec<Vec<String>> {
    let html = prose(article);
    let lists = between(&html, "<ol>", "</ol>");
    lists.map(|list| between(list, "<strong>", "</strong>").map(plain).collect()).collect()
}

fn plain(html: &str) -> String {
    html.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
}

/// Where an article leads.
fn links(article: &Article) -> Vec<String> {
    let html = prose(article);
    let mut all: Vec<String> = between(&html, "href=\"", "\"").map(str::to_owned).collect();
    for block in &article.blocks {
        if let Block::Ways(ways) = block {
            all.extend(ways.iter().map(|(_, to)| to.clone()));
        }
    }
    all.extend(article.related.iter().map(|slug| format!("/help/{slug}")));
    all
}

#[test]
fn every_file_of_the_help_is_an_article() {
    let start = "crates/vestibule/help/en/";
    let on_disk: BTreeSet<String> = files(&[start], ".md")
        .into_iter()
        .map(|file| file.name.strip_prefix(start).unwrap().trim_end_matches(".md").to_owned())
        .collect();
    let listed: BTreeSet<String> = article::FILES.iter().map(|(slug, _)| (*slug).to_owned()).collect();
    assert_eq!(on_disk, listed);
    let titles: BTreeSet<&str> = article::all().iter().map(|article| article.title.as_str()).collect();
    assert_eq!(titles.len(), listed.len(), "two articles have one title");
}

#[test]
fn every_cause_has_its_article() {
    let known: BTreeSet<&str> = Cause::ALL.iter().map(Cause::code).collect();
    let mut answered: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for article in article::all() {
        for cause in &article.causes {
            answered.entry(cause).or_default().push(&article.slug);
        }
    }
    let missing = known.iter().filter(|cause| !answered.contains_key(*cause));
    none(missing.map(|cause| (*cause).to_owned()).collect(), "a cause without an article");
    let dead = answered.iter().filter(|(cause, _)| !known.contains(*cause));
    none(
        dead.map(|(cause, by)| format!("{cause}: {by:?}")).collect(),
        "an article answers a cause that is none",
    );
    let twice = answered.iter().filter(|(_, by)| by.len() > 1);
    none(twice.map(|(cause, by)| format!("{cause}: {by:?}")).collect(), "two articles answer one cause");
    for cause in known {
        assert!(
            article::answering(Some(cause)).is_some_and(|found| found.causes.iter().any(|one| one == cause))
        );
    }
    assert!(article::answering(None).is_some(), "there is one for whoever is told no cause");
}

/// The paths of the router, with what can be opened by a link.
fn routes() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for file in files(&["crates/vestibule/src/web"], ".rs") {
        for route in file.text.split(".route(").skip(1).filter(|route| route.contains("get(")) {
            all.extend(route.split('"').nth(1).map(str::to_owned));
        }
    }
    all
}

#[test]
fn every_link_of_an_article_leads_somewhere() {
    let routes = routes();
    assert!(routes.contains("/sign-in") && routes.len() > 30, "{routes:?}");
    let mut offenders = Vec::new();
    for one in article::all() {
        for link in links(one) {
            let (path, place) =
                link.split_once('#').map_or((link.as_str(), None), |(path, place)| (path, Some(place)));
            let target = match path.strip_prefix("/help/") {
                Some(slug) => article::find(slug),
                None if path.is_empty() => Some(one),
                None => None,
            };
            let placed = |target: &Article| {
                place.is_none_or(|place| target.headings.iter().any(|heading| heading.id == place))
            };
            let leads = match target {
                Some(target) => placed(target) && (place.is_some() || target.slug != one.slug),
                None => routes.contains(path) && !path.starts_with("/help/"),
            };
            if !leads {
                offenders.push(format!("{}: {link}", one.slug));
            }
        }
    }
    // Pages that lead to an article by its name.
    for file in files(&["crates/vestibule/templates"], ".html") {
        for slug in between(&file.text, "href=\"/help/", "\"").filter(|slug| !slug.contains("{{")) {
            if article::find(slug).is_none() {
                offenders.push(format!("{}: /help/{slug}", file.name));
            }
        }
    }
    none(offenders, "a link leads nowhere");
}

/// What stands on buttons, links and headings of pages, names in it as “…”.
fn labels() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let others = ["mail.ftl", "dev.ftl", "article.ftl"];
    for file in files(&["crates/vestibule/words/en"], ".ftl") {
        if others.iter().any(|other| file.name.ends_with(other)) {
            continue;
        }
        for line in file.text.lines().filter(|line| !line.starts_with("mail-")) {
            // A sentence stands behind its key, or behind the number that it is for.
            let Some((_, words)) = line.split_once(" = ").or_else(|| line.split_once("] ")) else { continue };
            let mut label = String::new();
            for (place, part) in words.split(['{', '}']).enumerate() {
                // Between braces stands what is filled in.
                label.push_str(if place % 2 == 0 { part } else { "…" });
            }
            // What keeps a name's direction apart is not read.
            all.insert(label.replace("<bdi>", "").replace("</bdi>", ""));
        }
    }
    all
}

#[test]
fn what_is_pressed_in_a_step_exists() {
    let labels = labels();
    assert!(labels.contains("Save the password") && labels.contains("Join …"), "{labels:?}");
    let mut offenders = Vec::new();
    for one in article::all() {
        for label in steps(one).into_iter().flatten().filter(|label| !labels.contains(label)) {
            offenders.push(format!("{}: {label}", one.slug));
        }
    }
    none(offenders, "a step presses what no page has");
}

#[test]
fn every_article_with_steps_is_walked() {
    let stories = files(&["browser/stories"], ".mjs");
    let mut offenders = Vec::new();
    for one in article::all() {
        let steps = steps(one);
        let Some(story) = &one.walked_by else {
            if !steps.is_empty() {
                offenders.push(format!("{} has steps and no walked_by", one.slug));
            }
            continue;
        };
        // The story's line hands the article to the walker, which presses what it reads there.
        let line = format!("\"{story}\": walk(\"{}\",", one.slug);
        if !stories.iter().any(|file| file.text.contains(&line)) {
            offenders.push(format!("{}: no story begins with {line}", one.slug));
        }
        if steps.is_empty() || steps.iter().any(Vec::is_empty) {
            offenders.push(format!("{}: a list of steps in which nothing is pressed", one.slug));
        }
    }
    none(offenders, "an article's steps are not bound to a story");
}

/// What they show is compared by `browser/pictures.mjs`, with the text beside each.
#[test]
fn every_picture_is_shown_light_and_known_to_the_browsers_story() {
    let folder = root().join("crates/vestibule/help/pictures");
    let script = fs::read_to_string(root().join("browser/pictures.mjs")).unwrap();
    let mut on_disk: BTreeSet<String> = BTreeSet::new();
    for entry in fs::read_dir(&folder).unwrap() {
        on_disk.insert(entry.unwrap().file_name().to_string_lossy().into_owned());
    }
    let mut wanted = BTreeSet::new();
    for picture in article::pictures() {
        let stem = picture.name.strip_suffix(".webp").expect("a WebP");
        wanted.extend([picture.name.to_owned(), format!("{stem}.txt")]);
        assert!(picture.image.len() <= 9_000 && picture.width == 375, "{}", picture.name);
        assert!(script.contains(&format!("\"{stem}\": ")), "nobody takes {}", picture.name);
        let shown = |article: &&Article| {
            article
                .blocks
                .iter()
                .any(|block| matches!(block, Block::Picture(one, _) if one.name == picture.name))
        };
        assert_eq!(article::all().iter().filter(shown).count(), 1, "{}", picture.name);
    }
    assert_eq!(on_disk, wanted);
}

#[test]
fn articles_keep_the_voice() {
    let never = ["oops", "an error occurred", "try again later", "contact your administrator", "please"];
    let mut offenders = Vec::new();
    for one in article::all() {
        let file =
            fs::read_to_string(root().join(format!("crates/vestibule/help/en/{}.md", one.slug))).unwrap();
        let body = file.split("\n+++\n").nth(1).unwrap_or_default().to_lowercase();
        offenders.extend(
            never.iter().filter(|words| body.contains(*words)).map(|words| format!("{}: {words}", one.slug)),
        );
        let count = body.split_whitespace().count();
        if !(100..=550).contains(&count) {
            offenders.push(format!("{}: {count} words", one.slug));
        }
        // Nobody who was made up has written anything.
        if one.written_by != "Vestibule" {
            offenders.push(format!("{}: written by {}", one.slug, one.written_by));
        }
        if one.summary.len() > 200 || one.title.len() > 80 {
            offenders.push(format!("{}: a long title or summary", one.slug));
        }
    }
    none(offenders, "an article is not in the voice of the house");
}
