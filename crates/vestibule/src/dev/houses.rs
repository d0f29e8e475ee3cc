//! The demo's organizations, as data: their looks and what they demand.
//!
//! None of them exists. Where to go next: `stories.rs`, whose people belong to them.

use rules::Span;
use rules::policy::Policy;

pub(super) const LARKFIELD: &str = "larkfield";
pub(super) const FJORDBANK: &str = "fjordbank";
pub(super) const STRICTLY: &str = "strictly";
pub(super) const HARBOUR: &str = "harbour";
pub(super) const MILLWORK: &str = "millwork";
/// The support desk, which is no house: `flows/support.rs` makes it.
pub(super) const SUPPORT: &str = "support";

/// An organization of the demo.
pub struct House {
    /// Its name in paths.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its colour, six hex digits.
    pub accent: &'static str,
    /// Its logo.
    pub logo: &'static [u8],
    /// Its time zone.
    pub zone: &'static str,
    /// What it demands.
    pub policy: Policy,
    /// Who invites in it.
    pub inviter: &'static str,
}

/// The organizations.
pub const HOUSES: [House; 5] = [
    House {
        slug: "larkfield",
        name: "Larkfield",
        accent: "2f7d4f",
        logo: include_bytes!("../../assets/demo/larkfield.png"),
        zone: "Europe/Lisbon",
        policy: Policy { second_factor: false, ..Policy::DEFAULT },
        inviter: "jo@larkfield.example",
    },
    House {
        slug: "fjordbank",
        name: "Fjord Bank",
        accent: "1d4f8c",
        logo: include_bytes!("../../assets/demo/fjordbank.png"),
        zone: "Europe/Oslo",
        policy: Policy { remember_device: Some(Span::days(30)), ..Policy::DEFAULT },
        inviter: "ingrid@fjordbank.example",
    },
    House {
        slug: "strictly",
        name: "Strictly Ltd",
        accent: "8c2f39",
        logo: include_bytes!("../../assets/demo/strictly.png"),
        zone: "Europe/London",
        policy: Policy {
            second_factor: false,
            password_max_age: Some(Span::days(90)),
            password_min_age: Some(Span::hours(3)),
            password_history: 5,
            remember_device: None,
            ..Policy::DEFAULT
        },
        inviter: "una@strictly.example",
    },
    House {
        slug: "harbour",
        name: "Harbour Clinic",
        accent: "0f6b6b",
        logo: include_bytes!("../../assets/demo/harbour.png"),
        zone: "Europe/Dublin",
        policy: Policy::DEFAULT,
        inviter: "edda@harbour.example",
    },
    House {
        slug: "millwork",
        name: "Millwork",
        accent: "7a5a1e",
        logo: include_bytes!("../../assets/demo/millwork.png"),
        zone: "Europe/Vienna",
        policy: Policy::DEFAULT,
        inviter: "otto@millwork.example",
    },
];
