//! `/org/SLUG/audit`: who changed what, on whom, when and from where. Filters stand in the address; there is nothing
//! here that changes a line. Where to go next: `audit/export.rs`.

pub mod export;

use axum::extract::State;
use rules::Instant;
use uuid::Uuid;

use crate::app::Shared;
use crate::fault::Fault;
use crate::said::audit as said;
use crate::store::audit::{self, Filter};
use crate::store::organization::OrganizationRow;
use crate::store::{Read, people};
use crate::views::Section;
use crate::views::audit::{AuditLine, AuditPage};
use crate::visit::Visit;
use crate::web::answer::{Answer, page};
use crate::web::entry::Asked;
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// How many lines stand on one page.
const ON_A_PAGE: usize = 25;
/// How many people are offered where several fit.
const OFFERED: i64 = 8;

/// What is looked for, as typed.
#[derive(Clone, Debug, Default)]
struct Typed {
    act: String,
    who: String,
    from: String,
    to: String,
}

impl Typed {
    fn of(get: impl Fn(&str) -> String) -> Typed {
        let cut = |name: &str| get(name).trim().chars().take(320).collect();
        Typed { act: cut("act"), who: cut("who"), from: cut("from"), to: cut("to") }
    }

    fn address(&self, organization: &OrganizationRow, more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let own = [("act", &self.act), ("who", &self.who), ("from", &self.from), ("to", &self.to)];
        query.extend_pairs(own.iter().filter(|(_, value)| !value.is_empty()));
        query.extend_pairs(more);
        format!("/org/{}/audit?{}", organization.slug, query.finish())
    }
}

/// Whom the words mean.
enum Whom {
    /// Everybody.
    Anybody,
    /// This one.
    One(Uuid),
    /// Nobody.
    Nobody,
    /// Several, by name and id.
    Several(Vec<(String, Uuid)>),
}

async fn whom(read: &mut Read, organization: Uuid, who: &str) -> Result<Whom, Fault> {
    if who.is_empty() {
        return Ok(Whom::Anybody);
    }
    // Somebody who was removed is still found by their id, in this organization's lines alone.
    if let Ok(id) = who.parse() {
        return Ok(Whom::One(id));
    }
    let wanted = people::Wanted { search: Some(who), ..people::Wanted::EVERYBODY };
    let found = people::list(read, organization, &wanted, None, false, OFFERED).await?;
    let name = |row: &people::PersonRow| {
        let name = proofs::full_name(&row.first_name, &row.last_name);
        if name.is_empty() { row.address.clone() } else { format!("{name}, {}", row.address) }
    };
    Ok(match found.as_slice() {
        [] => Whom::Nobody,
        [one] => Whom::One(one.user_id),
        several => Whom::Several(several.iter().map(|row| (name(row), row.user_id)).collect()),
    })
}

/// The filter, or `None` where the days are none.
fn filter(typed: &Typed, person: Option<Uuid>, zone: &str) -> Option<Filter> {
    let day = |text: &str, at: fn(&str, &str) -> Option<Instant>, none: Instant| {
        if text.is_empty() { Some(none) } else { at(text, zone) }
    };
    Some(Filter {
        act: typed.act.clone(),
        person,
        from: day(&typed.from, when::day_begins, Filter::ALL.from)?,
        until: day(&typed.to, when::day_ends, Filter::ALL.until)?,
    })
}

/// The lines.
pub async fn show(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    let organization = &admin.organization;
    let typed = Typed::of(|name| asked.get(name).to_owned());
    let mut read = app.store.read();
    let whom = whom(&mut read, organization.id, &typed.who).await?;
    let person = if let Whom::One(id) = &whom { Some(*id) } else { None };
    let filter = filter(&typed, person, &organization.zone);
    let wanted = matches!(whom, Whom::Anybody | Whom::One(_));
    let mut lines = match filter.as_ref().filter(|_| wanted) {
        Some(filter) => {
            let before = cursor(asked.get("before"));
            audit::list_lines(&mut read, organization.id, filter, ON_A_PAGE as i64 + 1, before).await?
        }
        None => vec![],
    };
    drop(read);
    let more = lines.len() > ON_A_PAGE;
    lines.truncate(ON_A_PAGE);
    let last = lines.last().filter(|_| more).map(|line| format!("{}.{}", line.at.0, line.id));
    let own = admin.frame(&app, Section::Audit, "").await?;
    let (who_note, which) = note(&whom, &typed, organization);
    Ok(page(&AuditPage {
        page: own,
        organization: admin.named(),
        acts: said::acts(),
        days_error: filter.is_none().then(|| words().plain("audit-days-wrong", &[])),
        lines: lines.iter().map(|line| shown(line, organization, &visit)).collect(),
        after: last.map(|last| typed.address(organization, &[("before", &last)])),
        who_note,
        which,
        act: typed.act,
        who: typed.who,
        from: typed.from,
        to: typed.to,
    }))
}

/// What is to be said of the person that was looked for, and whom else one could mean.
fn note(
    whom: &Whom,
    typed: &Typed,
    organization: &OrganizationRow,
) -> (Option<String>, Vec<(String, String)>) {
    match whom {
        Whom::Anybody | Whom::One(_) => (None, vec![]),
        Whom::Nobody => (Some(words().plain("audit-nobody", &[])), vec![]),
        Whom::Several(all) => {
            let address =
                |id: &Uuid| Typed { who: id.to_string(), ..typed.clone() }.address(organization, &[]);
            let which = all.iter().map(|(name, id)| (name.clone(), address(id))).collect();
            (Some(words().plain("audit-several", &[])), which)
        }
    }
}

fn cursor(text: &str) -> Option<(Instant, Uuid)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), id.parse().ok()?))
}

fn shown(line: &audit::AuditLine, organization: &OrganizationRow, visit: &Visit) -> AuditLine {
    let person = |id: Uuid| format!("/org/{}/people/{id}", organization.slug);
    let subject = said::subject(line).map(|name| {
        let there = line.subject_name.is_some();
        (name, line.subject_id.filter(|_| there).map(person))
    });
    AuditLine {
        at: when::said(line.at, visit.now, &organization.zone),
        actor: said::actor(line),
        what: said::act(&line.act),
        act: line.act.clone(),
        // Whoever did something to themselves is not named twice.
        subject: subject.filter(|_| line.subject_id != line.actor_id || line.subject_id.is_none()),
        details: said::details(line, visit.now, &organization.zone),
        network: line.network.clone(),
    }
}
