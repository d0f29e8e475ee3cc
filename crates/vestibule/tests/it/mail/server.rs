//! A real mail server, written by others, gets from us what we meant; and what it answers, we understand.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant as Stopwatch};

use uuid::Uuid;
use vestibule::mail::delivery::{self, Became};
use vestibule::mail::kinds::{self, Code, Way};
use vestibule::mail::message::compose;
use vestibule::mail::smtp::{Security, Settings, Smtp};
use vestibule::mail::{Head, Outcome};

use super::{LINK, NOW, head, sender};

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
    // Debian's own Python is the one that Debian's package is for.
    let debian =
        if std::path::Path::new("/usr/bin/python3").exists() { "/usr/bin/python3" } else { "python3" };
    let python = std::env::var("VESTIBULE_PYTHON").unwrap_or_else(|_| debian.to_owned());
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
