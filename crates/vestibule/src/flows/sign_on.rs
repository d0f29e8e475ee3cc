//! Where people have to come through the provider: switched by an admin who has just used the door that stays beside
//! it; the side door for a provider that is down; and what was seen of the provider meanwhile.
//!
//! Never in here: to whom the side door is open (`rules::side_door`), what comes back from a provider (`sso.rs`).

use rules::cause::SsoFlaw;
use rules::people::ActorSecond;
use rules::side_door::{self, HOURS};
use rules::{Cause, Instant, Span, Verdict};
use uuid::Uuid;

use super::apply::Actor;
use super::change::Change;
use super::letters::organization::{About, tell};
use super::run::{Knock, Outcome};
use super::sso::is_there;
use super::subject::Guessing;
use super::trace;
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::store::Write;
use crate::store::connection::{self, ConnectionRow};
use crate::store::organization::{self, OrganizationRow};
use crate::store::session::SessionWithUser;
use crate::store::sign_on::{self, HealthRow};
use crate::visit::Visit;

/// How often a provider is asked whether it is there, where people depend on it.
const ASKED_EVERY: Span = Span::minutes(5);
/// What fails: the description that we fetch by ourselves, or the talk that goes with an arrival. An arrival that went
/// well says that nothing does.
const DISCOVERY: &str = "discovery";
const TOKEN: &str = "token";
const ARRIVAL: &str = "arrival";
/// So many in one go.
const AT_ONCE: i64 = 50;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// It is so.
    Done,
    /// No connection is on that has been tried.
    NoneOn,
    /// The door that does not depend on the provider has not been tried by whoever asks for this.
    OwnDoorUntried,
    /// Whoever asks is no admin any more.
    NotAnAdmin,
}

/// Requires that people come through the provider, or lets them choose again. The door beside it has to have been tried:
/// `own` says that the admin's session is one of their own.
pub async fn require(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    (actor, own): (&Actor, bool),
    on: bool,
) -> Result<Set, Fault> {
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else {
        return Ok(Set::NotAnAdmin);
    };
    let before = sign_on::find(&mut change.write, organization.id).await?;
    if before.sign_on_since.is_some() == on {
        return Ok(Set::Done);
    }
    if on && !has_tried(&connection::list(&mut change.write, organization.id).await?) {
        return Ok(Set::NoneOn);
    }
    if on && (!own || actor.second != ActorSecond::Recent) {
        return Ok(Set::OwnDoorUntried);
    }
    sign_on::set_since(&mut change.write, organization.id, on.then_some(visit.now)).await?;
    change.line(if on { "sign-on-required" } else { "sign-on-optional" }, None, None).await?;
    let about = About::SignOnRequired { by: &actor.name, on };
    tell(&mut change.write, &knock(app, visit, organization), organization, &about).await?;
    change.write.commit().await?;
    Ok(Set::Done)
}

fn has_tried(connections: &[ConnectionRow]) -> bool {
    connections.iter().any(|row| row.mode != "off" && row.tried_at.is_some())
}

/// Where nothing is left to come through, nobody has to. Within the change that took it away.
pub(super) async fn release(change: &mut Change<'_>, organization: Uuid) -> Result<(), Fault> {
    let before = sign_on::find(&mut change.write, organization).await?;
    let left = connection::list(&mut change.write, organization).await?;
    if before.sign_on_since.is_none() || left.iter().any(|row| row.mode != "off") {
        return Ok(());
    }
    sign_on::set_since(&mut change.write, organization, None).await?;
    change.line("sign-on-optional", None, None).await
}

/// Opens the side door for so many hours, or shuts it (none).
pub async fn set_side_door(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    hours: Option<i64>,
) -> Result<Set, Fault> {
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else {
        return Ok(Set::NotAnAdmin);
    };
    if sign_on::find(&mut change.write, organization.id).await?.sign_on_since.is_none() {
        return Ok(Set::Done);
    }
    let hours = hours.filter(|hours| HOURS.contains(hours));
    let until = hours.map(|hours| visit.now.plus(Span::hours(hours)));
    sign_on::set_side_door(&mut change.write, organization.id, until).await?;
    let said = hours.map(|hours| hours.to_string());
    change
        .line(if hours.is_some() { "side-door-opened" } else { "side-door-shut" }, None, said.as_deref())
        .await?;
    let about = About::SideDoor { by: &actor.name, until };
    tell(&mut change.write, &knock(app, visit, organization), organization, &about).await?;
    change.write.commit().await?;
    Ok(Set::Done)
}

