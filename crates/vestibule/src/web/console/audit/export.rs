//! The audit log as CSV and as JSON Lines: the lines that the filter lets through, some at a time, however many there
//! are. That it was read is a line of its own.
//!
//! Invariant: no cell begins with what a spreadsheet takes for a formula.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hyper::body::{Body as Streamed, Frame};
use serde_json::json;
use tokio::sync::mpsc;

use super::{Typed, Whom, filter, whom};
use crate::app::Shared;
use crate::fault::Fault;
use crate::flows;
use crate::said::audit as said;
use crate::store::audit::{self, AuditLine, Filter};
use crate::store::organization::OrganizationRow;
use crate::visit::Visit;
use crate::web::answer::{Answer, to};
use crate::web::entry::Fields;
use crate::web::who::Admin;
use crate::when;

/// How many lines are read and sent together.
const TOGETHER: i64 = 500;

#[derive(Clone, Copy)]
enum Kind {
    Csv,
    Jsonl,
}

/// As CSV.
pub async fn csv(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    export(app, visit, admin, &fields, Kind::Csv).await
}

/// As JSON Lines.
pub async fn jsonl(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    export(app, visit, admin, &fields, Kind::Jsonl).await
}

async fn export(app: Shared, visit: Visit, admin: Admin, fields: &Fields, kind: Kind) -> Answer {
    let organization = admin.organization.clone();
    let typed = Typed::of(|name| fields.get(name).to_owned());
    let person = match whom(&mut app.store.read(), organization.id, &typed.who).await? {
        Whom::Anybody => None,
        Whom::One(id) => Some(id),
        Whom::Nobody | Whom::Several(_) => return Ok(to(&typed.address(&organization, &[]))),
    };
    let Some(wanted) = filter(&typed, person, &organization.zone) else {
        return Ok(to(&typed.address(&organization, &[])));
    };
    let (name, media) = match kind {
        Kind::Csv => ("csv", "text/csv; charset=utf-8"),
        Kind::Jsonl => ("jsonl", "application/jsonl; charset=utf-8"),
    };
    flows::audit::exported(&app, &visit, organization.id, admin.signed_in.user(), &wanted, name).await?;
    let file = format!("attachment; filename=\"audit-{}.{name}\"", organization.slug);
    let headers = [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, file)];
    // Lines that are written while it is read are not in it, its own among them.
    let wanted = Filter { until: wanted.until.min(visit.now), ..wanted };
    let (lines, body) = mpsc::channel(2);
    tokio::spawn(send(app, organization, wanted, kind, lines));
    Ok((headers, Body::new(Lines(body))).into_response() as Response)
}

/// The lines on their way; a fault cuts the answer off, so that half a file is not taken for a whole one.
struct Lines(mpsc::Receiver<Result<Bytes, Fault>>);

impl Streamed for Lines {
    type Data = Bytes;
    type Error = Fault;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        self.0.poll_recv(context).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}

async fn send(
    app: Shared,
    organization: OrganizationRow,
    wanted: Filter,
    kind: Kind,
    lines: mpsc::Sender<Result<Bytes, Fault>>,
) {
    let mut before = None;
    let mut first = true;
    loop {
        // A connection is not held while the reader takes their time.
        let found =
            audit::list_lines(&mut app.store.read(), organization.id, &wanted, TOGETHER, before).await;
        let rows = match found {
            Ok(rows) => rows,
            Err(fault) => {
                tracing::error!(%fault, "an export of the audit log broke off");
                let _ = lines.send(Err(fault)).await;
                return;
            }
        };
        let text = written(&rows, kind, first);
        first = false;
        before = rows.last().map(|row| (row.at, row.id));
        let end = (rows.len() as i64) < TOGETHER;
        // Nobody reads any more, or that was all.
        if lines.send(text.map(Bytes::from)).await.is_err() || end {
            return;
        }
    }
}

const COLUMNS: [&str; 12] = [
    "at",
    "act",
    "what",
    "actor",
    "actor_name",
    "actor_id",
    "subject_name",
    "subject_id",
    "before",
    "after",
    "network",
    "id",
];

fn written(rows: &[AuditLine], kind: Kind, first: bool) -> Result<Vec<u8>, Fault> {
    match kind {
        Kind::Csv => as_csv(rows, first),
        Kind::Jsonl => Ok(rows.iter().map(as_json).collect::<String>().into_bytes()),
    }
}

fn cells(line: &AuditLine) -> [String; 12] {
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        when::rfc3339(line.at),
        line.act.clone(),
        said::act(&line.act),
        line.actor.clone(),
        said::actor(line),
        id(line.actor_id),
        said::subject(line).unwrap_or_default(),
        id(line.subject_id),
        text(&line.before),
        text(&line.after),
        text(&line.network),
        line.id.to_string(),
    ]
}

fn as_csv(rows: &[AuditLine], first: bool) -> Result<Vec<u8>, Fault> {
    let broken = |fault: &dyn std::fmt::Display| Fault::broken(format!("a line of CSV: {fault}"));
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    if first {
        writer.write_record(COLUMNS).map_err(|fault| broken(&fault))?;
    }
    for line in rows {
        writer.write_record(cells(line).map(harmless)).map_err(|fault| broken(&fault))?;
    }
    writer.into_inner().map_err(|fault| broken(&fault))
}

/// A cell that a spreadsheet shows and does not run (OWASP, CSV injection).
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell }
}

fn as_json(line: &AuditLine) -> String {
    // What is JSON already stays it; a plain word is a string.
    let value = |text: &Option<String>| match text {
        None => serde_json::Value::Null,
        Some(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
    };
    let line = json!({
        "id": line.id,
        "at": when::rfc3339(line.at),
        "act": line.act,
        "what": said::act(&line.act),
        "actor": line.actor,
        "actor_name": said::actor(line),
        "actor_id": line.actor_id,
        "subject_name": said::subject(line),
        "subject_id": line.subject_id,
        "before": value(&line.before),
        "after": value(&line.after),
        "network": line.network,
    });
    format!("{line}\n")
}
