//! Coming through an organization's own provider: laws over every situation, and a world of its own in which a person,
//! an admin, a provider and a hostile provider make moves.
//!
//! The world of `exploration.rs` is about ways in of one's own; what a provider's word opens never meets them, which is
//! what the laws here show.

mod world;

use std::collections::{HashMap, VecDeque};

use rules::attempt::{Arrival, Attempt, CodeEvidence, MailedEvidence, RoleBy, Said, SaidAddress, SaidRole};
use rules::cause::SsoFlaw;
use rules::effect::OnIdentity;
use rules::facts::{Account, Door, Facts, Lane, Password, Proofs, TicketKind, Visiting, Worth};
use rules::{Cause, Challenge, Decision, Effect, Role, Span, Verdict, decide};
use world::every::{self, NOBODY, UNPROVED};
use world::facts::{A, B, NOW, ago, plain_door, ticket};
use world::run::{LAX, MFA, STRICT_MFA};
use world::state::Mailed;

fn arrive(organization: u128, said: Said) -> Attempt {
    Attempt::Arrive(Arrival { organization, open: true, newcomers: false, said: Ok(said) })
}

/// Everything that a provider can say of somebody.
fn sayings() -> Vec<Said> {
    let mut all = vec![];
    for address in [SaidAddress::None, SaidAddress::Unverified, SaidAddress::Verified] {
        for bits in 0..64_u8 {
            let bit = |at: u8| bits >> at & 1 == 1;
            let (linked, other_identity) = (bit(0), bit(1));
            let said = Said {
                linked,
                other_identity,
                address,
                domain_proved: bit(2),
                as_asked: bit(3),
                second: bit(4),
                was_here: linked || other_identity,
                role: bit(5).then_some(SaidRole {
                    role: if bit(4) { Role::Admin } else { Role::Member },
                    stands_by: RoleBy::Provider,
                    last_admin: false,
                }),
            };
            all.push(said);
        }
    }
    all
}

/// Every password that an account can have, or none.
fn passwords() -> [Option<Password>; 5] {
    let of = |days, worth| Some(Password { set_at: ago(Span::days(days)), worth });
    [None, of(0, Worth::Own), of(2, Worth::Mailbox), of(60, Worth::Own), of(900, Worth::Mailbox)]
}

/// Problem 4 cannot exist: how old a password is, what it is worth, and how often strangers have guessed at it, is
/// nothing to an arrival; nor is whether there is one, but for an invitation at an address that the organization has not
/// proved to be its own: whoever has a password of their own accepts that one themselves.
#[test]
fn a_verdict_through_a_provider_does_not_depend_on_the_password() {
    let lanes = world::law::lanes();
    let mut compared = 0_u32;
    every::situations(|facts| {
        let Some(account) = &facts.account else { return };
        for said in sayings().into_iter().step_by(5) {
            let attempt = arrive(A, said);
            let told = decide(facts, &attempt, NOW);
            let waits = facts.doors.iter().any(|door| door.organization == A && !door.joined);
            let asked = waits && !said.domain_proved;
            for (password, lane) in passwords().into_iter().zip(lanes.iter().step_by(3)) {
                if asked && password.is_some() != account.password.is_some() {
                    continue;
                }
                let account = Account { password, ..account.clone() };
                let other =
                    Facts { account: Some(account), lane: *lane, network_until: NOW, ..facts.clone() };
                assert_eq!(decide(&other, &attempt, NOW), told, "{said:?} {other:?}");
                compared += 1;
            }
        }
    });
    assert!(compared > 10_000, "only {compared}");
}

