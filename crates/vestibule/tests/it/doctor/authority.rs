//! An authority of the tests' own (openssl), and servers on loopback that show its certificates.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use rules::Instant;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use uuid::Uuid;
use vestibule::when;

const CONFIG: &str = "
[ca]
default_ca = own
[own]
database = index
default_md = sha256
policy = any
rand_serial = yes
unique_subject = no
copy_extensions = copy
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
basicConstraints = critical, CA:FALSE
";

/// Its files go away with it.
pub struct Authority(PathBuf);

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Authority {
    pub fn new() -> Authority {
        let authority = Authority(std::env::temp_dir().join(format!("vestibule-doctor-{}", Uuid::now_v7())));
        fs::create_dir_all(&authority.0).expect("the temporary directory takes a directory");
        fs::write(authority.0.join("config"), CONFIG).expect("a file");
        fs::write(authority.0.join("index"), "").expect("a file");
        let own = ["-x509", "-days", "365", "-subj", "/CN=Authority", "-keyout", "ca.key", "-out", "ca.pem"];
        authority.request(&own);
        authority
    }

    pub fn pem(&self) -> Vec<u8> {
        fs::read(self.0.join("ca.pem")).expect("the authority's certificate")
    }

    /// Shows a certificate for that name and time until the test ends; says on which port.
    pub async fn serve(&self, name: &str, from: Instant, until: Instant) -> u16 {
        self.listen(name, from, until, "").await
    }

    /// The same, and says to every question over HTTP that all is well.
    pub async fn answer(&self, name: &str, from: Instant, until: Instant) -> u16 {
        self.listen(name, from, until, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await
    }

    async fn listen(&self, name: &str, from: Instant, until: Instant, says: &'static str) -> u16 {
        let acceptor = self.acceptor(name, from, until);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has ports");
        let port = listener.local_addr().expect("it is bound").port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Whoever does not like the certificate hangs up.
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                if !says.is_empty() {
                    let mut question = [0; 4096];
                    let _ = stream.read(&mut question).await;
                    let _ = stream.write_all(says.as_bytes()).await;
                    let _ = stream.shutdown().await;
                }
            }
        });
        port
    }

    fn acceptor(&self, name: &str, from: Instant, until: Instant) -> TlsAcceptor {
        let names = format!("subjectAltName=DNS:{name}");
        self.request(&["-subj", "/CN=server", "-addext", &names, "-keyout", "own.key", "-out", "own.csr"]);
        let (from, until) = (stamp(from), stamp(until));
        let signing =
            ["ca", "-batch", "-config", "config", "-keyfile", "ca.key", "-cert", "ca.pem", "-notext"];
        let files = ["-outdir", ".", "-in", "own.csr", "-out", "own.pem"];
        self.openssl(&[&signing[..], &files, &["-startdate", &from, "-enddate", &until]].concat());

        let read = |name: &str| fs::read(self.0.join(name)).expect("openssl made it");
        let certificate = CertificateDer::from_pem_slice(&read("own.pem")).expect("a certificate");
        let key = PrivateKeyDer::from_pem_slice(&read("own.key")).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("they belong together");
        TlsAcceptor::from(Arc::new(config))
    }

    fn request(&self, words: &[&str]) {
        let new = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        self.openssl(&[&new[..], words].concat());
    }

    fn openssl(&self, words: &[&str]) {
        let mut command = Command::new("openssl");
        command.args(words).current_dir(&self.0).stdout(Stdio::null()).stderr(Stdio::null());
        let done = command.status().is_ok_and(|status| status.success());
        assert!(done, "this test needs openssl (`apt-get install openssl`): {words:?}");
    }
}

/// As openssl writes times: 20261126203027Z.
fn stamp(at: Instant) -> String {
    when::rfc3339(at).chars().filter(char::is_ascii_digit).take(14).chain(['Z']).collect()
}
