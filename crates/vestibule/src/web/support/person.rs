//! `/support/people/ID`: where somebody belongs, what they can sign in with, by name and never by secret, and their
//! whole timeline over all organizations.

use axum::extract::{Path, State};
use rules::people::AdminAct;
use rules::{Instant, status};
use uuid::Uuid;

use super::case::{NOTES, concerned, places};
use super::events::{self, Range, ZONE};
use super::{AtDesk, counted};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::support::Looked;
use crate::flows::{Subject, Who, forecast, subject};
use crate::step::{Step, read_cause};
use crate::store::note::NoteRow;
use crate::store::{Read, grant, note, people, session, stuck};
use crate::views::Section;
use crate::views::support::{Membership, Note, PlaceAct, SupportPersonPage};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page};
use crate::web::console::people::{listing, said};
use crate::web::console::person::told as can_they;
use crate::web::entry::Asked;
use crate::when;
use crate::words::words;

/// What can be done in an admin's place, by the last part of its path.
pub const IN_AN_ADMINS_PLACE: [(&str, AdminAct); 3] =
    [("reset", AdminAct::SendReset), ("waive", AdminAct::Waive), ("end-sessions", AdminAct::EndSessions)];

/// One person.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    desk: AtDesk,
    Path(id): Path<Uuid>,
    asked: Asked,
) -> Answer {
    let subject = subject::load(&mut app.store.read(), &Who::User(id), &Step::default(), &visit).await?;
    if subject.user.is_none() {
        return desk.nothing_there(&app).await;
    }
    let range = Range::of(&asked, visit.now);
    let timeline = events::of_user(&mut app.store.read(), id, &range, &visit).await?;
    // Also those that they have left, as far as this page says what happened there.
    let mut at = looked(&subject);
    at.organizations.extend(&timeline.organizations);
    desk.looks(&app, &visit, &at).await?;
    let frame = desk.frame(&app, Section::Support, asked.get("word")).await?;
    let refused = super::refused_before(&app, &visit, asked.get("s"));
    let mut read = app.store.read();
    let open = stuck::find_open(&mut read, id).await?;
    let sessions = session::list_for_user(&mut read, id, visit.now).await?.len();
    let notes = note::any_list_for_user(&mut read, id, NOTES).await?;
    let view = SupportPersonPage {
        page: frame,
        who: concerned(&subject),
        stands: open.map(|row| stands(&row, &visit)),
        memberships: memberships(&mut read, &app, &subject, &visit).await?,
        factors: factors(&subject, &visit),
        sessions: counted("support-sessions", i64::try_from(sessions).unwrap_or(0)),
        timeline: timeline.told(&format!("/support/people/{id}"), vec![], &range),
        places: places(&subject),
        notes: notes.into_iter().map(|row| self::note(row, &visit)).collect(),
        refusal: refused.as_ref().map(|(_, refusal)| refusal.clone()),
    };
    Ok(answer::showing(page(&view), refused.as_ref().map(|(refused, _)| refused), visit.now))
}

/// Their page concerns every organization of theirs.
pub fn looked(subject: &Subject) -> Looked {
    Looked {
        subject: subject.user.as_ref().map(|user| user.id),
        organizations: subject.doors.iter().map(|door| door.membership.organization_id).collect(),
        reference: None,
    }
}

/// "Refused 3 times since 14:05, the last time because …".
fn stands(row: &stuck::StuckRow, visit: &Visit) -> String {
    let cause = read_cause(&row.cause).map(|cause| crate::said::cause_for_operator(&cause, visit.now));
    let since = when::said(row.began_at, visit.now, ZONE);
    let values = [
        ("count", row.refusals.to_string()),
        ("since", since),
        ("cause", cause.unwrap_or_else(|| row.cause.clone())),
    ];
    let lent: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words().plain("support-stands-stuck", &lent)
}

async fn memberships(
    read: &mut Read,
    app: &App,
    subject: &Subject,
    visit: &Visit,
) -> Result<Vec<Membership>, Fault> {
    let facts = subject.user.as_ref().map(|user| rules::facts::Account {
        password: user
            .password_hash
            .as_ref()
            .and(user.password_at)
            .map(|set_at| rules::facts::Password { set_at, worth: rules::facts::Worth::Own }),
        authenticators: u8::try_from(subject.authenticators().count()).unwrap_or(u8::MAX),
        unreadable: 0,
        passkeys: u8::try_from(subject.passkeys().count()).unwrap_or(u8::MAX),
        recovery_codes: 0,
        codes_saved: true,
    });
    let Some(account) = facts else { return Ok(vec![]) };
    let shut = listing::shut(read).await?.contains(app.address_key(&subject.address).as_slice());
    let mut all = Vec::new();
    for row in &subject.doors {
        let listed = people::find(read, row.membership.organization_id, row.membership.user_id).await?;
        let marks = listing::marks(listed.as_ref(), shut, visit);
        let door = subject::knowing(subject, row, None, visit);
        let organization = row.membership.organization_id;
        let prospect = forecast::of(read, app, subject, organization, visit).await?;
        let (tone, answer, takes) = can_they(&prospect, visit, ZONE);
        let live = grant::find_live(read, organization, visit.now).await?;
        let said_until = |at: Instant| when::said(at, visit.now, ZONE);
        let granted = live.is_some();
        let has_minimum = door.policy.password_min_age.is_some();
        let acts = IN_AN_ADMINS_PLACE.iter().filter(|(code, _)| granted && (*code != "waive" || has_minimum));
        all.push(Membership {
            slug: row.slug.clone(),
            name: row.name.clone(),
            role: words().plain(&format!("role-{}", row.membership.role.word()), &[]),
            status: said(status::of(&account, &door, &marks, visit.now)),
            now: (tone, answer),
            takes,
            last_active: row.membership.last_active_at.map_or("–".to_owned(), said_until),
            granted_until: live.map(|grant| said_until(grant.until)),
            acts: acts.map(|(code, _)| act(code)).collect(),
        });
    }
    Ok(all)
}

fn act(code: &str) -> PlaceAct {
    PlaceAct { code: code.to_owned(), label: words().plain(&format!("support-act-{code}"), &[]) }
}

/// What they can sign in with: names and counts.
fn factors(subject: &Subject, visit: &Visit) -> Vec<(String, String)> {
    let used = |at: Option<Instant>| match at {
        Some(at) => words().plain("factor-used", &[("time", &when::said(at, visit.now, ZONE))]),
        None => words().plain("factor-never-used", &[]),
    };
    let password = subject.user.as_ref().filter(|user| user.password_hash.is_some());
    let set = match password.and_then(|user| user.password_at) {
        Some(at) => words().plain("support-password-set", &[("at", &when::said(at, visit.now, ZONE))]),
        None => words().plain("support-password-none", &[]),
    };
    let mut all = vec![(words().plain("support-password", &[]), set)];
    all.extend(subject.live_factors().map(|factor| (factor.name.clone(), used(factor.last_used_at))));
    if let Ok(codes) = i64::try_from(subject.codes_left()) {
        all.push((words().plain("support-codes", &[]), counted("support-codes-left", codes)));
    }
    all
}

/// A note as the desk reads it.
pub fn note(row: NoteRow, visit: &Visit) -> Note {
    let at = when::said(row.at, visit.now, ZONE);
    Note { at, by: row.by_name, text: row.text, case: row.reference }
}
