//! What leaves as mail: every kind says the same in both its forms, nobody writes into a header, and the
//! demo's inbox keeps what a mail server would have got.

mod server;

use std::sync::Arc;

use mail_parser::{MessageParser, MimeHeaders};
use rules::{Instant, Role, Span};
use uuid::Uuid;
use vestibule::mail::address;
use vestibule::mail::delivery::{self, Became};
use vestibule::mail::erase::{self, State};
use vestibule::mail::inbox::{Inbox, Trouble};
use vestibule::mail::kinds::{self, Code, Way};
use vestibule::mail::message::{Sender, compose, render};
use vestibule::mail::notices::{self, Place};
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
        kinds::reset_through_sso(head, &asked),
        kinds::reset_invited(head, who, &asked),
        kinds::reset_switched_off(head, until, &admins, LINK),
        kinds::reset_unknown(head, "ana.oliveira@larkfield.example", LINK),
        kinds::reset_no_organization(head, LINK),
        kinds::admin_sent_reset(head, who, &mailed),
        kinds::mailbox_code(head, "K7PM3XQA", "14:15 (Lisbon)", LINK),
        kinds::answer(head, until, cause, &remedies, LINK),
        notices::password_changed(head, &place, true, &mailed),
        notices::factor_added(head, who, "authenticator", &place, &mailed),
        notices::factor_added(head, who, "passkey", &place, &mailed),
        notices::factor_removed(head, who, false, &place, &mailed),
        notices::factor_removed(head, who, true, &place, &mailed),
        notices::factor_vouched(head, &place, LINK),
        notices::help_asked(head, &somebody, &place, LINK),
        notices::help_confirmed(head, who, until, until, LINK),
        notices::help_declined(head, who, until, "Call me first.", LINK),
        notices::pass_given(head, who, until, LINK),
        notices::pass_withdrawn(head, who, until, LINK),
        notices::stood_in(head, &somebody, "kit", &place, LINK),
        notices::stood_in(head, &somebody, "operator", &place, LINK),
        notices::wait_started(head, &somebody, &place, until, LINK),
        notices::wait_stopped(head, &somebody, &place, LINK),
        notices::kit_made(head, who, &place, LINK),
        notices::kit_tried(head, who, &place, 9, LINK),
        notices::kit_tried(head, who, &place, 1, LINK),
        notices::policy_changed(head, who, &place, &["Sessions end after 4 hours.".to_owned()], LINK),
        notices::identity_linked(head, "Acme sign-on", &place, &admins, LINK),
        notices::sign_on_announced(head, who, "Acme sign-on", LINK),
        notices::newcomer(head, &somebody, "Acme sign-on", until, LINK),
        notices::connection_changed(head, who, "Acme sign-on", &place, "It is switched off.", LINK),
        notices::secret_ends(head, "Acme sign-on", "oidc", "30 June 2027", LINK),
        notices::secret_ends(head, "Acme sign-on", "saml", "30 June 2027", LINK),
        notices::sign_on_required(head, who, &place, true, LINK),
        notices::sign_on_required(head, who, &place, false, LINK),
        notices::side_door(head, who, &place, Some(until), LINK),
        notices::side_door(head, who, &place, None, LINK),
        notices::provider_down(head, "Acme sign-on", until, LINK),
        notices::grant_given(head, who, &place, until, LINK),
        notices::grant_ended(head, who, &place, LINK),
        notices::operator_code(head, &somebody, until, until, LINK),
        notices::recovery_codes_made(head, &place, &mailed),
        notices::recovery_code_used(head, &place, 1, LINK),
        notices::joined_organization(head, until, LINK),
        notices::invitation_accepted(head, &somebody, until, LINK),
        notices::first_factor_told_admins(head, &somebody, &place, LINK),
        notices::role_changed(head, who, Role::Admin, until, LINK),
        notices::deactivated(head, who, until, &admins, LINK),
        notices::reactivated(head, who, until, LINK),
        notices::removed_from_organization(head, who, until, &admins, LINK),
        notices::waived(head, who, until, LINK),
        notices::waiver_ended(head, who, until, LINK),
        notices::must_change_password(head, who, LINK),
        notices::demand_ended(head, who, until, LINK),
        notices::sessions_ended(head, who, until, LINK),
        notices::admin_acted_on(head, who, &somebody, until, LINK),
        address::to_the_old(head, "ana@new.example", &asked),
        address::to_the_new(head, &asked),
        address::belongs(head, LINK),
        address::held(head, LINK),
        address::changed_to(head, "ana@new.example", &place, &mailed),
        address::was_here(head, &mailed),
        address::changed_here(head, "ana.oliveira@larkfield.example", &place, LINK),
        address::put_back(head, until, LINK),
        address::put_back_elsewhere(head, until, LINK),
        address::contact(head, who, "ana@office.example", until, LINK),
        notices::request_to_admin(head, &somebody, until, "the authenticator app is lost.", LINK),
        erase::asked(head, &place, until, &mailed),
        erase::withdrawn(head, &place, LINK),
        erase::held(head, "Larkfield, Fjord Bank", LINK),
        erase::done(head, until, LINK),
        erase::to_admins(head, &somebody, State::Asked, until, LINK),
        erase::to_admins(head, &somebody, State::Withdrawn, until, LINK),
        erase::to_admins(head, &somebody, State::Done, until, LINK),
    ]
}

fn composed(letter: &Letter) -> Vec<u8> {
    let id = sender().message_id(Uuid::from_u128(7));
    compose(letter, &sender(), "ana@larkfield.example", &id, NOW).expect("a mail")
}

#[test]
fn there_is_a_letter_of_every_kind_and_its_words_are_whole() {
    let letters = one_of_each(&head(), "Ana Oliveira");
    let mut kinds: Vec<Kind> = letters.iter().map(|letter| letter.kind).collect();
    // Some are told in two ways.
    kinds.dedup();
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

#[test]
fn bounces_go_where_the_operator_wants_them() {
    let bounces = Sender { envelope: Some("bounce+42@mail.example".to_owned()), ..sender() };
    assert_eq!(bounces.envelope_from(), "bounce+42@mail.example");
    assert_eq!(sender().envelope_from(), "login@mail.example");
}
