//! `/support/organizations/SLUG`: what happened in an organization, and whether it grants support more.

use axum::extract::{Path, State};

use super::events::{self, Range, ZONE};
use super::{AtDesk, counted};
use crate::app::Shared;
use crate::flows::support::Looked;
use crate::store::{grant, membership, organization, people, request};
use crate::views::Section;
use crate::views::support::SupportOrganizationPage;
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page};
use crate::web::entry::Asked;
use crate::when;
use crate::words::words;

/// One organization.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    desk: AtDesk,
    Path(slug): Path<String>,
    asked: Asked,
) -> Answer {
    let Some(row) = organization::find_by_slug(&mut app.store.read(), &slug).await? else {
        return desk.nothing_there(&app).await;
    };
    let looked = Looked { organizations: vec![row.id], ..Looked::default() };
    desk.looks(&app, &visit, &looked).await?;
    let frame = desk.frame(&app, Section::Support, "").await?;
    let range = Range::of(&asked, visit.now);
    let mut read = app.store.read();
    let timeline = events::of_organization(&mut read, row.id, &range, &visit).await?;
    let live = grant::find_live(&mut read, row.id, visit.now).await?;
    let label = |key: &str| words().plain(key, &[]);
    let mut facts = vec![
        (label("support-members"), people::count(&mut read, row.id, None, None).await?.to_string()),
        (label("support-admins"), membership::count_admins(&mut read, row.id).await?.to_string()),
        (
            label("support-requests"),
            counted("support-requests-open", request::count_open(&mut read, row.id, visit.now).await?),
        ),
    ];
    if row.suspended_at.is_some() {
        facts.push((label("support-suspended"), label("support-suspended-line")));
    }
    Ok(page(&SupportOrganizationPage {
        page: frame,
        organization: answer::named(&row),
        facts,
        granted_until: live.map(|grant| when::said(grant.until, visit.now, ZONE)),
        timeline: timeline.told(&format!("/support/organizations/{}", row.slug), vec![], &range),
    }))
}
