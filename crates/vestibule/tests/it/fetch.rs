//! The one HTTP client, against small servers on loopback that behave as servers of others may: slowly, endlessly,
//! elsewhere, brokenly.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rules::{Instant, Span};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use vestibule::app::Clock;
use vestibule::outside::fetch::{Answer, Fetch, Trouble};
use vestibule::outside::reach::{Reach, reach};

use crate::doctor::authority::Authority;

/// What a server does after it has read the question.
#[derive(Clone, Copy)]
enum Manner {
    /// Says this and hangs up.
    Says(&'static str),
    /// Says this before anything is asked, and hangs up.
    Blurts(&'static str),
    /// Tells the question back.
    Echoes,
    /// Says nothing.
    Silent,
    /// One byte at a time, for ever.
    Drips,
    /// As much as anybody takes.
    Floods,
}

/// A server on this machine, and how often somebody came.
struct Server {
    port: u16,
    came: Arc<AtomicUsize>,
}

impl Server {
    async fn new(manner: Manner) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let came = Arc::new(AtomicUsize::new(0));
        let counter = came.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, manner));
            }
        });
        Server { port, came }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

async fn serve(mut stream: TcpStream, manner: Manner) -> Option<()> {
    if let Manner::Blurts(text) = manner {
        stream.write_all(text.as_bytes()).await.ok()?;
        return stream.shutdown().await.ok();
    }
    let mut question = Vec::new();
    let mut part = [0; 4096];
    while !is_whole(&question) {
        let read = stream.read(&mut part).await.ok().filter(|read| *read > 0)?;
        question.extend_from_slice(&part[..read]);
    }
    let endless = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
    match manner {
        Manner::Says(text) | Manner::Blurts(text) => stream.write_all(text.as_bytes()).await.ok()?,
        Manner::Echoes => {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", question.len());
            stream.write_all(&[head.as_bytes(), &question].concat()).await.ok()?;
        }
        Manner::Silent => drop(stream.read(&mut part).await),
        Manner::Drips => {
            stream.write_all(endless.as_bytes()).await.ok()?;
            loop {
                stream.write_all(b"x").await.ok()?;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        Manner::Floods => {
            stream.write_all(endless.as_bytes()).await.ok()?;
            loop {
                stream.write_all(&[b'x'; 65536]).await.ok()?;
            }
        }
    }
    stream.shutdown().await.ok()
}

/// Whether a question has arrived with all its body.
fn is_whole(question: &[u8]) -> bool {
    let text = String::from_utf8_lossy(question);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length =
        head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
    body.len() >= length.and_then(|length| length.parse().ok()).unwrap_or(0)
}

async fn get(manner: Manner) -> Result<Answer, Trouble> {
    let server = Server::new(manner).await;
    Fetch::new(true).within(Duration::from_millis(600)).get(&server.url("/")).await
}

#[tokio::test]
async fn an_answer_comes_with_its_status_and_the_servers_time() {
    let told = get(Manner::Says(
        "HTTP/1.1 200 OK\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\ncontent-length: 2\r\n\r\n{}",
    ))
    .await;
    assert_eq!(told, Ok(Answer { status: 200, body: b"{}".to_vec(), date: Some(784_111_777) }));
    let told = get(Manner::Says("HTTP/1.1 400 Bad Request\r\ndate: yesterday\r\n\r\n{\"error\":1}")).await;
    assert_eq!(told, Ok(Answer { status: 400, body: b"{\"error\":1}".to_vec(), date: None }));
}

#[tokio::test]
async fn a_question_says_what_it_has_to() {
    let server = Server::new(Manner::Echoes).await;
    let fetch = Fetch::new(true);
    let told = fetch.get(&server.url("/a%20b?c=d&e")).await.unwrap();
    let told = String::from_utf8(told.body).unwrap();
    assert!(told.starts_with("GET /a%20b?c=d&e HTTP/1.1\r\n"), "{told}");
    assert!(told.contains(&format!("host: 127.0.0.1:{}\r\n", server.port)), "{told}");
    assert!(!told.to_lowercase().contains("authorization"), "{told}");

    let basic = Some(("a client", "s%c:r+t"));
    let fields = [("grant_type", "authorization_code"), ("code", "a&b=c d")];
    let told = fetch.post_form(&server.url("/token"), basic, &fields).await.unwrap();
    let told = String::from_utf8(told.body).unwrap();
    assert!(told.starts_with("POST /token HTTP/1.1\r\n"), "{told}");
    assert!(told.contains("content-type: application/x-www-form-urlencoded\r\n"), "{told}");
    assert!(told.ends_with("\r\n\r\ngrant_type=authorization_code&code=a%26b%3Dc+d"), "{told}");
    // Written as in a form first: "a+client" and "s%25c%3Ar%2Bt".
    let expected = data_encoding::BASE64.encode(b"a+client:s%25c%3Ar%2Bt");
    assert!(told.contains(&format!("authorization: Basic {expected}\r\n")), "{told}");
}

#[tokio::test]
async fn nobody_is_waited_for_for_ever() {
    assert_eq!(get(Manner::Silent).await, Err(Trouble::TooSlow));
    assert_eq!(get(Manner::Drips).await, Err(Trouble::TooSlow));
}

#[tokio::test]
async fn nothing_too_large_is_read() {
    let server = Server::new(Manner::Floods).await;
    assert_eq!(Fetch::new(true).get(&server.url("/")).await, Err(Trouble::TooLarge));
    let announced = get(Manner::Says("HTTP/1.1 200 OK\r\ncontent-length: 1048577\r\n\r\n")).await;
    assert_eq!(announced, Err(Trouble::TooLarge));
    let lines: &'static str = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(200_000)).leak();
    assert!(matches!(get(Manner::Says(lines)).await, Err(Trouble::Broken(_))));
}

#[tokio::test]
async fn it_is_led_nowhere_else() {
    let target = Server::new(Manner::Echoes).await;
    for status in
        ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent", "304 Not Modified"]
    {
        let text = format!("HTTP/1.1 {status}\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", target.url("/"));
        assert_eq!(get(Manner::Says(text.leak())).await, Err(Trouble::Redirected), "{status}");
    }
    assert_eq!(target.came.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn what_is_no_answer_is_named() {
    for text in ["", "SSH-2.0-OpenSSH_9.9\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort"] {
        assert!(matches!(get(Manner::Says(text)).await, Err(Trouble::Broken(_))), "{text}");
    }
    // A port that was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    assert_eq!(Fetch::new(true).get(&format!("http://127.0.0.1:{free}/")).await, Err(Trouble::Refused));
}

#[tokio::test]
async fn the_private_network_is_asked_only_where_the_operator_says_so() {
    let server = Server::new(Manner::Echoes).await;
    let port = server.port;
    for host in
        ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "0.0.0.0"]
    {
        let told = Fetch::new(false).get(&format!("https://{host}:{port}/")).await;
        assert_eq!(told, Err(Trouble::Private), "{host}");
    }
    for host in
        ["10.0.0.1", "192.168.1.1", "169.254.169.254", "[fd00::1]", "[fe80::1]", "100.64.0.1", "224.0.0.1"]
    {
        let told = Fetch::new(false).get(&format!("https://{host}/")).await;
        assert_eq!(told, Err(Trouble::Private), "{host}");
    }
    // And some not even then.
    for host in
        ["169.254.169.254", "0.0.0.0", "[fd00:ec2::254]", "255.255.255.255", "[::ffff:169.254.169.254]"]
    {
        let told = Fetch::new(true).get(&format!("https://{host}/")).await;
        assert_eq!(told, Err(Trouble::Private), "{host}");
    }
    assert_eq!(server.came.load(Ordering::SeqCst), 0, "nobody has been asked");
    assert!(Fetch::new(true).get(&format!("http://localhost:{port}/")).await.is_ok());
}

#[tokio::test]
async fn only_this_machine_is_asked_without_tls() {
    assert_eq!(Fetch::new(false).get("http://127.0.0.1/").await, Err(Trouble::Address));
    assert_eq!(Fetch::new(true).get("http://10.0.0.1/").await, Err(Trouble::Private));
    assert_eq!(Fetch::new(true).get("http://93.184.215.14/").await, Err(Trouble::Address));
    for url in [
        "",
        "localhost",
        "//localhost/",
        "ftp://localhost/",
        "file:///etc/passwd",
        "https://",
        "data:text/plain,x",
        "https://user@id.example/",
        "https://user:word@id.example/",
        "https://id.example/\r\nx: y",
        "https://id .example/",
        "https:id.example",
        "https:/id.example",
        "https:///id.example",
        "https:\\\\id.example",
        "https://id.example\\@localhost/",
    ] {
        assert_eq!(Fetch::new(true).get(url).await, Err(Trouble::Address), "{url}");
    }
    // No name has parts this long, so that nobody has to be asked for it.
    let name = format!("https://{}.example/", "a".repeat(70));
    assert_eq!(Fetch::new(true).get(&name).await, Err(Trouble::NameUnknown));
}

#[tokio::test]
async fn certificates_are_verified_as_browsers_do() {
    let now = Clock::real().now();
    let (before, after) = (Instant(now.0 - Span::days(2).0), now.plus(Span::days(2)));
    let authority = Authority::new();
    let fetch = Fetch::believing(true, &authority.pem()).unwrap();
    let good = authority.answer("localhost", before, after).await;
    let told = fetch.get(&format!("https://localhost:{good}/")).await.map(|told| told.status);
    assert_eq!(told, Ok(200));
    let tls = |told: Result<Answer, Trouble>| match told {
        Err(Trouble::Tls(words)) => words,
        other => panic!("{other:?}"),
    };
    let told = tls(Fetch::new(true).get(&format!("https://localhost:{good}/")).await);
    assert!(told.contains("UnknownIssuer"), "{told}");
    let other = authority.answer("other.example", before, after).await;
    let told = tls(fetch.get(&format!("https://localhost:{other}/")).await);
    assert!(told.contains("not valid for name"), "{told}");
    let ended = authority.answer("localhost", before, Instant(now.0 - Span::hours(1).0)).await;
    let told = tls(fetch.get(&format!("https://localhost:{ended}/")).await);
    assert!(told.contains("expired"), "{told}");
    // Something that speaks no TLS.
    let plain = Server::new(Manner::Blurts("HTTP/1.1 400 Bad Request\r\n\r\n")).await;
    tls(fetch.get(&format!("https://localhost:{}/", plain.port)).await);
    assert!(matches!(
        Fetch::believing(true, b"-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n"),
        Err(Trouble::Tls(_))
    ));
}

#[test]
fn every_special_address_is_known() {
    let all = [
        (Reach::Loopback, "127.0.0.1 127.255.255.254 ::1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::"),
        (
            Reach::Private,
            "10.0.0.0 10.255.255.255 172.16.0.0 172.31.255.255 192.168.0.1 100.64.0.0 100.127.255.255",
        ),
        (Reach::Private, "fc00::1 fdff:ffff::1 ::ffff:10.0.0.1 64:ff9b::c0a8:1 2002:a00:1::1"),
        (
            Reach::Never,
            "0.0.0.0 0.1.2.3 169.254.0.1 169.254.169.254 192.0.0.192 192.0.2.1 192.88.99.1 198.18.0.1",
        ),
        (
            Reach::Never,
            "198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255",
        ),
        (
            Reach::Never,
            "100.100.100.200 fd00:ec2::254 :: ::10.0.0.1 ::8.8.8.8 fe80::1 febf::1 fec0::1 ff02::1",
        ),
        (
            Reach::Never,
            "2001::1 2001:1ff::1 2001:db8::1 3fff::1 3fff:fff::1 64:ff9b:1::1 100::1 4000::1 5f00::1",
        ),
        (Reach::Never, "::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe:: ::ffff:0:10.0.0.1"),
        (
            Reach::Public,
            "1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1",
        ),
        (
            Reach::Public,
            "169.253.1.1 172.15.0.1 172.32.0.1 192.167.0.1 198.17.0.1 198.20.0.1 223.255.255.255",
        ),
        (Reach::Public, "2001:200::1 2001:4860:4860::8888 2606:4700::1111 2a00::1 3ffe::1 3fff:1000::1"),
        (Reach::Public, "::ffff:1.1.1.1 64:ff9b::101:101 2002:101:101::1"),
    ];
    for (expected, addresses) in all {
        for address in addresses.split(' ') {
            let parsed: IpAddr = address.parse().unwrap();
            assert_eq!(reach(parsed), expected, "{address}");
        }
    }
}
