//! How guesses are slowed: growing delays, and at a hundred in a row a lane stays shut until the mailbox is
//! proved (SP 800-63B-4 §3.2.2). Lanes are counted per address (known or not) and kind of browser, so that a
//! stranger's guesses never stop a known device, and a reset by mail opens a way beside every lane.

use crate::facts::Lane;
use crate::words::{Instant, Span};

/// Failed guesses that cost no delay.
pub const FREE_GUESSES: u32 = 5;
/// Failed guesses in a row after which a password lane is shut until the mailbox is proved.
pub const MOST_GUESSES: u32 = 100;
/// The longest delay between two guesses.
pub const LONGEST_DELAY: Span = Span::minutes(15);

/// Whether a guess is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lanes {
    /// Yes.
    Open,
    /// Not before that moment.
    SlowUntil(Instant),
    /// Not before the mailbox is proved.
    Shut,
}

/// Whether this lane takes a guess at `now`.
pub fn lane(lane: &Lane, now: Instant) -> Lanes {
    if lane.failed < FREE_GUESSES {
        return Lanes::Open;
    }
    if lane.failed >= MOST_GUESSES {
        return Lanes::Shut;
    }
    let opens = lane.last_at.plus(delay(lane.failed));
    if now < opens { Lanes::SlowUntil(opens) } else { Lanes::Open }
}

/// The same for codes: a hundred wrong ones make their lane slow, not deaf.
pub fn code_lane(lane: &Lane, now: Instant) -> Lanes {
    match self::lane(lane, now) {
        Lanes::Shut if now.since(lane.last_at) >= LONGEST_DELAY => Lanes::Open,
        Lanes::Shut => Lanes::SlowUntil(lane.last_at.plus(LONGEST_DELAY)),
        other @ (Lanes::Open | Lanes::SlowUntil(_)) => other,
    }
}

/// The delay after so many failed guesses: doubling from two seconds.
fn delay(failed: u32) -> Span {
    let doublings = (failed - FREE_GUESSES + 1).min(20);
    Span::seconds(1 << doublings).min(LONGEST_DELAY)
}
