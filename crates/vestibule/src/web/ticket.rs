//! Mailed links: opened as often as anybody likes, without using anything up; and links that open nothing.
//!
//! The link's secret leaves the address bar at once. Scanners open links, run scripts and press buttons; only a
//! saved password or an accepted invitation uses a ticket up.

use axum::extract::{Path, State};
use axum::response::Response;
use rules::{Cause, Verdict};
use uuid::Uuid;

use super::answer::{self, Answer, door_page, page, to, to_step};
use super::entry::{Asked, Fields};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Who, subject};
use crate::step::{Refused, Step, read_cause};
use crate::store::ticket::TicketRow;
use crate::views::reset::{Fate, UnusablePage};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// A reset's link.
pub async fn open_reset(State(app): State<Shared>, visit: Visit, Path(token): Path<String>) -> Answer {
    let Some(row) = flows::reset::find_ticket(&app, &token).await? else {
        return unknown(&app, &visit).await;
    };
    let step = step_of(&row);
    let (_, decision) = flows::reset::open(&app, &visit, row.user_id, step.clone()).await?;
    match decision.verdict {
        Verdict::Refused(cause) => refused(&app, &visit, step, cause).await,
        Verdict::Challenge(_) | Verdict::SignedIn(_) | Verdict::Done(_) => {
            Ok(to_step(&app, &visit, "/password/choose", &step))
        }
    }
}

/// An invitation's link: its page says what stands. The ticket's id stays in the address, so that the page can
/// be opened in another browser with the code from the mail.
pub async fn open_invitation(State(app): State<Shared>, visit: Visit, Path(token): Path<String>) -> Answer {
    let Some(row) = flows::reset::find_ticket(&app, &token).await? else {
        return unknown(&app, &visit).await;
    };
    let mut step = step_of(&row);
    let (_, decision) = flows::reset::open(&app, &visit, row.user_id, step.clone()).await?;
    if let Verdict::Refused(cause) = decision.verdict {
        // Once, and not each time that its page is loaded again.
        step.refusal = Some(opens_nothing(&app, &visit, &step, cause).await?);
    }
    Ok(to(&format!("/invite?t={}&s={}", row.id, step.seal(&app, &visit))))
}

/// The link in a mail that proves a mailbox leads to the reset: such a mail carries a code for one page only.
pub async fn open_mailbox() -> Response {
    to("/sign-in")
}

fn step_of(row: &TicketRow) -> Step {
    Step {
        user: Some(row.user_id),
        ticket: Some(row.id),
        wanted: row.organization_id,
        ..Step::for_address(&row.address)
    }
}

/// A link that nothing is known of.
pub(super) async fn unknown(app: &App, visit: &Visit) -> Answer {
    refused(app, visit, Step::default(), Cause::TicketUnknown).await
}

async fn refused(app: &App, visit: &Visit, step: Step, cause: Cause) -> Answer {
    let refusal = Some(opens_nothing(app, visit, &step, cause).await?);
    Ok(to_step(app, visit, "/ticket", &Step { refusal, ..step }))
}

/// Writes down that a link opened nothing.
pub(super) async fn opens_nothing(
    app: &App,
    visit: &Visit,
    step: &Step,
    cause: Cause,
) -> Result<Refused, Fault> {
    let who = step.user.map_or_else(|| Who::Address(step.address.clone()), Who::User);
    flows::refused::told(app, visit, &who, step.clone(), "link-opened", cause).await
}

/// A link that opens nothing: what became of it, and the next one with a click.
pub async fn show(State(app): State<Shared>, visit: Visit, asked: Asked) -> Answer {
    let step = match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/reset")),
    };
    let Some(refused) = step.refusal.clone() else { return Ok(to("/reset")) };
    let cause = read_cause(&refused.cause).unwrap_or(Cause::TicketUnknown);
    let (zone, door, fate) = fate(&app, &visit, &step, &cause).await?;
    let view = UnusablePage {
        page: door_page(&app, door.as_ref()),
        s: if step.ticket.is_some() { step.seal(&app, &visit) } else { String::new() },
        fate,
        reference: refused.reference.clone(),
        at: when::said(rules::Instant(refused.at), visit.now, &zone),
        cause: step.ticket.map(|_| cause.code().to_owned()),
    };
    Ok(answer::refer(page(&view), &refused.reference))
}

type Door = crate::store::membership::MembershipWithOrganization;

async fn fate(
    app: &App,
    visit: &Visit,
    step: &Step,
    cause: &Cause,
) -> Result<(String, Option<Door>, Fate), Fault> {
    let Some(user) = step.user.filter(|_| step.ticket.is_some()) else {
        return Ok(("UTC".to_owned(), None, Fate::Unknown));
    };
    let subject = subject::load(&mut app.store.read(), &Who::User(user), step, visit).await?;
    let zone = subject.zone(step.wanted).to_owned();
    let said = |at| when::said(at, visit.now, &zone);
    let row = subject.ticket.as_ref();
    let fate = match (cause, row) {
        (Cause::TicketSpent { at }, Some(row)) if row.spent_how.as_deref() == Some("password-saved") => {
            let saved_with_it = words().plain("ticket-spent-password", &[("time", &said(*at))]);
            Fate::Spent { how: saved_with_it }
        }
        (Cause::TicketSpent { at }, Some(_)) => Fate::Overtaken { at: said(*at) },
        (Cause::TicketExpired | Cause::InvitationExpired, Some(row)) => {
            Fate::Expired { until: said(row.expires_at) }
        }
        _ => Fate::Unknown,
    };
    Ok((zone, subject.speaking_door(step.wanted).cloned(), fate))
}

/// The next one, to the mailbox where the last one went; there is no field for another address.
pub async fn next(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/reset")),
    };
    // Somebody whose provider could not accept an invitation for them holds no ticket: it goes to its mailbox anew.
    let arrived = step.refusal.as_ref().is_some_and(|refused| refused.arrived);
    let step = Step { refusal: None, word: None, ask: Some(app.new_id()), ..step };
    let user: Option<Uuid> = step.user.filter(|_| step.ticket.is_some());
    match user {
        Some(user) => drop(flows::reset::ask_again(&app, &visit, &Who::User(user), step.clone()).await?),
        None if step.address.is_empty() => return Ok(to("/reset")),
        None if arrived => {
            let who = Who::Address(step.address.clone());
            drop(flows::reset::ask_again(&app, &visit, &who, step.clone()).await?);
        }
        None => drop(flows::reset::ask(&app, &visit, step.clone()).await?),
    }
    let waiting = Step { ask: step.ask, ..Step::for_address(&step.address) };
    Ok(to_step(&app, &visit, "/reset/wait", &waiting))
}
