//! An organization's colour as a stylesheet of its own, corrected until it can be read.
//!
//! Served as `/assets/accent/RRGGBB.css`; it depends on the six digits alone. Contrast by WCAG 2.2 §1.4.3:
//! at least 4.5 : 1 for the accent as text on paper and card, and for the ink on a filled button.

const PAPER_LIGHT: Colour = Colour(0xf6, 0xf4, 0xef);
const CARD_DARK: Colour = Colour(0x20, 0x24, 0x27);
const WHITE: Colour = Colour(0xff, 0xff, 0xff);
const INK: Colour = Colour(0x14, 0x17, 0x19);
/// Above the 4.5 that is asked for, because notes and requests stand on tinted cards, a little nearer to the accent.
const ENOUGH: f64 = 4.9;

#[derive(Clone, Copy)]
struct Colour(u8, u8, u8);

impl Colour {
    fn parse(hex: &str) -> Option<Colour> {
        if hex.len() != 6 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |from: usize| u8::from_str_radix(&hex[from..from + 2], 16).ok();
        Some(Colour(part(0)?, part(2)?, part(4)?))
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// This colour with so many hundredths of another.
    fn mixed(self, other: Colour, hundredths: u32) -> Colour {
        let mix = |one: u8, two: u8| {
            let sum = u32::from(one) * (100 - hundredths) + u32::from(two) * hundredths;
            u8::try_from(sum / 100).unwrap_or(u8::MAX)
        };
        Colour(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// This colour, moved towards another until it can be read on the ground.
    fn readable_on(self, ground: Colour, towards: Colour) -> Colour {
        (0..=100)
            .map(|hundredths| self.mixed(towards, hundredths))
            .find(|colour| colour.contrast(ground) >= ENOUGH)
            .unwrap_or(towards)
    }

    fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// Whether these are six hex digits.
pub fn is_accent(hex: &str) -> bool {
    Colour::parse(hex).is_some()
}

/// The stylesheet with the accent's tokens, light and dark. Anything but six hex digits gives an empty one.
pub fn accent_css(hex: &str) -> String {
    let Some(chosen) = Colour::parse(hex) else {
        return String::new();
    };
    let light = chosen.readable_on(PAPER_LIGHT, INK);
    let dark = chosen.readable_on(CARD_DARK, WHITE);
    format!(
        ":root{{{}}}\n@media (prefers-color-scheme:dark){{:root{{{}}}}}\n",
        tokens(light, WHITE, INK),
        tokens(dark, INK, WHITE)
    )
}

fn tokens(accent: Colour, ink: Colour, deeper: Colour) -> String {
    format!(
        "--accent:{};--accent-ink:{};--accent-deep:{}",
        accent.hex(),
        ink.hex(),
        accent.mixed(deeper, 14).hex()
    )
}
