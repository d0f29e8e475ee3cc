//! Timelines: journal entries a page at a time, and among them the mails, requests and acts of the same days.
//!
//! Pages go by a place in the journal (its time and reference), so that a page costs the same in a journal of ten
//! entries and of ten million. Whatever else happened belongs to the page whose entries stand around it.

use std::collections::HashMap;

use rules::{Instant, Span};
use uuid::Uuid;

use crate::fault::Fault;
use crate::happening;
use crate::store::audit::{self, AuditRow};
use crate::store::journal::{self, JournalRow, Place};
use crate::store::outbox::{self, OutboxRow};
use crate::store::request::{self, RequestRow};
use crate::store::{Read, organization, user};
use crate::views::Tone;
use crate::views::support::{Event, TimelineView};
use crate::visit::Visit;
use crate::web::entry::Asked;
use crate::web::reset::fate;
use crate::when;
use crate::words::words;

/// How many journal entries are on a page.
const ON_A_PAGE: usize = 20;
/// How much else of each kind is on one at most.
const BESIDE: i64 = 20;
/// How much is shown of what came after a case.
const AFTERWARDS: i64 = 8;
/// Everybody at the desk reads the same times.
pub const ZONE: &str = "UTC";

/// Which part of a timeline is wanted.
pub struct Range {
    since: Instant,
    before: Instant,
    after: Option<Place>,
    /// The first day, as typed.
    pub from: String,
    /// The last day, as typed.
    pub to: String,
}

impl Range {
    /// What the page was asked for: days, and a place to go on from. What cannot be read is not asked for.
    pub fn of(asked: &Asked, now: Instant) -> Range {
        let day = |name: &str| {
            let typed = asked.get(name);
            let at = when::parse_rfc3339(&format!("{typed}T00:00:00Z"))?;
            Some((at, typed.to_owned()))
        };
        let (from, to) = (day("from"), day("to"));
        let after = asked.get("after").split_once('.').and_then(|(at, reference)| {
            Some(Place { at: Instant(at.parse().ok()?), reference: reference.to_owned() })
        });
        Range {
            since: from.as_ref().map_or(Instant(0), |(at, _)| *at),
            // The future holds nothing, but a clock may have been moved.
            before: to.as_ref().map_or(now.plus(Span::days(1)), |(at, _)| at.plus(Span::days(1))),
            after,
            from: from.map(|(_, typed)| typed).unwrap_or_default(),
            to: to.map(|(_, typed)| typed).unwrap_or_default(),
        }
    }

    fn place(&self) -> Place {
        let first = Place { at: Instant(self.before.0.saturating_sub(1)), reference: String::new() };
        match &self.after {
            Some(place) if place.at <= first.at => place.clone(),
            Some(_) | None => first,
        }
    }

    /// Until before when other things belong to this page.
    fn below(&self) -> Instant {
        self.after.as_ref().map_or(self.before, |place| place.at.min(self.before))
    }
}

/// A page of a timeline.
pub struct Timeline {
    events: Vec<Event>,
    next: Option<Place>,
    /// More happened than is shown.
    crowded: bool,
    /// The organizations that it names.
    pub organizations: Vec<Uuid>,
}

impl Timeline {
    /// As it is drawn, on that page with those hidden fields.
    pub fn told(self, path: &str, hidden: Vec<(String, String)>, range: &Range) -> TimelineView {
        let older = self.next.map(|place| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(&hidden);
            query.append_pair("from", &range.from).append_pair("to", &range.to);
            query.append_pair("after", &format!("{}.{}", place.at.0, place.reference));
            format!("{path}?{}", query.finish())
        });
        let (from, to, path) = (range.from.clone(), range.to.clone(), path.to_owned());
        let (first, crowded) = (range.after.is_none(), self.crowded);
        TimelineView { path, hidden, from, to, first, events: self.events, crowded, older }
    }
}

/// Names of organizations and people, each looked up once.
#[derive(Default)]
pub struct Names(HashMap<Uuid, Option<String>>);

