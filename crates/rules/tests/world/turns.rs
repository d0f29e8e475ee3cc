//! Every move that is possible in a world, and the world after it.

use rules::attempt::{Attempt, CodeEvidence, PasswordEvidence, Save, SaveBy};
use rules::people::AdminAct;
use rules::{Decision, Effect, Verdict};

use super::facts::{A, Guessing, NOW, View};
use super::moves::{Elsewhere, Life, Move, Nuisance, Operator, Wait};
use super::run::Run;
use super::state::{Age, Count, Given, Lane, Mailed, Page, Password, Place, World};

/// A move, and what came of it.
pub struct Turn {
    pub by: Move,
    pub world: World,
    /// The decision that was made, if the move asked for one.
    pub decision: Option<Decision>,
}

impl Turn {
    /// Whether it ended inside A.
    pub fn enters_a(&self) -> bool {
        self.decision.as_ref().is_some_and(|decision| decision.verdict == Verdict::SignedIn(Some(A)))
    }
}

impl World {
    /// All turns, from here.
    pub fn turns(&self, run: &Run) -> Vec<Turn> {
        let mut turns = vec![];
        for deed in self.deeds(run) {
            if let Some((world, decision)) = self.deed(run, deed) {
                turns.push(Turn { by: Move::Here(deed), world, decision: Some(decision) });
            }
        }
        for act in run.acts {
            let (world, decision) = self.act(run, *act);
            turns.push(Turn { by: Move::Admin(*act), world, decision: Some(decision) });
        }
        let mut quiet = |by, world| turns.push(Turn { by, world, decision: None });
        for wait in [Wait::QuarterHour, Wait::Hour, Wait::Day, Wait::TwoMonths] {
            quiet(Move::Wait(wait), self.wait(wait));
        }
        for life in self.lives(run) {
            quiet(Move::Life(life), self.life(run, life));
        }
        if run.strangers {
            for nuisance in
                [Nuisance::GuessSome, Nuisance::GuessAHundred, Nuisance::GuessCodes, Nuisance::FillTheMailbox]
            {
                quiet(Move::Stranger(nuisance), self.nuisance(run, nuisance));
            }
        }
        if run.operator {
            quiet(Move::Operator(Operator::Suspends), World { suspended: true, ..*self });
            quiet(Move::Operator(Operator::Resumes), World { suspended: false, ..*self });
        }
        if run.is_thief() {
            for elsewhere in self.elsewheres() {
                quiet(Move::Elsewhere(elsewhere), self.elsewhere(run, elsewhere));
            }
        }
        for turn in &mut turns {
            turn.world = turn.world.canonical(run);
        }
        turns
    }

    /// An act of A's admin.
    pub fn act(&self, run: &Run, act: AdminAct) -> (World, Decision) {
        let decision = (run.mind.act)(&self.scene(run), act, NOW);
        let mut world = *self;
        world.effects(&decision, self.step(Guessing::Codes));
        (world, decision)
    }

    /// Time jumps to the next boundary; what has a later one stays as it is.
    fn wait(&self, wait: Wait) -> World {
        let mut world = *self;
        world.codes_slow = false;
        if world.lane == Lane::Slow {
            world.lane = Lane::Waited;
        }
        if world.in_session() && world.gave_second == Given::Fresh {
            world.gave_second = Given::Old;
        }
        if wait >= Wait::Hour {
            world.mail_full = false;
            world.gave_mailbox = false;
            if world.gave_second == Given::Fresh {
                world.gave_second = Given::Old;
            }
            expire(&mut world.reset);
            expire(&mut world.code);
        }
        if wait >= Wait::Day {
            world.session_second = false;
            (world.gave_second, world.gave_password) = (Given::No, false);
            world.to_the_door();
            world.waived = false;
            if world.age == Age::Fresh {
                world.age = Age::Settled;
            }
        }
        if wait >= Wait::TwoMonths {
            world.age = Age::Expired;
            expire(&mut world.invitation);
            expire(&mut world.invited);
            world.remembered = false;
        }
        world
    }

    fn lives(&self, run: &Run) -> Vec<Life> {
        let mut lives = vec![Life::AnotherBrowser];
        if self.age == Age::Settled && run.policy.password_max_age.is_some() {
            lives.push(Life::PasswordAges);
        }
        if run.is_thief() {
            return lives;
        }
        if self.knows {
            lives.push(Life::ForgetsPassword);
        }
        if run.losses {
            // Only one of phone and codes is lost at a time: see `World::holds_a_factor`.
            let codes = self.codes != Count::None;
            let phone = self.authenticator && self.phone;
            lives.extend(
                [
                    (codes && phone, Life::LosesPhone),
                    (codes && phone, Life::LosesCodes),
                    (codes && self.authenticator, Life::KeyIsLost),
                ]
                .into_iter()
                .filter_map(|(possible, life)| possible.then_some(life)),
            );
        }
        lives
    }

