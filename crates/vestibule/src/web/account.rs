//! `/account`: the user's own password, factors, codes, sessions, attempts and organizations.
//!
//! Shown to its owner alone. Where to go next: `change.rs`, for another password.

use axum::extract::State;
use rules::Verdict;
use rules::attempt::Which;
use uuid::Uuid;

use super::answer::{self, Answer, page, to, to_step};
use super::entry::{self, Asked, Fields};
use super::refusal;
use super::who::{MaybeSignedIn, SignedIn};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Guessing, Knock, Subject, Who, subject};
use crate::happening;
use crate::step::Step;
use crate::store::factor::FactorRow;
use crate::store::{journal, membership, session};
use crate::views::account::{AccountPage, Authenticator, Belonging, Codes, Session};
use crate::views::message::MessagePage;
use crate::views::sign_in::Waiting;
use crate::views::{Section, Tone};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// How many attempts the page lists.
const ATTEMPTS: i64 = 20;

/// The account.
pub async fn show(State(app): State<Shared>, visit: Visit, signed_in: SignedIn, asked: Asked) -> Answer {
    if signed_in.visits().is_some() {
        return super::sso::visiting(&app, &visit, &signed_in, asked.get("word")).await;
    }
    let step = signed_in.step();
    let knock = Knock::new(&app, &visit, "account", step.clone(), Guessing::Second);
    let (subject, facts) = knock.look(&Who::User(signed_in.user())).await?;
    // Only what was refused to this very person: a step of somebody else's sign-in is sealed as well.
    let led = Step::open(&app, &visit, asked.get("s")).ok().filter(|led| led.user == step.user);
    let refused = led.and_then(|led| led.refusal);
    let refusal =
        refused.as_ref().and_then(|refused| refusal::told(&app, &visit, &step, Some(&subject), refused));
    let mut own = answer::own_page(&app, &signed_in).await?;
    own.section = Section::Account;
    let warned = ["codes-overtaken", "passkey-does-not-work"];
    let tone = if warned.contains(&asked.get("word")) { Tone::Warn } else { Tone::Good };
    own.notice = answer::notice(tone, &format!("notice-{}", asked.get("word")));
    let codes = codes(&subject, &visit, subject.zone(step.wanted));
    if own.notice.is_none() && codes.few() {
        own.notice = answer::notice(Tone::Warn, "notice-few-codes");
    }
    let zone = subject.zone(step.wanted).to_owned();
    let view = AccountPage {
        page: own,
        refusal,
        password: password_line(&subject, &facts, &visit, &zone),
        authenticators: authenticators(&subject, &facts, &visit, &zone),
        passkeys: super::passkey::list(&app, &subject, &facts, &visit, &zone),
        codes,
        sessions: sessions(&app, &visit, &signed_in, &zone).await?,
        attempts: attempts(&app, &visit, &signed_in, &zone).await?,
        organizations: belongings(&app, &subject, step.wanted, &zone).await?,
        invitations: waiting(&subject, &visit),
    };
    Ok(answer::showing(page(&view), refused.as_ref(), visit.now))
}

fn password_line(subject: &Subject, facts: &rules::Facts, visit: &Visit, zone: &str) -> (Tone, String) {
    let Some(set) = subject.user.as_ref().and_then(|user| user.password_at) else {
        return (Tone::Warn, words().plain("account-password-none", &[]));
    };
    let set = when::said(set, visit.now, zone);
    let expired = rules::sign_in::wanted_somewhere(facts, visit.now);
    if expired {
        return (Tone::Warn, words().plain("account-password-expired", &[("set", &set)]));
    }
    (Tone::Good, words().plain("account-password-set", &[("set", &set)]))
}

pub(super) fn authenticators(
    subject: &Subject,
    facts: &rules::Facts,
    visit: &Visit,
    zone: &str,
) -> Vec<Authenticator> {
    let kept = kept(subject, facts);
    subject
        .authenticators()
        .map(|factor| Authenticator {
            id: factor.id.to_string(),
            name: factor.name.clone(),
            label: factor.label.clone(),
            line: match factor.last_used_at {
                Some(at) => words().plain("factor-used", &[("time", &when::said(at, visit.now, zone))]),
                None => words().plain("factor-never-used", &[]),
            },
            marks: marks(subject, factor),
            kept: kept.clone(),
        })
        .collect()
}

