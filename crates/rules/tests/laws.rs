//! No bypass, no leak, and no harm by help: laws over every situation, and over thieves' runs.
//!
//! Each law is a function in `world/law.rs` and `world/thief.rs`, so that `holes.rs` can show that it
//! finds what it is there to find.

mod world;

use rules::attempt::{Attempt, CodeEvidence, MailedEvidence, PasswordEvidence, SaveBy};
use rules::facts::{Door, Facts, Lane};
use rules::kit::Rescue;
use rules::people::{ActorSecond, AdminAct, By, HelpEvidence, Scene};
use rules::policy::{self, Policy};
use rules::throttle::{self, LONGEST_DELAY, Lanes};
use rules::{Cause, Effect, Instant, Role, Span, Verdict};
use world::every::{self, NOBODY};
use world::facts::{A, NOW, ago, plain_door};
use world::help;
use world::law::{self, Kept};
use world::moves::{Aim, Deed, Move, Wait};
use world::run::{LAX, MFA, Mind, Run, STRICT, STRICT_MFA};
use world::search::walk;
use world::state::{Age, Mailed, Password, World};
use world::support;
use world::thief;
use world::undo;
use world::ways_back;

fn keep(kept: Kept) {
    if let Err(story) = kept {
        panic!("{story}");
    }
}

fn safe(run: &Run) {
    match thief::robs(run) {
        Ok(states) => println!("{}: {states} states", run.name),
        Err(story) => panic!("{story}"),
    }
}

#[test]
fn a_thief_with_the_mailbox_never_gets_past_a_second_factor() {
    safe(&Run::of("the mailbox, lax", LAX).thief(true).with_b());
    safe(&Run::of("the mailbox, MFA and remembered browsers", Policy::DEFAULT).thief(true));
    safe(&Run::of("the mailbox, strict", STRICT_MFA).thief(true));
    safe(&Run::of("the mailbox, at a known device", LAX).thief(true).strangers());
}

#[test]
fn a_thief_with_the_password_never_gets_past_a_second_factor_nor_a_demand_for_one() {
    safe(&Run::of("the password, lax", LAX).thief(false).with_b());
    safe(&Run::of("the password, MFA", MFA).thief(false));
    safe(&Run::of("the password, strict", STRICT_MFA).thief(false));
}

#[test]
fn whoever_is_signed_in_has_earned_it() {
    keep(law::signed_in_is_earned(Mind::PRODUCTION));
}

#[test]
fn only_codes_that_were_right_prove_a_second_factor() {
    keep(law::only_codes_prove_a_second_factor(Mind::PRODUCTION));
}

#[test]
fn a_spent_or_expired_ticket_does_nothing_but_the_next_mail() {
    keep(law::dead_tickets_do_nothing(Mind::PRODUCTION));
}

#[test]
fn a_stranger_sees_the_same_whomever_they_ask_about() {
    keep(law::strangers_see_one_thing(Mind::PRODUCTION));
}

#[test]
fn a_saved_password_spends_what_else_was_out() {
    keep(law::saving_spends(Mind::PRODUCTION));
}

#[test]
fn what_one_organization_vouched_for_opens_no_other() {
    keep(ways_back::what_holds_for_one_stays_there(Mind::PRODUCTION));
}

#[test]
fn a_pass_never_makes_a_password_worth_more_than_the_mailbox() {
    keep(ways_back::no_pass_makes_a_password_worth_more(Mind::PRODUCTION));
}

#[test]
fn nothing_reaches_an_admin_before_the_mailbox_is_proved() {
    keep(ways_back::nothing_reaches_an_admin_unproved(Mind::PRODUCTION));
}

/// A request that the admins see stays until somebody else has proved the mailbox too: a stolen password alone does
/// not take it out of their list.
#[test]
fn a_stolen_password_takes_no_request_out_of_the_list() {
    let help = rules::facts::Help { until: NOW.plus(Span::hours(1)), here: false, reached: true };
    let door = Door { factors: 1, help: Some(help), other_admins: 1, ..plain_door(A, MFA) };
    let account = every::accounts().into_iter().flatten().find(|account| account.has_second());
    let mut facts = every::owned(Facts { account, doors: vec![door], wanted: Some(A), ..NOBODY });
    facts.proofs = rules::facts::Proofs { password: Some(NOW), ..every::UNPROVED };
    let taken = |facts: &Facts| {
        let decision = rules::decide(facts, &Attempt::AskHelp, NOW);
        decision.effects.contains(&Effect::OpenHelp(A))
    };
    assert!(!taken(&facts));
    facts.proofs.mailbox = Some(NOW);
    assert!(taken(&facts), "whoever proves as much has the newest request");
}

