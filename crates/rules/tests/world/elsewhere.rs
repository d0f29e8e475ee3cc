//! What the person does in a browser of their own while a thief sits at this one.

use rules::attempt::{Attempt, CodeEvidence, PasswordEvidence, Save, SaveBy};
use rules::facts::TicketKind;
use rules::{Decision, Effect};

use super::facts::{A, Guessing, NOW, View};
use super::moves::Elsewhere;
use super::run::Run;
use super::state::{Given, GivenBy, Lane, Mailed, Page, Password, Place, Waiting, World};

impl World {
    /// What the person can do there.
    pub fn elsewheres(&self) -> Vec<Elsewhere> {
        let mut all = vec![Elsewhere::ResetsByMail];
        if self.password != Password::None {
            all.push(Elsewhere::ChangesPassword);
        }
        if self.has_second() {
            all.extend([Elsewhere::EndsAuthenticator, Elsewhere::GivesSecond]);
            if self.waiting != Waiting::None {
                all.push(Elsewhere::StopsWait);
            }
        } else if self.password != Password::None {
            all.push(Elsewhere::SetsUpAuthenticator);
        }
        all
    }

    /// The person acts in a browser of their own, with every proof; this browser gets what is left of it.
    pub fn elsewhere(&self, run: &Run, elsewhere: Elsewhere) -> World {
        let proved = World {
            place: Place::Inside,
            page: Page::None,
            gave_password: true,
            gave_mailbox: true,
            gave_second: if self.has_own() { Given::Fresh } else { Given::No },
            gave_by: GivenBy::Own,
            session_second: self.has_own(),
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
            Elsewhere::EndsAuthenticator => Attempt::EndFactor { here: false },
            Elsewhere::StopsWait => Attempt::StopWait,
            Elsewhere::GivesSecond => Attempt::Second { evidence: CodeEvidence::Right, remember: true },
        };
        let ticket = (elsewhere == Elsewhere::ResetsByMail).then_some(TicketKind::Reset);
        let guessing =
            if elsewhere == Elsewhere::ChangesPassword { Guessing::Passwords } else { Guessing::Codes };
        let presents = (elsewhere == Elsewhere::GivesSecond).then_some(GivenBy::Own);
        let view = View { ticket, guessing, presents, wanted: Some(A), ..proved.step(guessing) };
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
            gave_by: self.gave_by,
            session_second: self.session_second,
            knows: self.knows,
            phone: self.phone,
            // Another factor took its place, and that one is not in this hand.
            vouched_phone: self.vouched_phone && theirs.vouched == self.vouched,
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
            mine.stand_at_the_door();
        }
        mine
    }
}
