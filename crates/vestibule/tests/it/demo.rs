//! The demo's side door: what tests from outside rely on, and that every story can be told again.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode};
use axum::{Router, middleware};
use proofs::totp::Secret;
use rules::{Instant, Span};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;
use vestibule::app::{Clock, Shared};
use vestibule::cli::start::{Parts, build};
use vestibule::config::{MailSettings, Settings};
use vestibule::dev;
use vestibule::dev::houses::HOUSES;
use vestibule::dev::stories::CAST;
use vestibule::flows::subject::{Subject, Who, load};
use vestibule::mail::Transport;
use vestibule::mail::inbox::Inbox;
use vestibule::step::Step;
use vestibule::store::{address, device, factor, guess, membership, outbox, recovery, ticket, user};
use vestibule::visit::Visit;
use vestibule::web::entry;
use vestibule::when;

use crate::postgres;
use crate::world::beside;

const NOW: Instant = Instant(1_795_528_800_000_000);

/// A demo that has begun, with a clock that stands still.
struct Demo {
    app: Shared,
    router: Router,
    directory: PathBuf,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

impl Demo {
    async fn begun() -> Demo {
        let directory = std::env::temp_dir().join(format!("vestibule-demo-test-{}", Uuid::now_v7()));
        std::fs::create_dir_all(&directory).expect("the temporary directory takes a directory");
        let app = build(parts(settings(&directory))).await.expect("the demo starts");
        dev::cast::begin_all(&app).await.expect("the stories begin");
        let router = dev::router()
            .layer(middleware::from_fn_with_state(app.clone(), entry::around))
            .layer(middleware::from_fn_with_state(app.clone(), dev::deliver_after))
            .with_state(app.clone());
        Demo { app, router, directory }
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.expect("a router always answers")
    }

    async fn get(&self, path: &str) -> Value {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        read(self.send(request).await).await
    }

    async fn post(&self, path: &str, form: &str) -> Response<Body> {
        self.send(form_to(path, form)).await
    }

    async fn begin_again(&self, email: &str) -> Value {
        let response = self.post("/dev/cast", &format!("email={email}")).await;
        assert_eq!(response.status(), StatusCode::OK, "{email}");
        read(response).await
    }

    async fn clock(&self) -> Instant {
        let told = self.get("/dev/clock").await;
        when::parse_rfc3339(told["now"].as_str().expect("a time")).expect("RFC 3339")
    }

    async fn subject(&self, email: &str) -> Subject {
        let who = Who::Address(email.to_owned());
        let mut read = self.app.store.read();
        load(&mut read, &who, &Step::default(), &visit(self.app.now())).await.expect("the store answers")
    }
}

fn parts(settings: Settings) -> Parts {
    Parts {
        settings,
        clock: Clock::still(NOW),
        transport: Some(Transport::Inbox(Arc::new(Inbox::default()))),
        demo: true,
        names: Some(vestibule::outside::names::Names::board()),
        only_looks: false,
        accept_lost_keys: false,
    }
}

fn settings(directory: &std::path::Path) -> Settings {
    Settings {
        listen: SocketAddr::from(([127, 0, 0, 1], 8321)),
        base_url: "http://localhost:8321".to_owned(),
        database: format!("sqlite:{}", directory.join("vestibule.db").display()),
        key_file: directory.join("vestibule.keys"),
        product: "Vestibule demo".to_owned(),
        support_address: "support@vestibule.example".to_owned(),
        trusted_proxies: vec![],
        mail: MailSettings {
            from: "login@vestibule.example".to_owned(),
            host: "localhost".to_owned(),
            port: 25,
            security: "none".to_owned(),
            username: None,
            password: None,
            timeout_seconds: 20,
            dkim_selector: None,
        },
        password_list: None,
        hash_threads: 2,
        journal_days: 400,
        log_json: false,
        dns: Vec::new(),
        sso_private_network: true,
    }
}

fn visit(now: Instant) -> Visit {
    Visit {
        now,
        network: [127, 0, 0, 1].into(),
        browser: "Firefox on Linux".to_owned(),
        device: Uuid::from_u128(7),
        device_cookie: Uuid::nil(),
        inside_app: false,
        keeps_cookies: true,
        known_mark: None,
        session_token: None,
    }
}

fn form_to(path: &str, form: &str) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .expect("a request")
}

