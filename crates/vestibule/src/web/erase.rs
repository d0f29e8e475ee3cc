//! `/account/erase`: asks that everything kept about oneself is erased, and withdraws that. `/e/TOKEN`, `/erase`: the
//! page of its mails' link, for whoever has no session.
//!
//! Opening the link changes nothing, and neither does its button without the code of that very mail: scanners press
//! buttons. Never in here: what is erased (`store/erase.rs`), whether it may be (`rules::erase`).

use axum::extract::{Path, State};
use axum::response::Response;
use rules::erase::{Objection, WAIT};
use rules::{Cause, Challenge, Instant};
use uuid::Uuid;

use super::answer::{self, Answer, door_page, page, to, to_step};
use super::entry::{Asked, Fields};
use super::who::{MaybeSignedIn, SignedIn};
use super::{refusal, ticket};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Who, erase as flow};
use crate::step::{Step, read_cause};
use crate::store::Read;
use crate::store::erasure::ErasureRow;
use crate::views::erase::{ErasePage, StopErasurePage};
use crate::views::message::MessagePage;
use crate::views::{Organization, Refusal, Remedy, Section, Tone};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// Where it is asked for.
const PATH: &str = "/account/erase";

fn place(row: &ErasureRow, now: Instant, zone: &str) -> String {
    let at = when::said(row.asked_at, now, zone);
    let values = [("at", at.as_str()), ("browser", &row.browser), ("network", &row.network)];
    words().plain("erase-place", &values)
}

/// What goes, what stays, and how it goes on; or how it stands.
pub async fn show(State(app): State<Shared>, visit: Visit, signed_in: SignedIn, asked: Asked) -> Answer {
    let mut read = app.store.read();
    let stands = flow::stands(&mut read, signed_in.user()).await?;
    drop(read);
    let mut own = answer::frame(&app, &signed_in, Section::Account, asked.get("word")).await?;
    own.erasing = None;
    let zone = stands.zone();
    let waits =
        stands.open.as_ref().map(|row| (when::in_full(row.due_at, zone), place(row, visit.now, zone)));
    Ok(page(&ErasePage {
        page: own,
        address: signed_in.row.shown_address.clone(),
        organizations: stands.doors.iter().map(|door| door.name.clone()).collect(),
        waits,
        due: when::in_full(visit.now.plus(WAIT), zone),
        held_by: stands
            .held_by()
            .map(|door| Organization { name: door.name.clone(), slug: door.slug.clone() })
            .collect(),
    }))
}

/// It is asked for. Whoever has it waiting already sees the same.
pub async fn submit(State(app): State<Shared>, visit: Visit, signed_in: SignedIn) -> Answer {
    let step = signed_in.step();
    Ok(match flow::ask(&app, &visit, signed_in.user(), &step).await? {
        Ok(()) | Err(Objection::Asked) => to(&format!("{PATH}?word=erasure-asked")),
        Err(Objection::Owed(challenge)) => first(&app, &visit, step, challenge),
        // The page says which organizations hold it, and what to do.
        Err(_) => to(PATH),
    })
}

/// What is owed is given first, and leads back here.
fn first(app: &App, visit: &Visit, step: Step, challenge: Challenge) -> Response {
    let next = Some(PATH.to_owned());
    if challenge == Challenge::SecondFactor {
        return to_step(app, visit, "/sign-in/second", &Step { next, ..step });
    }
    let word = Some("erase-again".to_owned());
    to_step(app, visit, "/sign-in", &Step { next, word, ..Step::for_address(&step.address) })
}

/// It is withdrawn, from any session of that person. Whoever has withdrawn it already sees the same.
pub async fn withdraw(State(app): State<Shared>, visit: Visit, signed_in: SignedIn) -> Answer {
    let word = match flow::withdraw(&app, &visit, signed_in.user()).await? {
        Ok(()) => "?word=erasure-withdrawn",
        Err(_) => "",
    };
    Ok(to(&format!("/account{word}")))
}

/// The link of a mail. Its secret leaves the address bar at once, and leads back here after a sign-in.
pub async fn open(State(app): State<Shared>, visit: Visit, Path(token): Path<String>) -> Answer {
    let Some(row) = flow::find(&app, &token).await? else { return ticket::unknown(&app, &visit).await };
    let next = Some(format!("/e/{token}"));
    let step = Step { user: Some(row.user_id), erasure: Some(row.id), next, ..Step::default() };
    Ok(to_step(&app, &visit, "/erase", &step))
}

/// The page of that link.
pub async fn show_stop(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    asked: Asked,
) -> Answer {
    match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) => stop_page(&app, &visit, &reader, &step).await,
        Err(stale) => Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    }
}

