//! The one HTTP client: asks other people's servers at addresses that other people gave.
//!
//! HTTPS alone, one connection for each question, within a deadline and a size; it follows nobody elsewhere and
//! knows no proxy. Invariant: a name is looked up once, and what is connected to are the very addresses that were
//! judged, so that no name can lead inside by changing its mind (DNS rebinding). Never in here: what an answer
//! means. Where to go next: `reach.rs` for the addresses.

use std::future::poll_fn;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{self, HeaderMap};
use axum::http::{Method, Request};
use data_encoding::BASE64;
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::certificate::authorities;
use super::reach::{Reach, reach};

/// How long one question may take, from the name to the last byte.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long one of several addresses may take to be connected to.
const PATIENCE_FOR_ONE: Duration = Duration::from_millis(1500);
/// How many addresses of a name are tried.
const MOST_ADDRESSES: usize = 4;
/// The largest answer, in bytes.
const MOST_BYTES: usize = 1024 * 1024;
/// The largest head of an answer, in bytes.
const MOST_OF_A_HEAD: usize = 64 * 1024;
/// The longest address, in bytes.
const MOST_OF_AN_ADDRESS: usize = 4000;

/// Asks. Made once.
pub struct Fetch {
    private: bool,
    patience: Duration,
    tls: TlsConnector,
}

/// What came back, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status, never a redirection.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// What the server's clock shows, in seconds since 1970 (its `Date` header), for measuring it against ours.
    pub date: Option<i64>,
}

/// Why nothing came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is no address that we ask: not HTTPS, or with a user in it.
    Address,
    /// It leads into the private network, or to no machine at all.
    Private,
    /// The name has no address.
    NameUnknown,
    /// Nobody takes connections there.
    Refused,
    /// No connection that is safe came about, in words of TLS.
    Tls(String),
    /// It took too long.
    TooSlow,
    /// The answer is too large.
    TooLarge,
    /// The answer is that it is elsewhere.
    Redirected,
    /// The connection broke, or what came is no HTTP.
    Broken(String),
}

impl Fetch {
    /// Believes the well-known authorities. `private`: addresses of the private network and of this machine may be
    /// asked too, and on this machine without TLS.
    pub fn new(private: bool) -> Fetch {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        Fetch { private, patience: PATIENCE, tls: connector(roots) }
    }

    /// The same, believing these authorities (PEM) besides: those of a private network are known to nobody else.
    ///
    /// # Errors
    /// [`Trouble::Tls`]: they cannot be read.
    pub fn believing(private: bool, authorities_pem: &[u8]) -> Result<Fetch, Trouble> {
        let roots = authorities(Some(authorities_pem));
        let roots = roots.map_err(|trouble| Trouble::Tls(format!("{trouble:?}")))?;
        Ok(Fetch { private, patience: PATIENCE, tls: connector(roots) })
    }

    /// With another deadline than five seconds.
    pub fn within(self, patience: Duration) -> Fetch {
        Fetch { patience, ..self }
    }

    /// Asks for what is there.
    ///
    /// # Errors
    /// What went wrong on the way; an answer that says no is an answer.
    pub async fn get(&self, url: &str) -> Result<Answer, Trouble> {
        let url = self.taken(url)?;
        let request = Request::builder().method(Method::GET).body(Body::empty());
        self.ask(&url, request.map_err(broken)?).await
    }

    /// Sends a form. `basic`: who we are there, and our secret (RFC 6749 §2.3.1).
    ///
    /// # Errors
    /// What went wrong on the way; an answer that says no is an answer.
    pub async fn post_form(
        &self,
        url: &str,
        basic: Option<(&str, &str)>,
        fields: &[(&str, &str)],
    ) -> Result<Answer, Trouble> {
        let url = self.taken(url)?;
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = Request::builder()
            .method(Method::POST)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::CONTENT_LENGTH, form.len());
        if let Some((id, secret)) = basic {
            request = request.header(header::AUTHORIZATION, basic_of(id, secret));
        }
        self.ask(&url, request.body(Body::from(form)).map_err(broken)?).await
    }

    /// The address, where it is one that we ask.
    fn taken(&self, text: &str) -> Result<Url, Trouble> {
        // The parser forgives what others read differently: blanks, slashes that lean or are missing.
        let plain = text.len() <= MOST_OF_AN_ADDRESS && text.bytes().all(|byte| byte.is_ascii_graphic());
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let proper = plain && !text.contains('\\') && rest.is_some_and(|rest| !rest.starts_with('/'));
        let url = Url::parse(text).ok().filter(|_| proper).ok_or(Trouble::Address)?;
        let bare = url.username().is_empty() && url.password().is_none() && url.has_host();
        let scheme = url.scheme() == "https" || (self.private && url.scheme() == "http");
        if bare && scheme { Ok(url) } else { Err(Trouble::Address) }
    }

    async fn ask(&self, url: &Url, request: Request<Body>) -> Result<Answer, Trouble> {
        match tokio::time::timeout(self.patience, self.exchange(url, request)).await {
            Ok(answer) => answer,
            Err(_late) => Err(Trouble::TooSlow),
        }
    }

    async fn exchange(&self, url: &Url, mut request: Request<Body>) -> Result<Answer, Trouble> {
        dress(&mut request, url)?;
        let stream = connect(&self.addresses(url).await?).await?;
        if url.scheme() != "https" {
            return speak(stream, request).await;
        }
        let name = match url.host().ok_or(Trouble::Address)? {
            Host::Domain(name) => ServerName::try_from(name.to_owned()).map_err(|_| Trouble::Address)?,
            Host::Ipv4(address) => ServerName::IpAddress(IpAddr::V4(address).into()),
            Host::Ipv6(address) => ServerName::IpAddress(IpAddr::V6(address).into()),
        };
        let stream = self.tls.connect(name, stream).await;
        speak(stream.map_err(|error| Trouble::Tls(error.to_string()))?, request).await
    }

    /// The addresses that may be connected to; looked up once.
    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, Trouble> {
        let port = url.port_or_known_default().ok_or(Trouble::Address)?;
        let found: Vec<SocketAddr> = match url.host().ok_or(Trouble::Address)? {
            Host::Ipv4(address) => vec![(address, port).into()],
            Host::Ipv6(address) => vec![(address, port).into()],
            Host::Domain(name) => {
                let found = tokio::net::lookup_host((name, port)).await;
                found.map_err(|_| Trouble::NameUnknown)?.collect()
            }
        };
        if found.is_empty() {
            return Err(Trouble::NameUnknown);
        }
        let secure = url.scheme() == "https";
        let allowed = |at: &SocketAddr| match reach(at.ip()) {
            Reach::Public => secure,
            Reach::Private => secure && self.private,
            Reach::Loopback => self.private,
            Reach::Never => false,
        };
        let known = found.iter().any(|at| reach(at.ip()) == Reach::Public);
        let allowed: Vec<SocketAddr> = found.into_iter().filter(allowed).take(MOST_ADDRESSES).collect();
        match allowed.is_empty() {
            // Somewhere else than on this machine, and without TLS.
            true if known => Err(Trouble::Address),
            true => Err(Trouble::Private),
            false => Ok(allowed),
        }
    }
}

