//! `/setup/codes`: the sheet of recovery codes, shown until it is put away and never afterwards.
//!
//! Each page knows its own sheet: what is pressed on an older one puts no newer one away. Never in here: the
//! code that is typed (`second.rs`).

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use rules::{Instant, Role, Verdict};
use uuid::Uuid;

use super::answer::{self, Answer, page, to, to_step};
use super::entry::{Asked, Fields};
use super::setup::{page_of, step_of};
use super::who::MaybeSignedIn;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Guessing, Knock, Subject, Who};
use crate::sheet;
use crate::step::Step;
use crate::views::message::MessagePage;
use crate::views::setup::CodesPage;
use crate::views::{Remedy, Tone};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// What became of the sheet on a page.
enum Sheet {
    /// It waits to be put away.
    Shown(Vec<String>),
    /// It was put away then.
    PutAway(Instant),
    /// A newer one took its place.
    Overtaken,
}

/// The recovery codes, shown from their sealed seed until they are put away.
pub async fn show(State(app): State<Shared>, visit: Visit, reader: MaybeSignedIn, asked: Asked) -> Answer {
    let step = match step_of(&app, &visit, asked.get("s"), &reader) {
        Ok(step) => step,
        Err(response) => return Ok(response),
    };
    let Some((subject, sheet)) = sheet_of(&app, &visit, &step).await? else { return Ok(to("/account")) };
    let zone = subject.zone(step.wanted);
    let mut own = page_of(&app, &step, &reader, subject.speaking_door(step.wanted)).await?;
    let view = match sheet {
        Sheet::Shown(codes) => {
            let word = step.word.as_deref().filter(|word| *word == "codes-overtaken");
            own.notice = word.and_then(|_| answer::notice(Tone::Warn, "notice-codes-overtaken"));
            return Ok(page(&CodesPage {
                page: own,
                s: Step { word: None, ..step.clone() }.seal(&app, &visit),
                address: subject.address.clone(),
                codes,
                made: when::said(visit.now, visit.now, zone),
                replaces: subject.user.as_ref().is_some_and(|user| user.codes_saved_at.is_some()),
                refusal: None,
            }));
        }
        Sheet::PutAway(at) => {
            let at = when::said(at, visit.now, zone);
            MessagePage::said(own, Tone::Good, "message-codes-put-away", &[("time", &at)])
        }
        Sheet::Overtaken => MessagePage::said(own, Tone::Plain, "message-codes-overtaken", &[]),
    };
    let account = Remedy::link("account", words().plain("way-account", &[]), "/account");
    Ok(page(&view.way(account)))
}

/// The sheet in the step and whose it is, as long as what the step has proved still holds.
async fn sheet_of(app: &App, visit: &Visit, step: &Step) -> Result<Option<(Subject, Sheet)>, Fault> {
    let (Some(user), Some(id)) = (step.user, step.sheet) else { return Ok(None) };
    let knock = Knock::new(app, visit, "codes-page", step.clone(), Guessing::Second);
    let (subject, facts) = knock.look(&Who::User(user)).await?;
    if facts.proofs.password.is_none() {
        return Ok(None);
    }
    let set = subject.sheets.iter().map(|(set, _)| set).find(|set| set.id == id);
    let sheet = match set.map(|set| set.saved_at) {
        Some(None) => step.seed().map(|seed| Sheet::Shown(proofs::recovery::make(seed).to_vec())),
        Some(Some(at)) => Some(Sheet::PutAway(at)),
        None => Some(Sheet::Overtaken),
    };
    Ok(sheet.map(|sheet| (subject, sheet)))
}

/// The codes are put away.
pub async fn submit(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let step = match step_of(&app, &visit, fields.get("s"), &reader) {
        Ok(step) => Step { codes: None, ..step },
        Err(response) => return Ok(response),
    };
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let Some(outcome) = flows::factor::codes_saved(&app, &visit, user, step.clone()).await? else {
        return overtaken(&app, &visit, user, step).await;
    };
    if outcome.subject.user.as_ref().is_some_and(|user| user.codes_saved_at.is_none())
        && let Some(path) = kit_to_offer(&app, &outcome).await?
    {
        // A sole admin's first second factor: the rescue is arranged before it is needed.
        return Ok(answer::with_session(&app, &visit, &outcome, to(&path)));
    }
    match outcome.verdict {
        Verdict::Done(_) => Ok(to("/account?word=codes-saved")),
        Verdict::Refused(_) | Verdict::SignedIn(_) | Verdict::Challenge(_) => {
            Ok(answer::outcome(&app, &visit, &step, &outcome, "/sign-in/refused"))
        }
    }
}

