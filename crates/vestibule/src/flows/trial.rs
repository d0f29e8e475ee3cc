//! Tries a policy on everybody in the organization, off any transaction: many are loaded at a time, with a handful of
//! statements, and the rules say what becomes of each.
//!
//! This organization's facts only. Never in here: what a policy does to somebody (`rules::trial`).

use std::collections::HashMap;

use rules::facts::{Account, Door, Facts, Lane, Pass, PassKind, Password, SignOn, Worth};
use rules::forecast::{Has, at_the_door};
use rules::policy::{Admins, Policy};
use rules::trial::{InForce, Member, fate};
use rules::{Instant, Role, session};
use uuid::Uuid;

use super::subject;
use crate::app::App;
use crate::fault::Fault;
use crate::store::organization::OrganizationRow;
use crate::store::trial::{self, MemberFactorRow, MemberRow, Those};

/// How many are loaded together.
const TOGETHER: i64 = 500;

/// Somebody whom a trial names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Who.
    pub user_id: Uuid,
    /// First and last name, or the address where there is none.
    pub name: String,
}

/// What a policy would do.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// How many it was tried on.
    pub members: usize,
    /// Those who are asked to set up a second factor.
    pub set_up: Vec<Named>,
    /// Those who are asked for a new password.
    pub new_password: Vec<Named>,
    /// Those who are spared the second factor in a browser that asks for it afterwards.
    pub asked_again: Vec<Named>,
    /// Those whose session ends with the saving.
    pub sessions_end: Vec<Named>,
    /// Those who cannot change a password that they could change now.
    pub wait_to_change: Vec<Named>,
    /// Those who would have no way in.
    pub shut_out: Vec<Named>,
    /// Those who have none as it is.
    pub stuck_before: Vec<Named>,
    /// The admins among them.
    pub admins: Admins,
}

/// What is in force, and what would be.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// Now.
    pub before: InForce,
    /// Afterwards.
    pub after: InForce,
}

/// Tries it on everybody.
pub async fn run(
    app: &App,
    organization: &OrganizationRow,
    change: &Change,
    now: Instant,
) -> Result<Trial, Fault> {
    let mut read = app.store.read();
    let mut found = Trial::default();
    let mut after = Uuid::nil();
    loop {
        let rows = trial::list(&mut read, organization.id, after, TOGETHER).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        let those = Those { organization_id: organization.id, after, until: last.user_id };
        after = last.user_id;
        let facts = Known {
            factors: by_user(trial::list_factors(&mut read, those).await?, |row| row.user_id),
            codes: by_user(trial::list_codes(&mut read, those).await?, |row| row.user_id),
            passes: by_user(trial::list_passes(&mut read, those).await?, |row| row.user_id),
        };
        let sessions = by_user(trial::list_sessions(&mut read, those, now).await?, |row| row.user_id);
        for row in &rows {
            let member = facts.member(app, organization, row, change);
            found.add(row, &member, change, now);
            let ends = |row: &trial::MemberSessionRow| {
                let alive = |policy: &Policy| {
                    session::alive(policy, row.visits, row.created_at, row.last_used_at, now)
                };
                alive(&change.before.policy) && !alive(&change.after.policy)
            };
            if sessions.get(&row.user_id).is_some_and(|all| all.iter().any(ends)) {
                found.sessions_end.push(named(row));
            }
        }
    }
}

fn by_user<Row>(rows: Vec<Row>, user: impl Fn(&Row) -> Uuid) -> HashMap<Uuid, Vec<Row>> {
    let mut all: HashMap<Uuid, Vec<Row>> = HashMap::new();
    for row in rows {
        all.entry(user(&row)).or_default().push(row);
    }
    all
}

fn named(row: &MemberRow) -> Named {
    let name = proofs::full_name(&row.first_name, &row.last_name);
    Named { user_id: row.user_id, name: if name.is_empty() { row.address.clone() } else { name } }
}

