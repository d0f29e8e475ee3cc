//! The org admin's console: the list, one person, an invitation, the requests.
//!
//! Only facts of this organization get here. Where to go next: `why.rs` for one reference.

pub mod contact;

use askama::Template;

use super::{Field, Happening, Organization, Page, Refusal, Tone, Way};

/// `GET /org/SLUG/people?q=…&role=…&status=…`, with `after` or `before` somebody.
#[derive(Template)]
#[template(path = "people/list.html")]
pub struct PeoplePage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// The people, and what finds them.
    pub list: PeopleList,
    /// Open requests.
    pub requests: Vec<Request>,
    /// What is to be said of the rescue of this organization's admins, said.
    pub rescue: Option<String>,
    /// A refusal from before, as a notice: somebody is not there any more.
    pub refusal: Option<Refusal>,
}

/// A list of people with its search and filters: those of one organization, or of several.
#[derive(Default)]
pub struct PeopleList {
    /// Its path: where search and filters lead.
    pub path: String,
    /// The organizations to choose from, in a list over several: slug and name; else none.
    pub houses: Vec<Organization>,
    /// The slug of the one that is asked for; empty for all.
    pub house: String,
    /// The part of the address that asks for the same page again.
    pub query: String,
    /// What was searched for.
    pub search: String,
    /// The filter, one of the `statuses`' codes; empty for all.
    pub status: String,
    /// The filters on offer: code and words with a count, said.
    pub statuses: Vec<(String, String)>,
    /// The role that is asked for; empty for all.
    pub role: String,
    /// The roles on offer: word and said.
    pub roles: Vec<(String, String)>,
    /// How many match in all, where that is known without looking at each.
    pub total: Option<u64>,
    /// The path of the same list as a file.
    pub file: String,
    /// The people of this page of the list.
    pub people: Vec<Person>,
    /// The page before and after, as addresses.
    pub before: Option<String>,
    /// The page after.
    pub after: Option<String>,
}

impl PeopleList {
    /// Whether it is over several organizations: then each line says which one.
    pub fn is_over_several(&self) -> bool {
        !self.houses.is_empty()
    }
}

/// One line of the list.
pub struct Person {
    /// The user's id, in paths.
    pub id: String,
    /// The organization that this line is about.
    pub organization: Organization,
    /// First and last name; may be empty for somebody invited by address.
    pub name: String,
    /// The address that they sign in with.
    pub email: String,
    /// What the organization writes as their contact address, where it is another one.
    pub contact: Option<String>,
    /// The invitation was accepted.
    pub joined: bool,
    /// The role, said.
    pub role: String,
    /// The status, said, like "Invite Expired".
    pub status: (Tone, String),
    /// When last active, said; a dash where never.
    pub last_active: String,
    /// What became of an undelivered mail, said.
    pub undelivered: Option<String>,
    /// The few things to do; the first one is the main one.
    pub actions: Vec<Action>,
}

/// Something an admin can do. Posts `s` to `/org/SLUG/people/ID/CODE`.
pub struct Action {
    /// Its kebab-case name, the last part of the path.
    pub code: String,
    /// What the button says.
    pub label: String,
    /// What it does, in one line.
    pub effect: String,
    /// Whether it takes something away: drawn apart, and asked for in two steps.
    pub grave: bool,
    /// More hidden fields, like `role` = `admin`.
    pub fields: Vec<(String, String)>,
}

impl Action {
    /// An action with the words `act-CODE` and `act-CODE-effect` of `pages.ftl`. Codes that have words:
    /// `re-invite`, `reset`, `waive`, `end-waiver`, `must-change`, `end-demand`, `deactivate`, `reactivate`, `make-admin`,
    /// `make-member`, `remove`, `end-sessions`, `withdraw`, `give-pass`, `take-pass-back`, `put-contact-back`.
    pub fn of(code: &str, person: &str, organization: &str) -> Action {
        let values: crate::words::Values = &[("person", person), ("organization", organization)];
        let words = crate::words::words();
        Action {
            code: code.to_owned(),
            label: words.plain(&format!("act-{code}"), values),
            effect: words.plain(&format!("act-{code}-effect"), values),
            grave: matches!(code, "deactivate" | "remove" | "withdraw"),
            fields: Vec::new(),
        }
    }
}

/// A person asking an admin. Posts nothing to `/org/SLUG/requests/ID/close`.
pub struct Request {
    /// Its id.
    pub id: String,
    /// Whether it is live help, which has a page of its own at `/org/SLUG/requests/ID`.
    pub live: bool,
    /// The user's id.
    pub user: String,
    /// Who asks.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The path of the page that helps: the request's, or the person's.
    pub href: String,
    /// About what, said.
    pub about: String,
    /// When, said.
    pub at: String,
    /// The reference, where there is one.
    pub reference: Option<String>,
    /// Who has taken it on, said.
    pub taken: Option<String>,
}

