//! A new password by mail: ask, wait for the mail, choose; and links that have done their work.
//!
//! The waiting page tells a stranger about the queue and the domain only; what became of the very mail is for
//! known devices, and comes in `Weather::mail`. Where to go next: `invite.rs` uses the same parts.

use askama::Template;

use super::{Field, Link, Page, PasswordRules, Refusal, Tone, Way};

/// `GET /reset`, posts `email`, `s` to `/reset`.
#[derive(Template)]
#[template(path = "reset/ask.html")]
pub struct AskPage {
    /// What every page has.
    pub page: Page,
    /// Sealed state; may be empty.
    pub s: String,
    /// The address, kept.
    pub email: Field,
}

/// `GET /reset/wait`, posts `code`, `s` to `/reset/code`; `s` to `/reset/again` and `/reset/ask-admin`.
#[derive(Template)]
#[template(path = "reset/wait.html")]
pub struct WaitPage {
    /// What every page has.
    pub page: Page,
    /// Sealed: the address and the page's own ask.
    pub s: String,
    /// The address as typed.
    pub address: String,
    /// What is wrong with the code, said.
    pub error: Option<String>,
    /// What was refused: the sentence stands beside the field, this is what belongs to it.
    pub beside: Option<Refusal>,
    /// How mail gets through.
    pub weather: Weather,
    /// Searches in the webmail of that domain: Outlook, Gmail.
    pub searches: Vec<Link>,
    /// Whether "ask my admin" is offered.
    pub ask_admin: bool,
}

/// How mail to that domain gets through.
pub struct Weather {
    /// The dot.
    pub tone: Tone,
    /// The queue and the domain, said.
    pub line: String,
    /// The subject to look for.
    pub subject: String,
    /// The sender to look for.
    pub sender: String,
    /// What became of the very mail, said; for known devices alone.
    pub mail: Option<(Tone, String)>,
}

/// Choosing a password. Posts `email` (hidden), `new_password`, `keep_sessions`, `s` to `/password/choose`.
#[derive(Template)]
#[template(path = "reset/choose.html")]
pub struct ChoosePasswordPage {
    /// What every page has.
    pub page: Page,
    /// Sealed state.
    pub s: String,
    /// Whose password.
    pub address: String,
    /// Why it is asked for, said: a reset, it ran out, an admin asked. `None`: the plain sentence.
    pub why: Option<String>,
    /// What it has to be.
    pub rules: PasswordRules,
    /// Whether a code from the authenticator app is asked for afterwards.
    pub second_follows: bool,
    /// Whether "stay signed in elsewhere" is offered.
    pub offer_keep_sessions: bool,
    /// What is wrong with the field, said.
    pub error: Option<String>,
    /// What was refused: the sentence stands beside the field, this is what belongs to it.
    pub beside: Option<Refusal>,
}

/// A mailed link that opens nothing. Posts `s` to `/ticket/next`.
#[derive(Template)]
#[template(path = "reset/unusable.html")]
pub struct UnusablePage {
    /// What every page has.
    pub page: Page,
    /// Sealed: which ticket, for "send the next one to the same mailbox". Empty where it is not known.
    pub s: String,
    /// What became of it.
    pub fate: Fate,
    /// Like `VST-7K3M-Q2XP`.
    pub reference: String,
    /// When this was refused, said.
    pub at: String,
    /// The cause, where the reader may know it (whoever holds the link has the mailbox).
    pub cause: Option<String>,
}

/// What became of a link.
pub enum Fate {
    /// It has done its work at that time; `how` is a whole sentence, like "A password was set with it at 14:05.".
    Spent {
        /// What was done with it, and when.
        how: String,
    },
    /// It was good until then, said.
    Expired {
        /// The time, with its zone.
        until: String,
    },
    /// Another one overtook it: a password was saved since, at that time.
    Overtaken {
        /// The time, with its zone.
        at: String,
    },
    /// Nothing is known by that name.
    Unknown,
}
