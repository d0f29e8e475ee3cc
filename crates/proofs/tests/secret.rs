//! Sealed values under attack: forged, cut, flipped, moved elsewhere, sealed with another key.

use proofs::secret::{KeyFlaw, KeyRing, Sealer, Unreadable};

const ABOUT: [&str; 3] = ["factors", "secret", "row 1"];

fn sealer() -> Sealer {
    Sealer::new(KeyRing::generate([7; 32]))
}

#[test]
fn what_was_sealed_opens_for_the_same_about_only() {
    let sealed = sealer().seal(&ABOUT, [1; 12], b"plain");
    assert_eq!(sealer().open(&ABOUT, &sealed).as_deref(), Ok(&b"plain"[..]));
    for other in
        [&["factors", "secret", "row 2"][..], &["factors", "secret"], &["factorss", "ecret", "row 1"], &[]]
    {
        assert_eq!(sealer().open(other, &sealed), Err(Unreadable::Tampered), "{other:?}");
    }
}

#[test]
fn every_flipped_bit_and_every_cut_is_noticed() {
    let sealed = sealer().seal(&ABOUT, [1; 12], b"some plain text");
    for bit in 0..sealed.len() * 8 {
        let mut forged = sealed.clone();
        forged[bit / 8] ^= 1 << (bit % 8);
        assert!(sealer().open(&ABOUT, &forged).is_err(), "bit {bit}");
    }
    for length in 0..sealed.len() {
        assert_eq!(sealer().open(&ABOUT, &sealed[..length]), Err(Unreadable::Tampered), "cut to {length}");
    }
    let longer = [&sealed[..], &[0]].concat();
    assert_eq!(sealer().open(&ABOUT, &longer), Err(Unreadable::Tampered));
}

#[test]
fn another_installations_key_with_the_same_id_opens_nothing() {
    let sealed = Sealer::new(KeyRing::generate([8; 32])).seal(&ABOUT, [1; 12], b"plain");
    assert_eq!(sealer().open(&ABOUT, &sealed), Err(Unreadable::Tampered));
}

#[test]
fn a_new_key_seals_and_the_old_one_still_opens() {
    let mut ring = KeyRing::generate([7; 32]);
    assert_eq!(ring.add_key([9; 32]), 2);
    let both = Sealer::new(KeyRing::parse(&ring.print()).expect("what was printed can be read"));
    let old = sealer().seal(&ABOUT, [1; 12], b"old");
    let new = both.seal(&ABOUT, [2; 12], b"new");
    assert_eq!(both.open(&ABOUT, &old).as_deref(), Ok(&b"old"[..]));
    assert_eq!(both.open(&ABOUT, &new).as_deref(), Ok(&b"new"[..]));
    assert_eq!(sealer().open(&ABOUT, &new), Err(Unreadable::UnknownKey(2)));
    assert!(both.needs_reseal(&old) && !both.needs_reseal(&new) && both.needs_reseal(b""));
    assert_eq!(
        both.keyed_hash("addresses", b"a"),
        sealer().keyed_hash("addresses", b"a"),
        "rotation moves no hash"
    );
}

#[test]
fn keyed_hashes_differ_by_purpose_bytes_and_key() {
    let hash = sealer().keyed_hash("codes", b"a");
    assert_ne!(hash, sealer().keyed_hash("addresses", b"a"));
    assert_ne!(hash, sealer().keyed_hash("code", b"sa"));
    assert_ne!(hash, sealer().keyed_hash("codes", b"b"));
    assert_ne!(hash, Sealer::new(KeyRing::generate([8; 32])).keyed_hash("codes", b"a"));
}

#[test]
fn sealed_texts_are_of_one_length_and_of_their_own_kind() {
    let sealer = sealer();
    let texts: Vec<String> =
        [0, 1, 17, 60].map(|length| sealer.seal_text(&ABOUT, [3; 12], &vec![b'x'; length], 64)).into();
    assert!(texts.iter().all(|text| text.len() == texts[0].len()), "{texts:?}");
    assert_eq!(sealer.open_text(&ABOUT, &texts[2]).map(|plain| plain.len()), Ok(17));
    assert!(sealer.seal_text(&ABOUT, [3; 12], &[0; 61], 64).len() > texts[0].len());
    let value = sealer.seal(&ABOUT, [3; 12], &[0; 64]);
    let as_text = data_encoding::BASE64URL_NOPAD.encode(&value);
    assert_eq!(
        sealer.open_text(&ABOUT, &as_text),
        Err(Unreadable::Tampered),
        "a stored value is no page's text"
    );
    for nonsense in
        ["", "A", "====", "%00", "ünder", &texts[0][1..], &format!("{}A", texts[0]), &"A".repeat(100_000)]
    {
        assert!(sealer.open_text(&ABOUT, nonsense).is_err());
    }
}

#[test]
fn key_files_say_which_line_is_wrong() {
    let key = |text: &str| KeyRing::parse(text).map(|ring| ring.active());
    let good = "# keys\n\n 4:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc= \r\n";
    assert_eq!(key(good), Ok(4));
    assert_eq!(key("# nothing\n"), Err(KeyFlaw::Empty));
    assert_eq!(key("\n1:AAAA\n"), Err(KeyFlaw::Line(2)));
    assert_eq!(key("x:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="), Err(KeyFlaw::Line(1)));
    assert_eq!(key(&good.repeat(2)), Err(KeyFlaw::Twice(6)));
    assert_eq!(format!("{:?}", KeyRing::generate([7; 32])), "[1]", "no key in a log");
}

#[test]
fn nonsense_never_opens() {
    // A small generator of our own: the same bytes in every run.
    let mut seed = 1u64;
    for round in 0..2_000 {
        let bytes: Vec<u8> = (0..round % 90)
            .map(|place| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                // Half of them with a head that looks right.
                if round % 2 == 0 && place < 5 { [1, 0, 0, 0, 1][place] } else { (seed >> 56) as u8 }
            })
            .collect();
        assert!(sealer().open(&ABOUT, &bytes).is_err());
    }
}
