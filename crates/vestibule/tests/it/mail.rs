//! What leaves as mail: every kind says the same in both its forms, nobody writes into a header, and a real
//! mail server, written by others, gets from us what we meant.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use mail_parser::{MessageParser, MimeHeaders};
use rules::{Instant, Role, Span};
use uuid::Uuid;
use vestibule::mail::delivery::{self, Became};
use vestibule::mail::inbox::{Inbox, Trouble};
use vestibule::mail::kinds::{self, Code, Way};
use vestibule::mail::message::{Sender, compose, render};
use vestibule::mail::notices::{self, Place};
use vestibule::mail::smtp::{Security, Settings, Smtp};
use vestibule::mail::{Head, Kind, Letter, Outcome, Person, Transport, accent};
use vestibule::words::words;

const LINK: &str = "https://login.example/r/3q2-7wS_x0pVdQ4v8m1kEw";
const NOW: Instant = Instant(1_795_528_800_000_000);

fn head<'a>() -> Head<'a> {
    Head {
        product: "Vestibule",
        origin: "https://login.example",
        organization: Some("Larkfield"),
        accent: Some("#1f5f4f"),
        reference: Some("VST-7K3M-Q2XP"),
    }
}

fn sender() -> Sender {
    Sender { address: "login@mail.example".to_owned(), envelope: None, reply_to: None }
}

fn person(name: &str, address: &str) -> Person {
    Person { name: name.to_owned(), address: address.to_owned() }
}

/// A letter of every kind, all names being `who`.
fn one_of_each(head: &Head, who: &str) -> Vec<Letter> {
    let until = "24 Nov 2026, 15:05 (Lisbon)";
    let asked =
        Way { link: LINK, until, code: Some(Code::Asked { code: "K7PM3XQA", until: "14:15 (Lisbon)" }) };
    let mailed = Way { link: LINK, until, code: Some(Code::OnItsPage { code: "K7PM3XQA" }) };
    let place = Place { at: until, browser: "Firefox on Windows", network: Some("2001:db8::7") };
    let somebody = person(who, "ana.oliveira@larkfield.example");
    let admins: Vec<Person> = (0..5).map(|_| person(who, "office@larkfield.example")).collect();
    let cause = "The password was right; the code came from an older entry in your authenticator app.";
    let remedies = [
        "Look for the entry named “Larkfield · ana · 23 Nov”.",
        "Or use one of your recovery codes.",
        "Or ask an admin.",
    ]
    .map(str::to_owned);
    vec![
        kinds::welcome(head, who, &mailed),
        kinds::join(head, who, &mailed),
        kinds::reset(head, &asked),
        kinds::reset_invited(head, who, &asked),
        kinds::reset_switched_off(head, until, &admins, LINK),
        kinds::reset_unknown(head, "ana.oliveira@larkfield.example", LINK),
        kinds::admin_sent_reset(head, who, &mailed),
        kinds::mailbox_code(head, "K7PM3XQA", "14:15 (Lisbon)", LINK),
        kinds::answer(head, until, cause, &remedies, LINK),
        notices::password_changed(head, &place, true, LINK),
        notices::authenticator_added(head, who, &place, LINK),
        notices::authenticator_removed(head, who, &place, LINK),
        notices::recovery_codes_made(head, &place, LINK),
        notices::recovery_code_used(head, &place, 1, LINK),
        notices::joined_organization(head, until, LINK),
        notices::invitation_accepted(head, &somebody, until, LINK),
        notices::first_factor_told_admins(head, &somebody, &place, LINK),
        notices::role_changed(head, who, Role::Admin, until, LINK),
        notices::deactivated(head, until, &admins, LINK),
        notices::reactivated(head, who, until, LINK),
        notices::removed_from_organization(head, until, &admins, LINK),
        notices::waived(head, who, until, LINK),
        notices::must_change_password(head, who, LINK),
        notices::request_to_admin(head, &somebody, until, "the authenticator app is lost.", LINK),
    ]
}

fn composed(letter: &Letter) -> Vec<u8> {
    let id = sender().message_id(Uuid::from_u128(7));
    compose(letter, &sender(), "ana@larkfield.example", &id, NOW).expect("a mail")
}

