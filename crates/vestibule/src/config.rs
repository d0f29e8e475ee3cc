//! Settings: the file first, then the environment, then flags; each value remembers where it came from, so
//! that a refusal to start names the line to change.
//!
//! This is the only room that reads the environment. Every setting stands in `vestibule.example.toml`.

mod known;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use known::unknown;
pub use known::{ALL, About, variable};

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where connections are taken.
    pub listen: SocketAddr,
    /// The address that people type, like `https://login.example.com`; without a slash at its end.
    pub base_url: String,
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// The file with the encryption keys, outside the database.
    pub key_file: PathBuf,
    /// What the installation is called where no organization is known.
    pub product: String,
    /// Where people write to support.
    pub support_address: String,
    /// Peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Mail.
    pub mail: MailSettings,
    /// More passwords that are refused, one a line.
    pub password_list: Option<PathBuf>,
    /// Threads that hash passwords; as many as cores by default.
    pub hash_threads: usize,
    /// Days after which journal entries are removed.
    pub journal_days: u32,
    /// `text` or `json` log lines.
    pub log_json: bool,
    /// Name servers that are asked; those of the system where there are none.
    pub dns: Vec<SocketAddr>,
    /// Providers of organizations may stand in the private network, and on this machine without TLS.
    pub sso_private_network: bool,
}

impl Settings {
    /// The domain in the sender's address.
    pub fn sender_domain(&self) -> Option<String> {
        let sender = self.mail.from.parse::<lettre::message::Mailbox>().ok()?;
        Some(sender.email.domain().to_ascii_lowercase())
    }
}

/// How mail leaves.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The sender's name and address, like `login@vestibule.example`.
    pub from: String,
    /// The mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `starttls`, `tls`, or `none` (on loopback only).
    pub security: String,
    /// For servers that ask who sends.
    pub username: Option<String>,
    /// Its password.
    pub password: Option<String>,
    /// Seconds after which a silent server is given up.
    pub timeout_seconds: u64,
    /// Which key the server signs with.
    pub dkim_selector: Option<String>,
}

/// A setting that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unworkable {
    /// Where it was set: `vestibule.toml line 3`, `VESTIBULE_LISTEN`, `--listen`, or that it is missing.
    pub place: String,
    /// What is wrong, and what to write instead.
    pub remedy: String,
}

impl std::fmt::Display for Unworkable {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}", self.place, self.remedy)
    }
}

impl std::error::Error for Unworkable {}

/// Values with the place each came from.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    values: BTreeMap<String, (String, String)>,
}

