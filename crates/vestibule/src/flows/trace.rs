//! What a member's coming through the provider leaves behind: to whom the side door is open, and which second factors
//! count at it.
//!
//! Never in here: a read of the store (`subject.rs`, `sign_on.rs`).

use rules::Instant;
use rules::facts::SignOn;
use rules::side_door::{self, Trace};
use uuid::Uuid;

use crate::store::membership::MembershipWithOrganization;
use crate::store::sign_on::TraceRow;

/// Until when it was sure, where people have to come through the provider, that a factor was set up by the person
/// themselves: when that began, or when the provider last let them in. A first factor can be set up with the mailbox
/// alone, and the mailbox alone must not be the way round the provider. `None` where all count.
pub(super) fn known_until(row: &MembershipWithOrganization, traces: Option<&[TraceRow]>) -> Option<Instant> {
    let (since, traces) = row.sign_on_since.zip(traces)?;
    let here = traces.iter().filter(|trace| trace.organization_id == row.membership.organization_id);
    Some(here.map(|trace| trace.last_used_at).fold(since, Instant::max))
}

/// What an organization leaves to this member's own ways in.
pub(super) fn sign_on(row: &MembershipWithOrganization, traces: Option<&[TraceRow]>, now: Instant) -> SignOn {
    if row.sign_on_since.is_none() {
        return SignOn::Free;
    }
    SignOn::Required { side_door: side_door(traces.unwrap_or_default(), row.membership.organization_id, now) }
}

/// Until when the side door of an organization is open to whoever left these traces.
pub(super) fn side_door(traces: &[TraceRow], organization: Uuid, now: Instant) -> Option<Instant> {
    let here = traces.iter().filter(|trace| trace.organization_id == organization);
    here.filter_map(|trace| side_door::until(&read_trace(trace), now)).max()
}

/// A trace as the rules see it.
fn read_trace(row: &TraceRow) -> Trace {
    Trace {
        last_in: row.last_used_at,
        refused: row.refused_at,
        opened_until: row.side_door_until,
        failing: row.failing_since.zip(row.failed_at),
    }
}
