//! Carries out what concerns second factors and the ways back to them: rows for a decision's effects.
//!
//! Never in here: whether it may be done. Where to go next: `apply.rs`, which calls this; `help.rs`, `factor.rs`.

use rules::Effect;
use rules::effect::{Adding, HelpEnd, Holds};
use rules::facts::OrganizationKey;
use uuid::Uuid;

use super::hands::{Hands, Made, RightCode};
use super::run::Knock;
use super::subject::Subject;
use crate::fault::Fault;
use crate::store::factor::{Confirmed, FactorRow};
use crate::store::help::HelpRow;
use crate::store::pass::PassRow;
use crate::store::wait::WaitRow;
use crate::store::{Write, factor, guess, help, pass, question, vouch, wait};

pub(super) async fn carry_out(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    effect: &Effect,
    hands: &Hands,
    made: &Made,
) -> Result<(), Fault> {
    let now = knock.visit.now;
    let Some(user_id) = subject.user.as_ref().map(|user| user.id) else {
        return Err(Fault::broken(format!("an effect without a user: {effect:?}")));
    };
    let id = |organization: &OrganizationKey| Uuid::from_u128(*organization);
    let given = made.given.unwrap_or(knock.step.given).factor;
    match effect {
        Effect::ConfirmAuthenticator(adding) => confirm(write, knock, hands, adding).await,
        Effect::EndFactor => match hands.ended_factor {
            Some(factor_id) => factor::end(write, factor_id, now).await.map(drop),
            None => Ok(()),
        },
        Effect::EndFactorIn(organization) => match hands.ended_factor {
            Some(factor_id) => vouch::set_ended(write, factor_id, id(organization), now).await,
            None => Ok(()),
        },
        Effect::VouchFactor(organization) => match given {
            Some(factor_id) => vouch::set_vouched(write, factor_id, id(organization), now).await,
            None => Err(Fault::broken("no factor to vouch for")),
        },
        Effect::FactorIsOwn => match given {
            Some(factor_id) => {
                factor::set_own(write, factor_id).await?;
                vouch::remove_vouched(write, factor_id).await.map(drop)
            }
            None => Err(Fault::broken("no factor to be the user's own")),
        },
        Effect::OpenHelp(organization) => open_help(write, knock, user_id, id(organization)).await,
        Effect::HelpReaches(organization) => {
            help::reach(write, id(organization), user_id, now).await.map(drop)
        }
        Effect::CloseHelp(organization, end) => {
            close_help(write, knock, user_id, id(organization), *end, hands).await
        }
        Effect::SpendPasses => {
            pass::spend_all(write, user_id, now, "password-saved").await?;
            help::close_all(write, user_id, now, "password-saved").await.map(drop)
        }
        Effect::StartWait(organization, ripe_at) => {
            start_wait(write, knock, user_id, id(organization), *ripe_at).await
        }
        Effect::StopWait(organization) => wait::stop(write, id(organization), user_id, now).await.map(drop),
        Effect::EndWait(organization) => wait::end(write, id(organization), user_id, now).await.map(drop),
        other => Err(Fault::broken(format!("not a way back: {other:?}"))),
    }
}

/// A new authenticator app counts.
async fn confirm(write: &mut Write, knock: &Knock<'_>, hands: &Hands, adding: &Adding) -> Result<(), Fault> {
    let Some(RightCode::First { factor, step, name }) = &hands.code else {
        return Err(Fault::broken("an authenticator was to be added without its code"));
    };
    let own = adding.holds == Holds::Everywhere;
    let confirmed = Confirmed { name, step: *step, own, by_pass: adding.by_pass };
    factor::confirm(write, *factor, knock.visit.now, &confirmed).await?;
    count_where_it_may(write, knock, *factor, adding).await
}

/// A new passkey; false where its question was answered before, or a passkey of that name is known.
pub(super) async fn add_passkey(
    write: &mut Write,
    knock: &Knock<'_>,
    hands: &Hands,
    adding: &Adding,
) -> Result<bool, Fault> {
    let Some(RightCode::NewPasskey { factor: row, question: asked }) = &hands.code else {
        return Err(Fault::broken("a passkey was to be added without its answer"));
    };
    let own = adding.holds == Holds::Everywhere;
    let row = FactorRow { own, by_pass: adding.by_pass, ..(**row).clone() };
    if !question::spend(write, &asked.challenge, asked.until).await?
        || !factor::add_passkey(write, &row).await?
    {
        return Ok(false);
    }
    count_where_it_may(write, knock, row.id, adding).await.map(|()| true)
}

