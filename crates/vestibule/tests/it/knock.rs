//! A visitor over real HTTP: one connection, its cookies, forms. For tests and measurements of the binary.
//!
//! Small on purpose: it speaks as much HTTP/1.1 as our own server answers with. Whatever breaks on the way is
//! an `Err`: the other side is gone, and what was asked may have happened or not.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};
use std::net::{IpAddr, SocketAddr};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};

/// An answer, complete to its last byte.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// All headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// A header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(header, _)| header == name).map_or("", |(_, value)| value.as_str())
    }

    /// Where it leads.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// Whether it leads to that page.
    pub fn leads_to(&self, path: &str) -> bool {
        self.location().split('?').next() == Some(path)
    }

    /// The sealed step in the address that it leads to.
    pub fn step(&self) -> String {
        let query = self.location().split_once('?').map_or("", |(_, query)| query);
        form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "s")
            .map_or(String::new(), |(_, value)| value.into_owned())
    }
}

/// Somebody with a browser.
pub struct Visitor {
    at: SocketAddr,
    from: Option<IpAddr>,
    cookies: BTreeMap<String, String>,
    line: Option<BufReader<TcpStream>>,
}

impl Visitor {
    /// Nobody has seen this browser before.
    pub fn new(at: SocketAddr) -> Visitor {
        Visitor { at, from: None, cookies: BTreeMap::new(), line: None }
    }

    /// The same from a network address of its own.
    #[allow(dead_code, reason = "for the measurements")]
    pub fn from(at: SocketAddr, from: IpAddr) -> Visitor {
        Visitor { from: Some(from), ..Visitor::new(at) }
    }

    /// The server has moved; the browser keeps what it has.
    #[allow(dead_code, reason = "for the stories of restarts")]
    pub fn follow(&mut self, at: SocketAddr) {
        self.at = at;
        self.line = None;
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, "").await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.ask("POST", path, &form).await
    }

    /// Types the address and the password.
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Result<Answer> {
        let asked = self.post("/sign-in", &[("email", email)]).await?;
        self.post("/sign-in/password", &[("s", &asked.step()), ("password", password)]).await
    }

    async fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<Answer> {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: localhost:{}\r\n", self.at.port());
        text.push_str("user-agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0\r\n");
        if !cookies.is_empty() {
            text.push_str(&format!("cookie: {}\r\n", cookies.join("; ")));
        }
        if method == "POST" {
            let kind = "application/x-www-form-urlencoded";
            text.push_str(&format!("content-type: {kind}\r\ncontent-length: {}\r\n", body.len()));
        }
        let line = match &mut self.line {
            Some(line) => line,
            none => none.insert(BufReader::new(connect(self.at, self.from).await?)),
        };
        line.write_all(format!("{text}\r\n{body}").as_bytes()).await?;
        let answer = read(line).await;
        if answer.as_ref().map_or(true, |answer| answer.header("connection") == "close") {
            self.line = None;
        }
        let answer = answer?;
        for (_, value) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            if let Some((name, value)) = value.split(';').next().and_then(|pair| pair.split_once('=')) {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(answer)
    }
}

async fn connect(at: SocketAddr, from: Option<IpAddr>) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    if let Some(from) = from {
        socket.bind(SocketAddr::new(from, 0))?;
    }
    let line = socket.connect(at).await?;
    line.set_nodelay(true)?;
    Ok(line)
}

async fn read(line: &mut BufReader<TcpStream>) -> Result<Answer> {
    let first = read_line(line).await?;
    let status = first.split(' ').nth(1).and_then(|text| text.parse().ok());
    let status = status.ok_or_else(|| Error::new(ErrorKind::InvalidData, first))?;
    let mut headers = Vec::new();
    loop {
        let text = read_line(line).await?;
        match text.split_once(':') {
            Some((name, value)) => headers.push((name.to_lowercase(), value.trim().to_owned())),
            None => break,
        }
    }
    let mut answer = Answer { status, headers, body: String::new() };
    let mut body = vec![0; answer.header("content-length").parse().unwrap_or(0)];
    line.read_exact(&mut body).await?;
    answer.body = String::from_utf8_lossy(&body).into_owned();
    Ok(answer)
}

async fn read_line(line: &mut BufReader<TcpStream>) -> Result<String> {
    let mut text = String::new();
    if line.read_line(&mut text).await? == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(text.trim_end().to_owned())
}
