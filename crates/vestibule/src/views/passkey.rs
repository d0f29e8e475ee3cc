//! Passkeys: the form that a script shows where the browser can, and the page for a new one.
//!
//! Without script or passkeys in the browser nothing is missing: the other ways stand on the same page. Where to go
//! next: `assets/passkey.js`, which fills these forms in.

use askama::Template;

use super::{Field, Page};

/// A form that a passkey's answer leaves by: posts `s`, `question`, `answer` and what else it has to `action`.
pub struct PasskeyForm {
    /// What the question is asked for: `door`, `second`, `new` or `test`.
    pub what: &'static str,
    /// Where the answer goes.
    pub action: &'static str,
    /// What its button says.
    pub label: String,
    /// Sealed state; may be empty.
    pub s: String,
    /// Which passkey, for a test.
    pub id: String,
    /// The name that passkeys here are made for.
    pub host: String,
    /// It is the page's filled button.
    pub filled: bool,
}

/// `GET /setup/passkey`, posts `name`, `question`, `answer`, `s` to the same path.
#[derive(Template)]
#[template(path = "setup/passkey.html")]
pub struct NewPasskeyPage {
    /// What every page has.
    pub page: Page,
    /// Sealed state.
    pub s: String,
    /// Why it is asked for, said; `None` where the person came by themselves.
    pub why: Option<String>,
    /// The form.
    pub passkey: PasskeyForm,
    /// What it shall be called here; empty for its maker's name.
    pub name: Field,
    /// What did not go well, said.
    pub error: Option<String>,
    /// Where an authenticator app is set up instead.
    pub app: String,
}
