//! The world that a story happens in: the app in process on a database of its own, a clock that stands still
//! until it is moved, and mail that is caught.
//!
//! Organizations and people are laid down as rows, as a long use would have left them; everything after that
//! goes through the pages. Where to go next: `browser.rs` for who visits, `page.rs` for what they see.

mod browser;
mod cast;
mod page;
mod passkey;
pub mod provider;
pub mod saml;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use rules::{Instant, Span};
use uuid::Uuid;
use vestibule::app::{Clock, Shared};
use vestibule::cli::start::{Parts, build};
use vestibule::config::{MailSettings, Settings};
use vestibule::jobs::outbox;
use vestibule::mail::Transport;
use vestibule::mail::inbox::{Inbox, Kept};
use vestibule::serve;

pub use browser::Browser;
pub use cast::{ANOTHER, ASKS_FOR_SECOND, OPEN, PASSWORD, Person, STRICT, code_at, visit};
pub use page::{Page, Remedy};

/// A Tuesday in November, two in the afternoon.
pub const NOW: Instant = Instant(1_795_528_800_000_000);
/// Where the pages are.
pub const BASE: &str = "https://login.vestibule.example";

/// Tells each story on both databases; on PostgreSQL only where there is time for it.
macro_rules! stories {
    ($($name:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(crate::world::World::on_sqlite().await).await;
            })*
        }
        mod on_postgresql {
            $(#[tokio::test]
            async fn $name() {
                if let Some(world) = crate::world::World::on_postgresql().await {
                    super::$name(world).await;
                }
            })*
        }
    };
}
pub(crate) use stories;

/// A connection beside the store's own, to the SQLite file that `url` names.
pub fn beside(url: &str) -> rusqlite::Connection {
    let path = url.strip_prefix("sqlite:").expect("the address of a SQLite file");
    rusqlite::Connection::open(path).expect("the file opens")
}

/// A world of a test's own.
pub struct World {
    /// The app.
    pub app: Shared,
    /// What people got.
    pub inbox: Arc<Inbox>,
    router: Router,
    directory: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

impl World {
    /// On SQLite.
    pub async fn on_sqlite() -> World {
        let directory = directory();
        let database = format!("sqlite:{}", directory.join("vestibule.db").display());
        World::with(directory, database, |_| {}).await
    }

    /// On PostgreSQL; `None` where the tests are to be quick.
    pub async fn on_postgresql() -> Option<World> {
        if std::env::var_os("VESTIBULE_QUICK").is_some() {
            return None;
        }
        let database = crate::postgres::database()?;
        Some(World::with(directory(), database.to_string(), |_| {}).await)
    }

    /// On SQLite, with settings of its own.
    pub async fn set(change: impl FnOnce(&mut Settings)) -> World {
        let directory = directory();
        let database = format!("sqlite:{}", directory.join("vestibule.db").display());
        World::with(directory, database, change).await
    }

    async fn with(directory: PathBuf, database: String, change: impl FnOnce(&mut Settings)) -> World {
        let mut settings = settings(&directory, database);
        change(&mut settings);
        let inbox = Arc::new(Inbox::default());
        let app = build(Parts {
            settings,
            clock: Clock::still(NOW),
            transport: Some(Transport::Inbox(inbox.clone())),
            demo: false,
            names: Some(vestibule::outside::names::Names::board()),
            only_looks: false,
            accept_lost_keys: false,
        })
        .await
        .expect("the app starts");
        World { router: serve::router(app.clone()), app, inbox, directory }
    }

    /// Somebody's browser, that was never here.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// Time passes.
    pub fn pass(&self, span: Span) {
        assert!(self.app.clock.advance(span), "time goes forward");
    }

    /// What came to a mailbox, newest first.
    pub async fn mails(&self, to: &str) -> Vec<Kept> {
        outbox::deliver_due(&self.app).await.expect("the worker works");
        self.inbox.list(Some(to))
    }

    /// The newest mail to a mailbox.
    pub async fn mail(&self, to: &str) -> Kept {
        let newest = self.mails(to).await.into_iter().next();
        newest.unwrap_or_else(|| panic!("no mail came to {to}"))
    }

    /// The newest link of ours in a mailbox, as a path.
    pub async fn link(&self, to: &str) -> String {
        link_of(&self.mail(to).await)
    }

    /// The newest link of that kind in a mailbox, as a path.
    pub async fn link_in(&self, to: &str, start: &str) -> Option<String> {
        let mails = self.mails(to).await;
        let links = mails.into_iter().flat_map(|mail| mail.links);
        links
            .filter_map(|link| link.strip_prefix(BASE).map(str::to_owned))
            .find(|link| link.starts_with(start))
    }

    /// The newest code in a mailbox.
    pub async fn code(&self, to: &str) -> String {
        self.mail(to).await.code.expect("a code stands in the mail")
    }

    /// Every text, number and blob that the database holds, for looking for what must not be there.
    pub async fn everything_stored(&self) -> String {
        // What SQLite has not written back yet stands beside the database.
        let mut all = String::new();
        for name in ["vestibule.db", "vestibule.db-wal"] {
            let bytes = std::fs::read(self.directory.join(name)).unwrap_or_default();
            all.push_str(&String::from_utf8_lossy(&bytes));
        }
        all
    }
}

/// The path of the first link in a mail that leads to a ticket.
pub fn link_of(mail: &Kept) -> String {
    let paths = mail.links.iter().filter_map(|link| link.strip_prefix(BASE));
    let ticket =
        |path: &&str| ["/r/", "/i/", "/m/", "/w/", "/a/", "/e/"].iter().any(|start| path.starts_with(start));
    paths
        .map(str::to_owned)
        .find(|path| ticket(&path.as_str()))
        .unwrap_or_else(|| panic!("no link in {mail:?}"))
}

fn directory() -> PathBuf {
    let directory = std::env::temp_dir().join(format!("vestibule-story-{}", Uuid::now_v7()));
    std::fs::create_dir_all(&directory).expect("the temporary directory takes a directory");
    directory
}

fn settings(directory: &std::path::Path, database: String) -> Settings {
    Settings {
        listen: ([127, 0, 0, 1], 8320).into(),
        base_url: BASE.to_owned(),
        database,
        key_file: directory.join("vestibule.keys"),
        product: "Vestibule".to_owned(),
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
