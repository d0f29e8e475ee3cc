//! An admin's acts on the memberships of their own organization, by console or command line: three doors, one rule.
//!
//! Invariant: nothing here touches what is the user's own (password, factors, sessions elsewhere); a mail that
//! is sent and not used changes nothing.

use crate::cause::Cause;
use crate::effect::{Act, Effect, Mail, MembershipChange};
use crate::facts::{Door, Lane, OwnWay, TicketKind};
use crate::pass;
use crate::support;
use crate::throttle::{self, Lanes};
use crate::verdict::{Challenge, Decision, Done, Verdict};
use crate::words::{Instant, Role, Span};

/// How long a contact address of before can be put back.
pub const CONTACT_UNDO: Span = Span::days(7);
/// How long a waiver of the minimum age lasts.
pub const WAIVER_LASTS: Span = Span::hours(24);

/// What an admin does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AdminAct {
    /// Invites an address, or invites it again.
    Invite(Role),
    /// Invites an address that stands in a list: who is in or invited stays as they are, who was switched off stays off.
    InviteListed(Role),
    /// Sends a reset mail.
    SendReset,
    /// Lifts the minimum age for this person, for a day.
    Waive,
    /// Takes that back.
    EndWaiver,
    /// Wants a new password by the next entry.
    DemandChange,
    /// Takes that back.
    EndDemand,
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
    /// Confirms the request for live help with the eight characters that the person read out.
    ConfirmHelp(HelpEvidence),
    /// Declines it.
    DeclineHelp,
    /// Gives a pass in advance.
    GivePass,
    /// Takes every pass of this person back.
    WithdrawPass,
    /// Writes another contact address for this person, or none: it signs nobody in and gets no mail of ours.
    SetContact,
    /// Puts back the one of before, for a week.
    PutContactBack,
}

/// What the eight characters are that an admin typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HelpEvidence {
    /// Those on the page of the browser that asks.
    Right,
    /// Others.
    Wrong,
}

/// The second factor of the admin's own session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorSecond {
    /// None was given that counts in this organization.
    None,
    /// One was given, too long ago for what is dangerous.
    Old,
    /// One was given just now.
    Recent,
}

/// By which right somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// None: a member, or somebody who was an admin or at the support desk a moment ago.
    Nobody,
    /// An admin of this organization.
    Admin,
    /// The operator.
    Operator,
    /// The support desk, in an admin's place.
    Support {
        /// Until when this organization has granted it that, if it has.
        granted_until: Option<Instant>,
    },
}

/// What an act's decision may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// By which right the actor acts.
    pub by: By,
    /// This organization is the support desk: it has no admins, and nobody but the operator acts in it.
    pub desk: bool,
    /// The subject's membership, if there is one.
    pub door: Option<Door>,
    /// The subject has a password.
    pub has_password: bool,
    /// How many admins of the organization can enter it.
    pub admins: u32,
    /// How long an invitation stays open here.
    pub invitation_life: Span,
    /// The actor is the subject.
    pub own: bool,
    /// The second factor of the actor's session.
    pub actor_second: ActorSecond,
    /// Failed guesses at the eight characters of the open request.
    pub lane: Lane,
    /// The contact address that is to be written stands there already.
    pub contact_same: bool,
    /// When the contact address was written, as long as the one of before is known.
    pub contact_at: Option<Instant>,
    /// Until when the invited address is held for somebody who had it until lately.
    pub held_until: Option<Instant>,
    /// Until when no further invitation or reset fits under the caps on what admins have mailed, if it does not now.
    pub mails_until: Option<Instant>,
}

/// What happens when an admin does `act`.
pub fn decide(scene: &Scene, act: AdminAct, now: Instant) -> Decision {
    if let Some(challenge) = owed(scene, act) {
        let verdict = Verdict::Challenge(challenge);
        return Decision { verdict, effects: vec![], proofs: Default::default() };
    }
    let outcome = allowed(scene, act, now).and_then(|()| decided(scene, act, now));
    match outcome.and_then(|done| fits(scene, act, done)) {
        Ok((done, effects)) => Decision::done(done, effects, Default::default()),
        Err(cause) => {
            // A guess that was looked at counts; one that was not does not.
            let guessed = cause == Cause::HelpCodeWrong;
            let effects = guessed.then_some(Effect::Membership(MembershipChange::HelpGuessed));
            Decision::refused(cause, effects.into_iter().collect(), Default::default())
        }
    }
}

