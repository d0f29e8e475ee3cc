//! Single sign-on: what an organization's own provider says of somebody, and what that opens.
//!
//! Nothing in here is told of the password, its age or the guesses at it: [`Visitor`] leaves them out, so that none of
//! them can keep a member out who comes through the provider. Whether somebody is more than this organization's alone is
//! asked before they become a member by its provider's word ([`may_join`]).
//!
//! Invariant: a provider's word opens its own organization and no other, and changes nothing that is the user's own.

use crate::attempt::{Arrival, Attempt, RoleBy, Said, SaidAddress, Which};
use crate::cause::{Cause, SsoFlaw};
use crate::effect::{Act, Effect, Mail, OnIdentity};
use crate::facts::{Account, Door, Facts, OrganizationKey, Proofs, Ticket, TicketKind, Visiting};
use crate::sign_in;
use crate::verdict::{Challenge, Decision, Verdict};
use crate::words::{Instant, Role};

/// What the judgement of a sign-in through a provider may know of the subject.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'facts> {
    /// The organization whose provider speaks.
    organization: OrganizationKey,
    /// The subject's membership there.
    door: Option<&'facts Door>,
    /// There is such a user.
    known: bool,
    /// The user has neither a way in of their own nor a membership elsewhere: so far, they are this organization's alone.
    ours_alone: bool,
    /// The link in an invitation's mail that was opened in this browser, on the way to the provider.
    invitation: Option<Ticket>,
    /// What this browser had proved before.
    before: Proofs,
    /// The steps belong to a session that the provider opened.
    in_session: bool,
    /// Whether another mail to this address fits under its cap.
    mail_fits: bool,
}

