//! The sheet of recovery codes as text and PDF, and QR codes as SVG: bytes that people take away.

use fast_qr::convert::Builder;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

use crate::words::words;

/// A QR code as SVG; empty where the text is too long for one, which a key never is.
pub fn qr_svg(text: &str) -> String {
    match QRBuilder::new(text).build() {
        Ok(code) => SvgBuilder::default().margin(2).to_str(&code),
        Err(_) => String::new(),
    }
}

fn lines(title: &str, codes: &[String]) -> Vec<String> {
    let mut lines = vec![title.to_owned(), String::new()];
    lines.extend(codes.iter().enumerate().map(|(at, code)| format!("{:>2}.  {code}", at + 1)));
    lines.extend([String::new(), words().plain("sheet-each-once", &[]), words().plain("sheet-keep", &[])]);
    lines
}

/// The sheet as text.
pub fn text(title: &str, codes: &[String]) -> String {
    lines(title, codes).join("\r\n") + "\r\n"
}

/// The sheet as a PDF of one page, A4, in a face that every reader has.
pub fn pdf(title: &str, codes: &[String]) -> Vec<u8> {
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
    for line in lines(title, codes) {
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
