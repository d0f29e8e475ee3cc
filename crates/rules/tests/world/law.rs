//! Laws, as functions of the decisions that they judge: production's must keep them (`laws.rs`), and one
//! with a guard taken away must be caught (`holes.rs`).

use rules::attempt::{Attempt, PasswordEvidence, SaveBy};
use rules::facts::{Facts, TicketKind};
use rules::{Cause, Decision, Done, Effect, Span, Verdict};

use super::every::{self, NOBODY, accounts, memberships};
use super::facts::{A, NOW, ago};
use super::run::Mind;
use super::state::Mailed;

/// What a law says: nothing, or where it is broken.
pub type Kept = Result<(), String>;

fn broken(law: &str, facts: &Facts, attempt: &Attempt, decision: &Decision) -> Kept {
    Err(format!("{law}\n  {attempt:?}\n  {facts:?}\n  {decision:?}"))
}

/// Whoever is signed in has proved everything that the account and the door ask for.
pub fn signed_in_is_earned(mind: Mind) -> Kept {
    let attempts = every::attempts();
    let mut kept = Ok(());
    every::situations(|facts| {
        for attempt in &attempts {
            let decision = (mind.decide)(facts, attempt, NOW);
            if let Verdict::SignedIn(door) = decision.verdict
                && let Some(law) = unearned(facts, &decision, door)
            {
                kept = broken(law, facts, attempt, &decision);
            }
        }
    });
    kept
}

fn unearned(facts: &Facts, decision: &Decision, door: Option<u128>) -> Option<&'static str> {
    let did = |effect: Effect| decision.effects.contains(&effect);
    let Some(account) = &facts.account else { return Some("nobody is signed in") };
    if decision.proofs.first().is_none() {
        return Some("signed in without the first factor");
    }
    let added = decision.effects.iter().any(adds);
    let spared = facts.remembered_until.is_some() && !decision.proofs.just_saved;
    if (account.has_second() || added) && decision.proofs.second.is_none() && !spared {
        return Some("signed in without the second factor");
    }
    let key = door?;
    let Some(door) = facts.doors.iter().find(|door| door.organization == key) else {
        return Some("signed in to an organization of others");
    };
    if door.suspended || door.deactivated || !(door.joined || did(Effect::Join(key))) {
        return Some("signed in through a shut door");
    }
    let has_second = door.has_second() || added;
    if door.demands_second() && !has_second {
        return Some("signed in without the second factor that is demanded");
    }
    if door.has_second() && decision.proofs.second.is_some() && !door.second_holds && !added && !spared {
        return Some("what counts at another door opened this one");
    }
    if decision.proofs.password.is_none() && !door.second_holds && !added {
        return Some("a passkey that counts at another door stood in for the password");
    }
    if has_second && decision.proofs.second.is_none() && door.policy.remember_device.is_none() {
        return Some("a remembered browser was spared where it is not allowed");
    }
    let saved = decision.effects.iter().any(|effect| matches!(effect, Effect::SavePassword(_)));
    // Whoever came without the password is not asked to change it.
    let by_password = decision.proofs.password.is_some();
    let wanted = by_password && rules::sign_in::wants_new_password(facts, door, NOW).is_some();
    (wanted && !saved).then_some("signed in without the new password that is wanted")
}

/// Whether the effect lets a factor count that did not before.
pub fn adds(effect: &Effect) -> bool {
    matches!(effect, Effect::ConfirmAuthenticator(_) | Effect::AddPasskey(_) | Effect::VouchFactor(_))
}

