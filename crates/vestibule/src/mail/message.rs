//! A letter becomes a mail: plain text and HTML that say the same, under headers that nobody can write into.
//!
//! The bytes depend on what is handed in and on nothing else, so that a mail that is sent twice is the same
//! mail and can be recognised by its Message-ID. No remote image, no tracking, no link but our own.
//! Never in here: a clock, randomness, a secret in a header. Where to go next: `smtp.rs`, `inbox.rs`.

use std::time::{Duration, SystemTime};

use askama::Template;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, MultiPartKind, SinglePart};
use lettre::{Address, address::Envelope};
use rules::Instant;
use uuid::Uuid;

use super::accent;
use super::clean::line;
use super::letter::Letter;
use super::outcome::Outcome;
use crate::words::words;

/// Who sends: the operator's setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The address in `From`.
    pub address: String,
    /// The envelope's sender, to which bounces go; the address itself if none.
    pub envelope: Option<String>,
    /// Where answers go, if anybody reads them.
    pub reply_to: Option<String>,
}

/// What the reader sees; link and code among it, so it cannot be printed into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// This can never become a mail: an address that cannot stand in a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsendable(pub String);

impl From<Unsendable> for Outcome {
    fn from(why: Unsendable) -> Outcome {
        // 5.1.3: bad destination mailbox address syntax (RFC 3463).
        Outcome::Refused { reply: format!("553 5.1.3 {}", why.0) }
    }
}

#[derive(Template)]
#[template(path = "letter.txt", escape = "none")]
struct Plain<'a> {
    letter: &'a Letter,
    code: Option<String>,
    reference: Option<String>,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    code: Option<String>,
    reference: Option<String>,
    accent: String,
    copy: String,
}

/// RFC 3834: so that no out-of-office answers it.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The letter in both forms.
pub fn render(letter: &Letter) -> Rendered {
    let code = letter.code_grouped();
    let reference = letter.reference.as_ref().map(|it| words().plain("mail-reference", &[("reference", it)]));
    let plain = Plain { letter, code: code.clone(), reference: reference.clone() };
    let html = Html {
        letter,
        code,
        reference,
        accent: accent::readable(letter.accent.as_deref()),
        copy: words().plain("mail-button-copy", &[]),
    };
    let into_string = "the templates write into a string and call nothing that can fail";
    Rendered {
        subject: letter.subject.clone(),
        text: plain.render().expect(into_string),
        html: html.render().expect(into_string),
    }
}

impl Sender {
    /// The Message-ID of an outbox row, under the sender's domain: the same row is always the same mail.
    pub fn message_id(&self, outbox: Uuid) -> String {
        let domain = self.address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
        format!("<{outbox}@{domain}>")
    }

    /// The address that stands in the envelope.
    pub fn envelope_from(&self) -> &str {
        self.envelope.as_deref().unwrap_or(&self.address)
    }
}

/// The whole mail, ready to be sent (RFC 5322). `message_id` is what [`Sender::message_id`] made.
pub fn compose(
    letter: &Letter,
    sender: &Sender,
    to: &str,
    message_id: &str,
    date: Instant,
) -> Result<Vec<u8>, Unsendable> {
    let rendered = render(letter);
    let from = Mailbox::new(Some(from_name(letter)), parse(&sender.address)?);
    let mut builder = Message::builder()
        .from(from)
        .to(Mailbox::new(None, parse(to)?))
        .subject(rendered.subject)
        .message_id(Some(line(message_id)))
        .date(system_time(date))
        .header(AutoSubmitted);
    if let Some(reply_to) = &sender.reply_to {
        builder = builder.reply_to(Mailbox::new(None, parse(reply_to)?));
    }
    builder = builder.envelope(envelope(sender.envelope_from(), to)?);
    let both = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(boundary(message_id))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(rendered.text))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(rendered.html));
    let message = builder.multipart(both).map_err(|why| Unsendable(line(&why.to_string())))?;
    Ok(message.formatted())
}

/// The envelope of a mail to one person.
pub(super) fn envelope(from: &str, to: &str) -> Result<Envelope, Unsendable> {
    Envelope::new(Some(parse(from)?), vec![parse(to)?]).map_err(|why| Unsendable(line(&why.to_string())))
}

fn parse(address: &str) -> Result<Address, Unsendable> {
    // The address itself stays out of the words: they may end up in a log.
    address.parse().map_err(|_| Unsendable("the address cannot stand in a mail".to_owned()))
}

/// The organization first, as everywhere in a mail.
fn from_name(letter: &Letter) -> String {
    if letter.organization == letter.product {
        return line(&letter.product);
    }
    let values = [("organization", letter.organization.as_str()), ("product", letter.product.as_str())];
    line(&words().plain("mail-wrote-from", &values))
}

/// "=_" cannot occur in quoted-printable text (RFC 2045, 6.7), so no text can end a part early.
fn boundary(message_id: &str) -> String {
    let own: String = message_id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    format!("=_{own}")
}

fn system_time(at: Instant) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(at.0 / 1_000_000).unwrap_or(0))
}
