//! Questions to passkeys that were answered: each takes one answer.
//!
//! A question itself is kept in its page, sealed; only what was answered stands here, for as long as the question
//! could be answered again. Never in here: whether an answer holds.

use rules::Instant;

use super::Write;
use super::value::{statements, values};
use crate::fault::Fault;

statements! {
    SPEND = "insert into answered_questions (challenge, until) values ($1, $2) on conflict do nothing";
    SWEEP = "delete from answered_questions where until < $1";
}

/// Takes the one answer; false where the question was answered before.
pub async fn spend(write: &mut Write, challenge: &[u8], until: Instant) -> Result<bool, Fault> {
    write.change(SPEND, values![challenge, until]).await
}

/// Forgets questions that nobody could answer any more since that moment.
pub async fn sweep(write: &mut Write, until_before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP, values![until_before]).await
}