#[test]
fn there_is_a_letter_of_every_kind_and_its_words_are_whole() {
    let letters = one_of_each(&head(), "Ana Oliveira");
    let kinds: Vec<Kind> = letters.iter().map(|letter| letter.kind).collect();
    assert_eq!(kinds, Kind::ALL);
    for letter in &letters {
        let shown = render(letter);
        for form in [&shown.subject, &shown.text] {
            let broken = ["⟨", "{", "}", "$", "  ", "\n\n\n"];
            assert!(!broken.iter().any(|sign| form.contains(sign)), "{:?}:\n{form}", letter.kind);
        }
        assert_eq!(Kind::parse(letter.kind.word()), Some(letter.kind));
        let json = serde_json::to_string(letter).expect("JSON");
        assert_eq!(serde_json::from_str::<Letter>(&json).expect("the same"), *letter);
        assert!(json.contains(&format!("\"kind\":\"{}\"", letter.kind.word())));
    }
    for became in Became::ALL {
        assert!(words().has(became.key()), "{became:?}");
    }
}

#[test]
fn every_mail_is_short_and_names_the_organization_first() {
    for letter in one_of_each(&head(), "Maria da Conceição Albuquerque") {
        let text = render(&letter).text;
        let count = text.split_whitespace().count();
        assert!(count < 120, "{:?} has {count} words:\n{text}", letter.kind);
        assert!(text.starts_with("Larkfield\n\n"), "{text}");
        assert!(text.contains("Reference VST-7K3M-Q2XP\n"), "{text}");
        assert!(text.contains("login.example"), "{text}");
        assert!(text.lines().all(|line| line == line.trim()), "{text:?}");
    }
}

#[test]
fn both_forms_say_the_same() {
    for letter in one_of_each(&head(), "Ana O'Neill & Sons <ana>") {
        let mail = MessageParser::default().parse(&composed(&letter)).expect("a mail").into_owned();
        let text = mail.body_text(0).expect("plain text").into_owned();
        let html = mail.body_html(0).expect("HTML").into_owned();
        assert_eq!(html.matches("href=\"").count(), 1, "one thing to do");
        assert!(html.contains(&format!("href=\"{LINK}\"")));
        assert_eq!(text.matches(LINK).count(), 1);
        if letter.code.is_some() {
            assert!(text.lines().any(|line| line == "K7PM 3XQA"), "the code has a line of its own:\n{text}");
            assert!(html.contains(">K7PM 3XQA</p>"));
        }
        let seen = strip(&html);
        for line in text.lines().filter(|line| !line.is_empty()) {
            assert!(seen.contains(line.trim_end_matches(':')), "{:?}: {line}\n{seen}", letter.kind);
        }
        for foreign in ["<img", "<script", "<link", "@import", "url(", "http://", "<ana>"] {
            assert!(!html.contains(foreign), "{foreign} in {:?}", letter.kind);
        }
    }
}

/// What a reader of the HTML sees.
fn strip(html: &str) -> String {
    let body = html.split_once("<body").expect("a body").1;
    let mut seen = String::new();
    let mut inside = true;
    for letter in body.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if inside => {}
            other => seen.push(other),
        }
    }
    let escapes = [("&#38;", "&"), ("&#39;", "'"), ("&#34;", "\""), ("&#60;", "<"), ("&#62;", ">")];
    escapes.iter().fold(seen, |seen, (escape, letter)| seen.replace(escape, letter))
}

#[test]
fn nobody_writes_into_a_header() {
    let hostile =
        "Ana\r\nBcc: everybody@evil.example\r\n\r\n<b>hello</b>\u{202e}\u{2028}\u{0}http://evil.example/x";
    let head = Head {
        organization: Some(hostile),
        accent: Some("red;}\r\n<x>"),
        reference: Some(hostile),
        ..head()
    };
    for letter in one_of_each(&head, hostile) {
        let bytes = composed(&letter);
        let raw = String::from_utf8(bytes.clone()).expect("seven bits");
        let headers = raw.split("\r\n\r\n").next().expect("headers").to_lowercase();
        assert!(!headers.lines().any(|line| line.starts_with("bcc:")), "{headers}");
        let mail = MessageParser::default().parse(&bytes).expect("a mail");
        assert_eq!(mail.subject(), Some(letter.subject.as_str()));
        assert_eq!(
            mail.to().and_then(|to| to.first()).and_then(|to| to.address()),
            Some("ana@larkfield.example")
        );
        let html = mail.body_html(0).expect("HTML");
        assert!(!html.contains("<b>") && !html.contains("red;"), "{html}");
        let text = mail.body_text(0).expect("text");
        assert!(!text.contains("://evil") && !text.contains('\u{202e}'), "{text}");
    }
    for address in
        ["a@b.example\r\nBcc: c@d.example", "a@b.example>\r\nX: y", "no address", "a b@c.example", ""]
    {
        let letter = kinds::reset_unknown(&head, address, LINK);
        let id = sender().message_id(Uuid::from_u128(7));
        let refused = compose(&letter, &sender(), address, &id, NOW).expect_err("no mail");
        assert!(!refused.0.contains("b.example"), "what was typed stays out of the words");
        assert!(matches!(Outcome::from(refused), Outcome::Refused { .. }));
    }
}

