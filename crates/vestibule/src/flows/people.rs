//! An admin's acts on people: console, command line and (later) a directory end here, under one rule.

pub(super) mod adding;

use proofs::address::Address;
use rules::facts::Lane;
use rules::people::{self, ActorSecond, AdminAct, By, Scene};
use rules::{Effect, Instant, Role, Verdict};
use uuid::Uuid;

use super::apply::{self, Actor, Hands};
use super::hands::Contact;
pub use super::hands::Entry;
use super::run::{Knock, Outcome};
use super::subject::{self, Guessing, Subject, Who};
use super::{admin_mails, mail_caps, support, ways_back};
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::store::help::HelpRow;
use crate::store::organization::OrganizationRow;
use crate::store::{Read, Write, grant, guess, import, membership, organization};
use crate::visit::Visit;
use adding::{add_membership, find_or_add_user};

/// How often an act is tried again because somebody else changed the same person.
const TRIES: usize = 8;

/// Somebody to invite.
pub struct Invitation {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The address.
    pub address: Address,
    /// As what.
    pub role: Role,
}

/// An admin who acts from their session, with what it has proved in this organization.
pub async fn admin(
    app: &App,
    visit: &Visit,
    step: &Step,
    name: String,
    organization_id: Uuid,
) -> Result<Actor, Fault> {
    let Some(id) = step.user else { return Err(Fault::broken("an admin without a session")) };
    let subject = subject::load(&mut app.store.read(), &Who::User(id), step, visit).await?;
    let proofs = step.proofs();
    let second = match proofs.second {
        Some(_) if !subject.holds(&step.given, organization_id) => ActorSecond::None,
        Some(_) if rules::factor::recent(&proofs, true, visit.now) => ActorSecond::Recent,
        Some(_) => ActorSecond::Old,
        // The provider's own, where the organization takes it: as fresh as the sign-in there.
        None if proofs.vouched_second && step.visits() == Some(organization_id) => {
            let recent = proofs.vouched.is_some_and(|at| visit.now.since(at) < rules::factor::RECENT);
            if recent { ActorSecond::Recent } else { ActorSecond::Old }
        }
        None => ActorSecond::None,
    };
    Ok(Actor { id: Some(id), name, support: false, second })
}

/// Invites. Whoever is invited already, or is a member, is as welcome as before.
pub async fn invite(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    invitation: &Invitation,
) -> Result<Outcome, Fault> {
    let act = AdminAct::Invite(invitation.role);
    invited(app, visit, organization, actor, invitation, act, None).await?.ok_or(Fault::Contended)
}

/// Invites whom a row of a list names, and settles the row in the same transaction. `None`: it was settled before.
pub(super) async fn invite_listed(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    invitation: &Invitation,
    entry: Entry,
) -> Result<Option<Outcome>, Fault> {
    let act = AdminAct::InviteListed(invitation.role);
    invited(app, visit, organization, actor, invitation, act, Some(entry)).await
}

async fn invited(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    invitation: &Invitation,
    act: AdminAct,
    entry: Option<Entry>,
) -> Result<Option<Outcome>, Fault> {
    let names = (invitation.first_name.clone(), invitation.last_name.clone());
    for _ in 0..TRIES {
        let knock = knock(app, visit, organization, "invited");
        let mut write = app.store.write().await?;
        organization::lock(&mut write, organization.id).await?;
        if let Some(entry) = entry {
            let row = import::find_entry(&mut write, entry.import, entry.position).await?;
            if row.is_none_or(|row| row.state != "ready") {
                return Ok(None);
            }
        }
        let (user_id, held_until) = find_or_add_user(&mut write, app, visit, invitation).await?;
        let known = membership::find(&mut write, organization.id, user_id).await?.is_some();
        if !known {
            add_membership(&mut write, organization.id, user_id, invitation, actor, visit).await?;
        }
        let subject = subject::load(&mut write, &Who::User(user_id), &knock.step, visit).await?;
        let names = Some(names.clone());
        let hands = Hands { actor: Some(actor.clone()), names, entry, held_until, ..Hands::default() };
        if let Some(outcome) = act_on(write, &knock, organization, subject, act, &hands, !known).await? {
            return Ok(Some(outcome));
        }
    }
    Err(Fault::Contended)
}

/// Acts on somebody who is in the organization.
pub async fn act(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    user_id: Uuid,
    act: AdminAct,
) -> Result<Outcome, Fault> {
    locked(app, visit, organization, actor, user_id, act, Along::Nothing).await
}

/// What goes along with an act.
enum Along {
    Nothing,
    Answer(Answering),
    /// The contact address, or none.
    Contact(Option<String>),
}