/// Whoever confirms for another has given a second factor just now, and nobody confirms their own request.
#[test]
fn no_admin_helps_without_a_second_factor_of_their_own_nor_themselves() {
    let help = rules::facts::Help { until: NOW.plus(Span::hours(1)), here: false, reached: true };
    let door = Door { factors: 1, help: Some(help), role: Role::Admin, ..plain_door(A, MFA) };
    for act in [AdminAct::ConfirmHelp(HelpEvidence::Right), AdminAct::GivePass] {
        for (actor_second, own, by) in [
            (ActorSecond::None, false, By::Admin),
            (ActorSecond::Old, false, By::Admin),
            (ActorSecond::Recent, true, By::Admin),
            (ActorSecond::Recent, false, By::Nobody),
            (ActorSecond::Recent, false, By::Support { granted_until: Some(NOW.plus(Span::days(1))) }),
        ] {
            let scene = Scene {
                by,
                desk: false,
                door: Some(door.clone()),
                has_password: true,
                admins: 2,
                invitation_life: Span::days(30),
                own,
                actor_second,
                lane: Lane { failed: 0, last_at: NOW },
                contact_same: false,
                contact_at: None,
                held_until: None,
                mails_until: None,
            };
            let decision = rules::people::decide(&scene, act, NOW);
            assert!(decision.effects.is_empty(), "{act:?} {scene:?} {decision:?}");
        }
    }
}

#[test]
fn this_wasnt_me_opens_nothing_with_the_mailbox_alone() {
    keep(undo::the_mailbox_alone_opens_nothing(Mind::PRODUCTION));
}

#[test]
fn this_wasnt_me_acts_once_and_on_that_change_alone() {
    keep(undo::acts_once_and_on_that_change_alone(Mind::PRODUCTION));
}

#[test]
fn an_admins_act_stays_in_the_organization() {
    keep(help::acts_stay_in_their_organization(Mind::PRODUCTION));
}

#[test]
fn only_an_admin_acts_and_the_last_one_stays() {
    let admin = |usable: bool| Door { role: Role::Admin, deactivated: !usable, ..plain_door(A, MFA) };
    for (by, admins, usable) in [
        (By::Nobody, 2, true),
        (By::Admin, 1, true),
        (By::Admin, 2, true),
        (By::Admin, 1, false),
        (By::Operator, 1, true),
        (By::Support { granted_until: Some(NOW.plus(Span::days(1))) }, 2, true),
    ] {
        let door = Some(admin(usable));
        let scene = Scene {
            by,
            desk: false,
            door,
            has_password: true,
            admins,
            invitation_life: Span::days(30),
            own: false,
            actor_second: ActorSecond::Recent,
            lane: Lane { failed: 0, last_at: NOW },
            contact_same: false,
            contact_at: None,
            held_until: None,
            mails_until: None,
        };
        for act in [AdminAct::Deactivate, AdminAct::Remove, AdminAct::SetRole(Role::Member)] {
            let decision = rules::people::decide(&scene, act, NOW);
            let refusal = match (by, admins, usable) {
                (By::Nobody | By::Support { .. }, _, _) => Some(Cause::NotAnAdmin),
                (By::Admin | By::Operator, 1, true) => Some(Cause::LastAdmin),
                (By::Admin | By::Operator, _, _) => None,
            };
            assert_eq!(
                refusal.map(Verdict::Refused),
                refusal.and(Some(decision.verdict)),
                "{act:?} {scene:?}"
            );
            assert_eq!(
                refusal.is_some(),
                matches!(decision.verdict, Verdict::Refused(_)),
                "{act:?} {scene:?}"
            );
            assert!(refusal.is_none() || decision.effects.is_empty(), "{act:?} {scene:?}");
        }
    }
}

/// Whatever is known of a person, and whatever has been granted: support never comes to a pass, a factor, a role, a
/// secret or a session; what it causes is mail to the mailbox's owner, a line in a list, and lines in the audit log.
#[test]
fn support_never_comes_to_a_pass_a_factor_a_role_or_a_secret() {
    keep(support::never_weakens_an_account(support::PRODUCTION));
}

