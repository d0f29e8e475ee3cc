//! Shows that the exploration and the laws can fail: decisions with one remedy or one guard taken away,
//! each of which must be found, with its story.

mod world;

use rules::attempt::{Attempt, CodeEvidence, Save, SaveBy};
use rules::effect::{Mail, MembershipChange};
use rules::facts::{ChangeKind, Facts, TicketKind};
use rules::people::{AdminAct, By, Scene};
use rules::policy::Policy;
use rules::support::{Deed, Scene as Desk};
use rules::{Cause, Decision, Effect, Instant, Verdict};
use world::help;
use world::hole::{dead_end, robbed, tells};
use world::law;
use world::run::{LAX, MFA, Mind, Run, STRICT};
use world::search::Help;
use world::state::{Age, Mailed, Password, World};
use world::support;
use world::undo;
use world::ways_back;

const HONEST: Mind = Mind::PRODUCTION;

fn without(mut decision: Decision, dropped: fn(&Effect) -> bool) -> Decision {
    decision.effects.retain(|effect| !dropped(effect));
    decision
}

#[test]
fn a_reset_that_sends_no_ticket_is_a_dead_end() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        without(rules::decide(facts, attempt, now), |effect| {
            *effect == Effect::IssueTicket(TicketKind::Reset)
        })
    }
    let story = dead_end(&Run::of("no reset", LAX).mind(Mind { decide, ..HONEST }), Help::Alone);
    tells(&story, &["ForgetsPassword"]);
}

#[test]
fn an_admins_reset_without_its_mail_is_a_dead_end_beside_it() {
    fn silent(effect: &Effect) -> bool {
        matches!(effect, Effect::Mail(Mail::Reset | Mail::AdminSentReset))
    }
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        without(rules::decide(facts, attempt, now), silent)
    }
    fn act(scene: &Scene, act: AdminAct, now: Instant) -> Decision {
        without(rules::people::decide(scene, act, now), silent)
    }
    let story = dead_end(&Run::of("no reset mail", LAX).mind(Mind { decide, act }), Help::OneAdmin);
    tells(&story, &["ForgetsPassword", "OneAdmin"]);
}

#[test]
fn an_invitation_that_is_not_renewed_is_a_dead_end() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        without(rules::decide(facts, attempt, now), |effect| matches!(effect, Effect::RenewInvitation(_, _)))
    }
    let story = dead_end(&Run::of("no renewal", LAX).mind(Mind { decide, ..HONEST }), Help::Alone);
    tells(&story, &["waits: TwoMonths"]);
}

#[test]
fn a_member_who_cannot_be_switched_on_again_is_a_dead_end() {
    fn act(scene: &Scene, act: AdminAct, now: Instant) -> Decision {
        without(rules::people::decide(scene, act, now), |effect| {
            *effect == Effect::Membership(MembershipChange::Reactivated)
        })
    }
    fn keeps(scene: &Scene, what: AdminAct, now: Instant) -> Decision {
        // Nor may the person be taken away and invited anew.
        if what == AdminAct::Remove { act(scene, AdminAct::EndSessions, now) } else { act(scene, what, now) }
    }
    let story = dead_end(&Run::of("no way back", LAX).mind(Mind { act: keeps, ..HONEST }), Help::OneAdmin);
    tells(&story, &["Deactivate"]);
}

#[test]
fn recovery_codes_that_are_refused_are_a_dead_end() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        match attempt {
            Attempt::Second { evidence: CodeEvidence::RecoveryRight, remember } => {
                let refused = Attempt::Second { evidence: CodeEvidence::Wrong, remember: *remember };
                rules::decide(facts, &refused, now)
            }
            other => rules::decide(facts, other, now),
        }
    }
    let story = dead_end(&Run::of("no codes", MFA).losses().mind(Mind { decide, ..HONEST }), Help::OneAdmin);
    tells(&story, &["sets up an authenticator", "puts the recovery codes away", "LosesPhone"]);
}

