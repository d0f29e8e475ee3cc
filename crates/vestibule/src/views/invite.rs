//! An invitation's page, and proving a mailbox with a code.
//!
//! Whoever stands here came by the mail's link, so the page may name the organization and the address.
//! Where to go next: `setup.rs`.

use askama::Template;

use super::{Page, PasswordRules, Refusal, Way};

/// The page behind an invitation's link (`/invite`).
#[derive(Template)]
#[template(path = "invite/landing.html")]
pub struct InvitePage {
    /// What every page has; the brand is the inviting organization's.
    pub page: Page,
    /// Sealed: the ticket.
    pub s: String,
    /// The organization's name.
    pub organization: String,
    /// Who invited, where known.
    pub inviter: Option<String>,
    /// Whether as an admin.
    pub as_admin: bool,
    /// The invited address.
    pub address: String,
    /// What is to be done here.
    pub step: InviteStep,
    /// What was refused: the sentence stands beside the field, this is what belongs to it.
    pub beside: Option<Refusal>,
}

/// What an invitation asks of this reader.
pub enum InviteStep {
    /// Nobody has a password at that address yet: posts `email` (hidden), `new_password`, `s` to `/invite/password`.
    ChoosePassword {
        /// What it has to be.
        rules: PasswordRules,
        /// What is wrong with the field, said.
        error: Option<String>,
    },
    /// The right person is signed in: posts `s` to `/invite/join`.
    Join,
    /// There is a password: sign in there first.
    SignInFirst {
        /// Where to.
        href: String,
    },
    /// Somebody else is signed in here: posts `s` to `/invite/switch`.
    OtherPerson {
        /// Who.
        signed_in_as: String,
    },
    /// The code that stands in the mail is asked for: posts `code`, `s` to `/invite/code`.
    Code {
        /// What is wrong with the field, said.
        error: Option<String>,
    },
    /// It was good until then: posts `s` to `/ticket/next`.
    Expired {
        /// Until when, said.
        until: String,
    },
    /// Their organization's people come through its provider, and that accepts it.
    ThroughSso {
        /// Where to.
        href: String,
        /// What to do where this browser is one that providers refuse, said.
        inside: Option<String>,
    },
    /// Already a member; this is where one wanted to be.
    Already {
        /// Where to.
        href: String,
    },
}

/// Proving a mailbox by a code. Posts `code`, `s` to `/mailbox/code`; `s` to `/mailbox/again`.
#[derive(Template)]
#[template(path = "invite/mailbox.html")]
pub struct MailboxPage {
    /// What every page has.
    pub page: Page,
    /// Sealed state.
    pub s: String,
    /// The mailbox.
    pub address: String,
    /// Why it is asked for, said.
    pub why: String,
    /// What is wrong with the field, said.
    pub error: Option<String>,
    /// What was refused: the sentence stands beside the field, this is what belongs to it.
    pub beside: Option<Refusal>,
}
