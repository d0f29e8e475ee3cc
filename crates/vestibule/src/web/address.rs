//! `/account/address`, `/a/TOKEN`: another address for one's account.
//!
//! Invariant: the page depends on what the user typed and proved, never on whose the new address is. Opening a link
//! changes nothing; its button works in a session of the very user. Where to go next: `flows/address.rs`.

use axum::extract::{Path, State};
use axum::response::Response;
use proofs::address::{Address, AddressFlaw};
use rules::effect::Mailbox;
use rules::verdict::{Challenge, Done};
use rules::{Cause, Verdict};

use super::answer::{self, Answer, page, to, to_step};
use super::entry::{Asked, Fields};
use super::refusal;
use super::sign_in::address_error;
use super::ticket;
use super::who::{MaybeSignedIn, SignedIn, to_the_door};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::address::{self, Doing, Open};
use crate::flows::{Outcome, Subject};
use crate::step::{Refused, Step, read_cause};
use crate::views::address::{AddressPage, Moving};
use crate::views::message::MessagePage;
use crate::views::{Field, Refusal, Remedy, Section, Tone, Way};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// The page.
const PATH: &str = "/account/address";

/// The link of one of the two mails. Its secret leaves the address bar at once; nothing is changed by it.
pub async fn open(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    Path(token): Path<String>,
) -> Answer {
    let Some((code, change)) = address::find_link(&app, &token).await? else {
        return ticket::unknown(&app, &visit).await;
    };
    let Some(signed_in) = reader.0 else { return to_the_door(&app, &visit, &format!("/a/{token}")).await };
    if signed_in.user() != change.user_id {
        let own = answer::own_page(&app, &signed_in).await?;
        let on = Remedy::link("account", words().plain("way-account", &[]), "/account");
        let view = MessagePage::said(own, Tone::Warn, "address-another-account", &[]).way(on);
        return Ok(page(&view));
    }
    match change.ended_as.as_deref() {
        Some("done") => Ok(to("/account?word=address-was-changed")),
        Some(_) => Ok(to("/account/address?word=address-over")),
        None => Ok(to_step(&app, &visit, PATH, &Step { ask: Some(code.id), ..signed_in.step() })),
    }
}

/// The step that this page was led to with, where it belongs to this very session.
fn led(app: &App, visit: &Visit, signed_in: &SignedIn, sealed: &str) -> Step {
    let own = signed_in.step();
    match Step::open(app, visit, sealed) {
        Ok(step) if step.session == own.session => Step { ask: step.ask, refusal: step.refusal, ..own },
        Ok(_) | Err(_) => own,
    }
}

/// Where the change stands.
pub async fn show(State(app): State<Shared>, visit: Visit, signed_in: SignedIn, asked: Asked) -> Answer {
    let step = led(&app, &visit, &signed_in, asked.get("s"));
    let warned = ["address-over", "address-same"];
    let tone = if warned.contains(&asked.get("word")) { Tone::Plain } else { Tone::Good };
    let notice = answer::notice(tone, &format!("notice-{}", asked.get("word")));
    let mut view = address_page(&app, &visit, &signed_in, &step, Field::of(""), None).await?;
    view.page.notice = notice;
    Ok(answer::showing(page(&view), step.refusal.as_ref(), visit.now))
}

