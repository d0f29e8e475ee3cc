//! `/reset`: ask for a new password by mail, and the page that waits for the mail.
//!
//! The page is the same whatever is known of the address; a known device alone learns what became of the mail.

use axum::extract::State;
use axum::response::Response;
use proofs::address::{Address, AddressFlaw};
use rules::Verdict;

use super::answer::{self, Answer, door_page, page, to, to_step};
use super::entry::{Asked, Fields};
use super::refusal;
use super::sign_in::address_error;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Who, subject};
use crate::mail::delivery;
use crate::step::{Step, read_cause};
use crate::store::outbox;
use crate::views::reset::{AskPage, WaitPage, Weather};
use crate::views::{Field, Link, Tone};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// Asks for the address.
pub async fn show(State(app): State<Shared>, visit: Visit, asked: Asked) -> Response {
    let step = Step::open(&app, &visit, asked.get("s")).unwrap_or_default();
    let mut view = AskPage { page: door_page(&app, None), s: String::new(), email: Field::of(step.address) };
    view.page.notice =
        step.word.as_deref().and_then(|word| answer::notice(Tone::Plain, &format!("notice-{word}")));
    page(&view)
}

/// An address was typed: the true mail goes to its mailbox.
pub async fn submit(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    let address = match Address::parse(fields.get("email")) {
        Ok(address) => address,
        Err(flaw) => {
            // Without an @ it may be a password, which must not stand on the page.
            let kept = if flaw == AddressFlaw::NoAt { "" } else { fields.get("email") };
            let email = Field::wrong(kept, address_error(flaw));
            return Ok(page(&AskPage { page: door_page(&app, None), s: String::new(), email }));
        }
    };
    let step = Step { ask: Some(app.new_id()), ..Step::for_address(address.as_str()) };
    flows::reset::ask(&app, &visit, step.clone()).await?;
    Ok(to_step(&app, &visit, "/reset/wait", &step))
}

/// The mail again; those sent before stay good, and their codes work on this page too.
pub async fn submit_again(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => Step { refusal: None, ..step },
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/reset")),
    };
    if step.address.is_empty() {
        return Ok(to("/reset"));
    }
    flows::reset::ask(&app, &visit, step.clone()).await?;
    Ok(to_step(&app, &visit, "/reset/wait", &Step { word: Some("sent-again".to_owned()), ..step }))
}

/// The page that waits.
pub async fn show_wait(State(app): State<Shared>, visit: Visit, asked: Asked) -> Answer {
    match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) if !step.address.is_empty() => Ok(wait_page(&app, &visit, &step, None).await?),
        Ok(_) => Ok(to("/reset")),
        Err(stale) => Ok(answer::lost(&app, &visit, stale, "/reset")),
    }
}

async fn wait_page(app: &App, visit: &Visit, step: &Step, error: Option<String>) -> Result<Response, Fault> {
    // What was wrong with a code is the same for every address: it says nothing about an account.
    let refused = step.refusal.as_ref();
    let said = refused
        .and_then(|refused| read_cause(&refused.cause))
        .map(|cause| crate::said::cause(&cause, None, None, visit.now));
    let shown = Step { refusal: None, word: None, ..step.clone() };
    let mut view = WaitPage {
        page: door_page(app, None),
        s: shown.seal(app, visit),
        address: step.address.clone(),
        error: error.or(said),
        beside: refused.map(|refused| refusal::reference_only(refused, visit)),
        weather: weather(app, visit, step).await?,
        searches: searches(app),
        ask_admin: true,
    };
    view.page.notice =
        step.word.as_deref().and_then(|word| answer::notice(Tone::Good, &format!("notice-{word}")));
    Ok(answer::showing(page(&view), refused, visit.now))
}

fn searches(app: &App) -> Vec<Link> {
    let domain = app.sender().address;
    let domain = domain.rsplit('@').next().unwrap_or_default();
    let links = delivery::webmail_search(domain).into_iter();
    links.map(|(name, href)| Link { label: words().plain("search-in", &[("webmail", name)]), href }).collect()
}