/// Over all that a run reaches: what worked still works after help that nobody used, and an invitation is
/// one.
#[test]
fn help_that_is_not_used_makes_nothing_worse() {
    for run in [Run::of("lax, B", LAX).with_b(), Run::of("strict", STRICT), Run::of("MFA", MFA).strangers()] {
        let start =
            World { invited: Mailed::Live, invitation: Mailed::Live, in_b: run.with_b, ..World::EMPTY };
        let member = World { password: Password::Own, age: Age::Settled, knows: true, joined: true, ..start };
        let explored = walk(&run, &[start, member], |_, _| Ok(true)).expect("nothing objects");
        for world in &explored.worlds {
            keep(help::help_is_harmless(&run, world));
            keep(help::invitations_invite(&run, world));
        }
    }
}

/// Whatever is asked for and not used leaves what is the person's own as it is.
#[test]
fn asking_changes_nothing_that_is_the_persons_own() {
    let asks = [Attempt::AskReset, Attempt::AskAnswer, Attempt::AskAdmin, Attempt::AskMailboxCode];
    every::situations(|facts| {
        for attempt in &asks {
            let decision = rules::decide(facts, attempt, NOW);
            let harmless = |effect: &Effect| {
                matches!(
                    effect,
                    Effect::Mail(_)
                        | Effect::IssueTicket(_)
                        | Effect::RenewInvitation(_, _)
                        | Effect::Request(_)
                )
            };
            assert!(decision.effects.iter().all(harmless), "{attempt:?} {facts:?} {decision:?}");
            assert_eq!(decision.proofs, facts.proofs, "{attempt:?} {facts:?}");
        }
    });
}

/// A lane says when it opens, and does; a shut one opens by mail, and lanes of codes never shut.
#[test]
fn lanes_open_again() {
    for lane in law::lanes() {
        match throttle::lane(&lane, NOW) {
            Lanes::Open => {}
            Lanes::SlowUntil(until) => {
                assert!(NOW < until && until <= NOW.plus(LONGEST_DELAY), "{lane:?}");
                assert_eq!(throttle::lane(&lane, until), Lanes::Open, "{lane:?}");
            }
            Lanes::Shut => assert!(lane.failed >= throttle::MOST_GUESSES, "{lane:?}"),
        }
        let facts = proved_with(lane);
        let codes = [
            Attempt::Second { evidence: CodeEvidence::Right, remember: false },
            Attempt::TypeCode(MailedEvidence::Right),
        ];
        for attempt in codes {
            for now in [NOW, NOW.plus(LONGEST_DELAY)] {
                if let Verdict::Refused(Cause::GuessesSlowed { until }) =
                    rules::decide(&facts, &attempt, now).verdict
                {
                    let until = until.expect("a lane of codes says when it opens");
                    assert!(now < until && until <= NOW.plus(LONGEST_DELAY), "{attempt:?} {lane:?}");
                }
            }
        }
        let reset = rules::decide(&facts, &every::save(SaveBy::Ticket, false), NOW);
        assert!(reset.effects.contains(&Effect::ClearPasswordLanes), "{lane:?}");
    }
}

/// A guess is counted in the lane of its browser; a success clears that lane alone, unless the mailbox was
/// proved and the password replaced.
#[test]
fn a_success_clears_no_lane_but_its_own() {
    let attempts = every::attempts();
    every::situations(|facts| {
        for attempt in &attempts {
            let effects = rules::decide(facts, attempt, NOW).effects;
            assert!(!effects.contains(&Effect::ClearPasswordLanes), "{attempt:?} {facts:?}");
        }
    });
    let shut = Facts { account: None, lane: Lane { failed: 100, last_at: NOW }, ..NOBODY };
    let guess = rules::decide(&shut, &Attempt::Password(PasswordEvidence::Wrong), NOW);
    assert!(guess.effects.is_empty(), "a guess that is not looked at is not counted");
}

