//! What the doctor finds outside: records in DNS, and the certificate at the base URL. All of it on loopback.

pub mod authority;
mod names;

use std::time::Instant as Stopwatch;

use rules::{Instant, Span};
use vestibule::app::Clock;
use vestibule::cli::doctor::{Finding, certificate, examine};
use vestibule::config::{Layers, Settings};
use vestibule::outside::certificate::{Trouble, ask};

use authority::Authority;
use names::{Names, Record};

/// A key as a mail server would publish it; only its length counts here.
fn key(bytes: usize) -> String {
    format!("v=DKIM1; k=rsa; p={}", data_encoding::BASE64.encode(&vec![7; bytes]))
}

/// A domain at which everything is in order.
fn well() -> Names {
    Names::default()
        .with("house.example", Record::Text("v=spf1 a:mail.house.example -all".into()))
        .with("house.example", Record::Text("something-else=1".into()))
        .with("_dmarc.house.example", Record::Text("v=DMARC1; p=reject; rua=mailto:d@house.example".into()))
        .with("key1._domainkey.house.example", Record::Text(key(294)))
        .with("house.example", Record::Mail(20, "spare.house.example".into()))
        .with("house.example", Record::Mail(10, "mx.house.example".into()))
        .with("mx.house.example", Record::Address([192, 0, 2, 1]))
}

fn settings(dns: &str, more: &[(&str, &str)]) -> Settings {
    let mut layers = Layers::default();
    let own = [
        ("base_url", "http://localhost:1"),
        ("support_address", "help@house.example"),
        ("database", "sqlite:/nonexistent/vestibule.db"),
        ("key_file", "/nonexistent/vestibule.keys"),
        ("listen", "127.0.0.1:1"),
        ("mail.from", "Login <login@house.example>"),
        ("mail.host", "localhost"),
        ("mail.port", "1"),
        ("mail.security", "none"),
        ("mail.dkim_selector", "key1"),
        ("dns", dns),
    ];
    for (key, value) in own.iter().chain(more) {
        layers.set(key, *value, "the test");
    }
    layers.settings().expect("these settings work")
}

fn one<'a>(all: &'a [Finding], check: &str) -> &'a Finding {
    all.iter()
        .find(|finding| finding.check == check)
        .unwrap_or_else(|| panic!("{check} is looked at: {all:?}"))
}

async fn found(names: Names, check: &str) -> Finding {
    let dns = names.answering().await;
    one(&examine(&settings(&dns, &[])).await, check).clone()
}

#[tokio::test]
async fn a_domain_whose_mail_is_known_as_its_own_is_well() {
    let dns = well().answering().await;
    let all = examine(&settings(&dns, &[])).await;
    for check in ["SPF", "DMARC", "DKIM", "MX"] {
        assert_eq!(one(&all, check).state, "ok", "{:?}", one(&all, check));
    }
    assert!(one(&all, "MX").said.contains("mx.house.example"), "the preferred one is named");
    assert!(all.iter().all(|finding| finding.check != "certificate"), "there is none at an http address");
}

#[tokio::test]
async fn each_fault_in_dns_comes_with_what_to_write_there() {
    let text = |text: &str| vec![Record::Text(text.to_owned())];
    let (domain, dmarc, dkim) = ("house.example", "_dmarc.house.example", "key1._domainkey.house.example");
    let cases = [
        ("SPF", domain, vec![], "fault", "v=spf1 a:localhost -all"),
        ("SPF", domain, text("v=spf10 -all"), "fault", "v=spf1 a:localhost -all"),
        ("SPF", domain, [text("v=spf1 -all"), text("v=spf1 mx ~all")].concat(), "fault", "make one of them"),
        ("SPF", domain, text("v=spf1 +all"), "fault", "-all"),
        ("SPF", domain, text("v=spf1 mx ?all"), "note", "-all"),
        ("SPF", domain, text("V=SPF1 redirect=spf.elsewhere.example"), "ok", ""),
        ("DMARC", dmarc, vec![], "fault", "_dmarc.house.example"),
        ("DMARC", dmarc, text("v=DMARC1; p=none"), "note", "p=quarantine"),
        ("DMARC", dmarc, text("v=DMARC1; rua=mailto:d@house.example"), "fault", "p=quarantine"),
        ("DMARC", dmarc, [text("v=DMARC1; p=reject"), text("v=DMARC1; p=none")].concat(), "fault", "one"),
        ("DKIM", dkim, vec![], "fault", "mail.dkim_selector (key1)"),
        ("DKIM", dkim, text("v=DKIM1; k=rsa; p="), "fault", "mail.dkim_selector"),
        ("DKIM", dkim, text("v=DKIM1; p=not base64!"), "fault", "whole"),
        ("DKIM", dkim, vec![Record::Text(key(162))], "note", "2048"),
        ("DKIM", dkim, text(&format!("v=DKIM1; k=ed25519; p={}", "A".repeat(43) + "=")), "ok", ""),
        ("MX", domain, vec![], "fault", "add an MX record"),
        ("MX", domain, vec![Record::Mail(0, String::new())], "fault", "add an MX record"),
        ("MX", domain, vec![Record::Mail(10, "gone.house.example".into())], "fault", "address"),
        ("MX", domain, vec![Record::Address([192, 0, 2, 9])], "note", "add an MX record"),
    ];
    for (check, name, records, state, remedy) in cases {
        let names =
            records.iter().fold(well().without(name), |names, record| names.with(name, record.clone()));
        let finding = found(names, check).await;
        assert_eq!(finding.state, state, "{records:?}: {finding:?}");
        assert!(finding.remedy.as_deref().unwrap_or_default().contains(remedy), "{records:?}: {finding:?}");
    }
}

