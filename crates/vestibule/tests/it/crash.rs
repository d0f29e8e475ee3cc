//! `kill -9` at any moment, under load, again and again: nothing that was answered is lost, and nothing that
//! was used up comes back.
//!
//! The real binary on a directory that stays. Several people are busy when it is killed; each remembers what
//! the server told them. After the restart everything told must be so, and what was cut off must have happened
//! as a whole or not at all. A hundred kills, a thousand with `VESTIBULE_LONG`, three with `VESTIBULE_QUICK`.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Result};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;
use vestibule::app::random;
use vestibule::store::outbox::OutboxRow;
use vestibule::store::{DatabaseUrl, Store, address, outbox};

use crate::knock::{Answer, Visitor};

/// What may be caused within an hour of the demo's clock, which moves more than that between kills.
const ASKS_A_ROUND: usize = 12;
const CODES_A_ROUND: usize = 2;

fn rounds() -> usize {
    match (std::env::var_os("VESTIBULE_QUICK"), std::env::var_os("VESTIBULE_LONG")) {
        (Some(_), _) => 3,
        (None, Some(_)) => 1000,
        (None, None) => 100,
    }
}

/// Anything below `most`.
fn below(most: u64) -> u64 {
    u64::from_ne_bytes(random()) % most
}

/// The binary at work.
struct Server {
    child: Child,
    at: SocketAddr,
}

