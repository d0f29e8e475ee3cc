//! `/org/SLUG/people`: who is in, and how they stand. Search and filters stand in the address, and the same ones lead to
//! the file.

pub mod listing;
pub mod several;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use rules::Role;
use rules::status::Status;

use self::listing::{Listing, Place};
use super::{kit, person, requests};
use crate::app::Shared;
use crate::flows::policy_text;
use crate::spreadsheet;
use crate::step::Step;
use crate::store::organization::OrganizationRow;
use crate::store::people::{After, PersonRow};
use crate::views::people::{Action, PeopleList, PeoplePage, Person};
use crate::views::{Section, Tone};
use crate::visit::Visit;
use crate::web::answer::{self, Answer};
use crate::web::entry::Asked;
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// How many people stand on one page, so that it weighs less than 50 kB with all that it loads.
const ON_A_PAGE: usize = 16;
/// How many are written into the file at once.
const IN_A_PIECE: usize = 1_000;

/// The list.
pub async fn show(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    let organization = &admin.organization;
    let listing = Listing::asked(&app, organization, &visit, &asked).await?;
    let place = match place(asked.get("before")) {
        Some(before) => Place::Before(before),
        None => Place::After(place(asked.get("after"))),
    };
    let mut read = app.store.read();
    let found = listing.some(&mut read, &place, ON_A_PAGE).await?;
    let total = listing.count(&mut read).await?;
    let open = requests::open(&mut read, organization, &visit).await?;
    let rescue = kit::reminder(&mut read, &visit, organization).await?;
    drop(read);
    let (has_before, has_after) = match &place {
        Place::After(after) => (after.is_some(), found.more),
        Place::Before(_) => (found.more, true),
    };
    let edge = |word: &str, row: Option<&(PersonRow, Status)>| {
        row.map(|(row, _)| turned(organization, &listing, word, row))
    };
    let before = edge("before", found.people.first().filter(|_| has_before));
    let after = edge("after", found.people.last().filter(|_| has_after));
    let own = admin.frame(&app, Section::People, asked.get("word")).await?;
    let people = found.people.iter().map(|(row, status)| self::person(row, *status, organization, &visit));
    let path = format!("/org/{}/people", organization.slug);
    let list = PeopleList { people: people.collect(), before, after, ..bare(&listing, path, total) };
    let refused = Step::open(&app, &visit, asked.get("s")).ok().and_then(|step| step.refusal);
    let refusal = refused.as_ref().and_then(|refused| person::refusal(refused, None, &visit, organization));
    let view = PeoplePage { page: own, organization: admin.named(), list, requests: open, rescue, refusal };
    // Whoever is not there any more brought the reader here: it is the list, and not what was asked for.
    let status = if refused.is_some() { StatusCode::NOT_FOUND } else { StatusCode::OK };
    Ok(answer::showing(answer::page_with(status, &view), refused.as_ref(), visit.now))
}

/// A list without anybody in it: its search and filters, as they were asked for.
pub fn bare(listing: &Listing<'_>, path: String, total: i64) -> PeopleList {
    PeopleList {
        houses: Vec::new(),
        house: String::new(),
        query: listing.query(),
        status: listing.status.map_or(String::new(), |status| status.code().to_owned()),
        statuses: Status::ALL.map(|status| (status.code().to_owned(), said(status).1)).to_vec(),
        role: listing.role.map_or(String::new(), |role| role.word().to_owned()),
        roles: [Role::Member, Role::Admin].map(|role| (role.word().to_owned(), role_said(role))).to_vec(),
        total: u64::try_from(total).ok().filter(|_| listing.status.is_none()),
        people: Vec::new(),
        before: None,
        after: None,
        file: format!("{path}.csv?{}", listing.query()),
        search: listing.search.clone(),
        path,
    }
}

/// Everybody whom the list with the same search and filters shows, as a file.
pub async fn export(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    let organization = &admin.organization;
    let listing = Listing::asked(&app, organization, &visit, &asked).await?;
    let mut table = vec![heads()];
    let mut place = Place::After(None);
    loop {
        let found = listing.some(&mut app.store.read(), &place, IN_A_PIECE).await?;
        table.extend(found.people.iter().map(|(row, status)| line(row, *status)));
        match found.people.last().filter(|_| found.more) {
            Some((row, _)) => {
                place = Place::After(Some(After { sort_name: row.sort_name.clone(), user_id: row.user_id }));
            }
            None => break,
        }
    }
    let bytes = spreadsheet::csv(table)?;
    Ok((spreadsheet::attached(spreadsheet::CSV, &format!("people-{}.csv", organization.slug)), bytes)
        .into_response())
}

