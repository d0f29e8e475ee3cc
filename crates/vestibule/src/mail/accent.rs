//! The organization's colour, made fit to carry words: contrast is measured (WCAG 2.2, 1.4.3) and corrected.
//!
//! Never in here: anything but colours. Where to go next: `message.rs`, which paints the button with it.

/// The house's own colour.
const HOUSE: Colour = Colour(0x1f, 0x5f, 0x4f);
const WHITE: Colour = Colour(0xff, 0xff, 0xff);
/// What WCAG AA asks of text.
const TEXT_CONTRAST: f64 = 4.5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Colour(u8, u8, u8);

/// A colour on which white words can be read, and which can be told from white paper, as `#rrggbb`. What is
/// not a colour becomes the house's.
pub fn readable(accent: Option<&str>) -> String {
    let mut colour = accent.and_then(Colour::parse).unwrap_or(HOUSE);
    // Each step takes the colour a little nearer to black, on which white always reads; so it ends.
    while colour.contrast(WHITE) < TEXT_CONTRAST {
        colour = colour.darker();
    }
    format!("#{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2)
}

/// The contrast of two colours written `#rrggbb`, from 1 to 21; none if either is not a colour.
pub fn contrast(one: &str, other: &str) -> Option<f64> {
    Some(Colour::parse(one)?.contrast(Colour::parse(other)?))
}

impl Colour {
    fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Colour(part(0)?, part(2)?, part(4)?))
    }

    fn darker(self) -> Colour {
        let less = |part: u8| (u16::from(part) * 15 / 16) as u8;
        Colour(less(self.0), less(self.1), less(self.2))
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}
