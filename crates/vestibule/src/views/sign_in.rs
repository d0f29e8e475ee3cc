//! Signing in: the address, the password, and where to go when there is more than one place.
//!
//! Nothing here knows whether an address has an account: for two addresses of one domain the handlers fill
//! these alike. Where to go next: `second.rs`, `refused.rs`.

use askama::Template;

use super::passkey::PasskeyForm;
use super::{Field, Page, Refusal, Way};

/// `GET /sign-in`, posts `email`, `s` to `/sign-in`.
#[derive(Template)]
#[template(path = "sign_in/address.html")]
pub struct AddressPage {
    /// What every page has.
    pub page: Page,
    /// Sealed: where one wanted to go. May be empty.
    pub s: String,
    /// The address, kept.
    pub email: Field,
    /// To come in with a passkey and nothing else, where this address can have some.
    pub passkey: Option<PasskeyForm>,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
}

/// `GET /sign-in/password`, posts `email` (hidden, for password managers), `password`, `s` to the same path.
#[derive(Template)]
#[template(path = "sign_in/password.html")]
pub struct PasswordPage {
    /// What every page has.
    pub page: Page,
    /// Sealed: the address, and where one wanted to go.
    pub s: String,
    /// The address as typed.
    pub address: String,
    /// The way through the provider of the address's domain, if there is one.
    pub through: Option<super::sso::Through>,
    /// What is wrong with the field (empty, too long).
    pub error: Option<String>,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
}

/// `GET /sign-in/choose`; posts `organization` (slug), `s` to the same path, or to `/sign-in/join`.
#[derive(Template)]
#[template(path = "sign_in/choose.html")]
pub struct ChoosePage {
    /// What every page has.
    pub page: Page,
    /// Sealed state; may be empty.
    pub s: String,
    /// Where one is a member.
    pub organizations: Vec<Choice>,
    /// Invitations that wait.
    pub invitations: Vec<Waiting>,
}

/// An organization to enter.
pub struct Choice {
    /// Its name.
    pub name: String,
    /// Its name in paths.
    pub slug: String,
    /// The line beneath: the role, last time here.
    pub line: String,
    /// Why it does not open, and who closed it; then there is no button.
    pub closed: Option<String>,
}

/// An invitation to accept.
pub struct Waiting {
    /// The organization's name.
    pub name: String,
    /// Its name in paths.
    pub slug: String,
    /// Who invited.
    pub inviter: Option<String>,
}
