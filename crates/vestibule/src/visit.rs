//! Who knocks: what every request brings along before anything is known about them.
//!
//! A visit proves nothing by itself. Never in here: a decision, a database.

use std::net::{IpAddr, Ipv4Addr};

use rules::Instant;
use uuid::Uuid;

/// One knock.
#[derive(Clone, Debug)]
pub struct Visit {
    /// When; the one time that everything in this request is judged by.
    pub now: Instant,
    /// From which network address.
    pub network: IpAddr,
    /// The browser in words, like "Firefox on Windows".
    pub browser: String,
    /// It seems to be the browser inside another app, which some providers refuse. A hint and no more.
    pub inside_app: bool,
    /// What stands for this browser in the database and in sealed steps: a hash of its cookie.
    pub device: Uuid,
    /// What its cookie holds, or shall hold from this answer on.
    pub device_cookie: Uuid,
    /// The cookie came back, so this browser keeps cookies.
    pub keeps_cookies: bool,
    /// What a sign-in left in this browser; says for which address (`App::known_mark`).
    pub known_mark: Option<String>,
    /// What the session cookie holds.
    pub session_token: Option<String>,
}

impl Visit {
    /// Nobody with a browser of their own: the operator, a job, whoever did something before now.
    pub fn without_browser(now: Instant, network: IpAddr, browser: String, device: Uuid) -> Visit {
        Visit {
            now,
            network,
            browser,
            inside_app: false,
            device,
            device_cookie: Uuid::nil(),
            keeps_cookies: false,
            known_mark: None,
            session_token: None,
        }
    }

    /// Nobody at all: what has become due happens by itself.
    pub fn of_itself(now: Instant) -> Visit {
        Visit::without_browser(now, IpAddr::V4(Ipv4Addr::UNSPECIFIED), String::new(), Uuid::nil())
    }

    /// The network address in words.
    pub fn network_text(&self) -> String {
        self.network.to_string()
    }

    /// A number that stands for the network: the address, or the /64 that one household has in IPv6.
    pub fn network_key(&self) -> u64 {
        match self.network {
            IpAddr::V4(address) => u64::from(u32::from(address)),
            IpAddr::V6(address) => (u128::from(address) >> 64) as u64,
        }
    }
}

/// Whether a browser calls itself the one inside another app: Android's web view, and the names that mail and chat apps
/// add to theirs.
pub fn is_inside_app(agent: &str) -> bool {
    const MARKS: [&str; 9] =
        ["; wv)", "FBAN/", "FBAV/", "Instagram", "Line/", "GSA/", "MicroMessenger", "Slack", "Teams/"];
    MARKS.iter().any(|mark| agent.contains(mark))
}

/// A browser's name in words that its owner recognises; nothing from the header itself is repeated.
pub fn browser_name(agent: &str) -> String {
    let kind = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    let place = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |list: &[(&str, &'static str)]| {
        list.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&kind), find(&place)) {
        (Some(kind), Some(place)) => format!("{kind} on {place}"),
        (Some(kind), None) => kind.to_owned(),
        (None, Some(place)) => format!("A browser on {place}"),
        (None, None) => "An unknown browser".to_owned(),
    }
}
