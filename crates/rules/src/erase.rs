//! Erasure of all that is kept about somebody: asked by that person and carried out a week later, or by the operator
//! at once. No admin and no support can ask for it.
//!
//! Invariant: no organization that can be entered loses its last admin by it, unless the operator says so. Until it
//! is carried out everything works, and withdrawing it is as easy as pressing a button in any session.
//! Never in here: what is erased (`flows/erase` in the big crate).

use crate::factor;
use crate::facts::{Facts, Lane, OrganizationKey};
use crate::throttle::{self, Lanes};
use crate::verdict::Challenge;
use crate::words::{Instant, Span};

/// How long it takes from asking until it is carried out: whoever did not ask has a week to read their mail.
pub const WAIT: Span = Span::days(7);

/// What is done about an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The person asks for it, in a session.
    Ask,
    /// It is withdrawn.
    Withdraw(By),
    /// Its time has come.
    CarryOut,
    /// The operator erases somebody now.
    AtOnce {
        /// Although an organization is left without an admin.
        even_last_admin: bool,
    },
}

/// What stands behind a withdrawal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A session of that very person.
    Session,
    /// The code of the mail that announced it.
    CodeRight,
    /// Some other code.
    CodeWrong,
}

/// The person's place in one organization, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which.
    pub organization: OrganizationKey,
    /// The person is an admin there who can get in.
    pub admin: bool,
    /// How many others are.
    pub other_admins: u32,
    /// Nobody gets in there: nobody could make somebody else an admin either, and the operator has to open it first.
    pub suspended: bool,
}

/// An erasure that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// When it is carried out.
    pub due_at: Instant,
    /// It was withdrawn.
    pub withdrawn: bool,
}

/// What the decision may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// There is somebody to erase.
    pub there: bool,
    /// What the session owes before it may ask.
    pub owed: Option<Challenge>,
    /// Where the person is.
    pub places: Vec<Place>,
    /// The erasure at hand.
    pub asked: Option<Asked>,
    /// Wrong guesses at the code of its mail.
    pub lane: Lane,
}

/// Why nothing is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// There is nobody, or nothing was asked for.
    NothingThere,
    /// This has to be given first, just now.
    Owed(Challenge),
    /// These organizations would be left without an admin.
    LastAdmin(Vec<OrganizationKey>),
    /// It was asked for already: that one goes on.
    Asked,
    /// It was withdrawn before.
    Withdrawn,
    /// Its time has not come.
    NotDue,
    /// That is not the code of its mail.
    CodeWrong,
    /// There were many wrong codes; the next one is looked at from then on.
    Slowed(Instant),
}

impl Objection {
    /// The word for it.
    pub const fn code(&self) -> &'static str {
        match self {
            Objection::NothingThere => "nothing-there",
            Objection::Owed(_) => "owed",
            Objection::LastAdmin(_) => "last-admin",
            Objection::Asked => "asked-already",
            Objection::Withdrawn => "withdrawn",
            Objection::NotDue => "not-due",
            Objection::CodeWrong => "code-wrong",
            Objection::Slowed(_) => "slowed",
        }
    }
}

/// Whether `act` is done.
pub fn decide(scene: &Scene, act: Act, now: Instant) -> Result<(), Objection> {
    if !scene.there {
        return Err(Objection::NothingThere);
    }
    let open = scene.asked.filter(|asked| !asked.withdrawn);
    match act {
        Act::Ask => {
            if let Some(challenge) = scene.owed {
                return Err(Objection::Owed(challenge));
            }
            if open.is_some() {
                return Err(Objection::Asked);
            }
            keep_an_admin(scene)
        }
        Act::Withdraw(by) => {
            looked_at(scene, by, now)?;
            match scene.asked {
                None => Err(Objection::NothingThere),
                Some(asked) if asked.withdrawn => Err(Objection::Withdrawn),
                Some(_) => Ok(()),
            }
        }
        Act::CarryOut => match open {
            None => Err(Objection::NothingThere),
            Some(asked) if now < asked.due_at => Err(Objection::NotDue),
            Some(_) => keep_an_admin(scene),
        },
        Act::AtOnce { even_last_admin: true } => Ok(()),
        Act::AtOnce { even_last_admin: false } => keep_an_admin(scene),
    }
}

/// A code is looked at as slowly as any other from a mail; a session needs none.
fn looked_at(scene: &Scene, by: By, now: Instant) -> Result<(), Objection> {
    if by == By::Session {
        return Ok(());
    }
    if let Lanes::SlowUntil(until) = throttle::code_lane(&scene.lane, now) {
        return Err(Objection::Slowed(until));
    }
    if by == By::CodeWrong { Err(Objection::CodeWrong) } else { Ok(()) }
}

/// The organizations that would be left without an admin who can get in.
pub fn holds_back(places: &[Place]) -> Vec<OrganizationKey> {
    let alone = |place: &&Place| place.admin && place.other_admins == 0 && !place.suspended;
    places.iter().filter(alone).map(|place| place.organization).collect()
}

fn keep_an_admin(scene: &Scene) -> Result<(), Objection> {
    match holds_back(&scene.places) {
        none if none.is_empty() => Ok(()),
        left => Err(Objection::LastAdmin(left)),
    }
}

/// What a session owes before its owner may ask. Whoever sits down at a browser that was left open does not get there:
/// a second factor of their own, given just now; where there is none, the sign-in again.
pub fn owed(facts: &Facts, now: Instant) -> Option<Challenge> {
    let proofs = &facts.proofs;
    if facts.visiting.is_some() {
        return Some(Challenge::Password);
    }
    if facts.account.as_ref().is_some_and(|account| account.has_second()) {
        let given = factor::recent(proofs, facts.in_session, now) && !proofs.standing.only_here;
        return (!given).then_some(Challenge::SecondFactor);
    }
    let first = [proofs.password, proofs.passkey, proofs.mailbox].into_iter().flatten();
    let given = facts.in_session && first.max().is_some_and(|at| now.since(at) < factor::RECENT);
    (!given).then_some(Challenge::Password)
}
