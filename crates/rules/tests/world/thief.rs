//! Runs in which a thief sits at the browser and the person is somewhere else, with everything. Whatever
//! the two of them, A's admin and time do: the thief gets in nowhere behind a second factor.

use rules::effect::Holds;
use rules::{Effect, Verdict};

use super::facts::A;
use super::moves::{Deed, Move};
use super::run::{Holder, Run};
use super::search::walk;
use super::state::{Age, Count, Mailed, Page, Pass, Password, Place, Vouched, World};
use super::turns::Turn;
use super::undo;

/// How thieves begin: the account has a second factor, or gets one later; A is joined or waits; the thief
/// knows the password, unless the mailbox is what they have.
fn starts(run: &Run) -> Vec<World> {
    let knows = !run.reads_mail();
    let account = World {
        password: Password::Own,
        age: Age::Settled,
        knows,
        codes: Count::None,
        codes_saved: true,
        authenticator: true,
        joined: true,
        in_b: run.with_b,
        ..World::EMPTY
    };
    let mut all = vec![];
    for account in [
        account,
        World { authenticator: false, codes_saved: false, ..account },
        World { authenticator: false, unreadable: true, ..account },
        World { password: Password::Mailbox, ..account },
        World { joined: false, invited: Mailed::Live, invitation: Mailed::Live, ..account },
        // B's admin is the thief's friend.
        World {
            vouched: if run.with_b { Vouched::AtB } else { Vouched::None },
            vouched_phone: true,
            ..account
        },
    ] {
        // A browser that has signed in before, in which the steps of a sign-in or a session may be left.
        let steps = World { place: Place::Steps, page: Page::Second, gave_password: true, ..account };
        all.extend([account, steps, World { known: true, ..account }]);
        if !account.has_second() {
            all.push(World { place: Place::InA, gave_password: true, ..account });
        }
    }
    all
}

/// Walks a thief's run; says how many states there are, or how the thief got in.
pub fn robs(run: &Run) -> Result<usize, String> {
    let explored = walk(run, &starts(run), |world, turn| {
        if let Some(objection) = objection(run, world, turn) {
            return Err(format!("{}: {objection}", run.name));
        }
        // An account without a second factor is as safe as its mailbox; once it is the thief's, it is.
        let mine = turn.world.phone || (turn.world.vouched == Vouched::AtA && turn.world.vouched_phone);
        let taken = matches!(turn.by, Move::Here(_)) && mine;
        Ok(!taken)
    })?;
    Ok(explored.worlds.len())
}

fn objection(run: &Run, world: &World, turn: &Turn) -> Option<&'static str> {
    let after = &turn.world;
    // What is the person's own counts everywhere; what A vouched for counts in A.
    let guarded = after.has_own() || (after.has_second() && after.place == Place::InA);
    let open = !after.session_second && !after.remembered;
    if guarded && !by_hostile_admin(after) && after.in_session() && open {
        return Some("a session without a second factor goes on in an account that has one");
    }
    let (Move::Here(_), Some(decision)) = (turn.by, &turn.decision) else { return None };
    if let Move::Here(Deed::NotMe(_)) = turn.by {
        return undo::robs(world, after, decision);
    }
    let does = |what: fn(&Effect) -> bool| decision.effects.iter().any(what);
    if everything_at_once(run, world) {
        return None;
    }
    if by_hostile_admin(world) {
        let in_a = does(|effect| matches!(effect, Effect::EnterDoor(A)));
        if world.has_own() && in_a {
            return Some("what B's admin vouched for opened A");
        }
        return (world.has_own() && does(reaches_further))
            .then_some("what B's admin vouched for touched what is the person's own");
    }
    let signed_in = matches!(decision.verdict, Verdict::SignedIn(_))
        || does(|effect| matches!(effect, Effect::StartSession | Effect::EnterDoor(_)));
    let in_a = does(|effect| matches!(effect, Effect::EnterDoor(A)));
    if (world.has_own() && signed_in) || (world.has_second() && in_a) {
        return Some("the thief is signed in to an account that has a second factor");
    }
    if world.has_own() && (decision.proofs.second.is_some() || does(touches_factors)) {
        return Some("the thief touches the second factors of an account that has some");
    }
    let blind = run.holder == Holder::Thief { mailbox: false };
    if blind && run.demand && in_a {
        return Some("the password alone opened an organization that demands second factors");
    }
    (blind && !world.knows && signed_in).then_some("an old password opened the account")
}

/// The mailbox, steps in which the person has given a password of their own, and a pass that was meant for them:
/// whoever has all three cannot be told from the person. SECURITY.md says so.
fn everything_at_once(run: &Run, world: &World) -> bool {
    run.reads_mail() && world.gave_password && world.password == Password::Own && world.pass == Pass::Advance
}

/// B's admin has helped the thief to a factor: B is lost to them, and nothing else may be.
const fn by_hostile_admin(world: &World) -> bool {
    matches!(world.vouched, Vouched::AtB) && world.vouched_phone
}

fn reaches_further(effect: &Effect) -> bool {
    match effect {
        Effect::ConfirmAuthenticator(adding) | Effect::AddPasskey(adding) => match adding.holds {
            Holds::Everywhere => true,
            Holds::AsGiven => false,
            Holds::Only(organization) => organization == A,
        },
        // Its own code, and its own session.
        Effect::SpendCode | Effect::RaiseSession => false,
        Effect::VouchFactor(_) | Effect::FactorIsOwn | Effect::EndFactorIn(A) => true,
        other => touches_factors(other),
    }
}

fn touches_factors(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::ConfirmAuthenticator(_)
            | Effect::AddPasskey(_)
            | Effect::EndFactor
            | Effect::EndFactorIn(_)
            | Effect::RestoreFactor
            | Effect::EndCodes
            | Effect::VouchFactor(_)
            | Effect::FactorIsOwn
            | Effect::SpendPass(_)
            | Effect::EndWait(_)
            | Effect::SpendStandIn
            | Effect::MakeCodes
            | Effect::CodesSaved
            | Effect::SpendCode
            | Effect::SpendRecoveryCode
            | Effect::PasswordIsOwn
            | Effect::RememberDevice(_)
            | Effect::RaiseSession
    )
}
