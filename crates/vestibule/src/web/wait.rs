//! `/help-me/wait`: the last admin's waiting period, begun, looked at, and stopped from another session.
//!
//! Never in here: who may begin or stop it (`rules::wait`). Where to go next: `setup.rs`, for its end.

use axum::extract::State;
use axum::response::Response;
use rules::verdict::Done;
use rules::{Cause, Challenge, Verdict};
use uuid::Uuid;

use super::answer::{self, Answer, door_page, page, to, to_step};
use super::entry::{Asked, Fields};
use super::who::SignedIn;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Guessing, Knock, Outcome, Subject, Who};
use crate::step::Step;
use crate::store::wait::{self, WaitRow};
use crate::store::{Read, membership};
use crate::views::wait::{Stands, WaitPage, Waiting};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// Where it is begun and looked at.
pub const PATH: &str = "/help-me/wait";

/// How it stands for this browser.
pub async fn show(State(app): State<Shared>, visit: Visit, asked: Asked) -> Answer {
    let step = match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) => Step { refusal: None, ..step },
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let knock = Knock::new(&app, &visit, "wait-page", step.clone(), Guessing::Second);
    let (subject, facts) = knock.look(&Who::User(user)).await?;
    let door = rules::sign_in::wanted_door(&facts);
    let door = door.and_then(|door| subject.door(Some(Uuid::from_u128(door.organization))));
    let Some(door) = door.filter(|_| facts.proofs.password.is_some()) else { return Ok(to("/sign-in")) };
    let organization = door.membership.organization_id;
    let row = subject.ways_back.waits.iter().find(|row| row.organization_id == organization);
    let told = match row {
        Some(_) => membership::list_joined_addresses(&mut app.store.read(), organization).await?.len(),
        None => 0,
    };
    Ok(page(&WaitPage {
        page: door_page(&app, Some(door)),
        s: Step { wanted: Some(organization), ..step }.seal(&app, &visit),
        organization: door.name.clone(),
        stands: stands(row, &visit, &door.zone),
        told,
        support: app.settings.support_address.clone(),
    }))
}

fn stands(row: Option<&WaitRow>, visit: &Visit, zone: &str) -> Stands {
    let said = |at| when::said(at, visit.now, zone);
    match row.filter(|row| visit.now < row.until) {
        None => Stands::Open,
        Some(row) if row.stopped_at.is_some() => Stands::Stopped,
        Some(row) if !visit.keeps_cookies || row.device_id != visit.device => {
            Stands::Elsewhere { browser: row.browser.clone(), at: said(row.started_at) }
        }
        Some(row) if visit.now < row.ripe_at => {
            Stands::Running { until: when::in_full(row.ripe_at, zone), at: said(row.started_at) }
        }
        Some(row) => Stands::Over { until: when::in_full(row.until, zone) },
    }
}

/// Begins it.
pub async fn submit(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let wanted = match fields.get("organization") {
        _ if step.visits().is_some() => step.visits(),
        "" => step.wanted,
        slug => named(&app, user, slug).await?.or(step.wanted),
    };
    Ok(begin(&app, &visit, user, Step { wanted, ..step }).await?)
}

/// Begins it, or asks for the mailbox first; the code that is typed there leads back here.
pub(super) async fn begin(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Response, Fault> {
    let next = Some(PATH.to_owned());
    let step = Step { refusal: None, word: None, ask: Some(app.new_id()), next, ..step };
    let outcome = flows::wait::start(app, visit, user, step.clone()).await?;
    let back = match outcome.verdict {
        Verdict::Done(Done::WaitStarted) => PATH,
        // Another admin came meanwhile, and can help at once.
        Verdict::Done(_) => "/help-me",
        Verdict::SignedIn(_) | Verdict::Challenge(_) | Verdict::Refused(_) => "/sign-in/refused",
    };
    Ok(answer::outcome(app, visit, &step, &outcome, back))
}

/// Whether somebody has just proved the mailbox in order to begin it.
pub(super) fn goes_on(step: &Step, outcome: &Outcome) -> bool {
    step.next.as_deref() == Some(PATH) && outcome.verdict == Verdict::Challenge(Challenge::SecondFactor)
}

/// "This isn't me": from a session with a second factor.
pub async fn stop(State(app): State<Shared>, visit: Visit, signed_in: SignedIn, fields: Fields) -> Answer {
    let user = signed_in.user();
    let Some(wanted) = named(&app, user, fields.get("organization")).await? else {
        return Ok(to("/account"));
    };
    let step = Step { wanted: Some(wanted), ..signed_in.step() };
    let outcome = flows::wait::stop(&app, &visit, user, step.clone()).await?;
    match outcome.verdict {
        Verdict::Refused(Cause::ProofMissing) => {
            // Whoever gives it now ends the wait by that alone.
            let next = Some("/account?word=wait-ended".to_owned());
            Ok(to_step(&app, &visit, "/sign-in/second", &Step { next, ..step }))
        }
        Verdict::Refused(_) => Ok(answer::outcome(&app, &visit, &step, &outcome, "/account")),
        Verdict::Done(_) | Verdict::SignedIn(_) | Verdict::Challenge(_) => {
            Ok(to("/account?word=wait-stopped"))
        }
    }
}

/// The user's organization of that name in paths.
async fn named(app: &App, user: Uuid, slug: &str) -> Result<Option<Uuid>, Fault> {
    let doors = answer::doors(app, user).await?;
    Ok(doors.iter().find(|door| door.slug == slug).map(|door| door.membership.organization_id))
}

/// Waiting periods that run in this person's name, for the top of every page of theirs.
pub(super) async fn running(read: &mut Read, app: &App, user: Uuid) -> Result<Vec<Waiting>, Fault> {
    let now = app.now();
    let mut rows = wait::list_open_for_user(read, user).await?;
    rows.retain(|row| row.stopped_at.is_none() && now < row.until);
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let doors = membership::list_with_organizations(read, user).await?;
    let said = rows.iter().filter_map(|row| {
        let door = doors.iter().find(|door| door.membership.organization_id == row.organization_id)?;
        let until = when::in_full(row.ripe_at, &door.zone);
        let values = [
            ("organization", door.name.as_str()),
            ("browser", row.browser.as_str()),
            ("network", row.network.as_str()),
            ("until", until.as_str()),
        ];
        Some(Waiting { slug: door.slug.clone(), line: words().plain("last-wait-banner", &values) })
    });
    Ok(said.collect())
}

/// What the page that asks for a code says to the last admin of an organization, for each of those.
pub(super) fn last_admin(
    app: &App,
    visit: &Visit,
    step: &Step,
    subject: &Subject,
    facts: &rules::Facts,
) -> Vec<crate::views::second::LastAdmin> {
    let alone = facts.doors.iter().filter(|door| {
        door.usable() && door.role == rules::Role::Admin && door.other_admins == 0 && door.has_second()
    });
    let wanted = alone.filter(|door| facts.wanted.is_none_or(|wanted| wanted == door.organization));
    wanted
        .filter_map(|door| {
            let row = subject.door(Some(Uuid::from_u128(door.organization)))?;
            let mine = door.wait.filter(|wait| wait.here && !wait.stopped && visit.now < wait.until);
            Some(crate::views::second::LastAdmin {
                organization: row.name.clone(),
                slug: row.slug.clone(),
                s: Step { wanted: Some(row.membership.organization_id), refusal: None, ..step.clone() }
                    .seal(app, visit),
                running: mine.is_some_and(|wait| visit.now < wait.ripe_at),
                over: mine.is_some_and(|wait| wait.ripe_at <= visit.now),
            })
        })
        .collect()
}
