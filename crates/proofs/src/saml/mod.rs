//! SAML 2.0 as a service provider: what an identity provider sends is read and verified, what we send is made.
//!
//! `xml` is the strict gate and holds the one parser; `grammar` says what may stand where; `signature` hands on
//! nothing but the node that it verified, and `assertion` reads from that node alone, in the same tree.
//! Never in here: I/O, a clock, randomness (ids and the time are handed in), a sentence for people, a decision
//! whether somebody gets in. Where to go next: `response.rs`, then `flaw.rs` for all that can be wrong.

mod algorithm;
mod assertion;
mod binding;
mod canonical;
mod certificate;
mod encrypted;
mod flaw;
mod grammar;
mod logout;
mod metadata;
mod ours;
mod request;
mod response;
mod self_signed;
mod shown;
mod sign;
mod signature;
mod text;
mod time;
mod xml;

pub use assertion::{Assertion, Attribute, NameId};
pub use binding::{Carried, Kind, post, redirect};
pub use certificate::{Certificate, CertificateFlaw};
pub use encrypted::DecryptionKey;
pub use flaw::{Excess, Flaw, Part};
pub use logout::{Logout, LogoutExpected, LogoutRequest, verify_logout_request, verify_logout_response};
pub use metadata::{Binding, Endpoint, MetadataFlaw, Provider, read as read_metadata};
pub use ours::{Ours, metadata as make_metadata};
pub use request::AuthnRequest;
pub use response::{Expected, issuer_of_unsolicited, verify};
pub use self_signed::{SelfSigned, make_certificate};
pub use shown::shown;
pub use sign::SigningKey;