/// Another account's session is none of it.
fn own_session(reader: &MaybeSignedIn, user: Uuid) -> Option<&SignedIn> {
    reader.0.as_ref().filter(|reader| reader.user() == user)
}

async fn stop_page(app: &App, visit: &Visit, reader: &MaybeSignedIn, step: &Step) -> Answer {
    let row = match step.erasure {
        Some(id) => flow::look(app, id).await?,
        None => None,
    };
    let Some(row) = row else { return ticket::unknown(app, visit).await };
    let signed_in = own_session(reader, row.user_id);
    let mut own = match signed_in {
        Some(signed_in) => answer::own_page(app, signed_in).await?,
        None => door_page(app, None),
    };
    own.erasing = None;
    let zone = flow::zone(&mut app.store.read(), row.user_id).await?;
    if let Some(at) = row.withdrawn_at {
        let at = when::said(at, visit.now, &zone);
        let on = match signed_in {
            Some(_) => Remedy::link("account", words().plain("way-account", &[]), "/account"),
            None => Remedy::link("sign-in", words().plain("way-sign-in", &[]), "/sign-in"),
        };
        let reset = Remedy::link("reset", words().plain("way-reset", &[]), "/reset");
        let view = MessagePage::said(own, Tone::Good, "erase-was-withdrawn", &[("at", &at)]);
        return Ok(page(&view.way(on).way(reset)));
    }
    let (error, beside) = wrong(app, visit, step, &zone);
    let view = page(&StopErasurePage {
        page: own,
        s: Step { word: None, refusal: None, ..step.clone() }.seal(app, visit),
        due: when::in_full(row.due_at, &zone),
        place: place(&row, visit.now, &zone),
        in_session: signed_in.is_some(),
        error,
        beside,
    });
    Ok(answer::showing(view, step.refusal.as_ref(), visit.now))
}

/// What is wrong with what was typed, and the reference under which it is found.
fn wrong(app: &App, visit: &Visit, step: &Step, zone: &str) -> (Option<String>, Option<Refusal>) {
    let said = |key: &str, time: &str| Some(words().plain(key, &[("time", time)]));
    let Some(refused) = &step.refusal else {
        let empty = step.word.as_deref() == Some("code-empty");
        return (said("erase-code-empty", "").filter(|_| empty), None);
    };
    match read_cause(&refused.cause) {
        Some(Cause::GuessesSlowed { until }) => {
            let time = until.map(|until| when::said(until, visit.now, zone)).unwrap_or_default();
            (said("erase-code-slowed", &time), Some(refusal::reference_only(refused, visit)))
        }
        _ => {
            let told = refusal::told(app, visit, step, None, refused);
            (said("erase-code-wrong", ""), told.map(refusal::of_one_mail))
        }
    }
}

/// It is withdrawn with the code of that mail, or by the button in a session of that very person.
pub async fn submit_stop(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => Step { word: None, refusal: None, ..step },
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    let (Some(id), Some(user)) = (step.erasure, step.user) else {
        return ticket::unknown(&app, &visit).await;
    };
    let back = |word: Option<String>| to_step(&app, &visit, "/erase", &Step { word, ..step.clone() });
    if own_session(&reader, user).is_some() {
        flow::withdraw(&app, &visit, user).await?.ok();
        return Ok(back(None));
    }
    let typed = fields.get("code").trim();
    if typed.is_empty() {
        return Ok(back(Some("code-empty".to_owned())));
    }
    let cause = match flow::withdraw_by_code(&app, &visit, id, typed).await? {
        Err(Objection::Slowed(until)) => Cause::GuessesSlowed { until: Some(until) },
        Err(Objection::CodeWrong) => Cause::MailedCodeWrong,
        // It is withdrawn, now or before, or is gone: the page says which.
        Ok(()) | Err(_) => return Ok(back(None)),
    };
    let who = Who::User(user);
    let refused = flows::refused::told(&app, &visit, &who, step.clone(), "erasure-withdrawn", cause).await?;
    let refer_to = refused.reference.clone();
    let step = Step { refusal: Some(refused), ..step.clone() };
    Ok(answer::refer(to_step(&app, &visit, "/erase", &step), &refer_to))
}

/// The line on top of every page of somebody whose account will be erased.
pub(super) async fn waiting(read: &mut Read, user: Uuid) -> Result<Option<String>, Fault> {
    let Some(row) = crate::store::erasure::find_open(read, user).await? else { return Ok(None) };
    let zone = flow::zone(read, user).await?;
    Ok(Some(words().plain("erase-banner", &[("due", &when::in_full(row.due_at, &zone))])))
}