    fn life(&self, run: &Run, life: Life) -> World {
        let mut world = *self;
        match life {
            Life::ForgetsPassword => world.knows = false,
            Life::LosesPhone => world.phone = false,
            Life::LosesCodes => world.codes = Count::None,
            Life::KeyIsLost => (world.authenticator, world.unreadable, world.phone) = (false, true, false),
            Life::AnotherBrowser => {
                world.session_second = false;
                world.to_the_door();
                (world.gave_second, world.gave_password) = (Given::No, false);
                // The worst that strangers can have done to the lane of all unknown browsers.
                (world.known, world.remembered) = (false, false);
                world.lane = if run.strangers { Lane::Shut } else { Lane::Open };
            }
            Life::PasswordAges => world.age = Age::Expired,
        }
        world
    }

    /// Strangers are in the lane of unknown browsers, never in that of a known device.
    fn nuisance(&self, run: &Run, nuisance: Nuisance) -> World {
        let mut world = *self;
        match nuisance {
            Nuisance::GuessSome if !self.known && self.lane == Lane::Open => world.lane = Lane::Slow,
            Nuisance::GuessAHundred if !self.known => world.lane = Lane::Shut,
            Nuisance::GuessSome | Nuisance::GuessAHundred => {}
            Nuisance::GuessCodes => world.codes_slow |= !self.known,
            Nuisance::FillTheMailbox => {
                world = self.ask(run, None, &Attempt::AskReset).0;
                world.mail_full = true;
            }
        }
        world
    }

    fn elsewheres(&self) -> Vec<Elsewhere> {
        let mut all = vec![Elsewhere::ResetsByMail];
        if self.password != Password::None {
            all.push(Elsewhere::ChangesPassword);
        }
        if self.has_second() {
            all.extend([Elsewhere::EndsAuthenticator, Elsewhere::GivesSecond]);
        } else if self.password != Password::None {
            all.push(Elsewhere::SetsUpAuthenticator);
        }
        all
    }

    /// The person acts in a browser of their own, with every proof; this browser gets what is left of it.
    fn elsewhere(&self, run: &Run, elsewhere: Elsewhere) -> World {
        let proved = World {
            place: Place::Inside,
            page: Page::None,
            gave_password: true,
            gave_mailbox: true,
            gave_second: if self.has_second() { Given::Fresh } else { Given::No },
            session_second: self.has_second(),
            reset: Mailed::Live,
            lane: Lane::Open,
            codes_slow: false,
            ..*self
        };
        let save = |by| Attempt::SavePassword(Save { by, flaw: None, reused: false, keep_sessions: false });
        let attempt = match elsewhere {
            Elsewhere::ChangesPassword => save(SaveBy::Choice(PasswordEvidence::Right)),
            Elsewhere::ResetsByMail => save(SaveBy::Ticket),
            Elsewhere::SetsUpAuthenticator => Attempt::ConfirmAuthenticator(CodeEvidence::Right),
            Elsewhere::EndsAuthenticator => Attempt::EndAuthenticator,
            Elsewhere::GivesSecond => Attempt::Second { evidence: CodeEvidence::Right, remember: true },
        };
        let ticket = (elsewhere == Elsewhere::ResetsByMail).then_some(rules::facts::TicketKind::Reset);
        let guessing =
            if elsewhere == Elsewhere::ChangesPassword { Guessing::Passwords } else { Guessing::Codes };
        let view = View { ticket, guessing, ..proved.step(guessing) };
        let decision = (run.mind.decide)(&proved.facts(run, view), &attempt, NOW);
        let mut theirs = proved;
        theirs.effects(&decision, view);
        self.left_by(theirs, &decision, ticket.is_some())
    }

    fn left_by(&self, theirs: World, decision: &Decision, used_reset: bool) -> World {
        let happened = |effect: Effect| decision.effects.contains(&effect);
        let mut mine = World {
            place: self.place,
            page: self.page,
            gave_password: self.gave_password,
            gave_mailbox: self.gave_mailbox,
            gave_second: self.gave_second,
            session_second: self.session_second,
            knows: self.knows,
            phone: self.phone,
            known: self.known,
            lane: self.lane,
            codes_slow: self.codes_slow,
            remembered: self.remembered && !happened(Effect::ForgetRemembered),
            reset: if used_reset || theirs.reset == Mailed::Spent { theirs.reset } else { self.reset },
            codes_shown: self.codes_shown,
            ..theirs
        };
        let saved = decision.effects.iter().any(|effect| matches!(effect, Effect::SavePassword(_)));
        let ended = happened(Effect::EndOtherSessions) && mine.in_session();
        if saved {
            mine.knows = false;
        }
        // Another password takes away what the old one proved in the steps of a sign-in.
        if ended || (saved && !mine.in_session()) {
            (mine.session_second, mine.gave_second, mine.gave_password) = (false, Given::No, false);
            mine.to_the_door();
        }
        mine
    }
}

fn expire(mailed: &mut Mailed) {
    if *mailed == Mailed::Live {
        *mailed = Mailed::Expired;
    }
}