/// Where a factor counts, if not everywhere: what one organization vouched for, and what is gone in another.
pub(super) fn marks(subject: &Subject, factor: &FactorRow) -> Vec<String> {
    let said = |word: &str, key: &str| {
        let rows =
            subject.ways_back.words.iter().filter(|row| row.factor_id == factor.id && row.word == word);
        let doors = rows.filter_map(|row| subject.door(Some(row.organization_id)));
        let names: Vec<&str> = doors.map(|door| door.name.as_str()).collect();
        (!names.is_empty()).then(|| words().plain(key, &[("organizations", &names.join(", "))]))
    };
    let only = (!factor.own).then(|| said("vouched", "factor-holds-only")).flatten();
    only.into_iter().chain(said("ended", "factor-gone-for")).collect()
}

/// Why the last factor stays, where it does.
pub(super) fn kept(subject: &Subject, facts: &rules::Facts) -> Option<String> {
    let demanded = facts.doors.iter().any(|door| door.joined && door.demands_second());
    let only = subject.live_factors().count() == 1;
    (demanded && only).then(|| words().plain("cause-factor-demanded", &[]))
}

fn codes(subject: &Subject, visit: &Visit, zone: &str) -> Codes {
    let saved = subject.sheets.iter().find(|(set, _)| set.saved_at.is_some());
    let left = saved.map_or(0, |(_, codes)| codes.iter().filter(|code| code.spent_at.is_none()).count());
    Codes {
        left: u32::try_from(left).unwrap_or(0),
        of: saved.map_or(0, |(_, codes)| u32::try_from(codes.len()).unwrap_or(0)),
        made: saved.map(|(set, _)| when::said(set.created_at, visit.now, zone)).unwrap_or_default(),
    }
}

async fn sessions(app: &App, visit: &Visit, signed_in: &SignedIn, zone: &str) -> Result<Vec<Session>, Fault> {
    let rows = session::list_for_user(&mut app.store.read(), signed_in.user(), visit.now).await?;
    let here = signed_in.row.session.id;
    let mut all: Vec<Session> = rows
        .into_iter()
        .map(|row| {
            let used = when::said(row.last_used_at, visit.now, zone);
            Session {
                id: row.id.to_string(),
                browser: row.browser,
                line: words().plain("session-line", &[("time", &used), ("network", &row.network)]),
                here: row.id == here,
            }
        })
        .collect();
    all.sort_by_key(|session| !session.here);
    Ok(all)
}

async fn attempts(
    app: &App,
    visit: &Visit,
    signed_in: &SignedIn,
    zone: &str,
) -> Result<Vec<crate::views::Happening>, Fault> {
    let rows = journal::list_for_user(&mut app.store.read(), signed_in.user(), ATTEMPTS).await?;
    Ok(rows.iter().map(|row| happening::of(row, visit.now, zone)).collect())
}

async fn belongings(
    app: &App,
    subject: &Subject,
    current: Option<Uuid>,
    zone: &str,
) -> Result<Vec<Belonging>, Fault> {
    let Some(user) = &subject.user else { return Ok(vec![]) };
    let contacts = membership::list_contacts(&mut app.store.read(), user.id).await?;
    let contact = |id: Uuid| {
        let row = contacts.iter().find(|row| row.organization_id == id)?;
        Some(words().plain("contact-own", &[("address", row.contact.as_deref()?)]))
    };
    let joined = subject.doors.iter().filter_map(|door| door.membership.joined_at.map(|at| (door, at)));
    let mut all: Vec<Belonging> = joined
        .map(|(door, at)| Belonging {
            name: door.name.clone(),
            slug: door.slug.clone(),
            line: words().plain("member-since", &[("day", &when::day(at, zone))]),
            current: Some(door.membership.organization_id) == current,
            closed: door
                .membership
                .deactivated_at
                .map(|_| words().plain("door-deactivated", &[("organization", &door.name)])),
            contact: contact(door.membership.organization_id),
        })
        .collect();
    all.sort_by_key(|belonging| !belonging.current);
    Ok(all)
}