async fn address_page(
    app: &App,
    visit: &Visit,
    signed_in: &SignedIn,
    step: &Step,
    email: Field,
    error: Option<String>,
) -> Result<AddressPage, Fault> {
    let (subject, facts, open) = address::look(app, visit, step, signed_in.user()).await?;
    let open = open.filter(|open| visit.now < open.wish.until);
    let owed = rules::address::owed(&facts, visit.now).err().map(|verdict| owed(app, visit, step, verdict));
    let cause = step.refusal.as_ref().and_then(|refused| read_cause(&refused.cause));
    let told = step.refusal.as_ref().and_then(|refused| {
        let told = refusal::told(app, visit, step, Some(&subject), refused)?;
        Some(with_ways_here(told, open.is_some(), owed.as_ref()))
    });
    // What is wrong with a code is said at its field.
    let at_field = matches!(cause, Some(Cause::MailedCodeWrong | Cause::MailedCodeTooOld));
    let types = open.as_ref().is_some_and(|open| open.wish.here && step.ask.is_none());
    let (beside, refusal) = if at_field && types { (told, None) } else { (None, told) };
    let error = error.or_else(|| beside.as_ref().and_then(|refusal| refusal.lines.first().cloned()));
    let mut own = answer::own_page(app, signed_in).await?;
    own.section = Section::Account;
    let moving = match open {
        Some(open) => Some(moving(app, visit, step, &subject, &open, (error, beside)).await?),
        None => None,
    };
    Ok(AddressPage { page: own, address: subject.address.clone(), owed, email, moving, refusal })
}

async fn moving(
    app: &App,
    visit: &Visit,
    step: &Step,
    subject: &Subject,
    open: &Open,
    (error, beside): (Option<String>, Option<Refusal>),
) -> Result<Moving, Fault> {
    let claimed = match step.ask {
        Some(code) => address::claimed(app, code, open).await?,
        None => None,
    };
    let claims = claimed.and_then(|mailbox| match mailbox {
        Mailbox::Old => (!open.wish.old_proved).then(|| subject.address.clone()),
        Mailbox::New => (!open.wish.new_proved).then(|| open.shown.clone()),
    });
    let (refusal, ask) = (None, step.ask.filter(|_| claims.is_some()));
    Ok(Moving {
        new: open.shown.clone(),
        until: when::said(open.wish.until, visit.now, subject.zone(step.wanted)),
        old_proved: open.wish.old_proved,
        new_proved: open.wish.new_proved,
        s: Step { refusal, ask, ..step.clone() }.seal(app, visit),
        claims,
        here: open.wish.here,
        error,
        beside,
    })
}

/// What has to be given first, and where.
fn owed(app: &App, visit: &Visit, step: &Step, verdict: Verdict) -> Remedy {
    let next = Some(PATH.to_owned());
    let step = Step { next, ask: Some(app.new_id()), refusal: None, ..step.clone() };
    let (word, path) = match verdict {
        Verdict::Challenge(Challenge::SetUpFactor) => ("set-up", "/setup/authenticator"),
        Verdict::Challenge(Challenge::Password) => ("password", "/sign-in/password"),
        Verdict::Refused(_) => ("elsewhere", "/sign-in/second"),
        Verdict::Challenge(_) | Verdict::Done(_) | Verdict::SignedIn(_) => ("second", "/sign-in/second"),
    };
    let label = words().plain(&format!("address-owed-{word}"), &[]);
    let line = words().plain(&format!("address-owed-{word}-line"), &[]);
    Remedy::link("give-first", label, format!("{path}?s={}", step.seal(app, visit))).explained(line)
}

/// The ways of a refusal, as they are on this page.
fn with_ways_here(mut told: Refusal, open: bool, owed: Option<&Remedy>) -> Refusal {
    let post =
        |action: &str| Way::Post { action: action.to_owned(), sealed: String::new(), fields: Vec::new() };
    for way in &mut told.remedies {
        way.way = match way.code.as_str() {
            "send-next" if open => post("/account/address/again"),
            "choose-another" if open => post("/account/address/withdraw"),
            "try-again" if open && matches!(&way.way, Way::Link(href) if href == "#email") => {
                Way::Link(PATH.to_owned())
            }
            "use-own-factor" => owed.map_or_else(|| Way::Link(PATH.to_owned()), |owed| owed.way.clone()),
            "sign-in" | "send-next" => Way::Link(PATH.to_owned()),
            _ => continue,
        };
    }
    if matches!(told.cause.as_deref(), Some("ticket-expired" | "ticket-unknown")) {
        told.lines = vec![words().plain("address-over-line", &[])];
    }
    // A reset has nothing to do with it.
    told.remedies.retain(|way| way.code != "reset-by-mail");
    told
}

