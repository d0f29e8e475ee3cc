//! `/org/SLUG/kit`: the organization's sealed recovery kit. Made, printed, and tried by typing one of its codes.
//!
//! Never in here: whether it may be made or tried (`rules::kit`), the code that stands in (`second.rs`).

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use rules::Instant;
use rules::kit::{Objection, Rescue, State as Stands, state};
use uuid::Uuid;

use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::kit::{self as flow, Desk};
use crate::flows::{Actor, policy_text};
use crate::sheet;
use crate::step::Step;
use crate::store::kit::{self, KitRow};
use crate::store::organization::OrganizationRow;
use crate::store::{Read, factor};
use crate::views::kit::KitPage;
use crate::views::{Section, Tone};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to, to_step};
use crate::web::entry::{Asked, Fields};
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

fn path(organization: &OrganizationRow) -> String {
    format!("/org/{}/kit", organization.slug)
}

/// How it stands; with the sheet, for whoever has just made it.
pub async fn show(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    let organization = &admin.organization;
    let step = step_of(&app, &visit, &admin, asked.get("s"));
    let mut read = app.store.read();
    let trial = flow::on_trial(&mut read, organization.id).await?.map(|(row, _)| row);
    let codes = codes_in(&step, trial.as_ref());
    let stands = stands(&mut read, &visit, organization).await?;
    drop(read);
    let made = trial.as_ref().map(|row| when::said(row.made_at, visit.now, &organization.zone));
    let word = step.word.as_deref().unwrap_or("");
    let own = admin.frame(&app, Section::Kit, asked.get("word")).await?;
    let shown = Step { word: None, ..step.clone() };
    Ok(page(&KitPage {
        page: own,
        organization: admin.named(),
        s: if codes.is_empty() { String::new() } else { shown.seal(&app, &visit) },
        stands,
        codes,
        again: trial.as_ref().is_some_and(|row| row.tried_at.is_some()),
        error: error(word, made.as_deref(), &visit, organization),
        on_trial: made,
        offered: asked.get("word") == "first",
    }))
}

/// The step of the page, as far as it belongs to this session.
fn step_of(app: &App, visit: &Visit, admin: &Admin, sealed: &str) -> Step {
    let own = admin.signed_in.step();
    let Ok(asked) = Step::open(app, visit, sealed) else { return own };
    if asked.session != own.session {
        return own;
    }
    Step { word: asked.word, codes: asked.codes, sheet: asked.sheet, ..own }
}

/// The codes are shown until one of them has been typed, or another kit took their place.
fn codes_in(step: &Step, trial: Option<&KitRow>) -> Vec<String> {
    let shown = trial.is_some_and(|row| row.tried_at.is_none() && Some(row.id) == step.sheet);
    let seed = step.seed().filter(|_| shown);
    seed.map(|seed| proofs::recovery::make(seed).to_vec()).unwrap_or_default()
}

fn error(word: &str, made: Option<&str>, visit: &Visit, organization: &OrganizationRow) -> Option<String> {
    let (code, at) = word.split_once(' ').unwrap_or((word, ""));
    let time = at.parse().map(|at| when::said(Instant(at), visit.now, &organization.zone));
    let values = [("made", made.unwrap_or("")), ("time", time.as_deref().unwrap_or(""))];
    let key = match code {
        "code-empty" => "code-empty",
        "code-wrong" => "kit-code-wrong",
        "code-spent" => "kit-code-spent",
        "slowed" => "kit-code-slowed",
        "nothing-there" => "kit-code-nothing-there",
        _nothing_wrong => return None,
    };
    Some(words().plain(key, &values))
}

/// How the kit stands, in words: also a line for the list of people.
async fn stands(
    read: &mut Read,
    visit: &Visit,
    organization: &OrganizationRow,
) -> Result<Vec<(Tone, String)>, Fault> {
    let rescue = flow::rescue(read, organization.id).await?;
    let current = kit::current(read, organization.id).await?;
    let mut all = vec![stand(visit, organization, &rescue, current.as_ref())];
    let said = |at| when::said(at, visit.now, &organization.zone);
    let tried = current.is_some_and(|row| row.tried_at.is_some());
    if let Some((untried, _)) = kit::find_untried(read, organization.id).await?.filter(|_| tried) {
        let line = words().plain("kit-newer", &[("made", &said(untried.made_at))]);
        all.push((Tone::Warn, line));
    }
    let tone = if rescue.admins >= 2 { Tone::Good } else { Tone::Warn };
    all.push((tone, words().plain("kit-admins", &[("count", &rescue.admins.to_string())])));
    match (policy_text::read(&organization.policy).second_factor, organization.demand_since) {
        (true, None) => all.push((Tone::Plain, words().plain("kit-demand-waits", &[]))),
        (true, Some(_)) if !rescue.arranged() => {
            all.push((Tone::Bad, words().plain("kit-demand-bare", &[])));
        }
        (true, Some(_)) | (false, _) => {}
    }
    Ok(all)
}

fn stand(
    visit: &Visit,
    organization: &OrganizationRow,
    rescue: &Rescue,
    row: Option<&KitRow>,
) -> (Tone, String) {
    let stands = state(rescue.kit, visit.now);
    let said =
        |at: Option<Instant>| at.map_or(String::new(), |at| when::said(at, visit.now, &organization.zone));
    let values = [
        ("made", said(row.map(|row| row.made_at))),
        ("tried", said(row.and_then(|row| row.tried_at))),
        ("left", rescue.kit.map_or(0, |kit| kit.left).to_string()),
    ];
    let lent: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let tone = match stands {
        Stands::Good => Tone::Good,
        Stands::None if rescue.admins >= 2 => Tone::Plain,
        Stands::None | Stands::Untried | Stands::Aged | Stands::Few | Stands::UsedUp => Tone::Warn,
    };
    (tone, words().plain(&format!("kit-stands-{}", stands.code()), &lent))
}

