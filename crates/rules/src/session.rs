//! Whether a session still holds: the limits of the organization it is in.

use crate::policy::Policy;
use crate::words::Instant;

/// Whether a session begun and last used then is alive at `now`. `visit`: the organization's own provider opened it, so
/// that its word is asked for anew when it is old.
pub fn alive(policy: &Policy, visit: bool, begun: Instant, last_used: Instant, now: Instant) -> bool {
    let longest = match visit {
        true => policy.session_absolute.min(policy.session_visit),
        false => policy.session_absolute,
    };
    now.since(begun) < longest && now.since(last_used) < policy.session_idle
}
