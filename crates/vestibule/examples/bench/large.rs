//! Fifty thousand people in one organization and ten million entries in the journal, on both databases: how long
//! each page takes, and how soon a refusal is found by everybody who may read of it while a thousand sign in.

mod fill;

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::house::{PASSWORD, Place, Server, email, network};
use crate::knock::{Answer, Visitor};
use crate::{median, postgres, tell, work};

/// How often each page is opened.
const TIMES: usize = 7;
/// How long a page may take, in milliseconds.
const MOST: f64 = 200.0;
/// How soon a refusal is to be found, in seconds.
const SOON: f64 = 2.0;
/// How many sign in meanwhile.
const MEANWHILE: usize = 1000;
/// How many of them at a time.
const AT_ONCE: usize = 40;

/// Both databases, one after the other, or the one that is named.
pub async fn all(binary: &Path, directory: &Path) {
    let postgres = postgres::database()
        .map(|url| Place { directory: directory.join("postgres"), database: url.to_string() });
    for (name, place) in [("SQLite", Some(Place::sqlite(directory.join("sqlite")))), ("PostgreSQL", postgres)]
    {
        let Some(place) = place.filter(|_| wanted(&name.to_lowercase())) else { continue };
        std::fs::create_dir_all(&place.directory).unwrap();
        println!(
            "\n{name}: {} people in one organization, {} entries in the journal",
            fill::PEOPLE,
            fill::ENTRIES
        );
        let begun = Instant::now();
        fill::all(&place).await;
        tell("filled in", format!("{:.0} s", begun.elapsed().as_secs_f64()), None);
        let server = Server::start(binary, &place).await;
        let mut readers = Readers::of(&server).await;
        pages(&server, &mut readers).await;
        find_a_refusal(binary, &place, &server, &mut readers).await;
        tell("resident afterwards", format!("{:.0} MB", server.resident() as f64 / 1e6), None);
        server.stop();
    }
    std::fs::remove_dir_all(directory).unwrap();
}

/// Whether this database is wanted: both are where none is named.
fn wanted(name: &str) -> bool {
    let named: Vec<String> = std::env::args().skip(3).collect();
    named.is_empty() || named.iter().any(|other| other == name)
}

/// The admin, the support desk and somebody, each signed in.
struct Readers {
    admin: Visitor,
    of_both: Visitor,
    support: Visitor,
    person: Visitor,
}

impl Readers {
    async fn of(server: &Server) -> Readers {
        let mut admin = Visitor::from(server.at, network(9000));
        let inside = admin.sign_in(&email(0), PASSWORD).await.unwrap();
        assert!(inside.leads_to("/account"), "{inside:?}");
        let mut person = Visitor::from(server.at, network(9001));
        let inside = person.sign_in(&email(1), PASSWORD).await.unwrap();
        assert!(inside.leads_to("/account"), "{inside:?}");
        let mut of_both = Visitor::from(server.at, network(9006));
        let asked = of_both.sign_in(fill::OF_BOTH, PASSWORD).await.unwrap();
        assert!(asked.leads_to("/sign-in/choose"), "{asked:?}");
        let inside = of_both.post("/sign-in/choose", &[("organization", "larkfield")]).await.unwrap();
        assert!(inside.leads_to("/account"), "{inside:?}");
        Readers { admin, of_both, support: at_the_desk(server.at).await, person }
    }
}

async fn at_the_desk(at: SocketAddr) -> Visitor {
    let mut visitor = Visitor::from(at, network(9002));
    let asked = visitor.sign_in(fill::SUPPORT, PASSWORD).await.unwrap();
    assert!(asked.leads_to("/sign-in/second"), "{asked:?}");
    let secret = proofs::totp::Secret::from_bytes(fill::KEY);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros() as i64;
    let code = secret.code(proofs::totp::step_at(rules::Instant(now)));
    let inside = visitor.post("/sign-in/second", &[("s", &asked.step()), ("code", &code)]).await.unwrap();
    assert!(!inside.leads_to("/sign-in/second") && inside.status == 303, "{inside:?}");
    visitor
}

