//! What would happen if somebody signed in now: the very decisions of the door, asked one after the other for a
//! person who gives what they can give. Nothing is carried out but in the facts that the next decision is asked with.
//!
//! One organization's facts only: a forecast for A says nothing of what the person has elsewhere. Where to go next:
//! `trial.rs`, which makes two of them.

use crate::attempt::{Attempt, CodeEvidence, MailedEvidence, PasswordEvidence, Save, SaveBy};
use crate::cause::Cause;
use crate::effect::{Effect, Holds};
use crate::facts::{Account, Facts, Lane, OrganizationKey, Password, Proofs, Standing, Ticket, TicketKind};
use crate::pass::{self, Grant};
use crate::reset;
use crate::sign_in;
use crate::verdict::{Challenge, Decision, Done, Verdict};
use crate::words::{Instant, Span};

/// No way in has more steps.
const MOST_STEPS: usize = 16;

/// How the person begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// With the password, at the door.
    Password,
    /// By a mail: the reset that they ask for, or whatever is true for them instead.
    Mailbox,
}

/// What the person can give, beside what comes to the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Has {
    /// They know the password.
    pub password: bool,
    /// A second factor that counts here and that can be verified.
    pub second: bool,
    /// A recovery code.
    pub codes: bool,
}

impl Has {
    /// All that the facts name. Whether the person still has it, nobody knows but they.
    pub fn everything(facts: &Facts, organization: OrganizationKey) -> Has {
        let account = facts.account.as_ref();
        let here = facts.doors.iter().any(|door| door.organization == organization && door.has_second());
        Has {
            password: account.is_some_and(|account| account.password.is_some()),
            second: here && account.is_some_and(|account| account.authenticators > 0 || account.passkeys > 0),
            codes: account.is_some_and(|account| account.recovery_codes > 0),
        }
    }
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// They are in.
    SignedIn,
    /// No, and why.
    Refused(Cause),
    /// This is asked for, and they have nothing to give for it.
    Stuck(Challenge),
}

/// What signing in now would ask for, in this order, and how it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// What is asked for; the last one is what they are stuck at, if they are.
    pub asked: Vec<Challenge>,
    /// How it ends.
    pub end: End,
}

impl Forecast {
    /// Whether it ends inside.
    pub fn gets_in(&self) -> bool {
        self.end == End::SignedIn
    }
    /// Whether this kind of thing is asked for on the way.
    pub fn asks(&self, code: &str) -> bool {
        self.asked.iter().any(|challenge| challenge.code() == code)
    }
}

/// The facts as a browser meets them that nobody knows: of this organization alone, with nothing proved.
pub fn at_the_door(facts: &Facts, organization: OrganizationKey) -> Facts {
    let mut facts = facts.clone();
    facts.doors.retain(|door| door.organization == organization);
    for door in &mut facts.doors {
        door.second_holds = false;
        if let Some(pass) = &mut door.pass {
            pass.here = false;
        }
        if let Some(help) = &mut door.help {
            help.here = false;
        }
        if let Some(wait) = &mut door.wait {
            wait.here = false;
        }
    }
    if !facts.doors.iter().any(|door| door.has_second())
        && let Some(account) = &mut facts.account
    {
        // What counts elsewhere alone is not this organization's to know.
        (account.authenticators, account.unreadable, account.passkeys) = (0, 0, 0);
    }
    Facts {
        wanted: Some(organization),
        network_until: Instant(0),
        proofs: Proofs::default(),
        in_session: false,
        visiting: None,
        remembered_until: None,
        ticket: None,
        change: None,
        presented: Standing::default(),
        mail_fits: true,
        ..facts
    }
}

/// What signing in at the wanted door would ask for, from facts [`at_the_door`].
pub fn forecast(facts: &Facts, has: Has, way: Way, now: Instant) -> Forecast {
    let mut walk = Walk { facts: facts.clone(), has, now, asked: vec![] };
    let decision = match way {
        Way::Password => walk.by_password(),
        Way::Mailbox => walk.by_mailbox(),
    };
    let end = match decision {
        Ok(decision) => walk.on(decision),
        Err(cause) => End::Refused(cause),
    };
    Forecast { asked: walk.asked, end }
}

