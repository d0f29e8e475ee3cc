//! What whoever sits at the browser can do: a form of the page that is shown, a mail that is in the
//! mailbox, or a button of the account page. Never something that a person could not click.

use rules::attempt::{CodeEvidence, MailedEvidence, PasswordEvidence, Which};
use rules::facts::TicketKind;

use super::moves::{Aim, By, Deed, New};
use super::run::Run;
use super::state::{Count, Help, Mailed, Page, Pass, Place, Waiting, World};
use super::undo::NotMe;

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
                let kit = (self.kit && run.sole).then_some(CodeEvidence::KitRight);
                let operators = self.operator_code.then_some(CodeEvidence::OperatorRight);
                for code in right.into_iter().chain(recovery).chain(kit).chain(operators) {
                    deeds.extend([Deed::TypeSecond(code, false), Deed::TypeSecond(code, true)]);
                }
                if self.vouched_phone {
                    deeds.extend([Deed::TypeVouched(false), Deed::TypeVouched(true)]);
                }
                self.ways_back(run, deeds);
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

    /// "I can't use any of these."
    fn ways_back(&self, run: &Run, deeds: &mut Vec<Deed>) {
        if !run.loses_all && !run.sole && !run.is_thief() {
            return;
        }
        deeds.extend([Deed::AskHelp, Deed::StartWait]);
        if self.help != Help::None {
            deeds.push(Deed::WithdrawHelp);
        }
        if self.pass != Pass::None || self.waiting != Waiting::None {
            deeds.extend([Deed::SetUp(CodeEvidence::Right), Deed::ExtendFactor]);
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
        if run.is_thief() {
            deeds.extend(NotMe::ALL.map(Deed::NotMe));
        }
    }

    fn account_deeds(&self, run: &Run, deeds: &mut Vec<Deed>) {
        deeds.extend([Deed::Enter(Aim::A), Deed::MakeCodes, Deed::SetUp(CodeEvidence::Right)]);
        if run.with_b {
            deeds.extend([Deed::Enter(Aim::B), Deed::Enter(Aim::Anywhere)]);
        }
        deeds.extend([
            Deed::EndFactor { here: false },
            Deed::SignOut(Which::This),
            Deed::SignOut(Which::All),
        ]);
        if run.with_b || run.loses_all {
            deeds.push(Deed::EndFactor { here: true });
        }
        if self.waiting != Waiting::None {
            deeds.push(Deed::StopWait);
        }
        if self.place == Place::InB {
            self.ways_back(run, deeds);
        }
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
}

fn passwords(knows: bool, aims: &[Aim]) -> impl Iterator<Item = Deed> {
    let evidence = if knows {
        &[PasswordEvidence::Wrong, PasswordEvidence::Right][..]
    } else {
        &[PasswordEvidence::Wrong]
    };
    evidence.iter().flat_map(move |evidence| aims.iter().map(move |aim| Deed::TypePassword(*evidence, *aim)))
}
