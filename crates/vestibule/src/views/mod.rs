//! Everything a person sees: one struct per page, filled by the handlers, drawn by `templates/`.
//!
//! A view holds what is already decided and already allowed to be shown to this reader; it draws and
//! decides nothing. Sentences of the pages themselves come from `words/en/pages.ftl` by key; sentences that
//! depend on a cause arrive here already said. Never in here: a query, a clock, a rule.
//! Start at `layout.rs` (what every page has in common), then the file named after the feature.

pub mod import;
pub mod layout;
pub mod sign_in;
pub mod second;
pub mod wait;
pub mod passkey;
pub mod refused;
pub mod reset;
pub mod undo;
pub mod invite;
pub mod setup;
pub mod help;
pub mod account;
pub mod erase;
pub mod address;
pub mod people;
pub mod several;
pub mod setup_link;
pub mod sso;
pub mod kit;
pub mod policy;
pub mod support;
pub mod audit;
pub mod why;
pub mod message;
pub mod article;
#[cfg(feature = "demo")]
pub mod dev;
pub mod accent;
pub mod logo;
pub mod assets;

pub use layout::{
    Brand, Field, Happening, Link, Notice, Organization, Page, PasswordRules, Refusal, Remedy, Said, Section,
    SignedInUser, Tone, Way,
};
