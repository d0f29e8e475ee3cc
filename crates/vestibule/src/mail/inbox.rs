//! The demo's own inbox: keeps what was "sent" instead of sending it.
//!
//! It reads the very bytes that would have gone out, so that what it shows is what people would get. It can
//! be told of troubles, so that delayed and refused mail can be seen too. Never in here: a real delivery.
//! Where to go next: `smtp.rs`, the other transport.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use mail_parser::{Message, MessageParser};
use serde::Serialize;

use super::outcome::Outcome;

/// A mail as the demo shows it; the names of the fields are part of the outer surface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Counts up with every mail taken.
    pub id: String,
    /// The mailbox it went to.
    pub to: String,
    /// The address it came from.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// All addresses of pages in it, in order, each once.
    pub links: Vec<String>,
    /// The typed code, without the blank.
    pub code: Option<String>,
    /// When, as RFC 3339.
    pub at: String,
}

/// What can be wrong with a mailbox or a domain of the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Takes no mail for now.
    Slow,
    /// No room.
    Full,
    /// Nobody there.
    Gone,
    /// Turns our mail away.
    Blocked,
}

/// Mails that were "sent", the newest first, no more than a set number.
pub struct Inbox {
    most: usize,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    taken: u64,
    mails: VecDeque<Kept>,
    troubles: Vec<(String, Trouble)>,
}

/// The name under which the inbox answers.
const HOST: &str = "inbox.demo";

impl Default for Inbox {
    /// The newest thousand mails; `full@…` and `gone@…` are what they say.
    fn default() -> Inbox {
        let inbox = Inbox::new(1000);
        inbox.set_trouble("full@", Some(Trouble::Full));
        inbox.set_trouble("gone@", Some(Trouble::Gone));
        inbox
    }
}

impl Inbox {
    /// An inbox that keeps the newest `most` mails.
    pub fn new(most: usize) -> Inbox {
        Inbox { most, inside: Mutex::new(Inside::default()) }
    }

    /// From now on `whom` has this trouble, or none: a whole address, `name@` for that name at every domain,
    /// or `@domain` for all of a domain.
    pub fn set_trouble(&self, whom: &str, trouble: Option<Trouble>) {
        let whom = whom.to_lowercase();
        let mut inside = self.inside();
        inside.troubles.retain(|(known, _)| *known != whom);
        if let Some(trouble) = trouble {
            inside.troubles.push((whom, trouble));
        }
    }

    /// Takes a mail, as a mail server would.
    pub fn take(&self, _envelope_from: &str, to: &str, bytes: &[u8]) -> Outcome {
        let mut inside = self.inside();
        if let Some(outcome) = inside.trouble(to) {
            return outcome;
        }
        let Some(message) = MessageParser::default().parse(bytes) else {
            return Outcome::Refused { reply: "554 5.6.0 this is no mail".to_owned() };
        };
        inside.taken += 1;
        let kept = keep(inside.taken, to, &message);
        let reply = format!("250 2.0.0 kept as {}", kept.id);
        inside.mails.push_front(kept);
        inside.mails.truncate(self.most);
        Outcome::Accepted { host: HOST.to_owned(), reply }
    }

    /// The mails, newest first; only those to one mailbox, if one is named.
    pub fn list(&self, to: Option<&str>) -> Vec<Kept> {
        let fits = |kept: &&Kept| to.is_none_or(|to| kept.to.eq_ignore_ascii_case(to.trim()));
        self.inside().mails.iter().filter(fits).cloned().collect()
    }

    /// One mail.
    pub fn find(&self, id: &str) -> Option<Kept> {
        self.inside().mails.iter().find(|kept| kept.id == id).cloned()
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn trouble(&self, to: &str) -> Option<Outcome> {
        let to = to.to_lowercase();
        let (name, domain) = to.rsplit_once('@')?;
        let of = |whom: &str| {
            whom == to || whom.strip_suffix('@') == Some(name) || whom.strip_prefix('@') == Some(domain)
        };
        let (_, trouble) = self.troubles.iter().find(|(whom, _)| of(whom))?;
        Some(match trouble {
            Trouble::Slow => {
                Outcome::Delayed { reply: "421 4.4.2 the server is not taking mail for now".to_owned() }
            }
            Trouble::Full => Outcome::Delayed { reply: "452 4.2.2 mailbox full".to_owned() },
            Trouble::Gone => Outcome::Refused { reply: "550 5.1.1 user unknown".to_owned() },
            Trouble::Blocked => Outcome::Refused { reply: "554 5.7.1 blocked by policy".to_owned() },
        })
    }
}

fn keep(number: u64, to: &str, message: &Message) -> Kept {
    let from = message.from().and_then(|from| from.first()).and_then(|from| from.address());
    let text = message.body_text(0).unwrap_or_default().replace("\r\n", "\n");
    let html = message.body_html(0).unwrap_or_default().replace("\r\n", "\n");
    Kept {
        id: number.to_string(),
        to: to.to_owned(),
        from: from.unwrap_or_default().to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        links: links(&html, &text),
        code: code(&html),
        at: message.date().map(mail_parser::DateTime::to_rfc3339).unwrap_or_default(),
        text,
        html,
    }
}

/// What the buttons lead to, then what stands in the text.
fn links(html: &str, text: &str) -> Vec<String> {
    let hrefs = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(unescape);
    let spelt = text.split_whitespace().map(str::to_owned);
    let mut found: Vec<String> = Vec::new();
    for link in hrefs.chain(spelt) {
        if (link.starts_with("https://") || link.starts_with("http://")) && !found.contains(&link) {
            found.push(link);
        }
    }
    found
}

/// The code stands in a paragraph of its own class; no name can look like that.
fn code(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("<p class=\"code\"")?;
    let (_, rest) = rest.split_once('>')?;
    let (shown, _) = rest.split_once('<')?;
    Some(shown.chars().filter(char::is_ascii_alphanumeric).collect())
}

/// The escapes that a template writes into an attribute.
fn unescape(attribute: &str) -> String {
    let mut plain = attribute.to_owned();
    for (escape, letter) in [("&#38;", "&"), ("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">")]
    {
        plain = plain.replace(escape, letter);
    }
    plain.replace("&amp;", "&")
}
