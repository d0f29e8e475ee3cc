//! "Did this answer your question?", answered: one answer for each browser and article, and so many in a day.
//!
//! Nothing is typed there, because people type passwords. Never in here: who answered.

use rules::{Instant, Span};

use crate::app::App;
use crate::fault::Fault;
use crate::store::{article, counter};
use crate::visit::Visit;

/// Answers that one network gives in an hour, changed ones included.
const OF_A_NETWORK: i64 = 60;
/// Answers that are taken below one article in a day. Whoever forgets cookies and changes networks can fill it, and
/// then has said no more than that.
const OF_AN_ARTICLE: i64 = 1_000;

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It counts.
    Counted,
    /// So many came that this one was let go.
    TooMany,
    /// The browser sends no cookie back, so that its next answer could not be told from this one.
    NoCookie,
}

/// Takes a browser's answer below an article; the one before gives way.
pub async fn answer(app: &App, visit: &Visit, slug: &str, helped: bool) -> Result<Told, Fault> {
    if !visit.keeps_cookies {
        return Ok(Told::NoCookie);
    }
    let browser = browser(app, visit, slug);
    let now = visit.now;
    let caps = [
        ("answers of a network", visit.network.to_string(), Span::hours(1), OF_A_NETWORK),
        ("answers of an article", slug.to_owned(), Span::days(1), OF_AN_ARTICLE),
    ];
    let mut write = app.store.write().await?;
    for (what, whose, window, limit) in caps {
        let key = app.sealer.keyed_hash(what, whose.as_bytes());
        if !counter::take(&mut write, &key, Instant(now.0 - window.0), now, limit).await? {
            return Ok(Told::TooMany);
        }
    }
    article::set_answer(&mut write, slug, &browser, helped, now).await?;
    write.commit().await?;
    Ok(Told::Counted)
}

/// What this browser answered below an article.
pub async fn answered(app: &App, visit: &Visit, slug: &str) -> Result<Option<bool>, Fault> {
    if !visit.keeps_cookies {
        return Ok(None);
    }
    article::find_answer(&mut app.store.read(), slug, &browser(app, visit, slug)).await
}

/// The browser's name below this article, and below no other.
fn browser(app: &App, visit: &Visit, slug: &str) -> [u8; 32] {
    let parts = [slug.as_bytes(), visit.device_cookie.as_bytes()].concat();
    app.sealer.keyed_hash("answer to an article", &parts)
}
