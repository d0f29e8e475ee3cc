//! `/w/TOKEN`, `/undo`: "this wasn't me", from the link of a notice.
//!
//! Opening it changes nothing, and neither does its button without the code of that very mail: scanners open links,
//! run scripts and press buttons. In a session with a second factor of the person's own the button is enough.

use axum::extract::{Path, State};
use axum::response::Response;
use rules::facts::{Change, ChangeKind};
use rules::verdict::{Challenge, Done};
use rules::{Cause, Facts, Verdict};

use super::answer::{self, Answer, door_page, page, to_step};
use super::entry::{Asked, Fields};
use super::refusal;
use super::ticket;
use super::who::{MaybeSignedIn, SignedIn};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Outcome, Subject};
use crate::step::{Step, read_cause};
use crate::views::message::MessagePage;
use crate::views::undo::UndoPage;
use crate::views::{Page, Remedy, Tone};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// The link of a notice. Its secret leaves the address bar at once, and leads back here after a sign-in.
pub async fn open(State(app): State<Shared>, visit: Visit, Path(token): Path<String>) -> Answer {
    let Some(row) = flows::undo::find(&app, &token).await? else {
        return ticket::unknown(&app, &visit).await;
    };
    let step = Step {
        user: Some(row.user_id),
        undo: Some(row.id),
        wanted: row.organization_id,
        next: Some(format!("/w/{token}")),
        ..Step::for_address(&row.address)
    };
    Ok(to_step(&app, &visit, "/undo", &step))
}

/// The step with what the session of that very user has proved; another account's session is none of it.
fn with_session(step: Step, reader: &MaybeSignedIn) -> Step {
    let Some(signed_in) = reader.0.as_ref().filter(|reader| Some(reader.user()) == step.user) else {
        return Step { session: None, ..step };
    };
    let Step { undo, wanted, next, word, refusal, .. } = step;
    Step { undo, wanted, next, word, refusal, ..signed_in.step() }
}

async fn page_of(app: &App, step: &Step, reader: &MaybeSignedIn, subject: &Subject) -> Result<Page, Fault> {
    match reader.0.as_ref().filter(|reader: &&SignedIn| Some(reader.row.session.id) == step.session) {
        Some(signed_in) => answer::own_page(app, signed_in).await,
        None => Ok(door_page(app, subject.speaking_door(step.wanted))),
    }
}

