//! The law about the support desk, as a function of the decisions that it judges.
//!
//! Never in here: what support may do; only what nothing that it does may lead to.

use rules::effect::MembershipChange;
use rules::facts::{Door, Facts, Help, Lane};
use rules::people::{self, ActorSecond, AdminAct, By, HelpEvidence};
use rules::support::{self, Deed};
use rules::{Decision, Effect, Instant, Role, Span, Verdict};

use super::every::{self, NOBODY, owned};
use super::facts::{A, B, NOW, plain_door};
use super::law::Kept;
use super::run::MFA;

/// The decisions that are judged.
#[derive(Clone, Copy)]
pub struct Judged {
    /// What support does by itself.
    pub deed: fn(&Facts, support::Scene, Deed, Instant) -> Decision,
    /// What it does in an admin's place.
    pub act: fn(&people::Scene, AdminAct, Instant) -> Decision,
}

/// Those of production.
pub const PRODUCTION: Judged = Judged { deed: support::decide, act: people::decide };

/// Whether the effect would weaken an account, raise anybody, or open a door.
fn weakens(effect: &Effect) -> bool {
    match effect {
        Effect::IssueTicket(_)
        | Effect::RenewInvitation(_, _)
        | Effect::Mail(_)
        | Effect::Request(_)
        | Effect::Audit(_)
        | Effect::Membership(
            MembershipChange::Invited(_, _) | MembershipChange::Waived(_) | MembershipChange::SessionsEnded,
        ) => false,
        Effect::Membership(
            MembershipChange::Deactivated
            | MembershipChange::Reactivated
            | MembershipChange::Removed
            | MembershipChange::Role(_)
            | MembershipChange::ChangeDemanded
            | MembershipChange::HelpConfirmed(_)
            | MembershipChange::HelpDeclined
            | MembershipChange::HelpGuessed
            | MembershipChange::PassGiven(_)
            | MembershipChange::PassWithdrawn,
        ) => true,
        _everything_of_the_persons_own => true,
    }
}

fn kept(decision: &Decision, what: impl std::fmt::Debug, about: impl std::fmt::Debug) -> Kept {
    let opens = matches!(decision.verdict, Verdict::SignedIn(_) | Verdict::Challenge(_));
    let proved = decision.proofs != Default::default();
    if opens || proved || decision.effects.iter().any(weakens) {
        return Err(format!("support weakened an account\n  {what:?}\n  {about:?}\n  {decision:?}"));
    }
    Ok(())
}

/// Over every kind of person, grant, membership and role.
pub fn never_weakens_an_account(judged: Judged) -> Kept {
    for account in every::accounts() {
        for doors in every::memberships() {
            let facts = owned(Facts { account: account.clone(), doors, ..NOBODY });
            for deed in [Deed::SendFitting, Deed::SendAnswer, Deed::HandOver(A), Deed::HandOver(B)] {
                for at_desk in [false, true] {
                    let scene = support::Scene { at_desk, theirs: true, mails_until: None };
                    let decision = (judged.deed)(&facts, scene, deed, NOW);
                    kept(&decision, deed, &facts)?;
                    if !at_desk && !decision.effects.is_empty() {
                        return Err(format!("somebody who left the desk did {deed:?}: {decision:?}"));
                    }
                }
            }
        }
    }
    for granted_until in [None, Some(NOW), Some(NOW.plus(Span::days(7)))] {
        for (own, desk) in [(false, false), (true, false), (false, true)] {
            for door in doors() {
                for act in ACTS {
                    let by = By::Support { granted_until };
                    let scene = people::Scene { own, desk, ..scene(by, door.clone()) };
                    let decision = (judged.act)(&scene, act, NOW);
                    kept(&decision, act, &scene)?;
                    let live = granted_until.is_some_and(|until| NOW < until);
                    if (!live || own || desk) && !decision.effects.is_empty() {
                        return Err(format!(
                            "support acted without a right\n  {act:?}\n  {scene:?}\n  {decision:?}"
                        ));
                    }
                }
            }
        }
    }
    Ok(())
}

/// Memberships of either role, with a request for live help that waits for its eight characters.
fn doors() -> Vec<Option<Door>> {
    let help = Help { until: NOW.plus(Span::hours(1)), here: false, reached: true };
    let joined = Door { factors: 1, help: Some(help), ..plain_door(A, MFA) };
    let invited = Door { joined: false, invited_until: Some(NOW), ..joined.clone() };
    let off = Door { deactivated: true, ..joined.clone() };
    let of = |role| move |door: Door| Some(Door { role, ..door });
    let all = [joined, invited, off];
    let members = all.clone().map(of(Role::Member));
    let admins = all.map(of(Role::Admin));
    members.into_iter().chain(admins).chain([None]).collect()
}

/// Every act of an admin.
pub const ACTS: [AdminAct; 22] = [
    AdminAct::Invite(Role::Member),
    AdminAct::Invite(Role::Admin),
    AdminAct::InviteListed(Role::Member),
    AdminAct::InviteListed(Role::Admin),
    AdminAct::SendReset,
    AdminAct::Waive,
    AdminAct::EndWaiver,
    AdminAct::DemandChange,
    AdminAct::EndDemand,
    AdminAct::Deactivate,
    AdminAct::Reactivate,
    AdminAct::Remove,
    AdminAct::SetRole(Role::Member),
    AdminAct::SetRole(Role::Admin),
    AdminAct::EndSessions,
    AdminAct::ConfirmHelp(HelpEvidence::Right),
    AdminAct::ConfirmHelp(HelpEvidence::Wrong),
    AdminAct::DeclineHelp,
    AdminAct::GivePass,
    AdminAct::WithdrawPass,
    AdminAct::SetContact,
    AdminAct::PutContactBack,
];

/// What an act finds: two admins, one of whom gave a second factor just now, and nothing that holds it up.
pub fn scene(by: By, door: Option<Door>) -> people::Scene {
    people::Scene {
        by,
        desk: false,
        door,
        has_password: true,
        admins: 2,
        invitation_life: Span::days(30),
        own: false,
        actor_second: ActorSecond::Recent,
        lane: Lane { failed: 0, last_at: Instant(0) },
        contact_same: false,
        contact_at: None,
        held_until: None,
        mails_until: None,
    }
}
