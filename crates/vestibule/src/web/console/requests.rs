//! `/org/SLUG/requests`: what members ask for from where they are stuck, who has taken it on, and how it ends. Where to
//! go next: `help.rs`, for live help.

use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use super::{help as live_help, person};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::request::{self as flow, Came, Which};
use crate::flows::{Subject, Who, forecast, subject};
use crate::happening;
use crate::step::Step;
use crate::store::organization::OrganizationRow;
use crate::store::people::PersonRow;
use crate::store::request::{ClosedRequestRow, RequestRow};
use crate::store::{Read, help, journal, membership, people, request};
use crate::views::people::{Request, RequestPage, RequestsPage, Taken};
use crate::views::{Happening, Section, Tone};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to};
use crate::web::entry::{Asked, Fields};
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// How many open ones are listed.
const LISTED: i64 = 50;
/// How many closed ones.
const CLOSED: i64 = 10;
/// Of a reason, no more is kept than fits on a page.
pub(super) const REASON_LONGEST: usize = 200;

/// The open requests of an organization.
pub async fn open(
    read: &mut Read,
    organization: &OrganizationRow,
    visit: &Visit,
) -> Result<Vec<Request>, Fault> {
    let rows = request::list_open(read, organization.id, visit.now, LISTED).await?;
    let said = rows.into_iter().map(|row| Request {
        id: row.id.to_string(),
        live: false,
        user: row.user_id.to_string(),
        name: proofs::full_name(&row.first_name, &row.last_name),
        email: row.address,
        href: format!("/org/{}/requests/{}", organization.slug, row.id),
        about: row.about,
        at: when::said(row.at, visit.now, &organization.zone),
        reference: row.reference,
        taken: row.taken_by.map(|_| on_it(row.taken_name.as_deref())),
    });
    let mut all = live(read, organization, visit).await?;
    all.extend(said);
    Ok(all)
}

fn on_it(name: Option<&str>) -> String {
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    let somebody = words().plain("help-somebody", &[]);
    words().plain("request-on-it", &[("admin", name.unwrap_or(&somebody))])
}

/// Requests for live help: they stand first, because somebody waits at their page.
async fn live(read: &mut Read, organization: &OrganizationRow, visit: &Visit) -> Result<Vec<Request>, Fault> {
    let mut all = Vec::new();
    for row in help::list_reached(read, organization.id, visit.now, LISTED).await? {
        // Somebody who was taken out of the organization meanwhile asks for nothing here.
        let Some(person) = people::find(read, organization.id, row.user_id).await? else { continue };
        let place = [("browser", row.browser.as_str()), ("network", row.network.as_str())];
        let taken = match row.taken_by {
            Some(by) => Some(on_it(name_of(read, organization.id, by).await?.as_deref())),
            None => None,
        };
        all.push(Request {
            id: row.id.to_string(),
            live: true,
            user: row.user_id.to_string(),
            name: proofs::full_name(&person.first_name, &person.last_name),
            email: person.address,
            href: format!("/org/{}/requests/{}", organization.slug, row.id),
            about: words().plain("help-request-about", &place),
            at: when::said(row.reached_at.unwrap_or(row.asked_at), visit.now, &organization.zone),
            reference: Some(row.reference),
            taken,
        });
    }
    Ok(all)
}

async fn name_of(read: &mut Read, organization: Uuid, user: Uuid) -> Result<Option<String>, Fault> {
    let row = membership::find(read, organization, user).await?;
    Ok(row.map(|row| proofs::full_name(&row.first_name, &row.last_name)))
}

/// Who has taken it on, as the reader sees it.
pub(super) async fn taken(read: &mut Read, admin: &Admin, by: Option<Uuid>) -> Result<Taken, Fault> {
    Ok(match by {
        None => Taken::Nobody,
        Some(by) if by == admin.signed_in.user() => Taken::Me,
        Some(by) => {
            let name = name_of(read, admin.organization.id, by).await?;
            Taken::Another(on_it(name.as_deref()), by.to_string())
        }
    })
}

/// The list.
pub async fn show(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    let organization = &admin.organization;
    let mut read = app.store.read();
    let requests = open(&mut read, organization, &visit).await?;
    let closed = request::list_closed(&mut read, organization.id, CLOSED).await?;
    drop(read);
    let own = admin.frame(&app, Section::Requests, asked.get("word")).await?;
    Ok(page(&RequestsPage {
        page: own,
        organization: admin.named(),
        requests,
        closed: closed.iter().map(|row| settled(row, organization, &visit)).collect(),
    }))
}

fn settled(row: &ClosedRequestRow, organization: &OrganizationRow, visit: &Visit) -> Happening {
    let name = proofs::full_name(&row.first_name, &row.last_name);
    Happening {
        at: when::said(row.closed_at, visit.now, &organization.zone),
        tone: Tone::Plain,
        what: words().plain("request-closed-line", &[("person", &name), ("about", &row.about)]),
        detail: ended(row.ended_as.as_deref(), row.closed_name.as_deref(), None),
        reference: row.reference.clone(),
    }
}

/// How it ended, in a sentence.
fn ended(ended_as: Option<&str>, by: Option<&str>, time: Option<&str>) -> String {
    let word = match ended_as {
        Some(word @ ("declined" | "came-in" | "membership-changed" | "expired")) => word,
        Some(_) | None => "settled",
    };
    let somebody = words().plain("help-somebody", &[]);
    let by = by.map(str::trim).filter(|name| !name.is_empty()).unwrap_or(&somebody);
    let line = words().plain(&format!("request-ended-{word}"), &[("admin", by)]);
    time.map_or(line.clone(), |time| format!("{line} {time}"))
}