/// What stands above the columns of the file.
fn heads() -> Vec<String> {
    let heads = [
        "first-name",
        "last-name",
        "email",
        "people-role",
        "people-status",
        "people-active",
        "people-joined",
        "people-invited-until",
        "people-contact",
    ];
    heads.map(|key| words().plain(key, &[])).to_vec()
}

fn line(row: &PersonRow, status: Status) -> Vec<String> {
    let at = |moment: Option<rules::Instant>| moment.map_or(String::new(), when::rfc3339);
    vec![
        row.first_name.clone(),
        row.last_name.clone(),
        row.address.clone(),
        role_said(row.role),
        said(status).1,
        at(row.last_active_at),
        at(row.joined_at),
        at(row.invite_expires_at.filter(|_| row.joined_at.is_none())),
        row.contact.clone().unwrap_or_default(),
    ]
}

fn role_said(role: Role) -> String {
    words().plain(&format!("role-{}", role.word()), &[])
}

fn place(text: &str) -> Option<After> {
    let (id, name) = text.split_once(' ')?;
    Some(After { user_id: id.parse().ok()?, sort_name: name.to_owned() })
}

/// The page on that side of this person.
fn turned(organization: &OrganizationRow, listing: &Listing<'_>, word: &str, row: &PersonRow) -> String {
    let mut query = form_urlencoded::Serializer::new(listing.query());
    query.append_pair(word, &format!("{} {}", row.user_id, row.sort_name));
    format!("/org/{}/people?{}", organization.slug, query.finish())
}

/// A status in words, with its tone.
pub fn said(status: Status) -> (Tone, String) {
    let tone = match status {
        Status::Active => Tone::Good,
        Status::PasswordExpired | Status::NoFactor | Status::InvitePending => Tone::Warn,
        Status::InviteExpired | Status::Locked | Status::MailBouncing => Tone::Bad,
        Status::Deactivated => Tone::Plain,
    };
    (tone, words().plain(&format!("status-{}", status.code()), &[]))
}

/// One person, with the few things that an admin can do.
pub fn person(row: &PersonRow, status: Status, organization: &OrganizationRow, visit: &Visit) -> Person {
    let name = proofs::full_name(&row.first_name, &row.last_name);
    let called = if name.is_empty() { row.address.clone() } else { name.clone() };
    let undelivered = row.last_mail_state.as_deref().filter(|state| matches!(*state, "refused" | "expired"));
    Person {
        id: row.user_id.to_string(),
        organization: answer::named(organization),
        email: row.address.clone(),
        contact: row.contact.clone(),
        joined: row.joined_at.is_some(),
        role: role_said(row.role),
        status: said(status),
        last_active: row
            .last_active_at
            .map_or("–".to_owned(), |at| when::said(at, visit.now, &organization.zone)),
        undelivered: undelivered.map(|_| words().plain("mail-not-delivered", &[])),
        actions: actions(row, status, &called, organization, visit),
        name,
    }
}

/// Whether a new password is asked for and not chosen yet.
fn demanded(row: &PersonRow) -> bool {
    row.change_demanded_at.is_some_and(|at| row.password_at.is_some_and(|set| set <= at))
}

fn actions(
    row: &PersonRow,
    status: Status,
    called: &str,
    organization: &OrganizationRow,
    visit: &Visit,
) -> Vec<Action> {
    let codes: &[&str] = match status {
        Status::Deactivated => &["reactivate", "remove"],
        _ if row.joined_at.is_none() => &["re-invite", "withdraw"],
        _ => &["reset", "waive", "must-change", "end-sessions", "role", "deactivate", "remove"],
    };
    let has_minimum = policy_text::read(&organization.policy).password_min_age.is_some();
    codes
        .iter()
        .filter(|code| **code != "waive" || has_minimum)
        .map(|code| match *code {
            "waive" if row.waived_until.is_some_and(|until| visit.now < until) => "end-waiver",
            "must-change" if demanded(row) => "end-demand",
            "role" if row.role == rules::Role::Admin => "make-member",
            "role" => "make-admin",
            other => other,
        })
        .map(|code| Action::of(code, called, &organization.name))
        .collect()
}