#[tokio::test]
async fn a_domain_below_has_the_dmarc_policy_of_the_one_above() {
    let dns = well().answering().await;
    let below = [("mail.from", "login@login.mail.house.example")];
    let all = examine(&settings(&dns, &below)).await;
    assert_eq!(one(&all, "DMARC").state, "ok");
    assert_eq!(one(&all, "SPF").state, "fault", "SPF is of the very domain");
}

#[tokio::test]
async fn without_a_selector_the_doctor_says_how_to_find_it() {
    let dns = well().answering().await;
    let all = examine(&settings(&dns, &[("mail.dkim_selector", "")])).await;
    let dkim = one(&all, "DKIM");
    assert_eq!(dkim.state, "note");
    assert!(dkim.remedy.as_deref().is_some_and(|remedy| remedy.contains("s=")), "{dkim:?}");
}

#[tokio::test]
async fn dns_that_says_nothing_is_a_note_and_takes_seconds_at_most() {
    let begun = Stopwatch::now();
    let all = examine(&settings("127.0.0.1:1", &[])).await;
    for check in ["SPF", "DMARC", "DKIM", "MX"] {
        assert_eq!(one(&all, check).state, "note", "{:?}", one(&all, check));
    }
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_record_cannot_move_the_cursor_of_whoever_reads_it() {
    let names = well().without("house.example");
    let names = names.with("house.example", Record::Text("v=spf1 \x1b[2J\r\n\u{9b}31m mx -all".into()));
    let said = found(names, "SPF").await.said;
    assert!(said.contains("mx -all") && !said.contains(char::is_control), "{said:?}");
}

#[tokio::test]
async fn a_certificate_is_taken_as_browsers_take_it() {
    let authority = Authority::new();
    let now = Clock::real().now();
    let (before, after) = (Instant(now.0 - Span::days(40).0), now.plus(Span::days(40)));
    let pem = Some(authority.pem());
    let at = async |name: &str, from, until| authority.serve(name, from, until).await;
    let ask = async |port: u16, pem: Option<&Vec<u8>>| ask("localhost", port, pem.map(Vec::as_slice)).await;

    let good = at("localhost", before, after).await;
    let until = ask(good, pem.as_ref()).await.expect("a good certificate");
    assert_eq!(until.0 / 1_000_000, after.0 / 1_000_000);
    assert_eq!(ask(good, None).await, Err(Trouble::UnknownAuthority));
    let other = at("elsewhere.example", before, after).await;
    assert_eq!(ask(other, pem.as_ref()).await, Err(Trouble::OtherName));
    let ended = at("localhost", before, Instant(now.0 - Span::days(1).0)).await;
    assert!(matches!(ask(ended, pem.as_ref()).await, Err(Trouble::Ended(at)) if at < now));
    let early = at("localhost", now.plus(Span::days(1)), after).await;
    assert!(matches!(ask(early, pem.as_ref()).await, Err(Trouble::NotYet(at)) if at > now));
    assert!(matches!(ask(1, pem.as_ref()).await, Err(Trouble::Unreachable(_))));

    // And this is how the doctor comes to ask: at the base URL, with the authorities that browsers know.
    let base_url = format!("https://localhost:{good}");
    let all = examine(&settings("127.0.0.1:1", &[("base_url", base_url.as_str())])).await;
    let finding = one(&all, "certificate");
    assert_eq!(finding.state, "fault");
    assert!(finding.remedy.as_deref().is_some_and(|remedy| remedy.contains("fullchain")), "{finding:?}");
}

#[test]
fn a_certificate_that_ends_soon_is_said_before_it_ends() {
    let now = Clock::real().now();
    let state = |days: i64| {
        let until = now.plus(Span::days(days));
        certificate::judged("login.example", 443, &Ok(until), now)
    };
    assert_eq!([60, 20, 5].map(|days| state(days).state), ["ok", "note", "fault"]);
    let trouble = |trouble: Trouble| certificate::judged("login.example", 443, &Err(trouble), now);
    for finding in [
        trouble(Trouble::Ended(now)),
        trouble(Trouble::NotYet(now)),
        trouble(Trouble::OtherName),
        trouble(Trouble::UnknownAuthority),
        trouble(Trouble::Unreachable("refused".into())),
        trouble(Trouble::Other("strange".into())),
    ] {
        assert!(finding.state == "fault" && finding.remedy.is_some(), "{finding:?}");
    }
}
