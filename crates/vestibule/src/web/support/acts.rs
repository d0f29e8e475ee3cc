//! What the buttons at the desk do. Each ends on the page that it came from, with what was done or why not.
//!
//! Never in here: whether it may be done.

use axum::extract::{Path, State};
use axum::response::Response;
use proofs::Reference;
use rules::Verdict;
use rules::support::Deed;
use uuid::Uuid;

use super::case;
use super::person::{self, IN_AN_ADMINS_PLACE};
use super::{AtDesk, counted};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::support::deeds;
use crate::flows::{self, Outcome, Who, subject};
use crate::step::Step;
use crate::store::{journal, organization};
use crate::views::message::MessagePage;
use crate::views::{Remedy, Tone};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, refer, to, to_step};
use crate::web::entry::Fields;
use crate::words::words;

/// Does something for somebody.
pub async fn submit(
    State(app): State<Shared>,
    visit: Visit,
    desk: AtDesk,
    Path((id, act)): Path<(Uuid, String)>,
    fields: Fields,
) -> Answer {
    let back = back(&fields, id);
    if act == "note" {
        return note_on_person(&app, &visit, &desk, id, &fields, &back).await;
    }
    if let Some((_, act)) = IN_AN_ADMINS_PLACE.iter().find(|(code, _)| *code == act) {
        let slug = fields.get("organization");
        let Some(organization) = organization::find_by_slug(&mut app.store.read(), slug).await? else {
            return desk.nothing_there(&app).await;
        };
        let actor = desk.who.in_an_admins_place();
        let outcome = flows::people::act(&app, &visit, &organization, &actor, id, *act).await?;
        return Ok(after(&app, &visit, &outcome, &back, "support-acted"));
    }
    let text = deeds::plain(fields.get("note")).unwrap_or_default();
    let deed = match act.as_str() {
        "send-fitting" => Deed::SendFitting,
        "send-answer" => Deed::SendAnswer,
        "hand-over" if text.is_empty() => return Ok(nothing_written(&app, &desk, &back).await?),
        "hand-over" => {
            let slug = fields.get("organization");
            match organization::find_by_slug(&mut app.store.read(), slug).await? {
                Some(row) => Deed::HandOver(row.id.as_u128()),
                None => return desk.nothing_there(&app).await,
            }
        }
        _nothing_of_ours => return desk.nothing_there(&app).await,
    };
    let reference = Reference::parse(fields.get("reference")).map(|reference| reference.to_string());
    let outcome = deeds::act(&app, &visit, &desk.who, id, deed, reference.as_deref(), &text).await?;
    let done = format!("support-{}", case::word_of(deed));
    Ok(after(&app, &visit, &outcome, &back, &done))
}

/// The case, if the button stood on one; the person's page otherwise.
fn back(fields: &Fields, id: Uuid) -> String {
    match Reference::parse(fields.get("reference")) {
        Some(reference) => format!("/support/case/{reference}"),
        None => format!("/support/people/{id}"),
    }
}

fn after(app: &App, visit: &Visit, outcome: &Outcome, back: &str, done: &str) -> Response {
    match &outcome.verdict {
        Verdict::Refused(cause) => {
            let step = Step { refusal: Some(answer::refused(outcome, cause, visit)), ..Step::default() };
            refer(to_step(app, visit, back, &step), outcome.reference.as_str())
        }
        Verdict::Done(_) | Verdict::SignedIn(_) | Verdict::Challenge(_) => to(&format!("{back}?word={done}")),
    }
}

/// A note about somebody.
async fn note_on_person(
    app: &Shared,
    visit: &Visit,
    desk: &AtDesk,
    id: Uuid,
    fields: &Fields,
    back: &str,
) -> Answer {
    let Some(text) = deeds::plain(fields.get("note")) else {
        return Ok(nothing_written(app, desk, back).await?);
    };
    let subject = subject::load(&mut app.store.read(), &Who::User(id), &Step::default(), visit).await?;
    if subject.user.is_none() {
        return desk.nothing_there(app).await;
    }
    let mut about = person::looked(&subject);
    // Only a case of theirs is one that the note can be about.
    if let Some(reference) = Reference::parse(fields.get("reference")) {
        let row = journal::find(&mut app.store.read(), reference.as_str()).await?;
        about.reference = row.filter(|row| row.user_id == Some(id)).map(|row| row.reference);
    }
    deeds::add_note(app, visit, &desk.who, &about, &text).await?;
    Ok(to(&format!("{back}?word=support-noted")))
}

/// A note about a case of nobody known.
pub async fn note_on_case(
    State(app): State<Shared>,
    visit: Visit,
    desk: AtDesk,
    Path(typed): Path<String>,
    fields: Fields,
) -> Answer {
    let Some(reference) = Reference::parse(&typed) else { return desk.nothing_there(&app).await };
    let back = format!("/support/case/{reference}");
    let Some(text) = deeds::plain(fields.get("note")) else {
        return Ok(nothing_written(&app, &desk, &back).await?);
    };
    let row = journal::find(&mut app.store.read(), reference.as_str()).await?;
    let Some(row) = row.filter(|row| row.user_id.is_none()) else { return desk.nothing_there(&app).await };
    deeds::add_note(&app, &visit, &desk.who, &case::looked(None, &row), &text).await?;
    Ok(to(&format!("{back}?word=support-noted")))
}

/// An empty note helps nobody.
async fn nothing_written(app: &Shared, desk: &AtDesk, back: &str) -> Result<Response, Fault> {
    let own = answer::own_page(app, &desk.signed_in).await?;
    let way = Remedy::link("again", words().plain("support-write-again", &[]), back);
    let at_most = i64::try_from(deeds::NOTE_AT_MOST).unwrap_or(0);
    let said = MessagePage::said(own, Tone::Warn, "message-support-nothing-written", &[]).way(way);
    let lines = vec![counted("message-support-nothing-written-line", at_most)];
    Ok(page(&MessagePage { lines, ..said }))
}
