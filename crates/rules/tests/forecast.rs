//! The law of the forecast: what it says is what happens. Where it says that somebody gets in, a walk through the
//! world with the person's own moves ends inside; where it says no, none of their moves does.
//!
//! Asked of every reachable state, in a browser that nobody knows.

mod world;

use std::collections::{BTreeSet, VecDeque};

use rules::attempt::{CodeEvidence, MailedEvidence, PasswordEvidence};
use rules::forecast::{Has, Way, at_the_door, forecast};
use world::facts::{A, Guessing, NOW, View};
use world::moves::{Aim, Deed, New};
use world::run::{LAX, MFA, Run, STRICT, STRICT_MFA};
use world::search::{Explored, Help, walk};
use world::state::{Age, Count, Mailed, Pass, Password, Place, Vouched, World};

fn explore(run: &Run) -> Explored {
    let nobody = World { in_b: run.with_b, ..World::EMPTY };
    let invited = World { invited: Mailed::Live, invitation: Mailed::Live, ..nobody };
    let known = World { password: Password::Own, age: Age::Settled, knows: true, ..invited };
    let mut starts = vec![known, World { invited: Mailed::None, joined: true, ..known }];
    if !run.with_b {
        starts.extend([nobody, invited]);
    }
    walk(run, &starts, |_, _| Ok(true)).expect("nothing objects")
}

/// A browser that nobody knows.
fn is_new(world: &World) -> bool {
    world.place == Place::Door && !world.remembered && !world.known && world.pass != Pass::Live
}

fn has(world: &World) -> Has {
    let own = world.authenticator && world.phone && !world.ended_in_a;
    let vouched = world.vouched == Vouched::AtA && world.vouched_phone;
    Has { password: world.knows, second: own || vouched, codes: world.codes != Count::None }
}

fn says(run: &Run, world: &World, way: Way) -> bool {
    let view = View {
        wanted: Some(A),
        carries: false,
        guessing: Guessing::Passwords,
        ticket: None,
        presents: None,
        change: None,
    };
    let facts = at_the_door(&world.facts(run, view), A);
    forecast(&facts, has(world), way, NOW).gets_in()
}

/// Whether the person gets in beginning with the password, without asking for any mail but the code on the way.
fn walks_in(run: &Run, start: &World) -> bool {
    let (mut seen, mut queue) = (vec![*start], VecDeque::from([*start]));
    while let Some(at) = queue.pop_front() {
        for deed in at.deeds(run).into_iter().filter(|deed| by_the_door(*deed)) {
            let Some((next, decision)) = at.deed(run, deed) else { continue };
            if decision.verdict == rules::Verdict::SignedIn(Some(A)) {
                return true;
            }
            let next = next.canonical(run);
            if !seen.contains(&next) {
                seen.push(next);
                queue.push_back(next);
            }
        }
    }
    false
}

fn by_the_door(deed: Deed) -> bool {
    matches!(
        deed,
        Deed::TypePassword(PasswordEvidence::Right, Aim::A)
            | Deed::TypeSecond(CodeEvidence::Right | CodeEvidence::RecoveryRight, false)
            | Deed::TypeVouched(false)
            | Deed::SetUp(CodeEvidence::Right)
            | Deed::AskMailboxCode
            | Deed::TypeMailboxCode(MailedEvidence::Right)
            | Deed::SaveDemanded(New::Good)
            | Deed::AcceptInvitation
            | Deed::PutCodesAway
    )
}

fn agrees(run: &Run) {
    let explored = explore(run);
    let alone = explored.can_enter(Help::Alone);
    let mut said = BTreeSet::new();
    let mut looked_at = 0;
    for (world, can) in explored.worlds.iter().zip(&alone).filter(|(world, _)| is_new(world)) {
        let by_password = says(run, world, Way::Password);
        let by_mailbox = says(run, world, Way::Mailbox);
        if run.with_b && run.loses_all {
            // Whoever still gets into B can end a lost factor from there: a way that A knows nothing of.
            assert!(*can || !(by_password || by_mailbox), "{}: by any way, in {world}", run.name);
        } else {
            assert_eq!(by_password || by_mailbox, *can, "{}: by any way, in {world}", run.name);
        }
        assert_eq!(by_password, walks_in(run, world), "{}: by the password, in {world}", run.name);
        said.insert((by_password, by_mailbox));
        looked_at += 1;
    }
    println!("{}: {looked_at} states, and it says {said:?}", run.name);
    assert!(looked_at > 20 && said.len() > 1, "{}: {looked_at}, {said:?}", run.name);
}

#[test]
fn it_says_what_happens() {
    for run in [
        Run::of("lax", LAX),
        Run::of("mfa", MFA).losses(),
        Run::of("strict", STRICT),
        Run::of("strict, mfa", STRICT_MFA),
        Run::of("mfa, loses all", MFA).loses_all(),
        Run::of("lax, B", LAX).with_b(),
        Run::of("mfa, B", MFA).with_b(),
        Run::of("mfa, loses all, B", MFA).loses_all().with_b(),
        Run::of("lax, suspended", LAX).operator(),
    ] {
        agrees(&run);
    }
}

/// The test can fail: a forecast that believes everybody to know the password is found out.
#[test]
#[should_panic(expected = "by any way")]
fn a_forecast_that_hopes_is_found() {
    let run = Run::of("lax", LAX);
    let explored = explore(&run);
    let alone = explored.can_enter(Help::Alone);
    for (world, can) in explored.worlds.iter().zip(&alone).filter(|(world, _)| is_new(world)) {
        let hopes = says(&run, &World { deactivated: false, ..*world }, Way::Mailbox);
        assert_eq!(hopes, *can, "by any way, in {world}");
    }
}