impl Server {
    fn spawn(directory: &Path) -> Child {
        Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .args(["demo", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(directory)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts")
    }

    fn start(directory: &Path) -> Server {
        let mut child = Server::spawn(directory);
        let mut first = String::new();
        let out = child.stdout.as_mut().expect("a pipe");
        BufReader::new(out).read_line(&mut first).expect("a line");
        let port = first.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        let port: u16 = port.unwrap_or_else(|| panic!("no address in {first:?}"));
        Server { child, at: SocketAddr::from(([127, 0, 0, 1], port)) }
    }

    fn kill(mut self) {
        kill(&mut self.child);
    }
}

/// SIGKILL.
fn kill(child: &mut Child) {
    child.kill().expect("it lives until now");
    child.wait().expect("it is ours");
}

/// Somebody who forgets their password all the time.
struct Forgetful {
    email: &'static str,
    password: String,
    /// The link that the password was saved with.
    used: Option<String>,
    /// A new password and its link, of which no answer came.
    cut_off: Option<(String, String)>,
    /// Mails that they were told are on their way, since the last start.
    asked: usize,
}

impl Forgetful {
    fn new(email: &'static str, password: &str) -> Forgetful {
        Forgetful { email, password: password.to_owned(), used: None, cut_off: None, asked: 0 }
    }

    /// Ends when the server is gone.
    async fn be_busy(mut self, at: SocketAddr) -> Forgetful {
        self.asked = 0;
        for _ in 0..ASKS_A_ROUND {
            if self.save_another(at).await.is_err() {
                break;
            }
        }
        self
    }

    async fn save_another(&mut self, at: SocketAddr) -> Result<()> {
        let mut browser = Visitor::new(at);
        let asked = browser.post("/reset", &[("email", self.email)]).await?;
        assert!(asked.leads_to("/reset/wait"), "{asked:?}");
        self.asked += 1;
        let link = newest_link(&mut browser, self.email).await?;
        let opened = browser.get(&link).await?;
        assert!(opened.leads_to("/password/choose"), "a link that nobody used opens nothing: {opened:?}");
        let password = format!("amber herons over {:08x}", below(1 << 32));
        self.cut_off = Some((password, link));
        let (password, link) = self.cut_off.clone().expect("set just now");
        let fields = [("s", opened.step()), ("new_password", password.clone())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let saved = browser.post("/password/choose", &fields).await?;
        assert!(saved.leads_to("/account"), "{saved:?}");
        (self.password, self.used, self.cut_off) = (password, Some(link), None);
        Ok(())
    }

    /// What they were told is so.
    async fn look_back(&mut self, at: SocketAddr) -> Result<()> {
        if let Some((password, link)) = self.cut_off.take() {
            let saved = Visitor::new(at).sign_in(self.email, &password).await?.leads_to("/account");
            let spent = is_spent(at, &link).await?;
            assert_eq!(saved, spent, "{}: half a save: password {saved}, link used up {spent}", self.email);
            if saved {
                (self.password, self.used) = (password, Some(link));
            }
        }
        let inside = Visitor::new(at).sign_in(self.email, &self.password).await?;
        assert!(inside.leads_to("/account"), "{}: a saved password is lost: {inside:?}", self.email);
        if let Some(link) = &self.used {
            assert!(is_spent(at, link).await?, "{}: a link that was used up opens again", self.email);
        }
        Ok(())
    }
}

async fn newest_link(browser: &mut Visitor, email: &str) -> Result<String> {
    let mails = browser.get(&format!("/dev/mail.json?to={email}")).await?;
    let mails: Value = serde_json::from_str(&mails.body).expect("JSON");
    let links = mails.as_array().into_iter().flatten().flat_map(|mail| mail["links"].as_array());
    let link = links.flatten().filter_map(Value::as_str).find_map(|link| link.split_once("/r/"));
    let (_, token) = link.expect("a mail that was answered for is in the inbox");
    Ok(format!("/r/{token}"))
}

async fn is_spent(at: SocketAddr, link: &str) -> Result<bool> {
    let mut browser = Visitor::new(at);
    let opened = browser.get(link).await?;
    if opened.leads_to("/password/choose") {
        return Ok(false);
    }
    let page = browser.get(opened.location()).await?;
    assert!(page.body.contains("ticket-spent"), "{page:?}");
    Ok(true)
}

/// Somebody without their phone, and with a sheet of codes.
struct Phoneless {
    unused: Vec<String>,
    spent: Vec<String>,
}

impl Phoneless {
    const EMAIL: &'static str = "eli@fjordbank.example";
    const PASSWORD: &'static str = "a phone in the lake";

    /// A new sheet.
    async fn begin_again(at: SocketAddr) -> Result<Phoneless> {
        let told = Visitor::new(at).post("/dev/cast", &[("email", Self::EMAIL)]).await?;
        let member: Value = serde_json::from_str(&told.body).expect("JSON");
        let codes = member["recovery_codes"].as_array().expect("a list").iter();
        let unused = codes.filter_map(Value::as_str).map(str::to_owned).collect();
        Ok(Phoneless { unused, spent: Vec::new() })
    }

    async fn be_busy(mut self, at: SocketAddr) -> Phoneless {
        for _ in 0..CODES_A_ROUND {
            // Without an answer nobody knows what became of the code; it is never typed again.
            let Some(code) = self.unused.pop() else { break };
            match Self::type_code(at, &code).await {
                Ok((answer, _)) => {
                    let inside = answer.leads_to("/account") || answer.leads_to("/sign-in/choose");
                    assert!(inside, "{answer:?}");
                    self.spent.push(code);
                }
                Err(_) => break,
            }
        }
        self
    }

    async fn type_code(at: SocketAddr, code: &str) -> Result<(Answer, Visitor)> {
        let mut browser = Visitor::new(at);
        let first = browser.sign_in(Self::EMAIL, Self::PASSWORD).await?;
        assert!(first.leads_to("/sign-in/second"), "{first:?}");
        let answer = browser.post("/sign-in/second", &[("s", &first.step()), ("code", code)]).await?;
        Ok((answer, browser))
    }

    /// Types a code that was used before; the page that this leads to.
    async fn see_refused(at: SocketAddr, code: &str) -> Result<Answer> {
        let (answer, mut browser) = Self::type_code(at, code).await?;
        assert!(answer.leads_to("/sign-in/second"), "a used recovery code opens the door: {answer:?}");
        browser.get(answer.location()).await
    }

    async fn look_back(&self, at: SocketAddr) -> Result<()> {
        let Some(code) = self.spent.last() else { return Ok(()) };
        let mut page = Self::see_refused(at, code).await?;
        if page.status == 429 {
            // Guesses that kills cut off count, and so does this one each time: the page says when the next one is
            // looked at.
            let wait = page.header("retry-after").to_owned();
            Visitor::new(at).post("/dev/clock", &[("advance", wait.as_str())]).await?;
            page = Self::see_refused(at, code).await?;
        }
        assert!(page.body.contains("recovery-code-spent"), "{page:?}");
        Ok(())
    }
}

/// Somebody who signs in again and again; the browser that got in last.
async fn sign_in_again_and_again(at: SocketAddr) -> Option<Visitor> {
    let mut inside = None;
    loop {
        let mut browser = Visitor::new(at);
        let Ok(answer) = browser.sign_in("jo@larkfield.example", "seven herons by the lake").await else {
            return inside;
        };
        if answer.leads_to("/account") {
            inside = Some(browser);
            continue;
        }
        // A guess is counted before it is looked at, so one that a kill cut off counts; a few of them slow the
        // next one by seconds, which the page says, and nothing worse happens.
        let Ok(page) = browser.get(answer.location()).await else { return inside };
        assert_eq!(page.status, 429, "{answer:?} {page:?}");
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

/// The letters to somebody.
async fn letters(store: &Store, email: &str) -> Vec<OutboxRow> {
    let mut read = store.read();
    let user =
        address::find(&mut read, email).await.expect("the store answers").expect("of the cast").user_id;
    outbox::list_for_user(&mut read, user, 10_000).await.expect("the store answers")
}

/// Mails that were answered for are in the outbox, and each leaves it under the name that it was given.
async fn mails_arrive(directory: &Path, at: SocketAddr, all: &[Forgetful], seen: &mut BTreeSet<Uuid>) {
    let url = format!("sqlite:{}", directory.join("vestibule.db").display());
    let store = Store::open(&DatabaseUrl::parse(&url).expect("an address")).await.expect("opened beside it");
    let mut before = Vec::new();
    for person in all {
        let rows = letters(&store, person.email).await;
        let new = rows.iter().filter(|row| row.kind == "reset" && !seen.contains(&row.id)).count();
        assert!(new >= person.asked, "{}: {new} letters, {} answered for", person.email, person.asked);
        before.extend(rows);
    }
    // Leases of the killed run out, and what is due happens before the answer.
    let moved = Visitor::new(at).post("/dev/clock", &[("advance", "3700")]).await.expect("it serves");
    assert!(moved.status < 400, "{moved:?}");
    let mut after = Vec::new();
    for person in all {
        after.extend(letters(&store, person.email).await);
    }
    store.close().await;
    for row in before {
        let now = after.iter().find(|now| now.id == row.id).expect("a letter is never lost");
        assert_eq!((now.state.as_str(), &now.message_id), ("accepted", &row.message_id));
        seen.insert(row.id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_at_any_moment_loses_nothing_that_was_answered() {
    let directory: PathBuf = std::env::temp_dir().join(format!("vestibule-crash-{:016x}", below(u64::MAX)));
    let mut server = Server::start(&directory);
    let mut forgetful = vec![
        Forgetful::new("lena@larkfield.example", "copper kettle on the sill"),
        Forgetful::new("kim@larkfield.example", "quiet train to Porto"),
    ];
    let mut phoneless = Phoneless::begin_again(server.at).await.expect("it serves");
    let mut seen = BTreeSet::new();
    let mut done = (0, 0, 0);
    for round in 0..rounds() {
        let at = server.at;
        let busy: Vec<_> = forgetful.drain(..).map(|person| tokio::spawn(person.be_busy(at))).collect();
        let with_codes = tokio::spawn(phoneless.be_busy(at));
        let signing_in = [(); 2].map(|()| tokio::spawn(sign_in_again_and_again(at)));
        tokio::time::sleep(Duration::from_millis(20 + below(600))).await;
        server.kill();
        for person in busy {
            forgetful.push(person.await.expect("what the server told was right"));
        }
        phoneless = with_codes.await.expect("what the server told was right");
        if round % 8 == 7 {
            // And once more on its way up.
            let mut child = Server::spawn(&directory);
            tokio::time::sleep(Duration::from_millis(below(300))).await;
            kill(&mut child);
        }
        server = Server::start(&directory);
        for browser in signing_in {
            let Some(mut browser) = browser.await.expect("what the server told was right") else { continue };
            browser.follow(server.at);
            let page = browser.get("/account").await.expect("it serves");
            assert_eq!(page.status, 200, "a session is lost: {page:?}");
            done.2 += 1;
        }
        for person in &mut forgetful {
            done.0 += person.asked;
            person.look_back(server.at).await.expect("it serves");
        }
        phoneless.look_back(server.at).await.expect("it serves");
        // Last, because it moves the clock, and links run out.
        mails_arrive(&directory, server.at, &forgetful, &mut seen).await;
        if phoneless.unused.len() < CODES_A_ROUND {
            done.1 += phoneless.spent.len();
            phoneless = Phoneless::begin_again(server.at).await.expect("it serves");
        }
    }
    server.kill();
    done.1 += phoneless.spent.len();
    println!("{} resets, {} codes, {} sessions outlived {} kills", done.0, done.1, done.2, rounds());
    // Under so much load something was answered in time to be lost.
    assert!(done.0 > 0 && done.2 > 0, "{done:?}");
    std::fs::remove_dir_all(&directory).expect("it is ours");
}