/// Writes another contact address, or none, for somebody who is in.
pub async fn set_contact(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    user_id: Uuid,
    typed: Option<String>,
) -> Result<Outcome, Fault> {
    let along = Along::Contact(typed);
    locked(app, visit, organization, actor, user_id, AdminAct::SetContact, along).await
}

/// Which request for live help is answered, and what the admin wrote.
#[derive(Clone, Debug)]
pub(super) struct Answering {
    /// The request: the answer is worth nothing for another one of the same person.
    pub(super) request: Uuid,
    /// Why, where it is declined.
    pub(super) reason: Option<String>,
}

/// Answers a request for live help.
pub(super) async fn answer_help(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    user_id: Uuid,
    act: AdminAct,
    answering: Answering,
) -> Result<Outcome, Fault> {
    locked(app, visit, organization, actor, user_id, act, Along::Answer(answering)).await
}

async fn locked(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    user_id: Uuid,
    act: AdminAct,
    along: Along,
) -> Result<Outcome, Fault> {
    for _ in 0..TRIES {
        let knock = knock(app, visit, organization, act_word(act));
        let mut write = app.store.write().await?;
        // Two admins who act at once act one after the other, or each would count the other one.
        organization::lock(&mut write, organization.id).await?;
        let mut subject = subject::load(&mut write, &Who::User(user_id), &knock.step, visit).await?;
        let mut hands = Hands { actor: Some(actor.clone()), ..Hands::default() };
        match &along {
            Along::Answer(answering) => {
                let others =
                    |row: &HelpRow| row.organization_id != organization.id || row.id == answering.request;
                subject.ways_back.helps.retain(others);
                hands.reason = answering.reason.clone();
            }
            Along::Contact(typed) => {
                let after = typed.clone().filter(|typed| !typed.eq_ignore_ascii_case(&subject.address));
                hands.contact = contact(&mut write, organization.id, user_id, Some(after)).await?;
            }
            Along::Nothing if act == AdminAct::PutContactBack => {
                hands.contact = contact(&mut write, organization.id, user_id, None).await?;
            }
            Along::Nothing => {}
        }
        if let Some(outcome) = act_on(write, &knock, organization, subject, act, &hands, false).await? {
            return Ok(outcome);
        }
    }
    Err(Fault::Contended)
}

/// The contact address as it stands, and as it is to be: what was typed, or the one of before.
async fn contact(
    read: &mut Read,
    organization: Uuid,
    user: Uuid,
    typed: Option<Option<String>>,
) -> Result<Option<Contact>, Fault> {
    let row = membership::find_contact(read, organization, user).await?;
    Ok(row.map(|row| Contact {
        before: row.contact,
        after: typed.unwrap_or(row.contact_before),
        at: row.contact_at,
    }))
}

fn knock<'a>(app: &'a App, visit: &'a Visit, organization: &OrganizationRow, act: &'static str) -> Knock<'a> {
    let step = Step { wanted: Some(organization.id), ..Step::default() };
    Knock::new(app, visit, act, step, Guessing::Second)
}

async fn act_on(
    mut write: Write,
    knock: &Knock<'_>,
    organization: &OrganizationRow,
    subject: Subject,
    act: AdminAct,
    hands: &Hands,
    is_new: bool,
) -> Result<Option<Outcome>, Fault> {
    let admins = membership::count_admins(&mut write, organization.id).await?;
    let door = subject.door(Some(organization.id));
    let door = door.map(|row| subject::knowing(&subject, row, None, knock.visit));
    let user_id = subject.user.as_ref().map(|user| user.id);
    let lane = help_lane(&mut write, knock, &subject, organization).await?;
    // The operator's own mails are not held up.
    let admin = hands.actor.as_ref().and_then(|actor| actor.id);
    let caps = match admin {
        Some(_) if hands.entry.is_some() => admin_mails::caps_of_lists(knock.app, organization.id).into(),
        Some(admin) => admin_mails::caps(knock.app, organization.id, admin, &subject).into(),
        None => vec![],
    };
    let scene = Scene {
        by: right_of(&mut write, organization, hands.actor.as_ref(), knock.visit.now).await?,
        desk: support::is_desk(&mut write, organization.id).await?,
        has_password: subject.user.as_ref().is_some_and(|user| user.password_hash.is_some()),
        admins: u32::try_from(admins).unwrap_or(u32::MAX),
        invitation_life: super::policy_text::read(&organization.policy).invitation_life,
        door: door.filter(|_| !is_new),
        own: hands.actor.as_ref().is_some_and(|actor| actor.id.is_some() && actor.id == user_id),
        actor_second: hands.actor.as_ref().map_or(ActorSecond::None, |actor| actor.second),
        lane,
        contact_same: hands.contact.as_ref().is_some_and(|contact| contact.before == contact.after),
        contact_at: hands.contact.as_ref().and_then(|contact| contact.at),
        held_until: hands.held_until,
        mails_until: mail_caps::until(&mut write, &caps, knock.visit.now).await?,
    };
    let decision = people::decide(&scene, act, knock.visit.now);
    if matches!(decision.verdict, Verdict::Refused(_)) && is_new {
        // Nothing of an invitation that may not be sent stays behind, neither the membership nor the user.
        drop(write);
        write = knock.app.store.write().await?;
        let subject = Subject { user: None, doors: vec![], ..subject };
        return knock.carry_out(write, subject, decision, hands, "{}".to_owned()).await;
    }
    if decision.effects.iter().any(|effect| matches!(effect, Effect::IssueTicket(_))) {
        mail_caps::count(&mut write, &caps, knock.visit.now).await?;
    }
    // What is sent and that it was sent are written together, so that a list that is taken up again sends nothing twice.
    if let Some(entry) = hands.entry.filter(|_| !decision.effects.is_empty()) {
        let (place, reference) = ((entry.import, entry.position), knock.reference.to_string());
        import::settle(&mut write, place, "invited", None, Some(&reference), knock.visit.now).await?;
    }
    knock.carry_out(write, subject, decision, hands, format!("{{\"admins\":{admins}}}")).await
}

