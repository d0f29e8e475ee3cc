//! One constructor per kind of mail that opens a way in: invitations, resets, codes, answers.
//!
//! They take what has already been decided, with times as text that names its zone. Names may come from
//! hostile people and are cleaned here. Never in here: a sentence (they stand in `words/en/mail.ftl`), a
//! decision. Where to go next: `notices.rs` (mails about what has been done), `message.rs`.

use super::clean::{line, name};
use super::kind::Kind;
use super::letter::{Head, Letter, Person};
use crate::words::words;

/// What opens a door: the link, until when it works, and the code beside it.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    /// Where the button leads.
    pub link: &'a str,
    /// Until when, with the zone: "24 Nov, 14:05 (Lisbon)".
    pub until: &'a str,
    /// The typed code, if the mail has one.
    pub code: Option<Code<'a>>,
}

/// A typed code and where it works.
#[derive(Clone, Copy)]
pub enum Code<'a> {
    /// Works on the page that asked, until the given time (ten minutes, SP 800-63B-4).
    Asked {
        /// Eight characters.
        code: &'a str,
        /// Until when, with the zone.
        until: &'a str,
    },
    /// In a mail that nobody asked for: works on its link's page only, as long as the link.
    OnItsPage {
        /// Eight characters.
        code: &'a str,
    },
}

impl Letter {
    pub(super) fn way(self, button: &str, head: &Head, way: &Way) -> Letter {
        let letter = self.button(button, way.link).until(way.until);
        match way.code {
            None => letter,
            Some(Code::Asked { code, until }) => {
                letter.code(head, code, words().plain("mail-code-asked", &[("until", &line(until))]))
            }
            Some(Code::OnItsPage { code }) => {
                letter.code(head, code, words().plain("mail-code-on-its-page", &[]))
            }
        }
    }
}

/// An invitation to somebody who has no account yet.
pub fn welcome(head: &Head, inviter: &str, way: &Way) -> Letter {
    Letter::new(Kind::Welcome, head, &[("inviter", &name(inviter))]).way("mail-welcome-button", head, way)
}

/// An invitation to somebody who has an account already: one click.
pub fn join(head: &Head, inviter: &str, way: &Way) -> Letter {
    Letter::new(Kind::Join, head, &[("inviter", &name(inviter))]).way("mail-join-button", head, way)
}

/// A reset was asked for.
pub fn reset(head: &Head, way: &Way) -> Letter {
    Letter::new(Kind::Reset, head, &[]).way("mail-reset-button", head, way)
}

/// A reset was asked for by somebody whose organization wants its people to come through its provider: where they
/// sign in, and what a new password is good for.
pub fn reset_through_sso(head: &Head, way: &Way) -> Letter {
    Letter::new(Kind::ResetThroughSso, head, &[]).way("mail-reset-button", head, way)
}

/// A reset was asked for while the invitation is still open: here it is again.
pub fn reset_invited(head: &Head, inviter: &str, way: &Way) -> Letter {
    Letter::new(Kind::ResetInvited, head, &[("inviter", &name(inviter))]).way(
        "mail-reset-invited-button",
        head,
        way,
    )
}

/// A reset was asked for, but the organization switched the account off; names who can switch it on.
pub fn reset_switched_off(head: &Head, since: &str, admins: &[Person], link: &str) -> Letter {
    Letter::new(Kind::ResetSwitchedOff, head, &[("since", &line(since))])
        .button("mail-reset-switched-off-button", link)
        .admins(admins)
}

/// A reset was asked for by somebody who belongs to no organization here any more.
pub fn reset_no_organization(head: &Head, link: &str) -> Letter {
    Letter::new(Kind::ResetNoOrganization, head, &[]).button("mail-reset-no-organization-button", link)
}

/// A reset was asked for an address that nobody has. The link leads to the page that takes another one.
pub fn reset_unknown(head: &Head, typed: &str, link: &str) -> Letter {
    Letter::new(Kind::ResetUnknown, head, &[("address", &line(typed))])
        .button("mail-reset-unknown-button", link)
}

/// An admin started a reset; nothing has changed until it is used.
pub fn admin_sent_reset(head: &Head, admin: &str, way: &Way) -> Letter {
    Letter::new(Kind::AdminReset, head, &[("admin", &name(admin))]).way("mail-admin-reset-button", head, way)
}

/// The code that proves the mailbox before a first authenticator app is set up. The link leads to the reset,
/// for a reader who set up nothing.
pub fn mailbox_code(head: &Head, code: &str, until: &str, reset_link: &str) -> Letter {
    let note = words().plain("mail-code-asked", &[("until", &line(until))]);
    Letter::new(Kind::MailboxCode, head, &[])
        .code(head, code, note)
        .button("mail-mailbox-code-button", reset_link)
}

/// "Mail me the answer": what happened, and what helps. Cause and remedies are sentences already; so that the
/// mail stays short, only the first three remedies are taken.
pub fn answer(head: &Head, at: &str, cause: &str, remedies: &[String], link: &str) -> Letter {
    let lead =
        Letter::new(Kind::Answer, head, &[]).says("mail-answer-lead", &[("at", &line(at))]).adds(cause);
    remedies
        .iter()
        .take(3)
        .fold(lead, |letter, remedy| letter.adds(remedy))
        .button("mail-answer-button", link)
}