impl Trial {
    fn add(&mut self, row: &MemberRow, member: &Member, change: &Change, now: Instant) {
        self.members += 1;
        // Whoever is switched off, or has not come yet, has no next sign-in for a policy to change.
        if row.joined_at.is_none() || row.deactivated_at.is_some() {
            return;
        }
        let fate = fate(member, &change.before, &change.after, now);
        let lists = [
            (fate.sets_up && !fate.shut_out, &mut self.set_up),
            (fate.new_password && !fate.shut_out, &mut self.new_password),
            (fate.asked_again && !fate.shut_out, &mut self.asked_again),
            (newly_too_soon(member, change, now), &mut self.wait_to_change),
            (fate.shut_out, &mut self.shut_out),
            (fate.stuck_before, &mut self.stuck_before),
        ];
        for (is, list) in lists {
            if is {
                list.push(named(row));
            }
        }
        if row.role == Role::Admin {
            self.admins.before += u32::from(!fate.stuck_before);
            self.admins.after += u32::from(!fate.stuck_before && !fate.shut_out);
        }
    }
}

fn newly_too_soon(member: &Member, change: &Change, now: Instant) -> bool {
    let too_soon = |policy: &Policy| {
        let mut facts = member.facts.clone();
        facts.doors.iter_mut().for_each(|door| door.policy = *policy);
        rules::password::too_soon(&facts, now).is_some()
    };
    too_soon(&change.after.policy) && !too_soon(&change.before.policy)
}

/// What was loaded of the members at hand.
struct Known {
    factors: HashMap<Uuid, Vec<MemberFactorRow>>,
    codes: HashMap<Uuid, Vec<trial::MemberCodesRow>>,
    passes: HashMap<Uuid, Vec<trial::MemberPassRow>>,
}

impl Known {
    fn member(&self, app: &App, organization: &OrganizationRow, row: &MemberRow, change: &Change) -> Member {
        let none = Vec::new();
        let factors = self.factors.get(&row.user_id).unwrap_or(&none);
        let small = |count: usize| u8::try_from(count).unwrap_or(u8::MAX);
        let apps = factors.iter().filter(|factor| factor.kind == "totp");
        let (readable, unreadable): (Vec<_>, Vec<_>) =
            apps.partition(|factor| subject::opens(app, factor.id, &factor.secret));
        let passkeys = factors.iter().filter(|factor| factor.kind == "passkey").count();
        let codes = self.codes.get(&row.user_id).and_then(|rows| rows.first()).map_or(0, |row| row.codes);
        let account = Account {
            password: row.password_at.filter(|_| row.has_password).map(|set_at| Password {
                set_at,
                worth: if row.password_worth == "own" { Worth::Own } else { Worth::Mailbox },
            }),
            authenticators: small(readable.len()),
            unreadable: small(unreadable.len()),
            passkeys: small(passkeys),
            recovery_codes: u8::try_from(codes).unwrap_or(u8::MAX),
            codes_saved: row.codes_saved,
        };
        let facts = at_the_door(
            &Facts {
                account: Some(account),
                doors: vec![self.door(organization, row, factors.len(), change)],
                wanted: None,
                lane: Lane { failed: 0, last_at: Instant(0) },
                network_until: Instant(0),
                proofs: rules::facts::Proofs::default(),
                in_session: false,
                visiting: None,
                remembered_until: None,
                ticket: None,
                change: None,
                presented: rules::facts::Standing::default(),
                mail_fits: true,
            },
            organization.id.as_u128(),
        );
        let has = Has::everything(&facts, organization.id.as_u128());
        Member { has, facts, remembered_until: row.remembered_until }
    }

    fn door(&self, organization: &OrganizationRow, row: &MemberRow, factors: usize, change: &Change) -> Door {
        let pass = self.passes.get(&row.user_id).and_then(|rows| rows.first());
        Door {
            organization: organization.id.as_u128(),
            role: row.role,
            invited_until: row.invite_expires_at,
            joined: row.joined_at.is_some(),
            deactivated: row.deactivated_at.is_some(),
            suspended: organization.suspended_at.is_some(),
            change_demanded_at: row.change_demanded_at,
            waived_until: row.waived_until,
            demand_in_force: change.before.demand,
            factors: u8::try_from(factors).unwrap_or(u8::MAX),
            second_holds: false,
            other_admins: 0,
            pass: pass.map(|pass| Pass {
                kind: if pass.kind == "live" { PassKind::Live } else { PassKind::Advance },
                until: pass.until,
                here: false,
            }),
            help: None,
            wait: None,
            sign_on: SignOn::Free,
            policy: change.before.policy,
        }
    }
}
