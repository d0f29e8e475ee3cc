//! `/org/SLUG/people`: who is in, and how they stand. Search and filter stand in the address.

use axum::extract::State;
use rules::facts::{Account, Door, Password, Worth};
use rules::status::{self, Status};

use super::{kit, requests};
use crate::app::Shared;
use crate::fault::Fault;
use crate::flows::policy_text;
use crate::store::Read;
use crate::store::organization::OrganizationRow;
use crate::store::people::{self, PersonRow};
use crate::views::people::{Action, PeoplePage, Person};
use crate::views::{Organization, Section, Tone};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page};
use crate::web::entry::Asked;
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// How many people stand on one page, so that it weighs less than 50 kB with all that it loads.
const ON_A_PAGE: usize = 16;
/// How many are looked at together for those of one status, and how often before the page is shown as it is.
const LOOKED_AT: i64 = 200;
const LOOKS: usize = 25;

const STATUSES: [Status; 6] = [
    Status::Active,
    Status::PasswordExpired,
    Status::NoFactor,
    Status::InvitePending,
    Status::InviteExpired,
    Status::Deactivated,
];

/// The list.
pub async fn show(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    let organization = &admin.organization;
    let search = asked.get("q").trim().to_owned();
    let after = cursor(asked.get("after"));
    let mut read = app.store.read();
    let wanted = Some(search.as_str()).filter(|search| !search.is_empty());
    let status = asked.get("status").to_owned();
    let (people, next) = on_a_page(&mut read, organization, &visit, wanted, &status, after).await?;
    let total = people::count(&mut read, organization.id, wanted).await?;
    let open = requests::open(&mut read, organization, &visit).await?;
    let rescue = kit::reminder(&mut read, &visit, organization).await?;
    drop(read);
    let next = next.map(|last| next_page(organization, &search, &status, &last));
    let mut own = answer::own_page(&app, &admin.signed_in).await?;
    own.section = Section::People;
    own.notice = answer::notice(Tone::Good, &format!("notice-{}", asked.get("word")));
    Ok(page(&PeoplePage {
        page: own,
        organization: Organization { name: organization.name.clone(), slug: organization.slug.clone() },
        search,
        status,
        statuses: STATUSES.map(|status| (status.code().to_owned(), said(status).1)).to_vec(),
        total: u64::try_from(total).unwrap_or(0),
        people,
        requests: open,
        rescue,
        before: None,
        after: next,
    }))
}

/// The people of one page, and after whom the next one begins, if there may be more. A status is derived and
/// no column, so those who have it are picked from all who match.
async fn on_a_page(
    read: &mut Read,
    organization: &OrganizationRow,
    visit: &Visit,
    search: Option<&str>,
    status: &str,
    after: Option<people::After>,
) -> Result<(Vec<Person>, Option<people::After>), Fault> {
    let (mut found, mut shown, mut seen) = (Vec::new(), after.clone(), after);
    let limit = if status.is_empty() { ON_A_PAGE as i64 + 1 } else { LOOKED_AT };
    for _ in 0..LOOKS {
        let rows = people::list(read, organization.id, search, seen.as_ref(), limit).await?;
        let end = (rows.len() as i64) < limit;
        for row in rows {
            let stands = status_of(&row, organization, visit);
            let wanted = status.is_empty() || stands.code() == status;
            // One more than fits: there is another page.
            if wanted && found.len() == ON_A_PAGE {
                return Ok((found, shown));
            }
            seen = Some(people::After { sort_name: row.sort_name.clone(), user_id: row.user_id });
            if wanted {
                found.push(person(&row, stands, organization, visit));
                shown.clone_from(&seen);
            }
        }
        if end {
            return Ok((found, None));
        }
    }
    Ok((found, seen))
}

fn cursor(text: &str) -> Option<people::After> {
    let (id, name) = text.split_once(' ')?;
    Some(people::After { user_id: id.parse().ok()?, sort_name: name.to_owned() })
}

fn next_page(organization: &OrganizationRow, search: &str, status: &str, last: &people::After) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", search).append_pair("status", status);
    query.append_pair("after", &format!("{} {}", last.user_id, last.sort_name));
    format!("/org/{}/people?{}", organization.slug, query.finish())
}

/// The status, derived from the facts on the way out.
pub fn status_of(row: &PersonRow, organization: &OrganizationRow, visit: &Visit) -> Status {
    let account = Account {
        password: row
            .password_at
            .filter(|_| row.has_password)
            .map(|set_at| Password { set_at, worth: Worth::Own }),
        authenticators: u8::from(row.has_factor),
        unreadable: 0,
        passkeys: 0,
        recovery_codes: 0,
        codes_saved: true,
    };
    let door = Door {
        organization: organization.id.as_u128(),
        role: row.role,
        invited_until: row.invite_expires_at,
        joined: row.joined_at.is_some(),
        deactivated: row.deactivated_at.is_some(),
        suspended: false,
        change_demanded_at: row.change_demanded_at,
        waived_until: row.waived_until,
        demand_in_force: organization.demand_since.is_some(),
        factors: u8::from(row.has_factor),
        second_holds: false,
        other_admins: 0,
        pass: None,
        help: None,
        wait: None,
        policy: policy_text::read(&organization.policy),
    };
    status::of(&account, &door, visit.now)
}

/// A status in words, with its tone.
pub fn said(status: Status) -> (Tone, String) {
    let tone = match status {
        Status::Active => Tone::Good,
        Status::PasswordExpired | Status::NoFactor | Status::InvitePending => Tone::Warn,
        Status::InviteExpired => Tone::Bad,
        Status::Deactivated => Tone::Plain,
    };
    (tone, words().plain(&format!("status-{}", status.code()), &[]))
}

/// One person, with the few things that an admin can do.
pub fn person(row: &PersonRow, status: Status, organization: &OrganizationRow, visit: &Visit) -> Person {
    let name = format!("{} {}", row.first_name, row.last_name).trim().to_owned();
    let called = if name.is_empty() { row.address.clone() } else { name.clone() };
    let undelivered = row.last_mail_state.as_deref().filter(|state| matches!(*state, "refused" | "expired"));
    Person {
        id: row.user_id.to_string(),
        email: row.address.clone(),
        role: words().plain(&format!("role-{}", row.role.word()), &[]),
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
        Status::InvitePending | Status::InviteExpired => &["re-invite", "withdraw"],
        Status::Deactivated => &["reactivate", "remove"],
        Status::Active | Status::PasswordExpired | Status::NoFactor => {
            &["reset", "waive", "must-change", "end-sessions", "role", "deactivate", "remove"]
        }
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
