//! Promise 1, "no dead ends": from every state that is reachable, "signed in to A" is reachable with the
//! moves of the person and of one admin of A; and where no admin should be needed, without one and within
//! an hour.
//!
//! The world (`world/`) runs the decisions of production and carries out their effects. What it assumes:
//! - The person owns the mailbox.
//! - In the runs called "losses" only one of phone and codes is lost at a time. In those that lose everything
//!   ("help", "sole") the way back is live help, a pass, the kit, the last admin's wait, and the operator. An
//!   authenticator whose secret cannot be read any more is as good as lost.
//! - Live help: the person reads the eight characters out, and the admin types them. What a thief can do with
//!   them is `laws.rs`'s.
//! - The operator has not switched A off; if so, it is the operator's move (`suspended` below).
//! - Time: a wait jumps to the next boundary; a longer wait is past all shorter ones.
//! - Mail arrives, or is held back by a cap that ends; guesses and mails are runs of their own (`strangers`).

mod world;

use std::time::Instant;

use rules::Verdict;
use rules::attempt::{CodeEvidence, MailedEvidence, PasswordEvidence};
use rules::policy::Policy;
use world::moves::{Deed, Move, New};
use world::run::{LAX, MFA, Run, STRICT, STRICT_MFA};
use world::search::{Explored, Help, walk};
use world::state::{Age, Count, Given, Mailed, Page, Password, Vouched, Waiting, World};
use world::turns::Turn;

/// How somebody's story begins: invited by A, once with an account of their own and once without; a member
/// already; or never heard of.
fn starts(run: &Run) -> Vec<World> {
    let nobody = World { in_b: run.with_b, ..World::EMPTY };
    let invited = World { invited: Mailed::Live, invitation: Mailed::Live, ..nobody };
    let known = World { password: Password::Own, age: Age::Settled, knows: true, ..invited };
    let mut all = vec![known, World { invited: Mailed::None, joined: true, ..known }];
    if !run.with_b {
        all.extend([nobody, invited]);
    }
    all
}

fn explore(run: &Run) -> Explored {
    let began = Instant::now();
    let explored = match walk(run, &starts(run), |world, turn| no_loop(world, turn).map(|()| true)) {
        Ok(explored) => explored,
        Err(objection) => panic!("{}: {objection}", run.name),
    };
    println!("{}: {} states in {:?}", run.name, explored.worlds.len(), began.elapsed());
    explored
}

/// Whoever gives what a page asks for is not asked for it again by the next.
fn no_loop(world: &World, turn: &Turn) -> Result<(), String> {
    let Move::Here(deed) = turn.by else { return Ok(()) };
    let meets = match world.page {
        Page::None => false,
        Page::Password => matches!(deed, Deed::TypePassword(PasswordEvidence::Right, _)),
        Page::Second => {
            let own = matches!(deed, Deed::TypeSecond(CodeEvidence::Right, _)) && !world.ended_in_a;
            let vouched = matches!(deed, Deed::TypeVouched(_)) && world.vouched == Vouched::AtA;
            let once = [CodeEvidence::RecoveryRight, CodeEvidence::KitRight, CodeEvidence::OperatorRight];
            own || vouched || once.iter().any(|code| deed == Deed::TypeSecond(*code, false))
        }
        Page::NewPassword => deed == Deed::SaveDemanded(New::Good),
        Page::ProveMailbox => deed == Deed::TypeMailboxCode(MailedEvidence::Right),
        Page::SetUp => deed == Deed::SetUp(CodeEvidence::Right),
        Page::SaveCodes => deed == Deed::PutCodesAway,
        Page::Accept => deed == Deed::AcceptInvitation,
    };
    let asked_again = turn.decision.as_ref().is_some_and(|decision| match decision.verdict {
        Verdict::Challenge(_) => turn.world.page == world.page,
        Verdict::SignedIn(_) | Verdict::Done(_) | Verdict::Refused(_) => false,
    });
    let lost = world.gave_second != Given::No && turn.world.gave_second == Given::No;
    if meets && asked_again {
        Err(format!("{:?} is asked for in a circle", world.page))
    } else if meets && lost && turn.world.in_session() {
        Err(format!("the second factor that was just given is lost behind {:?}", world.page))
    } else {
        Ok(())
    }
}