/// Whoever is in through a provider is in its own organization, as a member who is not switched off there, and because
/// the provider knows them, or made sure of an address that is a member's.
#[test]
fn who_is_in_through_a_provider_has_earned_it() {
    let mut in_at_all = 0_u32;
    every::situations(|facts| {
        for said in sayings() {
            let decision = decide(facts, &arrive(A, said), NOW);
            let Verdict::SignedIn(into) = decision.verdict else { continue };
            in_at_all += 1;
            let door = facts.doors.iter().find(|door| door.organization == A).expect("a membership of A");
            let why = format!("{said:?}\n{facts:?}\n{decision:?}");
            assert_eq!(into, Some(A), "another organization: {why}");
            assert!(!door.deactivated && !door.suspended, "a shut door: {why}");
            assert!(
                said.linked || said.address == SaidAddress::Verified,
                "an address nobody made sure of: {why}"
            );
            assert!(said.linked || !said.other_identity, "a second name for one person: {why}");
            assert!(said.as_asked, "somebody else than was asked for: {why}");
            let owed = door.demands_second() && !said.second;
            assert!(!owed, "without the second factor that is demanded: {why}");
        }
    });
    assert!(in_at_all > 1_000, "only {in_at_all}");
}

/// Where people have to come through the provider: their own way opens the door to admins and, while the side door is
/// open, to members, and to both with a second factor of before; to everybody else it is shut, and says so.
#[test]
fn the_own_way_beside_a_provider_takes_a_second_factor() {
    use rules::Role;
    use rules::facts::{OwnWay, SignOn};
    let later = Some(NOW.plus(Span::hours(1)));
    let (mut opened, mut shut) = (0_u32, 0_u32);
    for (role, side_door) in
        [(Role::Member, None), (Role::Member, Some(NOW)), (Role::Member, later), (Role::Admin, None)]
    {
        every::situations(|facts| {
            let mut facts = facts.clone();
            for door in facts.doors.iter_mut().filter(|door| door.organization == A) {
                (door.role, door.sign_on) = (role, SignOn::Required { side_door });
            }
            let own_way =
                facts.doors.iter().find(|door| door.organization == A).map(|door| door.own_way(NOW));
            for attempt in every::attempts() {
                let decision = decide(&facts, &attempt, NOW);
                let why = || format!("{attempt:?}\n{facts:?}\n{decision:?}");
                if decision.effects.contains(&Effect::Join(A)) {
                    panic!("an invitation is accepted beside the provider: {}", why());
                }
                let adds = decision.effects.iter().any(world::law::adds);
                let given = facts.proofs.second.is_some() || facts.wanted != Some(A);
                assert!(
                    !adds || given || own_way != Some(OwnWay::WithSecond),
                    "a way out of the mailbox: {}",
                    why()
                );
                if decision.verdict == Verdict::Refused(Cause::SsoRequired) {
                    assert_eq!(own_way, Some(OwnWay::Shut), "{}", why());
                    shut += 1;
                }
                if decision.verdict == Verdict::SignedIn(Some(A)) {
                    assert_eq!(own_way, Some(OwnWay::WithSecond), "{}", why());
                    assert!(decision.proofs.second.is_some(), "without a second factor: {}", why());
                    opened += 1;
                }
            }
        });
    }
    assert!(opened > 1_000 && shut > 1_000, "{opened} and {shut}");
}

/// The side door is open to whoever came through lately and was not refused since, by an admin or by a failure that
/// was seen.
#[test]
fn the_side_door_opens_for_cause() {
    use rules::side_door::{FAILS_FOR, LATELY, STAYS_OPEN, Trace, until};
    let plain = Trace { last_in: ago(Span::days(1)), refused: None, opened_until: None, failing: None };
    assert_eq!(until(&plain, NOW), None, "for no reason");
    let later = NOW.plus(Span::hours(4));
    let opened = Trace { opened_until: Some(later), ..plain };
    assert_eq!(until(&opened, NOW), Some(later));
    assert_eq!(until(&Trace { opened_until: Some(NOW), ..plain }, NOW), None, "too late");
    assert_eq!(until(&Trace { last_in: ago(LATELY), ..opened }, NOW), None, "long ago");
    assert_eq!(until(&Trace { refused: Some(ago(Span::hours(1))), ..opened }, NOW), None, "refused since");
    assert_eq!(
        until(&Trace { refused: Some(ago(Span::days(2))), ..opened }, NOW),
        Some(later),
        "let in again since"
    );
    let seen = |since, last| Trace { failing: Some((ago(since), ago(last))), ..plain };
    let minute = Span::minutes(1);
    assert_eq!(until(&seen(FAILS_FOR, minute), NOW), None, "seen for less than ten minutes");
    assert_eq!(until(&seen(Span(FAILS_FOR.0 + minute.0), minute), NOW), Some(ago(minute).plus(STAYS_OPEN)));
    assert_eq!(until(&seen(Span::hours(5), STAYS_OPEN), NOW), None, "the last failure is long ago");
}

