//! The answer: signed in, one more challenge, done, or refused for a cause; and the effects that go with it.

use crate::cause::Cause;
use crate::effect::Effect;
use crate::facts::{OrganizationKey, Proofs};

/// What the decision says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// In; inside that organization, or before the choice between several.
    SignedIn(Option<OrganizationKey>),
    /// One more step.
    Challenge(Challenge),
    /// What was asked for is done (or was done already, which is as good).
    Done(Done),
    /// No, and why.
    Refused(Cause),
}

/// What is asked for next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Challenge {
    /// The password.
    Password,
    /// A code from the authenticator, or a recovery code.
    SecondFactor,
    /// A new password, because this organization wants one.
    NewPassword(OrganizationKey, Why),
    /// A new password, with the ticket at hand.
    NewPasswordByTicket,
    /// The code from a mail, to prove the mailbox in this browser.
    ProveMailbox,
    /// A first second factor: an authenticator or a passkey.
    SetUpFactor,
    /// To put the recovery codes away.
    SaveCodes,
    /// To accept the invitation to this organization.
    AcceptInvitation(OrganizationKey),
}

impl Challenge {
    /// The permanent name, as in the journal.
    pub const fn code(&self) -> &'static str {
        match self {
            Challenge::Password => "password",
            Challenge::SecondFactor => "second-factor",
            Challenge::NewPassword(_, Why::Expired) => "new-password-expired",
            Challenge::NewPassword(_, Why::Demanded) => "new-password-demanded",
            Challenge::NewPasswordByTicket => "new-password-by-ticket",
            Challenge::ProveMailbox => "prove-mailbox",
            Challenge::SetUpFactor => "set-up-factor",
            Challenge::SaveCodes => "save-codes",
            Challenge::AcceptInvitation(_) => "accept-invitation",
        }
    }
}

/// Why an organization wants a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// It is older than the organization allows.
    Expired,
    /// An admin asked for it.
    Demanded,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Done {
    /// A mail goes to that mailbox, as far as the caps allow; earlier ones are as good.
    Mailed,
    /// The password is saved, from within a session.
    PasswordSaved,
    /// The authenticator or passkey counts.
    FactorAdded,
    /// The authenticator or passkey does not count any more, anywhere or in that organization.
    FactorEnded,
    /// The factor that was given holds in one more organization.
    FactorVouched,
    /// Live help is asked for: the page shows eight characters, and the admins see the request.
    HelpAsked,
    /// The request for live help is taken back.
    HelpWithdrawn,
    /// The last admin's waiting period has begun.
    WaitStarted,
    /// It is stopped.
    WaitStopped,
    /// New recovery codes are made, to be shown.
    CodesMade,
    /// The recovery codes are put away.
    CodesSaved,
    /// Sessions have ended.
    SessionsEnded,
    /// The change that was not the person's is taken back; the admins have been called.
    ChangeUndone,
    /// The change stays for now: sessions are ended, and the admins have been called.
    AdminsCalled,
    /// The organization's admins have been asked.
    AdminAsked,
    /// One mailbox is proved for a change of address.
    AddressProved,
    /// The address is changed.
    AddressChanged,
    /// The change of address that was under way is withdrawn.
    AddressWithdrawn,
    /// The erasure is asked for, and waits.
    ErasureAsked,
    /// The erasure that waited is withdrawn.
    ErasureWithdrawn,
    /// An admin's act on a membership is done.
    Acted,
    /// It was so already.
    AlreadySo,
}

impl Done {
    /// The permanent name, as in the journal.
    pub const fn code(&self) -> &'static str {
        match self {
            Done::Mailed => "mailed",
            Done::PasswordSaved => "password-saved",
            Done::FactorAdded => "factor-added",
            Done::FactorEnded => "factor-ended",
            Done::FactorVouched => "factor-vouched",
            Done::HelpAsked => "help-asked",
            Done::HelpWithdrawn => "help-withdrawn",
            Done::WaitStarted => "wait-started",
            Done::WaitStopped => "wait-stopped",
            Done::CodesMade => "codes-made",
            Done::CodesSaved => "codes-saved",
            Done::SessionsEnded => "sessions-ended",
            Done::ChangeUndone => "change-undone",
            Done::AdminsCalled => "admins-called",
            Done::AdminAsked => "admin-asked",
            Done::AddressProved => "address-proved",
            Done::AddressChanged => "address-changed",
            Done::AddressWithdrawn => "address-withdrawn",
            Done::ErasureAsked => "erasure-asked",
            Done::ErasureWithdrawn => "erasure-withdrawn",
            Done::Acted => "acted",
            Done::AlreadySo => "already-so",
        }
    }
}

/// A verdict, its effects, and what the person has proved by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub verdict: Verdict,
    /// What to carry out, in this order, in one transaction.
    pub effects: Vec<Effect>,
    /// What this browser's person has proved, this attempt included.
    pub proofs: Proofs,
}

impl Decision {
    /// Refused for a cause, with nothing but a counted guess or the like.
    pub fn refused(cause: Cause, effects: Vec<Effect>, proofs: Proofs) -> Decision {
        Decision { verdict: Verdict::Refused(cause), effects, proofs }
    }
    /// Done.
    pub fn done(done: Done, effects: Vec<Effect>, proofs: Proofs) -> Decision {
        Decision { verdict: Verdict::Done(done), effects, proofs }
    }
}
