//! The way out: one mail server, over TLS, with connections kept for the next mail.
//!
//! The connections are kept here and not in lettre's pool: that pool takes back a connection whose answer
//! never came, and the next mail would read the answer to the one before it. Here a connection is kept only
//! after a complete answer. Never in here: what to do about a refusal (`delivery.rs`), words for people.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, response::Response};

use super::message;
use super::outcome::{Outcome, clean_reply};
use crate::fault::Fault;

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Begins in the clear and goes on only under TLS (RFC 3207), usually port 587.
    StartTls,
    /// TLS from the first byte (RFC 8314), usually port 465.
    Tls,
    /// None; allowed towards this very machine only.
    None,
}

/// The operator's settings.
#[derive(Clone)]
pub struct Settings {
    /// The mail server's name; its certificate must be made out to it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Who we are to the server, if it asks.
    pub username: Option<String>,
    /// The password that goes with it.
    pub password: Option<String>,
    /// A certificate authority of the operator's own, as PEM, beside the well-known ones.
    pub authority_pem: Option<Vec<u8>>,
    /// The name we greet with; the host part of our base URL.
    pub greeting: String,
    /// How long one mail may take, from connecting to the last answer.
    pub timeout: Duration,
}

/// Connections that are kept for the next mail. More than a few would only hold the server's.
const KEPT_MOST: usize = 4;

/// Sends mail through one server.
pub struct Smtp {
    settings: Settings,
    tls: Option<TlsParameters>,
    kept: Mutex<Vec<AsyncSmtpConnection>>,
}

impl Smtp {
    /// Takes the settings over, or says what about them cannot work.
    pub fn new(settings: Settings) -> Result<Smtp, Fault> {
        if settings.security == Security::None && !is_loopback(&settings.host) {
            return Err(Fault::broken(format!(
                "mail to {} would travel unprotected: set its security to \"starttls\" or \"tls\"; \"none\" is for a \
                 mail server on this machine",
                settings.host
            )));
        }
        if settings.username.is_some() != settings.password.is_some() {
            return Err(Fault::broken("the mail server's username and password come together or not at all"));
        }
        let tls = match settings.security {
            Security::None => None,
            Security::StartTls | Security::Tls => Some(tls_parameters(&settings)?),
        };
        Ok(Smtp { settings, tls, kept: Mutex::new(Vec::new()) })
    }

    /// Tries once to hand the mail to the server.
    pub async fn send(&self, envelope_from: &str, to: &str, bytes: &[u8]) -> Outcome {
        let envelope = match message::envelope(envelope_from, to) {
            Ok(envelope) => envelope,
            Err(why) => return why.into(),
        };
        match tokio::time::timeout(self.settings.timeout, self.converse(&envelope, bytes)).await {
            Ok(Ok(response)) => {
                Outcome::Accepted { host: self.settings.host.clone(), reply: clean_reply(&spoken(&response)) }
            }
            Ok(Err(error)) => outcome_of(&error),
            // The connection has been dropped with the conversation: nobody can read a late answer from it.
            Err(_) => Outcome::Delayed {
                reply: format!(
                    "no answer from {} within {} s (timeout)",
                    self.settings.host,
                    self.settings.timeout.as_secs()
                ),
            },
        }
    }

    /// Connects, greets, signs in, and hangs up: for the operator's doctor. The words say what failed.
    pub async fn try_out(&self) -> Result<(), String> {
        match tokio::time::timeout(self.settings.timeout, self.connect()).await {
            Ok(Ok(mut connection)) => {
                let _ = tokio::time::timeout(self.settings.timeout, connection.quit()).await;
                Ok(())
            }
            Ok(Err(error)) => Err(described(&error)),
            Err(_) => Err(format!("no answer from {} (timeout)", self.settings.host)),
        }
    }

    async fn converse(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Response, Error> {
        let mut connection = self.connection().await?;
        let response = connection.send(envelope, bytes).await?;
        if !connection.has_broken() {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() < KEPT_MOST {
                kept.push(connection);
            }
        }
        Ok(response)
    }

    /// A kept connection that still answers, or a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, Error> {
        while let Some(mut connection) = self.pick() {
            if connection.test_connected().await {
                return Ok(connection);
            }
        }
        self.connect().await
    }

    fn pick(&self) -> Option<AsyncSmtpConnection> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let Settings { host, port, security, timeout, .. } = &self.settings;
        let greeting = ClientId::Domain(self.settings.greeting.clone());
        let at_once = if *security == Security::Tls { self.tls.clone() } else { None };
        let server = (host.as_str(), *port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(*timeout), &greeting, at_once, None).await?;
        if let (Security::StartTls, Some(tls)) = (security, &self.tls) {
            // Fails where the server does not offer it: nothing goes on in the clear.
            connection.starttls(tls.clone(), &greeting).await?;
        }
        if let (Some(username), Some(password)) = (&self.settings.username, &self.settings.password) {
            let credentials = Credentials::new(username.clone(), password.clone());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
        }
        Ok(connection)
    }
}

fn tls_parameters(settings: &Settings) -> Result<TlsParameters, Fault> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(pem) = &settings.authority_pem {
        let authority = Certificate::from_pem(pem)
            .map_err(|error| Fault::broken(format!("the mail server's certificate authority: {error}")))?;
        builder = builder.add_root_certificate(authority);
    }
    builder.build().map_err(|error| Fault::broken(format!("TLS towards the mail server: {error}")))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn outcome_of(error: &Error) -> Outcome {
    let reply = described(error);
    // A refusal of our own sign-in (530, 535) says nothing about the mail: it waits until that is mended.
    let ours = matches!(error.status().map(u16::from), Some(530 | 534 | 535 | 538));
    if error.is_permanent() && !ours { Outcome::Refused { reply } } else { Outcome::Delayed { reply } }
}

/// The server's own words if it spoke; else what failed, in the words of whoever failed.
fn described(error: &Error) -> String {
    let words = std::error::Error::source(error).map(ToString::to_string);
    clean_reply(&match (error.status(), words) {
        (Some(code), Some(words)) => format!("{code} {words}"),
        (Some(code), None) => code.to_string(),
        (None, Some(words)) if error.is_tls() => format!("TLS failed: {words}"),
        (None, Some(words)) => format!("no mail server: {words}"),
        (None, None) => format!("no mail server: {error}"),
    })
}

fn spoken(response: &Response) -> String {
    let words: Vec<&str> = response.message().collect();
    format!("{} {}", response.code(), words.join(" "))
}
