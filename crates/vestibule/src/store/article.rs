//! Answers to "Did this answer your question?": one for each browser and article, and what they come to.
//!
//! Never in here: who answered. The browser is a keyed hash that is another one for every article.

use rules::Instant;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// What was answered below one article.
    pub struct AnswersRow {
        /// The article.
        pub slug: String,
        /// How many browsers said yes.
        pub yes: i64,
        /// How many said no.
        pub no: i64,
        /// When the last one answered.
        pub last_at: Instant,
    }
}

statements! {
    ADD = "insert into article_answers (slug, browser, helped, at) values ($1, $2, $3, $4) on conflict do nothing";
    CHANGE = "update article_answers set helped = $3, at = $4
        where slug = $1 and browser = $2 and helped <> $3";
    COUNT = "insert into article_counts (slug, yes, no, last_at) values ($1, $2, $3, $4)
        on conflict (slug) do update set yes = article_counts.yes + excluded.yes,
        no = article_counts.no + excluded.no, last_at = excluded.last_at";
    FIND = "select helped from article_answers where slug = $1 and browser = $2";
    LIST_ANSWERS = "select slug, yes, no, last_at from article_counts order by slug";
    SWEEP = "delete from article_answers where at < $1";
}

/// Sets a browser's answer, in the place of the one that it gave before, and counts it.
pub async fn set_answer(
    write: &mut Write,
    slug: &str,
    browser: &[u8],
    helped: bool,
    at: Instant,
) -> Result<(), Fault> {
    let one = |wanted: bool| i64::from(helped == wanted);
    let (yes, no) = if write.change(ADD, values![slug, browser, helped, at]).await? {
        (one(true), one(false))
    } else if write.change(CHANGE, values![slug, browser, helped, at]).await? {
        (one(true) - one(false), one(false) - one(true))
    } else {
        return Ok(());
    };
    write.run(COUNT, values![slug, yes, no, at]).await.map(drop)
}

/// A browser's answer.
pub async fn find_answer(read: &mut Read, slug: &str, browser: &[u8]) -> Result<Option<bool>, Fault> {
    read.first(FIND, values![slug, browser]).await?.map(|row| row.get("helped")).transpose()
}

/// What the answers come to, for all articles that have some, by slug. An article that went away may still have some.
pub async fn list_answers(read: &mut Read) -> Result<Vec<AnswersRow>, Fault> {
    read.list(LIST_ANSWERS, values![]).await
}

/// Forgets which browser answered what before that moment; what they come to stays.
pub async fn sweep(write: &mut Write, at_before: Instant) -> Result<u64, Fault> {
    write.run(SWEEP, values![at_before]).await
}
