//! Another address: laws over every situation, and a small world of two owners' mailboxes and a thief's, walked to
//! its end with the decisions of production.

mod world;

use std::collections::{HashSet, VecDeque};

use rules::address::{self, Deed, Proof, Wish};
use rules::attempt::{Attempt, UndoBy};
use rules::effect::{Mailbox, OnAddress};
use rules::facts::{Account, Change, ChangeKind, Facts, Password, Worth};
use rules::{Decision, Effect, Span};
use world::every::{self, NOBODY};
use world::facts::{A, NOW, plain_door};
use world::run::MFA;

type Decide = fn(&Facts, Option<&Wish>, Deed) -> Decision;

fn production(facts: &Facts, wish: Option<&Wish>, deed: Deed) -> Decision {
    address::decide(facts, wish, deed, NOW)
}

fn wishes() -> Vec<Wish> {
    let mut all = vec![];
    for until in [NOW, NOW.plus(Span::hours(1))] {
        for bits in 0..16 {
            let bit = |number: u8| bits & (1 << number) != 0;
            all.push(Wish { until, here: bit(0), old_proved: bit(1), new_proved: bit(2), taken: bit(3) });
        }
    }
    all
}

/// The address is changed only within a session, while there is time, with both mailboxes proved and a factor beside
/// them that no mail and no single organization made. Nothing but the change changes it, and nothing is proved by it.
fn changes_are_earned(decide: Decide) -> Result<(), String> {
    let (wishes, mut kept) = (wishes(), Ok(()));
    let deeds = [
        Deed::Ask { own: false, mails_until: None },
        Deed::AskAgain { mails_until: None },
        Deed::Prove(Proof::Code(Mailbox::Old)),
        Deed::Prove(Proof::Link(Mailbox::New)),
        Deed::Change { done: false },
        Deed::Withdraw,
    ];
    situations(|facts| {
        for (wish, deed) in wishes.iter().flat_map(|wish| deeds.map(|deed| (wish, deed))) {
            let decision = decide(facts, Some(wish), deed);
            let changes = decision.effects.contains(&Effect::Address(OnAddress::Change));
            let right = !changes || matches!(deed, Deed::Change { .. }) && earned(facts, wish);
            if !right || decision.proofs != facts.proofs {
                kept = Err(format!("{deed:?}\n  {wish:?}\n  {facts:?}\n  {decision:?}"));
            }
        }
    });
    kept
}

/// Every account with every proof, in a session and outside.
fn situations(mut see: impl FnMut(&Facts)) {
    for account in every::accounts() {
        for proofs in every::proofs() {
            for (in_session, only_here) in [(false, false), (false, true), (true, false), (true, true)] {
                let doors = vec![plain_door(A, MFA)];
                let mut facts = Facts { account: account.clone(), doors, proofs, in_session, ..NOBODY };
                facts.proofs.standing.only_here = only_here;
                see(&facts);
            }
        }
    }
}

fn earned(facts: &Facts, wish: &Wish) -> bool {
    let Some(account) = &facts.account else { return false };
    let of_late = |at: Option<rules::Instant>| at.is_some_and(|at| NOW.since(at) < Span::minutes(15));
    let second = of_late(facts.proofs.second) && !facts.proofs.standing.only_here;
    let own = account.password.is_some_and(|password| password.worth == Worth::Own);
    let factor = if account.has_second() { second } else { own && of_late(facts.proofs.password) };
    facts.in_session && NOW < wish.until && wish.old_proved && wish.new_proved && !wish.taken && factor
}

#[test]
fn an_address_is_changed_only_with_both_mailboxes_and_a_factor() {
    changes_are_earned(production).unwrap_or_else(|story| panic!("{story}"));
}

