//! A run of the exploration: a policy, who takes part, and whose decisions are tried.

use rules::facts::SignOn;
use rules::people::{AdminAct, HelpEvidence, Scene};
use rules::policy::Policy;
use rules::{Attempt, Decision, Facts, Instant, Role, Span};

/// The decisions that a run tries: production's, or one with something taken away.
#[derive(Clone, Copy)]
pub struct Mind {
    pub decide: fn(&Facts, &Attempt, Instant) -> Decision,
    pub act: fn(&Scene, AdminAct, Instant) -> Decision,
}

impl Mind {
    /// What production runs.
    pub const PRODUCTION: Mind = Mind { decide: rules::decide, act: rules::people::decide };
}

/// Everything that one organization's admin can do to one person.
pub const ALL_ACTS: [AdminAct; 12] = [
    AdminAct::Invite(Role::Member),
    AdminAct::InviteListed(Role::Member),
    AdminAct::SendReset,
    AdminAct::Waive,
    AdminAct::EndWaiver,
    AdminAct::DemandChange,
    AdminAct::EndDemand,
    AdminAct::Deactivate,
    AdminAct::Reactivate,
    AdminAct::Remove,
    AdminAct::SetRole(Role::Admin),
    AdminAct::EndSessions,
];
/// The same beside a thief, who waits for a pass that is not meant for them.
const BESIDE_A_THIEF: [AdminAct; 10] = [
    AdminAct::Invite(Role::Member),
    AdminAct::SendReset,
    AdminAct::Waive,
    AdminAct::DemandChange,
    AdminAct::Deactivate,
    AdminAct::Reactivate,
    AdminAct::Remove,
    AdminAct::SetRole(Role::Admin),
    AdminAct::EndSessions,
    AdminAct::GivePass,
];
/// What sends mails.
const FEW_ACTS: [AdminAct; 2] = [AdminAct::Invite(Role::Member), AdminAct::SendReset];

/// What helps somebody who has lost every second factor.
const HELPING_ACTS: [AdminAct; 5] = [
    AdminAct::SendReset,
    AdminAct::ConfirmHelp(HelpEvidence::Right),
    AdminAct::DeclineHelp,
    AdminAct::GivePass,
    AdminAct::WithdrawPass,
];

/// Who sits at the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// The person, who owns the mailbox.
    Person,
    /// A thief, who reads the mailbox or does not; the person is somewhere else.
    Thief { mailbox: bool },
}

/// One run.
#[derive(Clone, Copy)]
pub struct Run {
    pub name: &'static str,
    pub policy: Policy,
    /// The demand for second factors has taken effect.
    pub demand: bool,
    /// The person is a member of B, which has no rules.
    pub with_b: bool,
    /// Strangers guess and ask in the person's name, and the person mistypes.
    pub strangers: bool,
    /// What A's admin does.
    pub acts: &'static [AdminAct],
    /// Phones and sheets of codes get lost, and so does the encryption key.
    pub losses: bool,
    /// Phones and sheets get lost all at once, and there is live help.
    pub loses_all: bool,
    /// The person is A's only admin.
    pub sole: bool,
    /// The operator switches A off and on, or gives a code that stands in.
    pub operator: bool,
    pub holder: Holder,
    pub mind: Mind,
    /// What A's single sign-on leaves to ways of one's own.
    pub sign_on: SignOn,
}

/// No rules at all.
pub const LAX: Policy = Policy { second_factor: false, remember_device: None, ..Policy::DEFAULT };
/// Second factors, and none spared.
pub const MFA: Policy = Policy { remember_device: None, ..Policy::DEFAULT };
/// Expiry, a minimum age and a history.
pub const STRICT: Policy = Policy {
    password_max_age: Some(Span::days(60)),
    password_min_age: Some(Span::days(1)),
    password_history: 5,
    ..LAX
};
/// All of it.
pub const STRICT_MFA: Policy = Policy { second_factor: true, ..STRICT };

impl Run {
    /// A run with this policy and everything else at rest.
    pub const fn of(name: &'static str, policy: Policy) -> Run {
        Run {
            name,
            policy,
            demand: policy.second_factor,
            with_b: false,
            strangers: false,
            acts: &ALL_ACTS,
            losses: false,
            loses_all: false,
            sole: false,
            operator: false,
            holder: Holder::Person,
            mind: Mind::PRODUCTION,
            sign_on: SignOn::Free,
        }
    }
    pub const fn with_b(self) -> Run {
        Run { with_b: true, ..self }
    }
    /// Guesses and mails are a model of their own, with fewer acts beside.
    pub const fn strangers(self) -> Run {
        Run { strangers: true, acts: &FEW_ACTS, ..self }
    }
    pub const fn losses(self) -> Run {
        Run { losses: true, ..self }
    }
    /// Everything gets lost; what helps is live help, a pass, the kit, the wait, the operator.
    pub const fn loses_all(self) -> Run {
        Run { loses_all: true, acts: &HELPING_ACTS, ..self }
    }
    /// The only admin of A: there is nobody to act.
    pub const fn sole(self) -> Run {
        Run { sole: true, acts: &[], ..self }
    }
    /// A's people have to come through its provider, and the door beside it stands open.
    pub const fn side_door(self) -> Run {
        Run { sign_on: SignOn::Required { side_door: Some(Instant(i64::MAX)) }, ..self }
    }
    pub const fn operator(self) -> Run {
        Run { operator: true, ..self }
    }
    pub const fn thief(self, mailbox: bool) -> Run {
        Run { holder: Holder::Thief { mailbox }, acts: &BESIDE_A_THIEF, ..self }
    }
    pub const fn mind(self, mind: Mind) -> Run {
        Run { mind, ..self }
    }
    /// Whether whoever sits at the browser reads the person's mails.
    pub const fn reads_mail(&self) -> bool {
        !matches!(self.holder, Holder::Thief { mailbox: false })
    }
    pub const fn is_thief(&self) -> bool {
        matches!(self.holder, Holder::Thief { .. })
    }
}