#[test]
fn a_minimum_age_that_holds_up_resets_is_a_dead_end_for_a_day() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        match (attempt, rules::password::too_soon(facts, now)) {
            (Attempt::SavePassword(Save { by: SaveBy::Ticket, .. }), Some(until)) => {
                Decision::refused(Cause::PasswordTooSoon { until }, vec![], facts.proofs)
            }
            (other, _) => rules::decide(facts, other, now),
        }
    }
    let story = dead_end(&Run::of("too soon", STRICT).mind(Mind { decide, ..HONEST }), Help::Alone);
    tells(&story, &["saves a password", "ForgetsPassword"]);
}

#[test]
fn an_invitation_in_place_of_a_reset_is_a_dead_end() {
    // As it was before the exploration found it.
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut decision = rules::decide(facts, attempt, now);
        let renewed = decision.effects.iter().any(|effect| matches!(effect, Effect::RenewInvitation(_, _)));
        for effect in decision.effects.iter_mut().filter(|_| renewed) {
            if *effect == Effect::IssueTicket(TicketKind::Reset) {
                *effect = Effect::IssueTicket(TicketKind::Invitation);
            }
        }
        decision
    }
    let story = dead_end(&Run::of("invited anew", LAX).mind(Mind { decide, ..HONEST }), Help::OneAdmin);
    tells(&story, &["ForgetsPassword", "invited: Live"]);
}

fn hidden_second(facts: &Facts) -> Facts {
    let mut facts = facts.clone();
    if let Some(account) = &mut facts.account {
        (account.authenticators, account.unreadable, account.passkeys) = (0, 0, 0);
    }
    for door in &mut facts.doors {
        door.factors = 0;
    }
    facts
}

#[test]
fn a_saved_password_in_place_of_the_second_factor_is_robbed() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        match attempt {
            Attempt::SavePassword(_) => rules::decide(&hidden_second(facts), attempt, now),
            other => rules::decide(facts, other, now),
        }
    }
    let mind = Mind { decide, ..HONEST };
    robbed(&Run::of("reset skips MFA", LAX).thief(true).mind(mind), "Link of the Reset mail");
}

#[test]
fn a_mailbox_that_counts_twice_is_robbed() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut facts = facts.clone();
        if facts.proofs.second.is_none() && facts.proofs.mailbox.is_some() {
            facts.proofs.second = facts.proofs.mailbox;
            facts.doors.iter_mut().for_each(|door| door.second_holds = true);
        }
        rules::decide(&facts, attempt, now)
    }
    let mind = Mind { decide, ..HONEST };
    robbed(&Run::of("the mailbox twice", MFA).thief(true).mind(mind), "second");
}

#[test]
fn a_factor_added_without_the_old_one_is_robbed() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        match attempt {
            Attempt::ConfirmAuthenticator(_) => rules::decide(&hidden_second(facts), attempt, now),
            other => rules::decide(facts, other, now),
        }
    }
    let mind = Mind { decide, ..HONEST };
    robbed(&Run::of("a factor beside", MFA).thief(true).mind(mind), "sets up an authenticator");
}

#[test]
fn live_help_that_nobody_can_confirm_is_a_dead_end() {
    fn act(scene: &Scene, act: AdminAct, now: Instant) -> Decision {
        match act {
            AdminAct::ConfirmHelp(_) | AdminAct::GivePass => {
                Decision::refused(Cause::HelpClosed, vec![], Default::default())
            }
            other => rules::people::decide(scene, other, now),
        }
    }
    let story = everything_lost(&Run::of("no yes", MFA).loses_all().mind(Mind { act, ..HONEST }));
    tells(&story, &["LosesPhone", "OneAdmin"]);
}

#[test]
fn a_pass_that_adds_nothing_is_a_dead_end() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut facts = facts.clone();
        facts.doors.iter_mut().for_each(|door| door.pass = None);
        rules::decide(&facts, attempt, now)
    }
    let story = everything_lost(&Run::of("no pass", MFA).loses_all().mind(Mind { decide, ..HONEST }));
    tells(&story, &["LosesPhone", "OneAdmin"]);
}

/// The story of a member for whom help does not end it.
fn everything_lost(run: &Run) -> String {
    let member = World {
        password: Password::Own,
        age: Age::Settled,
        knows: true,
        joined: true,
        authenticator: true,
        phone: true,
        codes_saved: true,
        ..World::EMPTY
    };
    let explored = world::search::walk(run, &[member], |_, _| Ok(true)).expect("nothing objects");
    explored.dead_end(Help::OneAdmin, World::is_member).expect_err("the exploration does not see it")
}

