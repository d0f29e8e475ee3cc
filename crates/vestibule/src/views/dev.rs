//! The demo's pages: the cast, the inbox, the clock. Absent from a build without the demo.
//!
//! They show passwords and codes of people who do not exist. Never reachable from `serve`.

pub mod provider;

use askama::Template;

use super::layout::in_fours;
use super::{Link, Page, Tone};

/// What stands in the bar of every `/dev` page.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Mails in the inbox.
    pub mails: usize,
    /// The time, said, like "14:32".
    pub clock: String,
}

/// `GET /dev`.
#[derive(Template)]
#[template(path = "dev/cast.html")]
pub struct CastPage {
    /// What every page has.
    pub page: Page,
    /// The bar.
    pub bar: Bar,
    /// People who are stuck, in the order of the help article.
    pub stuck: Vec<CastMember>,
    /// Admins and others whom the stories need.
    pub others: Vec<CastMember>,
}

/// One of the cast. Posts `email` to `/dev/cast`.
pub struct CastMember {
    /// First name, for the button.
    pub first_name: String,
    /// First and last name.
    pub name: String,
    /// The address.
    pub email: String,
    /// Like "Larkfield, member".
    pub place: String,
    /// Which of the five ways.
    pub stuck: Option<u8>,
    /// What happened to them.
    pub story: String,
    /// How to get in.
    pub ending: String,
    /// The password, where there is one.
    pub password: Option<String>,
    /// The code their app shows now.
    pub totp_now: Option<String>,
    /// The key in their app, in base32.
    pub totp_secret: Option<String>,
    /// Their sheet.
    pub recovery_codes: Vec<String>,
    /// Their organization's kit, where it is in their safe.
    pub kit_codes: Vec<String>,
}

impl CastMember {
    /// The key as one types it.
    pub fn secret_in_fours(&self) -> Option<String> {
        self.totp_secret.as_deref().map(|secret| in_fours(secret).join(" "))
    }
    /// Whether there is anything to know for signing in.
    pub fn has_credentials(&self) -> bool {
        self.password.is_some() || self.totp_secret.is_some() || !self.recovery_codes.is_empty()
    }
}

/// `GET /dev/mail`.
#[derive(Template)]
#[template(path = "dev/mails.html")]
pub struct MailsPage {
    /// What every page has.
    pub page: Page,
    /// The bar.
    pub bar: Bar,
    /// Only mails to this address; empty for all.
    pub to: String,
    /// Newest first.
    pub mails: Vec<MailLine>,
    /// Where those before these stand, if there are any.
    pub older: Option<String>,
}

/// One mail of the list.
pub struct MailLine {
    /// Its path.
    pub href: String,
    /// To whom.
    pub to: String,
    /// What about.
    pub subject: String,
    /// When, said.
    pub at: String,
    /// The first words.
    pub start: String,
    /// What became of it, where that is worth a line (held, refused, full).
    pub fate: Option<(Tone, String)>,
}

/// `GET /dev/mail/ID`.
#[derive(Template)]
#[template(path = "dev/mail.html")]
pub struct MailPage {
    /// What every page has.
    pub page: Page,
    /// The bar.
    pub bar: Bar,
    /// From whom.
    pub from: String,
    /// To whom.
    pub to: String,
    /// What about.
    pub subject: String,
    /// When, said.
    pub at: String,
    /// The plain text.
    pub text: String,
    /// The links in it, in order.
    pub links: Vec<Link>,
    /// The code in it.
    pub code: Option<String>,
    /// Where the HTML part can be looked at on its own, if there is one.
    pub html_href: Option<String>,
    /// What became of it.
    pub fate: (Tone, String),
}

impl MailPage {
    /// The address of the list of all mails to the same mailbox.
    pub fn others(&self) -> String {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"@.-_".contains(byte);
        let encoded = self.to.bytes().map(|byte| match plain(&byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        });
        format!("/dev/mail?to={}", encoded.collect::<String>())
    }
}

/// `GET /dev/names`; posts `name` and `text`.
#[derive(Template)]
#[template(path = "dev/names.html")]
pub struct NamesPage {
    /// What every page has.
    pub page: Page,
    /// What stands in the bar.
    pub bar: Bar,
    /// The records: name and text.
    pub records: Vec<(String, String)>,
    /// What is wrong with what was typed, said.
    pub error: Option<String>,
}

/// `GET /dev/clock`; posts `advance` (seconds) or `set` (RFC 3339).
#[derive(Template)]
#[template(path = "dev/clock.html")]
pub struct ClockPage {
    /// What every page has.
    pub page: Page,
    /// The bar.
    pub bar: Bar,
    /// The time, said in full.
    pub now: String,
    /// The time as RFC 3339.
    pub now_rfc3339: String,
    /// What is wrong with what was asked, said.
    pub error: Option<String>,
}