/// One request.
pub async fn show_one(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((slug, id)): Path<(String, Uuid)>,
    asked: Asked,
) -> Answer {
    let mut read = app.store.read();
    let here = admin.organization.id;
    let Some(row) = request::find(&mut read, here, id).await? else {
        drop(read);
        return live_help::show(State(app), visit, admin, Path((slug, id)), asked).await;
    };
    let Some(person) = people::find(&mut read, here, row.user_id).await? else {
        drop(read);
        return admin.not_found(&app).await;
    };
    let view = view(&app, &mut read, &visit, &admin, &row, &person).await?;
    drop(read);
    let mut frame = admin.frame(&app, Section::Requests, "").await?;
    let tone = if asked.get("word") == "request-late" { Tone::Warn } else { Tone::Good };
    frame.notice = answer::notice(tone, &format!("notice-{}", asked.get("word")));
    Ok(page(&RequestPage { page: frame, ..view }))
}

async fn view(
    app: &App,
    read: &mut Read,
    visit: &Visit,
    admin: &Admin,
    row: &RequestRow,
    person: &PersonRow,
) -> Result<RequestPage, Fault> {
    let organization = &admin.organization;
    let zone = organization.zone.as_str();
    let said = |at| when::said(at, visit.now, zone);
    let subject: Subject = {
        let step = Step { wanted: Some(organization.id), ..Step::default() };
        subject::load(read, &Who::User(row.user_id), &step, visit).await?
    };
    let prospect = forecast::of(read, app, &subject, organization.id, visit).await?;
    let happened = match &row.reference {
        Some(reference) => journal::find(read, reference).await?,
        None => None,
    };
    // Only what happened to this person, and not in another organization.
    let happened = happened.filter(|entry| {
        entry.user_id == Some(row.user_id) && entry.organization_id.is_none_or(|at| at == organization.id)
    });
    let over = row.until.filter(|until| row.closed_at.is_none() && *until <= visit.now);
    let closed_name = match row.closed_by {
        Some(by) => name_of(read, organization.id, by).await?,
        None => None,
    };
    let closed = row.closed_at.or(over).map(|at| {
        let ended_as = if over.is_some() { Some("expired") } else { row.ended_as.as_deref() };
        ended(ended_as, closed_name.as_deref(), Some(&said(at)))
    });
    let name = proofs::full_name(&person.first_name, &person.last_name);
    Ok(RequestPage {
        page: answer::door_page(app, None),
        organization: admin.named(),
        id: row.id.to_string(),
        name: if name.is_empty() { person.address.clone() } else { name },
        email: person.address.clone(),
        person: format!("/org/{}/people/{}", organization.slug, row.user_id),
        about: row.about.clone(),
        at: said(row.at),
        until: row.until.map(said),
        reference: row.reference.clone(),
        happened: happened.iter().map(|entry| happening::of(entry, visit.now, zone)).collect(),
        now: person::told(&prospect, visit, zone),
        taken: taken(read, admin, row.taken_by).await?,
        own: row.user_id == admin.signed_in.user(),
        closed,
    })
}

/// Whether it is one of these, and not live help, which shares their paths.
async fn is_ordinary(app: &App, admin: &Admin, id: Uuid) -> Result<bool, Fault> {
    Ok(request::find(&mut app.store.read(), admin.organization.id, id).await?.is_some())
}

/// Somebody takes it on.
pub async fn take(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((slug, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Answer {
    let ordinary = is_ordinary(&app, &admin, id).await?;
    let which = if ordinary { Which::Ordinary(id) } else { Which::Live(id) };
    let actor = admin.actor(&app, &visit).await?;
    let from = fields.get("from").parse().ok();
    let came = flow::take(&app, &visit, &admin.organization, &actor, which, from).await?;
    came_to(&app, &visit, &admin, came, &format!("/org/{slug}/requests/{id}"), "request-taken").await
}

/// No, and why.
pub async fn decline(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((slug, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Answer {
    let ordinary = is_ordinary(&app, &admin, id).await?;
    if !ordinary {
        return live_help::decline(State(app), visit, admin, Path((slug, id)), fields).await;
    }
    let actor = admin.actor(&app, &visit).await?;
    let reason = reason(&fields);
    let came = flow::decline(&app, &visit, &admin.organization, &actor, id, &reason).await?;
    came_to(&app, &visit, &admin, came, &format!("/org/{slug}/requests/{id}"), "help-declined").await
}

/// What an admin wrote, in one line.
pub(super) fn reason(fields: &Fields) -> String {
    let typed = fields.get("reason").chars().filter(|letter| !letter.is_control());
    let reason: String = typed.take(REASON_LONGEST).collect();
    reason.trim().to_owned()
}

/// A request is answered.
pub async fn close(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Answer {
    let actor = admin.actor(&app, &visit).await?;
    let came = flow::settle(&app, &visit, &admin.organization, &actor, id).await?;
    // Settled twice is settled.
    let came = if came == Came::Late { Came::Done } else { came };
    came_to(&app, &visit, &admin, came, &format!("/org/{slug}/requests"), "request-settled").await
}

async fn came_to(app: &App, visit: &Visit, admin: &Admin, came: Came, back: &str, word: &str) -> Answer {
    let answered: Response = match came {
        Came::Done => to(&format!("{back}?word={word}")),
        Came::Late => to(&format!("{back}?word=request-late")),
        Came::NotAnAdmin => answer::not_an_admin(app, visit, &admin.signed_in).await,
    };
    Ok(answered)
}
