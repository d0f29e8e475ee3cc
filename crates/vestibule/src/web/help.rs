//! "I can't get in", "mail me the answer", "send this to my admin", contact support, and pages that are not there.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use rules::Verdict;

use super::answer::{self, Answer, door_page, page, to};
use super::entry::{Asked, Fields};
use super::who::MaybeSignedIn;
use crate::app::Shared;
use crate::flows;
use crate::step::Step;
use crate::views::message::MessagePage;
use crate::views::refused::StuckPage;
use crate::views::why::SupportPage;
use crate::views::{Remedy, Tone};
use crate::visit::Visit;
use crate::words::words;

/// "I can't get in."
pub async fn stuck(State(app): State<Shared>) -> Response {
    page(&StuckPage { page: door_page(&app, None) })
}

/// Where support reads mail, with the reference to take along.
pub async fn contact(State(app): State<Shared>, asked: Asked) -> Response {
    let reference = proofs::Reference::parse(asked.get("reference")).map(|reference| reference.to_string());
    let address = &app.settings.support_address;
    let subject = words().plain("support-subject", &[("reference", reference.as_deref().unwrap_or(""))]);
    let query: String = form_urlencoded::byte_serialize(subject.trim().as_bytes()).collect();
    page(&SupportPage {
        page: door_page(&app, None),
        mailto: format!("mailto:{address}?subject={}", query.replace('+', "%20")),
        support_address: address.clone(),
        reference,
    })
}

/// "Mail me what happened": the page says the same whatever is known of the address.
pub async fn answer(State(app): State<Shared>, visit: Visit, fields: Fields) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    if let Some(reference) = step.word.as_deref().and_then(proofs::Reference::parse) {
        // From a reference's page: the answer goes to whoever it is about, and the page says no more than that.
        flows::account::ask_answer_about(&app, &visit, &reference).await?;
        return Ok(told(&app, &visit, Step::default(), "answer-sent-to-owner"));
    }
    let Some(refused) = step.refusal.clone() else { return Ok(to("/sign-in")) };
    let about = Step::for_address(&step.address);
    flows::account::ask_answer(&app, &visit, Step { ask: Some(app.new_id()), ..step }, &refused).await?;
    Ok(told(&app, &visit, about, "answer-sent"))
}

/// To the page that says what was done, so that going back and loading again do no harm.
fn told(app: &Shared, visit: &Visit, step: Step, word: &str) -> Response {
    answer::to_step(app, visit, "/told", &Step { word: Some(word.to_owned()), ..step })
}

/// What was done, in a line.
pub async fn show_told(State(app): State<Shared>, visit: Visit, asked: Asked) -> Answer {
    let step = match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) => step,
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    let sign_in = || Remedy::link("sign-in", words().plain("way-sign-in", &[]), "/sign-in");
    Ok(match step.word.as_deref() {
        Some("answer-sent") => page(&MessagePage::answer_sent(door_page(&app, None), &step.address)),
        Some("answer-sent-to-owner") => {
            let key = "message-answer-sent-to-owner";
            page(&MessagePage::said(door_page(&app, None), Tone::Good, key, &[]).way(sign_in()))
        }
        Some("request-sent") => {
            let doors = match step.user {
                Some(user) => answer::doors(&app, user).await?,
                None => vec![],
            };
            let door = doors
                .iter()
                .find(|door| step.wanted.is_none_or(|wanted| wanted == door.membership.organization_id));
            let name = door.map_or("", |door| door.name.as_str());
            page(&MessagePage::request_sent(door_page(&app, door), name))
        }
        Some("prove-first") => prove_first(&app),
        _ => to("/sign-in"),
    })
}

/// "Send this to my admin": once the mailbox or the first factor is proved. Before that, the page says how.
pub async fn ask_admin(
    State(app): State<Shared>,
    visit: Visit,
    MaybeSignedIn(reader): MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let step = match (Step::open(&app, &visit, fields.get("s")), reader) {
        (Ok(step), _) => step,
        (Err(_), Some(reader)) => reader.step(),
        (Err(stale), None) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    // The code from the mail may be typed together with the wish.
    let step = match fields.get("code").trim() {
        "" => step,
        typed => {
            let (outcome, after) = flows::reset::type_code(&app, &visit, step.clone(), typed).await?;
            let right = !matches!(outcome.verdict, Verdict::Refused(_));
            if right { Step { mailbox_at: Some(visit.now.0), ..after } } else { step }
        }
    };
    let Some(user) = step.user.filter(|_| step.proofs().known().is_some() || step.mailbox_at.is_some())
    else {
        return Ok(told(&app, &visit, Step::default(), "prove-first"));
    };
    let outcome = flows::account::ask_admin(&app, &visit, user, step.clone()).await?;
    match &outcome.verdict {
        Verdict::Refused(_) => Ok(answer::outcome(&app, &visit, &step, &outcome, "/sign-in/refused")),
        Verdict::Done(_) | Verdict::Challenge(_) | Verdict::SignedIn(_) => {
            Ok(told(&app, &visit, Step { refusal: None, codes: None, ..step }, "request-sent"))
        }
    }
}

/// Nothing reaches an admin from a stranger: the same page for every address.
fn prove_first(app: &Shared) -> Response {
    let view = MessagePage::said(door_page(app, None), Tone::Plain, "message-prove-first", &[])
        .way(Remedy::link("reset-by-mail", words().plain("way-reset", &[]), "/reset"))
        .way(Remedy::link("sign-in", words().plain("way-sign-in", &[]), "/sign-in"));
    page(&view)
}

/// 404.
pub async fn not_found(State(app): State<Shared>, MaybeSignedIn(reader): MaybeSignedIn) -> Answer {
    let own = match &reader {
        Some(reader) => answer::own_page(&app, reader).await?,
        None => door_page(&app, None),
    };
    Ok(answer::page_with(StatusCode::NOT_FOUND, &MessagePage::not_found(own)))
}