/// Somebody on the way in.
struct Walk {
    facts: Facts,
    has: Has,
    now: Instant,
    asked: Vec<Challenge>,
}

impl Walk {
    fn decide(&mut self, attempt: Attempt) -> Decision {
        let decision = crate::decide(&self.facts, &attempt, self.now);
        self.facts.proofs = decision.proofs;
        for effect in &decision.effects {
            self.follows(effect);
        }
        decision
    }

    fn by_password(&mut self) -> Result<Decision, Cause> {
        self.asked.push(Challenge::Password);
        let evidence = if self.has.password { PasswordEvidence::Right } else { PasswordEvidence::Wrong };
        let decision = self.decide(Attempt::Password(evidence));
        // Codes have lanes of their own, and nobody has guessed at them in this browser.
        self.facts.lane = Lane { failed: 0, last_at: self.now };
        Ok(decision)
    }

    fn by_mailbox(&mut self) -> Result<Decision, Cause> {
        self.facts.lane = Lane { failed: 0, last_at: self.now };
        self.decide(Attempt::AskReset);
        if self.facts.ticket.is_some() {
            return Ok(self.decide(Attempt::OpenTicket));
        }
        // The mail says why there is no link in it.
        let door = self.facts.doors.first();
        Err(door.map_or(Cause::NotAMember, |door| match (door.suspended, door.deactivated) {
            (true, _) => Cause::OrganizationSuspended,
            (false, true) => Cause::Deactivated,
            (false, false) => Cause::NotAMember,
        }))
    }

    fn on(&mut self, mut decision: Decision) -> End {
        for _ in 0..MOST_STEPS {
            let challenge = match decision.verdict {
                Verdict::SignedIn(_) => return End::SignedIn,
                Verdict::Refused(cause) => return End::Refused(cause),
                // An invitation that was accepted before: on with what they have.
                Verdict::Done(Done::AlreadySo) if self.asked.is_empty() => {
                    match self.by_password() {
                        Ok(next) => decision = next,
                        Err(cause) => return End::Refused(cause),
                    }
                    continue;
                }
                Verdict::Done(_) => return End::Refused(Cause::ProofMissing),
                Verdict::Challenge(challenge) => challenge,
            };
            if !self.asked.contains(&challenge) {
                self.asked.push(challenge);
            }
            let Some(next) = self.give(challenge) else { return End::Stuck(challenge) };
            decision = next;
        }
        End::Stuck(self.asked.last().copied().unwrap_or(Challenge::Password))
    }

    /// Gives what is asked for; `None` where there is nothing to give.
    fn give(&mut self, challenge: Challenge) -> Option<Decision> {
        let save = |by| Attempt::SavePassword(Save { by, flaw: None, reused: false, keep_sessions: false });
        let attempt = match challenge {
            // The door asked for it already, and whoever comes by mail has just chosen one.
            Challenge::Password => return None,
            Challenge::SecondFactor => return self.give_second(),
            Challenge::NewPassword(_, _) => save(SaveBy::Demand),
            Challenge::NewPasswordByTicket => {
                self.has.password = true;
                save(SaveBy::Ticket)
            }
            Challenge::ProveMailbox => {
                self.facts.ticket = Some(self.ticket(TicketKind::Mailbox, reset::MAILBOX_LASTS));
                Attempt::TypeCode(MailedEvidence::Right)
            }
            Challenge::SetUpFactor => Attempt::ConfirmAuthenticator(CodeEvidence::Right),
            Challenge::SaveCodes => Attempt::CodesSaved,
            Challenge::AcceptInvitation(_) if self.has.password => Attempt::Join,
            Challenge::AcceptInvitation(_) => return None,
        };
        Some(self.decide(attempt))
    }

    fn give_second(&mut self) -> Option<Decision> {
        let evidence = match (self.has.second, self.has.codes) {
            (true, _) => CodeEvidence::Right,
            (false, true) => CodeEvidence::RecoveryRight,
            (false, false) => return self.by_a_pass(),
        };
        for door in &mut self.facts.doors {
            door.second_holds = true;
        }
        Some(self.decide(Attempt::Second { evidence, remember: false }))
    }

