//! Does what a deed says: presents it to the decision with the facts of this browser, and carries out
//! what comes of it.

use rules::attempt::{Attempt, CodeEvidence, MailedEvidence, PasswordEvidence, Save, SaveBy};
use rules::cause::PasswordFlaw;
use rules::facts::TicketKind;
use rules::verdict::Challenge;
use rules::{Decision, Verdict};

use super::facts::{A, B, Guessing, NOW, View};
use super::moves::{Aim, By, Deed, New};
use super::run::Run;
use super::state::{GivenBy, World};

impl World {
    /// Does it; `None` where the page that it needs is not shown.
    pub fn deed(&self, run: &Run, deed: Deed) -> Option<(World, Decision)> {
        let step = |attempt| self.attempt(run, self.step(Guessing::Codes), &attempt);
        let done = match deed {
            Deed::TypePassword(evidence, aim) => self.type_password(run, evidence, aim),
            Deed::TypeSecond(evidence, remember) => self.type_second(run, evidence, remember),
            Deed::TypeVouched(remember) => {
                let view = View { presents: Some(GivenBy::Vouched), ..self.step(Guessing::Codes) };
                self.attempt(run, view, &Attempt::Second { evidence: CodeEvidence::Right, remember })
            }
            Deed::SetUp(evidence) => step(Attempt::ConfirmAuthenticator(evidence)),
            Deed::AskMailboxCode => step(Attempt::AskMailboxCode),
            Deed::TypeMailboxCode(evidence) => {
                let view = View { ticket: Some(TicketKind::Mailbox), ..self.step(Guessing::Codes) };
                self.attempt(run, view, &Attempt::TypeCode(evidence))
            }
            Deed::SaveDemanded(new) => step(Attempt::SavePassword(save(SaveBy::Demand, new))),
            Deed::SaveByChoice(evidence, new) => {
                let save = Attempt::SavePassword(save(SaveBy::Choice(evidence), new));
                self.attempt(run, self.step(Guessing::Passwords), &save)
            }
            Deed::OpenInvitation => self.open_invitation(run),
            Deed::SaveByTicket(kind, by, new, aim) => return self.save_by_ticket(run, kind, by, new, aim),
            Deed::AcceptInvitation => self.accept_invitation(run),
            Deed::AskReset => self.ask(run, None, &Attempt::AskReset),
            Deed::AskAgain(kind) => self.ask(run, Some(kind), &Attempt::AskTicketAgain),
            Deed::Enter(aim) => {
                let view = View { wanted: aim.key(), ..self.step(Guessing::Codes) };
                let (mut world, decision) = self.attempt(run, view, &Attempt::Enter);
                world.aims_at_a = aim == Aim::A;
                (world, decision)
            }
            Deed::MakeCodes => step(Attempt::MakeCodes),
            Deed::PutCodesAway => step(Attempt::CodesSaved),
            Deed::EndFactor { here } => {
                let wanted = if here { Some(A) } else { self.wanted() };
                let view = View { wanted, ..self.step(Guessing::Codes) };
                self.attempt(run, view, &Attempt::EndFactor { here })
            }
            Deed::AskHelp => self.for_a(run, &Attempt::AskHelp),
            Deed::WithdrawHelp => self.ask(run, None, &Attempt::WithdrawHelp),
            Deed::ExtendFactor => self.for_a(run, &Attempt::ExtendFactor),
            Deed::StartWait => self.for_a(run, &Attempt::StartWait),
            Deed::StopWait => self.ask(run, None, &Attempt::StopWait),
            Deed::SignOut(which) => step(Attempt::EndSessions(which)),
            Deed::AskAdmin => self.ask(run, None, &Attempt::AskAdmin),
            Deed::NotMe(what) => self.not_me(run, what),
            Deed::LeavePage => {
                let mut world = *self;
                world.leave_page();
                let proofs = Default::default();
                (world, Decision::done(rules::Done::AlreadySo, vec![], proofs))
            }
        };
        Some(done)
    }

    /// The step that the shown page carries.
    pub fn step(&self, guessing: Guessing) -> View {
        View { wanted: self.wanted(), carries: true, guessing, ticket: None, presents: None, change: None }
    }

    /// Decides and carries out.
    pub fn attempt(&self, run: &Run, view: View, attempt: &Attempt) -> (World, Decision) {
        let decision = (run.mind.decide)(&self.facts(run, view), attempt, NOW);
        (self.carry(&decision, view), decision)
    }

