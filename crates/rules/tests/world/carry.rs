//! Carries effects out on the world, as the flows do on the store. The matches have no wildcard: an
//! effect, an act or a mail that the world does not know does not compile.

use rules::effect::{Adding, Effect, Holds, Mail, MembershipChange};
use rules::facts::{TicketKind, Worth};
use rules::{Decision, Verdict};

use super::facts::{A, Guessing, NOW, View};
use super::state::{
    Age, Count, Given, GivenBy, Help, Lane, Mailed, Pass, Password, Place, Vouched, Waiting, World,
};

impl World {
    /// Carries out all effects of a decision that was made for this browser, and shows its page.
    pub fn carry(mut self, decision: &Decision, view: View) -> World {
        if !view.carries {
            if matches!(decision.verdict, Verdict::Refused(_)) && decision.effects.is_empty() {
                return self;
            }
            // The page of a mailed link begins anew; a session in this browser is one of the others.
            self.session_second = false;
            self.stand_at_the_door();
            (self.gave_second, self.gave_password) = (Given::No, false);
        }
        if decision.proofs.second == Some(NOW) {
            // Given with this attempt: `Effect::ConfirmAuthenticator` says so itself.
            self.gave_by = view.presents.unwrap_or(self.gave_by);
        }
        self.effects(decision, view);
        self.show(decision);
        self
    }

    /// Carries out all effects.
    pub fn effects(&mut self, decision: &Decision, view: View) {
        let mut on_its_way = None;
        for effect in &decision.effects {
            self.effect(*effect, decision, view, &mut on_its_way);
        }
    }

    fn effect(
        &mut self,
        effect: Effect,
        decision: &Decision,
        view: View,
        on_its_way: &mut Option<TicketKind>,
    ) {
        match effect {
            Effect::CountGuess => self.count_guess(view.guessing),
            Effect::ClearLane => match view.guessing {
                Guessing::Passwords => self.lane = Lane::Open,
                Guessing::Codes => self.codes_slow = false,
            },
            Effect::ClearPasswordLanes => self.lane = Lane::Open,
            // The authenticator shows the next code half a minute later.
            Effect::SpendCode => {}
            Effect::SpendRecoveryCode => {
                self.codes = if self.codes == Count::Many { Count::One } else { Count::None };
            }
            Effect::PasswordIsOwn => self.password = Password::Own,
            Effect::SavePassword(worth) => self.save_password(worth),
            Effect::SpendThisTicket => {
                if let Some(kind) = view.ticket {
                    *self.mailed_mut(kind) = Mailed::Spent;
                }
            }
            Effect::SpendOtherTickets => self.spend_tickets(view.ticket),
            Effect::ForgetRemembered => self.remembered = false,
            Effect::StartSession => {
                self.place = Place::Inside;
                self.session_second = decision.proofs.second.is_some();
            }
            Effect::RaiseSession => {
                self.session_second = decision.proofs.second.is_some();
                self.prove(decision);
            }
            Effect::EnterDoor(organization) => {
                self.place = if organization == A { Place::InA } else { Place::InB };
            }
            Effect::EndThisSession => self.stand_at_the_door(),
            // Sessions in other browsers open no way and shut none; `thief.rs` looks at those of a thief.
            Effect::EndOtherSessions => {}
            Effect::EndSessionsOfChange => self.end_what_it_opened(view.change),
            Effect::KnowDevice => {
                if !self.known {
                    (self.known, self.lane) = (true, Lane::Open);
                }
            }
            Effect::RememberDevice(_) => self.remembered = true,
            Effect::Join(_) => self.joined = true,
            Effect::RenewInvitation(_, _) => self.invited = Mailed::Live,
            Effect::SpendStandIn => self.operator_code = false,
            // The world knows authenticators: to the decision a passkey is one more of them.
            Effect::SpendPasskey => {}
            Effect::ConfirmAuthenticator(adding) | Effect::AddPasskey(adding) => self.add_factor(adding),
            Effect::EndFactor => match view.change {
                Some(what) => self.end_added(what),
                None => self.end_factor(),
            },
            // The world has one factor of the person's own, and no session that could bring another back.
            Effect::RestoreFactor => {}
            // A change of address has a world of its own (`tests/address.rs`): here there is one mailbox.
            Effect::Address(_) => {}
            Effect::EndCodes => (self.codes, self.codes_saved) = (Count::None, false),
            Effect::EndFactorIn(_) => self.end_factor_in_a(),
            // Of two organizations the second one's word is the last: `FactorIsOwn` comes with it.
            Effect::VouchFactor(_) => {}
            Effect::FactorIsOwn => self.factor_is_own(),
            Effect::OpenHelp(_) => self.help = Help::Asked,
            Effect::HelpReaches(_) => self.help = Help::Reached,
            Effect::CloseHelp(_, _) => self.help = Help::None,
            Effect::SpendPass(_) => self.pass = Pass::None,
            Effect::SpendPasses => (self.pass, self.help) = (Pass::None, Help::None),
            Effect::StartWait(_, _) => self.waiting = Waiting::Running,
            Effect::StopWait(_) => self.waiting = Waiting::Stopped,
            Effect::EndWait(_) => self.waiting = Waiting::None,
            Effect::MakeCodes => self.codes_shown = true,
            Effect::CodesSaved => {
                if self.codes_shown {
                    self.codes = Count::Many;
                }
                (self.codes_saved, self.codes_shown) = (true, false);
            }
            Effect::IssueTicket(kind) => *on_its_way = Some(kind),
            Effect::Mail(mail) => self.deliver(mail, on_its_way),
            // The admin may act without being asked, too.
            Effect::Request(_) => {}
            // Coming through a provider has a world of its own (`tests/sso.rs`).
            Effect::Identity(_, _) => {}
            Effect::Membership(change) => self.membership(change),
            Effect::Audit(_) => {}
        }
    }