#[test]
fn names_cannot_pass_for_links_and_subjects_name_no_person() {
    let letter =
        kinds::welcome(&head(), "Win at evil.example", &Way { link: LINK, until: "then", code: None });
    assert!(letter.paragraphs[0].starts_with("Win at evil. example has invited"), "{:?}", letter.paragraphs);
    let letter = kinds::welcome(&head(), "J.R. Álvarez Jr.", &Way { link: LINK, until: "then", code: None });
    assert!(letter.paragraphs[0].starts_with("J.R. Álvarez Jr. has invited"), "{:?}", letter.paragraphs);
    for letter in one_of_each(&head(), "Zebedee") {
        assert!(
            !letter.subject.contains("Zebedee") && !letter.subject.contains("K7PM"),
            "{}",
            letter.subject
        );
    }
}

#[test]
fn headers_are_what_the_field_expects() {
    let letter = kinds::welcome(&head(), "Ana", &Way { link: LINK, until: "then", code: None });
    let row = Uuid::from_u128(0x0190_a000_0000_7000_8000_0000_0000_0001);
    let id = sender().message_id(row);
    let bytes = compose(&letter, &sender(), "ana@larkfield.example", &id, NOW).expect("a mail");
    assert_eq!(bytes, compose(&letter, &sender(), "ana@larkfield.example", &id, NOW).expect("the same mail"));
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    assert_eq!(mail.message_id(), Some(format!("{row}@mail.example").as_str()));
    assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    assert_eq!(mail.date().map(|date| date.to_timestamp()), Some(NOW.0 / 1_000_000));
    let from = mail.from().and_then(|from| from.first()).expect("a sender");
    assert_eq!((from.name(), from.address()), (Some("Larkfield · Vestibule"), Some("login@mail.example")));
    let content = mail.root_part().content_type().expect("a content type");
    assert_eq!((content.ctype(), content.subtype()), ("multipart", Some("alternative")));
    let raw = String::from_utf8(bytes).expect("seven bits");
    assert!(raw.is_ascii() && raw.split("\r\n").all(|line| line.len() <= 998));
    assert!(raw.split("\r\n").all(|line| !line.contains('\n') && !line.contains('\r')), "lines end in CRLF");
}

#[test]
fn any_accent_carries_white_words() {
    for tried in [
        None,
        Some("#ffee00"),
        Some("#ffffff"),
        Some("#000000"),
        Some("#1f5f4f"),
        Some("blue"),
        Some("#12345"),
    ] {
        let made = accent::readable(tried);
        assert!(accent::contrast(&made, "#ffffff").expect("colours") >= 4.5, "{tried:?} became {made}");
    }
    assert_eq!(accent::readable(Some("#1f5f4f")), "#1f5f4f", "a good one stays");
}

#[test]
fn replies_are_put_into_plain_words() {
    let table = [
        ("452 4.2.2 mailbox full", Became::MailboxFull),
        ("552-5.2.2 The email account that you tried to reach is over quota", Became::MailboxFull),
        ("550 5.1.1 user unknown", Became::NoSuchMailbox),
        ("550 No such user here", Became::NoSuchMailbox),
        (
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
            Became::NoSuchMailbox,
        ),
        ("550 5.2.1 The email account that you tried to reach is disabled", Became::MailboxOff),
        ("554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org", Became::Blocked),
        (
            "550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy",
            Became::Blocked,
        ),
        ("550 5.7.1 Message rejected as spam", Became::Blocked),
        ("451 4.7.1 Greylisting in action, please come back later", Became::Greylisted),
        ("450 4.2.0 <a@b.example>: Recipient address rejected: Greylisted", Became::Greylisted),
        ("450 4.2.1 The user is receiving mail at a rate that is too high", Became::TooMany),
        ("421 4.7.0 Too many connections from your host", Became::TooMany),
        ("no answer from mx.example within 30 s (timeout)", Became::Unreachable),
        ("no mail server: Connection refused (os error 111)", Became::Unreachable),
        ("421 4.4.2 the server is not taking mail for now", Became::Unreachable),
        ("550 5.1.2 Host unknown", Became::NoSuchDomain),
        ("550 5.4.4 Invalid arguments; Host not found", Became::NoSuchDomain),
        ("556 5.1.10 Recipient address has null MX", Became::NoSuchDomain),
        ("TLS failed: invalid peer certificate: UnknownIssuer", Became::TlsFailed),
        ("535 5.7.8 Authentication credentials invalid", Became::SignInRefused),
        ("552 5.3.4 Message size exceeds fixed limit", Became::TooLarge),
        ("554 from 10.5.1.1: no", Became::Blocked),
        ("550", Became::NoSuchMailbox),
        ("500 what?", Became::Unknown),
        ("", Became::Unknown),
    ];
    for (reply, became) in table {
        assert_eq!(delivery::explain(reply), became, "{reply}");
    }
}

