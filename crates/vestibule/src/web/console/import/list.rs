//! `/org/SLUG/import/ID`: one list. Mended, sent, stopped, dropped; how far it is; what became of each row.
//!
//! Never in here: whether a row is sent (`rules::people`), how (`flows/import/sending.rs`).

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use rules::people::Listed;
use uuid::Uuid;

use super::{desk, file, path};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::import::Typed;
use crate::spreadsheet;
use crate::store::import::{self, ImportRow};
use crate::views::message::MessagePage;
use crate::visit::Visit;
use crate::web::answer::{self, Answer, to};
use crate::web::console::import::list::shown::Shown;
use crate::web::entry::{Asked, Fields};
use crate::web::who::Admin;
use crate::words::words;

mod shown;

/// Rows in one piece of the file.
const IN_A_PIECE: i64 = 1_000;
/// Every state of a row, in the order in which they are told.
const STATES: [&str; 7] = ["refused", "invited", "waiting", "member", "merged", "ready", "mend"];

/// Its routes.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/org/{slug}/import/{id}", get(show))
        .route("/org/{slug}/import/{id}/rows.csv", get(rows))
        .route("/org/{slug}/import/{id}/mend", post(mend))
        .route("/org/{slug}/import/{id}/as-members", post(as_members))
        .route("/org/{slug}/import/{id}/start", post(start))
        .route("/org/{slug}/import/{id}/stop", post(stop))
        .route("/org/{slug}/import/{id}/drop", post(forget))
}

/// How many rows are in each state.
type Counts = BTreeMap<String, i64>;
/// How many of those that are ready stand in each way.
type Standings = BTreeMap<Listed, i64>;

async fn missing(app: &App, admin: &Admin) -> Answer {
    let own = answer::own_page(app, &admin.signed_in).await?;
    Ok(answer::page_with(StatusCode::NOT_FOUND, &MessagePage::not_found(own)))
}

/// The list, if it is this organization's.
async fn found(app: &App, admin: &Admin, id: Uuid) -> Result<Option<ImportRow>, Fault> {
    import::find(&mut app.store.read(), admin.organization.id, id).await
}

/// The page.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, Uuid)>,
    asked: Asked,
) -> Answer {
    let Some(row) = found(&app, &admin, id).await? else { return missing(&app, &admin).await };
    let mut read = app.store.read();
    let counts = import::count_states(&mut read, id).await?;
    let counts: Counts = counts.into_iter().map(|one| (one.state, one.count)).collect();
    let mut standings = Standings::new();
    // While it runs, rows change under the question; before and after it, the answer is what matters.
    if row.state != "running" && counts.contains_key("ready") {
        for one in import::count_standings(&mut read, admin.organization.id, id, visit.now).await? {
            let stands = match one.known {
                true => Listed::of(one.joined, one.deactivated, one.waiting),
                false => Listed::New,
            };
            *standings.entry(stands).or_default() += one.count;
        }
    }
    drop(read);
    Shown { app: &app, visit: &visit, admin: &admin, row: &row, counts, standings }.page(&asked).await
}

/// What was typed into the rows that need mending.
pub async fn mend(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Answer {
    if found(&app, &admin, id).await?.is_none() {
        return missing(&app, &admin).await;
    }
    let mut typed: BTreeMap<i64, Typed> = BTreeMap::new();
    for (name, value) in fields.all() {
        let Some((cell, position)) = name.rsplit_once('-') else { continue };
        let Ok(position) = position.parse() else { continue };
        let row = typed.entry(position).or_default();
        let place = match cell {
            "first_name" => &mut row.first_name,
            "last_name" => &mut row.last_name,
            "email" => &mut row.email,
            "role" => &mut row.role,
            _ => continue,
        };
        *place = Some(value.to_owned());
    }
    let typed: Vec<_> = typed.into_iter().collect();
    desk(&app, &visit, &admin).mend(id, &typed).await?;
    Ok(back(&admin, id, "import-mended"))
}

/// Roles that are not known become members.
pub async fn as_members(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, Uuid)>,
) -> Answer {
    if found(&app, &admin, id).await?.is_none() {
        return missing(&app, &admin).await;
    }
    desk(&app, &visit, &admin).as_members(id).await?;
    Ok(back(&admin, id, "import-mended"))
}

/// It is sent.
pub async fn start(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, Uuid)>,
) -> Answer {
    if found(&app, &admin, id).await?.is_none() {
        return missing(&app, &admin).await;
    }
    // Pressed in two tabs, it runs once, and looks like the success it is in both.
    let started = desk(&app, &visit, &admin).start(id).await?
        || found(&app, &admin, id).await?.is_some_and(|row| row.state == "running");
    Ok(back(&admin, id, if started { "import-started" } else { "import-nothing" }))
}

/// No more of it is sent.
pub async fn stop(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, Uuid)>,
) -> Answer {
    if found(&app, &admin, id).await?.is_none() {
        return missing(&app, &admin).await;
    }
    desk(&app, &visit, &admin).stop(id).await?;
    Ok(back(&admin, id, "import-stopped"))
}

/// It is forgotten.
pub async fn forget(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, Uuid)>,
) -> Answer {
    if found(&app, &admin, id).await?.is_none() {
        return missing(&app, &admin).await;
    }
    Ok(match desk(&app, &visit, &admin).remove(id).await? {
        true => to(&format!("/org/{}/import?word=import-dropped", admin.organization.slug)),
        false => to(&path(&admin.organization, id)),
    })
}

fn back(admin: &Admin, id: Uuid, word: &str) -> Response {
    to(&format!("{}?word={word}", path(&admin.organization, id)))
}

/// Every row with what became of it, as a file.
pub async fn rows(State(app): State<Shared>, admin: Admin, Path((_, id)): Path<(String, Uuid)>) -> Answer {
    if found(&app, &admin, id).await?.is_none() {
        return missing(&app, &admin).await;
    }
    let heads = [
        "import-column-row",
        "first-name",
        "last-name",
        "email",
        "people-role",
        "import-column-became",
        "import-column-line",
        "import-column-reference",
    ];
    let mut table = vec![heads.map(|key| words().plain(key, &[])).to_vec()];
    let mut after = i64::MIN;
    loop {
        let some = import::list_all(&mut app.store.read(), id, after, IN_A_PIECE).await?;
        let Some(last) = some.last() else { break };
        after = last.position;
        table.extend(some.iter().map(|row| {
            vec![
                row.position.to_string(),
                row.first_name.clone(),
                row.last_name.clone(),
                row.email.clone(),
                row.role.clone(),
                shown::became(&row.state).1,
                shown::line(row).unwrap_or_default(),
                row.reference.clone().unwrap_or_default(),
            ]
        }));
    }
    Ok(file(spreadsheet::CSV, "rows.csv", spreadsheet::csv(table)?))
}