#[test]
fn a_pass_in_advance_for_a_password_by_mail_is_robbed() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut facts = facts.clone();
        if let Some(password) = facts.account.as_mut().and_then(|account| account.password.as_mut()) {
            password.worth = rules::facts::Worth::Own;
        }
        rules::decide(&facts, attempt, now)
    }
    let mind = Mind { decide, ..HONEST };
    robbed(&Run::of("the mailbox and a pass", MFA).thief(true).mind(mind), "GivePass");
}

#[test]
fn a_factor_that_holds_where_nobody_vouched_for_it_is_robbed() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut facts = facts.clone();
        facts.doors.iter_mut().for_each(|door| door.second_holds = true);
        rules::decide(&facts, attempt, now)
    }
    let mind = Mind { decide, ..HONEST };
    robbed(&Run::of("B's word in A", LAX).thief(true).with_b().mind(mind), "vouched factor");
}

#[test]
fn a_browser_remembered_for_what_one_organization_vouched_for_is_found() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut facts = facts.clone();
        facts.presented.only_here = false;
        rules::decide(&facts, attempt, now)
    }
    let kept = ways_back::what_holds_for_one_stays_there(Mind { decide, ..HONEST });
    assert!(kept.is_err_and(|story| story.contains("RememberDevice")));
}

#[test]
fn help_that_reaches_an_admin_before_the_mailbox_is_proved_is_found() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut decision = rules::decide(facts, attempt, now);
        if *attempt == Attempt::AskHelp {
            decision.effects.push(Effect::Mail(Mail::HelpToAdmins));
        }
        decision
    }
    assert!(ways_back::nothing_reaches_an_admin_unproved(Mind { decide, ..HONEST }).is_err());
}

#[test]
fn a_wait_that_cannot_be_used_is_a_dead_end() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut facts = facts.clone();
        facts.doors.iter_mut().for_each(|door| door.wait = None);
        rules::decide(&facts, attempt, now)
    }
    let run = Run { loses_all: true, ..Run::of("no wait", MFA).sole().mind(Mind { decide, ..HONEST }) };
    let story = everything_lost(&run);
    tells(&story, &["LosesPhone"]);
}

#[test]
fn sessions_that_outlive_a_new_password_are_robbed() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        without(rules::decide(facts, attempt, now), |effect| *effect == Effect::EndOtherSessions)
    }
    let mind = Mind { decide, ..HONEST };
    assert!(law::saving_spends(mind).is_err());
    robbed(&Run::of("old sessions", LAX).thief(false).mind(mind), "the person, elsewhere");
}

#[test]
fn a_spent_ticket_that_works_again_is_found() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut facts = facts.clone();
        if let Some(ticket) = &mut facts.ticket {
            ticket.spent_at = None;
        }
        rules::decide(&facts, attempt, now)
    }
    assert!(law::dead_tickets_do_nothing(Mind { decide, ..HONEST }).is_err());
}

#[test]
fn a_page_that_knows_an_address_is_found() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        match (attempt, &facts.account) {
            (Attempt::AskReset, None) => Decision::refused(Cause::AddressUnknown, vec![], facts.proofs),
            (other, _) => rules::decide(facts, other, now),
        }
    }
    assert!(law::strangers_see_one_thing(Mind { decide, ..HONEST }).is_err());
}

#[test]
fn a_demand_that_is_forgotten_is_found() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut decision = rules::decide(facts, attempt, now);
        if let (Verdict::Challenge(rules::Challenge::ProveMailbox), Some(door)) =
            (decision.verdict, facts.wanted)
        {
            decision.verdict = Verdict::SignedIn(Some(door));
        }
        decision
    }
    assert!(law::signed_in_is_earned(Mind { decide, ..HONEST }).is_err());
}

#[test]
fn a_reset_that_spends_when_it_is_asked_for_is_found() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut decision = rules::decide(facts, attempt, now);
        if *attempt == Attempt::AskReset {
            decision.effects.insert(0, Effect::SpendOtherTickets);
        }
        decision
    }
    let run = Run::of("asking spends", Policy::DEFAULT).mind(Mind { decide, ..HONEST });
    let invited = World { invited: Mailed::Live, invitation: Mailed::Live, ..World::EMPTY };
    let known = World { password: Password::Own, knows: true, age: Age::Settled, ..invited };
    assert!(help::help_is_harmless(&run, &known).is_err());
}

