//! The admin's side of the link for somebody without an account: made, shown once, listed, taken back.
//!
//! The link and its code travel to their page sealed, in its address, as recovery codes do. Never in here: what whoever
//! has the link may do (`it.rs`).

use axum::extract::{Path, State};

use super::{found, path, recent, stepping_up};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::setup_link::{self as flow, LinkMade};
use crate::step::Step;
use crate::store::connection::ConnectionRow;
use crate::store::setup_link::{self, SetupLinkRow};
use crate::store::user;
use crate::views::setup_link::{LinkLine, LinkMadePage};
use crate::views::{Section, Tone};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to, to_step};
use crate::web::entry::{Asked, Fields};
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// How many links a connection's page tells.
const TOLD: i64 = 5;

/// Those of a connection.
pub(super) async fn lines(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    row: &ConnectionRow,
) -> Result<Vec<LinkLine>, Fault> {
    let here = &admin.organization;
    let mut all = Vec::new();
    for link in setup_link::list(&mut app.store.read(), here.id, row.id, TOLD).await? {
        let by = user::find(&mut app.store.read(), link.made_by).await?;
        let by = by.map(|row| proofs::full_name(&row.first_name, &row.last_name)).unwrap_or_default();
        let at = when::said(link.made_at, visit.now, &here.zone);
        all.push(LinkLine {
            id: link.id.to_string(),
            stand: stand(&link, visit, &here.zone),
            made: words().plain("setup-link-made-by", &[("name", &by), ("time", &at)]),
            holds: flow::holds(&link, visit.now),
        });
    }
    Ok(all)
}

fn stand(link: &SetupLinkRow, visit: &Visit, zone: &str) -> (Tone, String) {
    let said = |at| when::said(at, visit.now, zone);
    let (tone, key, time) = match (link.ended_at, flow::holds(link, visit.now), link.opened_at) {
        (Some(at), _, _) => (Tone::Plain, "setup-link-stand-ended", said(at)),
        (None, false, _) if visit.now < link.expires_at => {
            (Tone::Warn, "setup-link-stand-guessed", said(link.expires_at))
        }
        (None, false, _) => (Tone::Plain, "setup-link-stand-over", said(link.expires_at)),
        (None, true, Some(at)) => (Tone::Good, "setup-link-stand-opened", said(at)),
        (None, true, None) => (Tone::Good, "setup-link-stand-waits", said(link.expires_at)),
    };
    (tone, words().plain(key, &[("time", &time)]))
}

/// Makes one.
pub async fn make(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let actor = admin.actor(&app, &visit).await?;
    let here = format!("{}/{}", path(&admin), row.id);
    if !recent(&actor) {
        return Ok(stepping_up(&app, &visit, &admin, &format!("{here}?word=stepped-up")).await?);
    }
    match flow::make(&app, &visit, &admin.organization, &actor, row.id).await? {
        LinkMade::Done(token, code) => {
            let word = Some(format!("{} {code}", token.text()));
            let step = Step { user: Some(admin.signed_in.user()), word, ..Step::default() };
            Ok(to_step(&app, &visit, &format!("{here}/link"), &step))
        }
        LinkMade::TooMany => Ok(to(&format!("{here}?word=setup-link-too-many"))),
        LinkMade::Gone => Ok(to(&path(&admin))),
        LinkMade::NotAnAdmin => Ok(answer::not_an_admin(&app, &visit, &admin.signed_in).await),
    }
}

/// Shows the one that was just made.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
    asked: Asked,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let here = format!("{}/{}", path(&admin), row.id);
    let step = Step::open(&app, &visit, asked.get("s")).ok();
    let step = step.filter(|step| step.user == Some(admin.signed_in.user()));
    let word = step.and_then(|step| step.word).unwrap_or_default();
    let Some((token, code)) = word.split_once(' ') else { return Ok(to(&here)) };
    let until = when::said(visit.now.plus(flow::LASTS), visit.now, &admin.organization.zone);
    Ok(page(&LinkMadePage {
        page: admin.frame(&app, Section::Sso, "").await?,
        crumb: (here, row.name.clone()),
        link: app.url(&format!("/it/{token}")),
        code: code.to_owned(),
        line: words().plain("setup-link-line", &[("name", &row.name), ("time", &until)]),
    }))
}

/// Takes one back.
pub async fn end(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let here = format!("{}/{}", path(&admin), row.id);
    let Ok(link) = fields.get("id").parse() else { return Ok(to(&here)) };
    let actor = admin.actor(&app, &visit).await?;
    if !flow::end(&app, &visit, &admin.organization, &actor, &row, link).await? {
        return Ok(answer::not_an_admin(&app, &visit, &admin.signed_in).await);
    }
    Ok(to(&format!("{here}?word=setup-link-ended")))
}
