//! Whether a session still holds: the limits of the organization it is in.

use crate::policy::Policy;
use crate::words::Instant;

/// Whether a session begun and last used then is alive at `now`.
pub fn alive(policy: &Policy, begun: Instant, last_used: Instant, now: Instant) -> bool {
    now.since(begun) < policy.session_absolute && now.since(last_used) < policy.session_idle
}

/// When a session begun at `begun` ends at the latest.
pub fn ends_at(policy: &Policy, begun: Instant) -> Instant {
    begun.plus(policy.session_absolute)
}
