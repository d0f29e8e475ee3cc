//! A genuine response with anything in it changed: refused, or the very same statement comes out.

use proofs::saml::{Assertion, issuer_of_unsolicited};

use super::world::{World, file, text};

/// Numbers that look random and are the same each time (xorshift).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits")
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.next() % limit
    }
}

const NAMES: [&str; 5] = [
    "ssp-assertion-signed",
    "ssp-response-signed",
    "ssp-both-signed",
    "samlp-assertion-signed",
    "samlp-encrypted",
];

fn same_or_refused(world: &World, genuine: &Assertion, xml: &[u8]) -> bool {
    match world.verify(xml) {
        Ok(said) => {
            assert_eq!(&said, genuine, "{}", String::from_utf8_lossy(xml));
            true
        }
        Err(_) => false,
    }
}

#[test]
fn a_changed_byte_changes_nothing_that_is_believed() {
    let mut numbers = Numbers(0x5eed);
    for name in NAMES {
        let (world, xml) = (World::of(name), file(&format!("{name}.xml")));
        let genuine = world.verify(&xml).expect("genuine");
        let (mut taken, mut refused) = (0, 0);
        // Opening an encrypted one costs a private key each time.
        let step = if name.contains("encrypted") { 9 } else { 1 };
        for place in (0..xml.len()).step_by(step) {
            let mut changed = xml.clone();
            match numbers.below(4) {
                0 => changed[place] ^= 1 << numbers.below(7),
                1 => drop(changed.remove(place)),
                2 => changed.insert(place, b" <>&\"'/=a0"[numbers.below(10)]),
                _ => changed.swap(place, (place + 1) % xml.len()),
            }
            match same_or_refused(&world, &genuine, &changed) {
                true => taken += 1,
                false => refused += 1,
            }
        }
        assert!(refused > taken, "{name}: {refused} refused, {taken} taken");
    }
}

/// A hundred times as many where there is time (`./check long`).
fn rounds(usually: usize) -> usize {
    if std::env::var_os("VESTIBULE_LONG").is_some() { usually * 100 } else { usually }
}

/// Several bytes at once, in places that are drawn: most are refused by the parser, the rest has to be by the signature.
#[test]
fn changes_in_several_places_change_nothing_that_is_believed() {
    let mut numbers = Numbers(0xabac05);
    for round in 0..rounds(2_000) {
        let name = NAMES[round % NAMES.len()];
        let (world, xml) = (World::of(name), text(&format!("{name}.xml")));
        let genuine = world.verify(&xml).expect("genuine");
        let places = elements(&xml);
        let mut changed = xml.clone();
        for _ in 0..=numbers.below(3) {
            // A piece of the message in another place of it: the tree often stays well-formed.
            let (start, end) = places[numbers.below(places.len())];
            let (to, until) = places[numbers.below(places.len())];
            let to = if numbers.below(2) == 0 { to } else { until };
            if changed.is_char_boundary(to.min(changed.len())) && to <= changed.len() {
                changed.insert_str(to, &xml[start..end]);
            }
            let ids: Vec<_> = changed.match_indices(" ID=\"_").map(|found| found.0 + 6).collect();
            let id = ids[numbers.below(ids.len())];
            changed.replace_range(id..=id, ["_", "x", "y"][numbers.below(3)]);
        }
        same_or_refused(&world, &genuine, changed.as_bytes());
    }
}

/// Where each element begins and ends.
fn elements(xml: &str) -> Vec<(usize, usize)> {
    let document = roxmltree::Document::parse(xml).expect("well-formed");
    let places = document.descendants().filter(roxmltree::Node::is_element).map(|node| node.range());
    places.map(|range| (range.start, range.end)).collect()
}

#[test]
fn a_moved_or_doubled_element_changes_nothing_that_is_believed() {
    for name in ["ssp-assertion-signed", "ssp-response-signed", "ssp-both-signed"] {
        let (world, xml) = (World::of(name), text(&format!("{name}.xml")));
        let genuine = world.verify(&xml).expect("genuine");
        let places = elements(&xml);
        for (start, end) in places.iter().skip(1) {
            let without = format!("{}{}", &xml[..*start], &xml[*end..]);
            same_or_refused(&world, &genuine, without.as_bytes());
            let piece = &xml[*start..*end];
            for (place, _) in &places[1..] {
                let copied = format!("{}{piece}{}", &xml[..*place], &xml[*place..]);
                same_or_refused(&world, &genuine, copied.as_bytes());
                if place < start {
                    let moved = format!("{}{piece}{}{}", &xml[..*place], &xml[*place..*start], &xml[*end..]);
                    same_or_refused(&world, &genuine, moved.as_bytes());
                }
            }
        }
    }
}

/// Pieces of one response in another of the same provider, where everything is genuine and nothing belongs.
#[test]
fn pieces_of_two_responses_do_not_mix() {
    let (one, two) = (text("ssp-assertion-signed.xml"), text("ssp-persistent.xml"));
    let world = World::of("ssp-assertion-signed");
    let genuine = world.verify(&one).expect("genuine");
    for (start, end) in elements(&one).into_iter().skip(1) {
        for (from, to) in elements(&two).into_iter().skip(1) {
            let mixed = format!("{}{}{}", &one[..start], &two[from..to], &one[end..]);
            same_or_refused(&world, &genuine, mixed.as_bytes());
            let beside = format!("{}{}{}", &one[..start], &two[from..to], &one[start..]);
            same_or_refused(&world, &genuine, beside.as_bytes());
        }
    }
}

#[test]
fn nothing_that_is_read_breaks_the_reader() {
    let mut numbers = Numbers(0xfeed);
    let mut seeds: Vec<Vec<u8>> = NAMES.iter().map(|name| file(&format!("{name}.xml"))).collect();
    seeds.extend(["ssp-metadata.xml", "samlp-metadata.xml", "ssp-logout-request.url", "idp.pem"].map(file));
    seeds.push(super::world::certificate("curve-521").der);
    let world = World::of(NAMES[0]);
    for round in 0..rounds(4_000) {
        let mut bytes = seeds[round % seeds.len()].clone();
        for _ in 0..=numbers.below(12) {
            let place = numbers.below(bytes.len());
            match numbers.below(5) {
                0 => bytes[place] = u8::try_from(numbers.below(256)).expect("a byte"),
                1 => bytes.truncate(place.max(1)),
                2 => drop(bytes.drain(place..(place + numbers.below(40)).min(bytes.len()))),
                3 => {
                    let piece = bytes[place..(place + numbers.below(200)).min(bytes.len())].to_vec();
                    let to = numbers.below(bytes.len());
                    drop(bytes.splice(to..to, piece));
                }
                _ => bytes.insert(place, b"<>&;\"':[]!?-/ \0\xff"[numbers.below(16)]),
            }
            if bytes.is_empty() {
                bytes.push(b'<');
            }
        }
        let _ = world.verify(&bytes);
        let _ = issuer_of_unsolicited(&bytes);
        super::everything::read_all(&bytes);
    }
}