    /// Whoever can give none of their factors may add one, where an admin gave a pass for that.
    fn by_a_pass(&mut self) -> Option<Decision> {
        let door = sign_in::wanted_door(&self.facts)?;
        match pass::grant(&self.facts, door, self.now)? {
            Grant::Pass | Grant::Wait => self.asked.push(Challenge::SetUpFactor),
            Grant::ProveMailbox => {}
        }
        Some(self.decide(Attempt::ConfirmAuthenticator(CodeEvidence::Right)))
    }

    fn ticket(&self, kind: TicketKind, lasts: Span) -> Ticket {
        Ticket { kind, until: self.now.plus(lasts), spent_at: None }
    }

    /// What an effect changes of what the next decision is told.
    fn follows(&mut self, effect: &Effect) {
        let now = self.now;
        match effect {
            Effect::SavePassword(worth) => {
                self.account(|account| account.password = Some(Password { set_at: now, worth: *worth }));
            }
            Effect::PasswordIsOwn => self.account(|account| {
                if let Some(password) = &mut account.password {
                    password.worth = crate::facts::Worth::Own;
                }
            }),
            Effect::SpendRecoveryCode => {
                self.account(|account| account.recovery_codes = account.recovery_codes.saturating_sub(1));
            }
            Effect::CodesSaved => self.account(|account| account.codes_saved = true),
            Effect::ConfirmAuthenticator(adding) | Effect::AddPasskey(adding) => self.adds(adding.holds),
            Effect::IssueTicket(kind) => self.facts.ticket = Some(self.ticket(*kind, reset::LINK_LASTS)),
            Effect::SpendThisTicket => self.facts.ticket = None,
            Effect::Join(organization) => self.doors(*organization, |door| door.joined = true),
            Effect::RenewInvitation(organization, until) => {
                let until = *until;
                self.doors(*organization, |door| door.invited_until = Some(until));
            }
            Effect::SpendPass(organization) => self.doors(*organization, |door| door.pass = None),
            Effect::SpendPasses => {
                self.facts.doors.iter_mut().for_each(|door| (door.pass, door.help) = (None, None));
            }
            Effect::EndWait(organization) => self.doors(*organization, |door| door.wait = None),
            // Guesses, sessions, mails and lines in logs are nothing that the way in depends on from here.
            Effect::CountGuess
            | Effect::ClearLane
            | Effect::ClearPasswordLanes
            | Effect::SpendCode
            | Effect::SpendStandIn
            | Effect::SpendPasskey
            | Effect::SpendOtherTickets
            | Effect::Address(_)
            | Effect::ForgetRemembered
            | Effect::StartSession
            | Effect::RaiseSession
            | Effect::EnterDoor(_)
            | Effect::EndThisSession
            | Effect::EndOtherSessions
            | Effect::EndSessionsOfChange
            | Effect::KnowDevice
            | Effect::RememberDevice(_)
            | Effect::EndFactor
            | Effect::EndFactorIn(_)
            | Effect::RestoreFactor
            | Effect::VouchFactor(_)
            | Effect::FactorIsOwn
            | Effect::OpenHelp(_)
            | Effect::HelpReaches(_)
            | Effect::CloseHelp(_, _)
            | Effect::StartWait(_, _)
            | Effect::StopWait(_)
            | Effect::MakeCodes
            | Effect::EndCodes
            | Effect::Mail(_)
            | Effect::Request(_)
            | Effect::Membership(_)
            // A forecast is about ways in of one's own.
            | Effect::Identity(_, _)
            | Effect::Audit(_) => {}
        }
    }

    fn adds(&mut self, holds: Holds) {
        self.has.second = true;
        self.account(|account| account.authenticators = account.authenticators.saturating_add(1));
        for door in &mut self.facts.doors {
            let here = match holds {
                Holds::Everywhere | Holds::AsGiven => true,
                Holds::Only(organization) => door.organization == organization,
            };
            door.factors = door.factors.saturating_add(u8::from(here));
            door.second_holds = here;
        }
    }

    fn account(&mut self, change: impl FnOnce(&mut Account)) {
        if let Some(account) = &mut self.facts.account {
            change(account);
        }
    }

    fn doors(&mut self, organization: OrganizationKey, change: impl Fn(&mut crate::facts::Door)) {
        self.facts.doors.iter_mut().filter(|door| door.organization == organization).for_each(change);
    }
}