fn allowed(scene: &Scene, act: AdminAct, now: Instant) -> Result<(), Cause> {
    if scene.desk && scene.by != By::Operator {
        return Err(Cause::NotAnAdmin);
    }
    match scene.by {
        By::Admin | By::Operator => Ok(()),
        By::Support { granted_until } => support::in_an_admins_place(act, scene.own, granted_until, now),
        By::Nobody => Err(Cause::NotAnAdmin),
    }
}

/// A mail that an admin causes has to fit under its caps; what sends none, or was so already, always does.
fn fits(scene: &Scene, act: AdminAct, done: (Done, Vec<Effect>)) -> Outcome {
    let mails = matches!(act, AdminAct::Invite(_) | AdminAct::InviteListed(_) | AdminAct::SendReset)
        && done.1.iter().any(|effect| matches!(effect, Effect::IssueTicket(_)));
    match scene.mails_until.filter(|_| mails) {
        Some(until) => Err(Cause::MailsCapped { until }),
        None => Ok(done),
    }
}

/// Whether this act needs a second factor of the admin that was given just now, and none was: what to ask for.
pub const fn owed(scene: &Scene, act: AdminAct) -> Option<Challenge> {
    let dangerous = matches!(act, AdminAct::ConfirmHelp(_) | AdminAct::GivePass);
    match scene.actor_second {
        ActorSecond::Recent => None,
        ActorSecond::None | ActorSecond::Old if dangerous && matches!(scene.by, By::Admin | By::Operator) => {
            Some(Challenge::SecondFactor)
        }
        ActorSecond::None | ActorSecond::Old => None,
    }
}

type Outcome = Result<(Done, Vec<Effect>), Cause>;

fn decided(scene: &Scene, act: AdminAct, now: Instant) -> Outcome {
    // Whoever works at the desk works there as a member: it has no console of its own.
    let as_what = |role| if scene.desk { Role::Member } else { role };
    let invites = matches!(act, AdminAct::Invite(_) | AdminAct::InviteListed(_));
    if let Some(until) = scene.held_until.filter(|_| invites) {
        return Err(Cause::AddressHeld { until });
    }
    match act {
        AdminAct::Invite(role) => return Ok(invite(scene, as_what(role), now)),
        AdminAct::InviteListed(role) => return invite_listed(scene, as_what(role), now),
        _each_other_needs_somebody => {}
    }
    let door = scene.door.as_ref().ok_or(Cause::NobodyThere)?;
    match act {
        AdminAct::Invite(role) => Ok(invite(scene, role, now)),
        AdminAct::InviteListed(role) => invite_listed(scene, role, now),
        // An invitation that is switched off would open on "switched off"; its remedy says so to the admin.
        AdminAct::SendReset if door.deactivated && !door.joined => Err(Cause::Deactivated),
        AdminAct::SendReset => Ok(send_reset(scene, door, now)),
        AdminAct::Waive => Ok(changed(door, MembershipChange::Waived(now.plus(WAIVER_LASTS)), Act::Waived)),
        AdminAct::EndWaiver if door.waived_until.is_none_or(|until| until <= now) => {
            Ok((Done::AlreadySo, vec![]))
        }
        AdminAct::EndWaiver => Ok(changed(door, MembershipChange::WaiverEnded, Act::WaiverEnded)),
        AdminAct::EndDemand if door.change_demanded_at.is_none() => Ok((Done::AlreadySo, vec![])),
        AdminAct::EndDemand => Ok(changed(door, MembershipChange::DemandEnded, Act::DemandEnded)),
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
        AdminAct::SetRole(role) if role == door.role || scene.desk => Ok((Done::AlreadySo, vec![])),
        AdminAct::SetRole(role) => {
            if role == Role::Member {
                keep_an_admin(scene, door)?;
            }
            Ok(changed(door, MembershipChange::Role(role), Act::RoleChanged))
        }
        AdminAct::EndSessions => Ok(changed(door, MembershipChange::SessionsEnded, Act::SessionsEnded)),
        AdminAct::ConfirmHelp(evidence) => confirm_help(scene, door, evidence, now),
        AdminAct::DeclineHelp if open_help(door, now).is_none() => Ok((Done::AlreadySo, vec![])),
        AdminAct::DeclineHelp => Ok(changed(door, MembershipChange::HelpDeclined, Act::HelpDeclined)),
        AdminAct::GivePass => give_pass(scene, door, now),
        AdminAct::WithdrawPass if door.pass.is_none() => Ok((Done::AlreadySo, vec![])),
        AdminAct::WithdrawPass => Ok(changed(door, MembershipChange::PassWithdrawn, Act::PassWithdrawn)),
        // Who mistyped an invitation withdraws it, and invites the right address.
        AdminAct::SetContact if !door.joined => Err(Cause::InvitationPending),
        AdminAct::SetContact if scene.contact_same => Ok((Done::AlreadySo, vec![])),
        AdminAct::SetContact => Ok(changed(door, MembershipChange::ContactSet, Act::ContactSet)),
        AdminAct::PutContactBack if scene.contact_at.is_none_or(|at| now.since(at) >= CONTACT_UNDO) => {
            Ok((Done::AlreadySo, vec![]))
        }
        AdminAct::PutContactBack => Ok(changed(door, MembershipChange::ContactPutBack, Act::ContactPutBack)),
    }
}

