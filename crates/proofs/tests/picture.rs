//! Pictures as other programs write them, and what only looks like one.

use proofs::picture::{Kind, Picture, PictureFlaw, verify};

macro_rules! picture {
    ($name:literal) => {
        include_bytes!(concat!("pictures/", $name))
    };
}

const WHOLE: [(Kind, &[u8]); 7] = [
    (Kind::Png, picture!("plain.png")),
    (Kind::Png, picture!("palette.png")),
    (Kind::Jpeg, picture!("baseline.jpg")),
    (Kind::Jpeg, picture!("progressive.jpg")),
    (Kind::WebP, picture!("lossy.webp")),
    (Kind::WebP, picture!("lossless.webp")),
    (Kind::WebP, picture!("extended.webp")),
];

#[test]
fn every_kind_says_how_large_it_is() {
    for (kind, bytes) in WHOLE {
        assert_eq!(verify(bytes), Ok(Picture { kind, width: 40, height: 24 }));
    }
}

#[test]
fn what_is_cut_off_anywhere_is_no_picture() {
    for (kind, bytes) in WHOLE {
        for length in 0..bytes.len() {
            assert!(verify(&bytes[..length]).is_err(), "{kind:?} cut off after {length} of {}", bytes.len());
        }
    }
}

#[test]
fn what_goes_on_behind_its_end_is_no_picture() {
    for (kind, bytes) in WHOLE {
        for more in [&b"\0"[..], b"PK\x03\x04", b"<script>alert(1)</script>"] {
            assert_eq!(verify(&[bytes, more].concat()), Err(PictureFlaw::Broken), "{kind:?}");
        }
    }
}

#[test]
fn a_picture_that_moves_is_said_to_move() {
    for bytes in [&picture!("moving.png")[..], picture!("moving.webp")] {
        assert_eq!(verify(bytes), Err(PictureFlaw::Moving));
    }
}

#[test]
fn a_document_is_no_picture_whatever_its_name() {
    let svg = [
        &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- drawn -->\n<SVG/>",
    ];
    for bytes in svg {
        assert_eq!(verify(bytes), Err(PictureFlaw::Svg));
    }
    for bytes in [&b""[..], b"GIF89a\x01\0\x01\0", b"<html>", b"\x89PNG", b"RIFF\x04\0\0\0WAVE", b"%PDF-1.7"]
    {
        assert_eq!(verify(bytes), Err(PictureFlaw::Unknown), "{bytes:?}");
    }
}

#[test]
fn a_changed_bit_in_a_png_is_noticed() {
    let (_, bytes) = WHOLE[0];
    for at in 8..bytes.len() {
        let mut changed = bytes.to_vec();
        changed[at] ^= 4;
        assert!(verify(&changed).is_err(), "a bit of byte {at}");
    }
}

#[test]
fn whatever_the_bytes_are_reading_them_ends() {
    for (_, bytes) in WHOLE {
        for at in 0..bytes.len() {
            for byte in [0, 1, 0x7f, 0xff] {
                let mut changed = bytes.to_vec();
                changed[at] = byte;
                // Either answer will do: that there is one counts.
                let _ = verify(&changed);
            }
        }
    }
}
