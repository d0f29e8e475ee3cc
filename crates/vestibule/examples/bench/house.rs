//! An organization with many people, and the server in a process of its own, looked at through `/proc`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rules::Role;
use rules::policy::Policy;
use uuid::Uuid;
use vestibule::app::App;
use vestibule::cli::start;
use vestibule::config::{MailSettings, Settings};
use vestibule::flows::policy_text;
use vestibule::store::address::AddressRow;
use vestibule::store::membership::MembershipRow;
use vestibule::store::organization::OrganizationRow;
use vestibule::store::user::UserRow;
use vestibule::store::{Write, address, membership, organization, user};

use crate::knock::Visitor;

/// How many people there are.
pub const PEOPLE: usize = 4000;
/// Everybody's password.
pub const PASSWORD: &str = "paper lanterns over the canal";
/// How often `/proc` counts in a second.
const TICKS: f64 = 100.0;

/// The address of one of them; the first is an admin.
pub fn email(number: usize) -> String {
    format!("person{number}@larkfield.example")
}

/// A network of its own for each visitor, all of them on this machine.
pub fn network(number: usize) -> IpAddr {
    let [_, _, high, low] = (number as u32 + 1).to_be_bytes();
    IpAddr::V4(Ipv4Addr::new(127, 1, high, low))
}

pub fn mib(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// Where an installation keeps its things.
pub struct Place {
    pub directory: PathBuf,
    pub database: String,
}

impl Place {
    /// On SQLite, in that directory.
    pub fn sqlite(directory: PathBuf) -> Place {
        std::fs::create_dir_all(&directory).unwrap();
        Place { database: format!("sqlite:{}", directory.join("bench.db").display()), directory }
    }

    /// The environment that the binary is started in.
    pub fn command(&self, binary: &Path, at: SocketAddr) -> Command {
        let settings = settings(self);
        let mut command = Command::new(binary);
        command
            .current_dir(&self.directory)
            .env_clear()
            .env("VESTIBULE_LISTEN", at.to_string())
            .env("VESTIBULE_BASE_URL", format!("http://localhost:{}", at.port()))
            .env("VESTIBULE_DATABASE", settings.database)
            .env("VESTIBULE_KEY_FILE", settings.key_file)
            .env("VESTIBULE_SUPPORT_ADDRESS", settings.support_address)
            .env("VESTIBULE_MAIL_FROM", settings.mail.from)
            .env("VESTIBULE_MAIL_HOST", settings.mail.host)
            .env("VESTIBULE_MAIL_PORT", "9")
            .env("VESTIBULE_MAIL_SECURITY", "none")
            .env("VESTIBULE_SSO_PRIVATE_NETWORK", "true");
        command
    }
}

pub fn settings(place: &Place) -> Settings {
    Settings {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        base_url: "http://localhost".to_owned(),
        database: place.database.clone(),
        key_file: place.directory.join("bench.keys"),
        product: "Bench".to_owned(),
        support_address: "support@larkfield.example".to_owned(),
        trusted_proxies: Vec::new(),
        mail: MailSettings {
            from: "Bench <login@larkfield.example>".to_owned(),
            host: "localhost".to_owned(),
            // Nobody is there: mail waits in the outbox.
            port: 9,
            security: "none".to_owned(),
            username: None,
            password: None,
            timeout_seconds: 20,
            dkim_selector: None,
        },
        password_list: None,
        hash_threads: 0,
        journal_days: 400,
        log_json: false,
        dns: Vec::new(),
        sso_private_network: true,
    }
}

/// Makes the database and so many people in it.
pub async fn build(place: &Place, people: usize, policy: &Policy) {
    let app = start::start(settings(place)).await.unwrap();
    let mut write = app.store.write().await.unwrap();
    let house = organization(&app, "larkfield", "Larkfield", policy);
    organization::add(&mut write, &house).await.unwrap();
    let hash = proofs::password::hash(&mut proofs::password::Buffer::new(), PASSWORD, [7; 16]);
    for number in 0..people {
        let name = [format!("First{number}"), format!("Last{number}")];
        let role = if number == 0 { Role::Admin } else { Role::Member };
        add(&mut write, &app, house.id, &email(number), &name, role, &hash).await;
    }
    write.commit().await.unwrap();
    app.store.close().await;
}

/// An organization.
pub fn organization(app: &App, slug: &str, name: &str, policy: &Policy) -> OrganizationRow {
    OrganizationRow {
        id: app.new_id(),
        slug: slug.to_owned(),
        name: name.to_owned(),
        accent: Some("2f7d4f".to_owned()),
        zone: "Europe/Lisbon".to_owned(),
        suspended_at: None,
        policy: policy_text::write(policy),
        demand_since: None,
        created_at: app.now(),
        sign_on_since: None,
    }
}

/// Somebody who is in.
pub async fn add(
    write: &mut Write,
    app: &App,
    house: Uuid,
    email: &str,
    [first, last]: &[String; 2],
    role: Role,
    hash: &str,
) -> Uuid {
    let (id, now) = (app.new_id(), app.now());
    let row = UserRow {
        id,
        revision: 0,
        first_name: first.clone(),
        last_name: last.clone(),
        password_hash: Some(hash.to_owned()),
        password_at: Some(now),
        password_worth: "own".to_owned(),
        remember_epoch: 0,
        created_at: now,
        codes_saved_at: None,
    };
    user::add(write, &row).await.unwrap();
    let row = AddressRow {
        address: email.to_owned(),
        user_id: id,
        shown: email.to_owned(),
        is_primary: true,
        added_at: now,
        held_until: None,
    };
    address::add(write, &row).await.unwrap();
    join(write, app, house, id, email, [first, last], role).await;
    id
}

/// Somebody is in one more organization.
pub async fn join(
    write: &mut Write,
    app: &App,
    house: Uuid,
    user_id: Uuid,
    email: &str,
    [first, last]: [&String; 2],
    role: Role,
) {
    let now = app.now();
    let row = MembershipRow {
        organization_id: house,
        user_id,
        first_name: first.clone(),
        last_name: last.clone(),
        role,
        invited_at: Some(now),
        invited_by: None,
        invite_expires_at: Some(now),
        joined_at: Some(now),
        deactivated_at: None,
        waived_until: None,
        change_demanded_at: None,
        last_active_at: Some(now),
    };
    membership::add(write, &row, email).await.unwrap();
}

/// The binary, serving.
pub struct Server {
    child: Child,
    pub at: SocketAddr,
}

impl Server {
    /// Starts it, and returns with its first page.
    pub async fn start(binary: &Path, place: &Place) -> Server {
        // A port that was free a moment ago.
        let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = place
            .command(binary, at)
            .arg("serve")
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(place.directory.join("log")).unwrap())
            .spawn()
            .unwrap();
        let server = Server { child, at };
        for _ in 0..10_000 {
            if Visitor::new(at).get("/sign-in").await.is_ok_and(|page| page.status == 200) {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let log = std::fs::read_to_string(place.directory.join("log")).unwrap();
        panic!("it does not serve: {log}");
    }

    pub fn stop(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Seconds of processor time so far.
    pub fn worked(&self) -> f64 {
        worked(&self.child.id().to_string())
    }

    /// Bytes in memory.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }
}

/// Seconds of processor time of a process: `self`, or its number.
pub fn worked(process: &str) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // The name in brackets may hold anything; user and system time are the 12th and 13th after it.
    let (_, rest) = stat.rsplit_once(") ").unwrap();
    let fields: Vec<&str> = rest.split(' ').collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / TICKS
}
