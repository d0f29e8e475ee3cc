//! The support desk's console, and an organization's page about what it grants the desk.
//!
//! No secret, code, link or text of a mail gets here. Where to go next: `people.rs`, for an org admin's console.

use askama::Template;

use super::{Field, Organization, Page, Refusal, Remedy, Tone, Way};

/// `GET /support`, posts `q` to `/support/find`.
#[derive(Template)]
#[template(path = "support/home.html")]
pub struct HomePage {
    /// What every page has.
    pub page: Page,
    /// What was looked for, and what is wrong with it.
    pub q: Field,
    /// How many are stuck now, said.
    pub stuck: String,
}

/// Something in a timeline.
#[derive(Clone, Debug)]
pub struct Event {
    /// When, said.
    pub at: String,
    /// How it stands.
    pub tone: Tone,
    /// What happened, said.
    pub what: String,
    /// More of it; empty if there is nothing more.
    pub detail: String,
    /// The organization's name.
    pub place: Option<String>,
    /// The case that it belongs to.
    pub case: Option<String>,
}

/// A page of a timeline with its days.
pub struct TimelineView {
    /// The page that it stands on.
    pub path: String,
    /// What that page needs besides.
    pub hidden: Vec<(String, String)>,
    /// The first day, as typed.
    pub from: String,
    /// The last day, as typed.
    pub to: String,
    /// The newest events are here.
    pub first: bool,
    /// What happened, newest first.
    pub events: Vec<Event>,
    /// More happened in these days than is shown.
    pub crowded: bool,
    /// The next page, as an address.
    pub older: Option<String>,
}

/// `GET /support/address?s=…`: an address that nobody has.
#[derive(Template)]
#[template(path = "support/address.html")]
pub struct AddressPage {
    /// What every page has.
    pub page: Page,
    /// The address, as it was typed for this page alone.
    pub address: String,
    /// What happened with it.
    pub timeline: TimelineView,
}

/// Somebody, as a link to their page.
pub struct Concerned {
    /// First and last name.
    pub name: String,
    /// The primary address.
    pub address: String,
    /// The user's id, in paths.
    pub id: String,
}