/// The law finds what it is there to find.
#[test]
fn each_guard_that_is_taken_away_is_missed() {
    let holes: [Decide; 4] = [
        |facts, wish, deed| production(&Facts { in_session: true, ..facts.clone() }, wish, deed),
        |facts, wish, deed| {
            let mut blind = facts.clone();
            blind.proofs.standing.only_here = false;
            Decision { proofs: facts.proofs, ..production(&blind, wish, deed) }
        },
        |facts, wish, deed| {
            let proved = wish.map(|wish| Wish { old_proved: true, ..*wish });
            production(facts, proved.as_ref(), deed)
        },
        |facts, wish, deed| {
            let mut trusting = facts.clone();
            let password = trusting.account.as_mut().and_then(|account| account.password.as_mut());
            if let Some(password) = password {
                password.worth = Worth::Own;
            }
            production(&trusting, wish, deed)
        },
    ];
    for (number, hole) in holes.into_iter().enumerate() {
        assert!(changes_are_earned(hole).is_err(), "hole {number}");
    }
}

/// Mailboxes: the owner's old one, the owner's new one, a thief's.
const OLD: usize = 0;
const NEW: usize = 1;
const THIEFS: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Moving {
    to: usize,
    old_proved: bool,
    new_proved: bool,
}

/// Where the account's mails go, in which order it first had its addresses (0: it has it not), what is held for it, what is under way, which notices still take something back, and
/// whether the thief is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct State {
    current: usize,
    had: [u8; 3],
    held: [bool; 3],
    moving: Option<Moving>,
    notices: [bool; 3],
    thief_in: bool,
}

const START: State = State {
    current: OLD,
    had: [1, 0, 0],
    held: [false; 3],
    moving: None,
    notices: [false; 3],
    thief_in: true,
};

/// Who moves: which mailboxes they read, and whether their session has given a second factor.
#[derive(Clone, Copy)]
struct Who {
    thief: bool,
    reads: [bool; 3],
    second: bool,
}

const OWNER: Who = Who { thief: false, reads: [true, true, false], second: true };

fn facts(who: &Who, state: &State) -> Facts {
    let password = Some(Password { set_at: NOW, worth: Worth::Own });
    let account = Account {
        password,
        authenticators: 1,
        unreadable: 0,
        passkeys: 0,
        recovery_codes: 9,
        codes_saved: true,
    };
    let mut facts = every::owned(Facts { account: Some(account), doors: vec![plain_door(A, MFA)], ..NOBODY });
    facts.in_session = !who.thief || state.thief_in;
    facts.proofs.password = Some(NOW);
    facts.proofs.second = who.second.then_some(NOW);
    facts
}

impl State {
    fn wish(&self) -> Option<Wish> {
        let until = NOW.plus(Span::hours(1));
        self.moving.map(|moving| Wish {
            until,
            here: true,
            old_proved: moving.old_proved,
            new_proved: moving.new_proved,
            taken: false,
        })
    }

    fn does(&self, who: &Who, deed: Deed, to: usize) -> State {
        let decision = production(&facts(who, self), self.wish().as_ref(), deed);
        let mut after = *self;
        for effect in &decision.effects {
            match (effect, &mut after.moving) {
                (Effect::Address(OnAddress::Open), moving) => {
                    *moving = Some(Moving { to, old_proved: false, new_proved: false });
                }
                (Effect::Address(OnAddress::Prove(Mailbox::Old)), Some(moving)) => moving.old_proved = true,
                (Effect::Address(OnAddress::Prove(Mailbox::New)), Some(moving)) => moving.new_proved = true,
                (Effect::Address(OnAddress::Change), Some(moving)) => {
                    let to = moving.to;
                    (after.held[self.current], after.held[to]) = (true, false);
                    if self.had[to] == 0 {
                        after.had[to] = 1 + self.had.into_iter().max().unwrap_or(0);
                    }
                    (after.notices[self.current], after.current, after.moving) = (true, to, None);
                }
                _ => {}
            }
        }
        after
    }

