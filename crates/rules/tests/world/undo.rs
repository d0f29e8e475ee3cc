//! "This wasn't me" in the world, and its laws: whoever has the mailbox can say it at any time about anything that
//! stands, which is more than a week and a mail allow.

use rules::attempt::{Attempt, UndoBy};
use rules::facts::{Change, ChangeKind, Facts, OrganizationKey, TicketKind};
use rules::verdict::{Challenge, Done};
use rules::{Cause, Decision, Effect, Span, Verdict};

use super::every;
use super::facts::{A, B, Guessing, NOW, View, ago};
use super::law::Kept;
use super::run::{Mind, Run};
use super::state::{Count, Given, GivenBy, Mailed, Password, Vouched, World};

/// What somebody says they did not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMe {
    OwnAdded,
    VouchedAdded,
    Removed,
    Codes,
    Password,
}

impl NotMe {
    pub const ALL: [NotMe; 5] =
        [NotMe::OwnAdded, NotMe::VouchedAdded, NotMe::Removed, NotMe::Codes, NotMe::Password];
}

impl World {
    /// The change, as its notice would know it.
    pub fn change(&self, what: NotMe) -> Change {
        let own = self.authenticator || self.unreadable;
        let (kind, stands, others) = match what {
            NotMe::OwnAdded => {
                (ChangeKind::FactorAdded, self.authenticator, u8::from(self.vouched != Vouched::None))
            }
            NotMe::VouchedAdded => {
                (ChangeKind::FactorAdded, self.vouched != Vouched::None, u8::from(self.authenticator))
            }
            NotMe::Removed => (ChangeKind::FactorRemoved, true, u8::from(self.authenticator)),
            NotMe::Codes => (ChangeKind::CodesMade, self.codes != Count::None, u8::from(self.authenticator)),
            NotMe::Password => (ChangeKind::PasswordChanged, self.password != Password::None, 0),
        };
        let bare = |organization, vouched| match what {
            NotMe::OwnAdded => !self.unreadable && self.vouched != vouched,
            NotMe::VouchedAdded => {
                self.vouched == vouched && !(own && !(organization == A && self.ended_in_a))
            }
            NotMe::Removed | NotMe::Codes | NotMe::Password => false,
        };
        let left_bare: Vec<OrganizationKey> = [(A, Vouched::AtA), (B, Vouched::AtB)]
            .into_iter()
            .filter(|(a, v)| bare(*a, *v))
            .map(|it| it.0)
            .collect();
        Change {
            kind,
            until: NOW.plus(Span::days(1)),
            spent_at: None,
            stands,
            others,
            left_bare,
            given_with_it: false,
        }
    }

    /// Said with the code of the mail, in a browser that has proved nothing.
    pub fn not_me(&self, run: &Run, what: NotMe) -> (World, Decision) {
        let view = View { carries: false, change: Some(what), wanted: None, ..self.step(Guessing::Codes) };
        let facts = self.facts(run, view);
        let decision = (run.mind.decide)(&facts, &Attempt::Undo(UndoBy::CodeRight), NOW);
        let mut world = *self;
        world.effects(&decision, view);
        if decision.verdict == Verdict::Challenge(Challenge::NewPasswordByTicket) {
            // Its ticket goes with the page, and not by mail.
            world.reset = Mailed::Live;
        }
        (world, decision)
    }

    /// A session that was opened with the added factor ends, and steps in which it was given are without it.
    pub fn end_what_it_opened(&mut self, what: Option<NotMe>) {
        let by = match what {
            Some(NotMe::OwnAdded) => GivenBy::Own,
            Some(NotMe::VouchedAdded) => GivenBy::Vouched,
            Some(NotMe::Removed | NotMe::Codes | NotMe::Password) | None => return,
        };
        if self.gave_second == Given::No || self.gave_by != by {
            return;
        }
        if self.in_session() {
            self.session_second = false;
            self.stand_at_the_door();
        }
        self.gave_second = Given::No;
    }

    /// The factor of the change does not count any more.
    pub fn end_added(&mut self, what: NotMe) {
        match what {
            NotMe::VouchedAdded => (self.vouched, self.vouched_phone) = (Vouched::None, false),
            NotMe::OwnAdded | NotMe::Removed | NotMe::Codes | NotMe::Password => {
                (self.authenticator, self.phone) = (false, false);
            }
        }
    }
}

/// What a thief with the mailbox must not reach by it.
pub fn robs(before: &World, after: &World, decision: &Decision) -> Option<&'static str> {
    if decision.effects.iter().any(|effect| !harmless(effect)) {
        return Some("the mailbox alone did more than to end and to call");
    }
    let opened = (before.has_second() && !after.has_second())
        || (before.has_any() && !after.has_any())
        || (before.in_b && before.in_b_has_second() && !after.in_b_has_second());
    opened.then_some("the mailbox alone left an organization without the second factor it had")
}