/// An organization whose admins can be asked.
pub struct Place {
    /// Its name in paths.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A note of the desk.
pub struct Note {
    /// When, said.
    pub at: String,
    /// Who wrote it.
    pub by: String,
    /// What it says, plain, with lines.
    pub text: String,
    /// The case that it is about.
    pub case: Option<String>,
}

/// `GET /support/case/REFERENCE`.
#[derive(Template)]
#[template(path = "support/case.html")]
pub struct CasePage {
    /// What every page has.
    pub page: Page,
    /// The reference.
    pub reference: String,
    /// Whether anything is kept under it.
    pub known: bool,
    /// The cause's kebab-case name.
    pub cause: Option<String>,
    /// What was tried, said.
    pub heading: String,
    /// Why not, said.
    pub lines: Vec<String>,
    /// When, from where, and what came of it: names and values.
    pub facts: Vec<(String, String)>,
    /// What each step found.
    pub found: Vec<(String, String)>,
    /// The mails that it caused, and what became of them.
    pub mails: Vec<Event>,
    /// What came after, the oldest first.
    pub afterwards: Vec<Event>,
    /// What support can do, best first.
    pub ways: Vec<Remedy>,
    /// Whose case it is.
    pub who: Option<Concerned>,
    /// To whose admins it can be handed.
    pub places: Vec<Place>,
    /// The organization that it happened in, by its slug.
    pub wanted: String,
    /// Notes.
    pub notes: Vec<Note>,
    /// What was refused just now.
    pub refusal: Option<Refusal>,
}

impl CasePage {
    /// Nothing is kept under that reference.
    pub fn unknown(page: Page, reference: &str) -> CasePage {
        CasePage {
            page,
            reference: reference.to_owned(),
            known: false,
            cause: None,
            heading: String::new(),
            lines: vec![],
            facts: vec![],
            found: vec![],
            mails: vec![],
            afterwards: vec![],
            ways: vec![],
            who: None,
            places: vec![],
            wanted: String::new(),
            notes: vec![],
            refusal: None,
        }
    }
}

/// A membership, as support sees it.
pub struct Membership {
    /// The organization's name in paths.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The role, said.
    pub role: String,
    /// The status, said.
    pub status: (Tone, String),
    /// Whether they get in there now, said.
    pub now: (Tone, String),
    /// What it takes, sentence by sentence, said.
    pub takes: Vec<String>,
    /// When last active, said.
    pub last_active: String,
    /// Until when the organization lets support act in an admin's place, said.
    pub granted_until: Option<String>,
    /// What can be done there now.
    pub acts: Vec<PlaceAct>,
}

/// Something that is done in an admin's place.
pub struct PlaceAct {
    /// The last part of its path.
    pub code: String,
    /// What the button says.
    pub label: String,
}

/// `GET /support/people/ID`.
#[derive(Template)]
#[template(path = "support/person.html")]
pub struct SupportPersonPage {
    /// What every page has.
    pub page: Page,
    /// Who.
    pub who: Concerned,
    /// That they are stuck, and since when, said.
    pub stands: Option<String>,
    /// Where they belong.
    pub memberships: Vec<Membership>,
    /// What they sign in with: names and words.
    pub factors: Vec<(String, String)>,
    /// How many sessions they have, said.
    pub sessions: String,
    /// What happened.
    pub timeline: TimelineView,
    /// To whose admins a case can be handed.
    pub places: Vec<Place>,
    /// Notes.
    pub notes: Vec<Note>,
    /// What was refused just now.
    pub refusal: Option<Refusal>,
}

/// `GET /support/organizations/SLUG`.
#[derive(Template)]
#[template(path = "support/organization.html")]
pub struct SupportOrganizationPage {
    /// What every page has.
    pub page: Page,
    /// Which.
    pub organization: Organization,
    /// Names and values.
    pub facts: Vec<(String, String)>,
    /// Until when it lets support act in an admin's place, said.
    pub granted_until: Option<String>,
    /// What happened.
    pub timeline: TimelineView,
}

/// A line of numbers.
pub struct Row {
    /// Its kebab-case name.
    pub code: String,
    /// What it means, said.
    pub words: String,
    /// How many.
    pub count: i64,
}

/// `GET /support/numbers`.
#[derive(Template)]
#[template(path = "support/numbers.html")]
pub struct NumbersPage {
    /// What every page has.
    pub page: Page,
    /// How many are stuck now.
    pub now: i64,
    /// How many of them support has seen to.
    pub now_with_support: i64,
    /// By the cause of their last refusal.
    pub causes: Vec<Row>,
    /// How many were refused and came in, of late.
    pub came_in: i64,
    /// How many of them support had seen to.
    pub came_in_with_support: i64,
    /// Half of them needed no longer, said.
    pub median: String,
    /// All but one in twenty needed no longer, said.
    pub most: String,
    /// What ended it.
    pub ended: Vec<Row>,
}

/// An article, and what its readers say.
pub struct ArticleLine {
    /// Its name in paths.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// How many were answered.
    pub yes: i64,
    /// How many were not.
    pub no: i64,
    /// When the last one said so, said.
    pub last: Option<String>,
}

/// `GET /support/articles`.
#[derive(Template)]
#[template(path = "support/articles.html")]
pub struct ArticlesPage {
    /// What every page has.
    pub page: Page,
    /// All articles.
    pub articles: Vec<ArticleLine>,
}

/// A grant: who gave it, and from when until when it held.
pub struct GrantLine {
    /// Who.
    pub by: String,
    /// From when, said.
    pub from: String,
    /// Until when, said.
    pub until: String,
}

/// `GET /org/SLUG/support`, posts `length` there, and nothing to `/org/SLUG/support/end`.
#[derive(Template)]
#[template(path = "support/grants.html")]
pub struct GrantsPage {
    /// What every page has.
    pub page: Page,
    /// Whose.
    pub organization: Organization,
    /// The one that holds now.
    pub live: Option<GrantLine>,
    /// Earlier ones, newest first.
    pub before: Vec<GrantLine>,
    /// How long one can last: the word in the form, and the words.
    pub lengths: Vec<(String, String)>,
}