impl<'facts> Visitor<'facts> {
    /// Leaves out of the facts whatever is not the business of this organization's provider.
    fn of(facts: &'facts Facts, organization: OrganizationKey) -> Visitor<'facts> {
        Visitor {
            organization,
            door: facts.doors.iter().find(|door| door.organization == organization),
            known: facts.account.is_some(),
            ours_alone: ours_alone(facts, organization),
            invitation: facts.ticket.filter(|ticket| ticket.kind == TicketKind::Invitation),
            before: facts.proofs,
            in_session: facts.visiting.is_some_and(|visiting| visiting.in_session),
            mail_fits: facts.mail_fits,
        }
    }
}

/// Whether nobody but this organization has made anything of the user: there is no password and no second factor, which
/// only the person can have set up, and no other membership that was accepted.
fn ours_alone(facts: &Facts, organization: OrganizationKey) -> bool {
    let bare = |account: &Account| account.password.is_none() && !account.has_second();
    let elsewhere = facts.doors.iter().any(|door| door.organization != organization && door.joined);
    facts.account.as_ref().is_some_and(bare) && !elsewhere
}

/// Whether the provider's word accepts an invitation, open or run out. For somebody who is more than this
/// organization's, an address that it merely invited is nothing that its provider could answer for: any organization can
/// invite anybody, and its provider says what it likes. Such a person opens the invitation's mail, and comes from there.
fn may_join(visitor: &Visitor<'_>, door: &Door, said: Said, now: Instant) -> bool {
    let opened = visitor.invitation.is_some_and(|ticket| ticket.live(now)) && door.waiting(now);
    said.domain_proved || visitor.ours_alone || opened
}

/// Whether somebody whom a provider vouched for may try this. Other organizations and what is the user's own are not
/// theirs to touch: neither they nor the provider have proved to be the user.
pub fn is_open_to_visitors(facts: &Facts, visiting: Visiting, attempt: &Attempt) -> bool {
    let here = facts.wanted.is_none_or(|wanted| wanted == visiting.organization);
    match attempt {
        // A new arrival, and leaving, have nothing to do with where the person is.
        Attempt::Arrive(_) | Attempt::EndSessions(Which::This) => true,
        Attempt::Enter
        | Attempt::Second { .. }
        | Attempt::Passkey(_)
        | Attempt::AskMailboxCode
        | Attempt::TypeCode(_)
        | Attempt::ConfirmAuthenticator(_)
        | Attempt::AddPasskey
        | Attempt::AskHelp
        | Attempt::WithdrawHelp
        | Attempt::AskAdmin
        | Attempt::AskAnswer => here,
        Attempt::Password(_)
        | Attempt::MakeCodes
        | Attempt::CodesSaved
        | Attempt::EndFactor { .. }
        | Attempt::ExtendFactor
        | Attempt::StartWait
        | Attempt::StopWait
        | Attempt::AskReset
        | Attempt::OpenTicket
        | Attempt::SavePassword(_)
        | Attempt::Join
        | Attempt::AskTicketAgain
        | Attempt::Undo(_)
        | Attempt::EndSessions(Which::Others | Which::All) => false,
    }
}

/// The facts without any other organization.
pub(crate) fn narrowed(facts: &Facts, visiting: Visiting) -> Facts {
    let mut facts = facts.clone();
    facts.doors.retain(|door| door.organization == visiting.organization);
    facts.wanted = Some(visiting.organization);
    facts
}

/// Somebody comes back from the organization's provider.
pub fn arrive(facts: &Facts, arrival: &Arrival, now: Instant) -> Decision {
    let visitor = Visitor::of(facts, arrival.organization);
    let (said, door) = match met(&visitor, arrival, now) {
        Ok(met) => met,
        Err(refused) => return *refused,
    };
    let mut effects = vec![];
    let joined = Door { joined: true, ..door.clone() };
    if !door.joined {
        effects.extend([
            Effect::Join(door.organization),
            Effect::Audit(Act::Joined),
            Effect::Mail(Mail::JoinedToInviter),
        ]);
    }
    if said.linked {
        effects.push(Effect::Identity(OnIdentity::Use, door.organization));
    } else {
        effects.extend([
            Effect::Identity(OnIdentity::Link, door.organization),
            Effect::Audit(Act::IdentityLinked),
            Effect::Mail(Mail::IdentityLinked),
        ]);
    }
    if let Some(role) = other_role(door, said) {
        effects.push(Effect::Identity(OnIdentity::Role(role), door.organization));
    }
    let proofs = Proofs { vouched: Some(now), vouched_second: said.second, ..Proofs::default() };
    let inside = Visitor { door: Some(&joined), before: Proofs::default(), in_session: false, ..visitor };
    judge(&inside, proofs, effects, now)
}

/// The role that somebody's groups at the provider give them, where it is another one. What an admin chose for them
/// stays, and so does an admin whom no provider made one; nor is an organization left without any.
fn other_role(door: &Door, said: Said) -> Option<Role> {
    let said = said.role?;
    let may = match (door.role, said.role) {
        (Role::Member, Role::Admin) => said.stands_by != RoleBy::Hand,
        (Role::Admin, Role::Member) => said.stands_by == RoleBy::Provider && !said.last_admin,
        (Role::Member, Role::Member) | (Role::Admin, Role::Admin) => false,
    };
    may.then_some(said.role)
}

/// Whether whoever came becomes a member by coming, where that is their organization's wish: somebody new, at an address
/// that is the organization's own. Who was linked here and is no member has been removed, and an admin invites them.
pub fn welcomes(facts: &Facts, arrival: &Arrival) -> bool {
    let Ok(said) = arrival.said else { return false };
    let member = facts.doors.iter().any(|door| door.organization == arrival.organization);
    let own = said.address == SaidAddress::Verified && said.domain_proved;
    let new = !member && !said.linked && !said.other_identity && !said.was_here;
    arrival.open && arrival.newcomers && own && new && said.as_asked
}

/// Whom the provider's word is about, as far as it may say so. A refusal changes nothing, but that a changed name of
/// somebody who is known becomes a question to the admins.
fn met<'facts>(
    visitor: &Visitor<'facts>,
    arrival: &Arrival,
    now: Instant,
) -> Result<(Said, &'facts Door), Box<Decision>> {
    let no = |cause| Err(Box::new(Decision::refused(cause, vec![], Proofs::default())));
    let flawed = |flaw| no(Cause::Sso(flaw));
    if !arrival.open {
        return flawed(SsoFlaw::SwitchedOff);
    }
    let said = match arrival.said {
        Ok(said) => said,
        Err(flaw) => return flawed(flaw),
    };
    if !said.as_asked {
        return flawed(SsoFlaw::AnotherPerson);
    }
    if !said.linked {
        // An address tells who somebody is only where the provider has made sure of it.
        match said.address {
            SaidAddress::None => return flawed(SsoFlaw::NoAddress),
            SaidAddress::Unverified => return flawed(SsoFlaw::AddressUnverified),
            SaidAddress::Verified => {}
        }
    }
    let Some(door) = visitor.door.filter(|_| visitor.known) else {
        return flawed(if said.domain_proved { SsoFlaw::NobodyHere } else { SsoFlaw::DomainUnproved });
    };
    if door.suspended || door.deactivated {
        return no(sign_in::shut(door));
    }
    if !said.linked && said.other_identity {
        // The same address under another name at the provider: a person who was made anew there, or a new hire with
        // a name that was somebody else's. Only an admin can tell.
        let cause = Cause::Sso(SsoFlaw::SubjectChanged);
        let effects = vec![Effect::Identity(OnIdentity::Propose, door.organization)];
        return Err(Box::new(Decision::refused(cause, effects, Proofs::default())));
    }
    if !door.joined && !may_join(visitor, door, said, now) {
        let waits = door.waiting(now);
        return no(if waits { Cause::InvitationPending } else { Cause::InvitationExpired });
    }
    Ok((said, door))
}