/// What "this wasn't me" may do at most by the code of its mail.
fn harmless(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::ClearLane
            | Effect::SpendThisTicket
            | Effect::ForgetRemembered
            | Effect::EndSessionsOfChange
            | Effect::EndOtherSessions
            | Effect::EndFactor
            | Effect::EndCodes
            | Effect::Address(rules::effect::OnAddress::Restore)
            | Effect::SpendOtherTickets
            | Effect::SpendPasses
            | Effect::IssueTicket(TicketKind::Reset)
            | Effect::Request(_)
            | Effect::Mail(_)
            | Effect::Audit(_)
    )
}

/// Every change that can be told of, in every state.
fn changes() -> Vec<Change> {
    let mut all = vec![];
    for kind in [
        ChangeKind::FactorAdded,
        ChangeKind::FactorRemoved,
        ChangeKind::CodesMade,
        ChangeKind::PasswordChanged,
        ChangeKind::AddressChanged,
    ] {
        for (others, left_bare) in [(0, vec![A]), (1, vec![]), (1, vec![A]), (1, vec![B]), (0, vec![])] {
            for given_with_it in [false, true] {
                let until = NOW.plus(Span::days(1));
                let (stands, spent_at) = (true, None);
                all.push(Change {
                    kind,
                    until,
                    spent_at,
                    stands,
                    others,
                    left_bare: left_bare.clone(),
                    given_with_it,
                });
            }
        }
    }
    all
}

const SAYS: [UndoBy; 3] = [UndoBy::CodeRight, UndoBy::CodeWrong, UndoBy::Session];

/// The code of the mail takes no factor away that is needed somewhere, brings none back, and proves nothing; nor does
/// a button in a session that has given no second factor, or only the added one.
pub fn the_mailbox_alone_opens_nothing(mind: Mind) -> Kept {
    let changes = changes();
    let mut kept = Ok(());
    every::situations(|facts| {
        for change in &changes {
            for by in SAYS {
                let facts = Facts { change: Some(change.clone()), ..facts.clone() };
                let decision = (mind.decide)(&facts, &Attempt::Undo(by), NOW);
                if let Some(law) = too_much(&facts, change, by, &decision) {
                    kept = Err(format!("{law}\n  {by:?}\n  {facts:?}\n  {decision:?}"));
                }
            }
        }
    });
    kept
}

fn too_much(facts: &Facts, change: &Change, by: UndoBy, decision: &Decision) -> Option<&'static str> {
    let does = |effect: Effect| decision.effects.contains(&effect);
    if decision.proofs != facts.proofs || matches!(decision.verdict, Verdict::SignedIn(_)) {
        return Some("it proves something");
    }
    if decision
        .effects
        .iter()
        .any(|effect| !harmless(effect) && !matches!(effect, Effect::RestoreFactor | Effect::CountGuess))
    {
        return Some("it does more than to end, to bring back and to call");
    }
    if does(Effect::EndThisSession) {
        return Some("it ends the session that says it");
    }
    let fresh = facts.proofs.second.is_some_and(|at| at >= ago(Span::minutes(14)));
    let strong = facts.in_session && fresh && !change.given_with_it;
    if does(Effect::RestoreFactor) && !strong {
        return Some("a removed factor comes back without a second factor that was given just now");
    }
    if does(Effect::EndFactor) && !strong && (change.others == 0 || !change.left_bare.is_empty()) {
        return Some("the added factor ends where nothing stands in its place");
    }
    let demanded = |key: &OrganizationKey| {
        facts.doors.iter().any(|door| door.organization == *key && door.joined && door.demands_second())
    };
    if does(Effect::EndFactor) && change.left_bare.iter().any(demanded) {
        return Some("an organization is left without the factor that it demands");
    }
    let pressed = by == UndoBy::Session && !decision.effects.is_empty();
    (pressed && (!facts.in_session || facts.proofs.second.is_none() || change.given_with_it))
        .then_some("a button was enough without a second factor")
}

/// Said before, said too late, or overtaken: nothing happens. A wrong code counts, and nothing else.
pub fn acts_once_and_on_that_change_alone(mind: Mind) -> Kept {
    let mut kept = Ok(());
    every::situations(|facts| {
        for change in changes() {
            for by in SAYS {
                for (spent_at, until, stands) in [
                    (Some(NOW), NOW.plus(Span::days(1)), true),
                    (None, NOW, true),
                    (None, NOW.plus(Span::days(1)), false),
                ] {
                    let change = Change { spent_at, until, stands, ..change.clone() };
                    let facts = Facts { change: Some(change), ..facts.clone() };
                    let decision = (mind.decide)(&facts, &Attempt::Undo(by), NOW);
                    let counts = |effect: &Effect| matches!(effect, Effect::CountGuess | Effect::ClearLane);
                    let told = match decision.verdict {
                        Verdict::Refused(cause) => matches!(
                            cause,
                            Cause::TicketSpent { .. }
                                | Cause::TicketExpired
                                | Cause::TicketUnknown
                                | Cause::MailedCodeWrong
                                | Cause::ProofMissing
                        ),
                        Verdict::Done(done) => done == Done::AlreadySo,
                        Verdict::SignedIn(_) | Verdict::Challenge(_) => false,
                    };
                    if !told || !decision.effects.iter().all(counts) {
                        kept = Err(format!("it did something again\n  {by:?}\n  {facts:?}\n  {decision:?}"));
                    }
                }
            }
        }
    });
    kept
}