/// Any organization can invite anybody, and its provider says what it likes: where the address is in no domain that it
/// has proved, that makes a member only of somebody who is nobody else's and has nothing of their own.
#[test]
fn a_providers_word_joins_nobody_who_is_not_its_organizations() {
    let (mut joined, mut kept) = (0_u32, 0_u32);
    every::situations(|facts| {
        for said in sayings() {
            let decision = decide(facts, &arrive(A, said), NOW);
            let joins = decision.effects.iter().any(|effect| matches!(effect, Effect::Join(_)));
            let own = facts.account.as_ref().is_some_and(|it| it.password.is_some() || it.has_second());
            let elsewhere = facts.doors.iter().any(|door| door.organization == B && door.joined);
            let theirs = own || elsewhere;
            assert!(!joins || said.domain_proved || !theirs, "{said:?} {facts:?}");
            // Who comes from the invitation's mail has said yes, as long as it waits.
            if decision.verdict == Verdict::Refused(Cause::InvitationPending) && said.as_asked {
                for (kind, mailed) in [
                    (TicketKind::Invitation, Mailed::Live),
                    (TicketKind::Invitation, Mailed::Expired),
                    (TicketKind::Reset, Mailed::Live),
                ] {
                    let opened = Facts { ticket: ticket(kind, mailed), ..facts.clone() };
                    let effects = decide(&opened, &arrive(A, said), NOW).effects;
                    let by_mail = kind == TicketKind::Invitation && mailed == Mailed::Live;
                    assert_eq!(effects.contains(&Effect::Join(A)), by_mail, "{mailed:?} {said:?} {facts:?}");
                }
            }
            joined += u32::from(joins);
            let cause = Verdict::Refused(Cause::InvitationPending);
            kept += u32::from(decision.verdict == cause && theirs);
        }
    });
    assert!(joined > 1_000 && kept > 1_000, "{joined} {kept}");
}

/// Whoever is welcome as new is in once they are invited by that; and nobody is welcome at an address that is not the
/// organization's own, or who was there before.
#[test]
fn who_is_welcome_gets_in_and_nobody_else_is_welcome() {
    let mut welcomed = 0_u32;
    every::situations(|facts| {
        for said in sayings() {
            let arrival = Arrival { organization: A, open: true, newcomers: true, said: Ok(said) };
            assert!(!rules::sso::welcomes(facts, &Arrival { newcomers: false, ..arrival }));
            assert!(!rules::sso::welcomes(facts, &Arrival { open: false, ..arrival }));
            if !rules::sso::welcomes(facts, &arrival) {
                continue;
            }
            let why = || format!("{said:?} {facts:?}");
            assert!(said.domain_proved && said.address == SaidAddress::Verified, "{}", why());
            assert!(facts.doors.iter().all(|door| door.organization != A), "{}", why());
            assert!(!said.was_here, "{}", why());
            if facts.account.is_none() {
                continue;
            }
            let mut invited = facts.clone();
            invited.doors.push(Door { joined: false, invited_until: Some(NOW), ..plain_door(A, LAX) });
            let decision = decide(&invited, &Attempt::Arrive(arrival), NOW);
            assert_eq!(decision.verdict, Verdict::SignedIn(Some(A)), "{}", why());
            assert!(!decision.effects.iter().any(is_the_users_own), "{}", why());
            welcomed += 1;
        }
    });
    assert!(welcomed > 100, "only {welcomed}");
}

