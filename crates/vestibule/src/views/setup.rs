//! Setting up an authenticator app, and the sheet of recovery codes.
//!
//! These pages show a secret once; the handlers send them with no-store. Where to go next: `account.rs`.

use askama::Template;

use super::layout::in_fours;
use super::{Field, Page, Refusal, Way};

/// `GET /setup/authenticator` before there is a key: posts `s` to `/setup/authenticator/begin`.
#[derive(Template)]
#[template(path = "setup/begin.html")]
pub struct BeginPage {
    /// What every page has.
    pub page: Page,
    /// Sealed state.
    pub s: String,
    /// Why it is asked for, said; `None` where the person came by themselves.
    pub why: Option<String>,
    /// Where a passkey can be set up instead, if one may.
    pub passkey: Option<String>,
    /// The mailbox that has to be proved first, if it has.
    pub mailbox: Option<String>,
}

/// `GET /setup/authenticator` once there is a key, posts `name`, `code`, `s` to the same path.
#[derive(Template)]
#[template(path = "setup/authenticator.html")]
pub struct AuthenticatorPage {
    /// What every page has.
    pub page: Page,
    /// Sealed: the entry being set up.
    pub s: String,
    /// Why it is asked for, said; `None` where the person came by themselves.
    pub why: Option<String>,
    /// The QR code as SVG markup of our own making; it goes into the page as it is.
    pub qr_svg: String,
    /// The key in base32, ungrouped.
    pub key: String,
    /// `otpauth://…`, for a phone that holds both the page and the app.
    pub uri: String,
    /// Where a passkey can be set up instead, if one may.
    pub passkey: Option<String>,
    /// The account name that will stand in the app.
    pub label: String,
    /// What the entry is called here.
    pub name: Field,
    /// What is wrong with the code, said.
    pub error: Option<String>,
    /// What was refused: the sentence stands beside the field, this is what belongs to it.
    pub beside: Option<Refusal>,
}

impl AuthenticatorPage {
    /// The key as one types it, in fours.
    pub fn key_groups(&self) -> Vec<String> {
        in_fours(&self.key)
    }
}

/// `GET /setup/codes`, posts `s` to the same path; `s` to `/setup/codes/text` and `/setup/codes/pdf`.
#[derive(Template)]
#[template(path = "setup/codes.html")]
pub struct CodesPage {
    /// What every page has.
    pub page: Page,
    /// Sealed: the set.
    pub s: String,
    /// Whose codes.
    pub address: String,
    /// The codes, ungrouped or grouped; they are grouped in fours here.
    pub codes: Vec<String>,
    /// When they were made, said.
    pub made: String,
    /// Whether an older sheet stops working with this one.
    pub replaces: bool,
    /// What is wrong, as a notice.
    pub refusal: Option<Refusal>,
}

impl CodesPage {
    /// The codes as one types them, in fours.
    pub fn groups(&self) -> Vec<Vec<String>> {
        self.codes.iter().map(|code| in_fours(code)).collect()
    }
}
