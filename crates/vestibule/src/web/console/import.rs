//! `/org/SLUG/import`: a list of people is brought, from a spreadsheet or pasted. Nobody is invited by that.
//!
//! One list's own page is in `import/list.rs`. Never in here: what a cell may hold (`proofs::import`).

mod list;
mod upload;

use axum::Router;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use proofs::import::{ListFlaw, MOST_BYTES, MOST_ROWS};
use uuid::Uuid;

use self::upload::Upload;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::import::{self as flow, Added, Desk};
use crate::spreadsheet;
use crate::store::import::{self, ImportRow};
use crate::store::organization::OrganizationRow;
use crate::store::{Read, membership};
use crate::views::import::{BeginPage, Listed};
use crate::views::{Section, Tone};
use crate::visit::Visit;
use crate::web::answer::{Answer, page, to};
use crate::web::entry::Asked;
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// What is read of a form at all: whoever sends more than a list may have still gets an answer.
const MOST_READ: usize = 6 * MOST_BYTES;
/// How many lists the page names.
const LISTED: i64 = 20;
/// The most of what was pasted that comes back with an error.
const KEPT: usize = 20_000;

/// Its routes.
pub fn router() -> Router<Shared> {
    let brought = post(submit).layer(DefaultBodyLimit::max(MOST_READ));
    Router::new()
        .route("/org/{slug}/import", get(show).merge(brought))
        .route("/org/{slug}/import/template.xlsx", get(template))
        .merge(list::router())
}

/// The form, and the lists so far.
pub async fn show(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    begin(&app, &visit, &admin, asked.get("word"), String::new(), None).await
}

async fn begin(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    word: &str,
    pasted: String,
    error: Option<String>,
) -> Answer {
    let organization = &admin.organization;
    let mut read = app.store.read();
    let mut lists = Vec::new();
    for row in import::list(&mut read, organization.id, LISTED).await? {
        lists.push(listed(&mut read, visit, organization, &row).await?);
    }
    drop(read);
    let own = admin.frame(app, Section::People, word).await?;
    let limits = words().plain("import-limits", &limits().each());
    Ok(page(&BeginPage { page: own, organization: admin.named(), pasted, error, limits, lists }))
}

/// The limits, as sentences name them.
struct Limits {
    megabytes: String,
    rows: String,
}

fn limits() -> Limits {
    Limits {
        megabytes: (MOST_BYTES >> 20).to_string(),
        rows: format!("{},{:03}", MOST_ROWS / 1000, MOST_ROWS % 1000),
    }
}

impl Limits {
    fn each(&self) -> [(&str, &str); 2] {
        [("megabytes", &self.megabytes), ("rows", &self.rows)]
    }
}

fn path(organization: &OrganizationRow, id: Uuid) -> String {
    format!("/org/{}/import/{id}", organization.slug)
}

async fn listed(
    read: &mut Read,
    visit: &Visit,
    organization: &OrganizationRow,
    row: &ImportRow,
) -> Result<Listed, Fault> {
    let tone = match row.state.as_str() {
        "done" => Tone::Good,
        "stopped" => Tone::Bad,
        _ => Tone::Warn,
    };
    Ok(Listed {
        href: path(organization, row.id),
        name: row.name.clone(),
        state: (tone, words().plain(&format!("import-state-{}", row.state), &[])),
        rows: words().plain("import-lines", &[("count", &row.lines.to_string())]),
        added: added(read, visit, organization, row).await?,
    })
}

/// When it was brought and by whom.
async fn added(
    read: &mut Read,
    visit: &Visit,
    organization: &OrganizationRow,
    row: &ImportRow,
) -> Result<String, Fault> {
    let by = membership::find(read, organization.id, row.added_by).await?;
    let name = by.map_or("–".to_owned(), |by| proofs::full_name(&by.first_name, &by.last_name));
    let at = when::said(row.added_at, visit.now, &organization.zone);
    Ok(words().plain("import-added", &[("at", &at), ("name", &name)]))
}

/// A list is brought. What cannot be read is said on the same page, with what was pasted.
pub async fn submit(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    form: Result<Multipart, MultipartRejection>,
) -> Answer {
    let upload = match form {
        Ok(form) => upload::read(form).await,
        Err(_) => Upload::default(),
    };
    let Upload { name, file, pasted, too_large } = upload;
    let (name, bytes) = match file.is_empty() {
        false => (name, file),
        true => (words().plain("import-pasted-name", &[]), pasted.clone().into_bytes()),
    };
    let kept = || pasted.chars().take(KEPT).collect();
    if too_large {
        return begin(&app, &visit, &admin, "", kept(), Some(flaw(&ListFlaw::TooLarge))).await;
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        let error = words().plain("import-flaw-nothing", &[]);
        return begin(&app, &visit, &admin, "", String::new(), Some(error)).await;
    }
    let digest = flow::digest(&app, admin.organization.id, &bytes);
    let list = match flow::read(bytes).await? {
        Ok(list) => list,
        Err(found) => return begin(&app, &visit, &admin, "", kept(), Some(flaw(&found))).await,
    };
    let desk = desk(&app, &visit, &admin);
    Ok(match desk.add(&name, &digest, list).await? {
        Added::New(id) => to(&path(&admin.organization, id)),
        Added::Known(id) => to(&format!("{}?word=import-known", path(&admin.organization, id))),
    })
}

fn desk<'a>(app: &'a App, visit: &'a Visit, admin: &'a Admin) -> Desk<'a> {
    Desk { app, visit, organization: &admin.organization, by: admin.signed_in.user() }
}

fn flaw(flaw: &ListFlaw) -> String {
    let found = match flaw {
        ListFlaw::NoHeader(found) => found.join(" · "),
        _ => String::new(),
    };
    let limits = limits();
    let values = [&limits.each()[..], &[("found", found.as_str())]].concat();
    words().plain(&format!("import-flaw-{}", flaw.code()), &values)
}

/// The template.
pub async fn template(_: Admin) -> Answer {
    Ok(file(spreadsheet::XLSX, "people.xlsx", spreadsheet::template()?))
}

/// A file to keep.
fn file(media: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    (spreadsheet::attached(media, name), bytes).into_response()
}