/// A person whom A has not switched off or taken away needs nobody's help.
fn needs_nobody(world: &World) -> bool {
    world.holds_a_factor() && world.is_member() && !world.deactivated && !world.suspended
}

fn no_dead_end(run: &Run, least: usize) -> Explored {
    let explored = explore(run);
    assert!(explored.worlds.len() > least, "{}: only {} states", run.name, explored.worlds.len());
    for (most, from) in [
        (Help::OneAdmin, World::holds_a_factor as fn(&World) -> bool),
        (Help::Alone, needs_nobody as fn(&World) -> bool),
    ] {
        if let Err(story) = explored.dead_end(most, from) {
            panic!("{}: {story}", run.name);
        }
    }
    explored
}

#[test]
fn lax() {
    no_dead_end(&Run::of("lax", LAX), 2_000);
}

#[test]
fn lax_with_another_organization_and_strangers() {
    no_dead_end(&Run::of("lax, B, strangers", LAX).with_b().strangers(), 2_000);
}

#[test]
fn second_factors_demanded() {
    let run = Run::of("MFA, losses", MFA).losses();
    let explored = no_dead_end(&run, 100_000);
    // Whoever has spent the last recovery code, and has no phone, is in; new factors are one step from there.
    let last = |world: &&World| world.in_a() && world.gave_second == Given::Fresh && !world.holds_a_factor();
    let mut seen = 0;
    for world in explored.worlds.iter().filter(last) {
        seen += 1;
        let mended = world.turns(&run).iter().any(|turn| turn.world.holds_a_factor());
        assert!(mended, "nothing mends {world}");
    }
    assert!(seen > 20, "only {seen} such states");
}

#[test]
fn second_factors_demanded_with_another_organization() {
    no_dead_end(&Run::of("MFA, B", MFA).with_b(), 50_000);
}

#[test]
fn second_factors_demanded_with_strangers() {
    no_dead_end(&Run::of("MFA, strangers, losses", MFA).strangers().losses(), 5_000);
}

#[test]
fn devices_remembered() {
    no_dead_end(&Run::of("MFA, remembered", Policy::DEFAULT), 50_000);
}

#[test]
fn strict() {
    no_dead_end(&Run::of("strict", STRICT), 10_000);
}

#[test]
fn strict_and_second_factors_demanded() {
    no_dead_end(&Run::of("strict, MFA", STRICT_MFA), 50_000);
}

/// A member who has lost everything, with the help of one admin, in an organization that demands a factor.
#[test]
fn everything_lost_with_live_help() {
    let run = Run::of("MFA, help", MFA).loses_all();
    let explored = explore(&run);
    assert_eq!(explored.dead_end(Help::OneAdmin, World::is_member), Ok(()));
    assert_eq!(explored.dead_end(Help::Alone, needs_nobody), Ok(()));
    // And without the admin there is no way: help is help.
    assert!(explored.dead_end(Help::Alone, World::is_member).is_err());
}

/// The same for somebody in two organizations: A's admin is enough for A, whatever B vouched for.
#[test]
fn everything_lost_with_live_help_and_another_organization() {
    let run = Run::of("MFA, help, B", MFA).loses_all().with_b();
    let explored = explore(&run);
    assert_eq!(explored.dead_end(Help::OneAdmin, |_| true), Ok(()));
    assert_eq!(explored.dead_end(Help::Alone, needs_nobody), Ok(()));
}

/// How the last admin's story begins: with a factor, codes and a kit; or with a kit or codes alone.
fn sole_starts() -> Vec<World> {
    let admin = World {
        password: Password::Own,
        age: Age::Settled,
        knows: true,
        joined: true,
        authenticator: true,
        phone: true,
        codes: Count::One,
        codes_saved: true,
        kit: true,
        ..World::EMPTY
    };
    vec![admin, World { kit: false, ..admin }, World { password: Password::Mailbox, ..admin }]
}