/// A provider's groups take the role from nobody whom an admin gave it, nor from the last one; and raise nobody whom an
/// admin made a member.
#[test]
fn groups_leave_alone_what_is_not_theirs() {
    let mut changed = 0_u32;
    every::situations(|facts| {
        let Some(at) = facts.doors.iter().position(|door| door.organization == A) else { return };
        for bits in 0..12_u8 {
            let (last_admin, up) = (bits & 1 == 1, bits & 2 == 2);
            let stands_by = [RoleBy::Beginning, RoleBy::Hand, RoleBy::Provider][usize::from(bits >> 2)];
            let (before, role) = if up { (Role::Member, Role::Admin) } else { (Role::Admin, Role::Member) };
            let mut facts = facts.clone();
            facts.doors[at].role = before;
            let said = Said {
                linked: true,
                other_identity: false,
                address: SaidAddress::Verified,
                domain_proved: true,
                as_asked: true,
                second: true,
                was_here: true,
                role: Some(SaidRole { role, stands_by, last_admin }),
            };
            let decision = decide(&facts, &arrive(A, said), NOW);
            let changes = decision.effects.contains(&Effect::Identity(OnIdentity::Role(role), A));
            let theirs = match before {
                Role::Member => stands_by != RoleBy::Hand,
                Role::Admin => stands_by == RoleBy::Provider && !last_admin,
            };
            let refused = matches!(decision.verdict, Verdict::Refused(_));
            assert_eq!(changes, theirs && !refused, "{before:?} {said:?} {facts:?}");
            changed += u32::from(changes);
        }
    });
    assert!(changed > 1_000, "only {changed}");
}

/// An attempt that was refused creates and alters nothing, but a question to the admins about somebody whom they know.
#[test]
fn a_refused_arrival_changes_nothing() {
    every::situations(|facts| {
        for said in sayings() {
            let decision = decide(facts, &arrive(A, said), NOW);
            let Verdict::Refused(cause) = decision.verdict else { continue };
            let proposed = cause == Cause::Sso(SsoFlaw::SubjectChanged);
            let expected = if proposed { vec![Effect::Identity(OnIdentity::Propose, A)] } else { vec![] };
            assert_eq!(decision.effects, expected, "{said:?} {facts:?}");
            assert_eq!(decision.proofs, UNPROVED, "{said:?} {facts:?}");
        }
    });
}

/// What a hostile provider could wish for: none of it is among the effects of anything that its word can try.
fn is_the_users_own(effect: &Effect) -> bool {
    use rules::effect::{Adding, Holds};
    match effect {
        Effect::ConfirmAuthenticator(Adding { holds, by_pass })
        | Effect::AddPasskey(Adding { holds, by_pass }) => *holds != Holds::Only(A) || !by_pass,
        Effect::EnterDoor(key)
        | Effect::Join(key)
        | Effect::OpenHelp(key)
        | Effect::HelpReaches(key)
        | Effect::CloseHelp(key, _)
        | Effect::SpendPass(key)
        | Effect::EndWait(key)
        | Effect::Identity(_, key)
        | Effect::Request(key) => *key != A,
        Effect::CountGuess
        | Effect::ClearLane
        | Effect::SpendCode
        | Effect::SpendRecoveryCode
        | Effect::SpendStandIn
        | Effect::SpendPasskey
        | Effect::SpendThisTicket
        | Effect::StartSession
        | Effect::RaiseSession
        | Effect::EndThisSession
        | Effect::IssueTicket(TicketKind::Mailbox)
        | Effect::Mail(_)
        | Effect::Audit(_) => false,
        Effect::ClearPasswordLanes
        | Effect::PasswordIsOwn
        | Effect::SavePassword(_)
        | Effect::SpendOtherTickets
        | Effect::ForgetRemembered
        | Effect::EndOtherSessions
        | Effect::EndSessionsOfChange
        | Effect::KnowDevice
        | Effect::RememberDevice(_)
        | Effect::RenewInvitation(_, _)
        | Effect::EndFactor
        | Effect::EndFactorIn(_)
        | Effect::RestoreFactor
        | Effect::VouchFactor(_)
        | Effect::FactorIsOwn
        | Effect::SpendPasses
        | Effect::StartWait(_, _)
        | Effect::StopWait(_)
        | Effect::MakeCodes
        | Effect::CodesSaved
        | Effect::Address(_)
        | Effect::EndCodes
        | Effect::IssueTicket(TicketKind::Reset | TicketKind::Invitation)
        | Effect::Membership(_) => true,
    }
}