#[test]
fn tries_grow_apart_and_end() {
    let waits: Vec<i64> = (0..8).map(|attempts| delivery::backoff(attempts).as_seconds()).collect();
    assert_eq!(waits, [0, 10, 30, 120, 600, 1800, 3600, 3600]);
    for (kind, most) in [(Kind::Reset, Span::hours(24)), (Kind::PasswordChanged, Span::days(3))] {
        let (mut now, mut attempts) = (NOW, 0);
        while let Some(next) = delivery::next_attempt(kind, NOW, attempts + 1, now) {
            attempts += 1;
            assert!(next > now);
            now = next;
        }
        assert!(
            now < NOW.plus(most) && now.plus(Span::hours(1)) >= NOW.plus(most),
            "{kind:?} ends at {now:?}"
        );
    }
}

#[test]
fn webmails_are_named_without_looking_at_the_account() {
    let found = delivery::webmail_search("mail.example\" onclick=x");
    assert_eq!(found.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["Outlook", "Gmail"]);
    assert!(found.iter().all(|(_, url)| url.starts_with("https://") && !url.contains(['"', ' '])));
}

#[tokio::test]
async fn the_demo_keeps_the_newest_mails_and_plays_troubles() {
    let inbox = Arc::new(Inbox::new(2));
    inbox.set_trouble("full@", Some(Trouble::Full));
    inbox.set_trouble("@slow.example", Some(Trouble::Slow));
    let transport = Transport::Inbox(inbox.clone());
    for (row, to) in
        ["ana@larkfield.example", "ben@larkfield.example", "Ana@Larkfield.example"].iter().enumerate()
    {
        let way =
            Way { link: LINK, until: "then", code: Some(Code::Asked { code: "K7PM3XQA", until: "soon" }) };
        let id = sender().message_id(Uuid::from_u128(row as u128));
        // An organization whose name looks like a code must not be taken for one.
        let letter = kinds::reset(&Head { organization: Some("ACME CORP"), ..head() }, &way);
        let bytes = compose(&letter, &sender(), to, &id, NOW).expect("a mail");
        let outcome = transport.send("bounce@mail.example", to, &bytes).await;
        assert!(matches!(outcome, Outcome::Accepted { .. }));
    }
    assert_eq!(inbox.list(None).iter().map(|mail| mail.id.as_str()).collect::<Vec<_>>(), ["3", "2"]);
    let mail = inbox.list(Some("ana@larkfield.example")).remove(0);
    assert_eq!((mail.code.as_deref(), mail.links.as_slice()), (Some("K7PM3XQA"), &[LINK.to_owned()][..]));
    assert_eq!((mail.from.as_str(), mail.at.as_str()), ("login@mail.example", "2026-11-24T14:00:00Z"));
    assert_eq!(inbox.find("3"), Some(mail.clone()));
    let json = serde_json::to_value(&mail).expect("JSON");
    let mut names: Vec<&String> = json.as_object().expect("an object").keys().collect();
    names.sort();
    assert_eq!(names, ["at", "code", "from", "html", "id", "links", "subject", "text", "to"]);
    for (to, became) in
        [("full@larkfield.example", Became::MailboxFull), ("x@slow.example", Became::Unreachable)]
    {
        let Outcome::Delayed { reply } = transport.send("b@mail.example", to, b"").await else {
            panic!("delayed")
        };
        assert_eq!(delivery::explain(&reply), became);
    }
    inbox.set_trouble("@slow.example", None);
    let bytes = composed(&kinds::reset_unknown(&head(), "x@slow.example", LINK));
    assert!(matches!(
        transport.send("b@mail.example", "x@slow.example", &bytes).await,
        Outcome::Accepted { .. }
    ));
}