/// How mail to the domain gets through: the same for every address there. What became of the very mail is for
/// the known device.
async fn weather(app: &App, visit: &Visit, step: &Step) -> Result<Weather, Fault> {
    let domain = step.address.rsplit('@').next().unwrap_or_default();
    let mut read = app.store.read();
    let seen = outbox::weather(&mut read, domain).await?;
    let (tone, key, at) = match (seen.last_accepted_at, seen.last_refused_at) {
        (Some(accepted), refused) if refused.is_none_or(|refused| refused <= accepted) => {
            (Tone::Good, "weather-accepted", Some(accepted))
        }
        (_, Some(refused)) => (Tone::Warn, "weather-refused", Some(refused)),
        _ => (Tone::Plain, "weather-unknown", None),
    };
    let ago = at.map(|at| when::ago(at, visit.now)).unwrap_or_default();
    let mut line = words().plain(key, &[("domain", domain), ("ago", &ago)]);
    let queue = outbox::queue_depth(&mut read).await?;
    if let Some(oldest) = queue.oldest_at.filter(|oldest| visit.now.since(*oldest) > rules::Span::minutes(2))
    {
        let waits = when::span(visit.now.since(oldest));
        line = format!("{line} {}", words().plain("weather-queue", &[("span", &waits)]));
    }
    drop(read);
    let subject = words().plain("weather-subject", &[("product", &app.settings.product)]);
    Ok(Weather { tone, line, subject, sender: app.sender().address, mail: own_mail(app, visit, step).await? })
}

async fn own_mail(app: &App, visit: &Visit, step: &Step) -> Result<Option<(Tone, String)>, Fault> {
    let Some(ask) = step.ask else { return Ok(None) };
    let who = Who::Address(step.address.clone());
    let mut read = app.store.read();
    let subject = subject::load(&mut read, &who, step, visit).await?;
    if subject.device.is_none() {
        return Ok(None);
    }
    let row = outbox::find_by_ask(&mut read, ask).await?;
    Ok(row.map(|row| fate(&row, visit, subject.zone(None))))
}

/// What became of a mail, said to whoever may know.
pub fn fate(row: &outbox::OutboxRow, visit: &Visit, zone: &str) -> (Tone, String) {
    let reply = row.reply.as_deref().unwrap_or_default();
    let meaning = words().plain(delivery::explain(reply).key(), &[]);
    let host = row.host.as_deref().unwrap_or("the mail server");
    let at = when::said(row.settled_at.unwrap_or(row.created_at), visit.now, zone);
    let next = when::said(row.next_at, visit.now, zone);
    let values = [
        ("host", host),
        ("at", at.as_str()),
        ("reply", reply),
        ("meaning", meaning.as_str()),
        ("next", next.as_str()),
    ];
    let (tone, key) = match (row.state.as_str(), row.attempts) {
        ("accepted", _) => (Tone::Good, "fate-accepted"),
        ("refused", _) => (Tone::Bad, "fate-refused"),
        ("expired", _) => (Tone::Bad, "fate-expired"),
        (_, 0) => (Tone::Plain, "fate-queued"),
        (_, _) => (Tone::Warn, "fate-delayed"),
    };
    (tone, words().plain(key, &values))
}

/// A code from the mail was typed.
pub async fn submit_code(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => Step { refusal: None, ..step },
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/reset")),
    };
    if fields.get("code").trim().is_empty() {
        return Ok(wait_page(&app, &visit, &step, Some(words().plain("code-empty", &[]))).await?);
    }
    let (outcome, after) = flows::reset::type_code(&app, &visit, step.clone(), fields.get("code")).await?;
    let spent = matches!(
        outcome.verdict,
        Verdict::Refused(rules::Cause::TicketSpent { .. } | rules::Cause::TicketExpired)
    );
    if spent {
        // Whoever typed this code holds the mail, so the page may say what became of it.
        return Ok(answer::outcome(&app, &visit, &after, &outcome, "/ticket"));
    }
    let step = if matches!(outcome.verdict, Verdict::Refused(_)) { step } else { after };
    Ok(answer::outcome(&app, &visit, &step, &outcome, "/reset/wait"))
}