/// Whatever somebody tries whom a provider vouched for: it stays in that organization, and what is the user's own
/// stays as it is, whichever factors they give besides.
#[test]
fn what_a_provider_opens_is_its_organization_alone() {
    let mut attempts = every::attempts();
    attempts.extend(every::with_ticket());
    attempts.extend(sayings().into_iter().map(|said| arrive(A, said)));
    let mut inside = 0_u32;
    every::situations(|facts| {
        for in_session in [false, true] {
            for vouched_second in [false, true] {
                let vouched = Some(ago(Span::minutes(1)));
                let proofs =
                    Proofs { password: None, passkey: None, vouched, vouched_second, ..facts.proofs };
                let visiting = Some(Visiting { organization: A, in_session });
                let ticket = ticket(TicketKind::Mailbox, Mailed::Live);
                let facts = Facts { proofs, visiting, in_session: false, ticket, ..facts.clone() };
                for wanted in [Some(A), Some(B)] {
                    let facts = Facts { wanted, ..facts.clone() };
                    for attempt in &attempts {
                        let decision = decide(&facts, attempt, NOW);
                        let why = || format!("{attempt:?}\n{facts:?}\n{decision:?}");
                        if let Verdict::SignedIn(into) = decision.verdict {
                            assert_eq!(into, Some(A), "{}", why());
                            inside += 1;
                        }
                        assert!(!decision.effects.iter().any(is_the_users_own), "{}", why());
                    }
                }
            }
        }
    });
    assert!(inside > 1_000, "only {inside}");
}

/// The user's own pages ask for a sign-in of the user's own.
#[test]
fn a_visitor_asks_for_no_data_and_no_erasure() {
    let visiting = Some(Visiting { organization: A, in_session: true });
    let proofs = Proofs { vouched: Some(NOW), second: Some(NOW), mailbox: Some(NOW), ..UNPROVED };
    for account in every::accounts().into_iter().flatten() {
        let facts = Facts { account: Some(account), visiting, proofs, ..NOBODY };
        assert_eq!(rules::account::owed_for_data(&facts, NOW), Some(Challenge::Password));
        assert_eq!(rules::erase::owed(&facts, NOW), Some(Challenge::Password));
        let deed = rules::address::Deed::Ask { own: false, mails_until: None };
        let asked = rules::address::decide(&facts, None, deed, NOW);
        assert_eq!(asked.verdict, Verdict::Refused(Cause::SessionEnded));
    }
}

