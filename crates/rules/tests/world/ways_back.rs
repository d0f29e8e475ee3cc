//! Laws of the ways back: what one organization vouched for stays there, a pass makes no password worth more,
//! and nobody is disturbed before somebody has proved something.

use rules::attempt::{Attempt, CodeEvidence};
use rules::facts::{Facts, Help, Pass, PassKind, Proofs, Standing, Wait};
use rules::{Effect, Instant, Role, Span, Verdict};

use super::every::{self, NOBODY};
use super::facts::{A, B, NOW, ago, plain_door};
use super::law::Kept;
use super::run::{LAX, Mind};

const LATER: Instant = NOW.plus(Span::hours(1));
const VOUCHED: Standing = Standing { only_here: true, by_pass: true };

/// Somebody in A and B whose second factor, given or presented, counts in B alone; with every pass, request
/// and wait at A that is not theirs to use.
fn with_bs_word(mut see: impl FnMut(&Facts)) {
    for account in every::accounts().into_iter().flatten() {
        for proofs in every::proofs() {
            for (in_session, wanted) in [(false, None), (false, Some(A)), (true, Some(A)), (true, Some(B))] {
                let own = account.authenticators + account.unreadable;
                let mut a = plain_door(A, LAX);
                a.factors = own;
                a.pass = Some(Pass { kind: PassKind::Live, until: LATER, here: false });
                a.help = Some(Help { until: LATER, here: false, reached: true });
                a.wait = Some(Wait { ripe_at: NOW, until: LATER, here: false, stopped: false });
                a.role = Role::Admin;
                a.policy.remember_device = Some(Span::days(30));
                let mut b = plain_door(B, LAX);
                b.policy.remember_device = Some(Span::days(30));
                (b.factors, b.second_holds) = (own + 1, true);
                let standing = if proofs.second.is_some() { VOUCHED } else { Standing::default() };
                let mut account = account.clone();
                account.authenticators += 1;
                see(&Facts {
                    account: Some(account),
                    doors: vec![a, b],
                    wanted,
                    proofs: Proofs { standing, ..proofs },
                    presented: VOUCHED,
                    in_session,
                    ..NOBODY
                });
            }
        }
    }
}

/// What B vouched for opens nothing of A, and touches nothing that is the person's own.
pub fn what_holds_for_one_stays_there(mind: Mind) -> Kept {
    let not_a_stand_in = |attempt: &&Attempt| {
        // A's kit and the operator's code are A's own word.
        !matches!(
            attempt,
            Attempt::Second {
                evidence: CodeEvidence::KitRight | CodeEvidence::OperatorRight | CodeEvidence::RecoveryRight,
                ..
            }
        )
    };
    let attempts = every::attempts();
    let mut kept = Ok(());
    with_bs_word(|facts| {
        let guarded = facts.doors[0].factors > 0;
        for attempt in attempts.iter().filter(not_a_stand_in) {
            let decision = (mind.decide)(facts, attempt, NOW);
            let in_a = decision.verdict == Verdict::SignedIn(Some(A));
            let further = decision.effects.iter().find(|effect| reaches(effect));
            if guarded && (in_a || further.is_some()) {
                kept = Err(format!(
                    "B's word reached further: {further:?}\n  {attempt:?}\n  {facts:?}\n  {decision:?}"
                ));
            }
        }
    });
    kept
}

fn reaches(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::EnterDoor(A)
            | Effect::RememberDevice(_)
            | Effect::MakeCodes
            | Effect::CodesSaved
            | Effect::EndFactor
            | Effect::EndFactorIn(A)
            | Effect::VouchFactor(_)
            | Effect::FactorIsOwn
            | Effect::SpendPass(A)
            | Effect::EndWait(A)
    )
}

/// A pass, a kit or the operator behind a factor never makes a password worth more than the mailbox.
pub fn no_pass_makes_a_password_worth_more(mind: Mind) -> Kept {
    let save = every::save(rules::attempt::SaveBy::Choice(rules::attempt::PasswordEvidence::Right), false);
    let mut kept = Ok(());
    every::situations(|facts| {
        let by_mail = facts
            .account
            .as_ref()
            .and_then(|account| account.password)
            .is_some_and(|password| password.worth == rules::facts::Worth::Mailbox);
        for only_here in [false, true] {
            let standing = Standing { only_here, by_pass: true };
            let proofs = Proofs { standing, ..facts.proofs };
            let facts = Facts { proofs, presented: standing, ..facts.clone() };
            for attempt in every::attempts().into_iter().chain([save]) {
                let own_code =
                    matches!(attempt, Attempt::Second { evidence: CodeEvidence::RecoveryRight, .. });
                let decision = (mind.decide)(&facts, &attempt, NOW);
                let worth = |effect: &Effect| {
                    matches!(effect, Effect::PasswordIsOwn | Effect::SavePassword(rules::facts::Worth::Own))
                };
                if by_mail && !own_code && decision.effects.iter().any(worth) {
                    kept = Err(format!("a pass made a password worth more\n  {attempt:?}\n  {facts:?}"));
                }
            }
        }
    });
    kept
}

/// Nothing reaches an admin before the mailbox is proved in the browser that asks; no wait begins without it
/// and a password that did not come by mail.
pub fn nothing_reaches_an_admin_unproved(mind: Mind) -> Kept {
    let attempts = every::attempts();
    let mut kept = Ok(());
    let mut see = |facts: &Facts| {
        for attempt in &attempts {
            let decision = (mind.decide)(facts, attempt, NOW);
            let has = |what: fn(&Effect) -> bool| decision.effects.iter().any(what);
            let reaches = has(|effect| {
                matches!(effect, Effect::HelpReaches(_) | Effect::Mail(rules::effect::Mail::HelpToAdmins))
            });
            let waits = has(|effect| matches!(effect, Effect::StartWait(_, _)));
            let proved = facts.proofs.first().is_some()
                && facts.proofs.mailbox.is_some_and(|at| at > ago(Span::hours(1)));
            let own = facts.account.as_ref().and_then(|account| account.password);
            let own = own.is_some_and(|password| password.worth == rules::facts::Worth::Own);
            if (reaches && !proved) || (waits && !(proved && own)) {
                kept = Err(format!("disturbed for nothing\n  {attempt:?}\n  {facts:?}\n  {decision:?}"));
            }
        }
    };
    every::situations(|facts| {
        let mut facts = facts.clone();
        for door in &mut facts.doors {
            door.second_holds = facts.proofs.second.is_some();
            (door.role, door.other_admins) = (Role::Admin, 0);
        }
        see(&facts);
        for door in &mut facts.doors {
            door.other_admins = 1;
        }
        see(&facts);
    });
    kept
}
