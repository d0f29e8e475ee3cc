//! What a flow holds while it carries a decision out: what was prepared before, and what was made on the way.
//!
//! Data only. Where to go next: `apply.rs`, which uses both.

use proofs::ticket::Token;
use rules::Instant;
use rules::facts::TicketKind;
use rules::people::ActorSecond;
use uuid::Uuid;

use super::letters;
use super::subject::Subject;
use crate::step::Given;
use crate::store::factor::FactorRow;

/// What was prepared outside the transaction, because it is slow or secret.
#[derive(Default)]
pub struct Hands {
    /// The new password's hash.
    pub password_hash: Option<String>,
    /// The password hash that the evidence is about; if another one is stored by now, prove again.
    pub proved_against: Option<Option<String>>,
    /// The code that was right.
    pub code: Option<RightCode>,
    /// Ten new recovery codes.
    pub sheet: Option<Sheet>,
    /// The sheet on the page whose "saved" was pressed; if another one took its place, that one is not meant.
    pub put_away: Option<Uuid>,
    /// Which factor shall end, or come back.
    pub ended_factor: Option<Uuid>,
    /// Who acts, where it is not the subject.
    pub actor: Option<Actor>,
    /// Nothing was tried: a page met the refusal by looking, and scanners look too.
    pub only_looked: bool,
    /// Who of the support desk does this for the subject: mails go out as if the subject had asked for them.
    pub supporter: Option<Supporter>,
    /// What "mail me the answer" is about.
    pub answer: Option<letters::Answer>,
    /// What a request is about, in words for the admin.
    pub about: String,
    /// What an admin wrote when declining a request.
    pub reason: Option<String>,
    /// The names in an invitation.
    pub names: Option<(String, String)>,
    /// The row of a list that is settled by it.
    pub entry: Option<Entry>,
    /// The change of address at hand, and the codes that go out for it.
    pub(super) address: Option<Box<super::address::Moving>>,
    /// The contact address that is written, and that was.
    pub contact: Option<Contact>,
    /// Who came through a provider.
    pub arrived: Option<Arrived>,
    /// Until when the invited address is held for somebody else.
    pub held_until: Option<Instant>,
}

/// Somebody whom a provider vouches for.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// Whose provider.
    pub organization: Uuid,
    /// Through which connection.
    pub connection: Uuid,
    /// Its key for the person.
    pub subject: String,
    /// The address that it vouches for.
    pub address: Option<String>,
}

/// A contact address of a membership, before and after an act.
#[derive(Clone, Debug)]
pub struct Contact {
    /// What stands there.
    pub before: Option<String>,
    /// What is to stand there.
    pub after: Option<String>,
    /// When the present one was written, as long as the one of before is known.
    pub at: Option<Instant>,
}

/// A row of a list of people.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The list.
    pub import: Uuid,
    /// The row's number.
    pub position: i64,
}

/// The code that was right, and whose it was.
pub enum RightCode {
    /// An authenticator's, at that step.
    Step {
        /// The authenticator.
        factor: Uuid,
        /// The step of its clock.
        step: i64,
    },
    /// A recovery code.
    Recovery {
        /// The sheet it stands on.
        sheet: Uuid,
        /// Where on it.
        position: i64,
    },
    /// A code of an organization's kit, or the operator's.
    StandIn {
        /// The kit.
        kit: Uuid,
        /// Where on its sheet.
        position: i64,
        /// The one organization that it holds for.
        organization: Uuid,
    },
    /// A passkey's answer.
    Passkey {
        /// The passkey.
        factor: Uuid,
        /// Its state that the answer was held against, as JSON.
        before: String,
        /// Its state after the answer: the counter moved forward.
        updated: String,
        /// The question that it answered.
        question: Answered,
    },
    /// A passkey that was just made, which gets this name.
    NewPasskey {
        /// The row that it gets.
        factor: Box<FactorRow>,
        /// The question that it answered.
        question: Answered,
    },
    /// The first of a new authenticator, which gets this name.
    First {
        /// The authenticator.
        factor: Uuid,
        /// The step of its clock.
        step: i64,
        /// What it shall be called.
        name: String,
    },
}

impl RightCode {
    /// What was given with it, as the step remembers it.
    pub fn given(&self, subject: &Subject) -> Given {
        match self {
            RightCode::Step { factor, .. }
            | RightCode::Passkey { factor, .. }
            | RightCode::First { factor, .. } => Given { factor: Some(*factor), ..Given::default() },
            RightCode::NewPasskey { factor, .. } => Given { factor: Some(factor.id), ..Given::default() },
            RightCode::Recovery { sheet, .. } => {
                let sheet = subject.sheets.iter().find(|(set, _)| set.id == *sheet);
                Given { by_pass: sheet.is_some_and(|(set, _)| set.by_pass), ..Given::default() }
            }
            RightCode::StandIn { organization, .. } => {
                Given { factor: None, organization: Some(*organization), by_pass: true }
            }
        }
    }

