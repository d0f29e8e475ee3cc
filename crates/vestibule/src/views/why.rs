//! `/why/REFERENCE`, as much as the reader has proved; and "contact support".
//!
//! Any well-formed reference shows a stranger the same page. Where to go next: `refused.rs`.

use askama::Template;

use super::{Happening, Page, Refusal, Way};
use crate::article::{self, Article};

/// `GET /why/REFERENCE`.
#[derive(Template)]
#[template(path = "why/show.html")]
pub struct WhyPage {
    /// What every page has.
    pub page: Page,
    /// Like `VST-7K3M-Q2XP`.
    pub reference: String,
    /// Who reads.
    pub reader: Reader,
}

impl WhyPage {
    /// The one article that every stranger gets.
    pub fn general_article(&self) -> Option<&'static Article> {
        article::answering(None)
    }
}

/// Who reads a reference.
pub enum Reader {
    /// Nobody known: posts `s` to `/answer`.
    Stranger {
        /// Sealed: the reference.
        s: String,
        /// Where to sign in and come back.
        sign_in: String,
    },
    /// Signed in, but this is not theirs to know.
    Other,
    /// The person it happened to.
    Owner {
        /// What happened and what to do.
        refusal: Refusal,
        /// Around it, newest first.
        happenings: Vec<Happening>,
    },
    /// An admin of their organization.
    Admin {
        /// What happened and what the admin can do.
        refusal: Refusal,
        /// To whom.
        person: String,
        /// The path of the person's page.
        href: String,
        /// The evidence: a name and its words.
        evidence: Vec<(String, String)>,
        /// Around it, newest first.
        happenings: Vec<Happening>,
    },
    /// Something that was no refusal: signed in, mail sent.
    Happened {
        /// What happened, newest first.
        happenings: Vec<Happening>,
    },
}

/// `GET /contact?reference=…`.
#[derive(Template)]
#[template(path = "why/support.html")]
pub struct SupportPage {
    /// What every page has.
    pub page: Page,
    /// The reference to take along.
    pub reference: Option<String>,
    /// Where support reads mail.
    pub support_address: String,
    /// A `mailto:` with subject and reference filled in.
    pub mailto: String,
}