/// The request that admins see: nothing reaches them before the mailbox is proved in the browser that asks.
fn open_help(door: &Door, now: Instant) -> Option<crate::facts::Help> {
    door.help.filter(|help| help.reached && now < help.until)
}

/// The eight characters bind the yes to the very browser that asks.
fn confirm_help(scene: &Scene, door: &Door, evidence: HelpEvidence, now: Instant) -> Outcome {
    if scene.own {
        return Err(Cause::OwnRequest);
    }
    if !door.usable() {
        return Err(if door.deactivated { Cause::Deactivated } else { Cause::HelpClosed });
    }
    if open_help(door, now).is_none() {
        return Err(Cause::HelpClosed);
    }
    match throttle::lane(&scene.lane, now) {
        Lanes::Open => {}
        Lanes::SlowUntil(until) => return Err(Cause::GuessesSlowed { until: Some(until) }),
        // Whoever still needs help asks anew, and reads out others.
        Lanes::Shut => return Err(Cause::HelpClosed),
    }
    if evidence == HelpEvidence::Wrong {
        return Err(Cause::HelpCodeWrong);
    }
    let until = now.plus(pass::LIVE_LASTS);
    Ok(changed(door, MembershipChange::HelpConfirmed(until), Act::HelpConfirmed))
}

/// A pass in advance is for somebody who has a factor and will not have it: the first one needs none.
fn give_pass(scene: &Scene, door: &Door, now: Instant) -> Outcome {
    if scene.own {
        return Err(Cause::OwnRequest);
    }
    if door.deactivated {
        return Err(Cause::Deactivated);
    }
    if !door.joined {
        return Err(Cause::InvitationPending);
    }
    if !door.has_second() && door.own_way(now) != OwnWay::WithSecond {
        return Ok((Done::AlreadySo, vec![]));
    }
    let until = now.plus(pass::ADVANCE_LASTS);
    Ok(changed(door, MembershipChange::PassGiven(until), Act::PassGiven))
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

/// How somebody in a list stands before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listed {
    /// Not here yet: will be invited.
    New,
    /// Invited in vain, the invitation ran out: will be invited again.
    Again,
    /// Has an invitation that is open.
    Invited,
    /// Is a member.
    Member,
    /// Was switched off.
    Off,
}

impl Listed {
    /// By the facts of the membership, if there is one.
    pub const fn of(joined: bool, deactivated: bool, waiting: bool) -> Listed {
        match (deactivated, joined, waiting) {
            (true, _, _) => Listed::Off,
            (false, true, _) => Listed::Member,
            (false, false, true) => Listed::Invited,
            (false, false, false) => Listed::Again,
        }
    }
    /// By the membership.
    pub fn at(door: Option<&Door>, now: Instant) -> Listed {
        door.map_or(Listed::New, |door| Listed::of(door.joined, door.deactivated, door.waiting(now)))
    }
}

/// A list is read and not thought about name by name: an old one must neither send second mails nor let anybody back in.
fn invite_listed(scene: &Scene, role: Role, now: Instant) -> Outcome {
    match Listed::at(scene.door.as_ref(), now) {
        Listed::New => Ok(welcome(scene, role, now)),
        Listed::Again => Ok(welcome(scene, scene.door.as_ref().map_or(role, |door| door.role), now)),
        Listed::Invited | Listed::Member => Ok((Done::AlreadySo, vec![])),
        Listed::Off => Err(Cause::Deactivated),
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