/// The kit's page, where the organization that one is in has one admin, this one, and no rescue for them.
async fn kit_to_offer(app: &App, outcome: &flows::Outcome) -> Result<Option<String>, Fault> {
    let door = match outcome.verdict {
        Verdict::SignedIn(Some(organization)) => outcome.subject.door(Some(Uuid::from_u128(organization))),
        Verdict::Done(_) => outcome.subject.speaking_door(None),
        Verdict::SignedIn(None) | Verdict::Refused(_) | Verdict::Challenge(_) => None,
    };
    let Some(door) = door.filter(|door| door.membership.role == Role::Admin) else { return Ok(None) };
    let rescue = flows::kit::rescue(&mut app.store.read(), door.membership.organization_id).await?;
    Ok((!rescue.arranged()).then(|| format!("/org/{}/kit?word=first", door.slug)))
}

/// "Saved" was pressed on a sheet that a newer one had replaced. Somebody signed in is told so, and the newer
/// one waits in its own tab; on the way in there is no way on but a sheet, so there is a new one.
async fn overtaken(app: &App, visit: &Visit, user: Uuid, step: Step) -> Answer {
    if step.session.is_some() {
        return Ok(to("/account?word=codes-overtaken"));
    }
    let outcome = flows::factor::make_codes(app, visit, user, step.clone()).await?;
    match (&outcome.verdict, outcome.made.sheet) {
        (Verdict::Done(_), Some((sheet, seed))) => {
            let word = Some("codes-overtaken".to_owned());
            let next = Step { word, ..answer::next_step(&step, &outcome).with_sheet(sheet, &seed) };
            Ok(to_step(app, visit, "/setup/codes", &next))
        }
        _ => Ok(answer::outcome(app, visit, &step, &outcome, "/sign-in/refused")),
    }
}

/// The sheet as a text file.
pub async fn text(State(app): State<Shared>, visit: Visit, reader: MaybeSignedIn, fields: Fields) -> Answer {
    file(&app, &visit, &reader, &fields, sheet::text, "text/plain; charset=utf-8", "txt").await
}

/// The sheet as a PDF.
pub async fn pdf(State(app): State<Shared>, visit: Visit, reader: MaybeSignedIn, fields: Fields) -> Answer {
    file(&app, &visit, &reader, &fields, sheet::pdf, "application/pdf", "pdf").await
}

/// A sheet to keep; whoever has none to take is led to where it says why.
async fn file<B: IntoResponse>(
    app: &App,
    visit: &Visit,
    reader: &MaybeSignedIn,
    fields: &Fields,
    make: impl Fn(&sheet::Paper) -> B,
    media: &'static str,
    ending: &str,
) -> Answer {
    let Ok(step) = step_of(app, visit, fields.get("s"), reader) else { return Ok(to("/account")) };
    let codes = match sheet_of(app, visit, &step).await? {
        Some((_, Sheet::Shown(codes))) => codes,
        Some((_, Sheet::PutAway(_) | Sheet::Overtaken)) => {
            return Ok(to_step(app, visit, "/setup/codes", &step));
        }
        None => return Ok(to("/account")),
    };
    let disposition = format!("attachment; filename=\"recovery-codes.{ending}\"");
    let headers = [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    let notes = vec![words().plain("sheet-each-once", &[]), words().plain("sheet-keep", &[])];
    let paper = sheet::Paper { title: title(app, visit, &step), codes, notes };
    Ok((headers, make(&paper)).into_response())
}

fn title(app: &App, visit: &Visit, step: &Step) -> String {
    let made = when::day(visit.now, "UTC");
    let values = [
        ("product", app.settings.product.as_str()),
        ("address", step.address.as_str()),
        ("made", made.as_str()),
    ];
    words().plain("sheet-title", &values)
}
