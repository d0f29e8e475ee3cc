//! What an organization says of a user's factor: that it vouches for one that is not the user's own, or that one of
//! the user's own is gone there.
//!
//! Invariant: a word holds in its own organization and nowhere else.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// One organization's word about one factor.
    pub struct WordRow {
        /// The factor.
        pub factor_id: Uuid,
        /// The organization.
        pub organization_id: Uuid,
        /// `vouched` or `ended`.
        pub word: String,
        /// Since when.
        pub at: Instant,
    }
}

statements! {
    LIST_FOR_USER = "select w.factor_id, w.organization_id, w.word, w.at from factor_words w
        join factors f on f.id = w.factor_id where f.user_id = $1 and f.ended_at is null";
    SET = "insert into factor_words (factor_id, organization_id, word, at) values ($1, $2, $3, $4)
        on conflict (factor_id, organization_id) do update set word = excluded.word, at = excluded.at";
    REMOVE_VOUCHED = "delete from factor_words where factor_id = $1 and word = 'vouched'";
    REMOVE_ENDED = "delete from factor_words where factor_id = $1 and organization_id = $2 and word = 'ended'";
    COPY_VOUCHED = "insert into factor_words (factor_id, organization_id, word, at)
        select $2, organization_id, word, $3 from factor_words where factor_id = $1 and word = 'vouched'
        on conflict do nothing";
}

/// All words about factors of this user that have not ended.
pub async fn list_for_user(read: &mut Read, user_id: Uuid) -> Result<Vec<WordRow>, Fault> {
    read.list(LIST_FOR_USER, values![user_id]).await
}

/// The organization vouches for the factor.
pub async fn set_vouched(
    write: &mut Write,
    factor_id: Uuid,
    organization_id: Uuid,
    at: Instant,
) -> Result<(), Fault> {
    write.run(SET, values![factor_id, organization_id, "vouched", at]).await.map(drop)
}

/// The factor is gone there.
pub async fn set_ended(
    write: &mut Write,
    factor_id: Uuid,
    organization_id: Uuid,
    at: Instant,
) -> Result<(), Fault> {
    write.run(SET, values![factor_id, organization_id, "ended", at]).await.map(drop)
}

/// The new factor counts where the old one is vouched for.
pub async fn copy_vouched(write: &mut Write, from: Uuid, to: Uuid, at: Instant) -> Result<u64, Fault> {
    write.run(COPY_VOUCHED, values![from, to, at]).await
}

/// The factor is the user's own: nobody needs to vouch any more.
pub async fn remove_vouched(write: &mut Write, factor_id: Uuid) -> Result<u64, Fault> {
    write.run(REMOVE_VOUCHED, values![factor_id]).await
}

/// The factor is back there.
pub async fn remove_ended(write: &mut Write, factor_id: Uuid, organization_id: Uuid) -> Result<bool, Fault> {
    write.change(REMOVE_ENDED, values![factor_id, organization_id]).await
}