    /// "This wasn't me", by the code of the notice that went to that mailbox.
    fn undo(&self, mailbox: usize) -> State {
        let change = Change {
            kind: ChangeKind::AddressChanged,
            until: NOW.plus(Span::days(1)),
            spent_at: (!self.notices[mailbox]).then_some(NOW),
            stands: self.held[mailbox] && self.had[mailbox] < self.had[self.current],
            others: 1,
            left_bare: vec![],
            given_with_it: false,
        };
        let said = Facts { change: Some(change), in_session: false, ..facts(&OWNER, self) };
        let decision = rules::decide(&said, &Attempt::Undo(UndoBy::CodeRight), NOW);
        let mut after = *self;
        for effect in &decision.effects {
            match effect {
                Effect::SpendThisTicket => after.notices[mailbox] = false,
                Effect::EndOtherSessions => after.thief_in = false,
                Effect::Address(OnAddress::Restore) => {
                    (after.current, after.moving) = (mailbox, None);
                    after.held[mailbox] = false;
                    for later in [OLD, NEW, THIEFS].into_iter().filter(|it| self.had[*it] > self.had[mailbox])
                    {
                        (after.held[later], after.had[later]) = (false, 0);
                    }
                }
                _ => {}
            }
        }
        after
    }

    fn moves(&self, who: &Who) -> Vec<State> {
        let mut all = vec![];
        for to in [OLD, NEW, THIEFS].into_iter().filter(|to| *to != self.current) {
            all.push(self.does(who, Deed::Ask { own: false, mails_until: None }, to));
        }
        if let Some(moving) = self.moving {
            if who.reads[self.current] {
                all.push(self.does(who, Deed::Prove(Proof::Code(Mailbox::Old)), moving.to));
            }
            if who.reads[moving.to] {
                all.push(self.does(who, Deed::Prove(Proof::Code(Mailbox::New)), moving.to));
            }
            all.push(self.does(who, Deed::Change { done: false }, moving.to));
        }
        all.extend([OLD, NEW, THIEFS].into_iter().filter(|it| who.reads[*it]).map(|it| self.undo(it)));
        all
    }
}

/// All states that these people reach from there.
fn walk(from: State, people: &[Who]) -> HashSet<State> {
    let (mut seen, mut next) = (HashSet::from([from]), VecDeque::from([from]));
    while let Some(state) = next.pop_front() {
        for after in people.iter().flat_map(|who| state.moves(who)) {
            if seen.insert(after) {
                next.push_back(after);
            }
        }
    }
    seen
}

#[test]
fn a_thief_with_the_mailbox_alone_or_a_session_alone_changes_no_address() {
    // Beside an owner who does all that owners do: neither takes over what the owner has begun.
    let mailbox = Who { thief: true, reads: [true, true, true], second: false };
    let session = Who { thief: true, reads: [false, false, true], second: true };
    for (thief, name) in [(mailbox, "both mailboxes"), (session, "a session with its second factor")] {
        for state in walk(START, &[thief]) {
            assert_ne!(state.current, THIEFS, "{name}: {state:?}");
        }
    }
}

#[test]
fn whatever_a_thief_changed_the_old_mailbox_takes_back_and_the_thief_does_not_get_it_again() {
    let thief = Who { thief: true, reads: [true, false, true], second: true };
    let reached = walk(START, &[thief, OWNER]);
    assert!(reached.iter().any(|state| state.current == THIEFS), "the world knows such a thief");
    for state in reached.iter().filter(|state| state.current == THIEFS) {
        // Several changes one after the other, or notices of the thief's own, make none of the owner's worthless.
        let back = [OLD, NEW].map(|mailbox| state.undo(mailbox));
        let back = back.into_iter().find(|after| after.current != THIEFS);
        let back = back.unwrap_or_else(|| panic!("nothing takes it back: {state:?}"));
        assert!(!back.thief_in, "{state:?}");
        // Signed out, and with whatever mailboxes: not to the thief's again.
        let outside = Who { reads: [true, true, true], ..thief };
        assert!(walk(back, &[outside]).iter().all(|after| after.current != THIEFS), "{back:?}");
    }
}

/// Whoever reads the old mailbox alone puts the address of before back, which is what they had before; and the
/// owner, who has the session's factor and both mailboxes, changes it again.
#[test]
fn this_wasnt_me_shuts_no_owner_out() {
    let reader = Who { thief: true, reads: [true, false, false], second: false };
    for state in walk(State { thief_in: false, ..START }, &[OWNER, reader]) {
        let reached = walk(state, &[OWNER]);
        assert!(reached.iter().any(|after| after.current == NEW), "{state:?}");
    }
}
