//! What an organization demands of those who enter it, and of nobody else.
//!
//! A policy judges entry into its own organization; it never reaches the user's other ones.

use crate::kit::Rescue;
use crate::people::ActorSecond;
use crate::words::{Instant, Span};

/// An organization's policy. Spans that are `None` mean that the rule does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Policy {
    /// Second factors are demanded (the default: ASVS 5.0 6.3.3). In force only once
    /// `Door::demand_in_force` says so.
    pub second_factor: bool,
    /// A passkey may be somebody's first second factor here. Where it may not, an authenticator app comes first, and
    /// passkeys can be added beside it.
    pub passkeys_for_setup: bool,
    /// A password older than this must be replaced before entering. SP 800-63B-4 §3.1.1.2 advises
    /// against it; it exists for those who must.
    pub password_max_age: Option<Span>,
    /// A password younger than this cannot be changed from within a session. A reset by mail and an
    /// admin's waiver are never held up by it.
    pub password_min_age: Option<Span>,
    /// How many earlier passwords may not be used again; zero for none.
    pub password_history: u8,
    /// How long a browser may be spared the second factor, if at all.
    pub remember_device: Option<Span>,
    /// A session unused for this long has ended.
    pub session_idle: Span,
    /// A session this old has ended, used or not.
    pub session_absolute: Span,
    /// A session that the organization's own provider opened has ended when it is this old, whatever
    /// `session_absolute` says.
    pub session_visit: Span,
    /// How long an invitation stays open.
    pub invitation_life: Span,
}

impl Policy {
    /// What a new organization has until it says otherwise.
    pub const DEFAULT: Policy = Policy {
        second_factor: true,
        passkeys_for_setup: true,
        password_max_age: None,
        password_min_age: None,
        password_history: 0,
        remember_device: Some(Span::days(30)),
        session_idle: Span::hours(12),
        session_absolute: Span::days(7),
        session_visit: Span::hours(12),
        invitation_life: Span::days(30),
    };
}

/// Why a policy cannot be saved as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    /// It is for admins.
    NotAnAdmin,
    /// A second factor has to be given first, just now.
    SecondFactor,
    /// No admin would have a way in any more.
    ShutsOutLastAdmin,
    /// Second factors can be demanded only where the rescue is arranged: a second admin is in, or the kit was tried.
    DemandNeedsRescue,
    /// A password would have to be replaced before it may be replaced.
    MinimumAboveMaximum,
    /// A span is so short that nobody could get through the door in time.
    TooShort(&'static str),
}

/// What saving a policy does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The policy to save.
    pub policy: Policy,
    /// Since when second factors are demanded, if they are.
    pub demand_since: Option<Instant>,
}

/// Whether the policy may be saved in place of the one `before`, given who or what could help an admin who loses
/// every second factor; and what that changes. Losing the rescue later does not switch a demand off.
///
/// # Errors
/// The first objection; nothing is saved then.
pub fn decide(
    before: &Policy,
    policy: Policy,
    rescue: &Rescue,
    demand_since: Option<Instant>,
    now: Instant,
) -> Result<Accepted, Objection> {
    if let (Some(least), Some(most)) = (policy.password_min_age, policy.password_max_age)
        && least >= most
    {
        return Err(Objection::MinimumAboveMaximum);
    }
    let shortest = policy.session_absolute.min(policy.session_visit);
    if policy.session_idle < Span::minutes(1) || shortest < Span::minutes(5) {
        return Err(Objection::TooShort("session"));
    }
    if policy.invitation_life < Span::hours(1) {
        return Err(Objection::TooShort("invitation"));
    }
    // Shorter than a sign-in may take, it would ask for a new password in a circle.
    if policy.password_max_age.is_some_and(|most| most < Span::days(1)) {
        return Err(Objection::TooShort("password"));
    }
    let demand_since = match (policy.second_factor, demand_since) {
        (false, _) => None,
        (true, Some(since)) => Some(since),
        (true, None) if rescue.arranged() => Some(now),
        // The demand that waits for a rescue goes on waiting while other things change.
        (true, None) if before.second_factor => None,
        (true, None) => return Err(Objection::DemandNeedsRescue),
    };
    Ok(Accepted { policy, demand_since })
}

/// Whether somebody may save a policy here. Who holds a browser that was left open must not switch the demand for
/// second factors off.
///
/// # Errors
/// What is missing.
pub const fn may_save(by_admin: bool, second: ActorSecond) -> Result<(), Objection> {
    match (by_admin, second) {
        (false, _) => Err(Objection::NotAnAdmin),
        (true, ActorSecond::Recent) => Ok(()),
        (true, ActorSecond::Old | ActorSecond::None) => Err(Objection::SecondFactor),
    }
}

/// What the trial of a policy says of the organization's admins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Admins {
    /// So many have a way in as it is.
    pub before: u32,
    /// So many would have one afterwards.
    pub after: u32,
}

/// Whether the policy leaves an admin who gets in. Everybody else who would be shut out becomes a request; hardening
/// in an emergency is not held up by them.
///
/// # Errors
/// It would shut out the last one.
pub const fn keeps_an_admin(admins: Admins) -> Result<(), Objection> {
    if admins.before > 0 && admins.after == 0 { Err(Objection::ShutsOutLastAdmin) } else { Ok(()) }
}

/// Since when a new organization's default demand is in force: from the moment at which a second admin is in,
/// or the kit was tried.
pub fn demand_once_rescued(
    policy: &Policy,
    rescue: &Rescue,
    demand_since: Option<Instant>,
    now: Instant,
) -> Option<Instant> {
    match demand_since {
        Some(since) => Some(since),
        None if policy.second_factor && rescue.arranged() => Some(now),
        None => None,
    }
}
