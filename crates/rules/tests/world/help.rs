//! Laws of help: an admin's act stays in its organization, an invitation invites, and help that nobody
//! used makes nothing worse.

use rules::attempt::{Attempt, PasswordEvidence, SaveBy};
use rules::facts::TicketKind;
use rules::people::{AdminAct, Scene};
use rules::verdict::Challenge;
use rules::{Effect, Role, Verdict};

use super::every::{self, UNPROVED, memberships};
use super::facts::{A, Guessing, NOW, View};
use super::law::Kept;
use super::moves::{Aim, Deed};
use super::run::{LAX, Mind, Run};
use super::state::{Mailed, World};

/// An admin's act changes that one membership, and sends mails; nothing else.
pub fn acts_stay_in_their_organization(mind: Mind) -> Kept {
    let run = Run { mind, ..Run::of("acts", LAX) };
    let scenes = memberships().into_iter().map(|doors| Scene {
        door: doors.into_iter().find(|door| door.organization == A),
        ..World::EMPTY.scene(&run)
    });
    for scene in scenes {
        for (act, has_password) in run.acts.iter().flat_map(|act| [(*act, false), (*act, true)]) {
            let scene = Scene { has_password, ..scene.clone() };
            let decision = (mind.act)(&scene, act, NOW);
            let inside = |effect: &Effect| {
                matches!(
                    effect,
                    Effect::Membership(_)
                        | Effect::IssueTicket(TicketKind::Reset | TicketKind::Invitation)
                        | Effect::Mail(_)
                        | Effect::Audit(_)
                )
            };
            if !decision.effects.iter().all(inside) || decision.proofs != UNPROVED {
                return Err(format!("an act of A reached further\n  {act:?}\n  {scene:?}\n  {decision:?}"));
            }
        }
    }
    Ok(())
}

/// An invitation invites, whatever was before: afterwards the person is in, or has a link that works.
pub fn invitations_invite(run: &Run, world: &World) -> Kept {
    let after = world.act(run, AdminAct::Invite(Role::Member)).0.canonical(run);
    let works = after.joined || (after.invited == Mailed::Live && after.invitation == Mailed::Live);
    if works && !after.deactivated {
        Ok(())
    } else {
        Err(format!("an invitation to nowhere\n  {world}\n  {after}"))
    }
}

/// Help that was given and not used changes nothing of what worked before.
pub fn help_is_harmless(run: &Run, world: &World) -> Kept {
    let asked = [
        Deed::AskReset,
        Deed::AskAgain(TicketKind::Reset),
        Deed::AskAgain(TicketKind::Invitation),
        Deed::AskAdmin,
    ];
    let deeds = asked.into_iter().filter_map(|deed| world.deed(run, deed));
    // To invite whoever is switched off switches them on, which is more than help.
    let invite = (!world.deactivated).then_some(AdminAct::Invite(Role::Member));
    let acts = [AdminAct::SendReset].into_iter().chain(invite).map(|act| world.act(run, act));
    for (after, decision) in deeds.chain(acts) {
        let after = after.canonical(run);
        for (was, is) in what_works(run, world).into_iter().zip(what_works(run, &after)) {
            let worked = !matches!(was, Verdict::Refused(_));
            // At A's own door, an invitation to A is offered first.
            let offered = is == Verdict::Challenge(Challenge::AcceptInvitation(A));
            if worked && was != is && !offered {
                return Err(format!(
                    "help made it worse: {was:?} became {is:?}\n  {world}\n  {after}\n  {decision:?}"
                ));
            }
        }
    }
    Ok(())
}

/// The answers to what the person could do with what they have: the password, the session, the mails.
fn what_works(run: &Run, world: &World) -> Vec<Verdict> {
    let at = |wanted, carries, ticket| View {
        wanted,
        carries,
        guessing: Guessing::Passwords,
        ticket,
        presents: None,
        change: None,
    };
    let decide = |view, attempt: Attempt| (run.mind.decide)(&world.facts(run, view), &attempt, NOW).verdict;
    let mut all = vec![];
    for aim in [Aim::A, Aim::Anywhere] {
        all.push(decide(at(aim.key(), false, None), Attempt::Password(PasswordEvidence::Right)));
        all.push(decide(at(aim.key(), true, None), Attempt::Enter));
        for kind in [TicketKind::Reset, TicketKind::Invitation] {
            all.push(decide(at(aim.key(), false, Some(kind)), every::save(SaveBy::Ticket, false)));
            all.push(decide(at(Some(A), false, Some(kind)), Attempt::OpenTicket));
        }
    }
    all
}
