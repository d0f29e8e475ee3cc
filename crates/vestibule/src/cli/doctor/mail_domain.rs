//! What the doctor finds in DNS about the sender's domain: whether receiving servers can tell that our mail is
//! ours, and whether bounces and replies come back.
//!
//! Asked of DNS only here, and only when the operator asks. What the records mean: RFC 7208 (SPF), 6376 and
//! 8301 (DKIM), 7489 (DMARC), 5321 and 7505 (MX). Never in here: the asking itself (`outside`).

use super::{Finding, fault, note, ok};
use crate::config::Settings;
use crate::outside::dns::{Dns, NoAnswer};

/// Roughly the bytes of a public RSA key of 2048 bits; one of 1024 has 162.
const LONG_KEY: usize = 256;
/// As much of a record as is shown.
const SHOWN: usize = 120;

pub(super) async fn look(settings: &Settings) -> Vec<Finding> {
    let Some(domain) = settings.sender_domain() else {
        return vec![fault("SPF", "the sender's address has no domain", "correct mail.from")];
    };
    let dns = match Dns::new(&settings.dns) {
        Ok(dns) => dns,
        Err(no) => return vec![unanswered("SPF", &domain, &no)],
    };
    let (spf, dmarc, dkim, mx) = tokio::join!(
        spf(&dns, &domain, &settings.mail.host),
        dmarc(&dns, &domain),
        dkim(&dns, &domain, settings.mail.dkim_selector.as_deref()),
        mx(&dns, &domain)
    );
    let all = [("SPF", spf), ("DMARC", dmarc), ("DKIM", dkim), ("MX", mx)];
    all.into_iter().map(|(check, found)| found.unwrap_or_else(|no| unanswered(check, &domain, &no))).collect()
}

/// It may be well all the same, so this is no fault.
fn unanswered(check: &'static str, domain: &str, NoAnswer(why): &NoAnswer) -> Finding {
    let remedy = "see that this machine may ask its name servers, or name others in dns";
    note(check, format!("DNS says nothing about {domain}: {why}"), remedy)
}

type Found = Result<Finding, NoAnswer>;

async fn spf(dns: &Dns, domain: &str, host: &str) -> Found {
    let texts = dns.texts(domain).await?;
    let records: Vec<&String> = texts.iter().filter(|text| is_version(text, "v=spf1", " ")).collect();
    let record = match records.as_slice() {
        [] => {
            return Ok(fault(
                "SPF",
                format!("{domain} does not say which servers send its mail"),
                format!(
                    "add a TXT record at {domain}, like \"v=spf1 a:{host} -all\", or as whoever runs your mail says"
                ),
            ));
        }
        [record] => record.as_str(),
        many => {
            let said =
                format!("{domain} has {} SPF records, which counts as none (RFC 7208 §4.5)", many.len());
            return Ok(fault("SPF", said, "make one of them, with all servers in it"));
        }
    };
    let words: Vec<String> = record.split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    Ok(if has("+all") || has("all") {
        fault("SPF", format!("{domain} lets everybody send: {}", shown(record)), "end it in -all or ~all")
    } else if has("-all") || has("~all") || words.iter().any(|word| word.starts_with("redirect=")) {
        ok("SPF", shown(record))
    } else {
        note(
            "SPF",
            format!("it does not say whose mail is not yours: {}", shown(record)),
            "end it in -all or ~all",
        )
    })
}

/// The record of the domain, or of the nearest domain above it that has one.
async fn dmarc(dns: &Dns, domain: &str) -> Found {
    let mut at = domain;
    loop {
        let texts = dns.texts(&format!("_dmarc.{at}")).await?;
        let records: Vec<&String> = texts.iter().filter(|text| is_version(text, "v=DMARC1", ";")).collect();
        match (records.as_slice(), at.split_once('.')) {
            ([record], _) => return Ok(judged(at, record)),
            ([], Some((_, above))) if above.contains('.') => at = above,
            ([], _) => {
                return Ok(fault(
                    "DMARC",
                    format!("{domain} does not say what to do with mail that only pretends to be its own"),
                    format!(
                        "add a TXT record at _dmarc.{domain}: \"v=DMARC1; p=quarantine\"; large receivers ask for one"
                    ),
                ));
            }
            (many, _) => {
                let said = format!("_dmarc.{at} has {} records, which counts as none", many.len());
                return Ok(fault("DMARC", said, "keep one of them"));
            }
        }
    }
}