fn waiting(subject: &Subject, visit: &Visit) -> Vec<Waiting> {
    let open = subject.doors.iter().filter(|door| subject::door(door).waiting(visit.now));
    open.map(|door| Waiting { name: door.name.clone(), slug: door.slug.clone(), inviter: None }).collect()
}

/// Signs out, here or everywhere. Whoever is out already sees the same page.
pub async fn sign_out(
    State(app): State<Shared>,
    visit: Visit,
    MaybeSignedIn(reader): MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let mut out = "/signed-out".to_owned();
    if let Some(reader) = reader {
        // Whom a provider vouched for ends this visit alone; what is the user's own is not theirs to end.
        let (all, visits) = (fields.ticked("all"), reader.visits().is_some());
        let which = if all && !visits { Which::All } else { Which::This };
        flows::account::end_sessions(&app, &visit, reader.user(), reader.step(), which).await?;
        if let Some(connection) = reader.row.session.connection_id {
            let only_here = if all { "&only=here" } else { "" };
            out = format!("/signed-out?through={connection}{only_here}");
        }
    }
    let mut response = to(&out);
    entry::set_cookie(&mut response, &entry::no_cookie(&app, "session").to_string());
    Ok(response)
}

/// "You are signed out." Whoever came through a provider may go on being signed in there.
pub async fn signed_out(State(app): State<Shared>, asked: Asked) -> Answer {
    let there = super::sso::still_in(&app, asked.get("through")).await?;
    let only_here = asked.get("only") == "here";
    Ok(page(&MessagePage::signed_out(answer::door_page(&app, None), there, only_here)))
}

/// Gives an authenticator or a passkey another name.
pub async fn rename_factor(State(app): State<Shared>, signed_in: SignedIn, fields: Fields) -> Answer {
    if let (Ok(id), Ok(name)) = (fields.get("id").parse(), proofs::name::person_name(fields.get("name"))) {
        flows::factor::rename(&app, signed_in.user(), id, &name).await?;
    }
    Ok(to("/account"))
}

/// Ends an authenticator or a passkey.
pub async fn remove_factor(
    State(app): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    fields: Fields,
) -> Answer {
    let Ok(id) = fields.get("id").parse() else { return Ok(to("/account")) };
    let step = Step { next: Some("/account".to_owned()), ..signed_in.step() };
    match flows::factor::end(&app, &visit, signed_in.user(), step.clone(), id, false).await? {
        None => Ok(to("/account")),
        Some(outcome) => match outcome.verdict {
            Verdict::Done(_) => {
                Ok(to(&format!("/account?word={}", super::passkey::ended_word(&outcome.subject, id))))
            }
            Verdict::Refused(_) | Verdict::Challenge(_) | Verdict::SignedIn(_) => {
                Ok(answer::outcome(&app, &visit, &step, &outcome, "/account"))
            }
        },
    }
}

/// New recovery codes.
pub async fn make_codes(State(app): State<Shared>, visit: Visit, signed_in: SignedIn) -> Answer {
    let step = Step { next: Some("/account".to_owned()), ..signed_in.step() };
    let outcome = flows::factor::make_codes(&app, &visit, signed_in.user(), step.clone()).await?;
    match (&outcome.verdict, outcome.made.sheet) {
        (Verdict::Done(_), Some((sheet, seed))) => {
            Ok(to_step(&app, &visit, "/setup/codes", &step.with_sheet(sheet, &seed)))
        }
        _ => Ok(answer::outcome(&app, &visit, &step, &outcome, "/account")),
    }
}

/// Ends one of the other sessions.
pub async fn end_session(
    State(app): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    fields: Fields,
) -> Answer {
    if let Ok(id) = fields.get("id").parse() {
        flows::account::end_session(&app, &visit, signed_in.user(), id).await?;
    }
    Ok(to("/account?word=session-was-ended"))
}

/// Ends all the others.
pub async fn end_others(State(app): State<Shared>, visit: Visit, signed_in: SignedIn) -> Answer {
    flows::account::end_sessions(&app, &visit, signed_in.user(), signed_in.step(), Which::Others).await?;
    Ok(to("/account?word=sessions-were-ended"))
}