/// A new factor counts where what let it be added counts.
async fn count_where_it_may(
    write: &mut Write,
    knock: &Knock<'_>,
    new: Uuid,
    adding: &Adding,
) -> Result<(), Fault> {
    let now = knock.visit.now;
    match (adding.holds, knock.step.given.factor) {
        (Holds::Everywhere, _) => Ok(()),
        (Holds::Only(organization), _) => {
            vouch::set_vouched(write, new, Uuid::from_u128(organization), now).await
        }
        (Holds::AsGiven, Some(old)) => vouch::copy_vouched(write, old, new, now).await.map(drop),
        (Holds::AsGiven, None) => Err(Fault::broken("nothing was given that a factor could count like")),
    }
}

/// A pass is spent once: a conditional statement says whether this was the one that did it.
pub(super) async fn spend_pass(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    organization: OrganizationKey,
) -> Result<bool, Fault> {
    let Some(user) = &subject.user else { return Ok(false) };
    pass::spend(write, Uuid::from_u128(organization), user.id, knock.visit.now, "used").await
}

async fn open_help(
    write: &mut Write,
    knock: &Knock<'_>,
    user_id: Uuid,
    organization_id: Uuid,
) -> Result<(), Fault> {
    let visit = knock.visit;
    help::close(write, organization_id, user_id, visit.now, "replaced", None, None).await?;
    let row = HelpRow {
        id: knock.app.new_id(),
        organization_id,
        user_id,
        device_id: visit.device,
        asked_at: visit.now,
        until: visit.now.plus(rules::help::LASTS),
        reached_at: None,
        browser: visit.browser.clone(),
        network: visit.network_text(),
        reference: knock.reference.to_string(),
        closed_at: None,
        ended_as: None,
        closed_by: None,
        reason: None,
        taken_by: None,
    };
    help::add(write, &row).await
}

async fn close_help(
    write: &mut Write,
    knock: &Knock<'_>,
    user_id: Uuid,
    organization_id: Uuid,
    end: HelpEnd,
    hands: &Hands,
) -> Result<(), Fault> {
    let by = hands.actor.as_ref().and_then(|actor| actor.id);
    let reason = hands.reason.as_deref();
    help::close(write, organization_id, user_id, knock.visit.now, end.code(), by, reason).await.map(drop)
}

/// An admin's yes: the browser that asked, and no other, gets a pass.
pub(super) async fn confirm_help(
    write: &mut Write,
    knock: &Knock<'_>,
    user_id: Uuid,
    organization_id: Uuid,
    until: rules::Instant,
    hands: &Hands,
) -> Result<(), Fault> {
    let Some(open) = help::find_open(write, organization_id, user_id).await? else {
        return Err(Fault::broken("a yes to nobody's request"));
    };
    close_help(write, knock, user_id, organization_id, HelpEnd::Confirmed, hands).await?;
    give_pass(write, knock, user_id, organization_id, Some(open.device_id), until, hands).await
}

/// A pass, to one browser or in advance; it takes the place of an earlier one.
pub(super) async fn give_pass(
    write: &mut Write,
    knock: &Knock<'_>,
    user_id: Uuid,
    organization_id: Uuid,
    device_id: Option<Uuid>,
    until: rules::Instant,
    hands: &Hands,
) -> Result<(), Fault> {
    let now = knock.visit.now;
    pass::spend(write, organization_id, user_id, now, "replaced").await?;
    let row = PassRow {
        id: knock.app.new_id(),
        organization_id,
        user_id,
        kind: if device_id.is_some() { "live" } else { "advance" }.to_owned(),
        device_id,
        given_by: hands.actor.as_ref().and_then(|actor| actor.id),
        given_at: now,
        until,
        spent_at: None,
        spent_how: None,
    };
    pass::add(write, &row).await
}

async fn start_wait(
    write: &mut Write,
    knock: &Knock<'_>,
    user_id: Uuid,
    organization_id: Uuid,
    ripe_at: rules::Instant,
) -> Result<(), Fault> {
    let visit = knock.visit;
    wait::end(write, organization_id, user_id, visit.now).await?;
    let row = WaitRow {
        id: knock.app.new_id(),
        organization_id,
        user_id,
        device_id: visit.device,
        started_at: visit.now,
        ripe_at,
        until: ripe_at.plus(rules::wait::THEN_OPEN),
        stopped_at: None,
        ended_at: None,
        browser: visit.browser.clone(),
        network: visit.network_text(),
        reference: knock.reference.to_string(),
    };
    wait::add(write, &row).await
}

/// Guesses at the eight characters are counted per request: a new one begins anew, with others.
pub(super) fn help_lane(knock: &Knock<'_>, request: Uuid) -> ([u8; 32], &'static str) {
    (knock.app.sealer.keyed_hash("guesses at help", request.as_bytes()), "help")
}

pub(super) async fn count_help_guess(
    write: &mut Write,
    knock: &Knock<'_>,
    organization_id: Uuid,
    user_id: Uuid,
) -> Result<(), Fault> {
    let Some(open) = help::find_open(write, organization_id, user_id).await? else { return Ok(()) };
    let (key, lane) = help_lane(knock, open.id);
    guess::count(write, &key, lane, knock.visit.now).await.map(drop)
}