impl Names {
    /// An organization's.
    pub async fn organization(&mut self, read: &mut Read, id: Option<Uuid>) -> Result<Option<String>, Fault> {
        let Some(id) = id else { return Ok(None) };
        if let Some(known) = self.0.get(&id) {
            return Ok(known.clone());
        }
        let name = organization::find(read, id).await?.map(|row| row.name);
        Ok(self.0.entry(id).or_insert(name).clone())
    }

    /// Somebody's.
    pub async fn person(&mut self, read: &mut Read, id: Option<Uuid>) -> Result<Option<String>, Fault> {
        let Some(id) = id else { return Ok(None) };
        if let Some(known) = self.0.get(&id) {
            return Ok(known.clone());
        }
        let row = user::find(read, id).await?;
        let name = row.map(|row| proofs::full_name(&row.first_name, &row.last_name));
        Ok(self.0.entry(id).or_insert(name).clone())
    }
}

/// What happened to somebody, over all organizations.
pub async fn of_user(
    read: &mut Read,
    user_id: Uuid,
    range: &Range,
    visit: &Visit,
) -> Result<Timeline, Fault> {
    let limit = ON_A_PAGE as i64 + 1;
    let rows = journal::any_timeline_of_user(read, user_id, &range.place(), range.since, limit).await?;
    let (rows, next) = cut(rows);
    let lower = next.as_ref().map_or(range.since, |place| place.at);
    let beside = Beside::of(read, user_id, lower, range.below(), BESIDE).await?;
    told(read, rows, beside, next, visit).await
}

/// What came right after a case, the oldest first.
pub async fn after(read: &mut Read, row: &JournalRow, visit: &Visit) -> Result<Vec<Event>, Fault> {
    let Some(user_id) = row.user_id else { return Ok(vec![]) };
    let rows = journal::any_list_after(read, user_id, row, AFTERWARDS).await?;
    let enough = rows.len() as i64 == AFTERWARDS;
    let end = rows.last().filter(|_| enough).map_or(Instant(i64::MAX), |last| last.at);
    let mut beside = Beside::of(read, user_id, row.at, end, AFTERWARDS).await?;
    // The case's own mails stand with it.
    beside.mails.retain(|mail| mail.reference.as_deref() != Some(row.reference.as_str()));
    let mut events = told(read, rows, beside, None, visit).await?.events;
    events.reverse();
    Ok(events)
}

/// What happened with an address that nobody has: entries, and the mails that they caused.
pub async fn of_address(
    read: &mut Read,
    key: &[u8; 32],
    range: &Range,
    visit: &Visit,
) -> Result<Timeline, Fault> {
    let limit = ON_A_PAGE as i64 + 1;
    let rows = journal::any_timeline_of_address(read, key, &range.place(), range.since, limit).await?;
    let (rows, next) = cut(rows);
    let mut mails = Vec::new();
    for row in &rows {
        mails.extend(outbox::list_by_reference(read, &row.reference).await?);
    }
    told(read, rows, Beside { mails, ..Beside::default() }, next, visit).await
}

/// What happened in an organization: its entries alone.
pub async fn of_organization(
    read: &mut Read,
    organization_id: Uuid,
    range: &Range,
    visit: &Visit,
) -> Result<Timeline, Fault> {
    let (place, limit) = (range.place(), ON_A_PAGE as i64 + 1);
    let rows = journal::timeline_of_organization(read, organization_id, &place, range.since, limit).await?;
    let (rows, next) = cut(rows);
    told(read, rows, Beside::default(), next, visit).await
}

fn cut(mut rows: Vec<JournalRow>) -> (Vec<JournalRow>, Option<Place>) {
    if rows.len() <= ON_A_PAGE {
        return (rows, None);
    }
    rows.truncate(ON_A_PAGE);
    let next = rows.last().map(|row| Place { at: row.at, reference: row.reference.clone() });
    (rows, next)
}

/// What else happened meanwhile.
#[derive(Default)]
struct Beside {
    mails: Vec<OutboxRow>,
    requests: Vec<RequestRow>,
    acts: Vec<AuditRow>,
}

