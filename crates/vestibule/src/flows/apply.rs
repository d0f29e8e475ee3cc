//! Carries effects out, all in the caller's transaction. The only place that turns a decision into rows.
//!
//! `None` means that somebody else spent the same thing first: the caller decides again. Never in here:
//! whether something may be done. Where to go next: `letters.rs` for the mails, `membership.rs` for an admin's acts.

use proofs::ticket::make_code;
use rules::effect::Mail;
use rules::facts::{TicketKind, Worth};
use rules::{Decision, Effect, Instant, Span};
use uuid::Uuid;

pub use super::audit::audit;
pub use super::hands::{Actor, Hands, Issued, Made, RightCode, Sheet};
use super::run::Knock;
use super::subject::{self, Subject};
use super::{letters, mail_caps, membership_acts, session_acts, spending, undo, ways_back};
use crate::app::random;
use crate::fault::Fault;
use crate::step::Given;
use crate::store::recovery::RecoverySetRow;
use crate::store::request::RequestRow;
use crate::store::ticket::TicketRow;
use crate::store::{
    Write, address_change, factor, membership, organization, password_history, recovery, request, ticket,
    user,
};

/// How many earlier passwords are kept at most, for organizations that refuse them.
const HISTORY_KEPT: i64 = 24;

/// The second factor that was given with this attempt, if one was.
fn given_now(knock: &Knock<'_>, subject: &Subject, decision: &Decision, hands: &Hands) -> Option<Given> {
    hands.given(subject).filter(|_| decision.proofs.second == Some(knock.visit.now))
}

/// Carries out all of a decision's effects.
pub async fn all(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    decision: &Decision,
    hands: &Hands,
) -> Result<Option<Made>, Fault> {
    let mut made = Made { given: given_now(knock, subject, decision, hands), ..Made::default() };
    for effect in &decision.effects {
        if !one(write, knock, subject, decision, effect, hands, &mut made).await? {
            return Ok(None);
        }
    }
    Ok(Some(made))
}

/// Carries out one of them; false where what it was to use up is used up.
async fn one(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    decision: &Decision,
    effect: &Effect,
    hands: &Hands,
    made: &mut Made,
) -> Result<bool, Fault> {
    match effect {
        Effect::SpendCode
        | Effect::SpendRecoveryCode
        | Effect::SpendStandIn
        | Effect::SpendPasskey
        | Effect::AddPasskey(_)
        | Effect::SpendThisTicket
        | Effect::Address(_)
        | Effect::Identity(_, _)
        | Effect::SpendPass(_) => {
            return spending::spend(write, knock, subject, effect, hands).await;
        }
        Effect::CountGuess | Effect::ClearLane | Effect::ClearPasswordLanes => {
            spending::lanes(write, knock, subject, effect).await?;
        }
        Effect::Mail(it) => letters::post(write, knock, subject, *it, hands, decision, made).await?,
        Effect::Membership(to) => membership_acts::change(write, knock, subject, *to, hands).await?,
        Effect::Audit(act) => audit(write, knock, subject, decision, *act, hands).await?,
        Effect::EndSessionsOfChange | Effect::RestoreFactor | Effect::EndCodes => {
            undo::carry_out(write, knock, subject, effect).await?;
        }
        Effect::ConfirmAuthenticator(_)
        | Effect::EndFactor
        | Effect::EndFactorIn(_)
        | Effect::VouchFactor(_)
        | Effect::FactorIsOwn
        | Effect::OpenHelp(_)
        | Effect::HelpReaches(_)
        | Effect::CloseHelp(_, _)
        | Effect::SpendPasses
        | Effect::StartWait(_, _)
        | Effect::StopWait(_)
        | Effect::EndWait(_) => {
            ways_back::carry_out(write, knock, subject, effect, hands, made).await?;
        }
        Effect::StartSession
        | Effect::RaiseSession
        | Effect::EnterDoor(_)
        | Effect::EndThisSession
        | Effect::EndOtherSessions
        | Effect::KnowDevice
        | Effect::RememberDevice(_) => {
            session_acts::carry_out(write, knock, subject, decision, effect, hands, made).await?;
        }
        Effect::PasswordIsOwn
        | Effect::SavePassword(_)
        | Effect::SpendOtherTickets
        | Effect::ForgetRemembered
        | Effect::Join(_)
        | Effect::RenewInvitation(_, _)
        | Effect::MakeCodes
        | Effect::CodesSaved
        | Effect::IssueTicket(_)
        | Effect::Request(_) => {
            credentials(write, knock, subject, decision, effect, hands, made).await?;
        }
    }
    Ok(true)
}

