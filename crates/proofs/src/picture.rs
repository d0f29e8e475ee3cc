//! Pictures that somebody brings: which kind, how wide and high, and whether the file is whole.
//!
//! Reads the outline of a file and never its pixels: that is for browsers, in their sandbox. A file that is two
//! things at once, or goes on behind its end, is no picture here. SVG is a document that can hold scripts and
//! links to elsewhere, so it is none either. Never in here: how large a picture may be.

/// The kinds that every browser draws and that cannot hold a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Portable Network Graphics (RFC 2083 and its third edition).
    Png,
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// WebP (RFC 9649).
    WebP,
}

/// What a picture's outline says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its kind.
    pub kind: Kind,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Why bytes are no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFlaw {
    /// An SVG document.
    Svg,
    /// None of the kinds.
    Unknown,
    /// It begins like a picture and is cut off, damaged, or goes on behind its end.
    Broken,
    /// It moves.
    Moving,
}

/// Reads the outline.
///
/// # Errors
/// What is wrong with it.
pub fn verify(bytes: &[u8]) -> Result<Picture, PictureFlaw> {
    let (kind, size) = if let Some(rest) = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n") {
        (Kind::Png, png(rest))
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xd8") {
        (Kind::Jpeg, jpeg(rest))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        (Kind::WebP, webp(bytes))
    } else {
        let beginning = &bytes[..bytes.len().min(1024)];
        let svg = beginning.windows(4).any(|four| four.eq_ignore_ascii_case(b"<svg"));
        return Err(if svg { PictureFlaw::Svg } else { PictureFlaw::Unknown });
    };
    let (width, height) = size?;
    if width == 0 || height == 0 {
        return Err(PictureFlaw::Broken);
    }
    Ok(Picture { kind, width, height })
}

type Size = Result<(u32, u32), PictureFlaw>;

/// The next so many bytes, and what follows.
fn take(bytes: &[u8], count: usize) -> Result<(&[u8], &[u8]), PictureFlaw> {
    bytes.split_at_checked(count).ok_or(PictureFlaw::Broken)
}

fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

fn little(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

fn length(number: u32) -> Result<usize, PictureFlaw> {
    usize::try_from(number).map_err(|_| PictureFlaw::Broken)
}

/// Chunks of length, name, data and checksum, from `IHDR` to `IEND`.
fn png(mut rest: &[u8]) -> Size {
    let mut size = None;
    let mut drawn = false;
    loop {
        let (head, after) = take(rest, 8)?;
        let (data, after) = take(after, length(big(&head[..4]))?)?;
        let (sum, after) = take(after, 4)?;
        if crc(&head[4..], data) != big(sum) || (size.is_none() && &head[4..] != b"IHDR") {
            return Err(PictureFlaw::Broken);
        }
        match &head[4..] {
            b"IHDR" if data.len() == 13 && size.is_none() => size = Some((big(&data[..4]), big(&data[4..8]))),
            b"IHDR" => return Err(PictureFlaw::Broken),
            b"acTL" => return Err(PictureFlaw::Moving),
            b"IDAT" => drawn = true,
            b"IEND" if drawn && after.is_empty() => return size.ok_or(PictureFlaw::Broken),
            b"IEND" => return Err(PictureFlaw::Broken),
            _other => {}
        }
        rest = after;
    }
}

/// The checksum of a chunk (CRC-32, ISO 3309).
fn crc(name: &[u8], data: &[u8]) -> u32 {
    !name.iter().chain(data).fold(u32::MAX, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 },
        )
    })
}

/// Segments that begin with a marker; between scans stands what has no length.
fn jpeg(mut rest: &[u8]) -> Size {
    let mut size = None;
    loop {
        let (start, after) = take(rest, 1)?;
        let marker = after.iter().position(|byte| *byte != 0xff).ok_or(PictureFlaw::Broken)?;
        if start != [0xff] {
            return Err(PictureFlaw::Broken);
        }
        let after = &after[marker..];
        let (kind, after) = (after[0], &after[1..]);
        if kind == 0xd9 {
            return if after.is_empty() { size.ok_or(PictureFlaw::Broken) } else { Err(PictureFlaw::Broken) };
        }
        let (head, _) = take(after, 2)?;
        let (segment, after) = take(after, length(big(head))?)?;
        // Beginnings of a frame, without the tables that stand among them.
        if matches!(kind, 0xc0..=0xcf) && !matches!(kind, 0xc4 | 0xc8 | 0xcc) {
            let numbers = segment.get(3..7).ok_or(PictureFlaw::Broken)?;
            size = Some((big(&numbers[2..]), big(&numbers[..2])));
        }
        rest = if kind == 0xda { behind_scan(after)? } else { after };
    }
}

/// What follows the pixels of a scan: the first marker that is neither stuffing nor a restart.
fn behind_scan(bytes: &[u8]) -> Result<&[u8], PictureFlaw> {
    let end = bytes.windows(2).position(|two| two[0] == 0xff && !matches!(two[1], 0 | 0xd0..=0xd7 | 0xff));
    end.map(|end| &bytes[end..]).ok_or(PictureFlaw::Broken)
}

/// Chunks of name, length and data, padded to even lengths.
fn webp(bytes: &[u8]) -> Size {
    let (head, mut rest) = take(bytes, 12)?;
    if length(little(&head[4..8]))?.checked_add(8) != Some(bytes.len()) {
        return Err(PictureFlaw::Broken);
    }
    let mut size = None;
    let mut drawn = false;
    while !rest.is_empty() {
        let (head, after) = take(rest, 8)?;
        let count = length(little(&head[4..]))?;
        let (data, after) = take(after, count)?;
        let found = match &head[..4] {
            b"VP8X" => Some(extended(data)?),
            b"VP8 " => Some(lossy(data)?),
            b"VP8L" => Some(lossless(data)?),
            b"ANIM" | b"ANMF" => return Err(PictureFlaw::Moving),
            _other => None,
        };
        drawn = drawn || matches!(&head[..4], b"VP8 " | b"VP8L");
        size = size.or(found);
        rest = take(after, count % 2)?.1;
    }
    size.filter(|_| drawn).ok_or(PictureFlaw::Broken)
}

fn extended(data: &[u8]) -> Size {
    let (data, _) = take(data, 10)?;
    if data[0] & 2 != 0 {
        return Err(PictureFlaw::Moving);
    }
    Ok((little(&data[4..7]) + 1, little(&data[7..10]) + 1))
}

fn lossy(data: &[u8]) -> Size {
    let (data, _) = take(data, 10)?;
    if data[3..6] != [0x9d, 0x01, 0x2a] {
        return Err(PictureFlaw::Broken);
    }
    Ok((little(&data[6..8]) & 0x3fff, little(&data[8..10]) & 0x3fff))
}

fn lossless(data: &[u8]) -> Size {
    let (data, _) = take(data, 5)?;
    if data[0] != 0x2f {
        return Err(PictureFlaw::Broken);
    }
    let both = little(&data[1..5]);
    Ok(((both & 0x3fff) + 1, (both >> 14 & 0x3fff) + 1))
}