fn judged(at: &str, record: &str) -> Finding {
    match tag(record, "p").to_ascii_lowercase().as_str() {
        "quarantine" | "reject" => ok("DMARC", format!("_dmarc.{at}: {}", shown(record))),
        "none" => note(
            "DMARC",
            format!("_dmarc.{at} only watches: {}", shown(record)),
            "once its reports show that all your mail is signed, write p=quarantine or p=reject",
        ),
        _other => fault(
            "DMARC",
            format!("_dmarc.{at} has no policy: {}", shown(record)),
            "write p=quarantine or p=reject into it",
        ),
    }
}

async fn dkim(dns: &Dns, domain: &str, selector: Option<&str>) -> Found {
    let Some(selector) = selector else {
        return Ok(note(
            "DKIM",
            "which key the mail server signs with is not known here",
            "set mail.dkim_selector to what stands behind s= in the DKIM-Signature of a mail that arrived",
        ));
    };
    let name = format!("{selector}._domainkey.{domain}");
    let texts = dns.texts(&name).await?;
    let Some(record) = texts.iter().find(|text| has_tag(text, "p")) else {
        let remedy = format!(
            "put the mail server's public key there as a TXT record: \"v=DKIM1; k=rsa; p=…\", or correct \
             mail.dkim_selector ({selector})"
        );
        return Ok(fault("DKIM", format!("there is no key at {name}"), remedy));
    };
    let key: String = tag(record, "p").split_ascii_whitespace().collect();
    let rsa = !tag(record, "k").eq_ignore_ascii_case("ed25519");
    Ok(match data_encoding::BASE64.decode(key.as_bytes()) {
        Ok(bytes) if bytes.is_empty() => fault(
            "DKIM",
            format!("the key at {name} has been withdrawn"),
            "let the mail server sign with another one, and set mail.dkim_selector to its selector",
        ),
        Ok(bytes) if rsa && bytes.len() < LONG_KEY => note(
            "DKIM",
            format!("the key at {name} is a short one"),
            "have the mail server make one of 2048 bits (RFC 8301 §3.2)",
        ),
        Ok(_) => ok("DKIM", format!("there is a key at {name}")),
        Err(_) => fault("DKIM", format!("the key at {name} is damaged"), "copy it there again, whole"),
    })
}

async fn mx(dns: &Dns, domain: &str) -> Found {
    let hosts = dns.exchangers(domain).await?;
    let remedy = format!("add an MX record at {domain} that names a server which takes mail for it");
    if hosts.is_empty() {
        return Ok(if dns.has_address(domain).await? {
            note(
                "MX",
                format!("{domain} names no mail server; bounces and replies go to {domain} itself"),
                remedy,
            )
        } else {
            fault("MX", format!("{domain} takes no mail: bounces and replies are lost"), remedy)
        });
    }
    if hosts.iter().all(String::is_empty) {
        return Ok(fault(
            "MX",
            format!("{domain} says that it takes no mail: bounces and replies are lost"),
            remedy,
        ));
    }
    for host in hosts.iter().filter(|host| !host.is_empty()) {
        if dns.has_address(host).await? {
            return Ok(ok("MX", format!("bounces and replies go to {host}")));
        }
    }
    let said = format!("{} has no address: bounces and replies are lost", hosts.join(", "));
    Ok(fault("MX", said, "correct the MX record, or give the server an address"))
}

/// Whether a text is a record of that version, followed by nothing or by what separates.
fn is_version(text: &str, version: &str, separator: &str) -> bool {
    let Some((begin, rest)) = text.trim_start().split_at_checked(version.len()) else { return false };
    let rest = if separator == " " { rest } else { rest.trim_start() };
    begin.eq_ignore_ascii_case(version) && (rest.is_empty() || rest.starts_with(separator))
}

fn tags(record: &str) -> impl Iterator<Item = (&str, &str)> {
    record.split(';').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.trim(), value.trim()))
}

fn has_tag(record: &str, wanted: &str) -> bool {
    tags(record).any(|(name, _)| name == wanted)
}

/// The value of a tag; empty where there is none.
fn tag<'a>(record: &'a str, wanted: &str) -> &'a str {
    tags(record).find(|(name, _)| *name == wanted).map_or("", |(_, value)| value)
}

/// Records come from elsewhere: without what would move a terminal's cursor, and not too long.
fn shown(record: &str) -> String {
    record.chars().filter(|letter| !letter.is_control()).take(SHOWN).collect()
}
