//! A run of the exploration: a policy, who takes part, and whose decisions are tried.

use rules::people::{AdminAct, Scene};
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
pub const ALL_ACTS: [AdminAct; 9] = [
    AdminAct::Invite(Role::Member),
    AdminAct::SendReset,
    AdminAct::Waive,
    AdminAct::DemandChange,
    AdminAct::Deactivate,
    AdminAct::Reactivate,
    AdminAct::Remove,
    AdminAct::SetRole(Role::Admin),
    AdminAct::EndSessions,
];
/// What sends mails.
const FEW_ACTS: [AdminAct; 2] = [AdminAct::Invite(Role::Member), AdminAct::SendReset];

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
    /// The operator switches A off and on.
    pub operator: bool,
    pub holder: Holder,
    pub mind: Mind,
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
            operator: false,
            holder: Holder::Person,
            mind: Mind::PRODUCTION,
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
    pub const fn operator(self) -> Run {
        Run { operator: true, ..self }
    }
    pub const fn thief(self, mailbox: bool) -> Run {
        Run { holder: Holder::Thief { mailbox }, ..self }
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
