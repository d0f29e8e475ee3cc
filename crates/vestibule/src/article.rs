//! The help centre's articles: Markdown in `help/en`, read once and plain data from then on.
//!
//! An article says which causes it answers; from there every refusal finds its article. Never in here: a reader.
//! What is the same for everybody may be kept for everybody. Where to go next: `read.rs` for how a file is read,
//! `search.rs` for how one is found.

mod read;
mod search;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use read::read;
pub use search::{MOST_LETTERS, search};

/// For whom an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Whoever wants to get in.
    User,
    /// An admin of an organization.
    Admin,
}

/// An article.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its name in paths, and its file's.
    pub slug: String,
    /// What it is called: what a reader would say.
    pub title: String,
    /// What it says, in a sentence or two.
    pub summary: String,
    /// For whom it is.
    pub reader: Reader,
    /// Who wrote it.
    pub written_by: String,
    /// When it was last looked through, as people say it: "27 November 2026".
    pub updated: String,
    /// The causes it answers, by their kebab-case names.
    pub causes: Vec<String>,
    /// Other articles, by their slugs.
    pub related: Vec<String>,
    /// The browser story that walks its steps, where it has steps.
    pub walked_by: Option<String>,
    /// Its text, from above.
    pub blocks: Vec<Block>,
    /// Its headings, for the contents.
    pub headings: Vec<Heading>,
    index: search::Index,
}

/// A part of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Markup that was made of Markdown; no markup of the file's own is in it.
    Prose(String),
    /// Buttons that begin the remedy: what they say, and where they lead.
    Ways(Vec<(String, String)>),
    /// A picture of a page, and what it shows in words.
    Picture(&'static Picture, String),
}

/// A picture of a page of ours, as a phone shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its name in paths.
    pub name: &'static str,
    /// A WebP.
    pub image: &'static [u8],
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// A heading of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its place in the page.
    pub id: String,
    /// Its words.
    pub words: String,
}

macro_rules! files {
    ($($slug:literal),* $(,)?) => {
        /// Every article's slug and file, in the order in which they are listed.
        pub const FILES: &[(&str, &str)] = &[$(($slug, include_str!(concat!("../help/en/", $slug, ".md")))),*];
    };
}

files![
    "sign-in-refused",
    "no-mail",
    "links-and-codes-from-mails",
    "choosing-a-password",
    "changed-too-soon",
    "too-many-tries",
    "code-refused",
    "lost-phone",
    "recovery-codes",
    "passkeys",
    "second-factor",
    "new-phone",
    "invitations",
    "switched-off",
    "company-sign-on",
    "several-organizations",
    "this-wasnt-me",
    "erasing-your-account",
    "change-your-address",
    "page-will-not-open",
    "people-and-statuses",
    "inviting-people",
    "inviting-many",
    "confirming-live-help",
    "passes-in-advance",
    "recovery-kit",
    "last-admin",
    "what-is-asked",
    "single-sign-on",
    "support-and-grants",
];

macro_rules! pictures {
    ($($name:literal),* $(,)?) => {
        static PICTURES: LazyLock<Vec<Picture>> = LazyLock::new(|| vec![$(
            drawn($name, include_bytes!(concat!("../help/pictures/", $name)))
        ),*]);
    };
}

// Taken by `node browser/run.mjs BINARY --on sqlite --pictures`.
pictures!["check-your-mail.webp", "your-code.webp", "eight-characters.webp", "before-you-confirm.webp"];

fn drawn(name: &'static str, image: &'static [u8]) -> Picture {
    match proofs::picture::verify(image) {
        Ok(proofs::picture::Picture { width, height, .. }) => Picture { name, image, width, height },
        Err(flaw) => panic!("the picture {name} cannot be shown: {flaw:?}"),
    }
}

/// All pictures.
pub fn pictures() -> &'static [Picture] {
    &PICTURES
}

/// The article for whoever is told no cause: the same for everybody.
const GENERAL: &str = "sign-in-refused";

struct Shelf {
    articles: Vec<Article>,
    by_cause: BTreeMap<String, usize>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let read = |(slug, text): &(&str, &str)| match read(slug, text) {
        Ok(article) => article,
        Err(why) => panic!("the article {slug} does not read: {why}"),
    };
    let articles: Vec<Article> = FILES.iter().map(read).collect();
    let mut by_cause = BTreeMap::new();
    for (place, article) in articles.iter().enumerate() {
        by_cause.extend(article.causes.iter().map(|cause| (cause.clone(), place)));
    }
    Shelf { articles, by_cause }
});

/// All of them, in the order in which they are listed.
pub fn all() -> &'static [Article] {
    &SHELF.articles
}

/// The article of that name.
pub fn find(slug: &str) -> Option<&'static Article> {
    SHELF.articles.iter().find(|article| article.slug == slug)
}

/// The article that answers a cause, by the cause's kebab-case name; the general one for none.
pub fn answering(cause: Option<&str>) -> Option<&'static Article> {
    match cause {
        Some(cause) => SHELF.by_cause.get(cause).and_then(|place| SHELF.articles.get(*place)),
        None => find(GENERAL),
    }
}

impl Article {
    /// Those that go with it.
    pub fn related(&self) -> impl Iterator<Item = &'static Article> + use<> {
        let found: Vec<_> = self.related.iter().filter_map(|slug| find(slug)).collect();
        found.into_iter()
    }
}
