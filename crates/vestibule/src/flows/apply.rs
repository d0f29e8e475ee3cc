//! Carries effects out, all in the caller's transaction. The only place that turns a decision into rows.
//!
//! `None` means that somebody else spent the same thing first: the caller decides again. Never in here:
//! whether something may be done. Where to go next: `letters.rs` for the mails, `membership.rs` for an admin's acts.

use proofs::ticket::{Token, make_code};
use rules::effect::{Act, Mail};
use rules::facts::{TicketKind, Worth};
use rules::{Decision, Effect, Instant, Span};
use uuid::Uuid;

use super::run::Knock;
use super::subject::{self, Guessing, Subject};
use super::{letters, membership_acts};
use crate::app::random;
use crate::fault::Fault;
use crate::store::audit::AuditRow;
use crate::store::recovery::RecoverySetRow;
use crate::store::request::RequestRow;
use crate::store::session::{Proved, SessionRow};
use crate::store::ticket::TicketRow;
use crate::store::{
    Write, audit, counter, device, factor, guess, membership, organization, password_history, recovery,
    request, session, ticket, user,
};

/// How many earlier passwords are kept at most, for organizations that refuse them.
const HISTORY_KEPT: i64 = 24;

/// What was prepared outside the transaction, because it is slow or secret.
#[derive(Default)]
pub struct Hands {
    /// The new password's hash.
    pub password_hash: Option<String>,
    /// The password hash that the evidence is about; if another one is stored by now, prove again.
    pub proved_against: Option<Option<String>>,
    /// The code that was right.
    pub code: Option<RightCode>,
    /// Ten new recovery codes.
    pub sheet: Option<Sheet>,
    /// Which authenticator shall end.
    pub ended_factor: Option<Uuid>,
    /// Who acts, where it is not the subject.
    pub actor: Option<Actor>,
    /// What "mail me the answer" is about.
    pub answer: Option<letters::Answer>,
    /// What a request is about, in words for the admin.
    pub about: String,
    /// The names in an invitation.
    pub names: Option<(String, String)>,
}

/// The code that was right, and whose it was.
pub enum RightCode {
    /// An authenticator's, at that step.
    Step {
        /// The authenticator.
        factor: Uuid,
        /// The step of its clock.
        step: i64,
    },
    /// A recovery code.
    Recovery {
        /// The sheet it stands on.
        sheet: Uuid,
        /// Where on it.
        position: i64,
    },
    /// The first of a new authenticator, which gets this name.
    First {
        /// The authenticator.
        factor: Uuid,
        /// The step of its clock.
        step: i64,
        /// What it shall be called.
        name: String,
    },
}

/// Ten new recovery codes: their seed, to show them once, and what is stored of them.
pub struct Sheet {
    /// What the codes are made of.
    pub seed: [u8; 100],
    /// One salt for the set, so that a try costs one hash.
    pub salt: [u8; 16],
    /// Their hashes.
    pub hashes: Vec<[u8; 32]>,
}

/// Somebody who acts on somebody else.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The admin; `None` for the operator.
    pub id: Option<Uuid>,
    /// Their name, for mails.
    pub name: String,
}

impl Hands {
    /// Whether what was proved outside still holds.
    pub fn still_hold(&self, subject: &Subject) -> bool {
        let stored = subject.user.as_ref().and_then(|user| user.password_hash.clone());
        self.proved_against.as_ref().is_none_or(|proved| *proved == stored)
    }
}

/// What was made, for the shell to show or hand out.
#[derive(Default)]
pub struct Made {
    /// The new session's secret, for its cookie.
    pub session_token: Option<Token>,
    /// The new session's id.
    pub session: Option<Uuid>,
    /// The seed of new recovery codes.
    pub sheet: Option<[u8; 100]>,
    /// When the password was saved, if it was.
    pub password_set_at: Option<i64>,
    /// The ticket that goes out with the next mail.
    pub ticket: Option<Issued>,
    /// The caps on mails were taken once already in this decision.
    pub mail_counted: bool,
}

/// A ticket on its way into a mail.
#[derive(Clone)]
pub struct Issued {
    /// The link's secret.
    pub token: Token,
    /// The typed code.
    pub code: String,
    /// What it is for.
    pub kind: TicketKind,
    /// Until when the link works.
    pub until: Instant,
}