/// Somebody whom a provider vouched for wants to enter an organization: that one is theirs.
pub(crate) fn enter(facts: &Facts, now: Instant) -> Decision {
    let Some(visiting) = facts.visiting.filter(|visiting| visiting.in_session) else {
        return Decision::refused(Cause::SessionEnded, vec![], facts.proofs);
    };
    onward(facts, visiting.organization, facts.proofs, vec![], now)
}

/// What comes next for somebody whom that organization's provider vouched for.
pub(crate) fn onward(
    facts: &Facts,
    organization: OrganizationKey,
    proofs: Proofs,
    effects: Vec<Effect>,
    now: Instant,
) -> Decision {
    judge(&Visitor::of(facts, organization), proofs, effects, now)
}

/// The one place that says who is in through a provider.
fn judge(visitor: &Visitor<'_>, proofs: Proofs, mut effects: Vec<Effect>, now: Instant) -> Decision {
    let asked = |challenge, effects| Decision { verdict: Verdict::Challenge(challenge), effects, proofs };
    if visitor.in_session && proofs != visitor.before {
        effects.push(Effect::RaiseSession);
    }
    if proofs.vouched.is_none() || !visitor.known {
        return Decision::refused(Cause::ProofMissing, effects, proofs);
    }
    let Some(door) = visitor.door else {
        return Decision::refused(Cause::NotAMember, effects, proofs);
    };
    if !door.usable() {
        return Decision::refused(sign_in::shut(door), effects, proofs);
    }
    if door.demands_second() && !proofs.vouched_second && !sign_in::second_given(Some(door), proofs) {
        if door.has_second() {
            return asked(Challenge::SecondFactor, effects);
        }
        if sign_in::mailbox_fresh(&proofs, now) {
            return asked(Challenge::SetUpFactor, effects);
        }
        effects.extend(sign_in::mailbox_mail(visitor.mail_fits));
        return asked(Challenge::ProveMailbox, effects);
    }
    if !visitor.in_session {
        effects.extend([Effect::StartSession, Effect::Audit(Act::SignedInBySso)]);
    }
    effects.push(Effect::EnterDoor(visitor.organization));
    if sign_in::second_given(Some(door), proofs) {
        sign_in::settle(door, &mut effects);
    }
    Decision { verdict: Verdict::SignedIn(Some(visitor.organization)), effects, proofs }
}
