//! What every page has in common: whose door it is, who is signed in, and the small parts pages are made of.
//!
//! All `String`s are plain text and are escaped on their way into the page. `Said` alone is markup, and only
//! `words` makes it. Where to go next: any feature's file beside this one, and `templates/layout/`.

use std::fmt;

use super::logo::Logo;
use super::wait::Waiting;
use crate::article::{self, Article};
use crate::words::words;

/// A sentence from `words/`, safe to put into a page as it is.
pub struct Said(String);

impl fmt::Display for Said {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Said {}

/// What every view carries.
#[derive(Clone, Debug)]
pub struct Page {
    /// Whose door this is.
    pub brand: Brand,
    /// The signed-in reader; nobody before signing in.
    pub user: Option<SignedInUser>,
    /// One line that came along from the page before.
    pub notice: Option<Notice>,
    /// Waiting periods that run in the reader's name: somebody else may have begun them.
    pub waiting: Vec<Waiting>,
    /// What is said of an erasure that the reader asked for, or somebody in their name.
    pub erasing: Option<String>,
    /// Which entry of the menu is the current one.
    pub section: Section,
    /// Whether the demo's bar stands on top.
    pub demo: bool,
}

/// The name, the logo and the colour on the door.
#[derive(Clone, Debug)]
pub struct Brand {
    /// The organization's name, or the installation's where no organization is known.
    pub name: String,
    /// The organization, if it is one.
    pub slug: Option<String>,
    /// Six hex digits, as the organization chose them; `accent.rs` corrects the contrast.
    pub accent: Option<String>,
    /// The organization's logo, which stands in the place of our mark.
    pub logo: Option<Logo>,
}

/// Who reads a signed-in page.
#[derive(Clone, Debug)]
pub struct SignedInUser {
    /// First and last name.
    pub name: String,
    /// The primary address.
    pub address: String,
    /// The organization this session stands in, if any.
    pub organization: Option<Organization>,
    /// Whether the reader administers that organization.
    pub is_admin: bool,
    /// Whether the reader administers more than one organization.
    pub several: bool,
    /// Whether that organization is the support desk.
    pub at_desk: bool,
    /// Open requests in that organization; shown to admins.
    pub open_requests: usize,
}

/// An organization as a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The name people know.
    pub name: String,
    /// The name in paths.
    pub slug: String,
}

/// The entries of the signed-in menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// None of them.
    None,
    /// `/account`
    Account,
    /// `/org/SLUG/people`
    People,
    /// `/people`
    Several,
    /// `/org/SLUG/requests`
    Requests,
    /// `/org/SLUG/policy`
    Policy,
    /// `/org/SLUG/sso`
    Sso,
    /// `/org/SLUG/audit`
    Audit,
    /// `/org/SLUG/kit`
    Kit,
    /// `/org/SLUG/support`
    Grants,
    /// `/support`
    Support,
    /// `/support/numbers`
    Numbers,
    /// `/support/articles`
    Articles,
    /// `/dev`
    Stories,
    /// `/dev/mail`
    Inbox,
    /// `/dev/clock`
    Clock,
    /// `/dev/names`
    Names,
}

/// How something stands. Never the only carrier of meaning: words stand beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It works, it was done.
    Good,
    /// It works once something is done.
    Warn,
    /// It does not work, it was refused.
    Bad,
    /// Neither; something to know.
    Plain,
}

impl Tone {
    /// The class in the stylesheet.
    pub const fn class(&self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Plain => "plain",
        }
    }
}

/// One line above everything else.
#[derive(Clone, Debug)]
pub struct Notice {
    /// How it stands.
    pub tone: Tone,
    /// The sentence, plain.
    pub text: String,
}

/// A text field that keeps what was typed.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// What was typed.
    pub value: String,
    /// What is wrong with it, said.
    pub error: Option<String>,
}

impl Field {
    /// A field with something in it and nothing wrong.
    pub fn of(value: impl Into<String>) -> Field {
        Field { value: value.into(), error: None }
    }
    /// A field with something wrong.
    pub fn wrong(value: impl Into<String>, error: impl Into<String>) -> Field {
        Field { value: value.into(), error: Some(error.into()) }
    }
}

/// A refusal for this reader: a page of its own, or a notice above a form.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Like `VST-7K3M-Q2XP`.
    pub reference: String,
    /// When, said with its zone.
    pub at: String,
    /// The cause's kebab-case name, for readers who may know it. Strangers: `None`.
    pub cause: Option<String>,
    /// The heading, said.
    pub heading: String,
    /// The sentences below it, said.
    pub lines: Vec<String>,
    /// What the reader can do; the first one is the main one.
    pub remedies: Vec<Remedy>,
}

impl Refusal {
    /// The article that answers it; for a reader who may not know the cause, the same one for all.
    pub fn article(&self) -> Option<&'static Article> {
        article::answering(self.cause.as_deref())
    }
}

