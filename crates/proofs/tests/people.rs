//! Addresses and names as people type, paste and forge them.

use proofs::{Address, AddressFlaw, NameFlaw, person_name};

fn read(typed: &str) -> Result<String, AddressFlaw> {
    Address::parse(typed).map(|address| address.as_str().to_owned())
}

#[test]
fn one_mailbox_has_one_spelling() {
    for typed in [
        "ann@acme.example",
        "ann@acme.example ",
        "\u{A0}ann@acme.example\u{3000}\r\n",
        "Ann@ACME.Example",
        "ann＠acme.example",
        "ａｎｎ@ａｃｍｅ．ｅｘａｍｐｌｅ",
        "ann\u{200B}@acme.example",
        "\u{FEFF}ann@acme.example",
        "\u{202A}ann@acme.example\u{202C}",
        "ann@acme\u{AD}.example",
        "ann@acme.example.",
        "ann@acme。example",
    ] {
        assert_eq!(read(typed).as_deref(), Ok("ann@acme.example"), "{typed:?}");
    }
}

#[test]
fn what_is_shown_is_how_its_owner_writes_it() {
    let address = Address::parse(" Ann.Öberg+Tag@Müller.Example ").expect("umlauts are letters");
    assert_eq!(address.shown(), "Ann.Öberg+Tag@Müller.Example");
    assert_eq!(address.as_str(), "ann.öberg+tag@xn--mller-kva.example");
    assert_eq!(address.domain(), "xn--mller-kva.example");
    assert_eq!(address.local(), "ann.öberg+tag");
    assert_eq!(Some(address), Address::parse("ANN.O\u{308}BERG+tag@xn--mller-kva.example").ok());
}

#[test]
fn tags_and_dots_are_part_of_the_mailbox() {
    assert_ne!(read("ann+a@acme.example"), read("ann@acme.example"));
    assert_ne!(read("a.nn@acme.example"), read("ann@acme.example"));
}

#[test]
fn what_is_no_address_says_why() {
    for typed in ["", "  ", "\u{200B}\u{FEFF}", "\r\n"] {
        assert_eq!(read(typed), Err(AddressFlaw::Empty), "{typed:?}");
    }
    for typed in ["ann", "ann.acme.example", "@acme.example", "ann@", "@"] {
        assert_eq!(read(typed), Err(AddressFlaw::NoAt), "{typed:?}");
    }
    let long_local = format!("{}@acme.example", "a".repeat(65));
    let long_whole = format!("ann@{}example", "acmeacme.".repeat(28));
    for typed in [long_local, long_whole, "a".repeat(10_000), format!("ann@{}", "ü.".repeat(900))] {
        assert!(matches!(read(&typed), Err(AddressFlaw::TooLong | AddressFlaw::Unreadable)), "{typed:?}");
    }
    for typed in [
        "ann\0@acme.example",
        "ann@acme.example\r\nBcc: eve@evil.example",
        "ann@acme.example\nx",
        "an n@acme.example",
        "ann@ac me.example",
        "ann@acme.example, eve@evil.example",
        "ann@acme.example@evil.example",
        "\"ann\"@acme.example",
        "ann@acme",
        "ann@[10.0.0.1]",
        "ann@10.0.0.1",
        "ann@-acme.example",
        "ann@acme..example",
        ".ann@acme.example",
        "a..nn@acme.example",
        "ann@ac_me.example",
        "<ann@acme.example>",
        "ann@acme.example/x",
        "ann@xn--a.example",
        "ann\u{7F}@acme.example",
        "ann\u{85}@acme.example",
        "ann\u{2028}x@acme.example",
        "ann@acme.example%00",
    ] {
        assert_eq!(read(typed), Err(AddressFlaw::Unreadable), "{typed:?}");
    }
}

#[test]
fn reading_twice_changes_nothing() {
    // Every character below the astral planes, at the end of both sides.
    for letter in (0..=0xFFFFu32).filter_map(char::from_u32) {
        for typed in [format!("an{letter}n@acme.example"), format!("ann@ac{letter}me.example")] {
            if let Ok(once) = Address::parse(&typed) {
                assert_eq!(read(once.as_str()).as_deref(), Ok(once.as_str()), "{letter:?}");
                assert_eq!(read(once.shown()).as_deref(), Ok(once.as_str()), "{letter:?} as shown");
                assert!(
                    !once.as_str().contains(char::is_control) && !once.shown().contains(char::is_whitespace)
                );
                assert!(once.domain().is_ascii());
            }
        }
    }
}

#[test]
fn a_name_is_kept_as_its_owner_writes_it() {
    for (typed, kept) in [
        ("  Åsa  ", "Åsa"),
        ("A\u{30A}sa", "Åsa"),
        ("Jean\u{A0}\t Luc", "Jean Luc"),
        ("O'Brien-McKay, Jr.", "O'Brien-McKay, Jr."),
        ("Ann\r\nBcc: eve", "Ann Bcc: eve"),
        ("A\0n\u{7}n", "Ann"),
        ("Ann\u{202E}nnA", "AnnnnA"),
        ("\u{FEFF}An\u{200B}n", "Ann"),
        ("علی\u{200C}رضا", "علی\u{200C}رضا"),
        ("<b>Ann</b>", "<b>Ann</b>"),
        ("李", "李"),
    ] {
        assert_eq!(person_name(typed).as_deref(), Ok(kept), "{typed:?}");
    }
}

#[test]
fn a_name_is_neither_empty_nor_endless() {
    for typed in ["", "  ", "\0", "\u{200B}", "\u{200D}\u{200C}", "\u{3164}", "\r\n"] {
        assert_eq!(person_name(typed), Err(NameFlaw::Empty), "{typed:?}");
    }
    assert_eq!(person_name(&"é".repeat(100)).map(|name| name.chars().count()), Ok(100));
    assert_eq!(person_name(&"é".repeat(101)), Err(NameFlaw::TooLong));
    assert_eq!(person_name(&"n".repeat(1 << 20)), Err(NameFlaw::TooLong));
}