#[test]
fn an_admin_who_reaches_the_persons_own_is_found() {
    fn act(scene: &Scene, act: AdminAct, now: Instant) -> Decision {
        let mut decision = rules::people::decide(scene, act, now);
        if act == AdminAct::SendReset {
            decision.effects.push(Effect::EndFactor);
        }
        decision
    }
    assert!(help::acts_stay_in_their_organization(Mind { act, ..HONEST }).is_err());
}

#[test]
fn this_wasnt_me_that_ends_the_only_factor_is_robbed() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut facts = facts.clone();
        if let Some(change) = &mut facts.change {
            (change.others, change.left_bare) = (1, vec![]);
        }
        rules::decide(&facts, attempt, now)
    }
    let mind = Mind { decide, ..HONEST };
    robbed(&Run::of("not me", LAX).thief(true).mind(mind), "OwnAdded");
    assert!(undo::the_mailbox_alone_opens_nothing(mind).is_err());
}

#[test]
fn this_wasnt_me_that_brings_a_factor_back_by_mail_is_robbed() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut decision = rules::decide(facts, attempt, now);
        let removed = facts.change.as_ref().is_some_and(|change| change.kind == ChangeKind::FactorRemoved);
        if removed && decision.verdict == Verdict::Done(rules::Done::AdminsCalled) {
            decision.effects.push(Effect::RestoreFactor);
        }
        decision
    }
    let mind = Mind { decide, ..HONEST };
    robbed(&Run::of("back by mail", LAX).thief(true).mind(mind), "Removed");
    assert!(undo::the_mailbox_alone_opens_nothing(mind).is_err());
}

#[test]
fn this_wasnt_me_that_leaves_the_sessions_of_the_added_factor_is_robbed() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        without(rules::decide(facts, attempt, now), |effect| *effect == Effect::EndSessionsOfChange)
    }
    let run = Run::of("sessions left", LAX).thief(true).with_b().mind(Mind { decide, ..HONEST });
    robbed(&run, "VouchedAdded");
}

#[test]
fn this_wasnt_me_that_works_twice_is_found() {
    fn decide(facts: &Facts, attempt: &Attempt, now: Instant) -> Decision {
        let mut facts = facts.clone();
        if let Some(change) = &mut facts.change {
            change.spent_at = None;
        }
        rules::decide(&facts, attempt, now)
    }
    assert!(undo::acts_once_and_on_that_change_alone(Mind { decide, ..HONEST }).is_err());
}

#[test]
fn a_grant_that_made_support_an_admin_is_noticed() {
    fn act(scene: &Scene, act: AdminAct, now: Instant) -> Decision {
        let by = match scene.by {
            By::Support { granted_until: Some(until) } if now < until => By::Admin,
            other => other,
        };
        rules::people::decide(&Scene { by, ..scene.clone() }, act, now)
    }
    let story = support::never_weakens_an_account(support::Judged { act, ..support::PRODUCTION });
    assert!(story.is_err_and(|story| story.contains("support weakened an account")));
}

#[test]
fn a_grant_that_never_ended_is_noticed() {
    fn act(scene: &Scene, act: AdminAct, now: Instant) -> Decision {
        let by = match scene.by {
            By::Support { granted_until: Some(_) } => By::Support { granted_until: Some(Instant(now.0 + 1)) },
            other => other,
        };
        rules::people::decide(&Scene { by, ..scene.clone() }, act, now)
    }
    let story = support::never_weakens_an_account(support::Judged { act, ..support::PRODUCTION });
    assert!(story.is_err_and(|story| story.contains("without a right")));
}

#[test]
fn a_deed_of_somebody_who_left_the_desk_is_noticed() {
    fn deed(facts: &Facts, scene: Desk, deed: Deed, now: Instant) -> Decision {
        rules::support::decide(facts, Desk { at_desk: true, ..scene }, deed, now)
    }
    let story = support::never_weakens_an_account(support::Judged { deed, ..support::PRODUCTION });
    assert!(story.is_err_and(|story| story.contains("left the desk")));
}
