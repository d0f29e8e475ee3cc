//! `/account`: the user's own password, factors, recovery codes, sessions, attempts and organizations.
//!
//! Shown to its owner alone. Where to go next: `setup.rs` for adding a factor.

use askama::Template;

use super::passkey::PasskeyForm;
use super::{Happening, Page, PasswordRules, Refusal, Tone, Way};

/// `GET /account`.
#[derive(Template)]
#[template(path = "account/show.html")]
pub struct AccountPage {
    /// What every page has.
    pub page: Page,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
    /// Like "Set on 23 November 2026, 14:05 (Lisbon). It does not run out."; said.
    pub password: (Tone, String),
    /// The authenticator apps.
    pub authenticators: Vec<Authenticator>,
    /// The passkeys; `None` where our address can have none.
    pub passkeys: Option<Vec<Passkey>>,
    /// The recovery codes.
    pub codes: Codes,
    /// Open sessions, this one first.
    pub sessions: Vec<Session>,
    /// Attempts lately, newest first.
    pub attempts: Vec<Happening>,
    /// The organizations of this user, the current one first.
    pub organizations: Vec<Belonging>,
    /// Invitations that wait: posts `organization` to `/account/join`.
    pub invitations: Vec<super::sign_in::Waiting>,
}

impl AccountPage {
    /// Whether there is a passkey.
    pub fn has_passkeys(&self) -> bool {
        self.passkeys.as_ref().is_some_and(|passkeys| !passkeys.is_empty())
    }
}

/// An authenticator app. Posts `id`, `name` to `/account/factor/rename`; `id` to `/account/factor/remove`.
pub struct Authenticator {
    /// Its id.
    pub id: String,
    /// Its name here.
    pub name: String,
    /// Its name in the app.
    pub label: String,
    /// Like "used today at 14:05"; said.
    pub line: String,
    /// Where it counts, if not everywhere; said.
    pub marks: Vec<String>,
    /// Why it can't be removed now, said; then there is no button.
    pub kept: Option<String>,
}

/// A passkey. Posts like an authenticator; its test posts `question`, `answer` to `/account/passkey/test`.
pub struct Passkey {
    /// Its id.
    pub id: String,
    /// Its name here.
    pub name: String,
    /// Like "Goes along to your other devices · used today at 14:05, Firefox on Windows"; said.
    pub line: String,
    /// To try it.
    pub test: PasskeyForm,
    /// Where it counts, if not everywhere; said.
    pub marks: Vec<String>,
    /// Why it can't be removed now, said; then there is no button.
    pub kept: Option<String>,
}

/// The recovery codes. Posts nothing to `/account/codes` to make a new sheet.
pub struct Codes {
    /// How many are left.
    pub left: u32,
    /// How many there were; 0 where there is no sheet.
    pub of: u32,
    /// When the sheet was made, said.
    pub made: String,
}

/// So few are soon none.
const FEW_CODES: u32 = 3;

impl Codes {
    /// Whether it is time for a new sheet.
    pub const fn few(&self) -> bool {
        self.of > 0 && self.left <= FEW_CODES
    }
}

/// A session. Posts `id` to `/account/session/end`; nothing to `/account/sessions/end`.
pub struct Session {
    /// Its id.
    pub id: String,
    /// Like "Firefox on Windows".
    pub browser: String,
    /// Like "used 5 minutes ago, from 203.0.113.7"; said.
    pub line: String,
    /// Whether it is this one.
    pub here: bool,
}

/// An organization one belongs to. Posts `organization` (slug) to `/account/organization`.
pub struct Belonging {
    /// Its name.
    pub name: String,
    /// Its name in paths.
    pub slug: String,
    /// Like "Member since 3 May 2024"; said.
    pub line: String,
    /// Whether this session stands in it.
    pub current: bool,
    /// Why it does not open, said.
    pub closed: Option<String>,
    /// What it writes as the user's contact address, said, where it is another one.
    pub contact: Option<String>,
}

/// `GET /account/old-factors`; posts `id` to `/account/factor/gone`.
#[derive(Template)]
#[template(path = "account/old_factors.html")]
pub struct OldFactorsPage {
    /// What every page has.
    pub page: Page,
    /// The organization that this session stands in.
    pub organization: String,
    /// The authenticators from before that still count there.
    pub factors: Vec<OldFactor>,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
}

/// An authenticator from before.
pub struct OldFactor {
    /// Its id.
    pub id: String,
    /// Its name here.
    pub name: String,
    /// When it was used; said.
    pub line: String,
}

/// `GET /account/new-phone`: from the old phone to the new one, while the old one still works. Posts nothing to
/// `/setup/authenticator/begin`; then `id` to `/account/factor/remove`.
#[derive(Template)]
#[template(path = "account/new_phone.html")]
pub struct NewPhonePage {
    /// What every page has.
    pub page: Page,
    /// What the new one is called, once its first code was right in this session a moment ago.
    pub added: Option<String>,
    /// The others, which may go then.
    pub others: Vec<Authenticator>,
}

/// `GET /account/password`, posts `email` (hidden), `password`, `new_password`, `keep_sessions`, `s` there.
#[derive(Template)]
#[template(path = "account/password.html")]
pub struct ChangePasswordPage {
    /// What every page has.
    pub page: Page,
    /// Sealed state; may be empty.
    pub s: String,
    /// Whose.
    pub address: String,
    /// Why an organization wants a new one, said; `None` where it is the person's choice.
    pub why: Option<String>,
    /// What the new one has to be.
    pub rules: PasswordRules,
    /// What is wrong with the current one, said.
    pub password_error: Option<String>,
    /// What is wrong with the new one, said.
    pub new_password_error: Option<String>,
    /// What belongs to either.
    pub beside: Option<Refusal>,
    /// A refusal from before, as a notice.
    pub refusal: Option<Refusal>,
}
