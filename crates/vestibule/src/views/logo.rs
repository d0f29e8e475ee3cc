//! An organization's logo on a page: its address, and the room that it takes before it is loaded.
//!
//! All of it is in the logo's name, `HASH-WIDTHxHEIGHT.KIND`, which changes with its content. Never in here: the
//! picture itself (`store`), what a logo may be (`flows`).

/// As high as the mark that stands in its place elsewhere.
const HEIGHT: u32 = 32;
/// Beside a name on a phone there is room for this.
const WIDEST: u32 = 128;

/// A logo that a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its name.
    pub name: String,
    /// Pixels of the page across.
    pub width: u32,
    /// Pixels of the page down.
    pub height: u32,
}

impl Logo {
    /// The logo of that name; none where the name is none.
    pub fn named(name: &str) -> Option<Logo> {
        media(name)?;
        let size = name.split_once('-')?.1.split_once('.')?.0;
        let (width, height) = size.split_once('x')?;
        let (width, height) = fitted(width.parse().ok()?, height.parse().ok()?)?;
        Some(Logo { name: name.to_owned(), width, height })
    }
}

/// The media type of the logo of that name.
pub fn media(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "png" => Some("image/png"),
        "jpg" => Some("image/jpeg"),
        "webp" => Some("image/webp"),
        _other => None,
    }
}

/// As high as there is room for, and no wider; its own proportions are kept.
fn fitted(width: u32, height: u32) -> Option<(u32, u32)> {
    let wide = width.checked_mul(HEIGHT)?.checked_div(height)?.max(1);
    if wide <= WIDEST { Some((wide, HEIGHT)) } else { Some((WIDEST, (HEIGHT * WIDEST / wide).max(1))) }
}