/// A mail server that nobody here wrote (aiosmtpd), on a free port of this machine.
const SINK: &str = r#"
import asyncio, email, email.policy, json, ssl, sys
from aiosmtpd.smtp import SMTP
class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split('@')[0]
        if name == 'full': return '452 4.2.2 mailbox full'
        if name == 'gone': return '550 5.1.1 user unknown\x07 ' + 'x' * 400
        if name == 'many': return '550-5.7.1 first line\r\n550 5.7.1 second line: spam'
        if name == 'hang': await asyncio.sleep(60)
        if name == 'drop': session.peer and server.transport.close()
        envelope.rcpt_tos.append(address)
        return '250 OK'
    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split('@')[0]
        if name == 'late': await asyncio.sleep(0.9)
        if name == 'big': return '552 5.3.4 message too big'
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.taken = getattr(self, 'taken', 0) + 1
        return '250 2.0.0 ' + json.dumps({'to': envelope.rcpt_tos, 'from': envelope.mail_from, 'peer': session.peer[1],
            'subject': mail['subject'], 'tls': bool(session.ssl), 'defects': len(mail.defects),
            'parts': [part.get_content_type() for part in mail.walk()], 'taken': self.taken,
            'code': 'K7PM 3XQA' in mail.get_body(('plain',)).get_content().splitlines()})
