//! Passwords: hashed, compared, refused with a reason. Vectors are from the reference implementation.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use proofs::{
    PasswordFlaw,
    password::{Buffer, DUMMY, MOST, Verified, hash, raw_hash, verify},
    quality::{common, quality},
};

/// The shortest of five times: what the work itself takes, on a machine that does other things too.
fn shortest(mut work: impl FnMut()) -> Duration {
    let time = |_| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    (0..5).map(time).min().unwrap_or_default()
}

fn refused(password: &str) -> Option<PasswordFlaw> {
    let expected = ["Vestibule", "Acme Tools & Co", "Åsa Öberg", "aoberg", "3m"];
    let extra = HashSet::from(["our office on the hill".to_owned()]);
    quality(password, 8, &expected, &extra).err()
}

#[test]
fn a_password_is_right_and_others_are_wrong_in_a_buffer_used_before() {
    let mut buffer = Buffer::new();
    let phc = hash(&mut buffer, "correct horse battery", [5; 16]);
    assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$BQUFBQUFBQUFBQUFBQUFBQ$"), "{phc}");
    assert_eq!(verify(&mut buffer, "correct horse battery", &phc), Verified::Right);
    assert_eq!(verify(&mut buffer, "correct horse batterY", &phc), Verified::Wrong);
    assert_eq!(verify(&mut buffer, "", &phc), Verified::Wrong);
    assert_eq!(verify(&mut buffer, "correct horse battery", DUMMY), Verified::Wrong);
    assert_eq!(hash(&mut buffer, "correct horse battery", [5; 16]), phc, "the buffer leaves no trace");
}

#[test]
fn cheaper_and_costlier_hashes_of_others_are_read() {
    let mut buffer = Buffer::new();
    // From the reference implementation's own tests (`test.c`, version 0x13, Argon2id).
    let costlier = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    let cheaper = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    assert_eq!(verify(&mut buffer, "password", costlier), Verified::Right);
    assert_eq!(verify(&mut buffer, "password", cheaper), Verified::RightButWeak);
    assert_eq!(verify(&mut buffer, "passwort", cheaper), Verified::Wrong);
}

#[test]
fn a_stored_hash_that_is_none_is_wrong_and_takes_as_long() {
    let mut buffer = Buffer::new();
    let usual = shortest(|| assert_eq!(verify(&mut buffer, "x", DUMMY), Verified::Wrong));
    for phc in [
        "",
        "$argon2id$v=19$m=19456,t=2,p=1$AAAA",
        "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "$argon2id$v=19$m=4294967295,t=2,p=1$NHZVQ5kBTy5q8AE4hOkQ/A$0rSlaIE8d1wKoVEBYjLizvpHBO4P6MUhCLHIjyDx4g8",
        "$argon2id$v=19$m=19456,t=2,p=1$NHZVQ5kBTy5q8AE4hOkQ/A$$",
    ] {
        let begun = Instant::now();
        assert_eq!(verify(&mut buffer, "x", phc), Verified::Wrong, "{phc}");
        assert!(begun.elapsed() > usual / 4, "{phc}");
    }
}

#[test]
fn one_password_typed_on_two_keyboards_is_one() {
    let mut buffer = Buffer::new();
    let phc = hash(&mut buffer, "Gar\u{E7}on de caf\u{E9}", [5; 16]);
    assert_eq!(verify(&mut buffer, "Garc\u{327}on\u{A0}de cafe\u{301}", &phc), Verified::Right);
    assert_eq!(verify(&mut buffer, "Garcon de cafe", &phc), Verified::Wrong);
}

#[test]
fn ten_thousand_characters_get_an_answer_before_any_hashing() {
    let (short, long) = ("n".repeat(MOST), "é".repeat(10_000));
    assert_eq!(refused(&long), Some(PasswordFlaw::TooLong { most: 1_024 }));
    assert_ne!(refused(&short), Some(PasswordFlaw::TooLong { most: 1_024 }));
    let mut buffer = Buffer::new();
    let usual = shortest(|| assert_eq!(verify(&mut buffer, "x", DUMMY), Verified::Wrong));
    let answer = shortest(|| assert_eq!(verify(&mut buffer, &long, DUMMY), Verified::Wrong));
    assert!(answer < usual / 4, "{answer:?} of {usual:?}");
}

#[test]
fn every_character_counts_as_one() {
    assert_eq!(refused("ключ🔑e\u{301}"), Some(PasswordFlaw::TooShort { have: 6, need: 8 }));
    assert_eq!(refused("ключ🔑e\u{301}ня"), None);
    assert_eq!(refused(""), Some(PasswordFlaw::TooShort { have: 0, need: 8 }));
}

#[test]
fn common_passwords_are_refused_whole_and_in_any_case() {
    assert!(common().count() >= 20_000, "standards ask for 20,000");
    assert_eq!(common().next(), Some("123456"));
    for password in ["password", "PassWord", "trustno1", "Our Office On The Hill"] {
        assert_eq!(refused(password), Some(PasswordFlaw::Listed), "{password}");
    }
    assert_eq!(refused("password of the day"), None, "a word of it says nothing");
}

#[test]
fn rows_and_repetitions_are_refused() {
    for password in [
        "aaaaaaaaaaaaaaa",
        "ababababababababa",
        "🔑🔑🔑🔑🔑🔑🔑🔑🔑",
        "12345678901234567890",
        "98765432109876543",
        "abcdefghijklmnop",
        "qwertyuiopasdfgh",
        "QWERTZ1234567",
        "aaaabbbbccccdddd",
        "mnbvcxz987654321",
    ] {
        assert_eq!(refused(password), Some(PasswordFlaw::Pattern), "{password}");
    }
    for password in ["aaaaaaab", "abcd-1234", "12348877665", "abcabcabd"] {
        assert_eq!(refused(password), None, "{password}");
    }
}

#[test]
fn expected_words_with_little_added_are_refused_and_named() {
    for (password, word) in [
        ("Vestibule", "Vestibule"),
        ("vestibule-2026!", "Vestibule"),
        ("1!vestibule!1", "Vestibule"),
        ("vestibuleVESTIBULE", "Vestibule"),
        ("AcmeToolsCo99", "Acme Tools & Co"),
        ("acme20262027", "Acme Tools & Co"),
        ("åsaÖberg1988", "Åsa Öberg"),
        ("A\u{30A}saO\u{308}berg1988", "Åsa Öberg"),
        ("aoberg...2026", "aoberg"),
        ("!!3M....", "3m"),
    ] {
        assert_eq!(refused(password), Some(PasswordFlaw::Expected(word.to_owned())), "{password}");
    }
    for password in
        ["vestibule of the inn", "my acme tools sit here", "m1234x5678", "20261106", "!?.-,;:-_?!"]
    {
        assert_eq!(refused(password), None, "{password}");
    }
    assert_eq!(
        quality("abendsonne", 8, &["", " ", "!"], &HashSet::new()),
        Ok(()),
        "an empty word forbids nothing"
    );
}

#[test]
fn recovery_codes_have_a_bare_hash() {
    let mut buffer = Buffer::new();
    let one = raw_hash(&mut buffer, b"ABCDEFGHJKMNPQRS", [1; 16]);
    assert_eq!(one, raw_hash(&mut buffer, b"ABCDEFGHJKMNPQRS", [1; 16]));
    assert_ne!(one, raw_hash(&mut buffer, b"ABCDEFGHJKMNPQRS", [2; 16]));
    assert_ne!(one, raw_hash(&mut buffer, b"ABCDEFGHJKMNPQRT", [1; 16]));
}
