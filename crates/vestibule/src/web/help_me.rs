//! `/help-me`: "I can't use any of these". The page shows eight characters that one reads to an admin, and goes on
//! when they have been typed; with a pass it leads to a new authenticator.
//!
//! Before the mailbox is proved in this very browser nobody hears of it. Where to go next: `setup.rs`;
//! `console/help.rs`, for the admin's side.

use axum::extract::State;
use axum::response::Response;
use proofs::ticket::shown_code;
use rules::facts::{Door, Facts};
use rules::pass::{self, Grant};
use rules::sign_in::wanted_door;
use uuid::Uuid;

use super::answer::{self, Answer, page, to, to_step};
use super::entry::{Asked, Fields};
use super::refusal;
use super::setup::{page_of, step_of};
use super::who::MaybeSignedIn;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::{self, Guessing, Knock, Subject, Who};
use crate::step::Step;
use crate::store::help::HelpRow;
use crate::store::{help, membership};
use crate::views::Organization;
use crate::views::help::{HelpPage, State as Stands};
use crate::views::layout::in_fours;
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// Where one asks, and sees how it stands.
pub const PATH: &str = "/help-me";

/// How the request stands.
pub async fn show(State(app): State<Shared>, visit: Visit, reader: MaybeSignedIn, asked: Asked) -> Answer {
    let step = match step_of(&app, &visit, asked.get("s"), &reader) {
        Ok(step) => step,
        Err(response) => return Ok(response),
    };
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    Ok(help_page(&app, &visit, &step, user, &reader).await?)
}

async fn help_page(
    app: &App,
    visit: &Visit,
    step: &Step,
    user: Uuid,
    reader: &MaybeSignedIn,
) -> Result<Response, Fault> {
    let (subject, facts) = look(app, visit, step, user).await?;
    let door = wanted_door(&facts).filter(|door| door.usable());
    let wanted = door.map(|door| Uuid::from_u128(door.organization));
    let next = step.next.clone().filter(|next| next != PATH);
    let shown = Step { refusal: None, wanted: wanted.or(step.wanted), next, ..step.clone() };
    let state = if facts.proofs.known().is_none() {
        let again = Step { wanted, ..Step::for_address(&subject.address) };
        Stands::LeftOpen { href: format!("/sign-in/password?s={}", again.seal(app, visit)) }
    } else if let Some(door) = door {
        state(app, visit, &subject, &facts, door).await?
    } else {
        Stands::Choose(organizations(&subject, &facts))
    };
    let row = subject.door(wanted);
    let refused = step.refusal.as_ref();
    let view = HelpPage {
        page: page_of(app, step, reader, row).await?,
        s: shown.seal(app, visit),
        organization: row.map_or(String::new(), |row| row.name.clone()),
        address: subject.address.clone(),
        state,
        refusal: refused
            .and_then(|refused| refusal::told(app, visit, &shown, Some(&subject), refused))
            .map(|refusal| refusal::elsewhere(refusal, app, visit, &shown)),
    };
    Ok(answer::showing(page(&view), refused, visit.now))
}

async fn look(app: &App, visit: &Visit, step: &Step, user: Uuid) -> Result<(Subject, Facts), Fault> {
    Knock::new(app, visit, "help", step.clone(), Guessing::Second).look(&Who::User(user)).await
}

/// Those whose second factor is asked for.
fn organizations(subject: &Subject, facts: &Facts) -> Vec<Organization> {
    let doors = facts.doors.iter().filter(|door| door.usable() && door.has_second());
    let rows = doors.filter_map(|door| subject.door(Some(Uuid::from_u128(door.organization))));
    rows.map(|row| Organization { name: row.name.clone(), slug: row.slug.clone() }).collect()
}

async fn state(
    app: &App,
    visit: &Visit,
    subject: &Subject,
    facts: &Facts,
    door: &Door,
) -> Result<Stands, Fault> {
    let organization = Uuid::from_u128(door.organization);
    let given = facts.proofs.second.is_some();
    if given && door.second_holds {
        return Ok(Stands::In);
    }
    let said = |at| when::said(at, visit.now, subject.zone(Some(organization)));
    if let Some(grant) = pass::grant(facts, door, visit.now) {
        return Ok(Stands::Pass {
            until: door.pass.map(|pass| said(pass.until)).unwrap_or_default(),
            extend: given && !facts.proofs.by_recovery_code && grant != Grant::ProveMailbox,
            waited: grant == Grant::Wait,
        });
    }
    let Some(user) = subject.user.as_ref().map(|user| user.id) else { return Ok(Stands::Ask) };
    let mut read = app.store.read();
    let here = |row: &&HelpRow| row.organization_id == organization && row.device_id == visit.device;
    let row = match subject.ways_back.helps.iter().find(here) {
        Some(open) => Some(open.clone()),
        None => help::latest_in(&mut read, user, organization, visit.device).await?,
    };
    match row {
        Some(row) if row.closed_at.is_some() => ended(app, &row).await,
        Some(row) if row.reached_at.is_some() && visit.now < row.until => {
            let code = shown_code(&flows::help::characters(app, row.id, visit.now));
            let admins = membership::list_admins(&mut read, organization).await?.into_iter();
            Ok(Stands::Waiting {
                code: in_fours(&code),
                admins: admins
                    .filter(|admin| admin.user_id != user)
                    .map(|admin| proofs::full_name(&admin.first_name, &admin.last_name))
                    .collect(),
                until: said(row.until),
            })
        }
        Some(row) if row.reached_at.is_some() => Ok(end("expired", "help-ended-expired", &[])),
        Some(_) | None if door.other_admins == 0 => Ok(Stands::Alone),
        Some(_) | None => Ok(Stands::Ask),
    }
}

