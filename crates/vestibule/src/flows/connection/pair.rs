//! Our own key for a provider that speaks SAML: it signs what we ask, and opens what is encrypted for us.
//!
//! One for each connection, so that no organization's provider holds anything that is another's. Never in here: where it
//! is kept.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use proofs::saml::{SelfSigned, make_certificate};
use rules::{Instant, Span};
use zeroize::Zeroizing;

use crate::app::{App, random};
use crate::fault::Fault;

/// Providers compare the certificate and ask nobody about it; an end would only be one more thing that breaks.
const LASTS: Span = Span::days(20 * 365);
/// The longest name that a certificate takes, in letters.
const LONGEST_NAME: usize = 64;

/// A private key (PKCS #8) and the certificate around it (DER).
pub(super) struct Pair {
    pub(super) private: Zeroizing<Vec<u8>>,
    pub(super) certificate: Vec<u8>,
}

/// Makes one: a tenth of a second of work, and not on a thread that others wait for.
pub(super) async fn make(app: &App) -> Result<Pair, Fault> {
    let begins = Instant(app.now().0 - Span::days(1).0);
    let host = app.settings.base_url.split_once("://").map_or("", |(_, host)| host);
    let name: String = host.chars().take(LONGEST_NAME).collect();
    let made = tokio::task::spawn_blocking(move || pair(&name, begins)).await;
    made.ok().flatten().ok_or_else(|| Fault::broken("the library made no key"))
}

fn pair(name: &str, begins: Instant) -> Option<Pair> {
    let made = KeyPair::generate(KeySize::Rsa2048).ok()?;
    let private: Pkcs8V1Der<'_> = made.as_der().ok()?;
    let private = Zeroizing::new(private.as_ref().to_vec());
    let says = SelfSigned { name, serial: random(), begins, ends: begins.plus(LASTS) };
    let certificate = make_certificate(&private, &says)?.der;
    Some(Pair { private, certificate })
}
