//! A policy in words: each of its rules with its value, and what a change changes.
//!
//! The sentences stand in `words/en/policy.ftl`. Never in here: whether a policy can be saved.

use rules::Span;
use rules::policy::{Objection, Policy};

use crate::when;
use crate::words::words;

/// One rule that is changed, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The rule's name.
    pub rule: String,
    /// What it is now.
    pub before: String,
    /// What it would be.
    pub after: String,
}

impl Change {
    /// In one sentence.
    pub fn line(&self) -> String {
        let values: [(&str, &str); 3] =
            [("rule", &self.rule), ("before", &self.before), ("after", &self.after)];
        words().plain("policy-change-line", &values)
    }
}

/// Every rule, by its word, with its value in words.
fn rules(policy: &Policy) -> [(&'static str, String); 10] {
    let plain = |key: &str| words().plain(key, &[]);
    let choice = |is: bool, yes: &str, no: &str| plain(if is { yes } else { no });
    let none = || plain("policy-none");
    let span = |span: Option<Span>| span.map_or_else(none, when::span);
    let history = match policy.password_history {
        0 => none(),
        count => words().plain("policy-history-count", &[("count", &count.to_string())]),
    };
    [
        ("second-factor", choice(policy.second_factor, "policy-demand-yes", "policy-demand-no")),
        ("passkeys", choice(policy.passkeys_for_setup, "policy-passkeys-yes", "policy-passkeys-no")),
        ("remember-device", span(policy.remember_device)),
        ("session-idle", when::span(policy.session_idle)),
        ("session-absolute", when::span(policy.session_absolute)),
        ("session-visit", when::span(policy.session_visit)),
        ("password-max-age", span(policy.password_max_age)),
        ("password-min-age", span(policy.password_min_age)),
        ("password-history", history),
        ("invitation-life", when::span(policy.invitation_life)),
    ]
}

/// What is different.
pub fn changes(before: &Policy, after: &Policy) -> Vec<Change> {
    let pairs = rules(before).into_iter().zip(rules(after));
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((word, before), (_, after))| Change {
            rule: words().plain(&format!("policy-rule-{word}"), &[]),
            before,
            after,
        })
        .collect()
}

/// What is different between two policies as they stand in the audit log, each in a sentence.
pub fn changes_of_texts(before: &str, after: &str) -> Vec<String> {
    let [before, after] = [before, after].map(crate::policy_text::read);
    changes(&before, &after).iter().map(Change::line).collect()
}

/// Why it cannot be saved, and what to do.
pub fn objection(objection: Objection) -> String {
    let word = match objection {
        Objection::NotAnAdmin => "not-an-admin",
        Objection::SecondFactor => "second-factor",
        Objection::ShutsOutLastAdmin => "last-admin",
        Objection::DemandNeedsRescue => "rescue",
        Objection::MinimumAboveMaximum => "minimum",
        Objection::TooShort("session") => "short-session",
        Objection::TooShort("password") => "short-password",
        Objection::TooShort(_invitation) => "short-invitation",
    };
    words().plain(&format!("policy-objection-{word}"), &[])
}