/// Carries out all of a decision's effects.
pub async fn all(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    decision: &Decision,
    hands: &Hands,
) -> Result<Option<Made>, Fault> {
    let mut made = Made::default();
    for effect in &decision.effects {
        let done = match effect {
            Effect::SpendCode | Effect::SpendRecoveryCode | Effect::SpendThisTicket => {
                spend(write, knock, subject, effect, hands).await?
            }
            Effect::Mail(mail) => {
                letters::post(write, knock, subject, *mail, hands, decision, &mut made).await?;
                true
            }
            Effect::Membership(change) => {
                membership_acts::change(write, knock, subject, *change, hands).await?;
                true
            }
            other => {
                credentials(write, knock, subject, decision, other, hands, &mut made).await?;
                true
            }
        };
        if !done {
            return Ok(None);
        }
    }
    Ok(Some(made))
}

/// What can be spent once: a conditional statement says whether this was the one that did it.
async fn spend(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    effect: &Effect,
    hands: &Hands,
) -> Result<bool, Fault> {
    let now = knock.visit.now;
    match (effect, &hands.code) {
        (Effect::SpendThisTicket, _) => match &subject.ticket {
            Some(row) => ticket::spend(write, row.id, now, knock.act).await,
            None => Ok(false),
        },
        (_, Some(RightCode::Step { factor, step })) => factor::spend_step(write, *factor, *step, now).await,
        (_, Some(RightCode::Recovery { sheet, position })) => {
            recovery::spend(write, *sheet, *position, now).await
        }
        (_, Some(RightCode::First { .. }) | None) => Ok(false),
    }
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
    let user_id = subject.user.as_ref().map(|user| user.id);
    match effect {
        Effect::CountGuess => {
            let (key, lane) = subject.lane(knock.app, knock.guessing);
            return guess::count(write, &key, &lane, now).await.map(drop);
        }
        Effect::ClearLane => {
            let (key, lane) = subject.lane(knock.app, knock.guessing);
            return guess::clear(write, &key, &lane).await;
        }
        Effect::ClearPasswordLanes => {
            let (key, _) = subject.lane(knock.app, Guessing::Password);
            guess::clear_all(write, &key, "password").await?;
            return guess::clear_all(write, &key, "mailed").await;
        }
        Effect::IssueTicket(kind) => {
            made.ticket = Some(issue(write, knock, subject, *kind, hands, decision).await?);
            return Ok(());
        }
        Effect::Audit(act) => return self::audit(write, knock, subject, *act, hands, None).await,
        _ => {}
    }
    let Some(user_id) = user_id else {
        return Err(Fault::broken(format!("an effect without a user: {effect:?}")));
    };
    match effect {
        Effect::PasswordIsOwn => user::set_worth(write, user_id, "own").await,
        Effect::SavePassword(worth) => save_password(write, subject, user_id, *worth, now, hands, made).await,
        Effect::SpendOtherTickets => {
            ticket::spend_all_for_user(write, user_id, now, "overtaken").await.map(drop)
        }
        Effect::ForgetRemembered => user::advance_remember_epoch(write, user_id).await.map(drop),
        Effect::StartSession => start_session(write, knock, decision, user_id, made).await,
        Effect::RaiseSession => raise_session(write, knock, decision, made).await,
        Effect::EnterDoor(organization) => {
            enter(write, knock, Uuid::from_u128(*organization), user_id, made).await
        }
        Effect::EndThisSession => match knock.step.session {
            Some(id) => session::end(write, id, now, "signed-out").await.map(drop),
            None => Ok(()),
        },
        Effect::EndOtherSessions => {
            session::end_others(write, user_id, knock.step.session, now, knock.act).await.map(drop)
        }
        Effect::KnowDevice => {
            device::add_or_touch(write, knock.visit.device, user_id, now, &knock.visit.browser).await
        }
        Effect::RememberDevice(until) => remember(write, knock, subject, user_id, *until).await,
        Effect::Join(organization) => join(write, Uuid::from_u128(*organization), user_id, now).await,
        Effect::RenewInvitation(organization, until) => {
            let organization = Uuid::from_u128(*organization);
            let by = subject.door(Some(organization)).and_then(|door| door.membership.invited_by);
            membership::set_invited(write, organization, user_id, by, now, *until).await.map(drop)
        }
        Effect::ConfirmAuthenticator => confirm(write, hands, now).await,
        Effect::EndAuthenticator => match hands.ended_factor {
            Some(id) => factor::end(write, id, now).await.map(drop),
            None => Ok(()),
        },
        Effect::MakeCodes => make_codes(write, knock, user_id, hands, made).await,
        Effect::CodesSaved => codes_saved(write, user_id, now).await,
        Effect::Request(organization) => {
            add_request(write, knock, Uuid::from_u128(*organization), user_id, hands).await
        }
        // The others are carried out above and in `all`.
        Effect::CountGuess
        | Effect::ClearLane
        | Effect::ClearPasswordLanes
        | Effect::SpendCode
        | Effect::SpendRecoveryCode
        | Effect::SpendThisTicket
        | Effect::IssueTicket(_)
        | Effect::Mail(_)
        | Effect::Membership(_)
        | Effect::Audit(_) => Ok(()),
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
    let issued = Issued { token: app.new_token(), code: make_code(random()), kind, until };
    let Some(user) = &subject.user else {
        return Err(Fault::broken("a ticket was to be issued to nobody"));
    };
    let organization_id = match kind {
        TicketKind::Invitation => invited_to,
        TicketKind::Reset | TicketKind::Mailbox => knock.step.wanted,
    };
    let row = TicketRow {
        id: app.new_id(),
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

async fn start_session(
    write: &mut Write,
    knock: &Knock<'_>,
    decision: &Decision,
    user_id: Uuid,
    made: &mut Made,
) -> Result<(), Fault> {
    let (token, id) = (knock.app.new_token(), knock.app.new_id());
    let now = knock.visit.now;
    let proofs = decision.proofs;
    let row = SessionRow {
        token_hash: token.digest(),
        id,
        user_id,
        device_id: knock.visit.device,
        created_at: now,
        last_used_at: now,
        password_at: proofs.password,
        mailbox_at: proofs.mailbox,
        second_at: proofs.second,
        second_kind: second_kind(decision),
        organization_id: None,
        browser: knock.visit.browser.clone(),
        network: knock.visit.network_text(),
        // Each organization's own limits are judged at every use; this one ends what nobody uses any more.
        expires_at: now.plus(Span::days(90)),
        ended_at: None,
        ended_why: None,
    };
    session::add(write, &row).await?;
    // Whoever signs in anew in this browser leaves no older session behind in it, their own or another's.
    if let Some(old) = knock.visit.session_token.as_deref().and_then(Token::parse)
        && let Some(old) = session::find_with_user(write, &old.digest()).await?
    {
        session::end(write, old.session.id, now, "signed-in-again").await?;
    }
    made.session_token = Some(token);
    made.session = Some(id);
    Ok(())
}

fn second_kind(decision: &Decision) -> Option<String> {
    let kind = if decision.proofs.by_recovery_code { "recovery-code" } else { "authenticator" };
    decision.proofs.second.map(|_| kind.to_owned())
}

/// More is proved: the session goes on under a new secret.
async fn raise_session(
    write: &mut Write,
    knock: &Knock<'_>,
    decision: &Decision,
    made: &mut Made,
) -> Result<(), Fault> {
    let Some(id) = knock.step.session else { return Ok(()) };
    let proved = Proved {
        password_at: decision.proofs.password,
        mailbox_at: decision.proofs.mailbox,
        second_at: decision.proofs.second,
        second_kind: second_kind(decision),
    };
    session::add_proof(write, id, &proved).await?;
    let token = knock.app.new_token();
    session::set_token_hash(write, id, &token.digest()).await?;
    made.session_token = Some(token);
    made.session = Some(id);
    Ok(())
}

async fn enter(
    write: &mut Write,
    knock: &Knock<'_>,
    organization: Uuid,
    user_id: Uuid,
    made: &Made,
) -> Result<(), Fault> {
    if let Some(id) = made.session.or(knock.step.session) {
        session::set_organization(write, id, Some(organization)).await?;
    }
    membership::touch_last_active(write, organization, user_id, knock.visit.now).await
}

async fn remember(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    user_id: Uuid,
    until: Instant,
) -> Result<(), Fault> {
    let (now, id) = (knock.visit.now, knock.visit.device);
    let epoch = subject.user.as_ref().map_or(0, |user| user.remember_epoch);
    device::add_or_touch(write, id, user_id, now, &knock.visit.browser).await?;
    device::remember(write, id, user_id, until, epoch).await.map(drop)
}

/// Accepts the invitation; the second admin's arrival lets a default demand take effect.
async fn join(write: &mut Write, organization_id: Uuid, user_id: Uuid, now: Instant) -> Result<(), Fault> {
    membership::set_joined(write, organization_id, user_id, now).await?;
    ticket::spend_all_for_membership(write, organization_id, user_id, now, "joined").await?;
    request::close_for_user(write, organization_id, user_id, now, None).await?;
    settle_demand(write, organization_id, now).await
}

/// A demand for second factors takes effect once there is a second admin.
pub async fn settle_demand(write: &mut Write, organization_id: Uuid, now: Instant) -> Result<(), Fault> {
    let Some(row) = organization::find(write, organization_id).await? else { return Ok(()) };
    let policy = super::policy_text::read(&row.policy);
    let admins = u32::try_from(membership::count_admins(write, organization_id).await?).unwrap_or(0);
    let since = rules::policy::demand_once_rescued(&policy, admins, row.demand_since, now);
    if since != row.demand_since {
        organization::set_demand_since(write, organization_id, since).await?;
    }
    Ok(())
}

async fn confirm(write: &mut Write, hands: &Hands, now: Instant) -> Result<(), Fault> {
    match &hands.code {
        Some(RightCode::First { factor, step, name }) => {
            factor::confirm(write, *factor, now, name, *step).await.map(drop)
        }
        _ => Err(Fault::broken("an authenticator was to be confirmed without its code")),
    }
}

async fn make_codes(
    write: &mut Write,
    knock: &Knock<'_>,
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
    };
    recovery::add_set(write, &row, &sheet.hashes).await?;
    made.sheet = Some(sheet.seed);
    Ok(())
}

async fn codes_saved(write: &mut Write, user_id: Uuid, now: Instant) -> Result<(), Fault> {
    if let Some((set, _)) = recovery::find_unsaved_set(write, user_id).await? {
        recovery::set_saved(write, set.id, now).await?;
        recovery::end_other_sets(write, user_id, set.id, now).await?;
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
    if request::find_open(write, organization_id, user_id).await?.is_some() {
        return Ok(());
    }
    let row = RequestRow {
        id: knock.app.new_id(),
        organization_id,
        user_id,
        at: knock.visit.now,
        reference: Some(
            hands.answer.as_ref().map_or(knock.reference.to_string(), |answer| answer.reference.clone()),
        ),
        about: hands.about.clone(),
        closed_at: None,
        closed_by: None,
    };
    request::add(write, &row).await.map(drop)
}

/// Writes a line into the audit log of every organization that the act concerns.
pub async fn audit(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    act: Act,
    hands: &Hands,
    change: Option<(String, String)>,
) -> Result<(), Fault> {
    let organizations: Vec<Uuid> = match knock.step.wanted {
        Some(wanted) => vec![wanted],
        None => subject
            .doors
            .iter()
            .filter(|door| door.membership.joined_at.is_some())
            .map(|door| door.membership.organization_id)
            .collect(),
    };
    let subject_id = subject.user.as_ref().map(|user| user.id);
    for organization_id in organizations {
        let (actor, actor_id) = match &hands.actor {
            Some(Actor { id: Some(id), .. }) => ("admin", Some(*id)),
            Some(Actor { id: None, .. }) => ("operator", None),
            None => ("user", subject_id),
        };
        let row = AuditRow {
            id: knock.app.new_id(),
            organization_id: Some(organization_id),
            at: knock.visit.now,
            actor: actor.to_owned(),
            actor_id,
            act: act.code().to_owned(),
            subject_id,
            before: change.as_ref().map(|(before, _)| before.clone()),
            after: change.as_ref().map(|(_, after)| after.clone()),
            network: Some(knock.visit.network_text()),
        };
        audit::add(write, &row).await?;
    }
    Ok(())
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
        | Mail::Answer => true,
        Mail::AdminSentReset
        | Mail::PasswordChanged
        | Mail::AuthenticatorAdded
        | Mail::AuthenticatorRemoved
        | Mail::CodesMade
        | Mail::RecoveryCodeUsed
        | Mail::FirstFactorToAdmins
        | Mail::JoinedToInviter
        | Mail::RequestToAdmins
        | Mail::MembershipNotice
        | Mail::ActOnAdminToAdmins => false,
    }
}

/// Takes one from each cap that the mail has to fit under.
pub async fn count_mail(write: &mut Write, knock: &Knock<'_>, subject: &Subject) -> Result<(), Fault> {
    let now = knock.visit.now;
    for cap in subject::caps(knock.app, subject, knock.visit) {
        counter::take(write, &cap.key, Instant(now.0 - cap.window.0), now, cap.limit).await?;
    }
    Ok(())
}
