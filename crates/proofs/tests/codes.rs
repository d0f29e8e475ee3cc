//! Everything that a person types back: mailed codes, recovery codes, references, digits.

use std::collections::HashSet;

use proofs::{
    Reference, Token, Typed, recovery,
    ticket::{digits, kind_of, make_code, normalize_code, shown_code},
};

#[test]
fn a_mailed_code_is_read_however_it_is_typed() {
    let code = make_code([0x9C, 0xF5, 0x41, 0xEB, 0x0A]);
    assert_eq!(code.len(), 8);
    assert_eq!(normalize_code(&shown_code("K7PM3XQA")).as_deref(), Some("K7PM3XQA"));
    for typed in [
        "K7PM-3XQA",
        "k7pm3xqa",
        " k7pm 3xqa\n",
        "K7PM–3XQA",
        "K7PM\u{200B}-3XQA",
        "k 7 p m 3 x q a",
        "Ｋ７ＰＭ－３ＸＱＡ",
        "K7PM\u{A0}3XQA",
        "\u{FEFF}K7PM3XQA",
        "K٧PM-٣XQA",
    ] {
        assert_eq!(normalize_code(typed).as_deref(), Some("K7PM3XQA"), "{typed:?}");
    }
    assert_eq!(normalize_code("OoIi-LlOl").as_deref(), Some("00111101"));
    for typed in [
        "",
        "K7PM-3XQ",
        "K7PM-3XQAA",
        "K7PM-3XQU",
        "K7PM-3XQ!",
        "K7PM-3XQÄ",
        "K7PM\0XQA",
        &"K".repeat(1 << 20),
    ] {
        assert_eq!(normalize_code(typed), None);
    }
}

#[test]
fn all_bits_of_a_code_are_in_its_letters() {
    let mut codes = HashSet::new();
    for bit in 0..40 {
        let mut bytes = [0; 5];
        bytes[bit / 8] = 1 << (bit % 8);
        codes.insert(make_code(bytes));
    }
    assert_eq!(codes.len(), 40);
    assert_eq!(make_code([0; 5]), "00000000");
    assert_eq!(make_code([0xFF; 5]), "ZZZZZZZZ");
    assert_eq!(make_code([0, 0, 0, 0, 1]), "00000001");
}

#[test]
fn the_kind_of_a_code_is_told_by_its_length() {
    assert_eq!(kind_of("123 456"), Typed::Totp("123456".into()));
    assert_eq!(kind_of("１２３-４５６"), Typed::Totp("123456".into()));
    assert_eq!(kind_of("k7pm 3xqa"), Typed::Mailed("K7PM3XQA".into()));
    assert_eq!(kind_of("12345678"), Typed::Mailed("12345678".into()));
    assert_eq!(kind_of("abcd-efgh-jkmn-pqrs"), Typed::Recovery("ABCDEFGHJKMNPQRS".into()));
    for typed in ["", "12345", "12345a", "1234567", "not a code at all, sorry", "ABCD-EFGH-JKMN-PQRU"] {
        assert_eq!(kind_of(typed), Typed::Unreadable, "{typed}");
    }
    assert_eq!(digits("12 34 56").as_deref(), Some("123456"));
    assert_eq!(digits("12345O"), None);
}

#[test]
fn recovery_codes_are_ten_and_different() {
    let mut bytes = [0; 100];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = (place * 37 % 251) as u8;
    }
    let codes = recovery::make(bytes);
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), 10);
    for code in &codes {
        assert_eq!(code.len(), 19);
        assert!(
            code.chars().all(|letter| letter == '-' || "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(letter))
        );
        let plain = code.replace('-', "");
        assert_eq!(recovery::normalize(&code.to_lowercase()), Some(plain.clone()));
        assert_eq!(recovery::normalize(&plain.replace('1', "l").replace('0', "o")), Some(plain));
    }
}

#[test]
fn a_hash_is_found_where_it_stands() {
    let set: Vec<[u8; 32]> = (0..10).map(|byte| [byte; 32]).collect();
    for place in 0..10 {
        assert_eq!(recovery::position_of(&[place as u8; 32], &set), Some(place));
    }
    assert_eq!(recovery::position_of(&[77; 32], &set), None);
    assert_eq!(recovery::position_of(&[0; 32], &[]), None);
}

#[test]
fn references_have_one_spelling() {
    let reference = Reference::from_bytes([1, 2, 3, 4, 5]);
    assert_eq!(reference.to_string().len(), "VST-7K3M-Q2XP".len());
    assert_eq!(Reference::parse(reference.as_str()), Some(reference));
    for typed in ["VST-7K3M-Q2XP", "vst7k3mq2xp", "vst 7k3m q2xp", " VST–7K3M–Q2XP.", "7k3m-q2xp"] {
        assert_eq!(
            Reference::parse(typed).map(|it| it.to_string()).as_deref(),
            Some("VST-7K3M-Q2XP"),
            "{typed}"
        );
    }
    assert_eq!(Reference::parse("VST-OOOO-IL11"), Reference::parse("VST-0000-1111"));
    for typed in
        ["", "VST", "VST-7K3M-Q2X", "XST-7K3M-Q2XP", "VST-7K3M-Q2XPP", "VST-7K3M-Q2X\u{0}", "../../etc"]
    {
        assert_eq!(Reference::parse(typed), None, "{typed}");
    }
}

#[test]
fn tokens_are_read_back_and_nothing_else_is() {
    let token = Token::from_bytes([0xFB; 32]);
    let text = token.text();
    assert_eq!(text.len(), 43);
    assert_eq!(Token::parse(&text).map(|token| token.digest()), Some(token.digest()));
    assert_ne!(token.digest(), Token::from_bytes([0xFA; 32]).digest());
    assert_eq!(format!("{token:?}"), "Token(…)");
    let mut last_letter_off = text.clone();
    last_letter_off.replace_range(42.., "t");
    for other in
        ["", &text[1..], &format!("{text}="), &"!".repeat(43), &last_letter_off, &"A".repeat(1 << 20)]
    {
        assert!(Token::parse(other).is_none(), "one token has one text");
    }
}
