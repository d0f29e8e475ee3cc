//! The disk: what we know, in SQLite or PostgreSQL.
//!
//! One file per noun, each with its row structs and the statements about it. No judgement, no clock and no
//! randomness here: ids and times are handed in. SQL is written in this room and nowhere else.
//!
//! Verbs have one meaning each: `find` (maybe), `get` (must exist), `list` (a page), `add` (says whether it
//! was new), `set_…`, `spend` (once, and says whether it was this time), `end`. Whatever belongs to an
//! organization takes its id first; a query over all of them is called `any_…`.
//!
//! Start with `engine.rs` (`Store`, `Read`, `Write`), the only file that knows that there are two databases.

mod engine;
mod migrate;
mod url;
mod value;

pub mod address;
pub mod address_change;
pub mod admission;
pub mod arrival;
pub mod article;
pub mod audit;
pub mod connection;
pub mod counter;
pub mod device;
pub mod domain;
pub mod erase;
pub mod erasure;
pub mod factor;
#[cfg(feature = "demo")]
pub mod forget;
pub mod grant;
pub mod guess;
pub mod help;
pub mod identity;
pub mod import;
pub mod journal;
pub mod kit;
pub mod logo;
pub mod membership;
pub mod meta;
pub mod note;
pub mod organization;
pub mod outbox;
pub mod pass;
pub mod password_history;
pub mod people;
pub mod question;
pub mod recovery;
pub mod request;
pub mod session;
pub mod setup_link;
pub mod sign_on;
pub mod stuck;
pub mod ticket;
pub mod trial;
pub mod undo;
pub mod user;
pub mod vouch;
pub mod wait;

pub use engine::{Read, SQLITE_AT_ONCE, Store, Write};
pub use migrate::Schema;
pub use url::{DatabaseUrl, Kind};

/// A room and its statements by their names.
type Room = (&'static str, &'static [(&'static str, &'static str)]);

/// Every statement of the house, by room.
const STATEMENTS: &[Room] = &[
    ("migrate", migrate::STATEMENTS),
    ("address", address::STATEMENTS),
    ("admission", admission::STATEMENTS),
    ("address_change", address_change::STATEMENTS),
    ("arrival", arrival::STATEMENTS),
    ("article", article::STATEMENTS),
    ("audit", audit::STATEMENTS),
    ("connection", connection::STATEMENTS),
    ("counter", counter::STATEMENTS),
    ("device", device::STATEMENTS),
    ("domain", domain::STATEMENTS),
    ("erase", erase::STATEMENTS),
    ("erasure", erasure::STATEMENTS),
    ("factor", factor::STATEMENTS),
    #[cfg(feature = "demo")]
    ("forget", forget::STATEMENTS),
    ("grant", grant::STATEMENTS),
    ("guess", guess::STATEMENTS),
    ("help", help::STATEMENTS),
    ("identity", identity::STATEMENTS),
    ("import", import::STATEMENTS),
    ("journal", journal::STATEMENTS),
    ("kit", kit::STATEMENTS),
    ("logo", logo::STATEMENTS),
    ("membership", membership::STATEMENTS),
    ("meta", meta::STATEMENTS),
    ("note", note::STATEMENTS),
    ("organization", organization::STATEMENTS),
    ("outbox", outbox::STATEMENTS),
    ("pass", pass::STATEMENTS),
    ("password_history", password_history::STATEMENTS),
    ("people", people::STATEMENTS),
    ("question", question::STATEMENTS),
    ("recovery", recovery::STATEMENTS),
    ("request", request::STATEMENTS),
    ("session", session::STATEMENTS),
    ("setup_link", setup_link::STATEMENTS),
    ("sign_on", sign_on::STATEMENTS),
    ("stuck", stuck::STATEMENTS),
    ("ticket", ticket::STATEMENTS),
    ("trial", trial::STATEMENTS),
    ("undo", undo::STATEMENTS),
    ("user", user::STATEMENTS),
    ("vouch", vouch::STATEMENTS),
    ("wait", wait::STATEMENTS),
];

/// Every statement of the house: room, name, text. For the test that asks SQLite how it would find things.
pub fn list_statements() -> Vec<(&'static str, &'static str, &'static str)> {
    let named = |(room, list): &'static Room| list.iter().map(move |(name, sql)| (*room, *name, *sql));
    STATEMENTS.iter().flat_map(named).collect()
}

impl Store {
    /// Prepares every statement of the house and lists those that this database does not take, each with
    /// its reason. Empty where all is well; `doctor` asks this after a migration.
    pub async fn list_unprepared(&self) -> Vec<String> {
        let mut refused = Vec::new();
        for (room, name, sql) in list_statements() {
            if let Err(fault) = self.prepare(sql).await {
                refused.push(format!("{room}::{name}: {fault}"));
            }
        }
        refused
    }
}