/// What became of a request that is closed.
async fn ended(app: &App, row: &HelpRow) -> Result<Stands, Fault> {
    let reason = row.reason.as_deref().unwrap_or_default();
    Ok(match row.ended_as.as_deref().unwrap_or_default() {
        "declined" => {
            let admin = admin_name(app, row).await?;
            let values = [("admin", admin.as_str()), ("reason", reason)];
            let line = if reason.is_empty() {
                "help-ended-declined-silent-line"
            } else {
                "help-ended-declined-line"
            };
            Stands::Ended {
                how: "declined",
                heading: words().plain("help-ended-declined", &[]),
                line: words().plain(line, &values),
            }
        }
        "withdrawn" => end("withdrawn", "help-ended-withdrawn", &[]),
        "replaced" => end("replaced", "help-ended-replaced", &[]),
        "came-in" => end("came-in", "help-ended-came-in", &[]),
        "membership-changed" => end("membership-changed", "help-ended-membership-changed", &[]),
        "password-saved" => end("password-saved", "help-ended-password-saved", &[]),
        // Confirmed, and the pass is gone since.
        _ => end("pass-over", "help-ended-pass-over", &[]),
    })
}

fn end(how: &'static str, key: &str, values: crate::words::Values) -> Stands {
    let line = words().plain(&format!("{key}-line"), values);
    Stands::Ended { how, heading: words().plain(key, values), line }
}

/// Which admin closed a request, by name.
pub async fn admin_name(app: &App, row: &HelpRow) -> Result<String, Fault> {
    let somebody = words().plain("help-somebody", &[]);
    let Some(by) = row.closed_by else { return Ok(somebody) };
    let found = membership::find(&mut app.store.read(), row.organization_id, by).await?;
    let name = found.map(|row| proofs::full_name(&row.first_name, &row.last_name));
    Ok(name.filter(|name| !name.is_empty()).unwrap_or(somebody))
}

/// Asks. Where a pass is at hand already, or several organizations could help, the page says so first.
pub async fn submit(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let (user, step) = match begun(&app, &visit, &reader, &fields) {
        Ok(begun) => begun,
        Err(response) => return Ok(response),
    };
    let doors = answer::doors(&app, user).await?;
    let chosen = doors.iter().find(|door| door.slug == fields.get("organization"));
    let chosen = chosen.map(|door| door.membership.organization_id);
    // A visitor chooses none: the answer would say where else the user belongs.
    let wanted = step.visits().or(chosen).or(step.wanted);
    let step = Step { wanted, ..step };
    let (subject, facts) = look(&app, &visit, &step, user).await?;
    let door = wanted_door(&facts);
    let at_hand = match door {
        Some(door) => pass::grant(&facts, door, visit.now).is_some(),
        None => !organizations(&subject, &facts).is_empty(),
    };
    if facts.proofs.known().is_some() && at_hand {
        return Ok(to_step(&app, &visit, PATH, &step));
    }
    // Named from here on: the admins of no other organization hear of it.
    let wanted = door.map(|door| Uuid::from_u128(door.organization)).or(wanted);
    asked(&app, &visit, Step { wanted, next: step.next.clone().or(Some(PATH.to_owned())), ..step }).await
}

/// Asks, now or when the mailbox has been proved for it.
pub(super) async fn asked(app: &App, visit: &Visit, step: Step) -> Answer {
    let Some(user) = step.user else { return Ok(to("/sign-in")) };
    let outcome = flows::help::ask(app, visit, user, step.clone()).await?;
    Ok(answer::outcome(app, visit, &step, &outcome, back(&outcome)))
}

/// Takes the request back.
pub async fn withdraw(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let (user, step) = match begun(&app, &visit, &reader, &fields) {
        Ok(begun) => begun,
        Err(response) => return Ok(response),
    };
    let outcome = flows::help::withdraw(&app, &visit, user, step.clone()).await?;
    Ok(answer::outcome(&app, &visit, &step, &outcome, PATH))
}

/// The factor that was just given shall hold there too.
pub async fn extend(
    State(app): State<Shared>,
    visit: Visit,
    reader: MaybeSignedIn,
    fields: Fields,
) -> Answer {
    let (user, step) = match begun(&app, &visit, &reader, &fields) {
        Ok((user, step)) => (user, Step { next: Some("/account?word=factor-vouched".to_owned()), ..step }),
        Err(response) => return Ok(response),
    };
    let outcome = flows::help::extend(&app, &visit, user, step.clone()).await?;
    Ok(answer::outcome(&app, &visit, &step, &outcome, back(&outcome)))
}

#[expect(clippy::result_large_err, reason = "the error is the answer itself, made once a request")]
fn begun(
    app: &App,
    visit: &Visit,
    reader: &MaybeSignedIn,
    fields: &Fields,
) -> Result<(Uuid, Step), Response> {
    let step = step_of(app, visit, fields.get("s"), reader)?;
    let user = step.user.ok_or_else(|| to("/sign-in"))?;
    // Its page asks for mails: those of before are as good.
    Ok((user, Step { refusal: None, word: None, ask: step.ask.or(Some(app.new_id())), ..step }))
}

/// Whoever lost the first proof, or may not enter, sees the refusal's own page.
fn back(outcome: &flows::Outcome) -> &'static str {
    use rules::{Cause, Verdict};
    match &outcome.verdict {
        Verdict::Refused(Cause::NobodyToHelp | Cause::PassMissing) => PATH,
        Verdict::Refused(_) => "/sign-in/refused",
        Verdict::SignedIn(_) | Verdict::Challenge(_) | Verdict::Done(_) => PATH,
    }
}
