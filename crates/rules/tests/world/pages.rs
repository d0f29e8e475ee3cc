//! What the browser shows after a decision, and what its page carries.

use rules::verdict::{Challenge, Done};
use rules::{Decision, Verdict};

use super::facts::ago;
use super::state::{Given, Page, Place, World};

impl World {
    /// What the browser shows next, and what its step carries.
    pub fn show(&mut self, decision: &Decision) {
        let page = match decision.verdict {
            Verdict::Challenge(challenge) => page_of(challenge),
            Verdict::SignedIn(_) => {
                self.prove(decision);
                return self.leave_page();
            }
            Verdict::Done(done) => return self.show_done(done),
            // The same form again, with the refusal beside it.
            Verdict::Refused(_) => return,
        };
        let Some(page) = page else { return };
        if !self.in_session() {
            self.place = Place::Steps;
        }
        self.page = page;
        self.prove(decision);
    }

    fn show_done(&mut self, done: Done) {
        match done {
            // The same page again.
            Done::Mailed | Done::AdminAsked | Done::HelpWithdrawn | Done::WaitStarted | Done::WaitStopped => {
            }
            // The page with the eight characters has the form for a code beside them.
            Done::HelpAsked => self.page = Page::Second,
            Done::CodesMade => self.page = Page::None,
            Done::PasswordSaved
            | Done::FactorAdded
            | Done::FactorEnded
            | Done::FactorVouched
            | Done::CodesSaved
            | Done::SessionsEnded
            | Done::ChangeUndone
            | Done::AdminsCalled
            | Done::AddressProved
            | Done::AddressChanged
            | Done::AddressWithdrawn
            | Done::ErasureAsked
            | Done::ErasureWithdrawn
            | Done::Acted
            | Done::AlreadySo => self.leave_page(),
        }
    }

    /// The page, or the session, takes over what is proved by now.
    pub fn prove(&mut self, decision: &Decision) {
        let proofs = decision.proofs;
        self.gave_password = proofs.password.is_some();
        self.gave_mailbox = proofs.mailbox.is_some();
        self.just_saved = proofs.just_saved;
        self.gave_second = match proofs.second {
            None => Given::No,
            Some(at) if at < ago(rules::factor::RECENT) => Given::Old,
            Some(_) => Given::Fresh,
        };
    }
}

/// The form of a challenge; the page that takes a ticket's password is made and used in one move.
const fn page_of(challenge: Challenge) -> Option<Page> {
    match challenge {
        Challenge::Password => Some(Page::Password),
        Challenge::SecondFactor => Some(Page::Second),
        Challenge::NewPassword(_, _) => Some(Page::NewPassword),
        Challenge::NewPasswordByTicket => None,
        Challenge::ProveMailbox => Some(Page::ProveMailbox),
        Challenge::SetUpFactor => Some(Page::SetUp),
        Challenge::SaveCodes => Some(Page::SaveCodes),
        Challenge::AcceptInvitation(_) => Some(Page::Accept),
    }
}
