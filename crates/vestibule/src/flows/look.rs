//! How an organization's pages look: its colour and its logo.
//!
//! Set by the operator's command line until their console has a page for it. Never in here: a read of a file.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use proofs::picture::{self, Kind, PictureFlaw};

use super::organization::audit_operator;
use crate::app::App;
use crate::fault::Fault;
use crate::store::organization::OrganizationRow;
use crate::store::{logo, organization};
use crate::visit::Visit;

/// A logo is loaded with every page, so it may not weigh more than the page.
pub const HEAVIEST: usize = 32 * 1024;
/// Shown 32 pixels high, on screens with up to three for each; smaller ones are blurred, larger ones are wasted.
pub const SIDES: std::ops::RangeInclusive<u32> = 16..=1024;

/// A picture that can be a logo.
pub struct Logo {
    name: String,
    image: Vec<u8>,
}

/// Why a file cannot be a logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoFlaw {
    /// It is no picture.
    Picture(PictureFlaw),
    /// It weighs too much.
    TooHeavy,
    /// It is too small or too large; its width and height.
    Size(u32, u32),
}

impl Logo {
    /// Looks at a file's content.
    ///
    /// # Errors
    /// Why it cannot be one.
    pub fn of(image: Vec<u8>) -> Result<Logo, LogoFlaw> {
        let found = picture::verify(&image).map_err(LogoFlaw::Picture)?;
        let (width, height) = (found.width, found.height);
        if !SIDES.contains(&width) || !SIDES.contains(&height) {
            return Err(LogoFlaw::Size(width, height));
        }
        if image.len() > HEAVIEST {
            return Err(LogoFlaw::TooHeavy);
        }
        let kind = match found.kind {
            Kind::Png => "png",
            Kind::Jpeg => "jpg",
            Kind::WebP => "webp",
        };
        let hash = HEXLOWER.encode(&digest(&SHA256, &image).as_ref()[..16]);
        Ok(Logo { name: format!("{hash}-{width}x{height}.{kind}"), image })
    }

    /// Its name, made of its content.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file.
    pub fn image(&self) -> &[u8] {
        &self.image
    }
}

/// Puts a logo in the place of the one before, or takes it away.
pub async fn set_logo(
    app: &App,
    visit: &Visit,
    row: &OrganizationRow,
    wanted: Option<&Logo>,
) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    let before = logo::find_name(&mut write, row.id).await?.unwrap_or_default();
    match wanted {
        Some(wanted) => logo::set(&mut write, row.id, &wanted.name, &wanted.image).await?,
        None => logo::end(&mut write, row.id).await.map(drop)?,
    }
    let after = wanted.map(|wanted| wanted.name.clone()).unwrap_or_default();
    audit_operator(&mut write, app, visit, row.id, "logo-changed", Some((before, after))).await?;
    write.commit().await
}

/// Changes the colour (six hex digits), or takes it away.
pub async fn set_accent(
    app: &App,
    visit: &Visit,
    row: &OrganizationRow,
    accent: Option<&str>,
) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    organization::set_accent(&mut write, row.id, accent).await?;
    let change = (row.accent.clone().unwrap_or_default(), accent.unwrap_or_default().to_owned());
    audit_operator(&mut write, app, visit, row.id, "colour-changed", Some(change)).await?;
    write.commit().await
}
