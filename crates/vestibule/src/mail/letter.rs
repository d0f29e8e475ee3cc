//! What a mail says, whatever its kind: the organization first, what happened, the one thing to do, until
//! when, the code, how to tell that it is genuine, the reference.
//!
//! A letter is sealed as JSON in the outbox until it is sent. Never in here: headers, markup, a decision.
//! Where to go next: `kinds.rs` (who writes which letter), `message.rs` (how it becomes a mail).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::clean::{address, cut, line, name, organization_name};
use super::kind::Kind;
use crate::words::words;

/// What a mail says. Every text is plain and cleaned; the message escapes it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// What the mail is about; the outbox shows it.
    pub kind: Kind,
    /// Who speaks: the organization's name, or the product's where none is known.
    pub organization: String,
    /// The organization's colour as `#rrggbb`, as it was set; the message corrects its contrast.
    pub accent: Option<String>,
    /// The product, for the sender's name.
    pub product: String,
    /// Names no person and holds no secret.
    pub subject: String,
    /// What happened, in one line.
    pub heading: String,
    /// The paragraphs.
    pub paragraphs: Vec<String>,
    /// The one thing to do.
    pub button: Option<Button>,
    /// The typed code, without blanks; shown in groups of four.
    pub code: Option<String>,
    /// Where and how long the code works.
    pub code_note: Option<String>,
    /// Until when the link works.
    pub until: Option<String>,
    /// Named people, such as the admins, after a line that says who they are.
    pub people: Option<People>,
    /// How to tell that the mail is genuine.
    pub genuine: String,
    /// The reference, such as `VST-7K3M-Q2XP`.
    pub reference: Option<String>,
    /// Who sent it.
    pub footer: String,
}

/// Says only what kind of letter it is: link and code are secrets and stay out of every log.
impl fmt::Debug for Letter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Letter({})", self.kind.word())
    }
}

/// The one button of a letter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What it does.
    pub label: String,
    /// Where it leads; always under our own origin.
    pub url: String,
}

/// People whom the reader may turn to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Who they are.
    pub lead: String,
    /// The first few of them.
    pub named: Vec<Person>,
    /// What is said about the others, if there are more.
    pub more: Option<String>,
}

/// Somebody with a name and a mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name as shown.
    pub name: String,
    /// The mail address as shown.
    pub address: String,
}

/// What all letters of one sender and one occasion share.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The product's name as the operator set it.
    pub product: &'a str,
    /// Our own origin, such as `https://login.example`.
    pub origin: &'a str,
    /// The organization that speaks, if one is known.
    pub organization: Option<&'a str>,
    /// Its colour.
    pub accent: Option<&'a str>,
    /// The reference, if what happened has one.
    pub reference: Option<&'a str>,
}

impl Head<'_> {
    fn organization(&self) -> &str {
        self.organization.unwrap_or(self.product)
    }

    /// Host and port: names the place without being one more link.
    fn host(&self) -> &str {
        self.origin.split_once("://").map_or(self.origin, |(_, host)| host).trim_end_matches('/')
    }
}

/// How many people a letter names, so that it stays short.
const PEOPLE_NAMED: usize = 3;
/// Longer sentences from outside are cut.
const LINE_LONGEST: usize = 400;

impl Letter {
    /// Begins a letter: subject, heading and paragraphs are the words of its kind, where there are such.
    pub(super) fn new(kind: Kind, head: &Head, values: &[(&str, &str)]) -> Letter {
        let organization = organization_name(head.organization());
        let product = organization_name(head.product);
        let mut letter = Letter {
            kind,
            accent: head.accent.map(line),
            subject: String::new(),
            heading: String::new(),
            paragraphs: Vec::new(),
            button: None,
            code: None,
            code_note: None,
            until: None,
            people: None,
            genuine: words().plain("mail-genuine", &[("host", head.host())]),
            reference: head
                .reference
                .map(|it| it.chars().filter(|&c| c.is_ascii_alphanumeric() || c == '-').collect()),
            footer: if head.organization.is_some() {
                words().plain("mail-footer", &[("product", &product), ("organization", &organization)])
            } else {
                words().plain("mail-footer-alone", &[("product", &product)])
            },
            organization,
            product,
        };
        letter.subject = line(&letter.sentence(&kind.key("subject"), &[]));
        letter.heading = letter.sentence(&kind.key("heading"), values);
        if words().has(&kind.key("says")) {
            letter = letter.says(&kind.key("says"), values);
        }
        letter
    }

    fn sentence(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut all = vec![("organization", self.organization.as_str()), ("product", self.product.as_str())];
        all.extend_from_slice(values);
        words().plain(key, &all)
    }

    /// Adds the paragraphs that stand under a key.
    pub(super) fn says(mut self, key: &str, values: &[(&str, &str)]) -> Letter {
        let text = self.sentence(key, values);
        self.paragraphs.extend(text.split("\n\n").map(unfold).filter(|paragraph| !paragraph.is_empty()));
        self
    }

    /// Adds a paragraph that somebody else has put into words.
    pub(super) fn adds(mut self, text: &str) -> Letter {
        self.paragraphs.push(cut(&line(text), LINE_LONGEST));
        self
    }

    /// The one thing to do.
    pub(super) fn button(mut self, key: &str, url: &str) -> Letter {
        let label = self.sentence(key, &[]);
        self.button = Some(Button { label, url: address(url) });
        self
    }

    /// The code and where it works.
    pub(super) fn code(mut self, head: &Head, code: &str, note: String) -> Letter {
        self.code = Some(code.chars().filter(char::is_ascii_alphanumeric).collect());
        self.code_note = Some(note);
        self.genuine = words().plain("mail-genuine-code", &[("host", head.host())]);
        self
    }

    /// Until when the link works.
    pub(super) fn until(mut self, until: &str) -> Letter {
        self.until = Some(words().plain("mail-until", &[("until", &line(until))]));
        self
    }

    /// Names the first few admins; says how many more there are.
    pub(super) fn admins(mut self, admins: &[Person]) -> Letter {
        if admins.is_empty() {
            return self;
        }
        let named = admins.iter().take(PEOPLE_NAMED);
        let rest = admins.len().saturating_sub(PEOPLE_NAMED);
        self.people = Some(People {
            lead: self.sentence("mail-admins", &[]),
            named: named
                .map(|who| Person { name: name(&who.name), address: address(&who.address) })
                .collect(),
            more: (rest > 0).then(|| words().plain("mail-more-people", &[("count", &rest.to_string())])),
        });
        self
    }

    /// The code as people read it: groups of four.
    pub fn code_grouped(&self) -> Option<String> {
        let letters: Vec<char> = self.code.as_ref()?.chars().collect();
        Some(letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" "))
    }
}

/// A paragraph of the words may be broken over lines in its file.
fn unfold(paragraph: &str) -> String {
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}