/// One thing the reader can do.
#[derive(Clone, Debug)]
pub struct Remedy {
    /// The remedy's kebab-case name; printed only where the cause is.
    pub code: String,
    /// What the button says.
    pub label: String,
    /// What it does, in one line.
    pub explanation: Option<String>,
    /// Where it leads.
    pub way: Way,
}

/// Where a button or link leads.
#[derive(Clone, Debug)]
pub enum Way {
    /// A plain link.
    Link(String),
    /// A form with one button.
    Post {
        /// Where it is sent.
        action: String,
        /// The hidden field `s`; may be empty.
        sealed: String,
        /// More hidden fields.
        fields: Vec<(String, String)>,
    },
}

impl Remedy {
    /// A remedy that is a link.
    pub fn link(code: &str, label: impl Into<String>, href: impl Into<String>) -> Remedy {
        Remedy { code: code.into(), label: label.into(), explanation: None, way: Way::Link(href.into()) }
    }
    /// A remedy that is a button.
    pub fn post(
        code: &str,
        label: impl Into<String>,
        action: impl Into<String>,
        s: impl Into<String>,
    ) -> Remedy {
        let way = Way::Post { action: action.into(), sealed: s.into(), fields: Vec::new() };
        Remedy { code: code.into(), label: label.into(), explanation: None, way }
    }
    /// The same with a line beneath.
    pub fn explained(mut self, explanation: impl Into<String>) -> Remedy {
        self.explanation = Some(explanation.into());
        self
    }
    /// The same with one more hidden field; a link stays as it is.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Remedy {
        if let Way::Post { fields, .. } = &mut self.way {
            fields.push((name.into(), value.into()));
        }
        self
    }
}

/// Words and where they lead.
#[derive(Clone, Debug)]
pub struct Link {
    /// The words.
    pub label: String,
    /// Where they lead.
    pub href: String,
}

/// Something that happened, for timelines; newest first.
#[derive(Clone, Debug)]
pub struct Happening {
    /// When, said.
    pub at: String,
    /// How it stands.
    pub tone: Tone,
    /// What happened, said.
    pub what: String,
    /// From where, by which browser, what it means; empty if there is nothing more.
    pub detail: String,
    /// The reference, where there is one.
    pub reference: Option<String>,
}

/// What a new password has to be.
#[derive(Clone, Copy, Debug)]
pub struct PasswordRules {
    /// Fewest characters; every Unicode character counts as one.
    pub minimum: u32,
    /// Whether that is fewer because a second factor stands beside it.
    pub beside_second: bool,
}

impl Page {
    /// A page before signing in.
    pub fn door(brand: Brand) -> Page {
        Page {
            brand,
            user: None,
            notice: None,
            waiting: Vec::new(),
            erasing: None,
            section: Section::None,
            demo: false,
        }
    }
    /// The sentence of that key.
    pub fn t(&self, key: &str) -> Said {
        Said(words().say(key, &[]))
    }
    /// The sentence with one value.
    pub fn t1(&self, key: &str, name: &str, value: impl fmt::Display) -> Said {
        Said(words().say(key, &[(name, &value.to_string())]))
    }
    /// The sentence with two values.
    pub fn t2(
        &self,
        key: &str,
        name: &str,
        value: impl fmt::Display,
        name2: &str,
        value2: impl fmt::Display,
    ) -> Said {
        Said(words().say(key, &[(name, &value.to_string()), (name2, &value2.to_string())]))
    }
    /// The installation's stylesheet, under a name that changes with its content.
    pub fn stylesheet(&self) -> String {
        super::assets::address("vestibule.css")
    }
    /// The script, under a name that changes with its content.
    pub fn script(&self) -> String {
        super::assets::address("vestibule.js")
    }
    /// The script of pages that ask passkeys.
    pub fn passkey_script(&self) -> String {
        super::assets::address("passkey.js")
    }
    /// The help centre's own part of the stylesheet.
    pub fn article_stylesheet(&self) -> String {
        super::assets::address("article.css")
    }
    /// Whether that menu entry is the current one.
    pub fn is(&self, section: &str) -> bool {
        matches!(
            (self.section, section),
            (Section::Account, "account")
                | (Section::People, "people")
                | (Section::Several, "several")
                | (Section::Requests, "requests")
                | (Section::Policy, "policy")
                | (Section::Sso, "sso")
                | (Section::Audit, "audit")
                | (Section::Kit, "kit")
                | (Section::Grants, "grants")
                | (Section::Support, "support")
                | (Section::Numbers, "numbers")
                | (Section::Articles, "articles")
                | (Section::Stories, "stories")
                | (Section::Inbox, "inbox")
                | (Section::Clock, "clock")
                | (Section::Names, "names")
        )
    }
}

/// A code in groups of four, as one types it.
pub fn in_fours(code: &str) -> Vec<String> {
    let letters: Vec<char> =
        code.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    letters.chunks(4).map(|four| four.iter().collect()).collect()
}
