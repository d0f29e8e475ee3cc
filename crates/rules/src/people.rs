//! An admin's acts on the memberships of their own organization, by console or command line: three doors, one rule.
//!
//! Invariant: nothing here touches what is the user's own (password, factors, sessions elsewhere); a mail that
//! is sent and not used changes nothing.

use crate::cause::Cause;
use crate::effect::{Act, Effect, Mail, MembershipChange};
use crate::facts::{Door, TicketKind};
use crate::verdict::{Decision, Done};
use crate::words::{Instant, Role, Span};

/// How long a waiver of the minimum age lasts.
pub const WAIVER_LASTS: Span = Span::hours(24);

/// What an admin does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AdminAct {
    /// Invites an address, or invites it again.
    Invite(Role),
    /// Sends a reset mail.
    SendReset,
    /// Lifts the minimum age for this person, for a day.
    Waive,
    /// Wants a new password by the next entry.
    DemandChange,
    /// Switches the membership off.
    Deactivate,
    /// Switches it on again.
    Reactivate,
    /// Takes the membership away.
    Remove,
    /// Gives another role.
    SetRole(Role),
    /// Ends the person's sessions in this organization.
    EndSessions,
}

/// What an act's decision may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The actor is an admin of this organization, or the operator.
    pub by_admin: bool,
    /// The subject's membership, if there is one.
    pub door: Option<Door>,
    /// The subject has a password.
    pub has_password: bool,
    /// How many admins of the organization can enter it.
    pub admins: u32,
    /// How long an invitation stays open here.
    pub invitation_life: Span,
}

/// What happens when an admin does `act`.
pub fn decide(scene: &Scene, act: AdminAct, now: Instant) -> Decision {
    let outcome = if scene.by_admin { decided(scene, act, now) } else { Err(Cause::NotAnAdmin) };
    match outcome {
        Ok((done, effects)) => Decision::done(done, effects, Default::default()),
        Err(cause) => Decision::refused(cause, vec![], Default::default()),
    }
}

type Outcome = Result<(Done, Vec<Effect>), Cause>;

fn decided(scene: &Scene, act: AdminAct, now: Instant) -> Outcome {
    if let AdminAct::Invite(role) = act {
        return Ok(invite(scene, role, now));
    }
    let door = scene.door.as_ref().ok_or(Cause::NobodyThere)?;
    match act {
        AdminAct::Invite(role) => Ok(invite(scene, role, now)),
        // An invitation that is switched off would open on "switched off"; its remedy says so to the admin.
        AdminAct::SendReset if door.deactivated && !door.joined => Err(Cause::Deactivated),
        AdminAct::SendReset => Ok(send_reset(scene, door, now)),
        AdminAct::Waive => Ok(changed(door, MembershipChange::Waived(now.plus(WAIVER_LASTS)), Act::Waived)),
        AdminAct::DemandChange => Ok(changed(door, MembershipChange::ChangeDemanded, Act::ChangeDemanded)),
        AdminAct::Deactivate if door.deactivated => Ok((Done::AlreadySo, vec![])),
        AdminAct::Deactivate => {
            keep_an_admin(scene, door)?;
            Ok(changed(door, MembershipChange::Deactivated, Act::Deactivated))
        }
        AdminAct::Reactivate if !door.deactivated => Ok((Done::AlreadySo, vec![])),
        AdminAct::Reactivate => Ok(changed(door, MembershipChange::Reactivated, Act::Reactivated)),
        AdminAct::Remove => {
            keep_an_admin(scene, door)?;
            Ok(changed(door, MembershipChange::Removed, Act::Removed))
        }
        AdminAct::SetRole(role) if role == door.role => Ok((Done::AlreadySo, vec![])),
        AdminAct::SetRole(role) => {
            if role == Role::Member {
                keep_an_admin(scene, door)?;
            }
            Ok(changed(door, MembershipChange::Role(role), Act::RoleChanged))
        }
        AdminAct::EndSessions => Ok(changed(door, MembershipChange::SessionsEnded, Act::SessionsEnded)),
    }
}

/// The last admin who can get in stays one.
fn keep_an_admin(scene: &Scene, door: &Door) -> Result<(), Cause> {
    if door.role == Role::Admin && door.usable() && scene.admins <= 1 {
        Err(Cause::LastAdmin)
    } else {
        Ok(())
    }
}

fn changed(door: &Door, change: MembershipChange, act: Act) -> (Done, Vec<Effect>) {
    let mut effects = vec![Effect::Membership(change), Effect::Audit(act)];
    // Somebody who has not answered the invitation yet is not told about their membership's inner life.
    if door.joined {
        effects.push(Effect::Mail(Mail::MembershipNotice));
    }
    let concerns_admin = door.role == Role::Admin || matches!(change, MembershipChange::Role(Role::Admin));
    if concerns_admin {
        effects.push(Effect::Mail(Mail::ActOnAdminToAdmins));
    }
    (Done::Acted, effects)
}

/// Invited twice or a member already: a success, and nothing is undone by it.
fn invite(scene: &Scene, role: Role, now: Instant) -> (Done, Vec<Effect>) {
    match &scene.door {
        Some(door) if door.joined && !door.deactivated => (Done::AlreadySo, vec![]),
        Some(door) if door.joined => changed(door, MembershipChange::Reactivated, Act::Reactivated),
        Some(door) if door.deactivated => {
            // Inviting somebody means that they may come in.
            let (done, mut effects) = welcome(scene, door.role, now);
            let reactivated = Effect::Membership(MembershipChange::Reactivated);
            effects.splice(0..0, [reactivated, Effect::Audit(Act::Reactivated)]);
            (done, effects)
        }
        Some(door) => welcome(scene, door.role, now),
        None => welcome(scene, role, now),
    }
}

fn welcome(scene: &Scene, role: Role, now: Instant) -> (Done, Vec<Effect>) {
    let mail = if scene.has_password { Mail::WelcomeKnown } else { Mail::Welcome };
    let until = now.plus(scene.invitation_life);
    let effects = vec![
        Effect::Membership(MembershipChange::Invited(role, until)),
        Effect::IssueTicket(TicketKind::Invitation),
        Effect::Mail(mail),
        Effect::Audit(Act::Invited),
    ];
    (Done::Acted, effects)
}

/// Whoever never set up gets the invitation again; a reset mail would have nothing to reset.
fn send_reset(scene: &Scene, door: &Door, now: Instant) -> (Done, Vec<Effect>) {
    if !door.joined {
        return welcome(scene, door.role, now);
    }
    let effects = vec![
        Effect::IssueTicket(TicketKind::Reset),
        Effect::Mail(Mail::AdminSentReset),
        Effect::Audit(Act::ResetSent),
    ];
    (Done::Acted, effects)
}
