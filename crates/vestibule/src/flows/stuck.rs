//! Who is stuck at the door, and how it ends: a spell from the first refusal to the next sign-in, kept beside the
//! journal; and the numbers that are counted from it.
//!
//! Invariant: it is written with the journal entry, under its deadline, and never stops a sign-in. Never in here: an
//! address that nobody has.

use rules::{Decision, Effect, Instant, Span, Verdict};

use super::run::Knock;
use super::subject::Subject;
use crate::fault::Fault;
use crate::step::write_cause;
pub use crate::store::stuck::CountRow as Counted;
use crate::store::stuck::{self, CountRow, StuckRow};
use crate::store::{Read, Write};

/// What is counted as "of late".
const OF_LATE: Span = Span::days(30);

/// Goes on with the spell of whoever was refused, and ends that of whoever is in.
pub(super) async fn keep(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    decision: &Decision,
) -> Result<(), Fault> {
    let now = knock.visit.now;
    let user = subject.user.as_ref().map(|user| user.id);
    let Some(user) = user else {
        // A stranger's answer takes as long for an address that somebody has as for one that nobody has.
        return match decision.verdict {
            Verdict::Refused(_) => stuck::refused_nobody(write, knock.app.new_id()).await,
            Verdict::SignedIn(_) | Verdict::Challenge(_) | Verdict::Done(_) => Ok(()),
        };
    };
    match &decision.verdict {
        Verdict::SignedIn(_) => {
            let Some(open) = stuck::find_open(write, user).await? else { return Ok(()) };
            let way = way_in(subject, decision, &open);
            stuck::end(write, user, now, way).await.map(drop)
        }
        // Within a session one is inside already.
        Verdict::Refused(cause) if knock.step.session.is_none() => {
            let cause = write_cause(cause);
            let name = cause.split(' ').next().unwrap_or_default();
            stuck::refused(write, knock.app.new_id(), user, name, knock.reference.as_str(), now).await
        }
        Verdict::Refused(_) | Verdict::Challenge(_) | Verdict::Done(_) => Ok(()),
    }
}

/// What brought somebody in who had been refused: the strongest thing that they needed for it.
fn way_in(subject: &Subject, decision: &Decision, open: &StuckRow) -> &'static str {
    let did = |wanted: fn(&Effect) -> bool| decision.effects.iter().any(wanted);
    let since = |at: Option<Instant>| at.is_some_and(|at| at >= open.began_at);
    let added = |by_pass: bool| {
        subject.live_factors().any(|factor| since(factor.confirmed_at) && factor.by_pass == by_pass)
    };
    let joined = subject.doors.iter().any(|door| since(door.membership.joined_at));
    let saved = since(subject.user.as_ref().and_then(|user| user.password_at));
    if added(true) || did(|effect| matches!(effect, Effect::SpendPass(_))) {
        "live-help"
    } else if did(|effect| *effect == Effect::SpendStandIn) {
        "stand-in"
    } else if joined || did(|effect| matches!(effect, Effect::Join(_))) {
        "invitation"
    } else if saved || did(|effect| matches!(effect, Effect::SavePassword(_))) {
        "new-password"
    } else if decision.proofs.by_recovery_code || did(|effect| *effect == Effect::SpendRecoveryCode) {
        "recovery-code"
    } else if added(false) {
        "new-factor"
    } else if did(|effect| *effect == Effect::SpendPasskey) {
        "passkey"
    } else {
        "tried-again"
    }
}

/// How it stands, and how it went of late.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    /// How many people are stuck now, by the cause of their last refusal.
    pub stuck: Vec<CountRow>,
    /// How many of them support has seen to.
    pub stuck_with_support: i64,
    /// How many were refused and came in, of late.
    pub came_in: i64,
    /// How many of them support had seen to.
    pub came_in_with_support: i64,
    /// Half of them needed no longer than this, from the first refusal to the sign-in.
    pub median: Option<Span>,
    /// All but one in twenty needed no longer than this.
    pub most: Option<Span>,
    /// How it ended, by the way in; `never` for those who did not come back.
    pub ended: Vec<CountRow>,
}

/// Counts them, without a look at the journal.
pub async fn numbers(read: &mut Read, now: Instant) -> Result<Numbers, Fault> {
    let since = Instant(now.0.saturating_sub(OF_LATE.0));
    let ended = stuck::any_ended(read, since).await?;
    let mut lengths = [None, None];
    for (length, share) in lengths.iter_mut().zip([50, 95]) {
        let place = place(ended.came_in, share);
        *length = match place {
            Some(place) => stuck::any_length_at(read, since, place).await?.map(Span),
            None => None,
        };
    }
    let [median, most] = lengths;
    Ok(Numbers {
        stuck: stuck::any_count_open(read).await?,
        stuck_with_support: stuck::any_count_open_with_support(read).await?,
        came_in: ended.came_in,
        came_in_with_support: ended.with_support,
        median,
        most,
        ended: stuck::any_count_ended(read, since).await?,
    })
}

/// Where the value stands that so many percent do not exceed, in an ordered list of so many.
const fn place(count: i64, percent: i64) -> Option<i64> {
    if count == 0 { None } else { Some((count * percent + 99) / 100 - 1) }
}
