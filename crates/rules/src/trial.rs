//! A policy is tried on everybody before it is saved: two forecasts for each member, and what the second one asks for
//! that the first one did not.
//!
//! One organization's facts only, so that a trial tells an admin nothing of anybody's other organizations.

use crate::facts::Facts;
use crate::forecast::{Forecast, Has, Way, forecast};
use crate::policy::Policy;
use crate::words::Instant;

/// Somebody whom the policy is tried on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// What is known of them, [`crate::forecast::at_the_door`] of this organization.
    pub facts: Facts,
    /// What they can give.
    pub has: Has,
    /// Until when one of their browsers is spared the second factor, if one is.
    pub remembered_until: Option<Instant>,
}

/// What is in force: a policy, and whether its demand for second factors has taken effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce {
    /// The policy.
    pub policy: Policy,
    /// Its demand has taken effect.
    pub demand: bool,
}

/// What becomes of one member at their next sign-in. What was asked for before is nothing new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Fate {
    /// They are asked to set up a second factor.
    pub sets_up: bool,
    /// They are asked for a new password.
    pub new_password: bool,
    /// A browser that spared them the second factor asks for it.
    pub asked_again: bool,
    /// They have a way in now, and none afterwards.
    pub shut_out: bool,
    /// They have none as it is.
    pub stuck_before: bool,
}

impl Fate {
    /// Whether anything changes for them.
    pub const fn changes(&self) -> bool {
        self.sets_up || self.new_password || self.asked_again || self.shut_out
    }
}

/// Tries it on one of them.
pub fn fate(member: &Member, before: &InForce, after: &InForce, now: Instant) -> Fate {
    let (was, is) = (ways(member, before, now), ways(member, after, now));
    let could = was.iter().any(Forecast::gets_in);
    let can = is.iter().any(Forecast::gets_in);
    // Whoever has no password that gets them in comes by mail.
    let usual = |ways: &[Forecast; 3], code: &str| ways[usize::from(!ways[0].gets_in())].asks(code);
    let newly = |code: &str| usual(&is, code) && !usual(&was, code);
    Fate {
        sets_up: newly("set-up-factor"),
        new_password: newly("new-password-expired") || newly("new-password-demanded"),
        asked_again: is[2].asks("second-factor") && !was[2].asks("second-factor"),
        shut_out: could && !can,
        stuck_before: !could,
    }
}

/// By password and by mail in a browser that nobody knows, and by password in one that is spared the second factor.
fn ways(member: &Member, force: &InForce, now: Instant) -> [Forecast; 3] {
    let mut facts = member.facts.clone();
    for door in &mut facts.doors {
        (door.policy, door.demand_in_force) = (force.policy, force.demand);
    }
    let spared = Facts { remembered_until: member.remembered_until, ..facts.clone() };
    [
        forecast(&facts, member.has, Way::Password, now),
        forecast(&facts, member.has, Way::Mailbox, now),
        forecast(&spared, member.has, Way::Password, now),
    ]
}
