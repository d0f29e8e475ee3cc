//! The people of several organizations on one page, for whoever administers more than one.
//!
//! Only organizations that the reader administers get here. Where to go next: `people.rs`, whose list this is.

use askama::Template;

use super::people::PeopleList;
use super::{Field, Organization, Page, Refusal, Tone, Way};

/// `GET /people?q=…&organization=…&role=…&status=…`, with `after` or `before` somebody.
#[derive(Template)]
#[template(path = "several/list.html")]
pub struct SeveralPage {
    /// What every page has.
    pub page: Page,
    /// The people, and what finds them.
    pub list: PeopleList,
    /// Organizations that this session does not open; posts `organization` to `/people/open`.
    pub closed: Vec<Organization>,
    /// How many organizations were not looked at.
    pub left_out: usize,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
}

/// `GET /people/invite`, posts `first_name`, `last_name`, `email`, `role` and a box for each organization there.
#[derive(Template)]
#[template(path = "several/invite.html")]
pub struct SeveralInvitePage {
    /// What every page has.
    pub page: Page,
    /// First name, kept.
    pub first_name: Field,
    /// Last name, kept.
    pub last_name: Field,
    /// Address, kept.
    pub email: Field,
    /// `member` or `admin`.
    pub role: String,
    /// The organizations, and whether they are ticked.
    pub houses: Vec<(Organization, bool)>,
    /// What is wrong with the boxes, said.
    pub houses_error: Option<String>,
    /// What came of it, for each organization.
    pub came: Vec<Came>,
}

/// What came of an invitation in one organization.
pub struct Came {
    /// The organization's name.
    pub name: String,
    /// How it stands.
    pub tone: Tone,
    /// What came of it, said.
    pub line: String,
    /// The reference of a refusal.
    pub reference: Option<String>,
}
