//! Sessions begun, raised and moved, and browsers remembered: rows for a decision's effects.
//!
//! Never in here: whether a session may begin. Where to go next: `apply.rs`, which calls this.

use proofs::ticket::Token;
use rules::{Decision, Effect, Instant, Span};
use uuid::Uuid;

use super::hands::{Hands, Made, RightCode};
use super::run::Knock;
use super::subject::Subject;
use crate::fault::Fault;
use crate::store::session::{Proved, SessionRow};
use crate::store::{Write, device, membership, request, session};

/// Carries out one of the effects about sessions and browsers.
pub(super) async fn carry_out(
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
        Effect::StartSession => start_session(write, knock, decision, user_id, hands, made).await,
        Effect::RaiseSession => raise_session(write, knock, decision, hands, made).await,
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
        other => Err(Fault::broken(format!("not about sessions: {other:?}"))),
    }
}

async fn start_session(
    write: &mut Write,
    knock: &Knock<'_>,
    decision: &Decision,
    user_id: Uuid,
    hands: &Hands,
    made: &mut Made,
) -> Result<(), Fault> {
    let given = made.given.unwrap_or(knock.step.given);
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
        second_kind: second_kind(decision, hands),
        second_factor_id: given.factor,
        second_organization_id: given.organization,
        second_by_pass: given.by_pass,
        passkey_at: proofs.passkey,
        organization_id: None,
        browser: knock.visit.browser.clone(),
        network: knock.visit.network_text(),
        // Each organization's own limits are judged at every use; this one ends what nobody uses any more.
        expires_at: now.plus(Span::days(90)),
        ended_at: None,
        ended_why: None,
        visits_id: knock.step.visiting.filter(|_| proofs.vouched.is_some()),
        connection_id: knock.step.connection.filter(|_| proofs.vouched.is_some()),
        vouched_at: proofs.vouched,
        vouched_second: proofs.vouched_second,
        vouched_session: knock.step.vouched_session.filter(|_| proofs.vouched.is_some()),
    };
    session::add(write, &row).await?;
    // Whoever signs in anew in this browser leaves no older session behind in it, their own or another's.
    if let Some(old) = knock.visit.session_token.as_deref().and_then(Token::parse)
        && let Some(old) = session::find_with_user(write, &old.digest()).await?
        // One that another browser had is not this one's to end: somebody may have planted it here.
        && old.session.device_id == knock.visit.device
    {
        session::end(write, old.session.id, now, "signed-in-again").await?;
    }
    made.session_token = Some(token);
    made.session = Some(id);
    Ok(())
}

fn second_kind(decision: &Decision, hands: &Hands) -> Option<String> {
    let before = if decision.proofs.by_recovery_code { "recovery-code" } else { "authenticator" };
    let kind = hands.code.as_ref().map_or(before, RightCode::kind);
    decision.proofs.second.map(|_| kind.to_owned())
}

/// More is proved: the session goes on under a new secret.
async fn raise_session(
    write: &mut Write,
    knock: &Knock<'_>,
    decision: &Decision,
    hands: &Hands,
    made: &mut Made,
) -> Result<(), Fault> {
    let Some(id) = knock.step.session else { return Ok(()) };
    let given = made.given.unwrap_or(knock.step.given);
    let proved = Proved {
        password_at: decision.proofs.password,
        mailbox_at: decision.proofs.mailbox,
        second_at: decision.proofs.second,
        second_kind: second_kind(decision, hands),
        second_factor_id: given.factor,
        second_organization_id: given.organization,
        second_by_pass: given.by_pass,
        passkey_at: decision.proofs.passkey,
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
    // Whoever came in needs nobody to let them in any more.
    request::close_way_in(write, organization, user_id, knock.visit.now).await?;
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
