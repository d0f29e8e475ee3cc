//! What is asked of the world outside: DNS, and the certificate that browsers are shown.
//!
//! The one room that asks the network anything of its own accord (`mail` hands letters over to the mail server,
//! and `store` speaks to its database). Every question has a deadline, and an answer is data for whoever asked.
//! Today that is the operator's doctor alone; nothing is asked while somebody stands at the door. Never in here:
//! what an answer means, words for people. Where to go next: `cli/doctor`.

pub mod certificate;
pub mod dns;

use std::time::Duration;

/// How long one question may take, with all its tries.
const PATIENCE: Duration = Duration::from_secs(6);