/// The line for the list of people: where no rescue is arranged, or the kit wants looking after.
pub async fn reminder(
    read: &mut Read,
    visit: &Visit,
    organization: &OrganizationRow,
) -> Result<Option<String>, Fault> {
    let rescue = flow::rescue(read, organization.id).await?;
    let quiet = match state(rescue.kit, visit.now) {
        Stands::Good => true,
        Stands::None => rescue.arranged(),
        Stands::Untried | Stands::Aged | Stands::Few | Stands::UsedUp => false,
    };
    if quiet {
        return Ok(None);
    }
    let current = kit::current(read, organization.id).await?;
    let (_, line) = stand(visit, organization, &rescue, current.as_ref());
    let alone = words().plain("kit-admins", &[("count", &rescue.admins.to_string())]);
    Ok(Some(if rescue.admins < 2 { format!("{line} {alone}") } else { line }))
}

/// Ten new codes.
pub async fn make(State(app): State<Shared>, visit: Visit, admin: Admin) -> Answer {
    let actor = admin.actor(&app, &visit).await?;
    let step = admin.signed_in.step();
    let desk = desk(&app, &visit, &admin, &actor, &step);
    match flow::make(&desk).await? {
        Ok((id, seed)) => Ok(to_step(&app, &visit, &path(&admin.organization), &step.with_sheet(id, &seed))),
        Err(objection) => refused(&app, &visit, &admin, step, objection).await,
    }
}

/// One of them was typed.
pub async fn try_one(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    let step = step_of(&app, &visit, &admin, fields.get("s"));
    if fields.get("code").trim().is_empty() {
        let step = Step { word: Some("code-empty".to_owned()), ..step };
        return Ok(to_step(&app, &visit, &path(&admin.organization), &step));
    }
    let actor = admin.actor(&app, &visit).await?;
    match flow::try_one(&desk(&app, &visit, &admin, &actor, &step), fields.get("code")).await? {
        Ok(()) => Ok(to(&format!("{}?word=kit-tried", path(&admin.organization)))),
        Err(objection) => refused(&app, &visit, &admin, step, objection).await,
    }
}

fn desk<'a>(app: &'a App, visit: &'a Visit, admin: &'a Admin, actor: &'a Actor, step: &Step) -> Desk<'a> {
    Desk { app, visit, step: step.clone(), actor, organization: &admin.organization }
}

async fn refused(app: &App, visit: &Visit, admin: &Admin, step: Step, objection: Objection) -> Answer {
    let here = path(&admin.organization);
    let word = match objection {
        Objection::NotAnAdmin => return Ok(answer::not_an_admin(app, visit, &admin.signed_in).await),
        Objection::SecondFactor => {
            return Ok(step_up(app, visit, admin.signed_in.user(), step, here).await?);
        }
        Objection::Slowed(until) => format!("slowed {}", until.0),
        Objection::NothingThere | Objection::CodeSpent | Objection::CodeWrong => objection.code().to_owned(),
    };
    Ok(to_step(app, visit, &here, &Step { word: Some(word), ..step }))
}

/// A second factor is given first, or set up where there is none; then one comes back.
async fn step_up(app: &App, visit: &Visit, user: Uuid, step: Step, here: String) -> Result<Response, Fault> {
    let all = factor::list_for_user(&mut app.store.read(), user, visit.now).await?;
    let has = all.iter().any(|row| row.confirmed_at.is_some() && row.ended_at.is_none());
    if !has {
        return Ok(to("/setup/authenticator"));
    }
    let step = Step { next: Some(here), word: None, codes: None, sheet: None, ..step };
    Ok(to_step(app, visit, "/sign-in/second", &step))
}

/// The sheet as a text file.
pub async fn text(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    file(&app, &visit, &admin, &fields, sheet::text, "text/plain; charset=utf-8", "txt").await
}

/// The sheet as a PDF.
pub async fn pdf(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    file(&app, &visit, &admin, &fields, sheet::pdf, "application/pdf", "pdf").await
}

async fn file<B: IntoResponse>(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    fields: &Fields,
    make: impl Fn(&sheet::Paper) -> B,
    media: &'static str,
    ending: &str,
) -> Answer {
    let organization = &admin.organization;
    let step = step_of(app, visit, admin, fields.get("s"));
    let trial = flow::on_trial(&mut app.store.read(), organization.id).await?.map(|(row, _)| row);
    let codes = codes_in(&step, trial.as_ref());
    let Some(row) = trial.filter(|_| !codes.is_empty()) else { return Ok(to(&path(organization))) };
    let made = when::day(row.made_at, &organization.zone);
    let name = organization.name.as_str();
    let paper = sheet::Paper {
        title: words().plain("kit-sheet-title", &[("organization", name), ("made", &made)]),
        codes,
        notes: vec![
            words().plain("kit-sheet-each", &[("organization", name)]),
            words().plain("kit-sheet-where", &[("address", &app.url("/sign-in"))]),
            words().plain("kit-sheet-keep", &[]),
        ],
    };
    let disposition = format!("attachment; filename=\"recovery-kit-{}.{ending}\"", organization.slug);
    let headers = [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, make(&paper)).into_response())
}