/// A network that brings many wrong passwords waits a minute for each further one, and never longer; a lane that
/// is closed anyway says its own time.
#[test]
fn a_network_is_slowed_and_always_opens_again() {
    let free = |wrong: i64| Instant(NOW.0 + wrong * throttle::FORGIVEN_EVERY.0);
    for wrong in 0..throttle::FREE_OF_A_NETWORK {
        assert_eq!(throttle::network(free(wrong), NOW), Lanes::Open, "{wrong}");
    }
    let spent = free(throttle::FREE_OF_A_NETWORK);
    let opens = NOW.plus(throttle::FORGIVEN_EVERY);
    assert_eq!(throttle::network(spent, NOW), Lanes::SlowUntil(opens));
    assert_eq!(throttle::network(spent, opens), Lanes::Open);
    let account = every::accounts().into_iter().flatten().find(|account| account.password.is_some());
    for account in [account, None] {
        for evidence in [PasswordEvidence::Right, PasswordEvidence::Wrong] {
            let facts = Facts { account: account.clone(), network_until: spent, ..NOBODY };
            let decision = rules::decide(&facts, &Attempt::Password(evidence), NOW);
            let slowed = Cause::GuessesSlowed { until: Some(opens) };
            assert_eq!((decision.verdict, decision.effects), (Verdict::Refused(slowed), vec![]));
        }
    }
    let shut = Lane { failed: throttle::MOST_GUESSES, last_at: NOW };
    assert_eq!(throttle::door(&shut, spent, NOW), Lanes::Shut);
}

/// A browser that was left open has the session and not the password: it replaces none, whatever is demanded.
#[test]
fn a_session_left_open_replaces_no_password() {
    let saves = |facts: &Facts| {
        let effects = rules::decide(facts, &every::save(SaveBy::Demand, false), NOW).effects;
        effects.iter().any(|effect| matches!(effect, Effect::SavePassword(_)))
    };
    let mut of_late = 0;
    every::situations(|facts| {
        let typed = |at| {
            let proofs = rules::facts::Proofs { password: facts.proofs.password.map(|_| at), ..facts.proofs };
            Facts { proofs, in_session: true, ..facts.clone() }
        };
        of_late += usize::from(saves(&typed(ago(Span::minutes(14)))));
        assert!(!saves(&typed(ago(rules::factor::RECENT))), "{facts:?}");
    });
    assert!(of_late > 0, "whoever typed it just now need not type it again");
}

/// Strangers shut their own lane and never that of a known device (the world keeps lanes apart as the
/// flows do): with the password and its device, the person is past the password at once.
#[test]
fn strangers_never_shut_a_known_devices_lane() {
    let run = Run::of("known device", LAX).strangers();
    let device = World {
        password: Password::Own,
        age: Age::Settled,
        knows: true,
        joined: true,
        known: true,
        ..World::EMPTY
    };
    let only_strangers = |_: &World, turn: &world::turns::Turn| {
        Ok(matches!(turn.by, Move::Stranger(_) | Move::Wait(Wait::QuarterHour)))
    };
    let explored = walk(&run, &[device], only_strangers).expect("nothing objects");
    for world in &explored.worlds {
        let (_, decision) = world
            .deed(&run, Deed::TypePassword(PasswordEvidence::Right, Aim::A))
            .expect("the door shows the form for a password");
        assert_eq!(decision.verdict, Verdict::SignedIn(Some(A)), "{world}");
    }
}

/// A policy that can be saved leaves a way in: a password that was just saved is not wanted anew.
#[test]
fn no_policy_that_can_be_saved_is_a_circle() {
    let spans = [None, Some(0), Some(1), Some(60), Some(3_600), Some(86_400), Some(7 * 86_400)];
    let spans = spans.map(|seconds| seconds.map(Span::seconds));
    let two_admins = Rescue { admins: 2, kit: None };
    for password_max_age in spans {
        for password_min_age in spans {
            let asked = Policy { password_max_age, password_min_age, ..LAX };
            let Ok(accepted) = policy::decide(&asked, asked, &two_admins, None, NOW) else { continue };
            let proofs = rules::facts::Proofs { password: Some(NOW), ..NOBODY.proofs };
            let account = every::accounts().into_iter().flatten().find(|account| account.password.is_some());
            let mut facts = Facts { account, doors: vec![plain_door(A, accepted.policy)], proofs, ..NOBODY };
            if let Some(password) = facts.account.as_mut().and_then(|account| account.password.as_mut()) {
                password.set_at = ago(Span::hours(1));
            }
            let verdict = rules::sign_in::onward(&facts, facts.proofs, vec![], NOW).verdict;
            assert_eq!(verdict, Verdict::SignedIn(Some(A)), "an hour after it was saved: {asked:?}");
        }
    }
}

fn proved_with(lane: Lane) -> Facts {
    let account = every::accounts().into_iter().flatten().find(|account| account.has_second());
    let ticket = world::facts::ticket(rules::facts::TicketKind::Reset, Mailed::Live);
    let proofs = rules::facts::Proofs { password: Some(NOW), ..NOBODY.proofs };
    every::owned(Facts { account, doors: vec![plain_door(A, MFA)], lane, ticket, proofs, ..NOBODY })
}
