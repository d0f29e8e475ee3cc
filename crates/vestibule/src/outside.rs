//! What is asked of the world outside: DNS, the certificate that browsers are shown, and what identity providers
//! say over HTTPS.
//!
//! The one room that asks the network anything of its own accord (`mail` hands letters over to the mail server,
//! and `store` speaks to its database). Every question has a deadline, and an answer is data for whoever asked.
//! DNS and certificates are the operator's doctor's; a provider is asked while somebody stands at the door, and
//! never inside a transaction. Never in here: what an answer means, words for people. Where to go next:
//! `cli/doctor`, `outside/fetch.rs`.

pub mod certificate;
pub mod dns;
pub mod fetch;
pub mod names;
pub mod reach;

use std::time::Duration;

/// How long one question may take, with all its tries.
const PATIENCE: Duration = Duration::from_secs(6);
