//! The sealed recovery kit of an organization: made, tried, and what rescue an organization has arranged. And the
//! operator's code, which is a kit of one code for one user.
//!
//! Never in here: whether it may be done (`rules::kit`), what a code opens (`stand_in.rs`, `rules::factor`).

use proofs::recovery;
use proofs::ticket::{Typed, kind_of};
use rules::Role;
use rules::kit::{self as rule, Act, Evidence, Kit, Objection, Rescue, Scene, Useless};
use uuid::Uuid;

use super::apply::{Actor, Sheet, settle_demand};
use super::audit::Author;
use super::letters::organization::{About, tell};
use super::proving;
use super::run::Knock;
use super::subject::{self, Guessing, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::store::audit::AuditRow;
use crate::store::kit::{KitCodeRow, KitRow};
use crate::store::organization::OrganizationRow;
use crate::store::{Read, Write, audit, kit, membership};
use crate::visit::Visit;

/// An admin on their way to the kit of their organization.
pub struct Desk<'a> {
    /// The app.
    pub app: &'a App,
    /// The visit.
    pub visit: &'a Visit,
    /// The step of the admin's session.
    pub step: Step,
    /// Who.
    pub actor: &'a Actor,
    /// Whose kit.
    pub organization: &'a OrganizationRow,
}

/// The kit that counts, as the rules see it.
pub async fn known(read: &mut Read, organization_id: Uuid) -> Result<Option<Kit>, Fault> {
    let Some(row) = kit::current(read, organization_id).await? else { return Ok(None) };
    let left = kit::count_left(read, row.id).await?;
    Ok(Some(Kit { tried_at: row.tried_at, left: u32::try_from(left).unwrap_or(0) }))
}

/// Who or what could help an admin who loses every second factor.
pub async fn rescue(read: &mut Read, organization_id: Uuid) -> Result<Rescue, Fault> {
    let admins = u32::try_from(membership::count_admins(read, organization_id).await?).unwrap_or(0);
    Ok(Rescue { admins, kit: known(read, organization_id).await? })
}

/// The kit that a code would be tried on: the newest that waits for it, or the one that was tried before.
pub async fn on_trial(
    read: &mut Read,
    organization_id: Uuid,
) -> Result<Option<(KitRow, Vec<KitCodeRow>)>, Fault> {
    if let Some(untried) = kit::find_untried(read, organization_id).await? {
        return Ok(Some(untried));
    }
    kit::find_current(read, organization_id).await
}

/// Makes a new kit; the one that was tried goes on until the new one has been. What comes back is its id and the
/// seed that shows its codes.
pub async fn make(desk: &Desk<'_>) -> Result<Result<(Uuid, [u8; 100]), Objection>, Fault> {
    let (app, organization) = (desk.app, desk.organization);
    let knock = desk.knock("kit-made");
    if let Err(objection) = desk.judged(&mut app.store.read(), &knock, Act::Make, false).await? {
        return Ok(Err(objection));
    }
    let sheet = proving::sheet(app, desk.visit).await?;
    let mut write = app.store.write().await?;
    if let Err(objection) = desk.judged(&mut write, &knock, Act::Make, false).await? {
        return Ok(Err(objection));
    }
    // One that was shown and never tried gives way: it may never have been printed.
    if let Some((untried, _)) = kit::find_untried(&mut write, organization.id).await? {
        kit::end(&mut write, untried.id, desk.visit.now).await?;
    }
    let row = KitRow {
        id: app.new_id(),
        organization_id: organization.id,
        user_id: None,
        salt: sheet.salt.to_vec(),
        made_by: desk.actor.id,
        made_at: desk.visit.now,
        tried_at: None,
        expires_at: None,
        ended_at: None,
    };
    kit::add(&mut write, &row, &sheet.hashes).await?;
    note(&mut write, &knock, organization.id, desk.actor.id, "kit-made", None).await?;
    tell(&mut write, &knock, organization, &About::KitMade { by: &desk.actor.name }).await?;
    write.commit().await?;
    Ok(Ok((row.id, sheet.seed)))
}

/// One of its codes was typed to prove that the paper is there: that one is spent, and older kits end.
pub async fn try_one(desk: &Desk<'_>, typed: &str) -> Result<Result<(), Objection>, Fault> {
    let (app, organization) = (desk.app, desk.organization);
    let mut knock = desk.knock("kit-tried");
    let found = on_trial(&mut app.store.read(), organization.id).await?;
    let there = found.is_some();
    let right = Act::Try(Evidence::Right);
    if let Err(objection) = desk.judged(&mut app.store.read(), &knock, right, there).await? {
        return Ok(Err(objection));
    }
    let Some((row, codes)) = found else { return Ok(Err(Objection::NothingThere)) };
    let who = Who::User(desk.actor.id.unwrap_or_default());
    let seen = knock.look(&who).await?;
    if !knock.take_guess(&seen, |lane| rules::throttle::code_lane(lane, desk.visit.now)).await? {
        let lane = knock.guess.as_ref().map(|guess| guess.before);
        return Ok(desk.decided(true, right, there, lane));
    }
    let (evidence, position) =
        knock.unless_broken(compare(app, desk.visit, &row, &codes, typed).await).await?;
    let mut write = app.store.write().await?;
    let evidence = match position {
        Some(position) if evidence == Evidence::Right => {
            let by = desk.actor.id.unwrap_or_default();
            let spent = kit::spend(&mut write, row.id, position, desk.visit.now, by).await?;
            if spent { Evidence::Right } else { Evidence::Spent }
        }
        Some(_) | None => evidence,
    };
    if let Err(objection) = desk.judged(&mut write, &knock, Act::Try(evidence), there).await? {
        return Ok(Err(objection));
    }
    knock.clear_guess(&mut write).await?;
    kit::set_tried(&mut write, row.id, desk.visit.now).await?;
    kit::end_others(&mut write, organization.id, row.id, desk.visit.now).await?;
    settle_demand(&mut write, organization.id, desk.visit.now).await?;
    note(&mut write, &knock, organization.id, desk.actor.id, "kit-tried", None).await?;
    let left = kit::count_left(&mut write, row.id).await?;
    tell(&mut write, &knock, organization, &About::KitTried { by: &desk.actor.name, left }).await?;
    write.commit().await?;
    Ok(Ok(()))
}

