//! A name server on loopback that knows a handful of records: just enough of RFC 1035 for one question a packet.

use tokio::net::UdpSocket;

#[derive(Clone, Debug)]
pub enum Record {
    Text(String),
    Mail(u16, String),
    Address([u8; 4]),
}

#[derive(Clone, Default)]
pub struct Names(Vec<(String, Record)>);

impl Names {
    pub fn with(mut self, name: &str, record: Record) -> Names {
        self.0.push((name.to_owned(), record));
        self
    }

    pub fn without(mut self, name: &str) -> Names {
        self.0.retain(|(own, _)| own != name);
        self
    }

    /// Answers until the test ends; says where.
    pub async fn answering(self) -> String {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("loopback has ports");
        let at = socket.local_addr().expect("it is bound").to_string();
        tokio::spawn(async move {
            let mut packet = [0; 1500];
            while let Ok((length, peer)) = socket.recv_from(&mut packet).await {
                let _ = socket.send_to(&self.answer(&packet[..length]), peer).await;
            }
        });
        at
    }

    fn answer(&self, query: &[u8]) -> Vec<u8> {
        let (name, end) = name(query);
        let kind = u16::from_be_bytes([query[end], query[end + 1]]);
        let own = || self.0.iter().filter(|(own, _)| *own == name);
        let answers: Vec<Vec<u8>> = own().filter_map(|(_, record)| data(record, kind)).collect();
        let code = if own().next().is_some() { 0 } else { 3 };
        let count = u8::try_from(answers.len()).expect("a handful");
        // The question's number; an answer, by somebody who looks for others; one question, so many answers.
        let mut packet = vec![query[0], query[1], 0x81, 0x80 | code, 0, 1, 0, count, 0, 0, 0, 0];
        packet.extend(&query[12..end + 4]);
        for answer in answers {
            // The name is that of the question, in the clear, for five seconds.
            packet.extend([0xc0, 12]);
            packet.extend(kind.to_be_bytes());
            packet.extend([0, 1, 0, 0, 0, 5]);
            packet.extend(u16::try_from(answer.len()).expect("short").to_be_bytes());
            packet.extend(answer);
        }
        packet
    }
}

/// The name that is asked for, and where it ends.
fn name(query: &[u8]) -> (String, usize) {
    let (mut at, mut labels) = (12, Vec::new());
    while query[at] != 0 {
        let end = at + 1 + usize::from(query[at]);
        labels.push(String::from_utf8_lossy(&query[at + 1..end]).to_lowercase());
        at = end;
    }
    (labels.join("."), at + 1)
}

/// What stands in a record, if it is of the kind that is asked for.
fn data(record: &Record, kind: u16) -> Option<Vec<u8>> {
    match (record, kind) {
        (Record::Address(address), 1) => Some(address.to_vec()),
        (Record::Mail(preference, host), 15) => {
            let mut all = preference.to_be_bytes().to_vec();
            for label in host.split('.').filter(|label| !label.is_empty()) {
                all.push(u8::try_from(label.len()).expect("a short label"));
                all.extend(label.bytes());
            }
            all.push(0);
            Some(all)
        }
        (Record::Text(text), 16) => {
            let strings = text.as_bytes().chunks(255);
            let prefixed = |part: &[u8]| [&[u8::try_from(part.len()).expect("255 at most")], part].concat();
            Some(strings.flat_map(prefixed).collect())
        }
        _other => None,
    }
}
