//! `/org/SLUG/import/ID`: one list. Mended, sent, stopped, dropped; how far it is; what became of each row.
//!
//! Never in here: whether a row is sent (`rules::people`), how (`flows/import/sending.rs`).

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use rules::people::Listed;
use uuid::Uuid;

use super::{desk, file, path};
use crate::app::Shared;
use crate::flows::import::Typed;
use crate::spreadsheet;
use crate::store::import::{self, ImportRow};
use crate::visit::Visit;
use crate::web::answer::{Answer, Broken, to};
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

/// The list in the path, before an admin of its organization; for anybody else's there is nothing here.
pub struct Own {
    admin: Admin,
    row: ImportRow,
}

impl FromRequestParts<Shared> for Own {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Own, Response> {
        let admin = Admin::from_request_parts(parts, app).await?;
        let named = Path::<(String, Uuid)>::from_request_parts(parts, app).await;
        let Path((_, id)) = named.map_err(IntoResponse::into_response)?;
        let found = import::find(&mut app.store.read(), admin.organization.id, id).await;
        match found.map_err(|fault| Broken::from(fault).into_response())? {
            Some(row) => Ok(Own { admin, row }),
            None => Err(admin.not_found(app).await.unwrap_or_else(IntoResponse::into_response)),
        }
    }
}

/// The page.
pub async fn show(State(app): State<Shared>, visit: Visit, own: Own, asked: Asked) -> Answer {
    let Own { admin, row } = own;
    let id = row.id;
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
pub async fn mend(State(app): State<Shared>, visit: Visit, own: Own, fields: Fields) -> Answer {
    let Own { admin, row: ImportRow { id, .. } } = own;
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
pub async fn as_members(State(app): State<Shared>, visit: Visit, own: Own) -> Answer {
    let Own { admin, row: ImportRow { id, .. } } = own;
    desk(&app, &visit, &admin).as_members(id).await?;
    Ok(back(&admin, id, "import-mended"))
}

/// It is sent.
pub async fn start(State(app): State<Shared>, visit: Visit, own: Own) -> Answer {
    let Own { admin, row: ImportRow { id, .. } } = own;
    // Pressed in two tabs, it runs once, and looks like the success it is in both.
    let started = desk(&app, &visit, &admin).start(id).await?
        || import::find(&mut app.store.read(), admin.organization.id, id)
            .await?
            .is_some_and(|row| row.state == "running");
    Ok(back(&admin, id, if started { "import-started" } else { "import-nothing" }))
}

/// No more of it is sent.
pub async fn stop(State(app): State<Shared>, visit: Visit, own: Own) -> Answer {
    let Own { admin, row: ImportRow { id, .. } } = own;
    desk(&app, &visit, &admin).stop(id).await?;
    Ok(back(&admin, id, "import-stopped"))
}

/// It is forgotten.
pub async fn forget(State(app): State<Shared>, visit: Visit, own: Own) -> Answer {
    let Own { admin, row: ImportRow { id, .. } } = own;
    Ok(match desk(&app, &visit, &admin).remove(id).await? {
        true => to(&format!("/org/{}/import?word=import-dropped", admin.organization.slug)),
        false => to(&path(&admin.organization, id)),
    })
}

fn back(admin: &Admin, id: Uuid, word: &str) -> Response {
    to(&format!("{}?word={word}", path(&admin.organization, id)))
}

/// Every row with what became of it, as a file.
pub async fn rows(State(app): State<Shared>, own: Own) -> Answer {
    let Own { admin: _, row: ImportRow { id, .. } } = own;
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