    /// Whether a passkey is still as its answer was held against: a counter may have moved meanwhile.
    fn still_holds(&self, subject: &Subject) -> bool {
        match self {
            RightCode::Passkey { factor, before, .. } => subject
                .passkeys()
                .find(|row| row.id == *factor)
                .is_none_or(|row| row.passkey.as_deref() == Some(before.as_str())),
            RightCode::Step { .. }
            | RightCode::Recovery { .. }
            | RightCode::StandIn { .. }
            | RightCode::NewPasskey { .. }
            | RightCode::First { .. } => true,
        }
    }

    /// The word for it in the session's row.
    pub const fn kind(&self) -> &'static str {
        match self {
            RightCode::Step { .. } | RightCode::First { .. } => "authenticator",
            RightCode::Passkey { .. } | RightCode::NewPasskey { .. } => "passkey",
            RightCode::Recovery { .. } => "recovery-code",
            RightCode::StandIn { .. } => "stand-in",
        }
    }
}

/// A question that was answered: it takes no other answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What was signed.
    pub challenge: [u8; 32],
    /// Until when it can be answered.
    pub until: Instant,
}

/// Ten new recovery codes: their seed, to show them once, and what is stored of them.
pub struct Sheet {
    /// What the codes are made of.
    pub seed: [u8; 100],
    /// One salt for the set, so that a try costs one hash.
    pub salt: [u8; 16],
    /// Their hashes.
    pub hashes: Vec<[u8; 32]>,
}

/// Somebody at the support desk.
#[derive(Clone, Debug)]
pub struct Supporter {
    /// Who.
    pub id: Uuid,
    /// Their name, as the desk knows them.
    pub name: String,
    /// The desk, which is an organization.
    pub desk: Uuid,
}

/// Somebody who acts on somebody else.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The admin, or who of support acts in an admin's place; `None` for the operator.
    pub id: Option<Uuid>,
    /// Their name, for mails.
    pub name: String,
    /// They work at the support desk, and act in an admin's place while the organization grants it.
    pub support: bool,
    /// The second factor of their session, as far as it counts in this organization.
    pub second: ActorSecond,
}

impl Hands {
    /// Whether support does this, by itself or in an admin's place.
    pub fn by_support(&self) -> bool {
        self.supporter.is_some() || self.actor.as_ref().is_some_and(|actor| actor.support)
    }

    /// The second factor that is presented, if one is.
    pub fn given(&self, subject: &Subject) -> Option<Given> {
        self.code.as_ref().map(|code| code.given(subject))
    }

    /// The second factor that is presented for the decision: a new passkey is none yet, and where it will count is
    /// what is decided.
    pub fn presents(&self, subject: &Subject) -> Option<Given> {
        let new = matches!(self.code, Some(RightCode::NewPasskey { .. }));
        self.given(subject).filter(|_| !new)
    }

    /// Whether what was proved outside still holds.
    pub fn still_hold(&self, subject: &Subject) -> bool {
        let stored = subject.user.as_ref().and_then(|user| user.password_hash.clone());
        let sheets = || subject.sheets.iter().map(|(set, _)| set.id);
        self.proved_against.as_ref().is_none_or(|proved| *proved == stored)
            && self.put_away.is_none_or(|shown| sheets().any(|sheet| sheet == shown))
            && self.code.as_ref().is_none_or(|code| code.still_holds(subject))
    }
}

/// What was made, for the shell to show or hand out.
#[derive(Default)]
pub struct Made {
    /// The new session's secret, for its cookie.
    pub session_token: Option<Token>,
    /// The new session's id.
    pub session: Option<Uuid>,
    /// New recovery codes: their sheet, and the seed that shows them.
    pub sheet: Option<(Uuid, [u8; 100])>,
    /// When the password was saved, if it was.
    pub password_set_at: Option<i64>,
    /// The ticket that goes out with the next mail.
    pub ticket: Option<Issued>,
    /// The second factor that was given with this attempt.
    pub given: Option<Given>,
    /// The caps on mails were taken once already in this decision.
    pub mail_counted: bool,
}

/// A ticket on its way into a mail.
#[derive(Clone)]
pub struct Issued {
    /// Its name; opens nothing.
    pub id: Uuid,
    /// The link's secret.
    pub token: Token,
    /// The typed code.
    pub code: String,
    /// What it is for.
    pub kind: TicketKind,
    /// Until when the link works.
    pub until: Instant,
}