async fn compare(
    app: &App,
    visit: &Visit,
    row: &KitRow,
    codes: &[KitCodeRow],
    typed: &str,
) -> Result<(Evidence, Option<i64>), Fault> {
    let Typed::Recovery(code) = kind_of(typed) else { return Ok((Evidence::Wrong, None)) };
    let Some(hash) = proving::raw_hash(app, visit, &code, &row.salt).await? else {
        return Ok((Evidence::Wrong, None));
    };
    let hashes: Vec<[u8; 32]> = codes.iter().map(|row| row.hash).collect();
    Ok(match recovery::position_of(&hash, &hashes).map(|at| &codes[at]) {
        None => (Evidence::Wrong, None),
        Some(row) if row.spent_at.is_some() => (Evidence::Spent, None),
        Some(row) => (Evidence::Right, Some(row.position)),
    })
}

impl Desk<'_> {
    fn knock(&self, act: &'static str) -> Knock<'_> {
        let step = Step { wanted: Some(self.organization.id), ..self.step.clone() };
        Knock::new(self.app, self.visit, act, step, Guessing::Second)
    }

    fn decided(
        &self,
        by_admin: bool,
        act: Act,
        there: bool,
        lane: Option<rules::facts::Lane>,
    ) -> Result<(), Objection> {
        let lane = lane.unwrap_or(rules::facts::Lane { failed: 0, last_at: rules::Instant(0) });
        let scene = Scene { by_admin, actor_second: self.actor.second, there, lane };
        rule::decide(&scene, act, self.visit.now)
    }

    /// The rules' word, with the membership as it is at this moment.
    async fn judged(
        &self,
        read: &mut Read,
        knock: &Knock<'_>,
        act: Act,
        there: bool,
    ) -> Result<Result<(), Objection>, Fault> {
        let Some(id) = self.actor.id else { return Ok(Err(Objection::NotAnAdmin)) };
        let row = membership::find(read, self.organization.id, id).await?;
        let by_admin = row.is_some_and(|row| {
            row.role == Role::Admin && row.joined_at.is_some() && row.deactivated_at.is_none()
        });
        Ok(self.decided(by_admin, act, there, knock.guess.as_ref().map(|guess| guess.before)))
    }
}

/// What the operator gives out: one code, and until when it works.
pub struct OperatorCode {
    /// As one types it.
    pub code: String,
    /// Until when.
    pub until: rules::Instant,
}

/// One code that stands in once for the second factor of this user in this organization.
pub async fn give_operator_code(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    user_id: Uuid,
) -> Result<Result<OperatorCode, Useless>, Fault> {
    let step = Step { wanted: Some(organization.id), ..Step::default() };
    let knock = Knock::new(app, visit, "operator-code-made", step, Guessing::Second);
    let (_, facts) = knock.look(&Who::User(user_id)).await?;
    let door = facts.doors.iter().find(|door| door.organization == organization.id.as_u128());
    let Some(account) = &facts.account else { return Ok(Err(Useless::NotAMember)) };
    if let Err(useless) = rule::recovers(account, door) {
        return Ok(Err(useless));
    }
    let Sheet { seed, salt, hashes } = proving::sheet(app, visit).await?;
    let until = visit.now.plus(rule::OPERATOR_CODE_LASTS);
    let row = KitRow {
        id: app.new_id(),
        organization_id: organization.id,
        user_id: Some(user_id),
        salt: salt.to_vec(),
        made_by: None,
        made_at: visit.now,
        tried_at: None,
        expires_at: Some(until),
        ended_at: None,
    };
    let mut write = app.store.write().await?;
    // The newest one is meant: one that was read out to the wrong person works no more.
    kit::end_operators(&mut write, organization.id, user_id, visit.now).await?;
    kit::add(&mut write, &row, &hashes[..1]).await?;
    note(&mut write, &knock, organization.id, None, "operator-code-made", Some(user_id)).await?;
    let subject = subject::load(&mut write, &Who::User(user_id), &knock.step, visit).await?;
    tell(&mut write, &knock, organization, &About::OperatorCode { subject: &subject, until }).await?;
    write.commit().await?;
    let [code, ..] = recovery::make(seed);
    Ok(Ok(OperatorCode { code, until }))
}

async fn note(
    write: &mut Write,
    knock: &Knock<'_>,
    organization_id: Uuid,
    actor_id: Option<Uuid>,
    act: &str,
    subject_id: Option<Uuid>,
) -> Result<(), Fault> {
    let author = Author::of(actor_id, knock.visit);
    let row = AuditRow { subject_id, ..author.line(knock.app, organization_id, act) };
    audit::add(write, &row).await
}
