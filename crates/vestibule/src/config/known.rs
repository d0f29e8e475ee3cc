//! Every setting there is, with its default and a sentence about it. The example file and the documents are held
//! to this list.
//!
//! Never in here: what a value means (`config.rs`).

/// A setting's name, its default in words (`None`: it must be set), and one sentence about it.
pub struct About {
    /// The key in the file, with dots: `mail.host`. The variable is `VESTIBULE_MAIL_HOST`.
    pub key: &'static str,
    /// The default, as it would stand in the file.
    pub default: Option<&'static str>,
    /// What it is for.
    pub sentence: &'static str,
}

/// Every setting there is. The example file and the documents are held to this list by a test.
pub const ALL: &[About] = &[
    About {
        key: "listen",
        default: Some("127.0.0.1:8320"),
        sentence: "Where connections are taken; a proxy with TLS stands before it.",
    },
    About {
        key: "base_url",
        default: None,
        sentence: "The address that people type, with https; mailed links begin with it.",
    },
    About {
        key: "database",
        default: Some("sqlite:vestibule.db"),
        sentence: "The database: sqlite:PATH or postgres://USER@HOST/NAME.",
    },
    About {
        key: "key_file",
        default: Some("vestibule.keys"),
        sentence: "The encryption keys, made at the first start; keep a copy apart from the database's.",
    },
    About {
        key: "product",
        default: Some("Vestibule"),
        sentence: "What the installation is called on pages that belong to no organization.",
    },
    About {
        key: "support_address",
        default: None,
        sentence: "Where people write who need the support desk.",
    },
    About {
        key: "trusted_proxies",
        default: Some(""),
        sentence: "Addresses of proxies whose X-Forwarded-For is believed, with commas between.",
    },
    About {
        key: "mail.from",
        default: None,
        sentence: "The sender of every mail, like Login <login@example.com>.",
    },
    About { key: "mail.host", default: None, sentence: "The mail server." },
    About { key: "mail.port", default: Some("587"), sentence: "Its port." },
    About {
        key: "mail.security",
        default: Some("starttls"),
        sentence: "starttls or tls; none is taken for loopback only.",
    },
    About { key: "mail.username", default: Some(""), sentence: "The name for servers that ask for one." },
    About {
        key: "mail.password",
        default: Some(""),
        sentence: "Its password; better set as VESTIBULE_MAIL_PASSWORD.",
    },
    About {
        key: "mail.timeout_seconds",
        default: Some("20"),
        sentence: "Seconds after which a silent mail server is given up and tried again later.",
    },
    About {
        key: "mail.dkim_selector",
        default: Some(""),
        sentence: "The selector of the key that the mail server signs with, for the doctor to look up.",
    },
    About {
        key: "password_list",
        default: Some(""),
        sentence: "A file with more passwords to refuse, one a line.",
    },
    About {
        key: "hash_threads",
        default: Some("0"),
        sentence: "Threads that hash passwords; 0 means as many as cores.",
    },
    About {
        key: "journal_days",
        default: Some("400"),
        sentence: "Days for which what happened can be looked up.",
    },
    About { key: "log", default: Some("text"), sentence: "text or json." },
    About {
        key: "dns",
        default: Some(""),
        sentence: "Name servers that are asked, with commas between; empty means the system's.",
    },
    About {
        key: "sso.private_network",
        default: Some("false"),
        sentence: "true lets organizations' sign-on providers stand in the private network.",
    },
];

/// The environment variable of a setting.
pub fn variable(key: &str) -> String {
    format!("VESTIBULE_{}", key.replace('.', "_").to_uppercase())
}

/// What is said of a key that is no setting.
pub(super) fn unknown(key: &str) -> String {
    let near = ALL.iter().min_by_key(|about| distance(about.key, key)).map_or("", |about| about.key);
    format!("there is no setting {key:?}; did you mean {near:?}?")
}

/// How many letters differ at the same places, and in length: enough to find the word that was meant.
fn distance(one: &str, two: &str) -> usize {
    let mut row: Vec<usize> = (0..=two.len()).collect();
    for (line, letter) in one.bytes().enumerate() {
        let mut corner = row[0];
        row[0] = line + 1;
        for (column, other) in two.bytes().enumerate() {
            let replaced = corner + usize::from(letter != other);
            corner = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(corner + 1);
        }
    }
    row[two.len()]
}
