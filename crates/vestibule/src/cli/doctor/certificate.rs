//! What the doctor finds at the base URL: whether browsers take the certificate there, and when it ends.
//!
//! Never in here: the handshake (`outside`).

use rules::{Instant, Span};

use super::{Finding, fault, note, ok};
use crate::app::Clock;
use crate::cli::start;
use crate::config::Settings;
use crate::outside::certificate::{Trouble, ask};
use crate::when;

/// Whoever renews by themselves has done so by then.
const SOON: Span = Span::days(21);
/// Less than that is an emergency.
const VERY_SOON: Span = Span::days(7);

/// Nothing where the base URL has no certificate.
pub(super) async fn look(settings: &Settings) -> Option<Finding> {
    let authority = settings.base_url.strip_prefix("https://")?;
    let host = start::host_of(&settings.base_url);
    let port = authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(443);
    let answer = ask(host, port, None).await;
    Some(judged(host, port, &answer, Clock::real().now()))
}

/// What an answer means for whoever runs the place.
pub fn judged(host: &str, port: u16, answer: &Result<Instant, Trouble>, now: Instant) -> Finding {
    let until = match answer {
        Ok(until) => *until,
        Err(trouble) => return told(host, port, trouble),
    };
    let said = format!("good for {host} until {}", when::rfc3339(until));
    let remedy = "see that whatever renews it (certbot, the proxy itself) still runs, or renew it by hand";
    match until.since(now) {
        left if left < VERY_SOON => fault("certificate", said, remedy),
        left if left < SOON => note("certificate", said, remedy),
        _long => ok("certificate", said),
    }
}

fn told(host: &str, port: u16, trouble: &Trouble) -> Finding {
    let (said, remedy) = match trouble {
        Trouble::Unreachable(why) => (
            format!("nobody can be reached at {host}:{port} ({why})"),
            "start the proxy, and see that the name and the firewall lead to it",
        ),
        Trouble::Ended(at) => (
            format!("it ended on {}", when::rfc3339(*at)),
            "renew it, and see why that did not happen by itself",
        ),
        Trouble::NotYet(at) => (
            format!("it begins only on {}", when::rfc3339(*at)),
            "set the clocks by NTP, this machine's and that of whoever made it",
        ),
        Trouble::OtherName => (
            format!("it is not made out to {host}"),
            "have one made out to the name in base_url, or correct base_url",
        ),
        Trouble::UnknownAuthority => (
            "no authority that browsers know stands behind it".to_owned(),
            "let the proxy send the whole chain (fullchain.pem), or have it made by a public authority; one of your \
             own is fine where every visitor's machine knows it",
        ),
        Trouble::Other(why) => (
            format!("the handshake with {host}:{port} fails: {why}"),
            "see what the proxy's log says about TLS",
        ),
    };
    fault("certificate", said, remedy)
}
