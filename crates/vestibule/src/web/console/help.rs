//! `/org/SLUG/requests/ID`: one request for live help: who asks, from where, what to make sure of, and the field for
//! the characters that they read out.
//!
//! Confirming takes a second factor that the admin gave just now. Where to go next: `flows/help.rs`.

use axum::extract::{Path, State};
use axum::response::Response;
use rules::people::ActorSecond;
use rules::{Cause, Verdict};
use uuid::Uuid;

use super::{person, requests};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Actor, Subject, Who, subject};
use crate::step::{Step, read_cause};
use crate::store::help::{self, HelpRow};
use crate::store::{device, people};
use crate::views::help::{HelpRequestPage, Stand};
use crate::views::{Refusal, Section, Tone, Way};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to, to_step};
use crate::web::entry::{Asked, Fields};
use crate::web::help_me::admin_name;
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// The request.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, Uuid)>,
    asked: Asked,
) -> Answer {
    let Some(row) = find(&app, &admin, id).await? else { return admin.not_found(&app).await };
    let refused = Step::open(&app, &visit, asked.get("s")).ok().and_then(|step| step.refusal);
    let mut view = view(&app, &visit, &admin, &row).await?;
    view.page.notice = answer::notice(Tone::Good, &format!("notice-{}", asked.get("word")));
    if let Some(refused) = &refused {
        let subject = of(&app, &visit, &row).await?;
        view.refusal = person::refusal(refused, Some(&subject), &visit, &admin.organization)
            .map(|refusal| here(refusal, &view.person));
        let wrong = matches!(read_cause(&refused.cause), Some(Cause::HelpCodeWrong));
        view.error = wrong.then(|| words().plain("help-code-others", &[]));
    }
    Ok(answer::showing(page(&view), refused.as_ref(), visit.now))
}

/// Confirming is done on this very page, and whose request it is is known.
fn here(mut refusal: Refusal, person: &str) -> Refusal {
    for way in &mut refusal.remedies {
        match way.code.as_str() {
            "confirm-help" => way.way = Way::Link("#code".to_owned()),
            "open-person" => way.way = Way::Link(person.to_owned()),
            _ => {}
        }
    }
    refusal
}

async fn view(app: &App, visit: &Visit, admin: &Admin, row: &HelpRow) -> Result<HelpRequestPage, Fault> {
    let organization = &admin.organization;
    let said = |at| when::said(at, visit.now, &organization.zone);
    let mut read = app.store.read();
    let person = people::find(&mut read, organization.id, row.user_id).await?;
    let known = device::find(&mut read, row.device_id, row.user_id).await?.is_some();
    let taken = requests::taken(&mut read, admin, row.taken_by).await?;
    drop(read);
    let (name, email) = person.map_or((String::new(), String::new()), |person| {
        (proofs::full_name(&person.first_name, &person.last_name), person.address)
    });
    let frame = admin.frame(app, Section::Requests, "").await?;
    Ok(HelpRequestPage {
        page: frame,
        organization: admin.named(),
        id: row.id.to_string(),
        name: if name.is_empty() { email.clone() } else { name },
        email,
        person: format!("/org/{}/people/{}", organization.slug, row.user_id),
        asked: said(row.reached_at.unwrap_or(row.asked_at)),
        until: said(row.until),
        browser: row.browser.clone(),
        known: words().plain(if known { "help-browser-known" } else { "help-browser-new" }, &[]),
        network: row.network.clone(),
        reference: row.reference.clone(),
        taken,
        stand: stand(app, visit, admin, row).await?,
        error: None,
        refusal: None,
    })
}

async fn stand(app: &App, visit: &Visit, admin: &Admin, row: &HelpRow) -> Result<Stand, Fault> {
    if let Some(line) = closed(app, visit, admin, row).await? {
        return Ok(Stand::Closed(line));
    }
    if row.user_id == admin.signed_in.user() {
        return Ok(Stand::Own);
    }
    Ok(match admin.actor(app, visit).await?.second {
        ActorSecond::Recent => Stand::Confirm,
        ActorSecond::Old | ActorSecond::None if has_second(app, visit, admin).await? => Stand::StepUp,
        ActorSecond::Old | ActorSecond::None => Stand::NoFactor,
    })
}

