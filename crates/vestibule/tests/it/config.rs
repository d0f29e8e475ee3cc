//! Settings: what is refused, and whether the refusal names the place and what to write there.

use vestibule::config::{ALL, Layers, Settings, Unworkable, variable};

/// A file that works.
const FILE: &str = r#"base_url = "https://login.example.com"
support_address = "help@example.com"

[mail]
from = "Login <login@example.com>"
host = "mail.example.com"
"#;

fn read(text: &str) -> Result<Settings, Unworkable> {
    let mut layers = Layers::default();
    layers.file("vestibule.toml", text)?;
    layers.settings()
}

fn refused(text: &str) -> Unworkable {
    read(text).expect_err("this cannot work")
}

#[test]
fn a_short_file_is_enough() {
    let settings = read(FILE).expect("the file works");
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8320");
    assert_eq!(settings.database, "sqlite:vestibule.db");
    assert_eq!(settings.mail.port, 587);
    assert_eq!(settings.mail.security, "starttls");
    assert_eq!(settings.mail.username, None);
}

#[test]
fn a_mistyped_key_names_its_line_and_the_word_that_was_meant() {
    let typo = refused(&FILE.replace("host =", "hots ="));
    assert_eq!(typo.place, "vestibule.toml line 6");
    assert!(typo.remedy.contains("\"mail.hots\""), "{typo}");
    assert!(typo.remedy.contains("\"mail.host\""), "{typo}");

    let typo = refused(&FILE.replace("base_url", "bas_url"));
    assert_eq!(typo.place, "vestibule.toml line 1");
    assert!(typo.remedy.contains("\"base_url\""), "{typo}");
}

#[test]
fn what_is_no_toml_names_its_line() {
    let broken = refused("base_url = \"https://login.example.com\"\nproduct = Acme\n");
    assert_eq!(broken.place, "vestibule.toml line 2");
}

#[test]
fn a_missing_setting_says_both_ways_to_set_it() {
    let missing = refused(&FILE.replace("base_url = \"https://login.example.com\"\n", ""));
    assert!(missing.place.contains("base_url"), "{missing}");
    assert!(missing.remedy.contains("VESTIBULE_BASE_URL"), "{missing}");
}

#[test]
fn bad_values_name_their_line_and_say_what_to_write() {
    let cases = [
        ("listen = \"8320\"", "127.0.0.1:8320"),
        ("database = \"mysql://x\"", "sqlite:PATH"),
        ("hash_threads = 1000", "0 to 64"),
        ("journal_days = 0", "at least 1"),
        ("log = \"xml\"", "text or json"),
        ("dns = \"ns.example.com\"", "127.0.0.53"),
        ("trusted_proxies = [\"proxy\"]", "addresses"),
    ];
    for (line, remedy) in cases {
        let bad = refused(&format!("product = \"Acme\"\n{line}\n{FILE}"));
        assert_eq!(bad.place, "vestibule.toml line 2", "{line}: {bad}");
        assert!(bad.remedy.contains(remedy), "{line}: {bad}");
    }
    let plain = refused(&FILE.replace("https://", "http://"));
    assert_eq!(plain.place, "vestibule.toml line 1");
    assert!(plain.remedy.contains("https://login.example.com"), "{plain}");

    let unprotected = refused(&format!("{FILE}security = \"none\"\n"));
    assert_eq!(unprotected.place, "vestibule.toml line 7");
    assert!(unprotected.remedy.contains("starttls"), "{unprotected}");
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let mut layers = Layers::default();
    let environment = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    layers
        .file("vestibule.toml", &format!("product = \"File\"\nlisten = \"127.0.0.1:1\"\n{FILE}"))
        .expect("a file");
    layers
        .variables([
            environment("VESTIBULE_PRODUCT", "Environment"),
            environment("VESTIBULE_LISTEN", "127.0.0.1:2"),
            environment("VESTIBULE_MAIL_PASSWORD", "secret"),
            environment("HOME", "/"),
        ])
        .expect("variables");
    layers.set("listen", "127.0.0.1:3", "--listen");
    let settings = layers.settings().expect("settings");
    assert_eq!(settings.listen.port(), 3);
    assert_eq!(settings.product, "Environment");
    assert_eq!(settings.mail.password.as_deref(), Some("secret"));

    layers.set("listen", "here", "--listen");
    assert_eq!(layers.settings().expect_err("no address").place, "--listen");
}

#[test]
fn a_variable_that_is_no_setting_is_refused() {
    let mut layers = Layers::default();
    let typo = [("VESTIBULE_BASEURL".to_owned(), "x".to_owned())];
    let refused = layers.variables(typo).expect_err("no such setting");
    assert_eq!(refused.place, "VESTIBULE_BASEURL");
    assert!(refused.remedy.contains("base_url"), "{refused}");
}

/// The example in the repository is written from the list of settings: `VESTIBULE_REWRITE=1` writes it anew.
#[test]
fn the_example_has_every_setting() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vestibule.example.toml");
    let wanted = example();
    if std::env::var_os("VESTIBULE_REWRITE").is_some() {
        std::fs::write(path, &wanted).expect("the example can be written");
    }
    let written = std::fs::read_to_string(path).expect("the example is there");
    assert_eq!(written, wanted, "run this test once with VESTIBULE_REWRITE=1");
    let settings = read(&written).expect("the example works as it stands");
    assert_eq!(settings.base_url, "https://login.example.com");
}

fn example() -> String {
    let mut text = String::from(
        "# Every setting of Vestibule. Copy this to vestibule.toml and change what is not commented out; the rest\n\
         # shows its default. Each can be set in the environment too, which wins over this file: the variable is\n\
         # named after each. Flags of `vestibule serve` win over both.\n",
    );
    let (mail, plain): (Vec<_>, Vec<_>) = ALL.iter().partition(|about| about.key.starts_with("mail."));
    for about in plain.into_iter().chain(mail) {
        if about.key == "mail.from" {
            text.push_str("\n[mail]\n");
        }
        let key = about.key.rsplit('.').next().unwrap_or(about.key);
        let line = match about.default {
            Some(default) => format!("# {key} = {}", literal(default)),
            None => format!("{key} = {}", literal(sample(about.key))),
        };
        text.push_str(&format!("\n# {}\n# {}\n{line}\n", about.sentence, variable(about.key)));
    }
    text
}

/// As it stands in the file: numbers bare, all else in quotation marks.
fn literal(value: &str) -> String {
    let number = !value.is_empty() && value.bytes().all(|letter| letter.is_ascii_digit());
    if number { value.to_owned() } else { format!("{value:?}") }
}

/// What to write where there is no default.
fn sample(key: &str) -> &'static str {
    match key {
        "base_url" => "https://login.example.com",
        "support_address" => "support@example.com",
        "mail.from" => "Login <login@example.com>",
        "mail.host" => "mail.example.com",
        other => panic!("{other} has no default: give it a sample here"),
    }
}
