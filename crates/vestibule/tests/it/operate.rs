//! What an operator relies on: letters leave, keys are changed, backups come back, wrong starts are refused.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use proofs::address::Address;
use rules::{Instant, Role, Span};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::watch;
use uuid::Uuid;
use vestibule::app::{App, Clock, Shared};
use vestibule::cli::key_file::Presence;
use vestibule::cli::open::{operator, visit};
use vestibule::cli::organization as org;
use vestibule::cli::start::{Parts, build};
use vestibule::cli::{Said, backup, doctor, keys, why};
use vestibule::config::{Layers, Settings};
use vestibule::fault::Fault;
use vestibule::flows::organization::{self, Look};
use vestibule::flows::people::{self, Invitation};
use vestibule::flows::subject::seal_secret;
use vestibule::flows::subject::secret_of;
use vestibule::jobs;
use vestibule::mail::inbox::{Inbox, Kept, Trouble};
use vestibule::mail::{Transport, delivery};
use vestibule::store::factor::{self, FactorRow};
use vestibule::store::outbox::{self, OutboxRow};
use vestibule::store::{address, journal};

/// 2026-11-23T14:05:00Z
const START: Instant = Instant(1_795_442_700_000_000);

/// An installation in a directory of its own, which goes away with it.
struct Place {
    directory: PathBuf,
    inbox: Arc<Inbox>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

impl Place {
    fn new() -> Place {
        let directory = std::env::temp_dir().join(format!("vestibule-operate-{}", Uuid::now_v7()));
        std::fs::create_dir_all(&directory).expect("the temporary directory takes a directory");
        Place { directory, inbox: Arc::new(Inbox::default()) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    fn settings(&self) -> Settings {
        let mut layers = Layers::default();
        let path = |name| self.path(name).display().to_string();
        for (key, value) in [
            ("base_url", "https://localhost:1".to_owned()),
            ("dns", "127.0.0.1:1".to_owned()),
            ("support_address", "help@example.com".to_owned()),
            ("database", format!("sqlite:{}", path("vestibule.db"))),
            ("key_file", path("vestibule.keys")),
            ("mail.from", "Login <login@example.com>".to_owned()),
            ("mail.host", "127.0.0.1".to_owned()),
            ("mail.port", "1".to_owned()),
            ("mail.security", "none".to_owned()),
            ("hash_threads", "1".to_owned()),
        ] {
            layers.set(key, value, "the test");
        }
        layers.settings().expect("these settings work")
    }

    fn parts(&self) -> Parts {
        Parts {
            clock: Clock::still(START),
            transport: Some(Transport::Inbox(self.inbox.clone())),
            ..Parts::real(self.settings())
        }
    }

    async fn app(&self) -> Shared {
        build(self.parts()).await.expect("the app starts")
    }

    fn mails(&self) -> Vec<Kept> {
        self.inbox.list(None)
    }
}

/// An organization and its first admin's invitation; says the invitation's reference.
async fn invited(app: &App, address: &str) -> Result<String, Fault> {
    let look = Look { slug: "acme".into(), name: "Acme".into(), accent: None, zone: "UTC".into() };
    let row = organization::add(app, &visit(app), &look).await?.expect("the slug is free");
    let invitation = Invitation {
        first_name: "Ana".into(),
        last_name: "Sousa".into(),
        address: Address::parse(address).expect("an address"),
        role: Role::Admin,
    };
    let outcome = people::invite(app, &visit(app), &row, &operator(app), &invitation).await?;
    Ok(outcome.reference.to_string())
}

async fn letter(app: &App, reference: &str) -> Result<OutboxRow, Fault> {
    let found = outbox::find_by_reference(&mut app.store.read(), reference).await?;
    Ok(found.expect("the invitation queued a letter"))
}

/// An authenticator of Ana's, sealed with the newest key.
async fn with_authenticator(app: &App) -> Result<FactorRow, Fault> {
    let user = address::find(&mut app.store.read(), "ana@example.com").await?.expect("Ana is known").user_id;
    let id = app.new_id();
    let row = FactorRow {
        confirmed_at: Some(app.now()),
        ..FactorRow::app(id, user, "Phone".into(), seal_secret(app, id, &[7; 20]), "ana".into(), app.now())
    };
    let mut write = app.store.write().await?;
    factor::add(&mut write, &row).await?;
    write.commit().await?;
    Ok(row)
}

async fn stored(app: &App, row: &FactorRow) -> FactorRow {
    let found = factor::find(&mut app.store.read(), row.id, row.user_id).await;
    found.expect("the store does not break").expect("the authenticator is there")
}

fn text(said: Said) -> String {
    match said {
        Said::Done(text) | Said::Refused(text) | Said::Unwell(text) => text,
    }
}

fn why_not(refused: Result<Shared, Fault>) -> String {
    match refused {
        Ok(_) => panic!("this must not start"),
        Err(fault) => fault.to_string(),
    }
}

#[tokio::test]
async fn a_letter_leaves_once() -> Result<(), Fault> {
    let place = Place::new();
    let app = place.app().await;
    let reference = invited(&app, "ana@example.com").await?;
    assert_eq!(jobs::outbox::deliver_due(&app).await?, 1);
    assert_eq!(jobs::outbox::deliver_due(&app).await?, 0);
    let mails = place.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "ana@example.com");
    let row = letter(&app, &reference).await?;
    assert_eq!((row.state.as_str(), row.attempts), ("accepted", 1));
    assert_eq!(row.letter_sealed, None, "a letter that was sent is not kept");
    Ok(())
}

#[tokio::test]
async fn killed_between_sending_and_settling_the_same_mail_goes_out_again() -> Result<(), Fault> {
    let place = Place::new();
    let app = place.app().await;
    let reference = invited(&app, "ana@example.com").await?;
    let queued = letter(&app, &reference).await?;

    // A worker took it, sent it, and was killed before it could say so.
    let mut write = app.store.write().await?;
    let until = app.now().plus(Span::minutes(2));
    let taken = outbox::lease(&mut write, app.now(), until, "killed", 8).await?;
    write.commit().await?;
    assert_eq!(taken.len(), 1);
    assert_eq!(jobs::outbox::deliver_due(&app).await?, 0, "the lease still holds");

    app.clock.advance(Span::minutes(2));
    assert_eq!(jobs::outbox::deliver_due(&app).await?, 1);
    let settled = letter(&app, &reference).await?;
    assert_eq!((settled.state.as_str(), settled.attempts), ("accepted", 2));
    assert_eq!(settled.message_id, queued.message_id);
    // Dated like the first one, so that the two are the same to the byte.
    assert_eq!(place.mails()[0].at, "2026-11-23T14:05:00Z");
    Ok(())
}

#[tokio::test]
async fn a_full_mailbox_is_tried_again_and_given_up_in_the_end() -> Result<(), Fault> {
    let place = Place::new();
    let app = place.app().await;
    place.inbox.set_trouble("ana@example.com", Some(Trouble::Full));
    let reference = invited(&app, "ana@example.com").await?;
    for attempts in 1..=3 {
        assert_eq!(jobs::outbox::deliver_due(&app).await?, 1);
        let row = letter(&app, &reference).await?;
        assert_eq!((row.state.as_str(), row.attempts), ("queued", attempts));
        assert_eq!(row.next_at, app.now().plus(delivery::backoff(attempts as u32)));
        app.clock.advance(delivery::backoff(attempts as u32));
    }
    app.clock.advance(Span::hours(24));
    jobs::run_due(&app).await?;
    let row = letter(&app, &reference).await?;
    assert_eq!(row.state, "expired");
    assert!(row.reply.is_some_and(|reply| reply.contains("mailbox full")), "the server's words are kept");
    Ok(())
}

#[tokio::test]
async fn a_mailbox_that_is_gone_is_refused_and_why_says_so() -> Result<(), Fault> {
    let place = Place::new();
    let app = place.app().await;
    let reference = invited(&app, "gone@example.com").await?;
    jobs::outbox::deliver_due(&app).await?;
    assert_eq!(letter(&app, &reference).await?.state, "refused");
    let said = text(why::run(&app, &reference.to_lowercase()).await?);
    assert!(said.contains("550 5.1.1 user unknown"), "{said}");
    assert!(said.contains("acme"), "{said}");
    assert!(matches!(why::run(&app, "VST-0000-0000").await?, Said::Refused(_)));
    assert!(matches!(why::run(&app, "what?").await?, Said::Refused(_)));
    Ok(())
}

/// A mail server that knows nobody, and says whom it does not know.
async fn answer_nobody(listener: TcpListener) -> std::io::Result<()> {
    let (stream, _) = listener.accept().await?;
    let (from, mut to) = stream.into_split();
    let mut lines = BufReader::new(from).lines();
    to.write_all(b"220 mail.example.com ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer = match line.split_once("RCPT TO:") {
            Some((_, address)) => format!("550 5.1.1 {address}: user unknown\r\n"),
            None => "250 mail.example.com\r\n".to_owned(),
        };
        to.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_a_server_says_is_kept_without_the_address() -> Result<(), Fault> {
    let place = Place::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let mut parts = Parts { transport: None, ..place.parts() };
    parts.settings.mail.port = listener.local_addr().expect("it listens").port();
    let server = tokio::spawn(answer_nobody(listener));
    let app = build(parts).await?;
    let reference = invited(&app, "Ana@Example.com").await?;
    jobs::outbox::deliver_due(&app).await?;
    let row = letter(&app, &reference).await?;
    assert_eq!(row.state, "refused");
    let reply = row.reply.expect("the server spoke");
    assert!(reply.contains("user unknown") && !reply.to_lowercase().contains("ana@example"), "{reply}");
    server.abort();
    Ok(())
}

#[tokio::test]
async fn a_letter_that_no_key_opens_is_refused_with_the_reason() -> Result<(), Fault> {
    let place = Place::new();
    let app = place.app().await;
    let reference = invited(&app, "ana@example.com").await?;
    app.store.close().await;
    std::fs::remove_file(place.path("vestibule.keys")).expect("the key file is there");
    let app = build(Parts { accept_lost_keys: true, ..place.parts() }).await?;
    jobs::outbox::deliver_due(&app).await?;
    let row = letter(&app, &reference).await?;
    assert_eq!(row.state, "refused");
    assert!(row.reply.is_some_and(|reply| reply.contains("key file")));
    assert!(place.mails().is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_jobs_send_by_themselves_and_end_when_told() -> Result<(), Fault> {
    let place = Place::new();
    let app = place.app().await;
    invited(&app, "ana@example.com").await?;
    let (stop, stopped) = watch::channel(false);
    let jobs = jobs::spawn(app.clone(), stopped);
    for _ in 0..500 {
        if !place.mails().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    stop.send_replace(true);
    jobs.await.expect("the jobs end");
    assert_eq!(place.mails().len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_has_served_its_time_is_swept() -> Result<(), Fault> {
    let place = Place::new();
    let app = place.app().await;
    let reference = invited(&app, "ana@example.com").await?;
    jobs::run_due(&app).await?;
    app.clock.advance(Span::days(91));
    jobs::run_due(&app).await?;
    let row = journal::find(&mut app.store.read(), &reference).await?.expect("the entry is kept for longer");
    assert_eq!(row.network, None);
    app.clock.advance(Span::days(400));
    jobs::run_due(&app).await?;
    assert_eq!(journal::find(&mut app.store.read(), &reference).await?, None);
    assert!(outbox::find_by_reference(&mut app.store.read(), &reference).await?.is_none());
    Ok(())
}

#[tokio::test]
async fn rotated_keys_open_everything_and_a_killed_rotation_is_finished() -> Result<(), Fault> {
    let place = Place::new();
    let app = place.app().await;
    let reference = invited(&app, "ana@example.com").await?;
    let row = with_authenticator(&app).await?;
    app.store.close().await;
    let before = std::fs::read_to_string(place.path("vestibule.keys")).expect("the key file is there");

    let said = text(keys::rotate(place.settings()).await?);
    assert!(said.contains("Key 2 seals"), "{said}");
    let after = std::fs::read_to_string(place.path("vestibule.keys")).expect("the key file is there");
    assert!(after.starts_with(&before), "the old key stays, and stays the oldest");
    assert_eq!(vestibule::cli::key_file::open_to_others(&place.path("vestibule.keys")), None);

    let app = place.app().await;
    let now = stored(&app, &row).await;
    assert!(!app.sealer.needs_reseal(&now.secret) && secret_of(&app, &now).is_some());
    let queued = letter(&app, &reference).await?;
    assert!(!app.sealer.needs_reseal(&queued.letter_sealed.expect("it waits")));

    // Killed after some rows: one is still sealed with the old key, and everything opens.
    let mut write = app.store.write().await?;
    factor::set_sealed(&mut write, row.id, &now.secret, &row.secret).await?;
    write.commit().await?;
    assert!(secret_of(&app, &stored(&app, &row).await).is_some());
    app.store.close().await;
    let said = text(keys::rotate(place.settings()).await?);
    assert!(said.contains("begun earlier is finished"), "{said}");
    assert_eq!(std::fs::read_to_string(place.path("vestibule.keys")).ok(), Some(after), "no further key");
    let app = place.app().await;
    assert!(!app.sealer.needs_reseal(&stored(&app, &row).await.secret));
    assert_eq!(jobs::outbox::deliver_due(&app).await?, 1);
    Ok(())
}

#[tokio::test]
async fn keys_are_not_rotated_under_a_running_server() -> Result<(), Fault> {
    let place = Place::new();
    let app = place.app().await;
    let serving = Presence::share(&place.path("vestibule.keys"))?.expect("nobody changes the keys");
    assert!(matches!(keys::rotate(place.settings()).await?, Said::Refused(_)));
    assert!(matches!(backup::restore(&place.settings(), Path::new("x"), true).await?, Said::Refused(_)));
    drop((serving, app));
    Ok(())
}

#[tokio::test]
async fn start_refuses_a_demo_and_lost_or_foreign_keys() -> Result<(), Fault> {
    let place = Place::new();
    let demo = build(Parts { demo: true, ..place.parts() }).await?;
    demo.store.close().await;
    assert!(why_not(build(place.parts()).await).contains("demo"));

    let place = Place::new();
    let app = place.app().await;
    invited(&app, "ana@example.com").await?;
    let row = with_authenticator(&app).await?;
    app.store.close().await;
    assert!(why_not(build(Parts { demo: true, ..place.parts() }).await).contains("real"));

    let keys = place.path("vestibule.keys");
    std::fs::rename(&keys, place.path("kept")).expect("the key file can be moved");
    let missing = why_not(build(place.parts()).await);
    assert!(missing.contains("is missing") && missing.contains("--accept-lost-keys"), "{missing}");
    assert!(!keys.exists(), "a refused start makes no keys");

    let elsewhere = Place::new();
    elsewhere.app().await.store.close().await;
    std::fs::copy(elsewhere.path("vestibule.keys"), &keys).expect("a foreign key file");
    assert!(why_not(build(place.parts()).await).contains("is not the one"));
    assert!(matches!(keys::run(place.settings(), keys::Act::Check).await?, Said::Unwell(_)));

    std::fs::remove_file(&keys).expect("the foreign key file is there");
    let app = build(Parts { accept_lost_keys: true, ..place.parts() }).await?;
    assert!(secret_of(&app, &stored(&app, &row).await).is_none());
    app.store.close().await;
    let app = place.app().await;
    app.store.close().await;
    let findings = doctor::examine(&place.settings()).await;
    let found = findings.iter().find(|finding| finding.check == "keys").expect("the doctor looks at keys");
    assert_eq!(found.state, "fault", "{found:?}");
    assert!(found.said.contains("no key opens: 1"), "{found:?}");
    Ok(())
}

#[tokio::test]
async fn a_backup_comes_back() -> Result<(), Fault> {
    let place = Place::new();
    let app = place.app().await;
    invited(&app, "ana@example.com").await?;
    let copy = place.path("copy.db");
    assert!(matches!(backup::backup(&place.settings(), &copy).await?, Said::Done(_)));
    assert!(matches!(backup::backup(&place.settings(), &copy).await?, Said::Refused(_)), "never overwritten");
    let look = Look { slug: "later".into(), name: "Later".into(), accent: None, zone: "UTC".into() };
    organization::add(&app, &visit(&app), &look).await?.expect("the slug is free");
    app.store.close().await;

    let settings = place.settings();
    assert!(
        matches!(backup::restore(&settings, &copy, false).await?, Said::Refused(_)),
        "a database is there"
    );
    let foreign = place.path("foreign.db");
    std::fs::write(&foreign, b"SQLite format 3").expect("a file");
    assert!(matches!(backup::restore(&settings, &foreign, true).await?, Said::Refused(_)));
    assert!(
        text(org::run(&*place.app().await, org::Act::List).await?).contains("later"),
        "nothing was moved"
    );

    assert!(matches!(backup::restore(&settings, &copy, true).await?, Said::Done(_)));
    let listed = text(org::run(&*place.app().await, org::Act::List).await?);
    assert!(listed.contains("acme") && !listed.contains("later"), "{listed}");
    let aside = std::fs::read_dir(&place.directory).expect("the directory is there").filter_map(Result::ok);
    let aside = aside.filter(|file| file.file_name().to_string_lossy().contains(".before-"));
    assert!(aside.count() >= 1, "what was there is kept");
    Ok(())
}

#[tokio::test]
async fn the_doctor_makes_nothing_and_finds_what_is_missing() -> Result<(), Fault> {
    let place = Place::new();
    let findings = doctor::examine(&place.settings()).await;
    let state = |check: &str| findings.iter().find(|finding| finding.check == check).map(|found| found.state);
    assert_eq!(state("database"), Some("fault"));
    assert_eq!(state("mail"), Some("fault"));
    assert_eq!(state("proxy"), Some("fault"));
    assert_eq!(state("key file"), Some("note"));
    for finding in &findings {
        assert_eq!(finding.state == "ok", finding.remedy.is_none(), "{finding:?}");
    }
    assert_eq!(std::fs::read_dir(&place.directory).expect("the directory is there").count(), 0);
    Ok(())
}

#[test]
fn a_log_that_nobody_reads_any_more_does_not_keep_it_from_ending_cleanly() {
    use std::io::BufRead as _;
    let place = Place::new();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_vestibule"))
        .arg("serve")
        .current_dir(&place.directory)
        .env_clear()
        .envs([
            ("VESTIBULE_LISTEN", "127.0.0.1:0"),
            ("VESTIBULE_BASE_URL", "http://localhost:8320"),
            ("VESTIBULE_SUPPORT_ADDRESS", "help@example.com"),
            ("VESTIBULE_MAIL_FROM", "login@example.com"),
            ("VESTIBULE_MAIL_HOST", "localhost"),
            ("VESTIBULE_MAIL_SECURITY", "none"),
        ])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stderr.take());
    let mut first = String::new();
    let out = child.stdout.take().expect("a pipe");
    std::io::BufReader::new(out).read_line(&mut first).expect("a line");
    assert!(first.starts_with("Vestibule is at http://localhost:8320"), "{first}");
    let told = std::process::Command::new("kill").arg(child.id().to_string()).status();
    assert!(told.is_ok_and(|told| told.success()));
    let begun = std::time::Instant::now();
    let ended = loop {
        if let Some(status) = child.try_wait().expect("it is ours") {
            break Some(status);
        }
        if begun.elapsed() > std::time::Duration::from_secs(20) {
            child.kill().expect("it is ours");
            break None;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    assert_eq!(ended.and_then(|status| status.code()), Some(0), "SIGTERM ends it");
}
