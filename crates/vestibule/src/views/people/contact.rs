//! The page on which an admin writes the contact address of somebody's membership.
//!
//! It says beforehand what that does, and what it does not. Where to go next: `people.rs`.

use askama::Template;

use super::Person;
use crate::views::{Field, Organization, Page, Refusal, Way};

/// `GET /org/SLUG/people/ID/contact`, posts `email` there; nothing to `/org/SLUG/people/ID/put-contact-back` and
/// `/org/SLUG/people/ID/withdraw`.
#[derive(Template)]
#[template(path = "people/contact.html")]
pub struct ContactPage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// Whose.
    pub person: Person,
    /// The contact address, as written or typed.
    pub email: Field,
    /// The one of before, as long as it can be put back.
    pub put_back: Option<PutBack>,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
}

/// The contact address of before.
pub struct PutBack {
    /// When the present one was written, said.
    pub at: String,
    /// The one of before.
    pub before: String,
}