/// Guesses at the eight characters of the open request, if there is one.
async fn help_lane(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    organization: &OrganizationRow,
) -> Result<Lane, Fault> {
    let none = Lane { failed: 0, last_at: Instant(0) };
    let open = subject.ways_back.helps.iter().find(|row| row.organization_id == organization.id);
    let Some(open) = open else { return Ok(none) };
    let (key, lane) = ways_back::help_lane(knock, open.id);
    let row = guess::find(write, &key, lane).await?;
    Ok(row.map_or(none, |row| Lane {
        failed: u32::try_from(row.failed).unwrap_or(u32::MAX),
        last_at: row.last_at,
    }))
}

/// The actor is looked at again inside the transaction: somebody may have taken the role away meanwhile, ended their
/// work at the desk, or ended the grant.
pub(super) async fn right_of(
    write: &mut Write,
    organization: &OrganizationRow,
    actor: Option<&Actor>,
    now: Instant,
) -> Result<By, Fault> {
    let Some(actor) = actor else { return Ok(By::Nobody) };
    let Some(id) = actor.id else { return Ok(By::Operator) };
    if actor.support {
        if !support::works_there(write, id).await? {
            return Ok(By::Nobody);
        }
        let live = grant::find_live(write, organization.id, now).await?;
        return Ok(By::Support { granted_until: live.map(|grant| grant.until) });
    }
    let admin = is_admin(write, organization.id, id).await?;
    Ok(if admin { By::Admin } else { By::Nobody })
}

/// Whether this user administers this organization now.
pub(super) async fn is_admin(read: &mut Read, organization: Uuid, user: Uuid) -> Result<bool, Fault> {
    let row = membership::find(read, organization, user).await?;
    Ok(row.is_some_and(|row| {
        row.role == Role::Admin && row.joined_at.is_some() && row.deactivated_at.is_none()
    }))
}

const fn act_word(act: AdminAct) -> &'static str {
    match act {
        AdminAct::Invite(_) | AdminAct::InviteListed(_) => "invited",
        AdminAct::SendReset => "reset-sent",
        AdminAct::Waive => "minimum-age-waived",
        AdminAct::EndWaiver => "waiver-ended",
        AdminAct::DemandChange => "change-demanded",
        AdminAct::EndDemand => "demand-ended",
        AdminAct::Deactivate => "deactivated",
        AdminAct::Reactivate => "reactivated",
        AdminAct::Remove => "removed",
        AdminAct::SetRole(_) => "role-changed",
        AdminAct::EndSessions => "sessions-ended",
        AdminAct::ConfirmHelp(_) => "help-confirmed",
        AdminAct::DeclineHelp => "help-declined",
        AdminAct::GivePass => "pass-given",
        AdminAct::WithdrawPass => "pass-withdrawn",
        AdminAct::SetContact => "contact-set",
        AdminAct::PutContactBack => "contact-put-back",
    }
}

/// The demand for second factors follows from who is in; for the command line, after it made an admin.
pub async fn settle_demand(app: &App, visit: &Visit, organization: Uuid) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    apply::settle_demand(&mut write, organization, visit.now).await?;
    write.commit().await
}