async fn credentials(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    decision: &Decision,
    effect: &Effect,
    hands: &Hands,
    made: &mut Made,
) -> Result<(), Fault> {
    let now = knock.visit.now;
    let Some(user_id) = subject.user.as_ref().map(|user| user.id) else {
        return Err(Fault::broken(format!("an effect without a user: {effect:?}")));
    };
    match effect {
        Effect::PasswordIsOwn => user::set_worth(write, user_id, "own").await,
        Effect::SavePassword(worth) => save_password(write, subject, user_id, *worth, now, hands, made).await,
        Effect::SpendOtherTickets => {
            address_change::end_open(write, user_id, now, "overtaken").await?;
            ticket::spend_all_for_user(write, user_id, now, "overtaken").await.map(drop)
        }
        Effect::ForgetRemembered => user::advance_remember_epoch(write, user_id).await.map(drop),
        Effect::Join(organization) => join(write, Uuid::from_u128(*organization), user_id, now).await,
        Effect::RenewInvitation(organization, until) => {
            let organization = Uuid::from_u128(*organization);
            let by = subject.door(Some(organization)).and_then(|door| door.membership.invited_by);
            membership::set_invited(write, organization, user_id, by, now, *until).await.map(drop)
        }
        Effect::MakeCodes => make_codes(write, knock, decision, user_id, hands, made).await,
        Effect::CodesSaved => codes_saved(write, user_id, hands, now).await,
        Effect::IssueTicket(kind) => {
            made.ticket = Some(issue(write, knock, subject, *kind, hands, decision).await?);
            Ok(())
        }
        Effect::Request(organization) => {
            add_request(write, knock, Uuid::from_u128(*organization), user_id, hands).await
        }
        // `all` names each effect and who carries it out.
        other => Err(Fault::broken(format!("not carried out here: {other:?}"))),
    }
}

async fn save_password(
    write: &mut Write,
    subject: &Subject,
    user_id: Uuid,
    worth: Worth,
    now: Instant,
    hands: &Hands,
    made: &mut Made,
) -> Result<(), Fault> {
    let Some(hash) = &hands.password_hash else {
        return Err(Fault::broken("a password was to be saved that was not hashed"));
    };
    if let Some(row) = &subject.user
        && let (Some(old), Some(at)) = (&row.password_hash, row.password_at)
    {
        password_history::add(write, user_id, at, old).await?;
        password_history::trim(write, user_id, HISTORY_KEPT).await?;
    }
    // A key shown before this password was chosen may have been seen by whoever made that necessary.
    factor::remove_all_pending(write, user_id).await?;
    made.password_set_at = Some(now.0);
    let worth = match worth {
        Worth::Own => "own",
        Worth::Mailbox => "mailbox",
    };
    user::set_password(write, user_id, hash, now, worth).await
}

/// A new ticket. The code of a mail that was asked for works for ten minutes on the page that asked; that of an
/// invitation works on its link's page, as long as the link.
async fn issue(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    kind: TicketKind,
    hands: &Hands,
    decision: &Decision,
) -> Result<Issued, Fault> {
    let (app, now) = (knock.app, knock.visit.now);
    let asked = hands.actor.is_none() && knock.step.ask.is_some();
    let invited_to = invited_by(decision).or(knock.step.wanted);
    let until = match kind {
        TicketKind::Reset => now.plus(rules::reset::LINK_LASTS),
        TicketKind::Mailbox => now.plus(rules::reset::MAILBOX_LASTS),
        TicketKind::Invitation => now.plus(invitation_life(subject, invited_to)),
    };
    let code_until = if asked { now.plus(rules::reset::CODE_LASTS) } else { until };
    let issued = Issued { id: app.new_id(), token: app.new_token(), code: make_code(random()), kind, until };
    let Some(user) = &subject.user else {
        return Err(Fault::broken("a ticket was to be issued to nobody"));
    };
    let organization_id = match kind {
        TicketKind::Invitation => invited_to,
        TicketKind::Reset | TicketKind::Mailbox => knock.step.wanted,
    };
    let row = TicketRow {
        id: issued.id,
        kind: subject::ticket_word(kind).to_owned(),
        user_id: user.id,
        organization_id,
        address: subject.address.clone(),
        token_hash: issued.token.digest(),
        code_hash: code_hash(knock.app, &issued.code),
        code_expires_at: code_until,
        expires_at: until,
        ask_id: if asked { knock.step.ask } else { None },
        created_at: now,
        spent_at: None,
        spent_how: None,
        reference: knock.reference.to_string(),
    };
    ticket::add(write, &row).await?;
    Ok(issued)
}

/// What stands for a typed code in the database: useless without our key.
pub fn code_hash(app: &crate::app::App, code: &str) -> [u8; 32] {
    app.sealer.keyed_hash("typed code", code.as_bytes())
}

/// The organization whose invitation the decision opens again.
pub fn invited_by(decision: &Decision) -> Option<Uuid> {
    decision.effects.iter().find_map(|effect| match effect {
        Effect::RenewInvitation(organization, _) => Some(Uuid::from_u128(*organization)),
        _ => None,
    })
}

fn invitation_life(subject: &Subject, wanted: Option<Uuid>) -> Span {
    let door = subject.door(wanted);
    door.map_or(rules::policy::Policy::DEFAULT.invitation_life, |door| {
        subject::door(door).policy.invitation_life
    })
}

