//! An organization's grant: its admins let support act in an admin's place for a while, or end that. All admins are
//! told, whoever did it.
//!
//! Never in here: who may grant, and for how long (`rules::support::grant`).

use rules::Cause;
use rules::support::{self as rule, Grant, GrantAct};

use super::is_desk;
use crate::app::App;
use crate::fault::Fault;
use crate::flows::audit::Author;
use crate::flows::hands::Actor;
use crate::flows::letters::organization::{About, tell};
use crate::flows::people::right_of;
use crate::flows::run::Knock;
use crate::flows::subject::Guessing;
use crate::step::Step;
use crate::store::audit::AuditRow;
use crate::store::grant::GrantRow;
use crate::store::organization::OrganizationRow;
use crate::store::{audit, grant, organization};
use crate::visit::Visit;
use crate::when;

/// Gives or ends one.
pub async fn change(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    act: GrantAct,
) -> Result<Result<Grant, Cause>, Fault> {
    let now = visit.now;
    let mut write = app.store.write().await?;
    // Two admins who grant at once grant one after the other.
    organization::lock(&mut write, organization.id).await?;
    let by = right_of(&mut write, organization, Some(actor), now).await?;
    let desk = is_desk(&mut write, organization.id).await?;
    let live = grant::find_live(&mut write, organization.id, now).await?.is_some();
    let (granted, admin) = match (rule::grant(by, desk, live, act, now), actor.id) {
        (Ok(granted), Some(admin)) => (granted, admin),
        (Ok(_), None) => return Ok(Err(Cause::NotAnAdmin)),
        (Err(cause), _) => return Ok(Err(cause)),
    };
    let step = Step { wanted: Some(organization.id), ..Step::default() };
    let knock = Knock::new(app, visit, "support-granted", step, Guessing::Second);
    let (word, after, about) = match granted {
        Grant::AlreadySo => return Ok(Ok(granted)),
        Grant::Until(until) => {
            grant::end(&mut write, organization.id, now, Some(admin)).await?;
            let row = GrantRow {
                id: app.new_id(),
                organization_id: organization.id,
                given_by: admin,
                given_at: now,
                until,
                ended_at: None,
                ended_by: None,
            };
            grant::add(&mut write, &row).await?;
            let after = serde_json::json!({ "until": when::rfc3339(until) }).to_string();
            ("support-granted", Some(after), About::GrantGiven { by: &actor.name, until })
        }
        Grant::Ended => {
            grant::end(&mut write, organization.id, now, Some(admin)).await?;
            ("support-grant-ended", None, About::GrantEnded { by: &actor.name })
        }
    };
    let row = AuditRow { after, ..Author::of(Some(admin), visit).line(app, organization.id, word) };
    audit::add(&mut write, &row).await?;
    tell(&mut write, &knock, organization, &about).await?;
    write.commit().await?;
    Ok(Ok(granted))
}
