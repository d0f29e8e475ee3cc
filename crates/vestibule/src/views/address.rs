//! The page on which a user changes their address: asked for, proved from both mailboxes, done.
//!
//! It says the same whoever has the new address. Where to go next: `account.rs`.

use askama::Template;

use super::{Field, Page, Refusal, Remedy, Way};

/// `GET /account/address`, posts `email` there.
#[derive(Template)]
#[template(path = "address/show.html")]
pub struct AddressPage {
    /// What every page has.
    pub page: Page,
    /// The address that mails go to now.
    pub address: String,
    /// What has to be given before anything can be changed.
    pub owed: Option<Remedy>,
    /// The new address, as typed.
    pub email: Field,
    /// The change that is under way.
    pub moving: Option<Moving>,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
}

/// A change that is under way. Posts `code`, `s` to `/account/address/code`, or nothing to `/account/address/change`,
/// `/account/address/again` and `/account/address/withdraw`.
pub struct Moving {
    /// The new address.
    pub new: String,
    /// Until when it can be gone on with, said.
    pub until: String,
    /// The mailbox of now is proved.
    pub old_proved: bool,
    /// The new mailbox is proved.
    pub new_proved: bool,
    /// Sealed: which link was opened.
    pub s: String,
    /// The mailbox of the link that was opened; a button says that it is the reader's.
    pub claims: Option<String>,
    /// Codes work here: this browser asked for them.
    pub here: bool,
    /// What is wrong with the code, said.
    pub error: Option<String>,
    /// The reference of what is wrong with the code, and what else can be done.
    pub beside: Option<Refusal>,
}

impl Moving {
    /// Whether nothing is missing but the button.
    pub const fn ready(&self) -> bool {
        self.old_proved && self.new_proved
    }
}