/// A new address was typed: a mail goes to it, and one to the address of now.
pub async fn submit(State(app): State<Shared>, visit: Visit, signed_in: SignedIn, fields: Fields) -> Answer {
    match Address::parse(fields.get("email")) {
        Ok(address) => act(&app, &visit, &signed_in, signed_in.step(), Doing::Ask(&address)).await,
        Err(flaw) => {
            // Without an @ it may be a password, which must not stand on the page.
            let kept = if flaw == AddressFlaw::NoAt { "" } else { fields.get("email") };
            let email = Field::wrong(kept, address_error(flaw));
            Ok(page(&address_page(&app, &visit, &signed_in, &signed_in.step(), email, None).await?))
        }
    }
}

/// A code was typed, or the button of a link's page was pressed.
pub async fn submit_code(
    State(app): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    fields: Fields,
) -> Answer {
    let step = Step { refusal: None, ..led(&app, &visit, &signed_in, fields.get("s")) };
    let typed = fields.get("code").trim();
    match step.ask {
        Some(code) if typed.is_empty() => act(&app, &visit, &signed_in, step, Doing::Claim(code)).await,
        _ if typed.is_empty() => {
            let error = Some(words().plain("code-empty", &[]));
            Ok(page(&address_page(&app, &visit, &signed_in, &step, Field::of(""), error).await?))
        }
        _ => act(&app, &visit, &signed_in, step, Doing::Type(typed)).await,
    }
}

/// The mails once more; those sent before stay good.
pub async fn again(State(app): State<Shared>, visit: Visit, signed_in: SignedIn) -> Answer {
    act(&app, &visit, &signed_in, signed_in.step(), Doing::AskAgain).await
}

/// It stays as it is.
pub async fn withdraw(State(app): State<Shared>, visit: Visit, signed_in: SignedIn) -> Answer {
    act(&app, &visit, &signed_in, signed_in.step(), Doing::Withdraw).await
}

/// "Change it."
pub async fn change(State(app): State<Shared>, visit: Visit, signed_in: SignedIn) -> Answer {
    act(&app, &visit, &signed_in, signed_in.step(), Doing::Change).await
}

async fn act(app: &App, visit: &Visit, signed_in: &SignedIn, step: Step, doing: Doing<'_>) -> Answer {
    let same = match &doing {
        Doing::Ask(_) => "address-same",
        Doing::Withdraw => "address-withdrawn",
        Doing::AskAgain | Doing::Type(_) | Doing::Claim(_) => "address-proved-before",
        Doing::Change => "address-was-changed",
    };
    let outcome = address::act(app, visit, signed_in.user(), step.clone(), doing).await?;
    let on = |word: &str| to(&format!("{PATH}?word={word}"));
    Ok(match outcome.verdict {
        Verdict::Done(Done::AddressChanged) => to("/account?word=address-changed"),
        Verdict::Done(Done::Mailed) => on("address-sent"),
        Verdict::Done(Done::AddressProved) => on("address-proved"),
        Verdict::Done(Done::AddressWithdrawn) => on("address-withdrawn"),
        Verdict::Done(_) => on(same),
        Verdict::Challenge(_) | Verdict::SignedIn(_) => {
            let step = Step { next: Some(PATH.to_owned()), ask: Some(app.new_id()), ..step };
            answer::outcome(app, visit, &step, &outcome, PATH)
        }
        Verdict::Refused(cause) => refused(app, visit, step, &outcome, &cause),
    })
}

fn refused(app: &App, visit: &Visit, step: Step, outcome: &Outcome, cause: &Cause) -> Response {
    let refused: Refused = answer::refused(outcome, cause, visit);
    let back = to_step(app, visit, PATH, &Step { refusal: Some(refused), ..step });
    answer::refer(back, outcome.reference.as_str())
}