/// `GET /org/SLUG/requests/ID` of a request that is not live help; posts `from` to `…/take`, `reason` to `…/decline`
/// and nothing to `…/close`.
#[derive(Template)]
#[template(path = "people/request.html")]
pub struct RequestPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// The request's id.
    pub id: String,
    /// Who asks.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The path of the person's page.
    pub person: String,
    /// About what, said.
    pub about: String,
    /// When, said.
    pub at: String,
    /// Until when it is open, said.
    pub until: Option<String>,
    /// The reference, where there is one.
    pub reference: Option<String>,
    /// What happened under that reference.
    pub happened: Vec<Happening>,
    /// Can they get in now: the dot, the answer, and what it takes, said.
    pub now: (Tone, String, Vec<String>),
    /// Who has taken it on.
    pub taken: Taken,
    /// It is the reader's own.
    pub own: bool,
    /// What became of it, said.
    pub closed: Option<String>,
}

/// Who has taken a request on.
pub enum Taken {
    /// Nobody.
    Nobody,
    /// The reader.
    Me,
    /// Somebody else: the sentence, and their id for taking it over.
    Another(String, String),
}

impl Taken {
    /// The sentence, if there is one.
    pub fn line(&self) -> Option<&str> {
        match self {
            Taken::Another(line, _) => Some(line),
            Taken::Nobody | Taken::Me => None,
        }
    }
    /// Whom it would be taken over from.
    pub fn from(&self) -> &str {
        match self {
            Taken::Another(_, id) => id,
            Taken::Nobody | Taken::Me => "",
        }
    }
    /// Whether the reader has it.
    pub const fn is_mine(&self) -> bool {
        matches!(self, Taken::Me)
    }
}

/// `GET /org/SLUG/requests`.
#[derive(Template)]
#[template(path = "people/requests.html")]
pub struct RequestsPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// Open ones.
    pub requests: Vec<Request>,
    /// Closed lately.
    pub closed: Vec<Happening>,
}

/// `GET /org/SLUG/people/ID`.
#[derive(Template)]
#[template(path = "people/person.html")]
pub struct PersonPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// The person; their `actions` are drawn in full.
    pub person: Person,
    /// Can they get in now: the dot.
    pub tone: Tone,
    /// The answer in a few words, said: "Yes, after setting a new password.".
    pub answer: String,
    /// What it takes, sentence by sentence, said.
    pub takes: Vec<String>,
    /// What takes back what was just done.
    pub undo: Option<Action>,
    /// What happened, newest first.
    pub happenings: Vec<Happening>,
    /// Name and words: "Pixel 8" · "app, used 4 Nov, counts here".
    pub factors: Vec<(String, String)>,
    /// Browser and words: "Firefox on Windows" · "used 14:05".
    pub sessions: Vec<(String, String)>,
    /// Mails to them, newest first.
    pub mails: Vec<Happening>,
    /// Their open requests.
    pub requests: Vec<Request>,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
}

/// `GET /org/SLUG/invite`, posts `first_name`, `last_name`, `email`, `role`, `s` there.
#[derive(Template)]
#[template(path = "people/invite.html")]
pub struct InviteFormPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// Sealed state; may be empty.
    pub s: String,
    /// First name, kept.
    pub first_name: Field,
    /// Last name, kept.
    pub last_name: Field,
    /// Address, kept.
    pub email: Field,
    /// `member` or `admin`.
    pub role: String,
    /// A refusal from before (already a member, already invited), as a notice.
    pub refusal: Option<Refusal>,
    /// Days the invitation will be good for.
    pub good_for_days: u32,
}

impl Person {
    /// What to call them: the name, or the address where there is none.
    pub fn called(&self) -> &str {
        if self.name.trim().is_empty() { &self.email } else { &self.name }
    }
    /// The one help that stands in the list; the others are on the person's page, a click on the name away.
    pub fn help(&self) -> Option<&Action> {
        self.actions.iter().find(|action| !action.grave)
    }
}

impl PersonPage {
    /// Actions that help.
    pub fn helping(&self) -> impl Iterator<Item = &Action> {
        self.person.actions.iter().filter(|action| !action.grave)
    }
    /// Actions that take something away.
    pub fn grave(&self) -> impl Iterator<Item = &Action> {
        self.person.actions.iter().filter(|action| action.grave)
    }
    /// Whether there are any of those.
    pub fn has_grave(&self) -> bool {
        self.grave().next().is_some()
    }
}