/// Nothing but a code or a passkey's answer that was right proves a second factor.
pub fn only_codes_prove_a_second_factor(mind: Mind) -> Kept {
    let attempts = every::attempts();
    let right = |attempt: &Attempt| {
        use rules::attempt::CodeEvidence::{KitRight, OperatorRight, RecoveryRight, Right};
        use rules::attempt::PasskeyEvidence;
        matches!(
            attempt,
            Attempt::Second { evidence: Right | RecoveryRight | KitRight | OperatorRight, .. }
                | Attempt::ConfirmAuthenticator(Right)
                | Attempt::AddPasskey
                | Attempt::Passkey(PasskeyEvidence::Right { .. })
        )
    };
    let mut kept = Ok(());
    every::situations(|facts| {
        for attempt in attempts.iter().filter(|attempt| !right(attempt)) {
            let decision = (mind.decide)(facts, attempt, NOW);
            if decision.proofs.second != facts.proofs.second {
                kept = broken("a second factor from nowhere", facts, attempt, &decision);
            }
        }
    });
    kept
}

/// A ticket that is spent or expired does nothing but a refusal, a "you are in already", or the next mail.
pub fn dead_tickets_do_nothing(mind: Mind) -> Kept {
    for account in accounts() {
        for doors in memberships() {
            for ticket in every::tickets().into_iter().flatten().filter(|ticket| !ticket.live(NOW)) {
                let facts = every::owned(Facts {
                    account: account.clone(),
                    doors: doors.clone(),
                    wanted: Some(A),
                    ticket: Some(ticket),
                    ..NOBODY
                });
                for attempt in every::with_ticket() {
                    let decision = (mind.decide)(&facts, &attempt, NOW);
                    if !nothing_but_mail(&attempt, &decision) {
                        return broken("a dead ticket did something", &facts, &attempt, &decision);
                    }
                }
            }
        }
    }
    Ok(())
}

fn nothing_but_mail(attempt: &Attempt, decision: &Decision) -> bool {
    let mailing = |effect: &Effect| {
        matches!(effect, Effect::Mail(_) | Effect::IssueTicket(_) | Effect::RenewInvitation(_, _))
    };
    let unproved = decision.proofs == NOBODY.proofs;
    let harmless = |effect: &Effect| matches!(effect, Effect::CountGuess | Effect::ClearLane);
    unproved
        && match decision.verdict {
            Verdict::Refused(_) | Verdict::Done(Done::AlreadySo) => decision.effects.iter().all(harmless),
            Verdict::Done(Done::Mailed) => {
                *attempt == Attempt::AskTicketAgain && decision.effects.iter().all(mailing)
            }
            Verdict::Done(_) | Verdict::SignedIn(_) | Verdict::Challenge(_) => false,
        }
}