impl Layers {
    /// Reads the file's text. Unknown keys and anything that does not parse are refused with their line.
    ///
    /// # Errors
    /// The first line that cannot work.
    pub fn file(&mut self, name: &str, text: &str) -> Result<(), Unworkable> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            Unworkable { place: format!("{name} line {line}"), remedy: error.message().to_owned() }
        })?;
        for (key, value) in flatten("", &table) {
            let place = format!("{name} line {}", line_of_key(text, &key));
            if !ALL.iter().any(|about| about.key == key) {
                return Err(Unworkable { place, remedy: unknown(&key) });
            }
            self.values.insert(key, (value, place));
        }
        Ok(())
    }

    /// Takes what the environment says.
    ///
    /// # Errors
    /// A variable that begins with `VESTIBULE_` and is no setting.
    pub fn environment(&mut self) -> Result<(), Unworkable> {
        self.variables(std::env::vars())
    }

    /// The same from any list of variables.
    ///
    /// # Errors
    /// A variable that begins with `VESTIBULE_` and is no setting.
    pub fn variables(&mut self, all: impl IntoIterator<Item = (String, String)>) -> Result<(), Unworkable> {
        for (name, value) in all {
            let Some(rest) = name.strip_prefix("VESTIBULE_") else { continue };
            // The tests' own switches, and the place of the file itself, are no settings.
            if matches!(rest, "QUICK" | "LONG" | "CONFIG" | "REWRITE" | "PYTHON") {
                continue;
            }
            let wanted = rest.to_lowercase();
            match ALL.iter().find(|about| about.key.replace('.', "_") == wanted) {
                Some(about) => self.set(about.key, value, name),
                None => return Err(Unworkable { place: name, remedy: unknown(&wanted) }),
            }
        }
        Ok(())
    }

    /// Sets one value, from a flag for instance.
    pub fn set(&mut self, key: &str, value: impl Into<String>, place: impl Into<String>) {
        self.values.insert(key.to_owned(), (value.into(), place.into()));
    }

    fn get(&self, key: &str) -> Result<(String, String), Unworkable> {
        if let Some((value, place)) = self.values.get(key) {
            return Ok((value.clone(), place.clone()));
        }
        match ALL.iter().find(|about| about.key == key).and_then(|about| about.default) {
            Some(default) => Ok((default.to_owned(), format!("the default of {key}"))),
            None => Err(Unworkable {
                place: format!("{key} is not set"),
                remedy: format!(
                    "add a line `{} = \"…\"` to the configuration file, or set {}",
                    key,
                    variable(key)
                ),
            }),
        }
    }

    fn parsed<T>(&self, key: &str, remedy: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Unworkable> {
        let (value, place) = self.get(key)?;
        parse(value.trim())
            .ok_or_else(|| Unworkable { place, remedy: format!("{key} is {value:?}; {remedy}") })
    }

    /// All settings, or the first that cannot work.
    ///
    /// # Errors
    /// What to change, where, and to what.
    pub fn settings(&self) -> Result<Settings, Unworkable> {
        let some = |text: &str| Some(text.to_owned());
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let optional =
            |key: &str| -> Result<Option<String>, Unworkable> { Ok(filled(self.get(key)?.0.trim())) };
        let settings = Settings {
            listen: self.parsed("listen", "write an address and a port like 127.0.0.1:8320", |text| {
                text.parse().ok()
            })?,
            base_url: self.parsed(
                "base_url",
                "write it like https://login.example.com, without a path",
                base_url,
            )?,
            database: self.parsed("database", "write sqlite:PATH or postgres://USER@HOST/NAME", database)?,
            key_file: self.parsed("key_file", "write a path", filled)?.into(),
            product: self.parsed("product", "write a name", filled)?,
            support_address: self.parsed("support_address", "write an e-mail address", mailbox)?,
            trusted_proxies: self.parsed(
                "trusted_proxies",
                "write addresses with commas between",
                addresses,
            )?,
            mail: MailSettings {
                from: self.parsed("mail.from", "write it like Login <login@example.com>", mailbox)?,
                host: self.parsed("mail.host", "write the name of your mail server", filled)?,
                port: self.parsed("mail.port", "write a number like 587", |text| text.parse().ok())?,
                security: self.parsed(
                    "mail.security",
                    "write starttls, tls, or none (loopback only)",
                    |text| matches!(text, "starttls" | "tls" | "none").then(|| text.to_owned()),
                )?,
                username: optional("mail.username")?,
                password: self.parsed("mail.password", "write a text", some).map(|text| filled(&text))?,
                timeout_seconds: self.parsed(
                    "mail.timeout_seconds",
                    "write seconds from 1 to 300",
                    |text| text.parse().ok().filter(|seconds| (1..=300).contains(seconds)),
                )?,
                dkim_selector: optional("mail.dkim_selector")?,
            },
            password_list: optional("password_list")?.map(PathBuf::from),
            hash_threads: self.parsed("hash_threads", "write a number from 0 to 64", |text| {
                text.parse().ok().filter(|count| *count <= 64)
            })?,
            journal_days: self.parsed("journal_days", "write a number of days, at least 1", |text| {
                text.parse().ok().filter(|days| *days >= 1)
            })?,
            log_json: self.parsed("log", "write text or json", |text| match text {
                "json" => Some(true),
                "text" => Some(false),
                _ => None,
            })?,
            sso_private_network: self
                .parsed("sso.private_network", "write true or false", |text| text.parse().ok())?,
            dns: self.parsed("dns", "write addresses like 127.0.0.53 or 127.0.0.1:5353", name_servers)?,
        };
        self.together(&settings)?;
        Ok(settings)
    }

    /// What cannot work together.
    fn together(&self, settings: &Settings) -> Result<(), Unworkable> {
        let loopback = matches!(settings.mail.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        if settings.mail.security == "none" && !loopback {
            let place = self.get("mail.security")?.1;
            let remedy = "mail.security = \"none\" would send secrets readable over the network; write \"starttls\" or \"tls\"";
            return Err(Unworkable { place, remedy: remedy.to_owned() });
        }
        let local = settings.base_url.starts_with("http://localhost")
            || settings.base_url.starts_with("http://127.0.0.1");
        if settings.base_url.starts_with("http://") && !local {
            let place = self.get("base_url")?.1;
            let remedy = format!(
                "browsers keep no safe cookies over plain http; write {}",
                settings.base_url.replacen("http", "https", 1)
            );
            return Err(Unworkable { place, remedy });
        }
        Ok(())
    }
}

fn base_url(text: &str) -> Option<String> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    (!host.is_empty() && !host.contains(['/', '?', '#', '@', ' '])).then(|| text.to_owned())
}

fn database(text: &str) -> Option<String> {
    let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
    known.then(|| text.to_owned())
}

fn mailbox(text: &str) -> Option<String> {
    text.parse::<lettre::message::Mailbox>().ok().map(|_| text.to_owned())
}

fn addresses(text: &str) -> Option<Vec<IpAddr>> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect()
}

/// Addresses with or without a port, which is 53 then.
fn name_servers(text: &str) -> Option<Vec<SocketAddr>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let with_port = |part: &str| part.parse().ok().or(part.parse().ok().map(|ip| SocketAddr::new(ip, 53)));
    parts.map(with_port).collect()
}

fn flatten(prefix: &str, table: &toml::Table) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (key, value) in table {
        let key = format!("{prefix}{key}");
        match value {
            toml::Value::Table(inner) => all.extend(flatten(&format!("{key}."), inner)),
            toml::Value::String(text) => all.push((key, text.clone())),
            toml::Value::Array(items) => {
                let items: Vec<String> =
                    items.iter().map(|item| item.as_str().map_or(item.to_string(), str::to_owned)).collect();
                all.push((key, items.join(",")));
            }
            other => all.push((key, other.to_string())),
        }
    }
    all
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The line on which a key stands, as far as one can tell from the text.
fn line_of_key(text: &str, key: &str) -> usize {
    let last = key.rsplit('.').next().unwrap_or(key);
    let section = key.rsplit_once('.').map(|(section, _)| format!("[{section}]"));
    let start = section.and_then(|section| text.lines().position(|line| line.trim() == section)).unwrap_or(0);
    let found = text
        .lines()
        .skip(start)
        .position(|line| line.split('=').next().is_some_and(|name| name.trim() == last));
    found.map_or(1, |at| start + at + 1)
}
