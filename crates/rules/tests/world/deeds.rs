//! What whoever sits at the browser can do: a form of the page that is shown, a mail that is in the
//! mailbox, or a button of the account page. Never something that a person could not click.

use rules::attempt::{Attempt, CodeEvidence, MailedEvidence, PasswordEvidence, Save, SaveBy, Which};
use rules::cause::PasswordFlaw;
use rules::facts::TicketKind;
use rules::verdict::Challenge;
use rules::{Decision, Verdict};

use super::facts::{A, B, Guessing, NOW, View};
use super::moves::{Aim, By, Deed, New};
use super::run::Run;
use super::state::{Count, Mailed, Page, Place, World};

const BAD_CODES: [CodeEvidence; 5] = [
    CodeEvidence::Wrong,
    CodeEvidence::RecoverySpent,
    CodeEvidence::Replayed,
    CodeEvidence::OldEntry,
    CodeEvidence::ClockOff(90),
];

impl World {
    /// All deeds that are possible here.
    pub fn deeds(&self, run: &Run) -> Vec<Deed> {
        let mut deeds = vec![];
        self.page_deeds(run, &mut deeds);
        if self.place == Place::Door || self.place == Place::Steps {
            let aims: &[Aim] = if run.with_b { &[Aim::A, Aim::Anywhere] } else { &[Aim::A] };
            deeds.extend(passwords(self.knows, aims));
        }
        if run.reads_mail() {
            self.mail_deeds(run, &mut deeds);
        }
        deeds.push(Deed::AskReset);
        if self.page != Page::None {
            deeds.push(Deed::LeavePage);
        } else if self.in_session() {
            self.account_deeds(run, &mut deeds);
        }
        // Mistyping costs nothing but guesses, so it is tried where guesses are.
        deeds.retain(|deed| run.strangers || !deed.is_mistyped());
        deeds
    }

    fn page_deeds(&self, run: &Run, deeds: &mut Vec<Deed>) {
        match self.page {
            Page::None => {}
            Page::Password => {
                deeds.extend(passwords(self.knows, &[Aim::A]));
            }
            Page::Second => {
                deeds.extend(BAD_CODES.map(|bad| Deed::TypeSecond(bad, false)));
                let right = (self.phone && self.authenticator).then_some(CodeEvidence::Right);
                let recovery = (self.codes != Count::None).then_some(CodeEvidence::RecoveryRight);
                for code in right.into_iter().chain(recovery) {
                    deeds.extend([Deed::TypeSecond(code, false), Deed::TypeSecond(code, true)]);
                }
            }
            Page::NewPassword => {
                deeds.extend([New::Good, New::TooShort, New::Reused].map(Deed::SaveDemanded));
            }
            Page::ProveMailbox => {
                deeds.push(Deed::AskMailboxCode);
                deeds.push(Deed::TypeMailboxCode(MailedEvidence::Wrong));
                if run.reads_mail() && self.code != Mailed::None {
                    deeds.push(Deed::TypeMailboxCode(MailedEvidence::TooOld));
                    deeds.push(Deed::TypeMailboxCode(MailedEvidence::Right));
                }
            }
            Page::SetUp => {
                deeds.extend(BAD_CODES.map(Deed::SetUp));
                deeds.push(Deed::SetUp(CodeEvidence::Right));
            }
            Page::SaveCodes => deeds.push(Deed::PutCodesAway),
            Page::Accept => deeds.push(Deed::AcceptInvitation),
        }
    }

    fn mail_deeds(&self, run: &Run, deeds: &mut Vec<Deed>) {
        for kind in [TicketKind::Reset, TicketKind::Invitation] {
            if self.mailed(kind) == Mailed::None {
                continue;
            }
            deeds.push(Deed::AskAgain(kind));
            for by in [By::Link, By::TypedCode] {
                deeds.extend([New::TooShort, New::Good].map(|new| Deed::SaveByTicket(kind, by, new, Aim::A)));
                if run.with_b {
                    deeds.push(Deed::SaveByTicket(kind, by, New::Good, Aim::Anywhere));
                }
            }
        }
        if self.invitation != Mailed::None {
            deeds.push(Deed::OpenInvitation);
        }
    }

    fn account_deeds(&self, run: &Run, deeds: &mut Vec<Deed>) {
        deeds.extend([Deed::Enter(Aim::A), Deed::MakeCodes, Deed::SetUp(CodeEvidence::Right)]);
        if run.with_b {
            deeds.extend([Deed::Enter(Aim::B), Deed::Enter(Aim::Anywhere)]);
        }
        deeds.extend([Deed::EndAuthenticator, Deed::SignOut(Which::This), Deed::SignOut(Which::All)]);
        deeds.push(Deed::SaveByChoice(PasswordEvidence::Wrong, New::Good));
        if self.knows {
            deeds.push(Deed::SaveByChoice(PasswordEvidence::Right, New::Good));
        }
        if self.codes_shown {
            deeds.push(Deed::PutCodesAway);
        }
        if self.invited != Mailed::None {
            deeds.push(Deed::AcceptInvitation);
        }
        deeds.push(Deed::AskAdmin);
    }

    /// Does it; `None` where the page that it needs is not shown.
    pub fn deed(&self, run: &Run, deed: Deed) -> Option<(World, Decision)> {
        let step = |attempt| self.attempt(run, self.step(Guessing::Codes), &attempt);
        let done = match deed {
            Deed::TypePassword(evidence, aim) => self.type_password(run, evidence, aim),
            Deed::TypeSecond(evidence, remember) => step(Attempt::Second { evidence, remember }),
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
            Deed::EndAuthenticator => step(Attempt::EndAuthenticator),
            Deed::SignOut(which) => step(Attempt::EndSessions(which)),
            Deed::AskAdmin => self.ask(run, None, &Attempt::AskAdmin),
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
        View { wanted: self.wanted(), carries: true, guessing, ticket: None }
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

    fn type_password(&self, run: &Run, evidence: PasswordEvidence, aim: Aim) -> (World, Decision) {
        let view = View { wanted: aim.key(), carries: false, guessing: Guessing::Passwords, ticket: None };
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
        let view = View { wanted, carries: false, guessing: Guessing::Codes, ticket: Some(kind) };
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

fn passwords(knows: bool, aims: &[Aim]) -> impl Iterator<Item = Deed> {
    let evidence = if knows {
        &[PasswordEvidence::Wrong, PasswordEvidence::Right][..]
    } else {
        &[PasswordEvidence::Wrong]
    };
    evidence.iter().flat_map(move |evidence| aims.iter().map(move |aim| Deed::TypePassword(*evidence, *aim)))
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
