//! The support desk: who may enter it, what it may do by itself, and what an organization can grant it for a while.
//!
//! Invariant: nothing that support does, with a grant or without, leads to a pass, a factor, a role or a secret. What
//! it sends goes to the mailbox's owner, and changes nothing until they use it. Where to go next: `people.rs`, where
//! what it does in an admin's place is decided like an admin's own act.

use crate::cause::Cause;
use crate::effect::{Act, Effect, Mail};
use crate::facts::{Facts, OrganizationKey};
use crate::people::{AdminAct, By};
use crate::reset;
use crate::verdict::{Decision, Done};
use crate::words::{Instant, Span};

/// A grant lasts no shorter than this,
pub const GRANT_SHORTEST: Span = Span::hours(1);
/// and no longer than this.
pub const GRANT_LONGEST: Span = Span::days(7);
/// Somebody is stuck no longer than this: whoever did not come back by then will not be counted as waiting.
pub const STUCK_AT_MOST: Span = Span::days(30);

/// Whether a session may be at the desk: it belongs to somebody who works there, and a second factor was given in it
/// that counts there and still does.
///
/// # Errors
/// Why not.
pub const fn enter(member: bool, second: bool) -> Result<(), Cause> {
    match (member, second) {
        (false, _) => Err(Cause::NotSupport),
        (true, false) => Err(Cause::ProofMissing),
        (true, true) => Ok(()),
    }
}

/// What support may do in an admin's place while an organization grants it: a closed list.
pub const fn grantable(act: AdminAct) -> bool {
    match act {
        AdminAct::SendReset | AdminAct::Waive | AdminAct::EndSessions => true,
        AdminAct::Invite(_)
        | AdminAct::InviteListed(_)
        | AdminAct::EndWaiver
        | AdminAct::DemandChange
        | AdminAct::EndDemand
        | AdminAct::Deactivate
        | AdminAct::Reactivate
        | AdminAct::Remove
        | AdminAct::SetRole(_)
        | AdminAct::ConfirmHelp(_)
        | AdminAct::DeclineHelp
        | AdminAct::GivePass
        | AdminAct::WithdrawPass
        | AdminAct::SetContact
        | AdminAct::PutContactBack => false,
    }
}

/// Whether support may do `act` in an admin's place now.
///
/// # Errors
/// Why not: no grant makes it an admin, and none lets it act on itself.
pub fn in_an_admins_place(
    act: AdminAct,
    own: bool,
    granted_until: Option<Instant>,
    now: Instant,
) -> Result<(), Cause> {
    if !grantable(act) {
        return Err(Cause::NotAnAdmin);
    }
    if own {
        return Err(Cause::OwnRequest);
    }
    if granted_until.is_some_and(|until| now < until) { Ok(()) } else { Err(Cause::SupportNeedsGrant) }
}

/// What support does by itself, without anybody's grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Has the mail sent that fits the person's state, as if they had asked for a reset themselves.
    SendFitting,
    /// Has the cause and what to do mailed to the mailbox's owner.
    SendAnswer,
    /// Hands the case to the admins of that organization, with a note.
    HandOver(OrganizationKey),
}

/// What a deed's decision may know, beside the facts about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scene {
    /// Whoever acts works at the desk at this moment.
    pub at_desk: bool,
    /// The case at hand is a refusal of this very person.
    pub theirs: bool,
    /// Until when no further mail fits under the caps, if none does now.
    pub mails_until: Option<Instant>,
}

/// What happens when support does `deed` for the subject of `facts`.
pub fn decide(facts: &Facts, scene: Scene, deed: Deed, now: Instant) -> Decision {
    // The proofs are the person's, and support has none of them.
    let none = Default::default();
    match decided(facts, scene, deed, now) {
        Ok((done, effects)) => Decision::done(done, effects, none),
        Err(cause) => Decision::refused(cause, vec![], none),
    }
}

fn decided(facts: &Facts, scene: Scene, deed: Deed, now: Instant) -> Result<(Done, Vec<Effect>), Cause> {
    if !scene.at_desk {
        return Err(Cause::NotSupport);
    }
    // People type passwords where addresses belong; what nobody has here is written to by nobody.
    if facts.account.is_none() {
        return Err(Cause::AddressUnknown);
    }
    if let Some(until) = scene.mails_until {
        return Err(Cause::MailsCapped { until });
    }
    match deed {
        Deed::SendFitting => {
            let mut effects = reset::truth(facts, now);
            effects.push(Effect::Audit(Act::SupportMailed));
            Ok((Done::Mailed, effects))
        }
        Deed::SendAnswer if !scene.theirs => Err(Cause::NobodyThere),
        Deed::SendAnswer => {
            Ok((Done::Mailed, vec![Effect::Mail(Mail::Answer), Effect::Audit(Act::SupportMailed)]))
        }
        Deed::HandOver(organization) => {
            if !facts.doors.iter().any(|door| door.organization == organization) {
                return Err(Cause::NobodyThere);
            }
            let request = Effect::Request(organization);
            let effects =
                vec![request, Effect::Mail(Mail::RequestToAdmins), Effect::Audit(Act::SupportHandedOver)];
            Ok((Done::AdminAsked, effects))
        }
    }
}

/// What an organization does with its grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GrantAct {
    /// Gives one, or another one in place of the one that runs.
    Give(Span),
    /// Ends it.
    End,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grant {
    /// It holds until then, and ends by itself.
    Until(Instant),
    /// It has ended.
    Ended,
    /// There was none.
    AlreadySo,
}

/// What happens when somebody with that right does `act`, while a grant is `live` or not. Only the organization's own
/// admins grant: not the operator, and above all not support.
///
/// # Errors
/// Why not.
pub fn grant(by: By, desk: bool, live: bool, act: GrantAct, now: Instant) -> Result<Grant, Cause> {
    match by {
        By::Admin if !desk => {}
        By::Admin | By::Nobody | By::Operator | By::Support { .. } => return Err(Cause::NotAnAdmin),
    }
    Ok(match act {
        GrantAct::Give(lasts) => Grant::Until(now.plus(lasts.clamp(GRANT_SHORTEST, GRANT_LONGEST))),
        GrantAct::End if live => Grant::Ended,
        GrantAct::End => Grant::AlreadySo,
    })
}
