//! What the doctor finds around us: the proxy, our name, the mail server, the machine.
//!
//! Sends no mail and asks nobody but the configured mail server and this machine's resolver. Where to go next:
//! `certificate.rs`, `mail_domain.rs`.

use std::time::Duration;

use rules::Span;

use super::{Finding, fault, note, ok};
use crate::app::{Clock, random};
use crate::cli::start;
use crate::config::Settings;
use crate::hash_pool::{HashPool, Source};
use crate::mail::smtp::Smtp;

/// A hash that takes longer makes people wait at the door.
const HASH_SLOW: Span = Span(500_000);

/// TLS ends at a proxy, and without its word all visitors seem to come from one place.
pub(super) fn proxies(settings: &Settings) -> Finding {
    let https = settings.base_url.starts_with("https://");
    match (https, settings.trusted_proxies.is_empty()) {
        (true, true) => fault(
            "proxy",
            "no proxy is trusted, so that all visitors seem to come from one network and share its limits",
            "set trusted_proxies to the address from which your proxy connects, like \"127.0.0.1\"",
        ),
        (true, false) if !settings.listen.ip().is_loopback() => note(
            "proxy",
            format!("connections are taken on {}, from other machines too", settings.listen),
            "see that only the proxy can reach it; set listen to 127.0.0.1 where the proxy is on this machine",
        ),
        (true, false) => ok("proxy", "its word about visitors' addresses is taken"),
        (false, _) => {
            note("proxy", format!("{} works on this machine only", settings.base_url), "fine for trying")
        }
    }
}

pub(super) async fn name(settings: &Settings) -> Finding {
    let host = start::host_of(&settings.base_url);
    let looked_up = tokio::time::timeout(Duration::from_secs(5), tokio::net::lookup_host((host, 443))).await;
    match looked_up.map(|found| found.is_ok_and(|mut all| all.next().is_some())) {
        Ok(true) => ok("base URL", format!("{host} is known to DNS")),
        _unknown => note(
            "base URL",
            format!("{host} is not known to DNS on this machine"),
            "mailed links begin with base_url: see that people's machines know it",
        ),
    }
}

pub(super) async fn door(settings: &Settings) -> Finding {
    let connecting = tokio::net::TcpStream::connect(settings.listen);
    match tokio::time::timeout(Duration::from_secs(2), connecting).await {
        Ok(Ok(_)) => ok("door", format!("somebody takes connections on {}", settings.listen)),
        _nobody => {
            note("door", format!("nobody takes connections on {}", settings.listen), "vestibule serve")
        }
    }
}

pub(super) async fn mail(settings: &Settings) -> Finding {
    let server = format!("{}:{}", settings.mail.host, settings.mail.port);
    let tried = match Smtp::new(start::mail_server(settings)) {
        Ok(smtp) => smtp.try_out().await,
        Err(broken) => Err(broken.to_string()),
    };
    match tried {
        Ok(()) => ok("mail", format!("{server} greets us and lets us in")),
        Err(words) => fault(
            "mail",
            format!("{server}: {words}"),
            "correct mail.host, mail.port, mail.security, mail.username or mail.password; letters wait meanwhile",
        ),
    }
}

pub(super) async fn hashing() -> Finding {
    let clock = Clock::real();
    let Ok(pool) = HashPool::new(1, 4) else {
        return fault("hashing", "no thread starts", "raise the limit on threads");
    };
    // The first one fetches its memory.
    let _ = pool.hash(Source::Network(0), "doctor", random()).await;
    let begun = clock.now();
    let done = pool.hash(Source::Network(0), "doctor", random()).await;
    let took = clock.now().since(begun);
    let said = format!("one password takes {} ms", took.0 / 1000);
    match done {
        Ok(_) if took < HASH_SLOW => ok("hashing", said),
        Ok(_) | Err(_) => fault("hashing", said, "give the machine faster or less busy cores"),
    }
}