/// Whether the admin has a second factor that counts here.
async fn has_second(app: &App, visit: &Visit, admin: &Admin) -> Result<bool, Fault> {
    let step = admin.signed_in.step();
    let who = Who::User(admin.signed_in.user());
    let own = subject::load(&mut app.store.read(), &who, &step, visit).await?;
    let here = admin.organization.id;
    Ok(own.live_factors().any(|factor| own.counts(factor, here)))
}

/// What became of a request that is not open any more.
async fn closed(app: &App, visit: &Visit, admin: &Admin, row: &HelpRow) -> Result<Option<String>, Fault> {
    let (how, at) = match (&row.ended_as, row.closed_at) {
        (Some(how), Some(at)) => (how.as_str(), at),
        _ if row.until <= visit.now => ("expired", row.until),
        _ => return Ok(None),
    };
    let time = when::said(at, visit.now, &admin.organization.zone);
    let name = admin_name(app, row).await?;
    Ok(Some(words().plain(&format!("help-closed-{how}"), &[("admin", &name), ("time", &time)])))
}

/// One that admins may see: the mailbox is proved, and whoever asks is still in the organization.
async fn find(app: &App, admin: &Admin, id: Uuid) -> Result<Option<HelpRow>, Fault> {
    let mut read = app.store.read();
    let here = admin.organization.id;
    let row = help::find(&mut read, here, id).await?.filter(|row| row.reached_at.is_some());
    let Some(row) = row else { return Ok(None) };
    Ok(people::find(&mut read, here, row.user_id).await?.map(|_| row))
}

async fn of(app: &App, visit: &Visit, row: &HelpRow) -> Result<Subject, Fault> {
    let step = Step { wanted: Some(row.organization_id), ..Step::default() };
    subject::load(&mut app.store.read(), &Who::User(row.user_id), &step, visit).await
}

/// The characters were typed.
pub async fn confirm(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Answer {
    let Some(row) = find(&app, &admin, id).await? else { return admin.not_found(&app).await };
    let actor = admin.actor(&app, &visit).await?;
    if fields.get("code").trim().is_empty() {
        let mut view = view(&app, &visit, &admin, &row).await?;
        view.error = Some(words().plain("code-empty", &[]));
        return Ok(page(&view));
    }
    let organization = &admin.organization;
    let outcome = flows::help::confirm(&app, &visit, organization, &actor, &row, fields.get("code")).await?;
    answered(&app, &visit, &admin, &outcome, &row, "help-confirmed").await
}

/// No, and why.
pub async fn decline(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Answer {
    let Some(row) = find(&app, &admin, id).await? else { return admin.not_found(&app).await };
    let actor: Actor = admin.actor(&app, &visit).await?;
    let reason = requests::reason(&fields);
    let outcome = flows::help::decline(&app, &visit, &admin.organization, &actor, &row, reason).await?;
    answered(&app, &visit, &admin, &outcome, &row, "help-declined").await
}

async fn answered(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    outcome: &flows::Outcome,
    row: &HelpRow,
    word: &str,
) -> Answer {
    let back = path(admin, row.id);
    Ok(match &outcome.verdict {
        Verdict::Refused(cause) => {
            let step = Step { refusal: Some(answer::refused(outcome, cause, visit)), ..Step::default() };
            answer::refer(to_step(app, visit, &back, &step), outcome.reference.as_str())
        }
        Verdict::Challenge(_) => stepping_up(app, visit, admin, &back).await?,
        Verdict::Done(rules::Done::AlreadySo) => to(&back),
        Verdict::Done(_) | Verdict::SignedIn(_) => to(&format!("{back}?word={word}")),
    })
}

fn path(admin: &Admin, id: Uuid) -> String {
    format!("/org/{}/requests/{id}", admin.organization.slug)
}

/// The admin gives their second factor again and comes back to the request.
pub async fn step_up(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, Uuid)>,
) -> Answer {
    Ok(stepping_up(&app, &visit, &admin, &path(&admin, id)).await?)
}

/// To the admin's own second factor, or to setting up their first one, and then to `next`.
pub async fn stepping_up(app: &App, visit: &Visit, admin: &Admin, next: &str) -> Result<Response, Fault> {
    let step = Step {
        next: Some(next.to_owned()),
        wanted: Some(admin.organization.id),
        ask: Some(app.new_id()),
        ..admin.signed_in.step()
    };
    let way = if has_second(app, visit, admin).await? { "/sign-in/second" } else { "/setup/authenticator" };
    Ok(to_step(app, visit, way, &step))
}