/// What was changed, or what came of saying so.
pub async fn show(State(app): State<Shared>, visit: Visit, reader: MaybeSignedIn, asked: Asked) -> Answer {
    let step = match Step::open(&app, &visit, asked.get("s")) {
        Ok(step) => with_session(step, &reader),
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    undo_page(&app, &visit, &reader, &step, None).await
}

async fn undo_page(
    app: &App,
    visit: &Visit,
    reader: &MaybeSignedIn,
    step: &Step,
    error: Option<String>,
) -> Answer {
    let Some((subject, facts)) = flows::undo::look(app, visit, step).await? else {
        return ticket::unknown(app, visit).await;
    };
    let (Some(change), Some(_)) = (&facts.change, &subject.undo) else {
        return ticket::unknown(app, visit).await;
    };
    let own = page_of(app, step, reader, &subject).await?;
    if let Some(view) = over(own.clone(), visit, step, &subject, change) {
        return Ok(page(&view));
    }
    Ok(answer::showing(
        page(&form(app, visit, own, step, &subject, &facts, change, error)),
        step.refusal.as_ref(),
        visit.now,
    ))
}

fn name(subject: &Subject) -> String {
    let id = subject.undo.as_ref().and_then(|row| row.factor_id);
    let factor = subject.factors.iter().find(|factor| Some(factor.id) == id);
    factor.map_or(String::new(), |factor| factor.name.clone())
}

#[expect(clippy::too_many_arguments, reason = "one page is made of all of it, in one place")]
fn form(
    app: &App,
    visit: &Visit,
    own: Page,
    step: &Step,
    subject: &Subject,
    facts: &Facts,
    change: &Change,
    error: Option<String>,
) -> UndoPage {
    let (kind, name) = (flows::undo::word(change.kind), name(subject));
    let named = [("name", name.as_str())];
    let refused = step.refusal.as_ref();
    let cause = refused.and_then(|refused| read_cause(&refused.cause));
    let told = refused.and_then(|refused| refusal::told(app, visit, step, Some(subject), refused));
    // A wrong code is said at its field, with the reference beside it.
    let (error, beside, refusal) = match cause {
        Some(Cause::MailedCodeWrong) => {
            let here = told.map(refusal::of_one_mail);
            (Some(words().plain("undo-code-wrong", &[])), here, None)
        }
        Some(_) => (error, None, told),
        None => (error, None, None),
    };
    let place = subject.undo.as_ref().map(|row| {
        let at = when::said(row.at, visit.now, subject.zone(step.wanted));
        words().plain("undo-place", &[("at", &at), ("browser", &row.browser), ("network", &row.network)])
    });
    UndoPage {
        page: own,
        s: Step { refusal: None, ..step.clone() }.seal(app, visit),
        what: words().plain(&format!("undo-what-{kind}"), &named),
        place: place.unwrap_or_default(),
        then: words().plain(&format!("undo-then-{kind}"), &named),
        in_session: rules::undo::may_press(facts, change),
        error,
        beside,
        refusal,
        stronger: stronger(app, visit, step, facts, change).into_iter().collect(),
    }
}

/// What does more: a second factor, given just now.
fn stronger(app: &App, visit: &Visit, step: &Step, facts: &Facts, change: &Change) -> Option<Remedy> {
    let more = matches!(change.kind, ChangeKind::FactorAdded | ChangeKind::FactorRemoved);
    let given = rules::undo::may_press(facts, change)
        && rules::factor::recent(&facts.proofs, facts.in_session, visit.now);
    if !more || given {
        return None;
    }
    let line = words().plain(&format!("undo-stronger-line-{}", flows::undo::word(change.kind)), &[]);
    let way = if facts.in_session {
        let step = Step { refusal: None, undo: None, word: None, ..step.clone() };
        let href = format!("/sign-in/second?s={}", step.seal(app, visit));
        Remedy::link("second", words().plain("undo-stronger-second", &[]), href)
    } else {
        let step = Step { next: step.next.clone(), ..Step::default() };
        let href = format!("/sign-in?s={}", step.seal(app, visit));
        Remedy::link("sign-in", words().plain("undo-stronger-sign-in", &[]), href)
    };
    Some(way.explained(line))
}

/// The page where there is nothing to say any more: what came of it, or why not.
fn over(own: Page, visit: &Visit, step: &Step, subject: &Subject, change: &Change) -> Option<MessagePage> {
    let zone = subject.zone(step.wanted);
    let (kind, name) = (flows::undo::word(change.kind), name(subject));
    let named = [("name", name.as_str())];
    let signed_in = own.user.is_some();
    let view = match (step.word.as_deref(), change.spent_at) {
        (Some("undone"), Some(_)) => {
            MessagePage::said(own, Tone::Good, &format!("undo-undone-{kind}"), &named)
        }
        (Some("called"), Some(_)) => {
            MessagePage::said(own, Tone::Warn, &format!("undo-called-{kind}"), &named)
        }
        (_, Some(at)) => {
            let at = when::said(at, visit.now, zone);
            MessagePage::said(own, Tone::Good, "undo-before", &[("at", &at)])
        }
        (_, None) if visit.now >= change.until => {
            let until = when::said(change.until, visit.now, zone);
            MessagePage::said(own, Tone::Plain, "undo-late", &[("until", &until)])
        }
        (_, None) if !change.stands => MessagePage::said(own, Tone::Plain, "undo-overtaken", &[]),
        (_, None) => return None,
    };
    let on = match signed_in {
        true => Remedy::link("account", words().plain("way-account", &[]), "/account"),
        false => Remedy::link("sign-in", words().plain("way-sign-in", &[]), "/sign-in"),
    };
    let reset = Remedy::link("reset", words().plain("way-reset", &[]), "/reset");
    let stuck = Remedy::link("stuck", words().plain("undo-way-stuck", &[]), "/stuck");
    Some(view.way(on).way(reset).way(stuck))
}

/// "This wasn't me."
pub async fn submit(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let step = match Step::open(&app, &visit, fields.get("s")) {
        Ok(step) => Step { refusal: None, word: None, ..with_session(step, &reader) },
        Err(stale) => return Ok(answer::lost(&app, &visit, stale, "/sign-in")),
    };
    let typed = Some(fields.get("code").trim()).filter(|typed| !typed.is_empty());
    if typed.is_none() {
        let looked = flows::undo::look(&app, &visit, &step).await?;
        let enough = looked.is_some_and(|(_, facts)| {
            facts.change.as_ref().is_some_and(|change| rules::undo::may_press(&facts, change))
        });
        if !enough {
            let error = Some(words().plain("undo-code-empty", &[]));
            return undo_page(&app, &visit, &reader, &step, error).await;
        }
    }
    match flows::undo::say(&app, &visit, step.clone(), typed).await? {
        Some(outcome) => Ok(said_so(&app, &visit, step, &outcome)),
        None => ticket::unknown(&app, &visit).await,
    }
}

fn said_so(app: &App, visit: &Visit, step: Step, outcome: &Outcome) -> Response {
    let word =
        |word: &str| to_step(app, visit, "/undo", &Step { word: Some(word.to_owned()), ..step.clone() });
    match (&outcome.verdict, &outcome.made.ticket) {
        (Verdict::Challenge(Challenge::NewPasswordByTicket), Some(issued)) => {
            let next = Step {
                user: step.user,
                ticket: Some(issued.id),
                ..Step::for_address(&outcome.subject.address)
            };
            to_step(app, visit, "/password/choose", &next)
        }
        (Verdict::Done(Done::ChangeUndone), _) => word("undone"),
        (Verdict::Done(Done::AdminsCalled), _) => word("called"),
        (Verdict::Refused(cause), _) => {
            let refusal = Some(answer::refused(outcome, cause, visit));
            let back = to_step(app, visit, "/undo", &Step { refusal, ..step });
            answer::refer(back, outcome.reference.as_str())
        }
        (Verdict::Done(_) | Verdict::Challenge(_) | Verdict::SignedIn(_), _) => word("same"),
    }
}
