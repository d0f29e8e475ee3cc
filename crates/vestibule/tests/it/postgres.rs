//! A PostgreSQL of the tests' own: one throw-away cluster per test run, one database per test.
//!
//! It lives in a temporary directory, listens on a socket there, keeps nothing safe (no fsync) and ends with
//! the process that started it, whichever way that ends: a shell waits for the pipe to close, stops the
//! server and removes the directory.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use vestibule::store::DatabaseUrl;

/// What the shell does; it says the directory once the server answers.
const SCRIPT: &str = include_str!("postgres.sh");

struct Server {
    binaries: PathBuf,
    directory: String,
    /// Open as long as this process lives; the server ends when it closes.
    _alive: ChildStdin,
}

/// A fresh database, or `None` where there is no PostgreSQL and `VESTIBULE_QUICK=1` says that this is fine.
pub fn database() -> Option<DatabaseUrl> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(1);
    let server = SERVER.get_or_init(|| if quick() { start().ok() } else { Some(must_start()) }).as_ref()?;
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let made = Command::new(server.binaries.join("createdb"))
        .args(["-h", &server.directory, "-p", "5432", "-U", "vestibule", &name])
        .status()
        .expect("createdb runs, for initdb beside it did");
    assert!(made.success(), "createdb made no database {name}");
    let url = format!("postgres:///{name}?host={}&port=5432&user=vestibule", server.directory);
    Some(DatabaseUrl::parse(&url).expect("an address that is written as documented"))
}

fn quick() -> bool {
    std::env::var("VESTIBULE_QUICK").is_ok_and(|word| word == "1")
}

fn must_start() -> Server {
    match start() {
        Ok(server) => server,
        Err(words) => panic!("{words} (VESTIBULE_QUICK=1 leaves these tests out)"),
    }
}

fn start() -> Result<Server, String> {
    let Some(binaries) = find_binaries() else {
        let words = "PostgreSQL is not installed; on Debian: apt-get install postgresql";
        eprintln!("{words}");
        return Err(words.to_owned());
    };
    let mut shell = shell_of_nobody_important();
    let mut child = shell
        .args(["sh", "-c", SCRIPT, "sh"])
        .arg(&binaries)
        .env_remove("PGHOST")
        .env_remove("PGPORT")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("PostgreSQL did not start: {error}"))?;
    let alive = child.stdin.take().ok_or("the shell has no input")?;
    let output = child.stdout.take().ok_or("the shell has no output")?;
    let mut directory = String::new();
    BufReader::new(output).read_line(&mut directory).map_err(|error| error.to_string())?;
    match directory.trim() {
        "" => Err("PostgreSQL did not start; what it said stands above".to_owned()),
        directory => Ok(Server { binaries, directory: directory.to_owned(), _alive: alive }),
    }
}

/// PostgreSQL does not run as root; then the user `postgres` of the distribution runs it.
fn shell_of_nobody_important() -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0\n"));
    if root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]);
        return command;
    }
    Command::new("env")
}

/// Where the newest `initdb` is: Debian keeps it out of the path.
fn find_binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter(|entry| entry.path().join("bin/initdb").exists())
        .filter_map(|entry| entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()))
        .max();
    if let Some(version) = newest {
        return Some(PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")));
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|directory| directory.join("initdb").exists())
}
