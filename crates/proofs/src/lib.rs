//! Proofs: bytes, keys and the time go in; a statement or a flaw comes out. What attackers send is
//! read here, and nowhere else.
//!
//! Never in here: I/O, a clock, a source of randomness (both are handed in), a database, a verdict, a
//! sentence for people. What a flaw means for its sender is decided in `rules`.
//! Where to go next: `secret.rs` for what is kept under the data key, `password.rs` and `totp.rs` for
//! what people prove themselves with, `ticket.rs` for what travels in mails.

pub mod address;
pub mod import;
pub mod name;
pub mod oidc;
pub mod passkey;
pub mod password;
pub mod picture;
pub mod quality;
pub mod recovery;
pub mod reference;
pub mod saml;
pub mod secret;
pub mod ticket;
pub mod totp;

mod crockford;
mod letters;

pub use address::{Address, AddressFlaw};
pub use name::{NameFlaw, full_name, person_name};
pub use password::{Buffer, Verified};
pub use picture::{Picture, PictureFlaw};
pub use quality::PasswordFlaw;
pub use reference::Reference;
pub use secret::{KeyRing, Sealer, Unreadable};
pub use ticket::{Token, Typed};
