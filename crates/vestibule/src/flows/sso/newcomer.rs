//! Whoever comes through the provider and is nobody's here, where their organization wants them to become a member by that:
//! the user, their address and the membership, and the arrival itself, in one transaction.
//!
//! A membership is made as an invitation that only this arrival can accept, and the arrival is decided on as any other.
//! Never in here: who is welcome (`rules::sso::welcomes`).

use proofs::full_name;
use rules::attempt::Arrival;
use rules::people::ActorSecond;
use rules::{Attempt, Instant, Span, Verdict};
use uuid::Uuid;

use crate::fault::Fault;
use crate::flows::apply::{Actor, Hands};
use crate::flows::audit::Author;
use crate::flows::letters::organization::{About, tell};
use crate::flows::people::{Invitation, adding};
use crate::flows::run::{Knock, Outcome};
use crate::flows::subject::{self, Subject, Who};
use crate::flows::{evidence, support};
use crate::store::audit::AuditRow;
use crate::store::connection::ConnectionRow;
use crate::store::organization::{self, OrganizationRow};
use crate::store::{Write, audit, counter};

/// So many become members of one organization by coming, in a day.
const A_DAY: i64 = 2000;
/// A letter to the admins about the first of them, so often.
const TOLD_EVERY: Span = Span::hours(24);

/// Makes whoever came a member, if they are welcome as one, and decides on their arrival. `None`: they are not, and
/// nothing was done.
pub(super) async fn arrive(
    knock: &Knock<'_>,
    row: &ConnectionRow,
    who: &Who,
    newcomer: &Option<Invitation>,
    arrival: &Arrival,
    hands: &Hands,
) -> Result<Option<Outcome>, Fault> {
    let Some(newcomer) = newcomer.as_ref().filter(|_| arrival.newcomers) else { return Ok(None) };
    let mut write = knock.app.store.write().await?;
    organization::lock(&mut write, row.organization_id).await?;
    let subject = subject::load(&mut write, who, &knock.step, knock.visit).await?;
    if !rules::sso::welcomes(&facts(&mut write, knock, &subject).await?, arrival) {
        return Ok(None);
    }
    let Some(house) = organization::find(&mut write, row.organization_id).await? else { return Ok(None) };
    let Some(user) = add(&mut write, knock, &house, row, newcomer).await? else { return Ok(None) };
    let subject = subject::load(&mut write, &Who::User(user), &knock.step, knock.visit).await?;
    let facts = facts(&mut write, knock, &subject).await?;
    let attempt = Attempt::Arrive(*arrival);
    let decision = rules::decide(&facts, &attempt, knock.visit.now);
    if let Verdict::Refused(_) = decision.verdict {
        // Nothing stays behind of somebody who may not come in after all.
        return Ok(None);
    }
    note(&mut write, knock, &house, row, user, newcomer).await?;
    let evidence = evidence::of(&attempt, &facts);
    let came = knock.carry_out(write, subject, decision, hands, evidence).await?;
    came.map(Some).ok_or(Fault::Contended)
}

async fn facts(write: &mut Write, knock: &Knock<'_>, subject: &Subject) -> Result<rules::Facts, Fault> {
    subject::facts(write, knock.app, subject, &knock.step, knock.visit, knock.guessing, None).await
}

/// `None`: not one more today, or the address is held for whoever had it, or nobody joins this organization so.
async fn add(
    write: &mut Write,
    knock: &Knock<'_>,
    house: &OrganizationRow,
    row: &ConnectionRow,
    newcomer: &Invitation,
) -> Result<Option<Uuid>, Fault> {
    let (app, visit) = (knock.app, knock.visit);
    // Whoever works at the support desk was chosen for that.
    if support::is_desk(write, house.id).await? {
        return Ok(None);
    }
    let key = app.sealer.keyed_hash("newcomers of an organization", house.id.as_bytes());
    if !counter::take(write, &key, Instant(visit.now.0 - Span::hours(24).0), visit.now, A_DAY).await? {
        return Ok(None);
    }
    let (user, held_until) = adding::find_or_add_user(write, app, visit, newcomer).await?;
    if held_until.is_some() {
        return Ok(None);
    }
    let by = Actor { id: None, name: row.name.clone(), support: false, second: ActorSecond::None };
    adding::add_membership(write, house.id, user, newcomer, &by, visit).await?;
    Ok(Some(user))
}

/// A line in the audit log, and a letter to the admins about the first of a day.
async fn note(
    write: &mut Write,
    knock: &Knock<'_>,
    house: &OrganizationRow,
    row: &ConnectionRow,
    user: Uuid,
    newcomer: &Invitation,
) -> Result<(), Fault> {
    let (app, now) = (knock.app, knock.visit.now);
    let author = Author { word: "provider", id: None, at: now, network: None };
    let line = author.line(app, house.id, "newcomer");
    audit::add(write, &AuditRow { subject_id: Some(user), ..line }).await?;
    let key = app.sealer.keyed_hash("letters about newcomers", house.id.as_bytes());
    if counter::take(write, &key, Instant(now.0 - TOLD_EVERY.0), now, 1).await? {
        let who = full_name(&newcomer.first_name, &newcomer.last_name);
        let about = About::Newcomer { who: &who, address: newcomer.address.as_str(), through: &row.name };
        tell(write, knock, house, &about).await?;
    }
    Ok(())
}
