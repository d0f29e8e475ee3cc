//! The sealed recovery kit of an organization: ten printed codes, kept offline, each standing in once for the second
//! factor of one of its admins. Made, and then tried, which proves that the paper is there.
//!
//! Never in here: what a code of it opens (`factor.rs`). Where to go next: `policy.rs`, which wants a rescue.

use crate::facts::{Account, Door, Lane, SignOn};
use crate::people::ActorSecond;
use crate::throttle::{self, Lanes};
use crate::words::{Instant, Span};

/// After so long, nobody can be sure any more that the paper is where it was.
pub const TRIAL_AGES: Span = Span::days(180);
/// Fewer codes than this ask for a new kit.
pub const FEW: u32 = 3;
/// How long the operator's code for one user can be used.
pub const OPERATOR_CODE_LASTS: Span = Span::hours(24);

/// What is known of an organization's kit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kit {
    /// When one of its codes was typed to prove that it is there.
    pub tried_at: Option<Instant>,
    /// Codes that are left.
    pub left: u32,
}

/// How a kit stands, for whoever should look after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// There is none.
    None,
    /// It was made, and nobody knows whether the paper is there.
    Untried,
    /// It was tried, of late, and has enough codes.
    Good,
    /// The trial is so long ago that it is worth repeating.
    Aged,
    /// It is nearly used up.
    Few,
    /// It is used up.
    UsedUp,
}

impl State {
    /// The word for it.
    pub const fn code(self) -> &'static str {
        match self {
            State::None => "none",
            State::Untried => "untried",
            State::Good => "good",
            State::Aged => "aged",
            State::Few => "few",
            State::UsedUp => "used-up",
        }
    }
}

/// How the kit stands at `now`.
pub fn state(kit: Option<Kit>, now: Instant) -> State {
    let Some(kit) = kit else { return State::None };
    match kit.tried_at {
        None => State::Untried,
        Some(_) if kit.left == 0 => State::UsedUp,
        Some(_) if kit.left < FEW => State::Few,
        Some(at) if now.since(at) >= TRIAL_AGES => State::Aged,
        Some(_) => State::Good,
    }
}

/// What helps an admin of an organization who has lost every second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rescue {
    /// How many admins can get in.
    pub admins: u32,
    /// The kit, if there is one.
    pub kit: Option<Kit>,
}

impl Rescue {
    /// Whether the rescue is arranged: by a second admin, or by a kit that has proved to work and is not used up.
    pub fn arranged(&self) -> bool {
        self.admins >= 2 || self.kit.is_some_and(|kit| kit.tried_at.is_some() && kit.left > 0)
    }
}

/// What an admin does with the kit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Makes a new one. The one that was tried works until the new one has been.
    Make,
    /// Types one of its codes.
    Try(Evidence),
}

/// What the typed code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// An unused one of that kit.
    Right,
    /// One of that kit that was used before.
    Spent,
    /// None of that kit.
    Wrong,
}

/// What the decision may know.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    /// The actor is an admin of this organization.
    pub by_admin: bool,
    /// The second factor of the actor's session.
    pub actor_second: ActorSecond,
    /// A kit waits to be tried, or was tried before.
    pub there: bool,
    /// Guesses at its codes that failed.
    pub lane: Lane,
}

/// Why nothing is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    /// It is for admins.
    NotAnAdmin,
    /// A second factor has to be given first, just now.
    SecondFactor,
    /// There is no kit to be tried.
    NothingThere,
    /// The code was used before.
    CodeSpent,
    /// The code is none of this kit.
    CodeWrong,
    /// Too many wrong codes; from then on the next one is looked at.
    Slowed(Instant),
}

impl Objection {
    /// The word for it.
    pub const fn code(self) -> &'static str {
        match self {
            Objection::NotAnAdmin => "not-an-admin",
            Objection::SecondFactor => "second-factor",
            Objection::NothingThere => "nothing-there",
            Objection::CodeSpent => "code-spent",
            Objection::CodeWrong => "code-wrong",
            Objection::Slowed(_) => "slowed",
        }
    }
}

/// Whether an admin may do that now. What is allowed is done; a wrong code is counted by whoever asks.
///
/// # Errors
/// Why not; nothing is changed then.
pub fn decide(scene: &Scene, act: Act, now: Instant) -> Result<(), Objection> {
    if !scene.by_admin {
        return Err(Objection::NotAnAdmin);
    }
    // Who holds a browser that was left open must not walk away with codes for every admin.
    if scene.actor_second != ActorSecond::Recent {
        return Err(Objection::SecondFactor);
    }
    let Act::Try(evidence) = act else { return Ok(()) };
    if !scene.there {
        return Err(Objection::NothingThere);
    }
    if let Lanes::SlowUntil(until) = throttle::code_lane(&scene.lane, now) {
        return Err(Objection::Slowed(until));
    }
    match evidence {
        Evidence::Right => Ok(()),
        Evidence::Spent => Err(Objection::CodeSpent),
        Evidence::Wrong => Err(Objection::CodeWrong),
    }
}

/// Why the operator's code would be of no use to this user in this organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Useless {
    /// They are not in it.
    NotAMember,
    /// They have not accepted the invitation yet.
    Invited,
    /// Their membership is switched off.
    Deactivated,
    /// The organization is suspended.
    Suspended,
    /// They have no password, and the code works only after one.
    NoPassword,
    /// They have no second factor there, so that none is asked for.
    NoFactor,
}

impl Useless {
    /// The word for it.
    pub const fn code(self) -> &'static str {
        match self {
            Useless::NotAMember => "not-a-member",
            Useless::Invited => "invited",
            Useless::Deactivated => "deactivated",
            Useless::Suspended => "suspended",
            Useless::NoPassword => "no-password",
            Useless::NoFactor => "no-factor",
        }
    }
}

/// Whether a code of the operator would let this user in there, whatever their role.
///
/// # Errors
/// Why it would not; none is made then.
pub fn recovers(account: &Account, door: Option<&Door>) -> Result<(), Useless> {
    let Some(door) = door else { return Err(Useless::NotAMember) };
    if door.suspended {
        Err(Useless::Suspended)
    } else if door.deactivated {
        Err(Useless::Deactivated)
    } else if !door.joined {
        Err(Useless::Invited)
    } else if account.password.is_none() {
        Err(Useless::NoPassword)
    } else if !door.has_second() && door.sign_on == SignOn::Free {
        Err(Useless::NoFactor)
    } else {
        Ok(())
    }
}