/// Every page that stands on lists, by who reads it.
async fn pages(server: &Server, readers: &mut Readers) {
    let people = readers.admin.get("/org/larkfield/people?q=person1%40").await.unwrap();
    let person = between(&people.body, "/org/larkfield/people/", "\"").expect("somebody is found");
    let busy = readers.admin.get("/org/larkfield/people?q=person1000%40").await.unwrap();
    let busy = between(&busy.body, "/org/larkfield/people/", "\"").expect("somebody is found");
    let statuses =
        rules::status::Status::ALL.map(|status| format!("/org/larkfield/people?status={}", status.code()));
    let later = readers.admin.get("/org/larkfield/people?role=member").await.unwrap();
    let later = before(&later.body, "\" rel=\"next\"").replace("&amp;", "&").replace("&#38;", "&");
    let mut admins: Vec<String> = [
        "/org/larkfield/people",
        &later,
        "/org/larkfield/people?q=last49999",
        "/org/larkfield/people?q=nobody-is-called-so",
        "/org/larkfield/people?role=admin",
        &format!("/org/larkfield/people/{person}"),
        &format!("/org/larkfield/people/{busy}"),
        "/org/larkfield/requests",
        "/org/larkfield/policy",
        "/org/larkfield/audit",
        "/org/larkfield/audit?act=role-changed",
        &format!("/org/larkfield/audit?who={busy}"),
        &format!("/org/larkfield/audit?who={person}&act=invited"),
        "/org/larkfield/audit?who=last4999",
        "/org/larkfield/invite",
        "/org/larkfield/import",
    ]
    .map(str::to_owned)
    .into();
    admins.extend(statuses);
    for path in &admins {
        look(&mut readers.admin, path).await;
    }
    for path in [
        "/people",
        "/people?q=last49999",
        "/people?role=admin",
        "/people?status=deactivated",
        "/people/invite",
    ] {
        look(&mut readers.of_both, path).await;
    }
    for path in ["/account", "/account/password"] {
        look(&mut readers.person, path).await;
    }
    let refused =
        Visitor::from(server.at, network(9003)).sign_in(&email(1), "a wrong one entirely").await.unwrap();
    let reference = refused.header("vestibule-reference").to_owned();
    look(&mut readers.person, &format!("/why/{reference}")).await;
    for path in [
        "/support".to_owned(),
        "/support/numbers".to_owned(),
        "/support/articles".to_owned(),
        format!("/support/case/{reference}"),
        format!("/support/people/{person}"),
        format!("/support/people/{busy}"),
        "/support/organizations/larkfield".to_owned(),
        "/support/organizations/larkfield?from=2020-01-01&to=2020-02-01".to_owned(),
    ] {
        look(&mut readers.support, &path).await;
    }
    for typed in [reference.as_str(), &email(40_000), "Larkfield"] {
        find(&mut readers.support, typed).await;
    }
    let mut stranger = Visitor::from(server.at, network(9004));
    for path in ["/sign-in", "/metrics", "/help"] {
        look(&mut stranger, path).await;
    }
    once(&mut readers.admin, "/org/larkfield/people.csv", "everybody as a file").await;
    trial(&mut readers.admin).await;
}

async fn look(visitor: &mut Visitor, path: &str) {
    let mut took = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        let answer = visitor.get(path).await.unwrap();
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
    }
    told(&shortened(path), took);
}

async fn find(visitor: &mut Visitor, typed: &str) {
    let mut took = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        let answer = visitor.post("/support/find", &[("q", typed)]).await.unwrap();
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
        assert_eq!(answer.status, 303, "{typed}: {answer:?}");
    }
    told(&format!("/support finds {typed}"), took);
}