/// The last admin: nobody can help but a kit, time, and the operator at the end of the line.
#[test]
fn the_last_admin_is_never_left_at_the_door() {
    let run = Run { loses_all: true, ..Run::of("MFA, sole admin", MFA).sole().operator() };
    let explored = match walk(&run, &sole_starts(), |world, turn| no_loop(world, turn).map(|()| true)) {
        Ok(explored) => explored,
        Err(objection) => panic!("{}: {objection}", run.name),
    };
    println!("{}: {} states", run.name, explored.worlds.len());
    assert!(explored.worlds.len() > 5_000, "only {} states", explored.worlds.len());
    assert_eq!(explored.dead_end(Help::Operator, |_| true), Ok(()));
    // The kit helps at once.
    assert_eq!(explored.dead_end(Help::Alone, |world| world.kit || world.holds_a_factor()), Ok(()));
    // Without one, three days do, for whoever knows a password that did not come by mail.
    let may_wait =
        |world: &World| world.knows && world.password == Password::Own && world.waiting != Waiting::Stopped;
    assert_eq!(explored.dead_end(Help::OneAdmin, may_wait), Ok(()));
    // The named exception: no factor, no kit, and a password by mail. That is the operator's.
    let by_mail = |world: &World| {
        !world.kit && !world.holds_a_factor() && world.password == Password::Mailbox && !world.operator_code
    };
    let alone = explored.can_enter(Help::OneAdmin);
    let stuck = explored.worlds.iter().zip(&alone).filter(|(world, can)| by_mail(world) && !**can).count();
    assert!(stuck > 0, "the exception that the brief names is not there");
}

#[test]
fn an_organization_switched_off_opens_with_the_operators_move() {
    let explored = explore(&Run::of("lax, B, suspended", LAX).with_b().operator());
    assert_eq!(explored.dead_end(Help::Operator, World::holds_a_factor), Ok(()));
    assert_eq!(explored.dead_end(Help::OneAdmin, |world| !world.suspended), Ok(()));
    assert!(explored.dead_end(Help::OneAdmin, |world| world.suspended).is_err());
}

/// A true "no" stays one: whoever is switched off, taken away or never invited gets in by the admin alone.
#[test]
fn who_was_shut_out_by_the_admin_needs_the_admin() {
    let explored = explore(&Run::of("lax, needs the admin", LAX));
    let alone = explored.can_enter(Help::Alone);
    for (world, alone) in explored.worlds.iter().zip(alone) {
        assert_eq!(alone, world.is_member() && !world.deactivated, "{world}");
    }
}

/// Members of an organization whose people come through its provider.
fn side_door_starts() -> Vec<World> {
    let member =
        World { password: Password::Own, age: Age::Settled, knows: true, joined: true, ..World::EMPTY };
    let with_app = World { authenticator: true, phone: true, codes: Count::One, codes_saved: true, ..member };
    vec![member, with_app, World { password: Password::None, age: member.age, knows: false, ..with_app }]
}

/// Beside a provider that is down: whoever has a second factor gets in alone, with a password or a mail; whoever never
/// had one, or lost it, with the live help of one admin.
#[test]
fn the_side_door_leaves_nobody_at_it() {
    for (run, most) in [
        (Run::of("side door", LAX).side_door().loses_all(), Help::OneAdmin),
        (
            Run { loses_all: true, ..Run::of("side door, sole", LAX).side_door().sole().operator() },
            Help::Operator,
        ),
    ] {
        let explored =
            match walk(&run, &side_door_starts(), |world, turn| no_loop(world, turn).map(|()| true)) {
                Ok(explored) => explored,
                Err(objection) => panic!("{}: {objection}", run.name),
            };
        println!("{}: {} states", run.name, explored.worlds.len());
        assert!(explored.worlds.len() > 500, "{}: only {} states", run.name, explored.worlds.len());
        assert_eq!(
            explored.dead_end(most, |world| world.is_member() && !world.suspended),
            Ok(()),
            "{}",
            run.name
        );
        let has_one = |world: &World| world.has_second() && needs_nobody(world);
        assert_eq!(explored.dead_end(Help::Alone, has_one), Ok(()), "{}", run.name);
    }
}
