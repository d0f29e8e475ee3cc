//! How guesses are slowed: growing delays, and at a hundred in a row a lane stays shut until the mailbox is
//! proved (SP 800-63B-4 §3.2.2). Lanes are counted per address (known or not) and kind of browser, so that a
//! stranger's guesses never stop a known device, and a reset by mail opens a way beside every lane.

use crate::cause::Cause;
use crate::facts::Lane;
use crate::words::{Instant, Span};

/// Failed guesses that cost no delay.
pub const FREE_GUESSES: u32 = 5;
/// Failed guesses in a row after which a password lane is shut until the mailbox is proved.
pub const MOST_GUESSES: u32 = 100;
/// The longest delay between two guesses.
pub const LONGEST_DELAY: Span = Span::minutes(15);

/// Wrong passwords that one network brings before it has to wait, whatever the addresses: more than an office behind
/// one address mistypes on a Monday morning in browsers that nobody knows yet.
pub const FREE_OF_A_NETWORK: i64 = 200;
/// How often one of a network's wrong passwords is forgiven; from the last free one on, that is how often one more is
/// looked at.
pub const FORGIVEN_EVERY: Span = Span::minutes(1);

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

impl Lanes {
    /// Why a guess is not looked at; `None`: it is.
    pub const fn refuses(self) -> Option<Cause> {
        match self {
            Lanes::Open => None,
            Lanes::SlowUntil(until) => Some(Cause::GuessesSlowed { until: Some(until) }),
            Lanes::Shut => Some(Cause::GuessesSlowed { until: None }),
        }
    }
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

/// Whether a network brings one more password at `now`: all that it brought wrongly are forgiven at `until`, one
/// after the other. There is no success that clears it, so it never shuts for longer than one takes to be forgiven.
pub fn network(until: Instant, now: Instant) -> Lanes {
    let opens = Instant(until.0 - (FREE_OF_A_NETWORK - 1) * FORGIVEN_EVERY.0);
    if now < opens { Lanes::SlowUntil(opens) } else { Lanes::Open }
}

/// Whether a password is looked at at the door: its lane takes it, and so does the network that it comes from.
pub fn door(lane: &Lane, network_until: Instant, now: Instant) -> Lanes {
    match self::lane(lane, now) {
        Lanes::Open => network(network_until, now),
        closed @ (Lanes::SlowUntil(_) | Lanes::Shut) => closed,
    }
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