    /// Something asked for beside the page: whatever is shown stays.
    pub fn ask(&self, run: &Run, ticket: Option<TicketKind>, attempt: &Attempt) -> (World, Decision) {
        let view = View { wanted: Some(A), ticket, ..self.step(Guessing::Codes) };
        let decision = (run.mind.decide)(&self.facts(run, view), attempt, NOW);
        let mut world = *self;
        world.effects(&decision, view);
        (world, decision)
    }

    /// A code that is typed is one of the person's own, or of a sheet; those of a kit are A's.
    fn type_second(&self, run: &Run, evidence: CodeEvidence, remember: bool) -> (World, Decision) {
        let presents = match evidence {
            CodeEvidence::RecoveryRight => GivenBy::Code,
            CodeEvidence::KitRight | CodeEvidence::KitSpent | CodeEvidence::OperatorRight => GivenBy::StandIn,
            _ => GivenBy::Own,
        };
        let wanted = if presents == GivenBy::StandIn { Some(A) } else { self.wanted() };
        let view = View { presents: Some(presents), wanted, ..self.step(Guessing::Codes) };
        self.attempt(run, view, &Attempt::Second { evidence, remember })
    }

    /// Something asked for on the page of A's door.
    fn for_a(&self, run: &Run, attempt: &Attempt) -> (World, Decision) {
        let view = View { wanted: Some(A), ..self.step(Guessing::Codes) };
        let (mut world, decision) = self.attempt(run, view, attempt);
        world.aims_at_a |= world.page != super::state::Page::None;
        (world, decision)
    }

    fn type_password(&self, run: &Run, evidence: PasswordEvidence, aim: Aim) -> (World, Decision) {
        let view = View {
            wanted: aim.key(),
            carries: false,
            guessing: Guessing::Passwords,
            ticket: None,
            presents: None,
            change: None,
        };
        let (mut world, decision) = self.attempt(run, view, &Attempt::Password(evidence));
        world.aims_at_a = aim == Aim::A;
        (world, decision)
    }

    fn open_invitation(&self, run: &Run) -> (World, Decision) {
        let view = View {
            wanted: Some(A),
            carries: self.in_session(),
            guessing: Guessing::Codes,
            ticket: Some(TicketKind::Invitation),
            presents: None,
            change: None,
        };
        let (mut world, decision) = self.attempt(run, view, &Attempt::OpenTicket);
        world.aims_at_a = true;
        (world, decision)
    }

    fn accept_invitation(&self, run: &Run) -> (World, Decision) {
        let view = View { wanted: Some(A), ..self.step(Guessing::Codes) };
        let (mut world, decision) = self.attempt(run, view, &Attempt::Join);
        world.aims_at_a = true;
        (world, decision)
    }

    /// A link is opened, or its code typed; if that shows the form for a password, it is filled in.
    fn save_by_ticket(
        &self,
        run: &Run,
        kind: TicketKind,
        by: By,
        new: New,
        aim: Aim,
    ) -> Option<(World, Decision)> {
        let wanted = aim.key();
        let view = View {
            wanted,
            carries: false,
            guessing: Guessing::Codes,
            ticket: Some(kind),
            presents: None,
            change: None,
        };
        let presented = match by {
            By::Link => Attempt::OpenTicket,
            By::TypedCode => Attempt::TypeCode(MailedEvidence::Right),
        };
        let opened = (run.mind.decide)(&self.facts(run, view), &presented, NOW);
        if opened.verdict != Verdict::Challenge(Challenge::NewPasswordByTicket) {
            return None;
        }
        let save = Attempt::SavePassword(save(SaveBy::Ticket, new));
        let (mut world, decision) = self.attempt(run, view, &save);
        world.aims_at_a = aim == Aim::A;
        Some((world, decision))
    }
}

const fn save(by: SaveBy, new: New) -> Save {
    let flaw = match new {
        New::TooShort => Some(PasswordFlaw::TooShort { have: 3, need: 15 }),
        New::Good | New::Reused => None,
    };
    Save { by, flaw, reused: matches!(new, New::Reused), keep_sessions: false }
}

impl Aim {
    /// As the decision is told.
    pub const fn key(self) -> Option<u128> {
        match self {
            Aim::A => Some(A),
            Aim::B => Some(B),
            Aim::Anywhere => None,
        }
    }
}