fn connector(roots: RootCertStore) -> TlsConnector {
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("aws-lc-rs speaks the versions of TLS that rustls takes for safe")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    TlsConnector::from(Arc::new(config))
}

/// Name and secret are written as in a form before they are joined (RFC 6749 §2.3.1), which many forget.
fn basic_of(id: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", BASE64.encode(format!("{}:{}", encoded(id), encoded(secret)).as_bytes()))
}

/// What every question says: where it goes, and who asks.
fn dress(request: &mut Request<Body>, url: &Url) -> Result<(), Trouble> {
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    *request.uri_mut() = path.parse().map_err(|_| Trouble::Address)?;
    let host = url.host_str().ok_or(Trouble::Address)?;
    let host = url.port().map_or(host.to_owned(), |port| format!("{host}:{port}"));
    let headers = request.headers_mut();
    headers.insert(header::HOST, host.parse().map_err(|_| Trouble::Address)?);
    headers.insert(header::ACCEPT, header::HeaderValue::from_static("application/json, */*;q=0.1"));
    headers.insert(header::USER_AGENT, header::HeaderValue::from_static("Vestibule"));
    headers.insert(header::CONNECTION, header::HeaderValue::from_static("close"));
    Ok(())
}

/// To the first address that takes us.
async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Trouble> {
    let mut trouble = Trouble::Refused;
    for address in addresses {
        let connecting = TcpStream::connect(address);
        let connected = match addresses.len() {
            1 => Ok(connecting.await),
            _several => tokio::time::timeout(PATIENCE_FOR_ONE, connecting).await,
        };
        trouble = match connected {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(_nobody)) => Trouble::Refused,
            Err(_late) => Trouble::TooSlow,
        };
    }
    Err(trouble)
}

/// One question and its answer.
async fn speak<S>(stream: S, request: Request<Body>) -> Result<Answer, Trouble>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut how = http1::Builder::new();
    how.max_buf_size(MOST_OF_A_HEAD);
    let (mut sender, connection) = how.handshake::<_, Body>(TokioIo::new(stream)).await.map_err(broken)?;
    let asked = async {
        let response = sender.send_request(request).await.map_err(broken)?;
        let (head, body) = response.into_parts();
        if head.status.is_redirection() {
            return Err(Trouble::Redirected);
        }
        let date = date(&head.headers);
        Ok(Answer { status: head.status.as_u16(), body: read(body).await?, date })
    };
    // The connection moves only while it is asked to, and is dropped with the question.
    let mut connection = std::pin::pin!(connection);
    let mut asked = std::pin::pin!(asked);
    let mut open = true;
    loop {
        tokio::select! {
            biased;
            answer = &mut asked => return answer,
            ended = &mut connection, if open => {
                open = false;
                // What has arrived may still be read.
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection outward broke");
                }
            }
        }
    }
}

async fn read(mut body: Incoming) -> Result<Vec<u8>, Trouble> {
    let mut all = Vec::new();
    if body.size_hint().lower() > MOST_BYTES as u64 {
        return Err(Trouble::TooLarge);
    }
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(bytes) = frame.map_err(broken)?.into_data() else { continue };
        if all.len() + bytes.len() > MOST_BYTES {
            return Err(Trouble::TooLarge);
        }
        all.extend_from_slice(&bytes);
    }
    Ok(all)
}

fn date(headers: &HeaderMap) -> Option<i64> {
    let text = headers.get(header::DATE)?.to_str().ok()?;
    Some(jiff::fmt::rfc2822::parse(text).ok()?.timestamp().as_second())
}

fn broken(error: impl std::fmt::Display) -> Trouble {
    Trouble::Broken(error.to_string())
}
