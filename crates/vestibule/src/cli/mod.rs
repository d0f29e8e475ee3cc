//! The command line: what the operator does, in words that say what to do next.
//!
//! One file per command. A command answers with [`Said`]; faults are printed once, here. The operator's acts
//! end in the same flows as an admin's. Never in here: SQL, a decision. Where to go next: `start.rs`.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::config::Settings;
use crate::fault::Fault;
use crate::store::SQLITE_AT_ONCE;
use open::Open;
use place::Place;

#[cfg(feature = "demo")]
pub mod demo;
pub mod serve;
pub mod doctor;
pub mod organization;
pub mod policy;
pub mod look;
pub mod user;
pub mod recover;
pub mod erase;
pub mod support;
pub mod why;
pub mod backup;
pub mod keys;
pub mod open;
pub mod start;
pub mod key_file;
pub mod place;

/// The login system that leaves nobody at the door.
#[derive(Parser)]
#[command(name = "vestibule", version, propagate_version = true)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show everything in one process with nothing to set up
    #[cfg(feature = "demo")]
    Demo(Listen),
    /// Serve the real thing
    Serve {
        #[command(flatten)]
        place: Place,
        /// Go on with new keys where the old ones are lost for good
        #[arg(long)]
        accept_lost_keys: bool,
    },
    /// Bring the database to the shape that this program knows
    Migrate(Place),
    /// Look for what keeps it from working, and name the remedy
    Doctor {
        #[command(flatten)]
        place: Place,
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// Organizations: make, show, list, change
    Org {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        act: organization::Act,
    },
    /// Users: show one, send a reset, invite, recover, erase; who works at the support desk
    User {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        act: user::Act,
    },
    /// Look a reference up: what happened, why, and what to do
    Why {
        #[command(flatten)]
        place: Place,
        /// Like VST-7K3M-Q2XP
        reference: String,
    },
    /// Copy a SQLite database while it is in use
    Backup {
        #[command(flatten)]
        place: Place,
        /// The new file
        file: PathBuf,
    },
    /// Put a backup of a SQLite database back
    Restore {
        #[command(flatten)]
        place: Place,
        /// The backup
        file: PathBuf,
        /// Move the database that is there aside
        #[arg(long)]
        force: bool,
    },
    /// The encryption keys: show, check, rotate
    Keys {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        act: keys::Act,
    },
}

/// Where the demo is.
#[derive(Args, Clone, Debug)]
pub struct Listen {
    /// Where connections are taken; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8321")]
    pub listen: SocketAddr,
    /// Where its files are kept [default: a temporary directory]
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// A PostgreSQL database for it instead, empty or a demo's: postgres://USER@HOST/NAME
    #[arg(long, value_name = "URL", conflicts_with = "data_dir")]
    pub database: Option<String>,
}

/// What a command answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is done, or here is what was asked for.
    Done(String),
    /// What was asked for cannot be; what to ask for instead.
    Refused(String),
    /// It is done and what it found is not well.
    Unwell(String),
}

/// The whole program.
pub fn main() -> ExitCode {
    let line = Line::parse();
    let runtime =
        match tokio::runtime::Builder::new_multi_thread().worker_threads(threads()).enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return broke(&Fault::broken(format!("the program cannot begin: {error}"))),
        };
    match runtime.block_on(run(line.command)) {
        Ok(Said::Done(text)) => say(&text, ExitCode::SUCCESS),
        Ok(Said::Unwell(text)) => say(&text, ExitCode::FAILURE),
        Ok(Said::Refused(text)) => {
            eprintln!("vestibule: {text}");
            ExitCode::from(2)
        }
        Err(fault) => broke(&fault),
    }
}

/// As many as the machine has cores, and those that may stand in SQLite meanwhile.
fn threads() -> usize {
    start::cores() + SQLITE_AT_ONCE
}

fn broke(fault: &Fault) -> ExitCode {
    eprintln!("vestibule: {fault}");
    ExitCode::FAILURE
}

fn say(text: &str, code: ExitCode) -> ExitCode {
    let mut out = std::io::stdout();
    // Whoever closed the pipe has read enough.
    let _ = if text.is_empty() { Ok(()) } else { writeln!(out, "{}", text.trim_end()) };
    code
}

async fn run(command: Command) -> Result<Said, Fault> {
    let (place, command) = match command {
        #[cfg(feature = "demo")]
        Command::Demo(listen) => {
            log_to_stderr("warn", false);
            return demo::run(listen).await.map(|()| Said::Done(String::new()));
        }
        Command::Serve { place, accept_lost_keys } => (place, Real::Serve { accept_lost_keys }),
        Command::Migrate(place) => (place, Real::Migrate),
        Command::Doctor { place, json } => (place, Real::Doctor { json }),
        Command::Org { place, act } => (place, Real::Org(act)),
        Command::User { place, act } => (place, Real::User(act)),
        Command::Why { place, reference } => (place, Real::Why(reference)),
        Command::Backup { place, file } => (place, Real::Backup(file)),
        Command::Restore { place, file, force } => (place, Real::Restore(file, force)),
        Command::Keys { place, act } => (place, Real::Keys(act)),
    };
    match place.settings() {
        Ok(settings) => on_settings(command, settings).await,
        Err(unworkable) => match command {
            // The doctor says it among the rest.
            Real::Doctor { json } => Ok(doctor::of_unworkable(&unworkable, json)),
            _every_other => Ok(Said::Refused(unworkable.to_string())),
        },
    }
}

/// The commands that want settings.
enum Real {
    Serve { accept_lost_keys: bool },
    Migrate,
    Doctor { json: bool },
    Org(organization::Act),
    User(user::Act),
    Why(String),
    Backup(PathBuf),
    Restore(PathBuf, bool),
    Keys(keys::Act),
}

async fn on_settings(command: Real, settings: Settings) -> Result<Said, Fault> {
    let serving = matches!(command, Real::Serve { .. });
    log_to_stderr(if serving { "info" } else { "warn" }, serving && settings.log_json);
    match command {
        Real::Serve { accept_lost_keys } => {
            serve::run(settings, accept_lost_keys).await.map(|()| Said::Done(String::new()))
        }
        Real::Migrate => backup::migrate(&settings).await,
        Real::Doctor { json } => doctor::run(&settings, json).await,
        Real::Org(act) => {
            let makes = matches!(act, organization::Act::Create(_));
            organization::run(&Open::new(settings, makes).await?.app, act).await
        }
        Real::User(act) => user::run(&Open::new(settings, false).await?.app, act).await,
        Real::Why(reference) => why::run(&Open::to_look(settings).await?.app, &reference).await,
        Real::Backup(file) => backup::backup(&settings, &file).await,
        Real::Restore(file, force) => backup::restore(&settings, &file, force).await,
        Real::Keys(act) => keys::run(settings, act).await,
    }
}

/// Lines for whoever runs it, on stderr; stdout belongs to what was asked for.
fn log_to_stderr(level: &str, json: bool) {
    let filter = EnvFilter::new(format!("{level},sqlx=warn,hyper=warn"));
    // Invariant: a log that nobody takes any more (the pipe's reader is gone) must not end what is being done.
    let lines = tracing_subscriber::fmt().log_internal_errors(false);
    let lines = lines.with_env_filter(filter).with_writer(std::io::stderr);
    // A second subscriber cannot be set; the first one goes on then.
    let _ = if json { lines.json().try_init() } else { lines.with_ansi(false).try_init() };
}
