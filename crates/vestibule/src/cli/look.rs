//! `vestibule org logo` and `vestibule org accent`: how an organization's pages look.
//!
//! Never in here: what a picture is (`proofs::picture`), how large a logo may be (`flows::look`).

use std::io::Read;
use std::path::Path;

use proofs::picture::PictureFlaw;

use super::Said;
use super::open::visit;
use super::organization::find;
use crate::app::App;
use crate::fault::Fault;
use crate::flows::look::{self, HEAVIEST, Logo, LogoFlaw, SIDES};
use crate::views::accent::is_accent;

/// What stands for "take it away".
const NONE: &str = "none";

/// Reads a logo from a file, or says what is wrong with it and what to do.
pub fn read_logo(file: &Path) -> Result<Logo, String> {
    let shown = file.display();
    // One byte more than may be, so that too much is noticed and no more is read.
    let most = u64::try_from(HEAVIEST).unwrap_or(u64::MAX).saturating_add(1);
    let mut image = Vec::new();
    std::fs::File::open(file)
        .and_then(|file| file.take(most).read_to_end(&mut image))
        .map_err(|error| format!("{shown} cannot be read ({error})"))?;
    if image.len() > HEAVIEST {
        return Err(said(&shown.to_string(), LogoFlaw::TooHeavy));
    }
    Logo::of(image).map_err(|flaw| said(&shown.to_string(), flaw))
}

fn said(file: &str, flaw: LogoFlaw) -> String {
    let (least, most) = (SIDES.start(), SIDES.end());
    match flaw {
        LogoFlaw::TooHeavy => format!(
            "{file} is larger than {} KiB, and a logo is loaded with every page; save it smaller, 96 pixels high \
             is enough",
            HEAVIEST / 1024
        ),
        LogoFlaw::Size(width, height) => format!(
            "{file} has {width} × {height} pixels; each side has to have {least} to {most}, and 96 in height is enough"
        ),
        LogoFlaw::Picture(PictureFlaw::Svg) => format!(
            "{file} is an SVG: a document that can hold scripts and fetch things from elsewhere, so it is not \
             taken; export it as PNG, 96 pixels high"
        ),
        LogoFlaw::Picture(PictureFlaw::Unknown) => {
            format!("{file} is no picture that every browser draws; save it as PNG, JPEG or WebP")
        }
        LogoFlaw::Picture(PictureFlaw::Moving) => {
            format!("{file} moves, and would beside every form; save a still one")
        }
        LogoFlaw::Picture(PictureFlaw::Broken) => {
            format!("{file} is cut off, damaged, or goes on behind its end; export it again")
        }
    }
}

/// A colour as it is kept, or what to write instead.
pub fn read_accent(typed: &str) -> Result<String, String> {
    let accent = typed.trim_start_matches('#').to_lowercase();
    if is_accent(&accent) {
        Ok(accent)
    } else {
        Err(format!("{typed:?} is no colour; write six hexadecimal digits, like 0b6e4f"))
    }
}

/// `org logo`.
pub async fn logo(app: &App, slug: &str, file: &Path) -> Result<Said, Fault> {
    let row = match find(app, slug).await? {
        Ok(row) => row,
        Err(unknown) => return Ok(unknown),
    };
    if file == Path::new(NONE) {
        look::set_logo(app, &visit(app), &row, None).await?;
        return Ok(Said::Done(format!("{} has no logo any more; its pages show the mark.", row.name)));
    }
    match read_logo(file) {
        Ok(logo) => {
            look::set_logo(app, &visit(app), &row, Some(&logo)).await?;
            Ok(Said::Done(format!("{} has the logo from {}.", row.name, file.display())))
        }
        Err(why) => Ok(Said::Refused(why)),
    }
}

/// `org accent`.
pub async fn accent(app: &App, slug: &str, colour: &str) -> Result<Said, Fault> {
    let row = match find(app, slug).await? {
        Ok(row) => row,
        Err(unknown) => return Ok(unknown),
    };
    if colour == NONE {
        look::set_accent(app, &visit(app), &row, None).await?;
        return Ok(Said::Done(format!("{} has the installation's colour.", row.name)));
    }
    match read_accent(colour) {
        Ok(accent) => {
            look::set_accent(app, &visit(app), &row, Some(&accent)).await?;
            Ok(Said::Done(format!("{} has the colour {accent}.", row.name)))
        }
        Err(why) => Ok(Said::Refused(why)),
    }
}
