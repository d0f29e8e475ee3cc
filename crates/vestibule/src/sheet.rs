//! A sheet of codes as text and PDF, and QR codes as SVG: bytes that people take away.

use std::fmt::Write as _;

use fast_qr::qr::QRBuilder;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

/// White modules around a QR code; the standard asks for four, and the card around ours is white as well.
const QUIET: usize = 2;
/// As many letters of Courier as fit into a line of the paper.
const LINE_LETTERS: usize = 64;

/// A QR code as SVG: one path, a stroke for each run of dark modules, so that it weighs little. Empty where the
/// text is too long for one, which a key never is.
pub fn qr_svg(text: &str) -> String {
    let Ok(code) = QRBuilder::new(text).build() else { return String::new() };
    let mut path = String::new();
    for row in 0..code.size {
        let dark: Vec<bool> = code[row].iter().take(code.size).map(|module| module.value()).collect();
        let mut column = 0;
        for run in dark.chunk_by(|one, next| one == next) {
            if run[0] {
                // Writing into a string cannot fail.
                let _ = write!(path, "M{} {}h{}", column + QUIET, row + QUIET, run.len());
            }
            column += run.len();
        }
    }
    let side = code.size + 2 * QUIET;
    format!(
        "<svg viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path transform=\"translate(0 .5)\" stroke=\"#000\" d=\"{path}\"/></svg>"
    )
}

/// What stands on a sheet.
pub struct Paper {
    /// Whose codes.
    pub title: String,
    /// The codes, as one types them.
    pub codes: Vec<String>,
    /// What to do with them.
    pub notes: Vec<String>,
}

fn lines(paper: &Paper) -> Vec<String> {
    let mut lines = folded(&paper.title);
    lines.push(String::new());
    lines.extend(paper.codes.iter().enumerate().map(|(at, code)| format!("{:>2}.  {code}", at + 1)));
    for note in &paper.notes {
        lines.push(String::new());
        lines.extend(folded(note));
    }
    lines
}

/// In lines that fit onto the paper; a word longer than that stands alone.
fn folded(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().filter(|line| {
            line.is_empty() || line.chars().count() + 1 + word.chars().count() <= LINE_LETTERS
        });
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The sheet as text.
pub fn text(paper: &Paper) -> String {
    lines(paper).join("\r\n") + "\r\n"
}

/// The sheet as a PDF of one page, A4, in a face that every reader has.
pub fn pdf(paper: &Paper) -> Vec<u8> {
    let (catalog, tree, page, font, content) =
        (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
    let face = Name(b"F1");
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).parent(tree).contents(content);
    sheet.resources().fonts().pair(face, font);
    sheet.finish();
    pdf.type1_font(font).base_font(Name(b"Courier"));
    let mut text = Content::new();
    text.begin_text();
    text.set_font(face, 12.0);
    text.next_line(60.0, 770.0);
    for line in lines(paper) {
        text.show(Str(&latin(&line)));
        text.next_line(0.0, -20.0);
    }
    text.end_text();
    pdf.stream(content, &text.finish());
    pdf.finish()
}

/// The built-in face knows Latin-1; what it cannot show becomes a question mark, codes are always within it.
fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
}
