//! The organizations that somebody administers, and which of them their session opens.
//!
//! Reads only: each is asked as if it were entered now, and nothing is carried out. Never in here: a page, an act
//! (`people.rs` judges each anew, in its transaction).

use rules::{Attempt, Instant, Role, Verdict};
use uuid::Uuid;

use super::policy_text;
use super::subject::{self, Guessing, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::store::organization::{self, OrganizationRow};
use crate::visit::Visit;

/// How many are looked at; nobody's page waits for hundreds.
pub const MOST: usize = 50;

/// An organization that somebody administers.
pub struct House {
    /// Which.
    pub organization: OrganizationRow,
    /// This session opens it: what was given in it is enough, and not too long ago.
    pub opens: bool,
}

/// Those that somebody administers.
pub struct Houses {
    /// The first of them, in the order of their slugs.
    pub all: Vec<House>,
    /// How many more there are.
    pub left_out: usize,
}

/// When a session began, and when it was last used.
#[derive(Clone, Copy, Debug)]
pub struct Age {
    /// When it began.
    pub begun: Instant,
    /// When it was last used.
    pub used: Instant,
}

/// Those that this session's user administers and that can be entered at all.
pub async fn administered(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: &Step,
    age: Age,
) -> Result<Houses, Fault> {
    let mut read = app.store.read();
    let subject = subject::load(&mut read, &Who::User(user), step, visit).await?;
    let ids: Vec<Uuid> = subject
        .doors
        .iter()
        .filter(|door| subject::door(door).usable() && door.membership.role == Role::Admin)
        .map(|door| door.membership.organization_id)
        .collect();
    let rows = organization::list_for_user(&mut read, user).await?;
    let rows: Vec<OrganizationRow> = rows.into_iter().filter(|row| ids.contains(&row.id)).collect();
    let left_out = rows.len().saturating_sub(MOST);
    let mut facts = subject::facts(&mut read, app, &subject, step, visit, Guessing::Second, None).await?;
    let house = |organization: OrganizationRow| {
        let key = organization.id.as_u128();
        facts.wanted = Some(key);
        let verdict = rules::decide(&facts, &Attempt::Enter, visit.now).verdict;
        let policy = policy_text::read(&organization.policy);
        let alive = rules::session::alive(&policy, step.visits().is_some(), age.begun, age.used, visit.now);
        House { organization, opens: alive && verdict == Verdict::SignedIn(Some(key)) }
    };
    Ok(Houses { all: rows.into_iter().take(MOST).map(house).collect(), left_out })
}