async def main():
    context = None
    if len(sys.argv) > 1:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
    handler = Handler()
    make = lambda: SMTP(handler, tls_context=context, require_starttls=bool(context), hostname='sink.example')
    server = await asyncio.get_running_loop().create_server(make, '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.sleep(300)
asyncio.run(main())
"#;

struct Sink {
    process: Child,
    port: u16,
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts the server; without one the test fails and says what to install, unless only a quick look was asked
/// for.
fn sink(arguments: &[&str]) -> Option<Sink> {
    let python = std::env::var("VESTIBULE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let started = Command::new(&python)
        .args(["-c", SINK])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut first = String::new();
    if let Ok(mut process) = started {
        let output = process.stdout.take().expect("a pipe");
        BufReader::new(output).read_line(&mut first).expect("a line");
        if let Ok(port) = first.trim().parse() {
            return Some(Sink { process, port });
        }
        let _ = process.wait();
    }
    let how = format!(
        "{python} has no aiosmtpd: `apt-get install python3-aiosmtpd`, or `pip install aiosmtpd` and VESTIBULE_PYTHON"
    );
    assert!(std::env::var("VESTIBULE_QUICK").is_ok_and(|quick| quick == "1"), "{how}");
    eprintln!("left out: {how}");
    None
}

fn settings(port: u16) -> Settings {
    Settings {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        username: None,
        password: None,
        authority_pem: None,
        greeting: "login.example".to_owned(),
        timeout: Duration::from_millis(500),
    }
}

async fn send(smtp: &Smtp, name: &str) -> Outcome {
    let way = Way { link: LINK, until: "then", code: Some(Code::Asked { code: "K7PM3XQA", until: "soon" }) };
    let letter = kinds::reset(&Head { organization: Some("Größe & Co"), ..head() }, &way);
    let to = format!("{name}@larkfield.example");
    let id = sender().message_id(Uuid::from_u128(1));
    let bytes = compose(&letter, &sender(), &to, &id, NOW).expect("a mail");
    smtp.send("bounce+1@mail.example", &to, &bytes).await
}

fn told(outcome: Outcome) -> serde_json::Value {
    let Outcome::Accepted { host, reply } = outcome else { panic!("not taken: {outcome:?}") };
    assert_eq!(host, "127.0.0.1");
    serde_json::from_str(reply.strip_prefix("250 2.0.0 ").expect("the code")).expect("what the server saw")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_server_takes_delays_and_refuses() {
    let Some(sink) = sink(&[]) else { return };
    let smtp = Smtp::new(settings(sink.port)).expect("settings that work");
    smtp.try_out().await.expect("a server");
    let seen = told(send(&smtp, "ana").await);
    assert_eq!(seen["subject"], "Größe & Co: your way back in");
    assert_eq!(seen["from"], "bounce+1@mail.example");
    assert_eq!(seen["parts"], serde_json::json!(["multipart/alternative", "text/plain", "text/html"]));
    assert_eq!((&seen["defects"], &seen["code"]), (&serde_json::json!(0), &serde_json::json!(true)));
    assert_eq!(told(send(&smtp, "ben").await)["peer"], seen["peer"], "the connection is kept");

    let Outcome::Delayed { reply } = send(&smtp, "full").await else { panic!("delayed") };
    assert_eq!((reply.as_str(), delivery::explain(&reply)), ("452 4.2.2 mailbox full", Became::MailboxFull));
    let Outcome::Refused { reply } = send(&smtp, "gone").await else { panic!("refused") };
    assert!(reply.starts_with("550 5.1.1 user unknown x") && reply.chars().count() <= 500, "{reply:?}");
    assert!(!reply.contains(char::is_control));
    let Outcome::Refused { reply } = send(&smtp, "many").await else { panic!("refused") };
    assert!(reply.contains("first line") && delivery::explain(&reply) == Became::Blocked, "{reply}");
    let Outcome::Refused { reply } = send(&smtp, "big").await else { panic!("refused") };
    assert_eq!(delivery::explain(&reply), Became::TooLarge);
    let Outcome::Delayed { reply } = send(&smtp, "drop").await else { panic!("delayed") };
    assert_eq!(delivery::explain(&reply), Became::Unreachable, "{reply}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hanging_server_delays_and_a_late_answer_is_nobody_elses() {
    let Some(sink) = sink(&[]) else { return };
    let smtp = Smtp::new(settings(sink.port)).expect("settings that work");
    let before = Stopwatch::now();
    let Outcome::Delayed { reply } = send(&smtp, "hang").await else { panic!("delayed") };
    assert!(before.elapsed() < Duration::from_secs(3), "it gave up in time");
    assert_eq!(delivery::explain(&reply), Became::Unreachable, "{reply}");
    assert!(matches!(send(&smtp, "late").await, Outcome::Delayed { .. }));
    let Outcome::Refused { .. } = send(&smtp, "gone").await else {
        panic!("it read the answer to the mail before")
    };
    assert_eq!(told(send(&smtp, "ana").await)["to"], serde_json::json!(["ana@larkfield.example"]));
    let nobody = Smtp::new(settings(1)).expect("settings");
    let Outcome::Delayed { reply } = send(&nobody, "ana").await else { panic!("delayed") };
    assert_eq!(delivery::explain(&reply), Became::Unreachable, "{reply}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_in_the_clear_where_tls_was_demanded() {
    let folder = Folder::new();
    let (certificate, key) = (folder.0.join("server.pem"), folder.0.join("server.key"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .stderr(Stdio::null())
        .status();
    assert!(made.is_ok_and(|made| made.success()), "this test needs openssl: `apt-get install openssl`");
    let Some(plain) = sink(&[]) else { return };
    let Some(guarded) = sink(&[&certificate.to_string_lossy(), &key.to_string_lossy()]) else { return };
    let demanding =
        |port| Settings { security: Security::StartTls, timeout: Duration::from_secs(3), ..settings(port) };

    let stripped = Smtp::new(demanding(plain.port)).expect("settings");
    let Outcome::Delayed { reply } = send(&stripped, "ana").await else { panic!("it went out in the clear") };
    assert_eq!(delivery::explain(&reply), Became::TlsFailed, "{reply}");
    let strange = Smtp::new(demanding(guarded.port)).expect("settings");
    let Outcome::Delayed { reply } = send(&strange, "ana").await else { panic!("it trusted a stranger") };
    assert_eq!(delivery::explain(&reply), Became::TlsFailed, "{reply}");
    let authority_pem = Some(std::fs::read(&certificate).expect("the certificate"));
    let known = Smtp::new(Settings { authority_pem, ..demanding(guarded.port) }).expect("settings");
    assert_eq!(told(send(&known, "ana").await)["tls"], true);

    let elsewhere = Settings { host: "mail.example".to_owned(), ..settings(25) };
    assert!(Smtp::new(elsewhere).is_err(), "in the clear only on this machine");
}

/// A folder that is gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("vestibule-mail-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn bounces_go_where_the_operator_wants_them() {
    let bounces = Sender { envelope: Some("bounce+42@mail.example".to_owned()), ..sender() };
    assert_eq!(bounces.envelope_from(), "bounce+42@mail.example");
    assert_eq!(sender().envelope_from(), "login@mail.example");
}
