//! Carries out an admin's act on a membership, and nothing that is the user's own.

use rules::effect::MembershipChange::{ContactPutBack, ContactSet};
use rules::effect::{HelpEnd, MembershipChange};
use rules::{Instant, Role};
use uuid::Uuid;

use super::apply::{self, Hands};
use super::run::Knock;
use super::subject::Subject;
use super::ways_back;
use crate::fault::Fault;
use crate::store::membership::{ContactRow, MembershipRow};
use crate::store::request::Ending;
use crate::store::{Write, help, membership, pass, request, session, ticket};

/// Changes the subject's membership in the organization wanted.
pub async fn change(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    change: MembershipChange,
    hands: &Hands,
) -> Result<(), Fault> {
    let now = knock.visit.now;
    let (Some(organization), Some(user)) = (knock.step.wanted, subject.user.as_ref().map(|user| user.id))
    else {
        return Err(Fault::broken("an act on nobody's membership"));
    };
    match change {
        MembershipChange::Invited(role, until) => {
            let by = inviting(subject, organization, hands);
            if subject.door(Some(organization)).is_none() {
                add(write, knock, subject, organization, user, role, hands).await?;
            }
            membership::set_invited(write, organization, user, by, now, until).await.map(drop)
        }
        MembershipChange::Deactivated => {
            membership::set_deactivated(write, organization, user, Some(now)).await?;
            shut(write, organization, user, now, hands).await
        }
        MembershipChange::Reactivated => {
            membership::set_deactivated(write, organization, user, None).await?;
            settle(write, organization, user, now, hands).await?;
            apply::settle_demand(write, organization, now).await
        }
        MembershipChange::Removed => {
            shut(write, organization, user, now, hands).await?;
            membership::remove(write, organization, user).await.map(drop)
        }
        MembershipChange::Role(role) => {
            membership::set_role(write, organization, user, role).await?;
            apply::settle_demand(write, organization, now).await
        }
        MembershipChange::Waived(until) => {
            settle(write, organization, user, now, hands).await?;
            membership::set_waived_until(write, organization, user, Some(until)).await.map(drop)
        }
        MembershipChange::WaiverEnded => {
            membership::set_waived_until(write, organization, user, None).await.map(drop)
        }
        MembershipChange::DemandEnded => {
            membership::set_change_demanded(write, organization, user, None).await.map(drop)
        }
        MembershipChange::ChangeDemanded => {
            membership::set_change_demanded(write, organization, user, Some(now)).await.map(drop)
        }
        MembershipChange::SessionsEnded => {
            session::leave_organization(write, organization, user, now, "sessions-ended").await.map(drop)
        }
        MembershipChange::HelpConfirmed(until) => {
            ways_back::confirm_help(write, knock, user, organization, until, hands).await
        }
        MembershipChange::HelpDeclined => {
            let (ended, by) = (HelpEnd::Declined.code(), acting(hands));
            help::close(write, organization, user, now, ended, by, hands.reason.as_deref()).await.map(drop)
        }
        MembershipChange::HelpGuessed => ways_back::count_help_guess(write, knock, organization, user).await,
        MembershipChange::PassGiven(until) => {
            ways_back::give_pass(write, knock, user, organization, None, until, hands).await
        }
        ContactSet | ContactPutBack => contact(write, knock, subject, change, hands).await,
        MembershipChange::PassWithdrawn => {
            pass::spend(write, organization, user, now, "withdrawn").await.map(drop)
        }
    }
}

/// Another contact address, by which the person is found here from now on; or the one of before again.
async fn contact(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    change: MembershipChange,
    hands: &Hands,
) -> Result<(), Fault> {
    let now = knock.visit.now;
    let (Some(contact), Some(door)) = (&hands.contact, subject.door(knock.step.wanted)) else {
        return Err(Fault::broken("no contact address to write"));
    };
    let again = change == ContactPutBack;
    let row = ContactRow {
        organization_id: door.membership.organization_id,
        contact: contact.after.clone(),
        contact_before: contact.before.clone().filter(|_| !again),
        contact_at: Some(now).filter(|_| !again),
    };
    membership::set_contact(write, door.membership.user_id, &row).await?;
    membership::set_found_by(write, &door.membership, &subject.address).await
}

/// Who invited: support sends an invitation again, and does not become who did.
fn inviting(subject: &Subject, organization: Uuid, hands: &Hands) -> Option<Uuid> {
    let before = subject.door(Some(organization)).and_then(|door| door.membership.invited_by);
    if hands.by_support() { before } else { acting(hands) }
}

/// Nothing of somebody who may not come in any more stays open: a session here, a ticket, a request, live help, a pass.
async fn shut(
    write: &mut Write,
    organization: Uuid,
    user: Uuid,
    now: Instant,
    hands: &Hands,
) -> Result<(), Fault> {
    let ended = "membership-changed";
    session::leave_organization(write, organization, user, now, ended).await?;
    ticket::spend_all_for_membership(write, organization, user, now, ended).await?;
    let ending = Ending { at: now, by: acting(hands), ended_as: ended, reason: None };
    request::close_for_user(write, organization, user, &ending, true).await?;
    help::close(write, organization, user, now, ended, acting(hands), None).await?;
    pass::spend(write, organization, user, now, ended).await.map(drop)
}

/// The act is the answer to what they asked for.
async fn settle(
    write: &mut Write,
    organization: Uuid,
    user: Uuid,
    now: Instant,
    hands: &Hands,
) -> Result<(), Fault> {
    let ending = Ending { at: now, by: acting(hands), ended_as: "settled", reason: None };
    request::close_for_user(write, organization, user, &ending, false).await.map(drop)
}

fn acting(hands: &Hands) -> Option<Uuid> {
    hands.actor.as_ref().and_then(|actor| actor.id)
}

async fn add(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    organization_id: Uuid,
    user_id: Uuid,
    role: Role,
    hands: &Hands,
) -> Result<(), Fault> {
    let (first_name, last_name) = hands.names.clone().unwrap_or_default();
    let row = MembershipRow {
        organization_id,
        user_id,
        first_name,
        last_name,
        role,
        invited_at: Some(knock.visit.now),
        invited_by: acting(hands),
        invite_expires_at: None,
        joined_at: None,
        deactivated_at: None,
        waived_until: None,
        change_demanded_at: None,
        last_active_at: None,
    };
    membership::add(write, &row, &subject.address).await.map(drop)
}
