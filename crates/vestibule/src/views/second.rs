//! The second factor: one field that takes a code from an app or from the recovery sheet.
//!
//! Shown only after the first factor, so it may name the user's own entries. Where to go next: `setup.rs`.

use askama::Template;

use super::passkey::PasskeyForm;
use super::{Page, Refusal, Way};

/// `GET /sign-in/second`, posts `code`, `remember`, `s` to the same path.
#[derive(Template)]
#[template(path = "sign_in/second.html")]
pub struct SecondPage {
    /// What every page has.
    pub page: Page,
    /// Sealed state.
    pub s: String,
    /// The address that is signing in.
    pub address: String,
    /// The entries one has, by name.
    pub authenticators: Vec<Entry>,
    /// To answer with a passkey, where the person has one.
    pub passkey: Option<PasskeyForm>,
    /// They never set one up, at a door that asks for one of before.
    pub never: bool,
    /// Recovery codes left; none offers none.
    pub codes_left: u32,
    /// Days this browser may be remembered; `None` where the organization does not allow it.
    pub remember_days: Option<u32>,
    /// What is wrong with the field (empty, wrong, an old entry's code).
    pub error: Option<String>,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
    /// Where "I can't use any of these" posts `s` to, where that is possible here.
    pub ask_help: Option<String>,
    /// The organizations whose only admin this is: no admin can help, but the kit can, and time.
    pub last_admin: Vec<LastAdmin>,
}

/// An organization whose only admin stands before this page.
pub struct LastAdmin {
    /// Its name.
    pub organization: String,
    /// Its name in paths.
    pub slug: String,
    /// Sealed state for what is about this organization.
    pub s: String,
    /// The waiting period runs in this browser.
    pub running: bool,
    /// It is over, in this browser.
    pub over: bool,
}

/// An authenticator app's entry, as its owner knows it.
pub struct Entry {
    /// The name given in Vestibule, like "Pixel 8".
    pub name: String,
    /// The account name that stands in the app.
    pub label: String,
}