async fn read(response: Response<Body>) -> Value {
    let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// What of a person a story begins with; ids and what is random left out.
fn state(subject: &Subject) -> String {
    let user = subject.user.as_ref().expect("everybody of the cast is a user");
    let factors: Vec<_> =
        subject.factors.iter().map(|row| (row.confirmed_at, row.last_step, row.ended_at)).collect();
    let sheets: Vec<_> = subject
        .sheets
        .iter()
        .map(|(set, codes)| (set.saved_at, codes.iter().filter(|code| code.spent_at.is_none()).count()))
        .collect();
    let doors: Vec<_> = subject
        .doors
        .iter()
        .map(|door| {
            let row = &door.membership;
            (
                door.slug.as_str(),
                row.role,
                row.joined_at,
                row.deactivated_at,
                row.invite_expires_at,
                row.waived_until,
            )
        })
        .collect();
    format!(
        "{:?} {:?} {} {:?} {factors:?} {sheets:?} {doors:?} {:?}",
        user.password_hash.is_some(),
        user.password_at,
        user.password_worth,
        user.codes_saved_at,
        subject.device,
    )
}

#[tokio::test]
async fn the_cast_is_as_the_surface_says() {
    let demo = Demo::begun().await;
    let cast = demo.get("/dev/cast.json").await;
    let cast = cast.as_array().expect("a list");
    assert_eq!(cast.len(), CAST.len());
    let fields = [
        "email",
        "kit_codes",
        "organizations",
        "password",
        "recovery_codes",
        "story",
        "stuck",
        "totp_secret",
    ]
    .map(str::to_owned);
    for member in cast {
        let member = member.as_object().expect("an object");
        assert_eq!(member.keys().cloned().collect::<BTreeSet<_>>(), BTreeSet::from(fields.clone()));
        let story = member["story"].as_str().expect("a sentence");
        assert!(!story.is_empty() && !story.contains('⟨'), "{story}");
        if let Some(password) = member["password"].as_str() {
            assert!(password.chars().count() >= 15, "{password}");
            let flaw = proofs::quality::quality(password, 15, &[], &demo.app.refused_passwords);
            assert!(flaw.is_ok(), "{password}: {flaw:?}");
        }
        if let Some(secret) = member["totp_secret"].as_str() {
            assert!(Secret::parse(secret).is_some());
        }
        let lists = [&member["recovery_codes"], &member["kit_codes"]];
        for code in lists.into_iter().flat_map(|list| list.as_array().expect("a list")) {
            assert!(code.as_str().and_then(proofs::recovery::normalize).is_some());
        }
        for place in member["organizations"].as_array().expect("a list") {
            let house = HOUSES.iter().any(|house| place["slug"] == house.slug);
            assert!(house || place["slug"] == "support", "{place}");
            assert!(place["role"] == "member" || place["role"] == "admin");
        }
    }
    let stuck: BTreeSet<_> = cast.iter().filter_map(|member| member["stuck"].as_u64()).collect();
    // The fourth way comes with single sign-on.
    assert_eq!(stuck, BTreeSet::from([1, 2, 3, 4, 5]));
}

#[tokio::test]
async fn each_organization_has_two_admins_or_is_about_the_only_one() {
    let admins =
        |slug| CAST.iter().filter(|story| story.places.contains(&(slug, rules::Role::Admin))).count();
    for house in &HOUSES {
        let alone = ["harbour", "millwork"].contains(&house.slug);
        assert_eq!(admins(house.slug), if alone { 1 } else { 2 }, "{}", house.slug);
    }
    assert!(CAST.iter().any(|story| story.places.len() == 2));
}

#[tokio::test]
async fn every_story_can_be_begun_again_and_touches_no_other() {
    let demo = Demo::begun().await;
    let mut before = Vec::new();
    for story in &CAST {
        before.push(state(&demo.subject(story.email).await));
    }
    for story in &CAST {
        let subject = demo.subject(story.email).await;
        spoil(&demo, &subject).await;
        let member = demo.begin_again(story.email).await;
        assert_eq!(member["email"], story.email);
    }
    for (story, before) in CAST.iter().zip(before) {
        assert_eq!(state(&demo.subject(story.email).await), before, "{}", story.email);
        let key = demo.app.address_key(story.email);
        let lane =
            guess::find(&mut demo.app.store.read(), &key, "password").await.expect("the store answers");
        assert_eq!(lane, None);
    }
}

/// Everything that may happen to somebody in a story.
async fn spoil(demo: &Demo, subject: &Subject) {
    let (app, now) = (&demo.app, demo.app.now());
    let user_id = subject.user.as_ref().expect("a user").id;
    let mut write = app.store.write().await.expect("a transaction");
    user::set_password(&mut write, user_id, "$argon2id$none", now, "own").await.expect("saved");
    user::set_codes_saved(&mut write, user_id, Some(now)).await.expect("saved");
    for row in &subject.factors {
        factor::end(&mut write, row.id, now).await.expect("ended");
    }
    for (set, _) in &subject.sheets {
        recovery::spend(&mut write, set.id, 1, now).await.expect("spent");
    }
    for door in &subject.doors {
        let id = door.membership.organization_id;
        membership::set_deactivated(&mut write, id, user_id, Some(now)).await.expect("switched off");
    }
    device::add_or_touch(&mut write, Uuid::from_u128(7), user_id, now, "Firefox").await.expect("known");
    ticket::spend_all_for_user(&mut write, user_id, now, "test").await.expect("spent");
    guess::count(&mut write, &app.address_key(&subject.address), "password", now).await.expect("counted");
    write.commit().await.expect("committed");
}

#[tokio::test]
async fn an_invitation_lies_in_its_mailbox_and_a_held_mail_does_not() {
    let demo = Demo::begun().await;
    for (email, live) in [("noor@larkfield.example", true), ("mia@larkfield.example", false)] {
        let mails = demo.get(&format!("/dev/mail.json?to={email}")).await;
        let link = mails[0]["links"][0].as_str().expect("a link");
        let token = link.strip_prefix("http://localhost:8321/i/").expect("the link of an invitation");
        let found = vestibule::flows::reset::find_ticket(&demo.app, token).await.expect("the store answers");
        assert_eq!(found.expect("its ticket").expires_at > demo.app.now(), live, "{email}");
    }
    let ana = "/dev/mail.json?to=ana@larkfield.example";
    assert_eq!(demo.get(ana).await, json!([]));
    let held = demo.subject("ana@larkfield.example").await.user.expect("a user").id;
    let rows = outbox::list_for_user(&mut demo.app.store.read(), held, 10).await.expect("the store answers");
    assert!(rows.iter().any(|row| row.state == "queued" && row.reply.is_some()));
    // It comes after all; whoever waits long enough sees it.
    demo.post("/dev/clock", "advance=3600").await;
    assert_eq!(demo.get(ana).await.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_browser_is_led_to_where_the_story_starts() {
    let demo = Demo::begun().await;
    for (email, start) in [
        ("cem@larkfield.example", "/sign-in"),
        ("ana@larkfield.example", "/reset"),
        ("mia@larkfield.example", "/i/"),
    ] {
        let mut request = form_to("/dev/cast", &format!("email={email}"));
        request.headers_mut().insert("accept", "text/html".parse().expect("a header"));
        let response = demo.send(request).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let to = response.headers()["location"].to_str().expect("text");
        assert!(to.starts_with(start), "{email}: {to}");
    }
    let nobody = demo.post("/dev/cast", "email=nobody@larkfield.example").await;
    assert_eq!(nobody.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_clock_never_runs_backwards() {
    let demo = Demo::begun().await;
    assert_eq!(demo.clock().await, NOW);
    for wrong in
        ["advance=-1", "set=2020-01-01T00:00:00Z", "advance=soon", "set=tomorrow", "advance=1e30", ""]
    {
        assert_eq!(demo.post("/dev/clock", wrong).await.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
    assert_eq!(demo.clock().await, NOW);
    let moved = read(demo.post("/dev/clock", "advance=90").await).await;
    let later = NOW.plus(Span::seconds(90));
    assert_eq!(moved, json!({ "now": when::rfc3339(later) }));
    let later = later.plus(Span::days(3));
    let body = json!({ "set": when::rfc3339(later) }).to_string();
    let request =
        Request::post("/dev/clock").header("content-type", "application/json").body(Body::from(body));
    demo.send(request.expect("a request")).await;
    assert_eq!(demo.clock().await, later);
}

#[tokio::test]
async fn a_page_of_another_site_moves_nothing() {
    let demo = Demo::begun().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "http://other.example"),
        ("origin", "null"),
    ] {
        let mut request = form_to("/dev/clock", "advance=60");
        request.headers_mut().insert(name, value.parse().expect("a header"));
        assert_eq!(demo.send(request).await.status(), StatusCode::FORBIDDEN, "{name}: {value}");
    }
    assert_eq!(demo.clock().await, NOW);
}

#[tokio::test]
async fn a_name_that_only_leads_here_gets_nothing() {
    let demo = Demo::begun().await;
    let whole = vestibule::serve::router(demo.app.clone());
    let asked = |host: Option<&str>, uri: &str| {
        let host = host.map(|host| ("host", host.to_owned()));
        let request =
            host.into_iter().fold(Request::get(uri), |request, (name, host)| request.header(name, host));
        whole.clone().oneshot(request.body(Body::empty()).expect("a request"))
    };
    for host in
        ["localhost:8321", "127.0.0.1:8321", "[::1]:8321", "localhost", "LOCALHOST:9", "127.0.0.1:40000"]
    {
        let response = asked(Some(host), "/dev/cast.json").await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{host}");
    }
    let others = [
        "evil.example",
        "evil.example:8321",
        "localhost.evil.example:8321",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "evil.example@localhost",
        "localhost:8321@evil.example:8321",
        "192.168.1.4:8321",
        "0.0.0.0:8321",
        "[::]:8321",
        "",
    ];
    for host in others {
        for path in
            ["/dev/cast.json", "/dev/mail.json", "/dev", "/sign-in", "/assets/vestibule.css", "/nowhere"]
        {
            let response = asked(Some(host), path).await.expect("an answer");
            assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "{host} {path}");
            assert!(response.headers().get("set-cookie").is_none(), "{host} {path}");
        }
    }
    assert_eq!(asked(None, "/dev/mail.json").await.expect("an answer").status().as_u16(), 421);
    let line = asked(Some("localhost:8321"), "http://evil.example/dev/mail.json").await.expect("an answer");
    assert_eq!(line.status(), StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn a_demo_that_goes_on_has_every_story_once() {
    let demo = Demo::begun().await;
    let before = state(&demo.subject("eli@fjordbank.example").await);
    demo.post("/dev/clock", "advance=60").await;
    dev::cast::begin_all(&demo.app).await.expect("nothing is missing");
    assert_eq!(state(&demo.subject("eli@fjordbank.example").await), before);
    let mails = demo.get("/dev/mail.json?to=noor@larkfield.example").await;
    assert_eq!(mails.as_array().map(Vec::len), Some(1));
    let known = address::find(&mut demo.app.store.read(), "eli@fjordbank.example").await;
    assert!(known.expect("the store answers").is_some());
}

/// Why a database is refused, or nothing.
async fn refused(parts: Parts) -> String {
    match build(parts).await {
        Ok(app) => {
            app.store.close().await;
            String::new()
        }
        Err(fault) => fault.to_string(),
    }
}

/// On both databases: an empty one is taken, a demo's goes on, a real one and somebody else's are refused, and
/// what is refused is as it was.
async fn takes_only_what_is_a_demos(own: Settings, real: Settings, others: Settings) {
    use sqlx::{Connection, Executor};
    assert_eq!(refused(parts(own.clone())).await, "", "an empty one");
    assert_eq!(refused(parts(own.clone())).await, "", "one of a demo");
    assert!(refused(Parts { demo: false, ..parts(own) }).await.contains("belongs to a demo"));
    assert_eq!(refused(Parts { demo: false, ..parts(real.clone()) }).await, "");
    assert!(refused(parts(real)).await.contains("is a real one"));

    let table = "create table invoices (number integer)";
    if others.database.starts_with("sqlite:") {
        beside(&others.database).execute_batch(table).expect("a table");
    } else {
        let mut other = sqlx::PgConnection::connect(&others.database).await.expect("a database");
        other.execute(table).await.expect("a table");
    }
    for _twice in 0..2 {
        assert!(refused(parts(others.clone())).await.contains("tables of something else"));
    }
}

#[tokio::test]
async fn a_demo_takes_no_database_that_somebody_uses() {
    let directory = std::env::temp_dir().join(format!("vestibule-demo-test-{}", Uuid::now_v7()));
    let place = |name: &str| {
        let inside = directory.join(name);
        std::fs::create_dir_all(&inside).expect("the temporary directory takes a directory");
        settings(&inside)
    };
    takes_only_what_is_a_demos(place("own"), place("real"), place("others")).await;
    let elsewhere = |name: &str| {
        Some(Settings { database: postgres::database()?.to_string(), ..place(&format!("postgres-{name}")) })
    };
    if let (Some(own), Some(real), Some(others)) = (elsewhere("own"), elsewhere("real"), elsewhere("others"))
    {
        takes_only_what_is_a_demos(own, real, others).await;
    }
    std::fs::remove_dir_all(&directory).expect("the directory goes away");
}

/// The binary as a demo on that database, until it has said where it is: what it said first, on either way out.
fn begun_at(database: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vestibule"))
        .args(["demo", "--listen", "127.0.0.1:0", "--database", database])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut said = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    while !said.contains("Ctrl-C") && out.read_line(&mut said).expect("a line") > 0 {}
    child.kill().expect("it is ours");
    let rest = child.wait_with_output().expect("it ends");
    said + &String::from_utf8_lossy(&rest.stderr)
}

#[test]
fn a_demo_in_postgresql_goes_on_after_it_was_killed() {
    assert!(begun_at("sqlite:demo.db").contains("--data-dir"), "SQLite has another flag");
    let Some(url) = postgres::database() else { return };
    for _twice in 0..2 {
        let said = begun_at(&url.to_string());
        assert!(said.contains(&format!("Kept in {url}; ")), "{said}");
    }
}
