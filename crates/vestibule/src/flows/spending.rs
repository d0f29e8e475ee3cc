//! What can be spent once, and the lanes of guesses: conditional statements that say whether this was the one.
//!
//! Where to go next: `apply.rs`, which calls this and decides again when somebody else was first.

use rules::Effect;
use rules::throttle::FORGIVEN_EVERY;
use uuid::Uuid;

use super::address::carrying;
use super::hands::{Hands, RightCode};
use super::identity;
use super::run::Knock;
use super::subject::{Guessing, Subject};
use super::ways_back;
use crate::fault::Fault;
use crate::store::{Write, factor, guess, kit, question, recovery, ticket, undo};

/// What can be spent once: a conditional statement says whether this was the one that did it.
pub(super) async fn spend(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    effect: &Effect,
    hands: &Hands,
) -> Result<bool, Fault> {
    let now = knock.visit.now;
    match (effect, &hands.code) {
        (Effect::Address(what), _) => carrying::carry_out(write, knock, subject, *what, hands).await,
        (Effect::SpendPass(organization), _) => {
            ways_back::spend_pass(write, knock, subject, *organization).await
        }
        (Effect::Identity(what, _), _) => identity::carry_out(write, knock, subject, *what, hands).await,
        (Effect::AddPasskey(adding), _) => ways_back::add_passkey(write, knock, hands, adding).await,
        // What was presented: a change that somebody did not make, or a link or code that sets something.
        (Effect::SpendThisTicket, _) => match (&subject.undo, &subject.ticket) {
            (Some(row), _) => undo::spend(write, row.id, now).await,
            (None, Some(row)) => ticket::spend(write, row.id, now, knock.act).await,
            (None, None) => Ok(false),
        },
        (_, Some(RightCode::Step { factor, step })) => factor::spend_step(write, *factor, *step, now).await,
        (_, Some(RightCode::Recovery { sheet, position })) => {
            recovery::spend(write, *sheet, *position, now).await
        }
        (_, Some(RightCode::StandIn { kit, position, .. })) => {
            let by = subject.user.as_ref().map_or(Uuid::nil(), |user| user.id);
            kit::spend(write, *kit, *position, now, by).await
        }
        (_, Some(RightCode::Passkey { factor, before, updated, question: asked })) => {
            Ok(question::spend(write, &asked.challenge, asked.until).await?
                && factor::spend_passkey(write, *factor, (before, updated), now, &knock.visit.browser)
                    .await?)
        }
        (_, Some(RightCode::First { .. } | RightCode::NewPasskey { .. }) | None) => Ok(false),
    }
}

/// Guesses counted, and lanes that begin again.
pub(super) async fn lanes(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    effect: &Effect,
) -> Result<(), Fault> {
    match effect {
        Effect::CountGuess => count_guess(write, knock, subject).await,
        Effect::ClearLane => clear_lane(write, knock, subject).await,
        Effect::ClearPasswordLanes => clear_password_lanes(write, knock, subject).await,
        other => Err(Fault::broken(format!("not about guesses: {other:?}"))),
    }
}

async fn count_guess(write: &mut Write, knock: &Knock<'_>, subject: &Subject) -> Result<(), Fault> {
    if let Some(network) = subject.network(knock.app, knock.visit, knock.guessing) {
        guess::count_of_network(write, &network, knock.visit.now, FORGIVEN_EVERY).await?;
    }
    // What was counted before it was looked at is not counted twice.
    if knock.guess.is_some() {
        return Ok(());
    }
    let (key, lane) = knock.lane(subject);
    guess::count(write, &key, &lane, knock.visit.now).await.map(drop)
}

/// A success in this lane.
async fn clear_lane(write: &mut Write, knock: &Knock<'_>, subject: &Subject) -> Result<(), Fault> {
    let (key, lane) = knock.lane(subject);
    guess::clear(write, &key, &lane).await
}

async fn clear_password_lanes(write: &mut Write, knock: &Knock<'_>, subject: &Subject) -> Result<(), Fault> {
    let (key, _) = subject.lane(knock.app, Guessing::Password, None);
    guess::clear_all(write, &key, "password").await?;
    guess::clear_all(write, &key, "mailed").await
}
