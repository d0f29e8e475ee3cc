//! `/support/numbers`: who is stuck now and why, how long it takes to get in, and what ends it. The product's own
//! measure of itself; `/metrics` has the same.

use axum::extract::State;
use rules::Span;

use super::AtDesk;
use crate::app::Shared;
use crate::flows::stuck::{self, Numbers};
use crate::said;
use crate::step::read_cause;
use crate::store::stuck::CountRow;
use crate::views::Section;
use crate::views::support::{NumbersPage, Row};
use crate::visit::Visit;
use crate::web::answer::{Answer, page};
use crate::when;
use crate::words::words;

/// All of them.
pub async fn show(State(app): State<Shared>, visit: Visit, desk: AtDesk) -> Answer {
    let numbers = stuck::numbers(&mut app.store.read(), visit.now).await?;
    let frame = desk.frame(&app, Section::Numbers, "").await?;
    Ok(page(&NumbersPage {
        page: frame,
        now: numbers.stuck.iter().map(|row| row.count).sum(),
        now_with_support: numbers.stuck_with_support,
        causes: numbers.stuck.iter().map(|row| because(row, &visit)).collect(),
        came_in: numbers.came_in,
        came_in_with_support: numbers.came_in_with_support,
        median: length(numbers.median),
        most: length(numbers.most),
        ended: ended(&numbers),
    }))
}

fn length(span: Option<Span>) -> String {
    span.map_or("–".to_owned(), when::span)
}

fn because(row: &CountRow, visit: &Visit) -> Row {
    let cause = read_cause(&row.word).map(|cause| said::cause_for_operator(&cause, visit.now));
    Row { code: row.word.clone(), words: cause.unwrap_or_default(), count: row.count }
}

fn ended(numbers: &Numbers) -> Vec<Row> {
    let row = |row: &CountRow| {
        let words = words().plain(&format!("support-ended-{}", row.word), &[]);
        Row { code: row.word.clone(), words, count: row.count }
    };
    numbers.ended.iter().map(row).collect()
}
