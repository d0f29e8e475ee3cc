//! The certificate that browsers are shown at an address: whether they would take it, and until when.
//!
//! One handshake, and nothing is sent after it. Verified as browsers do: well-known authorities, the name, the
//! time. Never in here: what to do about it (`cli/doctor/certificate.rs`).

use std::sync::Arc;
use std::time::Duration;

use rules::Instant;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::PATIENCE;

/// The last second of the year 9999, for which RFC 5280 says "no end".
const FOR_EVER: u64 = 253_402_300_799;

/// Why a browser would not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody takes connections there.
    Unreachable(String),
    /// It ended then.
    Ended(Instant),
    /// It begins then.
    NotYet(Instant),
    /// It is made out to other names.
    OtherName,
    /// Nobody known stands behind it, or what leads to somebody known is missing.
    UnknownAuthority,
    /// Something else, in words of TLS.
    Other(String),
}

/// Until when the certificate there is good. `authority_pem` is one more authority to believe.
pub async fn ask(host: &str, port: u16, authority_pem: Option<&[u8]>) -> Result<Instant, Trouble> {
    match tokio::time::timeout(PATIENCE, shake_hands(host, port, authority_pem)).await {
        Ok(answer) => answer,
        Err(_late) => Err(Trouble::Unreachable("no answer in time".to_owned())),
    }
}

async fn shake_hands(host: &str, port: u16, authority_pem: Option<&[u8]>) -> Result<Instant, Trouble> {
    let name = ServerName::try_from(host.to_owned()).map_err(|error| Trouble::Other(error.to_string()))?;
    let roots = Arc::new(authorities(authority_pem)?);
    let provider = Arc::new(default_provider());
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| trouble(&error))?
        .with_root_certificates(roots.clone())
        .with_no_client_auth();
    let stream = TcpStream::connect((host, port)).await.map_err(|error| unreachable(&error))?;
    let connecting = TlsConnector::from(Arc::new(config)).connect(name.clone(), stream);
    let stream = connecting.await.map_err(|error| {
        let inside = error.get_ref().and_then(|inside| inside.downcast_ref::<rustls::Error>());
        inside.map_or_else(|| unreachable(&error), trouble)
    })?;
    let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
    let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider).build();
    let verifier = verifier.map_err(|error| Trouble::Other(error.to_string()))?;
    Ok(end_of(&*verifier, chain, &name))
}

/// Asked at the end of time, the verifier says when the certificate ends.
fn end_of(verifier: &dyn ServerCertVerifier, chain: &[CertificateDer<'_>], name: &ServerName<'_>) -> Instant {
    let late = UnixTime::since_unix_epoch(Duration::from_secs(FOR_EVER));
    let Some((own, between)) = chain.split_first() else { return instant(late) };
    match verifier.verify_server_cert(own, between, name, &[], late) {
        Err(rustls::Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
            instant(not_after)
        }
        Ok(_) | Err(_) => instant(late),
    }
}

/// The well-known authorities, and these.
pub(super) fn authorities(more_pem: Option<&[u8]>) -> Result<RootCertStore, Trouble> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for authority in CertificateDer::pem_slice_iter(more_pem.unwrap_or_default()) {
        let added = authority.map_err(|error| Trouble::Other(error.to_string()));
        roots.add(added?).map_err(|error| trouble(&error))?;
    }
    Ok(roots)
}

fn unreachable(error: &std::io::Error) -> Trouble {
    Trouble::Unreachable(error.to_string())
}

fn trouble(error: &rustls::Error) -> Trouble {
    let rustls::Error::InvalidCertificate(flaw) = error else { return Trouble::Other(error.to_string()) };
    match flaw {
        CertificateError::ExpiredContext { not_after, .. } => Trouble::Ended(instant(*not_after)),
        CertificateError::NotValidYetContext { not_before, .. } => Trouble::NotYet(instant(*not_before)),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Trouble::OtherName
        }
        CertificateError::UnknownIssuer => Trouble::UnknownAuthority,
        other => Trouble::Other(other.to_string()),
    }
}

fn instant(time: UnixTime) -> Instant {
    Instant(i64::try_from(time.as_secs()).unwrap_or(i64::MAX).saturating_mul(1_000_000))
}