/// What a stranger sees does not depend on whom they ask about.
pub fn strangers_see_one_thing(mind: Mind) -> Kept {
    let attempts = [
        Attempt::Password(PasswordEvidence::Wrong),
        Attempt::AskReset,
        Attempt::AskAnswer,
        Attempt::OpenTicket,
    ];
    for attempt in attempts {
        for lane in lanes() {
            for (mail_fits, wanted) in [(true, None), (true, Some(A)), (false, None), (false, Some(A))] {
                let stranger = Facts { lane, mail_fits, wanted, ..NOBODY };
                let told = seen(&(mind.decide)(&stranger, &attempt, NOW));
                for account in accounts() {
                    for doors in memberships() {
                        let facts = Facts { account: account.clone(), doors, ..stranger.clone() };
                        let facts = every::owned(facts);
                        let decision = (mind.decide)(&facts, &attempt, NOW);
                        if seen(&decision) != told {
                            return broken(
                                "a stranger sees whom they ask about",
                                &facts,
                                &attempt,
                                &decision,
                            );
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

/// The kind of page, the guess that was counted, and when the next one is looked at.
fn seen(decision: &Decision) -> (u8, bool, Option<Option<rules::Instant>>, rules::facts::Proofs) {
    let (kind, until) = match decision.verdict {
        Verdict::SignedIn(_) => (0, None),
        Verdict::Challenge(_) => (1, None),
        Verdict::Done(_) => (2, None),
        Verdict::Refused(Cause::GuessesSlowed { until }) => (3, Some(until)),
        Verdict::Refused(_) => (3, None),
    };
    (kind, decision.effects.contains(&Effect::CountGuess), until, decision.proofs)
}

/// Lanes without a failed guess, after some, and after a hundred; just now and a while ago.
pub fn lanes() -> Vec<rules::facts::Lane> {
    let counts = [0, 4, 5, 30, 99, 100, 1000];
    let times = [NOW, ago(Span::minutes(5)), ago(Span::days(1))];
    let lane = |failed| times.map(|last_at| rules::facts::Lane { failed, last_at });
    counts.into_iter().flat_map(lane).collect()
}

/// A saved password spends other tickets, forgets remembered browsers, ends other sessions unless they are
/// to go on, and asks for the second factor.
pub fn saving_spends(mind: Mind) -> Kept {
    let attempts = [
        every::save(SaveBy::Ticket, false),
        every::save(SaveBy::Ticket, true),
        every::save(SaveBy::Demand, false),
        every::save(SaveBy::Choice(PasswordEvidence::Right), true),
    ];
    let mut kept = Ok(());
    every::situations(|facts| {
        for ticket in [TicketKind::Reset, TicketKind::Invitation] {
            let facts = Facts { ticket: super::facts::ticket(ticket, Mailed::Live), ..facts.clone() };
            for attempt in &attempts {
                let decision = (mind.decide)(&facts, attempt, NOW);
                if let Some(law) = unspent(&facts, attempt, &decision) {
                    kept = broken(law, &facts, attempt, &decision);
                }
            }
        }
    });
    kept
}

fn unspent(facts: &Facts, attempt: &Attempt, decision: &Decision) -> Option<&'static str> {
    let did = |effect: Effect| decision.effects.contains(&effect);
    let Attempt::SavePassword(save) = attempt else { return None };
    if !decision.effects.iter().any(|effect| matches!(effect, Effect::SavePassword(_))) {
        return (!decision.effects.is_empty()).then_some("a password that was not saved did something");
    }
    if !did(Effect::SpendOtherTickets) || !did(Effect::SpendPasses) || !did(Effect::ForgetRemembered) {
        return Some("other tickets, passes or remembered browsers outlive a saved password");
    }
    if !save.keep_sessions && !did(Effect::EndOtherSessions) {
        return Some("other sessions outlive a saved password");
    }
    let by_ticket = save.by == SaveBy::Ticket;
    if by_ticket
        && (!did(Effect::SpendThisTicket) || !did(Effect::SavePassword(rules::facts::Worth::Mailbox)))
    {
        return Some("a password set by mail is worth more than the mailbox, or its ticket goes on");
    }
    let at = |effect: Effect| decision.effects.iter().position(|other| *other == effect);
    if by_ticket && at(Effect::SpendThisTicket) > at(Effect::SpendOtherTickets) {
        return Some("a ticket is spent among the others before it is spent for its work");
    }
    if save.by == SaveBy::Demand && !earned_on_the_way(facts) {
        return Some("a password is saved on the way in without the second factor");
    }
    let owed = facts.account.as_ref().is_some_and(|account| account.has_second());
    let signed_in = matches!(decision.verdict, Verdict::SignedIn(_));
    (owed && facts.proofs.second.is_none() && signed_in)
        .then_some("a saved password spares the second factor")
}

/// Whether some door that wants a new password would have let this person get that far.
fn earned_on_the_way(facts: &Facts) -> bool {
    let owed = facts.account.as_ref().is_some_and(|account| account.has_second());
    facts.doors.iter().filter(|door| rules::sign_in::wants_new_password(facts, door, NOW).is_some()).any(
        |door| {
            let spared = facts.remembered_until.is_some() && door.policy.remember_device.is_some();
            facts.proofs.password.is_some() && (!owed || facts.proofs.second.is_some() || spared)
        },
    )
}
