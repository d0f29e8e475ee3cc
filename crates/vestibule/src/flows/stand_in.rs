//! A typed code that stands in for a second factor: of the kit of an organization whose admin this user is, or the
//! operator's for this very user.
//!
//! One hash for each salt. Never in here: whether it opens anything (`rules::factor`).

use proofs::recovery;
use rules::Role;
use rules::attempt::CodeEvidence;

use super::hands::RightCode;
use super::proving;
use super::subject::{self, Subject};
use crate::app::App;
use crate::fault::Fault;
use crate::store::kit;
use crate::visit::Visit;

/// What a code of sixteen letters is that stands on no recovery sheet of this user.
pub(super) async fn code(
    app: &App,
    visit: &Visit,
    subject: &Subject,
    code: &str,
) -> Result<(CodeEvidence, Option<RightCode>), Fault> {
    let Some(user) = &subject.user else { return Ok((CodeEvidence::Wrong, None)) };
    let mut all = Vec::new();
    for row in &subject.doors {
        let door = subject::door(row);
        if !door.usable() {
            continue;
        }
        let organization = row.membership.organization_id;
        let live = kit::list_live(&mut app.store.read(), organization, user.id, visit.now).await?;
        // A kit is for admins; the operator's code for whom it was made.
        all.extend(live.into_iter().filter(|(kit, _)| door.role == Role::Admin || kit.user_id.is_some()));
    }
    all.sort_by_key(|(kit, _)| kit.user_id.is_some());
    for (kit, codes) in all {
        let Some(hash) = proving::raw_hash(app, visit, code, &kit.salt).await? else { continue };
        let hashes: Vec<[u8; 32]> = codes.iter().map(|row| row.hash).collect();
        let Some(row) = recovery::position_of(&hash, &hashes).map(|at| &codes[at]) else { continue };
        if row.spent_at.is_some() {
            return Ok((CodeEvidence::KitSpent, None));
        }
        let evidence =
            if kit.user_id.is_some() { CodeEvidence::OperatorRight } else { CodeEvidence::KitRight };
        let right =
            RightCode::StandIn { kit: kit.id, position: row.position, organization: kit.organization_id };
        return Ok((evidence, Some(right)));
    }
    Ok((CodeEvidence::Wrong, None))
}
