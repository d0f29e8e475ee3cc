//! `/org/SLUG/requests`: what members ask for from where they are stuck. Where to go next: `help.rs`, for live help.

use axum::extract::{Path, State};
use uuid::Uuid;

use crate::app::Shared;
use crate::fault::Fault;
use crate::flows;
use crate::store::organization::OrganizationRow;
use crate::store::{Read, help, people, request};
use crate::views::people::{Request, RequestsPage};
use crate::views::{Organization, Section};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to};
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// How many open ones are listed.
const LISTED: i64 = 50;

/// The open requests of an organization.
pub async fn open(
    read: &mut Read,
    organization: &OrganizationRow,
    visit: &Visit,
) -> Result<Vec<Request>, Fault> {
    let rows = request::list_open(read, organization.id, LISTED).await?;
    let said = rows.into_iter().map(|row| Request {
        id: row.id.to_string(),
        live: false,
        user: row.user_id.to_string(),
        name: format!("{} {}", row.first_name, row.last_name).trim().to_owned(),
        email: row.address,
        href: format!("/org/{}/people/{}", organization.slug, row.user_id),
        about: row.about,
        at: when::said(row.at, visit.now, &organization.zone),
        reference: row.reference,
    });
    let mut all = live(read, organization, visit).await?;
    all.extend(said);
    Ok(all)
}

/// Requests for live help: they stand first, because somebody waits at their page.
async fn live(read: &mut Read, organization: &OrganizationRow, visit: &Visit) -> Result<Vec<Request>, Fault> {
    let mut all = Vec::new();
    for row in help::list_reached(read, organization.id, visit.now, LISTED).await? {
        // Somebody who was taken out of the organization meanwhile asks for nothing here.
        let Some(person) = people::find(read, organization.id, row.user_id).await? else { continue };
        let place = [("browser", row.browser.as_str()), ("network", row.network.as_str())];
        all.push(Request {
            id: row.id.to_string(),
            live: true,
            user: row.user_id.to_string(),
            name: format!("{} {}", person.first_name, person.last_name).trim().to_owned(),
            email: person.address,
            href: format!("/org/{}/requests/{}", organization.slug, row.id),
            about: words().plain("help-request-about", &place),
            at: when::said(row.reached_at.unwrap_or(row.asked_at), visit.now, &organization.zone),
            reference: Some(row.reference),
        });
    }
    Ok(all)
}

/// The list.
pub async fn show(State(app): State<Shared>, visit: Visit, admin: Admin) -> Answer {
    let organization = &admin.organization;
    let requests = open(&mut app.store.read(), organization, &visit).await?;
    let mut own = answer::own_page(&app, &admin.signed_in).await?;
    own.section = Section::Requests;
    Ok(page(&RequestsPage {
        page: own,
        organization: Organization { name: organization.name.clone(), slug: organization.slug.clone() },
        requests,
        closed: vec![],
    }))
}

/// A request is answered.
pub async fn close(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Answer {
    flows::people::close_request(&app, &visit, admin.organization.id, id, admin.signed_in.user()).await?;
    Ok(to(&format!("/org/{slug}/requests")))
}