impl Beside {
    async fn of(
        read: &mut Read,
        user_id: Uuid,
        since: Instant,
        before: Instant,
        limit: i64,
    ) -> Result<Beside, Fault> {
        Ok(Beside {
            mails: outbox::any_list_of_user(read, user_id, since, before, limit).await?,
            requests: request::any_list_of_user(read, user_id, since, before, limit).await?,
            acts: audit::any_list_of_subject(read, user_id, since, before, limit).await?,
        })
    }
}

async fn told(
    read: &mut Read,
    rows: Vec<JournalRow>,
    beside: Beside,
    next: Option<Place>,
    visit: &Visit,
) -> Result<Timeline, Fault> {
    let full = BESIDE as usize;
    let crowded = [beside.mails.len(), beside.requests.len(), beside.acts.len()].contains(&full);
    let mut names = Names::default();
    let mut all: Vec<(Instant, Event)> = Vec::new();
    let mut organizations: Vec<Uuid> = rows.iter().filter_map(|row| row.organization_id).collect();
    for row in &rows {
        let place = names.organization(read, row.organization_id).await?;
        let said = happening::of(row, visit.now, ZONE);
        let case = Some(row.reference.clone());
        all.push((
            row.at,
            Event { at: said.at, tone: said.tone, what: said.what, detail: said.detail, place, case },
        ));
    }
    for mail in &beside.mails {
        let place = names.organization(read, mail.organization_id).await?;
        all.push((mail.created_at, self::mail(mail, place, visit)));
    }
    for row in &beside.requests {
        let place = names.organization(read, Some(row.organization_id)).await?;
        all.push((row.at, asked(row, place, visit)));
    }
    for row in beside.acts {
        // What the person did themselves stands in the journal already, and so does what was sent and handed over.
        if row.actor == "user" || matches!(row.act.as_str(), "support-mailed" | "support-handed-over") {
            continue;
        }
        let place = names.organization(read, row.organization_id).await?;
        let who = names.person(read, row.actor_id).await?;
        organizations.extend(row.organization_id);
        all.push((row.at, done(&row, who, place, visit)));
    }
    // What happened in one moment stays as it came: the entry, then what it caused.
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let events = all.into_iter().map(|(_, event)| event).collect();
    Ok(Timeline { events, next, crowded, organizations })
}

/// A mail: which kind, and what became of it. Never what it says.
pub fn mail(mail: &OutboxRow, place: Option<String>, visit: &Visit) -> Event {
    let (tone, detail) = fate(mail, visit, ZONE);
    Event {
        at: when::said(mail.created_at, visit.now, ZONE),
        tone,
        what: words().plain(&format!("mail-kind-{}", mail.kind), &[]),
        detail,
        place,
        case: mail.reference.clone(),
    }
}

fn asked(row: &RequestRow, place: Option<String>, visit: &Visit) -> Event {
    let closed = row.closed_at.map(|at| when::said(at, visit.now, ZONE));
    let detail = match closed {
        Some(at) => words().plain("support-request-closed", &[("at", &at)]),
        None => words().plain("support-request-open", &[]),
    };
    Event {
        at: when::said(row.at, visit.now, ZONE),
        tone: if row.closed_at.is_some() { Tone::Good } else { Tone::Warn },
        what: words().plain("support-request", &[]),
        detail,
        place,
        case: row.reference.clone(),
    }
}

/// A line of the audit log: its act in words, and by whom.
fn done(row: &AuditRow, who: Option<String>, place: Option<String>, visit: &Visit) -> Event {
    let mut act = row.act.replace('-', " ");
    if let Some(first) = act.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let role = words().plain(&format!("support-actor-{}", row.actor), &[]);
    let who = who.map_or(role.clone(), |name| format!("{name} ({role})"));
    Event {
        at: when::said(row.at, visit.now, ZONE),
        tone: Tone::Plain,
        what: act,
        detail: words().plain("support-done-by", &[("who", &who)]),
        place,
        case: None,
    }
}
