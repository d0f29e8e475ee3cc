//! Every move that is possible in a world, and the world after it.

use rules::attempt::Attempt;
use rules::people::AdminAct;
use rules::{Decision, Verdict};

use super::facts::{A, Guessing, NOW};
use super::moves::{Life, Move, Nuisance, Operator, Wait};
use super::run::Run;
use super::state::{Age, Count, Given, Help, Lane, Mailed, Pass, Waiting, World};
use super::undo::NotMe;

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
        for act in run.acts.iter().filter(|act| self.may_act(**act)) {
            let (world, decision) = self.act(run, *act);
            turns.push(Turn { by: Move::Admin(*act), world, decision: Some(decision) });
        }
        let mut quiet = |by, world| turns.push(Turn { by, world, decision: None });
        for wait in [Wait::QuarterHour, Wait::Hour, Wait::Day, Wait::ThreeDays, Wait::TwoMonths] {
            // Nothing but the last admin's wait has a boundary between a day and two months.
            if wait == Wait::ThreeDays && !run.sole {
                continue;
            }
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
        if run.loses_all && !run.sole {
            for what in NotMe::ALL {
                let by = Nuisance::SaysNotMe(what);
                quiet(Move::Stranger(by), self.nuisance(run, by));
            }
        }
        if run.operator {
            if run.sole {
                quiet(Move::Operator(Operator::GivesCode), World { operator_code: true, ..*self });
            } else {
                quiet(Move::Operator(Operator::Suspends), World { suspended: true, ..*self });
                quiet(Move::Operator(Operator::Resumes), World { suspended: false, ..*self });
            }
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

    /// What an admin sees a button for.
    const fn may_act(&self, act: AdminAct) -> bool {
        match act {
            AdminAct::ConfirmHelp(_) | AdminAct::DeclineHelp => matches!(self.help, Help::Reached),
            AdminAct::WithdrawPass => !matches!(self.pass, Pass::None),
            _ => true,
        }
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
            if world.pass == Pass::Live {
                world.pass = Pass::None;
            }
        }
        if wait >= Wait::Day {
            world.session_second = false;
            (world.gave_second, world.gave_password) = (Given::No, false);
            world.stand_at_the_door();
            world.waived = false;
            (world.pass, world.help, world.operator_code) = (Pass::None, Help::None, false);
            if world.age == Age::Fresh {
                world.age = Age::Settled;
            }
        }
        if wait >= Wait::ThreeDays && world.waiting == Waiting::Running {
            world.waiting = Waiting::Over;
        }
        if wait >= Wait::TwoMonths {
            if world.waiting == Waiting::Over {
                world.waiting = Waiting::None;
            }
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
        if run.loses_all {
            let all = [
                (self.phone, Life::LosesPhone),
                (self.codes != Count::None, Life::LosesCodes),
                (self.vouched_phone, Life::LosesVouchedPhone),
                (self.kit, Life::LosesKit),
            ];
            lives.extend(all.into_iter().filter_map(|(possible, life)| possible.then_some(life)));
        } else if run.losses {
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
            Life::LosesVouchedPhone => world.vouched_phone = false,
            Life::LosesKit => world.kit = false,
            Life::KeyIsLost => (world.authenticator, world.unreadable, world.phone) = (false, true, false),
            Life::AnotherBrowser => {
                world.session_second = false;
                world.stand_at_the_door();
                (world.gave_second, world.gave_password) = (Given::No, false);
                // The worst that strangers can have done to the lane of all unknown browsers.
                (world.known, world.remembered) = (false, false);
                // What was asked for in the other browser is worth nothing here.
                world.help = Help::None;
                if world.pass == Pass::Live {
                    world.pass = Pass::None;
                }
                if world.waiting != Waiting::Stopped {
                    world.waiting = Waiting::None;
                }
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
            Nuisance::SaysNotMe(what) => {
                world = self.not_me(run, what).0;
                // The person's sessions may be those that end; the ticket of a reset is in the other browser.
                world.reset = self.reset;
                world.session_second = false;
                world.stand_at_the_door();
                (world.gave_second, world.gave_password) = (Given::No, false);
            }
            Nuisance::FillTheMailbox => {
                world = self.ask(run, None, &Attempt::AskReset).0;
                world.mail_full = true;
            }
        }
        world
    }
}

fn expire(mailed: &mut Mailed) {
    if *mailed == Mailed::Live {
        *mailed = Mailed::Expired;
    }
}
