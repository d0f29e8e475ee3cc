//! Carries effects out on the world, as the flows do on the store. The matches have no wildcard: an
//! effect, an act or a mail that the world does not know does not compile.

use rules::effect::{Effect, Mail, MembershipChange};
use rules::facts::{TicketKind, Worth};
use rules::{Decision, Verdict};

use super::facts::{A, Guessing, View};
use super::state::{Age, Count, Given, Lane, Mailed, Password, Place, World};

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
            Effect::KnowDevice => {
                if !self.known {
                    (self.known, self.lane) = (true, Lane::Open);
                }
            }
            Effect::RememberDevice(_) => self.remembered = true,
            Effect::Join(_) => self.joined = true,
            Effect::RenewInvitation(_, _) => self.invited = Mailed::Live,
            Effect::ConfirmAuthenticator => (self.authenticator, self.phone) = (true, true),
            Effect::EndAuthenticator => self.end_authenticator(),
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

    /// The one whose code the person cannot give, if there is such a one.
    fn end_authenticator(&mut self) {
        if self.unreadable {
            self.unreadable = false;
        } else {
            (self.authenticator, self.phone) = (false, false);
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
            | Mail::AuthenticatorAdded
            | Mail::AuthenticatorRemoved
            | Mail::CodesMade
            | Mail::RecoveryCodeUsed
            | Mail::FirstFactorToAdmins
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
            MembershipChange::ChangeDemanded => self.demanded = self.password != Password::None,
            MembershipChange::SessionsEnded => self.leave_a(),
        }
    }

    fn leave_a(&mut self) {
        if self.place == Place::InA {
            self.place = Place::Inside;
        }
    }
}
