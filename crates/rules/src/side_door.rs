//! The side door: the way in beside a provider that does not work, for members of an organization whose people have to
//! come through it.
//!
//! Invariant: it opens by an admin, or because the whole connection was seen to fail, and never to somebody whom the
//! provider has refused since it last let them in. What it takes to go through is `Door::own_way`'s.

use crate::words::{Instant, Role, Span};

/// Who has come through the provider within this time is one of its people still, as far as we know.
pub const LATELY: Span = Span::days(14);
/// A connection that fails for so long is not a hiccup.
pub const FAILS_FOR: Span = Span::minutes(10);
/// For so long after a failure that was seen the door stays open by itself.
pub const STAYS_OPEN: Span = Span::hours(1);
/// What an admin can choose.
pub const HOURS: [i64; 4] = [1, 4, 8, 24];

/// What is known of a member and one connection of their organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    /// When they came through it last.
    pub last_in: Instant,
    /// When its provider last sent somebody back with a no, where their address had been typed here.
    pub refused: Option<Instant>,
    /// Until when an admin has opened the door.
    pub opened_until: Option<Instant>,
    /// Since when every attempt of ours to speak with the provider has failed, and the last of them.
    pub failing: Option<(Instant, Instant)>,
}

/// Until when the side door is open to this member; `None` where it is shut.
pub fn until(trace: &Trace, now: Instant) -> Option<Instant> {
    if now.since(trace.last_in) >= LATELY || trace.refused.is_some_and(|at| at >= trace.last_in) {
        return None;
    }
    let observed = trace
        .failing
        .filter(|(since, last)| last.since(*since) >= FAILS_FOR)
        .map(|(_, last)| last.plus(STAYS_OPEN));
    trace.opened_until.max(observed).filter(|until| now < *until)
}

/// Whether a session of the user's own may stay in an organization whose people have to come through its provider. It
/// is asked on every page: whoever was in before that was so, or whose door has shut, is out.
pub fn stays(role: Role, second_given: bool, side_door: Option<Instant>, now: Instant) -> bool {
    second_given && (role == Role::Admin || side_door.is_some_and(|until| now < until))
}