    fn count_guess(&mut self, guessing: Guessing) {
        match guessing {
            Guessing::Codes => self.codes_slow = true,
            Guessing::Passwords => {
                self.lane = match self.lane {
                    Lane::Open => Lane::Slow,
                    Lane::Slow | Lane::Waited | Lane::Shut => Lane::Shut,
                }
            }
        }
    }

    fn save_password(&mut self, worth: Worth) {
        self.password = match worth {
            Worth::Own => Password::Own,
            Worth::Mailbox => Password::Mailbox,
        };
        (self.age, self.knows, self.demanded) = (Age::Fresh, true, false);
    }

    fn spend_tickets(&mut self, but: Option<TicketKind>) {
        for kind in [TicketKind::Reset, TicketKind::Invitation, TicketKind::Mailbox] {
            let mailed = self.mailed_mut(kind);
            if Some(kind) != but && *mailed != Mailed::None {
                *mailed = Mailed::Spent;
            }
        }
    }

    /// It is the one that was given last. Where it counts everywhere it stands for all of the person's own.
    fn add_factor(&mut self, adding: Adding) {
        let only = match adding.holds {
            Holds::Everywhere => None,
            Holds::AsGiven if self.gave_by == GivenBy::StandIn => Some(Vouched::AtA),
            Holds::AsGiven => Some(self.vouched),
            Holds::Only(organization) => Some(if organization == A { Vouched::AtA } else { Vouched::AtB }),
        };
        match only {
            None => {
                (self.authenticator, self.phone, self.ended_in_a) = (true, true, false);
                (self.by_pass, self.gave_by) = (adding.by_pass, GivenBy::Own);
            }
            Some(vouched) => {
                (self.vouched, self.vouched_phone, self.gave_by) = (vouched, true, GivenBy::Vouched);
            }
        }
    }

    fn factor_is_own(&mut self) {
        (self.authenticator, self.phone, self.ended_in_a) = (true, self.vouched_phone, false);
        (self.by_pass, self.gave_by) = (true, GivenBy::Own);
        (self.vouched, self.vouched_phone) = (Vouched::None, false);
    }

    /// The one whose code the person cannot give, if there is such a one.
    fn end_factor(&mut self) {
        if self.unreadable {
            self.unreadable = false;
        } else if self.vouched != Vouched::None && !self.vouched_phone {
            self.vouched = Vouched::None;
        } else {
            (self.authenticator, self.phone) = (false, false);
        }
    }

    /// What is the person's own goes first: the other one was just given.
    fn end_factor_in_a(&mut self) {
        if self.has_own() {
            self.ended_in_a = true;
        } else if self.vouched == Vouched::AtA {
            (self.vouched, self.vouched_phone) = (Vouched::None, false);
        }
    }

    fn deliver(&mut self, mail: Mail, on_its_way: &mut Option<TicketKind>) {
        match mail {
            Mail::Welcome | Mail::WelcomeKnown | Mail::Reset | Mail::AdminSentReset | Mail::MailboxCode => {
                if let Some(kind) = on_its_way.take() {
                    *self.mailed_mut(kind) = Mailed::Live;
                }
            }
            Mail::SwitchedOff
            | Mail::NoMembership
            | Mail::NoAccount
            | Mail::Answer
            | Mail::PasswordChanged
            | Mail::FactorAdded
            | Mail::FactorRemoved
            | Mail::CodesMade
            | Mail::RecoveryCodeUsed
            | Mail::FirstFactorToAdmins
            | Mail::FactorVouched
            | Mail::IdentityLinked
            | Mail::HelpToAdmins
            | Mail::AddressCodes
            | Mail::AddressChanged
            | Mail::AddressRestored
            | Mail::StandInToAdmins
            | Mail::WaitStarted
            | Mail::WaitStopped
            | Mail::JoinedToInviter
            | Mail::RequestToAdmins
            | Mail::MembershipNotice
            | Mail::ActOnAdminToAdmins => {}
        }
    }

    fn membership(&mut self, change: MembershipChange) {
        match change {
            MembershipChange::Invited(_, _) => self.invited = Mailed::Live,
            MembershipChange::Deactivated => {
                self.deactivated = true;
                self.leave_a();
                self.spend_tickets(None);
            }
            MembershipChange::Reactivated => self.deactivated = false,
            MembershipChange::Removed => {
                (self.joined, self.invited) = (false, Mailed::None);
                self.leave_a();
                self.spend_tickets(None);
            }
            // A role decides nothing at the door; `laws.rs` looks at the last admin.
            MembershipChange::Role(_) => {}
            MembershipChange::Waived(_) => self.waived = true,
            MembershipChange::WaiverEnded => self.waived = false,
            MembershipChange::DemandEnded => self.demanded = false,
            MembershipChange::ChangeDemanded => self.demanded = self.password != Password::None,
            MembershipChange::SessionsEnded => self.leave_a(),
            MembershipChange::HelpConfirmed(_) => (self.pass, self.help) = (Pass::Live, Help::None),
            MembershipChange::HelpDeclined => self.help = Help::None,
            MembershipChange::HelpGuessed => {}
            MembershipChange::PassGiven(_) => self.pass = Pass::Advance,
            MembershipChange::PassWithdrawn => self.pass = Pass::None,
            // It signs nobody in and gets no mail.
            MembershipChange::ContactSet | MembershipChange::ContactPutBack => {}
        }
    }

    fn leave_a(&mut self) {
        if self.place == Place::InA {
            self.place = Place::Inside;
        }
    }
}