fn knock<'a>(app: &'a App, visit: &'a Visit, organization: &OrganizationRow) -> Knock<'a> {
    let step = Step { wanted: Some(organization.id), ..Step::default() };
    Knock::new(app, visit, "sign-on", step, Guessing::Second)
}

/// Whether a session may stay in the organization that it is in; one that the provider opened does.
pub async fn may_stay(app: &App, row: &SessionWithUser, now: Instant) -> Result<bool, Fault> {
    let Some(here) = row.organization.as_ref().filter(|here| here.sign_on_since.is_some()) else {
        return Ok(true);
    };
    let session = &row.session;
    if session.visits_id == Some(here.id) {
        return Ok(true);
    }
    let second =
        session.second_at.is_some() && session.second_organization_id.is_none_or(|only| only == here.id);
    if side_door::stays(here.role, second, None, now) {
        return Ok(true);
    }
    let traces = sign_on::list_traces(&mut app.store.read(), session.user_id).await?;
    Ok(side_door::stays(here.role, second, trace::side_door(&traces, here.id, now), now))
}

/// Somebody came back from a provider, and that was decided: what it says of the provider. Nothing that a browser brought
/// counts as a failure, which anybody can make up; a no about somebody does, which at worst costs an admin's yes.
pub(super) async fn note(
    app: &App,
    row: &ConnectionRow,
    outcome: &Outcome,
    now: Instant,
) -> Result<(), Fault> {
    let flaw = match &outcome.verdict {
        Verdict::Refused(Cause::Sso(flaw)) => Some(*flaw),
        Verdict::Refused(_) => return Ok(()),
        Verdict::SignedIn(_) | Verdict::Challenge(_) | Verdict::Done(_) => None,
    };
    let user = outcome.subject.user.as_ref().map(|user| user.id);
    match (flaw, user) {
        (None, _) => {
            let before = sign_on::find_health(&mut app.store.read(), row.id).await?;
            if before.is_none_or(|row| row.failing_since.is_none()) {
                return Ok(());
            }
            let mut write = app.store.write().await?;
            sign_on::went_well(&mut write, row.id, ARRIVAL).await?;
            write.commit().await
        }
        (Some(SsoFlaw::Unreachable | SsoFlaw::SecretRefused), _) => {
            let mut write = app.store.write().await?;
            failed(&mut write, row.id, TOKEN, now).await?;
            write.commit().await
        }
        (Some(SsoFlaw::NotAssigned | SsoFlaw::Declined), Some(user)) => {
            let mut write = app.store.write().await?;
            sign_on::turn_away(&mut write, row.id, user, now).await?;
            write.commit().await
        }
        (Some(_), _) => Ok(()),
    }
}

async fn failed(write: &mut Write, connection: Uuid, as_what: &str, now: Instant) -> Result<(), Fault> {
    sign_on::failed(write, connection, as_what, now, Instant(now.0 - side_door::STAYS_OPEN.0)).await
}

/// Whether a provider is seen to be down, and since when.
pub fn down_since(health: &HealthRow) -> Option<Instant> {
    let (since, last) = health.failing_since.zip(health.failed_at)?;
    (last.since(since) >= side_door::FAILS_FOR).then_some(since)
}

/// Asks the providers on which people depend whether they are there, and tells the admins of those that are not.
pub async fn ask_due(app: &App) -> Result<(), Fault> {
    let now = app.now();
    let before = Instant(now.0 - ASKED_EVERY.0);
    for id in sign_on::any_list_to_ask(&mut app.store.read(), before, AT_ONCE).await? {
        let Some(row) = connection::any_find(&mut app.store.read(), id).await? else { continue };
        let well = is_there(app, now, &row).await;
        let mut write = app.store.write().await?;
        sign_on::set_asked(&mut write, id, now).await?;
        if well {
            sign_on::went_well(&mut write, id, DISCOVERY).await?;
        } else {
            failed(&mut write, id, DISCOVERY, now).await?;
            tell_down(app, &mut write, &row, now).await?;
        }
        write.commit().await?;
    }
    Ok(())
}

/// All admins, once for each time that it goes down.
async fn tell_down(app: &App, write: &mut Write, row: &ConnectionRow, now: Instant) -> Result<(), Fault> {
    let health = sign_on::find_health(write, row.id).await?;
    let Some(since) = health.as_ref().and_then(down_since) else { return Ok(()) };
    if !sign_on::set_told(write, row.id, now).await? {
        return Ok(());
    }
    let Some(house) = organization::find(write, row.organization_id).await? else { return Ok(()) };
    let visit = Visit::of_itself(now);
    let about = About::ProviderDown { name: &row.name, since };
    tell(write, &knock(app, &visit, &house), &house, &about).await
}