/// A small world: one person, A with its provider and one admin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Small {
    /// The invitation: open, over, or accepted.
    invited: Invited,
    member: bool,
    deactivated: bool,
    /// Which name the provider has for the person: that of the identity, another, or there is no identity yet.
    identity: Identity,
    /// The person has a password, and is a member elsewhere.
    elsewhere: bool,
    /// The admins have been asked about a new name.
    proposed: bool,
    /// What keeps the provider from saying anything that holds.
    broken: Option<SsoFlaw>,
    address: Address,
    /// So many second factors count in A.
    factors: u8,
    phone: bool,
    vouched: bool,
    second: bool,
    mailbox: bool,
    mailed: bool,
    asked_help: bool,
    pass: bool,
    inside: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Invited {
    Open,
    Over,
    Accepted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Identity {
    None,
    This,
    Another,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Address {
    None,
    Unverified,
    Verified,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Person,
    Admin,
    Life,
}

impl Small {
    fn facts(&self, policy: rules::policy::Policy) -> Facts {
        let door = Door {
            invited_until: match self.invited {
                Invited::Open => Some(NOW.plus(Span::days(1))),
                Invited::Over | Invited::Accepted => Some(ago(Span::seconds(1))),
            },
            joined: self.invited == Invited::Accepted,
            deactivated: self.deactivated,
            factors: self.factors,
            second_holds: self.second,
            pass: self.pass.then(|| rules::facts::Pass {
                kind: rules::facts::PassKind::Live,
                until: NOW.plus(Span::hours(1)),
                here: true,
            }),
            help: self.asked_help.then(|| rules::facts::Help {
                until: NOW.plus(Span::hours(1)),
                here: true,
                reached: self.mailbox,
            }),
            ..plain_door(A, policy)
        };
        let recently = Some(ago(Span::minutes(1)));
        let proofs = Proofs {
            vouched: recently.filter(|_| self.vouched),
            second: recently.filter(|_| self.second),
            mailbox: recently.filter(|_| self.mailbox),
            ..UNPROVED
        };
        let account = Account {
            password: self.elsewhere.then_some(Password { set_at: ago(Span::days(2)), worth: Worth::Own }),
            authenticators: self.factors,
            unreadable: 0,
            passkeys: 0,
            recovery_codes: 0,
            codes_saved: false,
        };
        Facts {
            account: Some(account),
            doors: if self.member { vec![door] } else { vec![] }
                .into_iter()
                .chain(self.elsewhere.then(|| plain_door(B, LAX)))
                .collect(),
            wanted: Some(A),
            lane: Lane { failed: 0, last_at: NOW },
            proofs,
            visiting: self.vouched.then_some(Visiting { organization: A, in_session: self.inside }),
            ticket: if self.mailed { ticket(TicketKind::Mailbox, Mailed::Live) } else { None },
            ..NOBODY
        }
    }

    fn carry(mut self, decision: &Decision) -> Small {
        for effect in &decision.effects {
            match effect {
                Effect::Join(_) => self.invited = Invited::Accepted,
                Effect::RenewInvitation(A, _) => self.invited = Invited::Open,
                Effect::Identity(OnIdentity::Link, _) => self.identity = Identity::This,
                Effect::Identity(OnIdentity::Propose, _) => self.proposed = true,
                Effect::StartSession => self.inside = true,
                Effect::IssueTicket(TicketKind::Mailbox) => self.mailed = true,
                Effect::SpendThisTicket => self.mailed = false,
                Effect::ConfirmAuthenticator(_) => {
                    (self.factors, self.phone) = ((self.factors + 1).min(2), true);
                }
                Effect::OpenHelp(_) => self.asked_help = true,
                Effect::CloseHelp(_, _) => self.asked_help = false,
                Effect::SpendPass(_) => self.pass = false,
                _nothing_of_this_world => {}
            }
        }
        let proofs = decision.proofs;
        (self.vouched, self.second, self.mailbox) =
            (proofs.vouched.is_some(), proofs.second.is_some(), proofs.mailbox.is_some());
        self
    }

    fn said(&self) -> Result<Said, SsoFlaw> {
        if let Some(flaw) = self.broken {
            return Err(flaw);
        }
        Ok(Said {
            linked: self.member && self.identity == Identity::This,
            other_identity: self.identity == Identity::Another,
            address: match self.address {
                Address::None => SaidAddress::None,
                Address::Unverified => SaidAddress::Unverified,
                Address::Verified => SaidAddress::Verified,
            },
            domain_proved: false,
            as_asked: true,
            second: false,
            was_here: false,
            role: None,
        })
    }

    fn turns(self, policy: rules::policy::Policy) -> Vec<(Who, &'static str, Small)> {
        let facts = self.facts(policy);
        let mut all = vec![];
        let mut tries_with = |name, facts: &Facts, attempt: Attempt| {
            all.push((Who::Person, name, self.carry(&decide(facts, &attempt, NOW))));
        };
        if self.elsewhere && self.member {
            // From the mailbox, with what is their own; what that opens besides is no business of this world.
            let own = Facts { visiting: None, proofs: UNPROVED, ticket: None, ..facts.clone() };
            tries_with("has the invitation sent again", &own, Attempt::AskTicketAgain);
            let proofs = Proofs { password: Some(NOW), second: Some(NOW), ..UNPROVED };
            tries_with("accepts the invitation", &Facts { proofs, ..own }, Attempt::Join);
        }
        let mut tries = |name, attempt: Attempt| tries_with(name, &facts, attempt);
        let arrival = Arrival { organization: A, open: true, newcomers: false, said: self.said() };
        tries("comes through the provider", Attempt::Arrive(arrival));
        if self.vouched {
            if self.phone {
                let evidence = CodeEvidence::Right;
                tries("types the code", Attempt::Second { evidence, remember: false });
            }
            tries("sets up an authenticator", Attempt::ConfirmAuthenticator(CodeEvidence::Right));
            tries("asks for the mailbox's code", Attempt::AskMailboxCode);
            tries("asks for live help", Attempt::AskHelp);
            if self.mailed {
                tries("types the mailbox's code", Attempt::TypeCode(MailedEvidence::Right));
            }
        }
        let mut becomes = |who, name, after: Small| all.push((who, name, after));
        becomes(Who::Admin, "invites", Small { member: true, invited: self.invited, ..self });
        becomes(Who::Admin, "switches on", Small { deactivated: false, ..self });
        becomes(Who::Admin, "mends the connection", Small { broken: None, ..self });
        becomes(
            Who::Admin,
            "has the provider make sure of the address",
            Small { address: Address::Verified, ..self },
        );
        if self.proposed {
            becomes(
                Who::Admin,
                "confirms the new name",
                Small { identity: Identity::This, proposed: false, ..self },
            );
        }
        if self.asked_help && self.mailbox {
            becomes(Who::Admin, "confirms live help", Small { pass: true, asked_help: false, ..self });
        }
        becomes(Who::Life, "is switched off", Small { deactivated: true, inside: false, ..self });
        becomes(Who::Life, "loses the phone", Small { phone: false, ..self });
        if self.identity == Identity::This {
            becomes(Who::Life, "is made anew at the provider", Small { identity: Identity::Another, ..self });
        }
        becomes(
            Who::Life,
            "closes the browser",
            Small {
                vouched: false,
                second: false,
                mailbox: false,
                mailed: false,
                asked_help: false,
                pass: false,
                inside: false,
                ..self
            },
        );
        all
    }
}

fn starts() -> Vec<Small> {
    let start = Small {
        invited: Invited::Open,
        member: true,
        deactivated: false,
        identity: Identity::None,
        elsewhere: false,
        proposed: false,
        broken: None,
        address: Address::Verified,
        factors: 0,
        phone: false,
        vouched: false,
        second: false,
        mailbox: false,
        mailed: false,
        asked_help: false,
        pass: false,
        inside: false,
    };
    let mut all = vec![start, Small { member: false, ..start }];
    all.push(Small { invited: Invited::Over, ..start });
    all.push(Small { invited: Invited::Accepted, factors: 1, phone: true, ..start });
    all.push(Small { elsewhere: true, ..start });
    all.push(Small { elsewhere: true, invited: Invited::Over, ..start });
    all.push(Small { address: Address::None, ..start });
    all.push(Small { address: Address::Unverified, ..start });
    for flaw in SsoFlaw::ALL {
        all.push(Small { broken: Some(flaw), ..start });
    }
    all
}

/// From everywhere that this world comes to, the person gets in with their own moves and one admin's.
#[test]
fn nobody_is_left_at_a_providers_door() {
    for policy in [LAX, MFA, STRICT_MFA] {
        let mut found: HashMap<Small, usize> = HashMap::new();
        let (mut worlds, mut back): (Vec<Small>, Vec<Vec<usize>>) = (vec![], vec![]);
        let mut queue: VecDeque<usize> = VecDeque::new();
        let mut meet = |small: Small,
                        worlds: &mut Vec<Small>,
                        back: &mut Vec<Vec<usize>>,
                        queue: &mut VecDeque<usize>| {
            *found.entry(small).or_insert_with(|| {
                worlds.push(small);
                back.push(vec![]);
                queue.push_back(worlds.len() - 1);
                worlds.len() - 1
            })
        };
        for start in starts() {
            meet(start, &mut worlds, &mut back, &mut queue);
        }
        while let Some(at) = queue.pop_front() {
            for (who, _, after) in worlds[at].turns(policy) {
                let there = meet(after, &mut worlds, &mut back, &mut queue);
                if who != Who::Life {
                    back[there].push(at);
                }
            }
        }
        let mut can = vec![false; worlds.len()];
        let mut reach: Vec<usize> = (0..worlds.len()).filter(|at| worlds[*at].inside).collect();
        assert!(!reach.is_empty(), "nobody is ever in");
        while let Some(at) = reach.pop() {
            if !std::mem::replace(&mut can[at], true) {
                reach.extend(&back[at]);
            }
        }
        let stuck = worlds.iter().zip(&can).find(|(_, can)| !**can);
        assert!(stuck.is_none(), "a dead end: {stuck:?}");
        assert!(worlds.len() > 100, "only {} states", worlds.len());
    }
}
