//! The only writers, one file per feature word. Each flow walks the same beats (`run.rs`).
//!
//! Proofs verify, rules decide, flows write, shells speak.

pub mod sign_in;
pub mod factor;
pub mod pending;
pub mod passkey;
pub mod question;
pub mod reset;
pub mod refused;
pub mod undo;
pub mod address;
pub mod invite;
pub mod account;
pub mod own_data;
pub mod erase;
pub mod help;
pub mod article;
pub mod people;
pub mod several;
pub mod support;
pub mod stuck;
pub mod sso;
pub mod sign_on;
pub mod identity;
pub mod connection;
mod change;
pub mod domain;
pub mod import;
pub mod request;
pub mod mail_caps;
pub mod admin_mails;
pub mod organization;
pub mod look;
pub mod kit;
pub mod stand_in;
pub mod wait;
pub mod proving;
pub mod guess;
pub mod run;
pub mod evidence;
pub mod apply;
pub mod audit;
pub mod hands;
pub mod session_acts;
pub mod spending;
pub mod membership_acts;
pub mod ways_back;
pub mod letters;
pub mod subject;
pub mod policy;
pub mod trial;
pub mod forecast;

pub use crate::policy_text;
pub use apply::Actor;
pub use run::{Knock, Outcome};
pub use subject::{Guessing, Subject, Who};