/// Accepts the invitation; the second admin's arrival lets a default demand take effect.
async fn join(write: &mut Write, organization_id: Uuid, user_id: Uuid, now: Instant) -> Result<(), Fault> {
    membership::set_joined(write, organization_id, user_id, now).await?;
    ticket::spend_all_for_membership(write, organization_id, user_id, now, "joined").await?;
    request::close_way_in(write, organization_id, user_id, now).await?;
    settle_demand(write, organization_id, now).await
}

/// A demand for second factors takes effect once the rescue is arranged: a second admin is in, or the kit was tried.
pub async fn settle_demand(write: &mut Write, organization_id: Uuid, now: Instant) -> Result<(), Fault> {
    let Some(row) = organization::find(write, organization_id).await? else { return Ok(()) };
    let policy = super::policy_text::read(&row.policy);
    let rescue = super::kit::rescue(write, organization_id).await?;
    let since = rules::policy::demand_once_rescued(&policy, &rescue, row.demand_since, now);
    if since != row.demand_since {
        organization::set_demand_since(write, organization_id, since).await?;
    }
    Ok(())
}

async fn make_codes(
    write: &mut Write,
    knock: &Knock<'_>,
    decision: &Decision,
    user_id: Uuid,
    hands: &Hands,
    made: &mut Made,
) -> Result<(), Fault> {
    let Some(sheet) = &hands.sheet else {
        return Err(Fault::broken("recovery codes were to be saved that were not made"));
    };
    let now = knock.visit.now;
    // A sheet that was shown and never said to be put away gives way to the new one; a saved one stays until
    // the new one is saved.
    if let Some((unsaved, _)) = recovery::find_unsaved_set(write, user_id).await? {
        recovery::end_set(write, unsaved.id, now).await?;
    }
    let row = RecoverySetRow {
        id: knock.app.new_id(),
        user_id,
        salt: sheet.salt.to_vec(),
        created_at: now,
        saved_at: None,
        ended_at: None,
        by_pass: decision.proofs.standing.by_pass,
    };
    recovery::add_set(write, &row, &sheet.hashes).await?;
    made.sheet = Some((row.id, sheet.seed));
    Ok(())
}

async fn codes_saved(write: &mut Write, user_id: Uuid, hands: &Hands, now: Instant) -> Result<(), Fault> {
    let Some(sheet) = hands.put_away else {
        return Err(Fault::broken("recovery codes were to be put away that stand on no sheet"));
    };
    if recovery::set_saved(write, sheet, now).await? {
        recovery::end_other_sets(write, user_id, sheet, now).await?;
    }
    user::set_codes_saved(write, user_id, Some(now)).await
}

async fn add_request(
    write: &mut Write,
    knock: &Knock<'_>,
    organization_id: Uuid,
    user_id: Uuid,
    hands: &Hands,
) -> Result<(), Fault> {
    let kind = super::request::kind(knock);
    request::expire_for_user(write, organization_id, user_id, knock.visit.now).await?;
    // Asking twice is asking once; a case that support hands over comes with a note of its own.
    let open = request::find_open(write, organization_id, user_id, kind).await?;
    if hands.supporter.is_none() && open.is_some() {
        return Ok(());
    }
    let row = RequestRow {
        reference: Some(
            hands.answer.as_ref().map_or(knock.reference.to_string(), |answer| answer.reference.clone()),
        ),
        about: hands.about.clone(),
        ..super::request::open(knock.app, knock.visit, organization_id, user_id, kind)
    };
    request::add(write, &row).await.map(drop)
}

/// Whether the mail is one that somebody outside asked for, and counts against the caps.
pub const fn asked_from_outside(mail: Mail) -> bool {
    match mail {
        Mail::Welcome
        | Mail::WelcomeKnown
        | Mail::Reset
        | Mail::SwitchedOff
        | Mail::NoMembership
        | Mail::NoAccount
        | Mail::MailboxCode
        | Mail::RequestToAdmins
        | Mail::HelpToAdmins
        | Mail::Answer => true,
        Mail::AdminSentReset
        | Mail::PasswordChanged
        | Mail::FactorAdded
        | Mail::FactorRemoved
        | Mail::CodesMade
        | Mail::RecoveryCodeUsed
        | Mail::FactorVouched
        | Mail::AddressCodes
        | Mail::AddressChanged
        | Mail::AddressRestored
        | Mail::StandInToAdmins
        | Mail::WaitStarted
        | Mail::WaitStopped
        | Mail::FirstFactorToAdmins
        | Mail::JoinedToInviter
        | Mail::IdentityLinked
        | Mail::MembershipNotice
        | Mail::ActOnAdminToAdmins => false,
    }
}

/// Takes one from each cap that the mail has to fit under.
pub async fn count_mail(write: &mut Write, knock: &Knock<'_>, subject: &Subject) -> Result<(), Fault> {
    let caps = mail_caps::at_the_door(knock.app, subject, knock.visit, knock.step.proofs().first().is_some());
    mail_caps::count(write, &caps, knock.visit.now).await
}