fn told(what: &str, took: Vec<f64>) {
    let most = took.iter().copied().fold(0.0, f64::max);
    let figure = format!("{:.0} ms, at most {most:.0}", median(took));
    tell(&format!("  {what}"), figure, Some(("< 200 ms", most < MOST)));
}

/// What is no page: how long it takes, and no goal.
async fn once(visitor: &mut Visitor, path: &str, what: &str) {
    let begun = Instant::now();
    let answer = visitor.get(path).await.unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    tell(&format!("  {what}"), format!("{seconds:.1} s, {} kB", answer.body.len() / 1000), None);
}

/// A policy is tried on everybody before it is saved.
async fn trial(visitor: &mut Visitor) {
    let fields = [
        ("second_factor", "on"),
        ("session_idle", "12"),
        ("session_idle_unit", "hours"),
        ("session_absolute", "7"),
        ("session_absolute_unit", "days"),
        ("session_visit", "12"),
        ("session_visit_unit", "hours"),
        ("invitation_life", "14"),
        ("invitation_life_unit", "days"),
        ("password_max_age", "90"),
        ("password_max_age_unit", "days"),
        ("password_history", "5"),
    ];
    let asked = visitor.post("/org/larkfield/policy", &fields).await.unwrap();
    assert!(asked.leads_to("/org/larkfield/policy/trial"), "{asked:?}");
    once(visitor, asked.location(), "a policy tried on everybody").await;
}

/// One wrong password in the middle of a thousand sign-ins, and who has found it when.
async fn find_a_refusal(binary: &Path, place: &Place, server: &Server, readers: &mut Readers) {
    let people = readers.admin.get("/org/larkfield/people?q=person1%40").await.unwrap();
    let person = between(&people.body, "/org/larkfield/people/", "\"").expect("somebody is found");
    let crowd = work::crowd(server.at, 20_000..20_000 + MEANWHILE, AT_ONCE);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut stranger = Visitor::from(server.at, network(9005));
    let refused = stranger.sign_in(&email(1), "a wrong one entirely").await.unwrap();
    let since = Instant::now();
    let reference = refused.header("vestibule-reference").to_owned();
    let log = || std::fs::read_to_string(place.directory.join("log")).unwrap().contains(&reference);
    println!("\na refusal in the middle of {MEANWHILE} sign-ins, found after:");
    let found = |what: &str| {
        let seconds = since.elapsed().as_secs_f64();
        tell(&format!("  by {what}"), format!("{seconds:.2} s"), Some(("<= 2 s", seconds <= SOON)));
    };
    until(&mut readers.person, &format!("/why/{reference}"), "password-wrong").await;
    found("the user");
    until(&mut readers.admin, &format!("/org/larkfield/people/{person}"), &reference).await;
    found("the org admin");
    until(&mut readers.support, &format!("/support/case/{reference}"), "password-wrong").await;
    found("support");
    assert!(log(), "the log has it");
    let why = place.command(binary, server.at).args(["why", &reference]).output().unwrap();
    assert!(why.status.success(), "{why:?}");
    found("the operator");
    let still = !crowd.is_finished();
    tell("  they were still signing in", if still { "yes" } else { "no" }.to_owned(), Some(("yes", still)));
    crowd.await.unwrap();
}

async fn until(visitor: &mut Visitor, path: &str, wanted: &str) {
    for _ in 0..100 {
        let answer: Answer = visitor.get(path).await.unwrap();
        if answer.status == 200 && answer.body.contains(wanted) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} never shows {wanted}");
}

fn between<'a>(text: &'a str, begins: &str, ends: &str) -> Option<&'a str> {
    Some(text.split_once(begins)?.1.split_once(ends)?.0)
}

fn before(text: &str, mark: &str) -> String {
    text.split_once(mark).and_then(|(before, _)| before.rsplit_once("href=\"")).unwrap().1.to_owned()
}

/// Without the ids, which are long and say nothing.
fn shortened(path: &str) -> String {
    path.chars().take(60).collect()
}
