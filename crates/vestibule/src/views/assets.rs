//! The stylesheet and the script, inside the binary, under names that change with their content.
//!
//! Never in here: anything that depends on a reader. Where to go next: `assets/`, `accent.rs`.

use std::sync::LazyLock;

use crate::article;

/// A file for the browser.
pub struct Asset {
    /// Its name.
    pub name: &'static str,
    /// Its media type.
    pub media: &'static str,
    /// Its content.
    pub body: &'static str,
}

impl Asset {
    /// As it is sent: without indentation, and without lines that are comments, which no browser reads.
    pub fn lean(&self) -> String {
        let lines = self.body.lines().map(str::trim_start);
        let kept: Vec<&str> = lines.filter(|line| !line.is_empty() && !line.starts_with("//")).collect();
        kept.join("\n")
    }
}

/// All of them.
pub const ALL: &[Asset] = &[
    Asset {
        name: "vestibule.css",
        media: "text/css; charset=utf-8",
        body: include_str!("../../assets/vestibule.css"),
    },
    Asset {
        name: "vestibule.js",
        media: "text/javascript; charset=utf-8",
        body: include_str!("../../assets/vestibule.js"),
    },
    Asset {
        name: "passkey.js",
        media: "text/javascript; charset=utf-8",
        body: include_str!("../../assets/passkey.js"),
    },
    Asset {
        name: "article.css",
        media: "text/css; charset=utf-8",
        body: include_str!("../../assets/article.css"),
    },
    Asset { name: "mark.svg", media: "image/svg+xml", body: include_str!("../../assets/mark.svg") },
];

static VERSION: LazyLock<String> = LazyLock::new(|| {
    // FNV-1a: the name has to change with the content, and nobody gains by making it not.
    let pictures = article::pictures().iter().flat_map(|picture| picture.image).copied();
    let bytes = ALL.iter().flat_map(|asset| asset.body.bytes()).chain(pictures);
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
});

/// The asset of that name (without `/assets/`).
pub fn find(name: &str) -> Option<&'static Asset> {
    ALL.iter().find(|asset| asset.name == name)
}

/// The address of an asset; with this query it may be cached for ever.
pub fn address(name: &str) -> String {
    versioned(&format!("/assets/{name}"))
}

/// The same for an address outside of `/assets`.
pub fn versioned(path: &str) -> String {
    format!("{path}?v={}", VERSION.as_str())
}
